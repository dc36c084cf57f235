"""A browser as the pages of the review see it: cookies, forms, and the headers that tell where a request comes from."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from lod.config_file import load
from lod.curation import app
from lod.web.model import Scope

HOST = "127.0.0.1:8000"
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
FORM = re.compile(r'<form[^>]* action="/curate/(?:decide|undo)".*?</form>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    def form(self, action: str) -> dict[str, str]:
        """The hidden fields of the form that sends there."""
        (found,) = (form for form in FORM.findall(self.text) if f"/curate/{action}" in form)
        return {name: unescape(value) for name, value in FIELD.findall(found)}

    @property
    def names(self) -> list[str]:
        """The two names that are side by side."""
        return [unescape(name) for name in re.findall(r'<p class="name"><bdi>(.*?)</bdi>', self.text)]

    @property
    def said(self) -> str:
        (found,) = re.findall(r'<div class="said" role="status">(?:<p>(.*?)</p>)?</div>', self.text)
        return unescape(found)

    @property
    def codes(self) -> list[str]:
        """The codes of the mistakes that are shown."""
        return re.findall(r"<code>([A-Z][0-9]{3})</code>", self.text)


@dataclass(slots=True)
class Visitor:
    """One browser with its cookies."""

    app: app.App
    jar: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = b"", /, **headers: str | None) -> Page:
        """One request; a header with the value None is not sent, and without a body the browser leaves."""
        given: dict[str, str | None] = {"host": HOST, "cookie": "; ".join(f"{k}={v}" for k, v in self.jar.items())}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        where, _, query = path.partition("?")
        scope: Scope = {
            "type": "http",
            "method": method,
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items() if value],
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
        }
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.disconnect"} if body is None else {"type": "http.request", "body": body}

        async def send(message: object) -> None:
            assert isinstance(message, dict)
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        if body is None:
            assert not sent
            return Page(0, {}, "")
        start, rest = sent
        found = {n.decode(): v.decode() for n, v in start["headers"]}  # type: ignore[attr-defined]
        if "set-cookie" in found:
            name, _, value = found["set-cookie"].split(";")[0].partition("=")
            self.jar[name] = value
        status, data = start["status"], rest["body"]
        assert isinstance(status, int)
        assert isinstance(data, bytes)
        return Page(status, found, data.decode())

    def get(self, path: str = "/curate/", /, **headers: str | None) -> Page:
        """Go there, as somebody who types the address."""
        told = {"sec_fetch_site": "none", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
        return self.ask("GET", path, **{**told, **headers})

    def post(self, action: str, form: Mapping[str, str] | bytes, /, **headers: str | None) -> Page:
        """Send a form of the page."""
        told = {
            "origin": f"http://{HOST}",
            "sec_fetch_site": "same-origin",
            "sec_fetch_mode": "navigate",
            "sec_fetch_dest": "document",
            "content_type": "application/x-www-form-urlencoded",
        }
        data = form if isinstance(form, bytes) else urlencode(form).encode()
        return self.ask("POST", f"/curate/{action}", data, **{**told, **headers})

    def enter(self) -> Page:
        """Come by the address that the terminal shows."""
        assert self.get(f"/curate/?key={self.app.key}").status == 303
        return self.get()

    def decide(self, verdict: str, note: str = "") -> Page:
        """Press a button of the page that is up, and see the next one."""
        sent = self.post("decide", {**self.get().form("decide"), "verdict": verdict, "note": note})
        assert (sent.status, sent.headers["location"]) == (303, "/curate/"), sent.text
        return self.get()

    def undo(self) -> Page:
        sent = self.post("undo", self.get().form("undo"))
        assert sent.status == 303, sent.text
        return self.get()


def review(root: Path) -> app.App:
    """The application of a dataset."""
    return app.App(load(root), "")
