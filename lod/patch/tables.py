"""Read the tables of a dataset as far as they have changed.  files + workbench of the build before -> Dataset, Edited.

A table whose digest is the same is not read; of one that has changed only those parts of the file are that differ.
What is read is checked as in any build; what rows have to do with each other across a table is checked in rows.py."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from lod import checks
from lod.checks import Dataset
from lod.config import Config
from lod.engines.embedded import columns_of
from lod.patch import parts
from lod.patch.model import Edit, Edited, Region, Unusual
from lod.sources import tables
from lod.sources.model import ROW_COLUMNS, Table, by_columns, stem
from lod.workbench import Workbench

KNOWN = "SELECT path, id, digest FROM source WHERE id NOT IN (SELECT source FROM record_source)"


@dataclass
class Reader:
    """Reads tables, and remembers what has changed."""

    bench: Workbench
    edited: list[Edited] = field(default_factory=list)
    known: dict[str, tuple[int, str]] = field(default_factory=dict)
    whole: bool = False  # read all rows of all tables: they are held against texts

    def table(self, config: Config, file: Path) -> Table:
        """One table: the header, and the rows that stand where something has changed.

        raises   Failed as reading it all does; Unusual"""
        path, data = config.shown(file), file.read_bytes()
        if path not in self.known:
            raise Unusual(f"{path} is new")
        source, digest = self.known[path]
        columns = [c for c in columns_of(self.bench.con, stem(path)) if c not in ROW_COLUMNS]
        table = Table(path, sha256(data).hexdigest(), tuple(columns), by_columns((), len(columns)), ())
        if table.digest != digest:
            edits = _edits(self.bench, source, table, data)
            for edit in edits:
                checks.check_slugs(config, edit.now)
            self.edited.append(Edited(source, path, table.digest, tuple(edits)))
            table = replace(
                table,
                cells=by_columns([row for e in edits for row in e.now.rows], len(columns)),
                lines=tuple(line for e in edits for line in e.now.lines),
            )
        return table


def read(config: Config, bench: Workbench) -> tuple[Dataset, tuple[Edited, ...]]:
    """The dataset with the rows where something has changed, and what has changed.

    raises   Failed, Unusual"""
    if bench.number("SELECT count(*) FROM record_source"):
        raise Unusual("the dataset has sources that are no tables")
    known = {str(path): (int(str(number)), str(digest)) for path, number, digest in bench.rows(KNOWN) if digest}
    reader = Reader(bench, known=known)
    dataset = checks.read(config, reader.table)
    gone = set(known) - {table.path for table in dataset.tables}
    if gone or dataset.records:
        raise Unusual("a source has gone or come")
    for table in dataset.tables:
        if table.path == config.links:
            reader.edited += _links(bench, table, known)
    return dataset, tuple(reader.edited)


def _links(bench: Workbench, table: Table, known: dict[str, tuple[int, str]]) -> list[Edited]:
    """The links, which are always read as a whole."""
    if table.path not in known:
        raise Unusual("there were no links before")
    source, digest = known[table.path]
    if table.digest == digest:
        return []
    if [c for c in columns_of(bench.con, table.name) if c not in ROW_COLUMNS] != list(table.columns):
        raise Unusual("the links have other columns")
    return [Edited(source, table.path, table.digest, (Edit(Region(0, 0, 1, 0, 0), table),))]


def _edits(bench: Workbench, source: int, table: Table, data: bytes) -> list[Edit]:
    """The rows of the regions that have changed, each with its line."""
    if parts.has_odd_lines(data):
        raise Unusual(f"the lines of {table.path} end in several ways")
    before = 0  # by how many lines what precedes has moved on
    edits = []
    for region in parts.regions(data, parts.load(bench, source)):
        piece = data[region.start : region.end]
        if region.start:
            head = _header(table.columns)
            found = tables.parse(head + piece, table.path)
            moved = region.first + before - 1 - head.count(b"\n")
            found = replace(found, lines=tuple(line + moved for line in found.lines))
        else:
            found = tables.parse(piece, table.path)
        if found.columns != table.columns:
            raise Unusual(f"{table.path} has other columns")
        edits.append(Edit(region, found))
        before = region.shift
    return edits


def _header(columns: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(columns)
    return text.getvalue().encode()
