"""Say in one line why a candidate is proposed, and read the line again.  Scored <-> the comment of an SSSOM row; pure.

  queue: no country agrees // score 104.0, margin 4.0 // name same 100.0: Ana Ríos = Ana Rios // start overlap +4: …

First the band and what keeps it from being accepted, then the score, then every feature that has something to show:
what was compared, the verdict, the points, our side and theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lod.links.features import shown
from lod.links.scores import AGREE, CONFLICT, Ranked, Scored, points

BETWEEN = " // "
SIGNS = {"agree": "=", "conflict": "≠", "unknown": "?"}
FEATURE = re.compile(r"(\w+) (\w+) ([+-]?[0-9.]+): (.*?) ([=≠?]) (.*)")
HEAD = re.compile(r"(accept|queue)(?:: (.*?))?")
SCORE = re.compile(r"score (-?[0-9.]+), margin (-?[0-9.]+)")
NOTHING = "–"
MARKS = frozenset({BETWEEN.strip(), *SIGNS.values()})


@dataclass(frozen=True, slots=True)
class Side:
    """A feature as a curator sees it."""

    fact: str  # name, start
    verdict: str  # same, overlap, conflict
    points: float
    ours: str
    theirs: str
    sign: str  # = agrees, ≠ conflicts, ? says nothing


@dataclass(frozen=True, slots=True)
class Reasons:
    """A comment taken apart."""

    band: str  # accept, queue; empty for a comment that no proposal has
    doubts: tuple[str, ...]
    score: float
    margin: float
    sides: tuple[Side, ...]


def tell(ranked: Ranked, scored: Scored, margin: float) -> str:
    """The line for one candidate of an entity.

    ranked   what became of the entity; scored: the candidate; margin: its points before the next"""
    accepted = ranked.band == "accept" and scored is ranked.best[0]
    doubts = () if accepted else (ranked.reasons if scored is ranked.best[0] else ("another fits better",))
    head = "accept" if accepted else f"queue: {', and '.join(doubts)}"
    return BETWEEN.join([head, f"score {scored.score:.1f}, margin {margin:.1f}", *map(_text, sides(scored))])


def sides(scored: Scored) -> tuple[Side, ...]:
    """The features of a candidate that have something to show."""
    found = []
    for feature in scored.features:
        if any(feature.ours) or any(feature.theirs):
            state = "conflict" if feature.verdict in CONFLICT else "unknown"
            agrees = feature.verdict in AGREE or (
                feature.fact == "name" and feature.verdict not in ("different", "abbreviation")
            )
            sign = SIGNS["agree" if agrees else state]
            ours, theirs = (_plain(shown(side)) or NOTHING for side in (feature.ours, feature.theirs))
            found.append(Side(feature.fact, feature.verdict, points(feature), ours, theirs, sign))
    return tuple(found)


def _plain(text: str) -> str:
    """One line in which nothing looks like a separator."""
    return " ".join(f"‘{word}’" if word in MARKS else word for word in text.split())


def _text(side: Side) -> str:
    value = f"{side.points:.1f}" if side.fact == "name" else f"{side.points:+g}"
    return f"{side.fact} {side.verdict} {value}: {side.ours} {side.sign} {side.theirs}"


def read(comment: str) -> Reasons:
    """Take a comment apart; one that was written by hand gives no sides."""
    head, *rest = comment.split(BETWEEN)
    said = HEAD.fullmatch(head)
    score = SCORE.fullmatch(rest[0]) if rest else None
    if not said or not score:
        return Reasons("", (), 0.0, 0.0, ())
    found = [FEATURE.fullmatch(text) for text in rest[1:]]
    known = [match.groups() for match in found if match]
    made = tuple(
        Side(fact, verdict, float(value), ours, theirs, sign) for fact, verdict, value, ours, sign, theirs in known
    )
    return Reasons(
        said[1], tuple((said[2] or "").split(", and ")) if said[2] else (), float(score[1]), float(score[2]), made
    )


def summary(found: Sequence[Side]) -> str:
    """What agrees and what conflicts, as evidence: `name and start (1938 = 1938-03-02) agree`."""
    facts = [_evidence(side) for side in found if side.sign == SIGNS["agree"]]
    against = [_evidence(side) for side in found if side.sign == SIGNS["conflict"]]
    told = [f"{_and(facts)} agree" + ("s" if len(facts) == 1 else "")] if facts else []
    told += [f"{_and(against)} conflict" + ("s" if len(against) == 1 else "")] if against else []
    return "; ".join(told) or "nothing could be compared"


def _evidence(side: Side) -> str:
    plain = side.fact == "type" or side.ours == side.theirs
    return side.fact if plain else f"{side.fact} ({side.ours} {side.sign} {side.theirs})"


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
