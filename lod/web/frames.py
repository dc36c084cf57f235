"""What front process and workers say to each other.  kind + bytes <-> frame; pure.

A frame is its kind (one byte), the length of what follows (four, big-endian), and that.  The front sends QUESTION; a
worker answers HEAD, any number of DATA, and END, or FAULT instead of what is left."""

from __future__ import annotations

import struct
from collections.abc import Iterator

HEADER = struct.Struct(">cI")
QUESTION, HEAD, DATA, END, FAULT = b"Q", b"H", b"D", b"E", b"F"


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    r"""One frame.

    >>> frame(DATA, b"abc")
    b'D\x00\x00\x00\x03abc'
    """
    return HEADER.pack(kind, len(payload)) + payload


def taken(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """Take the whole frames off the front of a buffer; kind and payload of each."""
    at = 0
    try:
        while len(buffer) - at >= HEADER.size:
            kind, length = HEADER.unpack_from(buffer, at)
            end = at + HEADER.size + length
            if len(buffer) < end:
                break
            payload = bytes(memoryview(buffer)[at + HEADER.size : end])
            at = end
            yield kind, payload
    finally:
        del buffer[:at]
