"""Choose the triples of a published file.  names of mapping files -> a query for s, p, o.

A query gives a triple as often as graphs have it."""

from __future__ import annotations

from collections.abc import Iterable

from lod.plan.sql import quoted
from lod.workbench import Workbench

STATED = "SELECT s, p, o FROM quad WHERE id IN (SELECT quad FROM quad_row WHERE rule {test})"
OF_MAPPINGS = "> 0"  # the number of a rule
ONTOLOGY = STATED.format(test="= 0")


def of_files(stems: Iterable[str]) -> str:
    """The triples that rules of these mapping files (or ontology files) state."""
    return STATED.format(test=rules_of(stems))


def rules_of(stems: Iterable[str]) -> str:
    """SQL that holds for the number of a rule of these files."""
    names = ", ".join(quoted(s) for s in stems)
    stem = "split_part(parse_filename(file), '.', 1)"
    return f"IN (SELECT id FROM rule WHERE {stem} IN ({names}))"


def in_several_graphs(bench: Workbench) -> int:
    """How many more quads there are than triples."""
    return bench.number("SELECT (SELECT count(*) FROM quad) - (SELECT count(*) FROM triple)")
