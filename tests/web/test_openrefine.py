"""OpenRefine links a column to the dataset, and fetches what is said of what it has found.

The program that most people link tables with; of Debian, as it is.  It is asked over HTTP as its own pages ask it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.config_file import load
from tests.web import openrefine
from tests.web.openrefine import OpenRefine
from tests.web.served import Served, serving

pytestmark = pytest.mark.slow

TABLE = """name,country,note
Salvador Allende,Chile,as it is
"ALLENDE, Salvador",Chile,turned round
salvador allende,,without anything else
Fidel Castro,Cuba,no country is known of him here
Salvador Alende,Chile,misspelt
Nobody Of That Name,Chile,not there
,Chile,empty
"""
ALL = {"facets": [], "mode": "row-based"}


@pytest.fixture(scope="module")
def ours(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The published dataset, served."""
    folder = tmp_path_factory.mktemp("ours")
    shutil.copy(root / "pyproject.toml", folder)
    for name in ("ontology", "mappings", load(root).output):  # so that nothing is written into the repository
        (folder / name).symlink_to(root / name)
    with serving(folder) as found:
        yield found


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    with openrefine.running(tmp_path_factory.mktemp("openrefine")) as found:
        yield found


def test_openrefine_links_a_column_and_fetches_values(ours: Served, program: OpenRefine) -> None:
    manifest = ours.get("/reconcile").json
    spaces = {name: manifest[name] for name in ("identifierSpace", "schemaSpace")}
    project = program.project("people", TABLE)
    detail = {"column": "country", "propertyName": "country", "propertyID": "country"}
    config = spaces | {
        "mode": "standard-service",
        "service": f"{ours.url}/reconcile",
        "type": {"id": "def#Person", "name": "Person"},
        "autoMatch": True,
        "columnDetails": [detail],
        "limit": 0,
    }
    program.apply(project, [{"op": "core/recon", "engineConfig": ALL, "columnName": "name", "config": config}])
    judged = program.judged(project, 0)
    matched = [row.get("m", {}).get("id") if row.get("j") == "matched" else None for row in judged]
    allende = "id/person/salvador-allende"
    assert matched == [allende, allende, allende, "id/person/fidel-castro", None, None, None]
    assert judged[4]["c"][0]["id"] == allende  # to be looked at by somebody
    assert judged[0]["m"]["types"] == ["def#Person"]

    wanted = [{"id": "same", "name": "Wikidata"}, {"id": "party", "name": "of", "settings": {"content": "thing"}}]
    extend = spaces | {
        "op": "core/extend-reconciled-data",
        "engineConfig": ALL,
        "baseColumnName": "name",
        "endpoint": f"{ours.url}/reconcile",
        "extension": {"properties": wanted},
        "columnInsertIndex": 1,
    }
    program.apply(project, [extend])
    rows = program.table(project)
    assert [row["note"] for row in rows] == [line.rpartition(",")[2] for line in TABLE.splitlines()[1:]]
    assert [row["the same thing elsewhere"].rpartition("/")[2] for row in rows] == ["Q440"] * 3 + ["Q11256"] + [""] * 3
    assert rows[0]["organisation it belongs to"] == "Government of Chile"
    linked = program.judged(project, 4)
    assert linked[0]["m"]["id"] == "id/organization/government-chile"  # what is fetched is linked as well


def test_openrefine_guesses_the_type_of_a_column(ours: Served, program: OpenRefine) -> None:
    project = program.project("more people", TABLE)
    guessed = program.guessed(project, "name", f"{ours.url}/reconcile")
    assert guessed[0]["id"] == "def#Person"
