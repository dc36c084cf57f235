"""Put in what is known before, write out what is found.  Select -> Select; Value -> SQL of N-Triples text or id.

Spec: SHACL section 5.3.1 ($PATH); RDF 1.1 N-Triples section 4, canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lod.shapes import model
from lod.shapes.queries.texts import decimal
from lod.shapes.queries.values import NO, YES, Constant, Name, Node, Number, Text, Truth, Value, quoted
from lod.sparql.model import (
    Alternative,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Inverse,
    Link,
    Optional,
    Path,
    Pattern,
    Repeat,
    Select,
    Sequence,
    Triples,
    Union,
    Variable,
)
from lod.terms import ntriples as canonical
from lod.vocab import XSD


def path_of(path: model.Path) -> Path:
    """A path of SHACL as a path of SPARQL."""
    match path:
        case model.Step(predicate):
            return Link(predicate)
        case model.Inverse(inner):
            return Inverse(path_of(inner))
        case model.Sequence(parts):
            return Sequence(tuple(path_of(part) for part in parts))
        case model.Alternative(parts):
            return Alternative(tuple(path_of(part) for part in parts))
        case model.Repeat(inner, least, once):
            return Repeat(path_of(inner), "?" if once else "+" if least else "*")


def substituted(query: Select, paths: Mapping[str, model.Path]) -> Select:
    """Put paths in the place of variables such as $PATH."""
    if not paths:
        return query
    known = {name: path_of(path) for name, path in paths.items()}
    return _select(query, known)


def _select(query: Select, paths: Mapping[str, Path]) -> Select:
    having = tuple(_expression(e, paths) for e in query.having)
    return replace(query, where=_group(query.where, paths), having=having)


def _group(group: Group, paths: Mapping[str, Path]) -> Group:
    return Group(tuple(_element(e, paths) for e in group.elements))


def _element(element: Element, paths: Mapping[str, Path]) -> Element:
    match element:
        case Triples(patterns):
            return Triples(tuple(_pattern(p, paths) for p in patterns))
        case Group():
            return _group(element, paths)
        case Union(groups):
            return Union(tuple(_group(g, paths) for g in groups))
        case Optional(group):
            return Optional(_group(group, paths))
        case InGraph(name, group):
            return InGraph(name, _group(group, paths))
        case Filter(condition):
            return Filter(_expression(condition, paths))
        case Select():
            return _select(element, paths)
    return element


def _pattern(pattern: Pattern, paths: Mapping[str, Path]) -> Pattern:
    if isinstance(pattern.predicate, Variable) and pattern.predicate.name in paths:
        return replace(pattern, predicate=paths[pattern.predicate.name])
    return pattern


def _expression(expression: Expression, paths: Mapping[str, Path]) -> Expression:
    match expression:
        case Exists(group):
            return replace(expression, group=_group(group, paths))
        case Call(_, arguments):
            return replace(expression, arguments=tuple(_expression(a, paths) for a in arguments))
    return expression


def ntriples(value: Value) -> str:
    """SQL of the N-Triples text of a value, or of its id, to spare a join; NULL where it is unbound."""
    match value:
        case Node(sql):
            return f"{sql}::VARCHAR"
        case Constant(term):
            return quoted(canonical(term))
        case Name(sql):
            return f"'<' || {sql} || '>'"
        case Truth(sql):
            kind = f"\"^^<{XSD}boolean>'"
            return f"CASE WHEN {sql} THEN '\"true{kind} WHEN NOT {sql} THEN '\"false{kind} END"
        case Number():
            kinds = {YES: quoted("integer>"), NO: quoted("decimal>")}
            whole = value.whole()
            kind = kinds.get(whole, f"CASE WHEN {whole} THEN 'integer>' ELSE 'decimal>' END")
            return f"'\"' || {decimal(value)} || '\"^^<{XSD}' || {kind}"
        case Text(sql, lang):
            text = sql
            for raw, escape in (("'\\'", "'\\\\'"), ("'\"'", "'\\\"'"), ("chr(10)", "'\\n'"), ("chr(13)", "'\\r'")):
                text = f"replace({text}, {raw}, {escape})"
            tag = "" if lang == "''" else f" || CASE WHEN {lang} <> '' THEN '@' || {lang} ELSE '' END"
            return f"'\"' || {text} || '\"'{tag}"
    return "NULL::VARCHAR"
