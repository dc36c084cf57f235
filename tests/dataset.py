"""The small dataset of the tests: a copy to spoil, the command line to run on it, and what it published."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from lod import cli

SMALL = Path(__file__).parent / "data" / "railway"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """The lines that tell mistakes, without the steps before them."""
        return [line for line in self.err.splitlines() if "error[" in line]


def lod(root: Path, *words: str) -> Ran:
    """Run the command line in this process; a fault of the program fails the test."""
    out, err, code = StringIO(), StringIO(), 0
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", ["lod", "--root", str(root), *words]),
        patch.object(sys, "excepthook", sys.excepthook),
    ):
        try:
            cli.main()
        except SystemExit as left:
            code = int(left.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


def copy(folder: Path) -> Path:
    """A copy of the small dataset, not built."""
    shutil.copytree(SMALL, folder)
    return folder


def built(folder: Path) -> Path:
    """A copy of the small dataset with its release."""
    shutil.copytree(_release(), folder)
    return folder


@cache
def _release() -> Path:
    root = copy(Path(next(_folder())) / "railway")
    ran = lod(root, "build")
    assert ran.code == 0, ran.err
    return root


@cache
def _folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def spoil(root: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    path = root / file
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_bytes(text.replace(old, new).encode())


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
