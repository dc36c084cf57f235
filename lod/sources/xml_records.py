"""Find the records of an XML file.  logical source + references -> values of each reference, record by record.

Read first: xmltext.py, xpaths.py.  Spec: RML-IO registry (w3id.org/rml/io/registry), XPath."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from lod.errors import LodError, Place, did_you_mean, raise_all
from lod.sources import xmltext, xpaths
from lod.sources.document_faults import AbsentReference, BrokenPath
from lod.sources.model import LogicalSource
from lod.sources.opening import UTF8, opened, opened_bytes

ROOT = "/*"
LOOKED_AT = 1000  # records whose names are remembered for suggestions


class _AsUtf8:
    """A text as the bytes that the parser reads; libxml2 does not know all the encodings that Python knows."""

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def read(self, size: int) -> bytes:
        return self._text.read(max(size // 4, 1)).encode()


class XmlRecords:
    """The records of an XML file, and what is wrong with them."""

    def __init__(
        self, source: LogicalSource, file: Path, references: Sequence[str], place_of: Mapping[str, Place]
    ) -> None:
        self._source, self._file = source, file
        self._places = [place_of.get(reference, source.place) for reference in references]
        whole = source.iterator.strip() in ("", "/")
        path = source.iterator.strip()
        path = ROOT if whole else f"/{path}" if xpaths.PLAIN_PATH.fullmatch(f"/{path}") else path
        wanted = xpaths.used_prefixes([path, *references])
        self._namespaces = self._prefixes(wanted) if wanted else {}
        errors: list[LodError] = []
        compiled: list[xpaths.Expression] = []
        texts = [path, *(_from_document(r) if whole else r for r in references)]
        places = [place_of.get("", source.place), *self._places]
        for text, place, written in zip(texts, places, [source.iterator, *references], strict=True):
            try:
                compiled.append(xpaths.compiled(text, place, self._namespaces, written))
            except BrokenPath as error:
                errors.append(error)
        raise_all(errors)
        self._iterator, *self._references = compiled
        inside = not whole and all(expression.plain for expression in self._references)
        self._steps = xpaths.steps_of(path, self._namespaces) if inside else None
        self._place = places[0]
        self._count = 0
        self._absent: dict[int, set[str]] = {}  # of references not found yet the names that records have

    def rows(self) -> Iterator[list[list[tuple[str, str]]]]:
        """What the references find, record by record; all of it are strings."""
        self._absent = {n: set() for n, expression in enumerate(self._references) if expression.plain}
        for record in self._records():
            self._count += 1
            row = [xpaths.select(expression, record) for expression in self._references]
            for number in [n for n in self._absent if row[n]]:
                del self._absent[number]
            if self._absent and self._count <= LOOKED_AT:
                names = set(xpaths.names(record))
                self._absent = {number: known | names for number, known in self._absent.items()}
            yield [[(text, "") for text in texts] for texts in row]

    def faults(self) -> list[LodError]:
        """What was wrong with the records that were read."""
        return [
            AbsentReference(
                self._places[number],
                source=self._source.path,
                reference=self._references[number].text,
                suggestion=did_you_mean(self._references[number].text, known),
            )
            for number, known in self._absent.items()
            if self._count
        ]

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, str, str]]:
        """The stream, its name in messages, and its encoding if the file does not say it itself."""
        shown, compression, encoding = self._source.path, self._source.compression, self._source.encoding
        if encoding.lower() == UTF8:
            with opened_bytes(self._file, shown, compression) as stream:
                yield stream, shown, ""
        else:
            with opened(self._file, shown, compression, encoding) as text:
                yield cast("BinaryIO", _AsUtf8(text)), shown, UTF8

    def _prefixes(self, wanted: Collection[str]) -> Mapping[str, str]:
        with self._opened() as opening:
            return xmltext.prefixes(*opening, wanted)

    def _records(self) -> Iterator[xpaths.Node]:
        with self._opened() as opening:
            if self._steps is not None:
                yield from xmltext.elements(*opening, self._steps)
                return
            root = xmltext.tree(*opening)
        found = self._iterator.query(root)
        if not isinstance(found, list):
            message, advice = "it gives a value, no records", "an iterator selects elements, such as /people/person"
            raise BrokenPath(self._place, language="XPath", path=self._iterator.text, message=message, advice=advice)
        yield from (node for node in found if isinstance(node, xpaths.Node))


def _from_document(reference: str) -> str:
    """A reference whose record is the document itself; XPath here takes the root element for it."""
    return f"/{reference}" if xpaths.PLAIN_REFERENCE.fullmatch(reference) and reference != "." else reference
