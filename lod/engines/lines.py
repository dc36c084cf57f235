"""Write the quads of a plan as N-Quads, straight from the rows.  relations + plan -> a file; one connection.

No dictionary, no rows behind the quads: what a build keeps of them is not asked for here.
Read first: plan/lines.py, plan/duplicates.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import duckdb

from lod.plan.duplicates import Group, groups, told
from lod.plan.lines import Complete, Lines
from lod.plan.model import Emit, Plan, RowNumber, TermPlan, columns
from lod.plan.ntriples import ESCAPED
from lod.plan.rewrite import drop_unused_columns, rewrite
from lod.plan.semijoins import drop_joins_that_hold, drop_joins_with_oneself, start_from_there, take_values_from_here
from lod.plan.sql import FUNCTIONS, HERE, Arm, may_be_wrong, name, quoted

Connection = duckdb.DuckDBPyConnection
PASSES = (take_values_from_here, start_from_there, drop_joins_with_oneself, drop_unused_columns)
SAMPLE = 20_000  # rows
MANY = 0.01  # of the rows of a sample: so many repeated ones are taken out first
NOTHING = "SELECT '' AS line WHERE false"


def prepare(con: Connection) -> None:
    """Define what the lines call."""
    for function in (*FUNCTIONS, ESCAPED):
        con.execute(function)


def planned(con: Connection, plan: Plan) -> tuple[Group, ...]:
    """The emits of a plan, rewritten for lines and grouped by where duplicates can be."""
    plan = rewrite(plan, PASSES)

    @cache
    def values_differ(scan: str, values: frozenset[str]) -> bool:
        return bool(values) and _differ(con, scan, sorted(values))

    def differ(emit: Emit, terms: tuple[TermPlan, ...]) -> bool:
        return values_differ(emit.scan, frozenset(value for term in terms for value in _telling(emit, term)))

    return groups(drop_joins_that_hold(plan, lambda emit: _holds(con, emit)), differ)


def _telling(emit: Emit, term: TermPlan) -> list[str]:
    """SQL of values that differ where the texts of a term do."""
    if frozenset(told(term)) == term.columns:
        return [f"{HERE}.{name(column)}" for column in term.columns]
    return [Arm(emit).lexical(term, HERE, "differ")]


def _differ(con: Connection, scan: str, values: Sequence[str]) -> bool:
    """Whether values differ from row to row: their hashes do.  Where two of them are equal by chance, it does not show.

    Most values that repeat do so early, so some rows are asked first."""
    computed = {f"v{n}": value for n, value in enumerate(values)}
    whole = f"FILTER ({' AND '.join(f'{v} IS NOT NULL' for v in computed)})"
    for some in (f" LIMIT {SAMPLE}", ""):
        chosen = ", ".join(f"{value} AS {v}" for v, value in computed.items())
        rows = f"SELECT {chosen} FROM {name(scan)} AS {HERE}{some}"
        counted = f"SELECT count(*) {whole}, count(DISTINCT hash({', '.join(computed)})) {whole} FROM ({rows})"
        found = con.execute(counted).fetchone()
        if found is None or found[0] != found[1]:
            return False
    return True


def _holds(con: Connection, emit: Emit) -> bool:
    """Whether each row that has the columns of the quad has its partner."""
    whole = " AND ".join(f"{HERE}.{name(column)} IS NOT NULL" for column in sorted(emit.quad_columns)) or "true"
    all_rows = f"SELECT count(*) FROM {name(emit.scan)} AS {HERE} WHERE {whole}"
    found = con.execute(f"SELECT ({all_rows}) = (SELECT count(*) {Arm(emit).source()} AND {whole})").fetchone()
    return found is not None and bool(found[0])


def drop_repeated_rows(con: Connection, plan: Plan) -> None:
    """Keep one of rows that agree in all columns, where there are many of them.  Quads: unchanged."""
    for scan in {s.name for s in plan.scans} - set(_numbered(plan)):
        rows = f"SELECT hash({HERE}) AS value FROM {name(scan)} AS {HERE} LIMIT {SAMPLE}"
        counted = con.execute(f"SELECT count(*), count(DISTINCT value) FROM ({rows})").fetchone()
        if counted and counted[0] - counted[1] > counted[0] * MANY:
            con.execute(f"CREATE OR REPLACE TEMP TABLE {name(scan)} AS SELECT DISTINCT * FROM {name(scan)}")


def _numbered(plan: Plan) -> Iterator[str]:
    """Scans whose rows count one by one."""
    for emit in plan.emits:
        if any(isinstance(piece, RowNumber) for term in emit.terms for text in term.texts for piece in text):
            yield emit.scan
            if emit.join:
                yield emit.join.scan


def completes(con: Connection) -> Complete:
    """Which columns have a value in every row."""

    @cache
    def complete(scan: str, column: str) -> bool:
        return con.execute(f"SELECT 1 FROM {name(scan)} WHERE {name(column)} IS NULL LIMIT 1").fetchone() is None

    return complete


def write(con: Connection, lines: Lines, file: Path, packing: str = "none", sort: bool = False) -> int:
    """Write lines to a file.

    packing  gzip, zstd or none
    sort     in the order of the bytes of the lines; else the order is not fixed
    returns  the number of quads"""
    order = " ORDER BY line" if sort else ""
    con.execute(f"SET preserve_insertion_order = {'true' if sort else 'false'}")
    written = con.execute(
        f"COPY (SELECT line FROM ({lines.query or NOTHING}){order}) TO {quoted(str(file))}"
        f" (FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE '', COMPRESSION {packing})"
    ).fetchone()
    more = [con.execute(query).fetchone() for query in lines.more]
    return sum(int(number[0]) for number in (written, *more) if number)


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
