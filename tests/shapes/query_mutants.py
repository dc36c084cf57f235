"""Small faults in queries.  Select -> queries that differ in one thing; pure.

Read first: lod/sparql/model.py."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeVar

from lod.sparql.model import Alternative, Call, Expression, Filter, Group, Pattern, Repeat, Select, Triples
from lod.terms import Term, literal
from lod.vocab import XSD
from tests.shapes.pattern_mutants import patterns
from tests.sparql.printing import element_text, expression_text, path_text, query_text

Part = TypeVar("Part")
NEIGHBOUR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
NUMBERS = (XSD + "integer", XSD + "decimal")


def queries(query: Select) -> Iterator[tuple[str, Select]]:
    """Every query with one fault, each once."""
    seen = {query_text(query)}
    for change, mutant in _variants(query):
        assert isinstance(mutant, Select)
        if query_text(mutant) not in seen:
            seen.add(query_text(mutant))
            yield change, mutant


def _variants(node: object) -> Iterator[tuple[str, object]]:
    """The node with one fault in itself or in one of its parts."""
    yield from _own(node)
    if isinstance(node, tuple):
        for n, item in enumerate(node):
            for change, new in _variants(item):
                yield change, (*node[:n], new, *node[n + 1 :])
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for part in dataclasses.fields(node):
            for change, new in _variants(getattr(node, part.name)):
                yield change, dataclasses.replace(node, **{part.name: new})


def _own(node: object) -> Iterator[tuple[str, object]]:
    match node:
        case Select():
            yield from _of_select(node)
        case Group(elements):
            for n, element in enumerate(elements):
                if isinstance(element, Filter) or (isinstance(element, Triples) and len(element.patterns) == 1):
                    yield f"without {_short(element_text(element))}", Group(_without(elements, n))
        case Triples(found) if len(found) > 1:
            for n, pattern in enumerate(found):
                yield f"without {_triple(pattern)}", Triples(_without(found, n))
        case Alternative(parts):
            for n, part in enumerate(parts):
                rest = _without(parts, n)
                yield f"path without {_short(path_text(part))}", Alternative(rest) if len(rest) > 1 else rest[0]
        case Repeat(inner, mark):
            yield f"path without {mark}", inner
        case Call(name, arguments):
            yield from _of_call(name, arguments)
        case Term("literal", lexical, datatype) if datatype in NUMBERS:
            unit = Decimal(1).scaleb(int(Decimal(lexical).as_tuple().exponent))
            for other in (Decimal(lexical) - unit, Decimal(lexical) + unit):
                yield f"{other} for {lexical}", Term("literal", str(other), datatype)


def _of_select(query: Select) -> Iterator[tuple[str, Select]]:
    if query.distinct:
        yield "without DISTINCT", dataclasses.replace(query, distinct=False)
    if query.having:
        yield "without HAVING", dataclasses.replace(query, having=())


def _of_call(name: str, arguments: tuple[Expression, ...]) -> Iterator[tuple[str, Expression]]:
    if name in ("&&", "||"):
        left, right = arguments
        yield f"without {_short(expression_text(right))}", left
        if not (isinstance(left, Call) and left.name == name):  # else its own parts are dropped one by one
            yield f"without {_short(expression_text(left))}", right
    elif name in NEIGHBOUR:
        yield f"{NEIGHBOUR[name]} for {name}", Call(NEIGHBOUR[name], arguments)
    elif name in ("IN", "NOT IN") and len(arguments) > 2:
        for n in range(1, len(arguments)):
            yield f"{name} without {_short(expression_text(arguments[n]))}", Call(name, _without(arguments, n))
    elif name in ("ABS", "FLOOR"):
        yield f"without {name}", arguments[0]
    elif name == "REGEX" and isinstance(text := arguments[1], Term):
        for change, pattern in patterns(text.lexical):
            yield f"REGEX {change}", Call(name, (arguments[0], literal(pattern), *arguments[2:]))


def _without(parts: tuple[Part, ...], n: int) -> tuple[Part, ...]:
    return (*parts[:n], *parts[n + 1 :])


def _triple(pattern: Pattern) -> str:
    return _short(element_text(Triples((pattern,))))


def _short(text: str) -> str:
    """Names without their namespaces, for descriptions."""
    return re.sub(r"<[^<> ]*[#/]([^<> ]+)>", r"\1", text).removesuffix(" .")
