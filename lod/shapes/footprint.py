"""Which triples a shape looks at, seen from its focus nodes.  Shape -> touches; pure.

A touch says: when a triple with this predicate comes or goes, the node at this end of it is reached from the focus
nodes by this path.  Walked backwards from the changed triples, the touches of a shape give the focus nodes whose
results can have changed: no other focus node has seen any of them.

Some things cannot be said so: what a changed rdfs:subClassOf triple does, and a query of which a part shares no
variable with $this.  Then the shape runs in full.
Spec: SHACL sections 2.3.1 and 4."""

from __future__ import annotations

from collections.abc import Iterator

from lod.shapes import prebound, query_footprint
from lod.shapes.model import Constraint, Path, Query, Shape, ShapesGraph
from lod.shapes.paths import plain
from lod.shapes.touch import EVERYWHERE, Touch, of_class, of_path
from lod.shapes.values import component
from lod.sparql.parse import parse

PAIRS = ("Equals", "Disjoint", "LessThan", "LessThanOrEquals")


Footprint = frozenset[tuple[Touch, ...]]  # the touches of a tuple are several ways to the same triples


def footprint(shape: Shape, graph: ShapesGraph) -> Footprint | None:
    """All touches of a shape with targets; None if what it looks at cannot be told from its focus nodes."""
    found: set[tuple[Touch, ...]] = set()
    for target in shape.targets:
        match target.kind:
            case "class":
                found.add((of_class((), target.value),))
            case "subjects":
                found.add((Touch((), target.value.lexical, "s"),))
            case "objects":
                found.add((Touch((), target.value.lexical, "o"),))
            case "sparql":
                return None
    for ways in of_shape(shape, graph, (), reported=True):
        if not ways:
            return None
        found.add(ways)
    return frozenset(found)


def of_shape(shape: Shape, graph: ShapesGraph, prefix: tuple[Path, ...], reported: bool) -> Iterator[tuple[Touch, ...]]:
    """The touches of a shape whose focus nodes are at the end of a prefix.

    reported   its results are about these nodes, not only whether they conform"""
    if shape.deactivated:
        return
    ends = prefix
    if shape.path is not None:
        yield from ((touch,) for touch in of_path(plain(shape.path), prefix))
        ends = (*prefix, shape.path)
    for constraint in shape.constraints:
        if constraint.query:
            yield from of_query(constraint.query, shape, prefix)
        else:
            yield from ((touch,) for touch in _of_constraint(constraint, prefix, ends))
        own = reported and component(constraint) == "Property"
        if own and shape.path is not None:
            yield EVERYWHERE  # results about other nodes than the focus node could not be told apart later
        for nested in (*constraint.shapes, *constraint.siblings):
            yield from of_shape(graph.shapes[nested], graph, ends, own)


def _of_constraint(constraint: Constraint, focus: tuple[Path, ...], ends: tuple[Path, ...]) -> Iterator[Touch]:
    name = component(constraint)
    if name == "Class":
        yield of_class(ends, constraint.values[0])
    elif name == "Closed":
        yield Touch(ends, "", "s")
    elif name in PAIRS:
        yield Touch(focus, constraint.values[0].lexical, "s")


def of_query(query: Query, shape: Shape, prefix: tuple[Path, ...]) -> Iterator[tuple[Touch, ...]]:
    """The touches of a query of a shape whose focus nodes are at the end of a prefix."""
    given = {"this": prefix}
    if query.kind == "ask":
        given["value"] = (*prefix, *([shape.path] if shape.path else []))
    yield from query_footprint.touches(parse(prebound.with_path(query, shape.path), query.place), given)
