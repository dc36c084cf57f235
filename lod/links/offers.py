"""Write differences as others read them.  differences -> table, JSON, CSV for Mismatch Finder, QuickStatements; pure.

The program writes files; it never sends them.  A person reads them first, and answers for what is changed there.
Spec: Mismatch Finder, docs/UserGuide.md (columns of an import); QuickStatements, Help:QuickStatements, version 1."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lod.links.compare import QUALIFIER, Difference
from lod.links.exchange import TIMES, Stated, exact
from lod.links.items import Ref, Text, Time

HEAD = ("ours", "item", "property", "difference", "our side", "their side")
COLUMNS = (
    *("item_id", "statement_guid", "property_id", "wikidata_value", "meta_wikidata_value"),
    *("external_value", "external_url", "type"),
)
LONGEST = 1500  # characters of a cell that Mismatch Finder takes
GUID = re.compile(r"(Q\d+)\$[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}", re.IGNORECASE)
JULIAN = "Q1985786"  # as the JSON of a date names its calendar
REFERENCE_URL, STATED_IN, RETRIEVED = "S854", "S248", "S813"
UNWRITABLE = re.compile(r'["|\x00-\x1f\x7f-\x9f\u2028\u2029]')  # in a text of version 1, which has no escapes
PROPERTIES = {
    "P17": "country",
    "P19": "place of birth",
    "P20": "place of death",
    "P27": "country of citizenship",
    "P39": "position held",
    "P102": "member of political party",
    "P276": "location",
    "P361": "part of",
    "P726": "candidate",
    "P807": "separated from",
    "P991": "successful candidate",
    "P1365": "replaces",
    "P1366": "replaced by",
    "P7888": "merged into",
    "P569": "date of birth",
    "P570": "date of death",
    "P571": "inception",
    "P576": "dissolved",
    "P580": "start time",
    "P582": "end time",
    "P585": "point in time",
}


def row(found: Difference) -> tuple[str, ...]:
    """A difference as people read it, in the columns of HEAD."""
    name = PROPERTIES.get(found.property, "")
    key = f"{found.property} {name}".strip() + (" (qualifier)" if found.part == QUALIFIER else "")
    return f"{found.subject} {found.label}", found.qid, key, found.kind, found.ours, found.theirs


def verdict(items: int, found: Sequence[Difference]) -> str:
    """The whole comparison in a sentence."""
    counts = Counter(one.kind for one in found)
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counts.items()))
    return f"{items:,} items compared: {kinds or 'no difference'}"


def document(items: int, found: Sequence[Difference]) -> str:
    """All differences as JSON."""
    listed = [
        {
            "subject": one.subject,
            "label": one.label,
            "item": one.qid,
            "property": one.property,
            "part": one.part,
            "difference": one.kind,
            "ours": one.ours,
            "theirs": one.theirs,
            "statement": one.guid or None,
            "url": one.stated.url if one.stated else None,
        }
        for one in found
    ]
    return json.dumps({"items": items, "differences": listed}, indent=2, ensure_ascii=False) + "\n"


def mismatches(found: Iterable[Difference]) -> str:
    """Conflicts, and what is missing there, as Mismatch Finder imports them; what it would refuse is left out."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in found:
        cells = _mismatch(one) if one.kind in ("conflict", "missing there") else None
        if cells and all(len(cell) <= LONGEST for cell in cells):
            table.writerow(cells)
    return out.getvalue()


def _mismatch(one: Difference) -> tuple[str, ...] | None:
    guid = GUID.fullmatch(one.guid)
    unsure = one.property in TIMES and not (one.stated and exact(str(one.stated.value)))
    if one.kind == "missing there" and one.part != QUALIFIER and unsure:
        return None
    wanted = one.kind == "conflict" or one.part == QUALIFIER  # there is a statement that it is about
    if wanted and not (guid and guid[1].upper() == one.qid):  # of an item before a merger: it could not be found
        return None
    theirs = one.theirs if one.kind == "conflict" else ""
    meta = JULIAN if one.julian and theirs else ""
    url = one.stated.url if one.stated else ""
    named = one.guid if wanted and theirs else ""  # a statement without a value is refused
    return one.qid, named, one.property, theirs, meta, one.ours, url, one.part


def quickstatements(found: Iterable[Difference], day: str, item: str = "") -> str:
    """What is missing there as commands that add it, with qualifiers and a reference to us.

    day      of our release, 2026-11-21
    item     of our dataset, to be named as the source; empty: there is none"""
    lines = [
        line
        for one in found
        if one.kind == "missing there" and one.part != QUALIFIER
        for line in _command(one, day, item)
    ]
    return "".join(f"{line}\n" for line in lines)


def _command(one: Difference, day: str, item: str) -> Iterator[str]:
    stated = one.stated
    value = _value(stated) if stated else None
    if stated is None or value is None or UNWRITABLE.search(stated.url):
        return
    parts = [one.qid, one.property, value]
    for key, text in stated.qualifiers:
        time = exact(text)
        parts += [key, _time(time)] if time else []
    parts += [REFERENCE_URL, f'"{stated.url}"', *([STATED_IN, item] if item else [])]
    released = date.fromisoformat(day)
    yield "\t".join([*parts, RETRIEVED, f"+{released.isoformat()}T00:00:00Z/11"])


def _value(stated: Stated) -> str | None:
    """A value as version 1 writes it; None for one that it cannot write, or that is not sure."""
    value = stated.value
    if isinstance(value, Ref):
        return str(value)
    if isinstance(value, Text):
        return None if UNWRITABLE.search(value.text) else f'{value.language}:"{value.text}"'
    if isinstance(value, str) and stated.property in TIMES:
        time = exact(value)
        return _time(time) if time else None
    return None if not isinstance(value, str) or UNWRITABLE.search(value) else f'"{value}"'


def _time(time: Time) -> str:
    return f"{time.value}/{time.precision}"
