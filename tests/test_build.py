"""The one pass on the small dataset: what is published, what the workbench keeps, what the options leave out."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyoxigraph as ox
import pytest
import rdflib

from lod.workbench import open_built
from tests.dataset import built, copy, lod, snapshot, spoil

GRAPH = "https://example.org/rail/graph/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("railway") / "d")


def triples(file: Path) -> set[tuple[str, str, str]]:
    return {(s.n3(), p.n3(), o.n3()) for s, p, o in rdflib.Graph().parse(file)}


def test_a_build_publishes_all_its_files_and_says_each_step(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    ran = lod(root, "build")
    assert (ran.code, ran.out) == (0, "")
    steps = ["read", "evidence", "map", "validate", "dump", "catalogue", "publish", "store"]
    assert [line.split()[0] for line in ran.err.splitlines()] == steps
    assert sorted(p.name for p in (root / "output").iterdir()) == [
        ".work", "SHA256SUMS", "context.jsonld", "dcat.ttl", "decisions.ttl", "links.nt", "ontology.ttl",
        "questions.ttl", "railway.jsonld", "railway.nq", "railway.ttl", "report.ttl", "report.txt", "same-as.nt",
        "shapes.ttl", "store", "void.ttl", "wikidata.csv", "wikidata.sssom.tsv",
    ]  # fmt: skip


def test_the_store_holds_what_the_dump_holds(root: Path) -> None:
    dumped = set(ox.parse(path=str(root / "output/railway.nq"), format=ox.RdfFormat.N_QUADS))
    assert set(ox.Store.read_only(str(root / "output/store"))) == dumped
    assert {str(q.graph_name) for q in dumped} == {
        f"<{GRAPH}{name}>" for name in ("network", "links", "decisions", "ontology")
    }


def test_the_lines_of_the_dump_are_sorted_and_each_stands_once(root: Path) -> None:
    lines = (root / "output/railway.nq").read_bytes().splitlines()
    quads = [line.decode().split(" ", 2) for line in lines]
    assert len(set(lines)) == len(lines)
    assert quads == sorted(quads, key=lambda q: [part.encode() for part in q])


def test_the_turtle_files_hold_what_their_mappings_state(root: Path) -> None:
    whole = rdflib.Dataset()
    whole.parse(root / "output/railway.nq", format="nquads")
    graphs = {"railway.ttl": "network", "links.nt": "links", "decisions.ttl": "decisions", "ontology.ttl": "ontology"}
    for file, graph in graphs.items():
        expected = {(s.n3(), p.n3(), o.n3()) for s, p, o in whole.graph(rdflib.URIRef(GRAPH + graph))}
        assert triples(root / "output" / file) == expected != set()


def test_what_is_kept_apart_is_in_a_dump_of_its_own_and_in_the_workbench_alone(root: Path) -> None:
    apart = triples(root / "output/same-as.nt")
    assert apart
    for name in ("railway.jsonld", "railway.ttl", "links.nt", "decisions.ttl"):
        assert not triples(root / "output" / name) & apart, name
    assert "sameAs" not in (root / "output/railway.nq").read_text(encoding="utf-8")
    with open_built(root / "output", "output") as bench:
        (found,) = bench.rows(
            "SELECT s.nt, p.nt, o.nt, g.lexical FROM quad q JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p"
            " JOIN term o ON o.id = q.o JOIN term g ON g.id = q.g WHERE ends_with(p.lexical, '#sameAs')"
        )
    assert found[3] == f"{GRAPH}same-as"
    assert {found[:3]} == apart


def test_a_triple_that_another_mapping_states_too_is_not_kept_apart(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, "pyproject.toml", 'apart = ["same-as"]', 'apart = ["links"]')
    spoil(
        root,
        "mappings/same-as.rml.ttl",
        "rml:predicate owl:sameAs",
        "rml:predicate <http://www.w3.org/2004/02/skos/core#exactMatch>",
    )
    spoil(root, "mappings/same-as.rml.ttl", "graph/same-as", "graph/links")
    assert lod(root, "build", "--no-store", "--no-validate").code == 0
    links = triples(root / "output/links.nt")
    assert links == triples(root / "output/same-as.nt") != set()
    assert links <= triples(root / "output/railway.jsonld")


def test_no_json_ld_is_published_where_none_is_wanted(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    assert lod(root, "build", "--no-store").code == 0
    usual = {p.name for p in (root / "output").iterdir() if p.is_file()}
    spoil(root, "pyproject.toml", "threads = 1", "threads = 1\njsonld = false")
    assert lod(root, "build", "--no-store").code == 0
    assert {p.name for p in (root / "output").iterdir() if p.is_file()} == usual - {"railway.jsonld", "context.jsonld"}
    for name in ("void.ttl", "dcat.ttl", "SHA256SUMS"):
        assert "jsonld" not in (root / "output" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("packing", ["", ".gz"])
def test_a_view_is_published_as_a_table_sorted_by_its_columns(tmp_path: Path, packing: str) -> None:
    root = copy(tmp_path / "d")
    spoil(root, "pyproject.toml", '"wikidata.csv" = "linked_items"', '"z.tsv" = "z"\n"z.csv" = "z"')
    if packing:
        spoil(root, "pyproject.toml", "threads = 1", 'threads = 1\npacking = "gzip"')
    view = """SELECT closed_edtf AS "the end", length(label_en) AS size, label_en AS name, _row
      FROM stations ORDER BY random()"""
    (root / "mappings/views/z.sql").write_text(view, encoding="utf-8")
    assert lod(root, "build", "--no-store", "--no-validate").code == 0
    read = gzip.decompress if packing else bytes
    comma, tab = (read((root / "output" / f"z.{ending}{packing}").read_bytes()) for ending in ("csv", "tsv"))
    rows = ',14,Alder Junction\n,16,"Cedar ""Old"" Quay"\n,5,Ñandú\n1931,10,Birch Halt\n'
    assert comma.decode() == f"the end,size,name\n{rows}"
    assert tab.decode().splitlines()[:2] == ["the end\tsize\tname", "\t14\tAlder Junction"]


def test_every_quad_has_a_row_and_every_row_a_file_and_a_line(root: Path) -> None:
    with open_built(root / "output", "output") as bench:
        for question in (
            "SELECT count(*) FROM quad WHERE id NOT IN (SELECT quad FROM quad_row)",
            "SELECT count(*) FROM quad_row WHERE row IS NULL OR row NOT IN (SELECT id FROM row)",
            "SELECT count(*) FROM quad_row WHERE rule IS NULL OR rule NOT IN (SELECT id FROM rule)",
            "SELECT count(*) FROM row WHERE source NOT IN (SELECT id FROM source)",
            "SELECT count(*) FROM (FROM quad_row GROUP BY ALL HAVING count(*) > 1)",
        ):
            assert bench.number(question) == 0, question
        for path, line, key in bench.rows(
            "SELECT s.path, r.line, r.key FROM row r JOIN source s ON s.id = r.source WHERE ends_with(s.path, '.csv')"
        ):
            text = (root / str(path)).read_text(encoding="utf-8").splitlines()[int(str(line)) - 1]
            assert text.startswith(f"{key},")


def test_terms_are_numbered_in_the_byte_order_of_their_text(root: Path) -> None:
    with open_built(root / "output", "output") as bench:
        terms = [str(nt).encode() for (nt,) in bench.rows("SELECT nt FROM term ORDER BY id")]
        numbers = bench.rows("SELECT id FROM term ORDER BY id")
    assert terms == sorted(terms)
    assert numbers == sorted(set(numbers))


def test_an_order_of_bytes_is_not_one_of_code_units_or_of_an_alphabet(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    names = ["\U0001f600", "\uff01", "é", "e\u0301", "z", "Z", "a", "_", "~", "\x85"]
    with (root / "mappings/facts/lines.csv").open("a", encoding="utf-8") as out:
        out.writelines(f"{n},{name}\n" for n, name in enumerate(names))
    assert lod(root, "build", "--no-store", "--no-validate").code == 0
    with open_built(root / "output", "output") as bench:
        said = bench.texts("SELECT lexical FROM term WHERE lexical IN (SELECT unnest(?)) ORDER BY id", [names])
    assert said == sorted(names, key=str.encode)


def test_without_store_and_validation_there_is_neither_store_nor_report(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    before = snapshot(root / "output")["railway.nq"]
    ran = lod(root, "build", "--no-store", "--no-validate")
    assert ran.code == 0
    assert not {"store", "report.ttl", "report.txt"} & {p.name for p in (root / "output").iterdir()}
    assert snapshot(root / "output")["railway.nq"] == before
    assert lod(root, "query", "Q1").errors == ["error[S703]: output/store does not exist yet; run: lod build"]


def test_a_mapping_without_classes_is_published_too(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    for mapping in (root / "mappings").glob("*.rml.ttl"):
        text = re.sub(r" rml:class [\w:]+ ;|\n.*rml:predicate rdf:type .*", "", mapping.read_text(encoding="utf-8"))
        mapping.write_text(text, encoding="utf-8")
    assert lod(root, "build", "--no-store", "--no-validate").code == 0


def test_too_little_memory_is_told(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    before = snapshot(root / "output")
    spoil(root, "pyproject.toml", "threads = 1", 'memory = "1KB"')
    ran = lod(root, "build")
    assert ran.code == 4
    assert ran.errors[0].startswith("error[S706]: the workbench has too little memory: ")
    assert snapshot(root / "output") == before


@pytest.mark.parametrize("word", ["FULL", "interrupted"])
def test_what_stops_the_engine_is_no_fault_of_the_program(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lod.engines import embedded

    root = built(tmp_path / "d")
    before = snapshot(root / "output")

    def stopped(*_: object) -> None:
        if word == "FULL":
            raise duckdb.FatalException('FATAL Error: Failed: Could not write file "w.duckdb": No space left on device')
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(embedded, "run", stopped)
    ran = lod(root, "build")
    if word == "FULL":
        hint = "the last good output is untouched; free some space and run again"
        expected = f"error[S701]: writing the workbench failed: No space left on device; {hint}"
        assert (ran.code, ran.errors) == (4, [expected])
    else:
        assert ran.code == 130
        assert ran.err.splitlines()[-1] == "interrupted: the last good output is untouched"
    assert snapshot(root / "output") == before


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Forbid writing to a folder; root is not bound by modes, so it gets a file system that is read-only."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    if shutil.which("mount") is None or subprocess.run(["mount", "--bind", folder, folder], check=False).returncode:
        pytest.skip("root without the right to mount")
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_an_output_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    before = snapshot(root)
    with unwritable(root):
        ran = lod(root, "build")
        assert ran.code == 4
        assert ran.errors[0].startswith("error[S709]: the system refuses ")
        assert ran.errors[0].endswith("; check who may read and write it; the last good output is untouched")
        for words in (["query", "Q1"], ["trace", "station/alder"], ["check"], ["explain", "Stop"], ["validate"]):
            assert lod(root, *words).code == 0, words  # what only reads still works
    assert snapshot(root) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--master", "local[2]"), "--master needs --engine cluster"),
        (("--set", "spark.x=1"), "--set needs --engine cluster"),
        (("--engine", "cluster"), "--engine cluster needs --master, such as spark://host:7077 or local[2]"),
        (("--engine", "spark", "--master", "local"), "'spark' is not one of 'embedded', 'cluster'"),
    ],
)
def test_a_cluster_is_asked_for_in_whole_words(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    root = copy(tmp_path / "d")
    ran = lod(root, "build", *words)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert not (root / "output").exists()
