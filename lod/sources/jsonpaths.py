"""Follow JSONPath in JSON values.  path + value -> values -> texts with their natural datatypes; pure.

A path of names and wildcards alone is followed here, any other by the library.
Spec: RFC 9535; RML-IO registry (w3id.org/rml/io/registry), JSONPath, Natural RDF mapping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from jsonpath import JSONPath, JSONPathEnvironment
from jsonpath.exceptions import JSONPathError
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import NameSelector, WildcardSelector

from lod.errors import Place
from lod.sources.document_faults import BrokenPath
from lod.sources.jsontext import Digits, Json, Step
from lod.sources.natural import double
from lod.vocab import XSD

STRICT = JSONPathEnvironment(strict=True)  # RFC 9535 without additions


@dataclass(frozen=True, slots=True)
class Path:
    """A JSONPath."""

    text: str  # as the mapping writes it
    query: JSONPath
    steps: tuple[Step, ...] | None  # None: it holds more than names and wildcards


def parsed(text: str, place: Place) -> Path:
    """Read a path.

    text     $.name; short for it name, and in a record @.name; "" and @ are the record itself
    raises   BrokenPath (T231)
    """
    whole = re.sub(r"^@", "$", text.strip()) or "$"
    if not whole.startswith("$"):
        whole = "$" + whole if whole.startswith(("[", ".")) else "$." + whole
    try:
        query = STRICT.compile(whole)
    except JSONPathError as error:
        message = _reason(error, len(whole) - len(text.strip()))
        raise BrokenPath(place, language="JSONPath", path=text, message=message, advice=_advice(text)) from error
    assert isinstance(query, JSONPath)  # strict: no union of paths
    return Path(text, query, _steps(query))


def _reason(error: JSONPathError, added: int) -> str:
    """The library's reason and the character it is about; `added` characters were put in front of the path."""
    reason = re.sub(r"'TOKEN_(\w+)'", lambda found: found.group(1).lower().replace("_", " "), str(error.args[0]))
    at = error.token.index + 1 - added if error.token else 0
    return f"{reason} (character {at})" if at > 0 else reason


def _advice(text: str) -> str:
    name = re.sub(r"^[$@]?\.?", "", text)
    if name and not re.search(r"[\[\]'\"*?@$\\]", name) and not name.endswith("."):
        steps = "".join(f".{part}" if part.isidentifier() else f"['{part}']" for part in name.split("."))
        return f"did you mean ${steps}?"
    return "a path is written like $.name, $['a name'] or $.names[*]"


def _steps(query: JSONPath) -> tuple[Step, ...] | None:
    steps: list[Step] = []
    for segment in query.segments:
        selector = segment.selectors[0]
        if type(segment) is not JSONPathChildSegment or len(segment.selectors) > 1:
            return None
        if isinstance(selector, NameSelector):
            steps.append(selector.name)
        elif type(selector) is WildcardSelector:
            steps.append(None)
        else:
            return None
    return tuple(steps)


def select(path: Path, value: Json) -> Sequence[Json]:
    """The values a path leads to, in the order of the text.

    raises   RecursionError where the value is too deep for `..`
    """
    if path.steps is None:
        return cast("list[Json]", path.query.findall(value))
    nodes = [value]
    for step in path.steps:
        nodes = _next(nodes, step)
    return nodes


def _next(nodes: list[Json], step: Step) -> list[Json]:
    if step is not None:
        return [node[step] for node in nodes if isinstance(node, dict) and step in node]
    parts: list[Json] = []
    for node in nodes:
        parts += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return parts


def lacking(path: Path, value: Json) -> tuple[str, frozenset[str]] | None:
    """Say which name of a path a value lacks, and which it has there; None if it lacks none.

    An empty list, an empty object under a wildcard and null lack nothing: they have no values.  Of paths with filters,
    indexes or `..` nobody can say what they should find.
    """
    nodes = [value]
    for step in path.steps or ():
        found = _next(nodes, step)
        if not found and (step is None or any(node is None for node in nodes)):
            return None
        if not found:
            keys = (node.keys() for node in nodes if isinstance(node, dict))
            return str(step), frozenset().union(*keys)
        nodes = found
    return None


def natural(value: Json) -> tuple[str, str] | None:
    """The text of a value and the IRI of its natural datatype, "" of a string; None of null, object and array.

    A number written with neither fraction nor exponent is an integer, any other a double, so that a column of measures
    has one datatype even where a measure is 10.0.
    >>> natural(1.5), natural(True)
    (('1.5E0', 'http://www.w3.org/2001/XMLSchema#double'), ('true', 'http://www.w3.org/2001/XMLSchema#boolean'))
    """
    if isinstance(value, Digits):
        return value + "", XSD + "integer"
    if isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return ("true" if value else "false"), XSD + "boolean"
    if isinstance(value, int):
        return str(value), XSD + "integer"
    if isinstance(value, float):
        return double(value), XSD + "double"
    return None
