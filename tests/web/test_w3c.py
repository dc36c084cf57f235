"""The W3C suite of the SPARQL 1.1 Protocol over real HTTP, and what it says of Service Descriptions.

A service that only answers queries must pass every test of queries, and refuse every update."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.conftest import ROOT
from tests.web.served import Answer, Served, folder, serving

SUITE = ROOT.parent / "shared" / "conformance" / "sparql-protocol"
HT, CNT = Namespace("http://www.w3.org/2011/http#"), Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}
ENTRIES = 34


@dataclass(frozen=True, slots=True)
class Case:
    """One request of the suite and what must come back."""

    name: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[str, ...]  # e.g. StatusCode2xx
    boolean: bool | None
    form: str


def manifest() -> Graph:
    return Graph().parse(SUITE / "manifest.ttl") if SUITE.is_dir() else Graph()


def cases(graph: Graph) -> Iterator[Case]:
    for entries in graph.objects(None, MF.entries):
        for entry in Collection(graph, entries):
            name = str(entry).partition("#")[2]
            for requests in graph.objects(graph.value(entry, MF.action), HT.requests):
                for number, request in enumerate(Collection(graph, requests)):
                    yield case(graph, f"{name}{number or ''}", request)


def case(graph: Graph, name: str, request: Node) -> Case:
    headers = {}
    for listed in graph.objects(request, HT.headers):
        for header in Collection(graph, listed):
            headers[str(graph.value(header, HT.fieldName))] = str(graph.value(header, HT.fieldValue))
    body = None
    for part in graph.objects(request, HT.body):
        body = str(graph.value(part, CNT.chars)).encode(str(graph.value(part, CNT.characterEncoding) or "UTF-8"))
    response = graph.value(request, HT.resp)
    boolean = graph.value(response, MF.expectedBoolean)
    return Case(
        name,
        str(graph.value(request, HT.methodName)),
        str(graph.value(request, HT.absolutePath)),
        headers,
        body,
        tuple(str(status).partition("#")[2] for status in graph.objects(response, MF.expectedStatus)),
        None if boolean is None else str(boolean) == "true",
        str(graph.value(response, MF.expectedFormat) or ""),
    )


CASES = {case.name: case for case in cases(manifest())}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if not CASES:
        pytest.skip("the W3C suite is not at hand: it belongs to ../shared/conformance/sparql-protocol")
    graph, quads = manifest(), ""
    for data in set(graph.objects(None, UT.graphData)):
        file = Path(str(graph.value(data, UT.graph))).name
        label = graph.value(data, RDFS.label)
        lines = (SUITE / file).read_text(encoding="utf-8").splitlines()
        quads += "".join(f"{line.rstrip().removesuffix('.')} <{label}> .\n" for line in lines if line.strip())
    with serving(folder(tmp_path_factory.mktemp("w3c") / "data", quads)) as found:
        yield found


def ask(served: Served, case: Case) -> Answer:
    return served.ask(case.method, case.path, case.body, **case.headers)


def fits(answer: Answer, statuses: tuple[str, ...]) -> bool:
    return f"StatusCode{answer.status // 100}xx" in statuses


def test_the_whole_suite_is_run(served: Served) -> None:
    assert len(CASES) >= ENTRIES


@pytest.mark.parametrize("name", [n for n in CASES if not n.startswith("update")] or ["none"])
def test_a_query_is_answered_as_the_suite_says(name: str, served: Served) -> None:
    case = CASES[name]
    answer = ask(served, case)
    assert fits(answer, case.statuses), answer.text
    if case.form:
        assert answer.headers["content-type"].split(";")[0] in FORMATS[case.form]
    if case.boolean is not None:
        assert answer.json["boolean"] is case.boolean


@pytest.mark.parametrize("name", [n for n in CASES if n.startswith("update") and not n[-1].isdigit()] or ["none"])
def test_an_update_is_refused(name: str, served: Served) -> None:  # its second request asks what it has changed
    answer = ask(served, CASES[name])
    assert answer.status in (403, 415), answer.text


@pytest.mark.parametrize("accept", ["", "text/turtle", "application/rdf+xml", "application/n-triples", "*/*"])
def test_the_service_describes_itself(accept: str, served: Served) -> None:
    answer = served.get("/sparql", **({"accept": accept} if accept else {}))
    assert answer.status == 200
    kind = answer.headers["content-type"].split(";")[0]
    graph = Graph().parse(data=answer.body, format={"application/n-triples": "nt"}.get(kind, kind))
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert graph.value(service, SD.endpoint) == URIRef(f"{served.url}/sparql")
    assert {SD.supportedLanguage, SD.resultFormat, SD.defaultDataset} <= set(graph.predicates(service))
    names = set(graph.objects(None, SD.name))
    assert len(names) == 3
    for kind in (SD.NamedGraph, SD.Graph, SD.Dataset):
        assert set(graph.subjects(RDF.type, kind))
