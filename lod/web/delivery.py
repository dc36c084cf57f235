"""Send replies.  Reply -> ASGI messages, packed where the client takes that; faults as words.

Spec: RFC 9110, RFC 9457 (problem details), Fetch (CORS)."""

from __future__ import annotations

import html
import json
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.responses import FileResponse

from lod.errors import LodError
from lod.web.accept import media_type, takes_gzip
from lod.web.faults import Busy, MethodRefused
from lod.web.model import Headers, Reply, Scope, Send
from lod.web.request import Request
from lod.web.sparql import BROKEN_OFF, Stream

ALWAYS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*"),
    (b"x-content-type-options", b"nosniff"),
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *"
)
PACKED = (
    "text/",
    "image/svg+xml",
    "application/json",
    "application/ld+json",
    "application/n-quads",
    "application/n-triples",
    "application/problem+json",
    "application/rdf+xml",
    "application/sparql-results",
    "application/xml",
)
SMALL = 600  # bytes that are not worth packing
LEVEL = 1  # the fastest: a thousand rows shrink to a twelfth in a millisecond
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""


def page(title: str, *paragraphs: str) -> str:
    """A small page.

    title        a text; paragraphs: HTML, where what comes from elsewhere has been escaped"""
    return PAGE.format(title=html.escape(title), body="\n".join(f"<p>{p}</p>" for p in paragraphs))


def problem(request: Request | None, fault: LodError) -> Reply:
    """The reply that says what is wrong: a page for people, problem details for programs."""
    status = int(getattr(fault, "status", 400))
    headers: list[tuple[bytes, bytes]] = [(b"vary", b"accept"), (b"cache-control", b"no-store")]
    if isinstance(fault, Busy):
        headers.append((b"retry-after", b"10"))
    if isinstance(fault, MethodRefused):
        headers.append((b"allow", str(fault.facts["allowed"]).encode()))
    accept = request.negotiable("accept") if request else None
    offers = ("application/problem+json", "application/json", "text/html", "text/plain")
    chosen = media_type(accept, offers) or offers[0]
    if chosen == "text/html":
        text = page(f"{status}: {fault.message}", html.escape(fault.advice), f"<code>{fault.code}</code>")
    elif chosen == "text/plain":
        text = f"{fault}\n"
    else:
        told = {"title": fault.message, "status": status, "detail": fault.advice, "code": fault.code}
        if fault.place:
            told |= {"line": fault.place.line, "column": fault.place.column}
        text = json.dumps(told, ensure_ascii=False) + "\n"
    kind = f"{chosen}; charset=utf-8" if chosen.startswith("text/") else chosen
    return Reply(status, ((b"content-type", kind.encode()), *headers), text.encode())


def preflight(request: Request) -> Reply:
    """The answer to OPTIONS: everything that is done here may be done from any page."""
    wanted = request.headers.get("access-control-request-headers", "content-type, accept")
    return Reply(
        204,
        (
            (b"allow", b"GET, HEAD, POST, OPTIONS"),
            (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
            (b"access-control-allow-headers", wanted[:500].encode("latin-1")),
            (b"access-control-max-age", b"86400"),
        ),
    )


async def deliver(request: Request, reply: Reply, send: Send, scope: Scope) -> None:
    """Send a reply; a stream that breaks off ends without its end, so that the client sees that."""
    headers = [*reply.headers, *ALWAYS]
    if isinstance(reply.body, Path):
        file = FileResponse(reply.body, headers={name.decode(): value.decode() for name, value in headers})
        await file(scope, request.receive, send)
        return
    kind = next((value for name, value in headers if name == b"content-type"), b"").decode()
    body = reply.body
    if kind.startswith("text/html") and not any(name == b"content-security-policy" for name, _ in headers):
        headers.append((b"content-security-policy", POLICY.encode()))
    coded = any(name == b"content-encoding" for name, _ in headers)
    packs = kind.startswith(PACKED) and not coded and (not isinstance(body, bytes) or len(body) > SMALL)
    if packs:
        headers.append((b"vary", b"accept-encoding"))
        packs = takes_gzip(request.negotiable("accept-encoding"))
        headers += [(b"content-encoding", b"gzip")] if packs else []
    if isinstance(body, bytes):
        data = _packed(body) if packs else body
        if reply.status not in (204, 304):
            headers.append((b"content-length", str(len(data)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else data})
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await _stream(body, send, packs)


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


async def _stream(body: AsyncIterator[bytes], send: Send, packs: bool) -> None:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31) if packs else None
    try:
        async for piece in body:
            data = packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) if packer else piece
            await send({"type": "http.response.body", "body": data, "more_body": True})
    except BROKEN_OFF:
        return
    finally:
        if isinstance(body, Stream):
            await body.aclose()
    await send({"type": "http.response.body", "body": packer.flush() if packer else b""})
