"""Send each request where it belongs.  ASGI scope -> reply.

The pool, the description and the documents belong to one release; a new release is put in their place as a whole, and
the old one goes when its last question is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from lod.errors import LodError
from lod.web import crew, documents, files, paths, querying, request, sparql
from lod.web.delivery import deliver, preflight, problem
from lod.web.documents import Publication
from lod.web.model import Limits, Receive, Reply, Scope, Send, Source, redirect
from lod.web.pool import Pool
from lod.web.protocol import refuse_method
from lod.web.request import Left, Request

ENDPOINTS = (b"/sparql", b"/sparql/")
READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Release:
    """What is served at one time."""

    source: Source
    pool: Pool
    published: Publication


async def release(source: Source, limits: Limits) -> Release:
    """Make a release ready to be served.

    raises   Failed with S762"""
    pool = Pool(await crew.start(source), limits)
    await pool.fill()
    return Release(source, pool, documents.publication(source, pool.crew.hello))


class App:
    """The application that serves a release."""

    def __init__(self, served: Release, limits: Limits) -> None:
        self.served, self.limits = served, limits
        self.leaving: set[asyncio.Task[None]] = set()

    def swap(self, new: Release) -> None:
        """Serve a new release from now on; the old one answers what it has been asked."""
        old, self.served = self.served, new
        task = asyncio.get_running_loop().create_task(old.pool.retire())
        self.leaving.add(task)
        task.add_done_callback(self.leaving.discard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
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
        if asked.method == "OPTIONS":
            return preflight(asked)
        if asked.path in ENDPOINTS:
            served = self.served
            return await sparql.answer(asked, served.pool, served.published.hello, served.published.page)
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
