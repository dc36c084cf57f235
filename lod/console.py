"""Talk to a terminal.  steps and answers -> words on stderr, data on stdout.

stdout carries data only, so that output can be piped; stderr carries words and one line per step."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.status import Status
from rich.table import Table
from rich.text import Text

from lod.errors import LodError
from lod.shapes.compared import Compared

WORDS = Console(stderr=True, highlight=False, soft_wrap=True)
DATA = Console(highlight=False, soft_wrap=True)


class Step:
    """A step that is being done."""

    def __init__(self, name: str, shown: Status) -> None:
        self.name, self.shown = name, shown
        self.said: list[str] = []

    def __call__(self, text: str) -> None:
        """What it has found, to be shown at its end."""
        self.said.append(text)

    def meanwhile(self, text: str) -> None:
        """How far it is, shown at a terminal and only as long as it takes."""
        self.shown.update(f"{self.name} {text} …")


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Show a step while it runs, and its time and result when it is done."""
    began = time.perf_counter()
    with WORDS.status(f"{name} …") as shown:
        done = Step(name, shown)
        yield done
    WORDS.print(Text(f"{name:<10} {time.perf_counter() - began:6.2f} s  {' '.join(done.said)}"))


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Show what is worked on, at a terminal and only as long as it takes."""
    with WORDS.status(f"{what} …") as shown:
        yield lambda text: shown.update(f"{what} {text} …")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much of a long work is done and how long the rest takes, at a terminal and only as long as it takes."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("time left"), TimeRemainingColumn())
    with Progress(*columns, console=WORDS, transient=True, disable=not WORDS.is_terminal) as shown:
        bar = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(bar, completed=done, total=total)


def errors(found: Iterable[LodError]) -> None:
    """One line per mistake."""
    for error in found:
        WORDS.print(Text(str(error)))


def say(text: str) -> None:
    """Words for the person at the terminal."""
    WORDS.print(Text(text))


def data(text: str) -> None:
    """Data, as it is; a reader that has seen enough ends the program in peace."""
    if sys.stdout is None:  # closed by who started the program
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def report(text: str, file: Path | None) -> None:
    """A report to stdout, or whole to a file: half a report would look like a better one."""
    if file is None:
        data(text)
        return
    file = file.resolve()  # a link keeps leading to it
    if file.exists() and not file.is_file():  # a device or a pipe
        file.write_text(text, encoding="utf-8", newline="\n")
        return
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def compared(found: Compared) -> bool:
    """Tell what a comparison with pySHACL has found; true if nothing is unexplained."""
    say(f"pySHACL looked at {found.nodes} focus nodes and has the same {found.results} results")
    for difference in found.differences:
        known = f"known fault {difference.fault}" if difference.fault else "not explained: please report it"
        about = " ".join(x for x in (difference.focus, difference.path, difference.value) if x)
        say(f"  {difference.side}: {about} {difference.component} {difference.message}: {known}")
    for query in found.left_out:
        say(f"  not asked again, because it sees too much: {query}")
    return all(difference.fault for difference in found.differences)


def words(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table that belongs to the words for the person at the terminal."""
    shown = Table(box=None, pad_edge=False)
    for column in head:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    WORDS.print(shown)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], file: Path | None = None) -> None:
    """A table for people, or to a file; columns as wide as their text when the output is not a terminal."""
    shown = Table(box=None, pad_edge=False)
    for column in head:
        shown.add_column(column, overflow="fold", no_wrap=not DATA.is_terminal)
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    if DATA.is_terminal and not file:
        DATA.print(shown)
        return
    plain = Console(width=100_000, highlight=False)
    with plain.capture() as lines:
        plain.print(shown)
    report("".join(f"{line.rstrip()}\n" for line in lines.get().splitlines()), file)
