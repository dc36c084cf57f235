"""Check that values can be put into a query before it runs.  Select -> mistakes; pure.

SHACL gives $this and other variables a value before a query is evaluated.  What that means is only defined for queries
without MINUS, VALUES and SERVICE, that assign none of these variables and whose subqueries return all of them.
Spec: SHACL appendix A, Pre-binding of Variables in SPARQL Queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lod.errors import LodError, Place
from lod.sparql.faults import ForbiddenClause, HiddenVariable, Reassigned
from lod.sparql.model import Bind, Element, Expression, Group, Minus, Projection, Select, Service, Values
from lod.sparql.scope import parts, selected
from lod.sparql.tokens import position

# what a subquery need not return: a processor may leave the first two out, and PATH is replaced, not given a value
UNTOLD = ("shapesGraph", "currentShape", "PATH")
INSTEAD = {
    "MINUS": "write FILTER NOT EXISTS",
    "VALUES": "write FILTER (?x IN (…))",
    "SERVICE": "copy what the query needs into the data",
}


def check(query: Select, variables: Iterable[str], text: str, place: Place | None = None) -> list[LodError]:
    """Find what keeps a query from being evaluated with values for some of its variables.

    variables  names without ? or $: this, value, the parameters of a component, shapesGraph, currentShape
    text       that the query was read from; place: of the text
    """
    given = frozenset(variables)
    faults: list[tuple[int, LodError]] = []
    whole = tuple(parts(Group((query,))))
    for at, clause in _clauses(whole):
        line, column = position(text, at)
        fault = ForbiddenClause(place, line=line, column=column, clause=clause, instead=INSTEAD[clause])
        faults.append((at, fault))
    for at, name in _assigned(whole):
        line, column = position(text, at)
        if name in given:
            faults.append((at, Reassigned(place, line=line, column=column, variable=f"?{name}")))
    for inner in _subqueries(query):
        hidden = sorted(given - set(UNTOLD) - set(selected(inner)))
        if hidden:
            line, column = position(text, inner.at)
            names = ", ".join(f"?{name}" for name in hidden)
            faults.append((inner.at, HiddenVariable(place, line=line, column=column, variables=names)))
    return [fault for _, fault in sorted(faults, key=lambda f: f[0])]


def _clauses(whole: Iterable[Element | Expression]) -> Iterator[tuple[int, str]]:
    for part in whole:
        match part:
            case Minus(_, at):
                yield at, "MINUS"
            case Values():
                yield part.at, "VALUES"
            case Service():
                yield part.at, "SERVICE"


def _assigned(whole: Iterable[Element | Expression]) -> Iterator[tuple[int, str]]:
    for part in whole:
        if isinstance(part, Bind):
            yield part.at, part.variable.name
        elif isinstance(part, Select):
            yield from _named((*part.columns, *part.group_by))


def _named(columns: tuple[Projection, ...]) -> Iterator[tuple[int, str]]:
    for column in columns:
        if column.variable and column.expression:
            yield column.at, column.variable.name


def _subqueries(query: Select) -> Iterator[Select]:
    for part in parts(query.where):
        if isinstance(part, Select):
            yield part
