"""Find where a cell begins on its line.  text of a table + line and column name -> character; pure.

Read first: sources/tables.py, which has already found the table well formed.  Spec: RFC 4180."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

CELL = {separator: re.compile(rf'"(?:[^"]|"")*"|[^"{separator}\r\n][^{separator}\r\n]*|') for separator in ",\t"}


def begins(text: str, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    r"""Find cells in a table.

    text     the whole file: commas, or tabs after comment lines that begin with #
    wanted   line of a row, from 1, and name of a column
    returns  character on that line, from 1; cells that begin on another line, or are not there, are left out
    >>> begins('id,note,name\na,"x, y",Ada\n', [(2, "name")])
    {(2, 'name'): 10}
    """
    lines = re.findall(r"[^\r\n]*(?:\r\n?|\n|$)", text.removeprefix("\ufeff"))
    head = next((line for line in lines if not line.startswith("#")), "")
    separator = "\t" if "\t" in head else ","
    names = next(csv.reader([head], delimiter=separator), [])
    found: dict[tuple[int, str], int] = {}
    for line, name in wanted:
        if name in names and 0 < line <= len(lines):
            at = _begin(lines[line - 1], names.index(name), separator)
            found |= {(line, name): at + 1} if at >= 0 else {}
    return found


def _begin(line: str, number: int, separator: str) -> int:
    at = 0
    for _ in range(number):
        cell = CELL[separator].match(line, at)
        at = cell.end() if cell else len(line)
        if line[at : at + 1] != separator:  # the row goes on on the next line
            return -1
        at += 1
    return at
