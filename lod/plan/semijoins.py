"""Do without joins that only look whether a row is there.  Plan -> Plan, one named pass each; pure.

Where the rows behind a quad are not asked for, a join whose other side gives nothing but the compared values is a
question of existence.  Read first: model.py, rewrite.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lod.plan.bind import change_term
from lod.plan.model import Column, Emit, JoinPlan, Plan, TermPlan, columns

Pairs = dict[str, Column]  # a column of one side -> the column of the other side that is equal to it
Holds = Callable[[Emit], bool]  # whether each row that has the columns of the quad has its partner


def take_values_from_here(plan: Plan) -> Plan:
    """Make the object of the columns here.  Quads: unchanged (the compared values are equal)."""
    return replace(plan, emits=tuple(_object_from_here(e) for e in plan.emits))


def start_from_there(plan: Plan) -> Plan:
    """Go through the rows there if the rest of the quad is made of compared values.  Quads: unchanged, as above."""
    return replace(plan, emits=tuple(_all_from_there(e) for e in plan.emits))


def drop_joins_with_oneself(plan: Plan) -> Plan:
    """Ask no scan whether it holds its own row.  Quads: unchanged (it does, unless a compared value is missing, and
    then the quad is made of a missing value too)."""
    return replace(plan, emits=tuple(_alone(e) for e in plan.emits))


def drop_joins_that_hold(plan: Plan, holds: Holds) -> Plan:
    """Look for no row that is always there.  Quads: unchanged (every row that could state one has its partner)."""
    plain = {e for e in plan.emits if e.join and e.join.semi and not _many(e)}
    return replace(plan, emits=tuple(replace(e, join=None) if e in plain and holds(e) else e for e in plan.emits))


def _many(e: Emit) -> bool:
    """Whether a row is compared or stated by several values of a cell."""
    compared = [text for pair in e.join.pairs for text in pair] if e.join else []
    return any(c.many for text in [*compared, *(t for term in e.terms for t in term.texts)] for c in columns(text))


def _object_from_here(e: Emit) -> Emit:
    columns = _columns(e.join, there=True)
    if e.join is None or not _made_of(e.object, columns):
        return e
    return replace(e, object=_renamed(e.object, columns), join=replace(e.join, semi=True))


def _all_from_there(e: Emit) -> Emit:
    columns = _columns(e.join, there=False)
    mine = (e.subject, e.predicate, *([e.graph] if e.graph else []))
    if e.join is None or e.join.semi or not all(_made_of(term, columns) for term in mine):
        return e
    return replace(
        e,
        scan=e.join.scan,
        subject=_renamed(e.subject, columns),
        predicate=_renamed(e.predicate, columns),
        graph=_renamed(e.graph, columns) if e.graph else None,
        join=JoinPlan(e.scan, tuple((b, a) for a, b in e.join.pairs), semi=True),
    )


def _alone(e: Emit) -> Emit:
    if e.join is None or not e.join.semi or e.join.scan != e.scan or any(here != there for here, there in e.join.pairs):
        return e
    compared = {c for here, _ in e.join.pairs for c in here}
    made_of = {c.name for t in e.terms for text in t.texts for c in text if isinstance(c, Column)}
    complete = all(isinstance(c, Column) and not c.many and c.name in made_of for c in compared)
    return replace(e, join=None) if complete else e


def _columns(join: JoinPlan | None, there: bool) -> Pairs:
    """The columns of one side that are compared as they are, each with its equal."""
    found: Pairs = {}
    for pair in join.pairs if join else ():
        (one, other) = (pair[1], pair[0]) if there else pair
        if len(one) == len(other) == 1:
            (a,), (b,) = one, other
            if isinstance(a, Column) and isinstance(b, Column) and not a.many and not b.many:
                found[a.name] = b
    return found


def _made_of(term: TermPlan, columns: Pairs) -> bool:
    """Whether a term is made of these columns, and of nothing but their texts."""
    plain = all(isinstance(piece, str | Column) for text in term.texts for piece in text)
    return plain and not term.natural and term.columns <= set(columns)


def _renamed(term: TermPlan, columns: Pairs) -> TermPlan:
    return change_term(term, lambda c: replace(columns[c.name], safety=c.safety))
