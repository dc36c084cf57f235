"""Write and read text files that may be packed.  Path -> stream of text; what the ending of its name says.

Packing the same text gives the same bytes: no time, no name of a file and no machine is noted.
Spec: RFC 1952 (gzip), RFC 8878 (Zstandard)."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENDINGS = {"gzip": ".gz", "zstd": ".zst"}
KINDS = {ending: kind for kind, ending in ENDINGS.items()}
LEVELS = {".gz": 6, ".zst": 3}
BUFFER = 1 << 20  # bytes
PARTS = "part-*.nq"  # the files of a folder that are, one after the other, one file
VERSION = zstd.zstd_version  # of the library: another one may pack the same text into other bytes
BROKEN = (gzip.BadGzipFile, EOFError, zlib.error, zstd.ZstdError)


@contextmanager
def writing(file: Path) -> Iterator[TextIO]:
    """A new file of UTF-8 with line feeds, packed if its name ends so."""
    with ExitStack() as stack:
        raw = stack.enter_context(file.open("wb"))
        packed = _packer(raw, file.suffix)
        if packed:
            stack.enter_context(packed)
        yield stack.enter_context(io.TextIOWrapper(io.BufferedWriter(packed or raw, BUFFER), "utf-8", newline="\n"))


@contextmanager
def writing_bytes(file: Path) -> Iterator[IO[bytes]]:
    """A new file of bytes, packed if its name ends so."""
    with ExitStack() as stack:
        raw = stack.enter_context(file.open("wb"))
        packed = _packer(raw, file.suffix)
        yield stack.enter_context(packed) if packed else raw


class Frames:
    """A new file of UTF-8 with line feeds in frames, each packed for itself, so that any of them can be replaced.

    Packed frames in a row are a packed file (RFC 1952 section 2.2, RFC 8878 section 3); what is not packed is
    cut in the same way.  Use it in a `with` block."""

    def __init__(self, file: Path) -> None:
        self.spans: list[tuple[int, int]] = []  # of every frame where it starts and how long it is, in bytes
        self._ending = file.suffix
        self._raw: IO[bytes] = file.open("wb")
        self._frame: IO[bytes] | None = None  # that is being written

    def __enter__(self) -> Frames:
        return self

    def __exit__(self, kind: object, error: object, trail: object) -> None:
        try:
            if kind is None:
                self.end()
                if not self.spans:
                    self.write("")  # a packed file of nothing is not empty
                    self.end()
            elif self._frame is not None and self._frame is not self._raw:
                with suppress(OSError):  # what cannot be written cannot be ended
                    self._frame.close()
        finally:
            self._raw.close()

    def write(self, text: str) -> None:
        """Add to the frame; the first text begins it."""
        if self._frame is None:
            self._frame = _packer(self._raw, self._ending) or self._raw
        self._frame.write(text.encode())

    def end(self) -> None:
        """End the frame, if one has begun."""
        if self._frame is None:
            return
        if self._frame is not self._raw:
            self._frame.close()
        self._frame = None
        self._ended()

    def copy(self, source: IO[bytes], start: int, length: int) -> None:
        """Take over a frame of another file as it is; no frame may have begun.

        raises   EOFError if the other file is shorter"""
        source.seek(start)
        left = length
        while left:
            data = source.read(min(left, BUFFER))
            if not data:
                raise EOFError
            self._raw.write(data)
            left -= len(data)
        self._ended()

    def _ended(self) -> None:
        start = sum(self.spans[-1]) if self.spans else 0
        self.spans.append((start, self._raw.tell() - start))


def _packer(raw: IO[bytes], ending: str) -> IO[bytes] | None:
    if ending == ".gz":
        return cast("IO[bytes]", gzip.GzipFile("", "wb", LEVELS[ending], raw, mtime=0))
    if ending == ".zst":
        return cast("IO[bytes]", zstd.ZstdFile(raw, "wb", level=LEVELS[ending]))
    return None


def parts(file: Path) -> list[Path]:
    """The partitions of a folder in their order; a file is the only one of itself."""
    return sorted(file.glob(PARTS), key=lambda p: (len(p.name), p.name)) if file.is_dir() else [file]


class _Chain(io.RawIOBase):
    """Files that are read one after the other."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.left = iter(files)
        self.now: IO[bytes] = io.BytesIO()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        data = memoryview(buffer)
        while not (got := self.now.read(len(data))):
            self.now.close()
            following = next(self.left, None)
            if following is None:
                self.now = io.BytesIO()
                return 0
            self.now = following.open("rb")
        data[: len(got)] = got
        return len(got)

    def close(self) -> None:
        self.now.close()
        super().close()


def opened(file: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if its name ends so, or of a folder of partitions.

    Reading raises BROKEN where they are damaged."""
    if file.is_dir():
        return io.BufferedReader(_Chain(parts(file)), BUFFER)
    kind = KINDS.get(file.suffix.lower())
    return unpacking(file, kind) if kind else file.open("rb")


def unpacking(packed: Path | IO[bytes], kind: str) -> IO[bytes]:
    """The bytes of a file or an open one that is packed.

    kind   gzip or zstd"""
    return cast("IO[bytes]", gzip.open(packed) if kind == "gzip" else zstd.open(packed))


def unpacked(name: str) -> str:
    """The name of a file before it was packed.

    >>> unpacked("all.nq.zst"), unpacked("all.nq")
    ('all.nq', 'all.nq')
    """
    ending = Path(name).suffix
    return name.removesuffix(ending) if ending in LEVELS else name
