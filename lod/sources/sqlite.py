"""Read SQLite.  table or query of a file -> Session.

A column of SQLite holds values of any kind, so each value has its own datatype.  The kind of the value comes first;
the declared type of the column refines it: whole numbers are booleans (0 and 1) or decimals where the column is
declared so, other numbers are decimals in a column of decimals, and text is a date, a time, a boolean or a decimal
number where the column is declared so and the text has the form; all else is text.  SQLite keeps decimals as binary
numbers: 15 digits are exact.
Spec: sqlite.org/datatype3.html; R2RML section 10.2."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from lod.errors import Locked, NoSuchFile, did_you_mean
from lod.sources.database_faults import ConnectionLost, NoDatabaseFile, NoForm, Unreachable, WrongQuery, said, shown
from lod.sources.model import PER_VALUE, Database, LogicalSource, Value
from lod.sources.natural import FORMS, Raw
from lod.sources.sessions import BATCH, CONNECT, Column, check_names, picked, quoted, table

PREFIX = "sqlite:"
STEPS = 100_000  # of SQLite's machine, after which Python looks whether somebody pressed Ctrl-C
VIEW = "query of a mapping"
DECLARED = (  # a word in the declared type -> kind; the first that fits
    ("BOOL", "boolean"),
    ("TIMESTAMP", "instant"),
    ("DATETIME", "instant"),
    ("DATE", "date"),
    ("TIME", "time"),
    ("DEC", "decimal"),
    ("NUMERIC", "decimal"),
)


class SqliteSession:
    """A connection that only reads; the first statement fixes what it sees."""

    def __init__(self, source: LogicalSource, database: Database) -> None:
        self.source, self.database = source, database
        named = database.address.removeprefix(PREFIX)
        file = Path(database.root, named)
        if not file.is_file():
            names = [p.name for p in file.parent.iterdir() if p.is_file()] if file.parent.is_dir() else []
            raise NoSuchFile(source.place, file=named, suggestion=did_you_mean(file.name, names))
        with self._faults(opening=True):
            self.connection = sqlite3.connect(
                file.absolute().as_uri() + "?mode=ro",
                timeout=CONNECT,
                isolation_level=None,
                check_same_thread=False,
                uri=True,
            )
        with ExitStack() as stack:
            stack.callback(self.close)
            self.connection.set_progress_handler(lambda: 0, STEPS)
            with self._faults(opening=True):
                self.connection.execute("BEGIN")
                self.connection.execute("SELECT count(*) FROM sqlite_master")
            with self._faults():
                self._describe()
            stack.pop_all()

    def _describe(self) -> None:
        if self.source.formulation == "query":
            query = self.source.query.strip().rstrip(";")
            # only one SELECT can be a view, and a view knows the declared types of its columns
            self.connection.execute(f"CREATE TEMP VIEW {quoted(VIEW)} AS {query}")
            self.rows: sqlite3.Cursor | None = self.connection.execute(query)
            names = [str(entry[0]) for entry in self.rows.description]
            check_names(names, self.source)
            relation = quoted(VIEW)
        else:
            listed = self.connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            known = [("main", str(name), True) for (name,) in listed]
            relation = quoted(table(self.source, self.database, [*known, ("main", "sqlite_master", True)])[1])
            self.rows, names = None, []
        self.relation = relation
        described = self.connection.execute(f"PRAGMA table_xinfo({relation})").fetchall()
        entries = [(str(entry[1]), str(entry[2])) for entry in described if entry[6] != 1]  # 1: hidden
        self.columns = tuple(
            Column(name, partial(_value, _kind(declared)), PER_VALUE)
            for name, (_, declared) in zip(names or [n for n, _ in entries], entries, strict=True)
        )

    def batches(self, wanted: Sequence[int]) -> Iterator[Sequence[Sequence[Raw | None]]]:
        """See `Session`."""
        with self._faults():
            if self.rows is None:
                names = ", ".join(quoted(self.columns[number].name) for number in wanted) or "1"
                self.rows, wanted = self.connection.execute(f"SELECT {names} FROM {self.relation}"), ()
            while rows := self.rows.fetchmany(BATCH):
                yield picked(rows, wanted)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @contextmanager
    def _faults(self, opening: bool = False) -> Iterator[None]:
        """Say what SQLite says in our words."""
        place, address = self.source.place, shown(self.database)
        try:
            yield
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            message, name = said(error, self.database), str(getattr(error, "sqlite_errorname", ""))
            if name.startswith("SQLITE_INTERRUPT"):  # by our handler, which only Ctrl-C can make fail
                raise KeyboardInterrupt from None
            if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise Locked(place, file=address.removeprefix(PREFIX)) from None
            if name.startswith("SQLITE_NOTADB"):
                raise NoDatabaseFile(place, file=address.removeprefix(PREFIX), message=message) from None
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_IOERR")):
                raise ConnectionLost(place, address=address, message=message) from None
            if "decode to UTF-8" in message:
                raise NoForm(place, what="a text", database=address, message="it is not UTF-8") from None
            if opening:
                raise Unreachable(place, address=address, message=message) from None
            raise WrongQuery(place, database=address, message=message) from None


def _kind(declared: str) -> str:
    return next((kind for word, kind in DECLARED if word in declared.upper()), "")


def _value(kind: str, raw: Raw) -> Value:
    """Write a value as its own kind and the kind of its column say."""
    found = "text"
    if isinstance(raw, bytes):
        found = "binary"
    elif isinstance(raw, int):
        found = kind if kind == "decimal" or (kind == "boolean" and raw in (0, 1)) else "integer"
    elif isinstance(raw, float):
        found = "decimal" if kind == "decimal" and math.isfinite(raw) else "double"
    elif kind:
        try:
            return FORMS[kind][0](raw), FORMS[kind][1]
        except ValueError:
            pass
    form, datatype = FORMS[found]
    return form(raw), datatype
