"""Read a whole dataset and find every mistake in its files.  Config -> Dataset, or all mistakes at once.

Reads everything, writes nothing.  What a build needs of the files goes through here, so `lod check` and `lod build`
cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from lod import turtle, workbench
from lod.config import Config
from lod.edtf import Bounds, EdtfError, bounds
from lod.engines import embedded
from lod.errors import BadDate, Failed, LodError, NotUtf8, Place, raise_all
from lod.links import sssom
from lod.mapping.lint import lint
from lod.mapping.model import Mapping as Rules
from lod.mapping.parse import parse
from lod.plan.compile import relation
from lod.sources import tables
from lod.sources.model import Table
from lod.vocab import OWL, RDF, RDF_TYPE, RDFS, SKOS
from lod.workbench import Workbench

T = TypeVar("T")
DECLARING = frozenset(
    [OWL + k for k in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")]
    + [RDFS + "Class", RDFS + "Datatype", RDF + "Property", SKOS + "Concept", SKOS + "ConceptScheme"]
)


@dataclass(frozen=True)
class Dataset:
    """Everything a build starts from, read and parsed."""

    config: Config
    tables: tuple[Table, ...]
    views: Mapping[str, str]  # path -> SELECT
    mapping: Rules
    ontology: tuple[turtle.Document, ...]
    prefixes: Mapping[str, str]  # of mapping and ontology files; the first to declare one keeps it
    dates: Mapping[str, Bounds]  # EDTF text -> days

    @cached_property
    def declared(self) -> frozenset[str]:
        """IRIs of the classes, properties and concepts of the ontology."""
        return frozenset(
            t.s.lexical
            for d in self.ontology
            for t in d.triples
            if t.p.lexical == RDF_TYPE and t.o.lexical in DECLARING and t.s.kind == "iri"
        )


def read(config: Config) -> Dataset:
    """Read and parse all files of a dataset.

    raises   Failed with every mistake of every file"""
    errors: list[LodError] = []

    def keep(read_one: Callable[[], T]) -> T | None:
        try:
            return read_one()
        except Failed as failed:
            errors.extend(failed.errors)
        except LodError as error:
            errors.append(error)
        return None

    def keep_all(read_one: Callable[[Config, Path], T], files: Iterable[Path]) -> list[T]:
        return [one for file in files if (one := keep(partial(read_one, config, file))) is not None]

    rml = keep_all(_turtle, config.files(config.mappings))
    ontology = keep_all(_turtle, [config.path(f) for f in config.ontology])
    mapping = keep(lambda: parse(tuple(rml), config.base))
    wanted = {m.source.path for m in mapping.maps if m.source.formulation == "csv"} if mapping else set()
    wanted |= {config.shown(p) for p in config.path(config.facts).glob("*.csv")}
    wanted -= {config.links}
    found = keep_all(_table, [config.path(path) for path in sorted(wanted)])
    links = keep(lambda: _links(config)) if config.links else None
    days: dict[str, Bounds] = {}
    for text, place in embedded.dates(found).items():
        try:
            days[text] = bounds(text)
        except EdtfError as error:
            errors.append(BadDate(place, value=text, message=error.message, expected=error.expected))
    raise_all(errors)
    assert mapping is not None  # else there were errors
    everything = (*found, *([links] if links else ()))
    shared = _first([config.prefixes or {}, *(d.prefixes for d in [*ontology, *rml])])
    return Dataset(config, everything, _views(config, mapping), mapping, tuple(ontology), shared, days)


def prefixes(config: Config) -> dict[str, str]:
    """The prefixes of the configuration, the ontology and the mappings; the first to declare one keeps it."""
    files = [*(config.path(f) for f in config.ontology), *config.files(config.mappings)]
    return _first([config.prefixes or {}, *(_turtle(config, f).prefixes for f in files)])


def _first(found: Iterable[Mapping[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for one in found:
        merged = {**one, **merged}
    return merged


def check(dataset: Dataset) -> None:
    """Check the mapping against table headers, views and ontology.

    raises   Failed with every mistake"""
    with workbench.create(None) as bench:
        prepare(replace(dataset, tables=tuple(replace(t, rows=(), lines=()) for t in dataset.tables)), bench)
        raise_all(lint(dataset.mapping, headers(dataset, bench), dataset.declared))


def headers(dataset: Dataset, bench: Workbench) -> dict[str, list[str]]:
    """The columns of every logical source, as the mapping sees them."""
    return {
        m.source.key: [c for c in embedded.columns_of(bench.con, relation(m.source)) if not c.startswith("_row")]
        for m in dataset.mapping.maps
    }


def prepare(dataset: Dataset, bench: Workbench) -> None:
    """Load tables, dates and views into a workbench.

    raises   Failed with M110, M111 for views that do not run"""
    embedded.load(bench.con, dataset.tables)
    embedded.load_dates(bench.con, dataset.dates)
    embedded.create_views(bench.con, dataset.views)


def _table(config: Config, file: Path) -> Table:
    return tables.read(file, config.shown(file))


def _turtle(config: Config, file: Path) -> turtle.Document:
    shown = config.shown(file)
    data = file.read_bytes()
    try:
        return turtle.read(data.decode("utf-8"), shown, config.base)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NotUtf8(Place(shown, line), position=error.start, byte=data[error.start]) from None


def _views(config: Config, mapping: Rules) -> dict[str, str]:
    """The views of the folder, and queries the mapping holds itself."""
    files = sorted(config.path(config.views).glob("*.sql"))
    views = {config.shown(f): f.read_text(encoding="utf-8") for f in files}
    own = {f"{relation(m.source)}.sql": m.source.query for m in mapping.maps if m.source.query}
    return {**views, **own}


def _links(config: Config) -> Table:
    """The decided links as a table: CURIEs expanded to IRIs, one row a decision."""
    data = config.path(config.links).read_bytes()
    found = sssom.read(sssom.decode(data, config.links), config.links)
    rows = []
    for link in found.links:
        cells = {name: str(getattr(link, name)) for name in found.columns}
        curies = {name: found.iri(cells[name]) for name in sssom.CURIE_COLUMNS if cells.get(name)}
        rows.append(tuple({**cells, **curies}.values()))
    lines = tuple(link.line for link in found.links)
    return Table(config.links, sha256(data).hexdigest(), found.columns, tuple(rows), lines)
