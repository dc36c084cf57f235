"""Write quads and triples a line each.  Workbench -> N-Quads, N-Triples in canonical form, sorted.

Spec: RDF 1.1 N-Quads, RDF 1.1 N-Triples section 4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lod.dumps import frames
from lod.dumps.ordered import cuts, order
from lod.dumps.selection import alone
from lod.workbench import Workbench

LEFT_OUT = """
CREATE OR REPLACE TEMP TABLE left_out AS SELECT DISTINCT quad FROM ({alone}) WHERE quad BETWEEN {first} AND {last}"""
OPENING = """
CREATE OR REPLACE TEMP TABLE opening AS
  SELECT s, min(id) AS quad FROM quad WHERE s IN (FROM "kept.cut") AND {where} GROUP BY s"""
QUADS = """
SELECT CASE WHEN q.id IN (SELECT quad FROM opening) THEN chr(0) ELSE '' END
  || s.nt || ' ' || p.nt || ' ' || o.nt || coalesce(' ' || g.nt, '') || ' .' || chr(10) FROM quad q
  JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o
  LEFT JOIN term g ON g.id = q.g WHERE q.id BETWEEN $1 AND $2 AND {which} ORDER BY q.id"""
TRIPLES = f"""
SELECT CASE WHEN begins THEN {frames.MARKED} ELSE '' END
  || s.nt || ' ' || p.nt || ' ' || o.nt || ' .' || chr(10) FROM ordered t
  JOIN term s ON s.id = t.s JOIN term p ON p.id = t.p JOIN term o ON o.id = t.o WHERE n BETWEEN $1 AND $2 ORDER BY n"""


def write_nquads(bench: Workbench, file: Path, apart: Sequence[str] = ()) -> None:
    """All quads, in the order subject, predicate, object, graph.

    apart   stems of mapping files: what only their rules state is left out"""
    frames.write(bench, file, *quads(bench, "true", apart))


def quads(bench: Workbench, where: str, apart: Sequence[str] = ()) -> tuple[Iterator[str], list[int]]:
    """The lines of some quads that stand next to each other, and the subjects before which a frame ends.

    where   SQL over s; apart: as above"""
    found = bench.rows(
        f"SELECT coalesce(min(id), 1), coalesce(max(id), 0), greatest(count(*), 1) FROM quad WHERE {where}"
    )
    first, last, count = (int(str(n)) for n in found[0])
    which = "true"
    if apart:
        bench.con.execute(LEFT_OUT.format(alone=alone(apart), first=first, last=last))
        which = "id NOT IN (FROM left_out)"
    bench.con.execute(OPENING.format(where=f"{where} AND {which}"))
    cut = [int(s) for s in bench.texts("SELECT s FROM opening ORDER BY s")]
    query = QUADS.format(which=f"q.{which}" if apart else which)
    return bench.pieces(query, last, first, max(1, (last - first) // count)), cut


def write_ntriples(bench: Workbench, file: Path, selection: str) -> None:
    """The selected triples, in the order subject, predicate, object."""
    last = order(bench, selection)
    frames.write(bench, file, bench.pieces(TRIPLES, last), cuts(bench))
