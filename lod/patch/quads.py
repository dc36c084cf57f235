"""Bring terms and quads up to date.  "said.gone", "said.come" -> term, quad, quad_row, triple, literal.

  "was"(id, g, s, p, o, rule)   temporary: the quads of all changed triples, with the rules that stated them
  "now"(id, g, s, p, o, rule)   temporary: and that state them
  changed(p, s, o, added)       the triples that have come or gone (shapes/incremental.py)

Terms that no quad has any more stay until `forget`, because shapes may still ask what they were.
Read first: numbers.py."""

from __future__ import annotations

from lod.dictionary import CUT, TERMS
from lod.patch import numbers
from lod.shapes.literals import add_literals
from lod.workbench import Workbench

TEXTS = """
SELECT DISTINCT nt FROM (SELECT unnest([g, s, p, o]) AS nt FROM {said}) WHERE nt <> '' ORDER BY nt"""
CODED = """
CREATE OR REPLACE TEMP TABLE {coded} AS
SELECT s.id AS s, p.id AS p, o.id AS o, g.id AS g, d.row, d.rule FROM {said} d JOIN coding s ON s.nt = d.s
  JOIN coding p ON p.nt = d.p JOIN coding o ON o.nt = d.o JOIN coding g ON g.nt = d.g"""
QUAD_ROWS = """
CREATE OR REPLACE TEMP TABLE {given} AS
SELECT q.id AS quad, c.row, c.rule FROM {coded} c JOIN known q USING (s, p, o, g)"""
LESS = """
CREATE OR REPLACE TEMP TABLE less AS
SELECT * FROM "given.gone" ANTI JOIN "given.come" USING (quad, row, rule)"""
MORE = """
CREATE OR REPLACE TEMP TABLE more AS
SELECT * FROM "given.come" ANTI JOIN (
  SELECT quad, row, rule FROM quad_row WHERE quad IN (SELECT quad FROM "given.come")) USING (quad, row, rule)"""
TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched AS
SELECT DISTINCT s, p, o FROM known WHERE id IN (SELECT quad FROM less UNION SELECT quad FROM more)"""
STATE = """
CREATE OR REPLACE TEMP TABLE {state} AS
WITH found AS MATERIALIZED (SELECT q.* FROM quad q JOIN touched t USING (s, p, o))
SELECT DISTINCT q.id, q.g, q.s, q.p, q.o, w.rule FROM found q
  JOIN (SELECT quad, rule FROM quad_row WHERE quad IN (SELECT id FROM found)) w ON w.quad = q.id"""
CHANGED = """
CREATE OR REPLACE TABLE changed AS
SELECT p, s, o, true AS added FROM (SELECT DISTINCT p, s, o FROM "now" EXCEPT SELECT p, s, o FROM "was")
UNION ALL SELECT p, s, o, false FROM (SELECT DISTINCT p, s, o FROM "was" EXCEPT SELECT p, s, o FROM "now")"""
UNUSED = """
CREATE OR REPLACE TEMP TABLE unused AS
WITH doubtful AS (
  SELECT DISTINCT unnest([s, p, o, g]) AS id FROM "was" WHERE id NOT IN (SELECT id FROM "now"))
SELECT id FROM doubtful WHERE id > 0 AND id NOT IN (
  SELECT s FROM quad WHERE s IN (FROM doubtful) UNION SELECT p FROM quad WHERE p IN (FROM doubtful)
  UNION SELECT o FROM quad WHERE o IN (FROM doubtful) UNION SELECT g FROM quad WHERE g IN (FROM doubtful))"""
FORGET = (
    "DELETE FROM literal WHERE id IN (FROM unused)",
    'DELETE FROM "kept.cut" WHERE id IN (FROM unused)',
    'DELETE FROM "kept.term" WHERE id IN (FROM unused)',
    "DELETE FROM term WHERE id IN (FROM unused)",
    "DROP TABLE changed",
)


def apply(bench: Workbench) -> int:
    """Change all tables of terms and quads.

    returns  the number of quads that have come or gone
    raises   Unusual"""
    run = bench.con.execute
    _terms(bench)
    for kind in ("gone", "come"):
        run(CODED.format(coded=f'"coded.{kind}"', said=f'"said.{kind}"'))
    new = _known(bench)
    for kind in ("gone", "come"):
        run(QUAD_ROWS.format(given=f'"given.{kind}"', coded=f'"coded.{kind}"'))
    for query in (LESS, MORE, TOUCHED, STATE.format(state='"was"')):
        run(query)
    run(
        "DELETE FROM quad_row USING less WHERE quad_row.quad = less.quad AND quad_row.row = less.row"
        " AND quad_row.rule = less.rule"
    )
    run("INSERT INTO quad_row FROM more ORDER BY ALL")
    run("INSERT INTO quad SELECT id, g, s, p, o FROM known WHERE new ORDER BY id")
    idle = "SELECT quad FROM less WHERE quad NOT IN (SELECT quad FROM quad_row WHERE quad IN (SELECT quad FROM less))"
    gone = bench.number(f"SELECT count(*) FROM quad WHERE id IN ({idle})")
    run(f'DELETE FROM "kept.quad" WHERE id IN ({idle})')
    run(f"DELETE FROM quad WHERE id IN ({idle})")
    run(STATE.format(state='"now"'))
    run(CHANGED)
    run(
        "DELETE FROM triple USING (FROM changed WHERE NOT added) c"
        " WHERE triple.p = c.p AND triple.s = c.s AND triple.o = c.o"
    )
    run("INSERT INTO triple SELECT p, s, o FROM changed WHERE added ORDER BY ALL")
    return new + gone


def find_unused(bench: Workbench) -> None:
    """Make the table `unused`(id) of the terms that no quad has any more."""
    bench.con.execute(UNUSED)


def forget(bench: Workbench) -> None:
    """Forget these terms."""
    for query in FORGET:
        bench.con.execute(query)


def _terms(bench: Workbench) -> None:
    """Give every text an id: table `coding`(nt, id); those that have come are in `fresh` too."""
    both = '(SELECT g, s, p, o FROM "said.gone" UNION ALL SELECT g, s, p, o FROM "said.come")'
    texts = bench.texts(TEXTS.format(said=both))
    known, new = numbers.texts(bench, texts)
    ids = known | new
    bench.con.execute(
        "CREATE OR REPLACE TEMP TABLE coding AS SELECT unnest($1::VARCHAR[]) AS nt, unnest($2::INTEGER[]) AS id",
        [["", *ids], [0, *ids.values()]],
    )
    bench.con.execute(
        "CREATE OR REPLACE TEMP TABLE numbered AS SELECT unnest($1::INTEGER[]) AS id, unnest($2::VARCHAR[]) AS nt",
        [list(new.values()), list(new)],
    )
    bench.con.execute(TERMS.format(room="1", table="TEMP TABLE fresh"))
    bench.con.execute("INSERT INTO term FROM fresh")
    bench.con.execute(f'INSERT INTO "kept.cut" SELECT id FROM fresh WHERE {CUT}')
    add_literals(bench, "fresh")


def _known(bench: Workbench) -> int:
    """Number the quads: table `known`(id, s, p, o, g, new); how many are new."""
    both = ('"coded.gone"', '"coded.come"')
    query = " UNION ".join(f"SELECT s, p, o, g FROM {coded}" for coded in both)
    quads = sorted((s, p, o, g) for s, p, o, g in bench.con.execute(query).fetchall())
    found = numbers.quads(bench, quads)
    rows = [(number, *quad, new) for new, part in enumerate(found) for quad, number in part.items()]
    kinds = ", ".join(f"unnest(${n}::INTEGER[]) AS {c}" for n, c in enumerate(("id", "s", "p", "o", "g"), 1))
    bench.con.execute(
        f"CREATE OR REPLACE TEMP TABLE known AS SELECT {kinds}, unnest($6::BOOLEAN[]) AS new",
        [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], [], []],
    )
    return len(found[1])
