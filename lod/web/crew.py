"""Start workers and end them.  Source -> zygote process -> Line per worker.

Read first: zygote.py, which is the other side."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from lod.errors import Failed
from lod.web.faults import NoWorkers
from lod.web.line import Line
from lod.web.model import Source

FORK, REAP = b"F", b"R"
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

    async def fork(self, ahead: int) -> Line:
        """A new worker.

        ahead    bytes of an answer that it may be ahead of its client
        raises   OSError where the zygote is gone"""
        ours, theirs = socket.socketpair()
        loop = asyncio.get_running_loop()
        try:
            async with self.turn:
                socket.send_fds(self.control, [ORDER.pack(FORK, 0)], [theirs.fileno()])
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


async def start(source: Source) -> Crew:
    """Start a zygote and wait until it has read the data.

    raises   Failed with S762"""
    ours, theirs = socket.socketpair()
    given = {name: getattr(source, name) for name in source.__slots__}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "lod.web.zygote", str(theirs.fileno()), json.dumps(given, default=str)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the front process
        )
    ours.setblocking(False)
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
        ours.close()
        process.kill()
        process.wait()
        raise
    return Crew(process, ours, Hello(told["described"], told["description"]))
