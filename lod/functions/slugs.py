"""Make keys of names.  text -> ASCII slug; pure.

Which letter stands for which is a table of Unicode 3.2, which Python keeps beside the current one: it is the same on
every machine, and Python and SQL read the same table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase, digits

from lod.functions.model import Function, strict
from lod.functions.names import OWN, RESULT, TEXT
from lod.functions.sql import BOUND, bound, quoted, replaced

LETTERS = {  # letters that are no other letter with an accent
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th",
    "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ł": "l", "Ł": "l", "ħ": "h", "Ħ": "h",
    "\u0131": "i", "ŧ": "t", "Ŧ": "t", "ŋ": "n", "Ŋ": "n",
}  # fmt: skip
LATIN = ((0xAA, 0x250), (0x1E00, 0x1F00), (0xFB00, 0xFB07), (0xFF10, 0xFF5B))
GONE = "'\u2018\u2019\u02bc\u0300-\u036f"  # apostrophes and loose accents, as the inside of a character class
OTHER = "[-._]*[^a-z0-9._-][^a-z0-9]*"  # what a hyphen stands for
END = "^[-._]+|[-._]+$"


def _table() -> dict[str, str]:
    """Each letter or digit that becomes other ones."""
    table = dict(zip(ascii_uppercase, ascii_lowercase, strict=True)) | LETTERS
    for letter in (chr(code) for first, end in LATIN for code in range(first, end)):
        parts = unicodedata.ucd_3_2_0.normalize("NFKD", letter).lower()
        plain = "".join(c for c in parts if c in ascii_lowercase + digits)
        if plain and all(c in plain or "\u0300" <= c <= "\u036f" for c in parts):
            table.setdefault(letter, plain)
    return table


TABLE = _table()
USUAL = r"[\x{1}-\x{17F}\x{2010}-\x{2027}]*"  # Latin letters without loose accents, quotes and dashes
ODD = "ßæÆœŒþÞøØđĐðÐłŁħĦ\u0131ŧŦŋŊ\u0132\u0133\u017fªº¹²³"  # of these, what is no letter with an accent
TRANSLATION = str.maketrans(TABLE)
GONE_RE, OTHER_RE, END_RE = re.compile(f"[{GONE}]+"), re.compile(OTHER), re.compile(r"\A[-._]+|[-._]+\Z")


def slug(text: str) -> str | None:
    """A key made of a text: small ASCII letters and digits, with - . _ between them.

    returns  None where nothing of the text is a Latin letter or a digit; a slug in small letters stays as it is
    >>> slug("Núñez, Ramón"), slug("Workers’ Party"), slug("東京")
    ('nunez-ramon', 'workers-party', None)
    """
    plain = GONE_RE.sub("", text.translate(TRANSLATION))
    return END_RE.sub("", OTHER_RE.sub("-", plain)) or None


def slug_sql(arguments: Sequence[str]) -> str:
    """`slug` in SQL.  Most texts go without the whole table, whose translation costs ten times the rest."""
    odd = {letter: plain for letter, plain in TABLE.items() if letter in ODD}
    usual = f"lower(strip_accents({_plain(odd, BOUND)}))"
    plain = bound(
        arguments[0], f"CASE WHEN regexp_full_match({BOUND}, '{USUAL}') THEN {usual} ELSE {_plain(TABLE, BOUND)} END"
    )
    kept = f"regexp_replace({plain}, {quoted(f'[{GONE}]+')}, '', 'g')"
    joined = f"regexp_replace({kept}, {quoted(OTHER)}, '-', 'g')"
    return f"nullif(regexp_replace({joined}, {quoted(END)}, '', 'g'), '')"


def _plain(table: dict[str, str], text: str) -> str:
    one = {letter: plain for letter, plain in table.items() if len(plain) == 1}
    more = {letter: plain for letter, plain in table.items() if len(plain) > 1}
    return replaced(f"translate({text}, {quoted(''.join(one))}, {quoted(''.join(one.values()))})", more)


FUNCTIONS = (strict(Function(OWN + "slug", (TEXT,), slug, slug_sql, outputs=RESULT)),)
