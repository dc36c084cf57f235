"""Hand a dump to another store.  N-Quads file + address -> one request for each graph; no Python copy of the data.

Every graph is put as a whole, so that pushing twice gives what pushing once gives; graphs that the dump does not have
stay as they are.  Spec: SPARQL 1.1 Graph Store HTTP Protocol, sections 4 (graph identification) and 5.3 (PUT)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests

from lod.errors import ENVIRONMENT, WRONG_USAGE, Failed, LodError
from lod.packing import opened

QUAD = re.compile(rb'(\S+ \S+ (?:"(?:[^"\\]|\\.)*"(?:@\S+|\^\^\S+)?|[^"\s]\S*))(?: <([^>]*)>)? \.\n?')
CONNECT, ANSWER = 10, 3600  # seconds; a store may index a graph before it answers
PIECE = 1 << 16  # bytes of a request that are sent at once
SHOWN = 200  # characters of an answer in a message


class NoAddress(LodError):
    code, template, exit_code = "S740", "{url} is no address of a graph store", WRONG_USAGE
    hint = "write http:// or https:// and the path of the graph store, such as http://localhost:7878/store"


class NotReached(LodError):
    code, template, exit_code = "S741", "the graph store {url} cannot be reached: {message}", ENVIRONMENT
    hint = "check that it runs there; what has been pushed before stays"


class NotAccepted(LodError):
    code, template, exit_code = "S742", "the graph store answers {status} for {graph}: {message}", ENVIRONMENT
    hint = "check the address, and that it may be written to"


def push(nquads: Path, url: str, say: Callable[[str], None]) -> int:
    """Put every graph of a dump into a graph store.

    nquads   in canonical form, as a build writes it
    url      of the graph store; a user and password may stand in it
    returns  the number of triples put
    raises   Failed with S740 to S742"""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Failed([NoAddress(url=url)])
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    with opened(nquads) as lines:
        graphs = Counter(graph for _, graph in _quads(lines))
    for number, (graph, count) in enumerate(sorted(graphs.items()), 1):
        say(f"graph {number} of {len(graphs)}, {count:,} triples")
        _put(nquads, url, graph, shown)
    return graphs.total()


def _put(nquads: Path, url: str, graph: str, shown: str) -> None:
    where = {"graph": graph} if graph else {"default": ""}
    kind = {"Content-Type": "application/n-triples; charset=utf-8"}
    try:
        answer = requests.put(
            url,
            params=where,
            headers=kind,
            data=_pieces(nquads, graph),
            timeout=(CONNECT, ANSWER),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        cause = str(error.__context__ or error).rpartition(": ")[2] or str(error)
        raise Failed([NotReached(url=shown, message=cause.strip("'\")"))]) from None
    if not 200 <= answer.status_code < 300:
        message = " ".join(answer.text.split())[:SHOWN] or answer.reason
        name = f"<{graph}>" if graph else "the default graph"
        raise Failed([NotAccepted(status=answer.status_code, graph=name, message=message)])


def _pieces(nquads: Path, graph: str) -> Iterator[bytes]:
    """The triples of one graph as N-Triples, in pieces."""
    waiting, size = list[bytes](), 0
    with opened(nquads) as lines:
        for triple, of in _quads(lines):
            if of == graph:
                waiting.append(triple + b" .\n")
                size += len(triple)
                if size > PIECE:
                    yield b"".join(waiting)
                    waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _quads(lines: Iterable[bytes]) -> Iterator[tuple[bytes, str]]:
    """The triple of each line and the IRI of its graph, empty for the default graph."""
    for line in lines:
        found = QUAD.fullmatch(line)
        assert found, f"no canonical N-Quads: {line!r}"
        yield found[1], (found[2] or b"").decode()
