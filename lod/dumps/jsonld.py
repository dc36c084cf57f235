"""Write triples as JSON-LD with a context of its own.  Workbench -> one document; SQL only.

Keys are prefixed names; the context, made from the data, says which values are IRIs and which have a datatype, so the
document stays short and reads back to the same triples.  Spec: JSON-LD 1.1 sections 4.1 (terms), 9.15.1 (context)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from lod.dumps import frames, uses
from lod.dumps.frames import MARKED
from lod.dumps.ordered import TYPES, cuts, order
from lod.packing import writing
from lod.vocab import RDF_TYPE, XSD_STRING
from lod.workbench import Workbench

DELIMITERS = tuple(":/?#[]@")  # a namespace that ends otherwise must be called a prefix
FOOT = "]}\n"
NAMED = "o IN (SELECT id FROM term WHERE kind = 'iri')"
# each term once: as a name, as a value whose predicate tells how it is made, and as a value that tells it itself
VALUES = f"""
CREATE OR REPLACE TEMP TABLE value_ AS
SELECT t.id, t.datatype, t.kind = 'iri' AS named, to_json(CASE WHEN s.prefix = '' THEN s.iri ELSE s.text END) AS name,
  CASE WHEN t.kind = 'iri' THEN name ELSE to_json(t.lexical) END AS short,
  CASE WHEN t.kind = 'iri' THEN '{{"@id":' || name || '}}'
    WHEN t.lang <> '' THEN '{{"@language":' || to_json(t.lang) || ',"@value":' || short || '}}'
    WHEN t.datatype = '{XSD_STRING}' THEN short
    ELSE '{{"@type":' || to_json(t.datatype) || ',"@value":' || short || '}}' END AS full_
FROM term t JOIN scratch.shown s USING (id)
"""
LINES = f"""
SELECT CASE WHEN begins THEN {MARKED} || '  {{{{"@id": ' || s.name || ',' || chr(10) ELSE '' END
  || CASE WHEN NOT leads THEN '' ELSE '   ' || CASE WHEN p.named_type AND o.named THEN '"@type"'
      WHEN p.named_type THEN p.full_name ELSE p.name END || ': ' || CASE WHEN trails THEN '' ELSE '[' END END
  || CASE WHEN (p.named_type AND o.named) OR p.how = CASE WHEN o.named THEN '@id' ELSE o.datatype END THEN o.short
      ELSE o.full_ END
  || CASE WHEN NOT trails THEN ', ' WHEN leads THEN '' ELSE ']' END
  || CASE WHEN ends THEN '}}}}' || CASE WHEN n = {{last}} THEN '' ELSE ',' END || chr(10)
      WHEN trails THEN ',' || chr(10) ELSE '' END
FROM ordered t JOIN value_ s ON s.id = t.s JOIN value_ o ON o.id = t.o JOIN (
  SELECT id, iri = '{RDF_TYPE}' AS named_type, name, to_json(iri) AS full_name, how
  FROM value_ JOIN scratch.shown USING (id) LEFT JOIN coerced c ON c.p = id
  WHERE id IN (SELECT p FROM ordered)) p ON p.id = t.p
WHERE n BETWEEN $1 AND $2 ORDER BY n
"""


def write(bench: Workbench, file: Path, context: Path, selection: str, prefixes: Mapping[str, str]) -> None:
    """Write the selected triples, and the context as a file of its own.

    file      the document, its context inside, so that it reads without a network
    context   the same context, to be published beside it
    prefixes  those that names.py has returned"""
    last = order(bench, selection, first=f"{TYPES} AND {NAMED}")
    uses.count(bench, file.name, uses.IRIS)
    uses.coerce(bench, file.name)
    terms = head(bench, file.name, context, prefixes)
    frames.write(bench, file, texts(bench, last, last), cuts(bench), (terms, FOOT))


def head(bench: Workbench, file: str, context: Path, prefixes: Mapping[str, str]) -> str:
    """Write the context of a file whose uses have been counted, with its table `coerced`; the head of the file."""
    terms = _context(bench, file, prefixes)
    with writing(context) as out:
        out.write(json.dumps({"@context": terms}, ensure_ascii=False, indent=1) + "\n")
    return '{"@context": ' + json.dumps(terms, ensure_ascii=False, indent=1) + ',\n "@graph": [\n'


def texts(bench: Workbench, last: int, end: int) -> Iterator[str]:
    """The lines of the triples in `ordered`.

    last   the number of these triples
    end    the one that ends the document; 0 if it is not among them"""
    bench.con.execute(VALUES)
    return bench.pieces(LINES.format(last=end), last)


def _context(bench: Workbench, file: str, prefixes: Mapping[str, str]) -> dict[str, object]:
    terms: dict[str, object] = {}
    for prefix in uses.prefixes(bench, file):
        plain = prefixes[prefix].endswith(DELIMITERS)
        terms[prefix] = prefixes[prefix] if plain else {"@id": prefixes[prefix], "@prefix": True}
    for name, iri, how in bench.rows("SELECT text, iri, how FROM coerced JOIN scratch.shown ON id = p ORDER BY text"):
        if how and how != XSD_STRING:
            terms[str(name)] = {"@id": iri, "@type": how}
    return terms
