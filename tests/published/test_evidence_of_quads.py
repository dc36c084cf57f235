"""Every quad has a row, every statement a passage: asked of a build of the real tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lod import build, checks, workbench
from lod.config_file import load
from lod.workbench import Workbench

STATEMENTS = """
SELECT DISTINCT s.lexical FROM quad q JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p
  WHERE p.lexical = 'https://w3id.org/polhist/def#rank'"""


@pytest.fixture(scope="module")
def bench(root: Path) -> Iterator[Workbench]:
    with workbench.create(None) as bench:
        build.fill(checks.read(load(root)), bench)
        yield bench


def test_every_quad_has_a_row_of_a_file(bench: Workbench) -> None:
    rows = "SELECT quad FROM quad_row WHERE row IS NOT NULL"
    without = bench.number(f"SELECT count(*) FROM quad WHERE id NOT IN ({rows})")
    lost = bench.number("SELECT count(*) FROM quad_row WHERE row NOT IN (SELECT id FROM row)")
    assert (without, lost) == (0, 0)
    assert bench.number("SELECT count(*) FROM quad") > 40_000


def test_every_mapped_quad_has_a_rule_of_a_mapping(bench: Workbench) -> None:
    ontology = "https://w3id.org/polhist/graph/ontology"
    unruled = bench.number(
        "SELECT count(*) FROM quad q JOIN term g ON g.id = q.g WHERE g.lexical <> ?"
        " AND q.id NOT IN (SELECT quad FROM quad_row WHERE rule > 0)",
        [ontology],
    )
    assert unruled == 0


def test_every_statement_has_a_passage_and_a_speaker(bench: Workbench) -> None:
    for needed in ("statedIn", "attributedTo", "concerns"):
        have = STATEMENTS.replace("def#rank", f"def#{needed}")
        assert bench.texts(f"({STATEMENTS}) EXCEPT ({have})") == []
    assert len(bench.texts(STATEMENTS)) > 2_500


def test_rows_of_statements_lead_to_the_tables_that_state_them(bench: Workbench) -> None:
    files = bench.texts(
        f"SELECT DISTINCT src.path FROM quad q JOIN quad_row w ON w.quad = q.id JOIN row r ON r.id = w.row"
        f" JOIN source src ON src.id = r.source JOIN term s ON s.id = q.s WHERE s.lexical IN ({STATEMENTS})"
    )
    assert "mappings/facts/memberships.csv" in files
    assert all(f.startswith("mappings/facts/") for f in files)
