"""What a constraint without a path looks at, next to its focus node.  ShapesGraph -> paths; pure.

A result of a query, or of shapes joined by sh:or and the like, names no path, though the constraint reads certain
properties of the focus node: that is where a person has to look.  Read first: footprint.py."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lod.shapes.footprint import of_query, of_shape
from lod.shapes.model import Constraint, Result, Shape, ShapesGraph
from lod.shapes.touch import Touch
from lod.terms import ntriples
from lod.vocab import RDF_TYPE

Key = tuple[str, str, str]  # source shape, component, SPARQL constraint: as results name them


def entry(result: Result) -> Key:
    """What the entry for a result is called."""
    return result.source, result.component, result.constraint


def looks(graph: ShapesGraph) -> dict[Key, str]:
    """For constraints of node shapes the predicates that they read of a focus node, as a path: <a>|^<b>."""
    found: dict[Key, dict[str, None]] = {}
    for shape in graph.shapes.values():
        for constraint in shape.constraints if shape.path is None else ():
            source = ntriples(constraint.query.source) if constraint.query else ""
            steps = found.setdefault((ntriples(shape.id), f"<{constraint.component}>", source), {})
            for touch in _touches(constraint, shape, graph):
                if not touch.prefix and touch.predicate not in ("", RDF_TYPE):
                    steps[f"{'^' if touch.near == 'o' else ''}<{touch.predicate}>"] = None
    return {name: "|".join(steps) for name, steps in found.items() if steps}


def _touches(constraint: Constraint, shape: Shape, graph: ShapesGraph) -> Iterator[Touch]:
    if constraint.query:
        yield from chain.from_iterable(of_query(constraint.query, shape, ()))
    for nested in constraint.shapes:
        yield from chain.from_iterable(of_shape(graph.shapes[nested], graph, (), reported=False))
