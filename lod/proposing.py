"""Propose links for a whole dataset.  build, cache, knowledge base -> mappings/wikidata.proposed.tsv.

Read first: links/propose.py, which decides; here are the files.  What a run has found so far stands in a journal, so
that an interrupted one goes on where it stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lod import __version__, decisions, linked
from lod.config import Config
from lod.links import index, knowledge, propose, scores, settings
from lod.links.cache import Cache
from lod.links.candidates import Candidate, from_item
from lod.links.entities import Entity
from lod.links.items import QID
from lod.links.journal import Journal
from lod.links.knowledge import BadKnowledgeBase, NothingToCompare
from lod.links.model import Link, LinkSet

JOURNAL = ".work/proposals.journal"  # inside the output folder
TOOL = f"political-history-lod {__version__}"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run has come to."""

    file: str
    entities: int  # that were looked for
    items: int  # that they were compared with
    resumed: int  # entities that an interrupted run had done
    accepted: int
    queued: int  # entities with something for a curator
    left_out: int  # rows of knowledge bases that name no item

    @property
    def none(self) -> int:
        return self.entities - self.accepted - self.queued


def run(config: Config, bases: Sequence[Path], day: str, again: bool, say: Callable[[str, int, int], None]) -> Proposed:
    """Propose links for all entities that need them, and write the file whole.

    bases    files of knowledge bases; the cache of Wikidata's answers comes first
    day      YYYY-MM-DD, the date of proposals that are new
    again    propose for entities that were searched for in vain too
    raises   Failed (no build, mistakes in links or configuration), L520, L521, L531
    """
    path, shown = decisions.place(config)
    before = decisions.proposed(config)
    asking = settings.of(config)
    cached = tuple(from_cache(Cache(asking.cache, asking.shown), lambda n: say("reading the cache", n, 0)))
    left_out: list[int] = []
    base = index.build(_counted([*cached], bases, say, left_out.append))
    if not base.texts and left_out:
        raise BadKnowledgeBase(file=bases[0].name, message=f"line {left_out[0]} and all others have no qid such as Q42")
    if not base.texts:
        raise NothingToCompare(cache=asking.shown)
    ours = linked.read(config)
    decided = propose.read_decisions(ours.decided.links)
    entities = propose.wanted(ours.entities, decided, again)
    asked = propose.Asked(day, TOOL, again)
    inputs = _digest(entities, ours.decided, cached, bases, day)
    with Journal(config.path(config.output) / JOURNAL, inputs) as journal:
        resumed = len(journal.done)

        def row_of(entity: Entity) -> tuple[Link, ...]:
            known = journal.done.get(entity.curie)
            return (
                journal.keep(entity.curie, propose.for_entity(entity, base, decided, asked)) if known is None else known
            )

        rows = propose.propose(entities, row_of, lambda done, total: say("comparing", done, total))
        decisions.write(path, propose.file(rows, ours.decided, before.links if before else ()))
    sure = {row.subject_id for row in rows if propose.accepted(row)}
    queued = {row.subject_id for row in rows} - sure
    return Proposed(shown, len(entities), len(base.texts), resumed, len(sure), len(queued), len(left_out))


def from_cache(cache: Cache, say: Callable[[int], None]) -> Iterator[Candidate]:
    """The items of the cache; what they name by item is named by its label too, where the cache has it."""
    found = [from_item(kept.item) for kept in cache.everything() if QID.fullmatch(kept.item.qid)]
    labels = {candidate.qid: candidate.names[:4] for candidate in found}
    for number, candidate in enumerate(found):
        say(number)
        parties, positions, places = (
            tuple(dict.fromkeys([*items, *(name for item in items for name in labels.get(item, ()))]))
            for items in (candidate.parties, candidate.positions, candidate.places)
        )
        yield replace(candidate, parties=parties, positions=positions, places=places)


def _counted(
    cached: Iterable[Candidate],
    bases: Sequence[Path],
    say: Callable[[str, int, int], None],
    left_out: Callable[[int], object],
) -> Iterator[Candidate]:
    yield from cached
    number = 0
    for path in bases:
        for candidate in knowledge.read(path, left_out):
            number += 1
            if number % 1000 == 0:
                say("reading items", number, 0)
            yield candidate


def _digest(
    entities: Sequence[Entity], decided: LinkSet, cached: Sequence[Candidate], bases: Sequence[Path], day: str
) -> str:
    """What rows are made from: if any of it changes, an interrupted run has to start anew."""
    weights = (scores.POINTS, scores.NAME, scores.SCORE, scores.MARGIN, scores.QUEUE)
    parts = (TOOL, day, weights, entities, decided.links, cached, [knowledge.digest(path) for path in bases])
    return hashlib.sha256(repr(parts).encode()).hexdigest()
