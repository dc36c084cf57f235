"""Everything that is known of the entities of a release, to be looked up.  triples, configuration -> Book.

Read first: model.py, things.py.  The names are read once; what else is said of an entity, only when it is asked for."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lod.links import names
from lod.links.entities import NAMES, Entity, Maker, Meaning, meaning
from lod.links.items import QID
from lod.reconciliation import index, things
from lod.reconciliation.faults import NotOffered
from lod.reconciliation.graph import Graph
from lod.reconciliation.index import Index
from lod.reconciliation.model import Said, Space, Triples
from lod.reconciliation.things import Things
from lod.terms import Term, iri

KEPT = 2000  # entities that are kept with all that is said of them
QUESTIONS = 5000  # after so many, what was kept of the names that were asked for is forgotten
Q = "http://www.wikidata.org/entity/"


@dataclass(slots=True, eq=False)
class Book:
    """The entities of a release."""

    said: Said
    meaning: Meaning
    graph: Graph
    things: Things
    index: Index
    maker: Maker
    space: Space
    kept: OrderedDict[int, Entity] = field(default_factory=OrderedDict)
    above: dict[str, frozenset[str]] = field(default_factory=dict)  # type -> itself and what is above it
    asked: int = 0

    def entity(self, row: int) -> Entity:
        """An entity with all that can be compared."""
        found = self.kept.get(row)
        if found is None:
            thing = self.things.rows[row]
            found = self.kept[row] = self.maker.entity(thing.iri, thing.kind)
            if len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return found

    def row(self, id_: str) -> int | None:
        """The entity of an identifier, of an IRI, or of the same thing elsewhere; None if there is none."""
        text = id_.strip()
        if not text:
            return None
        for known in (text, self.space.iri(text)):
            if known in self.things.places:
                return self.things.places[known]
        return self._elsewhere(Q + text if QID.fullmatch(text) else text)

    def _elsewhere(self, text: str) -> int | None:
        """The entity that is said to be the same as one of another dataset."""
        if "/" not in text or " " in text:
            return None
        for known in dict.fromkeys((text, text.replace("https://www.wikidata.org/wiki/", Q))):
            for predicate in self.said.same:
                for subject in self.graph.triples.subjects(predicate, iri(known)):
                    if subject in self.things.places:
                        return self.things.places[subject]
        return None

    def name(self, known: str, language: str) -> str:
        """What an IRI is called; the last part of it where it has no name."""
        found = [t for path in NAMES[:2] + NAMES[3:] for t in self.graph.follow(known, path) if t.kind == "literal"]
        return chosen(found, language) or self.space.id(known).rstrip("/#").rpartition("/")[2].rpartition("#")[2]

    def label(self, row: int, language: str) -> str:
        """What an entity is called."""
        labels = [Term("literal", text, "", lang) for lang, text in self.entity(row).labels]
        return chosen(labels, language) or next(iter(self.things.rows[row].names), self.things.rows[row].iri)

    def types(self, row: int) -> frozenset[str]:
        """The types of an entity and all above them."""
        return frozenset().union(*(self.types_above(known) for known in self.things.rows[row].types))

    def types_above(self, known: str) -> frozenset[str]:
        """A type and all that are broader."""
        if known not in self.above:
            self.above[known] = frozenset(things.classes_above(self.graph, known))
        return self.above[known]

    def counted(self) -> Counter[str]:
        """The types that entities have, with how many have them."""
        return Counter(known for thing in self.things.rows for known in thing.types)

    def rest(self) -> None:
        """Forget now and then what strangers have asked for."""
        self.asked += 1
        if self.asked % QUESTIONS == 0:
            names.parse.cache_clear()


def chosen(found: Iterable[Term], language: str) -> str:
    """The text to show: in this language, in none, in English, in any; empty if there is none."""
    wanted = (language, "", "en")
    best = min(found, key=lambda t: (wanted.index(t.lang) if t.lang in wanted else 3, t.lang, t.lexical), default=None)
    return best.lexical if best else ""


def read(triples: Triples, said: Said) -> Book:
    """Make a book.

    raises   NotOffered where a word of the configuration cannot be read"""
    try:
        meant = meaning(said.linked, said.compared, said.prefixes)
    except ValueError as error:
        raise NotOffered(message=str(error)) from error
    graph = Graph(triples, meant.withdrawn)
    found = things.read(graph, meant, said.base)
    made = index.build((row, (*thing.names, *thing.short)) for row, thing in enumerate(found.rows))
    return Book(said, meant, graph, found, made, Maker(graph, meant.facts, {}, ()), Space(said.base))
