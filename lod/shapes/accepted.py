"""Where pySHACL is known to be wrong.  oracle_faults.toml + a difference -> the difference with its explanation.

A fault is data: components, the side that has the result, and patterns of the value and of what it is held against.
Whatever no fault explains is a mistake of ours until shown otherwise.  Read first: compared.py."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from lod.shapes.compared import Difference
from lod.shapes.model import Constraint, Shape, ShapesGraph
from lod.shapes.neighbourhood import PAIRS, Triple
from lod.shapes.values import component
from lod.terms import ntriples
from lod.vocab import SH

FILE = Path(__file__).with_name("oracle_faults.toml")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that pySHACL gets wrong; the file says what each key means."""

    id: str
    does: str
    reason: str
    sides: tuple[str, ...]
    components: tuple[str, ...] = ()  # none: any
    pairs: tuple[tuple[str, str], ...] = (("", ""),)
    path: str = ""
    message: str = ""
    again: bool = False
    query: str = ""
    shape: str = ""
    data: str = ""
    says: int = 0
    right: int = 0


@lru_cache(maxsize=1)
def faults() -> tuple[Fault, ...]:
    """All known faults, in the order of the file."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["fault"]
    return tuple(
        Fault(**{**entry, **{key: tuple(entry[key]) for key in ("sides", "components", "pairs") if key in entry}})
        for entry in entries
    )


def explained(difference: Difference, graph: ShapesGraph, data: Sequence[Triple]) -> Difference:
    """Give a difference the id of the first fault that explains it."""
    shape = next((s for s in graph.shapes.values() if ntriples(s.id) == difference.source), None)
    name = difference.component[1:-1].removeprefix(SH).removesuffix("ConstraintComponent")
    against = list(_against(difference, shape, graph, data)) if shape else []
    for fault in faults():
        if _explains(fault, difference, name, against) and _asks(fault, shape):
            return replace(difference, fault=fault.id)
    nested = [c for c in shape.constraints if component(c) == name] if shape else []
    return replace(difference, fault=_hidden(nested, graph, (difference.focus, *(ntriples(o) for _, _, o in data))))


def _explains(fault: Fault, difference: Difference, name: str, against: Sequence[str]) -> bool:
    return (
        difference.side in fault.sides
        and (not fault.components or name in fault.components or ("own" in fault.components and ":" in name))
        and (difference.again or not fault.again)
        and re.search(fault.message, difference.message) is not None
        and re.search(fault.path, difference.path) is not None
        and any(
            re.search(value, difference.value) and (not other or any(re.search(other, text) for text in against))
            for value, other in fault.pairs
        )
    )


def _asks(fault: Fault, shape: Shape | None) -> bool:
    """Whether some query of a shape is such as the fault needs."""
    texts = [c.query.text for c in shape.constraints if c.query] if shape else []
    return not fault.query or any(re.search(fault.query, text) for text in texts)


def _against(difference: Difference, shape: Shape, graph: ShapesGraph, data: Sequence[Triple]) -> Iterator[str]:
    """Everything that the value can have been held against."""
    yield from (ntriples(o) for s, _, o in graph.triples if s == shape.id)
    for constraint in shape.constraints:
        yield from map(ntriples, constraint.values)
        if component(constraint) in PAIRS:
            predicate = constraint.values[0]
            yield from (ntriples(o) for s, p, o in data if p == predicate and ntriples(s) == difference.focus)


def _hidden(constraints: Iterable[Constraint], graph: ShapesGraph, nearby: Iterable[str]) -> str:
    """The fault that a constraint on conformance to whole shapes inherits: their results do not say which value it was.

    Coarse: any literal nearby (a focus node may be one, and in no triple) that a fault could have met, under any
    constraint inside."""
    waiting = [i for c in constraints for i in (*c.shapes, *c.siblings)]
    names = set()
    while waiting:
        for constraint in graph.shapes[waiting.pop()].constraints:
            names.add(component(constraint))
            waiting += [*constraint.shapes, *constraint.siblings]
    literals = {text for text in nearby if text.startswith('"')} if names else set()
    for fault in faults():
        met = any(re.search(value, text) for value, _ in fault.pairs if value for text in literals)
        if met and names & set(fault.components):
            return fault.id
    return ""
