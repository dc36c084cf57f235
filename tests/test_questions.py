"""The competency questions: what the data must be able to answer, and that two engines answer alike.

Each question is a file ontology/questions/NAME.rq with its answer beside it in NAME.expected.tsv, which was checked
against the source texts.  In an answer IRIs stand without the base, Wikidata items by their number, unbound as -."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.query import ResultRow

HERE = Path(__file__).resolve().parent.parent / "ontology"
QUESTIONS = sorted((HERE / "questions").glob("*.rq"))
PREFIXES = ("https://w3id.org/polhist/id/", "https://w3id.org/polhist/concept/", "http://www.wikidata.org/entity/")
KINDS = ("simple", "join", "aggregate", "path", "wikidata")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# ph:Statement is what the eight classes of claims have in common; nothing is said to be one without being one of them
ABSTRACT = {"Statement"}

# rdflib 7.6 warns of its own use of a property of Dataset, once per quad looked at
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The variables of a query and its rows, in the order of the engine."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


@pytest.fixture(scope="session")
def quads(root: Path) -> Path:
    """The published data; output/store is not in the repository, this file is."""
    file = root / "output" / "polhist.nq"
    if not file.is_file():
        pytest.skip("the data are not built: run lod build")
    return file


@pytest.fixture(scope="session")
def by_rdflib(quads: Path) -> rdflib.Dataset:
    data = rdflib.Dataset(default_union=True)
    data.parse(quads, format="nquads")
    return data


@pytest.fixture(scope="session")
def by_oxigraph(quads: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=quads, format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def cell(value: str | None) -> str:
    """A value as an answer shows it; numbers are equal when their values are: 100 and 100.00."""
    if value is None:
        return "-"
    for prefix in PREFIXES:
        value = value.removeprefix(prefix)
    return format(Decimal(value).normalize(), "f") if NUMBER.fullmatch(value) else value


def ask_rdflib(data: rdflib.Dataset, text: str) -> Answer:
    result = data.query(text)
    names = [str(v) for v in result.vars or ()]
    rows = [row.asdict() for row in result if isinstance(row, ResultRow)]
    # an unbound variable has no entry in the row
    return Answer(tuple(names), tuple(tuple(cell(row.get(n)) for n in names) for row in rows))


def ask_oxigraph(store: pyoxigraph.Store, text: str) -> Answer:
    result = store.query(text, use_default_graph_as_union=True)
    assert isinstance(result, pyoxigraph.QuerySolutions)
    names = [v.value for v in result.variables]
    return Answer(tuple(names), tuple(tuple(cell(value_of(row[n])) for n in names) for row in result))


def value_of(term: object) -> str | None:
    return term.value if isinstance(term, (pyoxigraph.NamedNode, pyoxigraph.Literal)) else None


def expected(question: Path) -> tuple[Row, ...]:
    lines = question.with_suffix(".expected.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(cell(c) for c in line.split("\t")) for line in lines)


def header(question: Path) -> dict[str, str]:
    lines = question.read_text(encoding="utf-8").splitlines()
    return dict(line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("# "))


def sorted_by(answer: Answer, rows: tuple[Row, ...], text: str) -> list[Row]:
    """The columns of ORDER BY alone: rows that tie there may come in any order, these columns may not."""
    keys = text.partition("ORDER BY")[2].partition("LIMIT")[0]
    columns = [answer.variables.index(name) for name in re.findall(r"\?(\w+)", keys)]
    return [tuple(row[c] for c in columns) for row in rows]


def assert_answer(question: Path, answer: Answer) -> None:
    rows = expected(question)
    assert sorted(answer.rows) == sorted(rows)
    text = question.read_text(encoding="utf-8")
    assert sorted_by(answer, answer.rows, text) == sorted_by(answer, rows, text)


def ontology_terms() -> Iterator[str]:
    text = (HERE / "polhist.ttl").read_text(encoding="utf-8")
    yield from re.findall(r"^ph:(\w+) a owl:", text, re.MULTILINE)


def test_there_are_questions() -> None:
    assert len(QUESTIONS) >= 52


def test_no_answer_without_its_question() -> None:
    answers = {p.name.removesuffix(".expected.tsv") for p in (HERE / "questions").glob("*.tsv")}
    assert answers == {p.stem for p in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
class TestQuestion:
    def test_it_says_what_it_asks(self, question: Path) -> None:
        said = header(question)
        assert list(said) == ["title", "title@es", "question", "question@es", "kind"]
        assert said["question"].endswith("?")
        assert said["kind"] in KINDS

    def test_it_has_an_answer(self, question: Path) -> None:
        rows = expected(question)
        assert rows
        assert len({len(row) for row in rows}) == 1

    def test_rdflib_gives_the_answer(self, question: Path, by_rdflib: rdflib.Dataset) -> None:
        assert_answer(question, ask_rdflib(by_rdflib, question.read_text(encoding="utf-8")))

    def test_oxigraph_gives_the_answer(self, question: Path, by_oxigraph: pyoxigraph.Store) -> None:
        assert_answer(question, ask_oxigraph(by_oxigraph, question.read_text(encoding="utf-8")))


def test_every_kind_of_question_is_asked() -> None:
    assert {header(q)["kind"] for q in QUESTIONS} == set(KINDS)


def test_every_term_of_the_ontology_is_needed_by_a_question() -> None:
    used = set(re.findall(r"\bph:(\w+)", "\n".join(q.read_text(encoding="utf-8") for q in QUESTIONS)))
    assert set(ontology_terms()) - ABSTRACT - used == set()
    assert used <= set(ontology_terms())
