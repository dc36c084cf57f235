"""The nouns of validation: shapes and what they ask for, results and what was looked at.  Values only.

A shapes graph is read once into these (shapes/parse.py) and every later step works on them: lint, compilation to SQL,
footprints, reports.  Spec: SHACL (www.w3.org/TR/shacl) sections 2 to 4, and 3.6 for results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lod.errors import Place
from lod.terms import Term

SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Step:
    """A predicate path: one predicate, followed forwards."""

    predicate: str  # IRI


@dataclass(frozen=True, slots=True)
class Inverse:
    """sh:inversePath: a path followed backwards."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of paths, one after the other; at least two."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """sh:alternativePath: any of several paths; at least two."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """sh:zeroOrMorePath (0, many), sh:oneOrMorePath (1, many), sh:zeroOrOnePath (0, once)."""

    path: Path
    least: Literal[0, 1]
    once: bool = False


Path = Step | Inverse | Sequence | Alternative | Repeat


@dataclass(frozen=True, slots=True)
class Query:
    """One SPARQL text of a shapes graph."""

    text: str  # with the PREFIX lines of its sh:prefixes in front
    kind: Literal["select", "ask"]
    place: Place  # of the text
    source: Term  # sh:sourceConstraint: the node that holds the text
    messages: tuple[Term, ...] = ()  # sh:message of that node


@dataclass(frozen=True, slots=True)
class Target:
    """One target declaration; an implicit class target is of the kind "class"."""

    kind: Literal["node", "class", "subjects", "objects", "sparql"]
    value: Term  # the node, class, predicate, or the node of the SPARQL target
    place: Place
    query: Query | None = None  # kind "sparql" only


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape: a component with its parameters.

    component     what shapes       what values
    in, languageIn, closed          the members (closed: every predicate that is allowed)
    node, property, not             one shape
    and, or, xone  the list
    qualifiedMinCount, qualifiedMaxCount   the qualified shape    the number
    all others                      the parameter's value"""

    component: str  # IRI of the constraint component
    place: Place  # of the parameter's value
    values: tuple[Term, ...] = ()
    shapes: tuple[Term, ...] = ()  # ids of the shapes it refers to, in the order of the list
    siblings: tuple[Term, ...] = ()  # sh:qualifiedValueShapesDisjoint: whoever conforms to one of these does not count
    flags: str = ""  # sh:flags of a sh:pattern
    query: Query | None = None  # sh:sparql, and the validator of a component of one's own
    arguments: tuple[tuple[str, Term], ...] = ()  # parameters of a component of one's own: (variable, value)


@dataclass(frozen=True, slots=True)
class Shape:
    """One node shape (no path) or property shape."""

    id: Term  # an IRI, or the blank node
    place: Place  # where it is first described
    path: Path | None = None
    targets: tuple[Target, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    severity: str = "Violation"  # Violation, Warning, Info, or an IRI of one's own
    messages: tuple[Term, ...] = ()
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """All shapes of some files."""

    files: tuple[str, ...]
    shapes: Mapping[Term, Shape]  # in reading order
    owners: Mapping[Term, Term]  # shape -> the nearest named shape that holds it (itself, if it has an IRI)
    triples: tuple[tuple[Term, Term, Term], ...]  # the graph itself, for engines that want it

    @property
    def targeted(self) -> tuple[Shape, ...]:
        """The shapes that validation starts from: those with targets that are not deactivated."""
        return tuple(s for s in self.shapes.values() if s.targets and not s.deactivated)


Route = Literal["sql", "store", "pyshacl"]


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result; IRIs and literals as N-Triples text, empty where there is none."""

    severity: str  # Violation, Warning, Info, or an IRI of one's own
    shape: str  # the named shape that owns the constraint
    focus: str
    path: str  # <iri>, or a SPARQL property path for any other
    value: str
    component: str  # sh:sourceConstraintComponent
    messages: tuple[str, ...] = ()  # literals with language
    source: str = ""  # sh:sourceShape as it is: a blank node (_:b1) where the shape has no name
    constraint: str = ""  # sh:sourceConstraint: the node of the SPARQL constraint
    target: str = ""  # the shape with targets from which validation came here

    @property
    def rank(self) -> tuple[int, Result]:
        """For sorting: violations first."""
        known = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        return known, self


@dataclass(frozen=True, slots=True, order=True)
class Checked:
    """How many focus nodes a shape looked at: a reader sees that "conforms" is not "nothing was looked at"."""

    shape: str  # IRI
    focus_nodes: int
    routes: tuple[Route, ...] = ()  # how its SPARQL constraints were evaluated; empty where it has none


@dataclass(frozen=True, slots=True)
class Outcome:
    """A validation run."""

    results: tuple[Result, ...]  # sorted by rank
    checked: tuple[Checked, ...]  # shapes with targets, by IRI

    @property
    def conforms(self) -> bool:
        """No violation.  Warnings and infos do not stop a publication (SHACL's sh:conforms counts all results)."""
        return not any(r.severity == "Violation" for r in self.results)
