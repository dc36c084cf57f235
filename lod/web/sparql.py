"""The endpoint.  Request -> answer of a worker, in pieces as they come; or the Service Description.

Spec: SPARQL 1.1 Protocol, SPARQL 1.1 Service Description."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
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
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
WHERE = re.compile(r"error at (\d+):(\d+): ")


async def answer(request: Request, pool: Pool, hello: Hello, page: bytes) -> Reply:
    """Answer a request to the endpoint.

    page     where people write queries
    raises   LodError, Left"""
    protocol.refuse_method(request, METHODS)
    asked = await protocol.question(request)
    if asked is None:
        return describe(request, hello, page)
    return await evaluate(request, pool, asked)


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
        words = " ".join(refused.message[found.end() if found else 0 :].split())
        return BadQuery(place, message=words if len(words) < 300 else words[:300].rpartition(" ")[0] + " …")
    return QueryStops(message=refused.message[:300])


class Stream(AsyncIterator[bytes]):
    """The pieces of an answer; the worker is given back at their end."""

    def __init__(self, stack: AsyncExitStack, line: Line, pool: Pool, request: Request, began: float) -> None:
        self.stack, self.line, self.pool, self.departure = stack, line, pool, request.departure
        self.linger_at, self.end_at = began + pool.limits.patience, began + pool.limits.whole
        self.ended = False

    async def __anext__(self) -> bytes:
        """The next piece.

        raises   Left, Died, Refused, TimeoutError: the rest will not come"""
        if self.ended:
            raise StopAsyncIteration
        line, now = self.line, asyncio.get_running_loop().time()
        if self.departure.task().done():
            raise Left
        if now > self.linger_at:
            self.pool.linger(line)
        if now > self.end_at:
            raise TimeoutError
        if not line.working and not line.fault:
            self.ended = True
            data = line.whole() or b""
            await self.stack.aclose()
            return data
        if line.pieces:
            return await line.piece()
        return await self._next(line, now)

    async def _next(self, line: Line, now: float) -> bytes:
        """A piece that has to be waited for."""
        waiting = asyncio.ensure_future(line.piece())
        try:
            for until in (max(self.linger_at, now), self.end_at):
                left = max(until - asyncio.get_running_loop().time(), 0)
                both: set[asyncio.Future[object]] = {waiting, self.departure.task()}  # type: ignore[arg-type]
                await asyncio.wait(both, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if waiting.done():
                    return waiting.result()
                if self.departure.left:
                    raise Left
                self.pool.linger(line)
            raise TimeoutError
        finally:
            waiting.cancel()

    async def aclose(self) -> None:
        """Give the worker back, whatever it is doing."""
        self.ended = True
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
