"""Say the terms of a plan as N-Triples texts in DuckDB's SQL.  Plan -> one SELECT per source of rows; pure.

A SELECT gives every distinct term of its rows once, as a column, and the rows behind them; quads are made of columns.
So what many rules have in common, such as their subject, is computed once.
Read first: sql.py.  Spec: RDF 1.1 N-Triples section 4 (canonical form)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lod.plan.model import Emit, JoinPlan, Plan, TermPlan, columns
from lod.plan.sql import HERE, THERE, Arm, quoted
from lod.sources.model import PER_VALUE
from lod.vocab import RML, XSD_STRING

DEFAULT_GRAPH = f"<{RML}defaultGraph>"
ESCAPED = r"""CREATE OR REPLACE MACRO nt_text(value) AS CASE WHEN contains(value, '"') OR contains(value, '\')
  OR contains(value, chr(10)) OR contains(value, chr(13)) THEN replace(replace(replace(replace(
  value, '\', '\\'), '"', '\"'), chr(10), '\n'), chr(13), '\r') ELSE value END"""


@dataclass(frozen=True, slots=True)
class Made:
    """A kind of quad, made of columns: their names.  A NULL in one of them states nothing."""

    rule: int
    g: str  # its text is empty for the default graph
    s: str
    p: str
    o: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the rows of a scan, or of two that are joined."""

    query: str  # the columns, and _rows
    columns: tuple[str, ...]
    quads: tuple[Made, ...]


def readings(plan: Plan) -> tuple[Reading, ...]:
    """What the emits of a plan look at, those of the same rows together."""
    alike: dict[tuple[str, JoinPlan | None, int], list[Emit]] = {}
    for number, e in enumerate(plan.emits, 1):
        many = any(c.many for term in e.terms for text in term.texts for c in columns(text))
        alike.setdefault((e.scan, e.join, number if many else 0), []).append(e)  # several values are combined anew
    return tuple(map(_reading, alike.values()))


def _reading(emits: Sequence[Emit]) -> Reading:
    names: dict[str, str] = {}
    made = []
    for e in emits:
        arm = Arm(e)
        texts = (
            graph(arm),
            node(arm, e.subject, HERE, "subject"),
            node(arm, e.predicate, HERE, "predicate"),
            value(arm),
        )
        made.append(Made(e.rule, *(names.setdefault(text, f"x{len(names) + 1}") for text in texts)))
        rows = f"{HERE}._rows" if e.join is None or e.join.semi else f"list_concat({HERE}._rows, {THERE}._rows)"
        source = arm.source()
    chosen = ",\n  ".join([*(f"{text} AS {name}" for text, name in names.items()), f"{rows} AS _rows"])
    return Reading(f"SELECT\n  {chosen}\n{source}", tuple(names.values()), tuple(made))


# ---- terms -------------------------------------------------------------------------------------------------------


def graph(arm: Arm) -> str:
    """SQL of the name of the graph, empty for the default graph."""
    term = arm.emit.graph
    if term is None:
        return "''"
    text = node(arm, term, HERE, "graph")
    default = quoted(DEFAULT_GRAPH)
    return f"CASE {text} WHEN {default} THEN '' ELSE {text} END" if term.columns else "''" if text == default else text


def node(arm: Arm, term: TermPlan, side: str, of: str) -> str:
    """SQL of an IRI or blank node."""
    plain = term.kind == "iri" and arm.lexical(term, side, of) == arm.text(term.text, side, of)
    inner = arm.pieces(term.text, side, of) if plain else (arm.lexical(term, side, of),)
    return _joined(("'<'", *inner, "'>'") if term.kind == "iri" else ("'_:'", *inner))


def value(arm: Arm) -> str:
    """SQL of the object."""
    term = arm.emit.object
    return _joined(_literal(arm, term)) if term.kind == "literal" else node(arm, term, arm.side, "object")


def _literal(arm: Arm, term: TermPlan) -> Iterator[str]:
    whole = arm.text(term.text, arm.side, "object")
    yield from ("'\"'", f"nt_text({whole})" if any(columns(term.text)) else _escaped(whole), "'\"'")
    if term.lang:
        yield from ("'@'", _unquoted(arm.language(term, arm.side), any(columns(term.lang))))
        return
    datatype = arm.datatype(term, arm.side)
    if term.natural == PER_VALUE or any(columns(term.datatype)):
        yield f"CASE {datatype} WHEN {quoted(XSD_STRING)} THEN '' ELSE '^^<' || {_unquoted(datatype)} || '>' END"
    elif datatype != quoted(XSD_STRING):
        yield from ("'^^<'", datatype, "'>'")


def _unquoted(text: str, varies: bool = True) -> str:
    """A tag or datatype that holds a quote is none, and stays none; but the literal can still be read."""
    return f"replace({text}, '\"', '\\u0022')" if varies else text


def _escaped(constant: str) -> str:
    """A constant literal, as a string of SQL, escaped."""
    for raw, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        constant = constant.replace(raw, escape)
    return constant


def _joined(pieces: Sequence[str] | Iterator[str]) -> str:
    """Concatenate, neighbouring constants beforehand; NULL if any piece is (|| and not concat(), which skips NULL)."""
    merged: list[str] = []
    for piece in pieces:
        if merged and _is_constant(piece) and _is_constant(merged[-1]):
            merged[-1] = merged[-1][:-1] + piece[1:]
        else:
            merged.append(piece if _is_constant(piece) or piece.endswith(")") else f"({piece})")
    return " || ".join(merged)


def _is_constant(piece: str) -> bool:
    """Whether a piece is one string of SQL."""
    return piece.startswith("'") and piece.endswith("'") and "'" not in piece[1:-1].replace("''", "")
