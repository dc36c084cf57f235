"""What is too large for memory is answered from the store on disk, in every respect the same."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from lod import store
from tests.web.conftest import PEOPLE, X, quads
from tests.web.served import Served, folder, serving
from tests.web.test_attacks import HOGS, RUNAWAYS, rests

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = folder(tmp_path_factory.mktemp("disk") / "data", quads())
    store.load(root / "output" / "railway.nq", root / "output" / "store")
    with serving(root, "--in-memory", "1000", "--deadline", "1", "--memory", "600") as found:
        yield found


def test_the_store_answers(on_disk: Served) -> None:
    assert on_disk.query(COUNT, accept="text/csv").text.split() == ["n", str(5 * PEOPLE)]
    assert f"<{X}graph/a>" in on_disk.get("/sparql", accept="application/n-triples").text
    assert on_disk.get("/id/person/p7").headers["location"] == "/id/person/p7.ttl"
    assert 'label> "Person 7"@en' in on_disk.get("/id/person/p7.nt").text


@pytest.mark.parametrize("query", [RUNAWAYS["cartesian"], RUNAWAYS["path"], HOGS["order"], HOGS["doubling"]])
def test_limits_hold(on_disk: Served, query: str) -> None:
    assert on_disk.query(query).status in (504, 507)
    assert rests(on_disk)
    assert on_disk.query("ASK {}").json["boolean"] is True


def test_a_packed_dump_is_read(tmp_path: Path) -> None:
    root = folder(tmp_path / "data", "")
    (root / "output" / "railway.nq").unlink()
    configured = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(configured.replace('name = "railway"', 'name = "railway"\npacking = "gzip"'))
    (root / "output" / "railway.nq.gz").write_bytes(gzip.compress(quads().encode()))
    with serving(root) as served:
        assert served.query(COUNT, accept="text/csv").text.split() == ["n", str(5 * PEOPLE)]


def test_partitions_of_a_cluster_are_read(tmp_path: Path) -> None:
    root = folder(tmp_path / "data", "")
    (root / "output" / "railway.nq").unlink()
    (root / "output" / "railway.nq").mkdir()
    lines = quads().splitlines(keepends=True)
    for number in range(3):
        (root / "output" / "railway.nq" / f"part-{number:05}.nq").write_text("".join(lines[number::3]))
    with serving(root) as served:
        assert served.query(COUNT, accept="text/csv").text.split() == ["n", str(5 * PEOPLE)]
