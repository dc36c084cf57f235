"""Say a plan in DuckDB's SQL.  Plan -> one SELECT per emit; pure.

Every select gives the columns of EMITTED; a row with a NULL term states nothing.  Cells are text, empty ones NULL.
Spec: RML-Core "Template-Valued Term Maps" (percent-encoding), RFC 3987."""

from __future__ import annotations

from lod.plan.model import Column, Emit, Plan, TermPlan, Text
from lod.terms import SCHEME, UCSCHAR
from lod.vocab import RDF_LANGSTRING, XSD_STRING

EMITTED = ("rule", "g", "s", "p", "o", "o_kind", "o_datatype", "o_lang", "_rows")
HERE, THERE = "here", "there"
FUNCTIONS = (
    # percent-encode all but iunreserved: ASCII at once, other text in runs of ucschar and the rest
    f"""CREATE OR REPLACE MACRO iri_safe(value) AS CASE WHEN strlen(value) = length(value) THEN url_encode(value)
      ELSE array_to_string(list_transform(regexp_extract_all(value, '[{UCSCHAR}]+|[^{UCSCHAR}]+'),
        lambda run: CASE WHEN regexp_full_match(run, '[{UCSCHAR}]+') THEN run ELSE url_encode(run) END), '') END""",
    """CREATE OR REPLACE MACRO absolute(base, value) AS
      CASE WHEN regexp_matches(value, '^[A-Za-z][A-Za-z0-9+.-]*:') THEN value ELSE base || value END""",
)


def quoted(text: str) -> str:
    """A SQL string literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def _column(c: Column, side: str) -> str:
    value = f"{side}.{name(c.name)}"
    return {"iri": f"iri_safe({value})", "uri": f"url_encode({value})", "none": value}[c.safety]


def text(parts: Text, side: str) -> str:
    """Concatenate; NULL if any column is (|| and not concat(), which skips NULL)."""
    if not parts:
        return "''"
    return " || ".join(quoted(p) if isinstance(p, str) else _column(p, side) for p in parts)


def lexical(term: TermPlan, side: str) -> str:
    """The lexical form of a term; an IRI without scheme gets its base."""
    return _absolute(term.text, term.base, side) if term.kind == "iri" else text(term.text, side)


def _absolute(parts: Text, base: str, side: str) -> str:
    whole = text(parts, side)
    known = isinstance(parts[0], str) and SCHEME.match(parts[0])
    return whole if known or not base else f"absolute({quoted(base)}, {whole})"


def select(e: Emit) -> str:
    """One emit as a SELECT over its scan, and the joined scan if there is one."""
    side = THERE if e.join else HERE
    plain = quoted(RDF_LANGSTRING if e.object.lang else XSD_STRING if e.object.kind == "literal" else "")
    rows = f"{HERE}._rows" if e.join is None else f"list_concat({HERE}._rows, {THERE}._rows)"
    values = {
        "rule": str(e.rule),
        "g": lexical(e.graph, HERE) if e.graph else "''",
        "s": lexical(e.subject, HERE),
        "p": lexical(e.predicate, HERE),
        "o": lexical(e.object, side),
        "o_kind": quoted(e.object.kind),
        "o_datatype": _absolute(e.object.datatype, e.object.base, side) if e.object.datatype else plain,
        "o_lang": text(e.object.lang, side),
        "_rows": rows,
    }
    lines = ",\n    ".join(f"{value} AS {column}" for column, value in values.items())
    return f"SELECT\n    {lines}\nFROM {name(e.scan)} AS {HERE}{_join(e)}"


def _join(e: Emit) -> str:
    if e.join is None:
        return ""
    on = " AND ".join(f"{HERE}.{name(a)} = {THERE}.{name(b)}" for a, b in e.join.pairs)
    return f"\nJOIN {name(e.join.scan)} AS {THERE} ON {on or 'true'}"


def statements(plan: Plan) -> tuple[str, ...]:
    """One statement per scan: all its emits, keeping only rows where each expression has a value.

    A language or datatype without a value counts as none: its literal is not made."""
    whole = " AND ".join(f"{c} IS NOT NULL" for c in EMITTED)
    head = f"SELECT {', '.join(EMITTED)} FROM ("
    return tuple(
        "\nUNION ALL\n".join(f"{head}\n{select(e)}\n) WHERE {whole}" for e in plan.emits if e.scan == scan.name)
        for scan in plan.scans
        if any(e.scan == scan.name for e in plan.emits)
    )
