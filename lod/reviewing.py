"""Keep what a curator decides.  proposals, verdicts -> mappings/wikidata.sssom.tsv, one decision at a time.

Read first: links/review.py, which knows what a verdict means; here are the files.  Every decision is on the disk before
the next proposal is shown, and the files are read again each time, so that what others write meanwhile stays, and what
they have decided does not come up again.  A terminal (desk.py) and pages (curation/) show it and take verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lod import decisions
from lod.config import FILE, Config
from lod.decisions import DecidedMeanwhile
from lod.errors import LodError, Place
from lod.links import review
from lod.links.model import Link, LinkSet
from lod.links.review import Author, Card, Desk, Step, Verdict

AUTHOR = re.compile(r"[A-Za-z][\w.\-]*:\S+")


class NobodyDecides(LodError):
    """A decision without an author is worth nothing to others."""

    code, template = "L522", "nobody is named who decides"
    hint = "set `curator` in the configuration, or name yourself with --author"


class UnknownAuthor(LodError):
    """An author whose CURIE the links do not explain."""

    code, template = "L523", 'the author "{author}" does not begin with a prefix of the curie_map of {file}'
    hint = "prefixes are {prefixes}; or give a name without a colon"


class UnfitAuthor(LodError):
    """An author that no table can hold."""

    code, template = "L526", "the author {author} holds a line break or another character that cannot be seen"
    hint = "give a name in one line"


class NothingProposed(LodError):
    """No file of proposals to decide about."""

    code, template, hint = "L524", "{file} does not exist yet", "make proposals with: lod link --kb FILE"


@dataclass(slots=True)
class Sitting:
    """A curator at work: what lies on the desk, and where decisions go."""

    config: Config
    author: Author
    day: str  # YYYY-MM-DD
    desk: Desk
    prefixes: Mapping[str, str]  # of the CURIEs that are shown
    sure_first: bool = False
    again: bool = False
    stamp: object = None  # of the files, when they were last read
    gave_way: dict[Link, tuple[Link, ...]] = field(default_factory=dict)  # decision -> rows it replaced

    def look(self) -> Card | None:
        """The proposal that is up, after what others have decided and proposed meanwhile.

        raises   L524, Failed with L501 to L514; then the desk is as it was"""
        stamp = decisions.stamp(self.config)
        if stamp != self.stamp:
            desk = _laid_out(self.config, decisions.read(self.config), self.sure_first, self.again)
            self.desk, self.stamp = replace(desk, steps=self.desk.steps), stamp
        return self.desk.card

    def decide(self, verdict: Verdict, note: str = "") -> Link | None:
        """Give a verdict and write it down.  raises S702, L525, Failed with L501 to L514; then nothing has changed"""
        after, made = review.decide(self.desk, verdict, self.author, self.day, note)
        if made:
            decision = made
            before, after_ = decisions.change(self.config, lambda links: review.added(links, decision))
            self.gave_way[decision] = tuple(link for link in before.links if link not in after_.links)
        self.desk = after
        return made

    def undo(self) -> Step | None:
        """Take the last verdict back, in the file too.

        raises   as `decide`; what somebody else has changed since cannot be taken back, and is not tried again"""
        after, step = review.undo(self.desk)
        if step and step.decision:
            decision = step.decision
            instead = self.gave_way.get(decision, ())
            try:
                decisions.change(self.config, lambda links: review.removed(links, decision, instead))
            except DecidedMeanwhile:
                self.desk = after
                raise
            self.gave_way.pop(decision, None)
        self.desk = after
        return step

    def recall(self) -> None:
        """Lay what was put off out again."""
        self.desk = review.recall(self.desk)


def sit(config: Config, author: str, day: str, sure_first: bool = False, again: bool = False) -> Sitting:
    """Lay out the proposals of the last run.

    author   a CURIE or a name; empty: the curator of the configuration
    raises   Failed with L501 to L514; L522, L523, L524, L526, C105
    """
    stamp, decided = decisions.stamp(config), decisions.read(config)
    who = _author(config, author, decided)
    desk = _laid_out(config, decided, sure_first, again)
    return Sitting(config, who, day, desk, decided.prefixes, sure_first, again, stamp)


def _laid_out(config: Config, decided: LinkSet, sure_first: bool, again: bool) -> Desk:
    proposals = decisions.proposed(config)
    if proposals is None:
        raise NothingProposed(file=decisions.place(config)[1])
    return review.desk(proposals.links, decided.links, sure_first, again)


def _author(config: Config, author: str, decided: LinkSet) -> Author:
    given = config.curator or {}
    who = Author(given.get("id", ""), given.get("name", ""))
    if author:
        who = Author(author, "") if AUTHOR.fullmatch(author) else Author("", author)
    if not (who.id or who.name):
        raise NobodyDecides(Place(FILE))
    if not f"{who.id}{who.name}".isprintable():  # what is written to a table is one line
        raise UnfitAuthor(Place(FILE), author=repr(who.name or who.id))
    if who.id and who.id.partition(":")[0] not in decided.prefixes:
        known = ", ".join(sorted(decided.prefixes)) or "none"
        raise UnknownAuthor(Place(FILE), author=who.id, file=config.links, prefixes=known)
    return who
