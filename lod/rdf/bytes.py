"""Read the bytes of an RDF file, unpacked and checked.  Path -> blocks of valid UTF-8; the only I/O on foreign files.

What no parser should have to meet is refused here, with the place of the byte: text that is not UTF-8, binary files,
broken archives, and XML entities that would unfold into more than memory holds.
Spec: RFC 3629 (UTF-8), XML 1.0 section 4.2."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from types import TracebackType

from lod import packing
from lod.errors import Failed, NoAccess, NoSuchFile, Place
from lod.rdf.faults import BrokenArchive, NotAFile, NotText, UnsafeEntity

BLOCK = 1 << 18
MOST = 300  # characters an entity may stand for: namespaces are shorter, and a file can use one thousands of times
ENTITY = re.compile(rb'<!ENTITY\s+(?:%%\s+)?([^\s"]+)\s+"([^"]{0,%d})' % (MOST * 4 + 1))
NESTED = re.compile(rb"&(?!#|(?:amp|lt|gt|quot|apos);)")


class Bytes:
    """A file as a stream of bytes; what is wrong with them is raised where it is met.

    raises   Failed with C106, R405, R406, R409, R411, S709"""

    def __init__(self, file: Path, entities: bool = False) -> None:
        self.file, self.entities = file, entities
        self.done = 0  # bytes read so far
        self.marked = False  # whether it begins with a byte order mark
        self.more = True  # until the end is met
        self.tail = b""  # the end of the last block: a declaration may go over into the next
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        if file.is_dir():
            raise Failed([NotAFile(file=str(file))])
        try:
            self.raw = packing.opened(file)
        except FileNotFoundError as error:
            raise Failed([NoSuchFile(file=str(file), suggestion="check its name")]) from error
        except OSError as error:
            raise Failed([NoAccess(file=str(file), message=error.strerror or str(error))]) from error

    def __enter__(self) -> Bytes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trail: TracebackType | None
    ) -> None:
        self.raw.close()

    def read(self, size: int = BLOCK) -> bytes:
        """The next bytes, at most `size` of them; none at the end of the file."""
        block = self._unpacked(size if size > 0 else BLOCK)
        self._check_text(block)
        if self.entities:
            self._check_entities(block)
        begins = self.done == 0
        self.done += len(block)
        self.more = bool(block)
        if begins and block.startswith(codecs.BOM_UTF8):
            self.marked = True
            return block[len(codecs.BOM_UTF8) :] or self.read(size)
        return block

    def _unpacked(self, size: int) -> bytes:
        try:
            block = self.raw.read(size)
            return block + self.raw.read(3) if self.done == 0 and len(block) < 3 else block  # a whole mark, if any
        except packing.BROKEN as error:
            raise Failed([BrokenArchive(Place(str(self.file)), message=str(error))]) from error
        except OSError as error:
            raise Failed([NoAccess(file=str(self.file), message=error.strerror or str(error))]) from error

    def _check_text(self, block: bytes) -> None:
        before = len(self.decoder.getstate()[0])
        try:
            if before or not block or not block.isascii():  # most blocks are ASCII, and that is told much faster
                self.decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            position = self.done - before + error.start
            raise self._no_text(position, f"not UTF-8 (0x{error.object[error.start]:02X})") from error
        zero = block.find(b"\0")
        if zero >= 0:
            raise self._no_text(self.done + zero, "zero: this is a binary file")

    def _no_text(self, position: int, what: str) -> Failed:
        return Failed([NotText(Place(str(self.file)), position=position, what=what)])

    def _check_entities(self, block: bytes) -> None:
        text = self.tail + block
        for match in ENTITY.finditer(text):
            name, value = match[1].decode(errors="replace"), match[2]
            what = f"stands for more than {MOST} characters" if len(value.decode(errors="ignore")) > MOST else ""
            what = "is made of other entities" if NESTED.search(value) else what
            if what:
                raise Failed([UnsafeEntity(Place(str(self.file)), name=name, what=what, most=MOST)])
        self.tail = text[-MOST * 8 :]


def first_bytes(file: Path) -> bytes:
    """How a file begins; nothing where even this cannot be read."""
    try:
        with Bytes(file) as opened:
            return opened.read(512)
    except Failed:
        return b""
