"""Hold the quads and fork workers that share them.  Source -> store -> workers.

Forking a process that has read the quads takes milliseconds and copies none of them.  It has one thread and obeys the
front process alone: FORK with the socket of a new worker gives its process id, REAP with an id forgets a dead one.  An
id is not used again before that, so that the front never kills a stranger.  When the front is gone, all are.
What is forked evaluates queries, or is the clerk that looks up names; only the latter loads what that needs."""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from lod import packing
from lod.web import description, jail, worker

ORDER = struct.Struct(">cI")
FORK, REAP = b"F", b"R"
QUERIES, NAMES = 0, 1  # what a worker is for
SUBJECT = re.compile(r"^<([^<>\s]+)>", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """What lod.web.model calls so, as it comes over the command line."""

    quads: Path
    store: Path
    most: int
    memory: int
    described: tuple[Path, ...]
    title: tuple[tuple[str, str], ...]
    said: dict[str, object]


def fits(quads: Path, most: int) -> bool:
    """Whether a dump has at most so many quads."""
    count = 0
    with packing.opened(quads) as stream:
        while piece := stream.read(1 << 20):
            count += piece.count(b"\n")
            if count > most:
                return False
    return True


def read(quads: Path) -> ox.Store:
    """The quads in memory."""
    store = ox.Store()
    if quads.is_file() and quads.suffix not in packing.KINDS:
        store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
        return store
    with packing.opened(quads) as stream:
        store.bulk_load(input=stream, format=ox.RdfFormat.N_QUADS)
    return store


def hello(source: Source, store: ox.Store) -> bytes:
    """What the front must know of the data: subjects of described files, and the Service Description."""
    graphs = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    described: dict[str, str] = {}
    for file in source.described:
        if file.is_file():
            described |= dict.fromkeys(SUBJECT.findall(file.read_text(encoding="utf-8")), file.name)
    said = {"described": described, "description": description.serialized(source.title, graphs)}
    return json.dumps(said).encode() + b"\n"


def main() -> None:
    """Run as a process of its own: a socket to the front process, and the source as JSON."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given = json.loads(sys.argv[2])
    paths = {name: Path(given[name]) for name in ("quads", "store")}
    described = tuple(map(Path, given["described"]))
    source = Source(
        **paths,
        most=given["most"],
        memory=given["memory"],
        described=described,
        title=given["title"],
        said=given["said"],
    )
    try:
        store = read(source.quads) if fits(source.quads, source.most) else None
        if store is not None:
            control.sendall(hello(source, store))
        elif not _in_a_child(control, source):
            return
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        _give_up(control, error)
        return
    gc.collect()
    gc.freeze()  # so that collecting in a worker does not copy what it shares
    _obey(control, source, store)


def _give_up(control: socket.socket, error: Exception) -> None:
    control.sendall(json.dumps({"error": " ".join(str(error).split())}).encode() + b"\n")


def _in_a_child(control: socket.socket, source: Source) -> bool:
    """Say hello from another process, because an open store on disk has threads, which no fork may have."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    code = 1
    try:
        control.sendall(hello(source, ox.Store.read_only(str(source.store))))
        code = 0
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        _give_up(control, error)
    finally:
        os._exit(code)


def _obey(control: socket.socket, source: Source, store: ox.Store | None) -> None:
    """Fork and reap until the front process is gone."""
    workers: set[int] = set()
    while True:
        order, fds, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if not order:
            break
        what, number = ORDER.unpack(order)
        if what == REAP:
            with suppress(ChildProcessError):
                os.waitpid(number, 0)
            workers.discard(number)
            continue
        child = os.fork()
        if child == 0:
            control.close()
            _become_worker(fds[0], source, store, number)
        os.close(fds[0])
        workers.add(child)
        control.sendall(struct.pack(">I", child))
    for number in workers:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


BEHIND = 5  # how much workers stand back behind the front process, which has little to do, and that soon


def _become_worker(line: int, source: Source, store: ox.Store | None, task: int) -> None:
    code = 1
    try:
        with open(os.devnull, "wb") as nowhere:  # what the engine says when it dies is for nobody
            os.dup2(nowhere.fileno(), 2)
        own = store if store is not None else ox.Store.read_only(str(source.store))
        jail.enter(source.memory)
        os.nice(BEHIND)
        if task == NAMES:
            from lod.web import clerk

            clerk.serve(socket.socket(fileno=line), own, source.said)
        else:
            worker.serve(socket.socket(fileno=line), own)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
