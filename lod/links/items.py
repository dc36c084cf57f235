"""What Wikidata says of a thing, as values: item, claim, snak, date.  Values only.

Every date keeps its precision: `+1908-01-01` of precision 9 is a year, not New Year's Day.  links/wikibase.py reads
them from JSON.  Spec: Wikibase data model (mediawiki.org/wiki/Wikibase/DataModel)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

ID = re.compile(r"[QPL][1-9][0-9]{0,11}(-[FS][1-9][0-9]*)?")  # of items, properties, lexemes with forms and senses
QID = re.compile(r"Q[1-9][0-9]{0,11}")
MOMENT = re.compile(r"([+-])([0-9]{1,16})-([0-9]{2})-([0-9]{2})T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
CENTURY, DECADE, YEAR, MONTH, DAY = range(7, 12)  # precisions
PREFERRED, NORMAL, DEPRECATED = RANKS = ("preferred", "normal", "deprecated")
VALUE, SOMEVALUE, NOVALUE = KINDS = ("value", "somevalue", "novalue")


@dataclass(frozen=True, slots=True)
class Time:
    """A date as Wikidata writes it, and how exact it is."""

    value: str  # +1908-06-26T00:00:00Z; of a year also +1908-00-00T00:00:00Z or +1908-01-01T00:00:00Z
    precision: int  # 7 century, 8 decade, 9 year, 10 month, 11 day; 0 to 14 occur
    julian: bool = False  # it was so in the Julian calendar

    @property
    def parts(self) -> tuple[int, int, int]:
        """Year (negative before Christ), month and day; zero where the precision does not reach."""
        found = MOMENT.fullmatch(self.value)
        assert found, self.value  # else it would not have been made
        sign, year, month, day = found.groups()
        reach = self.precision
        return int(sign + year), int(month) if reach >= MONTH else 0, int(day) if reach >= DAY else 0


class Ref(str):
    """The id of another entity, Q298; a text that knows it is one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language."""

    text: str
    language: str  # es


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit."""

    amount: str  # digits as written, +155
    unit: str  # 1, or the IRI of a unit


@dataclass(frozen=True, slots=True)
class Raw:
    """A value of a kind that nothing here reads, such as a coordinate."""

    kind: str  # globecoordinate
    json: str


Value: TypeAlias = str | Time | Ref | Text | Quantity | Raw


@dataclass(frozen=True, slots=True)
class Snak:
    """What is said with one property: a value, that there is one nobody knows, or that there is none."""

    property: str  # P580
    kind: str  # one of KINDS
    value: Value | None  # None unless the kind is value


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an item."""

    rank: str  # one of RANKS
    kind: str  # one of KINDS
    value: Value | None
    qualifiers: Mapping[str, tuple[Snak, ...]] = field(default_factory=dict)  # by property
    id: str = ""  # Q440$2F8B9E4C-…


@dataclass(frozen=True, slots=True)
class Item:
    """An entity as it was when it was asked for."""

    qid: str  # of the entity that answered; empty for a page without one
    asked: str  # what was asked for: another id than `qid` after a merger; eswiki:Title for a page without an item
    missing: bool = False  # deleted, or never there
    revision: int = 0
    modified: str = ""  # 2025-10-03T09:34:54Z
    labels: Mapping[str, str] = field(default_factory=dict)  # by language
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)  # by property, in the order of the answer
    sitelinks: Mapping[str, str] = field(default_factory=dict)  # eswiki -> title

    @property
    def redirected(self) -> bool:
        """Whether the entity asked for was merged into this one."""
        return not self.missing and self.qid != self.asked

    def best(self, property: str) -> tuple[Claim, ...]:
        """The claims that Wikidata itself would show: the preferred ones, else the normal ones."""
        claims = self.claims.get(property, ())
        return tuple(c for c in claims if c.rank == PREFERRED) or tuple(c for c in claims if c.rank == NORMAL)

    def items(self, property: str) -> tuple[str, ...]:
        """Ids of the entities that the best claims name."""
        return tuple(c.value for c in self.best(property) if isinstance(c.value, Ref))

    def times(self, property: str) -> tuple[Time, ...]:
        """Dates of the best claims."""
        return tuple(c.value for c in self.best(property) if isinstance(c.value, Time))

    def texts(self, property: str) -> tuple[str, ...]:
        """Texts and identifiers of the best claims, those in a language too."""
        values = (c.value.text if isinstance(c.value, Text) else c.value for c in self.best(property))
        return tuple(v for v in values if isinstance(v, str) and not isinstance(v, Ref))
