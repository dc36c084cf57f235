"""The nouns of reconciliation: a question, what it says of a thing, an answer.

Read first.  Somebody has a table with names, and asks which of our entities each name means.  An identifier is the IRI
without the base of the dataset; things of other datasets keep their whole IRI.

Spec: Reconciliation Service API 0.2 (reconciliation-api.github.io/specs/0.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from lod.terms import SCHEME, Term

Strict = Literal["should", "any", "all"]


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a table has for a property."""

    text: str
    id: str = ""  # of an entity of ours, where the table knows that already


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property and the values that the thing should have."""

    pid: str
    values: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One row of somebody's table."""

    text: str  # a name, an identifier or an IRI; empty where only properties are known
    types: tuple[str, ...] = ()  # identifiers
    strict: Strict = "should"  # what becomes of other types: halved, or left out
    limit: int = 5
    properties: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """One reason of a score."""

    id: str  # name, type, margin, or the identifier of a property
    value: float | bool  # 0 to 100, or whether it is so


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a query may mean."""

    iri: str
    score: float  # 0 to 100
    features: tuple[Feature, ...]
    match: bool = False  # so sure that nobody need look


@dataclass(frozen=True, slots=True)
class Space:
    """Identifiers and IRIs."""

    base: str

    def id(self, iri: str) -> str:
        """The identifier of an IRI.

        >>> Space("https://example.org/").id("https://example.org/id/a"), Space("https://example.org/").id("urn:x:y")
        ('id/a', 'urn:x:y')
        """
        short = iri.removeprefix(self.base)
        return short or iri

    def iri(self, id_: str) -> str:
        """The IRI of an identifier; an IRI stays as it is."""
        return id_ if SCHEME.match(id_) else self.base + id_


class Triples(Protocol):
    """The triples of a release, whatever graph they are in; each once, in an order that stays."""

    def objects(self, subject: str, predicate: str) -> list[Term]: ...

    def subjects(self, predicate: str, value: Term) -> list[str]: ...

    def about(self, subject: str) -> list[tuple[str, Term]]: ...

    def having(self, predicate: str) -> Iterator[tuple[str, Term]]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What the configuration says about the properties of a dataset, as words that are not read yet."""

    base: str
    languages: tuple[str, ...] = ("en",)
    linked: Mapping[str, tuple[str, ...]] | None = None
    compared: Mapping[str, tuple[str, ...]] | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    same: tuple[str, ...] = ()  # IRIs of properties that lead to the same thing elsewhere
    note: tuple[str, ...] = ()  # IRIs of properties with a text about a thing
