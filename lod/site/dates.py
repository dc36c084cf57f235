"""Say an EDTF date in words.  EDTF, language -> text; pure.

What is not known here stays as it is: a date is never made more exact than it was written.
Spec: EDTF (www.loc.gov/standards/datetime), levels 0 to 2 as far as they have plain words."""

from __future__ import annotations

import re

from lod.site.texts import MONTHS, SEASONS, say, spoken

DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
MONTH = re.compile(r"(\d{4})-(\d\d)")
MARKED = re.compile(r"([^?~%]*)([?~%])")
UNSPECIFIED = re.compile(r"\d\d[\dX]X")


def year_in_words(year: int, language: str) -> str:
    """A year as ISO 8601 counts, in which the year 0 is 1 BC.

    >>> year_in_words(1973, "en"), year_in_words(-43, "en")
    ('1973', '44 BC')
    """
    return str(year) if year > 0 else say("year.bc", language, n=1 - year)


def in_words(date: str, language: str) -> str:
    """An EDTF date in words.

    >>> in_words("[1964,1965]", "en"), in_words("1973-07", "es"), in_words("2022~", "en"), in_words("Y17E7", "en")
    ('1964 or 1965', 'julio de 1973', 'about 2022', 'Y17E7')
    """
    said = _said(date, language)
    return said or date


def _said(date: str, language: str) -> str:
    if date.startswith("[") and date.endswith("]"):
        return _set(date[1:-1], language, "or.date")
    if date.startswith("{") and date.endswith("}"):
        return _set(date[1:-1], language, "and.date")
    if "/" in date:
        return _interval(date, language)
    return _one(date, language)


def _set(inside: str, language: str, joined: str) -> str:
    first, dots, last = inside.partition("..")
    if dots and "," not in inside:
        return _range(_one(first, language), _one(last, language), language)
    parts = [_one(part.strip(), language) for part in inside.split(",")]
    if not all(parts):
        return ""
    said = ", ".join(parts[:-1])
    return say(joined, language, a=said, b=parts[-1]) if said else parts[0]


def _range(first: str, last: str, language: str) -> str:
    if first and last:
        return say("between.date", language, a=first, b=last)
    return say("after.date", language, d=first) if first else say("upto.date", language, d=last) if last else ""


def _interval(date: str, language: str) -> str:
    first, _, last = date.partition("/")
    begins, ends = _one(first, language), _one(last, language)
    if begins and ends:
        return say("to.date", language, a=begins, b=ends)
    if begins and last in ("", ".."):
        return say("from.date", language, d=begins)
    return say("until.date", language, d=ends) if ends and first in ("", "..") else ""


def _one(date: str, language: str) -> str:
    """A day, month or year in words; empty if it is something else."""
    marked = MARKED.fullmatch(date)
    if marked:
        plain = _one(marked[1], language)
        key = "about.date" if marked[2] == "~" else "perhaps.date"
        return say(key, language, d=plain) if plain else ""
    tongue = spoken(language)
    found = DAY.fullmatch(date)
    if found and "01" <= found[2] <= "12":
        month, day = MONTHS[tongue][int(found[2]) - 1], int(found[3])
        return f"{day} de {month} de {found[1]}" if tongue == "es" else f"{day} {month} {found[1]}"
    found = MONTH.fullmatch(date)
    if found and found[2] in SEASONS[tongue]:
        return f"{SEASONS[tongue][found[2]]} {found[1]}"
    if found and "01" <= found[2] <= "12":
        month = MONTHS[tongue][int(found[2]) - 1]
        return f"{month} de {found[1]}" if tongue == "es" else f"{month} {found[1]}"
    if UNSPECIFIED.fullmatch(date):
        return say("century", language, d=date[:2]) if date[2] == "X" else say("decade", language, d=date[:3] + "0")
    return year_in_words(int(date), language) if re.fullmatch(r"-?\d{4}", date) else ""
