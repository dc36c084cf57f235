"""A request as the rest of the server sees it.  ASGI scope, receive -> Request.

Spec: ASGI 3.0 HTTP, RFC 9110."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from lod.web.faults import BadHost, PathTooLong, SlowBody, TooLarge
from lod.web.model import Limits, Receive, Scope

HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


class Left(Exception):
    """The client is not there any more."""


class Departure:
    """Tells when the client leaves; to be asked once the body has been read."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.watch: asyncio.Task[None] | None = None
        self.left = False

    def task(self) -> asyncio.Task[None]:
        """A task that ends when the client leaves."""
        if self.watch is None:
            self.watch = asyncio.get_running_loop().create_task(self._watch())
        return self.watch

    async def _watch(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.left = True

    def close(self) -> None:
        """Watch no more."""
        if self.watch is not None:
            self.watch.cancel()


@dataclass(slots=True)
class Request:
    """One request; names of headers in lower case, values of the same header joined by commas."""

    method: str
    path: bytes  # percent-encoded, without the query string
    parameters: bytes  # the query string
    headers: Mapping[str, str]
    scheme: str
    version: str  # of HTTP
    receive: Receive
    limits: Limits
    departure: Departure

    @property
    def origin(self) -> str:
        """Scheme and host that the client has used."""
        return f"{self.scheme}://{self.headers.get('host', 'localhost')}"

    def refuse_host(self) -> None:
        """Let only one host name pass; HTTP/1.0 may do without.  Spec: RFC 9112 section 3.2.

        raises   BadHost"""
        host = self.headers.get("host", "" if self.version == "1.1" else "localhost")
        if not HOST.fullmatch(host):
            raise BadHost(host=host[:60] or "there is none")

    def negotiable(self, name: str) -> str | None:
        """A header that forms are chosen by, cut to what is read of it; None where it is not there."""
        value = self.headers.get(name)
        return value if value is None or len(value) <= self.limits.accept else value[: self.limits.accept]

    async def body(self) -> bytes:
        """The whole body.

        raises   TooLarge, SlowBody, and Left where the client leaves before its end"""
        most = self.limits.body
        length = self.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > most:
            raise TooLarge(most=most)
        data = bytearray()
        more = True
        with suppress(TimeoutError):
            async with asyncio.timeout(self.limits.slowness):
                while more:
                    message = await self.receive()
                    if message["type"] == "http.disconnect":
                        raise Left
                    data += cast("bytes", message.get("body", b""))
                    more = bool(message.get("more_body", False))
                    if len(data) > most:
                        raise TooLarge(most=most)
        if more:
            raise SlowBody(seconds=f"{self.limits.slowness:g}")
        return bytes(data)


def read(scope: Scope, receive: Receive, limits: Limits) -> Request:
    """The request of a scope.

    raises   PathTooLong"""
    path, parameters = cast("bytes", scope["raw_path"]), cast("bytes", scope["query_string"])
    headers: dict[str, str] = {}
    for raw, value in cast("list[tuple[bytes, bytes]]", scope["headers"]):
        name, text = raw.decode("latin-1"), value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    made = Request(
        cast("str", scope["method"]),
        path,
        parameters,
        headers,
        cast("str", scope.get("scheme", "http")),
        cast("str", scope.get("http_version", "1.0")),
        receive,
        limits,
        Departure(receive),
    )
    length = len(path) + len(parameters)
    if length > limits.address:
        raise PathTooLong(length=length, most=limits.address)
    return made
