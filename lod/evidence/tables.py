"""Read what the evidence gate looks at.  folder of CSV files -> rows by table; reads files only.

Strict where a guess would move a finding to another row: UTF-8, a header, as many cells as columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lod.archive import Source
from lod.errors import BadQuoting, NoHeader, NotUtf8, Place, RaggedRow
from lod.evidence.model import Row


def read_tables(folder: Path, shown: str = "mappings/facts") -> dict[str, tuple[Row, ...]]:
    """Read every CSV file of a folder.

    folder   holds the tables
    shown    how messages name the folder
    returns  rows by table name, in the order of the file
    raises   NotUtf8, NoHeader, BadQuoting, RaggedRow with the place of the mistake
    """
    return {path.stem: tuple(read_rows(path, f"{shown}/{path.name}")) for path in sorted(folder.glob("*.csv"))}


def read_rows(path: Path, shown: str) -> Iterator[Row]:
    """Read one table, with the line each row begins in."""
    lines = csv.reader(lines_of(decode(path, shown)), strict=True)
    line = 1
    try:
        header = next(lines, None)
        if not header:
            raise NoHeader(Place(shown))
        line = lines.line_num + 1
        for cells in lines:
            if len(cells) != len(header):
                raise RaggedRow(Place(shown, line), found=len(cells), expected=len(header))
            yield Row(shown, line, dict(zip(header, cells, strict=True)))
            line = lines.line_num + 1
    except csv.Error as error:
        raise BadQuoting(Place(shown, line), message=str(error)) from error


def lines_of(text: str) -> list[str]:
    """Cut a table into lines, each with its end; unlike str.splitlines it cuts at line ends only."""
    return list(io.StringIO(text, newline=""))


def decode(path: Path, shown: str) -> str:
    """Read a file that must be UTF-8; the message of the mistake names the byte."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(Place(shown), position=error.start, byte=content[error.start]) from error


def sources_of(tables: Mapping[str, Sequence[Row]]) -> tuple[Source, ...]:
    """The files the rows of sources.csv name."""
    rows = tables.get("sources", ())
    return tuple(Source(r.cell("source_id"), r.cell("file"), r.cell("sha256"), r.place) for r in rows)


def read_texts(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Read the files that are text, by the name messages show; pictures and archives are passed over."""
    found: dict[str, str] = {}
    for path in paths:
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(root).as_posix()] = content.decode("utf-8", errors="replace")
    return found
