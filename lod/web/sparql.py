"""Have queries answered.  Request -> answer of a worker, in pieces as they come; or the Service Description.

Spec: SPARQL 1.1 Protocol, SPARQL 1.1 Service Description."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

from lod.errors import BadQuery, LodError, Place
from lod.web import protocol
from lod.web.accept import media_type
from lod.web.crew import Hello
from lod.web.faults import Exhausted, NotAcceptable, QueryStops, TimedOut
from lod.web.line import Died, Line, Refused
from lod.web.model import Question, Reply
from lod.web.pool import Pool
from lod.web.request import Left, Request

ENDPOINT = "http://endpoint.invalid/sparql"  # what lod.web.description calls it
UNDECLARED = "Prefix not found"  # the one thing that the engine says in words
WHERE = re.compile(r"error at (\d+):(\d+): ")


async def evaluate(request: Request, pool: Pool, asked: Question, whole: bool = False) -> Reply:
    """Have a worker answer a question.

    whole    wait for all of the answer, whatever the method

    raises   LodError, Left"""
    async with AsyncExitStack() as stack:
        began = asyncio.get_running_loop().time()
        line = await stack.enter_async_context(pool.lease(request.departure))
        try:
            head = await pool.head(line, asked.encoded(), request.departure)
        except Refused as refused:
            raise _fault(refused) from None
        headers = ((b"content-type", _typed(head["type"])), (b"vary", b"accept"), (b"cache-control", b"no-cache"))
        if whole:
            return Reply(200, headers, await _all(line, pool))
        body = b"" if request.method == "HEAD" else line.whole()
        if body is None:
            rest = Stream(stack.pop_all(), line, pool, request, began)
            return Reply(200, headers, rest)
        return Reply(200, headers, body)


async def _all(line: Line, pool: Pool) -> bytes:
    """All pieces of an answer.

    raises   TimedOut, Exhausted"""
    pieces = []
    try:
        async with asyncio.timeout(pool.limits.first):
            while piece := await line.piece():
                pieces.append(piece)
    except TimeoutError:
        raise TimedOut(seconds=f"{pool.limits.first:g}") from None
    except (Died, Refused):
        raise Exhausted() from None
    return b"".join(pieces)


def _typed(media: str) -> bytes:
    return f"{media}; charset=utf-8".encode() if media.startswith("text/") else media.encode()


def _fault(refused: Refused) -> LodError:
    if refused.why == "unacceptable":
        offers = protocol.GRAPH_OFFERS if refused.message == "graph" else protocol.RESULT_OFFERS
        return NotAcceptable(path="the answer", offers=", ".join(offers))
    if refused.why == "syntax":
        found = WHERE.match(refused.message)
        place = Place("query", int(found[1]), int(found[2])) if found else None
        if UNDECLARED in refused.message:
            return BadQuery(place, message="a prefix is used that no PREFIX line declares")
        words = " ".join(refused.message[found.end() if found else 0 :].split())
        return BadQuery(place, message=words if len(words) < 300 else words[:300].rpartition(" ")[0] + " …")
    return QueryStops(message=refused.message[:300])


class Stream(AsyncIterator[bytes]):
    """The pieces of an answer; the worker is given back at their end."""

    def __init__(self, stack: AsyncExitStack, line: Line, pool: Pool, request: Request, began: float) -> None:
        self.stack, self.line, self.pool, self.departure = stack, line, pool, request.departure
        self.linger_at, self.end_at = began + pool.limits.patience, began + pool.limits.whole
        self.loop = asyncio.get_running_loop()
        self.alarms = [self.loop.call_at(at, self._wake) for at in (self.linger_at, self.end_at)]
        self.departure.task().add_done_callback(self._wake)
        self.ended = False
        self.sent: list[bytes] | None = []  # as long as they are few
        self.size, self.most = 0, 0
        self.whole: Callable[[bytes], object] = lambda data: None  # told all that was sent, at its end

    async def __anext__(self) -> bytes:
        """The next piece.

        raises   Left, Died, Refused, TimeoutError: the rest will not come"""
        if self.ended:
            raise StopAsyncIteration
        line = self.line
        while True:
            now = self.loop.time()
            if self.departure.task().done():
                raise Left
            if now > self.end_at:
                raise TimeoutError
            if now > self.linger_at:
                self.pool.linger(line)
            if line.pieces or line.fault:
                return self._seen(await line.piece())
            if not line.working:
                await self.aclose()
                if self.sent:
                    self.whole(b"".join(self.sent))
                raise StopAsyncIteration
            line.news.clear()
            await line.news.wait()

    def _seen(self, piece: bytes) -> bytes:
        self.size += len(piece)
        if self.size > self.most:
            self.sent = None
        elif self.sent is not None:
            self.sent.append(piece)
        return piece

    def _wake(self, _: object = None) -> None:
        """Have a look at the clock and at the client; one event for all costs less than a task for each."""
        self.line.news.set()

    async def aclose(self) -> None:
        """Give the worker back, whatever it is doing."""
        self.ended = True
        for alarm in self.alarms:
            alarm.cancel()
        self.departure.task().remove_done_callback(self._wake)
        await self.stack.aclose()


BROKEN_OFF = (Left, Died, Refused, TimeoutError)  # what may end a stream before its end


def describe(request: Request, hello: Hello, page: bytes) -> Reply:
    """The description of the service, and for people the page to ask it.

    raises   NotAcceptable"""
    offers = (*hello.description, "text/html")
    chosen = media_type(request.negotiable("accept"), offers)
    if chosen is None:
        raise NotAcceptable(path="the description of the service", offers=", ".join(offers))
    if chosen == "text/html":
        return Reply(200, ((b"content-type", _typed(chosen)), (b"vary", b"accept")), page)
    text = hello.description[chosen].replace(ENDPOINT, request.origin + request.path.decode("latin-1"))
    return Reply(200, ((b"content-type", _typed(chosen)), (b"vary", b"accept")), text.encode())
