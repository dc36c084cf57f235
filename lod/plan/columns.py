"""Say which columns a rule reads.  Mapping -> rows of the table rule_column; pure.

  rule_column(rule, predicate, role, place, name)   columns that the subject ('s') and object ('o') of a rule read, in
                                                    order; predicate is an IRI, empty where a column decides

Read first: plan/compile.py, which numbers the rules."""

from __future__ import annotations

from collections.abc import Iterator

from lod.mapping.model import Mapping, ParentMap, Rule, TriplesMap
from lod.plan.compile import rules


def columns(mapping: Mapping) -> Iterator[tuple[int, str, str, int, str]]:
    """The rows of the table rule_column."""
    for number, m, rule in rules(mapping):
        predicate = rule.predicate.constant.lexical if rule.predicate.constant else ""
        for role, names in (("s", m.subject.references), ("o", _object(mapping, m, rule))):
            for place, column in enumerate(names):
                yield number, predicate, role, place, column


def _object(mapping: Mapping, m: TriplesMap, rule: Rule) -> tuple[str, ...]:
    """What an object reads: of a parent both the columns that are compared and those its subject is made of."""
    if not isinstance(rule.object, ParentMap):
        return rule.object.references
    parent = mapping.parent(rule.object).subject.references
    sides = [e for j in rule.object.joins for e in (j.child, j.parent)]
    return tuple(dict.fromkeys([*(column for side in sides for column in side.references), *parent]))
