"""Validate with pySHACL.  triples + shapes -> Outcome.

The only door to rdflib and pySHACL.  pySHACL is a good judge of SHACL's logic and a lenient one of literals, which is
why lod.faults checks those.  Spec: SHACL (www.w3.org/TR/shacl)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyshacl
import rdflib
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from lod.errors import BadShapes, IdleShape, LodError, Place, raise_all
from lod.shapes.model import Checked, Outcome, Result
from lod.terms import Term

rdflib.NORMALIZE_LITERALS = False  # lexical forms are facts
logging.getLogger("rdflib").setLevel(logging.ERROR)  # ill-typed literals are results, not log lines
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


def graph_of(triples: Iterable[tuple[Term, Term, Term]]) -> Graph:
    """Make a graph of triples; each distinct term is made once."""
    made: dict[Term, Node] = {}

    def node(term: Term) -> Node:
        if term not in made:
            made[term] = _node(term)
        return made[term]

    graph = Graph()
    graph.addN((node(s), node(p), node(o), graph) for s, p, o in triples)
    return graph


def _node(term: Term) -> Node:
    if term.kind == "iri":
        return URIRef(term.lexical)
    if term.kind == "bnode":
        return BNode(term.lexical)
    return Literal(term.lexical, lang=term.lang) if term.lang else Literal(term.lexical, datatype=_type(term))


def _type(term: Term) -> URIRef | None:
    return None if term.datatype.endswith("#string") else URIRef(term.datatype)


def read_graph(files: Iterable[Path]) -> Graph:
    """Read RDF files by their ending (.ttl .nt .nq .trig .rdf .jsonld …) into one graph, named graphs merged.

    raises   Failed with V902 for a file that cannot be read"""
    errors: list[LodError] = []
    data = rdflib.Dataset(default_union=True)
    for file in files:
        try:
            data.parse(file)
        except (BadSyntax, SyntaxError, ValueError, rdflib.exceptions.ParserError, rdflib.plugin.PluginException) as e:
            errors.append(BadShapes(Place(str(file)), message=" ".join(str(e).split())[:200]))
    raise_all(errors)
    graph = Graph()
    for s, p, o, _ in data.quads((None, None, None, None)):
        graph.add((s, p, o))
    return graph


def validate(data: Graph, shapes: Graph) -> Outcome:
    """Run all shapes on a graph.  No inference: every concrete class is a target of its own.

    raises   Failed with V902 for shapes pySHACL refuses"""
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    except (pyshacl.errors.ShapeLoadError, pyshacl.errors.ConstraintLoadError, pyshacl.errors.ReportableRuntimeError) as e:
        raise_all([BadShapes(message=" ".join(str(e).split()))])
    if not isinstance(report, Graph):
        raise_all([BadShapes(message=text)])
    assert isinstance(report, Graph)  # for the type checker; raise_all has left otherwise
    results = [_result(report, shapes, r) for r in report.objects(None, SH.result)]
    return Outcome(tuple(sorted(results, key=lambda r: r.rank)), tuple(sorted(focus_nodes(data, shapes))))


def _result(report: Graph, shapes: Graph, node: Node) -> Result:
    def one(predicate: URIRef) -> str:
        value = report.value(node, predicate)
        return "" if value is None or isinstance(value, BNode) else value.n3()

    severity = str(report.value(node, SH.resultSeverity))
    return Result(
        severity.removeprefix(str(SH)),
        named(shapes, report.value(node, SH.sourceShape)),
        one(SH.focusNode),
        one(SH.resultPath),
        one(SH.value),
        one(SH.sourceConstraintComponent),
        tuple(sorted(m.n3() for m in report.objects(node, SH.resultMessage))),
    )


def named(shapes: Graph, shape: Node | None) -> str:
    """The IRI of a shape, or of the nearest named shape that holds it."""
    seen: set[Node] = set()
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = next(chain(shapes.subjects(None, shape)), None)
    return shape.n3() if isinstance(shape, URIRef) else ""


def focus_nodes(data: Graph, shapes: Graph) -> Iterator[Checked]:
    """Count what each shape with a target looks at.  Spec: SHACL section 2.1.3, Targets."""
    targeted = {s for t in TARGETS for s in shapes.subjects(t)}
    targeted |= {s for s in shapes.subjects(RDF.type, RDFS.Class) if (s, RDF.type, SH.NodeShape) in shapes}
    for shape in targeted:
        if (shape, SH.deactivated, Literal(True)) not in shapes and isinstance(shape, URIRef):
            yield Checked(str(shape), len(set(_focus(data, shapes, shape))))


def _focus(data: Graph, shapes: Graph, shape: Node) -> Iterator[Node]:
    yield from shapes.objects(shape, SH.targetNode)
    classes = set(shapes.objects(shape, SH.targetClass))
    if (shape, RDF.type, RDFS.Class) in shapes:
        classes.add(shape)
    for target in classes:
        for kind in data.transitive_subjects(RDFS.subClassOf, target):
            yield from data.subjects(RDF.type, kind)
    for p in shapes.objects(shape, SH.targetSubjectsOf):
        yield from data.subjects(p, None)
    for p in shapes.objects(shape, SH.targetObjectsOf):
        yield from data.objects(None, p)


def idle(outcome: Outcome, place: Place) -> list[LodError]:
    """Shapes that looked at nothing, as mistakes."""
    return [IdleShape(place, shape=f"<{c.shape}>") for c in outcome.checked if not c.focus_nodes]
