"""Walk over the tokens of a query and read its terms.  tokens -> Term, Variable.

Read first: tokens.py.  Spec: SPARQL 1.1 Query Language section 4.1, RDF Term Syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from lod.errors import Place
from lod.sparql.model import Variable
from lod.sparql.tokens import Token, cut, fault, unescape
from lod.terms import NOT_IN_IRI, Term, iri, literal, relative
from lod.vocab import RDF_NIL, XSD

NUMBERS = ("integer", "decimal", "double")
STRINGS = ("string", "long")


@dataclass(slots=True)
class Cursor:
    """The tokens of a text; `here` is the one not yet read."""

    text: str
    place: Place | None
    prefixes: dict[str, str] = field(default_factory=dict)
    base: str = ""
    tokens: list[Token] = field(init=False)
    index: int = 0
    blanks: int = 0

    def __post_init__(self) -> None:
        self.tokens = cut(self.text, self.place)

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def fail(self, expected: str, at: Token | None = None) -> NoReturn:
        """Say what should stand here."""
        token = at or self.here
        raise fault(self.text, token.at, f"expected {expected}, found {token.text!r}", self.place)

    def step(self) -> Token:
        """Read one token, whatever it is."""
        token = self.tokens[self.index]
        self.index += token.kind != "end"
        return token

    def accept(self, *words: str) -> str:
        """Read a keyword or mark if it is one of these; empty if it is not."""
        word = self.tokens[self.index].word
        if word and word in words:
            self.index += 1
            return word
        return ""

    def expect(self, *words: str) -> str:
        """Read one of these keywords or marks."""
        return self.accept(*words) or self.fail(" or ".join(words))

    def fresh(self) -> Variable:
        """A blank node that has no label."""
        self.blanks += 1
        return Variable(f"_:[{self.blanks}]")  # no label holds a bracket

    # ---- terms -------------------------------------------------------------------------------------------------

    def variable(self) -> Variable:
        if self.here.kind != "variable":
            self.fail("a variable")
        return Variable(self.step().text[1:])

    def iri(self) -> str:
        token = self.here
        if token.kind not in ("iri", "name"):
            self.fail("an IRI")
        self.step()
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix not in self.prefixes:
                raise fault(self.text, token.at, f'the prefix "{prefix}:" is not declared', self.place)
            return self.prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)
        value = self._unescaped(token, token.text[1:-1], codes_only=True)
        if NOT_IN_IRI.search(value):
            self.fail("an IRI", token)
        return relative(self.base, value) if self.base else value

    def string(self) -> str:
        token = self.here
        if token.kind not in STRINGS:
            self.fail("a string")
        width = 3 if self.step().kind == "long" else 1
        return self._unescaped(token, token.text[width:-width])

    def constant(self) -> Term | None:
        """Read an IRI or a literal; None if something else stands here."""
        token = self.here
        if token.kind in ("iri", "name"):
            return iri(self.iri())
        if token.kind in STRINGS:
            return self._literal()
        if token.kind in NUMBERS:
            return literal(self.step().text, XSD + token.kind)
        if token.text in ("+", "-") and self.tokens[self.index + 1].kind in NUMBERS:
            sign, number = self.step().text, self.step()
            return literal(sign + number.text, XSD + number.kind)
        if word := self.accept("TRUE", "FALSE"):
            return literal(word.lower(), XSD + "boolean")
        if token.text == "(" and self.tokens[self.index + 1].text == ")":
            self.index += 2
            return iri(RDF_NIL)
        return None

    def _literal(self) -> Term:
        value = self.string()
        if self.here.kind == "lang":
            return literal(value, lang=self.step().text[1:])
        return literal(value, self.iri()) if self.accept("^^") else literal(value)

    def _unescaped(self, token: Token, text: str, codes_only: bool = False) -> str:
        try:
            return unescape(text, codes_only)
        except ValueError as e:
            raise fault(self.text, token.at, str(e), self.place) from e
