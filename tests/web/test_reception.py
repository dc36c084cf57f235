"""The clerk that looks up names starts late, comes back, changes with the release, and holds nobody up."""

from __future__ import annotations

import json
import os
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import dataset
from tests.web import served as served_module
from tests.web.served import Served, below, serving
from tests.web.test_reconcile import FORM, RDFS, TYPE, S, X

CLIENTS, MOST = 4, 3000


def people(version: int, count: int) -> str:
    lines = []
    for n in range(count):
        s = f"<{X}id/p{n}>"
        lines += [f"{s} <{TYPE}> <{S}Person> <{X}g> .", f'{s} <{RDFS}label> "Person{version} Number{n}" <{X}g> .']
    return "\n".join(lines) + "\n"


def publish(root: Path, version: int) -> None:
    served_module.publish(root, version, {"railway.nq": people(version, MOST)})


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    root = dataset.copy(tmp_path / "data")
    publish(root, 0)
    with serving(root) as found:
        yield found


def batch(text: str, size: int = 50) -> bytes:
    return urlencode({"queries": json.dumps({str(n): {"query": text} for n in range(size)})}).encode()


def test_nobody_who_asks_for_no_names_pays_for_them(served: Served) -> None:
    served.query("ASK {}")
    before = len(below(served.process.pid))
    assert served.get("/reconcile?query=Person0%20Number7").json["result"][0]["id"] == "id/p7"  # type: ignore[index]
    assert len(below(served.process.pid)) == before + 1


def test_a_clerk_that_has_died_is_replaced(served: Served) -> None:
    before = set(below(served.process.pid))
    assert served.get("/reconcile?query=Person0%20Number7").status == 200
    (clerk,) = set(below(served.process.pid)) - before
    os.kill(clerk, signal.SIGKILL)
    until = time.monotonic() + 10
    while served.get("/reconcile?query=Person0%20Number7").status != 200:
        assert time.monotonic() < until


def test_a_new_release_has_new_names_and_no_batch_fails(served: Served) -> None:
    stop, failed, versions = threading.Event(), [], []

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
        while not stop.is_set():
            connection.request("POST", "/reconcile", batch("Number7", 10), {"content-type": FORM})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                failed.append(body)
                continue
            found = [one["result"][0]["name"].split()[0] for one in json.loads(body).values()]
            assert len(set(found)) == 1, "one batch, one release"
            versions.append(found[0])

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for version in (1, 2, 3):
        publish(served.root, version)
        served.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + served_module.MOST
        while f"Person{version}" not in versions:
            assert time.monotonic() < until
            time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert {"Person1", "Person2", "Person3"} <= set(versions)


def test_batches_do_not_hold_up_who_asks_for_something_else(served: Served) -> None:
    served.ask("POST", "/reconcile", batch("Number7"), content_type=FORM)
    idle = times(served)
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            assert served.ask("POST", "/reconcile", batch("Persn Numbr"), content_type=FORM).status == 200

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    busy = times(served)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert statistics.median(busy) < 20 * statistics.median(idle) + 0.05, (
        statistics.median(idle),
        statistics.median(busy),
    )
    assert max(busy) < 2


def times(served: Served) -> list[float]:
    """Seconds of some short queries."""
    found = []
    for _ in range(100):
        began = time.perf_counter()
        assert served.query("ASK {}").status == 200
        found.append(time.perf_counter() - began)
    return found
