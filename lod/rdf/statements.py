"""The SQL that numbers the terms and triples of files.  -> statements; pure.

  seen(nt)         terms as the files write them, blank nodes with the prefix of their file; some of them twice
  label(nt, new)   blank nodes that get another label
  odd(nt)          of one file: what is not plain N-Triples
  coded(p, s, o)   what the lines say: keys of terms as they are in `seen`
  changed(nt, new) what is written otherwise than `term` has it
  code(key, id)    the terms of the keys
Read first: workbench.py, for the tables `term` and `triple`; rdf/cut.py, which fills the first four."""

from __future__ import annotations

from lod import dictionary
from lod.dictionary import TYPES
from lod.plan.sql import quoted
from lod.vocab import XSD_STRING

STRING_TYPE = f'"^^<{XSD_STRING}>'
TABLES = (
    "CREATE OR REPLACE TEMP TABLE seen (nt VARCHAR)",
    "CREATE OR REPLACE TEMP TABLE label (nt VARCHAR, new VARCHAR)",
    "CREATE OR REPLACE TEMP TABLE odd (nt VARCHAR)",
    "CREATE OR REPLACE TEMP TABLE coded (p {type}, s {type}, o {type})",
)
# a literal in canonical form: tags in lower case, no datatype xsd:string
CANONICAL = f"""CASE WHEN nt[1] <> '"' OR ends_with(nt, '"') THEN nt
  WHEN ends_with(nt, {quoted(STRING_TYPE)}) THEN left(nt, length(nt) - {len(STRING_TYPE) - 1})
  WHEN ends_with(nt, '>') OR NOT regexp_matches(nt, '@[a-z0-9-]*[A-Z][A-Za-z0-9-]*$') THEN nt
  ELSE regexp_replace(nt, '@[^@]*$', '') || lower(regexp_extract(nt, '@[^@]*$')) END"""
CHANGED = f"""
CREATE OR REPLACE TEMP TABLE changed AS
  SELECT nt, '_:' || new AS new FROM label
  UNION ALL SELECT * FROM (SELECT DISTINCT nt, {CANONICAL} AS new FROM seen) WHERE new <> nt"""
NAMED = "SELECT nt FROM seen WHERE nt NOT IN (SELECT nt FROM changed) UNION SELECT new FROM changed"
CODE = """
CREATE OR REPLACE TEMP TABLE code AS
  SELECT {key} AS key, id FROM term WHERE nt NOT IN (SELECT nt FROM changed)
  UNION ALL SELECT {changed_key}, id FROM changed JOIN term ON term.nt = changed.new"""
# once sorted, equal triples are neighbours: that is told faster than by a hash table of all of them
TRIPLES = (
    """
CREATE OR REPLACE TABLE triple AS
WITH stated AS (
  SELECT p.id AS p, s.id AS s, o.id AS o FROM coded
    JOIN code p ON p.key = coded.p JOIN code s ON s.key = coded.s JOIN code o ON o.key = coded.o ORDER BY ALL),
beside AS (SELECT p, s, o, lag(p) OVER () AS last_p, lag(s) OVER () AS last_s, lag(o) OVER () AS last_o FROM stated)
SELECT p, s, o FROM beside
  WHERE p IS DISTINCT FROM last_p OR s IS DISTINCT FROM last_s OR o IS DISTINCT FROM last_o""",
    *(f"DROP TABLE {name}" for name in ("coded", "code", "changed", "label", "odd")),
)


def tables(key: str) -> list[str]:
    """Make the empty tables that files are taken into."""
    return [table.format(type=TYPES[key]) for table in TABLES]


def number(key: str) -> list[str]:
    """Number the terms of `seen`."""
    code = CODE.format(key=key.format("term.nt"), changed_key=key.format("changed.nt"))
    return [CHANGED, *dictionary.number(NAMED), "DROP TABLE seen", code]
