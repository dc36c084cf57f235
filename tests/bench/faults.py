"""Plant faults.  Seed -> the changes of a copy, each of which breaks one rule of ontology/shapes.ttl.

A kind of fault names the shape that has to report it and the things it can befall.  A planted fault says on which focus
node the report is expected; other shapes may report its consequences.  Two faults of one copy never touch the same
thing, so that none hides another.

Read first: tests/bench/seed.py, tests/bench/changes.py, tests/bench/kinds.py."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.changes import Change, Kind
from tests.bench.seed import Seed

Befalls = Mapping[str, tuple[str, ...]]  # name of a kind -> things


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault in one copy."""

    kind: Kind
    change: Change


def befalls(seed: Seed, kinds: Sequence[Kind]) -> Befalls:
    """The things that can have each fault; looked up once for all copies."""
    instances = {classes: seed.instances(*classes) for classes in {k.classes for k in kinds}}
    return {k.name: tuple(t for t in instances[k.classes] if k.plant(seed, t)) for k in kinds}


def number_of(seed: Seed, kinds: Sequence[Kind], copies: int) -> int:
    """How many faults a copy has: one in a hundred things; up to two, so that few copies hold every kind."""
    return max(1, seed.things // 100, min(-(-len(kinds) // copies), seed.things // 50)) if kinds else 0


def schedule(seed: Seed, things: Befalls, kinds: Sequence[Kind], turn: tuple[int, int]) -> tuple[Planted, ...]:
    """The faults of one copy, the kinds in turn, so that none is rarer where all can be planted.

    turn     the copy, and how many faults each has"""
    copy, number = turn
    start = copy * number
    turns = [kinds[(start + n) % len(kinds)] for n in range(number)]
    return tuple(_planted(seed, things, turns, copy))


def every(seed: Seed, kinds: Sequence[Kind]) -> tuple[Planted, ...]:
    """Each kind once, all in the first copy."""
    return tuple(_planted(seed, befalls(seed, kinds), kinds, 0))


def alone(seed: Seed, kind: Kind) -> Planted | None:
    """One fault of a kind in the first copy; None if nothing can have it."""
    return next(iter(every(seed, [kind])), None)


def _planted(seed: Seed, things: Befalls, kinds: Iterable[Kind], copy: int) -> Iterator[Planted]:
    used: set[str] = set()
    for turn, kind in enumerate(sorted(kinds, key=lambda k: len(things[k.name]))):  # the rare first, they need room
        change = _drawn(seed, kind, things[kind.name], used, f"{copy} {turn}")
        if change:
            used |= change.touched
            yield Planted(kind, change)


def _drawn(seed: Seed, kind: Kind, things: tuple[str, ...], used: set[str], lot: str) -> Change | None:
    """The first thing that is free, counted from one that is drawn."""
    start = random.Random(f"{lot} {kind.name}").randrange(len(things)) if things else 0
    for thing in things[start:] + things[:start]:
        change = kind.plant(seed, thing)
        if change and not change.touched & used:
            return change
    return None
