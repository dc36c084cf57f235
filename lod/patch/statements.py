"""Find the statements that changed rows made and make.  plan + "gone.…", "come.…" -> texts of quads with row and rule.

  "said.gone"(g, s, p, o, row, rule)   temporary: what rows stated that are there no more
  "said.come"                          what rows state that have come, and what is still stated of the others

A join states what a changed row of either side and the rows of the other state.  Where several rows of a view or a
join can state the same for one row of a table, the others that rest on that row are asked again.
Read first: rows.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from lod.dictionary import collect
from lod.engines import embedded
from lod.patch.model import Unusual
from lod.plan.model import Emit, Plan, RowNumber
from lod.plan.sql import name
from lod.workbench import Workbench

SAID = """
CREATE OR REPLACE TEMP TABLE {said} AS
SELECT DISTINCT g, s, p, o, unnest(_rows) AS row, rule FROM keyed
  WHERE g IS NOT NULL AND s IS NOT NULL AND p IS NOT NULL AND o IS NOT NULL"""
TOUCHED = """
CREATE TEMP TABLE {touched} AS FROM {relation} WHERE rowid IN (
  SELECT number FROM (SELECT rowid AS number, unnest(_rows) AS row FROM {relation})
  WHERE row IN (SELECT row FROM "said.gone" WHERE rule IN (SELECT unnest(?::INTEGER[]))))"""


@dataclass(frozen=True, slots=True)
class Changed:
    """The names of the relations that have changed."""

    tables: frozenset[str]
    views: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.tables | self.views


def find(bench: Workbench, plan: Plan, changed: Changed) -> None:
    """Make both tables.

    raises   Unusual"""
    emits = [e for e in plan.emits if e.scan in changed.all or (e.join and e.join.scan in changed.all)]
    if any(isinstance(piece, RowNumber) for e in emits for text in _texts(e) for piece in text):
        raise Unusual("a rule numbers rows")
    _say(bench, plan, _deltas(emits, changed.all, "gone", "old"), "said.gone")
    again = [e for e in emits if e.join or e.scan in changed.views]
    scans = {e.scan for e in again} | {e.join.scan for e in again if e.join}
    rules = sorted({e.rule for e in again})
    for scan in scans:
        touched = name(f"touched.{scan}")
        bench.con.execute(TOUCHED.format(touched=touched, relation=name(scan)), [rules])
    come = [*_deltas(emits, changed.all, "come", ""), *_deltas(again, scans, "touched", "")]
    _say(bench, plan, come, "said.come")


def _texts(e: Emit) -> Iterable[tuple[object, ...]]:
    yield from (text for term in e.terms for text in term.texts)
    yield from (text for pair in (e.join.pairs if e.join else ()) for text in pair)


def _deltas(emits: Iterable[Emit], changed: Collection[str], delta: str, other: str) -> list[Emit]:
    """Emits over the changed rows of one scan and all rows of the other, for each scan in turn.

    other   how the other relation is called as it was; empty for as it is"""

    def whole(scan: str) -> str:
        return f"{other}.{scan}" if other and scan in changed else scan

    found: list[Emit] = []
    for e in emits:
        if e.scan in changed:
            join = replace(e.join, scan=whole(e.join.scan)) if e.join else None
            found.append(replace(e, scan=f"{delta}.{e.scan}", join=join))
        if e.join and e.join.scan in changed:
            found.append(replace(e, scan=whole(e.scan), join=replace(e.join, scan=f"{delta}.{e.join.scan}")))
    return found


def _say(bench: Workbench, plan: Plan, emits: Iterable[Emit], said: str) -> None:
    stated = embedded.run(bench.con, Plan(plan.scans, tuple(emits)))
    collect(bench, stated)
    bench.con.execute(SAID.format(said=name(said)))
    for table in bench.texts("SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'call-')"):
        bench.con.execute(f"DROP TABLE {name(table)}")
