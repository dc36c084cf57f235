"""Write the quads of a plan as N-Quads, straight from the rows.  relations + plan -> a file; one connection.

No dictionary, no rows behind the quads: what a build keeps of them is not asked for here.
Read first: plan/lines.py, plan/duplicates.py."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb

from lod.plan.duplicates import Group, groups
from lod.plan.lines import ESCAPED
from lod.plan.model import Emit, Plan, columns
from lod.plan.rewrite import drop_unused_columns, rewrite
from lod.plan.semijoins import drop_joins_with_oneself, start_from_there, take_values_from_here
from lod.plan.sql import FUNCTIONS, HERE, Arm, may_be_wrong, name, quoted

Connection = duckdb.DuckDBPyConnection
PASSES = (take_values_from_here, start_from_there, drop_joins_with_oneself, drop_unused_columns)
SAMPLE = 20_000  # rows
NOTHING = "SELECT '' AS line WHERE false"
PACKING = {".gz": "gzip", ".zst": "zstd"}


def prepare(con: Connection) -> None:
    """Define what the lines call."""
    for function in (*FUNCTIONS, ESCAPED):
        con.execute(function)


def planned(con: Connection, plan: Plan) -> tuple[Group, ...]:
    """The emits of a plan, rewritten for lines and grouped by where duplicates can be."""

    @cache
    def unique(scan: str, names: frozenset[str]) -> bool:
        return bool(names) and _differ(con, f"[{', '.join(f'{HERE}.{name(n)}' for n in sorted(names))}]", scan)

    @cache
    def subjects(scan: str, text: str) -> bool:
        return _differ(con, text, scan)

    def single(emit: Emit) -> bool:
        return subjects(emit.scan, Arm(emit).lexical(emit.subject, HERE, "subject"))

    return groups(rewrite(plan, PASSES), unique, single)


def _differ(con: Connection, value: str, scan: str) -> bool:
    """Whether a value differs from row to row: its hashes do.  Where two of them are equal by chance, it does not show.

    Most values that repeat do so early, so some rows are asked first."""
    for some in (f" LIMIT {SAMPLE}", ""):
        rows = f"SELECT {value} AS value FROM {name(scan)} AS {HERE}{some}"
        counted = f"SELECT count(value), count(DISTINCT hash(value)) FILTER (value IS NOT NULL) FROM ({rows})"
        found = con.execute(counted).fetchone()
        if found is None or found[0] != found[1]:
            return False
    return True


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

    @cache
    def first(query: str) -> str | None:
        found = con.execute(f"{query} ORDER BY value LIMIT 1").fetchone()
        return str(found[0]) if found else None

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
                none = f"WHERE value IS NOT NULL AND {check}(value) IS NULL"
                value = first(f"SELECT value FROM (SELECT {sql} AS value {arm.source()}) {none}")
                if value is not None:
                    yield emit, part, value
