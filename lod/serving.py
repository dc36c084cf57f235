"""Serve what was published.  words -> a server that runs until it is stopped.

It runs in a process that has loaded nothing else, because what other commands need takes time and memory."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from lod.config import Config
from lod.config_file import load
from lod.errors import Failed, NotBuilt
from lod.web.faults import NoServer
from lod.web.model import Limits, Source

MILLION = 1_000_000


def source(config: Config, limits: Limits, most: int) -> Source:
    """Where the release is that is published now.

    raises   Failed with S703"""
    output = config.path(config.output).resolve()
    names = [name for name in (config.quads, config.partitions) if (output / name).exists()]
    if not names:
        raise Failed([NotBuilt(file=f"{config.output}/{config.quads}")])
    described = tuple(output / name for name in ("void.ttl", "dcat.ttl"))
    title = tuple(config.title.items())
    return Source(
        output / names[0],
        output / "store",
        most,
        limits.memory,
        described,
        title,
        output,
        config.base,
        config.languages,
        config.version,
    )


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen at (default: 127.0.0.1, this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Port (default: 8000; 0: any free one).")
@click.option("--workers", type=click.IntRange(1, 256), help="Queries at once (default: as many as cores).")
@click.option("--deadline", type=click.FloatRange(0.1), default=10.0, help="Seconds a query may take (default: 10).")
@click.option("--memory", type=click.IntRange(128), default=2048, help="Megabytes a query may take (default: 2048).")
@click.option("--in-memory", "most", type=click.IntRange(0), default=MILLION, help="Quads held in memory; more: store.")
@click.pass_context
def serve(  # noqa: PLR0913
    context: click.Context, host: str, port: int, workers: int | None, deadline: float, memory: int, most: int
) -> None:
    """Serve what was published: SPARQL, pages, downloads.  Reads output/ only."""
    config = load(Path(context.obj or ".").resolve())
    for package in ("starlette", "uvicorn", "httptools"):
        if not find_spec(package):
            raise Failed([NoServer(package=package)])
    if "duckdb" in sys.modules:
        os.chdir(config.root)
        os.execv(sys.executable, [sys.executable, "-m", "lod.serving", *_words(context)])
    from lod import console
    from lod.web import server

    limits = Limits(workers=workers or Limits().workers, first=deadline, whole=6 * deadline, memory=memory << 20)
    source(config, limits, most)
    server.run(
        server.Address(host, port),
        lambda: source(config, limits, most),
        limits,
        console.say,
        lambda failed: console.errors(failed.errors),
    )


def _words(context: click.Context) -> list[str]:
    """The options of a call, to be given again."""
    given = {"host": "--host", "port": "--port", "workers": "--workers"}
    given |= {"deadline": "--deadline", "memory": "--memory", "most": "--in-memory"}
    return [f"{word}={context.params[name]}" for name, word in given.items() if context.params[name] is not None]


if __name__ == "__main__":
    from lod import process

    process.run(serve)
