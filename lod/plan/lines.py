"""Say a plan as N-Quads lines in DuckDB's SQL.  Plan + groups -> one SELECT of all lines; pure.

Every emit is one text: constants are written into it beforehand, and a NULL anywhere makes the whole line NULL, which
states nothing.  Emits of one scan without duplicates share one scan.
Read first: sql.py, duplicates.py.  Spec: RDF 1.1 N-Quads section 2, RDF 1.1 N-Triples section 4 (canonical form)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lod.plan.duplicates import DEFAULT_GRAPH, Group
from lod.plan.model import Emit, TermPlan, columns
from lod.plan.sql import HERE, Arm, name, quoted
from lod.sources.model import PER_VALUE
from lod.vocab import RDF_LANGSTRING, XSD_STRING

ESCAPED = r"""CREATE OR REPLACE MACRO nt_text(value) AS CASE WHEN contains(value, '"') OR contains(value, '\')
  OR contains(value, chr(10)) OR contains(value, chr(13)) THEN replace(replace(replace(replace(
  value, '\', '\\'), '"', '\"'), chr(10), '\n'), chr(13), '\r') ELSE value END"""


def statement(found: Sequence[Group], skips: bool = False) -> str:
    """One SELECT of the lines of all groups, as column `line`; duplicates are out, the order is not fixed.

    skips   an IRI that is none states nothing"""
    fused: dict[str, list[Emit]] = {}
    arms = []
    for group in found:
        (*_, emit) = group.emits
        if group.distinct == "no" and emit.join is None:
            fused.setdefault(emit.scan, []).append(emit)
        elif group.distinct == "lines":
            each = "\nUNION ALL\n".join(_one(Arm(e, skips)) for e in group.emits)
            arms.append(f"SELECT DISTINCT line FROM ({each})")
        else:
            arms.append(_one(Arm(emit, skips), group.distinct == "columns"))
    arms += [_fused(scan, [Arm(e, skips) for e in emits]) for scan, emits in fused.items()]
    return "\nUNION ALL\n".join(f"SELECT line FROM ({arm}) WHERE line IS NOT NULL" for arm in arms)


def _fused(scan: str, arms: Sequence[Arm]) -> str:
    """Several lines of each row, from one scan."""
    lines = ",\n  ".join(map(line, arms))
    return f"SELECT unnest([\n  {lines}]) AS line FROM {name(scan)} AS {HERE}"


def _one(arm: Arm, distinct: bool = False) -> str:
    text = line(arm)
    if not distinct:
        return f"SELECT {text} AS line {arm.source()}"
    used = sorted(arm.emit.quad_columns)
    chosen = ", ".join(f"{HERE}.{name(c)}" for c in used)
    if not used:  # the same quad of every row
        return f"SELECT {text} AS line {arm.source()}\nLIMIT 1"
    return f"SELECT {text} AS line FROM (SELECT DISTINCT {chosen} {arm.source()}) AS {HERE}"


def line(arm: Arm) -> str:
    """SQL of the line of an emit."""
    e = arm.emit
    pieces = [*_node(arm, e.subject, HERE, "subject"), "' '", *_node(arm, e.predicate, HERE, "predicate"), "' '"]
    pieces += _object(arm, e.object)
    if e.graph and e.graph.text != (DEFAULT_GRAPH,):
        graph = list(_node(arm, e.graph, HERE, "graph"))
        if e.graph.columns:
            whole = " || ".join(graph)
            pieces.append(f"CASE {whole} WHEN '<{DEFAULT_GRAPH}>' THEN '' ELSE ' ' || {whole} END")
        else:
            pieces += ["' '", *graph]
    return " || ".join(_merged([*pieces, "' .'"]))


def _node(arm: Arm, term: TermPlan, side: str, of: str) -> Iterator[str]:
    """The pieces of an IRI or blank node."""
    plain = term.kind == "iri" and arm.lexical(term, side, of) == arm.text(term.text, side, of)
    inner = arm.pieces(term.text, side, of) if plain else (arm.lexical(term, side, of),)
    yield from ("'<'", *inner, "'>'") if term.kind == "iri" else ("'_:'", *inner)


def _object(arm: Arm, term: TermPlan) -> Iterator[str]:
    if term.kind != "literal":
        yield from _node(arm, term, arm.side, "object")
        return
    whole = arm.text(term.text, arm.side, "object")
    yield from ("'\"'", f"nt_text({whole})" if any(columns(term.text)) else _escaped(whole), "'\"'")
    if term.lang:
        yield from ("'@'", arm.language(term, arm.side))
        return
    datatype = arm.datatype(term, arm.side)
    if term.natural == PER_VALUE or any(columns(term.datatype)):
        yield f"CASE {datatype} WHEN {quoted(XSD_STRING)} THEN '' ELSE '^^<' || {datatype} || '>' END"
    elif datatype not in (quoted(XSD_STRING), quoted(RDF_LANGSTRING)):
        yield from ("'^^<'", datatype, "'>'")


def _escaped(constant: str) -> str:
    """A constant literal, as a string of SQL, escaped."""
    for raw, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        constant = constant.replace(raw, escape)
    return constant


def _merged(pieces: Sequence[str]) -> Iterator[str]:
    """Join neighbouring constants."""
    text = ""
    for piece in pieces:
        if _is_constant(piece):
            text += piece[1:-1]
            continue
        if text:
            yield f"'{text}'"
        text = ""
        yield piece if piece.isidentifier() or piece.endswith(")") else f"({piece})"
    if text:
        yield f"'{text}'"


def _is_constant(piece: str) -> bool:
    """Whether a piece is one string of SQL."""
    return piece.startswith("'") and piece.endswith("'") and "'" not in piece[1:-1].replace("''", "")
