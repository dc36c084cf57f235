"""The nouns of a patch: why there is none, and what has changed in a table.  Values only."""

from __future__ import annotations

from dataclasses import dataclass

from lod.sources.model import Table


class Unusual(Exception):
    """Something that a patch does not know how to do, or need not: a full build does it.  Says what."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table as they stand in its file."""

    start: int  # byte
    length: int  # bytes
    digest: str
    head: bytes  # the first bytes
    line: int  # of the file, from 1, at which it begins; a row begins there


@dataclass(frozen=True, slots=True)
class Region:
    """Where a file differs from the one before: what stands there now, and which lines stood there."""

    start: int  # byte of the file now
    end: int
    first: int  # line of the file before
    last: int  # the line after the last; 0: to the end
    shift: int  # lines by which all after it has moved on, compared with the file before


@dataclass(frozen=True, slots=True)
class Edit:
    """One place of a table that has been changed."""

    region: Region
    now: Table  # the rows there, with the lines that they have now


@dataclass(frozen=True, slots=True)
class Edited:
    """A table that has been changed."""

    source: int
    path: str
    digest: str
    edits: tuple[Edit, ...]
