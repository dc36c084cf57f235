"""Candidates are made from recorded items and from rows of a knowledge base alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lod.links.candidates import Candidate, Moment, Statement, from_item, from_row, moments


@dataclass(frozen=True)
class Time:
    value: str
    precision: int


@dataclass(frozen=True)
class Claim:
    value: object
    rank: str = "normal"
    kind: str = "value"


@dataclass(frozen=True)
class Item:
    qid: str
    labels: Mapping[str, str]
    aliases: Mapping[str, Sequence[str]]
    claims: Mapping[str, Sequence[Statement]]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    sitelinks: Mapping[str, str] = field(default_factory=dict)


ALLENDE = Item(
    "Q440",
    {"es": "Salvador Allende", "ru": "Сальвадор Альенде"},
    {"en": ["Salvador Guillermo Allende Gossens"]},
    {
        "P31": [Claim("Q5")],
        "P27": [Claim("Q298"), Claim("Q414", rank="deprecated")],
        "P569": [Claim(Time("+1908-06-26T00:00:00Z", 11))],
        "P570": [Claim(None, kind="somevalue")],
        "P214": [Claim("97785734")],
    },
)


def test_an_item_keeps_what_holds() -> None:
    assert from_item(ALLENDE) == Candidate(
        "Q440",
        ("Q5",),
        ("Salvador Allende", "Salvador Guillermo Allende Gossens"),
        starts=(Moment("+1908-06-26T00:00:00Z", 11),),
        countries=("Q298",),
        identifiers=(("P214", "97785734"),),
    )


def test_a_row_may_lack_columns() -> None:
    row = {
        "qid": "Q7",
        "type": "party",
        "label": "A",
        "aliases": "B|A",
        "date1": "1931",
        "country": "CHL",
        "party": "x; y",
    }
    made = from_row(row)
    assert (made.names, made.starts, made.countries, made.parties) == (
        ("A", "B"),
        (Moment("1931", 9),),
        ("CHL",),
        ("x", "y"),
    )


def test_a_first_of_january_without_certain_precision_is_a_year() -> None:
    assert moments("1950-01-01", "9?") == moments("1950-01-01", "") == (Moment("1950-01-01", 9),)
    assert moments("1950-01-01", "11") == (Moment("1950-01-01", 11),)
    assert moments("+1908-01-01T00:00:00Z", "9") == (Moment("+1908-01-01T00:00:00Z", 9),)
    assert moments("http://www", "9") == moments("", "9") == ()
