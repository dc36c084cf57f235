"""Propose links.  entities, decisions, knowledge base -> rows for a curator; pure.

Read first: `propose`.  A machine proposes, a person decides: what was decided is never proposed again, a rejected item
(Not) never for the same entity, and an entity that was searched for in vain (NoTermFound) only when that is asked for.

Spec: SSSOM 1.1; semapv:CompositeMatching, because several features are weighed together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lod.links import reasons, scores
from lod.links.entities import Entity
from lod.links.folding import fold
from lod.links.index import Base
from lod.links.model import COLUMNS, EXACT, NO_TERM, NOT, Link, LinkSet
from lod.links.scores import Ranked

COMPOSITE = "semapv:CompositeMatching"
SHOWN = 3  # candidates of one entity that a curator gets to see
ITEM = "wd:"
TWICE = "another entity fits the same item"
ACCEPTED = Decimal("0.95")  # the confidence from which a proposal was accepted
DOUBTED = Decimal("0.90")


@dataclass(frozen=True, slots=True)
class Decided:
    """What decisions mean for proposals."""

    done: frozenset[str]  # entities that need no proposal
    looked_up: frozenset[str]  # entities searched for in vain
    judged: frozenset[tuple[str, str]]  # entity and item that a person has judged, whatever came of it
    taken: Mapping[str, str]  # item -> the entity that has it


@dataclass(frozen=True, slots=True)
class Asked:
    """How proposals are to be made."""

    day: str  # YYYY-MM-DD, the date of what is new
    tool: str  # political-history-lod 0.1.0
    again: bool = False  # propose for entities with NoTermFound too


def read_decisions(links: Iterable[Link]) -> Decided:
    """What was decided, in the form that proposals need."""
    links = tuple(links)
    exact = [link for link in links if link.predicate_id == EXACT and link.predicate_modifier != NOT]
    return Decided(
        frozenset(link.subject_id for link in exact if link.object_id != NO_TERM),
        frozenset(link.subject_id for link in exact if link.object_id == NO_TERM),
        frozenset((link.subject_id, link.object_id) for link in links),
        {link.object_id: link.subject_id for link in exact if link.object_id != NO_TERM},
    )


def wanted(entities: Iterable[Entity], decided: Decided, again: bool) -> tuple[Entity, ...]:
    """The entities that proposals are looked for, in the order of their CURIEs."""
    passed = decided.done | (frozenset() if again else decided.looked_up)
    return tuple(sorted((e for e in entities if e.curie not in passed and e.names), key=lambda e: e.curie))


def for_entity(entity: Entity, base: Base, decided: Decided, asked: Asked) -> tuple[Link, ...]:
    """The rows of one entity: one if its best candidate is accepted, else those that a curator should see.

    An item that a person has judged for this entity takes no part; one that another entity has is not proposed, but
    what scores hardly more than it is not accepted."""
    found = [c for c in base.find(entity) if (entity.curie, ITEM + c.qid) not in decided.judged]
    ranked = scores.rank(entity, found, most=len(found))
    return tuple(_rows(ranked, decided, asked))


def _rows(ranked: Ranked, decided: Decided, asked: Asked) -> Iterator[Link]:
    free = [s for s in ranked.best if ITEM + s.candidate.qid not in decided.taken and s.score >= scores.QUEUE]
    if free and free[0] is not ranked.best[0]:  # the best belongs to another entity
        owner = decided.taken[ITEM + ranked.best[0].candidate.qid]
        doubt = f"{ITEM}{ranked.best[0].candidate.qid} fits better and is linked to {owner}"
        ranked = replace(ranked, best=tuple(free), band="queue", reasons=(doubt,), margin=0.0)
    for place, scored in enumerate(free[: 1 if ranked.band == "accept" else SHOWN]):
        following = free[place + 1].score if place + 1 < len(free) else 0.0
        margin = ranked.margin if place == 0 else scored.score - following
        name = scored.features[0]
        same = name.verdict in ("same", "order", "abbreviation")
        yield Link(
            ranked.entity.curie,
            EXACT,
            ITEM + scored.candidate.qid,
            COMPOSITE,
            scores.confidence(ranked) if place == 0 else scores.queued(scored.score) - Decimal("0.01"),
            asked.day,
            subject_label=ranked.entity.label,
            object_label=" ".join(scored.candidate.label.split()),
            mapping_tool=asked.tool,
            match_string=fold(name.theirs[0]) if same else "",
            comment=reasons.tell(ranked, scored, margin),
        )


def propose(
    entities: Sequence[Entity], row_of: Callable[[Entity], tuple[Link, ...]], say: Callable[[int, int], None]
) -> tuple[Link, ...]:
    """The rows of all entities, and how far it is said on the way."""
    rows: list[Link] = []
    for number, entity in enumerate(entities):
        say(number, len(entities))
        rows += row_of(entity)
    say(len(entities), len(entities))
    return together(rows)


def together(rows: Sequence[Link]) -> tuple[Link, ...]:
    """Put the rows of all entities into their order; an item that two of ours would take is accepted for neither."""
    takers: dict[str, set[str]] = {}
    for row in rows:
        if accepted(row):
            takers.setdefault(row.object_id, set()).add(row.subject_id)
    made = [_doubt(row) if accepted(row) and len(takers[row.object_id]) > 1 else row for row in rows]
    return tuple(sorted(made, key=lambda r: (r.subject_id, -r.confidence, len(r.object_id), r.object_id)))


def accepted(row: Link) -> bool:
    """Whether a proposal is good enough to be taken over unseen."""
    return row.mapping_justification == COMPOSITE and row.confidence >= ACCEPTED


def _doubt(row: Link) -> Link:
    comment = row.comment.replace("accept", f"queue: {TWICE}", 1)
    return replace(row, confidence=DOUBTED, comment=comment)


def file(rows: Sequence[Link], decided: LinkSet, before: Sequence[Link]) -> LinkSet:
    """The file of proposals: prefixes of the decisions, its own name; a row that has not changed keeps its date.

    before   the rows of the file that it replaces"""
    old = {replace(link, mapping_date=""): link.mapping_date for link in before}
    dated = tuple(replace(row, mapping_date=old.get(replace(row, mapping_date=""), row.mapping_date)) for row in rows)
    return LinkSet(tuple(_header(decided.header)), COLUMNS, decided.prefixes, dated)


def _header(header: Sequence[str]) -> Iterator[str]:
    texts = {
        "mapping_set_id": "{}/proposed",
        "mapping_set_title": "{}: proposals",
        "mapping_set_description": "Made by lod link for lod link review. Never published; made anew by the next run.",
    }
    for line in header:
        name, _, value = line.removeprefix("#").partition(": ")
        yield f"#{name}: {texts[name].format(value)}" if name in texts else line
