"""Validate with pySHACL.  triples + shapes -> Outcome.

The only door to pySHACL: an engine of its own for small graphs, and the judge that compiled shapes are compared with.
pySHACL is a good judge of SHACL's logic and a lenient one of literals; where it is known to be wrong is written down
in oracle_faults.toml.  Read first: graphs.py.  Spec: SHACL (www.w3.org/TR/shacl)."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from itertools import chain

import pyshacl
from pyshacl.graph_abstraction import DataGraph
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from lod.errors import BadShapes, IdleShape, LodError, Place, raise_all
from lod.shapes.graphs import EVALUATION, PreparingGraph, keep_forms, term_of
from lod.shapes.graphs import graph_of as graph_of
from lod.shapes.graphs import read_graph as read_graph
from lod.shapes.model import Alternative, Checked, Inverse, Outcome, Path, Repeat, Result, Sequence, Step
from lod.shapes.property_paths import path_text
from lod.terms import ntriples

logging.getLogger("pyshacl-validate").disabled = True  # what it has to say is in the report or in the error
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
REPEATS = ((SH.zeroOrMorePath, 0, False), (SH.oneOrMorePath, 1, False), (SH.zeroOrOnePath, 0, True))
REFUSALS = (
    pyshacl.errors.ShapeLoadError,
    pyshacl.errors.ConstraintLoadError,
    pyshacl.errors.ReportableRuntimeError,
)


class OracleFails(LodError):
    """pySHACL broke off: neither the shapes nor the data need be wrong."""

    code, template = "V903", "pySHACL cannot evaluate these shapes on these data: {message}"
    hint = "use the engine sql, which does not depend on it"


def validate(data: PreparingGraph, shapes: Graph) -> Outcome:
    """Run all shapes on a graph.  No inference: every concrete class is a target of its own.

    raises   Failed with V902 for shapes pySHACL refuses, V903 where it breaks off"""
    report = _run(data, shapes)
    templates = _templates(shapes)
    results = [_result(report, shapes, r, templates) for r in report.objects(None, SH.result)]
    return Outcome(tuple(sorted(results, key=lambda r: r.rank)), tuple(sorted(focus_nodes(data, shapes))))


def _run(data: PreparingGraph, shapes: Graph) -> Graph:
    keep_forms()
    options = {"inference": "none", "inplace": True, "advanced": True, "logger": logging.getLogger("pyshacl-validate")}
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            # not pyshacl.validate, which makes rdflib rewrite literals before it starts
            validator = pyshacl.Validator(DataGraph.from_rdflib(data), shacl_graph=shapes, options=options)
            _, report, text = validator.run()  # type: ignore[no-untyped-call]
        except REFUSALS as e:
            raise_all([BadShapes(message=" ".join(str(e).split()))])
        except (*EVALUATION, re.error) as e:
            raise_all([OracleFails(message=" ".join(str(e).split())[:200] or type(e).__name__)])
    if not isinstance(report, Graph):
        raise_all([BadShapes(message=text)])
    assert isinstance(report, Graph)  # for the type checker; raise_all has left otherwise
    return report


def _templates(shapes: Graph) -> list[tuple[re.Pattern[str], str]]:
    """The messages of the shapes as patterns, each with its language."""
    found = sorted((str(m), m.language or "") for m in shapes.objects(None, SH.message) if isinstance(m, Literal))
    place = re.compile(r"\\\{\\[?$]\w+\\\}")
    return [(re.compile(place.sub(lambda _: ".*", re.escape(text)), re.DOTALL), lang) for text, lang in found]


def _message(said: Node, templates: list[tuple[re.Pattern[str], str]]) -> str:
    """A message with its language, which pySHACL drops where it fills in a value."""
    if isinstance(said, Literal) and not said.language:
        lang = next((lang for pattern, lang in templates if pattern.fullmatch(str(said))), "")
        said = Literal(str(said), lang=lang or None)
    return ntriples(term_of(said))


def _result(report: Graph, shapes: Graph, node: Node, templates: list[tuple[re.Pattern[str], str]]) -> Result:
    def one(predicate: URIRef) -> str:
        value = report.value(node, predicate)
        return "" if value is None else ntriples(term_of(value))

    path = report.value(node, SH.resultPath)
    return Result(
        str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
        named(shapes, report.value(node, SH.sourceShape)),
        one(SH.focusNode),
        path_text(path_of(shapes, path)) if isinstance(path, BNode) else one(SH.resultPath),
        one(SH.value),
        one(SH.sourceConstraintComponent),
        tuple(sorted(_message(m, templates) for m in report.objects(node, SH.resultMessage))),
        one(SH.sourceShape),
        one(SH.sourceConstraint),
    )


def path_of(shapes: Graph, node: Node) -> Path:
    """Read a path.  Spec: SHACL section 2.3.1."""
    if isinstance(node, URIRef):
        return Step(str(node))
    if (node, RDF.first, None) in shapes:
        return Sequence(tuple(path_of(shapes, part) for part in shapes.items(node)))
    for predicate, least, once in REPEATS:
        for inner in shapes.objects(node, predicate):
            return Repeat(path_of(shapes, inner), 1 if least else 0, once)
    for inner in shapes.objects(node, SH.inversePath):
        return Inverse(path_of(shapes, inner))
    parts = shapes.value(node, SH.alternativePath)
    return Alternative(tuple(path_of(shapes, part) for part in shapes.items(parts)) if parts else ())


def named(shapes: Graph, shape: Node | None) -> str:
    """The IRI of a shape, or of the nearest named shape that holds it."""
    seen: set[Node] = set()
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = next(chain(shapes.subjects(None, shape)), None)
    return ntriples(term_of(shape)) if isinstance(shape, URIRef) else ""


def focus_nodes(data: Graph, shapes: Graph) -> Iterator[Checked]:
    """Count what each shape with a target looks at.  Spec: SHACL section 2.1.3, Targets."""
    targeted = {s for t in TARGETS for s in shapes.subjects(t)}
    kinds = (SH.NodeShape, SH.PropertyShape)
    targeted |= {s for s in shapes.subjects(RDF.type, RDFS.Class) if any((s, RDF.type, k) in shapes for k in kinds)}
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
