"""Put a term in the place of a variable.  Select -> Select: what pre-binding means, for engines that do not know it."""

from __future__ import annotations

from dataclasses import replace

from lod.sparql.model import (
    Aggregate,
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Optional,
    Pattern,
    Select,
    Triples,
    Union,
    Variable,
)
from lod.terms import Term, literal
from lod.vocab import XSD

TRUE = literal("true", XSD + "boolean")


def bound(query: Select, name: str, term: Term) -> Select:
    """A query with a value for a variable; the variable is no column any more, unless it is the only one."""
    columns = tuple(c for c in query.columns if c.variable != Variable(name)) or query.columns
    keys = tuple(c for c in query.group_by if c.variable != Variable(name))
    columns = tuple(replace(c, expression=c.expression and _expression(c.expression, name, term)) for c in columns)
    having = tuple(_expression(e, name, term) for e in query.having)
    return replace(query, where=_group(query.where, name, term), columns=columns, group_by=keys, having=having)


def _group(group: Group, name: str, term: Term) -> Group:
    return Group(tuple(_element(e, name, term) for e in group.elements))


def _element(element: Element, name: str, term: Term) -> Element:
    match element:
        case Triples(patterns):
            return Triples(tuple(_pattern(p, name, term) for p in patterns))
        case Filter(condition):
            return Filter(_expression(condition, name, term))
        case Optional(group):
            return Optional(_group(group, name, term))
        case Group():
            return _group(element, name, term)
        case Union(groups):
            return Union(tuple(_group(g, name, term) for g in groups))
        case Bind(expression, variable):
            return Bind(_expression(expression, name, term), variable)
        case Select():
            return bound(element, name, term)
    return element


def _pattern(pattern: Pattern, name: str, term: Term) -> Pattern:
    subject = term if pattern.subject == Variable(name) else pattern.subject
    return replace(pattern, subject=subject, object=term if pattern.object == Variable(name) else pattern.object)


def _expression(expression: Expression, name: str, term: Term) -> Expression:
    match expression:
        case Variable():
            return term if expression.name == name else expression
        case Call("BOUND", (Variable(asked),)) if asked == name:
            return TRUE
        case Call(_, arguments):
            return replace(expression, arguments=tuple(_expression(a, name, term) for a in arguments))
        case Exists(group):
            return replace(expression, group=_group(group, name, term))
        case Aggregate(_, argument) if argument:
            return replace(expression, argument=_expression(argument, name, term))
    return expression
