"""Small faults in regular expressions.  pattern -> patterns that differ in one thing; pure.

Knows what our patterns are made of: anchors, groups, alternatives, classes, quantifiers, escaped characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

TOKEN = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\{[0-9,]+\}|.", re.DOTALL)
MEMBER = re.compile(r"(?:\\.|[^\\])-(?:\\.|[^\\\]])|\\.|[^\\]", re.DOTALL)


def patterns(text: str) -> Iterator[tuple[str, str]]:
    """Every pattern with one fault, each once."""
    seen = {text}
    for change, pattern in _all(text):
        if pattern not in seen:
            seen.add(pattern)
            yield change, pattern


def _all(text: str) -> Iterator[tuple[str, str]]:
    yield "matches anything", ".*"
    tokens = TOKEN.findall(text)
    for n, token in enumerate(tokens):
        before, after, place = "".join(tokens[:n]), "".join(tokens[n + 1 :]), len("".join(tokens[:n]))
        for change, new in _of_token(token):
            yield f"{change} at {place}", before + new + after
    for start, end, more in _alternatives(tokens):
        rest = [*tokens[: start if more else start - 1], *tokens[end + more :]]  # the bar goes with it
        yield f"without alternative {''.join(tokens[start:end])}", "".join(rest)


def _of_token(token: str) -> Iterator[tuple[str, str]]:
    if token in ("^", "$", "?"):
        yield f"without {token}", ""
    elif token in ("*", "+"):
        yield f"without {token}", ""
        yield f"{'+' if token == '*' else '*'} for {token}", "+" if token == "*" else "*"
    elif token == "\\.":
        yield "any character for a dot", "."
    elif token.startswith("{"):
        for n, number in enumerate(numbers := token[1:-1].split(",")):
            for other in (int(number) - 1, int(number) + 1):
                bounds = [*numbers[:n], str(other), *numbers[n + 1 :]]
                if other >= 0 and bounds == sorted(bounds, key=int):
                    yield f"{{{','.join(bounds)}}} for {token}", f"{{{','.join(bounds)}}}"
    elif token.startswith("["):
        start = "[^" if token.startswith("[^") else "["
        members = MEMBER.findall(token[len(start) : -1])
        for n, member in enumerate(members if len(members) > 1 else ()):
            yield f"class without {member!r}", start + "".join([*members[:n], *members[n + 1 :]]) + "]"


def _alternatives(tokens: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Where each alternative starts and ends, and whether one follows it."""
    open_groups: list[list[int]] = [[-1]]  # the token before each alternative
    for n, token in enumerate([*tokens, ")"]):
        if token == "(":
            open_groups.append([n])
        elif token == "|":
            open_groups[-1].append(n)
        elif token == ")":
            bounds = [*open_groups.pop(), n]
            for start, end in pairwise(bounds) if len(bounds) > 2 else ():
                yield start + 1, end, end != n
