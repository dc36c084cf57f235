"""Take a template apart.  "id/{a}-{b}" -> texts and references; pure.

Spec: RML-Core "Template-Valued Term Maps": references stand in braces, a backslash escapes a brace."""

from __future__ import annotations

import re

from lod.errors import BadTemplate, Place
from lod.mapping.model import Part, Reference

PIECE = re.compile(r"\\[{}\\]|\{((?:\\[{}\\]|[^{}\\])*)\}|[^{}\\]+")


def parts(text: str, place: Place) -> tuple[Part, ...] | BadTemplate:
    """Split a template into literal texts and references, in order.

    returns  the parts, neighbouring texts joined; or what is wrong with the template
    >>> parts("id/{a}", Place("m.ttl"))
    ('id/', Reference(column='a'))
    """
    if not text:
        return BadTemplate(place, text=text, message="it is empty")
    found: list[Part] = []
    at = 0
    while at < len(text):
        match = PIECE.match(text, at)
        if match is None or match.group(1) == "":
            why = "a brace or backslash stands alone" if match is None else "a reference is empty"
            return BadTemplate(place, text=text, message=f"{why} at character {at + 1}")
        at = match.end()
        if match.group(1) is not None:
            found.append(Reference(re.sub(r"\\([{}\\])", r"\1", match.group(1))))
            continue
        piece = match.group()[1:] if match.group()[0] == "\\" else match.group()
        if found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)
