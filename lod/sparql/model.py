"""The nouns of a SPARQL query.  Values only: what lod.sparql.parse reads and what compilers and checks work on.

Blank nodes of a query are variables that nobody can select: their names begin with "_:".
Spec: SPARQL 1.1 Query Language (www.w3.org/TR/sparql11-query) section 19.8, Grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lod.terms import Term


@dataclass(frozen=True, slots=True)
class Variable:
    """?name or $name; a blank node of the query is called _:label."""

    name: str

    @property
    def blank(self) -> bool:
        return self.name.startswith("_:")


# ---- property paths ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """One predicate."""

    predicate: str  # IRI


@dataclass(frozen=True, slots=True)
class Inverse:
    """^path"""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """path/path/…; at least two."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """path|path|…; at least two."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """path*, path+ or path?"""

    path: Path
    mark: Literal["*", "+", "?"]


@dataclass(frozen=True, slots=True)
class Negated:
    """!(a|^b): any predicate but these."""

    forward: tuple[str, ...]
    backward: tuple[str, ...]


Path = Link | Inverse | Sequence | Alternative | Repeat | Negated

# ---- expressions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """An operator (||, =, NOT IN, unary -, …), a built-in in capitals, or a function: the name is <its IRI>."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """EXISTS or NOT EXISTS."""

    group: Group
    negated: bool


@dataclass(frozen=True, slots=True)
class Aggregate:
    """COUNT, SUM, MIN, MAX, AVG, SAMPLE or GROUP_CONCAT; COUNT(*) has no argument."""

    name: str
    argument: Expression | None
    distinct: bool = False
    separator: str = " "


Expression = Variable | Term | Call | Exists | Aggregate

# ---- graph patterns ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pattern:
    """One triple or path pattern; a predicate that is one IRI is a Link."""

    subject: Variable | Term
    predicate: Variable | Path
    object: Variable | Term


@dataclass(frozen=True, slots=True)
class Triples:
    """A run of patterns: a basic graph pattern, as far as it goes without FILTER and the like."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    condition: Expression


@dataclass(frozen=True, slots=True)
class Optional:
    group: Group


@dataclass(frozen=True, slots=True)
class Union:
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    group: Group
    at: int = field(default=0, compare=False)  # offset of the keyword in the text


@dataclass(frozen=True, slots=True)
class InGraph:
    """GRAPH name { … }"""

    name: Variable | Term
    group: Group


@dataclass(frozen=True, slots=True)
class Service:
    name: Variable | Term
    group: Group
    silent: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Bind:
    expression: Expression
    variable: Variable
    at: int = field(default=0, compare=False)  # offset of the variable


@dataclass(frozen=True, slots=True)
class Values:
    variables: tuple[Variable, ...]
    rows: tuple[tuple[Term | None, ...], ...]  # None is UNDEF
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """{ … }: its elements in the order of the text."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """One column of a SELECT or one key of a GROUP BY: a variable, or an expression with or without a name."""

    variable: Variable | None
    expression: Expression | None = None
    at: int = field(default=0, compare=False)  # offset of the variable


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT, an ASK (which has nothing but a pattern), or a subselect."""

    where: Group
    kind: Literal["select", "ask"] = "select"
    columns: tuple[Projection, ...] = ()  # none: SELECT *
    distinct: bool = False
    reduced: bool = False
    sources: tuple[tuple[str, bool], ...] = ()  # FROM <iri>; True: FROM NAMED
    group_by: tuple[Projection, ...] = ()
    having: tuple[Expression, ...] = ()
    order_by: tuple[tuple[Expression, bool], ...] = ()  # True: descending
    limit: int | None = None
    offset: int = 0
    values: Values | None = None
    at: int = field(default=0, compare=False)


Element = Triples | Filter | Optional | Union | Minus | InGraph | Service | Bind | Values | Group | Select
