"""State the quads of a mapping row by row.  Mapping + tables -> Quad -> the rows that state it; pure.

This is the oracle the compiled mapping is compared with: slow, obvious, and without a line in common with plan/, so
that a mistake made there is not made here again.

Read first: mapping/model.py.  Spec: RML-Core (w3id.org/rml/core/spec), "Generating RDF terms" and "Triples"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass

from lod.mapping.model import Expression, Mapping, ParentMap, Rule, TermMap, TriplesMap
from lod.sources.model import Table
from lod.terms import Term, iri, iri_safe, literal, resolve, uri_safe
from lod.vocab import RML

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

    cells: Map[str, str]  # by column; "" is no value
    rows: frozenset[Row]  # what it rests on


def interpret(mapping: Mapping, tables: Map[str, Table]) -> dict[Quad, frozenset[Row]]:
    """State every quad of a mapping, and for each the rows it comes from.

    tables   by LogicalSource.key; the result of a view is a Table with the column _row (one id) or _rows (several
             ids, with anything but digits between them)
    raises   KeyError where a table or column is missing; whether an IRI is valid is not checked here
    """
    records = {key: tuple(read(table)) for key, table in tables.items()}
    stated: dict[Quad, set[Row]] = defaultdict(set)
    for triples_map in mapping.maps:
        for record in records[triples_map.source.key]:
            subject = term(triples_map.subject, record, triples_map.base)
            if subject is None:
                continue
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
    for line, cells in table.records():
        ids = [cells[column] for column in ("_row", "_rows") if column in cells]
        found = {("", int(number)) for number in re.findall(r"\d+", " ".join(ids))}
        yield Record(cells, frozenset(found if ids else {(table.path, line)}))


def state(rule: Rule, subject: Term, record: Record, scope: Scope) -> Iterator[tuple[Quad, frozenset[Row]]]:
    """Quads of one rule and one row: every object in every graph; none where any part has no value."""
    base = scope.triples_map.base
    predicate = term(rule.predicate, record, base)
    graphs = [g for graph in rule.graphs if (g := term(graph, record, base))] if rule.graphs else [DEFAULT_GRAPH]
    for obj, rows in objects(rule.object, record, scope):
        if predicate is not None and obj is not None:
            for graph in graphs:
                yield Quad(subject, predicate, obj, None if graph == DEFAULT_GRAPH else graph), rows


def objects(of: TermMap | ParentMap, record: Record, scope: Scope) -> Iterator[tuple[Term | None, frozenset[Row]]]:
    """Objects of one rule and one row, each with the rows it rests on."""
    if isinstance(of, TermMap):
        yield term(of, record, scope.triples_map.base), record.rows
        return
    parent = scope.mapping.parent(of)
    if not of.joins and parent.source.key == scope.triples_map.source.key:
        yield term(parent.subject, record, parent.base), record.rows
        return
    for other in scope.records[parent.source.key]:
        if all(record.cells[j.child] and record.cells[j.child] == other.cells[j.parent] for j in of.joins):
            yield term(parent.subject, other, parent.base), record.rows | other.rows


def term(term_map: TermMap, record: Record, base: str) -> Term | None:
    """Make one term; None where a column it needs is empty.

    base     put in front of an IRI that has no scheme; percent-encoding is for templates, never for references
    """
    if term_map.constant is not None:
        return term_map.constant
    value = fill(term_map.expression, record, ENCODE[term_map.safety])
    if value is None:
        return None
    if term_map.kind != "literal":
        return iri(resolve(base, value)) if term_map.kind == "iri" else Term(term_map.kind, value)
    if term_map.language is not None:
        language = fill(term_map.language, record)
        return None if language is None else literal(value, lang=language)
    if term_map.datatype is not None:
        datatype = fill(term_map.datatype, record)
        return None if datatype is None else literal(value, resolve(base, datatype))
    return literal(value)


def fill(expression: Expression | None, record: Record, encode: Callable[[str], str] = str) -> str | None:
    """Put the cells of a row into an expression; None where one of them is empty."""
    if expression is None or not all(record.cells[column] for column in expression.references):
        return None
    return "".join(part if isinstance(part, str) else encode(record.cells[part.column]) for part in expression.parts)
