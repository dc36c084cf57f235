"""What an expression of a query stands for in SQL.  Values only.

A term of the data is its id.  What a query computes has no id, so it is kept as the SQL of its value; SQL's NULL is
SPARQL's error (and the unbound variable), with which both languages go on in the same three-valued logic.
Spec: SPARQL 1.1 Query Language section 17, Expressions and Testing Values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lod.terms import Term
from lod.vocab import XSD

INTEGERS = tuple(
    XSD + name
    for name in (
        "integer",
        "nonPositiveInteger",
        "negativeInteger",
        "nonNegativeInteger",
        "positiveInteger",
        "long",
        "int",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
DOUBLES = (XSD + "double", XSD + "float")
NO, YES, NOTHING = "FALSE", "TRUE", "NULL"


class Unsupported(Exception):  # not a mistake of anybody: another route takes the query
    """A query cannot be compiled to SQL that is certain to be right."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Node:
    """A term of the data, by its id."""

    sql: str
    optional: bool = False  # may be unbound (NULL)
    resource: bool = False  # certainly no literal
    placed: bool = False  # certainly subject or object of a triple, or given beforehand


@dataclass(frozen=True, slots=True)
class Constant:
    """A term that is known when the query is compiled."""

    term: Term
    id: int  # negative: the data do not have it


@dataclass(frozen=True, slots=True)
class Text:
    """A string that was computed; SQL of its text and of its language ('' is none)."""

    sql: str
    lang: str = "''"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was computed.

    Integers and decimals are exact; only where SPARQL itself goes over to doubles does the SQL.  Statements stop with
    an error of the engine where a number does not fit."""

    exact: str  # DECIMAL(38, scale), NULL for a double
    scale: int
    approx: str  # DOUBLE of any number
    double: str  # whether it is a double: FALSE, or SQL
    whole: Callable[[], str]  # whether its type is xsd:integer; asked only where it is said


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean that was computed."""

    sql: str


@dataclass(frozen=True, slots=True)
class Name:
    """The text of an IRI that was computed."""

    sql: str


@dataclass(frozen=True, slots=True)
class Unbound:
    """A variable that has no value anywhere."""


Value = Node | Constant | Text | Number | Truth | Name | Unbound


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name of a variable as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def doubt(reason: str) -> str:
    """SQL that stops the statement: what follows is not certain to be exact."""
    return f"error({quoted('not exact: ' + reason)})"


def either(left: str, right: str) -> str:
    """SQL of left OR right, shortened where one is known."""
    if YES in (left, right):
        return YES
    return right if left == NO else left if right == NO else f"({left} OR {right})"


def both(left: str, right: str) -> str:
    """SQL of left AND right, shortened where one is known."""
    if NO in (left, right):
        return NO
    return right if left == YES else left if right == YES else f"({left} AND {right})"


def pieces(name: str, value: Value) -> tuple[dict[str, str], Callable[[str], Value]]:
    """The columns that carry a value out of a relation, and how to find it again behind an alias.

    returns  SQL identifier -> SQL; alias -> the same value as columns of the alias
    """
    column = identifier(name)
    match value:
        case Node(sql):
            return {column: sql}, lambda alias: replace(value, sql=f"{alias}.{column}")
        case Text(sql, lang):
            tag = identifier(f"{name} lang")
            inside = {column: sql} if lang == "''" else {column: sql, tag: lang}
            return inside, lambda alias: Text(f"{alias}.{column}", "''" if lang == "''" else f"{alias}.{tag}")
        case Truth(sql):
            return {column: sql}, lambda alias: Truth(f"{alias}.{column}")
        case Name(sql):
            return {column: sql}, lambda alias: Name(f"{alias}.{column}")
        case Number():
            return _number(name, value)
    return {}, lambda alias: value  # known at compile time


def _number(name: str, value: Number) -> tuple[dict[str, str], Callable[[str], Value]]:
    exact, whole = identifier(name), identifier(f"{name} whole")
    approx, double = identifier(f"{name} approx"), identifier(f"{name} double")
    if value.double == NO:
        return {exact: value.exact, whole: value.whole()}, lambda alias: Number(
            f"{alias}.{exact}", value.scale, f"{alias}.{exact}::DOUBLE", NO, lambda: f"{alias}.{whole}"
        )
    inside = {exact: value.exact, whole: value.whole(), approx: value.approx, double: value.double}
    return inside, lambda alias: Number(
        f"{alias}.{exact}", value.scale, f"{alias}.{approx}", f"{alias}.{double}", lambda: f"{alias}.{whole}"
    )
