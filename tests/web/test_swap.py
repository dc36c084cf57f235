"""A new release takes over without one failed request; a broken one does not take over."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import dataset
from tests.web import served as served_module
from tests.web.conftest import X, quads
from tests.web.served import Served, serving

VERSION = f"SELECT ?v {{ <{X}release> <{X}def#version> ?v }}"
CLIENTS = 8


def publish(root: Path, version: int) -> None:
    text = quads() if version >= 0 else "this is no release"
    text += f'<{X}release> <{X}def#version> "{version}" <{X}graph/a> .\n'
    served_module.publish(root, version, {"railway.nq": text, "site/version.html": f"<p>{version}"})


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    root = dataset.copy(tmp_path / "data")
    publish(root, 0)
    with serving(root) as found:
        yield found


@dataclass(slots=True)
class Client:
    """Asks on one connection until it is told to stop."""

    port: int
    path: str
    stop: threading.Event
    versions: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self.stop.is_set():
            try:
                connection.request("GET", self.path, headers={"accept": "application/json, text/html"})
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    self.failed.append(f"{answer.status} {body[:200]!r}")
                    continue
                rows = json.loads(body)["results"]["bindings"] if self.path.startswith("/sparql") else []
                self.versions.append(int(rows[0]["v"]["value"] if rows else body.removeprefix(b"<p>")))
            except (OSError, HTTPException) as error:
                self.failed.append(repr(error))
                connection.close()
        connection.close()


def swaps(served: Served, count: int) -> list[Client]:
    """Publish so many releases under load."""
    stop = threading.Event()
    paths = ("/sparql?query=" + quote(VERSION), "/version.html")
    clients = [Client(served.port, paths[n % 4 == 3], stop) for n in range(CLIENTS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    for version in range(1, count + 1):
        publish(served.root, version)
        served.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 30
        while len(re.findall("a new release is served", served.said.read_text())) < version:
            assert time.monotonic() < until, served.said.read_text()
            time.sleep(0.05)
        shutil.rmtree(served.root / f"release-{version - 1}")
    time.sleep(0.3)
    stop.set()
    for thread in threads:
        thread.join()
    return clients


def check(served: Served, clients: list[Client], last: int) -> None:
    for client in clients:
        assert client.failed == []
        assert client.versions == sorted(client.versions), "an old release was served after a new one"
        assert (client.versions[0], client.versions[-1]) == (0, last)
    time.sleep(0.5)
    assert len(served.processes()) <= 3 + (os.cpu_count() or 2), "workers of old releases are left"


def test_a_new_release_takes_over_without_a_failed_request(served: Served) -> None:
    check(served, swaps(served, 2), 2)


@pytest.mark.slow
def test_twenty_releases_take_over_without_a_failed_request(served: Served) -> None:
    clients = swaps(served, 20)
    check(served, clients, 20)
    assert sum(len(client.versions) for client in clients) > 1000


def test_a_broken_release_does_not_take_over(served: Served) -> None:
    publish(served.root, -1)
    served.process.send_signal(signal.SIGHUP)
    until = time.monotonic() + 20
    while "error[S762]" not in served.said.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert served.get("/sparql?query=" + quote(VERSION)).status == 200
    (served.root / "output").unlink()
    served.process.send_signal(signal.SIGHUP)
    while "error[S703]" not in served.said.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert served.get("/sparql?query=" + quote(VERSION)).status == 200


def test_a_long_answer_is_given_to_its_end_by_the_old_release(served: Served) -> None:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", "/sparql?query=" + quote("SELECT * { ?s ?p ?o . ?s ?q ?r }"))
    answer = connection.getresponse()
    begun = answer.read(1000)
    publish(served.root, 1)
    served.process.send_signal(signal.SIGHUP)
    until = time.monotonic() + 20
    while "a new release" not in served.said.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert len(json.loads(begun + answer.read())["results"]["bindings"]) > 90_000
    connection.close()
