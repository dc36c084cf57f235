"""Patterns, CURIEs, escapes: what SQL does not do."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.functions.cases import lower_in_words, title
from lod.functions.grel import escape, replace
from lod.functions.iris import expand_curie
from lod.functions.patterns import META, pattern_fault, read, replace_pattern, replacement_fault
from lod.terms import iri_fault


@given(st.text(min_size=1), st.text())
def test_an_escaped_text_is_a_pattern_of_itself(find: str, text: str) -> None:
    pattern = "".join(f"\\{c}" if c in META else c for c in find)
    assert pattern_fault(pattern) == ""
    assert replace_pattern(text + find + text, pattern, "") == (text + find + text).replace(find, "")


@given(
    st.text("ab^$.[]()|?*+{}\\-,1:=!<n&~", max_size=12), st.text("ab\n1,-", max_size=6), st.text("$1\\a0", max_size=4)
)
def test_any_pattern_is_run_or_refused(pattern: str, text: str, replacement: str) -> None:
    refused = bool(pattern_fault(pattern) or replacement_fault(replacement))
    assert (replace_pattern(text, pattern, replacement) is None) == refused


@given(
    st.recursive(
        st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\.", "[a-c]"]),
        lambda inner: st.one_of(
            st.builds("{}{}".format, inner, inner),
            st.builds("({}|{})".format, inner, inner),
            st.builds("(?:{}){}".format, inner, st.sampled_from(["+", "{2}", "{1,2}", "+?", "{1,}?"])),
        ),
        max_leaves=6,
    ).filter(lambda pattern: pattern.count("(") - pattern.count("(?:") < 10),
    st.text("abc.\n", max_size=10),
)
def test_a_common_pattern_finds_what_python_finds(pattern: str, text: str) -> None:
    assert replace_pattern(text, pattern, "<$0>") == re.sub(pattern, lambda found: f"<{found[0]}>", text)


@pytest.mark.parametrize(
    "pattern",
    [r"\d", r"\w+", r"a\b", "(?=a)a", "(?i)a", "(?P<n>a)", r"(a)\1", "[[:alpha:]]", "[a-z-[b]]", "a**", "*a", "(a",
     "a)", "[a", "[b-a]", "a{3,2}", "a{1001}", "{", "}", "a|", "a*", "^", "$", "()", "", "\\", "[]",
     "(" * 60 + "a" + ")" * 60, "(a)" * 10, "a++", r"[\d]", r"\p{L}"],
)  # fmt: skip
def test_what_programs_read_differently_is_refused(pattern: str) -> None:
    assert pattern_fault(pattern)
    assert replace_pattern("aaa", pattern, "b") is None


def test_an_end_is_the_end_of_the_text_and_not_of_a_line() -> None:
    assert replace_pattern("a\n", "a$", "b") == "a\n"
    assert replace_pattern("a\na", "^a", "b") == "b\na"
    assert read("a$").search("a\n") is None


def test_groups_that_took_no_part_are_empty() -> None:
    assert replace_pattern("ab", "(x)?(b)", "[$1$2$9]") == "a[b]"
    assert replace_pattern("5", "5", r"\$0\\") == "$0\\"


def test_grel_replaces_texts_and_patterns() -> None:
    assert replace("a/b", "/", "-") == "a-b"
    assert replace("ab", "", "-") == "-a-b-"
    assert replace("a1", r"/\d/", "") is None


@given(st.text())
def test_what_is_escaped_can_be_read_back(text: str) -> None:
    assert html.unescape(str(escape(text.replace("&", "+"), "html"))) == html.unescape(text.replace("&", "+"))
    assert unquote(str(escape(text, "url"))) == text
    plain = "".join(c for c in text if c >= " " and c not in "\x7f\ufffe\uffff" and not "\x80" <= c <= "\x9f")
    assert (ElementTree.fromstring(f"<a>{escape(plain, 'xml')}</a>").text or "") == plain


def test_escapes_of_each_mode() -> None:
    assert escape("<a b='c'>\x01", "xml") == "&lt;a b=&apos;c&apos;&gt;&#1;"
    assert escape("<\"é'", "html") == "&lt;&quot;&eacute;'"
    assert escape('say "a"', "csv") == '"say ""a"""'
    assert escape("a b", "csv") == "a b"
    assert escape("é!(~*')/", "url") == "%C3%A9!(~*')%2F"
    assert escape("a", "javascript") is None


def test_words_and_sigmas() -> None:
    assert title("o'higgins  straße ǆ\u00a0x") == "O'higgins  Straße ǅ\u00a0x"
    assert lower_in_words("ΟΔΟΣ ΣΑΣ") == "οδος σας"


@pytest.mark.parametrize(
    ("curie", "prefixes", "iri"),
    [
        ("wd:Q1", None, "http://www.wikidata.org/entity/Q1"),
        ("[wd:Q1]", "", "http://www.wikidata.org/entity/Q1"),
        ("wd:Q1", "wd=https://example.org/", "https://example.org/Q1"),
        (":a", "=https://example.org/", "https://example.org/a"),
        ("p:a/b?c#d", " p=urn:x:\n q=urn:y: ", "urn:x:a/b?c#d"),
        ("p:a:b", "p=urn:x:", "urn:x:a:b"),
        ("wd:", None, "http://www.wikidata.org/entity/"),
        ("https://example.org/a", None, "https://example.org/a"),
        (":a", None, None),
        ("[wd:Q1", None, None),
        ("x:a", None, None),
        ("WD:Q1", None, None),
        ("wd:a b", None, None),
        ("https://example.org/a b", None, None),
        ("Q1", None, None),
        ("", None, None),
        ("wd:Q1", "p", None),
        ("p:a", "p=urn:x: p=urn:y:", None),
        ("p:a", "p=not-an-iri", None),
        ("1:a", "1=urn:x:", None),
    ],
)
def test_a_curie_becomes_an_iri_or_nothing(curie: str, prefixes: str | None, iri: str | None) -> None:
    assert expand_curie(curie, prefixes) == iri


@given(st.text(), st.text())
def test_what_a_curie_becomes_is_an_iri(rest: str, prefixes: str) -> None:
    for curie in (rest, f"wd:{rest}", f"[wd:{rest}]"):
        for given_prefixes in (None, prefixes, f"p={prefixes}"):
            iri = expand_curie(curie, given_prefixes)
            assert iri is None or iri_fault(iri) == ""
