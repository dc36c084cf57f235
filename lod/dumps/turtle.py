"""Write triples as Turtle.  Workbench -> prefixes first and only those used, then one block per subject.

`a` comes first, then predicates and objects in code-point order of their N-Triples text; no blank node is ever made up.
Spec: RDF 1.1 Turtle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lod.dumps.ordered import TYPES, order
from lod.packing import writing
from lod.vocab import RDF_TYPE
from lod.workbench import Workbench

USED = f"""
SELECT DISTINCT prefix FROM scratch.shown WHERE prefix <> '' AND id IN (
  SELECT s FROM ordered UNION SELECT o FROM ordered
  UNION SELECT p FROM ordered JOIN scratch.shown ON id = p WHERE iri <> '{RDF_TYPE}')
ORDER BY prefix
"""
LINES = f"""
SELECT CASE WHEN begins THEN chr(10) || s.text || chr(10) ELSE '' END
  || CASE WHEN leads THEN '    ' || CASE p.iri WHEN '{RDF_TYPE}' THEN 'a' ELSE p.text END || ' ' ELSE '        ' END
  || o.text || CASE WHEN ends THEN ' .' WHEN trails THEN ' ;' ELSE ' ,' END || chr(10)
FROM ordered t JOIN scratch.shown s ON s.id = t.s JOIN scratch.shown p ON p.id = t.p
  JOIN scratch.shown o ON o.id = t.o WHERE n BETWEEN $1 AND $2 ORDER BY n
"""


def write_turtle(bench: Workbench, file: Path, selection: str, prefixes: Mapping[str, str]) -> None:
    """The selected triples in blocks by subject.

    prefixes   those that names.py has returned"""
    last = order(bench, selection, first=TYPES)
    used = bench.texts(USED)
    with writing(file) as out:
        out.writelines(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in used)
        out.writelines(bench.pieces(LINES, last))
