"""Bring a file into the one form the database reads: UTF-8, LF, one statement per line.  Path -> Lines.

A clean file of N-Triples or N-Quads is read where it lies.  One that is packed, or has a byte order mark or other line
ends, is copied; every other format is written anew as canonical N-Triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import BinaryIO

from lod.errors import Failed
from lod.rdf import parse
from lod.rdf.bytes import Bytes, first_bytes
from lod.rdf.formats import PACKED, Format, other

BATCH = 20_000  # statements written at a time


@dataclass(frozen=True, slots=True)
class Lines:
    """What the database is given of one file."""

    file: Path  # as it was named
    path: Path  # where its lines lie
    form: Format
    longest: int  # bytes; no line is longer
    canonical: bool  # made by the parser: nothing is left to check


def clean(file: Path, form: Format, path: Path, base: str = "") -> Lines:
    """Check the bytes of a file and make its lines readable.

    path     where they go: a copy, or a link to the file itself
    base     absolute IRI for the relative ones of a file that states none itself
    raises   Failed with the mistakes of the file (R402 to R412, C106, S709)"""
    if not form.lines:
        return Lines(file, path, form, write(parse.lines(file, form, base), path), True)
    seen = other(form, first_bytes(file))
    if seen:
        raise Failed([parse.wrong_ending(file, form, seen)])
    longest = None if file.suffix.lower() in PACKED else _survey(file)
    if longest is None:
        with path.open("wb") as out:
            longest = _longest(_written(_blocks(file), out))
    else:
        path.symlink_to(file.resolve())
    return Lines(file, path, form, longest, False)


def write(lines: Iterator[str], path: Path) -> int:
    """Write statements; returns a length in bytes that no line exceeds."""
    longest = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        while batch := list(islice(lines, BATCH)):
            out.write("\n".join(batch) + "\n")
            longest = max(longest, *map(len, batch))
    return 4 * longest


def _survey(file: Path) -> int | None:
    """The length of the longest line, rounded up; None if the file cannot be read where it lies."""
    with Bytes(file) as opened:
        longest = _longest(takewhile(lambda block: b"\r" not in block, iter(opened.read, b"")))
        return None if opened.marked or opened.more else longest


def _longest(blocks: Iterable[bytes]) -> int:
    longest = since = 0
    for block in blocks:
        first, last = block.find(b"\n"), block.rfind(b"\n")
        longest = max(longest, since + (len(block) if first < 0 else first), last - first)
        since = since + len(block) if last < 0 else len(block) - last - 1
    return max(longest, since)


def _written(blocks: Iterable[bytes], out: BinaryIO) -> Iterator[bytes]:
    for block in blocks:
        out.write(block)
        yield block


def _blocks(file: Path) -> Iterator[bytes]:
    """The file with line ends as Unix writes them."""
    with Bytes(file) as opened:
        pending = b""
        while block := opened.read():
            block = pending + block
            pending = block[-1:] if block.endswith(b"\r") else b""
            yield block[: len(block) - len(pending)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield b"\n" if pending else b""
