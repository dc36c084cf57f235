"""The database every later step reads: rows, rules, terms, quads.

Term ids follow the UTF-8 byte order of the N-Triples text, so sorting ids sorts the dump, and integers are all that
joins ever compare.  The file lives in output/.work/; deleting it costs one rebuild.

  source(id, path, digest)            a file that rows or ontology terms come from, or the address of a database; its
                                      digest is empty, because only reading it again would tell that it has changed
  row(id, source, line, key)          one row of a table, or the statement of one ontology term
  record_source(source, …)            of a source that is no table: its relation, whose columns c1, c2, … are these
                                      references, and whether the lines of its rows count lines or records
  row_place(row, path, line, record, key)   where a row stands; line or record is 0
  rule(id, file, line, map, text)     one rule of a mapping (0: the ontology itself)
  rule_column(rule, predicate, …)     the columns that a rule takes the parts of its triples from (plan/columns.py)
  term(id, nt, kind, lexical, datatype, lang)
  quad(id, g, s, p, o)                ids of terms, in the order s, p, o, g; g = 0 is the default graph
  quad_row(quad, row, rule)           every row and rule that states a quad
  triple(p, s, o)                     the distinct triples of all graphs, sorted: what shapes look at
  literal(id, valid, family, …)       what the typed literals mean (shapes/literals.py)
  "kept.…"                            what the next build needs to change only what has changed: dictionary.py,
                                      dumps/frames.py, dumps/names.py, patch/"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Lock
from types import TracebackType

import duckdb

from lod.errors import Failed, Locked, NoMemory, NoSpace, NotBuilt, Unreadable

Value = str | int | float | None | list[int] | list[str] | dict[str, str | None]
SCHEMA = """
CREATE TABLE source (id INTEGER, path VARCHAR, digest VARCHAR);
CREATE TABLE row (id INTEGER, source INTEGER, line INTEGER, key VARCHAR);
CREATE TABLE record_source (source INTEGER, relation VARCHAR, reference VARCHAR[], unit VARCHAR);
CREATE VIEW row_place AS
  SELECT r.id AS row, s.path, CASE WHEN k.unit = 'record' THEN 0 ELSE r.line END AS line,
    CASE WHEN k.unit = 'record' THEN r.line ELSE 0 END AS record, r.key
  FROM row r JOIN source s ON s.id = r.source LEFT JOIN record_source k ON k.source = s.id;
CREATE TABLE rule (id INTEGER, file VARCHAR, line INTEGER, map VARCHAR, text VARCHAR);
CREATE TABLE rule_column (rule INTEGER, predicate VARCHAR, role VARCHAR, place INTEGER, name VARCHAR);
CREATE TABLE "kept.frame" (file VARCHAR, number INTEGER, part VARCHAR, first INTEGER, start BIGINT, length BIGINT);
CREATE TABLE "kept.use" (file VARCHAR, prefix VARCHAR, n BIGINT);
CREATE TABLE "kept.way" (file VARCHAR, p INTEGER, way VARCHAR, n BIGINT);
"""
# s, p, o of the quads that some rule states: the few that the ontology alone states are sooner found than all others
MAPPED = """SELECT s, p, o FROM quad WHERE id NOT IN (
  SELECT w.quad FROM quad_row w WHERE w.rule = 0
    AND NOT EXISTS (FROM quad_row other WHERE other.quad = w.quad AND other.rule > 0))"""
# no file may be called so
TABLES = tuple("source row record_source row_place rule term quad quad_row triple literal edtf".split())
# a bar would be written between the lines of a report; the zone of a machine would be in the text of times
ALIKE = "SET enable_progress_bar = false; SET TimeZone = 'UTC'"
EngineError = duckdb.Error
AT_ONCE = 2_000_000  # texts
# A query that meets a fault of the engine fails alone, and is asked again without the part that has a known one: joins
# that hand small relations on as dictionaries (DuckDB 2.0, "dict-surviving") stumble where columns are left out.
ALONE: dict[str, str | bool | int | float | list[str]] = {"disable_database_invalidation": True}
CAREFULLY = "SET disabled_optimizers = 'column_lifetime,unused_columns'"
ONE_BY_ONE = Lock()
FULL = "Could not write file"  # what the engine says whichever of its parts runs out of space


class Workbench:
    """An open workbench.  Close it, or use it in a `with` block."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.stopped = False  # another thread wants it to end

    def __enter__(self) -> Workbench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trail: TracebackType | None
    ) -> None:
        """Close; an engine that has no room left is the environment's fault.

        raises   Failed with S701, S706"""
        try:
            self.con.close()
        except duckdb.Error as late:
            error = error or late
        if isinstance(error, duckdb.Error):
            _raise_environment(error)

    def rows(self, query: str, values: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """All rows of a query."""
        return self.con.execute(query, list(values)).fetchall()

    def texts(self, query: str, values: Sequence[Value] = ()) -> list[str]:
        """The first column of a query as texts."""
        return [str(row[0]) for row in self.rows(query, values)]

    def number(self, query: str, values: Sequence[Value] = ()) -> int:
        """The one number a query gives."""
        row = self.con.execute(query, list(values)).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def stream(self, query: str, values: Sequence[Value] = (), chunk: int = 5000) -> Iterator[tuple[Value, ...]]:
        """The rows of a query, fetched in chunks.  No other query may run before the last row is taken."""
        self.con.execute(query, list(values))
        while batch := self.con.fetchmany(chunk):
            self._go_on()
            yield from batch

    def _go_on(self) -> None:
        if self.stopped:
            raise KeyboardInterrupt

    def pieces(self, query: str, last: int, first: int = 1, apart: int = 1, chunk: int = 5000) -> Iterator[str]:
        """The texts of a query for what is numbered from $1 to $2, several put together.

        first, last   the lowest and the highest number
        apart         how far numbers are from one another: as many are asked for at once as have room to be sorted"""
        step = AT_ONCE * apart
        for begin in range(first, last + 1, step):
            self.con.execute(query, [begin, min(begin + step - 1, last)])
            while batch := self.con.fetchmany(chunk):
                self._go_on()
                yield "".join([text for (text,) in batch])

    def answers(self, queries: Iterable[str], beside: int = 1) -> Iterator[list[tuple[Value, ...]] | str]:
        """All rows of each query, in the order of the queries; `beside` of them run at the same time.

        In the place of rows stands what a query says that cannot compute with the data: a number too long, a query's
        own error()."""
        cursors = [self.con.cursor() for _ in range(beside)]
        with ThreadPoolExecutor(beside) as pool:
            free = Queue[duckdb.DuckDBPyConnection]()
            for cursor in cursors:
                free.put(cursor)

            def answer(query: str) -> list[tuple[Value, ...]] | str:
                cursor = free.get()
                try:
                    return _rows(cursor, query)
                except (duckdb.OutOfRangeException, duckdb.ConversionException, duckdb.InvalidInputException) as error:
                    return _first_line(error)
                finally:
                    free.put(cursor)

            try:
                yield from pool.map(answer, queries)
            finally:  # Ctrl-C: what still runs is stopped, what waits is forgotten
                pool.shutdown(wait=False, cancel_futures=True)
                for cursor in cursors:
                    cursor.interrupt()

    def beside(self, jobs: Sequence[Callable[[Workbench], None]], most: int = 2) -> None:
        """Do jobs at the same time, each with a connection of its own: temporary tables are not shared."""

        def run(job: Callable[[Workbench], None]) -> None:
            with Workbench(self.con.cursor()) as bench:
                open_.append(bench)
                job(bench)

        open_: list[Workbench] = []
        with ThreadPoolExecutor(most) as pool:
            try:
                for _ in pool.map(run, jobs):
                    pass
            finally:  # one that fails, or Ctrl-C, ends the others
                pool.shutdown(wait=False, cancel_futures=True)
                for bench in open_:
                    bench.stopped = True
                    with suppress(duckdb.Error):
                        bench.con.interrupt()


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Value, ...]]:
    try:
        return con.execute(query).fetchall()
    except duckdb.InternalException:
        with ONE_BY_ONE:  # the setting is that of all connections: what others plan meanwhile is slower, and the same
            con.execute(CAREFULLY)
            try:
                return con.execute(query).fetchall()
            finally:
                con.execute("RESET disabled_optimizers")


def create(file: Path | None, threads: int = 0, memory: str = "1GB", writes: Path | None = None) -> Workbench:
    """Make an empty workbench, in memory if no file is given.

    threads  0 means all cores
    writes   an empty folder that it may write files to"""
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(file) if file else ":memory:", config=ALONE)
    con.execute(ALIKE)
    try:
        if writes:
            con.execute("SET allowed_directories = [?]", [f"{writes}/"])
        _settings(con, threads, memory)
        con.execute(SCHEMA)
        con.execute("ATTACH ':memory:' AS scratch")  # tables for all connections that need not stay
    except duckdb.OutOfMemoryException as error:
        raise Failed([NoMemory(message=_first_line(error))]) from error
    return Workbench(con)


def _settings(con: duckdb.DuckDBPyConnection, threads: int, memory: str) -> None:
    con.execute(f"SET memory_limit = '{memory}'")
    if threads:
        con.execute(f"SET threads = {threads}")
    con.execute("SET enable_external_access = false")  # a view reads tables, no files and no network


def patch(file: Path, before: Path, threads: int = 0, memory: str = "1GB") -> Workbench | None:
    """Open what is to become the next workbench, with what is in the one before; None if that cannot be.

    Both are the same file: what is changed goes to a journal beside it, of which each has its own."""
    file.parent.mkdir(parents=True, exist_ok=True)
    journal, own = (f.with_name(f.name + JOURNAL) for f in (before, file))
    try:
        os.link(before, file)
        if journal.exists():
            shutil.copyfile(journal, own)
        con = duckdb.connect(str(file), config={**ALONE, "memory_limit": memory})
        con.execute("SET wal_autocheckpoint = '1TB'")
        con.execute("PRAGMA disable_checkpoint_on_shutdown")
        con.execute(ALIKE)
        _settings(con, threads, memory)
        con.execute("ATTACH ':memory:' AS scratch")
    except (OSError, duckdb.Error):  # another file system, in use, broken, or of another version
        return None
    return Workbench(con)


def journal_is_long(file: Path) -> bool:
    """Whether so much of a workbench is in its journal that it is better made anew."""
    journal = file.with_name(file.name + JOURNAL)
    return journal.exists() and journal.stat().st_size > max(file.stat().st_size / 4, 1 << 26)


def create_for_files(folder: Path, threads: int = 0, memory: str = "1GB") -> Workbench:
    """Make an empty workbench in `folder` that may read files until rdf/load.py has."""
    # of a path with a question mark the engine takes the rest for parameters; tables wait in `folder` in either case
    file = ":memory:" if "?" in str(folder) else str(folder / "workbench.duckdb")
    try:
        con = duckdb.connect(file, config={**ALONE, "temp_directory": str(folder), "memory_limit": memory})
        con.execute(ALIKE)
        if threads:
            con.execute(f"SET threads = {threads}")
    except duckdb.Error as error:
        _raise_environment(error)
        raise
    return Workbench(con)


def _raise_environment(error: duckdb.Error) -> None:
    """Say of an error of the engine that it is the environment's fault, where it is: S701, S706."""
    if isinstance(error, duckdb.OutOfMemoryException):
        raise Failed([NoMemory(message=_first_line(error))]) from error
    if isinstance(error, duckdb.IOException) or FULL in str(error):
        message = _first_line(error).rpartition(": ")[2].partition('","')[0]  # some end in the rest of an object
        raise Failed([NoSpace(file="the workbench", message=message)]) from error


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0].partition(": ")[2]


FILE = ".work/workbench.duckdb"  # inside the output folder
JOURNAL = ".wal"  # what the engine appends to the name of a file for what has changed since


def open_built(output: Path, shown: str) -> Workbench:
    """Open the workbench of the last build for reading.

    output   the published folder; shown: its name in messages

    raises   Failed with S703 (nothing built yet), S702 (another process writes to it), S707
    """
    file, shown = output / FILE, f"{shown}/{FILE}"
    if not file.is_file():
        raise Failed([NotBuilt(file=shown)])
    try:
        con = duckdb.connect(str(file), read_only=True, config=ALONE)
    except duckdb.IOException as error:
        locked = "lock" in str(error)
        raise Failed([Locked(file=shown) if locked else Unreadable(file=shown, message=_first_line(error))]) from error
    con.execute(ALIKE)
    return Workbench(con)


def version() -> str:
    """The version of the engine."""
    return str(duckdb.__version__)
