"""A stand-in for Wikidata over HTTP on loopback.  requests -> replies, with planted faults.

/w/api.php, /wiki/Special:EntityData/Q1.json, /sparql and /reconcile answer in the recorded shapes."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.standin import replies
from tests.standin.base import Base, Json
from tests.standin.faults import Faults

JSON = "application/json; charset=utf-8"
CONTACT = re.compile(r"\(.*(@|https?://).*\)")
TRACE = b"java.util.concurrent.TimeoutException\n\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)\n"
LAG = replies.error(
    "maxlag", "Waiting for all: 3.45 seconds lagged.", host="all", lag=3.45, type="wikibase-queryservice"
)


class Server(ThreadingHTTPServer):
    """The stand-in: its knowledge, its faults, and what it was asked."""

    daemon_threads = True

    def __init__(self, base: Base, faults: Faults, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.base, self.faults, self.asked = base, faults, list[dict[str, str]]()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """The addresses as the configuration has them."""
        here = self.address
        data = f"{here}/wiki/Special:EntityData/"
        return {
            "api": f"{here}/w/api.php",
            "data": data,
            "sparql": f"{here}/sparql",
            "reconciliation": f"{here}/reconcile",
        }

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone away is no fault of ours."""


@contextmanager
def serving(base: Base, faults: Faults | None = None, port: int = 0) -> Iterator[Server]:
    """Serve until the end of the block."""
    with Server(base, faults or Faults(), port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `asked` has it all."""

    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer(dict(parse_qsl(body, keep_blank_values=True)))

    def _answer(self, asked: dict[str, str]) -> None:
        server, path = self.server, unquote(urlsplit(self.path).path)
        agent = self.headers.get("User-Agent", "")
        server.asked.append({"method": self.command, "path": path, "agent": agent, **asked})
        if server.faults.agent and not CONTACT.search(agent):
            self._send(403, b"Please set a user-agent and respect our robot policy", "text/plain")
            return
        status, body = self._reply(path, asked)
        self._spoil(server.faults.next(), status, body)

    def _reply(self, path: str, asked: dict[str, str]) -> tuple[int, Json]:
        base, faults = self.server.base, self.server.faults
        if path == "/w/api.php":
            return 200, replies.api(base, faults, asked)
        if path == "/sparql":
            found = replies.sparql(base, asked.get("query", ""))
            return (200, found) if found else (400, {"message": "Not a query that the stand-in knows"})
        if path == "/reconcile":
            if "queries" not in asked:
                return 200, replies.manifest(self.server.address)
            queries = json.loads(asked["queries"])
            return (200, replies.reconciled(base, queries)) if len(queries) <= 10 else (413, {"message": "too large"})
        if (wanted := re.fullmatch(r"/wiki/Special:EntityData/(.*)\.json", path)) is not None:
            return self._data(wanted[1])
        return 404, {"message": "Not found"}

    def _data(self, asked: str) -> tuple[int, Json]:
        faults = self.server.faults
        if asked in faults.bad or not re.fullmatch(r"[QPL][1-9][0-9]*", asked):
            return 400, {"message": f"Invalid ID: {asked}."}
        body = replies.entity(self.server.base, faults, asked, {})
        if "missing" in body:
            return 404, {"message": f"No entity with ID {asked} was found."}
        body.pop("redirects", None)
        return 200, {"entities": {str(body["id"]): body}}

    def _spoil(self, fault: str, status: int, reply: Json) -> None:
        """Send a reply as a fault has it."""
        faults, body = self.server.faults, json.dumps(reply, ensure_ascii=False).encode()
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
        whole: dict[str, tuple[int, bytes, str, dict[str, str]]] = {
            "": (status, body, JSON, {}),
            "maxlag": (200, json.dumps(LAG).encode(), JSON, {"Retry-After": faults.retry, "X-Database-Lag": "3"}),
            "maxlag503": (503, json.dumps(LAG).encode(), JSON, {"Retry-After": faults.retry}),
            "429": (429, b"You are making too many requests", "text/plain", {"Retry-After": faults.retry}),
            "429date": (429, b"You are making too many requests", "text/plain", {"Retry-After": later}),
            "429long": (429, b"You are making too many requests", "text/plain", {"Retry-After": "3600"}),
            "500": (500, TRACE, "text/plain", {}),
            "html": (200, b"<!DOCTYPE html><title>Welcome to the WiFi</title>", "text/html", {}),
            "trace": (200, body[: len(body) // 2] + TRACE, JSON, {}),
            "empty": (200, b"", JSON, {}),
            "list": (200, b"[]", JSON, {}),
        }
        if fault == "slow":
            time.sleep(faults.pause)
        if fault in ("", "slow") or fault in whole:
            self._send(*whole[fault if fault in whole else ""])
        elif fault == "reset":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        else:
            self._pieces(fault, body)

    def _pieces(self, fault: str, body: bytes) -> None:
        """A body that does not come as a whole."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        if fault == "cut":
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            return
        self.send_header("Connection", "close")
        self.end_headers()
        for number in range(len(body)) if fault == "drip" else range(1 << 20):
            self.wfile.write(body[number : number + 1] if fault == "drip" else b" " * (1 << 16))
            self.wfile.flush()
            time.sleep(self.server.faults.pause if fault == "drip" else 0)

    def _send(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
