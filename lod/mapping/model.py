"""The nouns of a mapping.  Values only; whoever compiles or interprets a mapping reads these and nothing else.

Spec: RML-Core (w3id.org/rml/core/spec), RML-IO (w3id.org/rml/io/spec), RML-LV (w3id.org/rml/lv/spec)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lod.errors import Place
from lod.sources.model import LogicalSource
from lod.terms import Kind, Term

INDEX = "#"  # the key of a position in a view
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


# ---- logical views (RML-LV) ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpressionField:
    """A field of a view whose records are values."""

    name: str  # behind that of the field it is nested in, e.g. item.type
    expression: Expression  # over the records that it is declared on
    place: Place
    fields: tuple[IterableField, ...] = ()  # of records that its values are the text of

    @property
    def index(self) -> str:
        """The key of the position of a record."""
        return f"{self.name}.{INDEX}"


@dataclass(frozen=True, slots=True)
class IterableField:
    """A field of a view whose records have fields of their own."""

    name: str
    source: LogicalSource  # its iterator selects the records; the rest is that of the source it is inside of
    place: Place
    fields: tuple[ExpressionField | IterableField, ...]

    @property
    def index(self) -> str:
        """The key of the position of a record."""
        return f"{self.name}.{INDEX}"


@dataclass(frozen=True, slots=True)
class ViewJoin:
    """Fields of another view, of its rows that fit those of this one."""

    kind: Literal["left", "inner"]  # left: a row that nothing fits stays, without values
    parent: View
    on: tuple[Join, ...]
    fields: tuple[ExpressionField, ...]  # over the keys of the parent
    place: Place


@dataclass(frozen=True, slots=True)
class View:
    """A flat table of the records of a logical source, or of another view.

    source   RML-LV (w3id.org/rml/lv/spec), Logical views"""

    source: LogicalSource  # what triples maps and other views call it
    on: LogicalSource | View
    fields: tuple[ExpressionField | IterableField, ...]
    joins: tuple[ViewJoin, ...] = ()

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """What can be referred to, each with the index keys that tell its records apart."""
        found: dict[str, tuple[str, ...]] = {INDEX: (INDEX,)}
        for field in self.fields:
            found |= _keys(field, (INDEX,))
        for join in self.joins:
            for joined in join.fields:
                found |= _keys(joined, (INDEX,))
        return found

    @property
    def parents(self) -> tuple[View, ...]:
        """The views that this one reads, each once."""
        on = [self.on] if isinstance(self.on, View) else []
        return tuple(dict.fromkeys([*on, *(join.parent for join in self.joins)]))


def _keys(field: ExpressionField | IterableField, above: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    apart = (*above, field.index)
    found = {field.index: apart}
    if isinstance(field, ExpressionField):
        found[field.name] = apart
    for inner in field.fields:
        found |= _keys(inner, apart)
    return found


# ---- all of it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mapping:
    """All triples maps of a dataset, by file and place."""

    maps: tuple[TriplesMap, ...]
    views: tuple[View, ...] = ()  # that triples maps read, and those that these read; each behind what it reads

    def parent(self, of: ParentMap) -> TriplesMap:
        return next(m for m in self.maps if m.id == of.triples_map)
