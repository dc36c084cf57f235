"""Send each request where it belongs.  ASGI scope -> reply.

The pool, the reception, the description and the documents belong to one release; a new release is put in their place
as a whole, and the old one goes when its last question is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import cast

from lod.errors import LodError
from lod.web import answers, crew, documents, files, paths, querying, reconcile, request
from lod.web.answers import Answers
from lod.web.delivery import deliver, preflight, problem
from lod.web.documents import Publication
from lod.web.launch import Launched
from lod.web.model import Beside, Limits, Receive, Reply, Scope, Send, Source, redirect
from lod.web.pool import Pool
from lod.web.protocol import refuse_method
from lod.web.reception import Reception
from lod.web.request import Left, Request

ENDPOINTS = (b"/sparql", b"/sparql/")
READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Release:
    """What is served at one time."""

    source: Source
    pool: Pool
    reception: Reception
    published: Publication
    kept: Answers = field(default_factory=Answers)

    async def retire(self) -> None:
        """End when the last request that has come is answered."""
        await self.reception.retire()
        await self.pool.retire()

    def close(self) -> None:
        """End at once."""
        self.reception.close()
        self.pool.close()


async def release(launched: Launched, limits: Limits) -> Release:
    """Make a release ready to be served.

    raises   Failed with S762"""
    source, pool = launched.source, Pool(await crew.start(launched), limits)
    await pool.fill()
    return Release(source, pool, Reception(pool.crew, limits), documents.publication(source, pool.crew.hello))


class App:
    """The application that serves a release."""

    def __init__(self, served: Release, limits: Limits, beside: Beside | None = None) -> None:
        self.served, self.limits, self.beside = served, limits, beside
        self.leaving: set[asyncio.Task[None]] = set()

    def swap(self, new: Release) -> None:
        """Serve a new release from now on; the old one answers what it has been asked."""
        old, self.served = self.served, new
        task = asyncio.get_running_loop().create_task(old.retire())
        self.leaving.add(task)
        task.add_done_callback(self.leaving.discard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if self.beside and self.beside.has(cast("bytes", scope["raw_path"])):
            await self.beside.app(scope, receive, send)
            return
        try:
            asked = request.read(scope, receive, self.limits)
        except LodError as fault:
            short = dict(scope) | {"raw_path": b"/", "query_string": b""}
            asked = request.read(short, receive, self.limits)
            await deliver(asked, problem(asked, fault), send, scope)
            return
        try:
            reply = await self.answer(asked)
        except LodError as fault:
            reply = problem(asked, fault)
        except Left:
            return
        finally:
            if not asked.departure.watch:
                asked.departure.close()
        try:
            await deliver(asked, reply, send, scope)
        finally:
            asked.departure.close()

    async def answer(self, asked: Request) -> Reply:
        """The reply to a request.

        raises   LodError, Left"""
        asked.refuse_host()
        if asked.method == "OPTIONS":
            return preflight(asked)
        prefix = self.served.published.prefix
        if not prefix or not asked.path.startswith(prefix + b"/"):
            return await self._answer(asked)
        asked.path = asked.path.removeprefix(prefix)
        reply = await self._answer(asked)
        moved = [(n, prefix + v if n == b"location" and v.startswith(b"/") else v) for n, v in reply.headers]
        return replace(reply, headers=tuple(moved))

    async def _answer(self, asked: Request) -> Reply:
        """The reply to a request whose path begins where the path of the base ends."""
        if asked.path in ENDPOINTS:
            served = self.served
            return await answers.answer(asked, served.pool, served.kept, served.published)
        if reconcile.at(asked.path):
            return await reconcile.answer(asked, self.served.reception, self.served.source)
        path = paths.clean(asked.path)
        refuse_method(asked, READING)
        published = self.served.published
        folder, _, name = path.partition("/")
        if not path:
            return documents.entry(asked, published)
        part = querying.file(name) if folder == "sparql" else None
        if part:
            return files.reply(asked, part)
        if folder == "downloads":
            return documents.downloads(asked, published, name)
        if path == ".well-known/void":
            return redirect(302, "/downloads/void.ttl")
        version, _, file = name.partition("/")
        if folder == "dump" and file in published.sums and version == published.source.version:
            return redirect(302, f"/downloads/{file}")
        return await documents.answer(asked, self.served.pool, published, path)
