"""Tell that a pattern matches nothing because the data lack a term of it.  Group -> bool.

Shapes for elections on data without elections then cost nothing.  Read first: paths.py."""

from __future__ import annotations

from lod.shapes.dictionary import Dictionary
from lod.sparql.model import (
    Alternative,
    Group,
    Inverse,
    Link,
    Path,
    Pattern,
    Repeat,
    Select,
    Sequence,
    Triples,
    Variable,
)
from lod.terms import Term, iri


def hopeless(group: Group, dictionary: Dictionary) -> bool:
    """Whether a group certainly has no solution; what is given beforehand does not matter to it."""
    for element in group.elements:
        if isinstance(element, Triples) and any(_absent(p, dictionary) for p in element.patterns):
            return True
        if isinstance(element, Group) and hopeless(element, dictionary):
            return True
        if isinstance(element, Select) and element.group_by and hopeless(element.where, dictionary):
            return True
    return False


def _absent(pattern: Pattern, dictionary: Dictionary) -> bool:
    path = pattern.predicate
    if isinstance(path, Variable):
        return _any((pattern.subject, pattern.object), dictionary)
    if _impossible(path, dictionary):
        return True
    return isinstance(path, Link) and _any((pattern.subject, pattern.object), dictionary)


def _any(ends: tuple[Variable | Term, ...], dictionary: Dictionary) -> bool:
    return any(isinstance(end, Term) and dictionary.id(end) < 0 for end in ends)


def _impossible(path: Path, dictionary: Dictionary) -> bool:
    """Whether a path connects nothing."""
    match path:
        case Link(predicate):
            return dictionary.id(iri(predicate)) < 0
        case Inverse(inner):
            return _impossible(inner, dictionary)
        case Sequence(steps):
            return any(_impossible(step, dictionary) for step in steps)
        case Alternative(steps):
            return all(_impossible(step, dictionary) for step in steps)
        case Repeat(inner, "+"):
            return _impossible(inner, dictionary)
    return False
