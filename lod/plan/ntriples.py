"""Say terms as N-Triples in DuckDB's SQL.  Arm + term -> pieces to concatenate; pure.

A piece is SQL of a text, NULL if its columns are; constants are strings of SQL, which merge with their neighbours.
Read first: sql.py.  Spec: RDF 1.1 N-Triples section 4 (canonical form)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lod.plan.model import TermPlan, columns
from lod.plan.sql import Arm, quoted
from lod.sources.model import PER_VALUE
from lod.vocab import XSD_STRING

ESCAPED = r"""CREATE OR REPLACE MACRO nt_text(value) AS CASE WHEN contains(value, '"') OR contains(value, '\')
  OR contains(value, chr(10)) OR contains(value, chr(13)) THEN replace(replace(replace(replace(
  value, '\', '\\'), '"', '\"'), chr(10), '\n'), chr(13), '\r') ELSE value END"""


def node(arm: Arm, term: TermPlan, side: str, of: str) -> Iterator[str]:
    """The pieces of an IRI or blank node."""
    plain = term.kind == "iri" and arm.lexical(term, side, of) == arm.text(term.text, side, of)
    inner = arm.pieces(term.text, side, of) if plain else (arm.lexical(term, side, of),)
    yield from ("'<'", *inner, "'>'") if term.kind == "iri" else ("'_:'", *inner)


def value(arm: Arm, term: TermPlan, to_cut: bool = False) -> Iterator[str]:
    """The pieces of an object.

    to_cut   the text is cut again, so what follows the literal must hold no quote: a tag or datatype that does is none,
             and stays none"""
    if term.kind != "literal":
        yield from node(arm, term, arm.side, "object")
        return

    def unquoted(text: str, varies: bool = True) -> str:
        return f"replace({text}, '\"', '\\u0022')" if to_cut and varies else text

    whole = arm.text(term.text, arm.side, "object")
    yield from ("'\"'", f"nt_text({whole})" if any(columns(term.text)) else _escaped(whole), "'\"'")
    if term.lang:
        yield from ("'@'", unquoted(arm.language(term, arm.side), any(columns(term.lang))))
        return
    datatype = arm.datatype(term, arm.side)
    if term.natural == PER_VALUE or any(columns(term.datatype)):
        yield f"CASE {datatype} WHEN {quoted(XSD_STRING)} THEN '' ELSE '^^<' || {unquoted(datatype)} || '>' END"
    elif datatype != quoted(XSD_STRING):
        yield from ("'^^<'", datatype, "'>'")


def _escaped(constant: str) -> str:
    """A constant literal, as a string of SQL, escaped."""
    for raw, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        constant = constant.replace(raw, escape)
    return constant


def merged(pieces: Iterable[str]) -> Iterator[str]:
    """Join neighbouring constants."""
    text = ""
    for piece in pieces:
        if is_constant(piece):
            text += piece[1:-1]
            continue
        if text:
            yield f"'{text}'"
        text = ""
        yield piece if piece.isidentifier() or piece.endswith(")") else f"({piece})"
    if text:
        yield f"'{text}'"


def is_constant(piece: str) -> bool:
    """Whether a piece is one string of SQL."""
    return piece.startswith("'") and piece.endswith("'") and "'" not in piece[1:-1].replace("''", "")
