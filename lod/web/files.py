"""The published files by their names.  name -> bytes or a file, with what a client may keep of them.

Spec: RFC 9110 sections 8.8 (validators), 13 (conditional requests), RFC 9530 (digests)."""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from collections import OrderedDict
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from lod.web.accept import takes_gzip
from lod.web.model import Headers, Reply
from lod.web.request import Request

TYPES = {
    ".bib": "application/x-bibtex",
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".png": "image/png",
    ".rq": "application/sparql-query",
    ".svg": "image/svg+xml",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zst": "application/zstd",
}
KEPT = 16 << 20  # bytes of files in memory
ABSENT = 20_000  # names of files that are not there and need not be looked for again
SMALL = 256 << 10  # bytes of a file that is kept
PACKABLE = re.compile(r"text/|image/svg|application/(?:json|ld\+json|n-|xml|sparql)")
FRESH = (b"cache-control", b"public, max-age=300")
SUMS = "SHA256SUMS"
SUM = re.compile(r"([0-9a-f]{64}) [ *](.+)")


@dataclass(frozen=True, slots=True)
class Document:
    """A small file, or what a query has made in its place."""

    data: bytes
    packed: bytes  # with gzip; empty where that does not pay
    kind: str
    etag: str
    modified: float  # seconds since 1970
    more: Headers = ()


def document(data: bytes, kind: str, modified: float, *more: tuple[bytes, bytes]) -> Document:
    """A document of these bytes."""
    packed = b""
    if PACKABLE.match(kind) and len(data) > 600:
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        packed = packer.compress(data) + packer.flush()
    return Document(data, packed, kind, sha256(data).hexdigest()[:32], modified, tuple(more))


def reply(request: Request, found: Document) -> Reply:
    """Send a document, or say that the client has it already."""
    gzip = bool(found.packed) and takes_gzip(request.negotiable("accept-encoding"))
    etag = f'"{found.etag}{"-gzip" if gzip else ""}"'
    headers = (
        (b"etag", etag.encode()),
        (b"last-modified", formatdate(found.modified, usegmt=True).encode()),
        FRESH,
        *(((b"vary", b"accept-encoding"),) if found.packed else ()),
        *found.more,
    )
    if unchanged(request, found.etag, found.modified):
        return Reply(304, headers)
    headers += ((b"content-type", found.kind.encode()),)
    if gzip:
        return Reply(200, (*headers, (b"content-encoding", b"gzip")), found.packed)
    return Reply(200, headers, found.data)


def unchanged(request: Request, etag: str, modified: float) -> bool:
    """Whether the client has this already."""
    given = request.headers.get("if-none-match")
    if given is not None:
        known = {tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for tag in given.split(",")}
        return "*" in known or etag in known
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(since).timestamp() >= int(modified)
    except (ValueError, OverflowError):
        return False


@dataclass(slots=True)
class Shelf:
    """A folder whose files are handed out, the small ones from memory."""

    folder: Path  # resolved
    kept: OrderedDict[str, Document] = field(default_factory=OrderedDict)
    size: int = 0
    absent: set[str] = field(default_factory=set)  # names that have been looked for

    def find(self, name: str) -> Path | None:
        """The file of this name; only one that lies in the folder, and none that is hidden."""
        if name in self.absent:
            return None
        path = self._find(name)
        if path is None:
            if len(self.absent) > ABSENT:
                self.absent.clear()
            self.absent.add(name)
        return path

    def _find(self, name: str) -> Path | None:
        if any(part.startswith(".") for part in name.split("/")):
            return None
        try:
            path = (self.folder / name).resolve()
            return path if path.is_relative_to(self.folder) and path.is_file() else None
        except (OSError, ValueError):
            return None

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self.kept or self.find(name) is not None

    def get(self, name: str) -> Document | Path | None:
        """A small file as a document, a large one as its path."""
        if name in self.kept:
            self.kept.move_to_end(name)
            return self.kept[name]
        path = self.find(name)
        if path is None or path.stat().st_size > SMALL:
            return path
        made = document(path.read_bytes(), kind(path.name), path.stat().st_mtime)
        self.keep(name, made)
        return made

    def keep(self, name: str, made: Document) -> None:
        """Keep a document, and no longer those that nobody has asked for the longest."""
        self.kept[name] = made
        self.size += len(made.data) + len(made.packed)
        while self.size > KEPT:
            _, old = self.kept.popitem(last=False)
            self.size -= len(old.data) + len(old.packed)


def kind(name: str) -> str:
    """The media type of a file.

    >>> kind("all.nq"), kind("all.nq.zst")
    ('application/n-quads', 'application/zstd')
    """
    return TYPES.get(Path(name).suffix, "application/octet-stream")


def sums(output: Path) -> dict[str, str]:
    """The published files with their SHA-256 in hexadecimal; the file of the sums itself has none."""
    listed = output / SUMS
    if not listed.is_file():
        return {}
    found = [SUM.fullmatch(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    return {match[2]: match[1] for match in found if match} | {listed.name: ""}


def stamp(output: Path) -> object:
    """What differs between two releases in a folder; None where it has no list of files."""
    try:
        found = (output / SUMS).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def download(request: Request, path: Path, digest: str) -> Reply:
    """Send a published file, or the part of it that is asked for.

    digest   SHA-256 in hexadecimal, or empty"""
    modified = path.stat().st_mtime
    etag = digest[:32] or sha256(path.read_bytes()).hexdigest()[:32]
    headers: Headers = ((b"etag", f'"{etag}"'.encode()), FRESH)
    if digest:
        headers += ((b"repr-digest", b"sha-256=:" + b64encode(bytes.fromhex(digest)) + b":"),)
    if unchanged(request, etag, modified):
        return Reply(304, headers)
    return Reply(200, (*headers, (b"content-type", kind(path.name).encode())), path)
