"""Check the queries of a shapes graph.  ShapesGraph -> mistakes; pure.

Spec: SHACL section 5.2.1 and appendix A, Pre-binding of Variables in SPARQL Queries."""

from __future__ import annotations

from collections.abc import Iterator

from lod.errors import LodError
from lod.shapes.model import Constraint, Query, Shape, ShapesGraph
from lod.shapes.reach import inside
from lod.sparql import prebinding
from lod.sparql.faults import NotForShapes
from lod.sparql.model import Bind, Group, Select, Variable
from lod.sparql.parse import parse
from lod.sparql.scope import selected, visible

ALWAYS = ("this", "shapesGraph", "currentShape")


def check(graph: ShapesGraph) -> list[LodError]:
    """Every mistake of every query that validation would ask."""
    found: list[LodError] = []
    for shape in graph.shapes.values():
        queries = [(t.query, frozenset[str]()) for t in shape.targets if t.query]
        queries += [(c.query, _given(c, shape)) for c in shape.constraints if c.query]
        for query, given in queries:
            found += _of_query(query, given, shape)
    return found


def _given(constraint: Constraint, shape: Shape) -> frozenset[str]:
    """The variables that have a value beforehand."""
    own = [name for name, _ in constraint.arguments]
    asked = constraint.query is not None and constraint.query.kind == "ask"
    return frozenset([*ALWAYS, *own, *(["value"] if asked else []), *(["PATH"] if shape.path else [])])


def _of_query(query: Query, given: frozenset[str], shape: Shape) -> Iterator[LodError]:
    try:
        select = parse(query.text, query.place)
    except LodError as error:
        yield error
        return
    yield from prebinding.check(select, given, query.text, query.place)
    for what, right in _misplaced(select, query, shape):
        yield NotForShapes(query.place, what=what, right=right)


def _misplaced(select: Select, query: Query, shape: Shape) -> Iterator[tuple[str, str]]:
    """What makes a query useless to a shape, and what would be right."""
    if select.sources:
        yield "the query says FROM", "the data are what is validated: leave it out"
    if select.kind != query.kind:
        yield f"sh:{query.kind} holds an {select.kind.upper()} query", f"begin it with {query.kind.upper()}"
    if select.kind == "select" and select.columns and "this" not in selected(select):
        yield "the query does not select $this", "name it behind SELECT: the results are about it"
    for name in _assigned_again(select):
        yield f"BIND gives ?{name} a value where it may have one already", "choose another name (SPARQL 1.1, 18.2.4.4)"
    if shape.path is None and "PATH" in query.text and Variable("PATH") in inside(select):
        yield "the query uses $PATH, but the shape has no path", "give the shape a sh:path, or name the predicate"


def _assigned_again(select: Select) -> Iterator[str]:
    """The variables that BIND assigns although something before it in the same group may bind them."""
    for group in inside(select):
        before: frozenset[str] = frozenset()
        for element in group.elements if isinstance(group, Group) else ():
            if isinstance(element, Bind) and element.variable.name in before:
                yield element.variable.name
            before |= visible(element)
