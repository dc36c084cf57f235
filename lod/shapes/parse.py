"""Read shapes graphs.  files, or triples with places -> ShapesGraph.

Everything of SHACL Core and SHACL-SPARQL, and SPARQL-based targets.  A shapes graph that is not well-formed is refused
as a whole, every mistake with its place: a constraint that nobody can read must not look like one that holds.
Read first: model.py, nodes.py.  Spec: SHACL (www.w3.org/TR/shacl) sections 2 to 6."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path as File

from lod import turtle
from lod.errors import Failed, LodError, Place, raise_all
from lod.rdf import read as rdf
from lod.shapes.components import EXPECTED, constraint, held, is_true
from lod.shapes.faults import DeepShape, IncompleteShape, MisplacedParameter, NoShape, NotEvaluated, RecursiveShape
from lod.shapes.model import SEVERITIES, Constraint, Path, Shape, ShapesGraph, Target
from lod.shapes.nodes import Nodes, index
from lod.shapes.property_paths import path_text as path_text
from lod.shapes.property_paths import read_path
from lod.shapes.validators import (
    Component,
    of_components,
    read_components,
    read_flag,
    read_messages,
    sparql_constraint,
    sparql_target,
)
from lod.shapes.words import LIST_TAKING, NOT_EVALUATED, PARAMETERS, SHAPE_TAKING, TARGETS
from lod.terms import Term, iri
from lod.vocab import RDF_TYPE, RDFS, SH

DEEPEST = 100  # shapes inside each other, which no person writes; a statement of SQL has its limits too
SHAPE_CLASSES = frozenset((iri(SH + "NodeShape"), iri(SH + "PropertyShape")))


def read(files: Sequence[File], root: File | None = None, base: str = "") -> ShapesGraph:
    """Read the shapes graph that some files make together.

    root     the folder that messages name the files from; without one they are named as they are given
    base     absolute IRI for the relative ones of files that state none themselves; without it they are mistakes
    raises   Failed with every mistake: files that are not RDF, shapes that are not well-formed
    """
    return shapes(load(files, root, base))


def load(files: Sequence[File], root: File | None = None, base: str = "") -> Nodes:
    """Read files into one graph, not yet looked at.

    raises   Failed for files that are not RDF (M101, R401 to R412, C106, S709)"""
    documents: list[turtle.Document] = []
    errors: list[LodError] = []
    for file in files:
        try:
            documents.append(rdf.document(file, _shown(file, root), base))
        except LodError as error:
            errors.append(error)
        except Failed as failed:
            errors += failed.errors
    raise_all(errors)
    starts = {node: place for d in reversed(documents) for node, place in d.subjects.items() if node.kind == "iri"}
    prefixes = {prefix: namespace for d in documents for prefix, namespace in d.prefixes.items()}
    return index([(d.file, d.triples) for d in documents], starts, prefixes)


def _shown(file: File, root: File | None) -> str:
    return file.relative_to(root).as_posix() if root and file.is_relative_to(root) else str(file)


def parse(
    documents: Sequence[tuple[str, Sequence[turtle.Triple]]], prefixes: Mapping[str, str] | None = None
) -> ShapesGraph:
    """Read the shapes graph that the triples of some files make together; raises as `read` does."""
    return shapes(index(documents, None, prefixes))


def shapes(nodes: Nodes) -> ShapesGraph:
    """Read every shape of a graph.

    raises   Failed with every mistake"""
    components = read_components(nodes)
    found = find(nodes, components)
    read_shapes = {node: _shape(nodes, components, node, place) for node, place in found.items()}
    if not found:
        nodes.errors.append(NoShape(Place(nodes.files[0]) if nodes.files else None))
    nodes.errors += _nesting(nodes, read_shapes)
    nodes.errors += _not_evaluated(nodes)
    raise_all(nodes.errors)
    triples = tuple((s.s, s.p, s.o) for s in nodes.statements)
    return ShapesGraph(nodes.files, read_shapes, _owners(nodes, read_shapes), triples)


def find(nodes: Nodes, components: Sequence[Component]) -> dict[Term, Place]:
    """All shapes in reading order: what has the type, a target or a parameter, and what shapes refer to.

    source   SHACL section 2.1"""
    words = {*PARAMETERS, *TARGETS}
    own = {parameter for component in components for _, parameter in component.parameters}
    found: dict[Term, None] = {}
    for s in nodes.statements:
        typed = s.p.lexical == RDF_TYPE and SHAPE_CLASSES & nodes.classes(s.s)
        if s.word in words or s.p in own or typed:
            found.setdefault(s.s)
        if s.word in SHAPE_TAKING and s.o.kind != "literal":
            found.setdefault(s.o)
        elif s.word in LIST_TAKING and s.o.kind != "literal":
            for member in nodes.members(s):
                if member.o.kind != "literal":
                    found.setdefault(member.o)
    return {node: nodes.place(node) for node in found}


def _shape(nodes: Nodes, components: tuple[Component, ...], node: Term, place: Place) -> Shape:
    severity = nodes.one(node, "severity")
    if severity is not None and severity.o.kind != "iri":
        nodes.wrong(severity, "an IRI, such as sh:Warning")
    name = severity.o.lexical if severity is not None else SH + "Violation"
    return Shape(
        id=node,
        place=place,
        path=_path(nodes, node, place),
        targets=_targets(nodes, node, place),
        constraints=_constraints(nodes, components, node),
        severity=name.removeprefix(SH) if name.removeprefix(SH) in SEVERITIES else name,
        messages=read_messages(nodes, node),
        deactivated=is_true(read_flag(nodes, node, "deactivated")),
    )


def _path(nodes: Nodes, node: Term, place: Place) -> Path | None:
    statement = nodes.one(node, "path")
    kinds = nodes.classes(node) if node.kind != "literal" else set()
    if statement is None:
        referred = [s for s in nodes.mentions.get(node, []) if s.word == "property"]
        typed = iri(SH + "PropertyShape") in kinds
        if typed or referred:
            said = {"what": "the property shape " + nodes.name(node), "part": "sh:path"}
            expected = "say which property it is about, or make it a sh:NodeShape and refer to it with sh:node"
            nodes.errors.append(IncompleteShape(place if typed else referred[0].place, **said, expected=expected))
        return None
    if iri(SH + "NodeShape") in kinds:
        said = {"word": "sh:path", "shape": nodes.name(node), "what": "a sh:NodeShape"}
        expected = "make it a sh:PropertyShape, or put the path into a shape under sh:property"
        nodes.errors.append(MisplacedParameter(statement.place, **said, expected=expected))
    return read_path(nodes, statement)


def _targets(nodes: Nodes, node: Term, place: Place) -> tuple[Target, ...]:
    found: list[Target] = []
    for s in nodes.all(node, *TARGETS):
        if s.word == "target":
            if s.o.kind == "literal":
                nodes.wrong(s, "[ a sh:SPARQLTarget ; … ]")
            elif (target := sparql_target(nodes, s)) is not None:
                found.append(target)
        elif s.word == "targetNode" and s.o.kind == "bnode":
            nodes.wrong(s, "an IRI or a literal")
        elif s.word != "targetNode" and s.o.kind != "iri":
            nodes.wrong(s, EXPECTED["iri"])
        elif s.word == "targetNode":
            found.append(Target("node", s.o, s.place))
        else:
            kind = TARGETS[s.word]
            found.append(
                Target("class" if kind == "class" else "subjects" if kind == "subjects" else "objects", s.o, s.place)
            )
    kinds = nodes.classes(node)
    if iri(RDFS + "Class") in kinds and SHAPE_CLASSES & kinds:
        if node.kind == "iri":
            found.append(Target("class", node, place))
        else:
            said = {"what": "the class [ ]", "part": "an IRI"}
            nodes.errors.append(IncompleteShape(place, **said, expected="a shape that is a class is named by an IRI"))
    return tuple(found)


def _constraints(nodes: Nodes, components: tuple[Component, ...], node: Term) -> tuple[Constraint, ...]:
    found: list[Constraint | None] = []
    seen: set[str] = set()
    for s in nodes.about.get(node, []):
        if s.word == "sparql":
            found.append(sparql_constraint(nodes, s))
        elif s.word in PARAMETERS:
            found.append(constraint(nodes, s, s.word not in seen))
            seen.add(s.word)
        else:
            found += of_components(nodes, components, s)
    return tuple(c for c in found if c is not None)


def _nesting(nodes: Nodes, read_shapes: Mapping[Term, Shape]) -> list[LodError]:
    """Shapes that refer to themselves over any number of steps; each cycle once, at the shape that comes first.

    And shapes that stand too deep in each other, at the innermost shape that has too many inside."""
    errors: list[LodError] = []
    done: dict[Term, int] = {}  # with the number of shapes inside each other, itself included
    for start in read_shapes:
        trail: list[Term] = []
        waiting: list[Term | None] = [start]  # None: the shape at the end of the trail is done
        while waiting:
            node = waiting.pop()
            if node is None:
                whole = trail.pop()
                inside = (done[n] for n in _inside(nodes, read_shapes[whole]) if n in done)
                done[whole] = 1 + max(inside, default=0)
                if done[whole] == DEEPEST + 1:
                    errors.append(DeepShape(nodes.place(whole), shape=nodes.name(whole), most=DEEPEST))
            elif node in trail:
                cycle = [*trail[trail.index(node) :], node]
                said = {"shape": nodes.name(node), "cycle": " → ".join(nodes.name(n) for n in cycle)}
                errors.append(RecursiveShape(nodes.place(node), **said))
            elif node not in done:
                trail.append(node)
                waiting.append(None)
                waiting += reversed(_inside(nodes, read_shapes[node]))
    return errors


def _inside(nodes: Nodes, shape: Shape) -> list[Term]:
    """The shapes that decide whether a node conforms to a shape: those it refers to, and siblings (SHACL 4.7.3)."""
    return [*held(nodes, shape.id), *(sibling for c in shape.constraints for sibling in c.siblings)]


def _not_evaluated(nodes: Nodes) -> list[LodError]:
    """Words that ask for what is not checked here: the data would seem to conform."""
    errors: list[LodError] = []
    for s in nodes.statements:
        kind = s.o.lexical.removeprefix(SH) if s.p.lexical == RDF_TYPE and s.o.lexical.startswith(SH) else ""
        word = s.word if s.word in NOT_EVALUATED else kind
        if word in NOT_EVALUATED:
            expected = f"it is of {NOT_EVALUATED[word]}; say it in SHACL Core or in SPARQL"
            errors.append(NotEvaluated(s.place, word=f"sh:{word}", expected=expected))
    return errors


def _owners(nodes: Nodes, read_shapes: Mapping[Term, Shape]) -> dict[Term, Term]:
    """Each shape with the nearest shape above it that has a name; itself if it has one, or if none has."""
    above: dict[Term, Term] = {}
    for holder in read_shapes:
        for inner in held(nodes, holder):
            above.setdefault(inner, holder)
    owners: dict[Term, Term] = {}
    for shape in read_shapes:
        owner = shape
        while owner.kind != "iri" and owner in above:
            owner = above[owner]
        owners[shape] = owner
    return owners
