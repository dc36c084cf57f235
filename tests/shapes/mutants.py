"""Small faults in shapes.  ShapesGraph -> shapes graphs that differ in one thing; pure.

Each mutant says in other words less, more or something else than the shapes do; one that no case notices points at a
part of a rule that nothing tests.  Messages have no mutants.  Read first: lod/shapes/model.py, query_mutants.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lod.shapes.model import Alternative, Constraint, Inverse, Path, Repeat, Sequence, Shape, ShapesGraph
from lod.shapes.property_paths import path_text
from lod.shapes.values import component
from lod.sparql.parse import parse
from lod.terms import Term, short
from lod.vocab import RDF, SH, SKOS, XSD
from tests.shapes.pattern_mutants import patterns
from tests.shapes.query_mutants import queries
from tests.sparql.printing import query_text

NAMES = {
    "c": "https://w3id.org/polhist/concept/",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "ph": "https://w3id.org/polhist/def#",
    "phs": "https://w3id.org/polhist/shapes#",
    "place": "https://w3id.org/polhist/id/place/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "schema": "https://schema.org/",
    "sh": SH,
    "skos": SKOS,
    "xsd": XSD,
}
COUNTS = ("MinCount", "MaxCount", "QualifiedMinCount", "QualifiedMaxCount", "MinInclusive")
OPPOSITE = {
    "LessThan": "LessThanOrEquals",
    "LessThanOrEquals": "LessThan",
    "MinInclusive": "MinExclusive",
}


@dataclass(frozen=True)
class Mutant:
    """A shapes graph with one fault."""

    shape: str  # local name of the shape with targets that is hurt
    change: str  # what was done
    root: Term  # the shape with targets
    graph: ShapesGraph


def mutants(graph: ShapesGraph) -> Iterator[Mutant]:
    """Every mutant of every shape with targets."""
    for root in graph.targeted:
        seen: set[str] = set()
        for change, hurt in _of_tree(root, root, graph):
            number = 1
            while (name := change if number == 1 else f"{change} ({number})") in seen:
                number += 1
            seen.add(name)
            changed = replace(graph, shapes={**graph.shapes, hurt.id: hurt})
            yield Mutant(root.id.lexical.rpartition("#")[2], name, root.id, changed)


def _of_tree(root: Shape, shape: Shape, graph: ShapesGraph, reports: bool = True) -> Iterator[tuple[str, Shape]]:
    """The mutants of a shape and of those it refers to.

    reports   results of this shape are results of validation, and not only a reason to fail another one"""
    where = f"{_path(shape.path)}: " if shape.path and shape is not root else ""
    for n, target in enumerate(shape.targets if shape is root else ()):
        rest = (*shape.targets[:n], *shape.targets[n + 1 :])
        yield f"no target {target.kind} {_name(target.value)}", replace(shape, targets=rest)
    if reports and any(component(c) != "Property" for c in shape.constraints):
        other = "Warning" if shape.severity == "Info" else "Info"
        yield f"{where}severity {other}", replace(shape, severity=other)
    for change, path in _paths(shape.path):
        yield where + change, replace(shape, path=path)
    for n, constraint in enumerate(shape.constraints):
        for change, new in _of_constraint(constraint):
            kept = (new,) if new else ()
            yield (
                where + change,
                replace(shape, constraints=(*shape.constraints[:n], *kept, *shape.constraints[n + 1 :])),
            )
        for inner in constraint.shapes:
            held = reports and component(constraint) == "Property"
            yield from _of_tree(root, graph.shapes[inner], graph, held)


def _paths(path: Path | None) -> Iterator[tuple[str, Path]]:
    """Shorter paths."""
    match path:
        case Alternative(parts) | Sequence(parts):
            for n, part in enumerate(parts):
                rest = (*parts[:n], *parts[n + 1 :])
                yield f"path without {_path(part)}", rest[0] if len(rest) == 1 else type(path)(rest)
                for change, new in _paths(part):
                    yield change, type(path)((*parts[:n], new, *parts[n + 1 :]))
        case Repeat(inner):
            yield f"path once {_path(inner)}", inner
            if path.least == 0:
                yield f"path one or more {_path(inner)}", Repeat(inner, 1, path.once)
        case Inverse(inner):
            yield f"path forwards {_path(inner)}", inner


def _of_constraint(constraint: Constraint) -> Iterator[tuple[str, Constraint | None]]:
    """The constraint weaker, stronger, or (None) not at all."""
    name = component(constraint)
    said = _name(constraint.values[0]) if len(constraint.values) == 1 and name != "Pattern" else ""
    yield f"no {name} {said}".strip(), None
    if name in COUNTS:
        number = int(constraint.values[0].lexical)
        for other in (number - 1, number + 1):
            if (
                other >= (1 if name.endswith("MinCount") else 0) or name == "MinInclusive"
            ):  # at least 0 is no constraint
                value = constraint.values[0]._replace(lexical=str(other))
                yield f"{name} {other}", replace(constraint, values=(value,))
    if name in OPPOSITE:
        yield f"{OPPOSITE[name]}", replace(constraint, component=f"{SH}{OPPOSITE[name]}ConstraintComponent")
    if name in ("In", "LanguageIn"):
        for n, value in enumerate(constraint.values):
            yield f"{name} without {_name(value)}", replace(constraint, values=_without(constraint.values, n))
    if name == "Or":
        for n in range(len(constraint.shapes)):
            yield f"Or without part {n + 1}", replace(constraint, shapes=_without(constraint.shapes, n))
    if name == "Pattern":
        for change, text in patterns(constraint.values[0].lexical):
            value = constraint.values[0]._replace(lexical=text)
            yield f"pattern {change}", replace(constraint, values=(value,))
    if constraint.query:
        for change, query in queries(parse(constraint.query.text)):
            asked = replace(constraint.query, text=query_text(query))
            yield f"query {change}", replace(constraint, query=asked)


def _without(values: tuple[Term, ...], n: int) -> tuple[Term, ...]:
    return (*values[:n], *values[n + 1 :])


def _name(term: Term) -> str:
    """A term in few letters, for descriptions."""
    return term.lexical if term.kind == "literal" else short(str(term), NAMES)


def _path(path: Path) -> str:
    return re.sub(r"<[^<>]*[#/]([^<>]+)>", r"\1", path_text(path))
