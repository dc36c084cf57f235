"""The conformance suites of RML-Core and of the older RML for CSV: `lod map` and the interpreter do what they demand.

Each case is a folder with a mapping, its inputs and output.nq.  Datasets are compared in canonical form (RDFC 1.0),
literals by their lexical form; rml:UnsafeIRI gives IRIs with spaces on purpose, so readers are lenient."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from lod import map as mapper
from lod.errors import YOUR_FILES, Failed
from lod.mapping.interpret import Record, interpret
from lod.mapping.references import references
from lod.sources.json_records import JsonRecords
from lod.sources.model import LogicalSource
from lod.terms import Term, iri_fault, ntriples

ROOT = Path(__file__).resolve().parents[2]
SUITES = ROOT.parent / "shared" / "conformance"
EXCEPTIONS: dict[str, str] = tomllib.loads(Path(__file__).with_name("exceptions.toml").read_text(encoding="utf-8"))
COUNTS = {"rml-core": 76, "rml-csv": 39}
BASES = {"rml-csv": "http://example.com/base/"}
# what is wrong in each case that demands an error: code, line of the mapping, and a word of the message
WRONG = {
    "RMLTC0002e-JSON": ("C106", 10, "student2.json"),  # no such file
    "RMLTC0002g-JSON": ("T231", 6, "JSONPath"),  # $.students[*]] is no JSONPath
    "RMLTC0004b-JSON": ("M109", 20, "a subject cannot be a literal"),
    "RMLTC0007h-JSON": ("M109", 21, "a graph cannot be a literal"),
    "RMLTC0012c-JSON": ("M103", 5, "lacks a subject"),
    "RMLTC0012d-JSON": ("M109", 30, "the subject is given twice"),
    "RMLTC0015b-JSON": ("M109", 15, "a-english"),
    "RMLTC0019b-JSON": ("M106", 20, "Juan Daniel"),
    "RMLTC0023a-JSON": ("M108", 14, "{{Name}}"),
    "RMLTC0023b-JSON": ("M101", 14, "escape"),  # \a is no escape of Turtle
    "RMLTC0023c-JSON": ("M101", 14, "escape"),
    "RMLTC0023d-JSON": ("M108", 14, "Name"),
    "RMLTC0023e-JSON": ("M101", 14, "escape"),
    "RMLTC0024a-JSON": ("M109", 21, "BlankNode"),  # a constant, and a text at that
    "RMLTC0025b-JSON": ("T233", 16, "$.amounts"),  # an array is no value
    "RMLTC0002c-CSV": ("M104", 22, "IDs"),
    "RMLTC0002e-CSV": ("C106", 12, "student2.csv"),
    "RMLTC0007h-CSV": ("M109", 18, "graph"),
    "RMLTC0012c-CSV": ("M103", 10, "lacks a subject"),
    "RMLTC0012d-CSV": ("M109", 20, "the subject is given twice"),
    "RMLTC0015b-CSV": ("M109", 25, "english"),
}
EMPTY = {"RMLTC0002c-CSV", "RMLTC0007h-CSV"}  # the older suite expects an empty output: to refuse gives none either


@cache
def bases() -> dict[str, str]:
    """The base IRI of each case of RML-Core, as its manifest says."""
    said = (SUITES / "rml-core" / "manifest.ttl").read_text(encoding="utf-8")
    return dict(re.findall(r"/test/([^/>]+)> <http://w3id.org/rml/test/defaultBaseIRI> <([^>]+)>", said))


def demands_an_error() -> set[str]:
    """The cases of RML-Core that demand an error, as the manifest says, and those of the other suite without output."""
    said = (SUITES / "rml-core" / "manifest.ttl").read_text(encoding="utf-8")
    found = set(re.findall(r'/test/([^/>]+)> <http://w3id.org/rml/test/hasError> "true"', said))
    return found | {case.name for case in cases("rml-csv") if not (case / "output.nq").exists()}


def cases(suite: str) -> list[Path]:
    folder = SUITES / suite
    return sorted(case for case in folder.iterdir() if case.is_dir()) if folder.is_dir() else []


def parameters(wrong: bool) -> Iterator[object]:
    found = [case for suite in COUNTS for case in cases(suite)]
    if not found:
        reason = f"the conformance suites are not at hand: {SUITES}"
        yield pytest.param(SUITES, marks=pytest.mark.skip(reason=reason), id="suites")
    for case in found:
        if (case.name in WRONG) == wrong:
            why = EXCEPTIONS.get(case.name)
            yield pytest.param(case, marks=[pytest.mark.xfail(strict=True, reason=why)] if why else [], id=case.name)


def asked(case: Path) -> mapper.Asked:
    base = BASES.get(case.parent.name) or bases()[case.name]
    return mapper.Asked(base, threads=1, skip=case.parent.name == "rml-csv")


def dataset(nquads: str) -> set[str]:
    """The quads of a dataset in canonical form, so that blank nodes are called alike."""
    found = ox.Dataset(ox.parse(nquads.encode(), format=ox.RdfFormat.N_QUADS, lenient=True))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in found}


@pytest.mark.parametrize("case", list(parameters(wrong=False)))
def test_a_mapping_states_the_quads_of_the_suite(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    said: list[str] = []
    output = tmp_path / "output.nq"
    count, _ = mapper.run([Path("mapping.ttl")], output, asked(case), said.append)
    written = output.read_text(encoding="utf-8")
    assert dataset(written) == dataset((case / "output.nq").read_text(encoding="utf-8"))
    assert written.count("\n") == len(set(written.splitlines())) == count


@pytest.mark.parametrize("case", list(parameters(wrong=True)))
def test_a_mapping_is_refused_for_what_is_wrong_with_it(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case)
    said: list[str] = []
    with pytest.raises(Failed) as caught:
        mapper.run([Path("mapping.ttl")], tmp_path / "output.nq", asked(case), said.append)
    first = caught.value.errors[0]
    code, line, word = WRONG[case.name]
    assert first.place is not None
    assert (first.code, first.place.file, first.place.line) == (code, "mapping.ttl", line), str(first)
    assert word in str(first)
    assert caught.value.exit_code == YOUR_FILES
    assert not (tmp_path / "output.nq").exists()


@pytest.mark.parametrize("case", list(parameters(wrong=False)))
def test_the_interpreter_states_what_the_mapper_states(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case)
    said: list[str] = []
    wanted, output = asked(case), tmp_path / "output.nq"
    mapping = mapper.read([Path("mapping.ttl")], wanted.base)
    used = references(mapping).values()
    quads = interpret(mapping, {source.key: records(source, list(names)) for source, names in used})
    mapper.run([Path("mapping.ttl")], output, wanted, said.append)
    lines = [nquad(q.s, q.p, q.o, q.g) for q in quads if not wanted.skip or valid(q.s, q.p, q.o, q.g)]
    assert dataset("".join(lines)) == dataset(output.read_text(encoding="utf-8"))


def records(source: LogicalSource, names: list[str]) -> list[Record]:
    """The records of a file, read by another way than those of the mapper."""
    file = Path(source.path)
    if source.formulation == "json":
        places = {**dict.fromkeys(names, source.place), "": source.place}
        rows = list(JsonRecords(source, names, places).rows(file))
    else:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [[[(row[name], "")] if row[name] else [] for name in names] for row in csv.DictReader(lines)]
    return [Record(dict(zip(names, row, strict=True)), frozenset(), number) for number, row in enumerate(rows)]


def nquad(*terms: Term | None) -> str:
    return " ".join(ntriples(term) for term in terms if term) + " .\n"


def valid(*terms: Term | None) -> bool:
    return not any(term and term.kind == "iri" and iri_fault(term.lexical) for term in terms)


@pytest.mark.skipif(not SUITES.is_dir(), reason="the conformance suites are not at hand")
def test_every_case_of_the_suites_is_run_once_and_for_what_it_tests() -> None:
    names = {case.name for suite in COUNTS for case in cases(suite)}
    assert {suite: len(cases(suite)) for suite in COUNTS} == COUNTS
    assert set(EXCEPTIONS) < names
    assert set(WRONG) == demands_an_error() | EMPTY
    assert all("<" not in (case / "output.nq").read_text() for case in cases("rml-csv") if case.name in EMPTY)
