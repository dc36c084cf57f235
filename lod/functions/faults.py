"""What can be wrong with the call of a function.  facts about a mistake -> one line a curator can act on; pure."""

from __future__ import annotations

from collections.abc import Iterable

from lod.errors import LodError, did_you_mean
from lod.functions.model import local


class UnknownFunction(LodError):
    code, template, hint = "M115", "there is no function {function}", "{suggestion}"


class WrongArguments(LodError):
    code, template, hint = "M116", 'the function "{function}" {message}', "{expected}"


def nearest(iri: str, known: Iterable[str]) -> str:
    """Name the known IRI whose last part is nearest, one of the same namespace before others; empty if none is near.

    >>> nearest("urn:a/slugg", ["urn:a/slug", "urn:b/slug"])
    'did you mean urn:a/slug?'
    """
    space = iri.removesuffix(local(iri))
    names: dict[str, str] = {}
    for other in sorted(known, key=lambda other: not other.startswith(space)):
        names.setdefault(local(other), other)
    lowered = {name.lower(): name for name in reversed(names)}
    word = local(iri).lower()
    near = did_you_mean(word, lowered)
    if not near.startswith("did"):
        return ""
    return f"did you mean {names[lowered[near.removeprefix('did you mean ').strip(chr(34) + '?')]]}?"
