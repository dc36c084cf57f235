"""The noun of a source: a table.  Values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ROW_COLUMNS = ("_row", "_rows")  # the columns by which tables and views in the workbench say where they come from


def stem(path: str) -> str:
    """How views call a table or view: the file's name up to the first dot.

    >>> stem("mappings/wikidata.sssom.tsv")
    'wikidata'
    """
    return path.rsplit("/", 1)[-1].split(".")[0]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as text: header and rows, each row with its line in the file."""

    path: str  # relative to the dataset, e.g. mappings/facts/persons.csv
    digest: str  # SHA-256 of the file, hexadecimal
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # each as long as columns; an empty cell is ""
    lines: tuple[int, ...]  # of each row, from 1; the header is line 1

    @property
    def name(self) -> str:
        return stem(self.path)

    @property
    def key(self) -> str:
        """The column that identifies a row: the first, if its name ends in _id; else none."""
        return self.columns[0] if self.columns[0].endswith("_id") else ""

    def records(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """The rows as line number and cells by column name."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield line, dict(zip(self.columns, row, strict=True))
