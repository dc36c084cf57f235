"""Read a whole dataset and find every mistake in its files.  Config -> Dataset, or all mistakes at once.

Reads everything, writes nothing.  What a build needs of the files goes through here, so `lod check` and `lod build`
cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar

from lod import turtle, workbench
from lod.config import Config
from lod.edtf import Bounds, EdtfError, bounds
from lod.engines import embedded, reading, recordsets
from lod.errors import (
    BadDate,
    Failed,
    LodError,
    NameTaken,
    NoSuchFile,
    NotSupported,
    NotUtf8,
    Place,
    did_you_mean,
    raise_all,
)
from lod.links import sssom
from lod.mapping.lint import lint
from lod.mapping.model import Mapping as Rules
from lod.mapping.parse import parse
from lod.mapping.references import references
from lod.plan.compile import compile_plan, relation
from lod.plan.model import Plan
from lod.plan.rewrite import rewrite
from lod.questions import files as questions
from lod.shapes import checked
from lod.sources import tables
from lod.sources.model import ROW_COLUMNS, LogicalSource, Table, by_columns, stem
from lod.sources.recordsets import Recordset
from lod.vocab import OWL, RDF, RDF_TYPE, RDFS, SKOS
from lod.workbench import Workbench

P = ParamSpec("P")
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
    notes: tuple[LodError, ...] = ()  # what is odd about the shapes, though allowed
    records: tuple[Recordset, ...] = ()  # of the sources that are neither tables nor views

    @property
    def size(self) -> str:
        """How much there is to read, in words."""
        more = f" and {len(self.records)} other source{'s' * (len(self.records) != 1)}" if self.records else ""
        rows = sum(len(t.lines) for t in self.tables) + sum(s.count for s in self.records)
        return f"{len(self.tables)} tables{more}, {rows:,} rows"

    def without_rows(self) -> Dataset:
        """The dataset without the rows and records of its sources, but for the links."""
        kept = (t if t.path == self.config.links else t.without_rows() for t in self.tables)
        return replace(self, tables=tuple(kept), records=tuple(s.without_records() for s in self.records))

    @cached_property
    def declared(self) -> frozenset[str]:
        """IRIs of the classes, properties and concepts of the ontology."""
        return frozenset(
            t.s.lexical
            for d in self.ontology
            for t in d.triples
            if t.p.lexical == RDF_TYPE and t.o.lexical in DECLARING and t.s.kind == "iri"
        )


def _table(config: Config, file: Path) -> Table:
    """One table; the keys of fact tables name things, so they must be slugs."""
    table = tables.read(file, config.shown(file))
    check_slugs(config, table)
    return table


def check_slugs(config: Config, table: Table) -> None:
    """Hold keys of fact tables to be slugs; raises Failed with T210."""
    if config.path(table.path).is_relative_to(config.path(config.facts)):
        raise_all(tables.check_slugs(table))


def read(config: Config, read_table: Callable[[Config, Path], Table] = _table) -> Dataset:
    """Read and parse all files of a dataset.

    raises   Failed with every mistake of every file"""
    kept = _Kept(config)
    rml = kept.files(_turtle, config.files(config.mappings))
    ontology = kept.files(_turtle, [config.path(f) for f in config.ontology])
    notes = kept.one(_notes, config) if config.shapes else ()
    mapping = kept.one(parse, tuple(rml), config.base)
    view_files = sorted(config.path(config.views).glob("*.sql"))
    queries = kept.files(_view, view_files)
    wanted = _sources(config, mapping, [config.shown(f) for f in view_files])
    found = kept.files(read_table, [config.path(path) for path in wanted.tables])
    given = [kept.one(reading.gather, s, places, config.root, config.memory) for s, places in wanted.others]
    named = [*wanted.tables, *map(config.shown, view_files), *([config.links] * bool(config.links))]
    kept.errors.extend([*wanted.missing, *_taken_names(named)])
    links = kept.one(_links, config) if config.links else None
    kept.one(questions.read, config.path(config.questions), config.questions, config.languages[0])
    dates = {text: kept.one(_days, text, place) for text, place in embedded.dates(found).items()}
    raise_all(kept.errors)
    assert mapping is not None  # else there were errors
    everything = (*found, *([links] if links else ()))
    shared = _first([config.prefixes or {}, *(d.prefixes for d in [*ontology, *rml])])
    views = [m.source for m in mapping.maps if m.source.query and m.source.formulation == "sql"]
    own = {f"{relation(view)}.sql": view.query for view in views}
    records = tuple(one for one in given if one)
    days = {text: day for text, day in dates.items() if day}
    return Dataset(
        config, everything, {**dict(queries), **own}, mapping, tuple(ontology), shared, days, notes or (), records
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What could be read, with the mistakes of what could not."""

    config: Config
    errors: list[LodError] = field(default_factory=list)

    def one(self, read_one: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | None:
        """Read one thing; None if it has mistakes."""
        try:
            return read_one(*given, **named)
        except Failed as failed:
            self.errors.extend(failed.errors)
        except LodError as error:
            self.errors.append(error)
        return None

    def files(self, read_one: Callable[[Config, Path], T], files: Iterable[Path]) -> list[T]:
        """Read those of many files that have no mistakes."""
        return [one for file in files if (one := self.one(read_one, self.config, file)) is not None]


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
        prepare(dataset.without_rows(), bench)
        raise_all(lint(dataset.mapping, headers(dataset, bench), dataset.declared))


def headers(dataset: Dataset, bench: Workbench) -> dict[str, list[str]]:
    """The columns of every logical source, as the mapping sees them."""
    read = {s.source.key: [field.reference for field in s.fields] for s in dataset.records}
    made = {m.source.key: relation(m.source) for m in dataset.mapping.maps if m.source.key not in read}
    return read | {
        key: [c for c in embedded.columns_of(bench.con, table) if c not in ROW_COLUMNS] for key, table in made.items()
    }


def plan(dataset: Dataset) -> Plan:
    """What is to be computed of the tables, views and records."""
    return rewrite(recordsets.bound(compile_plan(dataset.mapping), dataset.records))


def prepare(dataset: Dataset, bench: Workbench) -> None:
    """Load tables, records, dates and views into a workbench.

    raises   Failed with M110, M111 for views that do not run"""
    embedded.create_functions(bench.con)
    embedded.load(bench.con, dataset.tables)
    embedded.load_dates(bench.con, dataset.dates)
    embedded.create_views(bench.con, dataset.views)
    recordsets.load(bench.con, dataset.records)  # after the views, which read tables alone


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a mapping wants to be read."""

    tables: list[str]  # those of the facts folder, and what else the mapping names
    others: list[tuple[LogicalSource, dict[str, Place]]]  # with what is asked of each
    missing: list[LodError]


def _sources(config: Config, mapping: Rules | None, views: list[str]) -> _Sources:
    """Tell tables from other sources, and find those that do not exist."""
    facts = {config.shown(p) for p in config.path(config.facts).glob("*.csv") if not p.name.startswith(".")}
    others, named, missing = dict[str, LogicalSource](), set[str](), list[LodError]()
    for source in dict.fromkeys(m.source for m in mapping.maps) if mapping else ():
        plain = source.is_table or source.formulation == "sql"
        if plain and (source.query or source.path in (config.links, *views)):
            continue
        if not plain and source.formulation not in reading.KINDS:
            feature = f"a source of the kind {source.formulation} in a dataset"
            missing.append(NotSupported(source.place, feature=feature, section="rml:CSV, or map it alone with lod map"))
        elif source.formulation in reading.DATABASES or (source.formulation != "sql" and _is_file(config, source)):
            named |= {source.path} if plain else set()
            others |= {} if plain else {source.key: source}
        else:
            folder = config.path(source.path).parent
            beside = [config.shown(p) for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
            near = did_you_mean(source.path, views if source.formulation == "sql" else facts if plain else beside)
            missing.append(NoSuchFile(source.place, file=source.path, suggestion=near))
    asked = references(mapping) if mapping else {}
    own = {source.path for source in others.values()}  # a table that is read in another way is none of the facts
    return _Sources(
        sorted((facts - own | named) - {config.links}), [asked[key] for key in others if key in asked], missing
    )


def _is_file(config: Config, source: LogicalSource) -> bool:
    return config.path(source.path).is_file()


def _taken_names(paths: Iterable[str]) -> list[LodError]:
    """Files whose names up to the first dot are the same, or one of the workbench's: views could not tell."""
    by = dict.fromkeys(workbench.TABLES, "the workbench")
    errors: list[LodError] = []
    for path in paths:
        if stem(path).lower() in by:
            errors.append(NameTaken(Place(path), name=stem(path), by=by[stem(path).lower()], what="file"))
        by.setdefault(stem(path).lower(), path)
    return errors


def _days(text: str, place: Place) -> Bounds:
    try:
        return bounds(text)
    except EdtfError as error:
        raise BadDate(place, value=text, message=error.message, expected=error.expected) from None


def _notes(config: Config) -> tuple[LodError, ...]:
    """What is odd about the shapes; raises Failed with what is wrong."""
    return checked.read([config.path(f) for f in config.shapes], config.root, config.base)[1]


def _turtle(config: Config, file: Path) -> turtle.Document:
    return turtle.read(_text(config, config.shown(file)), config.shown(file), config.base)


def _text(config: Config, shown: str) -> str:
    data = config.path(shown).read_bytes()
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NotUtf8(Place(shown, line), position=error.start, byte=data[error.start]) from None


def _view(config: Config, file: Path) -> tuple[str, str]:
    return config.shown(file), _text(config, config.shown(file))


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
    return Table(config.links, sha256(data).hexdigest(), found.columns, by_columns(rows, len(found.columns)), lines)
