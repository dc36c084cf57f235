"""Read PostgreSQL.  table or query -> Session.

Every value is asked for as the text that the server writes, with settings that do not depend on the server: days as
YYYY-MM-DD, instants in UTC, bytes in hexadecimal, binary numbers with all their digits.
Spec: postgresql.org/docs/current/datatype.html; R2RML section 10.2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from lod.sources.database_faults import ConnectionLost, NoDriver, NoForm, Unreachable, WrongQuery, said, shown
from lod.sources.model import Database, LogicalSource
from lod.sources.natural import Raw
from lod.sources.sessions import BATCH, CONNECT, Column, check_names, column, picked, quoted, secret, table

if TYPE_CHECKING:
    import psycopg

PREFIX = "postgresql:"
KINDS = {  # number of a type in pg_type; all others are text
    16: "boolean",
    17: "binary",
    20: "integer",  # bigint
    21: "integer",  # smallint
    23: "integer",
    700: "double",  # real: PostgreSQL writes the digits that tell it from other reals
    701: "double",
    1082: "date",
    1083: "time",
    1114: "instant",  # timestamp without time zone
    1184: "instant",
    1266: "time",  # with time zone
    1700: "decimal",
}
SETTINGS = """SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET lc_monetary = 'C';
SET extra_float_digits = 3; SET bytea_output = 'hex'; SET cursor_tuple_fraction = 1;
SET idle_in_transaction_session_timeout = 0"""
TABLES = b"""SELECT n.nspname, c.relname, CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN 'here' END
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p')"""


class PostgresqlSession:
    """A connection in one transaction that only reads, and sees the database as it was when it began."""

    def __init__(self, source: LogicalSource, database: Database) -> None:
        self.source, self.database = source, database
        self.connection = self._connected()
        self.rows: psycopg.ServerCursor[tuple[str | None, ...]] | None = None
        with ExitStack() as stack:
            stack.callback(self.close)
            with self._faults():
                self._describe()
            stack.pop_all()

    def _connected(self) -> psycopg.Connection[tuple[str | None, ...]]:
        try:
            import psycopg
            from psycopg.types.string import TextLoader
        except ImportError as error:
            message = said(error, self.database)
            raise NoDriver(
                self.source.place, address=shown(self.database), message=message, package="psycopg[binary]"
            ) from None
        try:
            connection = psycopg.connect(
                self.database.address,
                user=self.database.user or None,
                password=secret(self.database) or None,
                connect_timeout=CONNECT,
                client_encoding="utf8",
                keepalives_idle=60,
                keepalives_interval=15,
                keepalives_count=4,
            )
        except psycopg.Error as error:
            message = said(error, self.database, secret(self.database))
            raise Unreachable(self.source.place, address=shown(self.database), message=message) from None
        connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        for info in list(connection.adapters.types):
            for number in filter(None, (info.oid, info.array_oid)):
                connection.adapters.register_loader(number, TextLoader)
        return connection

    def _describe(self) -> None:
        self.connection.execute(SETTINGS.encode())
        if self.source.formulation == "query":
            description = self._opened(self.source.query.strip().rstrip(";"))
            check_names([entry.name for entry in description], self.source)
        else:
            listed = self.connection.execute(TABLES).fetchall()
            known = [(str(schema), str(name), here is not None) for schema, name, here in listed]
            self.relation = ".".join(map(quoted, table(self.source, self.database, known)))
            empty = self.connection.execute(f"SELECT * FROM {self.relation} LIMIT 0".encode())
            description = empty.description or []
        self.columns: tuple[Column, ...] = tuple(
            column(entry.name, KINDS.get(entry.type_code, "text")) for entry in description
        )

    def _opened(self, query: str) -> list[psycopg.Column]:
        self.rows = self.connection.cursor("lod")
        self.rows.execute(query.encode())
        return self.rows.description or []

    def batches(self, wanted: Sequence[int]) -> Iterator[Sequence[Sequence[Raw | None]]]:
        """See `Session`."""
        with self._faults():
            if self.rows is None:
                names = ", ".join(quoted(self.columns[number].name) for number in wanted) or "1"
                self._opened(f"SELECT {names} FROM {self.relation}")
                wanted = ()
            while self.rows is not None and (rows := self.rows.fetchmany(BATCH)):
                yield picked(rows, wanted)

    def close(self) -> None:
        """Close the connection; the server drops what it still had to send."""
        self.connection.close()
        if self.rows is not None:
            self.rows.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Say what the driver says in our words."""
        import psycopg

        place, address = self.source.place, shown(self.database)
        try:
            yield
        except UnicodeDecodeError:
            message = "it is not UTF-8, and the server cannot turn it into UTF-8"
            raise NoForm(place, what="a text", database=address, message=message) from None
        except psycopg.Error as error:
            told = " ".join(filter(None, (error.diag.message_primary, error.diag.message_hint)))
            message = said(psycopg.Error(told) if told else error, self.database, secret(self.database))
            if isinstance(error, psycopg.errors.InsufficientPrivilege):
                raise Unreachable(place, address=address, message=message) from None
            if isinstance(error, psycopg.OperationalError) or self.connection.broken:
                raise ConnectionLost(place, address=address, message=message) from None
            raise WrongQuery(place, database=address, message=message) from None
