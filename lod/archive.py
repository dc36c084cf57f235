"""Read the archived texts of the sources.  folder, rows of sources.csv -> Archive.

A passage is a pair of offsets into a file, so a file counts only while its SHA-256 is the one the table names, and
its text is kept as stored: decoded strictly, line ends untouched.  Offsets count Unicode code points from 0, the end
is exclusive; lines count from 1."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lod.errors import LodError, NotUtf8, Place


class SourceFile(LodError):
    code, template = "E610", "the file of source {source}, {file}, {what}"
    hint = "passages point into the file with the SHA-256 {expected}: put that one into the archive"


class NoDigest(LodError):
    code, template = "E611", "source {source} has no SHA-256 yet"
    hint = "fill it in from the file: lod passages --archive DIR"


@dataclass(frozen=True, slots=True)
class Source:
    """One row of sources.csv as far as its file goes."""

    id: str  # 003
    file: str  # 003_b6c3c575c06196ac.txt, relative to the archive
    sha256: str  # 64 hex digits
    place: Place  # the row


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one source."""

    id: str
    text: str
    line_starts: tuple[int, ...]  # offset of the first character of each line

    def line_of(self, offset: int) -> int:
        """Line, counted from 1, that the character at the offset stands in."""
        return bisect_right(self.line_starts, offset)

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """First and last line of the characters from start to before end."""
        return self.line_of(start), self.line_of(max(start, end - 1))

    def has(self, start: int, end: int) -> bool:
        """Whether the offsets cut at least one character out of the text."""
        return 0 <= start < end <= len(self.text)


@dataclass(frozen=True, slots=True)
class Archive:
    """The documents that could be read, by source id, and what was wrong with the others."""

    documents: Mapping[str, Document]
    mistakes: tuple[LodError, ...] = ()


def read_archive(folder: Path, sources: Iterable[Source]) -> Archive:
    """Read every source's file and compare its digest.

    folder   where the files are
    sources  file names relative to it, with the SHA-256 each must have
    returns  the documents whose bytes are the expected ones; E610, E611 or T201 for each of the others
    """
    documents: dict[str, Document] = {}
    mistakes: list[LodError] = []
    for source in sources:
        try:
            documents[source.id] = _read_document(folder, source)
        except LodError as mistake:
            mistakes.append(mistake)
    return Archive(documents, tuple(mistakes))


def _read_document(folder: Path, source: Source) -> Document:
    """Read one file.  Raises SourceFile (missing, other digest), NoDigest, or NotUtf8 with the position of the byte."""
    path = folder / source.file
    facts = {"source": source.id, "file": source.file or "(no name)", "expected": source.sha256}
    if not source.file or not path.is_file():
        raise SourceFile(source.place, what="is missing", **facts)
    if not source.sha256:
        raise NoDigest(source.place, source=source.id)
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise SourceFile(source.place, what=f"has changed: its SHA-256 is {found}", **facts)
    try:
        return document(source.id, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotUtf8(Place(source.file), position=error.start, byte=content[error.start]) from error


def count_lines(text: str) -> int:
    r"""How many lines a text has; one that does not end in a line feed has a last line all the same.

    >>> count_lines("a\nb"), count_lines("a\nb\n")
    (2, 2)
    """
    return text.count("\n") + (text != "" and not text.endswith("\n"))


def document(source_id: str, text: str) -> Document:
    """Index a text by its lines; only a line feed ends one, as in the tables of offsets."""
    starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n")]
    return Document(source_id, text, tuple(starts))


def text_digest(text: str) -> str:
    """Digest of a passage: the first 16 hex digits of the SHA-256 of its UTF-8 bytes.

    >>> text_digest("Ramiro")
    '0e1e7830bd40d040'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
