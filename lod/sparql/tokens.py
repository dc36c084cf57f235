"""Cut the text of a SPARQL query into tokens.  text -> list of Token; pure.

Numbers carry no sign here: whether a minus belongs to a number or stands between two is for the grammar to say.
Spec: SPARQL 1.1 Query Language section 19.8, Grammar (the productions in capitals)."""

from __future__ import annotations

import re
from typing import NamedTuple

from lod.errors import Place
from lod.sparql.faults import SparqlSyntax
from lod.turtle import CHARACTERS, ESCAPE, LOCAL, PN_CHARS, PN_U, PREFIX

NAME = f"[{PN_U}0-9][{PN_U}0-9\u00b7\u0300-\u036f\u203f\u2040]*"
TOKENS = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("space", r"[ \t\r\n]+|#[^\n\r]*"),
            ("variable", rf"[?$]{NAME}"),
            ("iri", r"<(?:[^\x00-\x20<>\"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"),
            ("bnode", f"_:[{PN_U}0-9](?:[{PN_CHARS}.]*[{PN_CHARS}])?"),
            ("name", f"{PREFIX}:{LOCAL}"),
            ("word", r"[A-Za-z_][A-Za-z_0-9]*"),
            ("double", r"(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
            ("decimal", r"[0-9]*\.[0-9]+"),
            ("integer", r"[0-9]+"),
            ("long", r'"""(?:(?:"|"")?(?:[^"\\]|\\.))*"""' + r"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''"),
            ("string", r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'"),
            ("lang", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
            ("mark", r"\^\^|&&|\|\||!=|<=|>=|[{}()\[\].;,=<>!|/*+\-?^]"),
        )
    ),
    re.DOTALL,
)
FRONT = re.compile(r"(?:PREFIX [^\n]*\n)*")


class Token(NamedTuple):
    """One token and where it begins."""

    kind: str  # a name of TOKENS, or "end"
    text: str
    at: int  # offset in the text
    word: str = ""  # the text in capitals, by which keywords and marks are known; empty for terms and variables


def cut(text: str, place: Place | None) -> list[Token]:
    """Cut a text into tokens; the last one is of the kind "end".

    place    of the text, for the error
    raises   SparqlSyntax for the first character that begins no token
    """
    found, at = [], 0
    for match in TOKENS.finditer(text):
        if match.start() > at:
            break
        at = match.end()
        kind, token = match.lastgroup or "", match[0]
        if kind == "word" or kind == "mark":
            found.append(Token(kind, token, match.start(), token.upper()))
        elif kind != "space":
            found.append(Token(kind, token, match.start()))
    if at < len(text):
        raise fault(text, at, f"unexpected {text[at : at + 12]!r}", place)
    found.append(Token("end", "the end of the query", len(text)))
    return found


def position(text: str, at: int) -> tuple[int, int]:
    r"""Line and column, both from 1, of an offset; the first line is the one below the PREFIX lines of sh:prefixes.

    >>> position("PREFIX a: <x:>\nSELECT", 15)
    (1, 1)
    """
    front = FRONT.match(text)
    start = front.end() if front and front.end() <= at else 0
    return text.count("\n", start, at) + 1, at - max(text.rfind("\n", 0, at), start - 1)


def fault(text: str, at: int, message: str, place: Place | None) -> SparqlSyntax:
    """A mistake at an offset of the text."""
    line, column = position(text, at)
    return SparqlSyntax(place, line=line, column=column, message=message)


def unescape(text: str, codes_only: bool = False) -> str:
    """Replace the escapes of a string; of an IRI only those of a code point.

    raises   ValueError for an escape that is none
    """

    def one(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        if code is not None:
            return _character(int(code, 16), match.group())
        if codes_only or match.group(3) not in CHARACTERS:
            raise ValueError(f"unknown escape {match.group()!r}")
        return CHARACTERS[match.group(3)]

    return ESCAPE.sub(one, text) if "\\" in text else text


def _character(code: int, text: str) -> str:
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"{text} is no character")
    return chr(code)
