"""What scoring must know about an item.  Item | row of a knowledge base -> Candidate; pure.

Read first: `Candidate`.  A knowledge base is a TSV file with one item per row, for work without a network:
qid, type, label, aliases (a|b), description, date1, prec1, date2, prec2, country, party, position, source.

Spec: Wikibase JSON (doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html): ranks, time values and precisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

COLUMNS = (
    *("qid", "type", "label", "aliases", "description", "date1", "prec1", "date2", "prec2"),
    *("country", "party", "position", "source"),
)
QID = re.compile(r"Q[1-9][0-9]*")
DATE = re.compile(r"([+-]?\d{4,16})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?", re.ASCII)
CENTURY, DECADE, YEAR, MONTH, DAY = 7, 8, 9, 10, 11
INSTANCE, SUBCLASS = "P31", "P279"
STARTS, ENDS = ("P569", "P571", "P580", "P585"), ("P570", "P576", "P582")
COUNTRIES, PARTIES, POSITIONS = ("P27", "P17", "P495"), ("P102", "P463"), ("P39",)
PLACES = ("P19", "P20", "P131", "P159", "P276", "P551", "P740")
SHORT = ("P1813",)  # short name
OFFICIAL = ("P1448", "P1477", "P1559", "P2561", "P742")  # official, birth, native name; name; pseudonym
LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "ca", "mul")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date of an item: as much of it is meant as the precision says, whatever its digits are."""

    value: str  # +1908-01-01T00:00:00Z or 1908
    precision: int  # 7 century, 8 decade, 9 year, 10 month, 11 day


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item of Wikidata, with what can be compared."""

    qid: str
    types: tuple[str, ...]  # items of P31, or the word of a knowledge base: person, party
    names: tuple[str, ...]  # labels first, then aliases; each once
    description: str = ""
    starts: tuple[Moment, ...] = ()
    ends: tuple[Moment, ...] = ()
    countries: tuple[str, ...] = ()  # items, names or codes
    parties: tuple[str, ...] = ()  # items or names
    positions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()  # (P214, 12345)
    sitelinks: int = 0  # only orders the queue

    @property
    def label(self) -> str:
        return self.names[0] if self.names else self.qid


class TimeValue(Protocol):
    """A time as it was recorded."""

    @property
    def value(self) -> str: ...
    @property
    def precision(self) -> int: ...


class Statement(Protocol):
    """A claim as it was recorded."""

    @property
    def rank(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> object: ...


class Recorded(Protocol):
    """An item as it was recorded: what links/items.py keeps of an answer of the API."""

    @property
    def qid(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def aliases(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def descriptions(self) -> Mapping[str, str]: ...
    @property
    def claims(self) -> Mapping[str, Sequence[Statement]]: ...
    @property
    def sitelinks(self) -> Mapping[str, str]: ...


def from_item(item: Recorded, languages: Sequence[str] = LANGUAGES) -> Candidate:
    """Take from a recorded item what can be compared.

    languages   whose labels and aliases count; the first that has a label gives the one to show
    """
    labels = [item.labels[tag] for tag in languages if tag in item.labels]
    aliases = [name for tag in languages for name in item.aliases.get(tag, ())]
    official = [text for p in (*OFFICIAL, *SHORT) for text in _texts(item, p)]
    described = [item.descriptions[tag] for tag in languages if tag in item.descriptions]
    known = {p: values for p in item.claims if (values := _texts(item, p)) and not QID.fullmatch(values[0])}
    return Candidate(
        item.qid,
        _all(item, (INSTANCE,)),
        tuple(dict.fromkeys([*labels, *aliases, *official])),
        described[0] if described else "",
        _moments(item, STARTS),
        _moments(item, ENDS),
        _all(item, COUNTRIES),
        _all(item, PARTIES),
        _all(item, POSITIONS),
        _all(item, PLACES),
        tuple(sorted((p, value) for p, values in known.items() for value in values if p not in (*OFFICIAL, *SHORT))),
        len(item.sitelinks),
    )


def _believed(item: Recorded, wanted: str) -> list[Statement]:
    """The statements that hold: no deprecated ones, no unknown values."""
    return [c for c in item.claims.get(wanted, ()) if c.rank != "deprecated" and c.kind == "value"]


def _texts(item: Recorded, wanted: str) -> list[str]:
    """The values that are items or texts; a text with a language counts as its text."""
    values = [getattr(c.value, "text", c.value) for c in _believed(item, wanted)]
    return [value for value in values if isinstance(value, str)]


def _all(item: Recorded, wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for p in wanted for value in _texts(item, p)))


def _moments(item: Recorded, wanted: Iterable[str]) -> tuple[Moment, ...]:
    """Dates of the first of some properties that has any."""
    for p in wanted:
        found = [(c.value.value, c.value.precision) for c in _believed(item, p) if _is_time(c.value)]  # type: ignore[attr-defined]
        if found:
            return tuple(Moment(value, precision) for value, precision in sorted(set(found)))
    return ()


def _is_time(value: object) -> bool:
    return isinstance(getattr(value, "value", None), str) and isinstance(getattr(value, "precision", None), int)


def from_table(lines: Iterable[str], left_out: Callable[[int], object] = lambda line: None) -> Iterator[Candidate]:
    """Read a knowledge base: a first row of column names, then one item per row; quotes are letters like others.

    left_out   told the line, from 1, of each row whose qid is none: exports write unknown values so
    raises   ValueError where the columns qid, type or label are absent
    """
    rows = (line.rstrip("\r\n").split("\t") for line in lines)
    head = [name.removeprefix("\ufeff") for name in next(rows, [""])]
    if missing := [name for name in ("qid", "type", "label") if name not in head]:
        raise ValueError(f"it has no column {missing[0]}")
    for line, row in enumerate(rows, 2):
        found = from_row(dict(zip(head, row, strict=False)))
        if QID.fullmatch(found.qid):
            yield found
        elif any(row):
            left_out(line)


def from_row(row: Mapping[str, str]) -> Candidate:
    """Take from a row of a knowledge base what can be compared.  Absent columns count as empty."""
    get = row.get
    countries = [part.strip() for part in re.split(r"[|;]", get("country") or "")]
    names = [get("label") or "", *(get("aliases") or "").split("|")]
    return Candidate(
        get("qid") or "",
        tuple(part for part in re.split(r"[|;]\s*", get("type") or "") if part),
        tuple(dict.fromkeys(text for name in names if (text := name.strip()) and not QID.fullmatch(text))),
        get("description") or "",
        moments(get("date1") or "", get("prec1") or ""),
        moments(get("date2") or "", get("prec2") or ""),
        tuple(dict.fromkeys(filter(None, countries))),
        _parts(get("party") or ""),
        _parts(get("position") or ""),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[|;]", text) if part.strip()))


def moments(value: str, precision: str) -> tuple[Moment, ...]:
    """Read a date of a knowledge base; no date gives no moment.

    precision   7 to 11; without it, or where it is in doubt (`9?`), as the form of the date says, but a date that is
                the first of January then counts as its year, because many exports write years so
    >>> moments("1908-01-01", ""), moments("1908-06-26", "11"), moments("uuuu", "")
    ((Moment(value='1908-01-01', precision=9),), (Moment(value='1908-06-26', precision=11),), ())
    """
    form = DATE.fullmatch(value.strip())
    if not form:
        return ()
    if precision.isdigit():
        return (Moment(value, int(precision)),)
    _, month, day = form.groups()
    if month is None or month == "00" or (month, day) == ("01", "01"):
        return (Moment(value, YEAR),)
    return (Moment(value, MONTH if day in (None, "00") else DAY),)
