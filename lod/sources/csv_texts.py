"""Find the records of CSV that is the value of a field.  text -> values of each reference, record by record.

Spec: RFC 4180; RML-LV section 4.4 (w3id.org/rml/lv/spec), Field reference formulations."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import cast

from lod.errors import BadQuoting, LodError, Place, RaggedRow, UnknownColumn, raise_all
from lod.sources.model import LogicalSource

csv.field_size_limit(sys.maxsize)  # a long cell is no broken quote


class CsvTexts:
    """The records of texts that are CSV, each with a header of its own; an empty text holds none."""

    def __init__(self, source: LogicalSource, references: Sequence[str], place_of: Mapping[str, Place]) -> None:
        self._source, self._references, self._place_of = source, references, place_of
        self._count = 0

    def of_text(self, text: str) -> Iterator[dict[str, str]]:
        """The records of a text.

        raises   Failed with M104, T204, T205"""
        shown = self._source.path
        rows = csv.reader(StringIO(text, newline=""), strict=True)
        try:
            header = next(rows, [])
            if header:
                raise_all(self._unknown(header))
            for row in rows:
                if row and len(row) != len(header):
                    raise_all([RaggedRow(Place(shown, rows.line_num), found=len(row), expected=len(header))])
                if row:
                    self._count += 1
                    yield dict(zip(header, row, strict=True))
        except csv.Error as error:
            raise_all([BadQuoting(Place(shown, rows.line_num), message=str(error))])

    def of_record(self, record: object) -> Iterator[object]:
        """Nothing: a row holds no records."""
        return iter(())

    def values(self, number: int, record: object) -> list[tuple[str, str]]:
        """What the reference with this number, from 0, finds in a record."""
        cell = cast("dict[str, str]", record)[self._references[number]]
        return [] if cell in self._source.nulls else [(cell, "")]

    def faults(self) -> list[LodError]:
        """Nothing: what is wrong stops at once."""
        return []

    @property
    def count(self) -> int:
        """How many records there were so far."""
        return self._count

    def _unknown(self, header: Sequence[str]) -> list[LodError]:
        columns = ", ".join(header)
        return [
            UnknownColumn(self._place_of.get(r), column=r, source=self._source.path, columns=columns)
            for r in self._references
            if r not in header
        ]
