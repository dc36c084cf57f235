"""Make a dataset of one's own.  empty folder -> a copy of lod/starter/, which builds at once.

The starter is plain files, so that reading it teaches the same as reading a dataset."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from lod.errors import LodError, raise_all

STARTER = "starter"
STAGED = ".lod-new"  # a half copy lies in here, so that the folder never looks like a dataset before it is one
NOT_COPIED = ("output", ".output.*", "__pycache__")  # what somebody who tried the starter in place left there


class FolderTaken(LodError):
    code, template = "S705", "{folder} is not an empty folder: {what}"
    hint = "name a folder that does not exist yet, or an empty one"


def new(folder: Path) -> None:
    """Copy the starter into a new or empty folder; a copy that fails leaves nothing behind.

    raises   Failed with S705 where something is there already"""
    raise_all(_taken(folder))
    with _undone_on_failure(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staged = folder / STAGED
        with as_file(files("lod") / STARTER) as starter:
            shutil.copytree(starter, staged, ignore=shutil.ignore_patterns(*NOT_COPIED))
        for path in sorted(staged.iterdir()):
            path.rename(folder / path.name)
        staged.rmdir()


def _taken(folder: Path) -> list[LodError]:
    file = next((p for p in (folder, *folder.parents) if p.exists() and not p.is_dir()), None)
    if file is not None:
        return [FolderTaken(folder=folder, what=f"{file} is a file")]
    found = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    return [FolderTaken(folder=folder, what=f"it holds {found[0]}")] if found else []


@contextmanager
def _undone_on_failure(folder: Path) -> Iterator[None]:
    """Leave the folder as it was unless the block succeeds, whatever stops it."""
    existed = folder.is_dir()
    with ExitStack() as failure:
        failure.callback(_clear, folder, existed)
        yield
        failure.pop_all()


def _clear(folder: Path, keep: bool) -> None:
    for path in list(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
