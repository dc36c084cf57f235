"""Check the queries of a shapes graph.  ShapesGraph -> mistakes; pure.

Spec: SHACL section 5.2.1 and appendix A, Pre-binding of Variables in SPARQL Queries."""

from __future__ import annotations

from collections.abc import Iterator

from lod.errors import LodError
from lod.shapes.model import Constraint, Query, Shape, ShapesGraph
from lod.sparql import prebinding
from lod.sparql.parse import parse

ALWAYS = ("this", "shapesGraph", "currentShape")


def check(graph: ShapesGraph) -> list[LodError]:
    """Every mistake of every query that validation would ask."""
    found: list[LodError] = []
    for shape in graph.shapes.values():
        queries = [(t.query, frozenset[str]()) for t in shape.targets if t.query]
        queries += [(c.query, _given(c, shape)) for c in shape.constraints if c.query]
        for query, given in queries:
            found += _of_query(query, given)
    return found


def _given(constraint: Constraint, shape: Shape) -> frozenset[str]:
    """The variables that have a value beforehand."""
    own = [name for name, _ in constraint.arguments]
    asked = constraint.query is not None and constraint.query.kind == "ask"
    return frozenset([*ALWAYS, *own, *(["value"] if asked else []), *(["PATH"] if shape.path else [])])


def _of_query(query: Query, given: frozenset[str]) -> Iterator[LodError]:
    try:
        yield from prebinding.check(parse(query.text, query.place), given, query.text, query.place)
    except LodError as error:
        yield error
