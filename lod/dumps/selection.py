"""Choose the triples of a published file.  names of mapping files -> a query for s, p, o.

A query gives a triple as often as graphs have it.  A test is SQL that stands after the number of a rule: a file has
what some rule states for which it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lod.plan.sql import quoted
from lod.workbench import MAPPED, Workbench

STATED = "SELECT s, p, o FROM quad WHERE id IN (SELECT quad FROM quad_row WHERE rule {test})"
# the quads that no other rules state: these few rules are sooner looked at than all the others
ALONE = """SELECT w.quad FROM quad_row w WHERE w.rule {test}
  AND NOT EXISTS (FROM quad_row other WHERE other.quad = w.quad AND other.rule NOT {test})"""
RULES = "IN (SELECT id FROM rule WHERE split_part(parse_filename(file), '.', 1) IN ({names}){more})"
ONTOLOGY = STATED.format(test="= 0")


def of_files(stems: Iterable[str]) -> str:
    """The triples that rules of these mapping files (or ontology files) state."""
    return STATED.format(test=rules_of(stems))


def rules_of(stems: Iterable[str], more: str = "") -> str:
    """The test of the rules of these files."""
    return RULES.format(names=", ".join(map(quoted, stems)), more=more)


def rules_of_all(apart: Sequence[str]) -> str:
    """The test of the rules whose quads are in the file of everything.

    apart   stems of mapping files: what only their rules state is left out"""
    return f"NOT {rules_of(apart)}" if apart else "IS NOT NULL"


def rules_of_mapped(apart: Sequence[str]) -> str:
    """The same without the ontology."""
    return f"NOT {rules_of(apart, ' OR id = 0')}" if apart else "> 0"


def mapped(apart: Sequence[str]) -> str:
    """The triples that some rule states, but for those that are kept apart."""
    if not apart:
        return MAPPED
    return f"SELECT s, p, o FROM quad WHERE id NOT IN ({ALONE.format(test=rules_of(apart, ' OR id = 0'))})"


def alone(stems: Iterable[str]) -> str:
    """The ids of the quads that no rules but those of these mapping files state."""
    return ALONE.format(test=rules_of(stems))


def in_several_graphs(bench: Workbench) -> int:
    """How many more quads there are than triples."""
    return bench.number("SELECT (SELECT count(*) FROM quad) - (SELECT count(*) FROM triple)")
