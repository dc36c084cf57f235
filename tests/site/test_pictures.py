"""Pictures are whole and exact: nothing is drawn surer than it is, and every line leads to its statement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lod.site.pictures import bars, svg, times
from lod.site.pictures.times import Axis, Span
from tests.site import sites

AXIS = Axis(100, 400, 1900, 2000)
YEARS = st.floats(1900, 2000)


def pictures(page: Path) -> list[etree._Element]:
    text = page.read_text(encoding="utf-8")
    return [etree.fromstring(found) for found in re.findall(r"<svg.*?</svg>", text, re.DOTALL)]


def solid(drawn: str) -> list[tuple[float, float]]:
    """Where a bar is drawn as sure."""
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="[\d.]+" class="bar"/>', drawn)
    return [(float(x), float(x) + float(width)) for x, width in found]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("1973", (1973, 1974, 1973, 1974)),
        ("[1964,1965]", (1964, 1966, 1964, 1966)),
        ("[..1968]", (None, 1969, None, 1969)),
        ("1973-09-11/..", (1973 + 8 / 12 + 10 / 372, 1973 + 8 / 12 + 11 / 372, None, None)),
    ],
)
def test_a_date_is_a_span_of_years(date: str, expected: tuple[float | None, ...]) -> None:
    span = times.of_date(date)
    assert span is not None
    found = (span.first, span.begun, span.ending, span.last)
    for a, b in zip(found, expected, strict=True):
        assert (a is None) == (b is None)
        assert a is None or b is None or abs(a - b) < 0.005, (found, expected)


@given(YEARS, YEARS, YEARS, YEARS)
def test_a_bar_is_solid_only_where_the_time_is_sure(a: float, b: float, c: float, d: float) -> None:
    first, begun, last = sorted((a, b, d))
    span = Span(first, begun, c, last)
    drawn = str(bars.bar(span, AXIS, 0, 10, "x"))
    if AXIS.x(last) - AXIS.x(first) >= 2 * bars.LEAST:
        for start, end in solid(drawn):
            assert start >= AXIS.x(begun) - 0.1
            assert end <= max(AXIS.x(c), start) + 0.1


@given(st.sampled_from(["first", "begun", "ending", "last"]), YEARS)
def test_what_is_open_fades_and_stays_on_the_axis(known: str, year: float) -> None:
    span = Span(**{**dict.fromkeys(("first", "begun", "ending", "last")), known: year})
    drawn = str(bars.bar(span, AXIS, 0, 10, "x"))
    edges = [float(x) for x in re.findall(r'<rect x="([\d.]+)"', drawn)]
    assert drawn
    assert all(AXIS.left - bars.LEAST <= x <= AXIS.left + AXIS.width for x in edges)


@given(st.text(), st.text())
def test_a_picture_is_well_formed_whatever_it_says(said: str, title: str) -> None:
    clean = [re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text) for text in (said, title)]
    drawn = svg.picture("p", clean[1], (10, 10), [svg.link("x.html", svg.text(1, 2, clean[0]), clean[0])])
    found = etree.fromstring(str(drawn))
    assert "".join(t.text or "" for t in found.iter("{*}text")) == clean[0].replace("\r\n", "\n").replace("\r", "\n")


def test_an_axis_has_round_years_and_few_of_them() -> None:
    for first, last in ((1900, 2000), (1973, 1975), (1, 2025), (1864, 1866)):
        ticks = list(Axis(0, 100, first, last).ticks())
        assert 2 <= len(ticks) <= 9
        assert all(0 <= x <= 100 for _, x in ticks)


@pytest.mark.slow
def test_a_life_line_has_a_bar_for_each_dated_statement_with_its_link() -> None:
    page = sites.whole() / "id/person/lester-calderon.html"
    (picture, *_) = pictures(page)
    links = [link.get("href", "") for link in picture.iter("{*}a")]
    assert any(link.endswith("/c-lester-governor.html") for link in links)
    assert all((page.parent / link).resolve().is_file() for link in links)


@pytest.mark.slow
def test_the_family_tree_shows_each_change_with_its_source() -> None:
    page = sites.whole() / "pictures/trees.html"
    text = page.read_text(encoding="utf-8")
    for change in ("oc-por-mir-1965", "oc-cl-split-1973", "oc-flti-2009"):
        assert text.count(f"/{change}.html") >= 2, change  # in the picture and in the list
    item = re.search(
        r'<li><a href="[^"]*oc-cl-split-1973\.html">[^<]*, July 1973</a> <span class="src">(.*?)</li>', text
    )
    assert item is not None
    assert "passage/p-003-061448-061571.html" in item[1]
    assert "certainty medium" in item[1]


@pytest.mark.slow
def test_results_are_told_with_their_comparators() -> None:
    (picture, *_) = pictures(sites.whole() / "id/event/cl-president-2025-r2.html")
    texts = [t.text or "" for t in picture.iter("{*}text")]
    assert {"58.16", "41.84", "only 32", "only 1"} <= set(texts)
    fuzzy = [t for t in texts if t.startswith("only")]
    faded = picture.xpath("count(//*[local-name()='rect'][@fill='url(#result-out)'])")
    assert faded == len(fuzzy)


@pytest.mark.slow
def test_the_diagram_counts_what_the_data_have() -> None:
    (picture,) = pictures(sites.whole() / "def.html")
    texts = [t.text or "" for t in picture.iter("{*}text")]
    assert "event (245)" in texts
    assert "result of (16)" in texts
