"""Which literals stores leave alone: everything that passes is loaded into one and read back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.literals import CHECKED, LANGUAGE, SURE, kept_form
from lod.terms import Term
from lod.vocab import XSD

ZONES = ["", "Z", "+00:00", "-00:00", "+01:00", "-14:00", "+14:30"]
YEARS = ["2020", "2021", "-0001", "0000", "-0000", "12020", "02020", "800"]
DAYS = ["00", "01", "28", "29", "30", "31", "32"]
TIMES = ["00:00:00", "23:59:59.5", "12:00:00.50", "24:00:00", "12:00:60"]
NUMBERS = [
    "0",
    "-0",
    "+1",
    "01",
    "1.0",
    "1.5",
    "-.5",
    "0.1234567890123456789",
    "9" * 25,
    "1e3",
    "1.0E0",
    "16777217",
    "0.1",
]
SPANS = [
    "-"[:sign] + "P" + "".join(parts)
    for sign in (0, 1)
    for parts in product(
        ["", "1Y"], ["", "12M", "1M"], ["", "1D"], ["", "T", "T24H", "T1H", "T60M"], ["", "1.50S", "0.5S"]
    )
]


def lexicals() -> Iterator[tuple[str, str]]:
    """Lexical forms by datatype, proper and improper."""
    for kind in ("integer", "decimal", "double", "float", "byte", "positiveInteger"):
        yield from ((kind, text) for text in [*NUMBERS, "INF", "-INF", "NaN", "inf", ""])
    for kind in ("duration", "yearMonthDuration", "dayTimeDuration"):
        yield from ((kind, text) for text in [*SPANS, "PT0S", "P0M", "P0D"])
    yield from (("boolean", text) for text in ("true", "false", "1", "TRUE"))
    for zone in ZONES:
        yield from (("gYear", year + zone) for year in YEARS)
        yield from (("gYearMonth", f"{year}-{month}{zone}") for year in YEARS for month in ("01", "13"))
        yield from (("date", f"{year}-{m}-{day}{zone}") for year in YEARS for m in ("02", "04", "12") for day in DAYS)
        yield from (("dateTime", f"2021-02-{day}T{time}{zone}") for day in DAYS for time in TIMES)
        yield from (("dateTimeStamp", f"2021-02-01T{time}{zone}") for time in TIMES)
        yield from (("time", time + zone) for time in TIMES)
        yield from (("gMonthDay", f"--02-{day}{zone}") for day in DAYS)
        yield from (pair for day in DAYS for pair in (("gDay", f"---{day}{zone}"), ("gMonth", f"--{day}{zone}")))


def test_every_literal_that_passes_is_kept_by_the_store() -> None:
    passed: dict[str, int] = {}
    for kind, text in lexicals():
        if not kept_form(Term("literal", text, XSD + kind)):
            store = ox.Store()
            triple = ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
            store.add(ox.Quad(*triple))
            assert [q.object for q in store] == [triple[2]], f"{text}^^{kind}"
            passed[kind] = passed.get(kind, 0) + 1
    refused = {"byte", "positiveInteger", "dateTimeStamp"}  # the store makes other datatypes of them
    assert {kind for kind, _ in lexicals()} - passed.keys() == refused


@pytest.mark.parametrize(
    ("kind", "text", "advice"),
    [
        ("integer", "007", "write it like 7"),
        ("integer", "1906", ""),
        ("decimal", "58.10", "write it like 58.16"),
        ("decimal", "32", ""),
        ("date", "2023-02-29", "write it like 1973-09-11"),
        ("date", "2024-02-29", ""),
        ("gYear", "906", "write it like 1973"),
        ("positiveInteger", "1", "use xsd:integer, which stores turn it into"),
        ("anyURI", "no address", ""),
    ],
)
def test_advice_is_given_for_what_a_store_would_rewrite(kind: str, text: str, advice: str) -> None:
    assert kept_form(Term("literal", text, XSD + kind)) == advice


def test_all_datatypes_that_the_store_computes_with_are_checked() -> None:
    names = "boolean integer decimal double float date dateTime time gYear gYearMonth gMonthDay gDay gMonth duration"
    assert {XSD + n for n in names.split()} <= set(CHECKED)


@given(
    st.lists(st.sampled_from(["en", "es", "cl", "latn", "419", "1901", "x", "u", "rozaj", "EN", "a", "", "abcdefghi"]))
)
def test_a_language_tag_that_passes_is_kept_by_the_store(parts: list[str]) -> None:
    tag = "-".join(parts)
    if LANGUAGE.fullmatch(tag):
        assert ox.Literal("x", language=tag).language == tag


def test_common_language_tags_pass() -> None:
    for tag in ("en", "es", "es-cl", "es-419", "zh-hant", "sr-latn-rs", "de-1901", "qu-x-old", "gsw"):
        assert LANGUAGE.fullmatch(tag), tag
    for tag in ("EN", "en_us", "english", "e", "", "es-"):
        assert not LANGUAGE.fullmatch(tag), tag


@pytest.mark.parametrize("datatype", SURE)
def test_a_form_that_needs_no_further_look_is_right(datatype: str) -> None:
    @given(st.from_regex(SURE[datatype], fullmatch=True))
    def right(text: str) -> None:
        assert kept_form(Term("literal", text, datatype)) == ""

    right()
