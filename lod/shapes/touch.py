"""One way in which a shape looks at triples.  Path -> touches; pure.

Read first: footprint.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lod.shapes.model import Alternative, Inverse, Path, Repeat, Sequence, Step
from lod.terms import Term
from lod.vocab import RDF_TYPE


@dataclass(frozen=True, slots=True)
class Touch:
    """One way in which a shape looks at triples."""

    prefix: tuple[Path, ...]  # from the focus node to the near end; empty: the focus node itself is the near end
    predicate: str  # IRI; empty: any
    near: Literal["s", "o"]  # the end of the triple where the prefix arrives
    far: Term | None = None  # what stands at the other end, if only that matters
    is_class: bool = False  # what stands there is this class or one below it


EVERYWHERE: tuple[Touch, ...] = ()  # no way is known


def of_class(prefix: tuple[Path, ...], kind: Term) -> Touch:
    """The touch of asking whether a node is an instance of a class."""
    return Touch(prefix, RDF_TYPE, "s", kind, is_class=True)


def of_path(path: Path, prefix: tuple[Path, ...]) -> Iterator[Touch]:
    """The touches of walking a path whose Inverses are moved down to single predicates."""
    match path:
        case Step(predicate):
            yield Touch(prefix, predicate, "s")
        case Inverse(Step(predicate)):
            yield Touch(prefix, predicate, "o")
        case Sequence(parts):
            for n, part in enumerate(parts):
                yield from of_path(part, (*prefix, *parts[:n]))
        case Alternative(parts):
            for part in parts:
                yield from of_path(part, prefix)
        case Repeat(inner, _, once):
            yield from of_path(inner, prefix if once else (*prefix, Repeat(inner, 0)))
        case Inverse():
            raise AssertionError("plain() has moved it down")
