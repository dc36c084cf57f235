"""What the stand-in for Wikidata knows.  rows of a knowledge base -> entities as Wikibase writes them.

A row names countries, parties and offices by their labels; each label gets an item of its own, with the id of a row
that is called so or else one that no real item has.  Columns: qid, type, label, aliases (with | between), description,
date1, prec1, date2, prec2, country, party, position (with ; between)."""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path

CLASSES = {
    "person": "Q5",
    "party": "Q7278",
    "organisation": "Q43229",
    "place": "Q2221906",
    "event": "Q1190554",
    "other": "Q35120",
}
DATES = {"person": ("P569", "P570"), "event": ("P580", "P582")}  # of others P571, P576
GREGORIAN = "http://www.wikidata.org/entity/Q1985727"
LANGUAGES = ("en", "es")
DATE = re.compile(r"(-?[0-9]{4,})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
MADE = 900_000_000  # the first number of items that stand for a label without a row
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the knowledge base."""

    qid: str
    type: str
    label: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    dates: tuple[tuple[str, int], ...] = ()  # begin and end: 1908-06-26 and its precision; an empty text for none
    country: str = ""
    parties: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.aliases)


@dataclass
class Base:
    """A knowledge base that can be searched."""

    rows: dict[str, Row]
    extra: dict[str, dict[str, list[Json]]] = field(default_factory=dict)  # snaks by item and property, instead
    pages: dict[str, str] = field(default_factory=dict)  # eswiki:Title -> qid
    revision: int = 1_000_000

    def __post_init__(self) -> None:
        self.named = sorted((fold(name), row.qid, name) for row in self.rows.values() for name in row.names)
        self.words: dict[str, set[str]] = {}
        self.called: dict[str, str] = {}
        for row in self.rows.values():
            self.called.setdefault(row.label, row.qid)
        for row in tuple(self.rows.values()):
            for label in (row.country, *row.parties, *row.positions):
                if label:
                    self.reference(label)
            for word in {word for name in row.names for word in fold(name).split()}:
                self.words.setdefault(word, set()).add(row.qid)

    def reference(self, label: str) -> str:
        """The item that is called so."""
        if label not in self.called:
            number = MADE + int(sha256(label.encode()).hexdigest()[:7], 16) % MADE
            qid = f"Q{next(n for n in count(number) if f'Q{n}' not in self.rows)}"
            self.rows[qid], self.called[label] = Row(qid, "other", label), qid
        return self.called[label]

    def beginning(self, text: str, limit: int) -> list[tuple[Row, str]]:
        """Rows with a name that begins with a text, and that name."""
        start, found = fold(text), dict[str, str]()
        for name, qid, written in self.named[bisect_left(self.named, (start, "", "")) :]:
            if not name.startswith(start) or len(found) == limit:
                break
            found.setdefault(qid, written)
        return [(self.rows[qid], written) for qid, written in found.items()]

    def having(self, text: str) -> Iterator[Row]:
        """Rows whose names have all words of a text."""
        sets = [self.words.get(word, set()) for word in fold(text).split()]
        for qid in sorted(set.intersection(*sets), key=lambda one: int(one[1:])) if sets else ():
            yield self.rows[qid]

    def says(self, row: Row, key: str, value: str) -> bool:
        """Whether an item has a statement with this value: an id of an item, or a text."""
        if key == "P31" and key not in self.extra.get(row.qid, {}):
            return CLASSES[row.type] == value
        return any(value in _plain(claim) for claim in self.claims(row).get(key, []))

    def identified(self, key: str, value: str) -> list[Row]:
        """Items with an identifier; only what was added by hand has one."""
        rows = (self.rows[qid] for qid, said in self.extra.items() if key in said)
        return [row for row in rows if self.says(row, key, value)]

    def entity(self, row: Row) -> Json:
        """An entity as wbgetentities writes it, in all its languages."""
        number = int(row.qid[1:])
        return {
            "pageid": number + 100,
            "ns": 0,
            "title": row.qid,
            "lastrevid": self.revision + number,
            "modified": "2026-11-01T12:00:00Z",
            "type": "item",
            "id": row.qid,
            "labels": {tag: {"language": tag, "value": row.label} for tag in LANGUAGES},
            "descriptions": {"en": {"language": "en", "value": row.description}} if row.description else {},
            "aliases": {tag: [{"language": tag, "value": a} for a in row.aliases] for tag in LANGUAGES if row.aliases},
            "claims": self.claims(row),
            "sitelinks": {
                page.partition(":")[0]: {"site": page.partition(":")[0], "title": page.partition(":")[2], "badges": []}
                for page, qid in self.pages.items()
                if qid == row.qid
            },
        }

    def claims(self, row: Row) -> dict[str, list[Json]]:
        """The statements of an item."""
        snaks: dict[str, list[Json]] = {"P31": [self.item("P31", CLASSES[row.type])]}
        for key, (date, precision) in zip(DATES.get(row.type, ("P571", "P576")), row.dates, strict=False):
            if date:
                snaks[key] = [time(key, date, precision)]
        if row.country:
            key = "P27" if row.type == "person" else "P17"
            snaks[key] = [self.item(key, self.reference(row.country))]
        for key, labels in (("P102", row.parties), ("P39", row.positions)):
            if labels:
                snaks[key] = [self.item(key, self.reference(label)) for label in labels]
        snaks |= self.extra.get(row.qid, {})
        return {key: [_statement(row.qid, key, n, snak) for n, snak in enumerate(m)] for key, m in snaks.items() if m}

    @staticmethod
    def item(key: str, qid: str) -> Json:
        """A snak whose value is an item."""
        value = {"entity-type": "item", "numeric-id": int(qid[1:]), "id": qid}
        data = {"value": value, "type": "wikibase-entityid"}
        return {
            "snaktype": "value",
            "property": key,
            "hash": _hash(key, qid),
            "datavalue": data,
            "datatype": "wikibase-item",
        }


def time(key: str, date: str, precision: int) -> Json:
    """A snak whose value is a date; what the precision does not reach is written as older data has it."""
    year, month, day = (*date.lstrip("-").split("-"), "00", "00")[:3]
    sign = "-" if date.startswith("-") else "+"
    text = f"{sign}{year.zfill(4)}-{month}-{day}T00:00:00Z"
    value = {"time": text, "timezone": 0, "before": 0, "after": 0, "precision": precision, "calendarmodel": GREGORIAN}
    data = {"value": value, "type": "time"}
    return {"snaktype": "value", "property": key, "hash": _hash(key, text), "datavalue": data, "datatype": "time"}


def text(key: str, value: str) -> Json:
    """A snak whose value is an identifier."""
    data = {"value": value, "type": "string"}
    return {
        "snaktype": "value",
        "property": key,
        "hash": _hash(key, value),
        "datavalue": data,
        "datatype": "external-id",
    }


def valueless(key: str, kind: str) -> Json:
    """A snak that says that nobody knows the value (somevalue), or that there is none (novalue)."""
    return {"snaktype": kind, "property": key, "hash": _hash(key, kind), "datatype": "time"}


def read(file: Path) -> Base:
    """Read a knowledge base, packed with gzip or not."""
    data = file.read_bytes()
    content = (gzip.decompress(data) if file.suffix == ".gz" else data).decode()
    lines = csv.DictReader(io.StringIO(content), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows: dict[str, Row] = {}
    for cells in lines:
        several = {key: _parts(cells[key]) for key in ("aliases", "party", "position")}
        dates = tuple(_date(cells[d], cells[p]) for d, p in (("date1", "prec1"), ("date2", "prec2")))
        qid, kind, label, about, country = (cells[k] for k in ("qid", "type", "label", "description", "country"))
        row = Row(qid, kind, label, several["aliases"], about, dates, country, several["party"], several["position"])
        rows.setdefault(row.qid, row)
    return Base(rows)


def fold(text: str) -> str:
    """A text without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[|;]", text) if part.strip())


def _date(text: str, given: str) -> tuple[str, int]:
    """A date and its precision; the first of January without one may be any day of the year."""
    form = DATE.match(text)
    if not form:
        return "", 0
    year, month, day = form[1], form[2] or "00", form[3] or "00"
    exact = 9 if month == "00" or (month, day) == ("01", "01") else 10 if day == "00" else 11
    known = given.rstrip("?")
    return f"{year}-{month}-{day}", int(known) if known else exact


def _statement(qid: str, key: str, number: int, snak: Json) -> Json:
    name = f"{qid}${_hash(qid, key, str(number))[:8]}-0000-4000-8000-000000000000"
    return {"mainsnak": snak, "type": "statement", "id": name, "rank": "normal"}


def _plain(claim: Json) -> list[str]:
    """The value of a statement as a search for statements sees it."""
    data = claim["mainsnak"].get("datavalue", {})  # type: ignore[attr-defined]
    value = data.get("value", "")
    return [value["id"]] if isinstance(value, dict) and "id" in value else [value] if isinstance(value, str) else []


def _hash(*words: str) -> str:
    return sha256("\n".join(words).encode()).hexdigest()[:40]
