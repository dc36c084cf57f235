"""Find the records of XML, in a file, a text or another record.  logical source + references -> values of each.

Read first: xmltext.py, xpaths.py.  Spec: RML-IO registry (w3id.org/rml/io/registry), XPath."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
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
    """Records of XML, and what is wrong with them.

    above    those that these are inside of
    inner    the expressions of records inside these: they are asked of the same document"""

    def __init__(  # noqa: PLR0913
        self,
        source: LogicalSource,
        references: Sequence[str],
        place_of: Mapping[str, Place],
        above: XmlRecords | None = None,
        inner: Sequence[str] = (),
        file: Path | None = None,
    ) -> None:
        self._source = source
        self._places = [place_of.get(reference, source.place) for reference in references]
        self._whole = source.iterator.strip() in ("", "/") and above is None
        path = source.iterator.strip()
        if above is None:
            path = ROOT if self._whole else f"/{path}" if xpaths.PLAIN_PATH.fullmatch(f"/{path}") else path
        wanted = xpaths.used_prefixes([path, *references, *inner])
        known = dict(source.namespaces) if above is None else {**above.namespaces, **dict(source.namespaces)}
        missing = wanted - known.keys()
        self.namespaces: Mapping[str, str] = {**self._prefixes(file, missing), **known} if missing and file else known
        errors: list[LodError] = []
        compiled: list[xpaths.Expression] = []
        texts = [path, *(_from_document(r) if self._whole else r for r in references)]
        places = [place_of.get("", source.place), *self._places]
        for text, place, written in zip(texts, places, [source.iterator, *references], strict=True):
            try:
                compiled.append(xpaths.compiled(text, place, self.namespaces, written))
            except BrokenPath as error:
                errors.append(error)
        raise_all(errors)
        self._iterator, *self._references = compiled
        stays = all(expression.plain for expression in self._references)
        stays = stays and all(xpaths.PLAIN_REFERENCE.fullmatch(text.strip()) for text in inner)
        self._steps = xpaths.steps_of(path, self.namespaces) if stays and not self._whole else None
        self._place = places[0]
        self._count = 0
        # of references not found yet the names that records have
        self._absent: dict[int, set[str]] = {n: set() for n, e in enumerate(self._references) if e.plain}

    def rows(self, file: Path) -> Iterator[list[list[tuple[str, str]]]]:
        """What the references find, record by record; all of it are strings."""
        for record in self.of_file(file):
            yield [self.values(number, record) for number in range(len(self._references))]

    def of_file(self, file: Path) -> Iterator[xpaths.Node]:
        """The records of a file."""
        self._count = 0
        with self._opened(file) as opening:
            if self._steps is not None:
                for element in xmltext.elements(*opening, self._steps):
                    self._count += 1
                    yield element
                return
            root = xmltext.tree(*opening)
        yield from self.of_record(root)

    def of_text(self, text: str) -> Iterator[xpaths.Node]:
        """The records of a text that is XML."""
        return self.of_record(xmltext.tree(BytesIO(text.encode()), self._source.path, UTF8))

    def of_record(self, record: object) -> Iterator[xpaths.Node]:
        """The records inside another one."""
        node = cast("xpaths.Node", record)
        found = [] if isinstance(node, str) else self._iterator.query(node)
        if not isinstance(found, list):
            message, advice = "it gives a value, no records", "an iterator selects elements, such as /people/person"
            raise BrokenPath(self._place, language="XPath", path=self._iterator.text, message=message, advice=advice)
        for inner in found:
            if isinstance(inner, xpaths.Node):
                self._count += 1
                yield inner

    def values(self, number: int, record: object) -> list[tuple[str, str]]:
        """What the reference with this number, from 0, finds in a record."""
        node = cast("xpaths.Node", record)
        texts = xpaths.select(self._references[number], node)
        if number in self._absent:
            if texts:
                del self._absent[number]
            elif self._count <= LOOKED_AT:
                self._absent[number].update(xpaths.names(node))
        return [(text, "") for text in texts]

    @property
    def count(self) -> int:
        """How many records there were so far."""
        return self._count

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
    def _opened(self, file: Path) -> Iterator[tuple[BinaryIO, str, str]]:
        """The stream, its name in messages, and its encoding if the file does not say it itself."""
        shown, compression, encoding = self._source.path, self._source.compression, self._source.encoding
        if encoding.lower() == UTF8:
            with opened_bytes(file, shown, compression) as stream:
                yield stream, shown, ""
        else:
            with opened(file, shown, compression, encoding) as text:
                yield cast("BinaryIO", _AsUtf8(text)), shown, UTF8

    def _prefixes(self, file: Path, wanted: Collection[str]) -> Mapping[str, str]:
        with self._opened(file) as opening:
            return xmltext.prefixes(*opening, wanted)


def _from_document(reference: str) -> str:
    """A reference whose record is the document itself; XPath here takes the root element for it."""
    return f"/{reference}" if xpaths.PLAIN_REFERENCE.fullmatch(reference) and reference != "." else reference
