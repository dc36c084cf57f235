"""Read JSON and XML.  logical source + references -> Records.

A file is read twice: first to check all of it and to learn what each reference gives, then to give it out; a small one
is kept from the first time.  So a mistake at the end of a file shows before its first record is used.
Spec: RML-IO (w3id.org/rml/io/spec), Logical Source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

from lod.errors import LodError, Place, raise_all
from lod.sources.document_faults import ChangedFile
from lod.sources.json_records import JsonRecords
from lod.sources.model import PER_VALUE, Batch, Cell, Field, LogicalSource, Records
from lod.sources.xml_records import XmlRecords

BATCH = 10_000  # records
KEPT = 200_000  # cells that stay in memory rather than being read twice

Row = list[list[tuple[str, str]]]  # of each reference the values, each a text and the IRI of its datatype, "" a string


class Document(Protocol):
    """A file whose records can be read again and again."""

    def rows(self) -> Iterator[Row]:
        """What the references find, record by record.  Raises LodError where the file cannot be read on."""
        ...

    def faults(self) -> list[LodError]:
        """What was wrong with the records that were read."""
        ...


def read(source: LogicalSource, file: Path, references: Sequence[str], place_of: Mapping[str, Place]) -> Records:
    """Read the records of a JSON or XML file.

    source    its formulation is json or xml; a value of `nulls` is none, if the mapping gives others than ""
    file      the file; source.path is its name in messages
    place_of  where the mapping writes each reference; "": the iterator
    raises    Failed with every mistake found (C106, T220 to T223, T230 to T235)
    """
    kind: type[JsonRecords] | type[XmlRecords] = JsonRecords if source.formulation == "json" else XmlRecords
    try:
        document: Document = kind(source, file, references, place_of)
        before = _stamp(file)
        nulls = frozenset(() if source.nulls == ("",) else source.nulls)  # in a document an empty text is a value
        seen: list[set[str]] = [set() for _ in references]  # datatypes
        many = [False] * len(references)
        kept: list[Row] | None = []
        for row in _without(document.rows(), nulls):
            for number, values in enumerate(row):
                seen[number].update([datatype for _, datatype in values])
                many[number] = many[number] or len(values) > 1
            if kept is not None:
                kept.append(row)
                kept = None if len(kept) * len(references) > KEPT else kept
        raise_all(document.faults())
    except LodError as error:
        raise_all([error])
        raise  # never: the line above has raised
    fields = tuple(
        Field(reference, several, PER_VALUE if len(types) > 1 else next(iter(types), ""))
        for reference, several, types in zip(references, many, seen, strict=True)
    )
    again = iter(kept) if kept is not None else _unchanged(document, file, source.path, before)
    return Records(fields, _batches(fields, _without(again, nulls)))


def _without(rows: Iterable[Row], nulls: frozenset[str]) -> Iterator[Row]:
    return iter(rows) if not nulls else ([[v for v in cell if v[0] not in nulls] for cell in row] for row in rows)


def _unchanged(document: Document, file: Path, shown: str, before: tuple[int, int]) -> Iterator[Row]:
    """The rows a second time; the fields do not fit a file that is another by now."""
    try:
        yield from document.rows()
        if _stamp(file) != before:
            raise ChangedFile(Place(shown))
    except LodError as error:
        raise_all([error])


def _stamp(file: Path) -> tuple[int, int]:
    state = file.stat() if file.is_file() else None
    return (state.st_size, state.st_mtime_ns) if state else (0, 0)


def _batches(fields: tuple[Field, ...], rows: Iterator[Row]) -> Iterator[Batch]:
    while some := list(islice(rows, BATCH)):
        yield Batch(len(some), [[_cell(field, row[n]) for row in some] for n, field in enumerate(fields)])


def _cell(field: Field, values: list[tuple[str, str]]) -> Cell:
    if not values:
        return None
    if field.datatype == PER_VALUE:
        return list(values) if field.many else values[0]
    return [text for text, _ in values] if field.many else values[0][0]
