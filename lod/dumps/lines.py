"""Write quads and triples a line each.  Workbench -> N-Quads, N-Triples in canonical form, sorted.

Spec: RDF 1.1 N-Quads, RDF 1.1 N-Triples section 4."""

from __future__ import annotations

from pathlib import Path

from lod.dumps.ordered import order
from lod.packing import writing
from lod.workbench import Workbench

QUADS = """
SELECT s.nt || ' ' || p.nt || ' ' || o.nt || coalesce(' ' || g.nt, '') || ' .' || chr(10) FROM quad q
  JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o
  LEFT JOIN term g ON g.id = q.g WHERE q.id BETWEEN $1 AND $2 ORDER BY q.id"""
TRIPLES = """
SELECT s.nt || ' ' || p.nt || ' ' || o.nt || ' .' || chr(10) FROM ordered t
  JOIN term s ON s.id = t.s JOIN term p ON p.id = t.p JOIN term o ON o.id = t.o WHERE n BETWEEN $1 AND $2 ORDER BY n"""


def write_nquads(bench: Workbench, file: Path) -> None:
    """All quads, in the order subject, predicate, object, graph."""
    with writing(file) as out:
        out.writelines(bench.pieces(QUADS, bench.number("SELECT max(id) FROM quad")))


def write_ntriples(bench: Workbench, file: Path, selection: str) -> None:
    """The selected triples, in the order subject, predicate, object."""
    last = order(bench, selection)
    with writing(file) as out:
        out.writelines(bench.pieces(TRIPLES, last))
