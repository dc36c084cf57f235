"""Open a source file as it is kept.  file + compression + encoding -> stream of text or bytes.

Nothing is held in memory.  A mistake shows when its place in the file is reached, so read inside the `with`: it says
what the stream finds there in our words.  Spec: RML-IO (w3id.org/rml/io/spec), Compression and Encoding."""

from __future__ import annotations

import codecs
import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from encodings.aliases import aliases
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from lod import packing
from lod.errors import LodError, NoSuchFile, Place, did_you_mean

ENDINGS = {**packing.KINDS, ".zip": "zip"}
PIECE = 1 << 18  # bytes
UTF8 = "utf-8"
MARKS = {  # encoding -> the byte order mark that may stand in front; utf-16 and utf-32 look for theirs themselves
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
NO_TEXT = ("_codec", "rot_13")  # how the encodings are called in Python that are none of texts
# what the readers of compressed files raise; zipfile says RuntimeError of a password, NotImplementedError of a method
BROKEN = (*packing.BROKEN, zipfile.BadZipFile, RuntimeError)


class UnknownEncoding(LodError):
    code, template, hint = "T220", 'there is no encoding "{name}"', "{suggestion}"


class WrongEncoding(LodError):
    code, template = "T221", "byte {position} is not {encoding} (0x{byte:02X})"
    hint = "save the file as {encoding}, or name its encoding in the mapping"


class BrokenCompression(LodError):
    code, template = "T222", "this file cannot be unpacked as {compression}: {message}"
    hint = "get or make it again"


class NotOneFile(LodError):
    code, template = "T223", "this zip file holds {names}"
    hint = "it must hold exactly one file"


class _Guarded(io.RawIOBase):
    """A decompressed stream that says what is wrong with the file in our words."""

    def __init__(self, stream: IO[bytes], compression: str, shown: str) -> None:
        self._stream, self._compression, self._shown = stream, compression, shown

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            read = self._stream.read(len(buffer))
        except BROKEN as error:
            raise _broken(error, self._compression, self._shown) from error
        buffer[: len(read)] = read
        return len(read)


def opened_bytes(file: Path, shown: str, compression: str) -> AbstractContextManager[BinaryIO]:
    """Open a file for its bytes.

    file         the file; shown: its name in messages
    compression  gzip, zstd, zip, none, or "": what the ending of its name says
    raises       NoSuchFile (C106), NotOneFile (T223); while reading BrokenCompression (T222)
    """
    return _bytes(file, shown, _kind(file, compression))


def opened(file: Path, shown: str, compression: str, encoding: str) -> AbstractContextManager[TextIO]:
    """Open a file for its text, line ends as they are, without a byte order mark.

    encoding     a name that Python knows, such as utf-8 or latin-1
    raises       UnknownEncoding (T220) and what `opened_bytes` raises; while reading WrongEncoding (T221)
    """
    return _text(file, shown, _kind(file, compression), _codec(encoding, shown))


def unpacked(file: Path, shown: str, compression: str, encoding: str, folder: Path) -> Path:
    """Give a file that programs can read by its name: not compressed, and in UTF-8.

    returns  the file itself where it is both, else a copy in the folder
    raises   what `opened` raises
    """
    kind, codec = _kind(file, compression), _codec(encoding, shown)
    if kind == "none" and codec == UTF8 and file.is_file():
        return file
    name = file.name.removesuffix(file.suffix) if file.suffix.lower() in ENDINGS else file.name
    digest = hashlib.sha256(f"{file.absolute()}\n{kind}\n{codec}".encode()).hexdigest()[:16]
    copy = folder / f"{digest}-{name}"
    whole = False
    try:
        with _text(file, shown, kind, codec) as text, copy.open("w", encoding=UTF8, newline="") as out:
            while piece := text.read(PIECE):
                out.write(piece)
        whole = True
    finally:
        if not whole:
            copy.unlink(missing_ok=True)  # half a copy must not be taken for a file
    return copy


@contextmanager
def _bytes(file: Path, shown: str, kind: str) -> Iterator[BinaryIO]:
    if not file.is_file():
        names = [p.name for p in file.parent.iterdir() if p.is_file()] if file.parent.is_dir() else []
        raise NoSuchFile(Place(shown), file=shown, suggestion=did_you_mean(file.name, names))
    if kind != "none" and not file.stat().st_size:
        raise BrokenCompression(Place(shown), compression=kind, message="it is empty")
    if kind == "none":
        with file.open("rb") as plain:
            yield plain
    elif kind == "zip":
        with _member(file, shown) as stream, io.BufferedReader(_Guarded(stream, kind, shown), PIECE) as reader:
            yield reader
    else:
        with packing.unpacking(file, kind) as stream, io.BufferedReader(_Guarded(stream, kind, shown), PIECE) as reader:
            yield reader


@contextmanager
def _member(file: Path, shown: str) -> Iterator[IO[bytes]]:
    """The one file in a zip file; what a Mac adds of its own does not count."""
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise _broken(error, "zip", shown) from error
    with archive:
        files = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        if len(files) != 1:
            names = ", ".join(m.filename for m in files[:3]) + (", …" if len(files) > 3 else "")
            raise NotOneFile(Place(shown), names=f"{len(files)} files: {names}" if files else "no file")
        try:
            stream = archive.open(files[0])
        except BROKEN as error:
            raise _broken(error, "zip", shown) from error
        with stream:
            yield stream


def _broken(error: Exception, compression: str, shown: str) -> BrokenCompression:
    ended = isinstance(error, EOFError)
    message = "it ends too early" if ended else str(error).rstrip(".") or type(error).__name__
    return BrokenCompression(Place(shown), compression=compression, message=message)


@contextmanager
def _text(file: Path, shown: str, kind: str, codec: str) -> Iterator[TextIO]:
    with _bytes(file, shown, kind) as stream:
        reader = cast("io.BufferedReader", stream)
        mark = MARKS.get(codec, b"")
        if mark and reader.peek(len(mark)).startswith(mark):
            reader.read(len(mark))
        try:
            with io.TextIOWrapper(reader, codec, newline="") as text:
                yield text
        except UnicodeError as error:  # only a second look from the beginning tells the line
            if found := _wrong_byte(file, shown, kind, codec):
                raise found from error
            raise


def _wrong_byte(file: Path, shown: str, kind: str, codec: str) -> WrongEncoding | None:
    """The first byte of a file that is not of its encoding, with its line."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines, start = 1, 0
    with _bytes(file, shown, kind) as stream:
        while True:
            piece = stream.read(PIECE)
            waiting = len(decoder.getstate()[0])  # bytes of a character that the last piece cut
            try:
                lines += decoder.decode(piece, not piece).count("\n")
            except UnicodeDecodeError as error:
                at = max(start - waiting, 0) + error.start
                with suppress(UnicodeError):  # some codecs cannot ignore
                    lines += error.object[: error.start].decode(codec, "ignore").count("\n")
                facts = {"position": at, "encoding": codec, "byte": error.object[error.start]}
                return WrongEncoding(Place(shown, lines), **facts)
            except UnicodeError:  # some name no byte: UTF-16 that does not begin with its mark
                return WrongEncoding(Place(shown, lines), position=start, encoding=codec, byte=piece[0] if piece else 0)
            if not piece:
                return None
            start += len(piece)


def _kind(file: Path, compression: str) -> str:
    return compression or ENDINGS.get(file.suffix.lower(), "none")


def _codec(encoding: str, shown: str) -> str:
    """The name by which Python calls an encoding."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding)  # refuses what is no encoding of text, such as base64
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        texts = {name for pair in aliases.items() for name in pair if not pair[1].endswith(NO_TEXT)}
        known = {name.replace("_", "-") for name in texts}
        suggestion = did_you_mean(encoding.lower().replace("_", "-"), known)
        usual = "usual are utf-8, utf-16, windows-1252, iso-8859-1"
        suggestion = suggestion if suggestion.startswith("did") else usual
        raise UnknownEncoding(Place(shown), name=encoding, suggestion=suggestion) from error
    return UTF8 if name == "utf-8-sig" else name
