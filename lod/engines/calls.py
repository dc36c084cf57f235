"""Ask functions that have no SQL.  relations + plan -> a table of results for each; one connection.

Read first: plan/calls.py, which says what is asked; plan/sql.py looks the results up."""

from __future__ import annotations

import duckdb

from lod.plan.calls import calls
from lod.plan.model import Plan
from lod.plan.sql import name

Connection = duckdb.DuckDBPyConnection
ASKED = name("call.asked")  # no table of a dataset has a dot in its name
BATCH = 50_000


def ask(con: Connection, plan: Plan) -> None:
    """Ask the functions that have no SQL, once for each combination of arguments."""
    for wanted in calls(plan):
        columns = [f"a{n}" for n in range(1, len(wanted.function.parameters) + 1)]
        con.execute(
            f"CREATE TEMP TABLE {name(wanted.table)} ({', '.join(f'{c} VARCHAR' for c in (*columns, 'result'))})"
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE {ASKED} AS {wanted.query}")
        cells = ", ".join(["unnest(?::VARCHAR[])"] * (len(columns) + 1))
        start = 0
        while rows := con.execute(f"FROM {ASKED} WHERE rowid >= {start} AND rowid < {start + BATCH}").fetchall():
            results = [(*row, wanted.function.python(*row)) for row in rows]
            con.execute(f"INSERT INTO {name(wanted.table)} SELECT {cells}", list(map(list, zip(*results, strict=True))))
            start += BATCH
