"""Read MySQL and MariaDB.  table or query -> Session.

Every value is asked for as the text that the server writes.  TINYINT(1) is what these servers make of BOOLEAN, so it
is a boolean; BIT(1) is one too.  TIMESTAMP is given in UTC, without a zone, as DATETIME has none either.  The servers
write FLOAT with six digits: it is read as the DOUBLE of the same value.
Spec: dev.mysql.com/doc/refman/8.4/en/data-types.html; R2RML section 10.2."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from lod.sources.database_faults import (
    ConnectionLost,
    NoDriver,
    NoForm,
    SameName,
    Unreachable,
    WrongQuery,
    said,
    shown,
)
from lod.sources.model import Database, LogicalSource, Value
from lod.sources.natural import FORMS, Raw
from lod.sources.sessions import BATCH, CONNECT, Column, check_names, column, picked, quoted, secret, table

if TYPE_CHECKING:
    import pymysql

PREFIX = "mysql:"
SILENCE = 3600  # seconds that a server may think before it sends the next row
FLOAT, TINY, BIT = 4, 1, 16
BINARY = 63  # the character set of what is no text
KINDS = {  # number of a type in the protocol; all others are text or bytes
    0: "decimal",
    1: "integer",
    2: "integer",
    3: "integer",
    4: "single",
    5: "double",
    7: "instant",  # TIMESTAMP
    8: "integer",
    9: "integer",
    10: "date",
    11: "time",
    12: "instant",
    14: "date",
    246: "decimal",
}
TEXTS = (15, 16, 249, 250, 251, 252, 253, 254, 255)
SETTINGS = (
    f"SET SESSION time_zone = '+00:00', net_write_timeout = {SILENCE}",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
TABLES = "SELECT table_schema, table_name, table_schema = DATABASE() FROM information_schema.tables"
DENIED = {1044, 1045, 1142, 1143, 1227, 1370, 1698}  # codes of the server: the user may not
LOST = {1053, 1159, 1160, 1161, 1205, 1213, 1317, 1927, 1969, 2006, 2013, 2014, 2055, 3024}
SAME_NAME = 1060


class MysqlSession:
    """A connection in one transaction that only reads, and sees the database as it was when it began."""

    def __init__(self, source: LogicalSource, database: Database) -> None:
        self.source, self.database = source, database
        self.connection = self._connected()
        with ExitStack() as stack:
            stack.callback(self.close)
            with self._faults():
                self._describe()
            stack.pop_all()

    def _connected(self) -> pymysql.Connection[pymysql.cursors.SSCursor]:
        place, address = self.source.place, shown(self.database)
        try:
            import pymysql
        except ImportError as error:
            message = said(error, self.database)
            raise NoDriver(place, address=address, message=message, package="PyMySQL") from None
        parts = urlsplit(self.database.address)
        options = dict(parse_qsl(parts.query))
        try:
            connection = pymysql.connect(
                host=parts.hostname or "localhost",
                port=parts.port or 3306,
                unix_socket=options.get("unix_socket"),
                ssl_ca=options.get("ssl_ca"),
                ssl_verify_cert=True if "ssl_ca" in options else None,
                ssl_verify_identity=True if "ssl_ca" in options else None,
                user=self.database.user or None,
                password=secret(self.database).encode(),
                database=unquote(parts.path.strip("/")) or None,
                charset="utf8mb4",
                conv={},
                autocommit=None,  # the transaction is begun in so many words
                cursorclass=pymysql.cursors.SSCursor,
                connect_timeout=CONNECT,
                read_timeout=CONNECT,
                write_timeout=CONNECT,
            )
        except RuntimeError as error:  # a way to send the password that needs a package for cryptography
            message = said(error, self.database, secret(self.database))
            raise NoDriver(place, address=address, message=message, package="PyMySQL[rsa]") from None
        except (pymysql.Error, OSError, ValueError, IndexError, AssertionError, struct.error) as error:
            message = said(error, self.database, secret(self.database))  # the last ones: it speaks another protocol
            raise Unreachable(place, address=address, message=message) from None
        vars(connection)["_read_timeout"] = SILENCE  # the driver has one limit for connecting and reading
        return connection

    def _describe(self) -> None:
        with self.connection.cursor() as cursor:
            for statement in SETTINGS:
                cursor.execute(statement)
            if self.source.formulation == "query":
                query = self.source.query.strip().rstrip(";")
                # the server reads the query as it is written, so that what it says is about that and not about ours
                cursor.execute(f"PREPARE lod FROM {self.connection.escape(query)}")
                cursor.execute("DEALLOCATE PREPARE lod")
                self.relation = f"({query}\n) AS lod"
            else:
                cursor.execute(TABLES)
                known = [(str(schema), str(name), here == "1") for schema, name, here in cursor.fetchall()]
                found = table(self.source, self.database, known)
                self.relation = ".".join(quoted(name, "`") for name in found)
            cursor.execute(f"SELECT * FROM {self.relation} LIMIT 0")
            fields = vars(cursor)["_result"].fields  # the description lacks the character set
            self.columns = tuple(_column(f.name, f.type_code, f.length, f.charsetnr) for f in fields)
            self.floats = {number for number, field in enumerate(fields) if field.type_code == FLOAT}
        check_names([c.name for c in self.columns], self.source)

    def batches(self, wanted: Sequence[int]) -> Iterator[Sequence[Sequence[Raw | None]]]:
        """See `Session`."""
        statement = f"SELECT {', '.join(self._selected(number) for number in wanted) or '1'} FROM {self.relation}"
        if self.source.formulation == "query" and not self.floats.intersection(wanted):
            statement = self.source.query.strip().rstrip(";")  # no need to let the server store the result
        else:
            wanted = ()
        with self._faults():
            self.cursor = self.connection.cursor()  # a cursor that is forgotten reads all there is: see close
            self.cursor.execute(statement)
            while rows := self.cursor.fetchmany(BATCH):
                yield picked(list(rows), wanted)

    def _selected(self, number: int) -> str:
        return quoted(self.columns[number].name, "`") + (" * 1e0" if number in self.floats else "")

    def close(self) -> None:
        """Close the connection at once; the driver would read all that the server still had to send."""
        result = vars(self.connection)["_result"]
        if result is not None:
            result.unbuffered_active = False
        import pymysql

        with suppress(pymysql.Error):  # it is closed already
            self.connection.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Say what the driver says in our words."""
        import pymysql

        place, address = self.source.place, shown(self.database)
        try:
            yield
        except UnicodeDecodeError:
            raise NoForm(place, what="a text", database=address, message="it is not UTF-8") from None
        except pymysql.Error as error:
            message, number = said(error, self.database, secret(self.database)), error.args[0] if error.args else 0
            if number == SAME_NAME:
                raise SameName(place, column=message.split("'")[1]) from None
            if number in DENIED:
                raise Unreachable(place, address=address, message=message) from None
            if number in LOST or isinstance(error, pymysql.InterfaceError):
                raise ConnectionLost(place, address=address, message=message) from None
            raise WrongQuery(place, database=address, message=message) from None


def _column(name: str, number: int, length: int, characters: int) -> Column:
    if number in (TINY, BIT) and length == 1:
        return Column(name, _flag, FORMS["boolean"][1])
    return column(name, "binary" if number in TEXTS and characters == BINARY else KINDS.get(number, "text"))


def _flag(raw: Raw) -> Value:
    return FORMS["boolean"][0](int.from_bytes(raw) if isinstance(raw, bytes) else raw)
