"""Read what a build has published.  output/*.nq, shapes -> Published; reads files.

Any dataset's: nothing is taken from mappings, plans or the workbench, so the pages show what the reader can download.
Spec: RDF 1.1 N-Quads, in the canonical form that lod.dumps writes."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from lod import packing
from lod.config import Config
from lod.errors import Failed, NotBuilt
from lod.site.model import Published, Said
from lod.terms import ntriples
from lod.turtle import read as read_turtle

CATALOGUE = ("void.ttl", "dcat.ttl")
QUAD = re.compile(r'(?:<([^>]*)>|(_:\S+)) <([^>]*)> (<[^>]*>|_:\S+|".*"\S*)(?: <[^>]*>)? \.\n?')


def read(config: Config, folder: Path) -> Published:
    """Read the quads and the shapes in a folder that a build has filled.

    raises   Failed with S703 where there is no dump"""
    dump = folder / config.quads
    if not dump.exists():
        raise Failed([NotBuilt(file=config.shown(dump))])
    about: dict[str, dict[Said, None]] = defaultdict(dict)  # a triple of two graphs is one
    for subject, predicate, value in _quads(dump):
        about[subject][predicate, value] = None
    shapes: set[str] = set()
    for name in config.shapes:
        for subject, predicate, value in _shapes(folder / Path(name).name, len(shapes)):
            about[subject][predicate, value] = None
            shapes.add(subject)
    described: set[str] = set()
    for name in CATALOGUE:
        for subject, predicate, value in _described(folder / name, config.base):
            if subject in described or subject not in about:
                about[subject][predicate, value] = None
                described.add(subject)
    uses: dict[str, list[tuple[str, str]]] = defaultdict(list)
    having: dict[str, list[str]] = defaultdict(list)
    for subject in sorted(about):
        for predicate in dict.fromkeys(p for p, _ in about[subject]) if subject not in described else ():
            having[predicate].append(subject)
        for predicate, value in about[subject]:
            if value.startswith("<"):
                uses[value[1:-1]].append((subject, predicate))
    ordered = {subject: tuple(about[subject]) for subject in sorted(about)}
    return Published(ordered, uses, frozenset(shapes), having, frozenset(described))


def _quads(dump: Path) -> Iterator[tuple[str, str, str]]:
    with packing.opened(dump) as raw:
        for line in io.TextIOWrapper(raw, "utf-8", newline="\n"):
            found = QUAD.fullmatch(line)
            assert found is not None, line  # the build has written it
            yield found[1] or found[2], found[3], found[4]


def _described(file: Path, base: str) -> Iterator[tuple[str, str, str]]:
    """What a file of the catalogue says of things below the base; whatever is called after a file is that file."""
    files = {p.name for p in file.parent.iterdir() if p.is_file()}
    triples = read_turtle(file.read_text(encoding="utf-8"), file.name).triples if file.exists() else ()
    for t in triples:
        if t.s.lexical.startswith(base) and not files & set(t.s.lexical.removeprefix(base).split("/")):
            yield t.s.lexical, t.p.lexical, ntriples(t.o)


def _shapes(file: Path, number: int) -> Iterator[tuple[str, str, str]]:
    """The triples of a shapes file; blank nodes get names that no other file uses."""
    for t in read_turtle(file.read_text(encoding="utf-8"), file.name).triples:
        subject, value = (ntriples(term) for term in (t.s, t.o))
        named = [f"_:s{number}-{text[2:]}" if text.startswith("_:") else text for text in (subject, value)]
        yield named[0].strip("<>"), t.p.lexical, named[1]
