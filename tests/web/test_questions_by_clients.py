"""Three clients that others have written ask all competency questions of the server and get the checked answers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from tests.packages import NPM, needs_comunica, node
from tests.test_questions import QUESTIONS, Answer, assert_answer, cell
from tests.web.served import Served, released, serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The release in this repository."""
    with serving(released(tmp_path_factory.mktemp("ours") / "data")) as found:
        yield found


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper(ours: Served, method: str) -> None:
    for question in QUESTIONS:
        client = SPARQLWrapper(f"{ours.url}/sparql")
        client.setQuery(question.read_text(encoding="utf-8"))
        client.setReturnFormat(JSON)
        client.setMethod(method)
        found = client.queryAndConvert()
        assert isinstance(found, dict)
        assert_answer(question, answer(found))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rdflib(ours: Served, method: str) -> None:
    graph = Graph(SPARQLStore(f"{ours.url}/sparql", method=method))
    for question in QUESTIONS:
        result = graph.query(question.read_text(encoding="utf-8"))
        names = tuple(str(v) for v in result.vars or ())
        rows = [row.asdict() for row in result if isinstance(row, ResultRow)]
        assert_answer(question, Answer(names, tuple(tuple(cell(row.get(n)) for n in names) for row in rows)))


@needs_comunica
def test_comunica(ours: Served, tmp_path: Path) -> None:
    """Sent to the endpoint as they are: as a source of type `sparql` it gets the whole query."""
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps({q.stem: q.read_text(encoding="utf-8") for q in QUESTIONS}))
    ran = subprocess.run(
        [node(), NPM / "ask.mjs", f"{ours.url}/sparql", asked], capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout)
    assert found.keys() == {q.stem for q in QUESTIONS}
    for question in QUESTIONS:
        assert_answer(question, answer(found[question.stem]))


def answer(found: dict[str, object]) -> Answer:
    """What SPARQL 1.1 Query Results JSON says."""
    head, results = found["head"], found["results"]
    assert isinstance(head, dict)
    assert isinstance(results, dict)
    names = tuple(head["vars"])
    rows = [tuple(cell(row[n]["value"] if n in row else None) for n in names) for row in results["bindings"]]
    return Answer(names, tuple(rows))
