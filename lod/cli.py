"""The command line.  words -> the module of one verb.

Exit codes: 0 fine, 1 the data violate a shape, 2 wrong usage, 3 your files, 4 environment, 70 our bug, 130
interrupted.  Every command is documented in docs/reference/commands.md.  Only the module of the verb that is called is
loaded: a server starts in half the time that the others take to load."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from lod import __version__, process

VERBS = {  # verb -> module and name there
    "build": "lod.commands:build_",
    "check": "lod.commands:check",
    "explain": "lod.commands:explain_",
    "link": "lod.inquiry:link",
    "map": "lod.commands:map_",
    "new": "lod.commands:new",
    "passages": "lod.commands:passages_",
    "query": "lod.commands:query_",
    "serve": "lod.serving:serve",
    "store": "lod.commands:store_",
    "trace": "lod.commands:trace_",
    "validate": "lod.commands:validate_",
}
FOLDER = click.Path(file_okay=False, exists=True, path_type=Path)


class Verbs(click.Group):
    """A group whose commands are loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lod")
@click.option("--root", type=FOLDER, default=".", help="Folder of the dataset (default: here).")
@click.pass_context
def cli(context: click.Context, root: Path) -> None:
    """Publish tables as linked open data: map, check, validate, trace, publish."""
    context.obj = root


def main() -> None:
    """Run the command line and leave with its exit code."""
    process.run(cli)


if __name__ == "__main__":
    main()
