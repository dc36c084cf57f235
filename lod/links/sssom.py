"""Read and write what curators decided about Wikidata.  SSSOM text -> LinkSet -> the same text; pure.

Read first: links/model.py.  Spec: SSSOM 1.1, TSV serialisation (mapping-commons.github.io/sssom); one line per row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile

from lod.errors import BadQuoting, DuplicateColumn, LodError, NoHeader, NotUtf8, Place, did_you_mean, raise_all
from lod.links.model import COLUMNS, EXACT, JUSTIFICATIONS, NO_TERM, NOT, PREDICATES, REQUIRED, Link, LinkSet

SETTINGS = ("mapping_set_id", "license")  # SSSOM wants both in the header
CURIE_COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification", "author_id", "reviewer_id")
SETTING = re.compile(r"#(\w+):(?:\s.*)?")
PREFIX = re.compile(r"#\s+([A-Za-z][\w.\-]*):\s+(\S+)")
CURIE = re.compile(r"([A-Za-z][\w.\-]*):\S+")
ITEM = re.compile(r"wd:Q[1-9][0-9]*")
SHARE = re.compile(r"0(\.[0-9]+)?|1(\.0+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CELL = re.compile(r'(?:"(?:[^"]|"")*"|[^\t]*)(?:\t|$)')


class UnknownLinkColumn(LodError):
    """A word of the first row is no slot we keep."""

    code, template, hint = "L501", 'links have no column "{column}"', "{suggestion}"


class MissingLinkColumn(LodError):
    """A slot that every decision needs is absent."""

    code, template = "L502", 'the links lack the column "{column}"'
    hint = "add it to the first row; columns are separated by tabs"


class UndeclaredPrefix(LodError):
    """A CURIE whose prefix the header does not explain."""

    code, template = "L503", '"{value}" does not begin with a prefix of the curie_map'
    hint = "prefixes are {prefixes}"


class BadItem(LodError):
    """The object is neither an item nor the statement that there is none."""

    code, template = "L504", '"{value}" is not a Wikidata item'
    hint = "write wd:Q and the number, or sssom:NoTermFound"


class BadPredicate(LodError):
    """A predicate or modifier outside those whose publication is defined."""

    code, template, hint = "L505", 'the {column} "{value}" is unknown', "it is one of: {expected}"


class BadJustification(LodError):
    """A justification outside SEMAPV."""

    code, template, hint = "L506", '"{value}" is not a justification', "{suggestion}"


class BadConfidence(LodError):
    """A confidence that is no share."""

    code, template, hint = "L507", 'the confidence "{value}" is not between 0 and 1', "write for example 0.95"


class BadLinkDate(LodError):
    """A day that is not in the calendar or not written in full."""

    code, template, hint = "L508", 'the mapping_date "{value}" is not a day', "write YYYY-MM-DD"


class DuplicateLink(LodError):
    """The same decision twice."""

    code, template, hint = "L509", "{this} is already in line {other}", "keep one of the two rows"


class SecondItem(LodError):
    """One entity, two items."""

    code, template = "L510", "{this} is a second exactMatch; line {other} has {item}"
    hint = "one item per entity: make one of them closeMatch, or reject it with Not"


class SharedItem(LodError):
    """One item, two entities."""

    code, template = "L511", "{this} takes the item that line {other} gives to {subject}"
    hint = "one entity per item: make one of them closeMatch, or merge the two entities"


class ContradictedLink(LodError):
    """Two rows that cannot both be true."""

    code, template, hint = "L512", "{this} contradicts line {other}: {said}", "decide which holds and remove the other"


class RaggedLink(LodError):
    """A row with a tab too few or too many."""

    code, template = "L513", "this row has {found} fields, the first row has {expected}"
    hint = "one tab between two fields, also where a field is empty"


class BadLinkHeader(LodError):
    """Comment lines above the table that are not the YAML SSSOM wants."""

    code, template, hint = "L514", "the header of the links {message}", "{expected}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table before it is believed: text and place of each cell by column."""

    file: str
    line: int
    cells: dict[str, str]
    starts: dict[str, int]  # from 1

    def place(self, column: str = "subject_id") -> Place:
        return Place(self.file, self.line, self.starts[column])

    @property
    def words(self) -> str:
        """The decision in CURIEs, for messages."""
        cells = self.cells
        modifier = cells.get("predicate_modifier", "")
        return " ".join(w for w in (cells["subject_id"], modifier, cells["predicate_id"], cells["object_id"]) if w)


def decode(data: bytes, file: str) -> str:
    """Take the bytes of a file as UTF-8, with or without a byte order mark.

    raises   Failed with NotUtf8: line, and position from 0
    """
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = Place(file, data[: error.start].count(b"\n") + 1)
        raise_all([NotUtf8(place, position=error.start, byte=data[error.start])])
        raise


def read(text: str, file: str, decided: bool = True) -> LinkSet:
    """Read an SSSOM file strictly.

    text     content of the file: comment lines with YAML, a row of column names, one row per line
    file     its path, for messages only
    decided  whether its rows must not contradict each other; proposals may
    raises   Failed with everything that is wrong, in the order of lines
    """
    lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    header = tuple(takewhile(lambda line: line.startswith("#"), lines))
    prefixes, errors = _header(header, file)
    columns, faults = _columns(lines[len(header) : len(header) + 1], Place(file, len(header) + 1))
    raise_all([*errors, *faults])
    rows: list[Row] = []
    for number, line in enumerate(lines[len(header) + 1 :], len(header) + 2):
        row = _row(line, Place(file, number), columns)
        if isinstance(row, Row):
            rows.append(row)
            errors += _cell_faults(row, prefixes)
        else:
            errors.append(row)
    raise_all([*errors, *(_pair_faults(rows) if decided else ())])
    return LinkSet(header, columns, prefixes, tuple(map(_link, rows)))


def write(links: LinkSet) -> str:
    """Write an SSSOM file, quotes only where needed.  raises ValueError for a field with a line break"""
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    out.writelines(line + "\n" for line in links.header)
    table.writerow(links.columns)
    for link in links.links:
        cells = {name: str(getattr(link, name)) for name in links.columns}
        if any("\n" in cell or "\r" in cell for cell in cells.values()):
            raise ValueError(f"a field of the link of {link.subject_id} has a line break")
        table.writerow({**cells, "confidence": format(link.confidence, "f")}.values())
    return out.getvalue()


def _header(header: Sequence[str], file: str) -> tuple[dict[str, str], list[LodError]]:
    names: list[str] = []
    prefixes: dict[str, str] = {}
    errors: list[LodError] = []
    for number, line in enumerate(header, 1):
        if setting := SETTING.fullmatch(line):
            names.append(setting[1])
        elif (prefix := PREFIX.fullmatch(line)) and names[-1:] == ["curie_map"]:
            prefixes[prefix[1]] = prefix[2]
        elif not line.startswith("#  ") or names[-1:] in ([], ["curie_map"]):  # else the inside of another setting
            place = Place(file, number, 1)
            errors.append(BadLinkHeader(place, message=f"has the line {line!r}", expected="write #name: value"))
    for name in SETTINGS:
        if name not in names:
            errors.append(BadLinkHeader(Place(file, 1), message=f"lacks {name}", expected=f"add the line #{name}: …"))
    return prefixes, errors


def _columns(lines: Sequence[str], place: Place) -> tuple[tuple[str, ...], list[LodError]]:
    if not lines or not lines[0]:
        return (), [NoHeader(place)]
    columns = tuple(lines[0].split("\t"))
    errors: list[LodError] = []
    for index, name in enumerate(columns):
        at = Place(place.file, place.line, sum(len(c) + 1 for c in columns[:index]) + 1)
        if name in columns[:index]:
            errors.append(DuplicateColumn(at, column=name))
        elif name not in COLUMNS:
            errors.append(UnknownLinkColumn(at, column=name, suggestion=did_you_mean(name, COLUMNS)))
    return columns, errors + [MissingLinkColumn(place, column=name) for name in REQUIRED if name not in columns]


def _row(line: str, place: Place, columns: Sequence[str]) -> Row | LodError:
    try:
        values = next(csv.reader([line], delimiter="\t", strict=True))
    except csv.Error as error:
        return BadQuoting(place, message=str(error))
    if len(values) != len(columns):
        return RaggedLink(place, found=len(values), expected=len(columns))
    starts = [match.start() + 1 for match in CELL.finditer(line)]
    cells = dict(zip(columns, values, strict=True))
    return Row(place.file, place.line, cells, dict(zip(columns, starts, strict=False)))


def _cell_faults(row: Row, prefixes: dict[str, str]) -> Iterator[LodError]:
    cells = row.cells
    for column in CURIE_COLUMNS:
        value = cells.get(column, "")
        curie = CURIE.fullmatch(value)
        if (value or column in REQUIRED) and (not curie or curie[1] not in prefixes):
            yield UndeclaredPrefix(row.place(column), value=value, prefixes=", ".join(sorted(prefixes)) or "none")
    if not ITEM.fullmatch(cells["object_id"]) and cells["object_id"] != NO_TERM:
        yield BadItem(row.place("object_id"), value=cells["object_id"])
    for column, known in (("predicate_id", PREDICATES), ("predicate_modifier", ("", NOT))):
        if (value := cells.get(column, known[0])) not in known:
            expected = ", ".join(word or "nothing" for word in known)
            yield BadPredicate(row.place(column), column=column, value=value, expected=expected)
    if (value := cells["mapping_justification"]) not in JUSTIFICATIONS:
        suggestion = did_you_mean(value, JUSTIFICATIONS)
        yield BadJustification(row.place("mapping_justification"), value=value, suggestion=suggestion)
    if not SHARE.fullmatch(cells["confidence"]):
        yield BadConfidence(row.place("confidence"), value=cells["confidence"])
    if not _is_day(cells["mapping_date"]):
        yield BadLinkDate(row.place("mapping_date"), value=cells["mapping_date"])


def _is_day(text: str) -> bool:
    try:
        return DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _pair_faults(rows: Iterable[Row]) -> Iterator[LodError]:
    decided: dict[tuple[str, str, str], Row] = {}  # subject, predicate, object -> the row that says so
    items: dict[str, Row] = {}  # subject -> the row with its one item
    owners: dict[str, Row] = {}  # item -> the row with its one subject
    absent: dict[str, Row] = {}  # subject -> the row that says there is no item
    for row in rows:
        subject, predicate, item = (row.cells[c] for c in ("subject_id", "predicate_id", "object_id"))
        here, modifier = row.place(), row.cells.get("predicate_modifier", "")
        other = decided.setdefault((subject, predicate, item), row)
        if other is not row:
            if other.cells.get("predicate_modifier", "") == modifier:
                yield DuplicateLink(here, this=row.words, other=other.line)
            else:
                yield ContradictedLink(here, this=row.words, other=other.line, said=other.words)
        elif predicate == EXACT and not modifier:
            mine, against = (absent, items) if item == NO_TERM else (items, absent)
            if clash := against.get(subject):
                yield ContradictedLink(here, this=row.words, other=clash.line, said=clash.words)
            if (first := mine.setdefault(subject, row)) is not row:
                yield SecondItem(here, this=row.words, other=first.line, item=first.cells["object_id"])
            if item != NO_TERM and (owner := owners.setdefault(item, row)) is not row:
                yield SharedItem(here, this=row.words, other=owner.line, subject=owner.cells["subject_id"])


def _link(row: Row) -> Link:
    text = dict(row.cells)
    confidence = Decimal(text.pop("confidence"))
    return Link(**text, confidence=confidence, line=row.line)
