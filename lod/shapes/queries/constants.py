"""Name the terms that queries speak of, so that they can be looked up together.  ShapesGraph -> terms; pure."""

from __future__ import annotations

from collections.abc import Iterator

from lod.shapes.model import Query, ShapesGraph
from lod.shapes.reach import inside
from lod.sparql.model import Link
from lod.sparql.parse import parse
from lod.terms import Term, iri


def constants(graph: ShapesGraph) -> Iterator[Term]:
    """The terms of all queries of a shapes graph, and what their variables stand for beforehand."""
    for shape in graph.shapes.values():
        yield from (term for t in shape.targets if t.query for term in _of_query(t.query))
        for constraint in shape.constraints:
            if constraint.query:
                yield shape.id
                yield from (term for _, term in constraint.arguments)
                yield from _of_query(constraint.query)


def _of_query(query: Query) -> Iterator[Term]:
    for node in inside(parse(query.text, query.place)):
        if isinstance(node, Term):
            yield node
        elif isinstance(node, Link):
            yield iri(node.predicate)
