"""Read a CSV file row by row.  file + dialect -> rows, each with its line, or the first mistake.

A database reads CSV many times as fast, but drops blanks between a quote and the end of its cell, wants the same line
ends from beginning to end and rows of limited length, and says of a mistake no line.  All that is read here.
Spec: RFC 4180: blanks are part of a cell; a quote opens a cell only at its beginning."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

from lod.errors import BadQuoting, LodError, NotUtf8, Place, RaggedRow, raise_all
from lod.sources.model import Dialect, LogicalSource

PIECE = 1 << 20  # bytes
csv.field_size_limit(sys.maxsize)  # a long cell is no broken quote


def rows(source: LogicalSource, file: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file, that of the header too, and the line in which each begins.

    file     the file itself, not compressed, in UTF-8
    raises   Failed with T201, T204 or T205"""
    d, start, width = source.dialect, 1, 0
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, delimiter=d.delimiter, quotechar=d.quote, strict=True)
        try:
            for row in reader:
                width = width or len(row)
                if row and len(row) != width:
                    raise_all([RaggedRow(Place(source.path, start), found=len(row), expected=width)])
                if row or width == 1:  # an empty line is a row of one empty cell where rows have one cell
                    yield start, row or [""]
                start = reader.line_num + 1
        except csv.Error as error:
            raise_all([BadQuoting(Place(source.path, start), message=str(error))])
        except UnicodeDecodeError:
            raise_all([not_utf8(source.path, file)])


def not_utf8(shown: str, file: Path) -> LodError:
    """The place of the first byte that is not UTF-8; texts are decoded in blocks, which tell no line."""
    before = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return NotUtf8(Place(shown, number), position=before + error.start, byte=line[error.start])
            before += len(line)
    return BadQuoting(Place(shown), message="the file was changed while it was read")


def has_blanks_at_quotes(file: Path, dialect: Dialect) -> bool:
    """Whether blanks may stand between a quote and the end of its cell.

    Most files have no blank beside a quote at all, which is found at once; what stands in quotes may look so too."""
    quote, delimiter = dialect.quote.encode(), dialect.delimiter.encode()
    if not quote or not _holds(file, b" " + quote, quote + b" "):
        return False
    end = b"[" + re.escape(delimiter) + rb"\r\n]"
    sign = re.escape(quote)
    pattern = b"(?:%b|%b) +%b|%b +(?:%b|\\Z)" % (end, sign, sign, sign, end)
    with file.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        return re.search(pattern, data) is not None


def _holds(file: Path, *signs: bytes) -> bool:
    """Whether any of these pairs of bytes is in a file."""
    last = b""
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            if any(sign in piece or sign in last + piece[:1] for sign in signs):
                return True
            last = piece[-1:]
    return False
