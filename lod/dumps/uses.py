"""Count what the head of a document depends on.  triples + `scratch.shown` -> tables of counts; SQL only.

  "kept.use"(file, prefix, n)   terms of the triples of a file that a prefix shortens
  "kept.way"(file, p, way, n)   triples with a predicate that has a short name, by how their values are made: @id for
                                IRIs, a datatype, or '' for texts with a language

Counts, and not only what there is, so that a patch can tell when the last use has gone.  Read first: names.py."""

from __future__ import annotations

from lod.plan.sql import quoted
from lod.vocab import RDF_TYPE
from lod.workbench import Workbench

USES = f"""
INSERT INTO "kept.use"
SELECT $1, prefix, ({{sign}}) * sum(n) FROM (
    SELECT s AS id, 1 AS n FROM {{triples}} UNION ALL SELECT o, 1 FROM {{triples}}
    UNION ALL SELECT p, count(*) FROM {{triples}} GROUP BY p)
  JOIN scratch.shown USING (id) WHERE prefix <> '' AND {{shown}} GROUP BY prefix
UNION ALL SELECT $1, prefix, -1 * ({{sign}}) * count(*) FROM {{triples}} JOIN scratch.shown ON id = p
  WHERE prefix <> '' AND iri = {quoted(RDF_TYPE)} GROUP BY prefix"""  # which is written without a prefix
WAYS = f"""
INSERT INTO "kept.way"
SELECT $1, t.p, CASE WHEN o.kind = 'iri' THEN '@id' WHEN o.lang <> '' THEN '' ELSE o.datatype END AS way,
  ({{sign}}) * count(*)
FROM {{triples}} t JOIN term o ON o.id = t.o JOIN scratch.shown p ON p.id = t.p
WHERE p.prefix <> '' AND p.iri <> {quoted(RDF_TYPE)} GROUP BY t.p, way"""
USED = 'SELECT prefix FROM "kept.use" WHERE file = ? GROUP BY prefix HAVING sum(n) > 0 ORDER BY prefix'
# how all values of a predicate are made: IRIs, one datatype, or in several ways ('')
COERCED = """
CREATE OR REPLACE TEMP TABLE coerced AS
SELECT p, CASE WHEN min(way) = max(way) THEN min(way) ELSE '' END AS how FROM (
  SELECT p, way FROM "kept.way" WHERE file = ? GROUP BY p, way HAVING sum(n) > 0) GROUP BY p"""
FORGET = ('DELETE FROM "kept.use" WHERE file = ?', 'DELETE FROM "kept.way" WHERE file = ?')
ALL, IRIS = "true", "iri <> ''"  # which terms are shortened


def count(bench: Workbench, file: str, shown: str) -> None:
    """Count anew what the triples in `ordered` use.

    shown   ALL or IRIS"""
    for query in FORGET:
        bench.con.execute(query, [file])
    add(bench, file, "ordered", 1, shown)


def add(bench: Workbench, file: str, triples: str, sign: int, shown: str) -> None:
    """Add what some triples use to the counts of a file, or with sign -1 take it away."""
    for query in (USES, WAYS)[: 2 if shown == IRIS else 1]:
        bench.con.execute(query.format(triples=triples, sign=sign, shown=shown), [file])


def prefixes(bench: Workbench, file: str) -> list[str]:
    """The prefixes that a file uses, in their order."""
    return bench.texts(USED, [file])


def coerce(bench: Workbench, file: str) -> None:
    """Make the table `coerced`(p, how) of a file."""
    bench.con.execute(COERCED, [file])
