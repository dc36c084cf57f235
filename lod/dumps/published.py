"""Write every published form of the quads.  configuration, prefixes, workbench -> files.

Read first: frames.py, selection.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from lod.config import Config
from lod.dumps import jsonld, lines, selection, turtle
from lod.dumps.names import shorten
from lod.workbench import MAPPED, Workbench

CONTEXT, ONTOLOGY = "context.jsonld", "ontology.ttl"
PREFIXES = (
    'CREATE OR REPLACE TABLE "kept.prefix" AS SELECT unnest(?::VARCHAR[]) AS prefix, unnest(?::VARCHAR[]) AS space'
)


def write(config: Config, prefixes: Mapping[str, str], bench: Workbench, folder: Path) -> None:
    """Write the dumps, and the shapes and links as curators keep them."""
    used = shorten(bench, prefixes)
    bench.con.execute(PREFIXES, [list(used), list(used.values())])
    whole, document, context = (folder / f for f in (config.quads, config.document, CONTEXT))
    jobs: list[Callable[[Workbench], None]] = [
        lambda own: jsonld.write(own, document, context, MAPPED, used),
        lambda own: lines.write_nquads(own, whole),
        lambda own: turtle.write_turtle(own, folder / ONTOLOGY, selection.ONTOLOGY, used),
    ]
    for name, stems in sorted(config.dumps.items()):
        chosen, file = selection.of_files(stems), folder / config.packed(name)
        if is_ntriples(name):
            jobs.append(partial(lines.write_ntriples, file=file, selection=chosen))
        else:
            jobs.append(partial(turtle.write_turtle, file=file, selection=chosen, prefixes=used))
    bench.beside(jobs)
    copy(config, folder)


def is_ntriples(name: str) -> bool:
    """Whether a dump is a line each, and no Turtle."""
    return name.endswith(".nt")


def copy(config: Config, folder: Path) -> None:
    """Publish the shapes and links as they are."""
    for name in (*config.shapes, *([config.links] if config.links else [])):
        shutil.copyfile(config.path(name), folder / Path(name).name)
