"""Write the triples of the workbench as JSON-LD with a context of its own.  Workbench -> one document; pure SQL.

Keys are prefixed names; the context, made from the data, says which values are IRIs and which have a datatype, so the
document stays short and reads back to the same triples.  Spec: JSON-LD 1.1 sections 4.1 (terms), 9.15.1 (context)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from lod.dump import shorten
from lod.vocab import RDF_TYPE, XSD_STRING
from lod.workbench import Workbench

NODES = f"""
WITH how AS (
  SELECT p, CASE WHEN count(DISTINCT k) > 1 THEN '' ELSE any_value(k) END AS how FROM (
    SELECT t.p, CASE WHEN kind = 'iri' THEN '@id' WHEN lang <> '' THEN '' ELSE datatype END AS k
    FROM picked t JOIN term o ON o.id = t.o) GROUP BY p),
values_ AS (
  SELECT t.s, t.p, t.o, CASE
    WHEN p.iri = '{RDF_TYPE}' OR how.how = '@id' THEN to_json(bare.text)
    WHEN o.kind = 'iri' THEN '{{"@id":' || to_json(bare.text) || '}}'
    WHEN o.lang <> '' THEN '{{"@language":' || to_json(o.lang) || ',"@value":' || to_json(o.lexical) || '}}'
    WHEN how.how = o.datatype OR o.datatype = '{XSD_STRING}' THEN to_json(o.lexical)
    ELSE '{{"@type":' || to_json(o.datatype) || ',"@value":' || to_json(o.lexical) || '}}' END AS value
  FROM picked t JOIN term o ON o.id = t.o JOIN how ON how.p = t.p JOIN shown p ON p.id = t.p
  JOIN (SELECT id, CASE WHEN prefix = '' THEN iri ELSE text END AS text FROM shown) bare ON bare.id = t.o),
said AS (
  SELECT s, p, CASE WHEN count(*) = 1 THEN min(value) ELSE '[' || string_agg(value, ', ' ORDER BY o) || ']' END AS value
  FROM values_ GROUP BY s, p)
SELECT '  {{"@id": ' || to_json(CASE WHEN s.prefix = '' THEN s.iri ELSE s.text END) || ',' || chr(10) || string_agg(
  '   ' || to_json(CASE WHEN p.iri = '{RDF_TYPE}' THEN '@type' WHEN p.prefix = '' THEN p.iri ELSE p.text END) || ': '
  || said.value, ',' || chr(10) ORDER BY p.iri <> '{RDF_TYPE}', said.p) || '}}'
FROM said JOIN shown s ON s.id = said.s JOIN shown p ON p.id = said.p GROUP BY said.s, s.prefix, s.iri, s.text
ORDER BY said.s
"""
COERCED = f"""
SELECT name, iri, CASE WHEN count(DISTINCT k) = 1 THEN any_value(k) END FROM (
  SELECT p.text AS name, p.iri, CASE WHEN o.kind = 'iri' THEN '@id' WHEN o.lang <> '' THEN '' ELSE o.datatype END AS k
  FROM picked t JOIN term o ON o.id = t.o JOIN shown p ON p.id = t.p WHERE p.prefix <> '' AND p.iri <> '{RDF_TYPE}')
GROUP BY name, iri ORDER BY name
"""


def write(bench: Workbench, file: Path, context: Path, selection: str, prefixes: Mapping[str, str]) -> None:
    """Write the selected triples, and the context as a file of its own.

    file     the document, its context inside, so that it reads without a network
    context  the same context, to be published beside it"""
    bench.con.execute(f"CREATE OR REPLACE TEMP TABLE picked AS {selection}")
    shorten(bench, prefixes)
    terms = _context(bench)
    words = json.dumps(terms, ensure_ascii=False, indent=1)
    context.write_text(json.dumps({"@context": terms}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{"@context": ' + words + ',\n "@graph": [\n')
        for number, node in enumerate(bench.stream(NODES)):
            out.write((",\n" if number else "") + str(node[0]))
        out.write("\n]}\n")


def _context(bench: Workbench) -> dict[str, object]:
    used = "SELECT DISTINCT prefix, namespace FROM shown WHERE prefix <> '' ORDER BY prefix"
    terms: dict[str, object] = {str(prefix): str(namespace) for prefix, namespace in bench.rows(used)}
    for name, iri, kind in bench.rows(COERCED):
        if kind and kind != XSD_STRING:
            terms[str(name)] = {"@id": iri, "@type": kind}
    return terms
