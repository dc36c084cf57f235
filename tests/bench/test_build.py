"""Speed and memory of a build, as ratios within one run and as a bound on memory.  Run with: pytest -m bench"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lod import build, checks, workbench
from lod.config import load
from lod.mapping.interpret import interpret
from lod.plan.compile import relation
from lod.sources.model import Table

pytestmark = pytest.mark.bench
LEAST_FACTOR = 3  # compiled mapping against the row-by-row oracle, on the real tables
MOST_MEGABYTES = 400


def test_compiling_to_sql_pays(root: Path) -> None:
    dataset = checks.read(load(root))
    began = time.perf_counter()
    with workbench.create(None) as bench:
        build.fill(dataset, bench)
        compiled = time.perf_counter() - began
        sources = {m.source.key: m.source for m in dataset.mapping.maps}
        tables = {}
        for key, source in sources.items():
            columns = [row[0] for row in bench.con.execute(f'DESCRIBE "{relation(source)}"').fetchall()]
            kept = [c for c in columns if not c.startswith("_row")]
            names = ", ".join(f'"{c}"' for c in kept)
            found = bench.rows(f'SELECT {names} FROM "{relation(source)}"')
            rows = tuple(tuple(str(v) if v is not None else "" for v in row) for row in found)
            tables[key] = Table(source.path, "", tuple(kept), rows, tuple(range(2, len(rows) + 2)))
    began = time.perf_counter()
    interpret(dataset.mapping, tables)
    slow = time.perf_counter() - began
    assert slow / compiled >= LEAST_FACTOR, f"compiled {compiled:.2f} s, oracle {slow:.2f} s"


def test_a_build_without_validation_stays_small(root: Path, tmp_path: Path) -> None:
    for name in ("pyproject.toml", "ontology", "mappings"):
        copy = shutil.copytree if (root / name).is_dir() else shutil.copyfile
        copy(root / name, tmp_path / name)
    subprocess.run([sys.executable, "-m", "lod.cli", "--root", str(tmp_path), "build", "--no-validate"], check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert peak <= MOST_MEGABYTES, f"peak {peak:.0f} MB"
