"""Speak with one worker.  question -> head, pieces, end.

A worker works on one question at a time; what it is ahead of its client is kept here up to a bound, so that a client
that reads slowly does not keep it.  Read first: frames.py."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import cast

from lod.web.frames import DATA, END, FAULT, HEAD, QUESTION, frame, taken


class Died(Exception):
    """The worker has ended before its answer."""


class Refused(Exception):
    """The worker says why there is no answer, or no more of it."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why, self.message = why, message


class Line(asyncio.Protocol):
    """The socket to a worker."""

    def __init__(self, pid: int, ahead: int) -> None:
        self.pid, self.ahead = pid, ahead
        self.alive = True
        self.working = False  # on a question whose end has not been seen
        self.buffer = bytearray()
        self.pieces: deque[bytes] = deque()
        self.kept = 0  # bytes in pieces
        self.paused = False
        self.fault: Refused | Died | None = None
        self.head: asyncio.Future[dict[str, str]] | None = None
        self.news = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def ask(self, question: bytes) -> asyncio.Future[dict[str, str]]:
        """Send a question; the result is the head of its answer, or Refused or Died."""
        self.head = asyncio.get_running_loop().create_future()
        self.working, self.fault = True, None
        self.pieces.clear()
        self.kept = 0
        self.transport.write(frame(QUESTION, question))
        if not self.alive:
            self._fail(Died())
        return self.head

    async def piece(self) -> bytes:
        """The next piece of the answer; nothing at its end.

        raises   Refused, Died"""
        while not self.pieces:
            if self.fault:
                raise self.fault
            if not self.working:
                return b""
            self.news.clear()
            await self.news.wait()
        data = self.pieces.popleft()
        self.kept -= len(data)
        if self.paused and self.kept < self.ahead:
            self.paused = False
            self.transport.resume_reading()
        return data

    def whole(self) -> bytes | None:
        """All of the answer where it has arrived, which is so for small ones."""
        if self.working or self.fault:
            return None
        data = b"".join(self.pieces)
        self.pieces.clear()
        self.kept = 0
        return data

    def close(self) -> None:
        """Close the socket."""
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        for kind, payload in taken(self.buffer):
            if kind == DATA:
                self.pieces.append(payload)
                self.kept += len(payload)
            elif kind == END:
                self.working = False
            elif kind == HEAD and self.head and not self.head.done():
                self.head.set_result(json.loads(payload))
            elif kind == FAULT:
                self.working = False
                told = json.loads(payload)
                self._fail(Refused(told["why"], told["message"]))
        if self.kept > self.ahead and not self.paused:
            self.paused = True
            self.transport.pause_reading()
        self.news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        if self.working:
            self._fail(Died())
        self.news.set()

    def _fail(self, fault: Refused | Died) -> None:
        self.fault = fault
        if self.head and not self.head.done():
            self.head.set_exception(fault)
            self.head.exception()  # nobody may be waiting any more
