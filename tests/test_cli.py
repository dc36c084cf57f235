"""The commands on the small dataset: what they answer, where they say it, and how they end."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.dataset import built, copy, lod, snapshot, spoil

RAIL = "https://example.org/rail/"
LABELS = 'SELECT ?s ?l { ?s a <https://example.org/rail/def#Station> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(lang(?l) = "en") } ORDER BY ?s'


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small dataset, built; tests that change it make a copy of their own."""
    return built(tmp_path_factory.mktemp("railway") / "d")


# ---- check -----------------------------------------------------------------------------------------------------


def test_check_finds_nothing_wrong_and_writes_nothing(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    before = snapshot(root)
    ran = lod(root, "check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "no mistakes in 6 tables, 17 rows, 9 triples maps\n"
    assert snapshot(root) == before


def test_check_and_build_tell_the_same_mistakes(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, "mappings/facts/lines.csv", "label_en", "label")
    checked, tried = lod(root, "check"), lod(root, "build")
    assert checked.code == tried.code == 3
    assert checked.errors == tried.errors != []


# ---- query -----------------------------------------------------------------------------------------------------


def test_a_competency_question_is_asked_by_its_name_and_answered_as_a_table(root: Path) -> None:
    ran = lod(root, "query", "Q1")
    assert ran.code == 0
    assert ran.err == ""
    assert (
        ran.out
        == """station                                    label
https://example.org/rail/id/station/alder  Alder Junction
https://example.org/rail/id/station/birch  Birch Halt
https://example.org/rail/id/station/cedar  Cedar "Old" Quay
"""
    )


def test_a_query_may_be_a_file_or_text(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.rq"
    file.write_text("\ufeff" + LABELS, encoding="utf-8")
    assert lod(root, "query", str(file)).out == lod(root, "query", LABELS).out != ""


TYPES = """PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?a ?b ?c ?d ?e ?none {
  VALUES (?a ?b ?c ?d ?e) { (<http://e.org/ñ> "x, \\"y\\"\\n" "1906"^^xsd:gYear "sí"@es "s"^^xsd:string) } }"""


@pytest.mark.parametrize(
    ("name", "kind"), [("json", ox.QueryResultsFormat.JSON), ("csv", ox.QueryResultsFormat.CSV)], ids=["json", "csv"]
)
@pytest.mark.parametrize("query", [LABELS, TYPES, "SELECT ?x { }"])
def test_csv_and_json_are_as_sparql_has_them(root: Path, name: str, kind: ox.QueryResultsFormat, query: str) -> None:
    written = lod(root, "query", "--format", name, query).out
    store = ox.Store.read_only(str(root / "output/store"))
    expected = store.query(query, use_default_graph_as_union=True)
    assert isinstance(expected, ox.QuerySolutions)
    if name == "csv":  # it has no types, so another writer must give the same text
        serialized = expected.serialize(format=kind)
        assert serialized is not None
        assert written.replace('""\r\n', "\r\n") == serialized.decode()
        return
    found = ox.parse_query_results(written.encode(), format=kind)
    assert isinstance(found, ox.QuerySolutions)
    assert [v.value for v in found.variables] == [v.value for v in expected.variables]
    assert [[row[v] for v in found.variables] for row in found] == [
        [row[v] for v in found.variables] for row in expected
    ]


def test_a_yes_or_no_question_is_answered_in_each_format(root: Path) -> None:
    ask = "ASK { ?s a <https://example.org/rail/def#Station> }"
    assert lod(root, "query", ask).out == "answer\ntrue\n"
    assert lod(root, "query", "--format", "csv", ask).out == "answer\r\ntrue\r\n"
    assert json.loads(lod(root, "query", "--format", "json", ask).out) == {"head": {}, "boolean": True}


def test_triples_and_descriptions_are_answered_as_three_columns(root: Path) -> None:
    construct = "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t FILTER(?t = <https://example.org/rail/def#Line>) }"
    described = lod(root, "query", "--format", "csv", f"DESCRIBE <{RAIL}id/line/hill>").out.splitlines()
    assert lod(root, "query", construct).out.splitlines() == [
        "subject                                 predicate  object",
        "https://example.org/rail/id/line/coast  rdf:type   ex:Line",
        "https://example.org/rail/id/line/hill   rdf:type   ex:Line",
    ]
    assert described[0] == "subject,predicate,object"
    assert f"{RAIL}id/line/hill,http://www.w3.org/2000/01/rdf-schema#label,Hill line" in described


def test_blank_nodes_and_unbound_variables_can_be_shown(root: Path) -> None:
    query = "SELECT (BNODE() AS ?b) ?none {}"
    (cell, none) = lod(root, "query", "--format", "csv", query).out.splitlines()[1].split(",")
    assert cell.startswith("_:")
    assert none == ""
    (row,) = json.loads(lod(root, "query", "--format", "json", query).out)["results"]["bindings"]
    assert (row.keys(), row["b"]["type"]) == ({"b"}, "bnode")
    assert lod(root, "query", query).out.split()[-1] == "-"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Q11", 'error[Q802]: there is no competency question "Q11"; did you mean "Q1"?'),
        (
            "SELECT ?s { ?s a ex:Station }",
            "query:1:28: error[Q801]: the query is not SPARQL: a prefix is not declared; see docs/reference/commands.md",
        ),
        ("SELECT ?s WHERE", None),
        ("SELECT ?s { ?s ?p ?o ", None),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", None),
        ("DELETE WHERE { ?s ?p ?o }", None),
    ],
)
def test_what_is_no_query_is_told(root: Path, query: str, expected: str | None) -> None:
    ran = lod(root, "query", query)
    assert (ran.code, ran.out, len(ran.errors)) == (3, "", 1)
    assert ran.errors[0] == expected or (expected is None and "error[Q801]: the query is not SPARQL" in ran.errors[0])
    assert len(ran.errors[0]) < 250


def test_a_query_that_asks_another_endpoint_is_refused(root: Path) -> None:
    ran = lod(root, "query", "SELECT ?s { SERVICE <http://localhost:1/sparql> { ?s ?p ?o } }")
    assert ran.code == 3
    assert ran.errors[0].startswith("error[Q804]: the query cannot be answered: ")


def test_a_query_file_that_is_not_utf_8_is_told_with_the_byte(root: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"# \xf1\n" + LABELS.encode())
    file = tmp_path / "q.rq"
    assert lod(root, "query", str(file)).errors == [
        f"{file}:1: error[T201]: byte 2 is not UTF-8 (0xF1); save the file as UTF-8"
    ]


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (["query", LABELS], "output/store"),
        (["trace", "station/alder"], "output/.work/workbench.duckdb"),
        (["validate"], "output/.work/workbench.duckdb"),
    ],
)
def test_before_the_first_build_there_is_nothing_to_ask(words: list[str], file: str, tmp_path: Path) -> None:
    ran = lod(copy(tmp_path / "d"), *words)
    assert (ran.code, ran.out) == (3, "")
    assert ran.errors == [f"error[S703]: {file} does not exist yet; run: lod build"]


def test_a_store_held_by_another_program_can_be_asked_and_replaced(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    held = ox.Store(str(root / "output/store"))
    assert lod(root, "query", LABELS).code == 0
    assert lod(root, "build").code == 0
    assert len(held) > 0


def test_a_broken_store_or_workbench_is_told(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    (root / "output/store/CURRENT").write_bytes(b"junk")
    (root / "output/.work/workbench.duckdb").write_bytes(b"junk" * 5000)
    for words, file in (
        (["query", LABELS], "output/store"),
        (["trace", "station/alder"], "output/.work/workbench.duckdb"),
    ):
        ran = lod(root, *words)
        assert ran.code == 4
        assert ran.errors[0].startswith(f"error[S707]: {file} cannot be read: ")
        assert ran.errors[0].endswith("; it is made anew by: lod build")
    assert lod(root, "build").code == 0


HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_workbench_that_another_program_writes_to_is_told(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    command = [sys.executable, "-c", HOLD, str(root / "output/.work/workbench.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        ran = lod(root, "trace", "station/alder")
        other.communicate()
    expected = "output/.work/workbench.duckdb is in use by another process; wait until it has finished, or stop it"
    assert (ran.code, ran.errors) == (4, [f"error[S702]: {expected}"])


# ---- trace -----------------------------------------------------------------------------------------------------

BIRCH = f"{RAIL}id/station/birch"
CLOSED = f"""{BIRCH} ex:closedLatest "1931-12-31"^^xsd:date  in {RAIL}graph/network
  mappings/facts/stations.csv:3  birch  by mappings/network.rml.ttl:45
    p-1  source guide, lines 1-2, characters 0-40
    p-2  source guide, lines 3-3, characters 41-90, said by company/coast
"""


@pytest.mark.parametrize(
    "words",
    [
        [BIRCH, "ex:closedLatest", '"1931-12-31"^^xsd:date'],
        [f'<{BIRCH}> ex:closedLatest "1931-12-31"^^xsd:date .'],
        ["station/birch", f"<{RAIL}def#closedLatest>", '"1931-12-31"^^xsd:date'],
    ],
)
def test_a_triple_is_traced_to_rule_row_and_passages(root: Path, words: list[str]) -> None:
    ran = lod(root, "trace", *words)
    assert (ran.code, ran.out, ran.err) == (0, CLOSED, "")


def test_an_iri_is_traced_triple_by_triple(root: Path) -> None:
    told = lod(root, "trace", "station/birch").out
    assert CLOSED in told
    assert sum(not line.startswith(" ") for line in told.splitlines()) == 7
    assert lod(root, "trace", f"<{BIRCH}>").out == lod(root, "trace", BIRCH).out == told


def test_a_trace_names_the_rows_of_both_sides_of_a_join_and_of_a_view(root: Path) -> None:
    joined = lod(root, "trace", "--format", "json", "stop/s-2", "ex:station", BIRCH)
    (quad,) = json.loads(joined.out)
    assert [step["row"] for step in quad["steps"]] == ["mappings/facts/stations.csv:3", "mappings/facts/stops.csv:3"]
    assert quad["steps"][0]["passages"][1] == {
        "passage_id": "p-2", "source": "guide", "lines": "3-3", "start": 41, "end": 90, "speaker": "company/coast",
    }  # fmt: skip
    assert quad["triple"] == [f"<{RAIL}id/stop/s-2>", f"<{RAIL}def#station>", f"<{BIRCH}>"]
    (view,) = json.loads(lod(root, "trace", "--format", "json", "line/hill", "ex:terminus", "station/nandu").out)
    assert view["steps"] == [
        {"rule": "mappings/network.rml.ttl:38", "row": "mappings/facts/stops.csv:6", "key": "s-5", "passages": []}
    ]


def test_a_term_of_the_ontology_is_traced_to_its_file(root: Path) -> None:
    assert "  ontology/concepts.ttl:6  https://example.org/rail/concept/halt\n" in lod(root, "trace", "c:halt").out


def test_a_passage_that_is_not_looked_up_yet_is_traced_without_lines(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, "mappings/facts/passages.csv", "p-1,guide,0,40,1,2,,", "p-1,guide,,,,,,")
    assert lod(root, "build", "--no-validate", "--no-store").code == 0
    assert "    p-1  source guide\n" in lod(root, "trace", "station/alder").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["station/nowhere"], 1, "no published triple fits\n"),
        (
            ["nowhere"],
            3,
            "error[Q803]: this is neither one IRI nor one triple: nowhere; write person/x, a prefixed name or an IRI; or subject, predicate and object\n",
        ),
        (
            ["a:b", "c:d"],
            3,
            "error[Q803]: this is neither one IRI nor one triple: a:b c:d; write person/x, a prefixed name or an IRI; or subject, predicate and object\n",
        ),
    ],
)
def test_what_cannot_be_traced_is_told(root: Path, words: list[str], code: int, said: str) -> None:
    ran = lod(root, "trace", *words)
    assert (ran.code, ran.out, ran.err) == (code, "", said)


# ---- explain ---------------------------------------------------------------------------------------------------


def test_a_rule_is_explained_from_mapping_to_three_triples(root: Path) -> None:
    ran = lod(root, "explain", "Terminus")
    assert ran.code == 0
    assert (
        ran.out
        == """# mappings/network.rml.ttl:38:44
mapping  mappings/views/termini.sql: <https://example.org/rail/id/line/{line}> <https://example.org/rail/def#terminus> <https://example.org/rail/id/station/{station}>
plan     scan termini emit https://example.org/rail/id/line/{line} https://example.org/rail/def#terminus https://example.org/rail/id/station/{station} in https://example.org/rail/graph/network
sql      SELECT
           '<https://example.org/rail/graph/network>' AS x1,
           '<https://example.org/rail/id/line/' || iri_safe(here."line") || '>' AS x2,
           '<https://example.org/rail/def#terminus>' AS x3,
           '<https://example.org/rail/id/station/' || iri_safe(here."station") || '>' AS x4,
           here._rows AS _rows
         FROM "termini" AS here
quad     x2 x3 x4 x1
triple   <https://example.org/rail/id/line/coast> <https://example.org/rail/def#terminus> <https://example.org/rail/id/station/alder> .
triple   <https://example.org/rail/id/line/coast> <https://example.org/rail/def#terminus> <https://example.org/rail/id/station/cedar> .
triple   <https://example.org/rail/id/line/hill> <https://example.org/rail/def#terminus> <https://example.org/rail/id/station/alder> .

"""
    )


def test_maps_are_explained_by_name_by_file_or_by_both(root: Path) -> None:
    assert (
        lod(root, "explain", "links").out == lod(root, "explain", "Link").out == lod(root, "explain", "links#Link").out
    )
    assert lod(root, "explain", "network").out.count("mapping  ") == 14
    assert "join stations on station=station_id" in lod(root, "explain", "Stop").out


def test_explaining_writes_nothing(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    before = snapshot(root)
    assert lod(root, "explain", "Stop").code == 0
    assert snapshot(root) == before


def test_a_map_that_does_not_exist_is_told_with_the_nearest_name(root: Path) -> None:
    ran = lod(root, "explain", "Sation")
    assert (ran.code, ran.out) == (3, "")
    assert ran.errors == ['error[M109]: no triples map is called "Sation"; did you mean "Station"?']


# ---- validate --------------------------------------------------------------------------------------------------


def test_built_data_are_validated_with_the_shapes_of_the_dataset_or_with_others(root: Path, tmp_path: Path) -> None:
    own = lod(root, "validate")
    assert (own.code, own.out.splitlines()[0]) == (0, "The data conform.")
    other = tmp_path / "other.ttl"
    other.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/rail/def#> .\n"
        'ex:all-closed a sh:NodeShape ; sh:targetClass ex:Station ; sh:property [ sh:path ex:closedLatest ; sh:minCount 1 ; sh:message "closed"@en ] .'
    )
    strict = lod(root, "validate", "--shapes", str(other))
    assert (strict.code, strict.out.splitlines()[1]) == (1, "3 violations, 0 warnings, 0 infos")
    assert "    at mappings/facts/stations.csv:2, column closed_edtf\n" in strict.out


def test_any_rdf_file_is_validated(root: Path) -> None:
    for file in ("railway.ttl", "railway.nq"):
        ran = lod(root, "validate", str(root / "output" / file))
        assert (ran.code, ran.out.splitlines()[0]) == (0, "The data conform.")


def test_without_shapes_there_is_nothing_to_validate_with(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, "pyproject.toml", 'shapes = ["ontology/shapes.ttl"]', "shapes = []")
    assert lod(root, "build", "--no-store").code == 0
    ran = lod(root, "validate")
    assert (ran.code, ran.out) == (3, "")
    assert ran.errors == [
        'error[C105]: the configuration lacks the key "shapes"; it must be a list of files; or name one with --shapes'
    ]


# ---- usage and ends --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["biuld"],
        ["build", "--thread"],
        ["query"],
        ["trace"],
        ["build", "--threads", "0"],
        ["query", "Q1", "--format", "xml"],
    ],
)
def test_wrong_usage_ends_with_2(root: Path, words: list[str]) -> None:
    ran = lod(root, *words)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: " in ran.err


def test_help_and_version_are_data(root: Path) -> None:
    assert lod(root, "--version").out.startswith("lod, version ")
    told = lod(root, "--help").out
    assert all(
        f"  {command} " in told for command in ("new", "check", "build", "validate", "trace", "query", "explain")
    )


def run(*words: str, program: str = "from lod import cli; cli.main()") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)


def test_a_fault_of_the_program_ends_with_70_and_says_so(root: Path) -> None:
    program = "from lod import checks, cli; checks.read = lambda config: 1 / 0; cli.main()"
    ended = run("--root", str(root), "check", program=program)
    assert ended.returncode == 70
    assert "ZeroDivisionError" in ended.stderr
    assert "this is a fault of the program, not of your files" in ended.stderr
    assert ended.stdout == ""


def test_a_reader_that_stops_reading_is_no_mistake(root: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "lod.cli", "--root", str(root), "query", LABELS]
    with os.fdopen(write, "wb") as closed:
        ended = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_nothing_is_asked_of_a_folder_that_is_no_dataset(tmp_path: Path) -> None:
    for words in (["check"], ["build"], ["query", "Q1"], ["trace", "a/b"], ["explain", "x"], ["validate"]):
        ran = lod(tmp_path, *words)
        assert (ran.code, ran.out) == (3, "")
        assert ran.errors[0].startswith("error[C101]: there is no [tool.lod] table in ")


PERSON = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> a sh:NodeShape ; sh:targetClass <urn:P> ; sh:property [ sh:path <urn:n> ; sh:minCount 1 ] .\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no dataset, with shapes and a file that violates them."""
    (tmp_path / "s.ttl").write_text(PERSON, encoding="utf-8")
    (tmp_path / "d.ttl").write_text("<urn:a> a <urn:P> .\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_files_are_validated_without_a_dataset(folder: Path) -> None:
    ran = lod(folder, "validate", "d.ttl", "--shapes", "s.ttl", "--format", "json")
    (result,) = json.loads(ran.out)["results"]
    assert (ran.code, result["focus"], ran.err) == (1, "<urn:a>", "")
    assert lod(folder, "validate", "d.ttl").errors[0].endswith("or name shapes with --shapes")


def test_relative_iris_need_a_base(folder: Path) -> None:
    (folder / "r.ttl").write_text("<a> a <urn:P> .\n", encoding="utf-8")
    words = ("validate", "r.ttl", "--shapes", "s.ttl", "--format", "json")
    assert lod(folder, *words).code == 3
    assert json.loads(lod(folder, *words, "--base", "http://e.org/").out)["results"][0]["focus"] == "<http://e.org/a>"
    assert lod(folder, *words, "--base", "no iri").code == 2


@pytest.mark.parametrize("output", ["nowhere/r.txt", "d.ttl", "s.ttl"])
def test_a_report_that_cannot_or_must_not_be_written_is_refused_before_the_work(folder: Path, output: str) -> None:
    before = snapshot(folder)
    assert lod(folder, "validate", "d.ttl", "--shapes", "s.ttl", "--output", output).code == 2
    assert snapshot(folder) == before


def test_a_report_is_written_through_a_link_and_to_a_device(folder: Path) -> None:
    (folder / "link.txt").symlink_to("real.txt")
    assert lod(folder, "validate", "d.ttl", "--shapes", "s.ttl", "--output", "link.txt").code == 1
    assert (folder / "link.txt").is_symlink()
    assert (folder / "real.txt").read_text(encoding="utf-8").startswith("The data do not conform.")
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    assert lod(folder, "validate", "d.ttl", "--shapes", "s.ttl", "--output", "pipe").code == 1
    assert reader.communicate(timeout=20)[0].startswith("The data do not conform.")


def test_tables_that_have_changed_since_the_build_are_told(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    lod(root, "build")
    assert "has changed" not in lod(root, "validate").err
    spoil(root, "mappings/facts/stations.csv", "Birch", "Beech")
    assert "mappings/facts/stations.csv has changed since the last build" in lod(root, "validate").err


@pytest.mark.parametrize("engine", ["auto", "sql", "pyshacl"])
def test_every_engine_looks_for_sparql_targets(folder: Path, engine: str) -> None:
    target = '[ a sh:SPARQLTarget ; sh:select "SELECT ?this { ?this a <urn:P> }" ]'
    (folder / "t.ttl").write_text(PERSON.replace("sh:targetClass <urn:P>", f"sh:target {target}"), encoding="utf-8")
    assert lod(folder, "validate", "d.ttl", "--shapes", "t.ttl", "--engine", engine).code == 1
