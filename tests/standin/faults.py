"""What the stand-in for Wikidata can do wrong, to be switched on one by one.

Passing faults meet one request each, in the order they were planted; standing ones stay until they are taken away."""

from __future__ import annotations

from dataclasses import dataclass, field

PASSING = {
    "maxlag": "200 with an error inside, as a lagged database is told",
    "maxlag503": "the same with status 503 and Retry-After",
    "429": "too many requests, Retry-After with a fraction",
    "429date": "too many requests, Retry-After as a date",
    "429long": "too many requests, come back in an hour",
    "500": "a Java stack trace",
    "html": "a page instead of JSON",
    "cut": "half of the body, its full length announced",
    "trace": "half of a body that is well-formed so far, then a Java stack trace",
    "slow": "a pause before the answer",
    "drip": "a body byte by byte",
    "reset": "a connection that is closed at once",
    "empty": "an empty body",
    "list": "JSON, but a list",
    "large": "a body without end",
}


@dataclass
class Faults:
    """Which faults are planted."""

    passing: list[str] = field(default_factory=list)
    after: int = 0  # answers that are given as they should be before the first passing fault
    stopped: bool = False  # every answer is "429long" from then on
    agent: bool = True  # 403 for an agent without a contact
    redirects: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=set)  # ids that fail the whole batch
    silent: set[str] = field(default_factory=set)  # ids that the answer leaves out
    lists: bool = False  # empty maps as []
    pause: float = 0.2  # seconds of "slow" and between the bytes of "drip"
    retry: str = "0.05"  # Retry-After of "429" and "maxlag503"

    def next(self) -> str:
        """The fault of the request that comes now, or none."""
        if self.after:
            self.after -= 1
            return ""
        return self.passing.pop(0) if self.passing else "429long" if self.stopped else ""


def parse(words: str) -> Faults:
    """Read faults from a command line: maxlag,429*3,redirect=Q1>Q2,missing=Q6,bad=Q0,silent=Q7,lists,noagent."""
    faults = Faults()
    for word in filter(None, words.split(",")):
        name, _, value = word.partition("=")
        kind, _, times = name.partition("*")
        if name == "redirect":
            old, _, new = value.partition(">")
            faults.redirects[old] = new
        elif name in ("missing", "bad", "silent"):
            getattr(faults, name).add(value)
        elif name == "lists":
            faults.lists = True
        elif name == "noagent":
            faults.agent = False
        elif name in ("pause", "after"):
            setattr(faults, name, type(getattr(faults, name))(value))
        elif kind in PASSING:
            faults.passing += [kind] * int(times or 1)
        else:
            known = ", ".join([*PASSING, "redirect", "missing", "bad", "silent", "lists", "noagent", "pause", "after"])
            raise SystemExit(f"no fault is called {name}; known are {known}")
    return faults
