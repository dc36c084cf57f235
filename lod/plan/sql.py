"""Say a plan in DuckDB's SQL.  Plan -> one SELECT per emit; pure.

Every select gives the columns of EMITTED; a row with a NULL term states nothing.  Cells are text, empty ones NULL.
Spec: RML-Core "Template-Valued Term Maps" (percent-encoding), RFC 3987."""

from __future__ import annotations

from lod.plan.model import Column, Emit, Plan, TermPlan, Text
from lod.terms import UCSCHAR
from lod.vocab import RDF_LANGSTRING, XSD_STRING

EMITTED = ("rule", "g", "s", "p", "o", "o_kind", "o_datatype", "o_lang", "_rows")
HERE, THERE = "here", "there"


def quoted(text: str) -> str:
    """A SQL string literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def _iri_safe(value: str) -> str:
    """Percent-encode all but iunreserved: ASCII at once, other text in runs of ucschar and the rest."""
    kept, rest = quoted(f"[{UCSCHAR}]+|[^{UCSCHAR}]+"), quoted(f"[{UCSCHAR}]+")
    runs = f"lambda run: CASE WHEN regexp_full_match(run, {rest}) THEN run ELSE url_encode(run) END"
    many = f"array_to_string(list_transform(regexp_extract_all({value}, {kept}), {runs}), '')"
    return f"CASE WHEN strlen({value}) = length({value}) THEN url_encode({value}) ELSE {many} END"


def _column(c: Column, side: str) -> str:
    value = f"{side}.{name(c.name)}"
    if c.safety == "iri":
        return f"({_iri_safe(value)})"
    return f"url_encode({value})" if c.safety == "uri" else value


def text(parts: Text, side: str) -> str:
    """Concatenate; NULL if any column is (|| and not concat(), which skips NULL)."""
    if not parts:
        return "''"
    return " || ".join(quoted(p) if isinstance(p, str) else _column(p, side) for p in parts)


def lexical(term: TermPlan, side: str) -> str:
    """The lexical form of a term; an IRI without scheme gets its base."""
    whole = text(term.text, side)
    if not term.base:
        return whole
    first = term.text[0]
    if isinstance(first, str) and ":" in first:
        return whole
    return f"CASE WHEN regexp_matches({whole}, '^[A-Za-z][A-Za-z0-9+.-]*:') THEN {whole} ELSE {quoted(term.base)} || {whole} END"


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
        "o_datatype": text(e.object.datatype, side) if e.object.datatype else plain,
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
