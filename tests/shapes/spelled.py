"""Spell paths out as joins and unions.  Select -> Select of the same solutions, for engines that count some only once.

Spec: SPARQL 1.1 section 18.2.2.4, Translate Property Path Patterns; and 18.4: an alternative is a union."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count, pairwise
from typing import TypeVar, cast

from lod.sparql.model import Alternative, Element, Group, Inverse, Pattern, Select, Sequence, Triples, Union, Variable

T = TypeVar("T")


def spelled(query: Select) -> Select:
    """A query whose paths are links, repetitions and negated sets only; it must name its columns."""
    fresh = count()

    def group(found: Group) -> Group:
        return Group(tuple(made for element in found.elements for made in elements(element)))

    def elements(element: Element) -> Iterator[Element]:
        if isinstance(element, Triples):
            for one in element.patterns:
                yield from pattern(one)
        else:
            yield whole(element)

    def pattern(one: Pattern) -> Iterator[Element]:
        match one.predicate:
            case Inverse(path):
                yield from pattern(Pattern(one.object, path, one.subject))
            case Sequence(parts):
                between = [Variable(f"between{next(fresh)}") for _ in parts[1:]]
                ends = pairwise([one.subject, *between, one.object])
                for (start, end), path in zip(ends, parts, strict=True):
                    yield from pattern(Pattern(start, path, end))
            case Alternative(parts):
                yield Union(tuple(Group(tuple(pattern(replace(one, predicate=path)))) for path in parts))
            case _:
                yield Triples((one,))

    def whole(node: T) -> T:
        if isinstance(node, Group):
            return cast("T", group(node))
        if type(node) is tuple:
            return cast("T", tuple(map(whole, cast("tuple[object, ...]", node))))
        if is_dataclass(node) and not isinstance(node, type):
            return replace(node, **{f.name: whole(getattr(node, f.name)) for f in fields(node)})
        return node

    return whole(query)
