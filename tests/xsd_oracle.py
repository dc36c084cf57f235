"""What XSD says of one literal, computed slowly and otherwise than in lod/xsd.py.  (text, datatype) -> Meaning.

Numbers are fractions, instants are seconds counted with whole numbers of any size; texts are taken apart by hand."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction

DIGITS = set("0123456789")
SPACES = " \t\n\r"
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SIGNED = {"byte": 8, "short": 16, "int": 32, "long": 64}  # bits
LIMITS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    **{name: (-(1 << bits - 1), (1 << bits - 1) - 1) for name, bits in SIGNED.items()},
    **{"unsigned" + name.capitalize(): (0, (1 << bits) - 1) for name, bits in SIGNED.items()},
}
EPOCH = 719528  # days from 1 January 0 to 1 January 1970


@dataclass(frozen=True)
class Meaning:
    """The value of a valid literal: its family, and a number that orders it there; none for NaN."""

    family: int
    value: Fraction | float | None


def meaning(lexical: str, datatype: str) -> Meaning | None:
    """The meaning of a literal of an ordered datatype; None where the text is not one of its forms."""
    text = lexical.strip(SPACES)
    if datatype == "boolean":
        return Meaning(4, Fraction(text in ("true", "1"))) if text in ("true", "false", "1", "0") else None
    if datatype in ("double", "float"):
        return _binary(text, datatype)
    if datatype in ("date", "dateTime", "dateTimeStamp"):
        return _instant(text, datatype)
    number = _plain(text)
    if number is None or (datatype != "decimal" and "." in text):
        return None
    least, greatest = LIMITS.get(datatype, (None, None))
    if (least is not None and number < least) or (greatest is not None and number > greatest):
        return None
    return Meaning(1, number)


def _digits(text: str) -> bool:
    return bool(text) and set(text) <= DIGITS


def _plain(text: str) -> Fraction | None:
    """A number without exponent."""
    sign = -1 if text[:1] == "-" else 1
    whole, _, part = text[text[:1] in ("+", "-") :].partition(".")
    if not _digits(whole + part):
        return None
    return sign * Fraction(int(whole + part), 10 ** len(part))


def _binary(text: str, datatype: str) -> Meaning | None:
    if text == "NaN":
        return Meaning(2, None)
    if text in ("INF", "+INF", "-INF"):
        return Meaning(2, float(text.lower()))
    mantissa, mark, exponent = text.replace("E", "e").partition("e")
    number = _plain(mantissa)
    if number is None or (mark and not _digits(exponent[exponent[:1] in ("+", "-") :])):
        return None
    exact = number * Fraction(10) ** int(exponent or 0)
    return Meaning(2, _nearest_single(exact) if datatype == "float" else _nearest_double(exact))


def _nearest_double(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        return float("inf") if exact > 0 else float("-inf")


def _nearest_single(exact: Fraction) -> float:
    """Round once: a double in between would round a second time."""
    if abs(exact) >= Fraction(2**128) - Fraction(2**103):  # half a step beyond the greatest float
        return float("inf") if exact > 0 else float("-inf")
    guess = struct.pack(">f", min(max(float(exact), -3.4028234663852886e38), 3.4028234663852886e38))
    bits = int.from_bytes(guess) & 0x7FFFFFFF
    near = [n for n in (bits - 1, bits, bits + 1) if 0 <= n < 0x7F800000]
    size = {n: struct.unpack(">f", n.to_bytes(4))[0] for n in near}
    best = min(near, key=lambda n: (abs(Fraction(size[n]) - abs(exact)), n % 2))
    return float(size[best]) * (-1 if exact < 0 else 1)


def _instant(text: str, datatype: str) -> Meaning | None:
    text, zone = _zone(text)
    if zone is None and datatype == "dateTimeStamp":
        return None
    day, mark, clock = text.partition("T")
    days = _day(day)
    seconds: Fraction | None = Fraction(0)
    if datatype != "date":
        seconds = _clock(clock) if mark else None
    elif mark:
        return None
    if days is None or seconds is None:
        return None
    family = {"date": (7, 8)}.get(datatype, (5, 6))[zone is None]
    return Meaning(family, days * 86400 + seconds - (zone or 0) * 60)


def _zone(text: str) -> tuple[str, int | None]:
    """Cut the zone off: minutes ahead of UTC, None where there is none or no such zone."""
    if text[-1:] == "Z":
        return text[:-1], 0
    if len(text) < 6 or text[-3] != ":" or text[-6] not in "+-" or not _digits(text[-5:-3] + text[-2:]):
        return text, None
    hours, minutes = int(text[-5:-3]), int(text[-2:])
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        return text, None
    return text[:-6], (hours * 60 + minutes) * (-1 if text[-6] == "-" else 1)


def _day(text: str) -> int | None:
    """Days since 1 January 1970."""
    below, body = text[:1] == "-", text[text[:1] == "-" :]
    parts = body.split("-")
    if len(parts) != 3 or not all(_digits(p) for p in parts) or [len(p) for p in parts[1:]] != [2, 2]:
        return None
    if len(parts[0]) < 4 or (len(parts[0]) > 4 and parts[0][0] == "0"):
        return None
    year, month, day = (int(p) for p in parts)
    year = -year if below else year
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = [n + (leap and i == 1) for i, n in enumerate(DAYS)]
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        return None
    before = 365 * year - (-year // 4) + (-year // 100) - (-year // 400)  # leap years from 0 on, up to the year
    return before + sum(lengths[: month - 1]) + day - 1 - EPOCH


def _clock(text: str) -> Fraction | None:
    whole, point, part = text.partition(".")
    parts = whole.split(":")
    if (point and not _digits(part)) or len(parts) != 3 or not all(_digits(p) and len(p) == 2 for p in parts):
        return None
    hours, minutes, seconds = (int(p) for p in parts)
    total = hours * 3600 + minutes * 60 + seconds + Fraction(int(part or 0), 10 ** len(part))
    inside = hours < 24 and minutes < 60 and seconds < 60
    return total if inside or (hours == 24 and total == 86400) else None
