"""Say what functions without SQL have to be asked.  Plan -> a query of arguments for each; pure.

An engine asks the Python of such a function once for each combination of arguments, and plans look the results up.
Calls inside others come first.  Read first: sql.py, functions/model.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lod.functions.catalogue import FUNCTIONS
from lod.functions.model import Function
from lod.plan.model import Apply, Emit, Plan, Text
from lod.plan.sql import HERE, Arm, call_name


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one function with the arguments of some columns."""

    table: str  # with a column for each argument, a1, a2, …, and the result
    function: Function
    query: str  # SELECT DISTINCT of the arguments


def calls(plan: Plan) -> tuple[Calls, ...]:
    """All calls that a plan needs the results of, each table once, over every scan that asks for it."""
    wanted: dict[str, tuple[Apply, dict[str, None]]] = {}
    for emit in plan.emits:
        for scan, text in _texts(emit):
            for piece in _without_sql(text):
                arm = Arm(replace(emit, scan=scan, join=None))
                arguments = arm.arguments(piece, HERE, "call")
                chosen = ", ".join(f"{sql} AS a{n}" for n, sql in enumerate(arguments, 1))
                _, queries = wanted.setdefault(call_name(piece), (piece, {}))
                queries.setdefault(f"SELECT {chosen} {arm.source()}")
    return tuple(
        Calls(table, FUNCTIONS[piece.function], f"SELECT DISTINCT * FROM ({' UNION ALL '.join(queries)})")
        for table, (piece, queries) in wanted.items()
    )


def _texts(emit: Emit) -> Iterator[tuple[str, Text]]:
    """Every text of an emit, with the scan of its columns."""
    there = emit.join.scan if emit.join and not emit.join.semi else emit.scan
    for term in emit.terms:
        for text in term.texts:
            yield (there if term is emit.object else emit.scan), text
    for here, other in emit.join.pairs if emit.join else ():
        yield emit.scan, here
        yield (emit.join.scan if emit.join else ""), other


def _without_sql(text: Text) -> Iterator[Apply]:
    for piece in text:
        if isinstance(piece, Apply):
            for _, value in piece.arguments:
                yield from _without_sql(value)
            if FUNCTIONS[piece.function].sql is None:
                yield piece
