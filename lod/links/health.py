"""Check what was decided against what Wikidata says now.  links, entities, recorded items -> findings; pure.

Read first: FAULTS.  A finding says what does not fit and shows both sides; it changes nothing.  Only an exactMatch must
fit in kind, name, date and country; of other links it is enough that their item is still there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lod.links import features, kinds, names, neighbours, resemblance
from lod.links.cache import Kept
from lod.links.candidates import Candidate, from_item
from lod.links.entities import KINDS, Entity
from lod.links.folding import fold
from lod.links.items import QID
from lod.links.model import EXACT, NOT, Link
from lod.links.neighbours import NOTHING, Beside

FAULTS = {  # what is wrong -> whether the link cannot stay as it is, and what to do
    "deleted": (True, "the item is no longer there: withdraw the link, or find the item that took its place"),
    "redirected": (True, "the item was merged into another: link that one"),
    "rejected": (True, "the item was merged into one that was rejected: look at both again"),
    "shared": (True, "two of ours have one item: one of them is another thing, or both are one"),
    "second": (True, "one of ours has two items: one of them is another thing, or they should be merged"),
    "type": (True, "the item is a thing of another kind"),
    "label": (True, "the names share nothing"),
    "start": (True, "the dates of the beginning contradict each other"),
    "end": (True, "the dates of the end contradict each other"),
    "life": (True, "ours was active when the item was not there"),
    "country": (True, "the countries contradict each other"),
    "rival": (False, "another item has exactly our name, and this one has not: compare the two"),
    "different": (False, "the item says it is not another, which fits as well or better: compare the two"),
    "article": (False, "an article has left the item: see whether it was right to belong there, and where it is now"),
    "unknown": (False, "the item is not in the cache: fetch it with lod link fetch --linked"),
    "stale": (False, "the item was fetched long ago: fetch it again with lod link fetch --linked"),
}
CHECKED = ("type", "start", "end", "life", "country")  # features whose conflict is a finding
CONFLICT = frozenset({"conflict", "disjoint"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit between one of ours and its item."""

    fault: str  # one of FAULTS
    subject: str  # CURIE
    label: str  # ours
    qid: str  # as linked
    theirs_label: str = ""
    ours: tuple[str, ...] = ()  # the side of ours that does not fit
    theirs: tuple[str, ...] = ()
    proposed: str = ""  # the id that should stand there
    line: int = 0  # in the file of decisions

    @property
    def conflict(self) -> bool:
        """Whether the link cannot stay as it is."""
        return FAULTS[self.fault][0]

    @property
    def advice(self) -> str:
        return FAULTS[self.fault][1]


@dataclass(frozen=True, slots=True)
class Names:
    """Who is called what among known items."""

    ids: Mapping[str, tuple[str, ...]]  # folded name -> ids

    def rivals(self, entity: Entity, qid: str) -> tuple[str, ...]:
        """Other items with exactly one of our names."""
        found = [one for name in entity.names for one in self.ids.get(fold(name), ()) if one != qid]
        return tuple(dict.fromkeys(found))


def called(candidates: Iterable[Candidate]) -> Names:
    """Gather the names of items."""
    found: dict[str, list[str]] = defaultdict(list)
    for candidate in candidates:
        for name in dict.fromkeys(map(fold, candidate.names)):
            found[name].append(candidate.qid)
    return Names({name: tuple(ids) for name, ids in found.items()})


def check(
    entities: Iterable[Entity],
    links: Sequence[Link],
    known: Mapping[str, Kept],
    others: Names,
    around: Beside = NOTHING,
) -> tuple[Finding, ...]:
    """Check all links, in the order of the file.

    known    what the cache has of the ids that are linked
    others   the names of all items in the cache
    around   what it has beside them"""
    ours = {entity.curie: entity for entity in entities}
    now = {link: _now(link, known) for link in links if QID.fullmatch(_id(link))}
    found = [finding for link in now for finding in _there(link, known.get(_id(link)))]
    exact = [link for link in now if link.published]
    found += _pairs(exact, now)
    found += _rejected(exact, [link for link in now if link.predicate_modifier == NOT], now)
    elsewhere = {now[link] for link in now if link.predicate_id == EXACT}  # linked or rejected: already decided
    for link in exact:
        kept = known.get(_id(link))
        if link.subject_id in ours and kept and not kept.item.missing:
            candidate = from_item(kept.item)
            judged = judge(ours[link.subject_id], candidate, others)
            found += [_of(link, f) for f in judged if f.fault != "rival" or not elsewhere.issuperset(f.theirs)]
            found += [_of(link, f) for f in _beside(ours[link.subject_id], candidate, around, links)]
    return tuple(sorted(found, key=lambda f: (f.line, list(FAULTS).index(f.fault))))


def judge(entity: Entity, candidate: Candidate, others: Names) -> Iterator[Finding]:
    """What does not fit between one of ours and an item that is there.

    entity   a kind that is none of KINDS means that nothing is known of it; then its type is not judged"""
    person = entity.kind == "person" or (entity.kind not in KINDS and kinds.possible("person", candidate.types))
    about = (entity.curie, entity.label, candidate.qid, candidate.label)
    short = entity.abbreviations
    match = names.best(entity.names, candidate.names, person, short)
    if match.how == "different" and not resemblance.share([*entity.names, *short], candidate.names, person):
        yield Finding("label", *about, entity.names, candidate.names)
    if not {*map(fold, (*entity.names, *short))} & {*map(fold, candidate.names)}:
        rivals = others.rivals(entity, candidate.qid)
        if rivals:
            yield Finding("rival", *about, entity.names, rivals)
    if entity.kind not in KINDS:
        return
    for feature in features.compare(entity, candidate):
        if feature.fact in CHECKED and feature.verdict in CONFLICT:
            yield Finding(feature.fact, *about, feature.ours, feature.theirs)


def _beside(entity: Entity, candidate: Candidate, around: Beside, links: Sequence[Link]) -> Iterator[Finding]:
    """Whether the link may have been meant for another item."""
    about = (entity.curie, entity.label, candidate.qid, candidate.label)
    mixed_up = neighbours.better(entity, candidate, around, links)
    if mixed_up:
        yield Finding("different", *about, entity.names, mixed_up)
    for article in around.left.get(candidate.qid, ()):
        yield Finding("article", *about, (), (article,), around.articles.get(article, ""))


def absent(entity: Entity, qid: str, others: Names) -> Iterator[Finding]:
    """What can be said of a link to an item that nothing is known of."""
    rivals = others.rivals(entity, qid)
    if rivals:
        yield Finding("rival", entity.curie, entity.label, qid, "", entity.names, rivals)
    yield Finding("unknown", entity.curie, entity.label, qid)


def _there(link: Link, kept: Kept | None) -> Iterator[Finding]:
    """Whether the item is still there, under the same id."""
    about = (link.subject_id, link.subject_label, _id(link))
    if kept is None:
        if link.predicate_modifier != NOT:
            yield Finding("unknown", *about, line=link.line)
        return
    label = from_item(kept.item).label if not kept.item.missing else ""
    if kept.item.missing and link.predicate_modifier != NOT:  # a rejected one may go
        yield Finding("deleted", *about, link.object_label, line=link.line)
    if kept.item.redirected:
        yield Finding("redirected", *about, label, theirs=(kept.item.qid,), proposed=kept.item.qid, line=link.line)
    if not kept.fresh and link.predicate_modifier != NOT:
        yield Finding("stale", *about, label, theirs=(f"{kept.age / 86_400:.0f} days",), line=link.line)


def _pairs(exact: Sequence[Link], now: Mapping[Link, str]) -> Iterator[Finding]:
    """Two of ours on one item, one of ours on two, after mergers too."""
    by_item, by_subject = defaultdict[str, list[Link]](list), defaultdict[str, list[Link]](list)
    for link in exact:
        by_item[now[link]].append(link)
        by_subject[link.subject_id].append(link)
    for links in by_item.values():
        for link in links:
            others = tuple(dict.fromkeys(o.subject_id for o in links if o.subject_id != link.subject_id))
            if others:
                yield _of(link, Finding("shared", "", "", "", link.object_label, others, (now[link],)))
    for links in by_subject.values():
        ids = tuple(dict.fromkeys(now[link] for link in links))
        if len(ids) > 1:
            yield from (_of(link, Finding("second", "", "", "", link.object_label, (), ids)) for link in links)


def _rejected(exact: Sequence[Link], rejected: Sequence[Link], now: Mapping[Link, str]) -> Iterator[Finding]:
    """Links whose item and a rejected one have become one."""
    never = {(link.subject_id, now[link]): _id(link) for link in rejected if link.predicate_id == EXACT}
    for link in exact:
        before = never.get((link.subject_id, now[link]))
        if before:
            yield _of(link, Finding("rejected", "", "", "", link.object_label, (before,), (now[link],)))


def _of(link: Link, finding: Finding) -> Finding:
    """The finding with what the file of decisions says of the link."""
    shown = finding.theirs_label or link.object_label
    return Finding(
        finding.fault, link.subject_id, finding.label or link.subject_label, _id(link), shown,
        finding.ours, finding.theirs, finding.proposed, link.line,
    )  # fmt: skip


def _id(link: Link) -> str:
    return link.object_id.removeprefix("wd:")


def _now(link: Link, known: Mapping[str, Kept]) -> str:
    """The id that answers today to the one that was linked."""
    kept = known.get(_id(link))
    return kept.item.qid if kept and not kept.item.missing else _id(link)


HEAD = ("ours", "item", "what", "our side", "their side", "to do")


def row(finding: Finding) -> tuple[str, ...]:
    """A finding as people read it, in the columns of HEAD."""
    advice = f"{finding.advice} ({finding.proposed})" if finding.proposed else finding.advice
    ours = f"{finding.subject} {finding.label}".strip()
    item = f"{finding.qid} {finding.theirs_label}".strip()
    return ours, item, finding.fault, features.shown(finding.ours), features.shown(finding.theirs), advice


def verdict(links: int, found: Sequence[Finding]) -> str:
    """The whole check in a sentence."""
    wrong = len({(f.subject, f.qid) for f in found if f.conflict})
    unknown = len({(f.subject, f.qid) for f in found if f.fault == "unknown"})
    said = f"{links:,} links: {wrong:,} cannot stay as they are"
    return said + (f"; {unknown:,} could not be checked, because their items are not in the cache" if unknown else "")


def document(links: int, found: Sequence[Finding]) -> str:
    """All findings as JSON."""
    listed = [
        {
            "line": f.line,
            "subject": f.subject,
            "label": f.label,
            "item": f.qid,
            "item_label": f.theirs_label,
            "finding": f.fault,
            "conflict": f.conflict,
            "ours": list(f.ours),
            "theirs": list(f.theirs),
            "proposed": f.proposed or None,
            "advice": f.advice,
        }
        for f in found
    ]
    whole = {"links": links, "conflicts": sum(f.conflict for f in found), "findings": listed}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
