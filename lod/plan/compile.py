"""Turn a mapping into a relational plan.  Mapping -> Plan; pure.

Rules are numbered in the order of the mapping, so that every quad can name the rule that made it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from lod.mapping.model import Expression, LogicalSource, Mapping, ParentMap, Reference, Rule, TermMap, TriplesMap
from lod.plan.model import Column, Emit, JoinPlan, Plan, Scan, TermPlan, Text
from lod.sources.model import stem


def relation(source: LogicalSource) -> str:
    """The relation an engine offers for a logical source: the file's stem, or a name for a query of its own."""
    if source.query:
        return "query-" + sha256(source.query.encode()).hexdigest()[:12]
    return stem(source.path)


def rules(mapping: Mapping) -> Iterator[tuple[int, TriplesMap, Rule]]:
    """Number the rules of a mapping from 1, in reading order."""
    number = 0
    for m in mapping.maps:
        for rule in m.rules:
            number += 1
            yield number, m, rule


def compile_plan(mapping: Mapping) -> Plan:
    """Translate every rule and graph into an emit over a scan of its logical source."""
    scans = {relation(m.source): Scan(relation(m.source), m.source.path) for m in mapping.maps}
    emits = [
        emit
        for number, m, rule in rules(mapping)
        for graph in (rule.graphs or (None,))
        for emit in [_emit(mapping, number, m, rule, graph)]
    ]
    return Plan(tuple(scans.values()), tuple(emits))


def _emit(mapping: Mapping, number: int, m: TriplesMap, rule: Rule, graph: TermMap | None) -> Emit:
    join = None
    if isinstance(rule.object, ParentMap):
        parent = mapping.parent(rule.object)
        pairs = tuple((j.child, j.parent) for j in rule.object.joins)
        if pairs or parent.source.key != m.source.key:  # else RML-Core means the subject of this very row
            join = JoinPlan(relation(parent.source), pairs)
        value = term(parent.subject, parent.base)
    else:
        value = term(rule.object, m.base)
    return Emit(
        number,
        relation(m.source),
        term(m.subject, m.base),
        term(rule.predicate, m.base),
        value,
        term(graph, m.base) if graph else None,
        join,
    )


def term(m: TermMap, base: str) -> TermPlan:
    """Translate one term map; `base` goes before IRIs without scheme."""
    if m.constant is not None:
        c = m.constant
        return TermPlan(c.kind, (c.lexical,), "", (c.datatype,) if c.datatype and not c.lang else (), _some(c.lang))
    assert m.expression is not None  # a term map has a constant or an expression
    return TermPlan(
        m.kind,
        tuple(p if isinstance(p, str) else Column(p.column, m.safety) for p in m.expression.parts),
        base,
        _plain(m.datatype),
        _plain(m.language),
    )


def _some(text: str) -> Text:
    return (text,) if text else ()


def _plain(expression: Expression | None) -> Text:
    if expression is None:
        return ()
    return tuple(Column(p.column) if isinstance(p, Reference) else p for p in expression.parts)
