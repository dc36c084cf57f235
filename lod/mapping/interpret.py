"""State the quads of a mapping row by row.  Mapping + tables -> Quad -> the rows that state it; pure.

This is the oracle the compiled mapping is compared with: slow, obvious, and without a line in common with plan/, so
that a mistake made there is not made here again.  Logical views are for interpret_views.py.

Read first: mapping/model.py.  Spec: RML-Core (w3id.org/rml/core/spec), "Generating RDF terms" and "Triples"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from itertools import product

from lod.functions.catalogue import FUNCTIONS, ordered
from lod.mapping.model import (
    Call,
    Expression,
    Iteration,
    Join,
    Mapping,
    ParentMap,
    Part,
    Reference,
    Rule,
    TermMap,
    TriplesMap,
)
from lod.sources.model import Table
from lod.terms import Term, iri, iri_safe, literal, resolve, uri_safe
from lod.vocab import RML, XSD_STRING

Valued = tuple[str, str]  # a text and its natural datatype, "" for a string
Row = tuple[str, int]  # path of the table and line; from a view: "" and the id of the row
DEFAULT_GRAPH = iri(RML + "defaultGraph")
ENCODE: dict[str, Callable[[str], str]] = {"iri": iri_safe, "uri": uri_safe, "none": str}


@dataclass(frozen=True, slots=True)
class Quad:
    """One triple in one graph."""

    s: Term
    p: Term
    o: Term
    g: Term | None  # None: the default graph


@dataclass(frozen=True, slots=True)
class Record:
    """One iteration of a logical source."""

    cells: Map[str, Sequence[Valued]]  # by reference; nothing: no value
    rows: frozenset[Row]  # what it rests on
    number: int = 0  # among the records of its source, from 0
    inside: Map[tuple[str, str], Sequence[Record]] = field(default_factory=dict)  # by text (or "") and iterator


def interpret(mapping: Mapping, tables: Map[str, Table | Sequence[Record]]) -> dict[Quad, frozenset[Row]]:
    """State every quad of a mapping, and for each the rows it comes from.

    tables   by LogicalSource.key, as records or as a table; the result of a view is a Table with the column _row (one
             id) or _rows (several ids, with anything but digits between them)
    raises   KeyError where a table or column is missing; whether an IRI is valid is not checked here
    """
    records = {key: tuple(read(given) if isinstance(given, Table) else given) for key, given in tables.items()}
    stated: dict[Quad, set[Row]] = defaultdict(set)
    for triples_map in mapping.maps:
        for record in records[triples_map.source.key]:
            for subject in terms(triples_map.subject, record, triples_map.base):
                for rule in triples_map.rules:
                    for quad, rows in state(rule, subject, record, Scope(mapping, triples_map, records)):
                        stated[quad] |= rows
    return {quad: frozenset(rows) for quad, rows in stated.items()}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule may look at beyond its own row."""

    mapping: Mapping
    triples_map: TriplesMap
    records: Map[str, tuple[Record, ...]]


def read(table: Table) -> Iterator[Record]:
    """Turn a table, or the result of a view, into records."""
    for number, (line, cells) in enumerate(table.records()):
        ids = [cells[column] for column in ("_row", "_rows") if column in cells]
        found = {("", int(number)) for number in re.findall(r"\d+", " ".join(ids))}
        texts = {column: [(cell, "")] if cell else [] for column, cell in cells.items()}
        yield Record(texts, frozenset(found if ids else {(table.path, line)}), number)


def state(rule: Rule, subject: Term, record: Record, scope: Scope) -> Iterator[tuple[Quad, frozenset[Row]]]:
    """Quads of one rule and one row: every object in every graph; none where any part has no value."""
    base = scope.triples_map.base
    graphs = [g for graph in rule.graphs for g in terms(graph, record, base)] if rule.graphs else [DEFAULT_GRAPH]
    for predicate in terms(rule.predicate, record, base):
        for value, rows in objects(rule.object, record, scope):
            for graph in graphs:
                yield Quad(subject, predicate, value, None if graph == DEFAULT_GRAPH else graph), rows


def objects(of: TermMap | ParentMap, record: Record, scope: Scope) -> Iterator[tuple[Term, frozenset[Row]]]:
    """Objects of one rule and one row, each with the rows it rests on."""
    if isinstance(of, TermMap):
        for value in terms(of, record, scope.triples_map.base):
            yield value, record.rows
        return
    parent = scope.mapping.parent(of)
    here = not of.joins and parent.source.key == scope.triples_map.source.key
    for other in [record] if here else scope.records[parent.source.key]:
        if all(meet(j, record, other) for j in of.joins):
            for value in terms(parent.subject, other, parent.base):
                yield value, record.rows | other.rows


def meet(join: Join, record: Record, other: Record) -> bool:
    """Whether some value of the child equals some value of the parent."""
    children = {text for text, _ in values(join.child, record)}
    return any(text in children for text, _ in values(join.parent, other))


def terms(term_map: TermMap, record: Record, base: str) -> Iterator[Term]:
    """Make the terms of one row; none where a reference has no value.

    base     put in front of an IRI that has no scheme; percent-encoding is for templates, never for references
    """
    if term_map.constant is not None:
        yield term_map.constant
        return
    for value, natural in values(term_map.expression, record, ENCODE[term_map.safety]):
        if term_map.kind == "iri":
            yield iri(resolve(base, value))
        elif term_map.kind == "bnode":
            parts = term_map.expression.parts if term_map.expression else ()
            numbered = any(isinstance(part, Iteration) for part in parts)
            yield Term("bnode", "r" + label(value)[1:] if numbered else label(value))
        elif term_map.language is not None:
            yield from (literal(value, lang=language) for language, _ in values(term_map.language, record))
        elif term_map.datatype is not None:
            yield from (literal(value, resolve(base, datatype)) for datatype, _ in values(term_map.datatype, record))
        else:
            yield literal(value, natural or XSD_STRING)


def label(value: str) -> str:
    """The label of a blank node: another one for each value."""
    return "n" + "".join(c if c.isascii() and c.isalnum() else "".join(f"_{b:02X}" for b in c.encode()) for c in value)


def values(expression: Expression | None, record: Record, encode: Callable[[str], str] = str) -> Iterator[Valued]:
    """Put the values of a row into an expression, in every combination; of one reference alone with its datatype.

    source   RML-Core, Template-Valued Term Maps, n-ary Cartesian product"""
    if expression is None:
        return
    names = tuple(dict.fromkeys(expression.references))
    cells: list[Sequence[Valued | None]] = [record.cells[name] or [None] for name in names]
    for chosen in product(*cells):
        given = dict(zip(names, chosen, strict=True))
        texts = [text_of(part, given, record) for part in expression.parts]
        if None not in texts:
            parts = zip(expression.parts, texts, strict=True)
            whole = "".join(str(t) if isinstance(part, str) else encode(str(t)) for part, t in parts)
            yield whole, natural(expression.parts, given)


Given = Map[str, Valued | None]  # by reference


def natural(parts: Sequence[Part], given: Given) -> str:
    """The datatype of a value that is one reference or function and nothing else."""
    only = parts[0] if len(parts) == 1 else ""
    if isinstance(only, Call):
        return FUNCTIONS[only.function].datatype
    value = given[only.column] if isinstance(only, Reference) else None
    return value[1] if value else ""


def text_of(part: Part, given: Given, record: Record) -> str | None:
    """One part of an expression, its references having these values."""
    if isinstance(part, str):
        return part
    if isinstance(part, Reference):
        value = given[part.column]
        return value[0] if value else None
    if isinstance(part, Iteration):
        return str(record.number)
    arguments: dict[str, str | None] = {}
    for parameter, expression in part.arguments:
        texts = [text_of(inner, given, record) for inner in expression.parts]
        arguments[parameter] = None if None in texts else "".join(map(str, texts))
    return FUNCTIONS[part.function].python(*ordered(FUNCTIONS[part.function], arguments, None))
