"""Suggest what somebody has begun to write.  Book, text -> entities, types, properties; pure but for the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from lod.links.folding import fold
from lod.reconciliation import match, properties
from lod.reconciliation.book import Book
from lod.reconciliation.properties import Property

PAGE = 20  # suggestions at once
LOOKED_AT = 2000  # names that are looked at
ALIKE = 60.0  # names that are as like as that are suggested after those that begin so
Found = TypeVar("Found")


def entities(book: Book, text: str, types: tuple[str, ...] = ()) -> list[int]:
    """The rows of entities whose names begin with a text or have words that begin so; then those that are like it.

    types   IRIs; only entities of one of them, unless there are none"""
    exact = book.row(text)
    if exact is not None:
        return [exact]
    ranked: dict[int, tuple[object, ...]] = {}
    plain = fold(text)
    words = plain.split()
    if not words:
        return []
    for name in (*book.index.beginning(text, LOOKED_AT), *book.index.having(words, LOOKED_AT)):
        called, row = book.index.texts[name], book.index.rows[name]
        rank = (called != plain, not called.startswith(plain), len(called), called)
        ranked[row] = min(ranked.get(row, rank), rank)
    found = sorted(ranked, key=lambda row: (ranked[row], book.things.rows[row].iri))
    if len(found) < PAGE:
        like = match.names(book, text)
        order = sorted(like, key=lambda row: (-(like[row] or 0), book.things.rows[row].iri))
        found += [row for row in order if (like[row] or 0) >= ALIKE]
    return [row for row in dict.fromkeys(found) if not types or book.types(row) & set(types)]


def types(book: Book, text: str, language: str) -> list[str]:
    """The IRIs of types with such a name or identifier, those of most entities first."""
    counted = book.counted()
    for known in list(counted):
        for above in book.types_above(known) - {known}:
            counted[above] += counted[known] if above.startswith(book.said.base) else 0
    order = sorted((known for known in counted if counted[known]), key=lambda known: (-counted[known], known))
    named = ((known, (book.name(known, language), book.space.id(known), known)) for known in order)
    return list(_fitting(text, named))


def known_properties(book: Book, text: str, language: str) -> list[Property]:
    """The properties with such a name or identifier, those of most entities first."""
    named = ((p, (p.name, p.id, p.iri)) for p in properties.used(book, "", language))
    return list(_fitting(text, named))


def _fitting(text: str, named: Iterable[tuple[Found, tuple[str, ...]]]) -> Iterator[Found]:
    """Those with a name that begins with a text, or has a word that does, or holds it; in this order."""
    plain = fold(text)
    ranked: list[tuple[int, int, Found]] = []
    for number, (one, called) in enumerate(named):
        plains = [fold(c) for c in called]
        if text in called or not plain:
            rank = 0
        elif any(p.startswith(plain) for p in plains):
            rank = 1
        elif any(f" {plain}" in f" {p}" for p in plains):
            rank = 2
        elif any(plain in p for p in plains):
            rank = 3
        else:
            continue
        ranked.append((rank, number, one))
    ranked.sort(key=lambda found: found[:2])
    exact = [one for rank, _, one in ranked if rank == 0 and plain]
    yield from exact or (one for _, _, one in ranked)
