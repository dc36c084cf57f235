"""Run a plan in DuckDB.  tables, views, plan -> the workbench filled; one connection, no Python loop over triples.

Read first: plan/sql.py, workbench.py.  Cells are text; empty cells are NULL, so they state nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb

from lod.dictionary import Stated
from lod.edtf import Bounds
from lod.engines import calls
from lod.errors import LodError, Place, ViewFails, ViewWithoutRows, raise_all
from lod.plan import sql
from lod.plan.model import Plan
from lod.plan.ntriples import ESCAPED
from lod.plan.texts import readings
from lod.sources.model import ROW_COLUMNS, PlainCells, Table, stem

Connection = duckdb.DuckDBPyConnection
BATCH = 50_000  # rows
UTF8 = 4  # bytes of a character at most
LINE = 2_097_152  # bytes; lines as long as that are no matter for DuckDB
SEPARATORS: tuple[int, ...] = (31, 30, 29, 28, *range(1, 28))  # control characters, which cells have none of
GIVEN, SPLIT = sql.name("load.given"), sql.name("load.split")  # no table of a dataset has a dot in its name
BOUNDS = ("earliest", "latest", "start_earliest", "start_latest", "end_earliest", "end_latest")


def create_functions(con: Connection) -> None:
    """Define what compiled plans call."""
    for function in (*sql.FUNCTIONS, ESCAPED):
        con.execute(function)


def load(con: Connection, tables: Sequence[Table]) -> None:
    """Put tables into the database, each row numbered and entered in `source` and `row`."""
    con.execute("BEGIN")  # else each of the parts is made durable for itself
    first = 1
    for number, table in enumerate(sorted(tables, key=lambda t: t.path), 1):
        con.execute("INSERT INTO source VALUES (?, ?, ?)", [number, table.path, table.digest])
        columns = ", ".join(f"{sql.name(c)} VARCHAR" for c in table.columns)
        con.execute(f"CREATE TABLE {sql.name(table.name)} ({columns}, _row INTEGER, _rows INTEGER[])")
        if isinstance(table.cells, PlainCells) and (folder := _folder(con)):
            _read(con, table, folder, number, first)
        else:
            for start in range(0, len(table.lines), BATCH):
                _insert(con, table, slice(start, start + BATCH), number, first + start)
        first += len(table.lines)
    con.execute("COMMIT")


def _folder(con: Connection) -> Path | None:
    """The folder in which the database may read files: that of what has no room in memory.  None if it has no file."""
    ((file, folder),) = con.execute(
        "SELECT path, current_setting('temp_directory') FROM duckdb_databases()"
        " WHERE database_name = current_database()"
    ).fetchall()
    return Path(folder) if file and folder else None


def _read(con: Connection, table: Table, folder: Path, source: int, first: int) -> None:
    """Have the database read a large table without quotes from a file: a third of the time of handing it cells.

    The header keeps a byte order mark from being taken for one; empty cells are NULL."""
    assert isinstance(table.cells, PlainCells)
    rows, names = table.cells.rows, [f"c{number}" for number in range(len(table.columns))]
    longest = max(map(len, rows)) * UTF8 + 1
    folder.mkdir(exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=folder, suffix=".csv") as out:
        out.write(",".join(names))
        for start in range(0, len(rows), BATCH):
            out.write("\n" + "\n".join(rows[start : start + BATCH]))
        out.flush()
        kinds = ", ".join(f"{name}: 'VARCHAR'" for name in names)
        (read,) = con.execute(
            f"INSERT INTO {sql.name(table.name)} SELECT *, [_row] FROM ("
            f" SELECT *, ({first - 1} + row_number() OVER ())::INTEGER AS _row FROM read_csv(?, columns = {{{kinds}}},"
            " auto_detect = false, header = true, delim = ',', quote = '', escape = '', comment = '', nullstr = '',"
            f" new_line = '\\n', compression = 'none', max_line_size = {max(longest, LINE)}))",
            [out.name],
        ).fetchall()[0]
    assert read == len(rows), f"{read} of {len(rows)} rows of {table.path} were read"
    line = table.lines[0] - first
    con.execute(
        f"INSERT INTO row SELECT _row, {source}, _row + {line}, coalesce({sql.name(table.columns[0])}, '')"
        f" FROM {sql.name(table.name)}"
    )


def _insert(con: Connection, table: Table, part: slice, source: int, first: int) -> None:
    """Put some rows of a table into the database; the first of them gets the number `first`.

    Each column goes there as one text, and is split there: not as a parameter, which would be split while planning."""
    columns = [*(cells[part] for cells in table.cells), list(map(str, table.lines[part]))]
    texts, splits = [], []
    for number, values in enumerate(columns):
        code = _separator(values)
        texts.append(chr(code).join(values))
        splits.append(f"unnest(string_split(c{number}, chr({code}))) AS c{number}")
    kinds = ", ".join(f"c{n} VARCHAR" for n in range(len(columns)))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {GIVEN} ({kinds})")
    con.execute(f"INSERT INTO {GIVEN} VALUES ({', '.join('?' * len(texts))})", texts)
    ids = f"unnest(range({first}, {first + len(columns[-1])}))::INTEGER AS _row"
    con.execute(f"CREATE OR REPLACE TEMP TABLE {SPLIT} AS SELECT {', '.join(splits)}, {ids} FROM {GIVEN}")
    chosen = ", ".join(f"nullif(c{n}, '')" for n in range(len(table.columns)))
    con.execute(f"INSERT INTO {sql.name(table.name)} SELECT {chosen}, _row, [_row] FROM {SPLIT}")
    con.execute(f"INSERT INTO row SELECT _row, {source}, c{len(texts) - 1}::INTEGER, c0 FROM {SPLIT}")


def _separator(values: Sequence[str]) -> int:
    """A control character that is in none of the values."""
    return next(code for code in SEPARATORS if chr(code).join(values).count(chr(code)) < len(values))


def dates(tables: Iterable[Table]) -> dict[str, Place]:
    """The EDTF texts of the tables, each with the place of one: columns *_edtf, and `value` of value_type edtf."""
    found: dict[str, Place] = {}
    for table in tables:
        columns = [n for n, c in enumerate(table.columns) if c.endswith("_edtf")]
        typed = {"value", "value_type"} <= set(table.columns)
        value, kind = (table.columns.index(c) if typed else 0 for c in ("value", "value_type"))
        given = [table.cells[n] for n in columns]
        if typed:
            given.append([v if k == "edtf" else "" for v, k in zip(table.cells[value], table.cells[kind], strict=True)])
        for line, texts in zip(table.lines, zip(*given, strict=True), strict=True) if given else ():
            for text in texts:
                if text and text not in found:
                    found[text] = Place(table.path, line)
    return found


def load_dates(con: Connection, bounds: Mapping[str, Bounds]) -> None:
    """Offer the day bounds of every EDTF text to the views, as table `edtf`."""
    con.execute(f"CREATE TABLE edtf ({', '.join(f'{c} VARCHAR' for c in ('value', *BOUNDS))})")
    add_dates(con, bounds)


def add_dates(con: Connection, bounds: Mapping[str, Bounds]) -> None:
    """Add dates to the table `edtf`."""
    columns = ", ".join("unnest(?::VARCHAR[])" for _ in ("value", *BOUNDS))
    cells = [list(bounds)] + [[getattr(b, c) for b in bounds.values()] for c in BOUNDS]
    con.execute(f"INSERT INTO edtf SELECT {columns}", cells)


def create_views(con: Connection, views: Mapping[str, str]) -> None:
    """Materialise the views (path -> SELECT), each after those it reads.

    raises   Failed with M110, M111, each at its file and line"""
    waiting = dict(sorted(views.items()))
    while waiting:
        ready = _ready(waiting)
        failed: dict[str, LodError] = {}
        for path in ready or waiting:
            try:
                _create_view(con, path, waiting[path])
            except duckdb.Error as error:
                failed[path] = _view_fails(path, error)
            except (ViewFails, ViewWithoutRows) as error:
                failed[path] = error
        if ready or len(failed) == len(waiting):
            raise_all(list(failed.values()))
        waiting = {p: query for p, query in waiting.items() if p in failed or (ready and p not in ready)}


def _ready(waiting: Mapping[str, str]) -> list[str]:
    """The views that mention no other waiting view.  Some mentions are columns of the same name: there may be none."""
    names = {path: re.compile(rf"\b{re.escape(stem(path))}\b", re.IGNORECASE) for path in waiting}
    return [
        path
        for path, query in waiting.items()
        if not any(other != path and word.search(_code(query)) for other, word in names.items())
    ]


def _code(query: str) -> str:
    return re.sub(r"--[^\n]*", "", query)


def _create_view(con: Connection, path: str, query: str) -> None:
    """Make a table of a view: cells as text, empty ones NULL, and the list `_rows` it rests on."""
    query = re.sub(r";\s*\Z", "", query)
    kinds = [s.type for s in con.extract_statements(query)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise ViewFails(Place(path, 1), message="it is not one SELECT")
    columns = [row[0] for row in con.execute(f"DESCRIBE {query}").fetchall()]
    cells = [c for c in columns if c.lower() not in ROW_COLUMNS]
    twice = [c for i, c in enumerate(cells) if c.lower() in {d.lower() for d in cells[:i]}]
    if twice:
        raise ViewFails(Place(path, 1), message=f'two columns are called "{twice[0]}"')
    if len(cells) == len(columns):
        raise ViewWithoutRows(Place(path, 1), results="its results")
    made = [f"nullif({sql.name(c)}::VARCHAR, '') AS {sql.name(c)}" for c in cells]
    given = [c for c in ROW_COLUMNS if c in (column.lower() for column in columns)]
    made += [f"{'_row::INTEGER' if c == '_row' else '_rows::INTEGER[]'} AS {c}" for c in given]
    made += [] if "_rows" in given else ["[_row::INTEGER] AS _rows"]
    con.execute(f"CREATE TABLE {sql.name(stem(path))} AS SELECT {', '.join(made)} FROM ({query}\n)")
    _check_rows(con, path)


def _check_rows(con: Connection, path: str) -> None:
    """Hold what a view says about its rows against the rows there are; raises M111."""
    right = "len(_rows) > 0 AND len(_rows) = list_count(_rows) AND list_min(_rows) > 0 AND list_max(_rows) <= last"
    wrong, every = con.execute(
        f"SELECT count(*) FILTER (NOT coalesce({right}, false)), count(*)"
        f" FROM {sql.name(stem(path))}, (SELECT max(id) AS last FROM row)"
    ).fetchall()[0]
    if wrong:
        raise ViewWithoutRows(Place(path, 1), results=f"{wrong} of its {every} results")


def _view_fails(path: str, error: duckdb.Error) -> ViewFails:
    message, _, rest = str(error).partition("\n\n")
    line = re.search(r"LINE (\d+):", rest or message)
    return ViewFails(Place(path, int(line.group(1)) if line else 1), message=" ".join(message.split()))


def columns_of(con: Connection, relation: str) -> dict[str, str]:
    """Column name -> type, of a table or view."""
    return {row[0]: row[1] for row in con.execute(f"DESCRIBE {sql.name(relation)}").fetchall()}


def run(con: Connection, plan: Plan) -> tuple[Stated, ...]:
    """Compute the terms of every emit of a plan, ready to be encoded."""
    calls.ask(con, plan)
    return state(con, plan)


def state(con: Connection, plan: Plan, only: str = "") -> tuple[Stated, ...]:
    """The same, once its functions have been asked.

    only   a relation of N-Triples texts: rows that make none of them are passed over"""
    stated = []
    for number, reading in enumerate(readings(plan), 1):
        relation = sql.name(f"stated.{number}")
        wanted = " OR ".join(f"{column} IN (FROM {only})" for column in reading.columns) if only else "true"
        con.execute(f"CREATE TEMP TABLE {relation} AS FROM ({reading.query}) WHERE {wanted}")
        stated.append(Stated(relation, reading.columns, reading.quads))
    return tuple(stated)


def stating(con: Connection, plan: Plan, relation: str) -> None:
    """Make a relation of the rows that state a quad, once the functions of the plan have been asked."""
    con.execute(f"CREATE TEMP TABLE {relation} (row INTEGER)")
    for reading in readings(plan):
        whole = {" AND ".join(f"{c} IS NOT NULL" for c in sorted({q.g, q.s, q.p, q.o})) for q in reading.quads}
        rows = f"SELECT DISTINCT unnest(_rows) FROM ({reading.query}) WHERE {' OR '.join(sorted(whole))}"
        con.execute(f"INSERT INTO {relation} {rows}")
