"""Run mappings alone, as a plain RML processor.  mapping files -> N-Quads; no ontology, shapes or configuration.

read -> sources -> plan -> lines.  The same mappings, plan and SQL as in a build; but no row is kept behind a quad, so
the lines go straight to the file.  Spec: RML-Core, RML-IO, R2RML."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lod import turtle, workbench
from lod.engines import calls, joins, lines, relations
from lod.engines.inputs import Inputs
from lod.errors import (
    WRONG_USAGE,
    BadTermMap,
    Failed,
    InvalidIri,
    LodError,
    NoSuchFile,
    NotUtf8,
    Place,
    raise_all,
)
from lod.mapping import older
from lod.mapping.model import Mapping, ParentMap, View
from lod.mapping.parse import parse
from lod.mapping.references import references
from lod.packing import KINDS
from lod.plan.bind import bind
from lod.plan.compile import compile_plan, rules
from lod.plan.lines import statement
from lod.plan.model import Plan
from lod.plan.rewrite import rewrite
from lod.sources.model import Database, Field, LogicalSource
from lod.terms import iri_fault

if TYPE_CHECKING:
    from lod.engines.cluster.model import Asked as ClusterAsked

YARRRML = (".yml", ".yaml", ".yarrrml")
BASE = "http://example.com/base/"  # where neither the mapping nor the command line gives one
Say = Callable[[str], None]
Tell = Callable[[LodError], None]  # a warning, before the work that it is about


class WritesSource(LodError):
    code, template, exit_code = "M119", "the output is {file}, which the mapping reads", WRONG_USAGE
    hint = "name another output"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line may ask for."""

    base: str = BASE
    threads: int = 0  # 0: all cores
    memory: str = "2GB"
    database: Database | None = None  # of logical tables that name none
    sort: bool = False
    skip: bool = False  # rows whose IRIs are none, rather than stop


def run(
    files: Sequence[Path], output: Path, asked: Asked, say: Say, tell: Tell = lambda _: None
) -> tuple[int, list[LodError]]:
    """Write the quads of mappings to a file.

    files    RML in Turtle, current or older vocabulary or R2RML; YARRRML by its ending
    output   N-Quads; packed if it ends in .gz or .zst; it is there as a whole or not at all
    returns  the number of quads, and what was left out because it was asked for
    raises   Failed with every mistake of the first step that finds any"""
    mapping = read(files, asked.base)
    if asked.database:
        mapping = _with_database(mapping, asked.database)
    whole_files = not output.exists() or output.is_file()  # else a pipe or a device
    output = output.resolve() if whole_files else output  # what a link leads to; a pipe may have no name but the link
    _spare_sources(mapping, output)
    with (
        TemporaryDirectory(dir=output.parent if whole_files else None, prefix=".map-") as scratch,
        workbench.create_for_files(Path(scratch), asked.threads, asked.memory) as bench,
    ):
        plan = _filled(bench.con, mapping, Path(scratch), say, tell)
        for warning in joins.warnings(bench.con, rewrite(plan, lines.PASSES), _joins(mapping)):
            tell(warning)
        wrong = _wrong(bench.con, mapping, plan)
        raise_all([] if asked.skip else wrong)
        say("rows to quads")
        packing = KINDS.get(output.suffix, "none")
        whole = Path(scratch) / "quads"
        lines.drop_repeated_rows(bench.con, plan)
        found = lines.planned(bench.con, plan)
        query = statement(found, lines.completes(bench.con), asked.skip, together=not asked.sort)
        count = lines.write(bench.con, query, whole, packing, asked.sort)
        if whole_files:
            os.replace(whole, output)
        else:
            with whole.open("rb") as quads, output.open("wb") as pipe:
                shutil.copyfileobj(quads, pipe)
    return count, wrong


def run_on_cluster(
    files: Sequence[Path], folder: str, base: str, asked: ClusterAsked, say: Say
) -> tuple[int, list[LodError]]:
    """Write the quads of mappings to sorted partitions, on a cluster.

    folder   on any path that the cluster writes
    raises   as `run`, and M118, S730 to S734"""
    from lod.engines.cluster import run as cluster
    from lod.engines.cluster.model import Here, Job, Unread

    mapping, warnings = read(files, base), list[LodError]()
    places = {number: rule.place for number, _, rule in rules(mapping)}
    with TemporaryDirectory(prefix="map-") as scratch:
        made = _views_here(mapping, Path(scratch), say, warnings.append) if mapping.views else {}
        found = references(mapping).items()
        sources = {key: Here(*made[key]) if key in made else Unread(source, at) for key, (source, at) in found}
        job = Job(compile_plan(mapping, lambda source: source.key), sources, places)
        written = cluster.run(job, folder, asked, say)
    return written.quads, [*warnings, *written.left_out]


def _views_here(mapping: Mapping, scratch: Path, say: Say, tell: Tell) -> dict[str, tuple[Path, tuple[Field, ...]]]:
    """Make the views on this machine, as Parquet by their keys."""
    with workbench.create_for_files(scratch) as bench:
        lines.prepare(bench.con)
        fields = Inputs(bench.con, scratch, say, tell).load_views(mapping)
        made = {v.source.key: (scratch / f"{n}.parquet", fields[v.source.key]) for n, v in enumerate(mapping.views)}
        for key, (file, _) in made.items():
            relations.save(bench.con, key, file)
    return made


def _spare_sources(mapping: Mapping, output: Path) -> None:
    """Refuse to write over what the mapping reads."""
    for source in [m.source for m in mapping.maps] + [v.on for v in mapping.views if not isinstance(v.on, View)]:
        read = _file_of(source)
        if read and output.exists() and Path(read).exists() and output.samefile(read):
            raise Failed([WritesSource(source.place, file=read)])


def _file_of(source: LogicalSource) -> str:
    """The file that a source is read from; empty for a view, and a database that is no file."""
    if source.formulation in ("table", "query"):
        address = source.database.address.strip().removeprefix("jdbc:") if source.database else ""
        system, _, file = address.partition(":")
        return file if system.lower() == "sqlite" else ""
    return "" if source.formulation == "view" else source.path


def _joins(mapping: Mapping) -> dict[int, Place]:
    """Where each rule that joins says how."""
    found = ((number, rule.object) for number, _, rule in rules(mapping))
    return {n: (of.joins[0] if of.joins else of).place for n, of in found if isinstance(of, ParentMap)}


def _filled(con: relations.Connection, mapping: Mapping, scratch: Path, say: Say, tell: Tell) -> Plan:
    """Read all sources, and tell the plan what they have turned out to be."""
    lines.prepare(con)
    fields = Inputs(con, scratch, say, tell).load(mapping)
    plan = bind(compile_plan(mapping, lambda source: source.key), fields)
    calls.ask(con, plan)
    return plan


def read(files: Sequence[Path], base: str) -> Mapping:
    """Read mapping files.

    raises   Failed with every mistake of every file"""
    errors: list[LodError] = []
    found = []
    for file in files:
        try:
            found.append(_document(file, base, errors))
        except LodError as error:
            errors.append(error)
        except Failed as failed:
            errors += failed.errors
    raise_all(errors)
    return parse(tuple(found), base)


def _document(file: Path, base: str, errors: list[LodError]) -> turtle.Document:
    if not file.is_file():
        raise NoSuchFile(Place(str(file)), file=str(file), suggestion="name a mapping")
    data = file.read_bytes()
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NotUtf8(Place(str(file), line), position=error.start, byte=data[error.start]) from None
    if file.suffix in YARRRML:
        from lod.mapping import yarrrml  # YAML is not needed otherwise

        return yarrrml.read(text, str(file), base)
    return older.current(turtle.read(text, str(file), base), errors)


def _with_database(mapping: Mapping, database: Database) -> Mapping:
    def source(of: LogicalSource) -> LogicalSource:
        needs = of.formulation in ("table", "query") and of.database is None
        return replace(of, database=database) if needs else of

    changed: dict[str, View] = {}
    for v in mapping.views:
        on = source(v.on) if isinstance(v.on, LogicalSource) else changed[v.on.source.key]
        with_changed = tuple(replace(j, parent=changed[j.parent.source.key]) for j in v.joins)
        changed[v.source.key] = replace(v, on=on, joins=with_changed)
    maps = tuple(replace(m, source=source(m.source)) for m in mapping.maps)
    return Mapping(maps, tuple(changed.values()))


def _wrong(con: relations.Connection, mapping: Mapping, plan: Plan) -> list[LodError]:
    """IRIs and language tags that are none, each at the part of the mapping that gives it."""
    places = {
        number: {"subject": m.subject.place, "predicate": rule.predicate.place, "graph": rule.place}
        | dict.fromkeys(("object", "datatype", "language"), rule.object.place)
        for number, m, rule in rules(mapping)
    }
    errors: list[LodError] = []
    for emit, role, value in lines.wrong(con, plan):
        place = places[emit.rule][role]
        if role == "language":
            errors.append(BadTermMap(place, message=f'"{value}" is no language tag', expected="give a tag of BCP 47"))
        else:
            errors.append(InvalidIri(place, role=role, value=value, reason=iri_fault(value), rule="the one here"))
    return list({str(error): error for error in errors}.values())
