"""Put what mappings iterate into DuckDB.  LogicalSource -> a table of its references; one connection.

A table has a column for each reference, called c1, c2, … in the order of the fields.  CSV and Parquet are read by the
database itself, documents and databases come as Records.  Cells are text, values that are none are NULL.  Tables are
temporary: they wait on disk if there is no room, but are not packed and made durable first.
Read first: sources/model.py, plan/bind.py.  Spec: RML-IO; RFC 4180."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import duckdb

from lod.errors import (
    BadQuoting,
    DuplicateColumn,
    LodError,
    NoHeader,
    Place,
    UnknownColumn,
    raise_all,
)
from lod.plan.bind import column_name
from lod.plan.sql import file as sql_file
from lod.plan.sql import name, quoted
from lod.sources.csv_rows import has_blanks_at_quotes, not_utf8, rows
from lod.sources.document_faults import BrokenDocument
from lod.sources.documents import nulls_of
from lod.sources.model import PER_VALUE, Batch, Cell, Field, LogicalSource, Records
from lod.workbench import FULL

Connection = duckdb.DuckDBPyConnection
PAIR = "STRUCT(v VARCHAR, t VARCHAR)"
LONGEST = 64 * 2**20  # bytes of a row of a CSV file; longer ones are read row by row
BATCH = 10_000  # rows
Places = Mapping[str, Place]  # where the mapping speaks of a reference


def load_csv(con: Connection, relation: str, source: LogicalSource, file: Path, places: Places) -> tuple[Field, ...]:
    """Make a table of the columns of a CSV file that a mapping refers to.

    file     the file itself, not compressed, in UTF-8
    places   the references, each with its place in the mapping
    raises   Failed with M104 for columns that are not there, T201 to T205 for a file that is no CSV"""
    header = _header(source, file)
    raise_all(_unknown(header, source, places))
    names = {column: f"f{number}" for number, column in enumerate(header)}
    columns = ", ".join(f"{quoted(f)}: 'VARCHAR'" for f in names.values())
    nulls = ", ".join(quoted(text) for text in source.nulls)
    d = source.dialect
    path = sql_file(str(file.absolute()))
    scan = (
        f"read_csv({path}, auto_detect = false, columns = {{{columns}}}, header = {d.header}, "
        f"delim = {quoted(d.delimiter)}, quote = {quoted(d.quote)}, escape = {quoted(d.quote)}, nullstr = [{nulls}], "
        f"strict_mode = true, null_padding = false, compression = 'none', max_line_size = {LONGEST})"
    )
    chosen = ", ".join(f"{names[r]} AS {column_name(n)}" for n, r in enumerate(places)) or "1 AS c0"
    if not has_blanks_at_quotes(file, d):
        with suppress(duckdb.InvalidInputException):
            con.execute(f"CREATE TEMP TABLE {name(relation)} AS SELECT {chosen} FROM {scan}")
            return tuple(Field(reference) for reference in places)
    return load_records(con, relation, _row_by_row(source, file, header, places))


def _header(source: LogicalSource, file: Path) -> list[str]:
    """The names of the columns: the first row, or numbers from 1."""
    d = source.dialect
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            first = next(csv.reader(lines, delimiter=d.delimiter, quotechar=d.quote, strict=True), [])
        except csv.Error as error:
            raise_all([BadQuoting(Place(source.path, 1), message=str(error))])
        except UnicodeDecodeError:
            raise_all([not_utf8(source.path, file)])
    if not first:
        raise_all([NoHeader(Place(source.path, 1))])
    if not d.header:
        return [str(number) for number in range(1, len(first) + 1)]
    raise_all([DuplicateColumn(Place(source.path, 1), column=c) for c in dict.fromkeys(first) if first.count(c) > 1])
    return first


def _unknown(header: Sequence[str], source: LogicalSource, places: Places) -> list[LodError]:
    columns = ", ".join(header)
    return [
        UnknownColumn(place, column=reference, source=source.path, columns=columns)
        for reference, place in places.items()
        if reference not in header
    ]


def _row_by_row(source: LogicalSource, file: Path, header: Sequence[str], places: Places) -> Records:
    """The same records as the reader of the database gives, more slowly, or the place of what it has found."""
    chosen = [header.index(reference) for reference in places]

    def batches() -> Iterator[Batch]:
        some = rows(source, file)
        if source.dialect.header:
            next(some)
        while batch := [row for _, row in islice(some, BATCH)]:
            columns = [[None if row[n] in source.nulls else row[n] for row in batch] for n in chosen]
            yield Batch(len(batch), columns)

    return Records(tuple(Field(reference) for reference in places), batches())


def csv_lines(source: LogicalSource, file: Path) -> list[int]:
    """The line in which each row of a well-formed CSV file begins.

    file     as for `load_csv`"""
    starts = [line for line, _ in rows(source, file)]
    return starts[1:] if source.dialect.header else starts


def load_parquet(
    con: Connection, relation: str, source: LogicalSource, file: Path, places: Places
) -> tuple[Field, ...]:
    """Make a table of the columns of a Parquet file that a mapping refers to; every value as its text.

    An empty text is a value, as in a document, unless the mapping gives other nulls too.
    raises   Failed with M104, T230"""
    file = file.absolute()
    scan = f"read_parquet({sql_file(str(file))}, hive_partitioning = false)"  # what folders are called is no value
    nulls = ", ".join(quoted(text) for text in sorted(nulls_of(source)))
    cells = (f"{name(r)}::VARCHAR" for r in places)
    texts = (f"CASE WHEN {cell} NOT IN ({nulls}) THEN {cell} END" if nulls else cell for cell in cells)
    chosen = ", ".join(f"{text} AS {column_name(n)}" for n, text in enumerate(texts)) or "1 AS c0"
    try:
        header = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()]
        raise_all(_unknown(header, source, places))
        con.execute(f"CREATE TEMP TABLE {name(relation)} AS SELECT {chosen} FROM {scan}")
    except duckdb.Error as error:  # of a broken file it is any
        if isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException) or FULL in str(error):
            raise
        message = str(error).partition("\n")[0].partition(": ")[2].replace(str(file), source.path).rstrip(".")
        facts = {"language": "Parquet", "message": message, "advice": "get or make it again"}
        raise_all([BrokenDocument(Place(source.path), **facts)])
    return tuple(Field(reference) for reference in places)


def load_records(con: Connection, relation: str, records: Records) -> tuple[Field, ...]:
    """Make a table of records, batch by batch."""
    kinds = [(PAIR if f.datatype == PER_VALUE else "VARCHAR") + ("[]" if f.many else "") for f in records.fields]
    columns = ", ".join(f"{column_name(n)} {kind}" for n, kind in enumerate(kinds)) or "c0 INTEGER"
    con.execute(f"CREATE TEMP TABLE {name(relation)} ({columns})")
    cells = ", ".join(f"unnest(?::{kind}[])" for kind in kinds) or "unnest(range(?))"
    for batch in records.batches:
        values = [_cells(f, column) for f, column in zip(records.fields, batch.cells, strict=True)]
        con.execute(f"INSERT INTO {name(relation)} SELECT {cells}", values or [batch.count])
    return records.fields


def save(con: Connection, relation: str, file: Path, columns: Sequence[str] | None = None) -> None:
    """Write a relation to a Parquet file.

    columns  those to write, which are called c1, c2, … there; None: all, as they are called"""
    chosen = ", ".join(f"{name(c)} AS {column_name(n)}" for n, c in enumerate(columns or ())) or "1 AS c0"
    query = f"SELECT {'*' if columns is None else chosen} FROM {name(relation)}"
    con.execute(f"COPY ({query}) TO {quoted(str(file))} (FORMAT parquet)")


def _cells(field: Field, cells: Sequence[Cell]) -> list[object]:
    """Cells as the database takes them: a value and its datatype as a struct."""
    if field.datatype != PER_VALUE:
        return list(cells)
    return [None if cell is None else [_pair(v) for v in cell] if field.many else _pair(cell) for cell in cells]


def _pair(value: object) -> dict[str, object]:
    assert isinstance(value, tuple)  # so a field with datatypes per value has them
    return {"v": value[0], "t": value[1]}
