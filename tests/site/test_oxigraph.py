"""The engine of the query page is one version, held against its digest, wherever it is taken from."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

import pytest

from lod.errors import Failed
from lod.site import oxigraph
from tests.dataset import copy, lod
from tests.packages import OXIGRAPH, needs_oxigraph


def tarball(folder: Path, name: str, data: bytes) -> Path:
    file = folder / "oxigraph.tgz"
    with tarfile.open(file, "w:gz") as packed:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        packed.addfile(entry, io.BytesIO(data))
    return file


def refused(place: str) -> str:
    with pytest.raises(Failed) as failed:
        oxigraph.take(place)
    (error,) = failed.value.errors
    assert error.code == "S711"
    return str(error)


@needs_oxigraph
def test_the_package_of_npm_is_taken_as_it_is() -> None:
    found = oxigraph.take(str(OXIGRAPH))
    assert found.keys() == oxigraph.DIGESTS.keys()
    assert found["web_bg.wasm"] == (OXIGRAPH / "web_bg.wasm").read_bytes()


@needs_oxigraph
def test_one_byte_more_is_refused(tmp_path: Path) -> None:
    changed = Path(shutil.copytree(OXIGRAPH, tmp_path / "oxigraph"))
    with (changed / "web.js").open("a") as file:
        file.write("\n")
    assert "its web.js is another one" in refused(str(changed))


def test_another_tarball_is_not_even_opened(tmp_path: Path) -> None:
    assert "its digest is sha512-" in refused(str(tarball(tmp_path, "package/web.js", b"alert(1)")))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert "No such file" in refused(str(tmp_path / "none.tgz"))
    assert "No such file" in refused(str(tmp_path))


def test_npm_that_is_not_there_or_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "there is no such program" in refused("npm")
    (tmp_path / "npm").write_text("#!/bin/sh\necho 'network is unreachable' >&2; exit 1\n")
    (tmp_path / "npm").chmod(0o755)
    assert "network is unreachable" in refused("npm")
    (tmp_path / "npm").write_text("#!/bin/sh\nexit 0\n")
    assert "No such file" in refused("npm")


def test_nothing_is_built_with_an_engine_that_is_refused(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    ran = lod(root, "build", "--site", "--sparql", str(tmp_path / "none"), "--no-store")
    assert ran.code == 4
    assert "read" not in ran.err.split()
    assert not (root / "output").exists()
    assert lod(root, "build", "--sparql", "npm").code == 2
