"""Read what mappings iterate, whatever it is.  LogicalSource + references -> a table of the database, or a Recordset.

Read first: sources/model.py, relations.py.  Views over the tables of a dataset are not read: they are made.
Spec: RML-IO (w3id.org/rml/io/spec)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from lod.engines import relations
from lod.engines.relations import Connection, Places
from lod.errors import Failed, NoSuchFile, raise_all
from lod.plan.sql import name
from lod.sources import documents, opening
from lod.sources.database_faults import MissingDatabase, shown
from lod.sources.model import Batch, Database, Field, LogicalSource, Records
from lod.sources.recordsets import Recordset, gathered
from lod.workbench import create_for_files

DATABASES = ("table", "query")
DOCUMENTS = ("json", "xml")
KINDS = ("csv", "parquet", *DOCUMENTS, *DATABASES)  # formulations that can be read
BATCH = 10_000  # records


def load(con: Connection, source: LogicalSource, places: Places, root: Path, scratch: Path) -> tuple[Field, ...]:
    """Make a table of what the references select, called by the key of the source.

    places   the references, each with its place in the mapping
    root     what paths are relative to
    scratch  a folder for what has to be unpacked
    raises   Failed or LodError with every mistake that its reader finds; C106, M117"""
    if source.formulation in (*DOCUMENTS, *DATABASES):
        return relations.load_records(con, source.key, records(source, places, root))
    file = file_of(source, root)
    if source.formulation == "parquet":
        return relations.load_parquet(con, source.key, source, file, places)
    plain = opening.unpacked(file, source.path, source.compression, source.encoding, scratch)
    fields = relations.load_csv(con, source.key, source, plain, places)
    if plain != file:
        with suppress(OSError):
            plain.unlink()
    return fields


def records(source: LogicalSource, places: Places, root: Path, once: bool = False) -> Records:
    """Read a document, or a table or query of a database.

    once     keep a large document in memory, rather than read it twice
    raises   as `load` does, also while batches are taken"""
    if source.formulation in DOCUMENTS:
        found = {**places, "": source.iterator_place or source.place}
        return documents.read(source, file_of(source, root), list(places), found, once)
    from lod.sources import databases  # a driver may be missing

    return databases.read(replace(source, database=reached(source, root)), list(places), places)


def reached(source: LogicalSource, root: Path) -> Database:
    """The database of a table or query, with the parts of its address taken apart.

    raises   Failed with M117, LodError with T244"""
    if source.database is None:
        raise Failed([MissingDatabase(source.place)])
    from lod.sources import databases

    given = source.database
    whole = databases.database(given.address, source.place)
    user, password = given.user or whole.user, given.password or whole.password
    return replace(whole, user=user, password=password, root=str(root))


def file_of(source: LogicalSource, root: Path) -> Path:
    """The file of a source.

    raises   Failed with C106"""
    file = root / source.path
    if not file.is_file():
        raise_all([NoSuchFile(source.place, file=source.path, suggestion="paths are relative to the working folder")])
    return file


def gather(source: LogicalSource, places: Places, root: Path, memory: str) -> Recordset:
    """Read all that the references select.

    memory   limit of the engine that reads CSV and Parquet
    raises   as `load` does"""
    if source.formulation in DATABASES:
        return gathered(source, shown(reached(source, root)), "", records(source, places, root))
    file = file_of(source, root)
    with file.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    if source.formulation in DOCUMENTS:
        return gathered(source, source.path, digest, records(source, places, root, once=True))
    with TemporaryDirectory(prefix="lod-") as scratch, create_for_files(Path(scratch), memory=memory) as bench:
        fields = load(bench.con, source, places, root, Path(scratch))
        found = gathered(source, source.path, digest, Records(fields, _batches(bench.con, source.key, fields)))
        lines = _lines(source, file, Path(scratch)) if source.formulation == "csv" else []
    return replace(found, lines=tuple(lines)) if len(lines) == found.count else found


def _batches(con: Connection, relation: str, fields: Sequence[Field]) -> Iterator[Batch]:
    rows = con.execute(f"SELECT * FROM {name(relation)} ORDER BY rowid")
    while some := rows.fetchmany(BATCH):
        yield Batch(len(some), list(zip(*some, strict=True))[: len(fields)])  # without references there is still a cell


def _lines(source: LogicalSource, file: Path, scratch: Path) -> list[int]:
    """The line in which each record of a CSV file begins."""
    plain = opening.unpacked(file, source.path, source.compression, source.encoding, scratch)
    return relations.csv_lines(source, plain)
