"""Say what we state in the terms of Wikidata.  triples + decided links -> statements; pure.

Read first: `Rule`.  Which of our properties is which of theirs stands in the configuration ([tool.lod.exchanged]): a
property of Wikidata and paths (links/entities.py).  A path alone leads from an entity to a value.  With semicolons, the
first path leads to a node that stands for a statement of ours, the second from there to the value; then qualifiers
(`P580 ph:start`) and conditions (`ph:outcome = c:elected`) follow, all from the node.

Spec: Wikibase data model; EDTF (lod/edtf.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lod.edtf import EdtfError, bounds
from lod.links.entities import SCHEMA, Entity, Graph, Meaning, Path, Triple, gather, read_iri, read_path
from lod.links.items import DAY, MONTH, YEAR, Ref, Text, Time
from lod.links.model import Link
from lod.terms import Term

PROPERTY = re.compile(r"P[1-9][0-9]*")
TIMES = frozenset({"P569", "P570", "P571", "P576", "P577", "P580", "P582", "P585"})  # properties whose values are dates
POINT, START, END = "P585", "P580", "P582"
QUALIFIED = re.compile(r"[?~%]")  # of an EDTF date that is not sure
EXCHANGED: Mapping[str, tuple[str, ...]] = {
    "P569": (SCHEMA + "birthDate",),
    "P570": (SCHEMA + "deathDate",),
    "P571": (SCHEMA + "foundingDate",),
    "P576": (SCHEMA + "dissolutionDate",),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """How one property of Wikidata is found in our data."""

    property: str  # P102
    node: Path  # from an entity to a statement of ours; empty: the entity itself
    value: Path
    qualifiers: tuple[tuple[str, Path], ...] = ()
    conditions: tuple[tuple[Path, str], ...] = ()  # a path from the node, and the IRI it must lead to


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Something of ours that has no decided item."""

    label: str


Said = Ref | Unlinked | Text | str  # a plain text is an EDTF date where the property has dates


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of ours about something that is linked."""

    subject: str  # CURIE
    label: str
    qid: str
    property: str
    value: Said
    shown: str  # the value as people read it
    url: str  # where we state it
    qualifiers: tuple[tuple[str, str], ...] = ()  # (P580, EDTF)


def rules(table: Mapping[str, Sequence[str]] | None, prefixes: Mapping[str, str]) -> tuple[Rule, ...]:
    """Read the table `exchanged` of a configuration; an absent table means the default.

    raises   ValueError with the word that cannot be read and what would be right"""
    found: list[Rule] = []
    for key, texts in (table or EXCHANGED).items():
        if not PROPERTY.fullmatch(key):
            raise ValueError(f"{key}: properties of Wikidata are written P569")
        found += [_rule(key, text, prefixes) for text in texts]
    return tuple(found)


def _rule(key: str, text: str, prefixes: Mapping[str, str]) -> Rule:
    parts = [part.strip() for part in text.split(";")]
    if len(parts) == 1:
        return Rule(key, (), read_path(text, prefixes))
    qualifiers: list[tuple[str, Path]] = []
    conditions: list[tuple[Path, str]] = []
    for part in parts[2:]:
        first, _, rest = part.partition(" ")
        path, equals, wanted = part.partition("=")
        if equals:
            conditions.append((read_path(path, prefixes), read_iri(wanted.strip(), prefixes)))
        elif first in TIMES and rest:
            qualifiers.append((first, read_path(rest, prefixes)))
        else:
            raise ValueError(f"{part}: write a qualifier with a date (P580 path) or a condition (path = value)")
    return Rule(key, read_path(parts[0], prefixes), read_path(parts[1], prefixes), tuple(qualifiers), tuple(conditions))


def read(
    triples: Iterable[Triple],
    given: Sequence[Rule],
    entities: Sequence[Entity],
    links: Iterable[Link],
    withdrawn: frozenset[str] = frozenset(),
) -> tuple[Stated, ...]:
    """What we state about entities with a decided item, in the order of entities and rules, each value once."""
    parts = [(r.node, r.value, *(p for _, p in r.qualifiers), *(p for p, _ in r.conditions)) for r in given]
    gone: set[str] = set()
    paths = {str(number): tuple(path for path in part if path) for number, part in enumerate(parts)}
    graph = gather(_watched(triples, withdrawn, gone), Meaning({}, paths, withdrawn), {})
    qids = {link.subject_id: link.object_id.removeprefix("wd:") for link in links if link.published}
    known = {entity.iri: entity for entity in entities}
    reader = _Reader(graph, known, qids, frozenset(gone))
    found = [s for entity in entities if entity.curie in qids for rule in given for s in reader.stated(entity, rule)]
    return tuple({(s.qid, s.property, s.value, s.qualifiers): s for s in found}.values())


def _watched(triples: Iterable[Triple], withdrawn: frozenset[str], gone: set[str]) -> Iterator[Triple]:
    """The triples, while it is noted which nodes do not count."""
    for triple in triples:
        if triple[2].kind == "iri" and triple[2].lexical in withdrawn:
            gone.add(triple[0])
        yield triple


@dataclass(frozen=True, slots=True)
class _Reader:
    graph: Graph
    entities: Mapping[str, Entity]
    qids: Mapping[str, str]
    gone: frozenset[str]

    def stated(self, entity: Entity, rule: Rule) -> Iterator[Stated]:
        for node in dict.fromkeys(term.lexical for term in self.graph.follow(entity.iri, rule.node)):
            fits = all(any(t.lexical == iri for t in self.graph.follow(node, path)) for path, iri in rule.conditions)
            if node in self.gone or not fits:
                continue
            qualifiers = tuple(
                (key, date) for key, path in rule.qualifiers for date in self._dates(node, path) if exact(date)
            )
            for term in sorted(self.graph.follow(node, rule.value), key=lambda t: (t.kind, t.lexical)):
                for key, value in self._values(rule.property, term):
                    shown = self._shown(term) if key == rule.property else str(value)
                    about = (entity.curie, entity.label, self.qids[entity.curie])
                    yield Stated(*about, key, value, shown, node, qualifiers)

    def _dates(self, node: str, path: Path) -> list[str]:
        return sorted({term.lexical for term in self.graph.follow(node, path)})

    def _values(self, key: str, term: Term) -> Iterator[tuple[str, Said]]:
        if key in TIMES:
            first, slash, last = term.lexical.partition("/")
            dates = [(START, first), (END, last)] if slash and key == POINT else [(key, term.lexical)]
            yield from ((key, date) for key, date in dates if date and date != ".." and _is_date(date))
        elif term.kind == "iri":
            ours = self.entities.get(term.lexical)
            qid = self.qids.get(ours.curie, "") if ours else ""
            yield key, Ref(qid) if qid else Unlinked(ours.label if ours else term.lexical)
        else:
            yield key, Text(term.lexical, term.lang) if term.lang else term.lexical

    def _shown(self, term: Term) -> str:
        ours = self.entities.get(term.lexical) if term.kind == "iri" else None
        return ours.label if ours else term.lexical


def _is_date(text: str) -> bool:
    try:
        bounds(text)
    except EdtfError:
        return False
    return True


def exact(text: str) -> Time | None:
    """An EDTF date as Wikidata would write it; None for one that is not sure, or no whole day, month or year.

    >>> exact("1973-09-11"), exact("1908-06"), exact("1908?")
    (Time(value='+1973-09-11T00:00:00Z', precision=11, julian=False), \
Time(value='+1908-06-00T00:00:00Z', precision=10, julian=False), None)
    """
    if QUALIFIED.search(text) or not _is_date(text):
        return None
    form = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", text)
    if not form or int(form[2] or 1) > 12:  # seasons
        return None
    precision = DAY if form[3] else MONTH if form[2] else YEAR
    return Time(f"+{form[1]}-{form[2] or '00'}-{form[3] or '00'}T00:00:00Z", precision)
