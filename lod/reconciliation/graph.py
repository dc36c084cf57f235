"""Follow the paths of a configuration through the triples of a release.  subject, path -> terms; asks the triples only.

Like links/entities.py, which has all triples in memory; this asks for those that it needs.  A reified statement counts
as the triple it speaks of, unless it has been withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lod.links.entities import REIFIED, Path
from lod.reconciliation.model import Triples
from lod.terms import Term, iri

SUBJECT, PREDICATE, OBJECT = REIFIED


@dataclass(frozen=True, slots=True)
class Graph:
    """Triples, stated or reified."""

    triples: Triples
    withdrawn: frozenset[str] = frozenset()  # a statement that points to one of these does not count

    def follow(self, subject: str, path: Path) -> Iterator[Term]:
        """The terms at the end of a path, maybe more than once."""
        if not path:
            yield iri(subject)
            return
        step, rest = path[0], path[1:]
        if step.back:
            for before in self.into(iri(subject), step.predicate):
                yield from self.follow(before, rest)
            return
        for value in self.out(subject, step.predicate):
            if value.kind == "iri":
                yield from self.follow(value.lexical, rest)
            elif value.kind == "literal" and not rest:
                yield value

    def out(self, subject: str, predicate: str) -> Iterator[Term]:
        """What a subject is said to have."""
        yield from self.triples.objects(subject, predicate)
        for node in self.statements(SUBJECT, iri(subject), predicate):
            yield from self.triples.objects(node, OBJECT)

    def into(self, value: Term, predicate: str) -> Iterator[str]:
        """What is said to have a value."""
        yield from self.triples.subjects(predicate, value)
        for node in self.statements(OBJECT, value, predicate):
            yield from (t.lexical for t in self.triples.objects(node, SUBJECT) if t.kind == "iri")

    def statements(self, end: str, value: Term, predicate: str) -> Iterator[str]:
        """The statements that count, with this end and predicate.

        end   rdf:subject or rdf:object"""
        for node in self.triples.subjects(end, value):
            said = self.triples.objects(node, PREDICATE)
            if any(t.lexical == predicate for t in said) and self.counts(node):
                yield node

    def counts(self, node: str) -> bool:
        """Whether a statement has not been withdrawn."""
        if not self.withdrawn:
            return True
        return not any(t.kind == "iri" and t.lexical in self.withdrawn for _, t in self.triples.about(node))

    def all(self, predicate: str) -> Iterator[tuple[str, Term]]:
        """Every subject and value of a property."""
        yield from self.triples.having(predicate)
        for node in self.triples.subjects(PREDICATE, iri(predicate)):
            if self.counts(node):
                for subject in self.triples.objects(node, SUBJECT):
                    yield from ((subject.lexical, value) for value in self.triples.objects(node, OBJECT))

    def properties(self, subject: str) -> list[str]:
        """The properties of a subject, stated or reified."""
        found = [predicate for predicate, _ in self.triples.about(subject)]
        for node in self.triples.subjects(SUBJECT, iri(subject)):
            if self.counts(node):
                found += [t.lexical for t in self.triples.objects(node, PREDICATE)]
        return list(dict.fromkeys(found))
