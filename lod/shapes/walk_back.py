"""Walk back from changed triples to the focus nodes that can see them.  touches -> ids of nodes.

A walk goes over the triples that are there and those that have gone: a node that saw a triple before may have lost the
way to it.  Nodes are few here, so each step is a small query, and shapes that look the same way share it.
Read first: footprint.py.  Spec: SHACL section 2.3.1, SHACL Property Paths."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from lod.shapes.dictionary import Dictionary
from lod.shapes.footprint import Footprint
from lod.shapes.model import Alternative, Inverse, Path, Repeat, Sequence, Step
from lod.shapes.paths import inverse
from lod.shapes.touch import Touch
from lod.terms import iri
from lod.workbench import Workbench

Ids = frozenset[int]
LIMITS = (1_000, 50_000)  # nodes of a walk: those that stay small are tried first; beyond, the shape runs in full
STEP = "SELECT DISTINCT {far} FROM triple WHERE p = ? AND {near} IN (SELECT unnest(?::INTEGER[])) LIMIT ?"


@dataclass(frozen=True, slots=True)
class Change:
    """One triple that has come or gone, by ids."""

    p: int
    s: int
    o: int
    added: bool


class TooMany(Exception):
    """A walk reaches so many nodes that it is of no use."""


@dataclass(slots=True)
class WalkBack:
    """The walks from one set of changes."""

    bench: Workbench
    dictionary: Dictionary
    changes: Collection[Change]
    _walked: dict[tuple[Path, Ids, int], Ids | None] = field(default_factory=dict)

    def affected(self, footprint: Footprint) -> Ids:
        """The nodes from which a changed triple can be seen.

        raises   TooMany"""
        found: set[int] = set()
        for ways in footprint:
            found |= self._by_any(ways)
        return frozenset(found)

    def _by_any(self, ways: tuple[Touch, ...]) -> Ids:
        """The nodes by one of several ways, each of which would do; a way through something that all share is none."""
        if not self._near(ways[0]):
            return frozenset()
        for limit in LIMITS:
            for touch in ways:
                nodes: Ids | None = self._near(touch)
                for path in reversed(touch.prefix):
                    nodes = self._walk(inverse(path), nodes, limit) if nodes is not None else None
                if nodes is not None:
                    return nodes
        raise TooMany

    def _near(self, touch: Touch) -> Ids:
        """The near ends of the changed triples that a touch is about."""
        p = self.dictionary.id(iri(touch.predicate)) if touch.predicate else 0
        forwards = touch.near == "s"
        if touch.far is None:
            return frozenset(c.s if forwards else c.o for c in self.changes if not p or c.p == p)
        far = self.dictionary.closure(touch.far) if touch.is_class else (self.dictionary.id(touch.far),)
        return frozenset(
            c.s if forwards else c.o for c in self.changes if (not p or c.p == p) and (c.o if forwards else c.s) in far
        )

    def _walk(self, path: Path, nodes: Ids, limit: int) -> Ids | None:
        """Where a path leads from some nodes; None for more nodes than the limit."""
        if (path, nodes, limit) not in self._walked:
            found = self._walk_anew(path, nodes, limit) if nodes else nodes
            self._walked[path, nodes, limit] = found if found is not None and len(found) <= limit else None
        return self._walked[path, nodes, limit]

    def _walk_anew(self, path: Path, nodes: Ids, limit: int) -> Ids | None:
        match path:
            case Step(predicate):
                return self._step(predicate, nodes, ("s", "o"), limit)
            case Inverse(Step(predicate)):
                return self._step(predicate, nodes, ("o", "s"), limit)
            case Sequence(parts):
                here: Ids | None = nodes
                for part in parts:
                    here = self._walk(part, here, limit) if here is not None else None
                return here
            case Alternative(parts):
                return _union(self._walk(part, nodes, limit) for part in parts)
            case Repeat(inner, least, once):
                return self._repeat(inner, least, once, nodes, limit)
            case Inverse():
                raise AssertionError("inverse() has moved it down")

    def _repeat(self, inner: Path, least: int, once: bool, nodes: Ids, limit: int) -> Ids | None:
        found = self._walk(inner, nodes, limit)
        reached = _union([found, frozenset() if least else nodes])
        while not once and found and reached is not None:
            found = self._walk(inner, found, limit)
            found = None if found is None else found - reached
            reached = _union([reached, found])
        return reached

    def _step(self, predicate: str, nodes: Ids, ends: tuple[str, str], limit: int) -> Ids:
        near, far = ends
        p = self.dictionary.id(iri(predicate))
        found = self.bench.rows(STEP.format(near=near, far=far), [p, sorted(nodes), limit + 1])
        gone = {getattr(c, far) for c in self.changes if not c.added and c.p == p and getattr(c, near) in nodes}
        return frozenset(int(str(x)) for (x,) in found) | gone


def _union(sets: Iterable[Ids | None]) -> Ids | None:
    """All nodes of some sets; None if one of them is too large to be known."""
    known = list(sets)
    return None if None in known else frozenset().union(*(s for s in known if s is not None))
