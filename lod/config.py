"""The settings of one dataset.  What pyproject.toml says -> Config.

Keys are documented in docs/reference/configuration.md.  Read first: config_file.py, which reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lod import packing

FILE = "pyproject.toml"
ENGINES = ("embedded", "cluster")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one dataset; paths are relative to `root`."""

    root: Path  # the folder of pyproject.toml
    base: str  # https://example.org/, ends with / or #
    title: Mapping[str, str]  # language -> text
    licence: str  # IRI
    publisher: Mapping[str, str]  # name, iri
    version: str  # of the dataset, e.g. 0.1.0
    issued: str  # day of the release, YYYY-MM-DD
    mappings: tuple[str, ...]  # globs of RML files
    dumps: Mapping[str, tuple[str, ...]]  # published file -> stems of the mapping files whose quads it holds
    name: str = "dataset"  # stem of the files that hold everything: <name>.nq, <name>.jsonld
    description: Mapping[str, str] | None = None
    keywords: Mapping[str, tuple[str, ...]] | None = None
    contact: str = ""  # IRI of a page
    languages: tuple[str, ...] = ("en",)
    prefixes: Mapping[str, str] | None = None  # prefix -> namespace, for the published Turtle and JSON-LD
    ontology: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    questions: str = "ontology/questions"
    facts: str = "mappings/facts"
    views: str = "mappings/views"
    apart: tuple[str, ...] = ()  # stems of the mapping files whose triples only their own dumps hold
    tables: Mapping[str, str] | None = None  # published table -> stem of the view it is made of
    links: str = ""  # SSSOM file
    linked: Mapping[str, tuple[str, ...]] | None = None  # kind -> classes (links/entities.py)
    curator: Mapping[str, str] | None = None  # id, name: who decides about links unless somebody else is named
    compared: Mapping[str, tuple[str, ...]] | None = None  # fact -> paths of properties
    exchanged: Mapping[str, tuple[str, ...]] | None = None  # property of Wikidata -> paths (links/exchange.py)
    output: str = "output"
    jsonld: bool = True  # whether all triples are published as one document of JSON-LD too
    packing: str = ""  # of the published data: gzip or zstd
    threads: int = 0  # 0 = all cores
    memory: str = "1GB"  # limit of the workbench
    engine: str = ENGINES[0]  # what maps
    master: str = ""  # of the cluster that maps, e.g. spark://host:7077
    spatial: tuple[str, ...] = ()  # IRIs of places the dataset covers
    temporal: tuple[str, ...] = ()  # first and last year
    themes: tuple[str, ...] = ()  # IRIs of EU data themes
    pages: Mapping[str, tuple[str, ...]] | None = None  # role -> properties that say it (site/roles.py)
    wikidata: Mapping[str, str] | None = None  # whom to write to, where to keep and where to ask: config_wikidata.py

    def path(self, relative: str) -> Path:
        return self.root / relative

    def packed(self, name: str) -> str:
        """The name under which a file of data is published."""
        return name + packing.ENDINGS.get(self.packing, "")

    @property
    def quads(self) -> str:
        """The published file of all quads."""
        return self.packed(f"{self.name}.nq")

    @property
    def partitions(self) -> str:
        """The published folder of all quads, where a cluster has made them."""
        return f"{self.name}.nq"

    @property
    def document(self) -> str:
        """The published file of all triples as JSON-LD; empty if there is none."""
        return self.packed(f"{self.name}.jsonld") if self.jsonld else ""

    def files(self, patterns: tuple[str, ...]) -> tuple[Path, ...]:
        """The files that match, in the order of their names."""
        return tuple(sorted({p for pattern in patterns for p in self.root.glob(pattern) if p.is_file()}))

    def shown(self, path: Path) -> str:
        """A path as messages name it: relative to the dataset, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()
