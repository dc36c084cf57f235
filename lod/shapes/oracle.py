"""Validate with pySHACL.  triples + shapes -> Outcome.

The only door to rdflib and pySHACL.  pySHACL is a good judge of SHACL's logic and a lenient one of literals, which is
why lod.faults checks those.  Spec: SHACL (www.w3.org/TR/shacl)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pyshacl
import rdflib
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Identifier, Node

from lod.errors import BadShapes, IdleShape, LodError, Place, raise_all
from lod.shapes.model import Checked, Outcome, Result
from lod.terms import Term

rdflib.NORMALIZE_LITERALS = False  # lexical forms are facts
logging.getLogger("rdflib").setLevel(logging.ERROR)  # ill-typed literals are results, not log lines
REFUSALS = (
    pyshacl.errors.ShapeLoadError,
    pyshacl.errors.ConstraintLoadError,
    pyshacl.errors.ReportableRuntimeError,
)
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


class PreparingGraph(Graph):
    """A graph that parses each query text once.

    pySHACL asks the same query for every focus node, and rdflib takes longer to parse it than to answer it: on fifty
    thousand triples this is the difference between ten seconds and ten minutes."""

    def query(  # type: ignore[override]  # noqa: PLR0913  # the parameters pySHACL gives, by place
        self,
        query_object: str | Query,
        processor: str = "sparql",
        result: str = "sparql",
        initNs: Mapping[str, object] | None = None,  # noqa: N803
        initBindings: Mapping[str, Identifier] | None = None,  # noqa: N803
        use_store_provided: bool = True,
    ) -> rdflib.query.Result:
        if isinstance(query_object, str):
            names = self.namespaces() if initNs is None else initNs.items()
            query_object = _prepare(query_object, tuple(sorted((str(p), str(n)) for p, n in names)))
        return super().query(query_object, processor, result, None, initBindings, use_store_provided)


@lru_cache(maxsize=1000)
def _prepare(query: str, names: tuple[tuple[str, str], ...]) -> Query:
    return prepareQuery(query, initNs=dict(names))


def graph_of(triples: Iterable[tuple[Term, Term, Term]]) -> Graph:
    """Make a graph of triples; each distinct term is made once."""
    made: dict[Term, Node] = {}

    def node(term: Term) -> Node:
        if term not in made:
            made[term] = _node(term)
        return made[term]

    graph = PreparingGraph()
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
    graph = PreparingGraph()
    for s, p, o, _ in data.quads((None, None, None, None)):
        graph.add((s, p, o))
    return graph


def validate(data: Graph, shapes: Graph) -> Outcome:
    """Run all shapes on a graph.  No inference: every concrete class is a target of its own.

    raises   Failed with V902 for shapes pySHACL refuses"""
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    except REFUSALS as e:
        raise_all([BadShapes(message=" ".join(str(e).split()))])
    if not isinstance(report, Graph):
        raise_all([BadShapes(message=text)])
    assert isinstance(report, Graph)  # for the type checker; raise_all has left otherwise
    templates = _templates(shapes)
    results = [_result(report, shapes, r, templates) for r in report.objects(None, SH.result)]
    return Outcome(tuple(sorted(results, key=lambda r: r.rank)), tuple(sorted(focus_nodes(data, shapes))))


def _templates(shapes: Graph) -> list[tuple[re.Pattern[str], str]]:
    """The messages of the shapes as patterns, each with its language."""
    found = sorted((str(m), m.language or "") for m in shapes.objects(None, SH.message) if isinstance(m, Literal))
    place = re.compile(r"\\\{\\[?$]\w+\\\}")
    return [(re.compile(place.sub(lambda _: ".*", re.escape(text)), re.DOTALL), lang) for text, lang in found]


def _message(said: Node, templates: list[tuple[re.Pattern[str], str]]) -> str:
    """A message with its language, which pySHACL drops where it fills in a value."""
    if isinstance(said, Literal) and not said.language:
        lang = next((lang for pattern, lang in templates if pattern.fullmatch(str(said))), "")
        return Literal(str(said), lang=lang or None).n3()
    return said.n3()


def _result(report: Graph, shapes: Graph, node: Node, templates: list[tuple[re.Pattern[str], str]]) -> Result:
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
        tuple(sorted(_message(m, templates) for m in report.objects(node, SH.resultMessage))),
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
