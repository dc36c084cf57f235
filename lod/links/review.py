"""Decide about proposals, one after the other.  proposals, decisions -> cards; a verdict -> new decisions; pure.

Read first: `Desk`.  Neither a screen nor a file is known here, so that a terminal and a page show and do the same.

Spec: SSSOM 1.1; a person decides: semapv:ManualMappingCuration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from lod.links import propose, reasons
from lod.links.model import BROAD, CLOSE, CURATION, EXACT, NARROW, NO_TERM, NOT, Link, LinkSet
from lod.links.reasons import Reasons

Verdict = Literal["same", "not", "close", "broader", "narrower", "none", "later"]
VERDICTS: dict[Verdict, str] = {
    "same": "the same",
    "not": "not the same",
    "close": "nearly the same",
    "broader": "theirs is broader",
    "narrower": "theirs is narrower",
    "none": "no such item",
    "later": "later",
}
KEYS: dict[str, Verdict] = {
    "y": "same",
    "n": "not",
    "c": "close",
    "b": "broader",
    "w": "narrower",
    "x": "none",
    "l": "later",
}
UNDO = "u"
SURE, RELATED = Decimal("0.95"), Decimal("0.80")
LIKELY = Decimal("0.90")  # that there is no item: somebody may make one


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides."""

    id: str = ""  # CURIE, orcid:0000-0002-1825-0097
    name: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal to decide about."""

    proposal: Link
    reasons: Reasons
    others: int  # more candidates of the same entity

    @property
    def key(self) -> str:
        """What changes as soon as anything that is shown does."""
        return sha256(repr(self.proposal).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Step:
    """One verdict and what it came to, so that it can be undone."""

    card: Card
    verdict: Verdict
    decision: Link | None  # None for later


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before a curator: proposals still open, and the verdicts of this sitting."""

    proposals: tuple[Link, ...]  # in the order they are shown
    steps: tuple[Step, ...] = ()

    @property
    def card(self) -> Card | None:
        """The proposal that is up, or None when all are decided or put off."""
        waiting = self.open
        if not waiting:
            return None
        first = waiting[0]
        others = sum(link.subject_id == first.subject_id for link in waiting) - 1
        return Card(first, reasons.read(first.comment), others)

    @property
    def open(self) -> tuple[Link, ...]:
        """Proposals that no verdict of this sitting has settled."""
        later = {step.card.proposal for step in self.steps if step.verdict == "later"}
        made = [step.decision for step in self.steps if step.decision]
        return tuple(link for link in self.proposals if link not in later and not settled(link, made))

    @property
    def put_off(self) -> int:
        """How many were put off."""
        return sum(step.verdict == "later" for step in self.steps)

    @property
    def decided(self) -> int:
        """How many decisions of this sitting stand."""
        return sum(step.decision is not None for step in self.steps)


def settled(proposal: Link, decisions: Iterable[Link]) -> bool:
    """Whether decisions leave nothing to decide about a proposal.

    They do if its entity has an item or none, its item another entity, or the two were judged together."""
    for link in decisions:
        exact = link.predicate_id == EXACT and link.predicate_modifier != NOT
        if link.subject_id == proposal.subject_id and (exact or link.object_id == proposal.object_id):
            return True
        if exact and link.object_id == proposal.object_id != NO_TERM:
            return True
    return False


def desk(proposals: Sequence[Link], decided: Sequence[Link], sure_first: bool = False, again: bool = False) -> Desk:
    """Lay out what is to be decided: the entities in the order of their names, the best candidate of each first.

    sure_first   those that would be accepted before those in doubt
    again        those too that were searched for in vain
    """
    taken = {link.object_id for link in decided if link.published}
    exact = [link for link in decided if link.predicate_id == EXACT and link.predicate_modifier != NOT]
    done = {link.subject_id for link in exact if link.object_id != NO_TERM or not again}
    judged = {(link.subject_id, link.object_id) for link in decided}
    waiting = [
        link
        for link in proposals
        if link.subject_id not in done
        and link.object_id not in taken
        and (link.subject_id, link.object_id) not in judged
    ]
    if sure_first:
        waiting.sort(key=lambda link: not propose.accepted(link))
    return Desk(tuple(waiting))


def decide(at: Desk, verdict: Verdict, author: Author, day: str, note: str = "") -> tuple[Desk, Link | None]:
    """Give a verdict on the proposal that is up.

    day      YYYY-MM-DD
    note     what the curator wants to say about it; else what agrees stands there
    returns  the desk afterwards, and the row for the file of decisions; none for later
    raises   ValueError where nothing is up
    """
    card = at.card
    if not card:
        raise ValueError("there is nothing to decide")
    made = None if verdict == "later" else _decision(card, verdict, author, day, note)
    return replace(at, steps=(*at.steps, Step(card, verdict, made))), made


def undo(at: Desk) -> tuple[Desk, Step | None]:
    """Take the last verdict back.  returns the desk before it, and what is to be undone; None for nothing"""
    if not at.steps:
        return at, None
    return replace(at, steps=at.steps[:-1]), at.steps[-1]


def recall(at: Desk) -> Desk:
    """Lay what was put off out again."""
    return replace(at, steps=tuple(step for step in at.steps if step.verdict != "later"))


def _decision(card: Card, verdict: Verdict, author: Author, day: str, note: str) -> Link:
    proposal, evidence = card.proposal, reasons.summary(card.reasons.sides)
    texts: dict[Verdict, tuple[str, str, Decimal, str]] = {
        "same": (EXACT, "", SURE, f"Reviewed: {evidence}."),
        "not": (EXACT, NOT, SURE, f"Rejected: {evidence}."),
        "close": (CLOSE, "", RELATED, f"Close: {evidence}."),
        "broader": (BROAD, "", RELATED, f"Broader: {evidence}."),
        "narrower": (NARROW, "", RELATED, f"Narrower: {evidence}."),
        "none": (EXACT, "", LIKELY, "Searched for: none of the candidates is it."),
    }
    predicate, modifier, confidence, comment = texts[verdict]
    absent = verdict == "none"
    return replace(
        proposal,
        predicate_id=predicate,
        predicate_modifier=modifier,
        object_id=NO_TERM if absent else proposal.object_id,
        object_label="" if absent else proposal.object_label,
        match_string="" if absent else proposal.match_string,
        mapping_justification=CURATION,
        confidence=confidence,
        author_id=author.id,
        author_label=author.name,
        mapping_date=day,
        comment=" ".join(f"{comment} {note}".split()),
    )


def added(decided: LinkSet, decision: Link) -> LinkSet:
    """Put a decision into the file where its subject belongs; all other rows stay as and where they are.

    Only a NoTermFound gives way, because an item that was missing may have been made.
    raises   ValueError where the decision, or one that it contradicts, is there already
    """
    found = decision.predicate_id == EXACT and not decision.predicate_modifier
    links = [link for link in decided.links if not (found and absent(link, decision.subject_id))]
    against = [link for link in links if not absent(link, decision.subject_id)] if not found else links
    if decision.predicate_modifier == NOT:
        against = [link for link in links if (link.subject_id, link.object_id) == _pair(decision)]
    if settled(decision, against):
        raise ValueError(f"{decision.subject_id} or {decision.object_id} has been decided already")
    place = next((n for n, link in enumerate(links) if _pair(link) > _pair(decision)), len(links))
    return replace(decided, links=(*links[:place], decision, *links[place:]))


def absent(link: Link, subject: str) -> bool:
    """Whether a decision says that an entity has no item."""
    return link.subject_id == subject and link.object_id == NO_TERM and not link.predicate_modifier


def _pair(link: Link) -> tuple[str, str]:
    return link.subject_id, link.object_id


def removed(decided: LinkSet, decision: Link, instead: Sequence[Link] = ()) -> LinkSet:
    """Take a decision out again and put back what gave way to it.

    raises   ValueError where the decision is not there, or was changed meanwhile"""
    if decision not in decided.links:
        raise ValueError(f"the decision about {decision.subject_id} was changed meanwhile")
    rest = replace(decided, links=tuple(link for link in decided.links if link != decision))
    for link in instead:
        rest = added(rest, link)
    return rest
