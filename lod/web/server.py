"""Listen.  address, App -> a server that runs until it is told to stop.

SIGHUP reads the release anew; SIGTERM and SIGINT end."""

from __future__ import annotations

import asyncio
import errno
import resource
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from lod.errors import Failed
from lod.web.app import App, Release, release
from lod.web.faults import PortTaken
from lod.web.launch import Launched
from lod.web.model import Beside, Limits

LAST_WORDS = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
TOO_MANY = LAST_WORDS % b"431 Request Header Fields Too Large"
TOO_LATE = LAST_WORDS % b"408 Request Timeout"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int  # 0: any that is free

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def impatient(limits: Limits) -> type[asyncio.Protocol]:
    """The HTTP protocol, with bounds for the size of headers and the time they take."""

    class Impatient(HttpToolsProtocol):
        """Ends a connection whose headers take too long or are too long."""

        patience: asyncio.TimerHandle | None = None
        received = 0  # bytes since it was last idle

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._hurry()

        def data_received(self, data: bytes) -> None:
            if self.patience is None and (self.cycle is None or self.cycle.response_complete):
                self._hurry()
            self.received += len(data)
            super().data_received(data)
            if self.patience is not None and self.received > limits.heads:
                self._end(TOO_MANY)

        def on_headers_complete(self) -> None:
            self._relax()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._relax()
            super().connection_lost(exc)

        def _hurry(self) -> None:
            self.received = 0
            self.patience = self.loop.call_later(limits.slowness, self._end, TOO_LATE if self.received else b"")

        def _end(self, last_words: bytes) -> None:
            if not self.transport.is_closing():
                self.transport.write(last_words)
                self.transport.close()

        def _relax(self) -> None:
            if self.patience is not None:
                self.patience.cancel()
                self.patience = None

    return Impatient


def listen(address: Address) -> socket.socket:
    """A socket that listens there.

    raises   Failed with S761"""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address.host, address.port))
        bound.listen(1024)
    except OSError as error:
        bound.close()
        reason = "it is in use" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
        raise Failed([PortTaken(address=str(address), message=reason)]) from error
    return bound


@dataclass(frozen=True, slots=True)
class Service:
    """What is served, and who is told."""

    find: Callable[[], Launched]  # starts to read the release that is published by then
    limits: Limits
    say: Callable[[str], None]  # told in words what happens
    complain: Callable[[Failed], None]  # told what keeps a new release from being served
    beside: Beside | None = None  # an application that is served too


def run(address: Address, first: Launched, service: Service) -> None:
    """Serve until SIGTERM or SIGINT.

    first    the release to begin with, whose data are being read
    raises   Failed with S703, S761, S762"""
    with suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        bound = listen(address)
    except Failed:
        first.stop()
        raise
    with bound:
        place = Address(address.host, bound.getsockname()[1])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(bound, place, first, service))


class _Server(uvicorn.Server):
    """Leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


async def _serve(bound: socket.socket, address: Address, first: Launched, service: Service) -> None:
    limits, say, beside = service.limits, service.say, service.beside
    app = App(await release(first, limits), limits, beside)
    config = uvicorn.Config(
        app,
        http=impatient(limits),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    swaps = _Swaps(app, service)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, swaps.wanted.set)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: setattr(server, "should_exit", True))
    watching = asyncio.create_task(swaps.run())
    say(f"http://{address}/ is open, the endpoint is http://{address}/sparql, names are at http://{address}/reconcile")
    if beside:
        say(f"{beside.invitation} http://{address}{beside.door}")
    try:
        await server.serve([bound])
    finally:
        watching.cancel()
        app.served.close()


class _Swaps:
    """Puts the release that is published now in the place of the one that is served."""

    def __init__(self, app: App, service: Service) -> None:
        self.app, self.service = app, service
        self.wanted = asyncio.Event()

    async def run(self) -> None:
        """Swap whenever it is wanted, and when the workers have lost their parent."""
        while True:
            broken = asyncio.ensure_future(self.app.served.pool.broken.wait())
            wanted = asyncio.ensure_future(self.wanted.wait())
            await asyncio.wait({broken, wanted}, return_when=asyncio.FIRST_COMPLETED)
            broken.cancel()
            wanted.cancel()
            self.wanted.clear()
            await self._swap()

    async def _swap(self) -> None:
        try:
            new: Release = await release(self.service.find(), self.service.limits)
        except Failed as failed:
            self.service.complain(failed)
            await asyncio.sleep(1)
            return
        self.app.swap(new)
        self.service.say("a new release is served")
