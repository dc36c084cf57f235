"""Gather what mappings ask of each source.  Mapping -> references by logical source, each with a place; pure."""

from __future__ import annotations

from collections.abc import Iterator

from lod.errors import Place
from lod.mapping.model import Expression, Mapping, ParentMap, TriplesMap
from lod.sources.model import LogicalSource


def references(mapping: Mapping) -> dict[str, tuple[LogicalSource, dict[str, Place]]]:
    """Every logical source by its key, with its references in reading order and the place of the first mention."""
    found: dict[str, tuple[LogicalSource, dict[str, Place]]] = {}
    for m in mapping.maps:
        found.setdefault(m.source.key, (m.source, {}))
    for m in mapping.maps:
        for source, expression in _expressions(mapping, m):
            for reference in expression.references:
                found[source.key][1].setdefault(reference, expression.place)
    return found


def _expressions(mapping: Mapping, m: TriplesMap) -> Iterator[tuple[LogicalSource, Expression]]:
    for term_map in m.term_maps:
        for expression in (term_map.expression, term_map.datatype, term_map.language):
            if expression is not None:
                yield m.source, expression
    for rule in m.rules:
        if isinstance(rule.object, ParentMap):
            for join in rule.object.joins:
                yield m.source, join.child
                yield mapping.parent(rule.object).source, join.parent
