"""Check the passages themselves: offsets, digest, lines, identifier, speaker.  rows, Archive -> findings; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lod.archive import Archive, Document, text_digest
from lod.errors import LodError
from lod.evidence.figures import Figures, figures
from lod.evidence.model import PassageColumns, PassageDigest, PassageOutside, Row
from lod.evidence.wording import Wording, wording

PASSAGE_ID = re.compile(r"p-([A-Za-z0-9]+)-(\d{6,})-(\d{6,})", re.ASCII)


@dataclass(frozen=True)
class Passage:
    """A piece of a source, read once for all the rows that cite it."""

    id: str
    text: str
    speakers: frozenset[str]  # person/ramiro-mendez

    @cached_property
    def wording(self) -> Wording:
        return wording(self.text)

    @cached_property
    def figures(self) -> Figures:
        return figures(self.text)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a source in which the same people speak."""

    start: int
    end: int
    speakers: tuple[str, ...]


def passage_id(source: str, start: int, end: int) -> str:
    """Name a passage after its place.

    >>> passage_id("003", 3764, 3982)
    'p-003-003764-003982'
    """
    return f"p-{source}-{start:06d}-{end:06d}"


def whole(cell: str) -> int | None:
    """Read a whole number; None where the cell holds none."""
    return int(cell) if re.fullmatch(r"\d+", cell, re.ASCII) else None


def parts_of(rows: Iterable[Row], document: Document) -> tuple[Part, ...]:
    """The parts of one source, the narrowest first.  A part without offsets reaches over its lines."""
    found = [_part_of(row, document) for row in rows if row.cell("source_id") == document.id]
    return tuple(sorted((part for part in found if part), key=lambda part: (part.end - part.start, part.start)))


def _part_of(row: Row, document: Document) -> Part | None:
    start, end = whole(row.cell("char_start")), whole(row.cell("char_end"))
    first, last = whole(row.cell("line_from")), whole(row.cell("line_to"))
    if start is None or end is None:
        if not first or not last or last > len(document.line_starts):
            return None
        starts = (*document.line_starts, len(document.text))
        start, end = starts[first - 1], starts[last]
    return Part(start, end, row.parts("speaker"))


def speakers_at(parts: Sequence[Part], start: int, end: int) -> tuple[str, ...]:
    """Who speaks in the narrowest part that holds the whole passage; nobody where none does."""
    return next((part.speakers for part in parts if part.start <= start and end <= part.end), ())


def read_passages(rows: Iterable[Row], archive: Archive) -> dict[str, Passage]:
    """The passages whose offsets lie inside a document that could be read."""
    found: dict[str, Passage] = {}
    for row in rows:
        document = archive.documents.get(row.cell("source_id"))
        start, end = whole(row.cell("char_start")), whole(row.cell("char_end"))
        if document and start is not None and end is not None and document.has(start, end):
            text = document.text[start:end]
            found[row.cell("passage_id")] = Passage(row.cell("passage_id"), text, frozenset(row.parts("speaker")))
    return found


def check_passages(
    rows: Iterable[Row], parts: Sequence[Row], archive: Archive, sources: set[str]
) -> Iterator[LodError]:
    """E601 to E603: every passage lies inside its document, and every other column says what the offsets give.

    sources  ids of all sources; one whose file could not be read is not in the archive and was reported there
    """
    speaking = {name: parts_of(parts, document) for name, document in archive.documents.items()}
    for row in rows:
        source = row.cell("source_id")
        document = archive.documents.get(source)
        if document:
            yield from _check_passage(row, document, speaking[source])
        elif source not in sources:
            what, expected = f'there is no source "{source}"', "sources.csv lists them"
            yield PassageOutside(row.place, passage=row.cell("passage_id"), what=what, expected=expected)


def _check_passage(row: Row, document: Document, parts: Sequence[Part]) -> Iterator[LodError]:
    start, end = whole(row.cell("char_start")), whole(row.cell("char_end"))
    name = row.cell("passage_id")
    if start is None or end is None or not document.has(start, end):
        what = f'the offsets "{row.cell("char_start")}" to "{row.cell("char_end")}" are not inside source {document.id}'
        expected = f"start and end are whole numbers, the start smaller, the end at most {len(document.text)}"
        yield PassageOutside(row.place, passage=name, what=what, expected=expected)
        return
    digest = text_digest(document.text[start:end])
    if row.cell("digest") != digest:
        yield PassageDigest(row.place, passage=name, digest=row.cell("digest"), expected=digest)
    first, last = document.lines(start, end)
    computed = {"passage_id": passage_id(document.id, start, end), "line_from": str(first), "line_to": str(last)}
    for column, expected in computed.items():
        if row.cell(column) != expected:
            facts = {"column": column, "value": row.cell(column), "expected": f"the offsets give {expected}"}
            yield PassageColumns(row.place, passage=name, **facts)
    yield from _check_speaker(row, speakers_at(parts, start, end))


def _check_speaker(row: Row, allowed: Sequence[str]) -> Iterator[LodError]:
    named = row.parts("speaker")
    if not named or not set(named) <= set(allowed):
        expected = (
            f"in that part of the source speak {', '.join(allowed) or 'nobody: source_parts.csv has no part there'}"
        )
        facts = {"column": "speaker", "value": row.cell("speaker"), "expected": expected}
        yield PassageColumns(row.place, passage=row.cell("passage_id"), **facts)
