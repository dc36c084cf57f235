"""Ask a server again and again: `python -m tests.bench.serving PORT PATH ACCEPT CLIENTS SECONDS` -> a line of JSON.

The clients keep their connections, and share one process that is not the server's.  Also: other servers to compare,
each of which is asked on a port of its own."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import uvloop

COUNTER = b"@NUMBER@"  # in a path: another number each time
ENVIRONMENTS = Path(os.environ.get("BENCH_PEERS", Path(tempfile.gettempdir()) / "bench-peers"))
PATIENCE = 60  # seconds until a server answers
RDFLIB_ENDPOINT = """
import sys
import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=data), port=int(sys.argv[2]), log_level="error")
"""
STATIC_FILES = """
import sys
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
served = Starlette(routes=[Mount("/", StaticFiles(directory=sys.argv[1]))])
uvicorn.run(served, port=int(sys.argv[2]), log_level="error", access_log=False)
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of asking."""

    rate: float  # answers per second
    middle: float  # seconds that half of the answers took at most
    slow: float  # seconds that 99 of 100 took at most


def load(port: int, path: str, accept: str, clients: int = 8, seconds: float = 3.0) -> Load:
    """Ask from another process.

    raises   AssertionError where an answer is another one than 200 or 303"""
    words = [str(port), path, accept, str(clients), str(seconds)]
    done = subprocess.run([sys.executable, "-m", "tests.bench.serving", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Load(*json.loads(done.stdout))


async def _ask(port: int, request: bytes, numbers: Iterator[int], until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(request.replace(COUNTER, b"%d" % next(numbers)))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.split(b" ", 2)[1] in (b"200", b"303"), head
        if b"content-length:" in head:
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        while b"chunked" in head:
            size = int(await reader.readline(), 16)
            await reader.readexactly(size + 2)
            if size == 0:
                break
        took.append(time.perf_counter() - began)
    writer.close()


async def _all(port: int, path: str, accept: str, clients: int, seconds: float) -> list[float]:
    numbers = count()
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: {accept}\r\n\r\n".encode()
    took: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_ask(port, request, numbers, until, took) for _ in range(clients)))
    took.sort()
    return [len(took) / seconds, took[len(took) // 2], took[len(took) * 99 // 100]]


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def running(words: list[str], port: int) -> Iterator[int]:
    """A server of another project; gives its port once it answers."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, f"{words[0]} does not start"
                assert time.monotonic() < until, f"{words[0]} does not answer"
                time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def oxigraph(quads: Path, folder: Path) -> Iterator[int]:
    """The server of Oxigraph over a store of these quads; its endpoint is /query."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    subprocess.run([program, "load", "--location", str(folder), "--file", str(quads)], check=True, capture_output=True)
    port = free_port()
    words = [program, "serve-read-only", "--location", str(folder), "--union-default-graph"]
    with running([*words, "--bind", f"127.0.0.1:{port}"], port) as found:
        yield found


@contextmanager
def rdflib_endpoint(quads: Path) -> Iterator[int]:
    """rdflib-endpoint with these quads in memory; its endpoint is /."""
    folder = ENVIRONMENTS / "rdflib-endpoint"
    python = str(folder / "bin" / "python")
    if not Path(python).exists():
        venv.create(folder, with_pip=True)
        wanted = ["rdflib-endpoint==0.6.3", "uvicorn", "httptools", "uvloop"]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True, capture_output=True)
    port = free_port()
    with running([python, "-c", RDFLIB_ENDPOINT, str(quads), str(port)], port) as found:
        yield found


@contextmanager
def static_files(folder: Path) -> Iterator[int]:
    """The framework's own way to serve files."""
    port = free_port()
    with running([sys.executable, "-c", STATIC_FILES, str(folder), str(port)], port) as found:
        yield found


def main() -> None:
    """Ask as the command line says."""
    port, path, accept, clients, seconds = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(_all(int(port), path, accept, int(clients), float(seconds)))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
