"""Run a plan in DuckDB.  tables, views, plan -> the workbench filled; one connection, no Python loop over triples.

Read first: plan/sql.py, workbench.py.  Cells are text; empty cells are NULL, so they state nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from lod.edtf import Bounds
from lod.errors import LodError, Place, ViewFails, ViewWithoutRows, raise_all
from lod.plan import sql
from lod.plan.model import Plan
from lod.sources.model import Table, stem

Connection = duckdb.DuckDBPyConnection
BOUNDS = ("earliest", "latest", "start_earliest", "start_latest", "end_earliest", "end_latest")


def load(con: Connection, tables: Sequence[Table]) -> None:
    """Put tables into the database, each row numbered and entered in `source` and `row`."""
    first = 1
    for number, table in enumerate(sorted(tables, key=lambda t: t.path), 1):
        con.execute("INSERT INTO source VALUES (?, ?, ?)", [number, table.path, table.digest])
        ids = list(range(first, first + len(table.rows)))
        first += len(ids)
        keys = [row[0] for row in table.rows]
        con.execute(
            "INSERT INTO row SELECT unnest(?::INTEGER[]), ?, unnest(?::INTEGER[]), unnest(?::VARCHAR[])",
            [ids, number, list(table.lines), keys],
        )
        cells = [[row[i] or None for row in table.rows] for i in range(len(table.columns))]
        columns = ", ".join(f"unnest(?::VARCHAR[]) AS {sql.name(c)}" for c in table.columns)
        con.execute(
            f"CREATE TABLE {sql.name(table.name)} AS SELECT *, [_row] AS _rows"
            f" FROM (SELECT {columns}, unnest(?::INTEGER[]) AS _row)",
            [*cells, ids],
        )


def dates(tables: Iterable[Table]) -> dict[str, Place]:
    """The EDTF texts of the tables, each with the place of one: columns *_edtf, and `value` of value_type edtf."""
    found: dict[str, Place] = {}
    for table in tables:
        columns = [c for c in table.columns if c.endswith("_edtf")]
        typed = {"value", "value_type"} <= set(table.columns)
        if columns or typed:
            for line, cells in table.records():
                texts = [cells[c] for c in columns]
                texts += [cells["value"]] if typed and cells["value_type"] == "edtf" else []
                for text in filter(None, texts):
                    found.setdefault(text, Place(table.path, line))
    return found


def load_dates(con: Connection, bounds: Mapping[str, Bounds]) -> None:
    """Offer the day bounds of every EDTF text to the views, as table `edtf`."""
    columns = ", ".join(f"unnest(?::VARCHAR[]) AS {c}" for c in ("value", *BOUNDS))
    cells = [list(bounds)] + [[getattr(b, c) for b in bounds.values()] for c in BOUNDS]
    con.execute(f"CREATE TABLE edtf AS SELECT {columns}", cells)


def create_views(con: Connection, views: Mapping[str, str]) -> None:
    """Materialise the views (path -> SELECT), each after those it reads.

    raises   Failed with M110, M111, each at its file and line"""
    waiting = {path: _words(query) for path, query in sorted(views.items())}
    while waiting:
        failed: list[LodError] = []
        names = {stem(path) for path in waiting}
        ready = [path for path, words in waiting.items() if not words & (names - {stem(path)})]
        for path in ready or list(waiting):  # views that wait for each other fail, and say so
            try:
                _create_view(con, path, views[path])
            except duckdb.Error as error:
                failed.append(_view_fails(path, error))
            except ViewWithoutRows as error:
                failed.append(error)
            del waiting[path]
        raise_all(failed)


def _words(query: str) -> set[str]:
    """The words of a query outside comments; the tables it reads are among them."""
    return set(re.findall(r"\w+", re.sub(r"--[^\n]*", "", query)))


def _create_view(con: Connection, path: str, query: str) -> None:
    """Make a table of a view: cells as text, empty ones NULL, and the list `_rows` it rests on."""
    columns = {row[0]: row[1] for row in con.execute(f"DESCRIBE {query}").fetchall()}
    if "_rows" not in columns and "_row" not in columns:
        raise ViewWithoutRows(Place(path, 1))
    cells = [f"nullif({sql.name(c)}::VARCHAR, '') AS {sql.name(c)}" for c in columns if not c.startswith("_row")]
    rows = [c for c in ("_row", "_rows") if c in columns] + ([] if "_rows" in columns else ["[_row] AS _rows"])
    con.execute(f"CREATE TABLE {sql.name(stem(path))} AS SELECT {', '.join([*cells, *rows])} FROM ({query}\n)")


def _view_fails(path: str, error: duckdb.Error) -> ViewFails:
    message, _, rest = str(error).partition("\n\n")
    line = re.search(r"LINE (\d+):", rest or message)
    return ViewFails(Place(path, int(line.group(1)) if line else 1), message=message.strip().replace("\n", " "))


def columns_of(con: Connection, relation: str) -> dict[str, str]:
    """Column name -> type, of a table or view."""
    return {row[0]: row[1] for row in con.execute(f"DESCRIBE {sql.name(relation)}").fetchall()}


def run(con: Connection, plan: Plan) -> None:
    """Execute every emit of a plan into the table `emitted`."""
    con.execute(
        "CREATE TABLE emitted (rule INTEGER, g VARCHAR, s VARCHAR, p VARCHAR, o VARCHAR, o_kind VARCHAR,"
        " o_datatype VARCHAR, o_lang VARCHAR, _rows INTEGER[])"
    )
    for statement in sql.statements(plan):
        con.execute(f"INSERT INTO emitted {statement}")
