"""Compare an entity with a candidate, fact by fact.  Entity, Candidate -> features; pure.

Read first: `Feature`.  Every feature is kept and shown to the curator, those that say nothing too; what each is worth
stands in links/scores.py alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lod.links import countries, dates, kinds, names
from lod.links.candidates import Candidate, Moment
from lod.links.entities import Entity, Named
from lod.links.folding import fold

FEATURES = ("name", "type", "start", "end", "life", "country", "party", "office", "place", "identifier")
Fact = Literal["name", "type", "start", "end", "life", "country", "party", "office", "place", "identifier"]
SAME_PARTY = 93.0  # of 100: how alike the names of two parties must be
# words that say nothing about which office it is
VAGUE = frozenset(
    "member members leader founder participant supporter candidate worker student head office position elect current"
    " former miembro dirigente fundador candidato trabajador estudiante cargo actual wpoffice of the de la del el los"
    " las and for in a an representing representative term reps congress new old state national federal chamber".split()
)
MANY = 4  # values shown of each side


@dataclass(frozen=True, slots=True)
class Feature:
    """How one fact compares, and both sides as the curator sees them."""

    fact: Fact
    verdict: str  # a row of links/scores.py POINTS: agree, conflict, overlap, same, …
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    value: float = 0.0  # name: 0..100; dates: years apart


def compare(entity: Entity, candidate: Candidate, named: Feature | None = None) -> tuple[Feature, ...]:
    """All features, in the order of FEATURES.

    named   what `name` has found, where that is known already"""
    return (
        named or name(entity, candidate),
        kind(entity, candidate),
        date("start", entity.starts, candidate.starts),
        date("end", entity.ends, candidate.ends),
        life(entity, candidate),
        country(entity.countries, candidate.countries),
        party(entity, candidate),
        office(entity.offices, candidate.positions),
        place(entity.places, candidate.places),
        identifier(entity, candidate),
    )


def name(entity: Entity, candidate: Candidate) -> Feature:
    """The best match of any of our names with any of theirs."""
    match = names.best(entity.names, candidate.names, entity.kind == "person", entity.abbreviations)
    return Feature("name", match.how, (match.ours,), (match.theirs,), round(match.score, 1))


def kind(entity: Entity, candidate: Candidate) -> Feature:
    """The allow-list of types."""
    verdict = kinds.compare(entity.kind, entity.sorts, candidate.types)
    return Feature("type", verdict, (entity.kind, *entity.sorts), candidate.types)


def date(fact: Literal["start", "end"], ours: tuple[str, ...], theirs: tuple[Moment, ...]) -> Feature:
    """Birth, founding, first day; death, end, last day."""
    verdict, years = dates.compare(ours, theirs)
    return Feature(fact, verdict, ours, tuple(map(moment, theirs)), float(years))


@lru_cache(maxsize=20_000)
def moment(date_: Moment) -> str:
    """A date of theirs as far as its precision goes.

    >>> moment(Moment("+1908-01-01T00:00:00Z", 9)), moment(Moment("+1908-06-26T00:00:00Z", 11))
    ('1908', '1908-06-26')
    """
    day = date_.value.lstrip("+").partition("T")[0]
    parts = day.rsplit("-", 2) if day.count("-") >= 2 else [day]
    if date_.precision >= 11:
        return day
    return (
        "-".join(parts[:2]) if date_.precision == 10 else parts[0] + {8: "s", 7: " (century)"}.get(date_.precision, "")
    )


def life(entity: Entity, candidate: Candidate) -> Feature:
    """Whether the item was there when ours was active: nobody joins a party before birth or after death."""
    if not entity.active or not (candidate.starts or candidate.ends):
        return Feature("life", "unknown", entity.active)
    fits = dates.lived(entity.active, candidate.starts, candidate.ends)
    theirs = tuple(map(moment, (*candidate.starts, *candidate.ends)))
    return Feature("life", "possible" if fits else "conflict", entity.active, theirs)


def country(ours: tuple[Named, ...], theirs: tuple[str, ...]) -> Feature:
    """Countries by their codes; what neither side can name as a country says nothing."""
    mine = codes(ours)
    return Feature("country", countries.compare(mine, countries.all_codes(theirs)), tuple(sorted(mine)), theirs)


@lru_cache(maxsize=4096)
def codes(named: tuple[Named, ...]) -> frozenset[str]:
    """The countries among some things of ours."""
    return countries.all_codes(text for thing in named for text in (thing.qid, *thing.names))


def party(entity: Entity, candidate: Candidate) -> Feature:
    """One party in common agrees; parties change, so none in common says nothing."""
    known = {named.qid for named in entity.parties if named.qid}
    ours = tuple(text for named in entity.parties for text in named.names)
    common = next((text for text in candidate.parties if text in known), "")
    common = common or _party(ours, candidate.parties)
    return Feature("party", "agree" if common else "unknown", ours, (common,) if common else candidate.parties)


@lru_cache(maxsize=20_000)
def _party(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    match = names.best(ours, theirs, person=False)
    same = match.score >= SAME_PARTY or match.how == "abbreviation"
    return match.theirs if same else ""


def office(ours: tuple[Named, ...], theirs: tuple[str, ...]) -> Feature:
    """An office agrees if all its telling words stand in one of theirs, or the other way round."""
    texts = tuple(text for named in ours for text in named.names)
    common = next((text for text in theirs if any(_office(text, our) for our in texts)), "")
    known = {named.qid for named in ours if named.qid}
    common = common or next((text for text in theirs if text in known), "")
    return Feature("office", "agree" if common else "unknown", texts, (common,) if common else theirs)


@lru_cache(maxsize=50_000)
def _office(a: str, b: str) -> bool:
    words = [
        frozenset(w.removesuffix("s") for w in fold(t).split() if w not in VAGUE and not w.isdigit()) for t in (a, b)
    ]
    few, many = sorted(words, key=len)
    return bool(few) and few <= many


def place(ours: tuple[Named, ...], theirs: tuple[str, ...]) -> Feature:
    """A place in common, other than a country, agrees; none says nothing, for a life has many places."""
    items = {named.qid for named in ours if named.qid}
    texts = {fold(text): text for named in ours for text in named.names if not countries.code(text)}
    common = next((text for text in theirs if text in items and not countries.code(text)), "")
    common = common or next((text for text in theirs if fold(text) in texts), "")
    return Feature("place", "agree" if common else "unknown", tuple(texts.values()), (common,) if common else theirs)


def identifier(entity: Entity, candidate: Candidate) -> Feature:
    """The same identifier elsewhere agrees; two for one property conflict if each side has only those."""
    mine, other = dict(entity.identifiers), set(candidate.identifiers)
    common = next((pair for pair in entity.identifiers if pair in other), None)
    if common:
        return Feature("identifier", "agree", common, common)
    against = [pair for pair in candidate.identifiers if pair[0] in mine]
    ours = tuple(map(" ".join, entity.identifiers))
    return Feature("identifier", "conflict" if against else "unknown", ours, tuple(map(" ".join, against)))


def shown(values: Iterable[str]) -> str:
    """The first of some values, as one line."""
    found = list(dict.fromkeys(values))
    return "; ".join(found[:MANY]) + (f"; … {len(found) - MANY} more" if len(found) > MANY else "")
