"""Capital and small letters.  text -> text; pure.

Read first: `upper`, `lower`.  DuckDB maps each letter to one letter; Unicode maps some to several (ß to SS), so these
are replaced first.  Unicode also writes a capital sigma as ς at the end of a word, which SQL cannot see: our own
`lower` goes letter by letter, and the catalogue's toLowerCase, which knows ends of words, has no SQL.
Spec: Unicode 14, section 3.13, Default Case Conversion; both Python and DuckDB follow it without a locale."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lod.functions.model import Function, strict
from lod.functions.names import OWN, RESULT, TEXT
from lod.functions.sql import BOUND, bound, quoted, replaced

BLOCKS = ((0xDF, 0x590), (0x1E96, 0x1E9B), (0x1F50, 0x2000), (0xFB00, 0xFB18))  # where letters with long capitals are
SEVERAL = {chr(c): chr(c).upper() for a, b in BLOCKS for c in range(a, b) if len(chr(c).upper()) > 1}
SIGMA, DOTTED = "\u03a3", "\u0130"
# Java's Character.isWhitespace
WORD = re.compile(r"([^\t-\r\x1c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+)")


def upper(text: str) -> str:
    """All letters as capitals.

    >>> upper("Straße")
    'STRASSE'
    """
    return text.upper()


def upper_sql(arguments: Sequence[str]) -> str:
    """`upper` in SQL; a text that holds a letter with a long capital takes the slow way."""
    slow = f"regexp_matches({BOUND}, {quoted('[' + ''.join(SEVERAL) + ']')})"
    return bound(arguments[0], f"CASE WHEN {slow} THEN upper({replaced(BOUND, SEVERAL)}) ELSE upper({BOUND}) END")


def lower(text: str) -> str:
    """Each letter as a small one.

    >>> lower("ÑUBLE"), lower("ΛΟΓΟΣ")
    ('ñuble', 'λογοσ')
    """
    return text.replace(SIGMA, "\u03c3").lower()


def lower_sql(arguments: Sequence[str]) -> str:
    """`lower` in SQL."""
    return f"lower(replace({arguments[0]}, {quoted(DOTTED)}, {quoted(DOTTED.lower())}))"


def lower_in_words(text: str) -> str:
    """All letters as small ones, a capital sigma at the end of a word as ς.

    >>> lower_in_words("ΛΟΓΟΣ")
    'λογος'
    """
    return text.lower()


def title(text: str) -> str:
    """The first letter of each word as a capital, the others as small ones; words end at white space.

    >>> title("PARTIDO COMUNISTA DE CHILE")
    'Partido Comunista De Chile'
    """
    return WORD.sub(lambda word: _first(word[0][0]) + word[0][1:], text.lower())


def _first(letter: str) -> str:
    capital = letter.title()
    return capital if len(capital) == 1 else letter


FUNCTIONS = (
    strict(Function(OWN + "upper", (TEXT,), upper, upper_sql, outputs=RESULT)),
    strict(Function(OWN + "lower", (TEXT,), lower, lower_sql, outputs=RESULT)),
)
