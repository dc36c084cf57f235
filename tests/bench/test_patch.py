"""What a build after one changed row costs, in parts of a full build; the published bytes are the same.

Run with: pytest -m bench -s tests/bench/test_patch.py.  BENCH_ROWS=200000 makes it smaller, without a bound."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench import flat

pytestmark = pytest.mark.bench
ROWS = int(os.environ.get("BENCH_ROWS", "2000000"))
MOST = 0.1  # of the CPU seconds of a full build
LARGE = 1_000_000  # rows: of fewer the start of Python and of the engine is a part
Lines = list[bytes]
EDITS: dict[str, Callable[[Lines], Lines]] = {
    "changed": lambda lines: [
        *lines[: ROWS // 2],
        lines[ROWS // 2].replace(b"Name", b"Names"),
        *lines[ROWS // 2 + 1 :],
    ],
    "added": lambda lines: [*lines[: ROWS // 4], f"{flat.row(ROWS)}\n".encode(), *lines[ROWS // 4 :]],
    "removed": lambda lines: [*lines[: ROWS // 3], *lines[ROWS // 3 + 1 :]],
}


def build(root: Path, *options: str) -> float:
    """CPU seconds of a build in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "lod.cli", "--root", str(root), "build", "--no-store", *options]
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_one_row_costs_a_tenth_of_all_rows_at_most(tmp_path: Path) -> None:
    flat.write(ROWS, tmp_path)
    table, output = tmp_path / flat.TABLE, tmp_path / "output"
    whole = build(tmp_path)
    sys.stdout.write(f"\n{ROWS:,} rows in full: {whole:.1f} s of CPU\n")
    seconds = {}
    for name, edit in EDITS.items():
        table.write_bytes(b"".join(edit(table.read_bytes().splitlines(keepends=True))))
        seconds[name] = build(tmp_path)
        sys.stdout.write(f"one row {name}: {seconds[name]:.1f} s\n")
    sums = (output / "SHA256SUMS").read_bytes()
    shutil.rmtree(output)
    build(tmp_path)
    assert (output / "SHA256SUMS").read_bytes() == sums
    assert ROWS < LARGE or max(seconds.values()) <= whole * MOST
