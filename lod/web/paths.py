"""Read the path of an address.  bytes -> path as IRIs of the dataset write it; pure.

Nothing that leads elsewhere gets past here: no dots, no empty segments, no control characters, no broken codes.
Spec: RFC 3986 section 6.2.2 (normalization), RFC 3987 section 3.2 (URIs to IRIs)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

from lod.web.faults import BadPath

CODE = re.compile(r"%([0-9A-Fa-f]{2})")
BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
BEYOND_ASCII = re.compile(r"(?:%[89A-F][0-9A-F])+")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
SAFE = "/:@!$&'()*+,;=~%"  # what may stand bare in a path, and the sign of codes


def clean(raw: bytes) -> str:
    """The path without its first slash, its codes in capitals, what needs none written plainly.

    raises   BadPath
    >>> clean(b"/id/person/jos%c3%a9"), clean(b"/%69d/x%2fy")
    ('id/person/jos%C3%A9', 'id/x%2Fy')
    """
    text = quote(raw, safe=SAFE)  # bytes beyond ASCII become codes
    if BROKEN.search(text):
        raise BadPath(reason="a % begins no code such as %20")
    try:
        decoded = unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        raise BadPath(reason="it is not UTF-8") from None
    segments = decoded.replace("\\", "/").split("/")[1:]
    if CONTROL.search(decoded):
        raise BadPath(reason="it holds a control character or a backslash")
    if "." in segments or ".." in segments:
        raise BadPath(reason="a segment of it is only dots")
    if "" in segments[:-1] or not decoded.startswith("/"):
        raise BadPath(reason="a segment of it is empty")
    return CODE.sub(_shortest, text)[1:]


def _shortest(code: re.Match[str]) -> str:
    character = chr(int(code[1], 16))
    return character if UNRESERVED.fullmatch(character) else code[0].upper()


def spellings(path: str) -> tuple[str, ...]:
    """The ways in which IRIs may write a path: with codes, and with the characters that these stand for.

    >>> spellings("id/%C3%91uble")
    ('id/%C3%91uble', 'id/Ñuble')
    """
    other = BEYOND_ASCII.sub(lambda codes: unquote_to_bytes(codes[0]).decode("utf-8", "replace"), path)
    return (path,) if other == path or "\ufffd" in other else (path, other)


def address(iri: str) -> str:
    """An IRI as a header may hold it: ASCII in one line.

    >>> address("https://example.org/Ñuble")
    'https://example.org/%C3%91uble'
    """
    return quote(iri, safe=SAFE + "?#[]")
