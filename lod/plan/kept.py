"""Write doubles as stores keep them.  Plan + columns -> Plan; pure.

By nature a double is 8.025E1 (R2RML section 10.2), and stores answer 80.25.  A dataset publishes what stores answer, so
its literals take another column than its IRIs and joins.  Read first: model.py, bind.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lod.plan.model import Column, Emit, Plan


def keep_doubles(plan: Plan, doubles: Mapping[str, Mapping[str, str]]) -> Plan:
    """Take literals that are one column and nothing else from the column that has them as stores keep them.

    doubles  of a scan: column -> the column that has the same values, doubles among them as stores keep them"""
    return replace(plan, emits=tuple(_kept(e, doubles.get(e.scan, {})) for e in plan.emits))


def _kept(e: Emit, doubles: Mapping[str, str]) -> Emit:
    only = e.object.text[0] if len(e.object.text) == 1 else ""
    if e.object.kind != "literal" or not isinstance(only, Column) or only.name not in doubles:
        return e
    return replace(e, object=replace(e.object, text=(replace(only, name=doubles[only.name]),)))
