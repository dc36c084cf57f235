"""Answer the statements of a small workbench.  statements -> rows of each.

Of a few thousand triples, nine tenths of the time of a statement go into planning it.  DuckDB plans to read millions of
rows; SQLite plans in a tenth of the time, and the rows are the same.  So the tables are copied, and what SQLite cannot
do, or not soon, is left to DuckDB: forms that sqlite_sql.py does not say, errors of any kind, plans that turn out bad.
Read first: sqlite_sql.py, workbench.py."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator

from lod.shapes.sqlite_sql import translate
from lod.workbench import Value, Workbench

STEPS = 4_000_000  # of SQLite's machine, some hundredths of a second; counted, so that no clock decides anything
PATTERN = re.compile(r"regexp_matches\([^'(),]*, ('(?:[^']|'')*')\)")
OF_QUERY = 6  # columns; the last one is `said`
SCHEMA = """
PRAGMA temp_store = memory;
CREATE TABLE triple (p INTEGER, s INTEGER, o INTEGER, PRIMARY KEY (p, s, o)) WITHOUT ROWID;
CREATE TABLE term (id INTEGER PRIMARY KEY, kind TEXT, lexical TEXT, datatype TEXT, lang TEXT);
CREATE TABLE literal (id INTEGER PRIMARY KEY, valid INTEGER, family INTEGER, key TEXT, num REAL);
"""
COPIED = {"triple": "p, s, o", "term": "id, kind, lexical, datatype, lang", "literal": "id, valid, family, key, num"}
Row = tuple[Value, ...]
Answer = list[Row] | str


def answers(bench: Workbench, copy: Copy, statements: Iterable[str], beside: int) -> Iterator[Answer]:
    """All rows of each statement, in the order of the statements, or what DuckDB says in their place.

    beside   statements that DuckDB runs at the same time, while SQLite runs others"""
    asked: list[str] = []
    said: dict[int, str] = {}  # what SQLite is asked instead, by the number of the statement
    known: dict[int, Answer] = {}
    left: list[int] = []

    def others() -> Iterator[str]:
        for number, statement in enumerate(statements):
            asked.append(statement)
            if text := copy.translated(statement):
                said[number] = text
            else:
                left.append(number)
                yield statement
        copy.learn(said.values())
        for number, text in said.items():
            if (rows := copy.answer(text)) is not None:
                known[number] = rows
            else:
                left.append(number)
                yield asked[number]

    known |= zip(left, list(bench.answers(others(), beside)), strict=True)
    yield from (known[number] for number in range(len(asked)))


class Copy:
    """The tables that statements read, in SQLite's memory."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._texts = frozenset[str]()
        self._matching: dict[str, frozenset[str]] = {}  # pattern -> the texts that match
        self._con = sqlite3.connect(":memory:", isolation_level=None)
        self._con.executescript(SCHEMA)
        self._con.execute("BEGIN")
        for table, columns in COPIED.items():
            rows = bench.rows(f"SELECT {columns} FROM {table}")
            marks = ", ".join("?" * (columns.count(",") + 1))
            self._con.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            if table == "term":
                self._texts = frozenset(str(row[2]) for row in rows)
        self._whole = not any("\0" in text for text in self._texts)  # where SQLite takes texts to end
        self._con.execute("COMMIT")
        self._con.execute("CREATE INDEX backwards ON triple (p, o, s)")
        functions: dict[str, Callable[[str, str], bool]] = {
            "starts_with": str.startswith,
            "ends_with": str.endswith,
            "contains": str.__contains__,
            "regexp_matches": self._matches,
        }
        for name, function in functions.items():
            self._con.create_function(name, 2, _strict(function), deterministic=True)
        self._con.set_progress_handler(lambda: 1, STEPS)  # which stops the statement

    def rows(self, statement: str) -> list[Row] | None:
        """The rows of a statement, as DuckDB gives them; None where that cannot be said, fails, or takes long."""
        text = self.translated(statement)
        return self.answer(text) if text else None

    def translated(self, statement: str) -> str | None:
        """What to ask in the place of a statement; None where that cannot be said."""
        return translate(statement) if self._whole else None

    def learn(self, texts: Iterable[str]) -> None:
        """Look for the patterns of many statements at once; one that is not seen here is looked for when it is met."""
        patterns = list(dict.fromkeys(pattern for text in texts for pattern in PATTERN.findall(text)))
        query = "SELECT {} AS n, lexical FROM term WHERE regexp_matches(lexical, {})"
        queries = [" UNION ALL ".join(query.format(*each) for each in enumerate(patterns))] if patterns else []
        for rows in self._bench.answers(queries):
            if not isinstance(rows, str):  # which says that one of them is no pattern
                found: list[set[str]] = [set() for _ in patterns]
                for n, text in rows:
                    found[int(str(n))].add(str(text))
                self._matching |= zip(map(_unquoted, patterns), map(frozenset, found), strict=True)

    def answer(self, text: str) -> list[Row] | None:
        """The rows of what is said so that SQLite reads it; None where it fails, or takes long."""
        try:
            found = self._con.execute(text).fetchall()
        except sqlite3.Error:
            return None
        return [(*row[:-1], _said(row[-1])) if len(row) == OF_QUERY else row for row in found]

    def close(self) -> None:
        """Forget the copy."""
        self._con.close()

    def _matches(self, text: str, pattern: str) -> bool:
        """Whether a text of the data matches; DuckDB says it, for no two engines read a pattern quite alike."""
        if text not in self._texts:
            raise LookupError(text)
        if pattern not in self._matching:
            found = self._bench.texts("SELECT lexical FROM term WHERE regexp_matches(lexical, ?)", [pattern])
            self._matching[pattern] = frozenset(found)
        return text in self._matching[pattern]


def _strict(function: Callable[[str, str], bool]) -> Callable[[str | None, str | None], bool | None]:
    """A function as SQL has it: of NULL it is NULL."""
    return lambda a, b: None if a is None or b is None else function(a, b)


def _said(text: str | None) -> dict[str, str | None]:
    """What a query says of its variables: ids are texts there."""
    names, values = json.loads(text) if text else ((), ())
    return {n: v if v is None else str(v) for n, v in zip(names, values, strict=True)}


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")
