"""Write the quads of a plan as N-Quads, straight from the rows.  relations + plan -> a file; one connection.

No dictionary, no rows behind the quads: what a build keeps of them is not asked for here.
Read first: plan/lines.py, plan/duplicates.py."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb

from lod.plan.calls import calls
from lod.plan.duplicates import Group, groups
from lod.plan.lines import ESCAPED
from lod.plan.model import Emit, Plan, columns
from lod.plan.rewrite import drop_unused_columns, rewrite
from lod.plan.semijoins import drop_joins_with_oneself, start_from_there, take_values_from_here
from lod.plan.sql import FUNCTIONS, HERE, Arm, may_be_wrong, name, quoted

Connection = duckdb.DuckDBPyConnection
PASSES = (take_values_from_here, start_from_there, drop_joins_with_oneself, drop_unused_columns)
BATCH = 50_000
NOTHING = "SELECT '' AS line WHERE false"
PACKING = {".gz": "gzip", ".zst": "zstd"}


def prepare(con: Connection) -> None:
    """Define what the lines call."""
    for function in (*FUNCTIONS, ESCAPED):
        con.execute(function)


def call(con: Connection, plan: Plan) -> None:
    """Ask the functions that have no SQL, once for each combination of arguments."""
    for wanted in calls(plan):
        columns = [f"a{n}" for n in range(1, len(wanted.function.parameters) + 1)]
        con.execute(f"CREATE TABLE {name(wanted.table)} ({', '.join(f'{c} VARCHAR' for c in (*columns, 'result'))})")
        asking = con.cursor()
        asking.execute(wanted.query)
        cells = ", ".join(["unnest(?::VARCHAR[])"] * (len(columns) + 1))
        while batch := asking.fetchmany(BATCH):
            results = [(*row, wanted.function.python(*row)) for row in batch]
            con.execute(
                f"INSERT INTO {name(wanted.table)} SELECT {cells}", [list(c) for c in zip(*results, strict=True)]
            )


def planned(con: Connection, plan: Plan) -> tuple[Group, ...]:
    """The emits of a plan, rewritten for lines and grouped by where duplicates can be."""

    @cache
    def unique(scan: str, names: frozenset[str]) -> bool:
        if not names:
            return False
        key = ", ".join(name(column) for column in sorted(names))
        rows = f"SELECT count(*), count(DISTINCT ({key})) FROM {name(scan)} WHERE ({key}) IS NOT NULL"
        if len(names) > 1:
            rows = f"SELECT sum(n), count(*) FROM (SELECT count(*) AS n FROM {name(scan)} GROUP BY {key})"
        found = con.execute(rows).fetchone()
        return found is not None and (found[0] or 0) == found[1]

    return groups(rewrite(plan, PASSES), unique)


def write(con: Connection, query: str, file: Path, packing: str = "none", sort: bool = False) -> int:
    """Write the lines of a query to a file.

    query    as plan/lines.py gives it
    packing  gzip, zstd or none
    sort     in the order of the bytes of the lines; else the order is not fixed
    returns  the number of quads"""
    order = " ORDER BY line" if sort else ""
    con.execute(f"SET preserve_insertion_order = {'true' if sort else 'false'}")
    written = con.execute(
        f"COPY (SELECT line FROM ({query or NOTHING}){order}) TO {quoted(str(file))}"
        f" (FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE '', COMPRESSION {packing})"
    ).fetchone()
    return int(written[0]) if written else 0


def wrong(con: Connection, plan: Plan) -> Iterator[tuple[Emit, str, str]]:
    """IRIs and language tags that are none, one of each term that can give some: emit, part of the quad, text."""
    for emit in plan.emits:
        for role, term in zip(("subject", "predicate", "object", "graph"), emit.terms, strict=False):
            doubtful = [("valid_iri", role)] if may_be_wrong(term) else []
            doubtful += [("valid_iri", "datatype")] if any(columns(term.datatype)) else []
            doubtful += [("valid_tag", "language")] if any(columns(term.lang)) else []
            for check, part in doubtful:
                arm = Arm(emit)
                side = arm.side if role == "object" else HERE
                text = {"datatype": arm.datatype, "language": arm.language}.get(part)
                sql = text(term, side) if text else arm.lexical(term, side, role)
                none = f"WHERE value IS NOT NULL AND {check}(value) IS NULL ORDER BY value LIMIT 1"
                found = con.execute(f"SELECT value FROM (SELECT {sql} AS value {arm.source()}) {none}").fetchone()
                if found:
                    yield emit, part, str(found[0])
