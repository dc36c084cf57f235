"""Write the dumps anew where they have changed.  published files, "was", "now" -> files: most frames are copied.

Of a document whose triples have changed those frames are written again in which a changed subject stands, or stood.
What its head depends on is counted up and down.  Read first: dumps/frames.py, dumps/uses.py, quads.py."""

from __future__ import annotations

import shutil
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lod.config import Config
from lod.dumps import frames, jsonld, lines, names, published, selection, table, turtle, uses
from lod.dumps.frames import Frame
from lod.dumps.ordered import TYPES, cuts, order
from lod.packing import Frames
from lod.patch.model import Unusual
from lod.release import digest
from lod.workbench import Workbench

Kind = Literal["quads", "lines", "turtle", "json"]
STATES = ("was", "now")
TRIPLES = 'CREATE OR REPLACE TEMP TABLE "of.{state}" AS SELECT DISTINCT s, p, o FROM "{state}" WHERE rule {test}'
QUADS = 'CREATE OR REPLACE TEMP TABLE "of.{state}" AS SELECT DISTINCT id, g, s, p, o FROM "{state}" WHERE rule {test}'
LESS = 'CREATE OR REPLACE TEMP TABLE "of.less" AS FROM "of.was" EXCEPT FROM "of.now"'
MORE = 'CREATE OR REPLACE TEMP TABLE "of.more" AS FROM "of.now" EXCEPT FROM "of.was"'
SUBJECTS = 'SELECT DISTINCT s FROM (SELECT s FROM "of.less" UNION ALL SELECT s FROM "of.more") ORDER BY s'
FRAMES = 'SELECT part, first, start, length FROM "kept.frame" WHERE file = ? ORDER BY number'
HOW = "SELECT p, how FROM coerced"


@dataclass(frozen=True, slots=True)
class Document:
    """One published file of triples or quads."""

    kind: Kind
    file: str
    test: str  # SQL that holds for the rules whose triples it has
    selection: str
    apart: tuple[str, ...] = ()  # stems of the mapping files that are left out


@dataclass(frozen=True, slots=True)
class Region:
    """Frames of a body, one after the other, that are written again."""

    begin: int  # number of the first of them in the body
    end: int  # after the last
    first: int  # the subjects from this
    last: int | None  # to before this; None: to the end

    @property
    def where(self) -> str:
        return f"s >= {self.first}" + (f" AND s < {self.last}" if self.last is not None else "")


def documents(config: Config) -> Iterator[Document]:
    """The files that a change of tables can change."""
    apart = config.apart
    yield Document("quads", config.quads, selection.rules_of_all(apart), "", apart)
    if config.jsonld:
        yield Document("json", config.document, selection.rules_of_mapped(apart), selection.mapped(apart))
    for name, stems in sorted(config.dumps.items()):
        kind: Kind = "lines" if published.is_ntriples(name) else "turtle"
        yield Document(kind, config.packed(name), selection.rules_of(stems), selection.of_files(stems))


def write(config: Config, prefixes: Mapping[str, str], bench: Workbench, before: Path, folder: Path) -> None:
    """Write every document, and copy what is published as it is.

    before   the published folder
    raises   Unusual"""
    kept = dict(bench.con.execute('FROM "kept.prefix"').fetchall())
    if names.usable(bench, prefixes, "(FROM term WHERE id NOT IN (FROM unused))") != kept:
        raise Unusual("other prefixes can be used")
    _verify(bench, before, [published.ONTOLOGY, *(d.file for d in documents(config))])
    shutil.copyfile(before / published.ONTOLOGY, folder / published.ONTOLOGY)
    for document in documents(config):
        _write(document, kept, bench, before, folder)
    published.copy(config, folder)


def write_tables(config: Config, bench: Workbench, before: Path, folder: Path, changed: Collection[str]) -> None:
    """Write the tables that are made of these views, and copy the others.

    raises   Unusual"""
    tables = published.tables(config)
    _verify(bench, before, [file for file, view in tables.items() if view not in changed])
    for file, view in tables.items():
        if view in changed:
            table.write_table(bench, folder / file, view)
        else:
            shutil.copyfile(before / file, folder / file)


def _verify(bench: Workbench, before: Path, files: Sequence[str]) -> None:
    """Hold published files against what was noted of them; raises Unusual."""
    known = dict(bench.con.execute('SELECT file, digest FROM "kept.file"').fetchall())
    for file in files:
        if not (before / file).is_file() or digest(before / file) != known.get(file):
            raise Unusual(f"{file} is not as it was published")


def _write(document: Document, prefixes: Mapping[str, str], bench: Workbench, before: Path, folder: Path) -> None:
    for state in STATES:
        made = QUADS if document.kind == "quads" else TRIPLES
        bench.con.execute(made.format(state=state, test=document.test))
    bench.con.execute(LESS)
    bench.con.execute(MORE)
    subjects = [int(s) for s in bench.texts(SUBJECTS)]
    found = bench.con.execute(FRAMES, [document.file]).fetchall()
    body = [(first, start, length) for part, first, start, length in found if part == "body"]
    regions = _regions([first for first, _, _ in body], subjects)
    head = _head(document, prefixes, bench, regions, folder)
    made_of: list[Frame] = []
    with Frames(folder / document.file) as out, (before / document.file).open("rb") as source:
        frames.ends(out, head)
        made_of += [Frame("head", 0)] * len(out.spans)
        number = 0
        for region in (*regions, None):
            for first, start, length in body[number : region.begin if region else None]:
                out.copy(source, start, length)
                made_of.append(Frame("body", first))
            if region:
                made_of += _render(document, bench, region, out)
                number = region.end
        frames.ends(out, jsonld.FOOT if document.kind == "json" else "")
    frames.keep(bench, document.file, made_of, out)


def _regions(firsts: Sequence[int], subjects: Sequence[int]) -> list[Region]:
    """The frames in which subjects stand; with the one before where a frame begins with one, which may have gone."""
    if not subjects:
        return []
    if not firsts:
        return [Region(0, 0, 0, None)]
    wanted: set[int] = set()
    for s in subjects:
        place = max(0, bisect_right(firsts, s) - 1)
        wanted |= {place, place - 1} if firsts[place] == s and place else {place}
    ordered = sorted(wanted)
    begins = [n for n in ordered if n - 1 not in wanted]
    ends = [n + 1 for n in ordered if n + 1 not in wanted]
    return [Region(a, b, firsts[a], firsts[b] if b < len(firsts) else None) for a, b in zip(begins, ends, strict=True)]


def _head(
    document: Document, prefixes: Mapping[str, str], bench: Workbench, regions: Sequence[Region], folder: Path
) -> str:
    """Give the terms of a document their short names, count what has changed, and write its head.

    raises   Unusual if all lines change with it"""
    if document.kind in ("quads", "lines"):
        return ""
    ranges = " OR ".join(f"({region.where})" for region in regions) or "false"
    needed = (
        'SELECT unnest([s, p, o]) FROM (SELECT s, p, o FROM "of.less" UNION ALL SELECT s, p, o FROM "of.more"'
        f' UNION ALL SELECT s, p, o FROM quad WHERE {ranges}) UNION ALL SELECT p FROM "kept.way"'
    )
    bench.con.execute(f"CREATE OR REPLACE TEMP TABLE needed AS SELECT DISTINCT id FROM ({needed}) n(id)")
    names.show(bench, prefixes, "(FROM term WHERE id IN (FROM needed))")
    shown = uses.IRIS if document.kind == "json" else uses.ALL
    before = _coerced(bench, document.file) if document.kind == "json" else {}
    uses.add(bench, document.file, '"of.less"', -1, shown)
    uses.add(bench, document.file, '"of.more"', 1, shown)
    if document.kind == "turtle":
        return turtle.head(bench, document.file, prefixes)
    now = _coerced(bench, document.file)
    if any(before[p] != now[p] for p in before.keys() & now.keys()):
        raise Unusual("all values of a predicate are written in another way")
    return jsonld.head(bench, document.file, folder / published.CONTEXT, prefixes)


def _coerced(bench: Workbench, file: str) -> dict[int, str]:
    uses.coerce(bench, file)
    return dict(bench.con.execute(HOW).fetchall())


def _render(document: Document, bench: Workbench, region: Region, out: Frames) -> list[Frame]:
    """Write the frames of a region."""
    before = len(out.spans)
    if document.kind == "quads":
        texts, cut = lines.quads(bench, region.where, document.apart)
        frames.body(out, texts)
        return frames.begins(len(out.spans) - before, cut, region.first)
    first = {"lines": "false", "turtle": TYPES, "json": f"{TYPES} AND {jsonld.NAMED}"}[document.kind]
    last = order(bench, f"SELECT s, p, o FROM ({document.selection}) WHERE {region.where}", first)
    cut = cuts(bench)
    write: Mapping[str, Callable[[], Iterator[str]]] = {
        "lines": lambda: bench.pieces(lines.TRIPLES, last),
        "turtle": lambda: bench.pieces(turtle.LINES, last),
        "json": lambda: jsonld.texts(bench, last, last if region.last is None else 0),
    }
    frames.body(out, write[document.kind]())
    return frames.begins(len(out.spans) - before, cut, region.first)
