"""Answer at the endpoint, and keep answers for those who ask the same again.  request -> reply.

What is published does not change until the next release, which begins with none kept; so an answer stays right, and
most of what an endpoint is asked has been asked before: by a page, a chart, an example.  Only what GET asks is kept.
Spec: RFC 9110 sections 8.8 (validators), 9.2.3 (methods and caching), 13 (conditional requests)."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256

from lod.web import protocol
from lod.web.documents import Publication
from lod.web.files import unchanged
from lod.web.model import Question, Reply
from lod.web.pool import Pool
from lod.web.request import Request
from lod.web.sparql import Stream, describe, evaluate

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
KEPT, LARGEST = 16 << 20, 1 << 20  # bytes: of all answers together, and of one
FICKLE = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b", re.IGNORECASE)  # functions whose value is another each time
VARIES = (b"vary", b"accept")
AGAIN = (b"cache-control", b"no-cache")  # a client asks whether its copy is still right
Key = tuple[bytes, bytes, str | None, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    data: bytes
    kind: bytes  # media type
    etag: str

    def reply(self, request: Request) -> Reply:
        """Send it, or say that the client has it already."""
        headers = ((b"etag", f'W/"{self.etag}"'.encode()), VARIES, AGAIN)
        if unchanged(request, self.etag, 0):
            return Reply(304, headers)
        return Reply(200, ((b"content-type", self.kind), *headers), self.data)


@dataclass(slots=True)
class Answers:
    """The answers of one release that have been given last."""

    most: int = KEPT
    size: int = 0
    kept: OrderedDict[Key, Answer] = field(default_factory=OrderedDict)

    def known(self, request: Request) -> Reply | None:
        """The reply to a request that has been answered before."""
        if request.method not in ("GET", "HEAD") or not request.parameters:
            return None
        key = _key(request)
        found = self.kept.get(key)
        if found is None:
            return None
        self.kept.move_to_end(key)
        return found.reply(request)

    def keep(self, request: Request, asked: Question, reply: Reply) -> Reply:
        """Keep what a query is answered; of one that comes in pieces when the last of them has been sent."""
        if request.method != "GET" or FICKLE.search(asked.query):
            return reply
        key, kind = _key(request), dict(reply.headers)[b"content-type"]
        if isinstance(reply.body, bytes):
            return self._put(key, kind, reply.body).reply(request)
        if isinstance(reply.body, Stream):
            reply.body.whole = lambda data: self._put(key, kind, data)
            reply.body.most = LARGEST
        return reply

    def _put(self, key: Key, kind: bytes, data: bytes) -> Answer:
        answer = Answer(data, kind, sha256(data).hexdigest()[:32])
        if len(data) <= LARGEST:
            before = self.kept.pop(key, None)
            self.size += len(data) - (len(before.data) if before else 0)
            self.kept[key] = answer
            while self.size > self.most:
                _, oldest = self.kept.popitem(last=False)
                self.size -= len(oldest.data)
        return answer


async def answer(request: Request, pool: Pool, answers: Answers, published: Publication) -> Reply:
    """Answer a request to the endpoint.

    raises   LodError, Left"""
    protocol.refuse_method(request, METHODS)
    if reply := answers.known(request):
        return reply
    asked = await protocol.question(request)
    if asked is None:
        return describe(request, published.hello, published.page)
    return answers.keep(request, asked, await evaluate(request, pool, asked))


def _key(request: Request) -> Key:
    """What an answer depends on: relative IRIs are resolved against the address of the endpoint."""
    return request.path, request.parameters, request.negotiable("accept"), request.origin
