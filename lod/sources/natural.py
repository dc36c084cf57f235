"""Write SQL values as literals.  what a driver gives -> canonical lexical form, or ValueError; pure.

Read first: `FORMS`.  Values arrive as the text that the database itself writes, so that none is rounded on the way;
SQLite gives numbers.  A value that its datatype cannot write (infinity as a date, 30 February, a time of 90 hours) is
an error here, never another value.  Years are those of XSD 1.1: 1 BC is 0000, 2 BC is -0001.
Spec: R2RML section 10.2, natural mapping of SQL values; XSD 1.1 part 2, canonical mappings."""

from __future__ import annotations

import re
import struct
from calendar import isleap
from collections.abc import Callable
from decimal import Decimal

from lod.vocab import XSD

Raw = str | bytes | int | float
Form = Callable[[Raw], str]

NUMBER = re.compile(r"([+-]?)(?=\.?\d)0*(\d*)(?:\.(\d*?)0*)?", re.ASCII)
SCIENTIFIC = re.compile(r"([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?", re.ASCII)
GREATEST = 400  # exponent: more than any binary number has
ZONE = r"(?P<zone>Z|(?P<sign>[+-])(?P<zh>\d\d)(?::?(?P<zm>\d\d))?(?::?(?P<zs>\d\d))?)?"
CLOCK = rf"(?P<h>\d\d):(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.(?P<part>\d*))?)? ?{ZONE}"
DAY = r"(?P<minus>-?)(?P<year>\d{4,})-(?P<month>\d\d)-(?P<day>\d\d)"
DATE = re.compile(rf"{DAY}(?P<bc> BC)?", re.ASCII)
TIME = re.compile(CLOCK, re.ASCII)
INSTANT = re.compile(rf"{DAY}[ T]{CLOCK}(?P<bc> BC)?", re.ASCII)
SPECIAL = {"nan": "NaN", "inf": "INF", "infinity": "INF", "-inf": "-INF", "-infinity": "-INF"}
TRUE, FALSE = ("t", "true", "1"), ("f", "false", "0")
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def text(raw: Raw) -> str:
    """The text as it is, blanks at its end included."""
    return str(raw)


def binary(raw: Raw) -> str:
    r"""Write bytes in hexadecimal, upper case.

    raw      bytes, or the text that PostgreSQL writes for them
    >>> binary(b"\x00\xff"), binary("\\x00ff")
    ('00FF', '00FF')
    """
    return (raw.hex() if isinstance(raw, bytes) else str(raw).removeprefix("\\x")).upper()


def integer(raw: Raw) -> str:
    """Write a whole number.

    >>> integer("007"), integer(-0)
    ('7', '0')
    """
    return str(raw if isinstance(raw, int) else int(str(raw)))


def decimal(raw: Raw) -> str:
    """Write a decimal number, exactly, without an exponent and without zeros at its ends.

    raises   ValueError for what is no number, NaN and the infinities
    >>> decimal("100.00"), decimal("-0.50"), decimal("1E-7")
    ('100', '-0.5', '0.0000001')
    """
    match = NUMBER.fullmatch(str(raw)) or NUMBER.fullmatch(_without_exponent(raw))
    if match is None:
        raise ValueError("it is no xsd:decimal")
    sign, whole, part = match[1].strip("+"), match[2] or "0", match[3] or ""
    return (sign if (whole, part) != ("0", "") else "") + whole + (f".{part}" if part else "")


def double(raw: Raw) -> str:
    """Write a binary number with all the digits that were given.

    >>> double("70.22"), double(100.0), double("-Infinity"), double("NaN"), double("-0")
    ('7.022E1', '1.0E2', '-INF', 'NaN', '-0.0E0')
    """
    match = SCIENTIFIC.fullmatch(str(raw))
    if match is None:
        lower = str(raw).lower()
        if lower not in SPECIAL:
            raise ValueError("it is no xsd:double")
        return SPECIAL[lower]
    digits = match[2] + match[3]
    figures = digits.lstrip("0")
    exponent = len(match[2]) - 1 - (len(digits) - len(figures)) + int(match[4] or 0) if figures else 0
    figures = figures.rstrip("0") or "0"
    return f"{match[1].strip('+')}{figures[0]}.{figures[1:] or '0'}E{exponent}"


def kept(form: str) -> str:
    """Write a binary number as stores keep it, without an exponent.

    form     what `double` has written
    >>> kept("8.025E1"), kept("1.0E2"), kept("-2.5E-3"), kept("-INF")
    ('80.25', '100', '-0.0025', '-INF')
    """
    if form.endswith(("INF", "NaN")):
        return form
    whole = decimal(form.removeprefix("-"))
    return f"-{whole}" if form.startswith("-") else whole


def single(raw: Raw) -> str:
    """Write a binary number of 32 bits, given as the same number in 64, with the digits that tell it from others.

    >>> single("70.22000122070312"), single("16777217")
    ('7.022E1', '1.6777217E7')
    """
    value = float(raw)
    shorter = (f"{value:.{digits}g}" for digits in range(6, 10))
    return double(next((t for t in shorter if struct.unpack("f", struct.pack("f", float(t)))[0] == value), raw))


def _without_exponent(raw: Raw) -> str:
    match = SCIENTIFIC.fullmatch(str(raw))
    return format(Decimal(match[0]), "f") if match and abs(int(match[4] or 0)) <= GREATEST else ""


def boolean(raw: Raw) -> str:
    """Write a truth value.

    >>> boolean("t"), boolean(0)
    ('true', 'false')
    """
    lower = str(raw).lower()
    if lower not in TRUE + FALSE:
        raise ValueError("it is neither true nor false")
    return "true" if lower in TRUE else "false"


def date(raw: Raw) -> str:
    """Write a day.

    >>> date("0044-03-15 BC"), date("12024-01-01")
    ('-0043-03-15', '12024-01-01')
    """
    match = DATE.fullmatch(str(raw))
    if match is None:
        raise ValueError("it is no xsd:date")
    return _day(match)


def time(raw: Raw) -> str:
    """Write a time of day.

    >>> time("09:30"), time("23:59:59.500+02"), time("12:00:00+00")
    ('09:30:00', '23:59:59.5+02:00', '12:00:00Z')
    """
    match = TIME.fullmatch(str(raw))
    if match is None:
        raise ValueError("it is no xsd:time")
    return _clock(match)


def instant(raw: Raw) -> str:
    """Write a day and its time.

    >>> instant("2009-10-10 12:12:22.120+00"), instant("0001-12-31 23:00:00 BC")
    ('2009-10-10T12:12:22.12Z', '0000-12-31T23:00:00')
    """
    match = INSTANT.fullmatch(str(raw))
    if match is None or match["h"] == "24":  # midnight at the end of a day is the next day
        raise ValueError("it is no xsd:dateTime")
    return f"{_day(match)}T{_clock(match)}"


def _day(match: re.Match[str]) -> str:
    year = int(match["minus"] + match["year"])
    year = 1 - year if match["bc"] else year
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= 12 or not 1 <= day <= DAYS[month - 1] + (day == 29 and month == 2 and isleap(year)):
        raise ValueError("it is no day of the calendar")
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{match['month']}-{match['day']}"


def _clock(match: re.Match[str]) -> str:
    hour, minute, second, part = match["h"], match["m"], match["s"] or "00", (match["part"] or "").rstrip("0")
    if (hour, minute, second, part) == ("24", "00", "00", ""):
        hour = "00"
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        raise ValueError("it is no time of a day")
    return f"{hour}:{minute}:{second}" + (f".{part}" if part else "") + _zone(match)


def _zone(match: re.Match[str]) -> str:
    if not match["zone"]:
        return ""
    hours, minutes, seconds = (int(match[name] or 0) for name in ("zh", "zm", "zs"))
    if seconds or minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise ValueError("its zone is none of XSD: whole minutes, up to 14 hours")
    return f"{match['sign']}{hours:02d}:{minutes:02d}" if hours or minutes else "Z"


FORMS: dict[str, tuple[Form, str]] = {  # kind of SQL type -> how its values are written, and their datatype
    "text": (text, ""),
    "binary": (binary, XSD + "hexBinary"),
    "integer": (integer, XSD + "integer"),
    "decimal": (decimal, XSD + "decimal"),
    "double": (double, XSD + "double"),
    "single": (single, XSD + "double"),
    "boolean": (boolean, XSD + "boolean"),
    "date": (date, XSD + "date"),
    "time": (time, XSD + "time"),
    "instant": (instant, XSD + "dateTime"),
}
