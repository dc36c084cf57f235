"""Which triples a query looks at, seen from $this.  Select -> touches; pure.

A pattern of a query touches a triple.  Where the pattern shares variables, over other patterns that must fit with it,
with $this (or another variable that has a value beforehand), those patterns are the path from the focus node to the
triple.  Patterns must fit with it if they stand in its group or in a group around it, never if they are optional or
another branch.  A pattern without such a path may matter to every focus node.  Read first: footprint.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

from lod.shapes import model
from lod.shapes.paths import inverse, plain
from lod.shapes.reach import FICKLE, inside
from lod.shapes.touch import EVERYWHERE, Touch, of_path
from lod.sparql import model as sparql
from lod.sparql.model import Call, Exists, Group, Pattern, Select, Triples, Variable

Prefix = tuple[model.Path, ...]
MOST = 3  # ways to one variable; each of them alone would do


def touches(query: Select, given: Mapping[str, Prefix]) -> Iterator[tuple[Touch, ...]]:
    """The touches of a query; EVERYWHERE for a pattern that is not reached from what is given.

    given    the paths from the focus node to the variables that have a value beforehand: {"this": ()}"""
    if any(isinstance(node, Call) and node.name in FICKLE for node in inside(query)):
        yield EVERYWHERE  # what NOW() says of nodes that have not changed may have
    outside = (*query.columns, *query.group_by, *query.having, *query.order_by)
    groups = [query.where, *(node.group for node in inside(outside) if isinstance(node, Exists))]
    for group in groups:
        for pattern, around in _scopes(group, ()):
            yield from _of_pattern(pattern, tuple(p for p in around if p is not pattern), given)


def _scopes(group: Group, around: tuple[Pattern, ...]) -> Iterator[tuple[Pattern, tuple[Pattern, ...]]]:
    """Each pattern of a group and of what is inside it, with the patterns that must fit together with it."""
    own = [p for element in group.elements if isinstance(element, Triples) for p in element.patterns]
    visible = (*around, *own)
    for pattern in own:
        yield pattern, visible
    for element in group.elements:
        if isinstance(element, Select):
            yield from _scopes(element.where, ())
        elif not isinstance(element, Triples):
            for inner in _groups(element):
                yield from _scopes(inner, visible)


def _groups(element: object) -> Iterator[Group]:
    """The outermost groups inside an element."""
    if isinstance(element, Group):
        yield element
    elif isinstance(element, tuple):
        for part in element:
            yield from _groups(part)
    elif hasattr(element, "__dataclass_fields__"):
        for name in element.__dataclass_fields__:
            yield from _groups(getattr(element, name))


def _of_pattern(
    pattern: Pattern, others: tuple[Pattern, ...], given: Mapping[str, Prefix]
) -> Iterator[tuple[Touch, ...]]:
    ways = _ways(others, given)
    ends = ((pattern.subject, False), (pattern.object, True))
    reached = [
        tuple(_touches(pattern, prefix, backwards))
        for end, backwards in ends
        if isinstance(end, Variable)
        for prefix in ways.get(end.name, ())
    ]
    if not reached or not all(reached):
        yield EVERYWHERE
    elif all(len(touches) == 1 for touches in reached):
        ways_here = [touch for (touch,) in reached]
        at_hand = [touch for touch in ways_here if touch.prefix in given.values()]
        yield tuple(at_hand[:1] or ways_here)
    else:  # a path touches several triples, and from its other end in another order
        yield from ((touch,) for touch in reached[0])


def _touches(pattern: Pattern, prefix: Prefix, backwards: bool) -> Iterator[Touch]:
    """What a pattern touches, walked from one end; nothing where shapes have no words for its path."""
    near: Literal["s", "o"] = "o" if backwards else "s"
    far = pattern.subject if backwards else pattern.object
    known = None if isinstance(far, Variable) else far
    if isinstance(pattern.predicate, Variable):
        yield Touch(prefix, "", near, known)
    elif isinstance(pattern.predicate, sparql.Link):
        yield Touch(prefix, pattern.predicate.predicate, near, known)
    elif path := _path(pattern.predicate):
        yield from of_path(inverse(path) if backwards else plain(path), prefix)


def _ways(patterns: tuple[Pattern, ...], given: Mapping[str, Prefix]) -> dict[str, list[Prefix]]:
    """For every variable that the patterns connect with a given one, the shortest ways to it, MOST at the most."""
    edges = [(p, _path(p.predicate)) for p in patterns if not isinstance(p.predicate, Variable)]
    ways = {name: [prefix] for name, prefix in given.items()}
    waiting: list[tuple[str, Prefix, frozenset[str]]] = [(name, p, frozenset(given)) for name, p in given.items()]
    for name, prefix, passed in waiting:
        for pattern, path in edges:
            for near, far, back in ((pattern.subject, pattern.object, False), (pattern.object, pattern.subject, True)):
                if path is None or near != Variable(name) or not isinstance(far, Variable) or far.name in passed:
                    continue
                found = ways.setdefault(far.name, [])
                if len(found) < MOST:
                    found.append((*prefix, inverse(path) if back else plain(path)))
                    waiting.append((far.name, found[-1], passed | {far.name}))
    return ways


@lru_cache(maxsize=1000)
def _path(path: sparql.Path) -> model.Path | None:
    """The same path in the words of shapes; None for a negated set, which shapes do not have."""
    match path:
        case sparql.Link(predicate):
            return model.Step(predicate)
        case sparql.Inverse(inner):
            found = _path(inner)
            return None if found is None else model.Inverse(found)
        case sparql.Sequence(parts) | sparql.Alternative(parts):
            found_parts = [_path(part) for part in parts]
            if any(p is None for p in found_parts):
                return None
            kind = model.Sequence if isinstance(path, sparql.Sequence) else model.Alternative
            return kind(tuple(p for p in found_parts if p is not None))
        case sparql.Repeat(inner, mark):
            found = _path(inner)
            return None if found is None else model.Repeat(found, 1 if mark == "+" else 0, mark == "?")
    return None
