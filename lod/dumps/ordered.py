"""Put triples in the order of a document.  query for s, p, o -> table `ordered`; SQL only.

  ordered(n, s, p, o, begins, leads, trails, ends)   distinct triples, numbered from 1
    begins, ends     the triple is the first, the last of its subject
    leads, trails    it is the first, the last of its subject and predicate

Sorted once, a document is one text per row: what stands before and after a value depends on its neighbours only."""

from __future__ import annotations

from lod.vocab import RDF_TYPE
from lod.workbench import Workbench

TYPES = f"p = (SELECT id FROM term WHERE kind = 'iri' AND lexical = '{RDF_TYPE}')"
ORDER = """
CREATE OR REPLACE TEMP TABLE ordered AS
WITH sorted AS (SELECT s, NOT coalesce({first}, false) AS late, p, o FROM ({selection}) ORDER BY ALL),
beside AS (SELECT *, lag(s) OVER () AS s0, lag(p) OVER () AS p0, lag(o) OVER () AS o0 FROM sorted),
single AS (SELECT s, late, p, o FROM beside WHERE s IS DISTINCT FROM s0 OR p <> p0 OR o <> o0),
known AS (
  SELECT row_number() OVER () AS n, s, p, o,
    s IS DISTINCT FROM lag(s) OVER () AS begins, p <> lag(p) OVER () OR late <> lag(late) OVER () AS other,
    s IS DISTINCT FROM lead(s) OVER () AS ends, p <> lead(p) OVER () OR late <> lead(late) OVER () AS another
  FROM single)
SELECT n, s, p, o, begins, begins OR other AS leads, ends OR another AS trails, ends FROM known
"""


def order(bench: Workbench, selection: str, first: str = "false") -> int:
    """Sort by subject, predicate and object.

    selection   a query for s, p, o
    first       SQL: the triples of a subject that come before its others
    returns     the number of triples"""
    bench.con.execute(ORDER.format(selection=selection, first=first))
    return bench.number("SELECT count(*) FROM ordered")


def cuts(bench: Workbench) -> list[int]:
    """The subjects before which a frame ends, in their order."""
    return [int(s) for s in bench.texts('SELECT s FROM ordered WHERE begins AND s IN (FROM "kept.cut") ORDER BY n')]
