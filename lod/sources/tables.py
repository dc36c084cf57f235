"""Read CSV strictly.  file -> Table, or every mistake in it with its line.

RFC 4180: comma, quotes doubled inside quotes, a header row.  Excel's byte order mark is accepted, nothing else is
guessed: a table that needs guessing is read differently by the next program."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from lod.errors import (
    BadQuoting,
    DuplicateColumn,
    DuplicateKey,
    EmptyKey,
    LodError,
    NameTaken,
    NoHeader,
    NoSuchFile,
    NotUtf8,
    Place,
    RaggedRow,
    UnnamedColumn,
    did_you_mean,
    raise_all,
)
from lod.sources.model import ROW_COLUMNS, Cells, PlainCells, Table

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML and few programs take them
CONTROL_BYTES = bytes(n for n in range(32) if chr(n) not in "\t\n\r")
NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
SLUG = re.compile(r"[A-Za-z0-9]+(?:[-._]+[A-Za-z0-9]+)*")
MANY = 50_000  # rows, whose cells are not all cut out for what may look at one column
csv.field_size_limit(sys.maxsize)  # a long cell is no broken quote


class BadKey(LodError):
    code, template = "T210", 'the {column} "{key}" is no slug'
    hint = "it becomes part of an IRI: letters without accents, digits, and - . _ between them"


class ControlCharacter(LodError):
    code, template, hint = "T211", "this row holds the control character {character}", "type the text anew"


def read(file: Path, path: str, keyed: bool = True) -> Table:
    """Read one table.

    file     the file; path: its name in messages, relative to the dataset
    keyed    every row must have a key of its own; false for a table whose keys are still to be filled in
    raises   Failed with every mistake found (T201 to T209, C106)
    """
    if not file.is_file():
        names = [p.name for p in file.parent.glob("*.csv")] if file.parent.is_dir() else []
        raise_all([NoSuchFile(Place(path), file=path, suggestion=did_you_mean(file.name, names))])
    return parse(file.read_bytes(), path, keyed)


def parse(data: bytes, path: str, keyed: bool = True) -> Table:
    """Read one table from its bytes; see `read`."""
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise_all([NotUtf8(Place(path, line), position=error.start, byte=data[error.start])])
    errors: list[LodError] = []
    with _uncollected():
        columns, cells, lines = _plain(text) or _quoted(text, path, errors)
    if not any(columns):
        raise_all([*errors, NoHeader(Place(path, 1))])
    errors += _header(columns, Place(path, 1))
    if _may_hold_control(data):
        errors += _controls(cells, lines, path)
    raise_all(sorted(errors, key=lambda error: error.place.line if error.place else 0))
    table = Table(path, hashlib.sha256(data).hexdigest(), columns, cells, lines)
    raise_all(_keys(table) if keyed else [])
    return table


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage among millions of new rows: there is none, and it takes longer than reading them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _may_hold_control(data: bytes) -> bool:
    """Whether a character that CONTROL finds is among the bytes: a pattern would look at each of them slowly."""
    return len(data.translate(None, CONTROL_BYTES)) < len(data) or any(code in data for code in NO_CHARACTERS)


def _controls(cells: Cells, lines: Sequence[int], path: str) -> Iterator[LodError]:
    for row, line in zip(zip(*cells, strict=True), lines, strict=True):
        if control := CONTROL.search("".join(row)):
            yield ControlCharacter(Place(path, line), character=f"U+{ord(control.group()):04X}")


def _header(columns: tuple[str, ...], place: Place) -> list[LodError]:
    errors: list[LodError] = []
    seen: set[str] = set()
    for number, column in enumerate(columns, 1):
        if not column.strip():
            errors.append(UnnamedColumn(place, number=number))
        elif column.lower() in seen:  # a database does not tell Name from name
            errors.append(DuplicateColumn(place, column=column))
        elif column.lower() in ROW_COLUMNS:
            errors.append(NameTaken(place, name=column, by="the workbench", what="column"))
        seen.add(column.lower())
    return errors


def _plain(text: str) -> tuple[tuple[str, ...], Cells, Sequence[int]] | None:
    """Header, cells and lines of a table without quotes, empty lines and rows of another length; else None.

    Most tables that are large are such ones, and no reader of CSV cuts them up as fast."""
    if '"' in text or "\r" in text:
        return None
    text = text.removesuffix("\n")
    rows = text.split("\n")
    columns = tuple(rows[0].split(","))
    if "" in rows or {row.count(",") for row in rows} != {len(columns) - 1}:
        return None
    lines, cells = range(2, len(rows) + 1), PlainCells(tuple(rows[1:]), len(columns))
    return columns, cells if len(lines) > MANY else tuple(cells), lines


def _quoted(text: str, path: str, errors: list[LodError]) -> tuple[tuple[str, ...], Cells, Sequence[int]]:
    """Header, cells and lines of any table."""
    rows, lines = _records(text, path, errors)
    columns = rows[0] if rows else ()
    errors += [
        RaggedRow(Place(path, line), found=len(row), expected=len(columns))
        for row, line in zip(rows, lines, strict=True)
        if len(row) != len(columns)
    ]
    return columns, tuple(zip_longest(*rows[1:], fillvalue="")) or ((),) * len(columns), lines[1:]


def _records(text: str, path: str, errors: list[LodError]) -> tuple[list[tuple[str, ...]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            if row:  # an empty line is no row
                rows.append(tuple(row))
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        errors.append(BadQuoting(Place(path, start), message=str(error)))
    return rows, lines


def _keys(table: Table) -> list[LodError]:
    keys = table.cells[0] if table.key else ()
    if all(keys) and len(set(keys)) == len(keys):
        return []
    errors: list[LodError] = []
    seen: dict[str, int] = {}
    for key, line in zip(keys, table.lines, strict=True):
        place = Place(table.path, line)
        if not key:
            errors.append(EmptyKey(place, column=table.key))
        elif key in seen:
            errors.append(DuplicateKey(place, column=table.key, key=key, other=seen[key]))
        seen.setdefault(key, line)
    return errors


def check_slugs(table: Table) -> list[LodError]:
    """Keys that would not stand in an IRI as they are, as mistakes; for tables whose keys name things."""
    if not table.key:
        return []
    return [
        BadKey(Place(table.path, line), column=table.key, key=key)
        for key, line in zip(table.cells[0], table.lines, strict=True)
        if not SLUG.fullmatch(key)
    ]
