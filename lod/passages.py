"""Fill in what the offsets of a passage give, and find the offsets of a phrase.  passages.csv, archive -> passages.csv.

A curator types a source and two offsets; lines, digest, speaker and identifier follow from them.  Read first:
records.py, which keeps complete rows byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lod.accession import fill_parts, fill_sources
from lod.archive import Archive, Document, read_archive, text_digest
from lod.errors import DanglingId, DuplicateKey, LodError, did_you_mean, raise_all
from lod.evidence.model import PassageColumns, PassageOutside
from lod.evidence.offsets import PASSAGE_ID, Part, parts_of, passage_id, speakers_at, whole
from lod.evidence.tables import read_rows, sources_of
from lod.evidence.wording import APOSTROPHES, BROKEN_WORD, DASHES, HYPHENS
from lod.records import Record, csv_line, read_records, with_values, write_records

COLUMNS = ("passage_id", "source_id", "char_start", "char_end", "line_from", "line_to", "digest", "speaker")
LINE_END_HYPHEN = rf"(?:[{HYPHENS}\u00ad]\s*\n\s*)?"
QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
SAME = dict.fromkeys(APOSTROPHES, f"[{APOSTROPHES}]") | dict.fromkeys(QUOTES, f"[{QUOTES}]")
SAME |= dict.fromkeys(DASHES, rf"[{DASHES}]\s*")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a phrase stands."""

    source: str  # 003
    start: int  # offset of the first character
    end: int  # offset after the last one
    line_from: int
    line_to: int
    text: str  # as the source prints it

    @property
    def id(self) -> str:
        return passage_id(self.source, self.start, self.end)


def find(archive: Archive, source: str, phrase: str) -> tuple[Hit, ...]:
    """Find a pasted phrase, over line breaks and hyphens at line ends; case and the form of quotes do not count.

    returns  every place, in the order of the text; none where the phrase is empty or does not stand there
    raises   Failed where texts could not be read, DanglingId where the archive has no such source
    """
    document = archive.documents.get(source)
    if document is None:
        raise_all(archive.mistakes)
        raise DanglingId(value=source, suggestion=did_you_mean(source, archive.documents))
    pieces = [_phrase_pattern(word) for word in BROKEN_WORD.sub("", phrase).split()]
    if not pieces:
        return ()
    matches = re.finditer(r"\s+".join(pieces), document.text, re.IGNORECASE)
    return tuple(Hit(source, *m.span(), *document.lines(*m.span()), m[0]) for m in matches)


def _phrase_pattern(word: str) -> str:
    return LINE_END_HYPHEN.join(SAME.get(character, re.escape(character)) for character in word)


def fill_passages(table: Path, parts: Path, archive: Archive, every: bool = False, shown: str = "") -> int:
    """Fill lines, digest, speaker and identifier of the passages that lack them.

    table    passages.csv; its order and its complete rows stay as they are
    parts    source_parts.csv, for the speakers
    every    compute the columns of all rows anew
    shown    how messages name the table
    returns  how many rows changed; where none did the file is not written
    raises   Failed with every row whose offsets or identifier are wrong; then nothing is written
    """
    header, records = read_records(table, shown or table.as_posix(), COLUMNS)
    part_rows = read_rows(parts, parts.name) if parts.is_file() else ()
    speaking = {name: parts_of(part_rows, document) for name, document in archive.documents.items()}
    mistakes: list[LodError] = []
    filled: list[Record] = []
    for record in records:
        try:
            filled.append(_fill(record, archive.documents, speaking, every))
        except LodError as mistake:
            mistakes.append(mistake)
    mistakes += _repeated(filled)
    raise_all([*mistakes, *archive.mistakes] if mistakes else [])  # a row may fail because its text could not be read
    return write_records(table, header, records, filled)


def fill(facts: Path, shown: str, folder: Path, every: bool = False) -> dict[str, int]:
    """Fill in everything that the archived texts give: sources, their parts, passages.

    facts    the folder of the tables; shown: its name in messages
    folder   the archived texts
    every    compute the columns of all passages anew
    returns  changed rows by table
    raises   Failed with every mistake of the first table that has any"""
    changed = {"sources.csv": fill_sources(facts / "sources.csv", f"{shown}/sources.csv", folder)}
    archive = _archive(facts, shown, folder)
    parts, passages = facts / "source_parts.csv", facts / "passages.csv"
    changed[parts.name] = fill_parts(parts, f"{shown}/{parts.name}", archive.documents)
    changed[passages.name] = fill_passages(passages, parts, archive, every, f"{shown}/{passages.name}")
    return changed


def rows(facts: Path, shown: str, folder: Path, source: str, phrase: str) -> tuple[str, ...]:
    """Every place of a phrase as a row of passages.csv; see `find` for what it raises."""
    archive = _archive(facts, shown, folder)
    hits = find(archive, source, phrase)
    document = archive.documents[source]
    table = facts / "source_parts.csv"
    parts = parts_of(read_rows(table, f"{shown}/{table.name}") if table.is_file() else (), document)
    return tuple(
        csv_line(_computed(document, h.start, h.end, speakers_at(parts, h.start, h.end)).values()) for h in hits
    )


def _archive(facts: Path, shown: str, folder: Path) -> Archive:
    name = "sources.csv"
    return read_archive(folder, sources_of({"sources": read_rows(facts / name, f"{shown}/{name}")}))


def _fill(
    record: Record, documents: Mapping[str, Document], speaking: Mapping[str, Sequence[Part]], every: bool
) -> Record:
    row = record.row
    if not every and all(row.cell(column) for column in COLUMNS):
        return record
    named = PASSAGE_ID.fullmatch(row.cell("passage_id"))
    source = row.cell("source_id") or (named[1] if named else "")
    document = documents.get(source)
    if document is None:
        what, expected = f'there is no text of source "{source}"', did_you_mean(source, documents)
        raise PassageOutside(row.place, passage=row.key or "(new)", what=what, expected=expected)
    start, end = whole(row.cell("char_start")), whole(row.cell("char_end"))
    if start is None and end is None and named:
        start, end = int(named[2]), int(named[3])
    if start is None or end is None or not document.has(start, end):
        what, expected = f"the offsets are not inside source {source}", f"it has {len(document.text)} characters"
        raise PassageOutside(row.place, passage=row.key or "(new)", what=what, expected=expected)
    return _named(record, _computed(document, start, end, speakers_at(speaking[source], start, end)))


def _computed(document: Document, start: int, end: int, speakers: Sequence[str]) -> dict[str, str]:
    first, last = document.lines(start, end)
    return {
        "passage_id": passage_id(document.id, start, end),
        "source_id": document.id,
        "char_start": str(start),
        "char_end": str(end),
        "line_from": str(first),
        "line_to": str(last),
        "digest": text_digest(document.text[start:end]),
        "speaker": ";".join(speakers),
    }


def _named(record: Record, values: Mapping[str, str]) -> Record:
    """The record with new values; raises E603 where its identifier names other offsets, because others cite it."""
    row = record.row
    if row.key and row.key != values["passage_id"]:
        facts = {"column": "passage_id", "value": row.key, "expected": f"the offsets give {values['passage_id']}"}
        raise PassageColumns(row.place, passage=row.key, **facts)
    return with_values(record, values)


def _repeated(records: Sequence[Record]) -> list[LodError]:
    first: dict[str, int] = {}
    found: list[LodError] = []
    for record in records:
        key, line = record.row.key, record.row.line
        if first.setdefault(key, line) != line:
            found.append(DuplicateKey(record.row.place, column="passage_id", key=key, other=first[key]))
    return found
