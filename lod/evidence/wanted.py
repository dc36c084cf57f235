"""Say which figures a passage must state to bear out a cell.  EDTF value or cell -> Wanted; pure.

The reading of a passage is generous, that of a cell is not: it means one thing, and each figure in it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lod.evidence.figures import DECADE, GROUPED, ISO, SCALES, SHORT_YEAR, WHOLE, Figures, whole_reading

NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?: (?:hundred|thousand|million|billion)\b)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One figure that a passage must state."""

    kind: str  # year, decade, month, day, number; short year and short decade: '68, '70s, of whichever century
    number: Decimal
    edge: bool = False  # the first or last year of a range, which "the 1990s" states too

    def __str__(self) -> str:
        shown = f"{self.number:f}"
        forms = {"decade": f"{shown}s", "short year": f"'{shown:>02}", "short decade": f"'{shown}s"}
        return f"the {self.kind.removeprefix('short ')} {forms.get(self.kind, shown)}"

    def is_in(self, stated: Figures) -> bool:
        """Whether a text that states these figures states this one."""
        number = self.number
        if self.kind == "number":
            return number in stated.numbers or number in stated.years
        if self.kind == "year" and self.edge and number % 10 in (0, 9) and number // 10 * 10 in stated.decades:
            return True
        if self.kind.startswith("short"):
            return any(full % 100 == number for full in (stated.years if self.kind == "short year" else stated.decades))
        where = {"year": stated.years, "decade": stated.decades, "month": stated.months, "day": stated.days}
        return number in where[self.kind]


@lru_cache(maxsize=16384)
def wanted_of_date(value: str) -> tuple[Wanted, ...]:
    """The years, decades, months and days typed in an EDTF value.

    >>> [str(w) for w in wanted_of_date("[196X..1973-09]")]
    ['the decade 1960s', 'the year 1973', 'the month 9']
    """
    found: list[Wanted] = []
    is_range = ".." in value or "/" in value
    for atom in re.split(r"[\[\]{},/]|\.\.", re.sub(r"[~?%]", "", value)):
        parts = re.fullmatch(r"Y?(-?[\dX]{4,})(?:-([\dX]{2}))?(?:-([\dX]{2}))?(?:T.*)?", atom)
        if not parts:  # no EDTF: whatever it is meant to be, its figures must be there
            found += [Wanted("number", Decimal(m[0])) for m in WHOLE.finditer(atom)]
            continue
        found += _wanted_of_year(parts[1], is_range and not parts[2])
        found += [
            Wanted(kind, Decimal(part))
            for kind, part in (("month", parts[2]), ("day", parts[3]))
            if part and "X" not in part
        ]
    return tuple(dict.fromkeys(found))


def _wanted_of_year(year: str, edge: bool) -> list[Wanted]:
    known = year.rstrip("X")
    if "X" in known:  # 1X68 is EDTF, but no text states it
        return [Wanted("number", Decimal(year.replace("X", "")))]
    if len(known) == len(year):
        return [Wanted("year", Decimal(year), edge)]
    if len(year) - len(known) == 1:
        return [Wanted("decade", Decimal(known + "0"))]
    is_century = len(known) == 2 and known.isdigit()
    return [Wanted("number", Decimal(known) + 1)] if is_century else []  # the 20th century


@lru_cache(maxsize=16384)
def wanted_of_text(value: str) -> tuple[Wanted, ...]:
    """The figures in a cell: ISO dates by their parts, decades, short years, numbers; number words are not asked for.

    >>> [str(w) for w in wanted_of_text("until 1997-03-11, 1.3 million in the 1990s, after '68")]
    ['the year 1997', 'the month 3', 'the day 11', 'the number 1300000', 'the decade 1990s', "the year '68"]
    """
    dates = [wanted for iso in ISO.finditer(value) for wanted in wanted_of_date(iso[0])]
    rest = ISO.sub(" ", value)
    decades = [
        Wanted("decade", Decimal(m[1] + "0")) if m[1] else Wanted("short decade", Decimal(m[2] + "0"))
        for m in DECADE.finditer(rest)
    ]
    rest = DECADE.sub(" ", rest)
    years = [Wanted("short year", Decimal(m[1])) for m in SHORT_YEAR.finditer(rest)]
    tokens = NUMBER.findall(SHORT_YEAR.sub(" ", rest))
    numbers = [Wanted("number", number) for token in tokens for number in _best_readings(token)]
    return tuple(dict.fromkeys([*dates, *numbers, *decades, *years]))


def _best_readings(number: str) -> list[Decimal]:
    """The number a cell means: 21,387 is a whole number there, 58.16 a decimal one; 10.10.2019 is three.

    >>> _best_readings("600,000"), _best_readings("1.3 million"), _best_readings("1.234"), _best_readings("1.2.3")
    ([Decimal('600000')], [Decimal('1300000')], [Decimal('1.234')], [Decimal('1'), Decimal('2'), Decimal('3')])
    """
    digits, _, scale = number.partition(" ")
    grouped = GROUPED.fullmatch(digits)
    if grouped and not ("." in digits and len(re.findall("[.,]", digits)) == 1):
        amount = whole_reading(digits, grouped[1])
    elif len(re.findall("[.,]", digits)) > 1:
        return [Decimal(part) for part in re.split("[.,]", digits)]
    else:
        amount = Decimal(digits.replace(",", "."))
    scaled = amount * SCALES.get(scale, 1)
    return [scaled.quantize(Decimal(1)) if scaled == scaled.to_integral() else scaled]
