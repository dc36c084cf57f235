"""Take texts into the archive.  sources.csv, source_parts.csv, folder of texts -> the same tables, filled in.

A curator types the name of a file; its digest and sizes follow from it.  A digest that stands there is never replaced:
passages point into exactly that text, so a text that has changed is for a person to look at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from lod.archive import Document, SourceFile, count_lines
from lod.errors import LodError, NotUtf8, Place, raise_all
from lod.evidence.offsets import whole
from lod.records import Record, read_records, with_values, write_records

SOURCE = ("source_id", "file", "sha256")
PART = ("part_id", "source_id", "char_start", "char_end", "line_from", "line_to")


def fill_sources(table: Path, shown: str, folder: Path) -> int:
    """Fill digest, bytes, characters and lines of the sources that have no digest yet.

    table    sources.csv; shown: its name in messages
    folder   where the files are
    returns  how many rows changed; where none did the file is not written
    raises   Failed with every file that is missing or no text; then nothing is written"""
    header, records = read_records(table, shown, SOURCE)
    mistakes: list[LodError] = []
    filled: list[Record] = []
    for record in records:
        try:
            filled.append(record if record.row.cell("sha256") else with_values(record, _sizes(record, folder)))
        except LodError as mistake:
            mistakes.append(mistake)
    raise_all(mistakes)
    return write_records(table, header, records, filled)


def _sizes(record: Record, folder: Path) -> dict[str, str]:
    """What a file gives.  Raises SourceFile or NotUtf8."""
    row = record.row
    path = folder / row.cell("file")
    if not path.is_file():
        facts = {"source": row.key, "file": row.cell("file") or "(no name)", "expected": "that it will have"}
        raise SourceFile(row.place, what="is missing", **facts)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(Place(row.cell("file")), position=error.start, byte=content[error.start]) from error
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": str(len(content)),
        "chars": str(len(text)),
        "lines": str(count_lines(text)),
    }


def fill_parts(table: Path, shown: str, documents: Mapping[str, Document]) -> int:
    """Fill the lines of parts that have offsets, and both for parts that have neither: those are the whole document.

    table    source_parts.csv; shown: its name in messages
    returns  how many rows changed; where none did the file is not written"""
    header, records = read_records(table, shown, PART)
    filled = [_placed(record, documents.get(record.row.cell("source_id"))) for record in records]
    return write_records(table, header, records, filled)


def _placed(record: Record, document: Document | None) -> Record:
    row = record.row
    if document is None or row.cell("line_from") or row.cell("line_to"):
        return record
    start, end = whole(row.cell("char_start")), whole(row.cell("char_end"))
    if not row.cell("char_start") and not row.cell("char_end"):
        start, end = 0, len(document.text)
    if start is None or end is None or not document.has(start, end):
        return record
    first, last = document.lines(start, end)
    values = {"char_start": str(start), "char_end": str(end), "line_from": str(first), "line_to": str(last)}
    return with_values(record, values)
