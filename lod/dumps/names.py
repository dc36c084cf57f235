"""Give terms the short names of Turtle and JSON-LD.  terms + prefixes -> table `scratch.shown`; SQL only.

  scratch.shown(id, iri, text, prefix)   every term
    iri      of an IRI itself, else empty
    text     as Turtle writes it: IRIs by their longest namespace (then by the first of its prefixes) where the rest is
             a plain local name, numbers and booleans bare
    prefix   that the text uses (of the datatype, for a literal), empty if none, which is why the prefix without a name
             is never used

Spec: RDF 1.1 Turtle section 2.4 (prefixed names), 2.5.3 (numbers)."""

from __future__ import annotations

from collections.abc import Mapping

from lod.blocks import LOCAL
from lod.plan.sql import quoted
from lod.vocab import XSD
from lod.workbench import Workbench

SHOWN = f"""
CREATE OR REPLACE TABLE scratch.shown AS
WITH typed AS (
  SELECT datatype, {{prefix_of_datatype}} AS prefix, CASE WHEN prefix = '' THEN '<' || datatype || '>'
      ELSE prefix || ':' || substr(datatype, {{begin_of_datatype}}) END AS name
    FROM (
      SELECT DISTINCT datatype FROM {{terms}} t WHERE kind = 'literal' AND lang = '' AND datatype <> '{XSD}string')),
named AS (
  SELECT t.id, t.kind, t.nt, t.lexical, t.datatype, d.name, coalesce(d.prefix, '') AS prefix_of_datatype,
    CASE WHEN kind = 'iri' THEN {{prefix_of_iri}} ELSE '' END AS prefix_of_iri,
    coalesce((t.datatype = '{XSD}integer' AND regexp_full_match(t.lexical, '[+-]?[0-9]+'))
    OR (t.datatype = '{XSD}decimal' AND regexp_full_match(t.lexical, '[+-]?[0-9]*[.][0-9]+'))
    OR (t.datatype = '{XSD}boolean' AND t.lexical IN ('true', 'false')), false) AS bare
  FROM {{terms}} t LEFT JOIN typed d ON d.datatype = t.datatype AND t.kind = 'literal')
SELECT id, CASE kind WHEN 'iri' THEN lexical ELSE '' END AS iri,
  CASE WHEN prefix_of_iri <> '' THEN prefix_of_iri || ':' || substr(lexical, {{begin_of_iri}})
    WHEN bare THEN lexical WHEN name IS NULL THEN nt
    ELSE left(nt, length(nt) - length(datatype) - 2) || name END AS text,
  CASE WHEN bare THEN '' WHEN kind = 'iri' THEN prefix_of_iri ELSE prefix_of_datatype END AS prefix
FROM named
"""


SCHEMES = """
SELECT DISTINCT split_part(iri, ':', 1) FROM (
  SELECT lexical AS iri FROM {terms} WHERE kind = 'iri'
  UNION SELECT datatype FROM {terms} WHERE kind = 'literal')
"""


def shorten(bench: Workbench, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Make the table `scratch.shown`.

    prefixes  one called like the scheme of an IRI is not used: a JSON-LD reader would take urn:isbn:1 for a short name
    returns   those that may be used"""
    found = usable(bench, prefixes)
    show(bench, found)
    return found


def usable(bench: Workbench, prefixes: Mapping[str, str], terms: str = "term") -> dict[str, str]:
    """Those prefixes that may be used.

    terms   a relation like `term`: all that there are"""
    schemes = set(bench.texts(SCHEMES.format(terms=terms)))
    return {prefix: space for prefix, space in prefixes.items() if prefix and prefix not in schemes}


def show(bench: Workbench, usable: Mapping[str, str], terms: str = "term") -> None:
    """Make the table `scratch.shown` of some terms, with these prefixes."""
    named = sorted(usable.items(), key=lambda one: (-len(one[1]), one[0]))
    begins = " ".join(f"WHEN {quoted(prefix)} THEN {len(space) + 1}" for prefix, space in named)
    columns = {"iri": "lexical", "datatype": "datatype"}
    prefix_of = {f"prefix_of_{of}": _prefix(column, named) for of, column in columns.items()}
    begin_of = {
        f"begin_of_{of}": f"CASE {column} {begins} ELSE 1 END" if named else "1"
        for of, column in (("iri", "prefix_of_iri"), ("datatype", "prefix"))
    }
    bench.con.execute(SHOWN.format(terms=terms, **prefix_of, **begin_of))


def _prefix(column: str, named: list[tuple[str, str]]) -> str:
    """SQL of the prefix of an IRI, the first that fits."""
    cases = [
        f"WHEN starts_with({column}, {quoted(space)})"
        f" AND regexp_full_match(substr({column}, {len(space) + 1}), '{LOCAL}') THEN {quoted(prefix)}"
        for prefix, space in named
    ]
    return f"CASE {' '.join(cases)} ELSE '' END" if cases else "''"
