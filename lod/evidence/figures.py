"""Read the numbers and dates a text states.  text -> Figures; pure.

A year may be printed 1968, '68, 86/87 or 1964-65, a number 21,387, 21.387, 1.3 million, "more than a quarter" or
"twenty-one".  Days count only beside their month, so that a stray number does not vouch for a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lod.evidence.wording import APOSTROPHES, BROKEN_WORD, DASHES

FULL_MONTHS = (
    ("January", "enero"),
    ("February", "febrero"),
    ("March", "marzo"),
    ("April", "abril"),
    ("May", "mayo"),
    ("June", "junio"),
    ("July", "julio"),
    ("August", "agosto"),
    ("September", "septiembre", "setiembre"),
    ("October", "octubre"),
    ("November", "noviembre"),
    ("December", "diciembre"),
)
SHORT_MONTHS = (
    ("Jan", "Ene"),
    ("Feb",),
    ("Mar",),
    ("Apr", "Abr"),
    ("May",),
    ("Jun",),
    ("Jul",),
    ("Aug", "Ago"),
    ("Sep", "Sept", "Set"),
    ("Oct",),
    ("Nov",),
    ("Dec", "Dic"),
)
# capitals tell May and March from "may" and "march"; Spanish months have none
FULL_NUMBER = {
    form: number
    for number, names in enumerate(FULL_MONTHS, 1)
    for name in names
    for form in (name, name.capitalize(), name.upper())
}
SHORT_NUMBER = {form: number for number, names in enumerate(SHORT_MONTHS, 1) for form in names}
MONTH_NUMBER = FULL_NUMBER | SHORT_NUMBER
FULL, SHORT = ("|".join(sorted(numbers, key=len, reverse=True)) for numbers in (FULL_NUMBER, SHORT_NUMBER))
# an abbreviation counts only beside a figure: Mar del Plata is no month
MONTH = rf"(?:\b(?:{FULL})\b|\b(?:{SHORT})\b\.?(?=\s+\d)|(?<=\d\s)(?:{SHORT})\b\.?)"
DAY = r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th|º|°)?(?!\d)"
AND = rf"\s*(?:,|[{DASHES}]|/|\band\b|\bto\b|\by\b|\bal\b)\s*"
MONTHS = re.compile(MONTH)
MONTH_DAY = re.compile(rf"{MONTH}\s+{DAY}(?:{AND}{DAY})?")
DAY_MONTH = re.compile(rf"\b(?:{DAY}{AND})?{DAY}\s+(?:(?:of|de)\s+)?{MONTH}")
MAY_DAY = re.compile(r"\bMay Day\b")
ISO = re.compile(r"(?<!\d)(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?(?!\d)")
WHOLE_ISO = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
NUMERIC = re.compile(r"(?<!\d)(?:(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d\d)|(\d{1,2})[./-]\d{4})(?!\d)")

APOSTROPHE = f"[{APOSTROPHES}\u2039\u203a]"  # angle quotes too: scanned books print them so
YEAR = re.compile(rf"(?<!\d)([12]\d{{3}})(?!\d)(?!(?<=0){APOSTROPHE}?s\b)")  # the 1960s say nothing of 1960
SHORT_YEAR = re.compile(rf"{APOSTROPHE}(\d\d)(?!\d)")
YEAR_PAIR = re.compile(rf"(?<!\d)(\d\d)\s*/\s*{APOSTROPHE}?(\d\d)(?!\d)")
YEAR_END = re.compile(rf"(?<!\d)([12]\d)\d\d\s*[{DASHES}/]\s*{APOSTROPHE}?(\d\d)(?!\d)")
DECADE = re.compile(rf"(?<!\d)(?:([12]\d\d)0|{APOSTROPHE}?([1-9])0)(?:{APOSTROPHE})?s\b")
DECADE_WORDS = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7}
DECADE_WORDS |= {"eighties": 8, "nineties": 9}
CENTURIES = (19, 20)  # what two digits may mean

GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*(?:[.,]\d+)?(?![\d])")
DECIMAL = re.compile(r"(?<!\d)\d+[.,]\d+(?!\d)")
WHOLE = re.compile(r"(?<!\d)\d+(?!\d)")
SMALL: tuple[str, ...] = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SMALL += ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {word: Decimal(n) for n, word in enumerate(SMALL)} | {w: Decimal(10 * n) for n, w in enumerate(TENS, 2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
SHARES = {"half": (Decimal(50), Decimal("0.5")), "quarter": (Decimal(25), Decimal("0.25"))}
TOKEN = re.compile(r"\d[\d.,]*\d|\d|[A-Za-z]+|[^\sA-Za-z\d-]")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text states in figures."""

    numbers: frozenset[Decimal]
    years: frozenset[int]
    decades: frozenset[int]  # 1960
    months: frozenset[int]  # 1..12
    days: frozenset[int]


def figures(text: str) -> Figures:
    """Read every number and date component a text states, generously: each reading of an ambiguous form counts."""
    joined = BROKEN_WORD.sub("", text)
    text = f"{joined}\n.\n{text}" if joined != text else text
    months, days = _calendar_of(text)
    return Figures(
        frozenset(_numbers_of(text)),
        frozenset(_years_of(text)),
        frozenset(_decades_of(text)),
        frozenset(months),
        frozenset(days),
    )


def _years_of(text: str) -> set[int]:
    found = {int(m[1]) for m in YEAR.finditer(text)}
    text = WHOLE_ISO.sub(" ", text)  # 1912-06-04 says nothing of 1906
    short = {int(m[1]) for m in SHORT_YEAR.finditer(text)}
    short |= {int(part) for m in YEAR_PAIR.finditer(text) for part in m.groups()}
    found |= {100 * century + part for part in short for century in CENTURIES}
    return found | {100 * int(m[1]) + int(m[2]) for m in YEAR_END.finditer(text)}


def _decades_of(text: str) -> set[int]:
    found = {10 * int(m[1]) for m in DECADE.finditer(text) if m[1]}
    tens = {int(m[2]) for m in DECADE.finditer(text) if m[2]}
    tens |= {DECADE_WORDS[w] for w in re.findall(r"[a-z]+", text.casefold()) if w in DECADE_WORDS}
    return found | {100 * century + 10 * ten for ten in tens for century in CENTURIES}


def _calendar_of(text: str) -> tuple[set[int], set[int]]:
    """Months and days; a numeric date is read both day first and month first."""
    months = {MONTH_NUMBER[m[0].rstrip(".")] for m in MONTHS.finditer(text)}
    days = {int(d) for pattern in (MONTH_DAY, DAY_MONTH) for m in pattern.finditer(text) for d in m.groups() if d}
    if MAY_DAY.search(text):
        days.add(1)
    for iso in ISO.finditer(text):
        months.add(int(iso[2]))
        days |= {int(iso[3])} if iso[3] else set()
    for numeric in NUMERIC.finditer(text):
        pair = {int(part) for part in numeric.group(1, 3) if part}
        months |= pair | ({int(numeric[4])} if numeric[4] else set())
        days |= pair
    return {m for m in months if 1 <= m <= 12}, {d for d in days if 1 <= d <= 31}


def _numbers_of(text: str) -> set[Decimal]:
    found = set(_spelt_numbers(text))
    for m in GROUPED.finditer(text):
        if m[1] in ",.":
            found |= _grouped_readings(m[0], m[1])
        else:  # a space may also part two numbers
            found.add(Decimal(re.sub(r"\D", "", m[0])))
    rest = GROUPED.sub(lambda m: " " if m[1] in ",." else m[0], text)
    found |= {Decimal(m[0].replace(",", ".")) for m in DECIMAL.finditer(rest)}
    return found | {Decimal(m[0]) for m in WHOLE.finditer(rest)}


def _grouped_readings(number: str, mark: str) -> set[Decimal]:
    """What 21,387 may mean: a whole number, or a decimal one where there is but one mark."""
    decimal = number.count(mark) == 1 and number.isascii() and number.replace(mark, "").isdigit()
    return {whole_reading(number, mark), *([Decimal(number.replace(mark, "."))] if decimal else [])}


def whole_reading(number: str, mark: str) -> Decimal:
    """What 21,387.5 means where the comma parts thousands."""
    head, decimal_mark, tail = number.rpartition("." if mark == "," else ",")
    whole, fraction = (head, f".{tail}") if decimal_mark else (number, "")
    return Decimal(re.sub(r"\D", "", whole) + fraction)


def _spelt_numbers(text: str) -> Iterator[Decimal]:
    """Numbers written with words: "twenty-one", "a hundred thousand", "1.3 million", "half a million", "a quarter"."""
    total, current = Decimal(0), None  # what stands before the last scale, and what stands after it
    extends = False  # whether a word may still add to `current`: "twenty" takes "one", 20 does not
    for token in [*TOKEN.findall(text.casefold()), "."]:
        if token in SCALES and SCALES[token] > 100:
            total, current, extends = total + (1 if current is None else current) * SCALES[token], None, True
        elif token in SCALES:
            current, extends = (1 if current is None else current) * Decimal(SCALES[token]), True
        elif token in UNITS and extends and _room_for(UNITS[token], current):
            current = (current or 0) + UNITS[token]
        elif not (token in ("a", "and") and (total or current)):
            if total or current is not None:
                yield total + (current or 0)
            total, current, extends = Decimal(0), _amount_of(token), token in UNITS
            yield from SHARES.get(token, ())


def _room_for(unit: Decimal, current: Decimal | None) -> bool:
    """Whether a number word goes on: "two hundred" takes "six", "twenty" takes "six", "five" does not."""
    return current is None or (current % 100 == 0 and unit < 100) or (current % 10 == 0 and unit < 10)


def _amount_of(token: str) -> Decimal | None:
    if token in SHARES:
        return SHARES[token][1]
    if re.fullmatch(r"\d+(?:[.,]\d+)?", token):
        return Decimal(token.replace(",", "."))
    return UNITS.get(token)
