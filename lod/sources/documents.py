"""Read JSON and XML.  logical source + references -> Records.

A file is read twice: first to check all of it and to learn what each reference gives, then to give it out; a small one
is kept from the first time.  So a mistake at the end of a file shows before its first record is used.
Spec: RML-IO (w3id.org/rml/io/spec), Logical Source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

from lod.errors import Failed, LodError, Place, raise_all
from lod.sources.document_faults import ChangedFile, NoRecords
from lod.sources.json_records import JsonRecords
from lod.sources.model import PER_VALUE, Batch, Cell, Field, LogicalSource, Records
from lod.sources.xml_records import XmlRecords

BATCH = 10_000  # records
KEPT = 200_000  # cells that stay in memory rather than being read twice

Row = list[list[tuple[str, str]]]  # of each reference the values, each a text and the IRI of its datatype, "" a string


class Document(Protocol):
    """A file whose records can be read again and again."""

    def rows(self, file: Path) -> Iterator[Row]:
        """What the references find, record by record.  Raises LodError where the file cannot be read on."""
        ...

    def faults(self) -> list[LodError]:
        """What was wrong with the records that were read."""
        ...

    @property
    def count(self) -> int:
        """How many records there were."""
        ...


def read(
    source: LogicalSource, file: Path, references: Sequence[str], place_of: Mapping[str, Place], once: bool = False
) -> Records:
    """Read the records of a JSON or XML file.

    source    its formulation is json or xml; a value of `nulls` is none, if the mapping gives others than ""
    file      the file; source.path is its name in messages
    place_of  where the mapping writes each reference; "": the iterator
    once      keep all of it in memory, rather than read a large file twice
    raises    Failed with every mistake found (C106, T220 to T223, T230 to T235)
    """
    try:
        document: Document
        if source.formulation == "json":
            document = JsonRecords(source, references, place_of)
        else:
            document = XmlRecords(source, references, place_of, file=file)
    except LodError as error:
        raise Failed([error]) from None
    nulls = nulls_of(source)
    rows = (lambda: _without(document.rows(file), nulls)) if nulls else (lambda: document.rows(file))
    return of_file(file, source.path, references, rows, lambda: _odd(document, source, place_of), once)


def nulls_of(source: LogicalSource) -> frozenset[str]:
    """The texts that are no values; in a document an empty text is one, unless the mapping gives other nulls too."""
    return frozenset(() if source.nulls == ("",) else source.nulls)


def of_file(  # noqa: PLR0913
    file: Path,
    shown: str,
    references: Sequence[str],
    rows: Callable[[], Iterator[Row]],
    judged: Callable[[], Sequence[LodError]],
    keep: bool = False,
) -> Records:
    """Read rows of a file, which are asked for twice; for `judged` and `keep` see `gathered`.

    raises    Failed with what reading raises"""
    before = _stamp(file)
    try:
        return gathered(references, rows(), partial(_again, file, shown, before, rows), judged, keep)
    except LodError as error:
        raise Failed([error]) from None


def gathered(
    references: Sequence[str],
    once: Iterable[Row],
    again: Callable[[], Iterator[Row]],
    judged: Callable[[], Sequence[LodError]],
    keep: bool = False,
) -> Records:
    """Learn what rows hold, and give them out.

    once, again   the rows, twice; few rows are kept, and not asked for again
    judged        asked behind the first time: what is odd about them; what is wrong it raises
    keep          many rows too"""
    seen: list[set[str]] = [set() for _ in references]  # datatypes
    many = [False] * len(references)
    kept: list[Row] | None = []
    for row in once:
        for number, values in enumerate(row):
            seen[number].update([datatype for _, datatype in values])
            many[number] = many[number] or len(values) > 1
        if kept is not None:
            kept.append(row)
            kept = None if not keep and len(kept) * len(references) > KEPT else kept
    warnings = tuple(judged())
    fields = tuple(
        Field(reference, several, PER_VALUE if len(types) > 1 else next(iter(types), ""))
        for reference, several, types in zip(references, many, seen, strict=True)
    )
    return Records(fields, _batches(fields, iter(kept) if kept is not None else again()), warnings)


def _odd(document: Document, source: LogicalSource, place_of: Mapping[str, Place]) -> list[LodError]:
    raise_all(document.faults())
    return [] if document.count else [no_records(source, place_of)]


def no_records(source: LogicalSource, place_of: Mapping[str, Place]) -> LodError:
    """What to say of an iterator that finds nothing."""
    return NoRecords(place_of.get("", source.place), source=source.path, iterator=source.iterator)


def _without(rows: Iterable[Row], nulls: frozenset[str]) -> Iterator[Row]:
    return ([[v for v in cell if v[0] not in nulls] for cell in row] for row in rows)


def _again(file: Path, shown: str, before: tuple[int, int], rows: Callable[[], Iterator[Row]]) -> Iterator[Row]:
    """The rows a second time; the fields do not fit a file that is another by now."""
    try:
        yield from rows()
        if _stamp(file) != before:
            raise ChangedFile(Place(shown))
    except LodError as error:
        raise Failed([error]) from None


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
