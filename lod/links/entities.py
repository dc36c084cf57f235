"""What linking must know about our entities.  triples -> Entity; pure.

Read first: `Meaning`.  Another dataset says the same things with other words, so which classes are linked and which
properties are compared stands in its configuration (docs/reference/configuration.md).  A path is a row of properties
with spaces between them, `^` before one that is followed backwards: `org:memberOf ph:country`, `^org:member ph:role`.
A reified statement (rdf:subject, rdf:predicate, rdf:object) counts as the triple it speaks of.

Spec: RDF 1.1; EDTF levels 0 to 2 (lod/edtf.py); CURIEs as in the SSSOM file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lod.edtf import EdtfError, bounds
from lod.links.model import Link
from lod.terms import Term
from lod.vocab import RDF, RDF_TYPE, RDFS, SKOS

KINDS = ("person", "organization", "place", "event", "office", "work")
FACTS = (
    *("label", "alias", "abbreviation", "sort", "start", "end", "date", "active"),
    *("country", "party", "office", "place", "withdrawn"),
)
IDENTIFIER = re.compile(r"P[1-9][0-9]*")  # the Wikidata property of an external identifier
SCHEMA, FOAF, ORG = "https://schema.org/", "http://xmlns.com/foaf/0.1/", "http://www.w3.org/ns/org#"
LINKED: Mapping[str, tuple[str, ...]] = {  # kind -> classes, unless the configuration says otherwise
    "person": (SCHEMA + "Person", FOAF + "Person"),
    "organization": (SCHEMA + "Organization", FOAF + "Organization", ORG + "Organization"),
    "place": (SCHEMA + "Place",),
    "event": (SCHEMA + "Event",),
    "work": (SCHEMA + "CreativeWork",),
}
COMPARED: Mapping[str, tuple[str, ...]] = {  # fact -> paths, likewise
    "label": (RDFS + "label", SKOS + "prefLabel", SCHEMA + "name", FOAF + "name"),
    "alias": (SKOS + "altLabel", SCHEMA + "alternateName"),
    "start": (SCHEMA + "birthDate", SCHEMA + "foundingDate", SCHEMA + "startDate"),
    "end": (SCHEMA + "deathDate", SCHEMA + "dissolutionDate", SCHEMA + "endDate"),
    "country": (SCHEMA + "nationality", SCHEMA + "addressCountry"),
    "party": (ORG + "memberOf",),
    "place": (SCHEMA + "birthPlace", SCHEMA + "location"),
}
REIFIED = (RDF + "subject", RDF + "predicate", RDF + "object")
Triple = tuple[str, str, Term]  # IRI, IRI, IRI or literal


@dataclass(frozen=True, slots=True)
class Step:
    """One property of a path."""

    predicate: str  # IRI
    back: bool = False


Path = tuple[Step, ...]
NAMES: tuple[Path, ...] = tuple(
    (Step(predicate),) for predicate in (RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", SCHEMA + "name")
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which classes of a dataset are linked, and which of its properties mean what."""

    kinds: Mapping[str, str]  # class -> one of KINDS
    facts: Mapping[str, tuple[Path, ...]]  # one of FACTS, or P214 and the like
    withdrawn: frozenset[str] = frozenset()  # a reified statement that points to one of these does not count


@dataclass(frozen=True, slots=True)
class Named:
    """Something an entity is connected with: a country, a party, an office, a place."""

    iri: str  # empty where the dataset gives a text only
    names: tuple[str, ...]  # in every language
    qid: str = ""  # of a decided exactMatch, Q298


@dataclass(frozen=True, slots=True)
class Entity:
    """One of ours, with what can be compared."""

    iri: str
    curie: str  # polhist:person/salvador-allende
    kind: str  # one of KINDS
    labels: tuple[tuple[str, str], ...]  # (language or "", text)
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()  # last part of the IRI of its sort: party, trade-union
    starts: tuple[str, ...] = ()  # EDTF: birth, founding, first day; one per source that differs
    ends: tuple[str, ...] = ()  # EDTF: death, end, last day
    active: tuple[str, ...] = ()  # EDTF: dates at which it must have been there
    countries: tuple[Named, ...] = ()
    parties: tuple[Named, ...] = ()
    offices: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()  # (P214, 12345)

    @property
    def label(self) -> str:
        """The label to show: English if there is one."""
        return min(((lang != "en", text) for lang, text in self.labels), default=(True, self.iri))[1]

    @property
    def names(self) -> tuple[str, ...]:
        """Labels and aliases, each once; a former name counts as much as the present one."""
        return tuple(dict.fromkeys([*(text for _, text in self.labels), *self.aliases]))


class Followed(Protocol):
    """Something in which paths can be followed."""

    def follow(self, subject: str, path: Path) -> Iterator[Term]: ...


@dataclass(frozen=True, slots=True)
class Graph:
    """Triples by their ends, only those of the predicates that are asked for."""

    out: dict[tuple[str, str], list[Term]] = field(default_factory=dict)
    into: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, subject: str, predicate: str, value: Term) -> None:
        self.out.setdefault((subject, predicate), []).append(value)
        if value.kind == "iri":
            self.into.setdefault((value.lexical, predicate), []).append(subject)

    def follow(self, subject: str, path: Path) -> Iterator[Term]:
        """The terms at the end of a path, in no order and maybe more than once."""
        if not path:
            yield Term("iri", subject)
            return
        step, rest = path[0], path[1:]
        if step.back:
            for before in self.into.get((subject, step.predicate), ()):
                yield from self.follow(before, rest)
            return
        for value in self.out.get((subject, step.predicate), ()):
            if value.kind == "iri":
                yield from self.follow(value.lexical, rest)
            elif not rest:
                yield value


def meaning(
    linked: Mapping[str, Sequence[str]] | None,
    compared: Mapping[str, Sequence[str]] | None,
    prefixes: Mapping[str, str],
) -> Meaning:
    """Read the tables `linked` and `compared` of a configuration; an absent table means the default.

    prefixes   prefix -> namespace, for CURIEs; absolute IRIs may stand too
    raises     ValueError with the word that cannot be read and what would be right
    """
    kinds: dict[str, str] = {}
    for kind, classes in (linked or LINKED).items():
        if kind not in KINDS:
            raise ValueError(f"{kind}: kinds are {', '.join(KINDS)}")
        kinds |= {read_iri(word, prefixes): kind for word in classes}
    facts: dict[str, tuple[Path, ...]] = {}
    for fact, paths in (compared or COMPARED).items():
        if fact not in FACTS and not IDENTIFIER.fullmatch(fact):
            raise ValueError(f"{fact}: facts are {', '.join(FACTS)}, or a property such as P214")
        facts[fact] = tuple(read_path(text, prefixes) for text in paths)
    withdrawn = frozenset(path[-1].predicate for path in facts.pop("withdrawn", ()))
    return Meaning(kinds, facts, withdrawn)


def read_path(text: str, prefixes: Mapping[str, str]) -> Path:
    """Read a row of properties.  raises ValueError with the word that has no prefix we know"""
    return tuple(Step(read_iri(word.removeprefix("^"), prefixes), word.startswith("^")) for word in text.split())


def read_iri(word: str, prefixes: Mapping[str, str]) -> str:
    """Read a CURIE or an IRI.  raises ValueError"""
    prefix, _, local = word.partition(":")
    if local.startswith("//"):
        return word
    if prefix not in prefixes:
        raise ValueError(f"{word}: prefixes are {', '.join(sorted(prefixes))}")
    return prefixes[prefix] + local


def read(
    triples: Iterable[Triple], said: Meaning, links: Sequence[Link], prefixes: Mapping[str, str]
) -> tuple[Entity, ...]:
    """Make the entities of a dataset, in the order of their IRIs.

    triples    all triples of the release, in any order; more than once does not matter
    links      the decisions of the SSSOM file: they give parties and countries their items
    prefixes   those of the SSSOM file, which its CURIEs are written with
    """
    kinds: dict[str, str] = {}
    graph = gather(triples, said, kinds)
    qids = {link.subject_id: link.object_id.removeprefix("wd:") for link in links if link.published}
    spaces = sorted(prefixes.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    maker = Maker(graph, said.facts, qids, spaces)
    return tuple(maker.entity(iri, kinds[iri]) for iri in sorted(kinds))


def gather(triples: Iterable[Triple], said: Meaning, kinds: dict[str, str]) -> Graph:
    """Keep what the paths need, reified statements as the triples they speak of; note the kind of each entity."""
    wanted = {step.predicate for paths in said.facts.values() for path in paths for step in path}
    wanted |= {step.predicate for path in NAMES for step in path}
    graph, parts, gone = Graph(), dict[str, dict[str, list[Term]]](), set[str]()
    for subject, predicate, value in triples:
        if predicate == RDF_TYPE:
            kind = said.kinds.get(value.lexical)
            if kind:  # of two classes with different kinds the first in KINDS, whatever order the triples come in
                kinds[subject] = min(kind, kinds.get(subject, kind), key=KINDS.index)
        elif predicate in REIFIED:
            parts.setdefault(subject, {}).setdefault(predicate, []).append(value)
        elif value.kind == "iri" and value.lexical in said.withdrawn:
            gone.add(subject)
        if predicate in wanted:
            graph.add(subject, predicate, value)
    for node, part in parts.items():
        if node not in gone:
            for about, said_of in zip(part.get(REIFIED[0], ()), part.get(REIFIED[1], ()), strict=False):
                for value in part.get(REIFIED[2], ()) if said_of.lexical in wanted else ():
                    graph.add(about.lexical, said_of.lexical, value)
    return graph


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes entities of what paths lead to."""

    graph: Followed
    facts: Mapping[str, tuple[Path, ...]]
    qids: Mapping[str, str]  # CURIE -> item
    spaces: Sequence[tuple[str, str]]  # prefix, namespace; the longest first

    def entity(self, iri: str, kind: str) -> Entity:
        """One of ours, with all that the paths lead to."""
        labels = sorted({(t.lang, t.lexical) for t in self._terms(iri, "label")})
        starts, ends = set(self._dates(iri, "start")), set(self._dates(iri, "end"))
        for date in self._dates(iri, "date"):
            first, _, last = date.partition("/")
            starts |= {first} - {"", ".."}
            ends |= {last} - {"", ".."}
        aliases = {t.lexical for t in self._terms(iri, "alias")}
        return Entity(
            iri,
            self.curie(iri),
            kind,
            tuple(labels),
            tuple(sorted(aliases - {text for _, text in labels})),
            tuple(sorted({t.lexical for t in self._terms(iri, "abbreviation")})),
            tuple(sorted({re.split(r"[/#]", t.lexical)[-1] for t in self._terms(iri, "sort")})),
            tuple(sorted(starts)),
            tuple(sorted(ends)),
            tuple(sorted(set(self._dates(iri, "active")))),
            self._named(iri, "country"),
            self._named(iri, "party"),
            self._named(iri, "office"),
            self._named(iri, "place"),
            tuple(sorted({(p, t.lexical) for p in self.facts if IDENTIFIER.fullmatch(p) for t in self._terms(iri, p)})),
        )

    def curie(self, iri: str) -> str:
        """The IRI with the prefix whose namespace takes most of it; the IRI itself if there is none."""
        for prefix, space in self.spaces:
            if iri.startswith(space) and iri != space:
                return f"{prefix}:{iri.removeprefix(space)}"
        return iri

    def _terms(self, iri: str, fact: str) -> Iterator[Term]:
        for path in self.facts.get(fact, ()):
            yield from self.graph.follow(iri, path)

    def _dates(self, iri: str, fact: str) -> Iterator[str]:
        for term in self._terms(iri, fact):
            try:
                bounds(term.lexical)
            except EdtfError:  # not a date that can be compared; whether it may stand is for the shapes
                continue
            yield term.lexical

    def _named(self, iri: str, fact: str) -> tuple[Named, ...]:
        found: dict[str, Named] = {}
        for term in self._terms(iri, fact):
            if term.kind != "iri":
                found.setdefault(term.lexical, Named("", (term.lexical,)))
            elif term.lexical not in found:
                names = {t.lexical for path in NAMES for t in self.graph.follow(term.lexical, path) if t.kind != "iri"}
                found[term.lexical] = Named(
                    term.lexical, tuple(sorted(names)), self.qids.get(self.curie(term.lexical), "")
                )
        return tuple(found[key] for key in sorted(found))
