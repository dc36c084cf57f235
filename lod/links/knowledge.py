"""Read a knowledge base from its file.  TSV, packed or not -> candidates; reads that file only.

Read first: links/candidates.py, from_table."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from lod.errors import LodError
from lod.links.candidates import Candidate, from_table


class BadKnowledgeBase(LodError):
    """A file that items cannot be taken from."""

    code, template = "L520", "the knowledge base {file} cannot be read: {message}"
    hint = "it is a TSV file, packed with gzip or not, whose first row names at least qid, type and label"


class NothingToCompare(LodError):
    """Neither a knowledge base nor answers of Wikidata."""

    code, template = "L521", "there is nothing to compare with: {cache} holds no items"
    hint = "ask Wikidata with: lod link fetch, or name a file with --kb"


def read(path: Path, left_out: Callable[[int], object] = lambda line: None) -> Iterator[Candidate]:
    """The items of a file, in its order.

    left_out   told the line of each row that names no item
    raises   BadKnowledgeBase, maybe only after some items
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") if packed(path) else path.open(encoding="utf-8") as lines:
            yield from from_table(lines, left_out)
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadKnowledgeBase(file=path.name, message=str(error)) from error


def packed(path: Path) -> bool:
    """Whether a file is packed, whatever it is called."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
