"""Number terms and quads.  relations of N-Triples texts -> tables `term`, `quad`, `quad_row`, `triple`; SQL only.

Ids follow the byte order of the texts; between them there is room for terms and quads that later builds add (patch/).
Texts are matched by a hash of them, which is compared faster; should two share a hash, all is matched by the texts.
Read first: workbench.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lod.plan.sql import quoted
from lod.plan.texts import Made
from lod.vocab import RDF_LANGSTRING, XSD_STRING
from lod.workbench import Workbench

# The hash of the database takes eight bytes at a time, and of a million texts that differ in two places only some share
# it; read from another start as well, they do not.
HASH, TEXT = "hash({0}, ' ' || {0})", "{0}"
TYPES = {HASH: "UBIGINT", TEXT: "VARCHAR"}
CUT = "kind <> 'literal' AND starts_with(md5(nt), '000')"  # one of 4096
# escapes are pairs read from the left, so cutting at double backslashes leaves every other escape whole
UNESCAPED = r"""CASE WHEN contains(inside, '\') THEN array_to_string(list_transform(string_split(inside, '\\'),
  lambda part: replace(replace(replace(part, '\"', '"'), '\n', chr(10)), '\r', chr(13))), '\') ELSE inside END"""
# numbers are given one after the other; the rest is then done by all cores
NUMBERED = """
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT (row_number() OVER ())::INTEGER AS id, nt FROM (FROM ({texts}) ORDER BY nt)"""
# of a literal, `tail` is what follows its last quote
TERMS = f"""
CREATE OR REPLACE {{table}} AS
WITH cut AS (
  SELECT id * {{room}} AS id, nt, CASE WHEN NOT starts_with(nt, '"') THEN NULL WHEN ends_with(nt, '"') THEN ''
    ELSE split_part(nt, '"', -1) END AS tail FROM numbered),
parts AS (
  SELECT *, substr(nt, CASE WHEN starts_with(nt, '_') THEN 3 ELSE 2 END, length(nt) - 2 - coalesce(length(tail), 0))
    AS inside FROM cut)
SELECT id, nt, CASE WHEN tail IS NOT NULL THEN 'literal' WHEN starts_with(nt, '<') THEN 'iri' ELSE 'bnode' END AS kind,
  CASE WHEN tail IS NULL THEN inside ELSE {UNESCAPED} END AS lexical,
  CASE WHEN tail IS NULL THEN '' WHEN tail = '' THEN {quoted(XSD_STRING)}
    WHEN starts_with(tail, '@') THEN {quoted(RDF_LANGSTRING)} ELSE substr(tail, 4, length(tail) - 4) END AS datatype,
  CASE WHEN starts_with(tail, '@') THEN substr(tail, 2) ELSE '' END AS lang FROM parts
"""
NOTHING = "SELECT '' AS nt"
# ids of so many things are so far apart that new ones find room between them, and the last leaves as much above it
ROOM = "(SELECT greatest(1, least(256, (1 << 30) // (count(*) + 1)))::INTEGER FROM {relation})"
STEP = 2048  # things: among so few one is found by hand
# of every so many terms and quads one, in order; and the subjects that open a frame of a dump (dumps/frames.py)
KEPT = (
    f'CREATE TABLE "kept.term" AS SELECT id, nt FROM term WHERE rowid % {STEP} = 0',
    f'CREATE TABLE "kept.quad" AS SELECT id, s, p, o, g FROM quad WHERE rowid % {STEP} = 0',
    f'CREATE TABLE "kept.cut" AS SELECT id FROM term WHERE {CUT}',
)
TWINS = "SELECT count(*) - count(DISTINCT key) FROM code"  # terms that share their key with another
CODE = "CREATE OR REPLACE TEMP TABLE code AS SELECT {key} AS key, id FROM term UNION ALL SELECT {none}, 0"
# a NULL has no key, and what has no key has no id
KEYED = """
INSERT INTO keyed
SELECT unnest([{rules}]), {quads}, _rows FROM (SELECT {keys}, _rows FROM {relation})"""
CODED = """
CREATE OR REPLACE TEMP TABLE coded AS
SELECT s.id AS s, p.id AS p, o.id AS o, g.id AS g, k.rule, unnest(k._rows) AS row FROM keyed k
  JOIN code s ON s.key = k.s JOIN code p ON p.key = k.p JOIN code o ON o.key = k.o JOIN code g ON g.key = k.g"""
# once sorted, equal quads are neighbours: that is told faster than by a hash table of all of them
QUADS = (
    """
CREATE OR REPLACE TEMP TABLE told AS
WITH beside AS (
  SELECT *, lag(s) OVER () AS s0, lag(p) OVER () AS p0, lag(o) OVER () AS o0, lag(g) OVER () AS g0,
    lag(rule) OVER () AS rule0, lag(row) OVER () AS row0
  FROM (SELECT s, p, o, g, rule, row FROM coded ORDER BY ALL)),
compared AS (
  SELECT *, s IS DISTINCT FROM s0 OR p <> p0 OR o <> o0 OR g <> g0 AS fresh,
    fresh OR rule <> rule0 OR row <> row0 AS other FROM beside)
SELECT (sum(fresh::INTEGER) OVER (ROWS UNBOUNDED PRECEDING) * {room})::INTEGER AS id, g, s, p, o, rule, row, fresh,
  other FROM compared""",
    "DROP TABLE coded",
    "CREATE TABLE quad AS SELECT id, g, s, p, o FROM told WHERE fresh",
    "CREATE TABLE quad_row AS SELECT id AS quad, row, rule FROM told WHERE other",
    "DROP TABLE told",
    """
CREATE TABLE triple AS
WITH beside AS (
  SELECT *, lag(p) OVER () AS p0, lag(s) OVER () AS s0, lag(o) OVER () AS o0
  FROM (SELECT p, s, o FROM quad ORDER BY ALL))
SELECT p, s, o FROM beside WHERE p IS DISTINCT FROM p0 OR s <> s0 OR o <> o0""",
)
# a text beside a NULL may be the term of no quad
NULLS = "SELECT count(*) FROM keyed WHERE s IS NULL OR p IS NULL OR o IS NULL OR g IS NULL"
UNUSED = """
DELETE FROM term WHERE id NOT IN (
  SELECT s FROM quad UNION SELECT p FROM quad UNION SELECT o FROM quad UNION SELECT g FROM quad)"""
DROP = ("DROP TABLE keyed", "DROP TABLE code")


@dataclass(frozen=True, slots=True)
class Stated:
    """A temporary table whose rows state quads.  Its columns hold N-Triples texts; _rows lists the rows behind."""

    relation: str
    columns: tuple[str, ...]
    quads: tuple[Made, ...]


def number(texts: str, room: str = "1", table: str = "TABLE term") -> list[str]:
    """Make the table `term`.

    texts    a query for the column nt, each text once
    room     SQL of how far ids are apart"""
    return [NUMBERED.format(texts=texts), TERMS.format(room=room, table=table), "DROP TABLE numbered"]


def encode(bench: Workbench, stated: Sequence[Stated]) -> None:
    """Turn what was stated into terms, quads and the rows behind each quad; the relations are dropped."""
    texts = " UNION ALL ".join(f"SELECT {c} AS nt FROM {s.relation}" for s in stated for c in s.columns)
    room = ROOM.format(relation="numbered")
    for query in number(f"SELECT DISTINCT nt FROM ({texts or NOTHING}) WHERE nt <> ''", room):
        bench.con.execute(query)
    for key in (HASH, TEXT):
        bench.con.execute(CODE.format(key=key.format("nt"), none=key.format("''")))
        if not bench.number(TWINS):
            break
    collect(bench, stated, key)
    nulls = bench.number(NULLS)
    room = ROOM.format(relation="coded")
    for query in (CODED, QUADS[0].format(room=room), *QUADS[1:], *([UNUSED] if nulls else []), *KEPT, *DROP):
        bench.con.execute(query)


def collect(bench: Workbench, stated: Sequence[Stated], key: str = TEXT) -> None:
    """Put what was stated into the temporary table `keyed`(rule, g, s, p, o, _rows); the relations are dropped.

    key   how texts are matched"""
    kinds = ", ".join(f"{term} {TYPES[key]}" for term in "gspo")
    bench.con.execute(f"CREATE OR REPLACE TEMP TABLE keyed (rule INTEGER, {kinds}, _rows INTEGER[])")
    for one in stated:
        bench.con.execute(_keyed(one, key))
        bench.con.execute(f"DROP TABLE {one.relation}")


def _keyed(stated: Stated, key: str) -> str:
    """The quads of a relation, with the keys of their terms."""
    keys = (f"CASE WHEN {c} IS NOT NULL THEN {key.format(c)} END AS {c}" for c in stated.columns)
    quads = (f"unnest([{', '.join(getattr(q, term) for q in stated.quads)}])" for term in "gspo")
    rules = ", ".join(str(q.rule) for q in stated.quads)
    return KEYED.format(rules=rules, quads=", ".join(quads), keys=", ".join(keys), relation=stated.relation)
