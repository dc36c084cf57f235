"""A dump goes to another store over the Graph Store Protocol: a real server, started by the test."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest
import requests

from lod import push, store
from lod.errors import ENVIRONMENT, WRONG_USAGE, Failed

SERVER = Path(sys.executable).with_name("oxigraph")
LINES = [
    "<http://e.org/a> <http://e.org/p> <http://e.org/b> .",
    "<http://e.org/a> <http://e.org/p> <http://e.org/b> <http://e.org/g> .",
    '<http://e.org/a> <http://e.org/q> "a \\"b\\" <c> . ñ 😀"@es <http://e.org/g> .',
    '<http://e.org/a> <http://e.org/q> "1 <2>"^^<http://e.org/t> <http://e.org/h ö> .'.replace(" ö", "ö"),
    '<http://e.org/a> <http://e.org/q> "plain" .',
]


def free_port() -> int:
    with closing(socket.socket()) as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of an empty graph store."""
    if not SERVER.is_file():
        pytest.skip("the package oxigraph is not installed")
    at = f"127.0.0.1:{free_port()}"
    words = [str(SERVER), "serve", "--location", str(tmp_path / "server"), "--bind", at]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(100):
            try:
                requests.get(f"http://{at}/", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield f"http://{at}/store"
        process.terminate()


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    file = tmp_path / "dump.nq"
    file.write_text("".join(f"{line}\n" for line in LINES), encoding="utf-8")
    return file


def held(server: str) -> set[str]:
    answer = requests.get(server, headers={"Accept": "application/n-quads"}, timeout=10)
    answer.encoding = "utf-8"
    return set(answer.text.splitlines())


def test_every_graph_arrives_and_pushing_twice_changes_nothing(server: str, dump: Path) -> None:
    said: list[str] = []
    assert push.push(dump, server, said.append) == push.push(dump, server, said.append) == len(LINES)
    assert held(server) == set(LINES)
    assert said[:3] == ["graph 1 of 3, 2 triples", "graph 2 of 3, 2 triples", "graph 3 of 3, 1 triples"]


def test_a_graph_is_replaced_and_those_of_others_stay(server: str, dump: Path) -> None:
    requests.put(server, params={"graph": "http://other.org/"}, data="<x:s> <x:p> <x:o> .",
                 headers={"Content-Type": "application/n-triples"}, timeout=10)  # fmt: skip
    push.push(dump, server, lambda _: None)
    dump.write_text(LINES[1] + "\n", encoding="utf-8")
    push.push(dump, server, lambda _: None)
    without = {line for line in LINES if not line.endswith("<http://e.org/g> .")}
    assert held(server) == {*without, LINES[1], "<x:s> <x:p> <x:o> <http://other.org/> ."}


def partitions(folder: Path) -> Path:
    """The dump as a cluster writes it, one file of it empty."""
    folder.mkdir()
    for number, lines in enumerate((LINES[:2], [], LINES[2:])):
        (folder / f"part-{number:05}.nq").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (folder / "manifest.json").write_text("{}")
    (folder / "_SUCCESS").touch()
    return folder


def test_partitions_of_a_cluster_arrive_like_one_dump(server: str, tmp_path: Path) -> None:
    folder = partitions(tmp_path / "dump.nq")
    assert push.push(folder, server, lambda _: None) == len(LINES)
    assert held(server) == set(LINES)


def test_partitions_of_a_cluster_become_one_store(dump: Path, tmp_path: Path) -> None:
    folder = partitions(tmp_path / "parts.nq")
    assert store.replace(folder, tmp_path / "store") == store.replace(dump, tmp_path / "other") == len(LINES)
    same = [set(ox.Store.read_only(str(tmp_path / name))) for name in ("store", "other")]
    assert same[0] == same[1]


def test_what_a_store_refuses_is_told(server: str, dump: Path) -> None:
    with pytest.raises(Failed, match=r"S742.*answers 4\d\d for the default graph") as failed:
        push.push(dump, server.replace("/store", "/nowhere"), lambda _: None)
    assert failed.value.exit_code == ENVIRONMENT


def test_a_store_that_is_not_there_is_told_without_its_password(dump: Path) -> None:
    with pytest.raises(Failed) as failed:
        push.push(dump, f"http://me:secret@127.0.0.1:{free_port()}/store", lambda _: None)
    assert failed.value.exit_code == ENVIRONMENT
    assert "S741" in str(failed.value)
    assert "refused" in str(failed.value)
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("url", ["localhost:7878/store", "ftp://e.org/", "http://", ""])
def test_an_address_that_is_none_is_told(url: str, dump: Path) -> None:
    with pytest.raises(Failed) as failed:
        push.push(dump, url, lambda _: None)
    assert failed.value.exit_code == WRONG_USAGE


def test_a_store_is_replaced_as_a_whole_or_stays(dump: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    assert store.replace(dump, folder) == len(LINES)
    before = set(ox.Store.read_only(str(folder)))
    (tmp_path / "bad.nq").write_text('<x:s> <x:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
    with pytest.raises(Failed, match="S704"):
        store.replace(tmp_path / "bad.nq", folder)
    assert set(ox.Store.read_only(str(folder))) == before
    assert {path.name for path in tmp_path.iterdir()} == {"store", "bad.nq", "dump.nq"}
