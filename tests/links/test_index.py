"""Looking candidates up finds what comparing with everything would find."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from lod.links.candidates import Candidate, Moment
from lod.links.entities import Entity, Named
from lod.links.index import build, pack, unpack
from lod.links.scores import rank

GIVEN = "Ana Luis María José Pedro Rosa Juan Elena Carlos Clotario Róger Lumi".split()
SURNAMES = "Lagos Weber Calderón Núñez Videla Moreno Blest Enríquez Zamora Vitale Castro Ríos Pérez".split()
TEXT = st.text(max_size=8)


def people(number: int, seed: int) -> list[Candidate]:
    draw = random.Random(seed)
    return [
        Candidate(
            *(f"Q{i}", ("person",), (" ".join([draw.choice(GIVEN), *draw.sample(SURNAMES, 2)]),), ""),
            starts=(Moment(str(draw.randint(1900, 1990)), 9),),
            countries=(draw.choice(["Chile", "Argentina", "US"]),),
        )
        for i in range(1, number + 1)
    ]


def entity(name: str, year: str, country: str) -> Entity:
    return Entity("urn:x", "h:x", "person", (("", name),), starts=(year,), countries=(Named("", (country,)),))


def test_blocking_finds_what_brute_force_finds() -> None:
    everybody = people(600, 1)
    base = build(everybody)
    for theirs in people(80, 2) + everybody[:80]:
        ours = entity(theirs.label.replace("Núñez", "Nuñes"), theirs.starts[0].value, theirs.countries[0])
        exact, found = rank(ours, everybody), rank(ours, base.find(ours))
        assert found.band == exact.band
        if exact.band != "none":
            assert [(s.score, s.candidate) for s in found.best[:1]] == [(s.score, s.candidate) for s in exact.best[:1]]


def test_a_word_that_is_spelt_otherwise_is_found() -> None:
    base = build([Candidate("Q7", ("person",), ("Lester Calderón",)), *people(50, 3)])
    assert "Q7" in {c.qid for c in base.find(entity("Léster Calderom", "1987", "Chile"))}


def test_an_abbreviation_is_found() -> None:
    base = build([Candidate("Q7", ("party",), ("Movimiento X", "M.I.R."))])
    ours = Entity("urn:m", "h:m", "organization", (("", "Otro nombre"),), abbreviations=("MIR",))
    assert [c.qid for c in base.find(ours)] == ["Q7"]


def test_things_of_another_kind_are_left_out() -> None:
    base = build([Candidate("Q7", ("place",), ("Videla",)), Candidate("Q8", ("person",), ("Videla",))])
    assert [c.qid for c in base.find(entity("Lumi Videla", "1948", "Chile"))] == ["Q8"]


def test_an_item_that_comes_twice_is_kept_once() -> None:
    twice = [Candidate("Q7", ("person",), ("Ana Ríos",)), Candidate("Q7", ("person",), ("Other",))]
    assert list(build(twice).all()) == twice[:1]


@given(
    st.builds(
        Candidate,
        st.integers(1, 99).map("Q{}".format),
        st.tuples(TEXT),
        st.tuples(TEXT, TEXT),
        TEXT,
        st.tuples(st.builds(Moment, TEXT, st.integers(0, 11))),
        st.just(()),
        st.tuples(TEXT),
        *[st.tuples(TEXT)] * 3,
        st.tuples(st.tuples(TEXT, TEXT)),
        st.integers(0, 9),
    )
)
def test_a_packed_candidate_is_unpacked_as_it_was(candidate: Candidate) -> None:
    assert unpack(pack(candidate)) == candidate
