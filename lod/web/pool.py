"""Share the workers among the clients: first come, first served.  question -> Lease on a worker that answers it.

A query that has run for a while no longer counts as one of the pool, up to a few of these: another worker takes its
place, so that short queries do not wait behind long ones.  A worker is killed when its time is up or its client has
left, and then replaced.  Read first: line.py, crew.py."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from lod.web.crew import Crew
from lod.web.faults import Busy, Exhausted, TimedOut
from lod.web.line import Died, Line, Refused
from lod.web.model import Limits
from lod.web.request import Departure, Left

GRACE = 0.1  # seconds for the end of an answer that nobody waits for: less than a new worker and its first query take
AT_ONCE = 0.02  # seconds until somebody watches whether the client is still there
KIND = 19  # how much a long query stands back behind the others: as far as there is


class Pool:
    """The workers of one release."""

    def __init__(self, crew: Crew, limits: Limits) -> None:
        self.crew, self.limits = crew, limits
        self.idle: list[Line] = []
        self.lines: set[Line] = set()
        self.long: set[Line] = set()
        self.waiting: deque[asyncio.Future[Line]] = deque()
        self.coming = 0  # workers that are being forked
        self.tasks: set[asyncio.Task[None]] = set()
        self.retiring = False
        self.broken = asyncio.Event()  # the zygote is gone

    async def fill(self) -> None:
        """Fork the workers that are missing."""
        missing = self.limits.workers - len(self.lines) + len(self.long) - self.coming
        self.coming += max(missing, 0)
        for _ in range(missing):
            try:
                line = await self.crew.fork(self.limits.ahead)
            except OSError:
                self._break()
                return
            finally:
                self.coming -= 1
            self.lines.add(line)
            self._give(line)

    @asynccontextmanager
    async def lease(self, departure: Departure) -> AsyncIterator[Line]:
        """A worker for one question; killed at the end if it still works.

        raises   Busy; Left where the client leaves while it waits"""
        line = await self._take(departure)
        try:
            yield line
            if line.working:
                await self._last_chance(line)
        except Left:
            await self._last_chance(line)
            raise
        finally:
            self._back(line)

    async def head(self, line: Line, question: bytes, departure: Departure) -> dict[str, str]:
        """Ask, and wait for the head of the answer.

        raises   TimedOut, Exhausted, Left, and Refused where the worker says why not"""
        future = line.ask(question)
        watch = self.limits
        for wait in (AT_ONCE, watch.patience - AT_ONCE, watch.first - watch.patience):
            both: set[asyncio.Future[Any]] = {future} if wait == AT_ONCE else {future, departure.task()}
            done, _ = await asyncio.wait(both, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
            if future in done:
                try:
                    return future.result()
                except Died:
                    raise Exhausted() from None
            if done:
                raise Left
            if wait != AT_ONCE:
                self.linger(line)
        raise TimedOut(seconds=f"{watch.first:g}")

    def linger(self, line: Line) -> None:
        """Let a query that takes long make room for the others."""
        if line in self.long or len(self.long) >= self.limits.slow:
            return
        self.long.add(line)
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, line.pid, KIND)
        self._soon()

    async def retire(self) -> None:
        """End the workers when the last question that has come is answered."""
        self.retiring = True
        while self.waiting or len(self.idle) < len(self.lines):
            await asyncio.sleep(0.02)
        self.close()

    def close(self) -> None:
        """End all workers at once."""
        self.retiring = True
        for line in self.lines:
            self.crew.end(line)
        self.lines.clear()
        self.crew.close()

    async def _take(self, departure: Departure) -> Line:
        while self.idle:
            line = self.idle.pop()
            if line.alive:
                return line
            self._forget(line)
        if self.broken.is_set() or len(self.waiting) >= self.limits.waiting:
            raise Busy(seconds=f"{self.limits.first:g}")
        future: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        try:
            await asyncio.wait({future}, timeout=AT_ONCE)  # mostly enough, and cheaper than to watch the client
            if not future.done():
                both: set[asyncio.Future[Any]] = {future, departure.task()}
                await asyncio.wait(both, timeout=self.limits.first, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._withdraw(future)
            raise
        if future.cancelled():
            raise Busy(seconds="1")
        if future.done() and not departure.left:
            return future.result()
        self._withdraw(future)
        if departure.left:
            raise Left
        raise Busy(seconds=f"{self.limits.first:g}")

    def _withdraw(self, future: asyncio.Future[Line]) -> None:
        """Leave the queue; a worker that has come meanwhile is for the next one."""
        if future.done() and not future.cancelled():
            self._give(future.result())
        else:
            future.cancel()

    async def _last_chance(self, line: Line) -> None:
        """Let an answer end that nobody waits for."""
        with suppress(TimeoutError, Died, Refused):
            async with asyncio.timeout(GRACE):
                while await line.piece():
                    pass

    def _back(self, line: Line) -> None:
        """Take a worker back from its client."""
        if line.working or not line.alive or line in self.long:
            self._forget(line)
        else:
            self._give(line)

    def _forget(self, line: Line) -> None:
        self.lines.discard(line)
        self.long.discard(line)
        self.crew.end(line)
        self._soon()

    def _soon(self) -> None:
        """Fork what is missing, in a task of its own."""
        if self.retiring and not self.waiting:
            return
        task = asyncio.get_running_loop().create_task(self.fill())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _break(self) -> None:
        """Send all away that wait: no worker will come any more."""
        self.broken.set()
        for future in self.waiting:
            future.cancel()
        self.waiting.clear()

    def _give(self, line: Line) -> None:
        """Give a free worker to whoever waits longest."""
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(line)
                return
        self.idle.append(line)
