"""A dataset of timetables, GTFS: what gen_gtfs.py writes, mapped by its RML; not built."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from lod import turtle
from lod.errors import LodError
from lod.mapping import older

TRUTHS = "exact_times exception_type monday tuesday wednesday thursday friday saturday sunday".split()
CONFIGURATION = """[tool.lod]
name = "gtfs"
base = "https://example.org/gtfs/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = { name = "Timetables", iri = "https://example.org/gtfs/publisher" }
version = "1.0.0"
issued = "2026-01-31"
mappings = ["gtfs.rml.ttl"]
title.en = "Timetables"
dumps."gtfs.ttl" = ["gtfs"]
"""


def timetables(folder: Path, generator: Path, rml: Path, size: int) -> Path:
    """Make a dataset of timetables.

    generator, rml   gen_gtfs.py and its mapping, in the older vocabulary
    size             1 for 400 thousand quads"""
    made = folder / "made"
    folder.mkdir(parents=True)
    subprocess.run([sys.executable, str(generator), str(size), str(made)], check=True, capture_output=True)
    (folder / "data").mkdir()
    for file in sorted(made.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as given:
            write(folder / "data" / file.name, csv.reader(given))
        file.unlink()
    made.rmdir()
    errors: list[LodError] = []
    found = older.current(
        turtle.read(rml.read_text(encoding="utf-8"), "gtfs.rml.ttl", "http://example.com/ns#"), errors
    )
    assert not errors
    lines = (f"{t.s} {t.p} {t.o} .\n" for t in found.triples if not t.p.lexical.endswith("/root"))
    (folder / "gtfs.rml.ttl").write_text("".join(lines).replace('"/data/', '"data/'), encoding="utf-8")
    (folder / "pyproject.toml").write_text(CONFIGURATION, encoding="utf-8")
    return folder


def write(file: Path, rows: Iterable[list[str]]) -> None:
    """Write a table with numbers and truth values as stores keep them.

    What they are numbered by comes first: most of these rows have no key."""
    header: list[str] = []
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, row in enumerate(rows):
            header = header or row
            cells = [kept(column, cell) for column, cell in zip(header, row, strict=True)]
            writer.writerow([str(number) if number else "row", *cells])


def kept(column: str, cell: str) -> str:
    """A cell as stores keep it."""
    if column in TRUTHS and cell != column:
        return "true" if cell == "1" else "false"
    plain = re.fullmatch(r"(-?\d+)\.(\d*?)0*", cell)
    return f"{plain[1]}.{plain[2]}".rstrip(".") if plain else cell
