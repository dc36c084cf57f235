"""Say which variables a part of a query speaks of.  Group, Expression -> names; pure.

Spec: SPARQL 1.1 Query Language section 18.2.1, Variable Scope."""

from __future__ import annotations

from collections.abc import Iterator

from lod.sparql.model import (
    Aggregate,
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Minus,
    Optional,
    Select,
    Service,
    Triples,
    Union,
    Values,
    Variable,
)
from lod.terms import Term

Names = frozenset[str]
NOTHING: Names = frozenset()


def visible(element: Element) -> Names:
    """The variables that an element may bind for what stands around it; blank nodes are among them."""
    match element:
        case Triples(patterns):
            terms = [t for p in patterns for t in (p.subject, p.predicate, p.object)]
            return frozenset(t.name for t in terms if isinstance(t, Variable))
        case Group(elements):
            return NOTHING.union(*(visible(e) for e in elements))
        case Union(groups):
            return NOTHING.union(*(visible(g) for g in groups))
        case Optional(group):
            return visible(group)
        case InGraph(name, group) | Service(name, group):
            return visible(group) | ({name.name} if isinstance(name, Variable) else set())
        case Bind(_, variable):
            return frozenset({variable.name})
        case Values(variables):
            return frozenset(v.name for v in variables)
        case Select():
            return frozenset(selected(element))
    return NOTHING  # FILTER and MINUS bind nothing


def selected(query: Select) -> tuple[str, ...]:
    """The variables that a SELECT returns, in its order."""
    if query.columns:
        return tuple(c.variable.name for c in query.columns if c.variable)
    values = visible(query.values) if query.values else NOTHING
    return tuple(sorted(name for name in visible(query.where) | values if not name.startswith("_:")))


def mentioned(part: Element | Expression) -> Names:
    """The variables that a part names and its surroundings could give a value: not what a subselect hides."""
    match part:
        case Variable(name):
            return frozenset({name})
        case Call(_, arguments):
            return NOTHING.union(*(mentioned(a) for a in arguments))
        case Exists(group):
            return mentioned(group)
        case Aggregate(_, argument):
            return mentioned(argument) if argument else NOTHING
        case Filter(condition):
            return mentioned(condition)
        case Bind(expression, variable):
            return mentioned(expression) | {variable.name}
        case Group(elements):
            return NOTHING.union(*(mentioned(e) for e in elements))
        case Union(groups):
            return NOTHING.union(*(mentioned(g) for g in groups))
        case Optional(group) | Minus(group):
            return mentioned(group)
        case InGraph(_, group) | Service(_, group):
            return mentioned(group) | visible(part)
        case Term():
            return NOTHING
    return visible(part)


def parts(group: Group) -> Iterator[Element | Expression]:
    """Everything inside a group, at any depth, subselects and what EXISTS holds included."""
    waiting: list[Element | Expression] = [*reversed(group.elements)]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(_children(part))


def _children(part: Element | Expression) -> tuple[Element | Expression, ...]:
    if isinstance(part, Triples | Variable | Term):  # which most are
        return ()
    match part:
        case Group(elements):
            return elements
        case Union(groups):
            return groups
        case Optional(group) | Minus(group) | InGraph(_, group) | Service(_, group) | Exists(group):
            return (group,)
        case Filter(expression) | Bind(expression):
            return (expression,)
        case Call(_, arguments):
            return arguments
        case Aggregate(_, argument):
            return (argument,) if argument else ()
        case Select():
            return (part.where, *expressions(part), *((part.values,) if part.values else ()))
    return ()


def expressions(query: Select) -> tuple[Expression, ...]:
    """The expressions of a SELECT outside its pattern."""
    columns = [p.expression for p in (*query.columns, *query.group_by) if p.expression]
    return (*columns, *query.having, *(e for e, _ in query.order_by))
