"""Fill in what the offsets of a passage give, and find the offsets of a phrase.  passages.csv, archive -> passages.csv.

A curator types a source and two offsets; lines, digest, speaker and identifier follow from them.  Rows that are
complete keep every byte, so that a commit shows only what was filled in."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile

from lod.archive import Archive, Document, text_digest
from lod.errors import DanglingId, DuplicateKey, LodError, Place, UnknownColumn, did_you_mean, raise_all
from lod.evidence.model import PassageColumns, PassageOutside, Row
from lod.evidence.offsets import PASSAGE_ID, Part, parts_of, passage_id, speakers_at, whole
from lod.evidence.tables import decode, lines_of, read_rows
from lod.evidence.wording import APOSTROPHES, BROKEN_WORD, DASHES, HYPHENS

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
    raises   DanglingId where the archive has no such source
    """
    document = archive.documents.get(source)
    if document is None:
        raise DanglingId(value=source, suggestion=did_you_mean(source, archive.documents))
    pieces = [_phrase_pattern(word) for word in BROKEN_WORD.sub("", phrase).split()]
    if not pieces:
        return ()
    matches = re.finditer(r"\s+".join(pieces), document.text, re.IGNORECASE)
    return tuple(Hit(source, *m.span(), *document.lines(*m.span()), m[0]) for m in matches)


def _phrase_pattern(word: str) -> str:
    return LINE_END_HYPHEN.join(SAME.get(character, re.escape(character)) for character in word)


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the table with the bytes it came from."""

    row: Row
    raw: str  # with its line end


def fill_passages(table: Path, parts: Path, archive: Archive, every: bool = False) -> int:
    """Fill lines, digest, speaker and identifier of the passages that lack them.

    table    passages.csv; its order and its complete rows stay as they are
    parts    source_parts.csv, for the speakers
    every    compute the columns of all rows anew
    returns  how many rows changed; where none did the file is not written
    raises   Failed with every row whose offsets or identifier are wrong; then nothing is written
    """
    header, records = _read_records(table)
    shown, part_rows = table.as_posix(), tuple(read_rows(parts, parts.as_posix()))
    speaking = {name: parts_of(part_rows, document) for name, document in archive.documents.items()}
    mistakes: list[LodError] = []
    filled: list[Record] = []
    for record in records:
        try:
            filled.append(_fill(record, archive.documents, speaking, every))
        except LodError as mistake:
            mistakes.append(mistake)
    mistakes += _repeated(filled)
    raise_all(mistakes)
    changed = sum(new is not old for new, old in zip(filled, records, strict=True))
    if changed:
        _write_whole(Path(shown), header + "".join(record.raw for record in filled))
    return changed


def _read_records(table: Path) -> tuple[str, list[Record]]:
    """The header line, and every row with its own text."""
    shown = table.as_posix()
    text = decode(table, shown)
    rows = list(read_rows(table, shown))
    names = next(csv.reader(lines_of(text)))
    for column in COLUMNS:
        if column not in names:
            raise UnknownColumn(Place(shown, 1), column=column, source=shown, columns=", ".join(names))
    lines = lines_of(text)
    starts = [row.line - 1 for row in rows] + [len(lines)]
    raws = ["".join(lines[start:end]) for start, end in pairwise(starts)]
    return "".join(lines[: starts[0]]), [Record(row, raw) for row, raw in zip(rows, raws, strict=True)]


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
    return _with_values(record, _computed(document, start, end, speakers_at(speaking[source], start, end)))


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


def _with_values(record: Record, values: Mapping[str, str]) -> Record:
    """The record with new values; raises E603 where its identifier names other offsets, because others cite it."""
    row = record.row
    if row.key and row.key != values["passage_id"]:
        facts = {"column": "passage_id", "value": row.key, "expected": f"the offsets give {values['passage_id']}"}
        raise PassageColumns(row.place, passage=row.key, **facts)
    changed = {**row.values, **values}
    if changed == row.values:
        return record
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n" if record.raw.endswith("\r\n") else "\n").writerow(changed.values())
    return Record(replace(row, values=changed), line.getvalue())


def _repeated(records: Sequence[Record]) -> list[LodError]:
    first: dict[str, int] = {}
    found: list[LodError] = []
    for record in records:
        key, line = record.row.key, record.row.line
        if first.setdefault(key, line) != line:
            found.append(DuplicateKey(record.row.place, column="passage_id", key=key, other=first[key]))
    return found


def _write_whole(path: Path, text: str) -> None:
    """Replace a file by its new text at once: a reader sees the old one or the new one."""
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(path.stat().st_mode)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
