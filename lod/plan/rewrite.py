"""Make a plan cheaper without changing its quads.  Plan -> Plan, one named pass each; pure.

More passes belong here; each says what stays equal and why that is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

from lod.plan.model import Plan

Pass = Callable[[Plan], Plan]


def drop_unused_columns(plan: Plan) -> Plan:
    """Read only the columns some term or join uses.  Quads: unchanged (no term can see the others)."""
    used: dict[str, frozenset[str]] = {s.name: frozenset() for s in plan.scans}
    for e in plan.emits:
        used[e.scan] |= e.own_columns
        if e.join:
            used[e.join.scan] |= e.other_columns
    return replace(plan, scans=tuple(replace(s, columns=used[s.name]) for s in plan.scans))


def drop_idle_scans(plan: Plan) -> Plan:
    """Forget scans that feed no emit.  Quads: unchanged (they gave none)."""
    fed = {e.scan for e in plan.emits} | {e.join.scan for e in plan.emits if e.join}
    return replace(plan, scans=tuple(s for s in plan.scans if s.name in fed))


PASSES: tuple[Pass, ...] = (drop_unused_columns, drop_idle_scans)


def rewrite(plan: Plan, passes: tuple[Pass, ...] = PASSES) -> Plan:
    """Apply the passes in order."""
    return reduce(lambda p, one: one(p), passes, plan)
