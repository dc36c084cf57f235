"""Write a document in frames, so that a patch replaces few of them.  head, texts, foot -> a file and what is where.

A frame ends before a subject whose name has a hash that begins with three zeros, one of 4096: a rule that looks at the
subject alone, so a change elsewhere moves no border.  Some thousand subjects make megabytes, which pack as well as the
whole.

  "kept.cut"(id)                       the terms before which a frame ends
  "kept.frame"(file, number, part, first, start, length)   the frames of a published file, from 0
    part     head, body or foot
    first    the term with which the subjects of a frame of the body begin; 0: all before those of the next

Read first: packing.py, dictionary.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lod.packing import Frames
from lod.workbench import Workbench

MARK = "\0"  # at the beginning of a line, where no text of the data stands
MARKED = "CASE WHEN s.id IN (FROM \"kept.cut\") THEN chr(0) ELSE '' END"
KEEP = """
INSERT INTO "kept.frame" SELECT $1, unnest(range(len($2))), unnest($2), unnest($3), unnest($4), unnest($5)"""

Part = Literal["head", "body", "foot"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a document."""

    part: Part
    first: int


def write(
    bench: Workbench, file: Path, texts: Iterable[str], cuts: Sequence[int], around: tuple[str, str] = ("", "")
) -> None:
    """Write a whole document and note its frames.

    around   its head and foot
    texts    lines, put together, each with a MARK before it where a frame begins
    cuts     the subjects that have one, in their order"""
    with Frames(file) as out:
        ends(out, around[0])
        before = len(out.spans)
        body(out, texts)
        frames = [*_made(["head"] * before), *begins(len(out.spans) - before, cuts)]
        ends(out, around[1])
    keep(bench, file.name, frames, out)


def _made(parts: Sequence[Part]) -> list[Frame]:
    return [Frame(part, 0) for part in parts]


def ends(out: Frames, text: str) -> None:
    """Write a head or foot, if there is any."""
    if text:
        out.write(text)
        out.end()


def body(out: Frames, texts: Iterable[str]) -> None:
    """Write lines; a frame ends before every mark."""
    for text in texts:
        if text.startswith(MARK):
            out.end()
        first, *others = text.removeprefix(MARK).split("\n" + MARK)
        out.write(f"{first}\n" if others else first)
        for number, piece in enumerate(others, 1):
            out.end()
            out.write(f"{piece}\n" if number < len(others) else piece)
    out.end()


def begins(number: int, cuts: Sequence[int], first: int = 0) -> list[Frame]:
    """So many frames of a body, each with its first subject.

    cuts     the subjects before which a frame ends; the first of all may be one of them
    first    of the first frame"""
    return [Frame("body", f) for f in (first, *cuts[len(cuts) - number + 1 :])] if number else []


def keep(bench: Workbench, file: str, frames: Sequence[Frame], out: Frames) -> None:
    """Note what is where in a file; frames after these are its foot, or that of a packed file of nothing."""
    frames = [*frames, *_made(["foot"] * (len(out.spans) - len(frames)))]
    starts, lengths = ([span[n] for span in out.spans] for n in (0, 1))
    bench.con.execute('DELETE FROM "kept.frame" WHERE file = ?', [file])
    bench.con.execute(KEEP, [file, [f.part for f in frames], [f.first for f in frames], starts, lengths])
