"""Give variables of a query their values.  Query + path or terms -> text of a query; pure.

$this stays a variable: who asks binds it to a focus node, or to all of them.
Spec: SHACL sections 5.3.1 and 5.3.2; section 6.2.3 for the parameters of components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lod.shapes.model import Constraint, Path, Query, Step
from lod.shapes.property_paths import path_text
from lod.sparql.model import Variable
from lod.sparql.tokens import cut
from lod.vocab import XSD


def with_path(query: Query, path: Path | None) -> str:
    """The text of a query with the path of its shape in the place of $PATH."""
    text = path_text(path) if path else ""
    return substitute(query, {} if not path else {"PATH": text if isinstance(path, Step) else f"({text})"})


def substitute(query: Query, values: Mapping[str, str]) -> str:
    """Put texts in the place of variables, wherever the grammar has a variable."""
    parts, at = [], 0
    for token in cut(query.text, query.place):
        if token.kind == "variable" and token.text[1:] in values:
            parts += [query.text[at : token.at], values[token.text[1:]]]
            at = token.at + len(token.text)
    return "".join([*parts, query.text[at:]])


def at_moment(query: Query, moment: str) -> Query:
    """A query in which NOW() is written as a moment, so that every engine can compute with it.

    moment   xsd:dateTime with a time zone"""
    parts, at, tokens = [], 0, cut(query.text, query.place)
    for token, *brackets in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.word == "NOW" and [bracket.text for bracket in brackets] == ["(", ")"]:
            parts += [query.text[at : token.at], f'"{moment}"^^<{XSD}dateTime>']
            at = brackets[1].at + 1
    return replace(query, text="".join([*parts, query.text[at:]])) if parts else query


def used(query: Query) -> frozenset[str]:
    """The names of the variables of a query."""
    return frozenset(t.text[1:] for t in cut(query.text, query.place) if t.kind == "variable")


def given(constraint: Constraint) -> frozenset[Variable]:
    """The variables that have a value before the query is asked."""
    names = {"this", "currentShape", "shapesGraph", *(name for name, _ in constraint.arguments)}
    if constraint.query and constraint.query.kind == "ask":
        names.add("value")
    return frozenset(Variable(name) for name in names)
