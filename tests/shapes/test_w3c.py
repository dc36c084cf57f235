"""The test suite of the W3C for SHACL, compared strictly.

Equal must be sh:conforms and the multiset of (focus node, path, component, value, severity, source shape), literals by
lexical form; a blank node, which has no name across documents, is only blank.  Where the suite expects a failure, the
shapes must be refused.  One test asks a query of the shapes graph, which is optional: it must be refused too."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from lod import workbench
from lod.errors import Failed
from lod.rdf.load import load
from lod.shapes import parse
from lod.shapes.graphs import read_graph
from lod.shapes.literals import type_terms
from lod.shapes.model import Outcome
from tests.shapes.graphs import by_both

SUITE = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "shacl"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
REFUSED = {"shapesGraph-001"}
FILES = [f for f in sorted(SUITE.rglob("*.ttl")) if "sht:Validate" in f.read_text(encoding="utf-8")]
Key = tuple[str, str, str, str, str, str]

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the suite of the W3C is not here")


def shown(node: Node | None) -> str:
    if node is None:
        return ""
    return "_:" if isinstance(node, BNode) else node.n3()


def path_shown(graph: Graph, node: Node | None) -> str:
    """A path as SPARQL writes it, in the form of parse.path_text; read here from the graph, not by our parser."""
    if node is None or isinstance(node, URIRef):
        return shown(node)
    if (node, RDF.first, None) in graph:
        parts = [path_shown(graph, part) for part in Collection(graph, node)]
        return "/".join(f"({p})" if re.search(r"\)/|>/|>\||\)\|", p) else p for p in parts)
    word, inner = next((p, o) for p, o in graph.predicate_objects(node))
    if word == SH.alternativePath:
        return "|".join(path_shown(graph, part) for part in Collection(graph, inner))
    text = path_shown(graph, inner) if isinstance(inner, URIRef) else f"({path_shown(graph, inner)})"
    marks = {str(SH.zeroOrMorePath): "*", str(SH.oneOrMorePath): "+", str(SH.zeroOrOnePath): "?"}
    return f"^{text}" if word == SH.inversePath else text + marks[str(word)]


def expected(graph: Graph, report: Node) -> tuple[bool, Counter[Key]]:
    found = Counter(
        (
            shown(graph.value(result, SH.focusNode)),
            path_shown(graph, graph.value(result, SH.resultPath)),
            shown(graph.value(result, SH.sourceConstraintComponent)),
            shown(graph.value(result, SH.value)),
            shown(graph.value(result, SH.resultSeverity)),
            shown(graph.value(result, SH.sourceShape)),
        )
        for result in graph.objects(report, SH.result)
    )
    return str(graph.value(report, SH.conforms)) == "true", found


def got(outcome: Outcome) -> tuple[bool, Counter[Key]]:
    def blank(text: str) -> str:
        return "_:" if text.startswith("_:") else text

    found = Counter(
        (
            blank(r.focus),
            r.path,
            r.component,
            blank(r.value),
            f"<{r.severity}>" if ":" in r.severity else f"<{SH}{r.severity}>",
            blank(r.source),
        )
        for r in outcome.results
    )
    return not outcome.results, found


def located(file: Path, node: Node | None) -> Path:
    """The file that a test names; itself, if it names none."""
    text = str(node or "")
    return file if text in ("", file.as_uri()) else file.parent / text.rsplit("/", 1)[-1]


def validated(data: Path, shapes: Path, folder: Path) -> Outcome:
    with workbench.create_for_files(folder) as bench:
        load(bench, [data], base=data.as_uri())
        type_terms(bench)
        return by_both(bench, parse.read([shapes], base=shapes.as_uri()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_suite_of_the_w3c(file: Path, tmp_path: Path) -> None:
    graph = Graph()
    graph += read_graph([file])  # literals as they are written
    (test,) = graph.subjects(RDF.type, SHT.Validate)
    action, result = graph.value(test, MF.action), graph.value(test, MF.result)
    assert action is not None
    assert result is not None
    data, shapes = (located(file, graph.value(action, role)) for role in (SHT.dataGraph, SHT.shapesGraph))
    if result == SHT.Failure or file.stem in REFUSED:
        with pytest.raises(Failed):
            validated(data, shapes, tmp_path)
    else:
        assert got(validated(data, shapes, tmp_path)) == expected(graph, result)
