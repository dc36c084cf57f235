"""The server starts from the command line, or says in words why not."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lod import store
from lod.errors import ENVIRONMENT, YOUR_FILES
from tests import dataset
from tests.web.conftest import X
from tests.web.served import folder, port, serving

ONE = f'<{X}a> <{X}b> "c" <{X}graph/a> .\n'


def refused(root: Path, *words: str) -> tuple[int, str]:
    """Exit code and words of a server that does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "lod.serving", *words], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_the_command_serves_what_a_build_has_published(tmp_path: Path) -> None:
    root = dataset.built(tmp_path / "mine")
    said = tmp_path / "said.txt"
    program = Path(sys.executable).with_name("lod")
    with said.open("w") as out:
        process = subprocess.Popen([program, "--root", root, "serve", "--port", "0"], stderr=out, text=True)
    try:
        assert port(process, said)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert len(said.read_text().splitlines()) == 1


def test_what_has_not_been_built_cannot_be_served(tmp_path: Path) -> None:
    code, said = refused(dataset.copy(tmp_path / "mine"), "--port", "0")
    assert (code, said) == (YOUR_FILES, "error[S703]: output/railway.nq does not exist yet; run: lod build\n")


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        code, said = refused(folder(tmp_path / "mine", ONE), "--port", str(number))
    assert code == ENVIRONMENT
    assert said.startswith(f"error[S761]: 127.0.0.1:{number} cannot be listened at: it is in use; name another --port")


@pytest.mark.parametrize("damage", ["missing", "half", "empty"])
def test_a_store_that_cannot_be_read_is_told(tmp_path: Path, damage: str) -> None:
    root = folder(tmp_path / "mine", ONE)
    if damage != "missing":
        store.load(root / "output" / "railway.nq", root / "output" / "store")
    if damage == "half":
        for file in (root / "output" / "store").glob("*.sst"):
            file.write_bytes(file.read_bytes()[:100])
    if damage == "empty":
        shutil.rmtree(root / "output" / "store")
        (root / "output" / "store").mkdir()
    code, said = refused(root, "--port", "0", "--in-memory", "0")
    assert code == ENVIRONMENT
    assert "error[S762]: the query workers do not start: " in said


def test_a_dump_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    code, said = refused(folder(tmp_path / "mine", ONE + "<half"), "--port", "0")
    assert code == ENVIRONMENT
    assert "error[S762]: the query workers do not start: " in said


def test_the_server_loads_nothing_that_other_commands_need() -> None:
    program = "import sys; from lod import cli; cli.cli.get_command(None, 'serve'); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "lod.serving" in loaded
    assert not loaded & {"duckdb", "lxml", "pyoxigraph", "rdflib", "pyshacl", "requests", "jinja2", "uvicorn"}


def test_two_serve_the_same_release(tmp_path: Path) -> None:
    root = folder(tmp_path / "mine", ONE)
    store.load(root / "output" / "railway.nq", root / "output" / "store")
    with serving(root, "--in-memory", "0") as one, serving(root, "--in-memory", "0") as other:
        assert one.query("ASK { ?s ?p 'c' }").json["boolean"] is True
        assert other.query("ASK { ?s ?p 'c' }").json["boolean"] is True
