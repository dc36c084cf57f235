"""Keep what a long run has found, so that an interrupted one goes on.  rows of an entity <-> lines of a file.

The first line says what the rows were made from; of other inputs nothing is taken over.  A line is whole or is
not there: what a killed run has written last may be cut off."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from lod.links.model import Link


class Journal:
    """The rows of the entities that are done.  Use it in a `with` block."""

    def __init__(self, file: Path, inputs: str) -> None:
        self.file, self.inputs = file, inputs
        self.done: dict[str, tuple[Link, ...]] = {}

    def __enter__(self) -> Journal:
        """Take over what an interrupted run with the same inputs has found."""
        lines = self.file.read_bytes().split(b"\n")[:-1] if self.file.is_file() else []  # the last may be cut off
        if lines and lines[0].decode("utf-8", "replace") == self.inputs:
            for line in lines[1:]:
                subject, rows = json.loads(line)
                self.done[subject] = tuple(_link(row) for row in rows)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        whole = [json.dumps([subject, _rows(links)]) for subject, links in self.done.items()]
        self._out = self.file.open("w", encoding="utf-8", newline="\n")
        self._out.write("".join(line + "\n" for line in (self.inputs, *whole)))
        self._out.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trail: TracebackType | None
    ) -> None:
        """Keep the file for the next run if this one has not come to its end."""
        self._out.close()
        if error is None:
            self.file.unlink(missing_ok=True)

    def keep(self, subject: str, rows: tuple[Link, ...]) -> tuple[Link, ...]:
        """Write down what was found for an entity."""
        self.done[subject] = rows
        self._out.write(json.dumps([subject, _rows(rows)]) + "\n")
        self._out.flush()
        return rows


def _rows(links: tuple[Link, ...]) -> list[dict[str, object]]:
    return [{**asdict(link), "confidence": str(link.confidence)} for link in links]


def _link(row: dict[str, str]) -> Link:
    return Link(**{**row, "confidence": Decimal(row["confidence"])})  # type: ignore[arg-type]  # as _rows wrote it
