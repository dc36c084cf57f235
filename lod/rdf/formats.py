"""Know the format of an RDF file by the ending of its name.  Path -> Format; pure.

Spec: the media type registrations of N-Triples, N-Quads, Turtle, TriG, RDF/XML and JSON-LD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from lod.errors import Failed
from lod.rdf.faults import UnknownFormat

PACKED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write RDF."""

    name: str
    kind: ox.RdfFormat
    endings: tuple[str, ...]
    first: re.Pattern[bytes] | None = None  # how a file begins that can be nothing else
    lines: bool = False  # one statement per line
    own_base: bool = True  # a document can state the base of its relative IRIs


FORMATS = (
    Format("N-Triples", ox.RdfFormat.N_TRIPLES, (".nt",), lines=True, own_base=False),
    Format("N-Quads", ox.RdfFormat.N_QUADS, (".nq",), lines=True, own_base=False),
    Format("Turtle", ox.RdfFormat.TURTLE, (".ttl",), re.compile(rb"@?(?:prefix|base)\s", re.IGNORECASE)),
    Format("TriG", ox.RdfFormat.TRIG, (".trig",)),
    Format("RDF/XML", ox.RdfFormat.RDF_XML, (".rdf", ".xml", ".owl"), re.compile(rb"<(?:\?xml|rdf:RDF|!DOCTYPE)\s")),
    Format("JSON-LD", ox.RdfFormat.JSON_LD, (".jsonld", ".json"), re.compile(rb'(?:\[\s*)?\{\s*"')),
)
BEFORE = re.compile(rb"(?:\s|#[^\n]*\n)*")  # blanks and comments
ENDINGS = {ending: form for form in FORMATS for ending in form.endings}


def format_of(file: Path) -> Format:
    """The format of a file, packed or not.

    raises   Failed with R401

    >>> format_of(Path("persons.ttl.gz")).name
    'Turtle'
    """
    endings = [part.lower() for part in file.suffixes]
    ending = endings[-2] if endings[-1:] and endings[-1] in PACKED and len(endings) > 1 else "".join(endings[-1:])
    if ending not in ENDINGS:
        raise Failed(
            [UnknownFormat(file=file.name, known=", ".join(ENDINGS) + f"; each also with {' or '.join(PACKED)}")]
        )
    return ENDINGS[ending]


def other(form: Format, first: bytes) -> Format | None:
    """The format a file begins like, if this is another one than its ending says."""
    at = BEFORE.match(first)
    seen = next((f for f in FORMATS if f.first and at and f.first.match(first, at.end())), None)
    superset = seen and seen.name == "Turtle" and form.name == "TriG"
    return None if seen is form or superset else seen
