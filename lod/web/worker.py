"""Evaluate queries, one at a time, until the front process has no more.  socket -> socket.

This process may die of any query, and be killed at any time; nothing depends on it.  Read first: frames.py."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import IO, cast

import pyoxigraph as ox

from lod.web.frames import DATA, END, FAULT, HEAD, HEADER, frame

PIECE, MOST = 64 << 10, 512 << 10  # bytes of an answer that are sent together
OFTEN = 0.02  # seconds after which it is time for a piece: what comes faster is sent in larger ones
RESULTS = {name: getattr(ox.QueryResultsFormat, name) for name in ("JSON", "XML", "CSV", "TSV")}
GRAPHS = {name: getattr(ox.RdfFormat, name) for name in ("TURTLE", "N_TRIPLES", "RDF_XML", "JSON_LD")}


class Unacceptable(Exception):
    """The answer has no form that the client takes."""


@dataclass(slots=True)
class Pieces:
    """A file that hands an answer on in pieces, the first with the head."""

    line: socket.socket
    head: bytes
    waiting: list[bytes] = field(default_factory=list)
    size: int = 0
    due: float = field(default_factory=lambda: monotonic() + OFTEN)

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        self.size += len(data)
        if self.size >= MOST or (self.size >= PIECE and monotonic() > self.due):
            self.send()
        return len(data)

    def flush(self) -> None:
        """Nothing: the end is sent with the last piece."""

    def send(self, end: bytes = b"") -> None:
        data = frame(DATA, b"".join(self.waiting)) if self.waiting else b""
        self.line.sendall(self.head + data + end)
        self.head, self.waiting, self.size, self.due = b"", [], 0, monotonic() + OFTEN


def serve(line: socket.socket, store: ox.Store) -> None:
    """Answer questions until the other side closes the line."""
    for asked in questions(line):
        _answer(line, store, asked)


def questions(line: socket.socket) -> Iterator[Mapping[str, object]]:
    """The questions that come over a line, until the other side closes it."""
    while header := _exactly(line, HEADER.size):
        _, length = HEADER.unpack(header)
        yield json.loads(_exactly(line, length))


def _exactly(line: socket.socket, size: int) -> bytes:
    """So many bytes, or none where the line has been closed."""
    data = bytearray()
    while len(data) < size:
        piece = line.recv(size - len(data))
        if not piece:
            return b""
        data += piece
    return bytes(data)


def _answer(line: socket.socket, store: ox.Store, asked: Mapping[str, object]) -> None:
    try:
        _evaluate(line, store, asked)
    except SyntaxError as error:
        _refuse(line, "syntax", str(error))
    except Unacceptable as error:
        _refuse(line, "unacceptable", str(error))
    except BrokenPipeError:
        os._exit(0)  # nobody is waiting for it any more
    except (OSError, RuntimeError, ValueError) as error:
        _refuse(line, "stops", " ".join(str(error).split()))


def _refuse(line: socket.socket, why: str, message: str) -> None:
    line.sendall(frame(FAULT, json.dumps({"why": why, "message": message}).encode()))


def _evaluate(line: socket.socket, store: ox.Store, asked: Mapping[str, object]) -> None:
    default, named = (_graphs(asked[name]) for name in ("default", "named"))
    prefixes = asked["prefixes"]
    found = store.query(
        str(asked["query"]),
        base_iri=str(asked["base"]) or None,
        prefixes=prefixes if isinstance(prefixes, dict) and prefixes else None,
        use_default_graph_as_union=bool(asked["union"]),
        default_graph=cast("list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None", default),
        named_graphs=named,
    )
    kind = "graph" if isinstance(found, ox.QueryTriples) else "results"
    form = asked[kind]
    if not isinstance(form, list):
        raise Unacceptable(kind)
    media, name = form
    pieces = Pieces(line, frame(HEAD, json.dumps({"type": media}).encode()))
    file = cast("IO[bytes]", pieces)
    if isinstance(found, ox.QueryTriples):
        found.serialize(file, format=GRAPHS[name])
    else:
        found.serialize(file, format=RESULTS[name])
    pieces.send(frame(END))


def _graphs(given: object) -> list[ox.NamedNode | ox.BlankNode] | None:
    return [ox.NamedNode(str(iri)) for iri in given] if isinstance(given, list) else None
