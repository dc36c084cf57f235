"""Speed and memory of validation from 10,000 to 10 million triples.

Run with: pytest -m bench -s tests/bench/test_validate.py

Each step runs in a process of its own, so that its peak of memory is its own.  The tables are printed as Markdown, for
docs/explanation/performance.md, which says what they mean.  BENCH_SIZES=10k,100k leaves out what takes long;
BENCH_FOLDER names a folder with 5 GB of room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.bench.kinds import JUDGED
from tests.bench.multiply import SEED, SIZES, multiply

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not SEED.is_file(), reason="the dataset is not built: run lod build"),
]
ROOT = Path(__file__).parents[2]
WANTED = os.environ.get("BENCH_SIZES", ",".join(SIZES)).split(",")
LEAST_FACTOR = 25  # against pySHACL at 100,000 triples, validation alone
MOST_SECONDS = {"10k": 0.35, "10M": 10.0}  # validation alone, on two cores
MOST_MEGABYTES = {"10M": 1000}
LOADED = {"10M": (30.0, 4000.0)}  # seconds and MB
MOST_CPU = 0.8  # seconds, for loading and validating 10,000 triples, without the imports
AGAIN = {"10M": 0.5}  # seconds, after a change of 100 rows
Figures = dict[str, float]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("BENCH_FOLDER")
    return Path(named) if named else tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def data(folder: Path) -> Mapping[str, Path]:
    """The spoilt data of each size."""
    return {size: multiply(SIZES[size], folder / f"{size}.nt", JUDGED) for size in WANTED}


def run(step: str, *files: Path) -> Figures:
    """Do a step in a fresh process."""
    words = [sys.executable, "-m", "tests.bench.measured", step, *map(str, files)]
    said = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    figures: Figures = json.loads(said)
    return figures


def told(head: str, rows: Iterator[str]) -> None:
    """A table in Markdown, for -s."""
    columns = head.count("|") - 1
    sys.stdout.write("\n".join(["", "", head, "| ---: " * columns + "|", *rows, ""]))


def test_time_and_memory_of_every_size(data: Mapping[str, Path], folder: Path) -> None:
    loads, runs = {}, {}
    for size, file in data.items():
        bench = folder / f"{size}.duckdb"
        bench.unlink(missing_ok=True)
        loads[size] = run("load", file, bench)
        runs[size] = run("validate", file, bench)
    told(
        "| triples | load s | load peak MB | validate s | validate CPU s | validate peak MB | focus nodes | results |",
        (
            f"| {a['triples']:,.0f} | {a['load']:.1f} | {a['peak']:.0f} | {b['validate']:.2f} | {b['cpu']:.2f} | "
            f"{b['peak']:.0f} | {b['focus nodes']:,.0f} | {b['results']:,.0f} |"
            for a, b in ((loads[s], runs[s]) for s in data)
        ),
    )
    for size, (seconds, megabytes) in LOADED.items():
        assert size not in loads or (loads[size]["load"] <= seconds and loads[size]["peak"] <= megabytes), loads[size]
    for size, most in MOST_SECONDS.items():
        assert size not in runs or runs[size]["validate"] <= most, runs[size]
    for size, most in MOST_MEGABYTES.items():
        assert size not in runs or runs[size]["peak"] <= most, runs[size]


def test_a_change_of_rows_is_validated_faster_than_everything(data: Mapping[str, Path], folder: Path) -> None:
    runs = {}
    for size, file in data.items():
        bench = folder / f"{size}.duckdb"
        if not bench.is_file():
            run("load", file, bench)
        runs[size] = run("again", file, bench)
        bench.unlink()  # it is no longer what was loaded
    told(
        "| size | changed triples | shapes that run | again s | results |",
        (
            f"| {size} | {r['changed']:,.0f} | {r['shapes']:.0f} | {r['again']:.2f} | {r['results']:,.0f} |"
            for size, r in runs.items()
        ),
    )
    for size, most in AGAIN.items():
        assert size not in runs or runs[size]["again"] <= most, runs[size]


@pytest.mark.skipif("100k" not in WANTED, reason="BENCH_SIZES leaves out 100k")
def test_ratio_to_pyshacl(data: Mapping[str, Path]) -> None:
    ours, theirs = run("whole", data["100k"]), run("pyshacl", data["100k"])
    told(
        "| engine | load s | validate s | peak MB | results |",
        (
            f"| {name} | {f['load']:.1f} | {f['validate']:.2f} | {f['peak']:.0f} | {f['results']:,.0f} |"
            for name, f in (("SQL", ours), ("pySHACL", theirs))
        ),
    )
    assert ours["results"] == theirs["results"]
    assert theirs["validate"] / ours["validate"] >= LEAST_FACTOR


@pytest.mark.skipif("10k" not in WANTED, reason="BENCH_SIZES leaves out 10k")
def test_fixed_cost(data: Mapping[str, Path]) -> None:
    nothing, whole = run("empty"), run("whole", data["10k"])
    told(
        "| step | CPU s | peak MB |",
        (f"| {n} | {f['cpu']:.2f} | {f['peak']:.0f} |" for n, f in (("imports", nothing), ("imports, 10k", whole))),
    )
    assert whole["cpu"] - nothing["cpu"] <= MOST_CPU
