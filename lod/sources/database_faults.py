"""What can be wrong with a database.  facts about a mistake -> one line a curator can act on; no I/O.

Read first: errors.py.  No message holds a password: what servers say goes through `said`."""

from __future__ import annotations

from lod.errors import ENVIRONMENT, LodError
from lod.sources.model import Database

LONGEST = 300  # characters of a server's message


class MissingDatabase(LodError):
    code, template = "M117", "no database is named for this table or query"
    hint = "add a d2rq:Database as rml:source, or to lod map --database URL"


class UnknownTable(LodError):
    code, template, hint = "T240", 'there is no table "{table}" in {database}', "{suggestion}"


class WrongQuery(LodError):
    code, template, hint = (
        "T241",
        "{database} refuses the query: {message}",
        "try the query in a client of the database",
    )


class SameName(LodError):
    code, template = "T242", 'two columns of the result are called "{column}"'
    hint = 'give each a name of its own, as in: SELECT a.id AS "a_id", b.id AS "b_id"'


class NoForm(LodError):
    code, template = "T243", "{what} of {database} has no form in RDF: {message}"
    hint = "write a query that leaves it out or gives it as text"


class BadAddress(LodError):
    code, template = "T244", "this is no address of a database: {message}"
    hint = "write sqlite:FILE, postgresql://USER@HOST:PORT/NAME or mysql://USER@HOST:PORT/NAME"


class NoDatabaseFile(LodError):
    code, template, hint = "T245", "{file} is no SQLite database: {message}", "name the file that SQLite has made"


class NoDriver(LodError):
    code, template, exit_code = "S720", "{address} needs a driver: {message}", ENVIRONMENT
    hint = 'run: pip install "{package}"'


class Unreachable(LodError):
    code, template, exit_code = "S721", "{address} cannot be read: {message}", ENVIRONMENT
    hint = "check that the server runs there, the user and the password; LOD_DATABASE_PASSWORD may hold the password"


class ConnectionLost(LodError):
    code, template, exit_code = "S722", "{address} stops while it is read: {message}", ENVIRONMENT
    hint = "nothing was published; run again"


def said(error: Exception, database: Database, secret: str = "") -> str:
    r"""One line of what a driver or server says, without the password.

    >>> said(ValueError("no\n  entry for s3cret"), Database("mysql://h/n", "u", "s3cret"))
    'no entry for ***'
    """
    text = " ".join(str(error.args[1] if len(error.args) > 1 else error).split())
    for hidden in filter(None, (database.password, secret)):
        text = text.replace(hidden, "***")
    return text[:LONGEST] + ("…" if len(text) > LONGEST else "") or type(error).__name__


def shown(database: Database) -> str:
    """How messages call a database: its address without parameters."""
    return database.address.partition("?")[0]
