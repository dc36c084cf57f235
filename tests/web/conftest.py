"""The servers that several tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.served import Served, folder, serving

PEOPLE = 4000
X = "https://example.org/rail/"


def quads() -> str:
    """Twenty thousand quads: enough for a query to run away with."""
    lines = []
    for n in range(PEOPLE):
        s = f"<{X}id/person/p{n}>"
        lines += [
            f"{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{X}def#Person> <{X}graph/a> .",
            f'{s} <http://www.w3.org/2000/01/rdf-schema#label> "Person {n}"@en <{X}graph/a> .',
            f'{s} <{X}def#number> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> <{X}graph/b> .',
            f"{s} <{X}def#knows> <{X}id/person/p{(n * 7 + 1) % PEOPLE}> <{X}graph/b> .",
            f"{s} <{X}def#knows> <{X}id/person/p{(n * 11 + 3) % PEOPLE}> <{X}graph/b> .",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with the usual limits."""
    with serving(folder(tmp_path_factory.mktemp("served") / "data", quads())) as found:
        yield found


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that gives a query one second, an answer six, and little memory."""
    root = folder(tmp_path_factory.mktemp("strict") / "data", quads())
    with serving(root, "--deadline", "1", "--memory", "400", "--workers", "2") as found:
        yield found
