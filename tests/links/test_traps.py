"""Namesakes that have misled people or programs before are never accepted.

tests/data/traps.tsv has one entity per trap as a source would tell of it, the item that is meant where one is known,
and those that are not; trap-items.tsv has these items and others of the same name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lod.links import index, knowledge
from lod.links.entities import Entity, Named
from lod.links.names import abbreviated
from lod.links.scores import rank

DATA = Path(__file__).resolve().parents[1] / "data"
TRAPS = [
    {column: value or "" for column, value in row.items()}
    for row in csv.DictReader((DATA / "traps.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t")
]
BASE = index.build(knowledge.read(DATA / "trap-items.tsv"))
KNOWN = {candidate.qid for candidate in BASE.all()}


def entity(trap: dict[str, str]) -> Entity:
    aliases = [alias for alias in trap["aliases"].split("|") if alias]
    return Entity(
        *("urn:trap", "h:trap", trap["kind"], (("en", trap["label"]),)),
        aliases=tuple(alias for alias in aliases if not abbreviated(alias)),
        abbreviations=tuple(alias for alias in aliases if abbreviated(alias)),
        sorts=(trap["sort"],) if trap["sort"] else (),
        starts=(trap["start"],) if trap["start"] else (),
        countries=(Named("", (trap["country"],)),) if trap["country"] else (),
    )


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["label"])
def test_a_namesake_is_never_accepted(trap: dict[str, str]) -> None:
    ranked = rank(entity(trap), BASE.find(entity(trap)))
    accepted = [s.candidate.qid for s in ranked.best[:1] if ranked.band == "accept"]
    assert set(accepted) <= {trap["right"]}
    unlike = [s.candidate.qid for s in rank(entity(trap), list(BASE.all())).best[:1] if not trap["right"]]
    assert not (unlike and rank(entity(trap), list(BASE.all())).band == "accept")


@pytest.mark.parametrize(
    "trap", [t for t in TRAPS if t["right"] in KNOWN and t["kind"] != "event"], ids=lambda t: t["label"]
)
def test_the_item_that_is_meant_is_among_the_first_five_if_its_type_allows(trap: dict[str, str]) -> None:
    mistyped = {"Q28469675"}  # a coalition that the knowledge base holds for a place
    found = [s.candidate.qid for s in rank(entity(trap), BASE.find(entity(trap))).best]
    assert (trap["right"] in found) == (trap["right"] not in mistyped)


def test_what_is_known_of_podemos_is_enough() -> None:
    trap = next(t for t in TRAPS if t["label"] == "Podemos")
    ranked = rank(entity(trap), BASE.find(entity(trap)))
    assert (ranked.band, ranked.best[0].candidate.qid) == ("accept", "Q16059622")


def test_every_abbreviation_alone_is_at_most_for_a_curator() -> None:
    for trap in TRAPS:
        for short in entity(trap).abbreviations:
            alone = Entity("urn:x", "h:x", "organization", (("", short),), sorts=("party",), starts=("1965",))
            assert rank(alone, BASE.find(alone)).band != "accept"
