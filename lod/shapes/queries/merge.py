"""Bring the same variable of two blocks together.  two Values -> conditions and one Value.

Read first: values.py.  Spec: SPARQL 1.1 Query Language section 18.3, compatible solutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lod.shapes.queries.values import Constant, Node, Text, Unbound, Unsupported, Value, identifier


def compatible(name: str, mine: Value, other: Value) -> list[str]:
    """Conditions under which two solutions may be joined: the variable is the same, or unbound in one of them."""
    if not isinstance(mine, Node | Constant) or not isinstance(other, Node | Constant):
        raise Unsupported(f"a join on ?{name}, which is computed")
    sides = [v.sql if isinstance(v, Node) else str(v.id) for v in (mine, other)]
    loosely = [f"{v.sql} IS NULL" for v in (mine, other) if isinstance(v, Node) and v.optional]
    if sides[0] == sides[1]:
        return []
    equal = f"{sides[0]} = {sides[1]}"
    return [f"({' OR '.join([equal, *loosely])})" if loosely else equal]


def merged(mine: Value, other: Value, how: str) -> Value:
    """The variable after the join."""
    if not isinstance(mine, Node) or not mine.optional:
        return mine
    second = other.sql if isinstance(other, Node) else str(other.id) if isinstance(other, Constant) else "NULL"
    sure = how == "JOIN" and not (isinstance(other, Node) and other.optional)
    if isinstance(other, Constant) and other.id < 0:
        raise Unsupported("a term that the data do not have, in place of an unbound variable")
    resource = mine.resource and isinstance(other, Node) and other.resource
    placed = mine.placed and isinstance(other, Node) and other.placed
    return Node(f"coalesce({mine.sql}, {second})", not sure, resource, placed)


def loose(name: str, value: Value) -> Value:
    """A variable of the right side of a left join: it may be unbound."""
    if isinstance(value, Node):
        return Node(value.sql, True, value.resource, value.placed)
    if isinstance(value, Constant):
        raise Unsupported(f"?{name} is a constant or unbound")
    return value


@dataclass(frozen=True, slots=True)
class United:
    """A variable of a union: what each part puts into its column, and what it is afterwards."""

    stored: bool
    column: Callable[[Value], str]
    behind: Callable[[str], Value]


def unite(name: str, values: Sequence[Value]) -> United:
    """The same variable in all parts of a union."""
    bound = [v for v in values if not isinstance(v, Unbound)]
    first = bound[0] if bound else Unbound()
    if len(bound) == len(values) and isinstance(first, Constant) and all(v == first for v in bound):
        return United(False, lambda value: "NULL", lambda alias: first)
    column = identifier(name)
    if all(isinstance(v, Node) or (isinstance(v, Constant) and v.id > 0) for v in bound):
        nodes = [v if isinstance(v, Node) else Node(str(v.id)) for v in bound if isinstance(v, Node | Constant)]
        optional = len(bound) < len(values) or any(n.optional for n in nodes)
        resource, placed = all(n.resource for n in nodes), all(n.placed for n in nodes)
        return United(True, _id, lambda alias: Node(f"{alias}.{column}", optional, resource, placed))
    if all(isinstance(v, Text) and v.lang == "''" for v in bound):
        return United(True, _text, lambda alias: Text(f"{alias}.{column}"))
    raise Unsupported(f"?{name} has values of different kinds in the parts of a UNION")


def _id(value: Value) -> str:
    if isinstance(value, Node):
        return value.sql
    return str(value.id) if isinstance(value, Constant) else "NULL::INTEGER"


def _text(value: Value) -> str:
    return value.sql if isinstance(value, Text) else "NULL::VARCHAR"
