"""Find what has changed since the build before.  two workbenches -> table changed(p, s, o, added).

The terms that have gone are added to `term` for as long as the comparison is of use, because the triples that have gone
speak of them.  Read first: workbench.py, incremental.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lod.workbench import BEFORE, Workbench

GONE = f"""
INSERT INTO term SELECT (SELECT max(id) FROM term) + row_number() OVER (ORDER BY id), nt, kind, lexical, datatype, lang
  FROM {BEFORE}.term ANTI JOIN (SELECT nt FROM term) USING (nt)"""
CHANGED = f"""
CREATE TABLE changed AS
WITH now AS (SELECT t.id AS old, n.id FROM {BEFORE}.term t JOIN term n USING (nt)),
earlier AS (SELECT p.id AS p, s.id AS s, o.id AS o FROM {BEFORE}.triple t
  JOIN now p ON p.old = t.p JOIN now s ON s.old = t.s JOIN now o ON o.old = t.o)
SELECT p, s, o, true AS added FROM (FROM triple EXCEPT FROM earlier)
UNION ALL SELECT p, s, o, false FROM (FROM earlier EXCEPT FROM triple)"""


@contextmanager
def changed(bench: Workbench) -> Iterator[int]:
    """Offer the table `changed` inside a `with` block; gives the number of its triples."""
    last = bench.number("SELECT max(id) FROM term")
    bench.con.execute(GONE)
    bench.con.execute(CHANGED)
    try:
        yield bench.number("SELECT count(*) FROM changed")
    finally:
        bench.con.execute("DROP TABLE changed")
        bench.con.execute("DELETE FROM term WHERE id > ?", [last])
