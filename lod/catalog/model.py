"""The nouns of a catalogue: the IRIs of a release, its files, and how often things occur.  Values only."""

from __future__ import annotations

from dataclasses import dataclass

from lod.terms import iri_safe

VOID, DCAT = "void.ttl", "dcat.ttl"


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of a dataset, of one version of it, and of what describes them."""

    base: str  # https://example.org/
    version: str  # 0.1.0

    @property
    def dataset(self) -> str:
        return f"{self.base}dataset"  # whatever version is the latest

    @property
    def release(self) -> str:
        return f"{self.base}dataset/{iri_safe(self.version)}"

    @property
    def catalogue(self) -> str:
        return f"{self.base}catalog"

    def part(self, kind: str, name: str) -> str:
        """A part of the description, by a name that may stand in an IRI: a partition, a subset, the contact."""
        return f"{self.dataset}/{kind}/{name}"

    def distribution(self, file: str) -> str:
        return f"{self.release}/{iri_safe(file)}"

    def download(self, file: str) -> str:
        return f"{self.base}dump/{iri_safe(self.version)}/{iri_safe(file)}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a set of distinct triples holds."""

    triples: int
    subjects: int
    objects: int  # IRIs and literals
    properties: int
    classes: int
    entities: int  # subjects whose IRI starts with the base


@dataclass(frozen=True, slots=True)
class ClassPartition:
    """The triples about the instances of one class."""

    iri: str  # of the class
    entities: int
    triples: int
    example: str  # IRI of the instance with most triples


@dataclass(frozen=True, slots=True)
class PropertyPartition:
    """The triples with one predicate."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Linkset:
    """The links to one other site by one predicate."""

    target: str  # host of the objects, e.g. www.wikidata.org
    predicate: str  # IRI
    spaces: tuple[str, ...]  # what the objects start with, e.g. http://www.wikidata.org/entity/
    counts: PropertyPartition


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that void.ttl says in numbers."""

    whole: Counts
    ontology: dict[str, Counts]  # graph IRI -> what the ontology states there
    graphs: dict[str, Counts]  # IRI -> what the mappings state there
    files: dict[str, Counts]  # partial dump -> its triples
    classes: tuple[ClassPartition, ...]
    properties: tuple[PropertyPartition, ...]
    links: tuple[Linkset, ...]
    apart: frozenset[str]  # the graphs and files that the dataset is counted without
    links_apart: tuple[Linkset, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """One published file."""

    name: str  # polhist.ttl
    size: int  # bytes
    digest: str  # SHA-256, hexadecimal
