"""Tell which texts are EDTF, and of which level.  str -> 0, 1, 2 or none; pure.

Read first: `level`.  A text is of the lowest level that has all its features.  What a text means in days is another
matter (edtf.py), and seasons and significant digits, whose days nobody agreed on, are EDTF all the same.

  0   dates, dates with a time of day, intervals of dates
  1   a qualifier at the end, X for the last digits, seasons 21 to 24, years below 0 or of five and more digits,
      open and unknown ends of intervals
  2   qualifiers of parts, X anywhere and in intervals, divisions of the year 25 to 41, exponents, significant
      digits, sets

Specification: Extended Date/Time Format (loc.gov/standards/datetime), after ISO 8601-2:2019."""

from __future__ import annotations

import re
from calendar import isleap
from itertools import product

Day = tuple[int, int, int]  # year (0 = 1 BCE), month, day

CLOCK = re.compile(
    r"(\d{4}-\d\d-\d\d)T(([01]\d|2[0-3]):[0-5]\d:[0-5]\d|24:00:00)(Z|[+-]((0\d|1[0-3])(:[0-5]\d)?|14(:00)?))?", re.ASCII
)
LONG_YEAR = re.compile(r"Y(-?[1-9]\d{4,})", re.ASCII)
POWER_YEAR = re.compile(r"(Y-?[1-9]\d*E[1-9]\d*|Y-?[1-9]\d{4,}|-?\d{4})(S[1-9]\d*)?", re.ASCII)
PARTS = re.compile(
    r"([?~%]?)(-?)([\dX]{4})([?~%]?)(?:-([?~%]?)([\dX]{2})([?~%]?)(?:-([?~%]?)([\dX]{2})([?~%]?))?)?", re.ASCII
)
LAST_DIGITS = re.compile(r"\d{4}(-\d\d)?-XX|\d{4}-XX-XX|\d\d(\dX|XX)", re.ASCII)  # X at level 1
SEASONS, DIVISIONS = range(21, 25), range(21, 42)
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def level(text: str) -> int | None:
    """Tell the lowest EDTF level that a text belongs to.

    text     any text; it is taken as it is, spaces included
    returns  0, 1 or 2; None where it is no EDTF, names a day that never was, or ends before it starts
    source   EDTF levels 0 to 2
    >>> [level(t) for t in ("1973-09-11", "199X", "1973-21", "[1964..1968]", "1973-02-30")]
    [0, 1, 1, 2, None]
    """
    if "/" in text:
        return _level_of_interval(text)
    if text[:1] in ("[", "{"):
        return 2 if _is_set(text) else None
    clock = CLOCK.fullmatch(text)
    return _level_of_date(clock[1] if clock else text)


def _level_of_interval(text: str) -> int | None:
    ends = text.split("/")
    if len(ends) != 2 or not any(ends):
        return None
    levels = [1 if end in ("", "..") else _level_of_date(end) for end in ends]
    known = [found for found in levels if found is not None]
    if len(known) < 2 or _is_reversed(*ends):
        return None
    return 2 if "X" in text else max(known)


def _is_set(text: str) -> bool:
    """Tell whether a text is one of a set `[a,b..c]` or all of a set `{a,b..c}`."""
    if text[-1] != {"[": "]", "{": "}"}[text[0]]:
        return False
    members = text[1:-1].split(",")
    for place, member in enumerate(members):
        first, dots, last = member.partition("..")
        dates = [date for date in (first, last) if date]
        if not dates or any(_level_of_date(date) is None for date in dates) or _is_reversed(first, last):
            return False
        before_first, after_last = dots and not first and place > 0, dots and not last and place < len(members) - 1
        if before_first or after_last:
            return False
    return True


def _level_of_date(text: str) -> int | None:
    """The level of one date without a time."""
    if LONG_YEAR.fullmatch(text):
        return 1
    parts = PARTS.fullmatch(text)
    if not parts:
        year = POWER_YEAR.fullmatch(text)
        return 2 if year and year[1] != "-0000" else None
    if (parts[2] and parts[3] == "0000") or _extreme(parts, False) is None:
        return None
    if any(parts[left] and parts[right] for left, right in ((1, 4), (5, 7), (8, 10))):
        return None  # a part is qualified from the left, for itself, or from the right, with all before it
    qualifiers = [group for group in (1, 4, 5, 7, 8, 10) if parts[group]]
    digits = "-".join(parts[group] for group in (3, 6, 9) if parts[group])
    division = _division(parts)
    ends_so = not qualifiers or (len(qualifiers) == 1 and text[-1] in "?~%")
    if not ends_so or ("X" in digits and not LAST_DIGITS.fullmatch(digits)) or (division and division not in SEASONS):
        return 2
    return 1 if qualifiers or parts[2] or "X" in digits or division else 0


def _is_reversed(start: str, end: str) -> bool:
    """Tell whether an interval ends before it starts; of ends that are open and of long years nobody asks."""
    low, high = PARTS.fullmatch(start), PARTS.fullmatch(end)
    first, last = low and _extreme(low, False), high and _extreme(high, True)
    return bool(first and last and last < first)


def _division(parts: re.Match[str]) -> int:
    """The season, quarter or other division that stands in the place of the month; 0 where none does."""
    whole = parts[6] and not parts[9] and "X" not in parts[6] and int(parts[6]) in DIVISIONS
    return int(parts[6]) if whole else 0


def _extreme(parts: re.Match[str], last: bool) -> Day | None:
    """The first or last day that a date may mean, None where it names none; a division counts as the whole year."""
    years = sorted((-y if parts[2] else y for y in _numbers(parts[3])), reverse=last)
    if not parts[6] or _division(parts):
        return (years[0], 12, 31) if last else (years[0], 1, 1)
    months = sorted((m for m in _numbers(parts[6]) if 1 <= m <= 12), reverse=last)
    days = sorted((d for d in _numbers(parts[9] or "XX") if d), reverse=last)
    return next(((y, m, d) for y, m, d in product(years, months, days) if d <= _length(y, m)), None)


def _numbers(pattern: str) -> list[int]:
    """The numbers that digits with X for unknown ones may be.

    >>> _numbers("1X")
    [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    """
    if "X" not in pattern:
        return [int(pattern)]
    return [int("".join(digits)) for digits in product(*("0123456789" if c == "X" else c for c in pattern))]


def _length(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else LENGTHS[month - 1]
