"""The nouns of a comparison with another engine.  Values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One result that only one of the two has, or a node at which the other breaks off."""

    side: str  # "extra": the other alone has it; "missing": the other lacks it; "crash"
    focus: str
    path: str = ""
    component: str = ""  # <iri>
    value: str = ""
    source: str = ""  # the shape; of a crash the one with the target
    message: str = ""  # what the other says when it breaks off
    again: bool = False  # both have it, one of them more often
    fault: str = ""  # the known fault of the other that explains it; empty: it must be looked into


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison."""

    nodes: int  # focus nodes that both looked at
    results: int  # that both have
    differences: tuple[Difference, ...] = ()
    left_out: tuple[str, ...] = ()  # SPARQL constraints that see too much to be asked again

    @property
    def agree(self) -> bool:
        """No difference but those that a known fault explains."""
        return all(d.fault for d in self.differences)
