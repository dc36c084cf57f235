"""How a report writes terms and texts so that no reader is misled.  N-Triples text -> text; pure.

A label may hold anything: characters that move a terminal's cursor, that turn the direction of a line, that XML
forbids.  They are shown, never sent.  Spec: N-Triples section 2.4; XML 1.0 section 2.2; Unicode UAX 9."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lod.vocab import RDF_LANGSTRING, XSD, XSD_STRING

LONG = 500  # characters of a text that readers are shown
LITERAL = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<lang>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)
ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
# controls but tab and line feed, and what turns the direction of everything after it
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal, taken apart."""

    text: str
    lang: str  # as written; empty without one
    datatype: str  # IRI


def literal(nt: str) -> Literal | None:
    r"""Take a literal apart; None for anything else.

    >>> literal('"a \\"b\\""@en')
    Literal(text='a "b"', lang='en', datatype='http://www.w3.org/1999/02/22-rdf-syntax-ns#langString')
    """
    match = LITERAL.fullmatch(nt)
    if not match:
        return None
    text = ESCAPE.sub(lambda m: _unescaped(m.group(1)), match["text"])
    lang = match["lang"] or ""
    return Literal(text, lang, RDF_LANGSTRING if lang else match["datatype"] or XSD_STRING)


def _unescaped(code: str) -> str:
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return ESCAPED.get(code, code)


def iri(nt: str) -> str:
    """The IRI of a term; empty for anything else."""
    return nt[1:-1] if nt.startswith("<") and nt.endswith(">") and nt.count("<") == 1 else ""


def clean(text: str) -> str:
    r"""Show characters that cannot be seen by their number.

    >>> clean("red \x1b[31m")
    'red \\x1b[31m'
    """
    return UNSEEN.sub(
        lambda m: f"\\x{ord(m.group()):02x}" if ord(m.group()) < 256 else f"\\u{ord(m.group()):04x}", text
    )


def line(text: str) -> str:
    """The text in one line."""
    return clean(" ".join(text.split("\n")).replace("\t", " "))


def tail(value: str) -> str:
    """The last two parts of an IRI, as tables write it; the last one where it has a #, as terms are written.

    >>> tail("https://example.org/id/person/ada"), tail("https://example.org/def#name"), tail("urn:x")
    ('person/ada', 'def#name', 'urn:x')
    """
    parts = value.rsplit("/", 2)
    if len(parts) < 3 or not parts[0].count("/"):
        return value
    return parts[2] if "#" in parts[2] else "/".join(parts[1:])


def shown(nt: str) -> str:
    """A term or path for readers: the tail of each IRI, a literal in quotes with its language or datatype."""
    found = literal(nt)
    if found is None:
        return line(re.sub(r"<([^<>]*)>", lambda m: tail(m.group(1)), nt))
    text = line(found.text if len(found.text) <= LONG else f"{found.text[:LONG]}…")
    if found.lang:
        return f'"{text}"@{found.lang}'
    kind = "" if found.datatype == XSD_STRING else f" ({called(found.datatype)})"
    return f'"{text}"{kind}'


def called(iri: str) -> str:
    """An IRI in a sentence: a datatype of XML Schema by its usual prefix, any other by its tail."""
    return line("xsd:" + iri.removeprefix(XSD) if iri.startswith(XSD) else tail(iri))


def slug(shape: str) -> str:
    """The last part of an IRI."""
    return re.split(r"[/#]", shape.rstrip("/#"))[-1]
