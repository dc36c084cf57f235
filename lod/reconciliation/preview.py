"""Show an entity in a small page, and a type or property in a few words.  Book, row -> HTML.

What comes from the data is escaped; nothing is fetched from elsewhere."""

from __future__ import annotations

from html import escape

from lod.reconciliation.book import Book, chosen
from lod.reconciliation.describe import description
from lod.reconciliation.framing import PAGE, STYLE

NAMES = 6  # other names that are shown


def page(book: Book, row: int, language: str, address: str) -> str:
    """A page about an entity.

    address   where more of it stands"""
    title = escape(book.label(row, language))
    link = f'<h1><a href="{escape(address)}" target="_blank" rel="noopener">{title}</a></h1>'
    body = f"{link}\n{_about(book, row, language)}"
    return PAGE.format(language=escape(language), title=title, style=STYLE, body=body)


def flyout(book: Book, row: int, language: str) -> str:
    """The same in short, as a part of another page."""
    return f"<p><strong>{escape(book.label(row, language))}</strong></p>\n{_about(book, row, language)}"


def term(name: str, id_: str, more: str) -> str:
    """A type or a property in short."""
    told = f"<p>{escape(more)}</p>\n" if more else ""
    return f"<p><strong>{escape(name)}</strong></p>\n{told}<p><code>{escape(id_)}</code></p>"


def _about(book: Book, row: int, language: str) -> str:
    thing = book.things.rows[row]
    own = book.label(row, language)
    others = [text for text in (*thing.short, *thing.names) if text != own]
    notes = [t for p in book.said.note for t in book.graph.out(thing.iri, p) if t.kind == "literal"]
    same = [t.lexical for p in book.said.same for t in book.graph.out(thing.iri, p) if t.kind == "iri"]
    lines = [
        ("what", description(book, row, language)),
        ("quiet", "; ".join(dict.fromkeys(others[:NAMES])) + (" …" if len(others) > NAMES else "")),
        ("note", chosen(notes, language)),
        ("quiet same", ", ".join(dict.fromkeys(same))),
    ]
    told = [f'<p class="{kind}">{escape(text)}</p>' for kind, text in lines if text]
    return "\n".join([*told, f"<p><code>{escape(book.space.id(thing.iri))}</code></p>"])
