"""Compute the days an EDTF date may mean.  str -> Bounds; pure.

Read first: `Bounds`.  A qualifier (~ ? %) says how sure a source is, not how many days it means, so it widens
nothing.  The library `edtf` reads single dates that are not plain; it is loaded when the first of them comes.  It is
not asked about whole intervals and sets, because it refuses `[2022-03..2025-12-20]` (two precisions in one range),
reads `2004/` as ten years and 29 February 2001 as a day.

Specification: Extended Date/Time Format, levels 0 to 2 (loc.gov/standards/datetime); XSD 1.1 part 2, date."""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from functools import cache

Day = tuple[int, int, int]  # year (0 = 1 BCE, as in ISO 8601), month, day

PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[~?%]?", re.ASCII)
SEASON = re.compile(r"-?\d{4}-(?:2[1-9]|3[0-2])", re.ASCII)
SIGNIFICANT = re.compile(r"Y?-?[\dE]+S\d", re.ASCII)
LONGEST_YEAR = 999_999  # more digits are geology; the date type of a database ends near 5.8 million


class EdtfError(ValueError):
    """A text that is not an EDTF date.  `message` says what is wrong, `expected` what would be right."""

    def __init__(self, value: str, message: str, expected: str) -> None:
        self.value, self.message, self.expected = value, message, expected
        super().__init__(f'"{value}" is not an EDTF date: {message}; {expected}')


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and last day a date can begin and end on: ISO days such as 1973-09-11, None where it is open."""

    start_earliest: str | None
    start_latest: str | None
    end_earliest: str | None
    end_latest: str | None

    @property
    def earliest(self) -> str | None:
        return self.start_earliest

    @property
    def latest(self) -> str | None:
        return self.end_latest


@dataclass(frozen=True, slots=True)
class Span:
    """The days one date, or one end of an interval, may mean."""

    first: Day | None
    last: Day | None


OPEN = Span(None, None)


@cache
def bounds(value: str) -> Bounds:
    """Compute the four day bounds of an EDTF value.

    value    EDTF level 0 to 2: a date, an interval `a/b`, one of a set `[a,b]` `[a..b]`, all of a set `{a,b}`
    returns  for an interval the bounds of each end; for anything else both ends are the same span
    raises   EdtfError where the text is no EDTF, names a day that never was, or ends before it starts
    source   EDTF levels 0-2
    >>> bounds("[1964,1965]").latest, bounds("1973-09-11/..").start_latest, bounds("[..1968]").earliest
    ('1965-12-31', '1973-09-11', None)
    """
    if re.search(r"\s", value):
        raise EdtfError(value, "a space stands in it", "write it without spaces")
    if "/" in value:
        start, end = _interval_ends(value)
    else:
        start = end = _set_span(value) if value[:1] in ("[", "{") else _date_span(value, value)
    if start.first and end.last and end.last < start.first:
        raise EdtfError(value, "it ends before it starts", "write the earlier date first")
    return Bounds(_iso_day(start.first), _iso_day(start.last), _iso_day(end.first), _iso_day(end.last))


def _interval_ends(value: str) -> tuple[Span, Span]:
    ends = value.split("/")
    if len(ends) != 2 or not any(ends):
        raise EdtfError(value, "an interval has two ends", "write 1968/1974, 2011/.. or ../1974-11")
    start, end = (OPEN if text in ("", "..") else _date_span(text, value) for text in ends)
    return start, end


def _set_span(value: str) -> Span:
    """Span from the first to the last day of the members of `[…]` or `{…}`."""
    if value[-1:] != {"[": "]", "{": "}"}[value[0]]:
        raise EdtfError(value, "the bracket does not close", "write [1964,1965], [1964..1968], [..1968] or [1977..]")
    members = value[1:-1].split(",")
    if any(m.startswith("..") for m in members[1:]) or any(m.endswith("..") for m in members[:-1]) or ".." in members:
        raise EdtfError(value, "an open end stands inside the set", "only the first may be ..1968, the last 1977..")
    if value[0] == "[" and (len(set(members)) < len(members) or any(_same_ends(m) for m in members)):
        raise EdtfError(value, "an alternative stands twice", "name different dates, or write the one date alone")
    spans = [_member_span(member, value) for member in members]
    firsts, lasts = [span.first for span in spans], [span.last for span in spans]
    return Span(
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )


def _same_ends(member: str) -> bool:
    first, dots, last = member.partition("..")
    return bool(dots) and first == last


def _member_span(member: str, value: str) -> Span:
    first, dots, last = member.partition("..")
    if not dots:
        return _date_span(member, value)
    low = _date_span(first, value) if first else OPEN
    high = _date_span(last, value) if last else OPEN
    if low.first and high.last and high.last < low.first:
        raise EdtfError(value, "it ends before it starts", "write the earlier date first")
    return Span(low.first, high.last)


def _date_span(text: str, value: str) -> Span:
    """Span of one date; `value` is the whole text, for the message."""
    plain = PLAIN.fullmatch(text)
    if not plain:
        return _unusual_span(text, value)
    year, month, day = (int(part) if part else 0 for part in plain.groups())
    if 21 <= month <= 41 and not day:  # quarters and seasons are written in the place of the month
        return _unusual_span(text, value)
    if month > 12 or (plain[2] and not month) or (plain[3] and not 1 <= day <= _days_of(year, month)):
        raise _no_such_day(value, text)
    return Span((year, month or 1, day or 1), (year, month or 12, day or _days_of(year, month or 12)))


def _unusual_span(text: str, value: str) -> Span:
    """Span of a date with unknown digits, a long or negative year, a quarter, or qualified parts."""
    if SEASON.match(text):
        raise EdtfError(value, "the months of a season are not agreed", "write the months, as in [1998-12..1999-03]")
    if SIGNIFICANT.match(text):
        raise EdtfError(value, "significant digits are not supported", "write 19XX for 1950S2")
    if text[:1] in ("[", "{") or not re.search(r"\d", text):
        if re.fullmatch(r"XXXX[~?%]?", text):
            return OPEN
        raise _not_edtf(value)
    first, last = _ask_library(text, value)
    if abs(first[0]) > LONGEST_YEAR or abs(last[0]) > LONGEST_YEAR:
        raise EdtfError(value, "the year is too long", "write a year of at most six digits, as in Y12345")
    if text.startswith("XXXX"):
        return OPEN
    if last[2] > _days_of(last[0], last[1]):
        # 200X-02-29 is a leap day of some year: only a wholly known date can be wrong
        if "X" not in text:
            raise _no_such_day(value, text)
        last = (last[0], last[1], _days_of(last[0], last[1]))
    return Span(first, last)


def _ask_library(text: str, value: str) -> tuple[Day, Day]:
    from edtf.parser.edtf_exceptions import EDTFParseException
    from edtf.parser.grammar import parse_edtf

    try:
        date = parse_edtf(text)
        low, high = date.lower_strict(), date.upper_strict()
    except EDTFParseException as error:
        raise _not_edtf(value) from error
    return (low[0], low[1], low[2]), (high[0], high[1], high[2])


def _not_edtf(value: str) -> EdtfError:
    if re.search(r"(?<![\dY])-?\d{5,}", value):
        return EdtfError(value, "a year has four digits", "write a longer year as Y12345")
    forms = "write 1973, 1973-09, 1973-09-11, 199X, 1939~, 1964/1965, 2011/.., [1964,1965], [..1968] or [1977..]"
    return EdtfError(value, "the form is unknown", forms)


def _no_such_day(value: str, text: str) -> EdtfError:
    return EdtfError(value, f"there is no {text}", "write a day of the calendar, as in 1973-09-11")


def _days_of(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _iso_day(day: Day | None) -> str | None:
    """Write a day as xsd:date does: at least four digits of year, a minus before the year 0.

    >>> _iso_day((-44, 3, 15))
    '-0044-03-15'
    """
    if day is None:
        return None
    year, month, day_of_month = day
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day_of_month:02d}"
