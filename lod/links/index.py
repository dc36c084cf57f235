"""Find candidates for an entity fast.  candidates -> Base; entity -> a few dozen candidates; pure.

Read first: `Base.find`.  Items that share a rare word with a name of the entity are looked at, those with the most and
rarest words first; where a word is unknown, its nearest spellings stand for it.  Kept are columns of numbers and one
text per item, not objects, so that 50,000 items take some 50 MB."""

from __future__ import annotations

import heapq
import json
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lod.links import countries, features, kinds, names
from lod.links.candidates import Candidate, Moment
from lod.links.dates import Days, of_edtf, of_moment
from lod.links.entities import Entity
from lod.links.folding import fold

RAREST = 4  # words of a name that are looked up
MOST = 40  # candidates that are compared in full
COMMON = 4000  # items: a word that more of them have is looked up only if there is no rarer one
KIND_BITS = {kind: 1 << place for place, kind in enumerate(kinds.ACCEPTED)}
NO_YEAR = -32768
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class Base:
    """A knowledge base that candidates are looked up in."""

    texts: list[str] = field(default_factory=list)  # one packed candidate each
    masks: bytearray = field(default_factory=bytearray)  # the kinds of ours it may be
    years: array[int] = field(default_factory=lambda: array("h"))  # of its start, or NO_YEAR
    countries: array[int] = field(default_factory=lambda: array("H"))  # place of its set of countries in country_sets
    country_sets: list[frozenset[str]] = field(default_factory=list)
    lengths: bytearray = field(default_factory=bytearray)  # how many words its names have, a bit for each number
    words: dict[str, array[int]] = field(default_factory=lambda: defaultdict(lambda: array("I")))
    shapes: dict[tuple[str, int], list[str]] = field(default_factory=dict)  # first letter, length -> words

    def find(self, entity: Entity, most: int = MOST) -> list[Candidate]:
        """The candidates that are worth comparing, at most so many; in no order that means anything."""
        bit = KIND_BITS[entity.kind]
        weights: dict[int, float] = {}
        for word, weight in self._looked_up(entity).items():
            for row in self.words[word]:
                weights[row] = weights.get(row, 0.0) + weight
        rows = [row for row in weights if self.masks[row] & bit]
        if len(rows) > most:
            mine, here = features.codes(entity.countries), self.countries
            fitting = {number for number, codes in enumerate(self.country_sets) if codes & mine}
            years = {days.first // 10_000 + more for days in map(of_edtf, entity.starts) for more in (-1, 0, 1)}
            bonus = max(weights[row] for row in rows) / 4
            lengths = _lengths(entity.names)
            order = [
                (
                    -weights[row]
                    - bonus * ((here[row] in fitting) + (self.years[row] in years) + bool(self.lengths[row] & lengths)),
                    row,
                )
                for row in rows
            ]
            rows = [row for _, row in heapq.nsmallest(most, order)]
        return [unpack(self.texts[row]) for row in sorted(rows)]

    def _looked_up(self, entity: Entity) -> dict[str, float]:
        """The words that items must have one of, with what each is worth."""
        chosen: dict[str, float] = {}
        for text in (*entity.names, *entity.abbreviations):
            known: list[tuple[float, str]] = []
            for word in dict.fromkeys(w for name in names.parse(text, entity.kind == "person") for w in name.core):
                spellings = [word] if word in self.words else self._spellings(word)
                known += [
                    (self._weight(spelling) * (1.0 if spelling == word else 0.8), spelling) for spelling in spellings
                ]
            known.sort(reverse=True)
            rare = [pair for pair in known[:RAREST] if len(self.words[pair[1]]) <= COMMON] or known[:2]
            for weight, word in rare:
                chosen[word] = max(weight, chosen.get(word, 0.0))
        return chosen

    def _spellings(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        near = [w for size in (-1, 0, 1) for w in self.shapes.get((word[0], len(word) + size), ())]
        return names.near_spellings(word, near)

    def _weight(self, word: str) -> float:
        return math.log((len(self.texts) + 1) / (len(self.words[word]) + 0.5))

    def all(self) -> Iterator[Candidate]:
        """Every candidate, as it came."""
        return map(unpack, self.texts)


def build(candidates: Iterable[Candidate]) -> Base:
    """Make a base.  An item that comes twice is kept as it came first."""
    base, seen = Base(), set[str]()
    sets: dict[frozenset[str], int] = {}
    for candidate in candidates:
        if candidate.qid in seen or not candidate.names:
            continue
        seen.add(candidate.qid)
        row = len(base.texts)
        base.texts.append(pack(candidate))
        base.masks.append(sum(bit for kind, bit in KIND_BITS.items() if kinds.possible(kind, candidate.types)))
        days: Days | None = next((d for m in candidate.starts if (d := of_moment(m))), None)
        base.years.append(max(NO_YEAR, min(32767, days.first // 10_000)) if days else NO_YEAR)
        base.countries.append(sets.setdefault(countries.all_codes(candidate.countries), len(sets)))
        base.lengths.append(_lengths(candidate.names))
        for word in {w for text in candidate.names for w in _words(text)}:
            base.words[word].append(row)
    base.words, base.country_sets = dict(base.words), list(sets)
    for word in base.words:
        if len(word) >= 3:
            base.shapes.setdefault((word[0], len(word)), []).append(word)
    return base


def _lengths(texts: Iterable[str]) -> int:
    """How many words some names have, as bits; eight and more are one."""
    found = 0
    for text in texts:
        found |= 1 << min(7, fold(text).count(" "))
    return found


def _words(text: str) -> Iterator[str]:
    yield from fold(text).split()
    if names.abbreviated(text):
        yield from (word for name in names.parse(text, False) for word in name.core)


def pack(candidate: Candidate) -> str:
    """A candidate as one text."""
    dates = [[(m.value, m.precision) for m in moments] for moments in (candidate.starts, candidate.ends)]
    c = candidate
    names_ = (c.qid, c.types, c.names, c.description, *dates)
    return ENCODER.encode((*names_, c.countries, c.parties, c.positions, c.places, c.identifiers, c.sitelinks))


def unpack(text: str) -> Candidate:
    """The candidate of a text."""
    qid, types, called, description, starts, ends, countries_, parties, positions, places, known, links = json.loads(
        text
    )
    return Candidate(
        qid,
        tuple(types),
        tuple(called),
        description,
        tuple(Moment(*moment) for moment in starts),
        tuple(Moment(*moment) for moment in ends),
        tuple(countries_),
        tuple(parties),
        tuple(positions),
        tuple(places),
        tuple((prop, value) for prop, value in known),
        links,
    )
