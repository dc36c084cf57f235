"""Read Turtle with the place of every triple.  text -> Triple(s, p, o, line, column); pure.

General parsers give no positions, and a curator needs `mapping.rml.ttl:14:69`.  The reader accepts RDF 1.1 Turtle
without loosening it; tests compare its graph with rdflib's on whole files.
Spec: RDF 1.1 Turtle (www.w3.org/TR/turtle) section 6."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lod.errors import Place, TurtleSyntax
from lod.terms import NOT_IN_IRI, Term, iri, literal, relative
from lod.vocab import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, XSD

PN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
PN += "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
PN_U = PN + "_"
PN_CHARS = PN_U + "0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
PREFIX = f"(?:[{PN}](?:[{PN_CHARS}.]*[{PN_CHARS}])?)?"
LOCAL = f"(?:(?:[{PN_U}:0-9]|{PLX})(?:(?:[{PN_CHARS}.:]|{PLX})*(?:[{PN_CHARS}:]|{PLX}))?)?"
TOKENS = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("space", r"[ \t\r\n]+|#[^\n\r]*"),
            ("iri", r"<(?:[^\x00-\x20<>\"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"),
            ("long", r'"""(?:(?:"|"")?(?:[^"\\]|\\.))*"""' + r"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''"),
            ("string", r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'"),
            ("directive", r"@(?:prefix|base)\b|(?i:prefix|base)(?=[ \t\r\n#<])"),
            ("lang", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
            ("bnode", f"_:[{PN_U}0-9](?:[{PN_CHARS}.]*[{PN_CHARS}])?"),
            ("double", r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
            ("decimal", r"[+-]?[0-9]*\.[0-9]+"),
            ("integer", r"[+-]?[0-9]+"),
            ("name", f"{PREFIX}:{LOCAL}"),
            ("word", r"(?:a|true|false)(?![A-Za-z0-9_:\-])"),
            ("mark", r"\^\^|[.;,\[\]()]"),
        )
    ),
    re.DOTALL,
)
NUMBERS = {kind: XSD + kind for kind in ("double", "decimal", "integer")}
CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Triple:
    """One triple and the place (from 1) of its object in the file."""

    s: Term
    p: Term
    o: Term
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A Turtle file: its triples in reading order and the prefixes it declares."""

    file: str
    triples: tuple[Triple, ...]
    prefixes: dict[str, str]
    subjects: dict[Term, Place]  # where each subject is first named


class Token(NamedTuple):  # made by the thousand, which a dataclass takes thrice as long for
    kind: str
    text: str
    offset: int


def read(text: str, file: str, base: str = "") -> Document:
    """Parse a Turtle document.

    text     the whole file; base: IRI for relative IRIs (default: none, they stay as written)
    raises   TurtleSyntax with the place of the first character that does not fit
    """
    reader = _Reader(text, file, base)
    try:
        while reader.here.kind != "end":
            reader.statement()
    except RecursionError:
        raise reader.error(reader.here.offset, "brackets stand too deep inside each other") from None
    return Document(file, tuple(reader.triples), reader.prefixes, reader.subjects)


@dataclass(slots=True)
class _Reader:
    """Recursive descent over the tokens; `here` is the token not yet consumed."""

    text: str
    file: str
    base: str
    triples: list[Triple] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    subjects: dict[Term, Place] = field(default_factory=dict)
    nodes: int = 0
    lines: list[int] = field(default_factory=list)
    tokens: Iterator[Token] = field(init=False)
    here: Token = field(init=False)

    def __post_init__(self) -> None:
        self.lines = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", self.text))]
        self.tokens = self._tokens()
        self.here = next(self.tokens)

    def _tokens(self) -> Iterator[Token]:
        at = 0
        for match in TOKENS.finditer(self.text):
            start = match.start()
            if start > at:
                break
            at = match.end()
            if (kind := match.lastgroup or "") != "space":
                yield Token(kind, match[0], start)
        if at < len(self.text):
            raise self.error(at, f"unexpected {self.text[at : at + 12]!r}")
        while True:
            yield Token("end", "the end of the file", len(self.text))

    def place(self, offset: int) -> Place:
        line = bisect_right(self.lines, offset)
        return Place(self.file, line, offset - self.lines[line - 1] + 1)

    def error(self, offset: int, message: str) -> TurtleSyntax:
        return TurtleSyntax(self.place(offset), message=message)

    def take(self, *expected: str) -> Token:
        token = self.here
        if expected and token.kind not in expected and token.text not in expected:
            raise self.error(token.offset, f"expected {' or '.join(expected)}, found {token.text!r}")
        self.here = next(self.tokens)
        return token

    def statement(self) -> None:
        if self.here.kind == "directive":
            self.directive()
            return
        anonymous = self.here.text == "["
        at, before = self.here.offset, len(self.triples)
        subject = self.node(subject=True)
        self.subjects.setdefault(subject, self.place(at))
        described = anonymous and len(self.triples) > before  # only then may the statement end here
        if not (described and self.here.text == "."):
            self.predicates(subject)
        self.take(".")

    def directive(self) -> None:
        word = self.take().text
        if word.strip("@").lower() == "prefix":
            name = self.take("name")
            if not name.text.endswith(":"):
                raise self.error(name.offset, f"a prefix ends with a colon, found {name.text!r}")
            self.prefixes[name.text[:-1]] = self._iri(self.take("iri"))
        else:
            self.base = self._iri(self.take("iri"))
        if word.startswith("@"):
            self.take(".")

    def predicates(self, subject: Term) -> None:
        while True:
            verb = self.here
            if verb.kind not in ("iri", "name") and verb.text != "a":
                raise self.error(verb.offset, f"expected a predicate, found {verb.text!r}")
            predicate = iri(RDF_TYPE) if self.take().text == "a" else self._named(verb)
            self._object(subject, predicate)
            while self.here.text == ",":
                self.take()
                self._object(subject, predicate)
            if self.here.text not in (";", ".", "]"):
                raise self.error(self.here.offset, f"expected ; or ., found {self.here.text!r}")
            while self.here.text == ";":
                self.take()
            if self.here.text in (".", "]"):
                return

    def _object(self, subject: Term, predicate: Term) -> None:
        place = self.place(self.here.offset)
        value = self.node()
        self.triples.append(Triple(subject, predicate, value, place.line, place.column))

    def node(self, subject: bool = False) -> Term:
        token = self.here
        if token.kind in ("iri", "name"):
            return self._named(self.take())
        if token.kind == "bnode":
            return Term("bnode", "n-" + self.take().text[2:])
        if token.text == "[":
            return self._anonymous()
        if token.text == "(":
            return self._collection()
        if not subject and token.kind in ("string", "long", "word", *NUMBERS) and token.text != "a":
            return self._literal()
        raise self.error(token.offset, f"expected {'a subject' if subject else 'a term'}, found {token.text!r}")

    def _anonymous(self) -> Term:
        self.take("[")
        node = self._fresh()
        if self.here.text != "]":
            self.predicates(node)
        self.take("]")
        return node

    def _fresh(self) -> Term:
        self.nodes += 1
        return Term("bnode", f"b{self.nodes}")

    def _collection(self) -> Term:
        self.take("(")
        head = cell = iri(RDF_NIL)
        while self.here.text != ")":
            place = self.place(self.here.offset)
            value, new = self.node(), self._fresh()
            if cell.kind == "iri":
                head = new
            else:
                self.triples.append(Triple(cell, iri(RDF_REST), new, place.line, place.column))
            self.triples.append(Triple(new, iri(RDF_FIRST), value, place.line, place.column))
            cell = new
        place = self.place(self.take(")").offset)
        if cell.kind == "bnode":
            self.triples.append(Triple(cell, iri(RDF_REST), iri(RDF_NIL), place.line, place.column))
        return head

    def _literal(self) -> Term:
        token = self.take()
        if token.kind in NUMBERS:
            return literal(token.text, NUMBERS[token.kind])
        if token.kind == "word":
            return literal(token.text, XSD + "boolean")
        width = 3 if token.kind == "long" else 1
        value = self._unescape(token.text[width:-width], token.offset + width)
        if self.here.kind == "lang":
            return literal(value, lang=self.take().text[1:])
        if self.here.text == "^^":
            self.take()
            return literal(value, self._named(self.take("iri", "name")).lexical)
        return literal(value)

    def _named(self, token: Token) -> Term:
        return iri(self._iri(token) if token.kind == "iri" else self._name(token))

    def _iri(self, token: Token) -> str:
        value = self._unescape(token.text[1:-1], token.offset)
        if NOT_IN_IRI.search(value):
            raise self.error(token.offset, f"{value!r} is not an IRI")
        return relative(self.base, value) if self.base else value

    def _name(self, token: Token) -> str:
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise self.error(token.offset, f'the prefix "{prefix}:" is not declared')
        return self.prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)

    def _unescape(self, text: str, offset: int) -> str:
        if "\\" not in text:
            return text

        def one(match: re.Match[str]) -> str:
            if match.group(3) is None:
                code = int(match.group(1) or match.group(2), 16)
                if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                    raise self.error(offset + match.start(), f"{match.group()} is no character")
                return chr(code)
            if match.group(3) not in CHARACTERS:
                raise self.error(offset + match.start(), f"unknown escape {match.group()!r}")
            return CHARACTERS[match.group(3)]

        return ESCAPE.sub(one, text)
