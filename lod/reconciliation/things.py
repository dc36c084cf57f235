"""Find out which entities there are, and what they are called.  graph, configuration -> Things; pure.

The classes that `[tool.lod.linked]` names are looked up, with their subclasses.  A dataset that has none of them is
looked up whole: every thing of its own that has a name and is no statement, term or shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lod.links.entities import COMPARED, LINKED, Meaning, Path, read_path
from lod.reconciliation.graph import SUBJECT, Graph
from lod.terms import iri
from lod.vocab import OWL, RDF, RDF_TYPE, RDFS, SH, SKOS

SUBCLASS = RDFS + "subClassOf"
OF_TERMS = (OWL, RDFS, RDF, SH)  # namespaces of classes that say what a term of a vocabulary is
PEOPLE = frozenset(LINKED["person"])
DEFAULT_NAMES: tuple[Path, ...] = tuple(read_path(path, {}) for path in (*COMPARED["label"], SKOS + "altLabel"))


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity, as far as it is kept."""

    iri: str
    kind: str  # one of links.entities.KINDS, or empty
    names: tuple[str, ...]  # labels and aliases
    short: tuple[str, ...]  # abbreviations
    types: tuple[str, ...]  # IRIs of its classes, then of what narrows them: party, trade union


@dataclass(frozen=True, slots=True)
class Things:
    """The entities of a release, in the order of their IRIs."""

    rows: tuple[Thing, ...]
    places: Mapping[str, int]  # IRI -> row

    @classmethod
    def of(cls, rows: tuple[Thing, ...]) -> Things:
        return cls(rows, {thing.iri: row for row, thing in enumerate(rows)})


def read(graph: Graph, said: Meaning, base: str) -> Things:
    """The entities of a release."""
    paths = (*said.facts.get("label", ()), *said.facts.get("alias", ())) or DEFAULT_NAMES
    names = _named(graph, paths, "literal")
    short = _named(graph, said.facts.get("abbreviation", ()), "literal")
    kinds: dict[str, str] = {}
    for cls, kind in said.kinds.items():
        for known in classes_below(graph, cls):
            for subject in graph.triples.subjects(RDF_TYPE, iri(known)):
                kinds[subject] = min(kind, kinds.get(subject, kind))
    if not kinds:
        kinds = dict(_own(graph, base, names))
    sorts = _named(graph, said.facts.get("sort", ()), "iri")
    classes: dict[str, set[str]] = defaultdict(set)
    for subject, value in graph.triples.having(RDF_TYPE):
        if subject in kinds and not value.lexical.startswith(OF_TERMS):
            classes[subject].add(value.lexical)
    kept: dict[tuple[str, ...], tuple[str, ...]] = {}  # many have the same
    rows = []
    for subject in sorted(kinds):
        types = (*sorted(classes[subject]), *sorted(sorts.get(subject, ())))
        called, shortly = (tuple(sorted(found.get(subject, ()))) for found in (names, short))
        rows.append(Thing(subject, kinds[subject], called, shortly, kept.setdefault(types, types)))
    return Things.of(tuple(rows))


def classes_below(graph: Graph, cls: str) -> list[str]:
    """A class and its subclasses."""
    return _closure(cls, lambda one: graph.triples.subjects(SUBCLASS, iri(one)))


def classes_above(graph: Graph, cls: str) -> list[str]:
    """A class and its superclasses."""
    return _closure(cls, lambda one: [t.lexical for t in graph.triples.objects(one, SUBCLASS) if t.kind == "iri"])


def _closure(first: str, more: Callable[[str], list[str]]) -> list[str]:
    found, left = [first], [first]
    while left:
        for other in more(left.pop()):
            if other not in found:
                found.append(other)
                left.append(other)
    return found


def _named(graph: Graph, paths: Sequence[Path], kind: str) -> dict[str, set[str]]:
    """Everything at the beginning of some paths, with what is at their ends.

    kind   literal or iri: what counts"""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        if len(path) == 1 and not path[0].back:
            ends = graph.all(path[0].predicate)
        else:
            subjects = dict.fromkeys(subject for subject, _ in graph.triples.having(RDF_TYPE))
            ends = ((subject, value) for subject in subjects for value in graph.follow(subject, path))
        for subject, value in ends:
            if value.kind == kind:
                found[subject].add(value.lexical)
    return found


def _own(graph: Graph, base: str, names: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """The things of a dataset that says nothing of its classes."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for subject, value in graph.triples.having(RDF_TYPE):
        if subject.startswith(base) and names.get(subject):
            kinds[subject].add(value.lexical)
    statements = {subject for subject, _ in graph.triples.having(SUBJECT)}
    for subject, classes in kinds.items():
        if subject not in statements and not any(cls.startswith(OF_TERMS) for cls in classes):
            yield subject, "person" if classes & PEOPLE else ""
