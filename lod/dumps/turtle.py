"""Write triples as Turtle.  Workbench -> prefixes first and only those used, then one block per subject.

`a` comes first, then predicates and objects in code-point order of their N-Triples text; no blank node is ever made up.
Spec: RDF 1.1 Turtle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lod.dumps import frames, uses
from lod.dumps.frames import MARKED
from lod.dumps.ordered import TYPES, cuts, order
from lod.vocab import RDF_TYPE
from lod.workbench import Workbench

LINES = f"""
SELECT CASE WHEN begins THEN {MARKED} || chr(10) || s.text || chr(10) ELSE '' END
  || CASE WHEN leads THEN '    ' || CASE p.iri WHEN '{RDF_TYPE}' THEN 'a' ELSE p.text END || ' ' ELSE '        ' END
  || o.text || CASE WHEN ends THEN ' .' WHEN trails THEN ' ;' ELSE ' ,' END || chr(10)
FROM ordered t JOIN scratch.shown s ON s.id = t.s JOIN scratch.shown p ON p.id = t.p
  JOIN scratch.shown o ON o.id = t.o WHERE n BETWEEN $1 AND $2 ORDER BY n
"""


def write_turtle(bench: Workbench, file: Path, selection: str, prefixes: Mapping[str, str]) -> None:
    """The selected triples in blocks by subject.

    prefixes   those that names.py has returned"""
    last = order(bench, selection, first=TYPES)
    uses.count(bench, file.name, uses.ALL)
    frames.write(bench, file, bench.pieces(LINES, last), cuts(bench), (head(bench, file.name, prefixes), ""))


def head(bench: Workbench, file: str, prefixes: Mapping[str, str]) -> str:
    """The prefixes of a file whose uses have been counted."""
    return "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in uses.prefixes(bench, file))
