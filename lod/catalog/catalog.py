"""Write the catalogue of a release.  Dataset + workbench + published files -> void.ttl, dcat.ttl.

The catalogue is made last, because it tells the size and digest of every other file.  No date is the clock's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lod.blocks import Triple, turtle
from lod.catalog.counts import count, statistics
from lod.catalog.dcat import dcat
from lod.catalog.model import DCAT, VOID, Names, Published
from lod.catalog.void import void
from lod.catalog.words import PREFIXES
from lod.checks import Dataset
from lod.release import SUMS, digest
from lod.workbench import Workbench

# what a patch takes parts of must be as it was published
KEEP = 'CREATE OR REPLACE TABLE "kept.file" AS SELECT unnest(?::VARCHAR[]) AS file, unnest(?::VARCHAR[]) AS digest'


def write(dataset: Dataset, bench: Workbench, folder: Path) -> str:
    """Describe the dataset in VoID and its files in DCAT.

    folder   holds every other published file
    returns  the names of the two files, for the curator"""
    count(dataset, bench)
    return describe(dataset, bench, folder)


def describe(dataset: Dataset, bench: Workbench, folder: Path) -> str:
    """The same, where everything has been counted.

    returns  the names of the two files, for the curator"""
    names = Names(dataset.config.base, dataset.config.version)
    _write(folder / VOID, void(dataset, names, statistics(dataset, bench)), {**dataset.prefixes, **PREFIXES})
    published = _published(folder)
    columns = [[p.name for p in published], [p.digest for p in published]]
    bench.con.execute(KEEP, columns)
    _write(folder / DCAT, dcat(dataset, names, published), PREFIXES)
    return f"{VOID}, {DCAT}"


def _write(file: Path, triples: Iterable[Triple], prefixes: Mapping[str, str]) -> None:
    file.write_text(turtle(triples, prefixes), encoding="utf-8", newline="\n")


def _published(folder: Path) -> tuple[Published, ...]:
    """The files that a catalogue can tell the digest of: not itself, and not the list of all digests."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    return tuple(Published(p.name, p.stat().st_size, digest(p)) for p in files if p.name not in (DCAT, SUMS))
