"""Publish a folder as a whole, or not at all.  staging folder -> fsync -> rename -> output/.

A failed or interrupted build leaves the last good output untouched; what a killed build left behind is removed or
put back by the next one."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lod.errors import Failed, Locked, LodError
from lod.packing import PARTS

SUMS = "SHA256SUMS"
MANY = 1000  # files, as a site has them


class NotOurs(LodError):
    code, template = "S708", "no build has made what is in {folder}"
    hint = "a build replaces this folder as a whole: move its files away, or name another output in the configuration"


class UnfitPath(LodError):
    code, template = "S712", "{folder} cannot hold a build: there is a question mark in its path"
    hint = "the database would take what follows it for settings: rename the folder, or name another output"


@contextmanager
def locked(file: Path, shown: str, patience: float = 0.0) -> Iterator[None]:
    """Hold the dataset for this process; no file is made.

    patience   seconds to wait for another that holds it
    raises     Failed with S702 when another still does"""
    until = time.monotonic() + patience
    with file.open("rb") as handle:
        while not _flocked(handle.fileno()):
            if time.monotonic() >= until:
                raise Failed([Locked(file=shown)])
            time.sleep(0.02)
        yield


def _flocked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """An empty folder beside the output; removed again unless `publish` has moved it.

    raises   Failed with S708 where the output is something that no build has made, S712"""
    if "?" in str(output):
        raise Failed([UnfitPath(folder=output)])
    folder, old = output.with_name(f".{output.name}.next"), output.with_name(f".{output.name}.old")
    if old.exists() and not output.exists():
        old.rename(output)  # a build was killed between the two renames of publish
    if output.exists() and not (output / SUMS).is_file() and (not output.is_dir() or any(output.iterdir())):
        raise Failed([NotOurs(folder=output)])
    for left_over in (folder, old):
        shutil.rmtree(left_over, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty(folder: Path) -> None:
    """Take everything out of a staging folder again."""
    shutil.rmtree(folder)
    folder.mkdir()


def checksums(folder: Path) -> None:
    """Write SHA256SUMS over published files and partitions (not over store/ and .work/), as `sha256sum -c` reads it."""
    found = [*folder.iterdir(), *folder.glob(f"*.nq/{PARTS}")]
    files = sorted(p for p in found if p.is_file() and p.name != SUMS and not p.name.startswith("."))
    lines = [f"{digest(p)}  {p.relative_to(folder).as_posix()}\n" for p in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def digest(file: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def publish(folder: Path, output: Path) -> None:
    """Put a finished folder in the place of the output."""
    paths = [*folder.rglob("*"), folder]
    if len(paths) > MANY:
        os.sync()  # one order to the disks; thousands of single ones take a hundred times as long
    else:
        for path in paths:
            _sync(path)
    old = output.with_name(f".{output.name}.old")
    try:
        if output.exists():
            output.rename(old)
        folder.rename(output)
    finally:
        if old.exists() and not output.exists():
            old.rename(output)  # interrupted between the two
    _sync(output.parent)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
