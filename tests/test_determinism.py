"""The same inputs give the same bytes: whatever the hash seed, the order of rows, the number of threads."""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dataset import SMALL
from tests.mixed import ENGINES, TICKETS, engines, mixed, tickets


def sums(root: Path, seed: str, threads: str, *options: str) -> str:
    """Build in a process of its own; SHA256SUMS of what it published."""
    command = [sys.executable, "-m", "lod.cli", "--root", str(root), "build", "--threads", threads, *options]
    surroundings = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Pacific/Kiritimati"}
    subprocess.run(command, check=True, env=surroundings, capture_output=True)
    return (root / "output" / "SHA256SUMS").read_text(encoding="utf-8")


def shuffle(folder: Path) -> None:
    """Bring the rows of every table into another order."""
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as table:
            head, *rows = csv.reader(table)
        random.Random(file.name).shuffle(rows)
        with file.open("w", encoding="utf-8", newline="") as table:
            csv.writer(table, lineterminator="\n").writerows([head, *rows])


def test_a_small_dataset_is_published_alike_twice(tmp_path: Path) -> None:
    first, second = shutil.copytree(SMALL, tmp_path / "a"), shutil.copytree(SMALL, tmp_path / "b ñ")
    shuffle(second / "mappings/facts")
    assert sums(first, "0", "1") == sums(second, "4242", "2")


def test_a_dataset_of_every_kind_of_source_is_published_alike_twice(tmp_path: Path) -> None:
    first, second = mixed(tmp_path / "a"), mixed(tmp_path / "b ñ")
    engines(second, ENGINES[::-1])
    tickets(second, TICKETS[::-1])
    assert sums(first, "0", "1") == sums(second, "4242", "2")


@pytest.mark.slow
def test_the_real_dataset_is_published_alike_and_as_in_git(root: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shutil.copyfile(root / "pyproject.toml", tmp_path / name / "pyproject.toml")
        for folder in ("ontology", "mappings"):
            shutil.copytree(root / folder, tmp_path / name / folder)
    shuffle(tmp_path / "b/mappings/facts")
    one, other = sums(tmp_path / "a", "1", "1"), sums(tmp_path / "b", "99", "2")
    assert one == other == (root / "output/SHA256SUMS").read_text(encoding="utf-8")
