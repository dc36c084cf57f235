"""Write a view as a table.  Workbench -> CSV or TSV, its rows sorted by their columns.

No other order would be the same in every build: a view may leave it to the engine, or to the order of the tables.

Spec: RFC 4180, but for lines that end with LF; IANA text/tab-separated-values."""

from __future__ import annotations

import csv
from pathlib import Path

from lod.packing import unpacked, writing
from lod.plan.sql import name
from lod.sources.model import ROW_COLUMNS
from lod.workbench import Workbench


def write_table(bench: Workbench, file: Path, view: str) -> None:
    """Write all rows of a view, the names of its columns first; an empty cell stands for no value.

    file   ends with .csv or .tsv, and then as packed files do
    view   its name in the workbench"""
    columns = [c for c in bench.texts("SELECT column_name FROM (DESCRIBE " + name(view) + ")") if c not in ROW_COLUMNS]
    delimiter = "\t" if unpacked(file.name).endswith(".tsv") else ","
    with writing(file) as out:
        table = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        table.writerow(columns)
        chosen = ", ".join(f"coalesce({name(c)}, '')" for c in columns)
        order = ", ".join(f"{name(c)} NULLS FIRST" for c in columns)
        table.writerows(bench.stream(f"SELECT {chosen} FROM {name(view)} ORDER BY {order}"))
