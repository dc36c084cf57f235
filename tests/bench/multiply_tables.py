"""Multiply a dataset: the same tables N times, each copy with ids of its own.

    python -m tests.bench.multiply_tables COPIES FOLDER

Every row of the fact tables is repeated; an id that a table declares gets the number of the copy, wherever a cell names
it, alone, behind its type (person/…) or in a list, and so do names and labels: else every name would be shared by as
many things as there are copies.  Sources stay what they are, so copies cite the same documents."""

from __future__ import annotations

import csv
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = {"sources.csv", "source_parts.csv"}
NAMES = {"name", "label_en", "label_es"}
WORD = re.compile(r"[^;|/ ]+")


def multiply(copies: int, folder: Path, dataset: Path = ROOT) -> int:
    """Write a dataset of so many copies.

    returns  the number of rows of its fact tables"""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pyproject.toml", "ontology", "mappings"):
        copy = shutil.copytree if (dataset / name).is_dir() else shutil.copyfile
        copy(dataset / name, folder / name)
    facts = sorted((folder / "mappings" / "facts").glob("*.csv"))
    tables = {file: _read(file) for file in facts if file.name not in SHARED}
    ids = {row[0] for header, *rows in tables.values() if header[0].endswith("_id") for row in rows}
    written = 0
    for file, (header, *rows) in tables.items():
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(header)
            kept = {number for number, column in enumerate(header) if column == "kind"}  # codes, one of which is an id
            called = {number for number, column in enumerate(header) if column in NAMES}
            for copy_number in range(copies):
                writer.writerows(_renamed(rows, ids, copy_number, kept, called))
                written += len(rows)
    return written


def _read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source))


def _renamed(rows: list[list[str]], ids: set[str], copy: int, kept: set[int], called: set[int]) -> list[list[str]]:
    if not copy:
        return rows

    def renamed(cell: str) -> str:
        return WORD.sub(lambda m: f"{m[0]}-x{copy}" if m[0] in ids else m[0], cell)

    def cell_of(number: int, cell: str) -> str:
        if number in called:
            return cell and f"{cell} {copy}"
        return cell if number in kept else renamed(cell)

    return [[cell_of(n, cell) for n, cell in enumerate(row)] for row in rows]


if __name__ == "__main__":
    sys.stdout.write(f"{multiply(int(sys.argv[1]), Path(sys.argv[2])):,} rows\n")
