"""Compare what we state with what Wikidata states.  statements, recorded items -> differences; pure.

Read first: KINDS.  A date is compared as the days that it may mean, so a year and a day in it differ in precision and
do not contradict each other.  A property that can have many values is never in conflict: what one side lacks is missing
there.  Nothing here decides who is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lod.links import features
from lod.links.cache import Kept
from lod.links.candidates import Moment, from_item
from lod.links.dates import EVER, NEVER, Days, of_edtf, of_moment, relation
from lod.links.exchange import END, POINT, START, TIMES, Stated, Unlinked
from lod.links.folding import fold
from lod.links.items import DEPRECATED, NOVALUE, SOMEVALUE, Claim, Item, Quantity, Raw, Ref, Text, Time, Value

KINDS = {
    "missing there": "we state it, Wikidata says nothing of it",
    "missing here": "Wikidata states it, we do not",
    "conflict": "both state it, and only one can be right",
    "precision": "both state it, one more exactly than the other",
    "unlinked": "we state it of something that has no item yet",
}
ONE = TIMES | {"P19", "P20"}  # properties that have one value; births and deaths happen once
JULIAN = 13  # days that the Julian calendar was behind at most, in the time we speak of
SHOWN = {NOVALUE: "no value", SOMEVALUE: "unknown value"}
STATEMENT, QUALIFIER = "statement", "qualifier"


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement that only one side has, or that both have differently."""

    kind: str  # one of KINDS
    subject: str  # CURIE
    label: str
    qid: str
    property: str
    ours: str = ""
    theirs: str = ""
    part: str = STATEMENT
    guid: str = ""  # of their statement
    julian: bool = False  # their date is of the Julian calendar
    stated: Stated | None = None  # ours


def compare(
    subjects: Iterable[tuple[str, str, str]],
    stated: Iterable[Stated],
    known: Mapping[str, Kept],
    properties: Iterable[str],
) -> tuple[Difference, ...]:
    """All differences, in the order of the subjects.  Items that are not in the cache, or gone, are left out.

    subjects     CURIE, label and item of each of ours that is linked
    properties   those that are compared: what Wikidata states with others is not missing here"""
    compared, found = dict.fromkeys(properties), list[Difference]()
    if POINT in compared:
        compared |= {START: None, END: None}
    ours: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for one in stated:
        ours[one.subject, one.property].append(one)
    for subject, label, qid in subjects:
        kept = known.get(qid)
        if kept and not kept.item.missing:
            about = Difference("", subject, label, kept.item.qid, "")
            points = ours.pop((subject, POINT), [])
            spanned = bool(points) and not kept.item.claims.get(POINT) and _has_span(kept.item)
            if spanned:
                found += _points(about, points, kept.item, known)
            for key in compared:
                said = points if key == POINT and not spanned else ours[subject, key]
                if not (spanned and key in (POINT, START, END)):
                    found += _property(replace(about, property=key), said, kept.item, known)
    return tuple(found)


def _has_span(item: Item) -> bool:
    return any(item.times(key) for key in (START, END))


def _points(about: Difference, points: Sequence[Stated], item: Item, known: Mapping[str, Kept]) -> Iterator[Difference]:
    """What differs between our dates of an event and the days from its beginning to its end, as they have it."""
    edges = [(key, claim) for key in (START, END) for claim in item.best(key) if isinstance(claim.value, Time)]
    days = [
        d for _, c in edges if isinstance(c.value, Time) and (d := of_moment(Moment(c.value.value, c.value.precision)))
    ]
    started = bool(item.times(START))
    first = min((d.first for d in days), default=0) if started else NEVER
    last = max((d.last for d in days), default=0) if item.times(END) else EVER
    for one in points:
        said, mine = replace(about, ours=one.shown, stated=one), of_edtf(str(one.value))
        fits = [(_fit(replace(one, property=key), claim), key, claim) for key, claim in edges]
        finer = next(((key, claim) for fit, key, claim in fits if fit == FINER), None)
        if finer:
            yield _theirs(replace(said, property=finer[0]), "precision", finer[1], known)
        elif mine.last < first or mine.first > last or (last == EVER and all(fit == FAR for fit, _, _ in fits)):
            yield _theirs(replace(said, property=edges[0][0]), "conflict", edges[0][1], known)


def _property(about: Difference, ours: Sequence[Stated], item: Item, known: Mapping[str, Kept]) -> Iterator[Difference]:
    """What differs in one property of one item."""
    claims = item.claims.get(about.property, ())
    held = [claim for claim in claims if claim.rank != DEPRECATED]
    used: set[int] = set()
    for one in ours:
        said = replace(about, ours=one.shown, stated=one)
        best = min(((_fit(one, claim), n) for n, claim in enumerate(held)), default=(9, -1))
        if best[0] < FAR:
            used.add(best[1])
            yield from _matched(said, one, held[best[1]], best[0], known)
        elif any(_fit(one, claim) == SAME for claim in claims):
            deprecated = next(claim for claim in claims if _fit(one, claim) == SAME)
            theirs = _theirs(said, "conflict", deprecated, known)
            yield replace(theirs, theirs=f"{theirs.theirs} (deprecated)")
        elif against := _against(about.property, held):
            used |= set(range(len(held)))
            yield _theirs(said, "conflict", against, known)
        elif isinstance(one.value, Unlinked):
            yield replace(said, kind="unlinked")
        else:
            yield replace(said, kind="missing there")
    for number, claim in enumerate(held):
        if number not in used and claim in item.best(about.property) and claim.kind == "value":
            yield _theirs(about, "missing here", claim, known)


SAME, FINER, FAR = 0, 1, 2  # how well a claim fits a statement of ours


def _fit(ours: Stated, claim: Claim) -> int:
    """Whether both say the same, the same with another precision, or not the same."""
    value, said = claim.value, ours.value
    if value is None:
        return FAR
    if isinstance(value, Time):
        return _time(str(said), value) if ours.property in TIMES else FAR
    if isinstance(said, Ref) or isinstance(value, Ref):
        return SAME if isinstance(said, Ref) and said == value else FAR
    if isinstance(said, Unlinked):
        return FAR
    texts = [one.text if isinstance(one, Text) else str(one) for one in (said, value)]
    return SAME if fold(texts[0]) == fold(texts[1]) else FAR


def _time(ours: str, theirs: Time) -> int:
    mine, other = of_edtf(ours), of_moment(Moment(theirs.value, theirs.precision))
    if other is None or mine == other:
        return SAME if mine == other else FAR
    if theirs.julian and theirs.precision == 11 and _apart(mine, other) <= JULIAN:
        return FINER
    return FINER if relation(mine, other) in ("overlap", "possible", "equal") else FAR


def _apart(a: Days, b: Days) -> int:
    """Days between two dates that are days; many for others."""
    found = [date(n // 10_000, n // 100 % 100, n % 100) for n in (a.first, b.first) if 0 < n // 10_000 < 9999]
    return abs((found[0] - found[1]).days) if len(found) == 2 and a.first == a.last else 99


def _against(key: str, held: Sequence[Claim]) -> Claim | None:
    """The claim that contradicts another value."""
    none = next((claim for claim in held if claim.kind == NOVALUE), None)
    values = [claim for claim in held if claim.kind == "value"]
    return none or (values[0] if key in ONE and values else None)


def _matched(
    about: Difference, ours: Stated, claim: Claim, fit: int, known: Mapping[str, Kept]
) -> Iterator[Difference]:
    """What differs between two statements of the same."""
    if fit == FINER:
        yield _theirs(about, "precision", claim, known)
    for key, text in ours.qualifiers:
        theirs = [snak.value for snak in claim.qualifiers.get(key, ()) if isinstance(snak.value, Time)]
        part = replace(about, property=key, part=QUALIFIER, ours=text, guid=claim.id)
        if not theirs:
            yield replace(part, kind="missing there")
        elif (nearest := min(_time(text, one) for one in theirs)) != SAME:
            kind = "precision" if nearest == FINER else "conflict"
            yield replace(part, kind=kind, theirs=_text(theirs[0], known), julian=theirs[0].julian)


def _theirs(about: Difference, kind: str, claim: Claim, known: Mapping[str, Kept]) -> Difference:
    """A difference with their statement."""
    shown = _text(claim.value, known) if claim.kind == "value" else SHOWN[claim.kind]
    julian = isinstance(claim.value, Time) and claim.value.julian
    return replace(about, kind=kind, theirs=shown, guid=claim.id, julian=julian)


def _text(value: Value | None, known: Mapping[str, Kept]) -> str:
    """A value of theirs as people read it."""
    match value:
        case Time():
            return features.moment(Moment(value.value, value.precision))
        case Ref():
            kept = known.get(value)
            return f"{from_item(kept.item).label} ({value})" if kept and not kept.item.missing else str(value)
        case Text():
            return value.text
        case Quantity():
            return value.amount
        case Raw():
            return value.json
    return value or ""
