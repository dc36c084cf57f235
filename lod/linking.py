"""The verbs of linking.  words -> one call -> stdout, stderr, exit code.

A group of its own beside lod/cli.py; what each command does is documented in docs/reference/commands.md."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from lod import console
from lod.config import Config
from lod.config_file import load

FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.group(name="link", invoke_without_command=True)
@click.option("--kb", "bases", multiple=True, type=FILE, help="Knowledge base to compare with, beside the cache.")
@click.option("--again", is_flag=True, help="Propose for entities too that were searched for in vain.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Date of new proposals (default: today).")
@click.pass_context
def link(context: click.Context, bases: tuple[Path, ...], again: bool, day: date | None) -> None:
    """Tie entities to Wikidata; without a COMMAND, propose links.

    Proposals are written to the file beside the decisions, mappings/wikidata.proposed.tsv."""
    if context.invoked_subcommand:
        if bases or again or day:
            raise click.UsageError(f"--kb, --again and --date do not go with {context.invoked_subcommand}")
        return
    from lod import proposing

    with console.progress("proposing") as shown:

        def say(_step: str, done: int, total: int) -> None:
            if total:
                shown(done, total)

        found = proposing.run(config(context), bases, f"{day or date.today():%Y-%m-%d}", again, say)
    if found.resumed:
        console.say(f"went on after {found.resumed:,} entities of an interrupted run")
    console.say(
        f"{found.entities:,} entities compared with {found.items:,} items: {found.accepted:,} good enough to accept,"
        f" {found.queued:,} to be looked at, {found.none:,} without a candidate"
    )
    if found.left_out:
        console.say(f"rows of knowledge bases without an item, left out: {found.left_out:,}")
    console.say(f"proposals are in {found.file}; decide with: lod link review")


@link.command()
@click.option(
    "--author", default="", help="Who decides: a CURIE or a name (default: the curator of the configuration)."
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Date of the decisions (default: today).")
@click.option("--sure", is_flag=True, help="Begin with the proposals that are good enough to accept.")
@click.option("--again", is_flag=True, help="Show entities too that were searched for in vain.")
@click.pass_context
def review(context: click.Context, author: str, day: date | None, sure: bool, again: bool) -> None:
    """Decide about proposals by keys.  Writes the file of decisions."""
    from lod import desk, reviewing

    sitting = reviewing.sit(config(context), author, f"{day or date.today():%Y-%m-%d}", sure, again)
    desk.sit(sitting)
    done = sitting.desk
    console.say(f"{done.decided} decided, {done.put_off} put off, {len(done.open)} left")


def config(context: click.Context) -> Config:
    """The configuration of the dataset that the command line names."""
    return load(Path(context.find_root().obj).resolve())
