"""The triples of a store, as reconciliation asks for them.  store -> terms; reads only.

Read first: reconciliation/model.py, Triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lod.terms import Term, iri

Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True, slots=True)
class Stored:
    """A store of quads, seen as triples."""

    store: ox.Store

    def objects(self, subject: str, predicate: str) -> list[Term]:
        return list(dict.fromkeys(_term(quad.object) for quad in self._quads(iri(subject), predicate)))

    def subjects(self, predicate: str, value: Term) -> list[str]:
        return list(dict.fromkeys(_term(quad.subject).lexical for quad in self._quads(None, predicate, value)))

    def about(self, subject: str) -> list[tuple[str, Term]]:
        return list(dict.fromkeys((quad.predicate.value, _term(quad.object)) for quad in self._quads(iri(subject))))

    def having(self, predicate: str) -> Iterator[tuple[str, Term]]:
        return ((_term(quad.subject).lexical, _term(quad.object)) for quad in self._quads(None, predicate))

    def _quads(self, subject: Term | None, predicate: str = "", value: Term | None = None) -> Iterator[ox.Quad]:
        """The quads of a pattern; none where a stranger has sent what is no term."""
        try:
            s = _node(subject.lexical) if subject else None
            p = ox.NamedNode(predicate) if predicate else None
            o = _value(value) if value else None
        except ValueError:
            return iter(())
        return self.store.quads_for_pattern(s, p, o, None)


def _node(text: str) -> Node:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)


def _value(term: Term) -> Node | ox.Literal:
    if term.kind == "iri":
        return _node(term.lexical)
    if term.lang:
        return ox.Literal(term.lexical, language=term.lang)
    return ox.Literal(term.lexical, datatype=ox.NamedNode(term.datatype))


def _term(value: object) -> Term:
    """A term; a blank node keeps its _: so that it can be asked for again."""
    if isinstance(value, ox.NamedNode):
        return iri(value.value)
    if isinstance(value, ox.Literal):
        return Term("literal", value.value, value.datatype.value, value.language or "")
    return Term("bnode", str(value))
