"""Keep what Wikidata answered, by item and revision.  SQLite file <-> items and answers to searches.

An item is kept as the JSON it came as, so that whoever doubts a link can see what it was judged by; a newer revision
stands beside the older.  What is asked for and what answers are told apart: after a merger they differ.  Every entry is
one transaction: two processes may write at once, and one that is stopped leaves whole entries or none.  Whatever is in
here can be fetched again."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lod.errors import ENVIRONMENT, LodError
from lod.links import wikibase
from lod.links.items import Item

DAY = 86_400.0  # seconds
ENTITY_AGE, SEARCH_AGE = 14 * DAY, DAY  # older than that, it is asked again when that is possible
PATIENCE = 30.0  # seconds that a writer waits for another
VERSION = 1
TABLES = """
CREATE TABLE IF NOT EXISTS entity (qid TEXT, revision INTEGER, fetched REAL NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (qid, revision)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (id TEXT PRIMARY KEY, qid TEXT NOT NULL, revision INTEGER, fetched REAL NOT NULL)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search (question TEXT PRIMARY KEY, fetched REAL NOT NULL, answer BLOB NOT NULL)
  WITHOUT ROWID;
"""
LATEST = """SELECT a.id, a.qid, a.revision, a.fetched, e.body FROM asked a
  LEFT JOIN entity e ON e.qid = a.qid AND e.revision = a.revision"""


EXISTING = """SELECT id, qid FROM asked WHERE revision IS NOT NULL
  ORDER BY length(qid), qid, id = qid, id"""  # the last of a qid is the id that needs no redirect
COUNTS = """SELECT (SELECT count(DISTINCT qid) FROM entity), (SELECT count(*) FROM entity),
  count(*) FILTER (WHERE revision IS NOT NULL AND id != qid AND id NOT LIKE '%:%'),
  count(*) FILTER (WHERE revision IS NULL), count(*), count(*) FILTER (WHERE fetched <= $1),
  (SELECT count(*) FROM search), (SELECT count(*) FROM search WHERE fetched <= $2) FROM asked"""
AT_ONCE = 100  # items in memory
SPAN = "SELECT min(fetched), max(fetched) FROM (SELECT fetched FROM asked UNION ALL SELECT fetched FROM search)"


class BadCache(LodError):
    """The file is no cache, or a broken one."""

    code, template, exit_code = "L531", "the cache {file} cannot be read: {message}", ENVIRONMENT
    hint = "if it stays so, delete it: everything in it can be fetched again"


@dataclass(frozen=True, slots=True)
class Kept:
    """An item as the cache has it."""

    item: Item
    age: float  # seconds since it was fetched

    @property
    def fresh(self) -> bool:
        return 0 <= self.age < ENTITY_AGE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found."""

    found: tuple[str, ...]  # ids in the order of the answer
    age: float  # seconds

    @property
    def fresh(self) -> bool:
        return 0 <= self.age < SEARCH_AGE


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an item."""

    revision: int
    fetched: float  # seconds since 1970
    size: int  # bytes as kept
    modified: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a cache holds, in numbers."""

    items: int  # that exist
    revisions: int
    redirects: int
    missing: int
    asked: int  # ids and pages
    stale: int  # of these
    searches: int
    stale_searches: int
    oldest: float  # seconds since it was fetched; 0 for an empty cache
    newest: float
    size: int  # bytes of the file

    @property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """A table for people: what, how many, how many of these are stale."""
        return (
            ("items", f"{self.items:,}", ""),
            ("revisions of them", f"{self.revisions:,}", ""),
            ("ids that are redirected", f"{self.redirects:,}", ""),
            ("ids and pages that are missing", f"{self.missing:,}", ""),
            ("ids and pages asked for", f"{self.asked:,}", f"{self.stale:,}"),
            ("searches", f"{self.searches:,}", f"{self.stale_searches:,}"),
            ("days since the oldest answer", f"{self.oldest / DAY:.1f}", ""),
            ("days since the newest answer", f"{self.newest / DAY:.1f}", ""),
            ("bytes", f"{self.size:,}", ""),
        )


class Cache:
    """A cache in a file; a file that is not there is an empty one until something is kept."""

    def __init__(self, file: Path, shown: str = "", now: Callable[[], float] = time.time) -> None:
        self.file, self.shown, self.now = file, shown or file.name, now

    def items(self, asked: Sequence[str]) -> dict[str, Kept]:
        """What is known of some ids; those never asked for are absent.

        asked    ids of items, or pages as eswiki:Title"""
        found: dict[str, Kept] = {}
        with self._open() as store:
            if store:
                for one in dict.fromkeys(asked):
                    for row in store.execute(f"{LATEST} WHERE a.id = ?", [one]):
                        found[one] = self._kept(*row)
        return found

    def everything(self) -> Iterator[Kept]:
        """Each item that was asked for and exists, once, in its latest revision, in the order of ids."""
        with self._open() as store:
            rows = store.execute(EXISTING).fetchall() if store else []
        asked = list({qid: one for one, qid in rows}.values())
        for start in range(0, len(asked), AT_ONCE):  # so that a slow reader keeps no writer waiting
            yield from self.items(asked[start : start + AT_ONCE]).values()

    def keep(self, bodies: Mapping[str, object]) -> dict[str, Item]:
        """Keep entities; nothing of them unless all are entities.

        bodies   what was asked for -> JSON of the entity, or {"missing": ""}
        raises   BadAnswer"""
        items = {asked: wikibase.entity(body, asked) for asked, body in bodies.items()}
        now, entities, asked_for = self.now(), [], []
        for asked, item in items.items():
            revision = None if item.missing else item.revision
            if not item.missing:
                text = json.dumps(bodies[asked], ensure_ascii=False, separators=(",", ":")).encode()
                entities.append((item.qid, revision, now, gzip.compress(text, compresslevel=6, mtime=0)))
            asked_for.append((asked, item.qid, revision, now))
        with self._open(write=True) as store:
            if store:
                store.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?)", entities)
                store.executemany("INSERT OR REPLACE INTO asked VALUES (?, ?, ?, ?)", asked_for)
        return items

    def answer(self, question: str) -> Answer | None:
        """What a search found when it was last asked."""
        with self._open() as store:
            query = "SELECT fetched, answer FROM search WHERE question = ?"
            row = store.execute(query, [question]).fetchone() if store else None
            return Answer(tuple(json.loads(row[1])), self.now() - row[0]) if row else None

    def keep_answer(self, question: str, found: Iterable[str]) -> None:
        """Keep what a search has found, an empty answer too."""
        row = [question, self.now(), json.dumps(list(found))]
        with self._open(write=True) as store:
            if store:
                store.execute("INSERT OR REPLACE INTO search VALUES (?, ?, ?)", row)

    def revisions(self, qid: str) -> tuple[Revision, ...]:
        """The states of one item that are kept, oldest first."""
        with self._open() as store:
            query = "SELECT revision, fetched, body FROM entity WHERE qid = ? ORDER BY revision"
            rows = store.execute(query, [qid]).fetchall() if store else []
            bodies = [(r, f, len(body), wikibase.entity(json.loads(gzip.decompress(body)), qid)) for r, f, body in rows]
            return tuple(Revision(revision, fetched, size, item.modified) for revision, fetched, size, item in bodies)

    def earlier(self, items: Iterable[Item]) -> dict[str, Item]:
        """The revision before the one that is known, of those items of which it is kept."""
        query = "SELECT body FROM entity WHERE qid = ? AND revision < ? ORDER BY revision DESC LIMIT 1"
        found: dict[str, Item] = {}
        with self._open() as store:
            for item in items if store else ():
                for (body,) in store.execute(query, [item.qid, item.revision]) if store else ():
                    found[item.qid] = wikibase.entity(json.loads(gzip.decompress(body)), item.qid)
        return found

    def contents(self) -> Contents:
        """Count what is kept."""
        now = self.now()
        with self._open() as store:
            if not store:
                return Contents(*[0] * 11)
            counts = store.execute(COUNTS, [now - ENTITY_AGE, now - SEARCH_AGE]).fetchone()
            first, last = store.execute(SPAN).fetchone()
            ages = (0.0, 0.0) if first is None else (now - first, now - last)
            numbers = (*counts, *ages, self.file.stat().st_size)
            return Contents(*numbers)

    def _kept(self, asked: str, qid: str, revision: int | None, fetched: float, body: bytes | None) -> Kept:
        if revision is None or body is None:
            return Kept(Item(qid, asked, missing=True), self.now() - fetched)
        item = wikibase.entity(json.loads(gzip.decompress(body)), asked)
        return Kept(item, self.now() - fetched)

    @contextmanager
    def _open(self, write: bool = False) -> Iterator[sqlite3.Connection | None]:
        """One transaction; nothing to read where there is no file.  raises BadCache"""
        if not write and not self.file.is_file():
            yield None
            return
        if write:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            # who only reads may still have to undo what a writer that was killed has left half done
            mode = "rwc" if write else "rw" if os.access(self.file, os.W_OK) else "ro"
            address = f"{self.file.absolute().as_uri()}?mode={mode}"
            store = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
            try:
                if write:
                    store.execute("BEGIN IMMEDIATE")
                version = store.execute("PRAGMA user_version").fetchone()[0]
                if version not in (VERSION, 0):
                    raise BadCache(file=self.shown, message=f"it has the form {version}, not {VERSION}")
                if not version and store.execute("SELECT 1 FROM sqlite_master").fetchone():
                    raise BadCache(file=self.shown, message="it holds something else")
                if write and not version:
                    for statement in TABLES.split(";"):
                        store.execute(statement)
                    store.execute(f"PRAGMA user_version = {VERSION}")
                yield store if version or write else None
                if write:
                    store.execute("COMMIT")
            finally:
                store.close()  # what is not committed is as if it had never been
        except (sqlite3.Error, zlib.error, gzip.BadGzipFile, EOFError, json.JSONDecodeError) as error:
            raise BadCache(file=self.shown, message=str(error)) from None
