"""A SPARQL store of the published quads.  N-Quads -> Oxigraph folder; query it read-only.

The only door to pyoxigraph.  Loading comes after validation, because a store may rewrite literals; `differs` proves
that it did not.  Spec: SPARQL 1.1 Query."""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from lod.errors import OUR_BUG, BadQuery, Failed, LodError, NoSpace, NotBuilt, Place, Unreadable, raise_all
from lod.packing import KINDS, opened, parts, unpacking
from lod.sparql.words import asks_others, names_graphs
from lod.terms import literal

PAUSE = 0.5  # seconds between two words about how far it is


class StoreDiffers(LodError):
    code, template, exit_code = "S704", "the store answers {store} quads, {dump} has {expected}", OUR_BUG
    hint = "some literal is not in canonical form: {example}"


class QueryFails(LodError):
    code, template = "Q804", "the query cannot be answered: {message}"
    hint = "the store answers from its own data only"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: a table of terms, a truth value, or triples as text."""

    variables: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]  # N-Triples text of each term, None where unbound
    truth: bool | None = None  # of an ASK; its one row says the same


def _silent(_: str) -> None:
    """Say nothing."""


class _Watched(io.RawIOBase):
    """A file that tells how much of it has been read."""

    def __init__(self, file: Path, say: Callable[[str], None]) -> None:
        self.say, self.size = say, file.stat().st_size
        self.began = self.told = time.monotonic()
        self.packed = file.open("rb")
        kind = KINDS.get(file.suffix)
        self.stream = unpacking(self.packed, kind) if kind else self.packed

    def close(self) -> None:
        self.stream.close()
        self.packed.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        now = time.monotonic()
        if now - self.told > PAUSE:
            self.told = now
            done = self.packed.tell()
            left = (now - self.began) * (self.size - done) / max(done, 1)
            self.say(f"{done >> 20:,} of {self.size >> 20:,} MB, about {duration(left)} left")
        return self.stream.read(size)


def duration(seconds: float) -> str:
    """A time to wait, in words.

    >>> duration(8), duration(200), duration(8000)
    ('8 s', '3 min', '2 h 13 min')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def load(nquads: Path, folder: Path, say: Callable[[str], None] = _silent) -> int:
    """Load a dump into a new store folder; returns the number of quads.

    say      told now and then how far it is
    raises   Failed with S701 where the disk is full"""
    try:
        store = ox.Store(str(folder))
        for part in parts(nquads):
            with closing(_Watched(part, say)) as stream:
                store.bulk_load(input=cast("IO[bytes]", stream), format=ox.RdfFormat.N_QUADS)
        say("sorting")
        store.optimize()
        store.flush()
    except OSError as error:  # without errno: the engine is no Python
        raise Failed([NoSpace(file=folder.name, message=str(error))]) from error
    return len(store)


def replace(nquads: Path, folder: Path, say: Callable[[str], None] = _silent) -> int:
    """Load a dump beside a store, compare the two, and put the new store in the place of the old one.

    say      told now and then how far it is
    returns  the number of quads
    raises   Failed with S701, S704; the old store stays then"""
    beside = folder.with_name(f".{folder.name}.next")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        count = load(nquads, beside, say)
        say("comparing")
        differs(nquads, beside)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def differs(nquads: Path, folder: Path) -> None:
    """Compare the store with the dump it was loaded from, quad by quad as text.

    raises   Failed with S704 naming one quad that is in one of them only"""
    with opened(nquads) as lines:
        expected, dumped = _fingerprint(line.rstrip(b"\n") for line in lines)
    count, stored = _fingerprint(_line(q).encode() for q in _open(folder))
    if (expected, dumped) != (count, stored):
        with opened(nquads) as lines:
            different = {line.decode().rstrip("\n") for line in lines} ^ {_line(q) for q in _open(folder)}
        raise_all([StoreDiffers(store=count, dump=nquads.name, expected=expected, example=min(different))])


def _fingerprint(lines: Iterable[bytes]) -> tuple[int, int]:
    """The number of lines and the sum of their digests, which does not depend on their order."""
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(blake2b(line, digest_size=16).digest(), "big")
    return count, total


def _line(quad: ox.Quad) -> str:
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
    value = str(quad.object)
    if "\\" in value and isinstance(quad.object, ox.Literal):  # it escapes more than canonical N-Triples do
        o = quad.object
        value = str(literal(o.value, o.datatype.value, o.language or ""))
    return f"{quad.subject} {quad.predicate} {value}{graph} ."


def _open(folder: Path, shown: str = "") -> ox.Store:
    if not folder.is_dir():
        raise Failed([NotBuilt(file=shown or folder.name)])
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        raise Failed([Unreadable(file=shown or folder.name, message=str(error))]) from error


def query(folder: Path, text: str, shown: str) -> Answer:
    """Answer a SPARQL query over the union of all graphs, or those it names with FROM.

    folder   the store; shown: its name in messages
    raises   Failed with Q801 (not SPARQL), Q804 (cannot be answered), S703 (not built), S707"""
    if asks_others(text):
        raise Failed([QueryFails(message="SERVICE asks another server")])
    store = _open(folder, shown)
    try:
        return _answer(store.query(text, use_default_graph_as_union=not names_graphs(text)))
    except SyntaxError as error:
        raise Failed([_bad_query(str(error))]) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise Failed([QueryFails(message=" ".join(str(error).split()))]) from error


def _bad_query(message: str) -> BadQuery:
    where = re.match(r"error at (\d+):(\d+): ", message)
    place = Place("query", int(where[1]), int(where[2])) if where else None
    words = " ".join(message[where.end() if where else 0 :].split())
    words = "a prefix is not declared" if "Prefix not found" in words else words
    return BadQuery(place, message=words if len(words) < 100 else words[:100].rpartition(" ")[0] + " …")


def _answer(found: ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples) -> Answer:
    if isinstance(found, ox.QueryBoolean):
        return Answer(("answer",), ((f'"{str(bool(found)).lower()}"',),), bool(found))
    if isinstance(found, ox.QuerySolutions):
        names = tuple(v.value for v in found.variables)
        return Answer(names, tuple(tuple(_text(row[n]) for n in names) for row in found))
    triples = sorted({(str(t.subject), str(t.predicate), str(t.object)) for t in found})
    return Answer(("subject", "predicate", "object"), tuple(triples))


def _text(term: object) -> str | None:
    return None if term is None else str(term)
