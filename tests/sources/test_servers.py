"""PostgreSQL and MariaDB as they are: servers in a temporary folder, on free ports, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from lod.errors import ENVIRONMENT, Failed, Place, UnknownColumn
from lod.sources import mysql, sessions
from lod.sources.database_faults import ConnectionLost, NoForm, SameName, UnknownTable, Unreachable, WrongQuery
from lod.sources.databases import database, read
from lod.sources.model import Batch, Cell, Database, LogicalSource
from lod.vocab import XSD
from tests.dataset import lod
from tests.mixed import mixed

if TYPE_CHECKING:
    import psycopg
    import pymysql

pytestmark = pytest.mark.slow
PLACE = Place("m.ttl", 3, 5)
SECRET = "p@ss/w:rd ñ"
START = 60  # seconds
KEEPER = "keeper"  # the user of MariaDB that makes the tables; owner is the one that reads them


def table(where: Database, name: str) -> LogicalSource:
    return LogicalSource(name, "table", "", PLACE, database=where)


def query(where: Database, text: str) -> LogicalSource:
    return LogicalSource("", "query", text, PLACE, database=where)


def rows(source: LogicalSource, *references: str) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for batch in read(source, references, {}).batches:
        found += zip(*batch.cells, strict=True)
    return found


def value(where: Database, expression: str) -> tuple[str, Cell]:
    """The datatype and the text of one expression."""
    records = read(query(where, f"SELECT {expression} AS v"), ["v"], {})
    (batch,) = records.batches
    return records.fields[0].datatype.removeprefix(XSD), batch.cells[0][0]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def program(name: str, *folders: Path) -> Path:
    found = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], "/usr/sbin", *map(str, folders)]))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return Path(found)


@contextmanager
def folder_of(user: str) -> Iterator[tuple[Path, str | None]]:
    """A folder that the server's user owns; root cannot run servers, others run them as themselves."""
    name = None if os.getuid() else user
    if name is not None and name not in {entry.pw_name for entry in pwd.getpwall()}:
        pytest.skip(f"there is no user {name}")
    folder = Path(tempfile.mkdtemp(prefix="lod-", dir="/tmp"))  # short: the path of a socket has 100 characters
    try:
        if name is not None:
            shutil.chown(folder, name, name)
        yield folder, name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(command: list[str], user: str | None, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, user=user, group=user, extra_groups=[] if user else None, cwd=folder, stdout=quiet, stderr=quiet
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


# ---- PostgreSQL ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pg_server() -> Iterator[Database]:
    driver = pytest.importorskip("psycopg")
    initdb = program("initdb", *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)).resolve()
    with folder_of("postgres") as (folder, user):
        (folder / "password").write_text(SECRET + "\n", encoding="utf-8")
        shutil.chown(folder / "password", user) if user else None
        made = [initdb, "-D", folder / "data", "-A", "scram-sha-256", "-U", "owner", "--pwfile", folder / "password"]
        made += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        with running(list(map(str, made)), user, folder) as process:
            assert process.wait(START) == 0
        port = free_port()
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",
            "datestyle": "SQL, DMY",  # what the server prefers must not matter
            "timezone": "America/Santiago",
            "bytea_output": "escape",
            "extra_float_digits": "0",
            "intervalstyle": "iso_8601",
            "log_destination": "stderr",
            "logging_collector": "off",
        }
        command = [str(initdb.with_name("postgres")), "-D", str(folder / "data")]
        command += [part for key, setting in settings.items() for part in ("-c", f"{key}={setting}")]
        where = Database(f"postgresql://127.0.0.1:{port}/postgres", "owner", SECRET)
        with running(command, user, folder):
            limit = time.monotonic() + START
            while True:
                try:
                    with driver.connect(where.address, user="owner", password=SECRET, autocommit=True) as connection:
                        connection.execute("CREATE DATABASE facts TEMPLATE template0")
                    break
                except driver.OperationalError:
                    assert time.monotonic() < limit, "PostgreSQL has not started"
                    time.sleep(0.2)
            yield Database(f"postgresql://127.0.0.1:{port}/facts", "owner", SECRET)


@contextmanager
def pg_client(where: Database) -> Iterator[psycopg.Connection]:
    import psycopg

    with psycopg.connect(where.address, user=where.user, password=where.password, autocommit=True) as connection:
        yield connection


@pytest.fixture
def pg(pg_server: Database) -> Database:
    with pg_client(pg_server) as connection:
        connection.execute("DROP SCHEMA IF EXISTS other CASCADE")
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return pg_server


@pytest.mark.parametrize(
    ("expression", "datatype", "text"),
    [
        ("'x'::varchar(9)", "", "x"),
        ("'ab'::char(5)", "", "ab   "),
        ("'ab  '::text", "", "ab  "),
        ("''::text", "", ""),
        ("'it''s \"a\" \\ 👍🏽 ñ' || chr(1)", "", 'it\'s "a" \\ 👍🏽 ñ\x01'),
        ("E'a\\tb\\nc'", "", "a\tb\nc"),
        ("NULL::int", "integer", None),
        ("NULL", "", None),
        ("'\\x00ff10'::bytea", "hexBinary", "00FF10"),
        ("''::bytea", "hexBinary", ""),
        ("(-32768)::smallint", "integer", "-32768"),
        ("7::int", "integer", "7"),
        ("9223372036854775807::bigint", "integer", "9223372036854775807"),
        ("100.00::numeric(9,2)", "decimal", "100"),
        ("-0.50::numeric", "decimal", "-0.5"),
        ("12345678901234567890123456789012345678.12345678901234567890::numeric", "decimal",
         "12345678901234567890123456789012345678.1234567890123456789"),
        ("1e-20::numeric", "decimal", "0.00000000000000000001"),
        ("70.22::real", "double", "7.022E1"),
        ("0.1::double precision", "double", "1.0E-1"),
        ("(0.1::float8 + 0.2::float8)", "double", "3.0000000000000004E-1"),
        ("1e300::float8", "double", "1.0E300"),
        ("'NaN'::float8", "double", "NaN"),
        ("'-Infinity'::float4", "double", "-INF"),
        ("'-0'::float8", "double", "-0.0E0"),
        ("true", "boolean", "true"),
        ("false", "boolean", "false"),
        ("'1912-05-03'::date", "date", "1912-05-03"),
        ("'0044-03-15 BC'::date", "date", "-0043-03-15"),
        ("'0001-01-01 BC'::date", "date", "0000-01-01"),
        ("'12024-01-01'::date", "date", "12024-01-01"),
        ("'09:30'::time", "time", "09:30:00"),
        ("'23:59:59.120'::time", "time", "23:59:59.12"),
        ("'24:00'::time", "time", "00:00:00"),
        ("'12:00:00-03:30'::timetz", "time", "12:00:00-03:30"),
        ("'12:00:00+00'::timetz", "time", "12:00:00Z"),
        ("'2009-10-10 12:12:22'::timestamp", "dateTime", "2009-10-10T12:12:22"),
        ("'2009-10-10 12:12:22.500001'::timestamp", "dateTime", "2009-10-10T12:12:22.500001"),
        ("'2009-10-10 12:12:22-03'::timestamptz", "dateTime", "2009-10-10T15:12:22Z"),
        ("'0044-03-15 12:00 BC'::timestamp", "dateTime", "-0043-03-15T12:00:00"),
        ("'294276-12-31 23:59:59'::timestamp", "dateTime", "294276-12-31T23:59:59"),
        ("'1 year 2 mons 3 days 04:05:06'::interval", "", "1 year 2 mons 3 days 04:05:06"),
        ("'{1,NULL,\"a b\"}'::text[]", "", '{1,NULL,"a b"}'),
        ("'{\"a\":  1}'::json", "", '{"a":  1}'),
        ("'{\"a\":  1}'::jsonb", "", '{"a": 1}'),
        ("'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("'10.0.0.1/8'::inet", "", "10.0.0.1/8"),
        ("'[1,5)'::int4range", "", "[1,5)"),
        ("12.5::numeric::money", "", "$12.50"),
        ("B'101'", "", "101"),
        ("'<a/>'::xml", "", "<a/>"),
    ],
)  # fmt: skip
def test_a_value_of_postgresql_has_its_natural_form(
    pg_server: Database, expression: str, datatype: str, text: str | None
) -> None:
    assert value(pg_server, expression) == (datatype, text)


@pytest.mark.parametrize(
    "expression",
    [
        "'NaN'::numeric",
        "'Infinity'::numeric",
        "'infinity'::date",
        "'-infinity'::timestamp",
        "'infinity'::timestamptz",
        "'12:00:00+15:00'::timetz",
        "'12:00:00+00:19:32'::timetz",
    ],
)
def test_a_value_of_postgresql_that_xsd_cannot_write_is_an_error(pg_server: Database, expression: str) -> None:
    with pytest.raises(NoForm, match=r'the value ".+" of the column "v" of postgresql://.+ has no form in RDF') as e:
        value(pg_server, expression)
    assert e.value.place == PLACE


def test_domains_and_enumerations_of_postgresql_are_read(pg: Database) -> None:
    with pg_client(pg) as client:
        client.execute("CREATE DOMAIN share AS numeric(5,2) CHECK (VALUE < 100); CREATE TYPE mood AS ENUM ('so', 'ok')")
        client.execute("CREATE TABLE t (s share, m mood); INSERT INTO t VALUES (7.50, 'ok')")
    records = read(table(pg, "t"), ["s", "m"], {})
    assert [f.datatype for f in records.fields] == [XSD + "decimal", ""]
    assert list(records.batches) == [Batch(1, [["7.5"], ["ok"]])]


def test_tables_of_postgresql_are_found_in_schemas_and_in_any_case(pg: Database) -> None:
    with pg_client(pg) as client:
        client.execute("CREATE TABLE Patient (ID int, FirstName text); INSERT INTO patient VALUES (10, 'Monica')")
        client.execute('CREATE SCHEMA other; CREATE TABLE other."Pa.t""ient" ("Id" int, "ID" int)')
        client.execute('INSERT INTO other."Pa.t""ient" VALUES (1, 2); CREATE VIEW other.v AS SELECT * FROM patient')
    assert rows(table(pg, "Patient"), "ID", "FirstName", "id") == [("10", "Monica", "10")]
    assert rows(table(pg, "public.PATIENT"), "id") == [("10",)]
    assert rows(table(pg, '"patient"'), '"id"') == [("10",)]
    assert rows(table(pg, 'other."Pa.t""ient"'), "Id", "ID", '"ID"') == [("1", "2", "2")]
    assert rows(table(pg, "other.V"), "FIRSTNAME") == [("Monica",)]
    assert rows(table(pg, "information_schema.schemata"), "schema_name")
    for name in ('"Patient"', "v", "other.patient", 'other."pa.t""ient"'):
        with pytest.raises(UnknownTable):
            read(table(pg, name), [], {})
    with pytest.raises(UnknownTable) as caught:
        read(table(pg, "patients"), [], {})
    assert caught.value.advice == 'did you mean "patient"?'
    with pytest.raises(Failed) as wrong:  # it could be Id and ID
        read(table(pg, 'other."Pa.t""ient"'), ["id"], {"id": Place("m.ttl", 9)})
    assert [(type(e), e.place) for e in wrong.value.errors] == [(UnknownColumn, Place("m.ttl", 9))]


def test_a_query_of_postgresql_is_read_and_pruned(pg: Database) -> None:
    text = "WITH n AS (SELECT 'a%s' AS \"A\", 1.50 AS b, 2 AS c) SELECT * FROM n ORDER BY 1 -- end\n;"
    assert rows(query(pg, text), "b", "a") == [("1.5", "a%s")]
    assert list(read(query(pg, text), [], {}).batches) == [Batch(1, [])]
    with pytest.raises(SameName, match='"b"'):
        read(query(pg, "SELECT 1 AS a, 2 AS b, 3 AS b"), ["a"], {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT * FROM nowhere", 'relation "nowhere" does not exist'),
        ("SELECT idd FROM t", 'column "idd" does not exist Perhaps you meant'),
        ("DELETE FROM t", "syntax error"),
        ("WITH d AS (DELETE FROM t RETURNING id) SELECT * FROM d", "must not contain data-modifying"),
        ("SELECT 1 AS id; COMMIT; DELETE FROM t", "cannot insert multiple commands"),
        ("SELECT nextval('s') AS id", "read-only transaction"),
        ("SELECT 1 / (id - 1) AS id FROM t", "division by zero"),
        ("", "syntax error"),
    ],
)
def test_a_wrong_query_of_postgresql_is_told(pg: Database, text: str, message: str) -> None:
    with pg_client(pg) as client:
        client.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1); CREATE SEQUENCE s")
    with pytest.raises(WrongQuery, match=message) as caught:
        list(read(query(pg, text), ["id"], {}).batches)
    assert caught.value.place == PLACE
    assert rows(table(pg, "t"), "id") == [("1",)]


def test_postgresql_is_read_in_batches_of_one_snapshot(pg: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.sources.postgresql.BATCH", 1000)
    with pg_client(pg) as client:
        client.execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 2500) AS i")
        batches = read(table(pg, "t"), ["i"], {}).batches
        client.execute("INSERT INTO t VALUES (0)")
        read_rows = list(batches)
    assert [batch.count for batch in read_rows] == [1000, 1000, 500]
    assert sum(int(str(cell)) for batch in read_rows for cell in batch.cells[0]) == 2500 * 2501 / 2


def test_a_wrong_user_password_or_name_of_postgresql_is_told_without_the_password(pg: Database) -> None:
    for wrong, message in (
        (Database(pg.address, "owner", "wr0ng-one"), 'password authentication failed for user "owner"'),
        (Database(pg.address, "nobody", "wr0ng-one"), 'password authentication failed for user "nobody"'),
        (Database(pg.address + "x", "owner", SECRET), 'database "factsx" does not exist'),
    ):
        with pytest.raises(Unreachable, match=message) as caught:
            read(table(wrong, "t"), [], {})
        told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert wrong.password not in told
        assert caught.value.exit_code == ENVIRONMENT


def test_the_password_of_postgresql_comes_from_the_environment_or_a_file(
    pg: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare = Database(pg.address, "owner")
    ways = {sessions.PASSWORD: SECRET, "PGPASSWORD": SECRET, "PGPASSFILE": str(tmp_path / "pass")}
    escaped = SECRET.replace(":", "\\:")
    (tmp_path / "pass").write_text(f"*:*:*:owner:{escaped}\n", encoding="utf-8")
    (tmp_path / "pass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with pytest.raises(Unreachable, match="no password supplied"):
        value(bare, "1")
    for variable, setting in ways.items():
        monkeypatch.setenv(variable, setting)
        assert value(bare, "1") == ("integer", "1")
        monkeypatch.delenv(variable)


def test_a_table_that_the_user_of_postgresql_may_not_read_is_told(pg: Database) -> None:
    with pg_client(pg) as client:
        client.execute("CREATE TABLE t (id int); GRANT USAGE ON SCHEMA public TO PUBLIC")
        client.execute("DROP ROLE IF EXISTS guest")
        client.execute("CREATE ROLE guest LOGIN PASSWORD 'guest-pass'")
    with pytest.raises(Unreachable, match="permission denied for table t"):
        read(table(Database(pg.address, "guest", "guest-pass"), "t"), ["id"], {})


def test_a_broken_connection_to_postgresql_is_told(pg: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.sources.postgresql.BATCH", 100)
    batches = read(query(pg, "SELECT i FROM generate_series(1, 100000) AS i"), ["i"], {}).batches
    assert next(batches)
    with pg_client(pg) as client:
        client.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    with pytest.raises(ConnectionLost, match="terminating connection due to administrator command") as caught:
        list(batches)
    assert caught.value.exit_code == ENVIRONMENT


def test_a_timeout_of_postgresql_is_told(pg: Database) -> None:
    where = database(f"{pg.address}?options=-c%20statement_timeout%3D300")
    with pytest.raises(ConnectionLost, match="statement timeout"):
        value(Database(where.address, pg.user, pg.password), "pg_sleep(20)")


def test_ctrl_c_ends_the_query_on_the_server_of_postgresql(pg: Database) -> None:
    with pressed_ctrl_c(), pytest.raises(KeyboardInterrupt):
        value(pg, "pg_sleep(30)")
    with pg_client(pg) as client:
        assert alone(client)


def alone(client: psycopg.Connection) -> bool:
    """Whether nobody else is connected to the database, after a while at most."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'facts' AND pid <> pg_backend_pid()"
    for _ in range(50):
        if client.execute(others).fetchone() == (0,):
            return True
        time.sleep(0.1)
    return False


@contextmanager
def pressed_ctrl_c() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(1, signal.pthread_kill, (main, signal.SIGINT))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)


def test_nobody_stays_connected_to_postgresql(pg: Database) -> None:
    with pg_client(pg) as client:
        client.execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 200000) AS i")
        for use in (list, next, lambda batches: None):
            records = read(table(pg, "t"), ["i"], {})
            use(records.batches)
            del records
            assert alone(client)
        with pytest.raises(Failed):
            read(table(pg, "t"), ["x"], {})
        assert alone(client)


# ---- MariaDB -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def maria_server() -> Iterator[Database]:
    driver = pytest.importorskip("pymysql")
    server, install = program("mariadbd"), program("mariadb-install-db")
    with folder_of("mysql") as (folder, user):
        data, port = folder / "data", free_port()
        made = [str(install), "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        made += ["--skip-test-db", *([f"--user={user}"] if user else [])]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        command = [str(server), "--no-defaults", f"--datadir={data}", f"--socket={folder}/s", f"--port={port}"]
        command += ["--bind-address=127.0.0.1", f"--pid-file={folder}/pid", "--default-time-zone=-03:00"]
        command += ["--character-set-server=latin1", "--sql-mode=", "--innodb-flush-method=nosync"]
        with running(command, user, folder):
            limit = time.monotonic() + START
            while True:
                try:
                    with driver.connect(unix_socket=f"{folder}/s", user="root", charset="utf8mb4") as connection:
                        cursor = connection.cursor()
                        cursor.execute("CREATE DATABASE facts CHARACTER SET utf8mb4")
                        for name in (KEEPER, "owner"):
                            cursor.execute(f"GRANT ALL ON *.* TO {name}@'%%' IDENTIFIED BY %s", (SECRET,))
                    break
                except driver.OperationalError:
                    assert time.monotonic() < limit, "MariaDB has not started"
                    time.sleep(0.2)
            yield Database(f"mysql://127.0.0.1:{port}/facts?unix_socket={folder}/s", "owner", SECRET)


@contextmanager
def maria_client(where: Database) -> Iterator[pymysql.cursors.Cursor]:
    import pymysql

    port = urlsplit(where.address).port or 0
    with pymysql.connect(
        host="127.0.0.1", port=port, user=KEEPER, password=SECRET.encode(), database="facts", autocommit=True
    ) as connection:
        yield connection.cursor()


@pytest.fixture
def maria(maria_server: Database) -> Database:
    with maria_client(maria_server) as client:
        client.execute("DROP DATABASE facts")
        client.execute("CREATE DATABASE facts CHARACTER SET utf8mb4")
    return Database(maria_server.address.partition("?")[0], "owner", SECRET)  # through TCP


@pytest.mark.parametrize(
    ("declared", "given", "datatype", "text"),
    [
        ("VARCHAR(9)", "'x'", "", "x"),
        ("CHAR(5)", "'ab'", "", "ab"),
        ("TEXT", "'ab  '", "", "ab  "),
        ("TEXT", "''", "", ""),
        ("TEXT", "'it''s \"a\" \\\\ 👍🏽 ñ'", "", 'it\'s "a" \\ 👍🏽 ñ'),
        ("TEXT", "concat('a', char(0), 'b')", "", "a\x00b"),
        ("VARCHAR(9) CHARACTER SET latin1", "'ñ'", "", "ñ"),
        ("INT", "NULL", "integer", None),
        ("ENUM('a', 'b')", "'b'", "", "b"),
        ("SET('a', 'b')", "'a,b'", "", "a,b"),
        ("JSON", "'{\"a\":  1}'", "", '{"a":  1}'),
        ("UUID", "'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'", "", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("YEAR", "1912", "", "1912"),
        ("BINARY(3)", "x'00ff'", "hexBinary", "00FF00"),
        ("VARBINARY(9)", "x'00ff'", "hexBinary", "00FF"),
        ("BLOB", "''", "hexBinary", ""),
        ("LONGBLOB", "x'0d0a'", "hexBinary", "0D0A"),
        ("BIT(9)", "b'100000001'", "hexBinary", "0101"),
        ("BIT(1)", "b'1'", "boolean", "true"),
        ("BOOLEAN", "TRUE", "boolean", "true"),
        ("TINYINT(1)", "0", "boolean", "false"),
        ("TINYINT", "-128", "integer", "-128"),
        ("SMALLINT", "7", "integer", "7"),
        ("MEDIUMINT", "7", "integer", "7"),
        ("INT(5) ZEROFILL", "42", "integer", "42"),
        ("BIGINT UNSIGNED", "18446744073709551615", "integer", "18446744073709551615"),
        ("DECIMAL(9,2)", "100.00", "decimal", "100"),
        ("DECIMAL(9,2)", "-0.50", "decimal", "-0.5"),
        ("DECIMAL(65,30)", "12345678901234567890123456789012345.123456789012345678901234567890", "decimal",
         "12345678901234567890123456789012345.12345678901234567890123456789"),
        ("FLOAT", "70.22", "double", "7.022E1"),
        ("FLOAT", "16777217", "double", "1.6777216E7"),
        ("FLOAT", "1234567.8", "double", "1.2345678E6"),
        ("DOUBLE", "0.1e0 + 0.2e0", "double", "3.0000000000000004E-1"),
        ("REAL", "80.25", "double", "8.025E1"),
        ("DOUBLE", "1e300", "double", "1.0E300"),
        ("DATE", "'1912-05-03'", "date", "1912-05-03"),
        ("DATE", "'0000-01-01'", "date", "0000-01-01"),
        ("DATE", "'9999-12-31'", "date", "9999-12-31"),
        ("TIME", "'09:30'", "time", "09:30:00"),
        ("TIME(6)", "'23:59:59.120000'", "time", "23:59:59.12"),
        ("DATETIME", "'2009-10-10 12:12:22'", "dateTime", "2009-10-10T12:12:22"),
        ("DATETIME(6)", "'2009-10-10 12:12:22.500001'", "dateTime", "2009-10-10T12:12:22.500001"),
        ("TIMESTAMP NULL", "'2009-10-10 12:12:22'", "dateTime", "2009-10-10T15:12:22"),
        ("POINT", "NULL", "hexBinary", None),
    ],
)  # fmt: skip
def test_a_value_of_mariadb_has_its_natural_form(
    maria: Database, declared: str, given: str, datatype: str, text: str | None
) -> None:
    with maria_client(maria) as client:
        client.execute(f"CREATE TABLE t (id INT, v {declared})")
        client.execute(f"INSERT INTO t VALUES (1, {given})")
    for source in (table(maria, "t"), query(maria, "SELECT * FROM t")):
        records = read(source, ["v"], {})
        assert records.fields[0].datatype.removeprefix(XSD) == datatype
        assert list(records.batches) == [Batch(1, [[text]])]


@pytest.mark.parametrize(
    ("declared", "given"),
    [
        ("DATE", "'0000-00-00'"),
        ("DATE", "'2020-00-00'"),
        ("DATETIME", "'0000-00-00 00:00:00'"),
        ("TIMESTAMP", "0"),
        ("TIME", "'838:59:59'"),
        ("TIME", "'-01:00:00'"),
        ("BOOLEAN", "2"),
    ],
)
def test_a_value_of_mariadb_that_xsd_cannot_write_is_an_error(maria: Database, declared: str, given: str) -> None:
    with maria_client(maria) as client:
        client.execute(f"CREATE TABLE t (v {declared})")
        client.execute(f"INSERT INTO t VALUES ({given})")
    with pytest.raises(NoForm, match=r'the value ".+" of the column "v" of mysql://.+ has no form in RDF'):
        rows(table(maria, "t"), "v")


def test_tables_of_mariadb_are_found_in_other_databases_and_in_any_case(maria: Database) -> None:
    with maria_client(maria) as client:
        client.execute("CREATE TABLE Patient (ID int, `first``name` text)")
        client.execute("INSERT INTO Patient VALUES (10, 'Monica')")
        client.execute("CREATE VIEW v AS SELECT ID AS n FROM Patient")
    assert rows(table(maria, "patient"), "id", "FIRST`NAME") == [("10", "Monica")]
    assert rows(table(maria, "`facts`.`Patient`"), "`ID`") == [("10",)]
    assert rows(table(maria, "v"), "n") == [("10",)]
    nameless = Database(maria.address.removesuffix("facts"), maria.user, maria.password)
    assert rows(table(nameless, "facts.v"), "n") == [("10",)]
    with pytest.raises(UnknownTable) as caught:
        read(table(maria, "patients"), [], {})
    assert caught.value.advice == 'did you mean "Patient"?'
    with pytest.raises(Failed) as wrong:
        read(table(maria, "v"), ["m"], {})
    assert [type(e) for e in wrong.value.errors] == [UnknownColumn]


def test_a_query_of_mariadb_is_read_and_pruned(maria: Database) -> None:
    text = "WITH n AS (SELECT 'a%s' AS A, 1.50 AS b, CAST(0.1 AS FLOAT) AS c) SELECT * FROM n ORDER BY 1 -- end\n;"
    assert rows(query(maria, text), "b", "a") == [("1.5", "a%s")]
    assert rows(query(maria, text), "c", "b") == [("1.0E-1", "1.5")]
    assert list(read(query(maria, text), [], {}).batches) == [Batch(1, [])]
    with pytest.raises(SameName, match='"b"'):
        read(query(maria, "SELECT 1 AS a, 2 AS b, 3 AS b"), ["a"], {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELEC 1", "error in your SQL syntax.* near 'SELEC 1' at line 1"),
        ("SELECT * FROM nowhere", "Table 'facts.nowhere' doesn't exist"),
        ("SELECT idd FROM t", "Unknown column 'idd'"),
        ("DELETE FROM t", "syntax|READ ONLY"),
        ("DROP TABLE t", "syntax|READ ONLY"),
        ("SELECT 1 AS id; DROP TABLE t", "syntax"),
        ("SELECT NEXTVAL(s) AS id", "READ ONLY transaction"),
        ("SELECT (SELECT id FROM t) AS id FROM t", "more than 1 row"),
        ("", "empty"),
    ],
)
def test_a_wrong_query_of_mariadb_is_told(maria: Database, text: str, message: str) -> None:
    with maria_client(maria) as client:
        client.execute("CREATE TABLE t (id int)")
        client.execute("INSERT INTO t VALUES (1), (2)")
        client.execute("CREATE SEQUENCE s")
    with pytest.raises(WrongQuery, match=message) as caught:
        list(read(query(maria, text), ["id"], {}).batches)
    assert caught.value.place == PLACE
    assert rows(table(maria, "t"), "id") == [("1",), ("2",)]


def test_mariadb_is_read_in_batches_of_one_snapshot(maria: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.sources.mysql.BATCH", 1000)
    with maria_client(maria) as client:
        client.execute("CREATE TABLE t AS SELECT seq AS i FROM seq_1_to_2500")
        batches = read(table(maria, "t"), ["i"], {}).batches
        client.execute("INSERT INTO t VALUES (0)")
        read_rows = list(batches)
    assert [batch.count for batch in read_rows] == [1000, 1000, 500]
    assert sum(int(str(cell)) for batch in read_rows for cell in batch.cells[0]) == 2500 * 2501 / 2


def test_a_wrong_user_password_or_name_of_mariadb_is_told_without_the_password(maria: Database) -> None:
    for wrong, message in (
        (Database(maria.address, "owner", "wr0ng-one"), "Access denied for user 'owner'"),
        (Database(maria.address, "nobody", "wr0ng-one"), "Access denied for user 'nobody'"),
        (Database(maria.address + "x", "owner", SECRET), "Unknown database 'factsx'"),
    ):
        with pytest.raises(Unreachable, match=message) as caught:
            read(table(wrong, "t"), [], {})
        told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert wrong.password not in told
        assert caught.value.exit_code == ENVIRONMENT


def test_mariadb_is_reached_through_a_socket_and_with_a_password_of_the_environment(
    maria_server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sessions.PASSWORD, SECRET)
    assert value(Database(maria_server.address, "owner"), "1") == ("integer", "1")


def test_a_broken_connection_to_mariadb_is_told(maria: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.sources.mysql.BATCH", 100)
    text = "SELECT repeat('x', 1000) AS x FROM seq_1_to_1000000"
    batches = read(query(maria, text), ["x"], {}).batches
    assert next(batches)
    with maria_client(maria) as client:
        client.execute("KILL USER owner")
    with pytest.raises(ConnectionLost, match=r"(?i)lost connection|killed") as caught:
        list(batches)
    assert caught.value.exit_code == ENVIRONMENT


def test_a_mariadb_that_falls_silent_is_told(maria: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mysql, "SILENCE", 1)
    with pytest.raises(ConnectionLost, match="timed out"):
        value(maria, "sleep(30)")


def test_nobody_stays_connected_to_mariadb_and_the_rest_is_not_read(maria: Database) -> None:
    with maria_client(maria) as client:
        begun = time.monotonic()
        for use in (next, lambda batches: None):
            records = read(query(maria, "SELECT repeat('x', 500) AS x FROM seq_1_to_100000000"), ["x"], {})
            use(records.batches)
            del records
            for _ in range(100):
                client.execute("SELECT count(*) FROM information_schema.processlist WHERE user = 'owner'")
                if client.fetchone() == (0,):
                    break
                time.sleep(0.1)
            else:
                pytest.fail("somebody is still connected")
        assert time.monotonic() - begun < 30


def test_ctrl_c_ends_reading_from_mariadb(maria: Database) -> None:
    begun = time.monotonic()
    with pressed_ctrl_c(), pytest.raises(KeyboardInterrupt):
        value(maria, "sleep(20)")
    assert time.monotonic() - begun < 15


# ---- datasets --------------------------------------------------------------------------------------------------

TICKETS = "CREATE TABLE tickets (id int, station varchar(9), price double precision, sold date, refunded boolean)"
SOLD = "INSERT INTO tickets VALUES (2, 'birch', 12, NULL, false), (1, 'alder', 2.5, '1999-12-31', NULL)"


def published(root: Path, where: Database) -> list[str]:
    """What a dataset publishes of the tickets of a server, whose password nobody is told."""
    mapping = root / "mappings/stock.rml.ttl"
    login = f'd2rq:username "{where.user}" ; d2rq:password "{where.password}"'
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(
        text.replace('"jdbc:sqlite:mappings/facts/tickets.db"', f'"jdbc:{where.address}" ; {login}'), encoding="utf-8"
    )
    ran = lod(root, "build", "--no-store")
    assert ran.code == 0, ran.err
    traced = lod(root, "trace", "https://example.org/rail/id/ticket/1")
    assert f"  {where.address}: record 1  1  by mappings/stock.rml.ttl:" in traced.out
    assert lod(root, "validate").err == ""
    for word in (where.password, quote(where.password, safe="")):
        kept = [p for p in (root / "output").rglob("*") if p.is_file() and word.encode() in p.read_bytes()]
        assert not kept
        assert word not in ran.err + traced.out
    lines = (root / "output/railway.nq").read_text(encoding="utf-8").splitlines()
    tickets = [line.removesuffix(" .").split(" ")[:3] for line in lines if "/id/ticket/" in line]
    return sorted(f"{s[-2]} {p.rpartition('#')[2][:-1]} {o.partition('^')[0]}" for s, p, o in tickets)


STATED = ["1 price \"2.5\"", "1 sold \"1999-12-31\"", "1 soldAt <https://example.org/rail/id/station/alder>",
    "1 type <https://example.org/rail/def#Ticket>", "2 price \"12\"",
    "2 soldAt <https://example.org/rail/id/station/birch>", "2 type <https://example.org/rail/def#Ticket>"]  # fmt: skip


def test_a_dataset_reads_postgresql(pg: Database, tmp_path: Path) -> None:
    with pg_client(pg) as client:
        client.execute(f"{TICKETS}; {SOLD}")
    cheap = ['1 cheap "true"', '2 cheap "false"', '2 refunded "false"']
    assert published(mixed(tmp_path / "d"), pg) == sorted([*STATED, *cheap])


def test_a_dataset_reads_mariadb(maria: Database, tmp_path: Path) -> None:
    with maria_client(maria) as client:
        client.execute("USE facts")
        client.execute(TICKETS)
        client.execute(SOLD)
    cheap = ['1 cheap "1"', '2 cheap "0"', '2 refunded "false"']
    assert published(mixed(tmp_path / "d"), maria) == sorted([*STATED, *cheap])
