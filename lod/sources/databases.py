"""Read a table or query of a database.  LogicalSource + references -> Records; streaming, in one snapshot.

Read first: sources/natural.py (values) and sources/sessions.py (names).  There is one module for each system; nothing
else knows them.  The drivers of servers are optional and imported when they are needed.
Spec: R2RML sections 5 and 10.2 (www.w3.org/TR/r2rml); RML-IO registry, SQL reference formulations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from urllib.parse import parse_qsl, quote, unquote

from lod.errors import LodError, Place, UnknownColumn, raise_all
from lod.sources import mysql, postgresql, sqlite
from lod.sources.database_faults import BadAddress, NoForm, shown
from lod.sources.model import Batch, Cell, Database, Field, LogicalSource, Records
from lod.sources.natural import Raw
from lod.sources.sessions import Column, Session, find

SYSTEMS: dict[str, Callable[[LogicalSource, Database], Session]] = {  # how an address begins
    sqlite.PREFIX: sqlite.SqliteSession,
    postgresql.PREFIX: postgresql.PostgresqlSession,
    mysql.PREFIX: mysql.MysqlSession,
}
ALIASES = {"postgres": "postgresql", "mariadb": "mysql"}
PARAMETERS = {  # of an address, besides user and password
    "postgresql": """host port sslmode sslrootcert sslcert sslkey sslcrl channel_binding target_session_attrs options
    passfile service application_name krbsrvname gssencmode""".split(),
    "mysql": ["unix_socket", "ssl_ca"],
}
HOSTS = re.compile(r"(?:[^:@/\[\],]*|\[[0-9A-Fa-f:.]+\])(?::\d+)?(?:,(?:[^:@/\[\],]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?)*")
ENCODE = "in a user or password write @ as %40, / as %2F, : as %3A, ? as %3F, # as %23"
LONGEST = 60  # characters of a value in a message


def read(source: LogicalSource, references: Sequence[str], place_of: Mapping[str, Place]) -> Records:
    """Read what the references select of a table or query.

    source       formulation table or query, with a database; a file of SQLite is relative to the working directory
    references   names of columns; a name without quotes may differ in case where only one column is meant
    place_of     where each reference is written
    returns      a field per reference, in their order; batches once, and the connection is closed at their end.  A
                 value is none where it is NULL, or one of the nulls that the mapping gives besides ""
    raises       Failed with every unknown column (M104); T240 to T245, S720 to S722, of which T241, T243 and S722 also
                 while batches are read
    """
    database = source.database
    if database is None:
        raise BadAddress(source.place, message="none is named")
    opened = next((opened for prefix, opened in SYSTEMS.items() if database.address.startswith(prefix)), None)
    if opened is None:
        raise BadAddress(source.place, message="its kind is not known")
    with ExitStack() as stack:
        session = stack.enter_context(closing(opened(source, database)))
        wanted = _wanted(session.columns, source, database, references, place_of)
        fields = tuple(Field(r, datatype=session.columns[n].datatype) for r, n in zip(references, wanted, strict=True))
        batches = _batches(session, wanted, source, [place_of.get(r, source.place) for r in references])
        next(batches)  # from here on the connection is closed with the batches
        stack.pop_all()
    return Records(fields, batches)


def _wanted(
    columns: Sequence[Column],
    source: LogicalSource,
    database: Database,
    references: Sequence[str],
    place_of: Mapping[str, Place],
) -> list[int]:
    """The number of the column that each reference names."""
    names = [column.name for column in columns]
    wanted = [find(reference, names) for reference in references]
    what = source.path if source.formulation == "table" else f"the result of the query to {shown(database)}"
    errors: list[LodError] = [
        UnknownColumn(place_of.get(reference, source.place), column=reference, source=what, columns=", ".join(names))
        for reference, number in zip(references, wanted, strict=True)
        if number < 0
    ]
    raise_all(errors)
    return wanted


def _batches(
    session: Session, wanted: Sequence[int], source: LogicalSource, places: Sequence[Place]
) -> Iterator[Batch]:
    nulls = frozenset(() if source.nulls == ("",) else source.nulls)  # in a database an empty text is a value
    with closing(session):
        yield Batch(0, ())
        for rows in session.batches(wanted):
            values = zip(*rows, strict=True) if wanted else ()
            cells = [
                _cells(session.columns[number], column, source, place)
                for number, column, place in zip(wanted, values, places, strict=True)
            ]
            yield Batch(len(rows), [_without(column, nulls) for column in cells] if nulls else cells)


def _without(cells: Sequence[Cell], nulls: frozenset[str]) -> Sequence[Cell]:
    return [None if (cell[0] if isinstance(cell, tuple) else cell) in nulls else cell for cell in cells]


def _cells(column: Column, values: Sequence[Raw | None], source: LogicalSource, place: Place) -> Sequence[Cell]:
    form = column.form
    if form is None:
        return [None if value is None else str(value) for value in values]
    at = 0
    cells: list[Cell] = []
    try:
        for at, value in enumerate(values):  # noqa: B007
            cells.append(None if value is None else form(value))
    except ValueError as error:
        value = str(values[at])
        text = f'the value "{value[:LONGEST]}{"…" if len(value) > LONGEST else ""}" of the column "{column.name}"'
        where = shown(source.database) if source.database else ""
        raise NoForm(place, what=text, database=where, message=str(error)) from None
    return cells


def database(url: str, place: Place | None = None) -> Database:
    """Take the address of a database apart.

    url      sqlite:FILE, postgresql://USER:PASSWORD@HOST:PORT/NAME?sslmode=require, mysql://… (MariaDB too), or a JDBC
             DSN of these, with user and password percent-encoded or as the parameters user and password
    raises   BadAddress, which does not repeat the address: it may hold a password
    >>> database("jdbc:mysql://localhost:3306/facts?user=ada&password=x%26y")
    Database(address='mysql://localhost:3306/facts', user='ada')
    """
    scheme, _, rest = url.strip().removeprefix("jdbc:").partition(":")
    scheme = ALIASES.get(scheme.lower(), scheme.lower())
    if scheme == "sqlite":
        if not rest or rest.startswith("//"):
            raise BadAddress(
                place, message="the file follows sqlite: at once, as in sqlite:facts.db or sqlite:/tmp/a.db"
            )
        return Database(sqlite.PREFIX + rest)
    if scheme not in PARAMETERS:
        raise BadAddress(place, message="its kind is not known")
    return _server(scheme, rest if rest.startswith("//") else f"//localhost/{rest}", place)


def _server(scheme: str, rest: str, place: Place | None) -> Database:
    before, _, query = rest[2:].partition("?")
    authority, _, name = before.partition("/")
    login, _, hosts = authority.rpartition("@")
    if "#" in rest or "@" in name or "@" in query or not HOSTS.fullmatch(hosts):
        raise BadAddress(place, message=f"its parts cannot be told; {ENCODE}")
    user, _, password = login.partition(":")
    given = dict(parse_qsl(query, keep_blank_values=True))
    user, password = given.pop("user", unquote(user)), given.pop("password", unquote(password))
    if unknown := sorted(set(given) - set(PARAMETERS[scheme])):
        known = ", ".join(sorted(PARAMETERS[scheme]))
        raise BadAddress(place, message=f"the parameter {unknown[0]} is not known; known are user, password, {known}")
    kept = "&".join(f"{key}={quote(value, safe='/')}" for key, value in given.items())
    return Database(f"{scheme}://{hosts}/{name}" + (f"?{kept}" if kept else ""), user, password)
