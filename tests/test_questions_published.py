"""The questions are published as they are kept: every word, every query, readable by other programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery

from lod.errors import Failed
from lod.questions import files, listed
from lod.questions.model import FILE
from lod.vocab import SH
from tests.dataset import built, copy, lod

ROOT = Path(__file__).resolve().parent.parent
BASE = "https://w3id.org/polhist/"


def test_what_is_published_is_what_curators_keep() -> None:
    kept = files.read(ROOT / "ontology/questions", "ontology/questions", "en")
    published = (ROOT / "output" / FILE).read_text(encoding="utf-8")
    assert len(kept) >= 52
    assert listed.read(published, BASE, FILE) == kept
    for question in kept:
        assert question.title.keys() == question.asked.keys() == {"en", "es"}, question.name
        assert question.asked["es"].startswith("¿"), question.name
        assert question.asked["es"].endswith("?"), question.name


def test_another_program_finds_queries_that_it_can_read() -> None:
    graph = Graph().parse(ROOT / "output" / FILE)
    found = list(graph.subjects(RDF.type, URIRef(SH + "SPARQLExecutable")))
    assert len(found) == len(list((ROOT / "ontology/questions").glob("*.rq")))
    for one in found:
        assert (one, RDFS.comment, None) in graph
        prepareQuery(str(graph.value(one, URIRef(SH + "select"))))


def test_the_file_is_in_the_catalogue_and_in_the_sums() -> None:
    output = ROOT / "output"
    assert f"  {FILE}\n" in (output / "SHA256SUMS").read_text(encoding="utf-8")
    assert f"/{FILE}>" in (output / "dcat.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "form", "query"),
    [
        ("# a comment\nPREFIX e: <http://e/#>\n# another\nbase <http://b/>\n  select * {}", "SELECT", None),
        ("ASK{}", "ASK", "ASK{}"),
        ("# title: T\r\n# kind: simple\r\n\r\n# free\r\nConstruct where {?s ?p ?o}\r\n", "CONSTRUCT", None),
        ("# title: T\n# select\nASK { ?s ?p '# title: x' }", "ASK", "ASK { ?s ?p '# title: x' }"),
    ],
)
def test_the_form_is_that_of_the_query_not_of_a_comment(tmp_path: Path, text: str, form: str, query: str) -> None:
    (tmp_path / "q.rq").write_bytes(text.encode())
    (found,) = files.read(tmp_path, "questions", "en")
    assert found.form == form
    assert query is None or found.query == query


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("q", "DESCRIBE <urn:x>", "questions/q.rq:1:1: error[Q805]"),
        ("q", "# title: x\nPREFIX e: <urn:e>\n", "questions/q.rq:3:1: error[Q805]"),
        ("q", "INSERT DATA {}", "questions/q.rq:1:1: error[Q805]"),
        ("a b", "ASK {}", "'a b' cannot be a part of its IRI"),
        ("a'>", "ASK {}", "cannot be a part of its IRI"),
    ],
)
def test_what_cannot_be_published_is_told_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / f"{name}.rq").write_text(text)
    with pytest.raises(Failed) as failed:
        files.read(tmp_path, "questions", "en")
    assert said in str(failed.value.errors[0])


def test_a_check_finds_every_broken_question(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    (root / "ontology/questions/bad.rq").write_text("nothing")
    (root / "ontology/questions/worse.rq").write_bytes(b"# title: \xff\nASK {}")
    assert [line.partition(": the")[0][:44] for line in lod(root, "check").errors] == [
        "ontology/questions/bad.rq:1:1: error[Q805]: ",
        "ontology/questions/worse.rq:1: error[T201]: ",
    ]


def test_a_changed_question_alone_is_published_by_the_next_build(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    before = (root / "output" / FILE).read_text()
    (root / "ontology/questions/Q2.rq").write_text("# title: New\nASK { ?s ?p ?o }")
    assert lod(root, "build", "--no-store").code == 0
    after = (root / "output" / FILE).read_text()
    assert after.startswith(before)
    assert '"New"@en' in after.removeprefix(before)


def test_without_questions_there_is_no_file(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    (root / "ontology/questions/Q1.rq").unlink()
    assert lod(root, "build", "--no-store").code == 0
    assert not (root / "output" / FILE).exists()
