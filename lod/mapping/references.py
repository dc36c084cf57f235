"""Gather what mappings ask of each source.  Mapping -> references by logical source, each with a place; pure."""

from __future__ import annotations

from collections.abc import Iterator

from lod.errors import BadTermMap, LodError, Place, UnknownColumn
from lod.mapping.model import INDEX, Expression, ExpressionField, IterableField, Mapping, ParentMap, TriplesMap, View
from lod.sources.model import LogicalSource

Asked = dict[str, tuple[LogicalSource, dict[str, Place]]]
NESTED = ("json", "xml")  # whose records hold others: a view reads such a source itself


def references(mapping: Mapping) -> Asked:
    """Every logical source by its key, with its references in reading order and the place of the first mention.

    Views are among them, with the keys that are asked of them; so are the tables that views read, but no documents."""
    found: Asked = {}
    for m in mapping.maps:
        found.setdefault(m.source.key, (m.source, {}))
    for m in mapping.maps:
        for source, expression in expressions(mapping, m):
            _ask(found, source, expression)
    for view in reversed(mapping.views):  # so that all is known that is asked of a view
        wanted = found.setdefault(view.source.key, (view.source, {}))[1]
        on = view.on.source if isinstance(view.on, View) else view.on
        if on.formulation not in NESTED:
            found.setdefault(on.key, (on, {}))
            for field in view.fields:
                if isinstance(field, ExpressionField):
                    _ask(found, on, field.expression)
        for join in view.joins:
            for condition in join.on:
                _ask(found, view.source, condition.child)
                _ask(found, join.parent.source, condition.parent)
            for field in join.fields:
                _ask(found, join.parent.source, field.expression)
                if field.index in wanted:
                    for key in apart(join.parent, field.expression):
                        found[join.parent.source.key][1].setdefault(key, field.place)
    return found


def apart(view: View, expression: Expression) -> tuple[str, ...]:
    """The index keys that tell apart what an expression is made of."""
    return tuple(dict.fromkeys(key for reference in expression.references for key in view.keys[reference]))


def _ask(found: Asked, source: LogicalSource, expression: Expression) -> None:
    for reference in expression.references:
        found.setdefault(source.key, (source, {}))[1].setdefault(reference, expression.place)


def expressions(mapping: Mapping, m: TriplesMap) -> Iterator[tuple[LogicalSource, Expression]]:
    """What a triples map is made of, each with the source that it refers to."""
    for term_map in m.term_maps:
        for expression in (term_map.expression, term_map.datatype, term_map.language):
            if expression is not None:
                yield m.source, expression
    for rule in m.rules:
        if isinstance(rule.object, ParentMap):
            for join in rule.object.joins:
                yield m.source, join.child
                yield mapping.parent(rule.object).source, join.parent


def unknown_keys(view: View, expression: Expression) -> Iterator[LodError]:
    """What an expression refers to that is no key of a view, or none that has a value.

    source   RML-LV section 3.2, Logical view expressions"""
    records = {field.name for field in _iterables(view.fields)} | {"<it>"}
    for key in expression.references:
        if key in records:
            better = (
                "name a field of the view" if key == "<it>" else f"name a field of it, or its position {key}.{INDEX}"
            )
            yield BadTermMap(expression.place, message=f'"{key}" is a record, no value', expected=better)
        elif key not in view.keys:
            columns = ", ".join(view.keys)
            yield UnknownColumn(expression.place, column=key, source=f"the {view.source.path}", columns=columns)


def _iterables(fields: tuple[ExpressionField | IterableField, ...]) -> Iterator[IterableField]:
    for field in fields:
        if isinstance(field, IterableField):
            yield field
        yield from _iterables(field.fields)
