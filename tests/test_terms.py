"""Terms as text: what a template makes of a value, what an IRI is."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.engines import embedded
from lod.terms import IRI, iri, iri_fault, iri_safe, literal, ntriples, relative, resolve, short, uri_safe
from lod.vocab import XSD
from lod.workbench import create

PIECES = st.sampled_from(
    "http: urn: // / ? # : @ [ ] [::1] 80 a É % %41 %4 < \" { | ^ ` 😀 ' ( ~ .".split()
    + list("\\ \x7f\u0080\u00a0\ue000\ufffe\U000f0000\U000e0001")
)
ADDRESSES = st.one_of(st.lists(PIECES, max_size=7).map("".join), st.text().map("http://e.org/".__add__))


@given(st.text())
def test_a_safe_value_can_be_read_back(value: str) -> None:
    assert unquote(iri_safe(value)) == unquote(uri_safe(value)) == value


@given(st.text())
def test_a_safe_value_makes_an_iri_and_never_ends_its_segment(value: str) -> None:
    assert not iri_fault("http://e.org/" + iri_safe(value))
    assert not re.search(r"[/?#]", iri_safe(value))
    assert re.fullmatch(r"[A-Za-z0-9._~%-]*", uri_safe(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Die Grünen/EFA", "Die%20Grünen%2FEFA"),
        ("~-._aZ9", "~-._aZ9"),
        ("%", "%25"),
        ("!$&'()*+,;=:@", "%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%40"),
        ("\ue000\U000e0001", "%EE%80%80%F3%A0%80%81"),  # private use and tags are no ucschar
        ("日本😀\U000e1000", "日本😀\U000e1000"),
    ],
)
def test_what_is_not_iunreserved_is_percent_encoded(value: str, expected: str) -> None:
    assert iri_safe(value) == expected


@given(st.lists(st.text(max_size=6), min_size=1))
def test_the_database_encodes_as_the_oracle_does(values: list[str]) -> None:
    with create(None) as bench:
        embedded.create_functions(bench.con)
        found = bench.rows(
            "SELECT iri_safe(v), url_encode(v), regexp_full_match('http://e.org/' || v, $2)"
            " FROM (SELECT unnest($1::VARCHAR[]) AS v)",
            [values, IRI],
        )
    assert found == [(iri_safe(v), uri_safe(v), not iri_fault("http://e.org/" + v)) for v in values]


@given(ADDRESSES)
def test_an_iri_without_fault_is_one_that_stores_take(value: str) -> None:
    try:
        ox.NamedNode(value)
    except ValueError:
        assert iri_fault(value)
    else:
        assert not iri_fault(value) or "[" in value  # hosts given as a number in brackets are refused


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("http://e.org/a b", "it holds ' '"),
        ("http://e.org/\ufffe", "it holds '\\ufffe'"),
        ("person/x", "it has no scheme"),
        ("", "it has no scheme"),
        ("http://e.org/50%", "a % begins no code such as %20"),
        ("http://e.org/#a#b", "it has two #"),
        ("http://e.org:port/", "a part of it holds a character that belongs elsewhere"),
        ("http://e.org/ñ?q=\ue000#f", ""),
    ],
)
def test_the_fault_of_an_iri_is_said(value: str, fault: str) -> None:
    assert iri_fault(value) == fault


def test_the_base_goes_before_what_has_no_scheme_and_dots_stay() -> None:
    assert resolve("http://b.org/", "../a") == "http://b.org/../a"
    assert resolve("http://b.org/", "urn:a") == "urn:a"
    assert resolve("http://b.org/", "a/b:c") == "http://b.org/a/b:c"


@given(st.text(), st.sampled_from(["", "en", "es-cl"]))
def test_a_literal_written_as_n_triples_reads_back(value: str, lang: str) -> None:
    line = f"<x:s> <x:p> {ntriples(literal(value, lang=lang))} ."
    found = next(iter(ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES))).object
    assert isinstance(found, ox.Literal)
    assert (found.value, found.language or "") == (value, lang)


def test_an_iri_is_shortened_by_the_longest_namespace_that_leaves_a_name() -> None:
    spaces = {"e": "http://e.org/", "x": "http://e.org/x#"}
    said = [short(f"<{i}>", spaces) for i in ("http://e.org/x#a", "http://e.org/x#", "http://e.org/", "urn:a")]
    assert said == ["x:a", "e:x#", "http://e.org/", "urn:a"]
    assert short('"http://e.org/a"', spaces) == '"http://e.org/a"'


@given(st.text("abc/?#.:", max_size=8), st.text("abc/?#.:", max_size=8))
def test_an_absolute_iri_is_no_reference(path: str, reference: str) -> None:
    assert relative("http://b.org/" + path, "urn:" + reference) == "urn:" + reference


def test_terms_are_values() -> None:
    assert {iri("a"), iri("a"), literal("a"), literal("a", lang="en")} == {
        iri("a"),
        literal("a"),
        literal("a", lang="en"),
    }
    assert str(literal('"\\\n\r\t', XSD + "token")) == r'"\"\\\n\r' + f'\t"^^<{XSD}token>'
