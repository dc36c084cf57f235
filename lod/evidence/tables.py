"""Turn tables into what the evidence gate looks at.  Table -> rows with their places; reads through lod.sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lod.archive import Source
from lod.evidence.model import Row
from lod.sources import tables
from lod.sources.model import Table


def rows_of(table: Table) -> tuple[Row, ...]:
    """The rows of one table, in the order of the file."""
    return tuple(Row(table.path, line, cells) for line, cells in table.records())


def read_rows(path: Path, shown: str, keyed: bool = True) -> tuple[Row, ...]:
    """Read one table; see `lod.sources.tables.read`."""
    return rows_of(tables.read(path, shown, keyed))


def sources_of(rows: Mapping[str, Sequence[Row]]) -> tuple[Source, ...]:
    """The files the rows of sources.csv name."""
    found = rows.get("sources", ())
    return tuple(Source(r.cell("source_id"), r.cell("file"), r.cell("sha256"), r.place) for r in found)
