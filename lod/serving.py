"""Serve what was published.  words -> a server that runs until it is stopped.

The process must have loaded nothing else, because what other commands need takes time and memory: lod/cli.py loads
this module alone.  Only here do the server (web) and the pages that write (curation) meet; why:
docs/decisions/0009-curating.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from itertools import takewhile
from pathlib import Path

import click

from lod.config import Config
from lod.config_file import load
from lod.errors import Failed, NotBuilt
from lod.questions.model import FILE as QUESTIONS
from lod.site import roles
from lod.web.faults import NoServer
from lod.web.launch import launch
from lod.web.model import Limits, Source

MILLION = 1_000_000
DECLARED = re.compile(r"@prefix ([^:]*): <([^>]*)> \.")


def source(config: Config, limits: Limits, most: int) -> Source:
    """Where the release is that is published now.

    raises   Failed with S703, and with C104 for a word of `about` that cannot be read"""
    output = config.path(config.output).resolve()
    names = [name for name in (config.quads, config.partitions) if (output / name).exists()]
    if not names:
        raise Failed([NotBuilt(file=f"{config.output}/{config.quads}")])
    described = tuple(output / name for name in ("void.ttl", "dcat.ttl", QUESTIONS))
    prefixes = declared(config, output)
    about = (config.pages or {}).get("about")
    return Source(
        output / names[0],
        output / "store",
        most,
        limits.memory,
        described,
        tuple(config.title.items()),
        output,
        config.base,
        config.languages,
        config.version,
        roles.check({"about": about}, prefixes)["about"] if about else roles.USUAL["about"],
        said(config, prefixes),
    )


def declared(config: Config, output: Path) -> dict[str, str]:
    """The prefixes of the configuration and of the Turtle that was published: all that the latter uses is declared."""
    found: dict[str, str] = {}
    for file in sorted(output.glob("*.ttl")):
        with file.open(encoding="utf-8") as lines:
            heads = [match for line in takewhile(str.strip, lines) if (match := DECLARED.match(line))]
            found |= {match[1]: match[2] for match in heads}
    return found | dict(config.prefixes or {})


def said(config: Config, prefixes: Mapping[str, str]) -> dict[str, object]:
    """What the configuration says about names, types and properties: the fields of reconciliation.model.Said."""
    pages = {role: _role(config, role, prefixes) for role in ("same", "definition", "note")}
    tables = {"linked": config.linked, "compared": config.compared}
    told: dict[str, object] = {name: table and dict(table) for name, table in tables.items()}
    return told | {
        "base": config.base,
        "languages": config.languages,
        "prefixes": dict(prefixes),
        "same": pages["same"],
        "note": (*pages["definition"], *pages["note"]),
    }


def _role(config: Config, role: str, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """The properties of a role; none where a prefix is known to the mappings alone, which are not read here."""
    given = (config.pages or {}).get(role)
    try:
        return roles.check({role: given}, prefixes)[role] if given else roles.USUAL[role]
    except Failed:
        return ()


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen at (default: 127.0.0.1, this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Port (default: 8000; 0: any free one).")
@click.option("--workers", type=click.IntRange(1, 256), help="Queries at once (default: as many as cores).")
@click.option("--deadline", type=click.FloatRange(0.1), default=10.0, help="Seconds a query may take (default: 10).")
@click.option("--memory", type=click.IntRange(128), default=2048, help="Megabytes a query may take (default: 2048).")
@click.option("--in-memory", "most", type=click.IntRange(0), default=MILLION, help="Quads held in memory; more: store.")
@click.option("--curate", is_flag=True, help="Let curators of this machine decide about links, at /curate/.")
@click.option("--author", default="", help="Who decides there (default: the curator of the configuration).")
@click.pass_context
def serve(  # noqa: PLR0913
    context: click.Context,
    host: str,
    port: int,
    workers: int | None,
    deadline: float,
    memory: int,
    most: int,
    curate: bool,
    author: str,
) -> None:
    """Serve what was published: SPARQL, names, pages, files.

    Reads output/ only; with --curate, curators write the file of decisions."""
    config = load(Path(context.obj or ".").resolve())
    if curate and not own(host):
        raise click.UsageError(f"--curate is for this machine only: --host is 127.0.0.1, ::1 or localhost, not {host}")
    if author and not curate:
        raise click.UsageError("--author goes with --curate only")
    for package in ("starlette", "uvicorn", "httptools"):
        if not find_spec(package):
            raise Failed([NoServer(package=package)])
    limits = Limits(workers=workers or Limits().workers, first=deadline, whole=6 * deadline, memory=memory << 20)
    published = source(config, limits, most)
    beside = None
    if curate:
        from lod.curation import app as curation

        beside = curation.beside(config, author)
    first = launch(published)  # it reads while the packages of the server are loaded
    from lod import console
    from lod.web import server

    service = server.Service(
        lambda: launch(source(config, limits, most)),
        limits,
        console.say,
        lambda failed: console.errors(failed.errors),
        beside,
    )
    server.run(server.Address(host, port), first, service)


def own(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> own("127.0.0.1"), own("::1"), own("localhost"), own("0.0.0.0"), own("127.0.0.1.example.org")
    (True, True, True, False, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


if __name__ == "__main__":
    from lod import process

    process.run(serve)
