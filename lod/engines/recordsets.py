"""Put recordsets into the workbench.  Recordset -> a table, its source and rows; columns of a plan.

A table has a column for each reference, called c1, c2, … in their order; after them doubles once more, as stores keep
them; and `_row`, `_rows` like any table.  Read first: sources/recordsets.py, workbench.py, plan/bind.py."""

from __future__ import annotations

from collections.abc import Sequence

from lod.engines import relations
from lod.engines.relations import Connection
from lod.plan.bind import bind, column_name
from lod.plan.compile import relation
from lod.plan.kept import keep_doubles
from lod.plan.model import Plan
from lod.plan.sql import name
from lod.sources.model import PER_VALUE, Field, Records
from lod.sources.recordsets import Recordset

READING = "reading"  # the table on its way


def bound(plan: Plan, sets: Sequence[Recordset]) -> Plan:
    """Tell a plan what its recordsets have turned out to be."""
    doubles = {
        relation(s.source): {column_name(n): column_name(len(s.fields) + i) for i, n in enumerate(s.doubles)}
        for s in sets
    }
    return keep_doubles(bind(plan, {relation(s.source): s.fields for s in sets}), doubles)


def load(con: Connection, sets: Sequence[Recordset]) -> None:
    """Put recordsets into the workbench after its tables, each record a row."""
    for one in sorted(sets, key=lambda s: (s.path, s.source.key)):
        source, first = _next(con, "source"), _next(con, "row")
        con.execute("INSERT INTO source VALUES (?, ?, ?)", [source, one.path, one.digest])
        con.execute(
            "INSERT INTO record_source VALUES (?, ?, ?, ?)",
            [
                source,
                relation(one.source),
                [field.reference for field in one.fields],
                "line" if one.lines else "record",
            ],
        )
        _load(con, one, first)
        key = _first(one.fields[0]) if one.fields else "''"
        line = f"list_extract(?::INTEGER[], _row - {first - 1})" if one.lines else f"_row - {first - 1}"
        con.execute(
            f"INSERT INTO row SELECT _row, {source}, {line}, coalesce({key}, '') FROM {name(relation(one.source))}",
            [list(one.lines)] if one.lines else [],
        )


def _next(con: Connection, table: str) -> int:
    return int(con.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchall()[0][0])


def _load(con: Connection, one: Recordset, first: int) -> None:
    fields = (*one.fields, *(one.fields[n] for n in one.doubles))
    relations.load_records(con, READING, Records(fields, iter(one.batches)))
    con.execute(
        f"CREATE TABLE {name(relation(one.source))} AS SELECT *, (rowid + {first})::INTEGER AS _row,"
        f" [(rowid + {first})::INTEGER] AS _rows FROM {READING} ORDER BY rowid"
    )
    con.execute(f"DROP TABLE {READING}")


def _first(field: Field) -> str:
    """SQL of the first value of the first field: what a record is called."""
    cell = f"list_extract({column_name(0)}, 1)" if field.many else column_name(0)
    return f"({cell}).v" if field.datatype == PER_VALUE else cell
