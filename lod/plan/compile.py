"""Turn a mapping into a relational plan.  Mapping -> Plan; pure.

Rules are numbered in the order of the mapping, so that every quad can name the rule that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from lod.mapping.model import (
    Expression,
    Iteration,
    Mapping,
    ParentMap,
    Part,
    Reference,
    Rule,
    Safety,
    TermMap,
    TriplesMap,
)
from lod.plan.model import Apply, Column, Emit, JoinPlan, Piece, Plan, RowNumber, Scan, TermPlan, Text
from lod.sources.model import LogicalSource, stem


def relation(source: LogicalSource) -> str:
    """The relation an engine offers for a logical source: the file's stem, or a name for what no view can speak of."""
    if source.is_table or (source.formulation == "sql" and not source.query):
        return stem(source.path)
    kind = "query" if source.query else source.formulation
    return f"{kind}-" + sha256(source.key.encode()).hexdigest()[:12]


def rules(mapping: Mapping) -> Iterator[tuple[int, TriplesMap, Rule]]:
    """Number the rules of a mapping from 1, in reading order."""
    number = 0
    for m in mapping.maps:
        for rule in m.rules:
            number += 1
            yield number, m, rule


def compile_plan(mapping: Mapping, called: Callable[[LogicalSource], str] = relation) -> Plan:
    """Translate every rule and graph into an emit over a scan of its logical source.

    called   names the relation of a logical source"""
    names = {m.source.key: called(m.source) for m in mapping.maps}
    scans = {names[m.source.key]: Scan(names[m.source.key], m.source.path) for m in mapping.maps}
    emits = [_emit(mapping, where, graph, names) for where in rules(mapping) for graph in (where[2].graphs or (None,))]
    return Plan(tuple(scans.values()), tuple(emits))


def _emit(mapping: Mapping, where: tuple[int, TriplesMap, Rule], graph: TermMap | None, names: dict[str, str]) -> Emit:
    number, m, rule = where
    join = None
    if isinstance(rule.object, ParentMap):
        parent = mapping.parent(rule.object)
        pairs = tuple((_text(j.child), _text(j.parent)) for j in rule.object.joins)
        if pairs or parent.source.key != m.source.key:  # else RML-Core means the subject of this very row
            join = JoinPlan(names[parent.source.key], pairs)
        value = term(parent.subject, parent.base)
    else:
        value = term(rule.object, m.base)
    return Emit(
        number,
        names[m.source.key],
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
    texts = (_text(m.datatype), _text(m.language))
    return TermPlan(m.kind, _text(m.expression, m.safety), base, *texts, checked=not m.unchecked)


def _some(text: str) -> Text:
    return (text,) if text else ()


def _text(expression: Expression | None, safety: Safety = "none") -> Text:
    return tuple(_piece(part, safety) for part in expression.parts) if expression else ()


def _piece(part: Part, safety: Safety) -> Piece:
    if isinstance(part, str):
        return part
    if isinstance(part, Reference):
        return Column(part.column, safety)
    if isinstance(part, Iteration):
        return RowNumber()
    return Apply(part.function, tuple((name, _text(value)) for name, value in part.arguments), safety)
