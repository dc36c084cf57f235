"""Run mappings alone, as a plain RML processor.  mapping files -> N-Quads; no ontology, shapes or configuration.

read -> sources -> plan -> lines.  The same mappings, plan and SQL as in a build; but no row is kept behind a quad, so
the lines go straight to the file.  Spec: RML-Core, RML-IO, R2RML."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from lod import turtle, workbench
from lod.engines import lines, relations
from lod.errors import (
    Failed,
    InvalidIri,
    LodError,
    MissingDatabase,
    NoSuchFile,
    NotSupported,
    NotUtf8,
    Place,
    raise_all,
)
from lod.mapping import older
from lod.mapping.model import Mapping
from lod.mapping.parse import parse
from lod.mapping.references import references
from lod.plan.bind import bind
from lod.plan.compile import compile_plan, rules
from lod.plan.lines import statement
from lod.plan.model import Plan
from lod.sources import documents, opening
from lod.sources.model import Database, Field, LogicalSource
from lod.terms import iri_fault

YARRRML = (".yml", ".yaml", ".yarrrml")
BASE = "http://example.com/base/"  # where neither the mapping nor the command line gives one
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line may ask for."""

    base: str = BASE
    threads: int = 0  # 0: all cores
    memory: str = "2GB"
    database: Database | None = None  # of logical tables that name none
    sort: bool = False
    skip: bool = False  # rows whose IRIs are none, rather than stop


def run(files: Sequence[Path], output: Path, asked: Asked, say: Say) -> tuple[int, list[LodError]]:
    """Write the quads of mappings to a file.

    files    RML in Turtle, current or older vocabulary or R2RML; YARRRML by its ending
    output   N-Quads; packed if it ends in .gz or .zst; it is there as a whole or not at all
    returns  the number of quads, and what was left out because it was asked for
    raises   Failed with every mistake of the first step that finds any"""
    mapping = read(files, asked.base)
    if asked.database:
        mapping = _with_database(mapping, asked.database)
    with (
        TemporaryDirectory(dir=output.parent, prefix=".map-") as scratch,
        workbench.create_for_files(Path(scratch), asked.threads, asked.memory) as bench,
    ):
        lines.prepare(bench.con)
        plan = compile_plan(mapping, lambda source: source.key)
        fields = {}
        for key, (source, places) in references(mapping).items():
            say(f"reading {source.path or 'a query'}")
            fields[key] = _load(bench.con, source, places, Path(scratch))
        plan = bind(plan, fields)
        lines.call(bench.con, plan)
        wrong = _wrong(bench.con, mapping, plan)
        raise_all([] if asked.skip else wrong)
        say("rows to quads")
        packing = lines.PACKING.get(output.suffix, "none")
        whole = Path(scratch) / "quads"
        query = statement(lines.planned(bench.con, plan), asked.skip)
        count = lines.write(bench.con, query, whole, packing, asked.sort)
        os.replace(whole, output)
    return count, wrong


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

    return Mapping(tuple(replace(m, source=source(m.source)) for m in mapping.maps))


def _load(
    con: relations.Connection, source: LogicalSource, places: dict[str, Place], scratch: Path
) -> tuple[Field, ...]:
    if source.formulation == "sql":
        raise_all([NotSupported(source.place, feature="a view over the tables of a dataset", section="lod build")])
    if source.formulation in ("table", "query"):
        if source.database is None:
            raise Failed([MissingDatabase(source.place)])
        from lod.sources import databases  # a driver may be missing

        given = source.database
        address = databases.database(given.address, source.place)
        whole = replace(address, user=given.user or address.user, password=given.password or address.password)
        return relations.load_records(
            con, source.key, databases.read(replace(source, database=whole), list(places), places)
        )
    file = Path(source.path)
    if not file.is_file():
        raise_all([NoSuchFile(source.place, file=source.path, suggestion="paths are relative to the working folder")])
    if source.formulation in ("json", "xml"):
        found = {**places, "": source.place}
        return relations.load_records(con, source.key, documents.read(source, file, list(places), found))
    if source.formulation == "parquet":
        return relations.load_parquet(con, source.key, source, file, places)
    plain = opening.unpacked(file, source.path, source.compression, source.encoding, scratch)
    found_fields = relations.load_csv(con, source.key, source, plain, places)
    if plain != file:
        with suppress(OSError):
            plain.unlink()
    return found_fields


def _wrong(con: relations.Connection, mapping: Mapping, plan: Plan) -> list[LodError]:
    """IRIs that are none, at the rule that gives them."""
    of = {number: rule for number, _, rule in rules(mapping)}
    return [
        InvalidIri(of[e.rule].place, role=role, value=value, reason=iri_fault(value), rule="this one")
        for e, role, value in lines.wrong_iris(con, plan)
    ]
