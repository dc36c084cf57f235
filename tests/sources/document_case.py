"""A file in a folder of its own, to be read as JSON or XML with references.  For the tests of documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.errors import Failed, Place
from lod.sources import documents
from lod.sources.model import Cell, Field, Formulation, LogicalSource, Value


class Case:
    """A file in a folder of its own, to be read with references."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(
        self, kind: Formulation, data: str | bytes, iterator: str, *references: str, **how: str
    ) -> tuple[tuple[Field, ...], list[list[Cell]]]:
        file = self.folder / f"people.{kind}"
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        nulls = tuple(how.pop("nulls").split()) if "nulls" in how else ("",)
        source = LogicalSource(file.name, kind, "", Place("m.ttl", 1), iterator=iterator, nulls=nulls, **how)  # type: ignore[arg-type]
        places = {"": Place("m.ttl", 2, 1), **{r: Place("m.ttl", n, 1) for n, r in enumerate(references, 3)}}
        records = documents.read(source, file, references, places)
        return records.fields, [
            list(row)
            for batch in records.batches
            for row in (zip(*batch.cells, strict=True) if batch.cells else [()] * batch.count)
        ]

    def rows(
        self, kind: Formulation, data: str | bytes, iterator: str, *references: str, **how: str
    ) -> list[list[Cell]]:
        return self.read(kind, data, iterator, *references, **how)[1]

    def fault(self, kind: Formulation, data: str | bytes, iterator: str, *references: str, **how: str) -> str:
        with pytest.raises(Failed) as caught:
            self.read(kind, data, iterator, *references, **how)
        return str(caught.value)


def values(cell: Cell, field: Field) -> list[Value]:
    if cell is None:
        return []
    return list(cell) if field.many else [cell]  # type: ignore[list-item]
