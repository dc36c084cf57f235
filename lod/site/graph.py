"""Ask what was published.  Published, IRI -> IRIs, texts, kinds of things; pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from lod.site.addresses import path_of
from lod.site.model import Published, Roles
from lod.terms import Term, parsed
from lod.vocab import OWL, RDF, RDF_TYPE, SKOS

SUBJECT, PREDICATE, OBJECT = RDF + "subject", RDF + "predicate", RDF + "object"
CONCEPT = SKOS + "Concept"
# classes that say what a term of the ontology is, not what a thing is
OF_TERMS = frozenset(OWL + name for name in ("Ontology", "Class", "NamedIndividual"))
AXIOM = OWL + "Axiom"  # says how something is written down, beside a class that says what it is


def objects(published: Published, subject: str, properties: Collection[str]) -> Iterator[str]:
    """What a thing is said to have, as N-Triples text."""
    return (value for predicate, value in published.about.get(subject, ()) if predicate in properties)


def iris(published: Published, subject: str, properties: Collection[str]) -> list[str]:
    """The IRIs a thing is said to have."""
    return [value[1:-1] for value in objects(published, subject, properties) if value.startswith("<")]


def literals(published: Published, subject: str, properties: Collection[str]) -> list[Term]:
    """The literals a thing is said to have."""
    return [parsed(value) for value in objects(published, subject, properties) if value.startswith('"')]


def text(published: Published, subject: str, properties: Collection[str], language: str = "") -> str:
    """The first literal, one in the language before any other; empty if there is none."""
    found = literals(published, subject, properties)
    return next((t.lexical for t in found if t.lang == language), found[0].lexical if found else "")


def subjects(published: Published, value: str, properties: Collection[str]) -> list[str]:
    """The things that name an IRI with one of the properties."""
    return list(dict.fromkeys(s for s, p in published.uses.get(value, ()) if p in properties))


def types(published: Published, subject: str) -> list[str]:
    """The classes of a thing."""
    return iris(published, subject, (RDF_TYPE,))


def is_statement(published: Published, roles: Roles, subject: str) -> bool:
    """Whether a subject is a claim that some source makes, and no thing of the world."""
    said = {predicate for predicate, _ in published.about.get(subject, ())}
    return bool(said & roles["passage"]) and bool(said & roles["about"] or SUBJECT in said)


def folded(text: str) -> str:
    """A text as it is sorted and searched: without accents and capitals.

    >>> folded("Ñuble, Méndez")
    'nuble, mendez'
    """
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def by_document(published: Published, base: str) -> Mapping[str, Sequence[str]]:
    """The subjects of each document, that without fragment first; blank nodes are where nobody can ask for them."""
    found: dict[str, list[str]] = defaultdict(list)
    for subject in published.about:
        path = path_of(subject, base)
        if path:
            found[path].append(subject)
    return dict(sorted(found.items()))


def by_class(published: Published, documents: Mapping[str, Sequence[str]], base: str) -> dict[str, list[str]]:
    """The things of each class that have a document of their own, by the IRI of the class."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in documents:
        kinds = types(published, base + path)
        for kind in kinds:
            if kind not in OF_TERMS and not (kind == AXIOM and len(kinds) > 1):
                found[kind].append(base + path)
    return dict(found)
