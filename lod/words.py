"""Judge the words of a command line before any work is done.  word -> word, or wrong usage."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lod.config import Config
from lod.config_file import SIZE
from lod.engines.cluster.model import Asked
from lod.terms import iri_fault

CLUSTERS = {"master": "master", "partitions": "partitions", "set": "settings"}  # options that only a cluster has
DRIVER = "2GB"  # memory of the program that leads a cluster


def size(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A size of memory."""
    if not SIZE.fullmatch(value):
        raise click.BadParameter(f"{value} is no size such as 2GB")
    return value


def base(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """An absolute IRI, or none."""
    if value and iri_fault(value):
        raise click.BadParameter(f"{value} is no IRI: {iri_fault(value)}")
    return value


def settings(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    """Take NAME=VALUE apart."""
    found = dict(text.partition("=")[::2] for text in value)
    if not all(name.startswith("spark.") and given for name, given in found.items()):
        raise click.BadParameter("write spark.NAME=VALUE")
    return found


def cluster(config: Config, given: Mapping[str, Any]) -> Asked | None:
    """What is asked of the cluster that builds a dataset; None if no cluster does.

    given    engine, master, partitions and settings of the command line"""
    of_cluster = [f"--{name}" for name, key in CLUSTERS.items() if given[key]]
    if (given["engine"] or config.engine) != "cluster":
        if of_cluster:
            raise click.UsageError(f"{of_cluster[0]} needs --engine cluster")
        return None
    master = given["master"] or config.master
    if not master:
        raise click.UsageError("--engine cluster needs --master, such as spark://host:7077 or local[2]")
    memory = "" if "spark.driver.memory" in given["settings"] else DRIVER
    return Asked(master, memory, given["partitions"] or 0, settings=given["settings"])


def without_site(given: Mapping[str, Any]) -> None:
    """Refuse a site where a cluster builds: it publishes parts, and the pages need the whole."""
    if given["site"]:
        raise click.UsageError("--site needs --engine embedded")


def fits_site(given: Mapping[str, Any]) -> None:
    """Refuse a page of a site where none is written."""
    if given["sparql"] and not given["site"]:
        raise click.UsageError("--sparql needs --site")


def fits(master: str | None, given: Mapping[str, object]) -> None:
    """Refuse options that would have no effect: some are of a cluster alone, others of one machine."""
    for name in ("database", "threads") if master else ("partitions", "settings"):
        if given[name]:
            option = "set" if name == "settings" else name
            raise click.UsageError(f"--{option} has no effect {'with' if master else 'without'} --master")


def may_write(output: Path | None, inputs: tuple[Path, ...]) -> None:
    """Find out before the work what would make it useless."""
    if output is None:
        return
    if output.is_dir():
        raise click.BadParameter(f"{output} is a folder", param_hint="--output")
    folder = output.resolve().parent if output.is_symlink() else output.parent
    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {folder}", param_hint="--output")
    if output.exists() and any(output.samefile(file) for file in inputs):
        raise click.BadParameter(f"{output} is one of the files to read", param_hint="--output")
