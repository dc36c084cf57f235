"""Show proposals at a terminal and take verdicts by keys.  Sitting <-> screen, keys.

Read first: lod/reviewing.py.  One proposal per screen: our facts and theirs side by side, marked where they agree."""

from __future__ import annotations

import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from lod import console
from lod.decisions import DecidedMeanwhile
from lod.links import review
from lod.links.review import VERDICTS, Card, Verdict
from lod.reviewing import Sitting

KEYS: dict[str, Verdict] = {**review.KEYS, " ": "later"}
WORDS = [f"[{key}] {VERDICTS[verdict]}" for key, verdict in review.KEYS.items()]
HELP = "\n".join("  ".join(row) for row in (WORDS[:5], [*WORDS[5:], "[u] undo", "[q] leave"]))
ESCAPE = "\x1b"
MARKS = {"=": "✓ agrees", "≠": "✗ conflicts", "?": ""}


@contextmanager
def keyboard() -> Iterator[Callable[[], str]]:
    """Hand out keys one by one as they are pressed, those too that were pressed while a screen was drawn.

    The end of input gives nothing.  The terminal is in this mode for the whole sitting, because changing it for every
    key would lose what is typed in between; Ctrl-C still interrupts."""
    waiting: list[str] = []

    def key() -> str:
        if not waiting:
            typed = os.read(0, 64).decode("utf-8", "replace")
            waiting.extend([typed] if typed.startswith(ESCAPE) else typed)  # an arrow key is several bytes, but one key
        return waiting.pop(0) if waiting else ""

    if not os.isatty(0):
        yield key
        return
    before = termios.tcgetattr(0)
    try:
        tty.setcbreak(0, termios.TCSADRAIN)
        yield key
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def sit(sitting: Sitting) -> None:
    """Show one proposal after the other until none is left or the curator leaves."""
    with keyboard() as key:
        _decide(sitting, key)


def _decide(sitting: Sitting, pressed: Callable[[], str]) -> None:
    note = ""
    while True:
        card = sitting.look()
        if card:
            show(card, len(sitting.desk.open), note)
        elif not note:
            break
        if not card:
            console.say(f"{note}; nothing more to decide  [u] undo  [any other key] leave")
        key = pressed()
        if key in ("", "\x04", "q", "Q") or (not card and key.lower() != "u"):
            break
        note = act(sitting, key.lower(), card)


def act(sitting: Sitting, key: str, card: Card | None) -> str:
    """Do what a key says; the words to show above the next proposal."""
    try:
        if key == review.UNDO:
            return "taken back" if sitting.undo() else "there is nothing to take back"
        if not card or key not in KEYS:
            return f"there is no key {key!r}" if key.isprintable() else "there is no such key"
        sitting.decide(KEYS[key])
    except DecidedMeanwhile as error:
        return str(error)
    return f"{card.proposal.subject_label}: {VERDICTS[KEYS[key]]}"


def show(card: Card, left: int, note: str) -> None:
    """Draw one proposal."""
    link, why = card.proposal, card.reasons
    if sys.stderr.isatty():
        click.clear()
    if note:
        console.say(note)
    more = f", {card.others} more of this entity" if card.others else ""
    console.say(f"{left} to decide{more}\n")
    console.say(f"{link.subject_label}  {link.subject_id}")
    item = link.object_id.removeprefix("wd:")
    console.say(f"{link.object_label}  {item}  https://www.wikidata.org/wiki/{item}\n")
    head = ("", "ours", "theirs", "", "points")
    rows = [(s.fact, s.ours, s.theirs, MARKS[s.sign] or s.verdict, f"{s.points:+g}") for s in why.sides]
    console.words(head, rows)
    console.say(f"\nscore {why.score:g}, {why.margin:g} before the next" if why.band else f"\n{link.comment}")
    for doubt in why.doubts:
        console.say(f"in doubt: {doubt}")
    console.say(f"\n{HELP}")
