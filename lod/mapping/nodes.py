"""Ask a Turtle document for the properties of its nodes.  Document -> triples by subject; pure.

It remembers what it was asked for, so that words which nothing reads can be told: they would have no effect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lod.errors import BadTermMap, IncompleteMap, LodError, Place
from lod.terms import Term
from lod.turtle import Document, Triple
from lod.vocab import RML


@dataclass(slots=True)
class Nodes:
    """The nodes of one document, and what is wrong with them."""

    document: Document
    errors: list[LodError]  # found so far, of all documents
    about: dict[Term, list[Triple]] = field(init=False)
    visited: set[Term] = field(default_factory=set, init=False)  # nodes that were looked at
    used: set[Triple] = field(default_factory=set, init=False)  # and what was found there

    def __post_init__(self) -> None:
        self.about = defaultdict(list)
        for triple in self.document.triples:
            self.about[triple.s].append(triple)

    def place(self, triple: Triple) -> Place:
        return Place(self.document.file, triple.line, triple.column)

    def start(self, node: Term) -> Place:
        """Where a node is described: its own statement, or its first property; else where it is first mentioned."""
        if node in self.document.subjects:
            return self.document.subjects[node]
        mentions = (t for t in self.document.triples if t.o == node)
        first = next(iter(self.about.get(node, ())), None) or next(mentions, None)
        return self.place(first) if first else Place(self.document.file)

    def all(self, node: Term, *names: str) -> list[Triple]:
        """The properties of a node with these names in the RML namespace, in reading order."""
        found = [t for t in self.about.get(node, []) if t.p.lexical in {RML + n for n in names}]
        self.visited.add(node)
        self.used.update(found)
        return found

    def one(self, node: Term, name: str) -> Triple | None:
        """The one property of a node with this name; a second one is a mistake."""
        found = self.all(node, name)
        for extra in found[1:]:
            self.wrong(self.place(extra), f"rml:{name} is given twice", "give it once")
        return found[0] if found else None

    def other(self, node: Term, predicate: str) -> Triple | None:
        """The first property of a node with a word of another vocabulary."""
        return next((t for t in self.about.get(node, []) if t.p.lexical == predicate), None)

    def find_idle(self) -> None:
        """Note words of RML that nobody asked for, at nodes that were asked for others."""
        for t in self.document.triples:
            if t.p.lexical.startswith(RML) and t.s in self.visited and t not in self.used:
                word = t.p.lexical.removeprefix(RML)
                self.wrong(self.place(t), f"rml:{word} has no effect here", "move it to the map it is meant for")

    def lacks(self, place: Place, what: str, part: str, expected: str) -> None:
        self.errors.append(IncompleteMap(place, what=what, part=part, expected=expected))

    def wrong(self, place: Place, message: str, expected: str) -> None:
        self.errors.append(BadTermMap(place, message=message, expected=expected))
