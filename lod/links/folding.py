"""Fold a text so that spellings of one name become one.  str -> str; pure.

Spec: Unicode normalisation form D; what it does not take apart (ø, ł, ß) stands in LETTERS."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ß": "ss", "ħ": "h"}
)
JOINED = re.compile("['’\u02bc`´]")  # O'Higgins and OHiggins are one
APART = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no accents, one space between words; letters of any script stay.

    >>> fold("  Róger CALERO-Núñez "), fold("O’Higgins"), fold("Øst"), fold("公明党")
    ('roger calero nunez', 'ohiggins', 'ost', '公明党')
    """
    apart = unicodedata.normalize("NFD", JOINED.sub("", text).casefold())
    plain = "".join(c for c in apart if not unicodedata.combining(c)).translate(LETTERS)
    return APART.sub(" ", unicodedata.normalize("NFC", plain)).strip()
