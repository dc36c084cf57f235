"""Compare our dates with those of an item.  EDTF, (value, precision) -> how they fit; pure.

Read first: `relation`.  A date is the days it may mean.  A year written as its first of January means the year, because
the precision says so; a century or decade fits much and so proves nothing.

Spec: EDTF (lod/edtf.py); Wikibase JSON, time values: 11 day, 10 month, 9 year, 8 decade, 7 century."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lod.edtf import bounds
from lod.links.candidates import CENTURY, DATE, DAY, DECADE, MONTH, Moment

Relation = Literal["equal", "overlap", "possible", "near", "disjoint", "unknown"]
ORDER: tuple[Relation, ...] = ("equal", "overlap", "possible", "near", "disjoint", "unknown")  # the best first
EVER, NEVER = 99_999_999, -99_999_999
YEAR_ = 10_000
EVIDENCE = 2  # years that a span may take and still be evidence


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day a date may mean, as year * 10000 + month * 100 + day; so they compare and years subtract."""

    first: int
    last: int

    @property
    def years(self) -> int:
        """How many years it may take, 0 within one year."""
        return self.last // YEAR_ - self.first // YEAR_


@lru_cache(maxsize=10_000)
def of_edtf(text: str) -> Days:
    """The days of an EDTF value that may not be wrong (links/entities.py leaves those out).

    >>> of_edtf("[1975..1976]")
    Days(first=19750101, last=19761231)
    """
    found = bounds(text)
    return Days(_number(found.earliest, NEVER), _number(found.latest, EVER))


def _number(day: str | None, none: int) -> int:
    if day is None:
        return none
    year, month, number = day.removeprefix("-").split("-")
    return (-int(year) if day.startswith("-") else int(year)) * YEAR_ + int(month) * 100 + int(number)


@lru_cache(maxsize=50_000)
def of_moment(moment: Moment) -> Days | None:
    """The days of a date of an item; None where it is none, or coarser than a century.

    >>> of_moment(Moment("+1908-01-01T00:00:00Z", 9))
    Days(first=19080101, last=19081231)
    """
    form = DATE.fullmatch(moment.value)
    if not form or moment.precision < CENTURY:
        return None
    year, month, day = int(form[1]), int(form[2] or 0), int(form[3] or 0)
    if moment.precision >= DAY and month and day:
        exact = year * YEAR_ + month * 100 + day
        return Days(exact, exact)
    if moment.precision >= MONTH and month:
        return Days(year * YEAR_ + month * 100 + 1, year * YEAR_ + month * 100 + 31)
    if moment.precision == DECADE:
        return Days(year // 10 * 10 * YEAR_ + 101, (year // 10 * 10 + 9) * YEAR_ + 1231)
    if moment.precision == CENTURY:  # 1900 is written for the nineteenth and for the twentieth
        first = year - 99 if year % 100 == 0 else year // 100 * 100
        return Days(first * YEAR_ + 101, (year // 100 * 100 + 100) * YEAR_ + 1231)
    return Days(year * YEAR_ + 101, year * YEAR_ + 1231)


def relation(a: Days, b: Days) -> Relation:
    """How two dates fit.  Symmetric.

    equal     the same day
    overlap   some days in common, and both within two years
    possible  some days in common, but one of them takes longer
    near      none in common, at most one year apart
    disjoint  farther apart
    """
    if a.first <= b.last and b.first <= a.last:
        if a == b and a.first == a.last:
            return "equal"
        return "overlap" if max(a.years, b.years) <= EVIDENCE else "possible"
    return "near" if gap(a, b) <= 1 else "disjoint"


def gap(a: Days, b: Days) -> int:
    """Calendar years between two dates, 0 where they touch one year."""
    later, earlier = (a, b) if a.first > b.last else (b, a)
    return max(0, later.first // YEAR_ - earlier.last // YEAR_)


def compare(ours: Iterable[str], theirs: Iterable[Moment]) -> tuple[Relation, int]:
    """The best relation of any of our dates with any of theirs, and the least gap in years.

    Sources of ours that differ, and statements of theirs that differ, both count: one that fits is enough."""
    mine = [of_edtf(text) for text in ours]
    other = [days for moment in theirs if (days := of_moment(moment))]
    found = [(relation(a, b), gap(a, b)) for a in mine for b in other]
    if not found:
        return "unknown", 0
    return min(found, key=lambda pair: (ORDER.index(pair[0]), pair[1]))


def lived(active: Iterable[str], starts: Iterable[Moment], ends: Iterable[Moment]) -> bool:
    """Whether an item with these dates may have been there at all the times that ours was."""
    first = min((days.first for m in starts if (days := of_moment(m))), default=NEVER)
    last = max((days.last for m in ends if (days := of_moment(m))), default=EVER)
    return all(days.first <= last + YEAR_ and first - YEAR_ <= days.last for days in map(of_edtf, active))
