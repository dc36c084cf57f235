"""Names are compared as curators would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.links.folding import fold
from lod.links.names import DIFFERENT, LEAST_PART, Match, best, likeness, parse

WORDS = st.sampled_from(
    "ana maria jose luis r j de la rios nunez calderon calderin weber lagos jr ii partido obrero".split()
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def person(a: str, b: str) -> Match:
    return best([a], [b], person=True)


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("Róger Calero", "roger calero", "same"),
        ("Julio de Vido", "Julio De Vido", "same"),
        ("José de Mendiguren", "José Mendiguren", "same"),
        ("Durbin, Richard", "Richard Durbin", "same"),
        ('José "Pepe" Mujica', "Pepe Mujica", "same"),
        ("José (Pepe) Mujica", "José Mujica", "same"),
        ("Mao Zedong", "Zedong Mao", "order"),
        ("Eduardo Pablo Amadeo", "Eduardo Amadeo", "part"),
        ("María Cristina Álvarez Rodríguez", "Cristina Álvarez Rodríguez", "part"),
        ("Miguel Enríquez", "Miguel Enríquez Espinosa", "part"),
        ("John R. Carter", "John Robert Carter", "initials"),
        ("Lester Calderon", "Lester Calderin", "similar"),
        ("Lula", "Lula", "word"),
        ("Trotsky", "Leon Trotsky", "word"),
        ("María Elena Álvarez", "María Cristina Álvarez", "different"),
        ("John A. Carter", "John B. Carter", "different"),
        ("Lumi Videla", "Jorge Rafael Videla", "different"),
        ("Luis Zamora", "Gerardo Zamora", "different"),
        ("MIR", "M.I.R.", "abbreviation"),
        ("MIR", "Miriam", "different"),
    ],
)
def test_people_are_the_same_by_the_way_their_names_are_written(a: str, b: str, how: str) -> None:
    match = person(a, b)
    assert match.how == how
    assert (match.score >= LEAST_PART) == (
        how in ("same", "order", "part") or (how, a) == ("initials", "John R. Carter")
    )


def test_father_and_son_are_not_the_same_by_name_alone() -> None:
    assert person("Ricardo Lagos", "Ricardo Lagos Weber").score < person("Ricardo Lagos", "Ricardo Lagos").score
    assert person("John Carter", "John Carter Jr.").score < LEAST_PART


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("Partido Obrero", "partido  obrero", "same"),
        ("Popular Unity (Chile)", "Popular Unity", "same"),
        ("Partido de la Revolución", "Partido Revolución", "same"),
        ("Socialist Party of Chile", "Socialist Party", "part"),
        ("Partido Demócrata Cristiano", "Partido Demócrata Cristiana", "similar"),
        ("PTR", "Partido de Trabajadores Revolucionarios", "different"),
        ("PTR", "PTR", "abbreviation"),
        ("公明党", "公明党", "same"),
    ],
)
def test_bodies_are_compared_as_sets_of_words(a: str, b: str, how: str) -> None:
    assert best([a], [b], person=False).how == how


def test_our_abbreviations_are_no_names_however_they_look() -> None:
    assert best([], ["Podemos"], person=False, short=["Podemos"]).how == "abbreviation"
    assert best(["Podemos"], ["Podemos"], person=False).how == "same"


@given(NAMES, NAMES, st.booleans())
def test_the_order_of_two_names_does_not_matter(a: str, b: str, is_person: bool) -> None:
    for x in parse(a, is_person):
        for y in parse(b, is_person):
            assert likeness(x, y, is_person) == likeness(y, x, is_person)


@given(NAMES, st.booleans())
def test_a_name_is_most_like_itself(a: str, is_person: bool) -> None:
    itself = best([a], [a.upper()], is_person).score if len(a) > 8 else 100.0
    assert all(best([a], [other], is_person).score <= max(itself, 75.0) for other in (f"{a} x", a[1:], "x"))


@given(st.lists(NAMES, max_size=3), NAMES, NAMES)
def test_one_more_name_never_fits_worse(ours: list[str], more: str, theirs: str) -> None:
    assert best([*ours, more], [theirs], True).score >= best(ours, [theirs], True).score


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert best([text], [text], True).score in (0.0, 75.0, 90.0, 100.0)


@given(NAMES, NAMES)
def test_what_lacks_a_word_on_both_sides_is_below_what_is_accepted(a: str, b: str) -> None:
    match = person(a, b)
    if match.how == "different":
        assert match.score <= DIFFERENT
