"""Look for faults that a change can have made.  Workbench -> nothing, or Unusual: a full build tells them.

Everything that lod/faults.py finds is looked for, among the terms, rows and templates that the change has to do with.
Read first: lod/faults.py, quads.py."""

from __future__ import annotations

from collections.abc import Collection

from lod import faults
from lod.config import Config
from lod.patch.model import Unusual
from lod.plan.model import Emit, Plan, columns
from lod.plan.sql import HERE, Arm, name
from lod.vocab import RDF_TYPE
from lod.workbench import Workbench

TYPE = "(SELECT id FROM term WHERE kind = 'iri' AND lexical = $1)"
CLASSES = f"SELECT count(*) FROM (FROM {{state}} WHERE p = {TYPE} AND rule > 0)"
UNDECLARED = f"""
WITH doubtful AS (
  SELECT s AS id FROM "now" UNION SELECT o FROM "now" UNION SELECT s FROM "was" WHERE p = {TYPE}),
said AS (
  SELECT id, s, o FROM quad WHERE s IN (FROM doubtful) OR o IN (FROM doubtful)),
mapped AS (
  SELECT s, o FROM said WHERE id IN (SELECT quad FROM quad_row WHERE rule > 0 AND quad IN (SELECT id FROM said)))
SELECT count(*) FROM term t JOIN doubtful USING (id) WHERE t.kind = 'iri' AND starts_with(t.lexical, $2)
  AND t.id NOT IN (SELECT s FROM quad WHERE p = {TYPE} AND s IN (FROM doubtful))
  AND t.id IN (SELECT s FROM mapped UNION SELECT o FROM mapped)"""
OTHER_CLASS = f"""
SELECT count(*) FROM (
  FROM quad WHERE p = {TYPE} AND id NOT IN (SELECT id FROM "now")
    AND id IN (SELECT quad FROM quad_row WHERE rule > 0) LIMIT 1)"""
IDLE = """
WITH doubtful AS (
  SELECT DISTINCT source FROM row WHERE id IN (SELECT row FROM less UNION SELECT row FROM more UNION FROM {come})),
own AS (SELECT r.id, r.source FROM row r WHERE r.source IN (FROM doubtful)
  AND r.source IN (SELECT id FROM source WHERE starts_with(path, $1))),
idle AS (SELECT source FROM own WHERE id NOT IN (SELECT row FROM quad_row))
SELECT count(*) FROM idle WHERE source IN (
  SELECT source FROM own WHERE id IN (SELECT row FROM quad_row))"""


def look(bench: Workbench, config: Config, plan: Plan, changed: Collection[str], tables: Collection[str]) -> None:
    """Look at everything that has changed.

    changed  names of relations; tables: those of them that are tables
    raises   Unusual"""
    if faults.are_odd(bench, "fresh"):
        raise Unusual("a term is none")
    _undeclared(bench, config.base)
    come = " UNION ALL ".join(f"SELECT _row FROM {name('come.' + table)}" for table in tables) or "SELECT 0"
    if bench.number(IDLE.format(come=f"({come})"), [f"{config.facts}/"]):
        raise Unusual("a row states nothing")
    seen = set()
    for e in plan.emits:
        if e.scan in changed and len(e.subject.columns) > 1 and (e.scan, e.subject) not in seen:
            seen.add((e.scan, e.subject))
            if _clash(bench, e):
                raise Unusual("a template is ambiguous")


def _undeclared(bench: Workbench, base: str) -> None:
    were, are = (bench.number(CLASSES.format(state=state), [RDF_TYPE]) for state in ('"was"', '"now"'))
    others = bench.number(OTHER_CLASS, [RDF_TYPE])
    if not are and not others:
        return  # there are no classes, so nothing has to be declared
    if not were and not others:
        raise Unusual("there were no classes before")
    if bench.number(UNDECLARED, [RDF_TYPE, base]):
        raise Unusual("a thing that nothing declares")


def _clash(bench: Workbench, e: Emit) -> int:
    """How many subjects a template makes of two rows of values, one of them changed."""
    arm, used = Arm(e), {c.name: c for c in columns(e.subject.text)}
    values = "[" + ", ".join(arm.value(used[c], HERE, "subject") for c in sorted(used)) + "]"
    made = arm.lexical(e.subject, HERE, "subject")
    rows = arm.rows()
    come = rows.replace(name(e.scan), name(f"come.{e.scan}"), 1)
    return bench.number(
        f"SELECT count(*) FROM (SELECT 1 FROM (SELECT {made} AS iri, {values} AS key FROM {rows})"
        f" WHERE iri IN (SELECT {made} FROM {come}) GROUP BY iri HAVING count(DISTINCT key) > 1)"
    )
