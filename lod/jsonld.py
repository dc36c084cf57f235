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

DELIMITERS = tuple(":/?#[]@")  # a namespace that ends otherwise must be called a prefix
COERCED = f"""
CREATE OR REPLACE TEMP TABLE coerced AS
SELECT p, CASE WHEN count(DISTINCT k) = 1 THEN any_value(k) ELSE '' END AS how FROM (
  SELECT t.p, CASE WHEN o.kind = 'iri' THEN '@id' WHEN o.lang <> '' THEN '' ELSE o.datatype END AS k
  FROM picked t JOIN term o ON o.id = t.o JOIN shown p ON p.id = t.p WHERE p.prefix <> '' AND p.iri <> '{RDF_TYPE}')
GROUP BY p
"""
NODES = f"""
WITH names AS (SELECT id, iri, CASE WHEN prefix = '' THEN iri ELSE text END AS name FROM shown WHERE iri <> ''),
values_ AS (
  SELECT t.s, t.p, t.o,
    CASE WHEN p.iri <> '{RDF_TYPE}' THEN p.name WHEN o.kind = 'iri' THEN '@type' ELSE p.iri END AS key,
    CASE
      WHEN o.kind = 'iri' AND (p.iri = '{RDF_TYPE}' OR how = '@id') THEN to_json(n.name)
      WHEN o.kind = 'iri' THEN '{{"@id":' || to_json(n.name) || '}}'
      WHEN o.lang <> '' THEN '{{"@language":' || to_json(o.lang) || ',"@value":' || to_json(o.lexical) || '}}'
      WHEN how = o.datatype OR o.datatype = '{XSD_STRING}' THEN to_json(o.lexical)
      ELSE '{{"@type":' || to_json(o.datatype) || ',"@value":' || to_json(o.lexical) || '}}' END AS value
  FROM picked t JOIN term o ON o.id = t.o JOIN names p ON p.id = t.p
  LEFT JOIN names n ON n.id = t.o LEFT JOIN coerced USING (p)),
said AS (
  SELECT s, p, key, CASE WHEN count(*) = 1 THEN min(value) ELSE '[' || string_agg(value, ', ' ORDER BY o) || ']' END
    AS value
  FROM values_ GROUP BY s, p, key)
SELECT '  {{"@id": ' || to_json(s.name) || ',' || chr(10) || string_agg(
  '   ' || to_json(key) || ': ' || said.value, ',' || chr(10) ORDER BY key <> '@type', said.p) || '}}'
FROM said JOIN names s ON s.id = said.s GROUP BY said.s, s.name ORDER BY said.s
"""
USED = f"""
SELECT DISTINCT prefix, namespace FROM shown WHERE prefix <> '' AND iri NOT IN ('', '{RDF_TYPE}')
  OR prefix <> '' AND iri = '{RDF_TYPE}' AND (id IN (SELECT s FROM picked) OR id IN (SELECT o FROM picked))
ORDER BY prefix
"""
SCHEMES = """
SELECT DISTINCT split_part(iri, ':', 1) FROM (
  SELECT lexical AS iri FROM term WHERE kind = 'iri' UNION SELECT datatype FROM term WHERE kind = 'literal')
"""


def write(bench: Workbench, file: Path, context: Path, selection: str, prefixes: Mapping[str, str]) -> None:
    """Write the selected triples, and the context as a file of its own.

    file      the document, its context inside, so that it reads without a network
    context   the same context, to be published beside it
    prefixes  those called like the scheme of an IRI are not used: urn:isbn:1 would be read as a short name"""
    schemes = set(bench.texts(SCHEMES))
    bench.con.execute(f"CREATE OR REPLACE TEMP TABLE picked AS {selection}")
    shorten(bench, {prefix: namespace for prefix, namespace in prefixes.items() if prefix not in schemes})
    bench.con.execute(COERCED)
    terms = _context(bench)
    words = json.dumps(terms, ensure_ascii=False, indent=1)
    with context.open("w", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps({"@context": terms}, ensure_ascii=False, indent=1) + "\n")
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{"@context": ' + words + ',\n "@graph": [\n')
        for number, node in enumerate(bench.stream(NODES)):
            out.write((",\n" if number else "") + str(node[0]))
        out.write("\n]}\n")


def _context(bench: Workbench) -> dict[str, object]:
    terms: dict[str, object] = {}
    for prefix, namespace in bench.rows(USED):
        plain = str(namespace).endswith(DELIMITERS)
        terms[str(prefix)] = namespace if plain else {"@id": namespace, "@prefix": True}
    for name, iri, how in bench.rows("SELECT text, iri, how FROM coerced JOIN shown ON id = p ORDER BY text"):
        if how and how != XSD_STRING:
            terms[str(name)] = {"@id": iri, "@type": how}
    return terms
