"""Fetch what is said of entities into somebody's table.  Book, properties, settings -> cells; pure but for the book.

Spec: Reconciliation Service API 0.2, data extension."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lod.reconciliation import properties
from lod.reconciliation.book import Book
from lod.terms import Term
from lod.vocab import XSD

Cell = dict[str, str | int | float]
INTEGERS = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger"))
NUMBERS = frozenset(XSD + name for name in ("decimal", "double", "float"))
DAY = re.compile(r"\d{4}-\d\d-\d\d")
WHOLE = re.compile(r"[+-]?[0-9]{1,15}")  # longer ones stay texts, because programs round them
COUNT = re.compile("[0-9]{1,9}")
NUMBER = re.compile(r"[+-]?[0-9]{0,15}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?(?<=[0-9])")


def cells(book: Book, id_: str, pid: str, settings: Mapping[str, str], language: str) -> list[Cell]:
    """The values of one entity for one property; none where there is no such entity or property.

    settings   limit: how many; content: thing, name, id or iri; dates: days or written"""
    row, asked = book.row(id_), properties.known(book, pid, language)
    if row is None or asked is None:
        return []
    limit = int(found[0]) if (found := COUNT.fullmatch(settings.get("limit", ""))) else 0
    made: list[Cell] = []
    for term in properties.values(book, asked, row):
        cell = _cell(book, term, settings, language)
        if cell not in made:
            made.append(cell)
    return made[:limit] if limit else made


def _cell(book: Book, term: Term, settings: Mapping[str, str], language: str) -> Cell:
    if term.kind == "iri":
        return _thing(book, term.lexical, settings.get("content", "thing"), language)
    if settings.get("dates") != "written" and DAY.fullmatch(term.lexical) and not term.lang:
        return {"date": f"{term.lexical}T00:00:00Z"}
    if term.datatype in INTEGERS and WHOLE.fullmatch(term.lexical):
        return {"int": int(term.lexical)}
    if term.datatype in NUMBERS and NUMBER.fullmatch(term.lexical):
        return {"float": float(term.lexical)}
    return {"str": term.lexical}


def _thing(book: Book, iri: str, content: str, language: str) -> Cell:
    row = book.things.places.get(iri)
    if content == "iri":
        return {"str": iri}
    if content == "id":
        return {"str": book.space.id(iri)}
    name = book.label(row, language) if row is not None else book.name(iri, language)
    if row is not None and content == "thing":
        return {"id": book.space.id(iri), "name": name}
    elsewhere = row is None and not iri.startswith(book.said.base)
    return {"str": iri if elsewhere else name}
