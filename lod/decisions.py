"""Keep the two files of links.  Config <-> what a machine proposed, what a person decided.

A change reads the file again, writes it whole and puts it in its place at once.  Others write to it too: another
review, which the lock of the dataset keeps apart, and an editor, which knows no lock.  So a file that is just being
saved is waited for, and one that has become another while the change was made is changed anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from os import fsync
from pathlib import Path
from shutil import copymode

from lod import release
from lod.config import FILE, Config
from lod.errors import LodError, MissingKey, Place
from lod.links import sssom
from lod.links.model import LinkSet

PATIENCE = 5.0  # seconds for another review to let go of the dataset
CALM = 0.05  # seconds without a change, after which a file counts as saved
ATTEMPTS = 20


class DecidedMeanwhile(LodError):
    """The file of decisions has changed under the hands of the curator."""

    code, template = "L525", "nothing was written: {message}"
    hint = "look at what stands there now, and decide again"


def read(config: Config) -> LinkSet:
    """Read the file of decisions; a dataset that names none has decided nothing.  raises Failed with L501 to L514"""
    if not config.links:
        return LinkSet((), (), {}, ())
    return _parsed(config, config.path(config.links).read_bytes())


def place(config: Config) -> tuple[Path, str]:
    """The file of proposals beside that of the decisions, and how messages name it.

    raises   C105 where the configuration names no file of decisions"""
    if not config.links:
        raise MissingKey(Place(FILE), key="links", expected="the SSSOM file that decisions go to")
    stem = config.links.removesuffix(".tsv").removesuffix(".sssom")
    return config.path(f"{stem}.proposed.tsv"), f"{stem}.proposed.tsv"


def proposed(config: Config) -> LinkSet | None:
    """The proposals of the last run.  raises Failed with L501 to L514"""
    path, shown = place(config)
    return sssom.read(sssom.decode(path.read_bytes(), shown), shown, decided=False) if path.is_file() else None


def stamp(config: Config) -> tuple[tuple[int, int, int] | None, ...]:
    """What differs as soon as one of the two files is another."""
    return tuple(_stamp(path) for path in (config.path(config.links), place(config)[0]))


def change(config: Config, edit: Callable[[LinkSet], LinkSet]) -> tuple[LinkSet, LinkSet]:
    """Change the file of decisions, or leave it exactly as it is.

    edit     raises ValueError where the file as it stands now forbids the change
    returns  what stood in the file, and what stands there
    raises   L525, Failed with L501 to L514; S702 while another process holds the dataset"""
    path, name = config.path(config.links), config.links
    with release.locked(config.path(FILE), FILE, PATIENCE):
        for _ in range(ATTEMPTS):
            data = _calm(path)
            before = _parsed(config, data)
            try:
                after = edit(before)
            except ValueError as error:
                raise DecidedMeanwhile(Place(name), message=str(error)) from error
            sssom.read(sssom.write(after), name)  # what cannot be read again is not written
            if _replace(path, after, data):
                return before, after
    raise DecidedMeanwhile(Place(name), message="another program does not stop to write this file")


def write(path: Path, links: LinkSet) -> None:
    """Replace an SSSOM file as a whole: a reader sees the old one or the new one."""
    _replace(path, links, None)


def _parsed(config: Config, data: bytes) -> LinkSet:
    return sssom.read(sssom.decode(data, config.links), config.links)


def _calm(path: Path) -> bytes:
    """The bytes of a file that nobody is writing: an editor that saves in place empties it first."""
    until = time.monotonic() + PATIENCE
    while 0 <= time.time() - path.stat().st_mtime < CALM and time.monotonic() < until:
        time.sleep(CALM / 5)
    return path.read_bytes()


def _replace(path: Path, links: LinkSet, expected: bytes | None) -> bool:
    """Put a new file in the place of one, unless that has become another than expected."""
    path = path.resolve()  # a link keeps leading to it
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(sssom.write(links))
            file.flush()
            fsync(file.fileno())
        if path.exists():
            copymode(path, part)
        if expected is not None and path.read_bytes() != expected:
            return False
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
