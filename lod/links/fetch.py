"""Fill the cache: items that are linked, candidates for all others.  entities -> questions -> cache.

Whatever arrives is kept at once, so that an interrupted run goes on where it stopped; what is fresh is not asked again.
Read first: links/cache.py, links/wikidata.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lod.errors import LodError
from lod.links import answers, questions
from lod.links.cache import Cache
from lod.links.entities import Entity
from lod.links.items import QID
from lod.links.model import Link
from lod.links.parts import BadAnswer
from lod.links.wikidata import BATCH, NotAnswered, Rejected, Unwelcome, Wikidata

NAMES, WORDS, PAGES, IDENTIFIERS, SPARQL, SERVICE = WAYS = (
    *("names", "words", "pages", "identifiers"),
    *("sparql", "reconciliation"),
)
USUAL = WAYS[:4]
CLASSES = {"person": (("P31", "Q5"),)}  # of other kinds there are too many to search by
IN_A_ROW = 5  # questions that are rejected; then the rest would be too


@dataclass(frozen=True, slots=True)
class Question:
    """A search for candidates."""

    way: str  # one of WAYS
    text: str  # a name, an identifier, the CURIE of an entity
    language: str = ""
    having: tuple[tuple[str, str], ...] = ()  # (P31, Q5)
    names: tuple[tuple[str, str], ...] = ()  # all names of an entity, with their languages

    @property
    def key(self) -> str:
        """Under which its answer is kept, and how it is listed."""
        limits = ",".join(f"{key}={value}" for key, value in self.having)
        return " ".join(part for part in (self.way, self.language, limits, self.text) if part)

    def ask(self, client: Wikidata) -> tuple[str, ...]:
        """Ids of candidates, best first.  raises NotAnswered, Rejected, Unwelcome, BadAnswer"""
        types = [value for key, value in self.having if key == "P31"]
        if self.way == NAMES:
            return client.named(self.text, self.language)
        if self.way == SPARQL:
            names = [(text, tag) for tag, text in self.names]
            return answers.items(client.select(questions.named(names, types)))
        if self.way == SERVICE:
            line = questions.Query(self.text, types[0] if types else "")
            return tuple(one.qid for one in client.reconcile({"q0": line}).get("q0", ()))
        return client.worded("" if self.way == IDENTIFIERS else self.text, self.having)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in the cache."""

    items: tuple[str, ...]  # ids that are linked
    pages: tuple[str, ...]  # eswiki:Title
    questions: tuple[Question, ...]


@dataclass(slots=True)
class Fetched:
    """How far it came; grows on the way."""

    asked: int = 0  # requests that were answered, or would have been needed
    kept: int = 0  # items
    left: list[str] = field(default_factory=list)  # ids, pages and questions without an answer
    errors: list[LodError] = field(default_factory=list)


def wanted(
    entities: Sequence[Entity], links: Iterable[Link], languages: Sequence[str], ways: Sequence[str] = USUAL
) -> Wanted:
    """What to ask for some entities: the items they are linked with, and candidates by each of some ways."""
    ours = {entity.curie for entity in entities}
    ids = [link.object_id.removeprefix("wd:") for link in links if link.subject_id in ours]
    pages = [
        f"{tag.partition('-')[0]}wiki:{text[:1].upper()}{text[1:]}"
        for e in entities
        for tag, text in _names(e, languages)
        if PAGES in ways
    ]
    asked = [one for entity in entities for one in _questions(entity, languages) if one.way in ways]
    return Wanted(
        tuple(dict.fromkeys(one for one in ids if QID.fullmatch(one))),
        tuple(dict.fromkeys(page for page in pages if "|" not in page)),
        tuple({question.key: question for question in asked}.values()),
    )


def _names(entity: Entity, languages: Sequence[str], aliases: bool = False) -> Iterator[tuple[str, str]]:
    """Language and text of the names of an entity; one without a language is looked up in all of them."""
    for tag, text in [*entity.labels, *([("", a) for a in entity.aliases] if aliases else [])]:
        for language in (tag,) if tag in languages else languages:
            yield language, text


def _questions(entity: Entity, languages: Sequence[str]) -> Iterator[Question]:
    names, having = tuple(_names(entity, languages, aliases=True)), CLASSES.get(entity.kind, ())
    yield from (Question(NAMES, text, tag) for tag, text in names)
    words = dict.fromkeys(text for _, text in names if len(text.split()) > 1)  # one word is found by its beginning
    yield from (Question(WORDS, text, having=having) for text in words)
    yield from (Question(IDENTIFIERS, value, having=((key, value),)) for key, value in entity.identifiers)
    if names:
        yield Question(SPARQL, entity.curie, having=having, names=names)
        yield Question(SERVICE, names[0][1], having=having)


def fetch(cache: Cache, client: Wikidata | None, asked: Wanted, say: Callable[[int, int], None]) -> Fetched:
    """Fetch what is not fresh in the cache.

    client   None: nothing is asked, and all that would be is left
    say      is told how many steps are done, and how many there are as far as is known
    returns  what was fetched and what is left; a network that fails ends the work, without an exception"""
    run = _Run(cache, client, say)
    run.total = len(asked.questions) + -(-len(asked.items) // BATCH) + -(-len(asked.pages) // BATCH)
    found: list[str] = []
    run.items(asked.items)
    run.pages(asked.pages)
    run.search(asked.questions, found)
    candidates = [one for one in dict.fromkeys(found) if one not in asked.items]
    run.total += -(-len(candidates) // BATCH)
    run.items(candidates)
    return run.done


@dataclass(slots=True)
class _Run:
    cache: Cache
    client: Wikidata | None
    say: Callable[[int, int], None]
    done: Fetched = field(default_factory=Fetched)
    steps: int = 0
    total: int = 0
    rejected: int = 0
    stopped: bool = False

    def items(self, ids: Sequence[str]) -> None:
        known = self.cache.items(ids)
        lacking = [one for one in ids if one not in known or not known[one].fresh]
        self.advance(-(-len(ids) // BATCH) - -(-len(lacking) // BATCH))
        left = self.take(lacking, self.client.entities(lacking) if self.client else ())
        if left and self.client:  # left out of an answer without a word
            left = self.take(left, map(self.client.entity, left))
        self.done.left += left

    def pages(self, pages: Sequence[str]) -> None:
        known = self.cache.items(pages)
        lacking = [page for page in pages if page not in known or not known[page].fresh]
        for site in dict.fromkeys(page.partition(":")[0] for page in lacking):
            titles = [page.partition(":")[2] for page in lacking if page.startswith(f"{site}:")]
            keys = [f"{site}:{title}" for title in titles]
            self.done.left += self.take(keys, self.client.pages(site, titles) if self.client else ())

    def search(self, asked: Sequence[Question], found: list[str]) -> None:
        for question in asked:
            kept = self.cache.answer(question.key)
            if not kept or not kept.fresh:
                self.ask(question)
                kept = self.cache.answer(question.key) or kept
            found += kept.found if kept else ()
            self.advance(1)

    def ask(self, question: Question) -> None:
        if self.stopped or self.client is None:
            self.done.left.append(question.key)
            return
        try:
            self.cache.keep_answer(question.key, question.ask(self.client))
            self.done.asked += 1
            self.rejected = 0
        except (NotAnswered, Unwelcome, Rejected, BadAnswer) as error:
            self.note(error)
            self.done.left.append(question.key)

    def take(self, lacking: Sequence[str], arriving: Iterable[dict[str, object]]) -> list[str]:
        """Keep entities as they arrive; what does not is left."""
        left = dict.fromkeys(lacking)
        try:
            for batch in () if self.stopped else arriving:
                self.done.asked += 1
                for one in self.keep(batch):
                    left.pop(one, None)
                self.advance(1)
        except (NotAnswered, Unwelcome, Rejected, BadAnswer) as error:
            self.note(error)
        return list(left)

    def keep(self, batch: dict[str, object]) -> list[str]:
        """Keep a batch, or those of it that are entities."""
        try:
            kept = list(self.cache.keep(batch))
        except BadAnswer as error:
            if len(batch) == 1:
                self.note(error)
                return []
            return [one for key, body in batch.items() for one in self.keep({key: body})]
        self.done.kept += len(kept)
        return kept

    def note(self, error: LodError) -> None:
        """A question without an answer; whether the next one may have one."""
        self.rejected += 1
        self.stopped = self.stopped or isinstance(error, NotAnswered | Unwelcome) or self.rejected >= IN_A_ROW
        if str(error) not in map(str, self.done.errors):
            self.done.errors.append(error)

    def advance(self, steps: int) -> None:
        self.steps += steps
        self.say(self.steps, max(self.steps, self.total))
