"""Find things by their order and give new ones numbers between.  table with rising ids, some of its things -> ids.

Ids rise with what they name, a text or a quad.  Of every so many of them one is kept in order, so that what stands near
a thing is found without looking at all.  Read first: dictionary.py."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeVar

from lod.patch.model import Unusual
from lod.workbench import Workbench

LAST = (1 << 31) - 1
APART = 256  # after the last
Quad = tuple[int, int, int, int]  # s, p, o, g
Key = TypeVar("Key", str, Quad)
Known = list[tuple[int, Key]]  # in order


def texts(bench: Workbench, wanted: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The ids of texts: of those that terms have, and new ones for the others.

    wanted   in order
    raises   Unusual if there is no room for new ones"""

    def read(table: str, where: str) -> Known[str]:
        return bench.con.execute(f"SELECT id, nt FROM {table} WHERE {where} ORDER BY id").fetchall()

    steps = read('"kept.term"', "true")
    found, new = dict[str, int](), dict[str, int]()
    for low, high, keys in _spans(steps, wanted):
        near = read("term", f"id >= {low} AND id < {high}")
        _number([*near, (high, "")], low, keys, found, new)
    return found, new


def quads(bench: Workbench, wanted: Sequence[Quad]) -> tuple[dict[Quad, int], dict[Quad, int]]:
    """The same of quads."""

    def read(table: str, where: str) -> Known[Quad]:
        found = bench.con.execute(f"SELECT id, s, p, o, g FROM {table} WHERE {where} ORDER BY id").fetchall()
        return [(number, (s, p, o, g)) for number, s, p, o, g in found]

    steps = read('"kept.quad"', "true")
    found, new = dict[Quad, int](), dict[Quad, int]()
    for low, high, keys in _spans(steps, wanted):
        near = read("quad", f"id >= {low} AND id < {high}")
        _number([*near, (high, (0, 0, 0, 0))], low, keys, found, new)
    return found, new


def _spans(steps: Known[Key], wanted: Sequence[Key]) -> list[tuple[int, int, list[Key]]]:
    """Which things belong where: from which id, to before which."""
    bounds = [key for _, key in steps]
    spans: dict[int, list[Key]] = {}
    for key in wanted:
        spans.setdefault(bisect_right(bounds, key), []).append(key)
    ids = [0, *(number for number, _ in steps), LAST]
    return [(ids[span], ids[span + 1], keys) for span, keys in spans.items()]


def _number(near: Known[Key], low: int, wanted: Sequence[Key], found: dict[Key, int], new: dict[Key, int]) -> None:
    """Look up things among those that stand near.

    near   from the id `low` on, and what comes after them, of which the id alone counts"""
    keys = [key for _, key in near[:-1]]
    ids = [low, *(number for number, _ in near)]
    gaps: dict[int, list[Key]] = {}
    for key in wanted:
        place = bisect_left(keys, key)
        if place < len(keys) and keys[place] == key:
            found[key] = ids[place + 1]
        else:
            gaps.setdefault(place, []).append(key)
    for place, between in gaps.items():
        begin, end = ids[place], ids[place + 1]
        if end == LAST:
            end = min(LAST, begin + APART * (len(between) + 1))
        if end - begin <= len(between):
            raise Unusual("there is no room between two numbers")
        for number, key in enumerate(between, 1):
            new[key] = begin + (end - begin) * number // (len(between) + 1)
