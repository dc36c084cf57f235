"""Serve the stand-in for Wikidata: python -m tests.standin --kb FILE --port 8088 --faults maxlag,429.

What it prints can be put into the configuration of a dataset."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event

from tests.standin import base, faults
from tests.standin.server import serving


def main() -> None:
    """Serve until interrupted."""
    words = argparse.ArgumentParser(prog="python -m tests.standin", description="A stand-in for Wikidata on loopback.")
    words.add_argument("--kb", type=Path, required=True, help="knowledge base, TSV, packed with gzip or not")
    words.add_argument("--port", type=int, default=0, help="default: any that is free")
    words.add_argument("--faults", default="", help=faults.parse.__doc__)
    given = words.parse_args()
    with serving(base.read(given.kb), faults.parse(given.faults), given.port) as server:
        sys.stdout.write("[tool.lod.wikidata]\n")
        sys.stdout.writelines(f'{key} = "{value}"\n' for key, value in server.settings.items())
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            Event().wait()


if __name__ == "__main__":
    main()
