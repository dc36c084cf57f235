"""Have workers and end them.  zygote process -> Line per worker.

Read first: launch.py, and zygote.py, which is the other side."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import struct
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field

from lod.errors import Failed
from lod.web.faults import NoWorkers
from lod.web.launch import Launched
from lod.web.line import Line

ROOM = 1 << 20  # bytes of an answer that wait to be read, so that a worker seldom waits for the front process
FORK, REAP = b"F", b"R"
QUERIES, NAMES = 0, 1  # what a worker is for
ORDER = struct.Struct(">cI")


@dataclass(frozen=True, slots=True)
class Hello:
    """What a zygote says of its data."""

    described: dict[str, str]  # IRI -> the published file that describes it
    description: dict[str, str]  # media type -> Service Description


@dataclass(slots=True)
class Crew:
    """A zygote and the sockets of its workers."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    hello: Hello
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def fork(self, ahead: int, task: int = QUERIES) -> Line:
        """A new worker.

        ahead    bytes of an answer that it may be ahead of its client
        raises   OSError where the zygote is gone"""
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
        loop = asyncio.get_running_loop()
        try:
            async with self.turn:
                socket.send_fds(self.control, [ORDER.pack(FORK, task)], [theirs.fileno()])
                answer = await loop.sock_recv(self.control, 4)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        if len(answer) < 4:
            ours.close()
            raise ConnectionResetError("the workers have no parent any more")
        (pid,) = struct.unpack(">I", answer)
        ours.setblocking(False)
        _, line = await loop.create_unix_connection(lambda: Line(pid, ahead), sock=ours)
        return line

    def end(self, line: Line) -> None:
        """Kill a worker, whatever it does, and forget it."""
        line.close()
        with suppress(ProcessLookupError):
            os.kill(line.pid, signal.SIGKILL)
        with suppress(OSError):
            self.control.send(ORDER.pack(REAP, line.pid))

    def close(self) -> None:
        """End the zygote, which ends what is left of its workers."""
        self.control.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)


async def start(launched: Launched) -> Crew:
    """Wait until a zygote has read the data.

    raises   Failed with S762"""
    process, ours = launched.process, launched.control
    said = bytearray()
    loop = asyncio.get_running_loop()
    try:
        while not said.endswith(b"\n"):
            piece = await loop.sock_recv(ours, 1 << 16)
            if not piece:
                raise Failed([NoWorkers(message=f"the reader of the data has ended with {process.wait()}")])
            said += piece
        told = json.loads(said)
        if "error" in told:
            raise Failed([NoWorkers(message=told["error"])])
    except (asyncio.CancelledError, Failed):
        launched.stop()
        raise
    return Crew(process, ours, Hello(told["described"], told["description"]))
