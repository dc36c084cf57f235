"""Look into CSV files that a cluster reads.  first bytes -> header and line ends; a copy of a file -> its mistake.

The cluster itself reads the rows.  It tells that a file is no CSV, not where; so the driver looks for the place.
Spec: RFC 4180."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from lod.errors import BadQuoting, DuplicateColumn, LodError, NoHeader, NotUtf8, Place, RaggedRow, raise_all
from lod.sources.model import LogicalSource
from lod.sources.opening import opened_bytes

GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Head:
    """How a CSV file begins."""

    columns: tuple[str, ...]  # their names, or numbers from 1
    line_end: str  # \n, \r\n or \r


def head(first: bytes, source: LogicalSource, zipped: bool) -> Head:
    """Read the first record of a CSV file.

    first    the beginning of the file
    raises   Failed with T201 to T203, T205"""
    text = _text(zlib.decompressobj(GZIP).decompress(first) if zipped else first, source)
    d = source.dialect
    lines = StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        reader = csv.reader(lines, delimiter=d.delimiter, quotechar=d.quote, strict=True)
        columns = next(reader, [])
    except csv.Error as error:
        raise_all([BadQuoting(Place(source.path, 1), message=str(error))])
    if not columns:
        raise_all([NoHeader(Place(source.path, 1))])
    if not d.header:
        columns = [str(number) for number in range(1, len(columns) + 1)]
    twice = [c for c in dict.fromkeys(columns) if columns.count(c) > 1]
    raise_all([DuplicateColumn(Place(source.path, 1), column=c) for c in twice])
    lines.seek(0)
    end = [line for line, _ in zip(lines, range(reader.line_num), strict=False)][-1]
    return Head(tuple(columns), "\r\n" if end.endswith("\r\n") else "\r" if end.endswith("\r") else "\n")


def _text(first: bytes, source: LogicalSource) -> str:
    try:
        return first.decode()
    except UnicodeDecodeError as error:
        if error.start < len(first) - 4 or error.reason != "unexpected end of data":
            line = first[: error.start].count(b"\n") + 1
            raise_all([NotUtf8(Place(source.path, line), position=error.start, byte=first[error.start])])
        return first[: error.start].decode()


def fault(file: Path, source: LogicalSource, line_end: str, width: int) -> LodError | None:
    """The first mistake of a CSV file: a row, its quotes, its encoding, or a line that ends in another way.

    file      here, packed or not
    width     how many columns the header has
    returns   T201, T204 or T205 with the line; None if Python finds nothing wrong"""
    d = source.dialect
    start = 1
    with opened_bytes(file, source.path, "") as stream:
        try:
            lines = _decoded(stream, source, line_end)
            reader = csv.reader(lines, delimiter=d.delimiter, quotechar=d.quote, strict=True)
            for row in reader:
                if row and len(row) != width:
                    return RaggedRow(Place(source.path, start), found=len(row), expected=width)
                start = reader.line_num + 1
        except csv.Error as error:
            return BadQuoting(Place(source.path, start), message=str(error))
        except _WrongLine as wrong:
            return wrong.fault
    return None


class _WrongLine(Exception):
    def __init__(self, fault: LodError) -> None:
        super().__init__()
        self.fault = fault


def _decoded(stream: Iterator[bytes], source: LogicalSource, line_end: str) -> Iterator[str]:
    """The lines of a file as text, each checked."""
    quote, inside, position = source.dialect.quote, False, 0
    for number, line in enumerate(stream, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            place = Place(source.path, number)
            raise _WrongLine(NotUtf8(place, position=position + error.start, byte=error.object[error.start])) from error
        position += len(line)
        outside = "".join(text.split(quote)[inside::2]) if quote else text
        inside ^= bool(quote) and text.count(quote) % 2 == 1
        if line_end != "\r" and _ends_otherwise(outside, line_end):
            message = (
                f"a line ends in another way than the first, which ends in {'CR LF' if line_end != chr(10) else 'LF'}"
            )
            raise _WrongLine(BadQuoting(Place(source.path, number), message=message))
        yield text


def _ends_otherwise(outside: str, line_end: str) -> bool:
    r"""Whether the text of a line outside its quotes holds a line end that is not the file's.

    >>> _ends_otherwise("a,b\r\n", "\n"), _ends_otherwise("a,b\r\n", "\r\n"), _ends_otherwise("a,", "\r\n")
    (True, False, False)
    """
    rest = outside.removesuffix(line_end)
    return "\r" in rest or "\n" in rest
