"""A build that does not come to its end leaves the last good output as it was, and the next one works."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from lod.config import FILE
from lod.dumps import lines
from tests.dataset import built, lod

SLOW_DUMP = """
import sys, time
from lod import cli
from lod.dumps import lines
def slowly(bench, *_):
    print("now", flush=True)
    for _ in bench.stream("SELECT unnest(range(3000))", chunk=1):
        time.sleep(0.01)
lines.write_nquads = slowly
sys.argv = ["lod", "--root", sys.argv[1], "build", "--full"]
cli.main()
"""


def contents(root: Path) -> dict[str, str]:
    """Every published file with its digest."""
    files = [p for p in (root / "output").iterdir() if p.is_file()]
    return {p.name: sha256(p.read_bytes()).hexdigest() for p in files}


def left_over(root: Path) -> list[str]:
    return sorted(p.name for p in root.iterdir() if p.name.startswith(".output"))


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_an_interrupted_build_changes_nothing_and_the_next_one_works(tmp_path: Path, how: int, code: int) -> None:
    root = built(tmp_path / "d")
    before = contents(root)
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_DUMP, str(root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "now\n"
    process.send_signal(how)
    said = process.communicate(timeout=20)[1]
    assert process.returncode == code
    assert contents(root) == before
    if how == signal.SIGINT:
        assert "interrupted: the last good output is untouched" in said
        assert left_over(root) == []
    assert lod(root, "build").code == 0
    assert (contents(root), left_over(root)) == (before, [])


def test_a_build_killed_between_its_two_renames_is_put_right_by_the_next(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    before = contents(root)
    (root / "output").rename(root / ".output.old")
    assert lod(root, "build").code == 0
    assert (contents(root), left_over(root)) == (before, [])


def test_two_builds_at_once_are_one_too_many(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    before = contents(root)
    with (root / FILE).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = lod(root, "build")
    assert ran.code == 4
    assert ran.errors == [
        "error[S702]: pyproject.toml is in use by another process; wait until it has finished, or stop it"
    ]
    assert contents(root) == before


def test_no_space_left_is_said_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = built(tmp_path / "d")
    before = contents(root)

    def full(_: object, file: Path, apart: object) -> None:
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr(lines, "write_nquads", full)
    ran = lod(root, "build", "--full")
    assert ran.code == 4
    assert "error[S701]" in ran.err
    assert "No space left on device" in ran.err
    assert (contents(root), left_over(root)) == (before, [])


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="only root can make a small disk")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        root = built(disk / "d")
        before = contents(root)
        (disk / "ballast").write_bytes(b"\0" * (shutil.disk_usage(disk).free - 300_000))
        ran = lod(root, "build")
        assert ran.code == 4, ran.err
        assert contents(root) == before
        (disk / "ballast").unlink()
        assert lod(root, "build").code in (0, 4)
    finally:
        time.sleep(0.1)
        subprocess.run(["umount", "-l", str(disk)], check=False)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="only root can make a small disk")
@pytest.mark.parametrize("free", [0, 8_000, 300_000, 3_000_000])
def test_a_full_disk_is_said_by_a_mapping_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    """Before the engine has a file, while it makes one, while rows are read, while quads are written."""
    monkeypatch.chdir(tmp_path)
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        (tmp_path / "t.csv").write_text("id\n" + "".join(f"{'x' * 90}{n}\n" for n in range(60_000)))
        (tmp_path / "m.ttl").write_text(
            """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .
            <#r> rml:logicalSource [ rml:referenceFormulation rml:CSV ; rml:source "t.csv" ] ;
              rml:subjectMap [ rml:template "http://e.org/{id}" ; rml:class ex:A ] ."""
        )
        (disk / "out.nq").write_text("old")
        (disk / "ballast").write_bytes(b"\0" * (shutil.disk_usage(disk).free - free))
        ran = lod(tmp_path, "map", "m.ttl", "--output", "disk/out.nq", "--memory", "20MB")
        assert ran.code == 4, ran.err
        assert "No space left on device; the last good output is untouched" in ran.err
        assert (disk / "out.nq").read_text() == "old"
        assert sorted(p.name for p in disk.iterdir()) == ["ballast", "out.nq"]
    finally:
        time.sleep(0.1)
        subprocess.run(["umount", "-l", str(disk)], check=False)
