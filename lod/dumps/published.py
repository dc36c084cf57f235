"""Write every published form of the quads.  configuration, prefixes, workbench -> files.

Read first: frames.py, selection.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from lod.config import Config
from lod.dumps import jsonld, lines, selection, table, turtle
from lod.dumps.names import shorten
from lod.questions import files as questions
from lod.questions import listed
from lod.questions.model import FILE as QUESTIONS
from lod.workbench import Workbench

CONTEXT, ONTOLOGY = "context.jsonld", "ontology.ttl"
PREFIXES = (
    'CREATE OR REPLACE TABLE "kept.prefix" AS SELECT unnest(?::VARCHAR[]) AS prefix, unnest(?::VARCHAR[]) AS space'
)


def write(config: Config, prefixes: Mapping[str, str], bench: Workbench, folder: Path) -> None:
    """Write the dumps, the tables, and the shapes and links as curators keep them."""
    used = shorten(bench, prefixes)
    bench.con.execute(PREFIXES, [list(used), list(used.values())])
    whole, document, context = (folder / f for f in (config.quads, config.document, CONTEXT))
    jobs: list[Callable[[Workbench], None]] = []
    if config.jsonld:  # takes longest
        jobs.append(lambda own: jsonld.write(own, document, context, selection.mapped(config.apart), used))
    jobs += [
        lambda own: lines.write_nquads(own, whole, config.apart),
        lambda own: turtle.write_turtle(own, folder / ONTOLOGY, selection.ONTOLOGY, used),
    ]
    for name, stems in sorted(config.dumps.items()):
        chosen, file = selection.of_files(stems), folder / config.packed(name)
        if is_ntriples(name):
            jobs.append(partial(lines.write_ntriples, file=file, selection=chosen))
        else:
            jobs.append(partial(turtle.write_turtle, file=file, selection=chosen, prefixes=used))
    jobs += [partial(table.write_table, file=folder / file, view=view) for file, view in tables(config).items()]
    bench.beside(jobs)
    copy(config, folder)


def tables(config: Config) -> dict[str, str]:
    """The published tables, each with its view, in the order of their names."""
    return {config.packed(name): view for name, view in sorted((config.tables or {}).items())}


def write_tables(config: Config, bench: Workbench, folder: Path) -> None:
    """Write the tables alone."""
    for file, view in tables(config).items():
        table.write_table(bench, folder / file, view)


def is_ntriples(name: str) -> bool:
    """Whether a dump is a line each, and no Turtle."""
    return name.endswith(".nt")


def copy(config: Config, folder: Path) -> None:
    """Publish the shapes and links as they are, and the questions as a list.

    raises   Failed with T201, Q805"""
    for name in (*config.shapes, *([config.links] if config.links else [])):
        shutil.copyfile(config.path(name), folder / Path(name).name)
    asked = questions.read(config.path(config.questions), config.questions, config.languages[0])
    if asked:
        (folder / QUESTIONS).write_text(listed.turtle(asked, config.base), encoding="utf-8", newline="\n")
