"""Write the quads of the workbench as files.  Workbench -> N-Quads, N-Triples, Turtle; the same bytes every time.

Every format is a fold over one sorted stream.  Turtle: prefixes first and only those used, one block per subject,
`a` first, then predicates and objects in code-point order of their N-Triples text; no blank node is ever made up.
Spec: RDF 1.1 N-Quads, N-Triples, Turtle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lod.blocks import LOCAL
from lod.plan.sql import quoted
from lod.vocab import RDF_TYPE, XSD
from lod.workbench import Workbench


def select_files(stems: Iterable[str]) -> str:
    """The triples that rules of these mapping files (or ontology files) state, as a query for the functions here."""
    names = ", ".join(quoted(s) for s in stems)
    stem = "split_part(parse_filename(file), '.', 1)"
    return (
        "SELECT DISTINCT q.s, q.p, q.o FROM quad q JOIN quad_row w ON w.quad = q.id"
        f" WHERE w.rule IN (SELECT id FROM rule WHERE {stem} IN ({names}))"
    )


SELECT_ONTOLOGY = "SELECT DISTINCT q.s, q.p, q.o FROM quad q JOIN quad_row w ON w.quad = q.id WHERE w.rule = 0"
SELECT_MAPPED = "SELECT DISTINCT q.s, q.p, q.o FROM quad q JOIN quad_row w ON w.quad = q.id WHERE w.rule > 0"


def write_nquads(bench: Workbench, file: Path) -> None:
    """All quads, one a line, in the order subject, predicate, object, graph."""
    lines = bench.stream(
        "SELECT s.nt || ' ' || p.nt || ' ' || o.nt || coalesce(' ' || g.nt, '') || ' .' || chr(10) FROM quad q"
        " JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o"
        " LEFT JOIN term g ON g.id = q.g ORDER BY q.s, q.p, q.o, q.g"
    )
    _write(file, (str(line[0]) for line in lines))


def write_ntriples(bench: Workbench, file: Path, selection: str) -> None:
    """The selected triples, one a line, in the order subject, predicate, object."""
    lines = bench.stream(
        f"SELECT s.nt || ' ' || p.nt || ' ' || o.nt || ' .' || chr(10) FROM ({selection}) t"
        " JOIN term s ON s.id = t.s JOIN term p ON p.id = t.p JOIN term o ON o.id = t.o ORDER BY t.s, t.p, t.o"
    )
    _write(file, (str(line[0]) for line in lines))


def write_turtle(bench: Workbench, file: Path, selection: str, prefixes: Mapping[str, str]) -> None:
    """The selected triples in blocks by subject."""
    bench.con.execute(f"CREATE OR REPLACE TEMP TABLE picked AS {selection}")
    shorten(bench, prefixes)
    head = [f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in bench.rows(USED)]
    _write(file, [*head, *(str(block[0]) for block in bench.stream(BLOCKS))])


BLOCKS = f"""
WITH said AS (
  SELECT t.s, t.p, string_agg(o.text, ' ,' || chr(10) || '        ' ORDER BY t.o) AS objects FROM picked t
  JOIN shown o ON o.id = t.o GROUP BY t.s, t.p)
SELECT chr(10) || s.text || chr(10) || string_agg(
  '    ' || CASE p.iri WHEN '{RDF_TYPE}' THEN 'a' ELSE p.text END || ' ' || said.objects, ' ;' || chr(10)
  ORDER BY p.iri <> '{RDF_TYPE}', said.p) || ' .' || chr(10)
FROM said JOIN shown s ON s.id = said.s JOIN shown p ON p.id = said.p GROUP BY said.s, s.text ORDER BY said.s
"""


USED = f"""
SELECT DISTINCT prefix, namespace FROM shown WHERE prefix <> '' AND id IN (
  SELECT s FROM picked UNION SELECT o FROM picked
  UNION SELECT p FROM picked JOIN shown ON id = p WHERE iri <> '{RDF_TYPE}')
ORDER BY prefix
"""


def shorten(bench: Workbench, prefixes: Mapping[str, str]) -> None:
    """Make the temporary table `shown`: how each picked term reads in Turtle.

    shown(id, iri, text, prefix, namespace): IRIs by their longest namespace (then by the first of its prefixes) where
    the rest is a plain local name; numbers and booleans bare; `prefix` is the one the text uses (of the datatype, for
    a literal), empty if none, which is why the prefix without a name is never used."""
    named = {prefix: namespace for prefix, namespace in prefixes.items() if prefix}
    bench.con.execute("CREATE OR REPLACE TEMP TABLE prefixes (prefix VARCHAR, namespace VARCHAR)")
    bench.con.execute(
        "INSERT INTO prefixes SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [list(named), list(named.values())],
    )
    bench.con.execute(SHOWN)


SHOWN = f"""
CREATE OR REPLACE TEMP TABLE shown AS
WITH used AS (SELECT s AS id FROM picked UNION SELECT p FROM picked UNION SELECT o FROM picked),
terms AS (SELECT t.* FROM term t JOIN used USING (id)),
iris AS (SELECT lexical AS iri FROM terms WHERE kind = 'iri' UNION SELECT datatype FROM terms WHERE kind = 'literal'),
short AS (
  SELECT iri, p.prefix, p.namespace FROM iris JOIN prefixes p ON starts_with(iri, p.namespace)
    AND regexp_full_match(substr(iri, length(p.namespace) + 1), '{LOCAL}')
  QUALIFY row_number() OVER (PARTITION BY iri ORDER BY length(p.namespace) DESC, p.prefix) = 1),
names AS (
  SELECT iri, coalesce(prefix, '') AS prefix, coalesce(namespace, '') AS namespace,
    coalesce(prefix || ':' || substr(iri, length(namespace) + 1), '<' || iri || '>') AS name
  FROM iris LEFT JOIN short USING (iri)),
written AS (
  SELECT t.id, CASE t.kind WHEN 'iri' THEN t.lexical ELSE '' END AS iri, n.prefix, n.namespace, n.name, t.kind, t.nt,
    t.lexical, t.datatype, t.lang,
    (t.datatype = '{XSD}integer' AND regexp_full_match(t.lexical, '[+-]?[0-9]+'))
    OR (t.datatype = '{XSD}decimal' AND regexp_full_match(t.lexical, '[+-]?[0-9]*[.][0-9]+'))
    OR (t.datatype = '{XSD}boolean' AND t.lexical IN ('true', 'false')) AS bare
  FROM terms t JOIN names n ON n.iri = CASE t.kind WHEN 'iri' THEN t.lexical ELSE t.datatype END)
SELECT id, iri, CASE WHEN kind = 'iri' THEN name WHEN bare THEN lexical
    WHEN lang <> '' OR datatype = '{XSD}string' THEN nt
    ELSE left(nt, length(nt) - length(datatype) - 2) || name END AS text,
  CASE WHEN kind = 'literal' AND (bare OR lang <> '' OR datatype = '{XSD}string') THEN '' ELSE prefix END AS prefix,
  namespace
FROM written
"""


def _write(file: Path, pieces: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(pieces)
