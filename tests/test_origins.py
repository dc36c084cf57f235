"""A result is led back to the cells it comes from: rows, columns, and where a missing value would stand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lod import build, checks, origins, workbench
from lod.config_file import load
from lod.origins import Origin
from lod.plan.columns import columns
from lod.shapes.model import Result
from lod.sources.cells import begins
from lod.terms import ntriples
from lod.turtle import read
from lod.vocab import RDFS, SH
from lod.workbench import Workbench
from tests import dataset

BASE = "https://example.org/rail/"
FACTS = "mappings/facts/"
RULE_COLUMN = "rule_column (rule INTEGER, predicate VARCHAR, role VARCHAR, place INTEGER, name VARCHAR)"
LABEL, KIND, LINE, STATION = RDFS + "label", BASE + "def#kind", BASE + "def#line", BASE + "def#station"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small dataset; one station has no Spanish label and no kind."""
    folder = dataset.copy(tmp_path_factory.mktemp("origins") / "railway")
    dataset.spoil(folder, FACTS + "stations.csv", "Apeadero Abedul,halt", ",")
    return folder


@pytest.fixture(scope="module")
def bench(root: Path) -> Iterator[Workbench]:
    read_in = checks.read(load(root))
    with workbench.create(None, threads=1) as bench:
        build.fill(read_in, bench)
        bench.con.execute(f"CREATE TABLE IF NOT EXISTS {RULE_COLUMN}")
        bench.con.execute("DELETE FROM rule_column")
        bench.con.executemany("INSERT INTO rule_column VALUES (?, ?, ?, ?, ?)", list(columns(read_in.mapping)))
        yield bench


def result(focus: str, path: str, value: str = "", kind: str = "Class") -> Result:
    about = f"<{BASE}id/{focus}>", path if path.startswith(("^", "<", "(")) or not path else f"<{path}>", value
    return Result("Violation", "<urn:shape>", *about, f"<{SH}{kind}ConstraintComponent>")


def found(bench: Workbench, asked: Result) -> list[tuple[str, str]]:
    """The key and the column of each origin."""
    return [(o.key, o.column_name) for o in origins.find(bench, [asked]).get(asked, ())]


def test_a_wrong_value_leads_to_its_cell(bench: Workbench) -> None:
    asked = result("stop/s-2", LINE, f"<{BASE}id/line/coast>")
    assert origins.find(bench, [asked]) == {asked: (Origin(FACTS + "stops.csv", 3, "s-2", "line"),)}


def test_a_value_from_a_joined_table_leads_to_both_rows(bench: Workbench) -> None:
    asked = result("stop/s-2", STATION, f"<{BASE}id/station/birch>")
    assert sorted(found(bench, asked)) == [("birch", "station_id"), ("s-2", "station")]


def test_a_value_of_a_view_leads_to_the_cell_of_the_table_that_holds_it(bench: Workbench) -> None:
    asked = result("line/coast", BASE + "def#terminus", f"<{BASE}id/station/alder>")
    assert found(bench, asked) == [("s-1", "station")]


def test_too_many_values_lead_to_every_cell_of_the_path(bench: Workbench) -> None:
    assert found(bench, result("station/alder", LABEL, kind="MaxCount")) == [("alder", "label_en")]


def test_a_missing_value_leads_to_the_empty_cell_it_would_stand_in(bench: Workbench) -> None:
    assert found(bench, result("station/birch", KIND, kind="MinCount")) == [("birch", "kind")]


def test_of_two_columns_a_missing_value_leads_to_the_empty_one(bench: Workbench) -> None:
    assert found(bench, result("station/birch", LABEL, kind="QualifiedMinCount")) == [("birch", "label_es")]


def test_a_missing_value_that_no_rule_could_state_leads_to_the_row_of_the_thing(bench: Workbench) -> None:
    assert found(bench, result("station/birch", "urn:none", kind="MinCount")) == [("birch", "station_id")]


def test_where_nothing_can_be_missing_a_path_without_triples_leads_to_the_row_too(bench: Workbench) -> None:
    assert ("birch", "station_id") in found(bench, result("station/birch", "urn:none", kind="Equals"))


def test_an_inverse_path_leads_to_the_row_of_the_value(bench: Workbench) -> None:
    asked = result("line/coast", f"^<{LINE}>", f"<{BASE}id/stop/s-3>")
    assert found(bench, asked) == [("s-3", "stop_id")]


def test_a_sequence_leads_to_the_rows_of_every_step(bench: Workbench) -> None:
    asked = result("line/coast", f"^<{LINE}>/<{STATION}>", f"<{BASE}id/station/birch>")
    assert {key for key, _ in found(bench, asked)} == {"s-2", "birch"}


def test_an_alternative_leads_to_the_predicate_that_states_the_value(bench: Workbench) -> None:
    asked = result("stop/s-2", f"(<urn:none>|<{LINE}>)", f"<{BASE}id/line/coast>")
    assert found(bench, asked) == [("s-2", "line")]


def test_a_result_about_a_thing_as_a_whole_leads_to_its_rows(bench: Workbench) -> None:
    asked = result("line/hill", "", f"<{BASE}id/line/hill>", "SPARQL")
    assert found(bench, asked)[0][0] in {"hill", "s-4"}
    assert ("hill", "line_id") in found(bench, asked)


def test_a_thing_that_the_data_do_not_have_has_no_origin(bench: Workbench) -> None:
    assert found(bench, result("station/none", KIND, kind="MinCount")) == []


def test_data_that_no_table_states_have_no_origins() -> None:
    with workbench.create(None, threads=1) as bench:
        assert origins.find(bench, [result("station/birch", KIND)]) == {}


def test_every_mapped_triple_leads_to_rows_that_state_it_and_columns_they_have(root: Path, bench: Workbench) -> None:
    asked = {
        Result("Violation", "<urn:s>", str(s), str(p), str(o), "<urn:c>"): rows
        for s, p, o, rows in bench.rows(
            "SELECT s.nt, p.nt, o.nt, list(DISTINCT src.path || '#' || r.key) FROM quad q JOIN term s ON s.id = q.s"
            " JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o JOIN quad_row w ON w.quad = q.id"
            " JOIN row r ON r.id = w.row JOIN source src ON src.id = r.source GROUP BY ALL"
        )
    }
    answers = origins.find(bench, list(asked))
    assert set(answers) == set(asked)
    for one, answer in answers.items():
        assert {f"{o.file}#{o.key}" for o in answer} <= set(map(str, asked[one] or ()))  # type: ignore[arg-type]
        for origin in answer:
            if origin.file.endswith(".csv"):
                header = next(csv.reader((root / origin.file).open(encoding="utf-8", newline="")))
                assert origin.column_name in header


def test_the_character_is_where_the_cell_begins(root: Path, bench: Workbench) -> None:
    asked = [result("stop/s-2", LINE, f"<{BASE}id/line/coast>"), result("station/cedar", KIND, kind="MaxCount")]
    placed = origins.with_columns(origins.find(bench, asked), root)
    assert [(o.line, o.column) for r in asked for o in placed[r]] == [(3, 5), (4, 41)]


def test_a_file_that_is_gone_leaves_the_character_out(tmp_path: Path, bench: Workbench) -> None:
    asked = result("stop/s-2", LINE, f"<{BASE}id/line/coast>")
    there = origins.find(bench, [asked])
    assert origins.with_columns(there, tmp_path) == there


def test_cells_are_found_between_quotes_and_tabs_and_after_comments() -> None:
    table = 'id,note,name\r\na,"x, ""y""",Ada\r\nb,"two\nlines",Bea\r\n'
    wanted = [(2, "note"), (2, "name"), (3, "note"), (3, "name"), (9, "name"), (2, "none")]
    assert begins(table, wanted) == {(2, "note"): 3, (2, "name"): 14, (3, "note"): 3}
    assert begins("#c: 1\nid\tname\na\tAda\n", [(3, "name")]) == {(3, "name"): 3}


def test_results_that_differ_in_what_they_say_share_their_origins(bench: Workbench) -> None:
    one = result("stop/s-2", LINE, f"<{BASE}id/line/coast>")
    other = replace(one, severity="Info", messages=(ntriples(read('<a:a> <a:a> "x"@en .', "").triples[0].o),))
    answers = origins.find(bench, [one, other])
    assert answers[one] == answers[other]
