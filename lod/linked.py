"""Take what linking needs from a build.  Config, workbench -> entities, decisions; reads files, writes nothing.

Read first: links/entities.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lod import checks, decisions, workbench
from lod.config import FILE, Config
from lod.errors import Place, WrongValue, raise_all
from lod.links import entities, exchange
from lod.links.entities import Entity, Meaning, Triple
from lod.links.exchange import Rule, Stated
from lod.links.model import LinkSet
from lod.terms import Term

TRIPLES = """SELECT s.lexical, p.lexical, o.kind, o.lexical, o.lang FROM (SELECT DISTINCT s, p, o FROM quad) q
JOIN term s ON s.id = q.s AND s.kind = 'iri' JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o"""


@dataclass(frozen=True, slots=True)
class Linked:
    """The entities of a build and what was decided about them."""

    entities: tuple[Entity, ...]
    decided: LinkSet


def read(config: Config) -> Linked:
    """Read the entities of the last build and the file of decisions.

    raises   Failed with S702, S703, S707 (no build to read), C104 (a word of `linked` or `compared`), L501 to L514
    """
    said = meaning(config)
    decided = decisions.read(config)
    with workbench.open_built(config.path(config.output), config.output) as bench:
        found = entities.read(_triples(bench), said, decided.links, decided.prefixes)
    return Linked(found, decided)


def meaning(config: Config) -> Meaning:
    """Read the tables `linked` and `compared`.  raises Failed with C104"""
    prefixes = checks.prefixes(config)
    try:
        return entities.meaning(config.linked, config.compared, prefixes)
    except ValueError as error:
        word, _, expected = str(error).rpartition(": ")
        key = "linked" if "kinds are" in expected else "compared"
        raise_all([WrongValue(Place(FILE), key=key, value=word, expected=expected)])
        raise


def stated(config: Config, ours: Linked) -> tuple[tuple[Rule, ...], tuple[Stated, ...]]:
    """Read what the last build states, in the terms of Wikidata, and the rules it was read by.

    raises   as `read`, with C104 for a word of `exchanged` too"""
    said = meaning(config)
    try:
        rules = exchange.rules(config.exchanged, checks.prefixes(config))
    except ValueError as error:
        word, _, expected = str(error).partition(": ")
        raise_all([WrongValue(Place(FILE), key="exchanged", value=word, expected=expected)])
        raise
    with workbench.open_built(config.path(config.output), config.output) as bench:
        found = exchange.read(_triples(bench), rules, ours.entities, ours.decided.links, said.withdrawn)
    return rules, found


def _triples(bench: workbench.Workbench) -> Iterator[Triple]:
    for subject, predicate, kind, lexical, lang in bench.stream(TRIPLES):
        value = Term("iri" if kind == "iri" else "literal", str(lexical), lang=str(lang or ""))
        yield str(subject), str(predicate), value
