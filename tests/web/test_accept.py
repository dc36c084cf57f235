"""The form of an answer is the one that the client likes best."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.web import accept

OFFERS = ("text/html", "text/turtle", "application/ld+json", "application/n-triples")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
COMUNICA = "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,*/*;q=0.1"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        (BROWSER, "text/html"),
        (COMUNICA, "application/ld+json"),
        ("text/turtle", "text/turtle"),
        ("TEXT/TURTLE;Q=0.5", "text/turtle"),
        ("text/*;q=0.5, text/turtle;q=0.9", "text/turtle"),
        ("text/turtle;q=0, text/*", "text/html"),
        ('application/ld+json; profile="a,b";q=0.4, text/turtle;q=0.3', "text/turtle"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("image/png", None),
        ("*/*;q=0", None),
        (",,;;q=,", "text/html"),
    ],
)
def test_the_best_media_type_is_chosen(header: str | None, chosen: str | None) -> None:
    assert accept.media_type(header, OFFERS) == chosen


@pytest.mark.parametrize(
    ("header", "chosen"),
    [(None, "en"), ("es", "es"), ("ES-cl,en;q=0.9", "es"), ("de,es;q=0.1", "es"), ("fr", "en"), ("en;q=0,es", "es")],
)
def test_the_best_language_is_chosen_and_there_is_always_one(header: str | None, chosen: str) -> None:
    assert accept.language(header, ("en", "es")) == chosen


@given(st.text(max_size=200))
def test_any_header_is_read(header: str) -> None:
    assert accept.media_type(header, OFFERS) in (*OFFERS, None)
    assert accept.language(header, ("en", "es")) in ("en", "es")
    assert accept.takes_gzip(header) in (True, False)


def test_a_bomb_of_ranges_is_cut() -> None:
    assert accept.media_type("a/b;q=0.1," * 100_000 + "text/turtle", OFFERS) is None
