"""The nouns of a mapping.  Values only; whoever compiles or interprets a mapping reads these and nothing else.

Spec: RML-Core (w3id.org/rml/core/spec), RML-IO (w3id.org/rml/io/spec)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lod.errors import Place
from lod.sources.model import LogicalSource
from lod.terms import Kind, Term

Safety = Literal["iri", "uri", "none"]  # what a template does to the values it inserts


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value is inserted; of a document what its reference formulation selects, such as $.name."""

    column: str


@dataclass(frozen=True, slots=True)
class Iteration:
    """The number of the record: what tells a blank node without an expression from those of other records."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function whose result is inserted.

    source   RML-FNML, Function Execution"""

    function: str  # IRI
    arguments: tuple[tuple[str, Expression], ...]  # IRI of the parameter and its value

    def __str__(self) -> str:
        return f"{_local(self.function)}({', '.join(f'{_local(name)}={value}' for name, value in self.arguments)})"


Part = str | Reference | Iteration | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """How one text is made from a row: parts in order; a constant is one text, a reference one Reference."""

    parts: tuple[Part, ...]
    place: Place

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(r for part in self.parts for r in _references(part))

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else f"{{{_shown(part)}}}" for part in self.parts)


def _references(part: Part) -> Iterator[str]:
    if isinstance(part, Reference):
        yield part.column
    elif isinstance(part, Call):
        for _, value in part.arguments:
            yield from value.references


def _shown(part: Reference | Iteration | Call) -> str:
    if isinstance(part, Iteration):
        return "#"
    return part.column if isinstance(part, Reference) else str(part)


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


@dataclass(frozen=True, slots=True)
class TermMap:
    """How one term is made from a row.  A constant term has `constant` and no expression."""

    place: Place
    constant: Term | None = None
    expression: Expression | None = None
    kind: Kind = "iri"
    safety: Safety = "iri"
    datatype: Expression | None = None  # literals only
    language: Expression | None = None  # literals only
    unchecked: bool = False  # rml:UnsafeIRI: what the rows give stands as it is, an IRI or not

    @property
    def references(self) -> tuple[str, ...]:
        used = [e for e in (self.expression, self.datatype, self.language) if e is not None]
        return tuple(dict.fromkeys(column for e in used for column in e.references))


@dataclass(frozen=True, slots=True)
class Join:
    """One condition: the child row's value equals the parent row's."""

    child: Expression
    parent: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class ParentMap:
    """A referencing object map: the subjects another triples map makes from the joined rows."""

    triples_map: str  # id of the parent
    joins: tuple[Join, ...]  # none: both read the same row
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """One predicate, one object: the smallest thing that states triples."""

    predicate: TermMap
    object: TermMap | ParentMap
    graphs: tuple[TermMap, ...]  # of subject and predicate-object map together; none: the default graph
    place: Place


@dataclass(frozen=True, slots=True)
class TriplesMap:
    """One kind of thing: its source, its subject and what is said of it."""

    id: str  # IRI or blank node label
    source: LogicalSource
    subject: TermMap
    rules: tuple[Rule, ...]  # classes are rules too: rdf:type and a constant
    base: str  # for IRIs without scheme
    place: Place

    @property
    def term_maps(self) -> Iterator[TermMap]:
        yield self.subject
        for rule in self.rules:
            yield rule.predicate
            if isinstance(rule.object, TermMap):
                yield rule.object
            yield from rule.graphs


@dataclass(frozen=True, slots=True)
class Mapping:
    """All triples maps of a dataset, by file and place."""

    maps: tuple[TriplesMap, ...]

    def parent(self, of: ParentMap) -> TriplesMap:
        return next(m for m in self.maps if m.id == of.triples_map)
