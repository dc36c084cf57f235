"""Find source text in the project.  documents, texts of files -> findings; pure.

The sources belong to their publishers; we keep offsets and digests.  A run of eight words is a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lod.archive import Document
from lod.errors import LodError, Place
from lod.evidence.model import LISTS, LONGEST_TEXT, Row, SourceText, TextTooLong

WORD = re.compile(r"[^\W_]+")
LIMIT = 8  # words; a run this long is a quotation

Shingle = tuple[str, ...]
Origin = tuple[Document, int]  # document, offset of the first word


def shingles_of(documents: Iterable[Document]) -> dict[Shingle, Origin]:
    """Every run of eight words of the documents, with its first place."""
    found: dict[Shingle, Origin] = {}
    for document in documents:
        spans, runs = read_words(document.text)
        for (start, _), run in zip(spans, runs, strict=False):
            found.setdefault(run, (document, start))
    return found


def read_words(text: str) -> tuple[list[tuple[int, int]], Iterator[Shingle]]:
    """Where the words of a text stand, and every run of eight of them, case-folded."""
    spans = [match.span() for match in WORD.finditer(text)]
    folded = [text[start:end].casefold() for start, end in spans]
    return spans, zip(*(folded[shift:] for shift in range(LIMIT)), strict=False)


def check_quotations(texts: Mapping[str, str], documents: Iterable[Document]) -> Iterator[LodError]:
    """E608 for every stretch of eight or more words in a row that also stand in a source.

    texts      file name -> text of the files of the project
    documents  the sources
    """
    shingles = shingles_of(documents)
    for file, text in texts.items():
        spans, runs = read_words(text)
        hits = [(index, shingles[run]) for index, run in enumerate(runs) if run in shingles]
        for first, last, origin in stretches(hits):
            start = spans[first][0]
            line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
            facts = {"words": last - first + LIMIT, "source": origin[0].id, "line": origin[0].line_of(origin[1])}
            yield SourceText(Place(file, line, column), limit=LIMIT, **facts)


def stretches(hits: Sequence[tuple[int, Origin]]) -> Iterator[tuple[int, int, Origin]]:
    """Join hits that follow each other: first index, last index, origin of the first."""
    begin = 0
    for at in range(1, len(hits) + 1):
        if at == len(hits) or hits[at][0] != hits[at - 1][0] + 1:
            yield hits[begin][0], hits[at - 1][0], hits[begin][1]
            begin = at


def check_lengths(tables: Mapping[str, Sequence[Row]]) -> Iterator[LodError]:
    """E609 for every cell of free text with more than 200 characters; cells that list identifiers are free."""
    for rows in tables.values():
        for row in rows:
            for column, cell in row.values.items():
                if len(cell) > LONGEST_TEXT and column not in LISTS:
                    facts = {"column": column, "length": len(cell), "limit": LONGEST_TEXT}
                    yield TextTooLong(row.place, row=row.key, **facts)
