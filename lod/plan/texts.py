"""Say the terms of a plan as N-Triples texts in DuckDB's SQL.  Plan -> one SELECT per source of rows; pure.

A SELECT gives every distinct term of its rows once, as a column, and the rows behind them; quads are made of columns.
So what many rules have in common, such as their subject, is computed once.
Read first: ntriples.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lod.plan.duplicates import DEFAULT_GRAPH
from lod.plan.model import Emit, JoinPlan, Plan, columns
from lod.plan.ntriples import merged, node, value
from lod.plan.sql import HERE, THERE, Arm, quoted


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
        subject, predicate = node(arm, e.subject, HERE, "subject"), node(arm, e.predicate, HERE, "predicate")
        texts = (_graph(arm), *map(_joined, (subject, predicate, value(arm, e.object, to_cut=True))))
        made.append(Made(e.rule, *(names.setdefault(text, f"x{len(names) + 1}") for text in texts)))
        rows = f"{HERE}._rows" if e.join is None or e.join.semi else f"list_concat({HERE}._rows, {THERE}._rows)"
        source = arm.source()
    chosen = ",\n  ".join([*(f"{text} AS {name}" for text, name in names.items()), f"{rows} AS _rows"])
    return Reading(f"SELECT\n  {chosen}\n{source}", tuple(names.values()), tuple(made))


def _graph(arm: Arm) -> str:
    """SQL of the name of the graph, empty for the default graph."""
    term = arm.emit.graph
    if term is None or term.text == (DEFAULT_GRAPH,):
        return "''"
    text = _joined(node(arm, term, HERE, "graph"))
    return f"CASE {text} WHEN {quoted(f'<{DEFAULT_GRAPH}>')} THEN '' ELSE {text} END" if term.columns else text


def _joined(pieces: Iterable[str]) -> str:
    """Concatenate; NULL if any piece is (|| and not concat(), which skips NULL)."""
    return " || ".join(merged(pieces))
