"""The verbs of linking.  words -> one call -> stdout, stderr, exit code.

A group of its own beside lod/cli.py; what each command does is documented in docs/reference/commands.md."""

from __future__ import annotations

from pathlib import Path

import click

from lod.config import Config, load


@click.group(name="link")
def link() -> None:
    """Tie entities to Wikidata: propose, review, check, compare."""


def config(context: click.Context) -> Config:
    """The configuration of the dataset that the command line names."""
    return load(Path(context.find_root().obj).resolve())
