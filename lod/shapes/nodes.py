"""Ask a shapes graph for the properties of its nodes.  triples of some files -> statements by node; pure.

Every statement keeps its place; what is wrong with a node is collected in `errors`, so that one run finds all.
Spec: SHACL (www.w3.org/TR/shacl) section 1.1 for SHACL lists, instances and subclasses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lod.errors import LodError, Place
from lod.shapes.faults import BrokenList, GivenTwice, WrongParameter
from lod.terms import Term, iri, ntriples, short
from lod.turtle import Triple
from lod.vocab import OWL, RDF, RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, RDFS, SH, XSD

NAMES = {"sh": SH, "rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD}
NIL = iri(RDF_NIL)


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple of a shapes graph and the place of its object."""

    s: Term
    p: Term
    o: Term
    place: Place
    word: str = field(init=False, compare=False)  # the predicate without the namespace of SHACL; empty if of another

    def __post_init__(self) -> None:
        iri = self.p.lexical
        object.__setattr__(self, "word", iri.removeprefix(SH) if iri.startswith(SH) else "")


@dataclass(slots=True)
class Nodes:
    """The statements of a shapes graph, and what is wrong with them."""

    files: tuple[str, ...]
    statements: tuple[Statement, ...]  # each triple once, in reading order
    starts: Mapping[Term, Place] = field(default_factory=dict)  # where a subject is first named, as far as known
    prefixes: Mapping[str, str] = field(default_factory=dict)  # for messages
    errors: list[LodError] = field(default_factory=list)
    namespaces: dict[tuple[Term, ...], Mapping[str, str]] = field(default_factory=dict)  # of those that declare them
    about: dict[Term, list[Statement]] = field(init=False)
    mentions: dict[Term, list[Statement]] = field(init=False)
    _lists: dict[Term, tuple[Statement, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.about, self.mentions, self._lists = {}, {}, {}
        for statement in self.statements:
            self.about.setdefault(statement.s, []).append(statement)
            self.mentions.setdefault(statement.o, []).append(statement)

    def all(self, node: Term, *words: str) -> list[Statement]:
        """The statements of a node with these words of SHACL as predicates, in reading order."""
        return [s for s in self.about.get(node, ()) if s.word in words]

    def one(self, node: Term, word: str) -> Statement | None:
        """The one value of a word; a second one is a mistake."""
        found = self.all(node, word)
        if len(found) > 1:
            said = {"shape": self.name(node), "number": len(found), "word": f"sh:{word}"}
            self.errors.append(GivenTwice(found[1].place, **said, expected="it takes one"))
        return found[0] if found else None

    def place(self, node: Term) -> Place:
        """Where a node is first described: its own statement, else where it is mentioned, else its first property."""
        if node in self.starts:
            return self.starts[node]
        for found in (self.mentions, self.about) if node.kind == "bnode" else (self.about, self.mentions):
            if found.get(node):
                return found[node][0].place
        return Place("")

    def name(self, node: Term) -> str:
        """A term as it is named in a message."""
        if node.kind == "bnode":
            return "[ ]"
        if node.kind == "literal" and node.datatype.startswith(XSD):
            text = ntriples(node)
            return text.replace(f"<{node.datatype}>", "xsd:" + node.datatype.removeprefix(XSD))
        text = ntriples(node)
        named = short(text, {**NAMES, **self.prefixes})
        return text if named == node.lexical else named  # no prefix fits

    def wrong(self, statement: Statement, expected: str) -> None:
        """Note a value that a word of SHACL cannot have."""
        word = f"sh:{statement.word}" if statement.word else self.name(statement.p)
        self.errors.append(WrongParameter(statement.place, word=word, value=self.name(statement.o), expected=expected))

    def members(self, statement: Statement, word: str = "") -> tuple[Statement, ...]:
        """The members of the list that a statement has as its object, each with its place.

        A broken list is a mistake once and has no members."""
        head = statement.o
        if head not in self._lists:
            self._lists[head], message = self._walk(head)
            if message:
                named = word or f"sh:{statement.word}"
                self.errors.append(BrokenList(statement.place, word=named, message=message))
        return self._lists[head]

    def _walk(self, head: Term) -> tuple[tuple[Statement, ...], str]:
        found: list[Statement] = []
        seen: set[Term] = set()
        cell = head
        while cell != NIL:
            firsts = [s for s in self.about.get(cell, []) if s.p.lexical == RDF_FIRST]
            rests = [s for s in self.about.get(cell, []) if s.p.lexical == RDF_REST]
            if cell.kind == "literal" or not (firsts or rests):
                return (), f"{self.name(cell)} is no list"
            if cell in seen:
                return (), "it comes back to itself"
            if len(firsts) != 1 or len(rests) != 1:
                return (), f"a cell has {len(firsts)} rdf:first and {len(rests)} rdf:rest"
            seen.add(cell)
            found.append(firsts[0])
            cell = rests[0].o
        if any(s.p.lexical in (RDF_FIRST, RDF_REST) for s in self.about.get(NIL, [])):
            return (), "rdf:nil has members"
        return tuple(found), ""

    def classes(self, node: Term) -> set[Term]:
        """The types of a node and their superclasses, as far as this graph states them."""
        waiting = [s.o for s in self.about.get(node, []) if s.p.lexical == RDF_TYPE]
        found: set[Term] = set()
        while waiting:
            kind = waiting.pop()
            if kind not in found:
                found.add(kind)
                waiting += [s.o for s in self.about.get(kind, []) if s.p.lexical == RDFS + "subClassOf"]
        return found

    def is_a(self, node: Term, kind: str) -> bool:
        """Whether a node is a SHACL instance of a class (IRI)."""
        return iri(kind) in self.classes(node)


def index(
    documents: Sequence[tuple[str, Iterable[Triple]]],
    starts: Mapping[Term, Place] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> Nodes:
    """Make one graph of several files; blank nodes of different files stay different."""
    once: dict[tuple[Term, Term, Term], Statement] = {}
    for number, (file, triples) in enumerate(documents):
        mark = f"d{number + 1}-" if len(documents) > 1 else ""
        for t in triples:
            s, o = _known(t.s, mark), _known(t.o, mark)
            once.setdefault((s, t.p, o), Statement(s, t.p, o, Place(file, t.line, t.column)))
    files = tuple(dict.fromkeys(file for file, _ in documents))
    return Nodes(files, tuple(once.values()), starts or {}, prefixes or {})


def _known(term: Term, mark: str) -> Term:
    """A term as the data have it: tags of languages in lower case, for RDF compares them without case."""
    if mark and term.kind == "bnode":
        return Term("bnode", mark + term.lexical)
    return term._replace(lang=term.lang.lower()) if term.lang else term
