"""Which triples a query can see, and whether it may be asked for all focus nodes at once.  Select -> answers; pure.

SHACL asks a query once for each focus node, with $this replaced by it everywhere.  Asking once, with the focus nodes as
one more pattern at the start of the outermost group, gives the same solutions if each part of the query that is
evaluated without sight of that pattern either leaves $this alone or binds it by a triple pattern of its own.
Read first: lod/sparql/model.py.  Spec: SHACL section 5.3.1 and appendix A; SPARQL 1.1 section 18.2, Translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lod.sparql.model import (
    Aggregate,
    Alternative,
    Bind,
    Call,
    Element,
    Exists,
    Filter,
    Group,
    InGraph,
    Inverse,
    Link,
    Minus,
    Negated,
    Optional,
    Path,
    Pattern,
    Projection,
    Repeat,
    Select,
    Sequence,
    Service,
    Triples,
    Union,
    Values,
    Variable,
)

THIS = Variable("this")
LEAF = re.compile(r"str|bool|int( \| None)?|Literal\[.*\]|tuple\[str, \.\.\.\]")  # types of fields
FICKLE = frozenset("RAND NOW UUID STRUUID BNODE".split())  # another value each time


def inside(node: object) -> Iterator[object]:
    """A node of a query and every part of it, each before its own parts; texts and numbers are none."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if type(node) is tuple:
            waiting += reversed(node)
            continue
        yield node
        for name in _last_first(type(node)):  # type: ignore[arg-type]  # classes can be told apart
            waiting.append(getattr(node, name))


@cache
def _last_first(kind: type) -> tuple[str, ...]:
    """The names of the fields of a part of a query that hold parts."""
    fields = getattr(kind, "__dataclass_fields__", {})
    return tuple(name for name in reversed(fields) if not LEAF.fullmatch(fields[name].type))


def predicates(query: Select, given: frozenset[Variable] = frozenset()) -> frozenset[str] | None:
    """The predicates of all triples that can have a part in a solution; None if any predicate can.

    query    with its $PATH filled in; given: the variables that have a value before it is asked"""
    found: set[str] = set()
    for node in inside(query):
        match node:
            case Pattern(_, Variable(), _):
                return None
            case Negated() | Service():
                return None
            case Link(predicate):
                found.add(predicate)
            case Group(elements) if not _footed(elements, given):
                return None  # every node of the graph is a solution, whatever its predicates
    return None if query.sources else frozenset(found)


def _footed(elements: Iterable[Element], given: frozenset[Variable]) -> bool:
    """Whether each path that can be empty has an end that is given or that some other triple of its group has."""
    patterns = _patterns(elements)
    held = _surely_bound(patterns) | given
    return all(
        bool(held & {p.subject, p.object}) or not isinstance(p.subject, Variable) or not isinstance(p.object, Variable)
        for p in patterns
        if _may_be_empty(p.predicate)
    )


def _started(elements: Iterable[Element]) -> bool:
    """Whether each path that can be empty starts or ends at what some other triple of its group has.

    A store may know no empty path at a node that no triple has, even where the node is written in the query."""
    patterns = _patterns(elements)
    held = _surely_bound(patterns)
    return all(held & {p.subject, p.object} for p in patterns if _may_be_empty(p.predicate))


def _patterns(elements: Iterable[Element]) -> list[Pattern]:
    return [p for e in elements if isinstance(e, Triples) for p in e.patterns]


def _surely_bound(patterns: Iterable[Pattern]) -> set[object]:
    """The variables that hold a part of a triple in every solution of some patterns."""
    return {end for p in patterns if not _may_be_empty(p.predicate) for end in (p.subject, p.object)}


def binds(part: Element, variable: Variable) -> bool:
    """Whether a triple of the data gives a variable its value in every solution."""
    match part:
        case Triples(patterns):
            return variable in _surely_bound(patterns)
        case Group(elements):
            return any(binds(element, variable) for element in elements)
        case Union(groups):
            return all(binds(group, variable) for group in groups)
        case Select(where):
            own = [column.expression for column in part.columns if column.variable == variable]
            return (own == [None] or not part.columns) and binds(where, variable)
    return False


def _may_be_empty(path: Variable | Path) -> bool:
    match path:
        case Repeat(_, mark) if mark != "+":
            return True
        case Repeat(inner, _) | Inverse(inner):
            return _may_be_empty(inner)
        case Sequence(parts):
            return all(_may_be_empty(part) for part in parts)
        case Alternative(parts):
            return any(_may_be_empty(part) for part in parts)
    return False


def not_flat(query: Select) -> str:
    """Why a query cannot be asked for all focus nodes at once; empty if it can."""
    calls = {node.name for node in inside(query) if isinstance(node, Call)}
    for wrong, reason in (
        (query.kind != "select", "it is an ASK"),
        (bool(query.sources), "it has FROM"),
        (any(isinstance(n, Minus | Service | Values) for n in inside(query)), "it has MINUS, SERVICE or VALUES"),
        (bool(calls & FICKLE), "its values change from call to call"),
        (len(query.where.elements) == 1 and isinstance(query.where.elements[0], Select), "it is a subquery only"),
        (predicates(query) is None, "it asks for any predicate"),
    ):
        if wrong:
            return reason
    return _select(query) or _group(query.where, sees=True, outermost=True)


def _select(query: Select) -> str:
    """What keeps the solutions of one focus node from being counted apart from those of the others."""
    grouped = THIS in [key.variable for key in query.group_by if key.expression is None]
    counts = any(isinstance(n, Aggregate) for n in inside((query.columns, query.having)))
    if query.limit is not None or query.offset or query.reduced:
        return "it has LIMIT, OFFSET or REDUCED"
    if query.columns and Projection(THIS) not in query.columns:
        return "it does not select $this"
    return "it counts across focus nodes" if (counts or query.group_by) and not grouped else ""


def _group(group: Group, sees: bool, outermost: bool = False) -> str:
    """Why $this inside a group might not be the one outside.

    sees     filters of this group see the variables outside (OPTIONAL, EXISTS)"""
    if not _started(group.elements):
        return "a path may be empty where it starts"
    if THIS not in set(inside(group)):
        return next((r for g in inside(group.elements) if isinstance(g, Group) and (r := _group(g, sees))), "")
    bound = outermost or THIS in _surely_bound(_patterns(group.elements))
    for element in group.elements:
        reason = _element(element, bound, sees)
        if reason:
            return reason
    return ""


def _element(element: Element, bound: bool, sees: bool) -> str:
    match element:
        case Filter(condition):
            return _expression(condition, bound or sees)
        case Bind(expression, variable):
            return "it assigns $this" if variable == THIS else _expression(expression, bound)
        case Optional(group):
            return _group(group, sees=bound)
        case Union(groups):
            return next((reason for reason in (_group(g, sees=False) for g in groups) if reason), "")
        case Group() | InGraph():
            return _group(element if isinstance(element, Group) else element.group, sees=False)
        case Select():
            own = _select(element) if THIS in set(inside(element)) else ""
            return own or _group(element.where, sees=False)
    return ""


def _expression(expression: object, bound: bool) -> str:
    """Why an expression might not see $this."""
    if isinstance(expression, Exists):
        return _group(expression.group, sees=bound)
    if expression == THIS:
        return "" if bound else "$this is not bound where it is used"
    if isinstance(expression, Call):
        parts: tuple[object, ...] = expression.arguments
    else:
        parts = (expression.argument,) if isinstance(expression, Aggregate) else ()
    return next((reason for reason in (_expression(part, bound) for part in parts) if reason), "")
