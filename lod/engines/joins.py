"""Tell beforehand which joins give far more rows than they read.  relations + plan -> warnings; one connection.

How many rows a join gives is the sum, over the values that both sides have, of the rows here times the rows there: two
GROUP BY and one join of what they leave, which is little beside the join itself.  It is exact where each cell has one
value.  Read first: plan/sql.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb

from lod.errors import LodError, Place
from lod.plan.model import Plan
from lod.plan.sql import HERE, Arm

Connection = duckdb.DuckDBPyConnection
MANY = 10_000_000  # rows: fewer are no matter
FACTOR = 100  # and they are so many times those of the larger side: rarely what anybody means


class ExplodingJoin(LodError):
    code, template, level = (
        "M120",
        "this join gives {rows:,} rows, of {here:,} on one side and {there:,} on the other",
        "warning",
    )
    hint = "many rows agree in what is compared: add a condition, or stop the program if that is not meant"


def warnings(con: Connection, plan: Plan, places: Mapping[int, Place]) -> Iterator[LodError]:
    """The joins of a plan that give far more rows than they read.

    plan     as it will run: a join that only looks whether a row is there gives none of its own
    places   of each rule"""
    seen = set()
    for e in plan.emits:
        if e.join is None or e.join.semi or (e.scan, e.join) in seen:
            continue
        seen.add((e.scan, e.join))
        sides = []
        for scan, texts in ((e.scan, [a for a, _ in e.join.pairs]), (e.join.scan, [b for _, b in e.join.pairs])):
            arm = Arm(replace(e, scan=scan, join=None))
            chosen = [f"{arm.text(text, HERE, f'join{n}')} AS v{n}" for n, text in enumerate(texts)]
            sides.append(f"SELECT {', '.join(chosen) or '1 AS v'} {arm.source()}")
        yield from explosion(con, sides[0], sides[1], len(e.join.pairs), places[e.rule])


def explosion(con: Connection, here: str, there: str, width: int, place: Place) -> Iterator[LodError]:
    """A warning of one join, if there is reason.

    here, there   SELECT of what is compared on each side, as columns v0, v1, …; without any everything is joined
    width         how many columns these are"""
    sizes = [_number(con, f"SELECT count(*) FROM ({side})") for side in (here, there)]
    most = sizes[0] * sizes[1]
    if _is_fine(most, sizes):
        return
    if width:
        names = ", ".join(f"v{n}" for n in range(width))
        whole = " AND ".join(f"v{n} IS NOT NULL" for n in range(width))
        one, other = (
            f"SELECT {names}, count(*)::HUGEINT AS n FROM ({s}) WHERE {whole} GROUP BY ALL" for s in (here, there)
        )
        most = _number(
            con, f"SELECT coalesce(sum(one.n * other.n), 0) FROM ({one}) one JOIN ({other}) other USING ({names})"
        )
    if not _is_fine(most, sizes):
        yield ExplodingJoin(place, rows=most, here=sizes[0], there=sizes[1])


def _is_fine(rows: int, sizes: list[int]) -> bool:
    return rows <= MANY or rows <= FACTOR * max(sizes)


def _number(con: Connection, query: str) -> int:
    found = con.execute(query).fetchone()
    return int(found[0]) if found else 0
