"""What the three kinds of databases have in common.  Values, and how names are found; no I/O but the environment.

Read first: sources/databases.py, which drives a session: its columns are known as soon as it is open."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol

from lod.errors import did_you_mean
from lod.sources.database_faults import SameName, UnknownTable, shown
from lod.sources.model import Database, LogicalSource, Value
from lod.sources.natural import FORMS, Raw

BATCH = 50_000  # rows that are in memory at once
CONNECT = 10  # seconds until a server must have answered
PASSWORD = "LOD_DATABASE_PASSWORD"  # variable of the environment

PART = r'"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]'
QUOTED = re.compile(rf"(?:{PART}|[^\"`.\[\]]+)(?:\.(?:{PART}|[^\"`.\[\]]+))*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or result."""

    name: str
    form: Callable[[Raw], Value] | None  # None: values are texts and stay as they are
    datatype: str  # IRI, "" for strings, PER_VALUE


class Session(Protocol):
    """An open connection with one table or query to read; closing it is always safe."""

    @property
    def columns(self) -> tuple[Column, ...]: ...

    def batches(self, wanted: Sequence[int]) -> Iterator[Sequence[Sequence[Raw | None]]]:
        """The rows in batches, each with the values of the wanted columns; without any, each has one of no meaning."""
        ...

    def close(self) -> None: ...


def column(name: str, kind: str) -> Column:
    """A column whose values are all of one kind, a key of `natural.FORMS`."""
    form, datatype = FORMS[kind]
    return Column(name, None if kind == "text" else form, datatype)


def secret(database: Database) -> str:
    """The password: that of the address, else of the environment, else none."""
    return database.password or os.environ.get(PASSWORD, "")


def find(wanted: str, known: Sequence[str]) -> int:
    """Find a name: as it is written, else the one that differs in case only; a name in quotes as it is only.

    returns  its number, -1 for none
    >>> find("name", ["id", "NAME"]), find('"name"', ["NAME"]), find("name", ["Name", "NAME"]), find('"a"', ["a"])
    (1, -1, -1, 0)
    """
    if wanted in known:
        return known.index(wanted)
    if (bare := unquoted(wanted)) != wanted:
        return known.index(bare) if bare in known else -1
    alike = [number for number, name in enumerate(known) if name.lower() == wanted.lower()]
    return alike[0] if len(alike) == 1 else -1


def unquoted(name: str) -> str:
    """Take the quotes off the parts of a name.

    >>> unquoted('"my ""own"" schema"."t"'), unquoted("`a`.[b]"), unquoted("a")
    ('my "own" schema.t', 'a.b', 'a')
    """
    if not QUOTED.fullmatch(name):
        return name
    return re.sub(PART, lambda m: m[0][1:-1].replace(m[0][-1] * 2, m[0][-1]), name)


def quoted(name: str, mark: str = '"') -> str:
    """Write a name in SQL.

    >>> quoted("a`b", "`"), quoted("a`b")
    ('`a``b`', '"a`b"')
    """
    return mark + name.replace(mark, mark * 2) + mark


def picked(rows: Sequence[Sequence[Raw | None]], wanted: Sequence[int]) -> Sequence[Sequence[Raw | None]]:
    """Take the wanted values of each row, in their order; whole rows where none is named."""
    if len(wanted) == 1:
        return [(row[wanted[0]],) for row in rows]
    return list(map(itemgetter(*wanted), rows)) if wanted else rows


def table(source: LogicalSource, database: Database, known: Iterable[tuple[str, str, bool]]) -> tuple[str, str]:
    """Find the table of a source.

    known    schema and name of each table, and whether its name alone is enough
    raises   UnknownTable
    """
    names: dict[str, tuple[str, str]] = {}
    for schema, name, searched in known:
        names |= {f"{schema}.{name}": (schema, name)} | ({name: (schema, name)} if searched else {})
    number = find(source.path, list(names))
    if number < 0:
        own = [n for n in names if not n.startswith(("pg_", "information_schema.", "mysql.", "performance_schema."))]
        likely = own if "." in source.path else [n for n in own if "." not in n] or own
        suggestion = did_you_mean(source.path, likely)
        raise UnknownTable(source.place, table=source.path, database=shown(database), suggestion=suggestion)
    return list(names.values())[number]


def check_names(names: Sequence[str], source: LogicalSource) -> None:
    """Refuse a result in which two columns have one name.

    raises   SameName
    """
    twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
    if twice is not None:
        raise SameName(source.place, column=twice)
