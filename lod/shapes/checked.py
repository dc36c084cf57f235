"""Read shapes and refuse what is wrong with them.  files -> ShapesGraph and notes.

Spec: SHACL (www.w3.org/TR/shacl) sections 2 to 6; what is odd but allowed are notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lod import workbench
from lod.errors import LodError, raise_all
from lod.shapes import lint, parse
from lod.shapes.model import ShapesGraph
from lod.shapes.queries.check import check

Notes = tuple[LodError, ...]


def read(files: Sequence[Path], root: Path | None = None, base: str = "") -> tuple[ShapesGraph, Notes]:
    """Read the shapes graph that some files make together, and look for mistakes in it.

    root     the folder that messages name files from
    base     absolute IRI for the relative ones of files that state none themselves
    raises   Failed with every mistake: V910 to V926, V97x, and those of files that are not RDF"""
    nodes = parse.load(files, root, base)
    graph = parse.shapes(nodes)
    with workbench.create(None) as bench:
        found = lint.lint(nodes, graph, lint.ill_typed(nodes, bench))
    raise_all([*found.mistakes, *check(graph)])
    return graph, found.notes
