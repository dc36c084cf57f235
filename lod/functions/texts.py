"""Trim, replace, take apart and encode.  text -> text; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lod.functions.model import Function, strict
from lod.functions.names import OWN, RESULT, TEXT, need
from lod.functions.sql import quoted
from lod.terms import uri_safe

# the characters with Unicode's property White_Space
WHITE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
INDEX = re.compile(r"-?[1-9][0-9]{0,8}")


def trim(text: str) -> str:
    r"""The text without white space at its ends.

    source   Unicode, property White_Space
    >>> trim("\u00a0Santiago \n")
    'Santiago'
    """
    return text.strip(WHITE)


def trim_sql(arguments: Sequence[str]) -> str:
    """`trim` in SQL."""
    return f"trim({arguments[0]}, {quoted(WHITE)})"


def replace(text: str, find: str, replacement: str) -> str:
    """Each occurrence of a text replaced; an empty one occurs nowhere.

    >>> replace("a-b-c", "-", "/")
    'a/b/c'
    """
    return text.replace(find, replacement) if find else text


def replace_sql(arguments: Sequence[str]) -> str:
    """`replace` in SQL."""
    return f"replace({', '.join(arguments)})"


def part(text: str, separator: str, index: str) -> str | None:
    """The part of a text between two separators.

    index    1 is the first part, -1 the last
    returns  None where there is no such part, for an empty separator and for an index that is no such number
    >>> part("Allende; Neruda", "; ", "-1")
    'Neruda'
    """
    if not separator or index_fault(index):
        return None
    parts, number = text.split(separator), int(index)
    number = number - 1 if number > 0 else len(parts) + number
    return parts[number] if 0 <= number < len(parts) else None


def part_sql(arguments: Sequence[str]) -> str:
    """`part` in SQL."""
    text, separator, index = arguments
    number = f"CAST(CASE WHEN regexp_full_match({index}, {quoted(INDEX.pattern)}) THEN {index} END AS INTEGER)"
    return f"CASE WHEN {separator} <> '' THEN string_split({text}, {separator})[{number}] END"


def index_fault(index: str) -> str:
    """Say what keeps a text from being an index; empty if nothing does."""
    return "" if INDEX.fullmatch(index) else "an index is 1, 2, … from the start, or -1, -2, … from the end"


def separator_fault(separator: str) -> str:
    """Say what keeps a text from being a separator; empty if nothing does."""
    return "" if separator else "a separator has at least one character"


def percent_encode_sql(arguments: Sequence[str]) -> str:
    """`uri_safe` in SQL."""
    return f"url_encode({arguments[0]})"


FUNCTIONS = (
    strict(Function(OWN + "trim", (TEXT,), trim, trim_sql, outputs=RESULT)),
    strict(Function(OWN + "replace", (TEXT, need("find"), need("replacement")), replace, replace_sql, outputs=RESULT)),
    strict(
        Function(
            OWN + "part",
            (TEXT, need("separator", separator_fault), need("index", index_fault)),
            part,
            part_sql,
            outputs=RESULT,
        )
    ),
    strict(Function(OWN + "percent-encode", (TEXT,), uri_safe, percent_encode_sql, outputs=RESULT)),
)
