"""What is said of entities, property by property.  Book, identifier -> Property; Property, entity -> values.

A property is a fact that the configuration compares (`start`, `country`, `P214`), whatever paths lead to it, or any
property that the data use, stated or reified.  Read first: book.py."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lod.links.entities import FACTS, IDENTIFIER, Entity
from lod.reconciliation.book import Book
from lod.terms import NOT_IN_IRI, SCHEME, Term, iri, literal
from lod.vocab import EDTF_DATE, RDF_TYPE

SAMPLE = 2000  # entities of a type whose properties are looked at
LINKS = ("country", "party", "office", "place")
DATES = ("start", "end", "active")
NAMES = {  # fact -> its name in English and Spanish
    "label": ("name", "nombre"),
    "alias": ("other name", "otro nombre"),
    "abbreviation": ("abbreviation", "sigla"),
    "sort": ("sort", "clase"),
    "start": ("beginning: birth, founding, first day", "comienzo: nacimiento, fundación, primer día"),
    "end": ("end: death, dissolution, last day", "fin: muerte, disolución, último día"),
    "active": ("active at", "activo en"),
    "country": ("country", "país"),
    "party": ("organisation it belongs to", "organización a la que pertenece"),
    "office": ("office", "cargo"),
    "place": ("place", "lugar"),
}
SAME = "same"
SAME_NAMES = ("the same thing elsewhere", "la misma cosa en otro lugar")


@dataclass(frozen=True, slots=True)
class Property:
    """Something that is said of entities."""

    id: str
    name: str
    fact: str = ""  # of links.entities.FACTS, P214, or `same`; empty: the IRI below
    iri: str = ""


def known(book: Book, id_: str, language: str) -> Property | None:
    """The property of an identifier, None if the data have none such."""
    spanish = language == "es"
    if id_ == SAME and book.said.same:
        return Property(SAME, SAME_NAMES[spanish], SAME)
    if id_ in facts(book):
        return Property(id_, NAMES[id_][spanish] if id_ in NAMES else id_, id_)
    found = book.space.iri(id_)
    if not SCHEME.match(found) or NOT_IN_IRI.search(found):
        return None
    used = next(iter(book.graph.triples.having(found)), None) or next(iter(book.graph.all(found)), None)
    return Property(book.space.id(found), book.name(found, language), "", found) if used else None


def facts(book: Book) -> list[str]:
    """The facts that the configuration compares."""
    given = book.meaning.facts
    found = [fact for fact in FACTS if fact in given and fact not in ("withdrawn", "date")]
    if "date" in given:
        found += [fact for fact in ("start", "end") if fact not in found]
    return found + sorted(fact for fact in given if IDENTIFIER.fullmatch(fact))


@lru_cache(maxsize=200)
def used(book: Book, type_: str, language: str) -> tuple[Property, ...]:
    """The properties that entities of a type have, those of most entities first; facts before all others.

    type_   IRI; empty: any"""
    rows = [r for r, thing in enumerate(book.things.rows) if not type_ or type_ in book.types(r)]
    step = max(len(rows) // SAMPLE, 1)
    seen: Counter[str] = Counter()
    has: Counter[str] = Counter()
    for row in rows[::step]:
        seen.update(p for p in book.graph.properties(book.things.rows[row].iri) if p != RDF_TYPE)
        entity = book.entity(row)
        has.update(fact for fact in facts(book) if any(True for _ in _of_fact(book, fact, entity)))
    order = facts(book)
    first = [known(book, fact, language) for fact in sorted(has, key=lambda f: (-has[f], order.index(f)))]
    same = [known(book, SAME, language)] if seen.keys() & set(book.said.same) else []
    rest = [
        Property(book.space.id(p), book.name(p, language), "", p) for p in sorted(seen, key=lambda p: (-seen[p], p))
    ]
    return tuple(p for p in (*first, *same, *rest) if p)


def values(book: Book, asked: Property, row: int) -> list[Term]:
    """What an entity has for a property; dates as EDTF."""
    thing = book.things.rows[row]
    if asked.fact == SAME:
        found = [t for predicate in book.said.same for t in book.graph.out(thing.iri, predicate)]
    elif asked.fact:
        found = list(_of_fact(book, asked.fact, book.entity(row)))
    else:
        found = [t for t in book.graph.out(thing.iri, asked.iri) if t.kind != "bnode"]
    return sorted(dict.fromkeys(found), key=lambda t: (t.kind, t.lexical, t.lang))


def _of_fact(book: Book, fact: str, entity: Entity) -> Iterator[Term]:
    if fact in LINKS:
        named = {"country": entity.countries, "party": entity.parties, "office": entity.offices}
        for one in named.get(fact, entity.places):
            yield iri(one.iri) if one.iri else literal(one.names[0])
    elif fact in DATES:
        days = {"start": entity.starts, "end": entity.ends}.get(fact, entity.active)
        yield from (literal(day, EDTF_DATE) for day in days)
    elif fact == "label":
        yield from (literal(text, lang=lang) for lang, text in entity.labels)
    elif fact == "sort":
        yield from (t for path in book.meaning.facts["sort"] for t in book.graph.follow(entity.iri, path))
    elif re.fullmatch(IDENTIFIER, fact):
        yield from (literal(text) for prop, text in entity.identifiers if prop == fact)
    else:
        yield from map(literal, entity.aliases if fact == "alias" else entity.abbreviations)
