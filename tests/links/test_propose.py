"""A machine proposes; what a person has decided stays decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.links import index, reasons, scores, sssom
from lod.links.candidates import Candidate, Moment
from lod.links.entities import Entity, Named
from lod.links.features import Feature
from lod.links.journal import Journal
from lod.links.model import COLUMNS, NO_TERM, Link, LinkSet
from lod.links.propose import Asked, accepted, file, for_entity, propose, read_decisions, wanted

CHILE = (Named("urn:chile", ("Chile",), "Q298"),)
ASKED = Asked("2026-11-21", "test 1")


def person(name: str, year: str = "1938") -> Entity:
    curie = "h:" + name.lower().replace(" ", "-")
    return Entity("urn:" + curie, curie, "person", (("en", name),), starts=(year,), countries=CHILE)


def item(number: int, name: str, year: str = "1938") -> Candidate:
    return Candidate(f"Q{number}", ("Q5",), (name,), "", (Moment(year, 9),), countries=("Chile",))


def decided(subject: Entity, qid: str, modifier: str = "", predicate: str = "skos:exactMatch") -> Link:
    manual = "semapv:ManualMappingCuration"
    return Link(subject.curie, predicate, qid, manual, Decimal(1), "2026-11-20", predicate_modifier=modifier)


ANA, LUIS = person("Ana Ríos Vera"), person("Luis Vitale")
BASE = index.build([item(1, "Ana Ríos Vera"), item(2, "Ana Ríos Vera", "1939"), item(3, "Héctor Luis Vitale")])


def rows(entity: Entity, *links: Link) -> tuple[Link, ...]:
    return for_entity(entity, BASE, read_decisions(links), ASKED)


def test_the_best_candidate_is_proposed_with_its_reasons() -> None:
    (row,) = rows(ANA)
    assert accepted(row)
    assert (row.object_id, row.mapping_justification, row.match_string) == (
        "wd:Q1",
        "semapv:CompositeMatching",
        "ana rios vera",
    )
    said = reasons.read(row.comment)
    assert (said.band, said.score, said.margin) == ("accept", 107.0, 4.0)
    assert [(side.fact, side.sign) for side in said.sides] == [
        ("name", "="),
        ("type", "="),
        ("start", "="),
        ("country", "="),
    ]
    assert not row.author_id


def test_a_doubtful_candidate_says_why_it_needs_a_person() -> None:
    (row,) = rows(LUIS)
    assert not accepted(row)
    assert reasons.read(row.comment).doubts == ("too little more agrees",)


def test_a_rejected_candidate_is_never_proposed_again() -> None:
    first, *others = rows(ANA, decided(ANA, "wd:Q1", "Not"))
    assert (first.object_id, others) == ("wd:Q2", [])
    assert rows(ANA, decided(ANA, "wd:Q1", "Not"), decided(ANA, "wd:Q2", "Not")) == ()


@pytest.mark.parametrize("predicate", ["skos:closeMatch", "skos:broadMatch", "skos:relatedMatch"])
def test_an_item_judged_otherwise_is_not_proposed_again(predicate: str) -> None:
    assert "wd:Q1" not in {row.object_id for row in rows(ANA, decided(ANA, "wd:Q1", predicate=predicate))}


def test_an_entity_that_is_decided_is_left_alone() -> None:
    state = read_decisions([decided(ANA, "wd:Q1"), decided(LUIS, NO_TERM)])
    assert wanted([LUIS, ANA], state, again=False) == ()
    assert wanted([LUIS, ANA], state, again=True) == (LUIS,)


def test_an_item_that_another_entity_has_is_not_proposed_and_makes_the_next_doubtful() -> None:
    (row,) = rows(ANA, decided(LUIS, "wd:Q1"))
    assert row.object_id == "wd:Q2"
    assert not accepted(row)
    assert "wd:Q1 fits better and is linked to h:luis-vitale" in row.comment


def test_two_entities_that_fit_one_item_are_both_for_a_person() -> None:
    twin = replace(ANA, curie="h:ana-2")
    found = propose([ANA, twin], rows, lambda done, total: None)
    assert [row.subject_id for row in found] == ["h:ana-2", "h:ana-ríos-vera"]
    assert not any(map(accepted, found))
    assert all("another entity" in row.comment for row in found)


def test_what_is_proposed_does_not_depend_on_any_order() -> None:
    backwards = index.build(reversed(list(BASE.all())))
    assert for_entity(ANA, backwards, read_decisions([]), ASKED) == rows(ANA)


def test_a_file_of_proposals_can_be_read_and_keeps_the_dates_of_what_is_old() -> None:
    header: tuple[str, ...] = (
        "#mapping_set_id: https://e.org/m",
        "#license: https://e.org/l",
        "#curie_map:",
        "#  wd: http://w/",
        "#  h: urn:",
    )
    header += ("#  skos: urn:skos:", "#  semapv: urn:semapv:")
    prefixes = {"wd": "http://w/", "h": "urn:", "skos": "urn:skos:", "semapv": "urn:semapv:"}
    curated = LinkSet(header, COLUMNS, prefixes, ())
    first = file(rows(ANA), curated, ())
    again = file([replace(row, mapping_date="2027-01-01") for row in (*rows(ANA), *rows(LUIS))], curated, first.links)
    assert [link.mapping_date for link in again.links] == ["2026-11-21", *["2027-01-01"] * len(rows(LUIS))]
    text = sssom.write(again)
    assert sssom.read(text, "proposed.tsv", decided=False).links == again.links
    assert "#mapping_set_id: https://e.org/m/proposed" in text


TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=", "a = b", "//", "x // y", "?", ""]
)
FEATURES = st.tuples(
    st.builds(
        Feature, st.just("name"), st.sampled_from(["same", "part"]), st.tuples(TEXT), st.tuples(TEXT), st.just(93.5)
    ),
    st.builds(
        Feature,
        st.just("start"),
        st.sampled_from(["overlap", "disjoint", "unknown"]),
        st.tuples(TEXT, TEXT),
        st.tuples(TEXT),
    ),
    st.builds(
        Feature, st.just("country"), st.sampled_from(["agree", "conflict", "unknown"]), st.tuples(TEXT), st.just(())
    ),
)


@given(
    FEATURES,
    st.lists(st.sampled_from(["no country agrees", "the next is nearer than 2"]), min_size=1, max_size=2, unique=True),
)
def test_reasons_can_be_read_again(features: tuple[Feature, ...], doubts: Sequence[str]) -> None:
    scored = scores.Scored(item(1, "x"), features, 96.5)
    ranked = scores.Ranked(ANA, (scored,), 3.5, "queue", tuple(doubts))
    line = reasons.tell(ranked, scored, 3.5)
    assert "\n" not in line
    assert reasons.read(line) == reasons.Reasons("queue", tuple(doubts), 96.5, 3.5, reasons.sides(scored))


def test_a_comment_written_by_hand_has_no_sides() -> None:
    assert reasons.read("Source: a book. Fact: 1973.").sides == ()


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "journal"

    def interrupted() -> None:
        with Journal(path, "inputs 1") as journal:
            journal.keep("h:ana", rows(ANA))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    path.write_bytes(path.read_bytes() + b'["h:luis", [{"subj')  # what a killed process leaves
    with Journal(path, "inputs 1") as journal:
        assert journal.done == {"h:ana": rows(ANA)}
    assert not path.exists()


def test_a_journal_of_other_inputs_is_not_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_text('inputs 1\n["h:ana", []]\n', encoding="utf-8")
    with Journal(path, "inputs 2") as journal:
        assert journal.done == {}
