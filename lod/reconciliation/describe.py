"""Say in a line what an entity is.  Book, row -> text; pure but for the book."""

from __future__ import annotations

from lod.reconciliation.book import Book

SPAN, UNKNOWN = "–", "?"
LASTING = ("person", "organization")  # what has an end, known or not
MANY = 3  # places and organisations that are named


def description(book: Book, row: int, language: str) -> str:
    """Its most special type, dates and places: party, 1965-08 – 1990, Chile."""
    thing, entity = book.things.rows[row], book.entity(row)
    parts = [book.name(known, language) for known in thing.types[-1:]]
    dates = (entity.starts[:1], entity.ends[:1])
    if any(dates):
        first, last = (found[0] if found else "" for found in dates)
        lasts = thing.kind in LASTING or last
        parts.append(first if first == last or not lasts else f"{first or UNKNOWN} {SPAN} {last or UNKNOWN}")
    around = [*entity.countries, *entity.places, *entity.parties]
    called = []
    for one in around:
        place = book.things.places.get(one.iri)
        called.append(book.label(place, language) if place is not None else next(iter(one.names), one.iri))
    own = book.label(row, language)
    parts += [text for text in dict.fromkeys(called) if text != own][:MANY]
    return ", ".join(part for part in parts if part)
