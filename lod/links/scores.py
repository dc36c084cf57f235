"""Weigh what agrees and decide what becomes of a candidate.  features -> score, band; pure.

Read first: POINTS.  A score is the likeness of the names, 0 to 100, and points for every other fact; no more.
The bands follow from rules that a curator can check by hand, not from the score alone.  The weights and what they
lead to are measured by tests/bench/linking.py and told in docs/explanation/linking.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from lod.links import features
from lod.links.candidates import Candidate
from lod.links.entities import Entity
from lod.links.features import Feature

Band = Literal["accept", "queue", "none"]
POINTS: dict[str, dict[str, float]] = {  # fact -> verdict -> points; what is not here is worth nothing
    "type": {"agree": 0, "unknown": -2, "conflict": -60},
    "start": {"equal": 6, "overlap": 4, "possible": 1, "disjoint": -6},
    "end": {"equal": 3, "overlap": 2, "possible": 1, "disjoint": -6},
    "life": {"possible": 0, "conflict": -20},
    "country": {"agree": 3, "conflict": -10},
    "party": {"agree": 2},
    "office": {"agree": 2},
    "place": {"agree": 2},
    "identifier": {"agree": 10, "conflict": -10},
}
FAR, FAR_POINTS = 5, -25.0  # dates more than so many years apart
NAME, SCORE, MARGIN = 93.0, 100.0, 2.0  # what an accepted candidate must reach
QUEUE = 75.0
AGREE = frozenset({"agree", "equal", "overlap"})
CONFLICT = frozenset({"conflict", "disjoint"})
MORE = ("start", "end", "identifier")  # one of these must agree too
FEWER = ("party", "office", "place")  # or two of these, which many of the same name share, and the names are the same
EXACT_NAME = 98.0
LEAST = QUEUE - sum(max(row.values(), default=0.0) for row in POINTS.values())  # less alike names never reach the queue


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with what was compared and what it came to."""

    candidate: Candidate
    features: tuple[Feature, ...]
    score: float

    def verdict(self, fact: str) -> str:
        return next(f.verdict for f in self.features if f.fact == fact)

    @property
    def name(self) -> float:
        return next(f.value for f in self.features if f.fact == "name")

    @property
    def blocked(self) -> bool:
        """Whether it is a thing of another kind: not to be shown at all."""
        return self.verdict("type") == "conflict"

    @property
    def conflicts(self) -> tuple[str, ...]:
        return tuple(f.fact for f in self.features if f.verdict in CONFLICT)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of an entity, the best first, and what becomes of the best."""

    entity: Entity
    best: tuple[Scored, ...]
    margin: float  # points between the first and the second; from 0 where there is no second
    band: Band
    reasons: tuple[str, ...]  # why it was not accepted


def points(feature: Feature) -> float:
    """What a feature is worth; names are not in points but the score itself."""
    if feature.verdict == "disjoint" and feature.value > FAR:
        return FAR_POINTS
    return feature.value if feature.fact == "name" else POINTS[feature.fact].get(feature.verdict, 0.0)


def score(entity: Entity, candidate: Candidate, named: Feature | None = None) -> Scored:
    """Compare and add up."""
    found = features.compare(entity, candidate, named)
    return Scored(candidate, found, round(sum(map(points, found)), 1))


def rank(entity: Entity, candidates: Sequence[Candidate], most: int = 5) -> Ranked:
    """Order candidates by score and decide about the best.  The order in which they come does not matter.

    Candidates whose names are less alike than LEAST are left out, because no facts can bring them into the queue."""
    alike = [(c, named) for c in candidates if (named := features.name(entity, c)).value >= LEAST]
    scored = [s for s in (score(entity, c, named) for c, named in alike) if not s.blocked]
    scored.sort(key=lambda s: (-s.score, -s.candidate.sitelinks, int(s.candidate.qid[1:])))
    if not scored:
        return Ranked(entity, (), 0.0, "none", ("no candidate",))
    first = scored[0]
    margin = round(first.score - (scored[1].score if len(scored) > 1 else 0.0), 1)
    reasons = tuple(doubts(entity, first, margin))
    band: Band = "accept" if not reasons else "queue" if first.score >= QUEUE else "none"
    return Ranked(entity, tuple(scored[:most]), margin, band, reasons)


def doubts(entity: Entity, first: Scored, margin: float) -> list[str]:
    """Why a person must look: the rules of acceptance that a candidate breaks.

    An organisation needs its country and the year of its founding, because its successors often have its name.  Both
    sides must know what the other calls it, because an alias is shared by parts, heirs and translations."""
    verdicts: dict[str, str] = {f.fact: f.verdict for f in first.features}
    wanted = {
        "only an abbreviation fits": verdicts["name"] != "abbreviation",
        f"the names are less alike than {NAME:g}": first.name >= NAME,
        "the type is not known to fit": verdicts["type"] == "agree",
        "no country agrees": verdicts["country"] == "agree",
        "too little more agrees": _enough(verdicts, first.name),
        f"in conflict: {', '.join(first.conflicts)}": not first.conflicts,
        f"the score is below {SCORE:g}": first.score >= SCORE,
        f"the next is nearer than {MARGIN:g}": margin >= MARGIN,
    }
    if entity.kind == "organization":
        wanted["no year of founding agrees"] = verdicts["start"] in AGREE
        wanted["the item has the name only as an alias"] = _called(entity, first.candidate)
        wanted["the item lacks one of our labels"] = _known(entity, first.candidate)
    return [reason for reason, met in wanted.items() if not met]


def _called(entity: Entity, candidate: Candidate) -> bool:
    """Whether the label of an item is one of our names."""
    return features.name(entity, replace(candidate, names=candidate.names[:1])).value >= NAME


def _known(entity: Entity, candidate: Candidate) -> bool:
    """Whether every label of ours is one of their names."""
    return all(
        features.name(replace(entity, labels=(label,), aliases=(), abbreviations=()), candidate).value >= NAME
        for label in entity.labels
    )


def _enough(verdicts: dict[str, str], name: float) -> bool:
    """Whether a day or identifier agrees; or, under the same name, a year or two weaker facts.

    With a name that only fits in part a year is too little: one in forty namesakes of a country shares it."""
    if any(verdicts[fact] in ("agree", "equal") for fact in MORE):
        return True
    few = sum(verdicts[fact] in AGREE for fact in FEWER)
    return name >= EXACT_NAME and (few > 1 or any(verdicts[fact] in AGREE for fact in MORE))


def confidence(ranked: Ranked) -> Decimal:
    """The score of the best as a share: 0.95 and more where it is accepted, else as `queued` says."""
    first = ranked.best[0].score
    if ranked.band == "accept":
        more = Decimal(str(max(0.0, first - SCORE))) / 250
        return Decimal("0.95") + min(Decimal("0.04"), more).quantize(Decimal("0.01"))
    return queued(first)


def queued(points_: float) -> Decimal:
    """A score of the queue as a share: 0.50 where the queue begins, 0.90 at most."""
    part = Decimal(str(max(0.0, min(1.0, (points_ - QUEUE) / (SCORE - QUEUE)))))
    return (Decimal("0.50") + part * Decimal("0.40")).quantize(Decimal("0.01"))
