"""Read a small RDF file, such as shapes, as triples in Python.  Path -> Triple(s, p, o, line, column).

Turtle is read by turtle.py, which knows the place of every triple; other formats give the file alone (line 0).
Language tags come in lower case, as data are loaded (rdf/parse.py)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lod import turtle
from lod.errors import LodError, Place, raise_all
from lod.rdf import parse
from lod.rdf.bytes import Bytes
from lod.rdf.faults import RelativeIri
from lod.rdf.formats import format_of
from lod.terms import SCHEME, Term
from lod.turtle import Document, Triple

SHOWN = 20  # relative IRIs of one file; a base heals them all


def read(file: Path, base: str = "") -> tuple[Triple, ...]:
    """The triples of a file, of all its graphs, in reading order.

    base     absolute IRI for the relative ones of a file that states none itself; without it they are mistakes
    raises   Failed with R401 to R412, C106, S709; TurtleSyntax (M101) with the place in a Turtle file"""
    return document(file, base=base).triples


def document(file: Path, name: str = "", base: str = "") -> Document:
    """A file with the places of its subjects and its prefixes, as far as its format has them.

    name     what messages call the file
    raises   as `read` does"""
    form, name = format_of(file), name or str(file)
    if form.name != "Turtle":
        return Document(name, tuple(Triple(s, p, o, 0, 0) for s, p, o in parse.terms(file, form, base)), {}, {})
    with Bytes(file) as opened:
        text = b"".join(iter(opened.read, b"")).decode("utf-8")
    found = turtle.read(text, name, base)
    raise_all(_relative(found))
    return replace(found, triples=tuple(map(_with_lower_tag, found.triples)))


def _with_lower_tag(t: Triple) -> Triple:
    lower = t.o.lang.lower()
    return t if t.o.lang == lower else replace(t, o=t.o._replace(lang=lower))


def _relative(found: Document) -> list[LodError]:
    """The relative IRIs, each where it is met first."""
    terms = {term for t in found.triples for term in (t.s, t.p, t.o)}
    relative = {term for term in terms if (term.kind == "iri" or _iri(term)) and not SCHEME.match(_iri(term))}
    places: dict[str, Place] = {}
    for term, place in _terms(found) if relative else ():
        if term in relative:
            places.setdefault(_iri(term), place)
    return [RelativeIri(place, iri=f"<{iri}>") for iri, place in list(places.items())[:SHOWN]]


def _iri(term: Term) -> str:
    return term.lexical if term.kind == "iri" else term.datatype


def _terms(found: Document) -> Iterator[tuple[Term, Place]]:
    for t in found.triples:
        yield t.s, found.subjects.get(t.s, Place(found.file, t.line))
        yield t.p, Place(found.file, t.line)
        yield t.o, Place(found.file, t.line, t.column)
