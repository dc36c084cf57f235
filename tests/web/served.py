"""A server in a process of its own, over a folder; and raw requests to it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import dataset

OPEN = re.compile(r"http://127\.0\.0\.1:(\d+)/ is open")
MOST = 30  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]  # names in lower case; of several with one name all values
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


def publish(root: Path, version: int, files: Mapping[str, str]) -> None:
    """Put a release in the place of the one before, at once.

    files   texts by their names in output/"""
    new = root / f"release-{version}"
    for name, text in files.items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).write_text(text)
    (root / "next").symlink_to(new.name)
    os.replace(root / "next", root / "output")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    port: int
    process: subprocess.Popen[str]
    root: Path
    said: Path  # what it writes to stderr

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None, /, **headers: str) -> Answer:
        """One request on a connection of its own; an underscore in a name stands for a hyphen."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=MOST)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                key = name.lower()
                found[key] = f"{found[key]}, {value}" if key in found else value
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def get(self, path: str, /, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def query(self, text: str, /, **headers: str) -> Answer:
        """Ask the endpoint as a form."""
        form = "application/x-www-form-urlencoded"
        return self.ask("POST", "/sparql", urlencode({"query": text}).encode(), content_type=form, **headers)

    def raw(self, data: bytes, wait: float = 5.0) -> bytes:
        """Send bytes, and read until the other side closes or is silent for so many seconds."""
        found = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line:
            line.sendall(data)
            with suppress(TimeoutError, ConnectionResetError):
                while piece := line.recv(1 << 16):
                    found += piece
        return found

    def processes(self) -> dict[int, float]:
        """The seconds of processor time of every process below the server."""
        return {pid: seconds(pid) for pid in below(self.process.pid)}


def below(pid: int) -> list[int]:
    """The processes that a process has started, and they in turn."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *below(child)]
    return found


def seconds(pid: int) -> float:
    """The processor time that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def serving(root: Path, *words: str) -> Iterator[Served]:
    """Serve a dataset folder; afterwards nothing of it is left."""
    if sys.platform != "linux":
        pytest.skip("processes are counted as Linux shows them")
    said = root / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "lod.serving", "--port", "0", *words], cwd=root, stderr=out, text=True
        )
    try:
        yield Served(port(process, said), process, root, said)
        mine = below(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        finally:
            process.kill()
    assert process.returncode == 0, said.read_text()
    assert not [pid for pid in mine if Path(f"/proc/{pid}/exe").exists()], "a worker is left"


def port(process: subprocess.Popen[str], said: Path) -> int:
    """Wait until the server listens."""
    until = time.monotonic() + MOST
    while time.monotonic() < until:
        found = OPEN.search(said.read_text())
        if found:
            return int(found[1])
        assert process.poll() is None, said.read_text()
        time.sleep(0.02)
    raise AssertionError(said.read_text())


def folder(root: Path, quads: str) -> Path:
    """A dataset folder that has published these quads and nothing else."""
    dataset.copy(root)
    (root / "output").mkdir()
    (root / "output" / "railway.nq").write_text(quads, encoding="utf-8")
    return root


def published(root: Path, release: Path) -> Path:
    """A dataset folder with a copy of a release."""
    shutil.copytree(release, root / "output")
    return root


def released(root: Path) -> Path:
    """A dataset folder with the release in this repository."""
    here = Path(__file__).resolve().parents[2]
    root.mkdir()
    (root / "pyproject.toml").write_bytes((here / "pyproject.toml").read_bytes())
    for name in ("ontology", "mappings"):  # the configuration names files there
        (root / name).symlink_to(here / name)
    shutil.copytree(here / "output", root / "output", ignore=shutil.ignore_patterns("site", "store", ".work"))
    return root
