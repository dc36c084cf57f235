from __future__ import annotations

import math
import signal
import socket
import sqlite3
import struct
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import ENVIRONMENT, Failed, Locked, NoSuchFile, Place, UnknownColumn
from lod.sources import mysql, natural, postgresql, sessions
from lod.sources.database_faults import (
    BadAddress,
    ConnectionLost,
    NoDatabaseFile,
    NoDriver,
    NoForm,
    SameName,
    UnknownTable,
    Unreachable,
    WrongQuery,
)
from lod.sources.databases import database, read
from lod.sources.model import PER_VALUE, Batch, Cell, Database, LogicalSource
from lod.sources.natural import Form
from lod.vocab import XSD

PLACE = Place("m.ttl", 3, 5)
SECRET = "s3cret-of-mine"
NAMES = {XSD + name: name for name in "integer decimal double boolean date time dateTime hexBinary".split()} | {"": ""}


def table(address: Database | str, name: str) -> LogicalSource:
    return LogicalSource(name, "table", "", PLACE, database=_database(address))


def query(address: Database | str, text: str) -> LogicalSource:
    return LogicalSource("", "query", text, PLACE, database=_database(address))


def _database(address: Database | str) -> Database:
    return address if isinstance(address, Database) else Database(address)


def rows(source: LogicalSource, *references: str) -> list[tuple[Cell, ...]]:
    """All records; values of a datatype of their own as `text^^name`."""
    records = read(source, references, {})
    found: list[tuple[Cell, ...]] = []
    for batch in records.batches:
        found += zip(*([_shown(cell) for cell in cells] for cells in batch.cells), strict=True)
    return found


def _shown(cell: Cell) -> Cell:
    return f"{cell[0]}^^{NAMES[str(cell[1])]}".removesuffix("^^") if isinstance(cell, tuple) else cell


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "facts.db"


def made(file: Path, *statements: str) -> str:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return f"sqlite:{file}"


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        ("INTEGER", "9223372036854775807", "9223372036854775807^^integer"),
        ("BIGINT", "-1", "-1^^integer"),
        ("INTEGER", "'many'", "many"),
        ("INTEGER", "1.5", "1.5E0^^double"),
        ("REAL", "1", "1.0E0^^double"),
        ("DOUBLE PRECISION", "0.1", "1.0E-1^^double"),
        ("REAL", "9e999", "INF^^double"),
        ("REAL", "-9e999", "-INF^^double"),
        ("REAL", "1e-300", "1.0E-300^^double"),
        ("NUMERIC(10,2)", "100.00", "100^^decimal"),
        ("DECIMAL", "-0.50", "-0.5^^decimal"),
        ("DECIMAL", "1e-7", "0.0000001^^decimal"),
        ("DECIMAL", "9e999", "INF^^double"),
        ("DECIMAL", "'about 7'", "about 7"),
        ("BOOLEAN", "1", "true^^boolean"),
        ("BOOLEAN", "FALSE", "false^^boolean"),
        ("BOOLEAN", "2", "2^^integer"),
        ("BOOL", "'t'", "true^^boolean"),
        ("DATE", "'1912-05-03'", "1912-05-03^^date"),
        ("DATE", "'-0043-03-15'", "-0043-03-15^^date"),
        ("DATE", "'1912-02-30'", "1912-02-30"),
        ("DATE", "'May 1912'", "May 1912"),
        ("DATE", "19120503", "19120503^^integer"),
        ("TIME", "'09:30'", "09:30:00^^time"),
        ("TIME", "'25:00:00'", "25:00:00"),
        ("TIMESTAMP", "'2009-10-10 12:12:22.500'", "2009-10-10T12:12:22.5^^dateTime"),
        ("DATETIME", "'2009-10-10T12:12:22+00:00'", "2009-10-10T12:12:22Z^^dateTime"),
        ("DATETIME", "'2009-10-10'", "2009-10-10"),
        ("BLOB", "x'00ff'", "00FF^^hexBinary"),
        ("BLOB", "x''", "^^hexBinary"),
        ("TEXT", "7", "7"),
        ("CHAR(5)", "'ab   '", "ab   "),
        ("TEXT", "'it''s \"a\" \\ 👍🏽 ñ'", 'it\'s "a" \\ 👍🏽 ñ'),
        ("TEXT", "'a' || char(0) || 'b'", "a\x00b"),
        ("TEXT", "''", ""),
        ("TEXT", "NULL", None),
        ("", "7", "7^^integer"),
        ("", "'7'", "7"),
    ],
)
def test_a_value_of_sqlite_has_the_datatype_of_its_kind_and_of_its_column(
    file: Path, declared: str, value: str, expected: str | None
) -> None:
    address = made(file, f"CREATE TABLE t (v {declared})", f"INSERT INTO t VALUES ({value})")
    assert rows(table(address, "t"), "v") == [(expected,)]
    assert rows(query(address, "SELECT v FROM t;"), "v") == [(expected,)]


def test_the_fields_are_the_references_in_their_order_and_each_value_has_its_datatype(file: Path) -> None:
    address = made(file, "CREATE TABLE t (a, b, c)", "INSERT INTO t VALUES (1, 2, 3)")
    records = read(table(address, "t"), ["c", "A", "c"], {})
    assert [(f.reference, f.datatype, f.many) for f in records.fields] == [(r, PER_VALUE, False) for r in "cAc"]
    three, one = ("3", XSD + "integer"), ("1", XSD + "integer")
    assert list(records.batches) == [Batch(1, [[three], [one], [three]])]


def test_an_expression_of_a_query_has_the_datatype_of_its_value(file: Path) -> None:
    address = made(file, "CREATE TABLE t (d DATE, n DECIMAL)", "INSERT INTO t VALUES ('2020-01-01', 1.5)")
    text = (
        "WITH w AS (SELECT d AS day, n, n * 2 AS twice, upper('a') AS up, count(*) OVER () FROM t) SELECT * FROM w -- x"
    )
    assert rows(query(address, text), "day", "n", "twice", "up") == [
        ("2020-01-01^^date", "1.5^^decimal", "3.0E0^^double", "A")
    ]


def test_rows_come_in_batches_and_none_is_lost(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.sources.sqlite.BATCH", 100)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) SELECT i FROM n"
    address = made(file, "CREATE TABLE t (i INTEGER)", f"INSERT INTO t {numbers}")
    for source in (table(address, "t"), query(address, numbers)):
        batches = list(read(source, ["i"], {}).batches)
        assert [batch.count for batch in batches] == [len(batch.cells[0]) for batch in batches] == [100, 100, 50]
        numbered = [(str(number), XSD + "integer") for number in range(1, 251)]
        assert [cell for batch in batches for cell in batch.cells[0]] == numbered


def test_rows_without_references_are_counted(file: Path) -> None:
    address = made(file, "CREATE TABLE t (i)", "CREATE TABLE empty (i)", "INSERT INTO t VALUES (1), (2)")
    for source, count in ((table(address, "t"), 2), (table(address, "empty"), 0), (query(address, "SELECT 1"), 1)):
        records = read(source, [], {})
        assert records.fields == ()
        assert list(records.batches) == ([Batch(count, [])] if count else [])


def test_only_null_is_no_value_unless_the_mapping_gives_more(file: Path) -> None:
    address = made(file, "CREATE TABLE t (v)", "INSERT INTO t VALUES (''), (NULL), ('NA'), (-1)")
    source = table(address, "t")
    assert rows(source, "v") == [("",), (None,), ("NA",), ("-1^^integer",)]
    assert rows(replace(source, nulls=("", "NA", "-1")), "v") == [(None,)] * 4


def test_a_table_is_found_by_its_name_in_any_case_and_by_its_exact_name_in_quotes(file: Path) -> None:
    address = made(
        file,
        'CREATE TABLE "my ""own"" table" ("first name" TEXT, "a`b" TEXT)',
        'INSERT INTO "my ""own"" table" VALUES (\'Ada\', \'x\')',
        'CREATE VIEW Shown AS SELECT "first name" AS Name FROM "my ""own"" table"',
    )
    for name in ('my "own" table', '"my ""own"" table"', 'main.my "own" table', 'MY "OWN" TABLE'):
        assert rows(table(address, name), "first name", "A`B") == [("Ada", "x")]
    with pytest.raises(UnknownTable):  # in quotes it is meant exactly
        read(table(address, '"MY ""own"" table"'), [], {})
    assert rows(table(address, "SHOWN"), "NAME") == [("Ada",)]
    assert rows(table(address, "shown"), '"Name"') == [("Ada",)]


def test_an_unknown_table_has_a_suggestion(file: Path) -> None:
    address = made(file, "CREATE TABLE persons (i)")
    with pytest.raises(UnknownTable) as caught:
        read(table(address, "person"), ["i"], {})
    assert str(caught.value) == (
        f'm.ttl:3:5: error[T240]: there is no table "person" in sqlite:{file}; did you mean "persons"?'
    )


def test_every_unknown_column_is_told_at_its_place(file: Path) -> None:
    address = made(file, "CREATE TABLE t (name TEXT, Note TEXT)")
    place_of = {"nam": Place("m.ttl", 7, 9), "x": Place("m.ttl", 8)}
    with pytest.raises(Failed) as caught:
        read(table(address, "t"), ["name", "nam", "x", '"note"'], place_of)
    assert [(type(e), e.place) for e in caught.value.errors] == [
        (UnknownColumn, PLACE),
        (UnknownColumn, place_of["nam"]),
        (UnknownColumn, place_of["x"]),
    ]
    assert str(caught.value.errors[1]).endswith('column "nam" is not in t; did you mean "name"?')


def test_two_columns_of_one_name_are_refused(file: Path) -> None:
    address = made(file, "CREATE TABLE t (id)")
    with pytest.raises(SameName, match=r'two columns of the result are called "id"'):
        read(query(address, "SELECT a.id, b.id FROM t AS a, t AS b"), ["id"], {})


@pytest.mark.parametrize(
    "text",
    ["SELECT nope FROM t", "SELEC 1", "DELETE FROM t", "SELECT 1; DELETE FROM t", "DROP TABLE t", "", "SELECT ?", "\0"],
)
def test_only_one_right_select_is_a_query(file: Path, text: str) -> None:
    address = made(file, "CREATE TABLE t (id)", "INSERT INTO t VALUES (1)")
    with pytest.raises(WrongQuery) as caught:
        list(read(query(address, text), [], {}).batches)
    assert caught.value.place == PLACE
    assert rows(table(address, "t"), "id") == [("1^^integer",)]


def test_a_query_that_fails_at_a_later_row_is_told_while_rows_are_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lod.sources.sqlite.BATCH", 1)
    address = made(file, "CREATE TABLE t (j)", "INSERT INTO t VALUES ('[1]'), ('[1]'), ('no json')")
    batches = read(query(address, "SELECT json_extract(j, '$[0]') AS k FROM t"), ["k"], {}).batches
    assert next(batches)
    with pytest.raises(WrongQuery, match="malformed JSON"):
        list(batches)


def test_a_text_that_is_not_utf8_is_an_error(file: Path) -> None:
    address = made(file, "CREATE TABLE t (a TEXT)", "INSERT INTO t VALUES (CAST(x'ff41' AS TEXT))")
    with pytest.raises(NoForm, match="it is not UTF-8"):
        rows(table(address, "t"), "a")


def test_all_rows_come_from_one_snapshot_and_the_file_is_only_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.sources.sqlite.BATCH", 1)
    address = made(file, "PRAGMA journal_mode = wal", "CREATE TABLE t (i)", "INSERT INTO t VALUES (1), (2)")
    batches = read(table(address, "t"), ["i"], {}).batches
    made(file, "DELETE FROM t", "INSERT INTO t VALUES (7)")
    assert [cell for batch in batches for cell in batch.cells[0]] == [("1", XSD + "integer"), ("2", XSD + "integer")]


def test_the_connection_is_closed_at_the_end_and_when_nobody_reads_on(file: Path) -> None:
    address = made(file, "CREATE TABLE t (i)", "INSERT INTO t VALUES (1)")
    for use in (list, lambda batches: None, next):
        records = read(table(address, "t"), ["i"], {})
        use(records.batches)
        del records
        made(file, "BEGIN EXCLUSIVE")  # raises where somebody still reads


def test_a_missing_file_has_a_suggestion(file: Path) -> None:
    made(file, "CREATE TABLE t (i)")
    with pytest.raises(NoSuchFile, match=r"fact\.db") as caught:
        read(table(f"sqlite:{file.with_name('fact.db')}", "t"), ["i"], {})
    assert caught.value.advice == 'did you mean "facts.db"?'
    with pytest.raises(NoSuchFile):
        read(table("sqlite:/nowhere/facts.db", "t"), ["i"], {})
    assert not file.with_name("fact.db").exists()


def test_a_file_that_is_no_database_is_told(file: Path) -> None:
    file.write_text("id,name\n" * 200)
    with pytest.raises(NoDatabaseFile, match="file is not a database"):
        read(table(f"sqlite:{file}", "t"), ["i"], {})


def test_a_damaged_file_is_told(file: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
    address = made(file, "CREATE TABLE t (i, x)", f"INSERT INTO t {many} SELECT i, hex(zeroblob(50)) FROM n")
    data = bytearray(file.read_bytes())
    data[20480:-4096] = b"\xee" * (len(data) - 24576)
    file.write_bytes(data)
    with pytest.raises(ConnectionLost, match="malformed") as caught:
        rows(table(address, "t"), "i")
    assert caught.value.exit_code == ENVIRONMENT


def test_a_file_in_use_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.sources.sqlite.CONNECT", 0.1)
    address = made(file, "CREATE TABLE t (i)")
    writer = sqlite3.connect(file)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Locked):
        read(table(address, "t"), ["i"], {})
    writer.close()


def test_ctrl_c_stops_a_long_query_of_sqlite(file: Path) -> None:
    address = made(file, "CREATE TABLE t (i)")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n"
    with pressed_ctrl_c(), pytest.raises(KeyboardInterrupt):
        rows(query(address, endless), "c")
    made(file, "BEGIN EXCLUSIVE")


@contextmanager
def pressed_ctrl_c() -> Iterator[None]:
    """Sends SIGINT to the main thread a moment after the block has begun."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.7, signal.pthread_kill, (main, signal.SIGINT))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)


# ---- addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "address", "user", "password"),
    [
        ("sqlite:facts.db", "sqlite:facts.db", "", ""),
        ("jdbc:sqlite:/tmp/a b@c.db", "sqlite:/tmp/a b@c.db", "", ""),
        ("postgresql://ada:p%40s%2Fs%3A@h:5432/n", "postgresql://h:5432/n", "ada", "p@s/s:"),
        (
            "postgres://h/n?sslmode=verify-full&password=a%26b&user=ada",
            "postgresql://h/n?sslmode=verify-full",
            "ada",
            "a&b",
        ),
        ("jdbc:postgresql://localhost/n?user=postgres&password=", "postgresql://localhost/n", "postgres", ""),
        ("jdbc:postgresql:n", "postgresql://localhost/n", "", ""),
        ("postgresql:///n?host=/tmp/x", "postgresql:///n?host=/tmp/x", "", ""),
        ("postgresql://a:1,b:2/n", "postgresql://a:1,b:2/n", "", ""),
        ("MYSQL://ada@[::1]:3306/n", "mysql://[::1]:3306/n", "ada", ""),
        ("jdbc:mariadb://h/n", "mysql://h/n", "", ""),
        ("mysql://a:b:c@h/n?unix_socket=/run/s", "mysql://h/n?unix_socket=/run/s", "a", "b:c"),
    ],
)
def test_an_address_is_taken_apart(url: str, address: str, user: str, password: str) -> None:
    found = database(url)
    assert (found.address, found.user, found.password) == (address, user, password)
    assert not password or password not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "facts.db",
        "oracle://u:{}@h/n",
        "sqlite:",
        "sqlite:///facts.db",
        "mysql://u:{}#1@h/n",
        "mysql://u:12/{}@h/n",
        "mysql://u:12?{}@h/n",
        "mysql://u:{}@h:port/n",
        "mysql://u:{}@h/n?useSSL=false",
    ],
)
def test_a_wrong_address_is_refused_and_its_password_is_not_repeated(url: str) -> None:
    with pytest.raises(BadAddress) as caught:
        database(url.format(SECRET), PLACE)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert caught.value.place == PLACE


@given(st.text(), st.text())
def test_any_user_and_password_survive_an_address(user: str, password: str) -> None:
    users = user.encode("utf-8", "ignore").decode(), password.encode("utf-8", "ignore").decode()
    in_front = database(f"mysql://{quote(users[0], safe='')}:{quote(users[1], safe='')}@h/n")
    as_parameters = database(f"mysql://h/n?user={quote(users[0], safe='')}&password={quote(users[1], safe='')}")
    assert in_front == as_parameters == Database("mysql://h/n", *users)


@pytest.mark.parametrize("address", ["oracle://h/n", "facts.db"])
def test_a_source_of_no_known_kind_is_refused(address: str) -> None:
    with pytest.raises(BadAddress, match="its kind is not known"):
        read(table(address, "t"), [], {})
    with pytest.raises(BadAddress, match="none is named"):
        read(LogicalSource("t", "table", "", PLACE), [], {})


def test_the_password_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sessions.PASSWORD, SECRET)
    assert sessions.secret(Database("mysql://h/n")) == SECRET
    assert sessions.secret(Database("mysql://h/n", password="other")) == "other"
    monkeypatch.delenv(sessions.PASSWORD)
    assert sessions.secret(Database("mysql://h/n")) == ""


# ---- servers that are not there ------------------------------------------------------------------------------

SERVERS = [("postgresql", "psycopg"), ("mysql", "pymysql")]


@pytest.mark.parametrize(("kind", "driver"), SERVERS)
def test_a_missing_driver_is_told_with_what_to_install(kind: str, driver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(NoDriver) as caught:
        read(table(f"{kind}://h/n", "t"), [], {})
    assert caught.value.exit_code == ENVIRONMENT
    assert f'pip install "{"psycopg[binary]" if driver == "psycopg" else "PyMySQL"}"' in caught.value.advice


@pytest.mark.parametrize(("kind", "driver"), SERVERS)
def test_a_port_where_nobody_listens_is_told_without_the_password(kind: str, driver: str) -> None:
    pytest.importorskip(driver)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        address = f"{kind}://127.0.0.1:{taken.getsockname()[1]}/n"
        with pytest.raises(Unreachable, match="refused") as caught:
            read(table(Database(address + "?x=y" if kind == "mysql" else address, "ada", SECRET), "t"), [], {})
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert SECRET not in told
    assert "x=y" not in str(caught.value)
    assert caught.value.exit_code == ENVIRONMENT


@pytest.mark.parametrize(("kind", "driver"), SERVERS)
def test_an_unknown_host_is_told(kind: str, driver: str) -> None:
    pytest.importorskip(driver)
    with pytest.raises(Unreachable):
        read(table(Database(f"{kind}://nowhere.invalid/n", "ada", SECRET), "t"), [], {})


@pytest.fixture(params=[b"", b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n" + b"x" * 4000])
def stranger(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server that accepts, says one thing or nothing, and keeps the connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept: list[socket.socket] = []

        def answer() -> None:
            while True:
                try:
                    connection = server.accept()[0]
                    connection.sendall(request.param)
                except OSError:
                    return
                kept.append(connection)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for connection in kept:
            connection.close()


@pytest.mark.parametrize(("kind", "driver"), SERVERS)
def test_a_server_that_says_nothing_or_nonsense_is_told_in_time(
    kind: str, driver: str, stranger: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(driver)
    monkeypatch.setattr(postgresql, "CONNECT", 2)
    monkeypatch.setattr(mysql, "CONNECT", 1)
    with pytest.raises(Unreachable):
        read(table(Database(f"{kind}://127.0.0.1:{stranger}/n", "ada", SECRET), "t"), [], {})


# ---- values --------------------------------------------------------------------------------------------------


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_can_be_read_back_and_has_one_digit_before_the_point(value: float) -> None:
    text = natural.double(value)
    assert struct.pack("d", float(text)) == struct.pack("d", value)
    mantissa, exponent = text.lstrip("-").split("E")
    assert mantissa[1] == "."
    assert mantissa[0] != "0" or value == 0
    assert len(mantissa) == 3 or not mantissa.endswith("0")
    assert exponent == str(int(exponent))


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float_of_32_bits_can_be_read_back_as_such(value: float) -> None:
    assert struct.pack("f", float(natural.single(repr(value)))) == struct.pack("f", value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_a_decimal_keeps_its_value_and_has_no_zero_to_spare(value: Decimal) -> None:
    text = natural.decimal(format(value, "f"))
    assert Decimal(text) == value
    assert text == "0" or not text.startswith(("-0", "00")) or text.startswith("-0.")
    assert "." not in text or not text.endswith(("0", "."))


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (natural.decimal, ".5", "0.5"),
        (natural.decimal, "+007.", "7"),
        (natural.decimal, "-0.000", "0"),
        (natural.decimal, "123456789012345678901234567890.10", "123456789012345678901234567890.1"),
        (natural.double, "NaN", "NaN"),
        (natural.double, math.inf, "INF"),
        (natural.double, "-Infinity", "-INF"),
        (natural.double, "5e-324", "5.0E-324"),
        (natural.date, "0001-01-01 BC", "0000-01-01"),
        (natural.date, "4713-02-29 BC", "-4712-02-29"),
        (natural.date, "0005-02-29 BC", "-0004-02-29"),
        (natural.instant, "294276-12-31 23:59:59.999999+00", "294276-12-31T23:59:59.999999Z"),
        (natural.instant, "0044-03-15 12:00:00+00 BC", "-0043-03-15T12:00:00Z"),
        (natural.instant, "2020-01-01 00:00:00.000", "2020-01-01T00:00:00"),
        (natural.time, "24:00:00", "00:00:00"),
        (natural.time, "12:00:00-03:30", "12:00:00-03:30"),
        (natural.time, "12:00:00+14", "12:00:00+14:00"),
        (natural.integer, "00042", "42"),
    ],
)
def test_a_value_has_the_canonical_form(form: Form, text: natural.Raw, expected: str) -> None:
    assert form(text) == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [
        *((natural.decimal, text) for text in ("NaN", "Infinity", "", ".", "-", "1,5", "\u0661", "1_0", "1e500")),
        *((natural.double, text) for text in ("", "one", "sNaN1")),
        *(
            (natural.date, t)
            for t in ("infinity", "0000-00-00", "2020-02-30", "1900-02-29", "0004-02-29 BC", "2020-1-1")
        ),
        *(
            (natural.time, text)
            for text in ("-01:00:00", "838:59:59", "24:00:01", "12:60:00", "12:00:60", "12:00:00+15")
        ),
        *((natural.time, text) for text in ("12:00:00+00:19:32", "12:00:00+01:60")),
        *(
            (natural.instant, text)
            for text in ("-infinity", "0000-00-00 00:00:00", "2020-01-01", "2020-01-01 24:00:00")
        ),
        (natural.boolean, "2"),
        (natural.integer, "1.5"),
    ],
)
def test_a_value_without_a_form_is_an_error(form: Form, text: str) -> None:
    with pytest.raises(ValueError, match=r"it is n|its zone|invalid literal"):
        form(text)
