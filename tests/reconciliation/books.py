"""The names of a dataset, to be asked in this process."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from lod import serving
from lod.config_file import load
from lod.links.folding import fold
from lod.reconciliation import book, match
from lod.reconciliation.book import Book
from lod.reconciliation.model import Query, Said
from lod.web.model import Limits
from lod.web.triples import Stored

LETTERS = "abcdefghijklmnopqrstuvwxyz"
BASE = "https://example.org/rail/"


def of_dataset(root: Path) -> Book:
    """What a dataset has published."""
    config = load(root)
    store = ox.Store()
    store.bulk_load(path=str(root / config.output / config.quads), format=ox.RdfFormat.N_QUADS)
    said = Said(**serving.source(config, Limits(), 0).said)  # type: ignore[arg-type]
    return book.read(Stored(store), said)


def of_quads(text: str, said: Said) -> Book:
    """What some quads say."""
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.N_QUADS)
    return book.read(Stored(store), said)


def called(known: Book) -> Iterator[tuple[int, str]]:
    """Every entity with every name and abbreviation of it."""
    for row, thing in enumerate(known.things.rows):
        for text in dict.fromkeys((*thing.names, *thing.short)):
            yield row, text


def first(known: Book, text: str) -> int | None:
    """The first candidate for a name."""
    found = match.match(known, Query(text))
    return known.things.places[found[0].iri] if found else None


def bears(known: Book, row: int, text: str) -> bool:
    """Whether an entity has a name, as far as letters go."""
    thing = known.things.rows[row]
    return _bare(text) in {_bare(other) for other in (*thing.names, *thing.short)}


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")


def slipped(text: str, chance: random.Random) -> str:
    """A name with one slip: a letter left out, added, replaced, or two exchanged."""
    at = chance.randrange(len(text))
    kind = chance.choice(("out", "added", "replaced", "exchanged"))
    letter = chance.choice(LETTERS)
    if kind == "out" and len(text) > 1:
        return text[:at] + text[at + 1 :]
    if kind == "added":
        return text[:at] + letter + text[at:]
    if kind == "exchanged" and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + letter + text[at + 1 :]
