"""A stand-in for Wikidata that every test of this folder may ask, and a client of it that does not really wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lod.links.etiquette import Pace
from lod.links.settings import Settings
from lod.links.wikidata import Wikidata
from tests.standin import base
from tests.standin.base import Base
from tests.standin.server import Server, serving


@dataclass
class Asking:
    """A server, a client of it, and how long the client has rested."""

    server: Server
    settings: Settings
    rests: list[float] = field(default_factory=list)
    clock: Callable[[], float] = time.monotonic

    def client(self) -> Wikidata:
        return Wikidata(self.settings, Pace(clock=self.clock, rest=self.rest, chance=lambda: 0.5))

    def rest(self, seconds: float) -> None:
        if seconds >= 0.2:  # more than the space between two questions
            self.rests.append(round(seconds, 3))


@pytest.fixture(scope="session")
def knowledge(root: Path) -> Base:
    return base.read(root / "tests" / "data" / "wikidata.tsv")


@pytest.fixture
def asking(knowledge: Base, tmp_path: Path) -> Iterator[Asking]:
    knowledge.extra.clear()
    knowledge.pages.clear()
    with serving(knowledge) as server:
        contact = "https://example.org/contact"
        yield Asking(
            server, Settings(contact, tmp_path / "cache.sqlite", "cache.sqlite", ("en", "es"), **server.settings)
        )
