"""When something was, as far as it is known.  EDTF -> Span of years; axis of years.  Pure.

Read first: lod/edtf.py, whose bounds these are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lod.edtf import EdtfError, bounds
from lod.site import graph
from lod.site.edition import Edition

DAY = re.compile(r"(-?\d{4,6})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """A time whose ends lie between two points, in years such as 1973.5; None where an end is open."""

    first: float | None  # it cannot have begun before
    begun: float | None  # it has surely begun
    ending: float | None  # it cannot have ended before
    last: float | None  # it has surely ended

    @property
    def order(self) -> tuple[float, float]:
        """By the beginning, then by the end; what is not known comes first."""
        return next(iter(self.known), 0), next(reversed(self.known), 9999)

    @property
    def known(self) -> list[float]:
        """The points that are known."""
        return [n for n in (self.first, self.begun, self.ending, self.last) if n is not None]


def _year(day: str | None, end: bool = False) -> float | None:
    """A day as a year and its fraction; the end of a day is the beginning of the next."""
    found = DAY.fullmatch(day or "")
    if not found:
        return None
    year, month, number = (int(part) for part in found.groups())
    return year + (month - 1) / 12 + (number - 1 + end) / 372


def of_date(written: str) -> Span | None:
    """The span of one EDTF date, None where it is none."""
    try:
        b = bounds(written)
    except EdtfError:
        return None
    ends = (
        _year(b.start_earliest),
        _year(b.start_latest, end=True),
        _year(b.end_earliest),
        _year(b.end_latest, end=True),
    )
    return Span(*ends) if any(end is not None for end in ends) else None


def of_thing(edition: Edition, iri: str) -> Span | None:
    """When a statement holds or an event was, by the roles `start`, `end` and `date`."""
    published, roles = edition.published, edition.roles
    start, end, date = (graph.text(published, iri, roles[role]) for role in ("start", "end", "date"))
    if start or end:
        first, last = (of_date(d) if d else None for d in (start, end))
        found = Span(
            first.first if first else None,
            first.last if first else None,
            last.first if last else None,
            last.last if last else None,
        )
        return found if found.known else None
    return of_date(date) if date else None


def said(edition: Edition, iri: str) -> list[str]:
    """The same in words: from, to."""
    published, roles = edition.published, edition.roles
    literals = [t for role in ("start", "end", "date") for t in graph.literals(published, iri, roles[role])[:1]]
    return [edition.literal(t).partition(" <")[0] for t in literals]


@dataclass(frozen=True, slots=True)
class Axis:
    """Years along a line."""

    left: float
    width: float
    first: int
    last: int

    def x(self, year: float) -> float:
        """Where a year lies; what is beyond the axis lies at its end."""
        inside = min(max(year, self.first), self.last)
        return self.left + self.width * (inside - self.first) / (self.last - self.first)

    def ticks(self) -> Iterator[tuple[int, float]]:
        """Round years, eight or fewer."""
        length = self.last - self.first
        step = next(m * 10**power for power in range(7) for m in (1, 2, 5) if length / (m * 10**power) <= 8)
        for year in range(-(-self.first // step) * step, self.last + 1, step):
            yield year, self.x(year)


def axis(spans: Iterable[Span], left: float, width: float) -> Axis:
    """An axis that all spans fit on, with a little room."""
    known = [n for span in spans for n in span.known]
    first, last = int(min(known)), int(max(known)) + 1
    room = max(1, round((last - first) * 0.04))
    return Axis(left, width, first - room, last + room)
