"""Keep what a curator decides.  proposals, verdicts -> mappings/wikidata.sssom.tsv, one decision at a time.

Read first: links/review.py, which knows what a verdict means; here are the files.  Every decision is on the disk before
the next proposal is shown, and the file is read again each time, so that what others write meanwhile stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lod import linked, proposing, release
from lod.config import FILE, Config
from lod.errors import LodError, Place
from lod.links import review, sssom
from lod.links.model import Link, LinkSet
from lod.links.review import Author, Desk, Verdict

AUTHOR = re.compile(r"[A-Za-z][\w.\-]*:\S+")


class NobodyDecides(LodError):
    """A decision without an author is worth nothing to others."""

    code, template = "L522", "nobody is named who decides"
    hint = "set `curator` in the configuration, or name yourself with --author"


class UnknownAuthor(LodError):
    """An author whose CURIE the links do not explain."""

    code, template = "L523", 'the author "{author}" does not begin with a prefix of the curie_map of {file}'
    hint = "prefixes are {prefixes}; or give a name without a colon"


class NothingProposed(LodError):
    """No file of proposals to decide about."""

    code, template, hint = "L524", "{file} does not exist yet", "make proposals with: lod link --kb FILE"


class DecidedMeanwhile(LodError):
    """The file of decisions has changed under the hands of the curator."""

    code, template = "L525", "nothing was written: {message}"
    hint = "begin again with: lod link review"


@dataclass(slots=True)
class Sitting:
    """A curator at work: what lies on the desk, and where decisions go."""

    config: Config
    author: Author
    day: str  # YYYY-MM-DD
    desk: Desk
    gave_way: dict[Link, tuple[Link, ...]] = field(default_factory=dict)  # decision -> rows it replaced

    def decide(self, verdict: Verdict, note: str = "") -> Link | None:
        """Give a verdict and write it down.  raises Failed with L501 to L514, L525; then nothing has changed"""
        after, made = review.decide(self.desk, verdict, self.author, self.day, note)
        if made:
            decision = made
            before, after_ = self._change(lambda links: review.added(links, decision))
            self.gave_way[decision] = tuple(link for link in before.links if link not in after_.links)
        self.desk = after
        return made

    def undo(self) -> bool:
        """Take the last verdict back, in the file too.  raises as `decide`"""
        after, step = review.undo(self.desk)
        if step and step.decision:
            decision = step.decision
            instead = self.gave_way.pop(decision, ())
            self._change(lambda links: review.removed(links, decision, instead))
        self.desk = after
        return step is not None

    def _change(self, change: Callable[[LinkSet], LinkSet]) -> tuple[LinkSet, LinkSet]:
        path, name = self.config.path(self.config.links), self.config.links
        with release.locked(self.config.path(FILE), FILE):
            before = linked.decisions(self.config)
            try:
                changed = change(before)
            except ValueError as error:
                raise DecidedMeanwhile(Place(name), message=str(error)) from error
            sssom.read(sssom.write(changed), name)  # what cannot be read again is not written
            proposing.write(path, changed)
        return before, changed


def sit(config: Config, author: str, day: str, sure_first: bool = False, again: bool = False) -> Sitting:
    """Lay out the proposals of the last run.

    author   a CURIE or a name; empty: the curator of the configuration
    raises   Failed with L501 to L514; L522, L523, L524, C105
    """
    decided, proposals = linked.decisions(config), proposing.read(config)
    who = _author(config, author, decided)
    if proposals is None:
        raise NothingProposed(file=proposing.place(config)[1])
    return Sitting(config, who, day, review.desk(proposals.links, decided.links, sure_first, again))


def _author(config: Config, author: str, decided: LinkSet) -> Author:
    given = config.curator or {}
    who = Author(given.get("id", ""), given.get("name", ""))
    if author:
        who = Author(author, "") if AUTHOR.fullmatch(author) else Author("", author)
    if not (who.id or who.name):
        raise NobodyDecides(Place(FILE))
    if who.id and who.id.partition(":")[0] not in decided.prefixes:
        known = ", ".join(sorted(decided.prefixes)) or "none"
        raise UnknownAuthor(Place(FILE), author=who.id, file=config.links, prefixes=known)
    return who
