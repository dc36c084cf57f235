"""Find links that may have been meant for the item beside.  links, entities, recorded items -> findings; pure.

Wikidata knows what is often mixed up: an item says that it is different from another (P1889).  And an article of
Wikipedia that has left an item has perhaps gone to the one that was meant.  Neither is a proof: both are hints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lod.links import scores
from lod.links.candidates import Candidate, from_item
from lod.links.entities import KINDS, Entity
from lod.links.items import Item
from lod.links.model import Link

DIFFERENT = "P1889"


@dataclass(slots=True)
class Seen:
    """What is remembered of all known items, which may be too many to be kept whole."""

    sites: Sequence[str]  # whose articles are looked at: eswiki
    different: dict[str, tuple[str, ...]] = field(default_factory=dict)  # item -> those that it says it is not
    articles: dict[str, str] = field(default_factory=dict)  # eswiki:Title -> the item that has it

    def note(self, item: Item) -> Item:
        """Remember what matters of an item.  returns the item"""
        others = item.items(DIFFERENT)
        if others:
            self.different[item.qid] = others
        for site in self.sites:
            if site in item.sitelinks:
                self.articles[f"{site}:{item.sitelinks[site]}"] = item.qid
        return item

    def others(self, qids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The items that some say they are not, or that say so of them."""
        wanted = dict.fromkeys(qids)
        found = {qid: dict.fromkeys(self.different.get(qid, ())) for qid in wanted}
        for one, others in self.different.items():
            for other in others:
                if other in found:
                    found[other][one] = None
        return {qid: tuple(one for one in others if one != qid) for qid, others in found.items() if others}


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known around the items that are linked."""

    different: Mapping[str, tuple[Candidate, ...]]  # item -> those that it, or they, say it is not
    left: Mapping[str, tuple[str, ...]]  # item -> articles that it had in an earlier revision: eswiki:Title
    articles: Mapping[str, str]  # article -> the item that has it now


NOTHING = Beside({}, {}, {})


def beside(
    seen: Seen, items: Iterable[Item], earlier: Mapping[str, Item], fetch: Callable[[Sequence[str]], Iterable[Item]]
) -> Beside:
    """Gather what can be said about items.

    items     those that are linked
    earlier   of some of them, by id, the revision before
    fetch     gives those of some ids that are known"""
    linked = {item.qid: item for item in items if not item.missing}
    pairs = seen.others(linked)
    wanted = list(dict.fromkeys(one for others in pairs.values() for one in others))
    known = {item.qid: from_item(item) for item in fetch(wanted) if not item.missing}
    different = {qid: tuple(known[one] for one in others if one in known) for qid, others in pairs.items()}
    left = {qid: tuple(_gone(before, linked[qid], seen.sites)) for qid, before in earlier.items() if qid in linked}
    return Beside(different, left, seen.articles)


def _gone(before: Item, now: Item, sites: Sequence[str]) -> Iterator[str]:
    for site in sites:
        if site in before.sitelinks and site not in now.sitelinks:
            yield f"{site}:{before.sitelinks[site]}"


def better(entity: Entity, item: Candidate, around: Beside, links: Sequence[Link]) -> tuple[str, ...]:
    """Items that are often mixed up with ours and fit at least as well; one that another of ours has must fit better.

    links    all decisions: an item that was judged for this entity, whatever came of it, is not brought up again"""
    if entity.kind not in KINDS:
        return ()
    judged = {_id(link) for link in links if link.subject_id == entity.curie}
    taken = {_id(link) for link in links if link.published}
    ours = scores.score(entity, item).score
    found = []
    for other in around.different.get(item.qid, ()):
        scored = scores.score(entity, other)
        if other.qid not in judged and not scored.blocked and (scored.score, other.qid not in taken) > (ours, False):
            found.append(other.qid)
    return tuple(sorted(found, key=lambda qid: int(qid[1:])))


def _id(link: Link) -> str:
    return link.object_id.removeprefix("wd:")
