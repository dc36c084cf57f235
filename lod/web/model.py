"""The nouns of the server: limits, a question to a worker, a reply to a client.

Read first.  A front process takes requests and asks workers; a worker evaluates one query at a time and can be killed
(why: docs/explanation/serving.md).  Spec: SPARQL 1.1 Protocol, RFC 9110."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Scope = MutableMapping[str, object]  # of ASGI
Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]
Kind = Literal["results", "graph"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may take from the others."""

    workers: int = max(os.cpu_count() or 1, 2)
    slow: int = 4  # queries beyond those, once they have run for `patience`
    patience: float = 0.25  # seconds
    first: float = 10.0  # seconds until the first byte of an answer
    whole: float = 60.0  # seconds until the last
    waiting: int = 200  # queries in the queue
    memory: int = 2 << 30  # bytes of address space of a worker
    body: int = 1 << 20  # bytes
    depth: int = 200  # of brackets, or of signs before a value
    address: int = 8000  # bytes of path and query string
    accept: int = 2000  # bytes of a header that is negotiated by
    heads: int = 64 << 10  # bytes of all headers
    slowness: float = 10.0  # seconds for the headers, and for the body
    ahead: int = 1 << 20  # bytes of an answer that a worker may be ahead of its client
    connections: int = 8000


@dataclass(frozen=True, slots=True)
class Source:
    """Where the quads of a release are read from."""

    quads: Path  # N-Quads, packed or not, or a folder of parts
    store: Path  # the RocksDB folder of the same quads
    most: int  # quads that are held in memory; more stay in the store
    memory: int  # bytes of address space of a worker
    described: tuple[Path, ...]  # Turtle files whose subjects have addresses too: void.ttl, dcat.ttl
    title: tuple[tuple[str, str], ...]  # language, text
    output: Path = Path()  # the folder of all published files, resolved
    base: str = ""  # of the IRIs
    languages: tuple[str, ...] = ("en",)
    version: str = ""
    about: tuple[str, ...] = ()  # IRIs of the properties that lead from a statement to what it is about
    said: dict[str, object] = field(default_factory=dict)  # the fields of reconciliation.model.Said


@dataclass(frozen=True, slots=True)
class Question:
    """A query and the forms its answer may have."""

    query: str
    base: str  # IRI that relative IRIs are resolved against
    results: tuple[str, str] | None  # media type and format of a table or truth value; None: no form is acceptable
    graph: tuple[str, str] | None  # the same of triples
    default: tuple[str, ...] | None = None  # graphs of the default graph; None: as the query says, or all
    named: tuple[str, ...] | None = None
    union: bool = True  # whether the default graph is the union of all, because nobody says otherwise
    prefixes: dict[str, str] = field(default_factory=dict)  # that the query need not declare

    def encoded(self) -> bytes:
        """The question as a worker reads it."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}).encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a request."""

    status: int
    headers: Headers = ()
    body: bytes | AsyncIterator[bytes] | Path = b""  # a path: a file, of which a part may be wanted


@dataclass(frozen=True, slots=True)
class Beside:
    """An application below a path of its own, which answers for itself: with its own rules and headers."""

    path: str  # /curate/
    app: Callable[[Scope, Receive, Send], Awaitable[None]]
    door: str  # the address that people are told to open: /curate/?key=…
    invitation: str  # the words before it

    def has(self, path: bytes) -> bool:
        """Whether a path, percent-encoded, is below that of the application."""
        return path.startswith(self.path.encode()) or path + b"/" == self.path.encode()


def plain(status: int, text: str, *headers: tuple[bytes, bytes]) -> Reply:
    """A reply of plain text."""
    return Reply(status, ((b"content-type", b"text/plain; charset=utf-8"), *headers), text.encode())


def redirect(status: int, target: str, *headers: tuple[bytes, bytes]) -> Reply:
    """A reply that sends elsewhere.

    target   percent-encoded, so that it is one line of ASCII"""
    return Reply(status, ((b"location", target.encode("ascii")), *headers))
