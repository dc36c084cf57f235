"""Change single rows of a table and nothing else.  CSV file <-> rows, each with its own text.

A command that fills in cells must leave every other byte as the curator typed it, so that a commit shows only what was
filled in."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile

from lod.errors import Place, UnknownColumn
from lod.evidence.model import Row
from lod.evidence.tables import read_rows


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the table with the bytes it came from."""

    row: Row
    raw: str  # with its line end


def read_records(table: Path, shown: str, columns: Iterable[str]) -> tuple[str, list[Record]]:
    """The header line, and every row with its own text.

    shown    how messages name the table
    columns  those that it must have
    raises   UnknownColumn where it lacks one, and what `read_rows` raises"""
    rows = read_rows(table, shown, keyed=False)
    lines = list(io.StringIO(table.read_bytes().decode("utf-8"), newline=""))
    names = next(csv.reader([lines[0].removeprefix("\ufeff")]))
    for column in columns:
        if column not in names:
            raise UnknownColumn(Place(shown, 1), column=column, source=shown, columns=", ".join(names))
    starts = [row.line - 1 for row in rows] + [len(lines)]
    raws = ["".join(lines[start:end]) for start, end in pairwise(starts)]
    return "".join(lines[: starts[0]]), [Record(row, raw) for row, raw in zip(rows, raws, strict=True)]


def with_values(record: Record, values: Mapping[str, str]) -> Record:
    """The record with new values in columns it has; the very same record where nothing changes."""
    row = record.row
    changed = {column: values.get(column, cell) for column, cell in row.values.items()}
    if changed == row.values:
        return record
    end = "\r\n" if record.raw.endswith("\r\n") else "\n"
    return Record(replace(row, values=changed), csv_line(changed.values(), end))


def csv_line(cells: Iterable[str], end: str = "\n") -> str:
    """One row as a table holds it."""
    line = io.StringIO()
    csv.writer(line, lineterminator=end).writerow(cells)
    return line.getvalue()


def write_records(table: Path, header: str, old: Sequence[Record], new: Sequence[Record]) -> int:
    """Write the table anew; returns how many rows changed, and writes nothing where none did."""
    changed = sum(now is not before for now, before in zip(new, old, strict=True))
    if changed:
        _write_whole(table, header + "".join(record.raw for record in new))
    return changed


def _write_whole(path: Path, text: str) -> None:
    """Replace a file by its new text at once: a reader sees the old one or the new one."""
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(path.stat().st_mode)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
