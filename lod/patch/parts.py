"""Find what has changed in the file of a table without reading its rows.  bytes, parts of the file before -> Region, ….

  "kept.part"(source, number, start, length, digest, head, line)   the file of a table in parts of whole rows

A part that stands in the file as before, wherever, holds the same rows: it is preceded by the end of a line, and rows
are read in the same way from the beginning of a row on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import pairwise

from lod.patch.model import Part, Region, Unusual
from lod.workbench import Workbench

SIZE = 1 << 17  # bytes of a part, about
HEAD = 128  # bytes
TRIES = 64  # parts that are looked for in vain before all between the first and the last change counts as changed
TABLE = """
CREATE TABLE IF NOT EXISTS "kept.part" (
  source INTEGER, number INTEGER, start BIGINT, length BIGINT, digest VARCHAR, head BLOB, line INTEGER)"""
ROWS = "SELECT DISTINCT line FROM row JOIN (SELECT unnest(?::INTEGER[]) AS line) USING (line) WHERE source = ?"


def save(bench: Workbench, source: int, data: bytes) -> None:
    """Note the parts of a file whose rows are in the workbench."""
    bench.con.execute(TABLE)
    bench.con.execute('DELETE FROM "kept.part" WHERE source = ?', [source])
    if has_odd_lines(data):
        return
    ends = dict(_ends(data))
    rows = {int(line) for line in bench.texts(ROWS, [list(ends), source])} if ends else set[int]()
    begins = {1: 0} | {line: start for line, start in ends.items() if line in rows}
    starts = [*begins.values(), len(data)]
    found = [data[a:b] for a, b in pairwise(starts)]
    bench.con.execute(
        'INSERT INTO "kept.part" SELECT $1, unnest(range(len($2))), unnest($2), unnest($3), unnest($4), unnest($5),'
        " unnest($6)",
        [
            source,
            starts[:-1],
            [len(part) for part in found],
            [sha256(part).hexdigest() for part in found],
            [part[:HEAD] for part in found],
            list(begins),
        ],
    )


def load(bench: Workbench, source: int) -> list[Part]:
    """The parts of the file before.

    raises   Unusual if there are none"""
    query = 'SELECT start, length, digest, head, line FROM "kept.part" WHERE source = ? ORDER BY number'
    found = [Part(*row) for row in bench.con.execute(query, [source]).fetchall()]
    if not found:
        raise Unusual("a table whose lines end in several ways has changed")
    return found


def has_odd_lines(data: bytes) -> bool:
    """Whether a carriage return alone ends a line, or may."""
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def _ends(data: bytes) -> Iterator[tuple[int, int]]:
    """Where parts may begin: line and byte."""
    start, line = 0, 1
    while (end := data.find(b"\n", start + SIZE) + 1) and end < len(data):
        line += data.count(b"\n", start, end)
        start = end
        yield line, start


def regions(data: bytes, parts: Sequence[Part]) -> list[Region]:
    """Where a file differs from the one that these parts are of, in its order."""
    found: list[Region] = []
    here, number, tries, shift = 0, 0, TRIES, 0
    while number < len(parts) or here < len(data):
        if number < len(parts) and _stands(data, here, parts[number], number == len(parts) - 1):
            here, number = here + parts[number].length, number + 1
            continue
        after, there = number, len(data)
        for after in range(number + 1, len(parts)):
            at = _found(data, here, parts[after], after == len(parts) - 1)
            if at >= 0:
                there = at
                break
            tries -= 1
            if tries < 0:
                after, there = _from_behind(data, here, parts, number)
                break
        else:
            after = len(parts)
        first = parts[number].line if number < len(parts) else _last_line(data, parts, here) - shift
        last = parts[after].line if after < len(parts) else 0
        lines = data.count(b"\n", here, there)
        shift = first + shift + lines - last if last else 0
        found.append(Region(here, there, first, last, shift))
        here, number = there, after
    return found


def _last_line(data: bytes, parts: Sequence[Part], end: int) -> int:
    """The line, now, at which what has been added after all parts begins."""
    return data.count(b"\n", 0, end) + 1


def _stands(data: bytes, at: int, part: Part, is_last: bool) -> bool:
    """Whether a part stands at a place, whole: after the end of a line, and at its own end or that of the file."""
    end = at + part.length
    if end > len(data) or (at and data[at - 1] != 10) or data[at : at + len(part.head)] != part.head:
        return False
    if is_last and end < len(data) and data[end - 1 : end] != b"\n":
        return False
    return sha256(memoryview(data)[at:end]).hexdigest() == part.digest


def _found(data: bytes, start: int, part: Part, is_last: bool) -> int:
    """Where a part stands next; -1 if nowhere."""
    at = data.find(part.head, start)
    for _ in range(8):
        if at < 0 or _stands(data, at, part, is_last):
            return at
        at = data.find(part.head, at + 1)
    return -1


def _from_behind(data: bytes, here: int, parts: Sequence[Part], number: int) -> tuple[int, int]:
    """The first part of those at the end that are as before, and where it stands."""
    after, there = len(parts), len(data)
    while after > number + 1:
        at = there - parts[after - 1].length
        if at < here or not _stands(data, at, parts[after - 1], after == len(parts)):
            break
        after, there = after - 1, at
    return after, there
