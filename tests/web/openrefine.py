"""A small client of OpenRefine's HTTP interface: a project, operations on it, its rows.

Spec: docs.openrefine.org/technical-reference/openrefine-api."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

PROGRAM = Path("/usr/share/openrefine/refine")
PATIENCE = 60  # seconds for the start, and for one operation


@dataclass(frozen=True, slots=True)
class OpenRefine:
    """A program that runs."""

    port: int
    client: requests.Session

    def project(self, name: str, table: str) -> str:
        """Make a project of a table with commas; its number."""
        options = {"separator": ",", "headerLines": 1, "guessCellValueTypes": False, "encoding": "UTF-8"}
        made = self.client.post(
            self._address("create-project-from-upload"),
            params={"csrf_token": self._token(), "options": json.dumps(options)},
            data={"project-name": name, "format": "text/line-based/*sv"},
            files={"project-file": ("table.csv", table.encode(), "text/csv")},
            timeout=PATIENCE,
        )
        return parse_qs(urlsplit(made.url).query)["project"][0]

    def apply(self, project: str, operations: Sequence[object]) -> None:
        """Do something with a project, and wait until it is done."""
        given = {"operations": json.dumps(operations), "csrf_token": self._token()}
        told = self.client.post(
            self._address("apply-operations"), params={"project": project}, data=given, timeout=PATIENCE
        ).json()
        assert told["code"] in ("ok", "pending"), told
        until = time.monotonic() + PATIENCE
        while self._get("get-processes", project=project)["processes"]:
            assert time.monotonic() < until, "OpenRefine does not come to an end"
            time.sleep(0.2)

    def guessed(self, project: str, column: str, service: str) -> list[dict[str, Any]]:
        """The types that the things of a column seem to have, the likeliest first."""
        given = {"project": project, "columnName": column, "service": service, "csrf_token": self._token()}
        told = self.client.post(self._address("guess-types-of-column"), data=given, timeout=PATIENCE).json()
        assert told["code"] == "ok", told
        found: list[dict[str, Any]] = told["types"]
        return found

    def judged(self, project: str, column: int) -> list[dict[str, Any]]:
        """What reconciliation has made of a column, row by row."""
        rows = self._get("get-rows", project=project, start="0", limit="1000")
        models = rows["pool"]["recons"]
        cells = [(row["cells"] + [None] * column)[column] for row in rows["rows"]]  # empty ones at the end are left out
        return [models[cell["r"]] if cell and "r" in cell else {} for cell in cells]

    def table(self, project: str) -> list[dict[str, str]]:
        """The rows as they are exported."""
        given = {"project": project, "format": "csv", "engine": json.dumps({"facets": [], "mode": "row-based"})}
        text = self.client.post(self._address("export-rows/table.csv"), data=given, timeout=PATIENCE).content.decode()
        return list(csv.DictReader(io.StringIO(text)))

    def _address(self, command: str) -> str:
        return f"http://127.0.0.1:{self.port}/command/core/{command}"

    def _get(self, command: str, **given: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(self._address(command), params=given, timeout=PATIENCE).json()
        return found

    def _token(self) -> str:
        return str(self._get("get-csrf-token")["token"])


@contextmanager
def running(folder: Path) -> Iterator[OpenRefine]:
    """Start the program over an empty workspace; afterwards nothing of it is left."""
    if not PROGRAM.exists() or not shutil.which("java"):
        pytest.skip("OpenRefine is not installed: the Debian package openrefine, and Java")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words: list[str | Path] = [PROGRAM, "-p", str(port), "-i", "127.0.0.1", "-d", folder / "workspace", "-m", "512M"]
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(
            [*words, "-x", "refine.headless=true"],
            stdout=said,
            stderr=said,
            start_new_session=True,
            env=os.environ | {"HOME": str(folder)},
        )
    try:
        with requests.Session() as client:
            client.trust_env = False
            found = OpenRefine(port, client)
            _await(found, process, folder / "said.txt")
            yield found
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _await(program: OpenRefine, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, said.read_text()
        with suppress(requests.ConnectionError, requests.Timeout, ValueError):
            if program._token():
                return
        time.sleep(0.2)
    raise AssertionError(said.read_text())
