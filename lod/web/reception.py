"""Hand questions about names to the clerk, one at a time, first come, first served.  question -> answer.

The clerk is a process of its own, so that no look-up holds up the loop of the server.  It starts when the first
question comes, because a server that nobody asks for names need not read them.  A batch comes as single questions, so
that those of several clients take turns.  Read first: clerk.py, crew.py, line.py."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lod.reconciliation.faults import NotOffered
from lod.web.crew import NAMES, Crew
from lod.web.faults import Busy, Exhausted, QueryStops, TimedOut
from lod.web.line import Died, Line, Refused
from lod.web.model import Limits
from lod.web.request import Left, Request

READING = 300.0  # seconds for the names of a release, which the first question waits for


class Reception:
    """The clerk of one release."""

    def __init__(self, crew: Crew, limits: Limits) -> None:
        self.crew, self.limits = crew, limits
        self.line: Line | None = None
        self.fresh = True  # the clerk has not answered yet
        self.turn = asyncio.Lock()
        self.waiting = 0
        self.visitors = 0
        self.kept: dict[str, object] = {}  # answers that do not change

    @contextmanager
    def visit(self, request: Request) -> Iterator[Visit]:
        """Ask for one request; the clerk stays until it is answered."""
        self.visitors += 1
        try:
            yield Visit(self, request)
        finally:
            self.visitors -= 1

    async def ask(self, question: Mapping[str, object]) -> object:
        """The answer to a question.

        raises   Busy, TimedOut, Exhausted, QueryStops, NotOffered"""
        if self.waiting >= self.limits.waiting:
            raise Busy(seconds="10")
        self.waiting += 1
        try:
            async with self.turn:
                return await self._ask(json.dumps(question).encode())
        finally:
            self.waiting -= 1

    async def retire(self) -> None:
        """Wait until the last request that has come is answered, and end."""
        while self.visitors:
            await asyncio.sleep(0.02)
        self.close()

    def close(self) -> None:
        """End the clerk."""
        if self.line is not None:
            self.crew.end(self.line)
            self.line = None

    async def _ask(self, question: bytes) -> object:
        line = await self._clerk()
        seconds = READING if self.fresh else self.limits.first
        try:
            async with asyncio.timeout(seconds):
                await line.ask(question)
                pieces = []
                while piece := await line.piece():
                    pieces.append(piece)
        except TimeoutError:
            raise TimedOut(seconds=f"{seconds:g}") from None
        except Died:
            raise Exhausted() from None
        except Refused as refused:
            kind = NotOffered if refused.why == "fault" else QueryStops
            raise kind(message=refused.message[:300]) from None
        finally:
            if line.working or not line.alive:
                self.close()
        self.fresh = False
        return json.loads(b"".join(pieces))

    async def _clerk(self) -> Line:
        """The clerk, who may have to come first.

        raises   Busy where none can come"""
        if self.line is None or not self.line.alive:
            self.close()
            try:
                self.line = await self.crew.fork(self.limits.ahead, NAMES)
            except OSError:
                raise Busy(seconds="1") from None
            self.fresh = True
        return self.line


class Visit:
    """One request at the reception."""

    def __init__(self, reception: Reception, request: Request) -> None:
        self.reception, self.request = reception, request

    async def ask(self, do: str, **given: object) -> object:
        """The answer to a question.

        raises   what Reception.ask raises, and Left where the client has gone"""
        departure = self.request.departure
        if departure.task().done():
            raise Left
        return await self.reception.ask({"do": do, **given})

    async def kept(self, do: str, language: str) -> object:
        """The answer to a question that has the same answer as long as the release is served."""
        known = self.reception.kept
        key = f"{do} {language}"
        if key not in known:
            known[key] = await self.ask(do, language=language)
        return known[key]
