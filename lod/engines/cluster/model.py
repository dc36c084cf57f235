"""The nouns of a cluster: what is asked of it, what it reads, what it has written.  Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lod.errors import LodError, Place
from lod.plan.model import Plan
from lod.sources.model import Field, LogicalSource


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line may ask for."""

    master: str = "local[*]"  # spark://host:7077, yarn, k8s://https://host:443, local[2]
    memory: str = ""  # of the driver, and with local of everything, e.g. 2GB; empty: what Spark is set to
    partitions: int = 0  # files to write; 0: as many as their size asks for
    skip: bool = False  # rows whose IRIs are none, rather than stop
    settings: Mapping[str, str] = field(default_factory=dict)  # of Spark, e.g. spark.executor.memory


@dataclass(frozen=True, slots=True)
class Unread:
    """A CSV or Parquet file, folder or pattern on any path that Spark reads."""

    source: LogicalSource
    places: Mapping[str, Place]  # the references to it, each with its place in the mapping


@dataclass(frozen=True, slots=True)
class Prepared:
    """Parquet whose columns are c1, c2, … in the order of the fields: a view, document or database read elsewhere.

    Cells are texts; of a field with many values lists, with datatypes per value structs of v and t."""

    path: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Here:
    """The same on this machine: it is brought to where the cluster writes."""

    file: Path
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Doubts:
    """What quads say that a dataset may have to take back."""

    terms: tuple[str, ...]  # N-Triples texts: IRIs and tags that are none, literals that call for a closer look
    undeclared: tuple[str, ...]  # the same of IRIs under the base that mapped quads speak of and that have no class
    declared: Callable[[str], list[tuple[str, bool]]]  # namespace -> what is declared there, and whether it is a code


@dataclass(frozen=True, slots=True)
class Judge:
    """What a dataset holds its quads against before they are published."""

    base: str  # IRIs under it must be declared
    stated: Here  # quads beside those that are mapped: columns g, s, p, o of N-Triples texts
    faults: Callable[[Doubts], list[LodError]]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be mapped."""

    plan: Plan  # as compiled: columns are called by their references
    sources: Mapping[str, Unread | Prepared | Here]  # by scan
    places: Mapping[int, Place]  # of the rules, for messages
    judge: Judge | None = None
    apart: frozenset[int] = frozenset()  # rules whose quads are judged, but not written


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the output."""

    file: str  # part-00000.nq
    quads: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a run has written."""

    quads: int
    parts: tuple[Part, ...]  # in their order
    left_out: tuple[LodError, ...]  # the first row of each rule whose IRI is none, if they are to be skipped
