"""Judge the words of a command line before any work is done.  word -> word, or wrong usage."""

from __future__ import annotations

from pathlib import Path

import click

from lod.config import SIZE
from lod.terms import iri_fault


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


def may_write(output: Path | None, inputs: tuple[Path, ...]) -> None:
    """Find out before the work what would make it useless."""
    if output is None:
        return
    if output.is_dir():
        raise click.BadParameter(f"{output} is a folder", param_hint="--output")
    if not output.parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.parent}", param_hint="--output")
    if output.exists() and any(output.samefile(file) for file in inputs):
        raise click.BadParameter(f"{output} is one of the files to read", param_hint="--output")
