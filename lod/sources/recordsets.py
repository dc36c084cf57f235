"""Keep what a logical source gives.  Records -> Recordset; pure.

A dataset reads each source once, checks it and maps it: so all records are held, like the rows of its tables.
Read first: sources/model.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import cast

from lod.sources.model import PER_VALUE, Batch, Cell, Field, LogicalSource, Records, Value
from lod.sources.natural import kept
from lod.vocab import XSD

DOUBLE = XSD + "double"


@dataclass(frozen=True, slots=True)
class Recordset:
    """All records of a logical source that is no table."""

    source: LogicalSource
    path: str  # relative to the dataset; the address of a database, without the password
    digest: str  # SHA-256 of the file, hexadecimal; of a database empty
    fields: tuple[Field, ...]
    batches: tuple[Batch, ...]  # of each field the cells, then of each of `doubles`
    doubles: tuple[int, ...] = ()  # numbers of the fields whose cells stand once more, doubles as stores keep them
    lines: tuple[int, ...] = ()  # of each record; empty: records are counted

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(batch.count for batch in self.batches)

    def without_records(self) -> Recordset:
        """The fields alone, to check a mapping against."""
        return replace(self, batches=(), lines=())


def gathered(source: LogicalSource, path: str, digest: str, records: Records, lines: Sequence[int] = ()) -> Recordset:
    """Gather all records of a source.

    records  of a database they come in any order, and are sorted by their values
    raises   what reading them raises"""
    batches = tuple(records.batches)
    if source.database:
        batches = (_sorted(batches, len(records.fields)),)
    fields = records.fields
    doubles = tuple(n for n, field in enumerate(fields) if _has_doubles(field, [b.cells[n] for b in batches]))
    batches = tuple(replace(b, cells=(*b.cells, *(_kept(fields[n], b.cells[n]) for n in doubles))) for b in batches)
    return Recordset(source, path, digest, fields, batches, doubles, tuple(lines))


def _sorted(batches: Sequence[Batch], width: int) -> Batch:
    """All records in the order of their values; equal ones cannot be told apart."""
    rows = chain.from_iterable(zip(*batch.cells, strict=True) for batch in batches)
    ordered = sorted(rows, key=lambda row: [(cell is not None, cell or "") for cell in row])
    return Batch(sum(batch.count for batch in batches), list(zip(*ordered, strict=True)) or [()] * width)


def _has_doubles(field: Field, columns: Sequence[Sequence[Cell]]) -> bool:
    if field.datatype != PER_VALUE:
        return field.datatype == DOUBLE
    return any(pair[1] == DOUBLE for column in columns for cell in column for pair in _pairs(field, cell))


def _pairs(field: Field, cell: Cell) -> Iterator[tuple[str, str]]:
    """The values of a cell, each with its datatype."""
    for value in _values(field, cell):
        assert isinstance(value, tuple)  # since each has its own datatype
        yield value


def _values(field: Field, cell: Cell) -> Sequence[Value]:
    if cell is None:
        return ()
    return cell if field.many else (cast("Value", cell),)


def _kept(field: Field, cells: Sequence[Cell]) -> list[Cell]:
    """The cells with doubles as stores keep them."""
    found = ([_value(value) for value in _values(field, cell)] for cell in cells)
    return [None if not values else values if field.many else values[0] for values in found]


def _value(value: Value) -> Value:
    if isinstance(value, str):
        return kept(value)
    return (kept(value[0]), DOUBLE) if value[1] == DOUBLE else value
