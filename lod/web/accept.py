"""Choose a form by the Accept and Accept-Language headers.  header, offers -> offer; pure.

Spec: RFC 9110 sections 12.4 and 12.5, RFC 4647 section 3.4 (lookup)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

RANGE = re.compile(
    r"\s*([\w!#$&^.+*-]+(?:/[\w!#$&^.+*-]+)?)((?:\s*;\s*[\w!#$&^.+*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]*))*)\s*"
)
QUALITY = re.compile(r";\s*q\s*=\s*\"?([01](?:\.[0-9]{0,3})?)\"?", re.IGNORECASE)
MOST = 100  # ranges of one header that are looked at


@lru_cache(maxsize=500)
def ranges(header: str) -> tuple[tuple[str, float], ...]:
    """The ranges of a header in lower case with their quality, those that cannot be read left out.

    >>> ranges("text/html;level=1;q=0.5, */*")
    (('text/html', 0.5), ('*/*', 1.0))
    """
    found = []
    for part in header.split(",", MOST)[:MOST]:
        match = RANGE.fullmatch(part)
        if match:
            quality = QUALITY.search(match[2])
            found.append((match[1].lower(), min(float(quality[1]), 1.0) if quality else 1.0))
    return tuple(found)


@lru_cache(maxsize=500)
def media_type(header: str | None, offers: tuple[str, ...]) -> str | None:
    """The best of the media types that there are, or None where none is acceptable.

    header   None or without anything that can be read: everything is acceptable
    offers   in the server's own order, which decides between equals
    >>> offers = ("text/turtle", "application/ld+json")
    >>> media_type("application/ld+json, text/*;q=0.5", offers), media_type("image/png", offers)
    ('application/ld+json', None)
    >>> media_type("application/json;q=0, */*", ("application/json", "text/csv"))
    'text/csv'
    """
    wanted = ranges(header or "")
    if not wanted:
        return offers[0]
    best, chosen = 0.0, None
    for offer in offers:
        quality = _quality(offer, wanted)
        if quality > best:
            best, chosen = quality, offer
    return chosen


def _quality(offer: str, wanted: Sequence[tuple[str, float]]) -> float:
    """The quality that the most specific fitting range gives."""
    for pattern in (offer, offer.split("/")[0] + "/*", "*/*"):
        given = [quality for name, quality in wanted if name == pattern]
        if given:
            return max(given)
    return 0.0


@lru_cache(maxsize=500)
def language(header: str | None, offers: tuple[str, ...]) -> str:
    """The language to show; the first one where nothing fits, because a page in another language beats none.

    >>> language("es-CL, en;q=0.7", ("en", "es")), language("de", ("en", "es"))
    ('es', 'en')
    """
    best, chosen = 0.0, offers[0]
    for number, (tag, quality) in enumerate(ranges(header or "")):
        for offer in offers:
            if (tag == offer or tag.startswith(offer + "-")) and quality - number / 1e6 > best:
                best, chosen = quality - number / 1e6, offer
    return chosen


def takes_gzip(header: str | None) -> bool:
    """Whether an answer may be packed.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0, *"), takes_gzip(None)
    (True, False, False)
    """
    given = dict(reversed(ranges(header or "")))
    return given.get("gzip", given.get("*", 0.0)) > 0
