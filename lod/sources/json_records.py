"""Find the records of JSON, in a file, a text or another record.  logical source + references -> values of each.

Read first: jsontext.py, jsonpaths.py.  Spec: RML-IO registry (w3id.org/rml/io/registry), JSONPath."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import cast

from lod.errors import LodError, Place, did_you_mean, raise_all
from lod.sources import jsonpaths
from lod.sources.document_faults import AbsentReference, BrokenDocument, BrokenPath, NoSingleValue
from lod.sources.jsontext import Json, JsonText
from lod.sources.model import LogicalSource
from lod.sources.opening import UTF8, opened, opened_bytes

SURROGATE = re.compile("[\ud800-\udfff]")


class JsonRecords:
    """Records of JSON, and what is wrong with them.

    above    those that these are inside of; they know where in the file one is"""

    def __init__(
        self,
        source: LogicalSource,
        references: Sequence[str],
        place_of: Mapping[str, Place],
        above: JsonRecords | None = None,
    ) -> None:
        self._source, self._above = source, above
        self._text: JsonText | None = None  # what is read at the moment
        self._places = [place_of.get(reference, source.place) for reference in references]
        errors: list[LodError] = []
        paths: list[jsonpaths.Path] = []
        places = [place_of.get("", source.place), *self._places]
        for text, place in zip([source.iterator or "$", *references], places, strict=True):
            try:
                paths.append(jsonpaths.parsed(text, place))
            except BrokenPath as error:
                errors.append(error)
        raise_all(errors)
        self._iterator, *self._paths = paths
        self._count = 0
        self._lists = False  # some record is an array
        self._wrong: dict[int, LodError] = {}  # of each reference the first mistake
        # of references not found yet the name lacking, names there
        self._absent: dict[int, tuple[str, set[str]]] = {n: ("", set()) for n, p in enumerate(self._paths) if p.steps}

    def rows(self, file: Path) -> Iterator[list[list[tuple[str, str]]]]:
        """What the references find, record by record."""
        for record in self.of_file(file):
            yield [self.values(number, record) for number in range(len(self._paths))]

    def of_file(self, file: Path) -> Iterator[Json]:
        """The records of a file."""
        self._count = 0
        with opened(file, self._source.path, self._source.compression, self._encoding(file)) as stream:
            yield from self._read(JsonText(stream, self._source.path))

    def of_text(self, text: str) -> Iterator[Json]:
        """The records of a text that is JSON."""
        return self._read(JsonText(StringIO(text), self._source.path))

    def of_record(self, record: object) -> Iterator[Json]:
        """The records inside another one."""
        for found in self._select(self._iterator, cast("Json", record)):
            yield self._counted(found)

    def _read(self, text: JsonText) -> Iterator[Json]:
        self._text = text
        for found in text.records(self._iterator.steps or ()):
            for record in [found] if self._iterator.steps else self._select(self._iterator, found):
                yield self._counted(record)

    def _select(self, path: jsonpaths.Path, value: Json) -> Sequence[Json]:
        try:
            return jsonpaths.select(path, value)
        except RecursionError as error:
            message = "objects and arrays stand too deep inside each other for this path"
            raise BrokenDocument(self.place, language="JSON", message=message, advice="") from error

    def _counted(self, record: Json) -> Json:
        self._count += 1
        self._lists = self._lists or isinstance(record, list)
        return record

    @property
    def count(self) -> int:
        """How many records there were so far."""
        return self._count

    @property
    def place(self) -> Place:
        """Where the record begins that was given last."""
        if self._above:
            return self._above.place
        return self._text.place if self._text else Place(self._source.path)

    def faults(self) -> list[LodError]:
        """What was wrong with the records that were read."""
        errors = list(self._wrong.values())
        for number, (name, keys) in self._absent.items() if self._count else ():
            suggestion = did_you_mean(name, keys)
            if not keys:
                whole = "a record that is a value itself is called $"
                suggestion = "the records are arrays: end the iterator with [*]" if self._lists else whole
            facts = {"source": self._source.path, "reference": self._paths[number].text, "suggestion": suggestion}
            errors.append(AbsentReference(self._places[number], **facts))
        return errors

    def _encoding(self, file: Path) -> str:
        """The encoding that the mapping names; where it names none, the first bytes tell UTF-8, 16 and 32 apart."""
        if self._source.encoding.lower() != UTF8:
            return self._source.encoding
        with opened_bytes(file, self._source.path, self._source.compression) as stream:
            return json.detect_encoding(stream.read(4))

    def values(self, number: int, record: object) -> list[tuple[str, str]]:
        """What the reference with this number, from 0, finds in a record."""
        path = self._paths[number]
        values: list[tuple[str, str]] = []
        found = self._select(path, cast("Json", record))
        for value in found:
            if pair := jsonpaths.natural(value):
                values.append(pair)
                if not pair[0].isascii() and SURROGATE.search(pair[0]):
                    self._wrong.setdefault(number, _half(self.place))
            elif value is not None:
                self._wrong.setdefault(number, self._no_single(number, value, self.place))
        if number in self._absent:
            self._look(number, cast("Json", record), bool(found))
        return values

    def _look(self, number: int, record: Json, found: bool) -> None:
        """Remember what a record has in place of a reference that none has had so far."""
        lacking = None if found else jsonpaths.lacking(self._paths[number], record)
        if lacking is None:
            del self._absent[number]
        else:
            self._absent[number] = (lacking[0], self._absent[number][1] | lacking[1])

    def _no_single(self, number: int, value: Json, where: Place) -> NoSingleValue:
        reference = self._paths[number].text
        if isinstance(value, dict):
            key = next(iter(value), "name")
            what, advice = "an object", f"name a member of it, such as {reference}{_member(key)}"
        else:
            what, advice = "an array", f"write {reference}[*] for each of its values"
        return NoSingleValue(self._places[number], reference=reference, what=what, where=where, advice=advice)


def _member(key: str) -> str:
    return f".{key}" if key.isidentifier() else f"['{key}']"


def _half(place: Place) -> BrokenDocument:
    message = "a text of this record holds half a surrogate pair"
    return BrokenDocument(
        place, language="JSON", message=message, advice="a program cut a character in two: mend the text"
    )
