"""The published data as a pattern that can be stamped.  N-Quads -> Seed; what of it makes a closed small set.

What names a thing of the dataset carries a mark where the number of a copy goes: its IRI, its Wikidata item (shape G29
forbids two things with one item) and its acronyms (G41 asks about shared ones).  The vocabulary, the concepts and the
countries carry none: more data of this kind have more people and strikes, not more countries.

Spec: N-Quads (www.w3.org/TR/n-quads), canonical, as `lod build` writes it."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

MARK = "\0"  # stands for -c17 in the 17th copy, for nothing in the first
DIGITS = "\1"  # stands for 00017
ID = "<https://w3id.org/polhist/id/"
ITEM = "<http://www.wikidata.org/entity/"
QUAD = re.compile(r"(\S+) (\S+) (.+) \S+ \.")
Triple = tuple[str, str, str]  # N-Triples texts

PREFIXES = {
    "c": "https://w3id.org/polhist/concept/",
    "dct": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "id": "https://w3id.org/polhist/id/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "ph": "https://w3id.org/polhist/def#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@lru_cache(maxsize=4096)
def nt(short: str) -> str:
    """Write a term in full.

    >>> nt("ph:rank"), nt('"12"^^xsd:integer')
    ('<https://w3id.org/polhist/def#rank>', '"12"^^<http://www.w3.org/2001/XMLSchema#integer>')
    """
    if short.startswith("<"):
        return short
    if short.startswith('"'):
        text, typed, datatype = short.rpartition("^^")
        return f"{text}^^{nt(datatype)}" if typed else short
    prefix, _, local = short.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


CLAIMS = tuple(
    f"ph:{k}"
    for k in (
        "Candidacy ElectionResult Membership Naming OrganizationChange Participation Relationship ValueStatement"
    ).split()
)
ENTITIES = tuple(f"ph:{k}" for k in "Event Office Organization Person Place SourceDocument Work".split())
THINGS = (*CLAIMS, *ENTITIES, "ph:Passage", "ph:Conflict")  # what "1 % of the things" counts
NAMES = frozenset(map(nt, ("ph:acronym", "skos:altLabel", "skosxl:literalForm")))
# what an entity has only because a claim says so
OF_VALUE = frozenset(
    map(
        nt, "ph:contests ph:country ph:date ph:kind ph:place dct:creator dct:isPartOf dct:publisher dct:spatial".split()
    )
)
OF_OTHERS = frozenset(
    map(nt, "org:memberOf ph:predecessor skos:altLabel ph:acronym ph:votes ph:voteShare ph:seats".split())
)


@dataclass(frozen=True, slots=True)
class Seed:
    """Triples that stand once, triples that stand once per copy, and ways to look things up in both."""

    shared: tuple[Triple, ...]
    copied: tuple[Triple, ...]
    out: Mapping[str, Mapping[str, tuple[str, ...]]]  # subject -> predicate -> objects
    into: Mapping[str, tuple[Triple, ...]]  # object -> triples

    def values(self, thing: str, predicate: str) -> tuple[str, ...]:
        """The objects of a thing."""
        return self.out.get(thing, {}).get(nt(predicate), ())

    def subjects(self, predicate: str, value: str) -> tuple[str, ...]:
        """What has the value."""
        return tuple(s for s, p, _ in self.into.get(nt(value), ()) if p == nt(predicate))

    def triples(self, thing: str) -> Iterator[Triple]:
        """Everything said of a thing."""
        return ((thing, p, o) for p, objects in self.out.get(thing, {}).items() for o in objects)

    def instances(self, *classes: str) -> tuple[str, ...]:
        """The things of some classes that have copies, in order."""
        return tuple(sorted({s for c in classes for s in self.subjects("rdf:type", c) if MARK in s}))

    @property
    def things(self) -> int:
        """How many claims, entities, passages and conflicts a copy has."""
        return len(self.instances(*THINGS))


def read(file: Path) -> Seed:
    """Read the dump of the built dataset."""
    matches = (QUAD.fullmatch(line) for line in file.read_text(encoding="utf-8").splitlines())
    # the set of all decisions stands once and names them all
    triples = sorted({(m[1], m[2], m[3]) for m in matches if m and m[2] != nt("sssom:mappings")})
    kind, countries = nt("ph:kind"), {nt("c:country"), nt("c:historical-country")}
    once = {s for s, p, o in triples if p == kind and o in countries}
    acronyms = {o for _, p, o in triples if p == nt("ph:acronym")}

    def marked(term: str) -> str:
        if term in once or not term.startswith(ID):
            return term
        name, hash_, rest = term[:-1].partition("#")
        return f"{name}{MARK}{hash_}{rest}>"

    def copied() -> Iterator[Triple]:
        for s, p, o in triples:
            subject, value = marked(s), marked(o)
            if MARK in subject and value.startswith(ITEM):
                value = f"{value[:-1]}{DIGITS}>"
            elif p in NAMES and f'"{o.split(chr(34))[1]}"' in acronyms:  # a name claim may give it a language
                value = value[::-1].replace('"', f'{MARK}"'[::-1], 1)[::-1]
            yield subject, p, value

    return seed_of(copied())


def seed_of(triples: Iterable[Triple]) -> Seed:
    """Index triples; those about marked things have copies."""
    out: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    into: dict[str, list[Triple]] = defaultdict(list)
    shared: list[Triple] = []
    copied: list[Triple] = []
    for triple in triples:
        s, p, o = triple
        out[s][p].append(o)
        into[o].append(triple)
        (copied if MARK in s else shared).append(triple)
    assert not any(MARK in o for _, _, o in shared)
    return Seed(
        tuple(shared),
        tuple(copied),
        {s: {p: tuple(o) for p, o in found.items()} for s, found in out.items()},
        {o: tuple(found) for o, found in into.items()},
    )


def subset(seed: Seed, number: int) -> Seed:
    """About `number` triples that conform as all do: claims in random order, each with all that it needs."""
    inside: set[str] = set()
    words = [t for t in seed.shared if not t[0].startswith(ID)]
    size = len(words)
    for claim in _mixed(seed):
        added = _closure(seed, claim, inside)
        more = sum(1 for thing in added for _ in seed.triples(thing))
        if size + more <= number:
            inside |= added
            size += more
    kept = (t for thing in inside for t in seed.triples(thing) if _kept(t, inside))
    return seed_of(sorted([*words, *kept]))


def _mixed(seed: Seed) -> Iterator[str]:
    """The claims in random order, the classes in turn."""
    piles = [list(seed.instances(c)) for c in CLAIMS]
    for pile in piles:
        random.Random("subset").shuffle(pile)
    return (claim for turn in zip_longest(*piles) for claim in turn if claim)


def _closure(seed: Seed, claim: str, inside: set[str]) -> set[str]:
    added, queue = set(), [claim]
    while queue:
        thing = queue.pop()
        if thing in inside or thing in added or not thing.startswith(ID):
            continue
        added.add(thing)
        queue += seed.subjects("ph:involves", thing) if _is(seed, thing, CLAIMS) else ()
        if _is(seed, thing, ENTITIES) and not _is(seed, thing, ("ph:SourceDocument",)):
            direct = {o for _, p, o in seed.triples(thing) if p in OF_VALUE}
            queue += [c for c in seed.subjects("rdf:subject", thing) if direct & set(seed.values(c, "rdf:object"))]
            queue += [o for o in direct if o.startswith(ID)]
            queue += seed.subjects("owl:annotatedSource", thing)  # the decisions that its links follow from
        else:
            queue += [o for _, p, o in seed.triples(thing) if o.startswith(ID) and p not in OF_OTHERS]
    return added


def _is(seed: Seed, thing: str, classes: tuple[str, ...]) -> bool:
    return any(nt(c) in seed.values(thing, "rdf:type") for c in classes)


def _kept(triple: Triple, inside: set[str]) -> bool:
    _, predicate, value = triple
    return predicate not in OF_OTHERS and (not value.startswith(ID) or value in inside)
