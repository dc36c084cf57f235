"""Correct what the catalogue counts.  "was", "now" -> the sums of lod/catalog/sums.py.

Read first: lod/catalog/sums.py, quads.py."""

from __future__ import annotations

from collections.abc import Iterator

from lod.catalog import sums
from lod.config import Config
from lod.dumps import selection
from lod.workbench import Workbench

# every quad that shares a subject or an object with a changed triple, with the rules that state it
NEAR = """
CREATE OR REPLACE TEMP TABLE "near.now" AS
WITH touched AS (FROM "was" UNION ALL FROM "now"),
found AS MATERIALIZED (
  FROM quad WHERE s IN (SELECT s FROM touched) OR o IN (SELECT o FROM touched))
SELECT DISTINCT q.id, q.g, q.s, q.p, q.o, w.rule FROM found q
  JOIN (SELECT quad, rule FROM quad_row WHERE quad IN (SELECT id FROM found)) w ON w.quad = q.id"""
BEFORE = """
CREATE OR REPLACE TEMP TABLE "near.was" AS
FROM "was" UNION ALL FROM "near.now" WHERE id NOT IN (SELECT id FROM "now")"""
# examples that may not be the best any more, though they were: other instances must be asked
DOUBTFUL = """
CREATE OR REPLACE TEMP TABLE doubtful AS
SELECT e.class FROM "kept.example" e LEFT JOIN "best.now" b ON b.class = e.class AND b.s = e.s
WHERE e.s IN (SELECT s FROM "was") AND coalesce(b.n, 0) < e.n"""
NEW = """
CREATE OR REPLACE TEMP TABLE better AS
SELECT class, first(s ORDER BY n DESC, s) AS s, max(n) AS n FROM (
  FROM "kept.example" WHERE s NOT IN (SELECT s FROM changed_subject)
  UNION ALL FROM "best.now") WHERE class NOT IN (FROM doubtful) GROUP BY class"""


def parts(config: Config) -> Iterator[tuple[str, str]]:
    """The parts of a catalogue, and a query for each over a state."""
    mapped = f"rule {selection.rules_of_mapped(config.apart)}"
    yield "whole", f"SELECT DISTINCT 0 AS key, s, p, o FROM {{state}} WHERE {mapped}"
    yield "graph", f"SELECT DISTINCT g AS key, s, p, o FROM {{state}} WHERE g > 0 AND {mapped}"
    if config.apart:
        others = f"SELECT id FROM {{state}} WHERE rule {selection.rules_of_all(config.apart)}"
        yield "apart", f"SELECT DISTINCT g AS key, s, p, o FROM {{state}} WHERE g > 0 AND id NOT IN ({others})"
    for number, file in enumerate(sorted(config.dumps)):
        test = selection.rules_of(config.dumps[file])
        yield "file", f"SELECT DISTINCT {number} AS key, s, p, o FROM {{state}} WHERE rule {test}"


def correct(bench: Workbench, config: Config) -> None:
    """Correct all sums."""
    bench.con.execute(NEAR)
    bench.con.execute(BEFORE)
    for part, query in parts(config):
        for state, sign in (('"near.was"', -1), ('"near.now"', 1)):
            sums.add(bench, part, query.format(state=state), config.base, sign)
        if part == "whole":  # whose triples are in `counted` now
            _examples(bench, selection.mapped(config.apart))


def _examples(bench: Workbench, mapped: str) -> None:
    """Choose examples anew where the one before may not be the best any more, or another one is better.

    mapped   a query for s, p, o: the triples that are counted"""
    run = bench.con.execute
    run('CREATE OR REPLACE TEMP TABLE changed_subject AS SELECT s FROM "was" UNION SELECT s FROM "now"')
    run(
        f'CREATE OR REPLACE TEMP TABLE "best.now" AS WITH {sums.SIZED}'
        " SELECT class, s, n FROM sized WHERE s IN (FROM changed_subject)"
    )
    run(DOUBTFUL)
    run(NEW)
    touched = "class IN (SELECT class FROM better UNION FROM doubtful)"
    run(f'DELETE FROM "kept.example" WHERE {touched}')
    run('INSERT INTO "kept.example" FROM better')
    if bench.number("SELECT count(*) FROM doubtful"):
        instances = f"SELECT s FROM quad WHERE p = {sums.TYPE} AND o IN (FROM doubtful)"
        run(sums.TRIPLES.format(triples=f"SELECT DISTINCT 0 AS key, s, p, o FROM ({mapped}) WHERE s IN ({instances})"))
        sums.examples(bench, "WHERE class IN (FROM doubtful)")
