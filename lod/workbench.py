"""The database every later step reads: rows, rules, terms, quads.  emitted rows -> dictionary-encoded quads.

Term ids follow the UTF-8 byte order of the N-Triples text, so sorting ids sorts the dump, and integers are all that
joins ever compare.  The file lives in output/.work/; deleting it costs one rebuild.

  source(id, path, digest)            a file that rows or ontology terms come from
  row(id, source, line, key)          one row of a table, or the statement of one ontology term
  rule(id, file, line, map, text)     one rule of a mapping (0: the ontology itself)
  term(id, nt, kind, lexical, datatype, lang)
  quad(id, g, s, p, o)                ids of terms, in the order s, p, o, g; g = 0 is the default graph
  quad_row(quad, row, rule)           every row and rule that states a quad"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import duckdb

from lod.errors import Failed, Locked, NoMemory, NoSpace, NotBuilt, Unreadable
from lod.vocab import RML

Value = str | int | float | None | list[int] | list[str]
SCHEMA = """
CREATE TABLE source (id INTEGER, path VARCHAR, digest VARCHAR);
CREATE TABLE row (id INTEGER, source INTEGER, line INTEGER, key VARCHAR);
CREATE TABLE rule (id INTEGER, file VARCHAR, line INTEGER, map VARCHAR, text VARCHAR);
CREATE TABLE stated (g VARCHAR, s VARCHAR, p VARCHAR, o VARCHAR, o_kind VARCHAR, o_datatype VARCHAR, o_lang VARCHAR,
  row INTEGER, rule INTEGER);
"""
TABLES = ("source", "row", "rule", "stated", "emitted", "term", "quad", "quad_row", "edtf")  # no file may be called so
NT = """CASE kind WHEN 'iri' THEN '<' || lexical || '>' WHEN 'bnode' THEN '_:' || lexical ELSE
  '"' || replace(replace(replace(replace(lexical, '\\', '\\\\'), '"', '\\"'), chr(10), '\\n'), chr(13), '\\r') || '"' ||
  CASE WHEN lang <> '' THEN '@' || lang
       WHEN datatype = 'http://www.w3.org/2001/XMLSchema#string' THEN '' ELSE '^^<' || datatype || '>' END END"""
ENCODE = f"""
INSERT INTO stated SELECT CASE g WHEN '{RML}defaultGraph' THEN '' ELSE g END, s, p, o, o_kind, o_datatype, o_lang,
  unnest(_rows), rule FROM emitted;
CREATE TABLE term AS
  SELECT (row_number() OVER (ORDER BY nt))::INTEGER AS id, nt, kind, lexical, datatype, lang FROM (
    SELECT {NT} AS nt, kind, lexical, datatype, lang FROM (
      SELECT 'iri' AS kind, s AS lexical, '' AS datatype, '' AS lang FROM stated
      UNION SELECT 'iri', p, '', '' FROM stated
      UNION SELECT 'iri', g, '', '' FROM stated WHERE g <> ''
      UNION SELECT o_kind, o, o_datatype, o_lang FROM stated));
CREATE TEMP TABLE coded AS
  SELECT coalesce(g.id, 0) AS g, s.id AS s, p.id AS p, o.id AS o, t.row, t.rule FROM stated t
  JOIN term s ON s.kind = 'iri' AND s.lexical = t.s
  JOIN term p ON p.kind = 'iri' AND p.lexical = t.p
  JOIN term o ON o.kind = t.o_kind AND o.lexical = t.o AND o.datatype = t.o_datatype AND o.lang = t.o_lang
  LEFT JOIN term g ON g.kind = 'iri' AND g.lexical = t.g;
CREATE TABLE quad AS
  SELECT (row_number() OVER (ORDER BY s, p, o, g))::INTEGER AS id, g, s, p, o
  FROM (SELECT DISTINCT g, s, p, o FROM coded);
CREATE TABLE quad_row AS
  SELECT DISTINCT q.id AS quad, c.row, c.rule FROM coded c JOIN quad q USING (g, s, p, o);
DROP TABLE coded;
DROP TABLE stated;
DROP TABLE IF EXISTS emitted;
"""
FULL = "Could not write file"  # what the engine says whichever of its parts runs out of space


class Workbench:
    """An open workbench.  Close it, or use it in a `with` block."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

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
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Failed([NoMemory(message=_first_line(error))]) from error
        if isinstance(error, duckdb.IOException) or (isinstance(error, duckdb.Error) and FULL in str(error)):
            raise Failed([NoSpace(file="the workbench", message=_first_line(error).rpartition(": ")[2])]) from error

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
            yield from batch

    def encode(self) -> None:
        """Turn what was stated into terms, quads and the rows behind each quad."""
        self.con.execute(ENCODE)


def create(file: Path | None, threads: int = 0, memory: str = "1GB") -> Workbench:
    """Make an empty workbench, in memory if no file is given; threads 0 means all cores."""
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(file) if file else ":memory:")
    con.execute(f"SET memory_limit = '{memory}'")
    if threads:
        con.execute(f"SET threads = {threads}")
    con.execute("SET enable_external_access = false")  # a view reads tables, no files and no network
    con.execute(SCHEMA)
    return Workbench(con)


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0].partition(": ")[2]


FILE = ".work/workbench.duckdb"  # inside the output folder


def open_built(output: Path, shown: str) -> Workbench:
    """Open the workbench of the last build for reading.

    output   the published folder; shown: its name in messages

    raises   Failed with S703 (nothing built yet), S702 (another process writes to it), S707
    """
    file, shown = output / FILE, f"{shown}/{FILE}"
    if not file.is_file():
        raise Failed([NotBuilt(file=shown)])
    try:
        return Workbench(duckdb.connect(str(file), read_only=True))
    except duckdb.IOException as error:
        locked = "lock" in str(error)
        raise Failed([Locked(file=shown) if locked else Unreadable(file=shown, message=_first_line(error))]) from error
