"""Sum up triples so that sums can be corrected.  query for s, p, o -> tables of counts; SQL only.

  "kept.count"(part, key, triples, subjects, objects, entities)   distinct ones, of each part and key
    part   whole, ontology (graphs of the ontology), graph (of the mappings), file (partial dumps), apart (graphs of
           what is kept apart)
    key    of a graph its term, of a file its number in the order of names; else 0
  "kept.predicate"(part, key, p, n)   triples with each predicate
  "kept.type"(part, key, class, n)    triples that say what something is
  "kept.property"(p, n, subjects, objects)    of the whole, by predicate
  "kept.class"(class, entities, triples)      of the whole: instances with a name of ours, triples about all instances
  "kept.example"(class, s, n)         the instance with most triples, the first of several

All but the last are sums over rows.  What a patch changes is counted in all triples that share a subject or an object
with a changed one, as they were and as they are: what is not affected is the same on both sides."""

from __future__ import annotations

from lod.plan.sql import quoted
from lod.vocab import RDF_TYPE
from lod.workbench import Workbench

TYPE = f"(SELECT id FROM term WHERE kind = 'iri' AND lexical = {quoted(RDF_TYPE)})"
TABLES = {
    "count": "part VARCHAR, key INTEGER, triples BIGINT, subjects BIGINT, objects BIGINT, entities BIGINT",
    "predicate": "part VARCHAR, key INTEGER, p INTEGER, n BIGINT",
    "type": "part VARCHAR, key INTEGER, class INTEGER, n BIGINT",
    "property": "p INTEGER, n BIGINT, subjects BIGINT, objects BIGINT",
    "class": "class INTEGER, entities BIGINT, triples BIGINT",
    "example": "class INTEGER, s INTEGER, n BIGINT",
}
TRIPLES = "CREATE OR REPLACE TEMP TABLE counted AS {triples}"
OF_PARTS = (
    """
INSERT INTO "kept.count"
WITH sizes AS (SELECT key, count(*) AS n FROM counted GROUP BY key),
subjects AS (
  SELECT key, count(*) AS n, count(*) FILTER (s IN (SELECT id FROM term WHERE starts_with(lexical, {base}))) AS entities
  FROM (SELECT DISTINCT key, s FROM counted) GROUP BY key),
objects AS (SELECT key, count(*) AS n FROM (SELECT DISTINCT key, o FROM counted) GROUP BY key)
SELECT '{part}', key, {sign} * z.n, {sign} * s.n, {sign} * o.n, {sign} * entities
FROM sizes z JOIN subjects s USING (key) JOIN objects o USING (key)""",
    """
INSERT INTO "kept.predicate" SELECT '{part}', key, p, {sign} * count(*) FROM counted GROUP BY key, p""",
    f"""
INSERT INTO "kept.type" SELECT '{{part}}', key, o, {{sign}} * count(*) FROM counted JOIN term c ON c.id = o
  WHERE p = {TYPE} AND c.kind = 'iri' GROUP BY key, o""",
)
SIZED = f"""
typed AS (
  SELECT t.s, t.o AS class FROM counted t JOIN term c ON c.id = t.o WHERE t.p = {TYPE} AND c.kind = 'iri'),
sized AS (SELECT class, s, count(*) AS n FROM typed JOIN counted USING (s) GROUP BY class, s)"""
OF_WHOLE = (
    """
INSERT INTO "kept.property"
SELECT p, {sign} * count(*), {sign} * count(DISTINCT s), {sign} * count(DISTINCT o) FROM counted GROUP BY p""",
    f"""
INSERT INTO "kept.class"
WITH {SIZED}
SELECT class, {{sign}} * count(*) FILTER (starts_with(t.lexical, {{base}})), {{sign}} * sum(n)
FROM sized JOIN term t ON t.id = sized.s GROUP BY class""",
)
EXAMPLES = f"""
INSERT INTO "kept.example"
WITH {SIZED}
SELECT class, first(s ORDER BY n DESC, s), max(n) FROM sized {{where}} GROUP BY class"""


def clear(bench: Workbench) -> None:
    """Make the tables, empty."""
    for table, columns in TABLES.items():
        bench.con.execute(f'CREATE OR REPLACE TABLE "kept.{table}" ({columns})')


def add(bench: Workbench, part: str, triples: str, base: str, sign: int = 1) -> None:
    """Add some triples to the sums of a part, or take them away.

    triples   a query for key, s, p, o, each once; they stay in the temporary table `counted`
    base      what the IRIs of entities begin with"""
    bench.con.execute(TRIPLES.format(triples=triples))
    for query in (*OF_PARTS, *(OF_WHOLE if part == "whole" else ())):
        bench.con.execute(query.format(part=part, sign=sign, base=quoted(base)))


def examples(bench: Workbench, where: str = "") -> None:
    """Choose the examples of the classes of the triples in `counted`."""
    bench.con.execute(EXAMPLES.format(where=where))
