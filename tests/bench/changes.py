"""What a fault does to a copy, and plain ways to make one.  Seed + thing -> Change; pure.

Read first: tests/bench/seed.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.bench.seed import MARK, Seed, Triple, nt


@dataclass(frozen=True, slots=True)
class Change:
    """What one fault does to a copy."""

    focus: str  # the node that the shape reports
    removed: tuple[Triple, ...] = ()
    added: tuple[Triple, ...] = ()
    relies: tuple[str, ...] = ()  # things that must stay as they are for the fault to show

    @property
    def touched(self) -> set[str]:
        """Every thing that no other fault of the copy may touch."""
        return {self.focus, *self.relies, *(s for s, _, _ in (*self.removed, *self.added))}


Plant = Callable[[Seed, str], Change | None]  # None: this thing cannot have the fault
Value = str | Callable[[Seed, str], str | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault."""

    name: str
    shape: str  # local name of the shape that reports it
    classes: tuple[str, ...]  # what it befalls
    plant: Plant
    pyshacl: Literal["agrees", "lenient", "fails"] = "agrees"  # what pySHACL does where SHACL asks for a result


def beside(thing: str, word: str) -> str:
    """The IRI of a new thing, named after another."""
    return thing.replace(MARK, f"-{word}{MARK}")


def without(*predicates: str) -> Plant:
    """Take away all values of some predicates."""

    def plant(seed: Seed, thing: str) -> Change | None:
        removed = tuple((thing, nt(p), o) for p in predicates for o in seed.values(thing, p))
        return Change(thing, removed) if removed else None

    return plant


def instead(predicate: str, *values: Value) -> Plant:
    """Put other values in the place of those of a predicate."""

    def plant(seed: Seed, thing: str) -> Change | None:
        found = _valued(seed, thing, values)
        removed = tuple((thing, nt(predicate), o) for o in seed.values(thing, predicate))
        if not removed or found is None or set(found) & {o for _, _, o in removed}:
            return None
        return Change(thing, removed, tuple((thing, nt(predicate), o) for o in found))

    return plant


def besides(predicate: str, *values: Value) -> Plant:
    """Add values to those that a predicate has."""

    def plant(seed: Seed, thing: str) -> Change | None:
        found = _valued(seed, thing, values)
        if found is None or set(found) & set(seed.values(thing, predicate)):
            return None
        return Change(thing, (), tuple((thing, nt(predicate), o) for o in found))

    return plant


def _valued(seed: Seed, thing: str, values: tuple[Value, ...]) -> list[str] | None:
    found = [nt(v) if isinstance(v, str) else v(seed, thing) for v in values]
    return None if None in found else [f for f in found if f is not None]


def where(test: Callable[[Seed, str], object], plant: Plant) -> Plant:
    """Plant only in things that pass a test."""
    return lambda seed, thing: plant(seed, thing) if test(seed, thing) else None


def at(focus: Callable[[Seed, str], str | None], plant: Plant) -> Plant:
    """Expect the report on another node."""

    def planted(seed: Seed, thing: str) -> Change | None:
        change, node = plant(seed, thing), focus(seed, thing)
        return Change(node, change.removed, change.added, (thing,)) if change and node else None

    return planted


def renamed(seed: Seed, thing: str, name: str) -> Change:
    """Call a thing otherwise, everywhere."""
    own = tuple(seed.triples(thing))
    links = seed.into.get(thing, ())
    added = [(name, p, o) for _, p, o in own] + [(s, p, name) for s, p, _ in links]
    return Change(name, (*own, *links), tuple(added))
