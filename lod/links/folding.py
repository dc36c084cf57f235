"""Fold a text so that spellings of one name become one.  str -> str; pure.

Spec: Unicode normalisation form KD, in which full-width letters and ligatures are plain ones; what it does not take
apart (ø, ł, ß) stands in LETTERS."""

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

    >>> fold("  Róger CALERO-Núñez "), fold("O’Higgins"), fold("Øst"), fold("公明党"), fold("ﬁn²")
    ('roger calero nunez', 'ohiggins', 'ost', '公明党', 'fin2')
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", JOINED.sub("", text)).casefold())
    plain = "".join(c for c in JOINED.sub("", apart) if not unicodedata.combining(c)).translate(LETTERS)
    return APART.sub(" ", unicodedata.normalize("NFC", plain)).strip()
