r"""The classes of characters that XPath's patterns name.  name -> ranges of code points; pure.

Spec: XSD 1.1 part 2 appendix G.4.2 (categories, blocks, \s \i \c \d \w); XML 1.0 section 2.3 for names."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache

Ranges = tuple[tuple[int, int], ...]

NAME_START: Ranges = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D),
    (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
NAME: Ranges = tuple(sorted((*NAME_START, (0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))))
WHITE: Ranges = ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
}
CATEGORIES = frozenset(
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn".split()
)
UNASSIGNED = frozenset(("C", "Cn"))  # RE2 leaves out what is not assigned
WORD = ("L", "M", "N", "S")  # all but punctuation, separators and others
LAST = sys.maxunicode
SURROGATES = (0xD800, 0xDFFF)


@dataclass(frozen=True, slots=True)
class Characters:
    """A class of characters: by its ranges, or by its general categories."""

    ranges: Ranges = ()
    categories: tuple[str, ...] = ()
    negated: bool = False  # of the categories; ranges are as they are
    re2: str = ""  # as RE2 writes it inside brackets; empty where it cannot


def named(name: str, negated: bool) -> Characters | None:
    r"""The class of \p{name}, or of \P{name}; None if there is none."""
    if name in CATEGORIES:
        re2 = "" if name in UNASSIGNED else f"\\{'P' if negated else 'p'}{{{name}}}"
        return Characters(categories=(name,), negated=negated, re2=re2)
    block = BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None
    return _ranged((block,), negated) if block else None


def escaped(letter: str) -> Characters | None:
    r"""The class of \s, \i, \c, \d, \w, or of its capital letter, which has all other characters; None for any else."""
    negated = letter.isupper()
    match letter.lower():
        case "s":
            return _ranged(WHITE, negated)
        case "i":
            return _ranged(NAME_START, negated)
        case "c":
            return _ranged(NAME, negated)
        case "d":
            return named("Nd", negated)
        case "w":
            re2 = "" if negated else "".join(f"\\p{{{c}}}" for c in WORD)
            return Characters(categories=WORD, negated=negated, re2=re2)
    return None


def _ranged(ranges: Ranges, negated: bool) -> Characters:
    return Characters(complement(ranges) if negated else ranges)


def complement(ranges: Ranges) -> Ranges:
    """Every character that is in none of some sorted ranges; surrogates are no characters.

    >>> complement(((0, 64), (91, 1114111)))
    ((65, 90),)
    """
    found, start = [], 0
    for low, high in (*sorted((*ranges, SURROGATES)), (LAST + 1, LAST + 1)):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return tuple(found)


@cache
def members(many: Characters) -> Ranges:
    """The ranges of a class that is given by categories."""
    found: list[tuple[int, int]] = []
    for code in range(LAST + 1):
        category = unicodedata.category(chr(code))
        if category != "Cs" and category.startswith(many.categories) != many.negated:
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return tuple(found)
