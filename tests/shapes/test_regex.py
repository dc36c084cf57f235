r"""Patterns mean what XPath says, whichever engine runs them.

The table is by hand, from XPath Functions and Operators 5.6.1 and XSD; the property compares the two engines."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.shapes.regex import Regex, _write, xpath_regex


def matches(regex: Regex, text: str) -> bool:
    if regex.engine == "python":
        return re.search(regex.pattern, text) is not None
    assert regex.engine == "re2", regex.fault
    with duckdb.connect() as con:
        (found,) = con.execute("SELECT regexp_matches(?, ?)", [text, regex.pattern]).fetchone() or (None,)
    return bool(found)


@pytest.mark.parametrize(
    ("pattern", "flags", "yes", "no"),
    [
        ("b", "", "abc", "ac"),
        ("^b", "", "bc", "a\nb"),
        ("^b", "m", "a\nb", "ab"),
        ("b$", "", "ab", "b\n"),
        ("b$", "m", "b\na", "ba"),
        ("^$", "m", "a\n\nb", "a\n"),
        ("a.b", "", "a\rb", "a\nb"),
        ("a.b", "s", "a\nb", "ab"),
        ("a b", "x", "ab", "a b"),
        ("a[ ]b", "x", "a b", "ab"),
        ("a b", "", "a b", "ab"),
        ("STRAẞE", "i", "straße", "strasse"),
        ("a.b", "q", "a.b", "axb"),
        ("A.b", "qi", "a.B", "axb"),
        (r"^\d+$", "", "1٣", "½"),
        (r"^\D$", "", "½", "٣"),
        (r"^\w$", "", "é", "_"),
        (r"^\w$", "", "+", "-"),
        (r"^\W$", "", "_", "a"),
        (r"^[\w_]+$", "", "a_b", "a-b"),
        (r"^\s$", "", "\t", "\u00a0"),
        (r"^\s$", "", "\r", "\f"),
        (r"^\S$", "", "\u00a0", " "),
        (r"^\i\c*$", "", "_a-1.b:c", "1a"),
        (r"^[\i-[:]][\c-[:]]*$", "", "a-1", "a:b"),
        (r"^\I$", "", "-", "é"),
        (r"^[\C]$", "", " ", "-"),
        (r"^\p{Lu}\P{Lu}$", "", "Éé", "ÉÉ"),
        (r"^\p{IsCyrillic}+$", "", "мир", "mir"),
        (r"^\P{IsBasicLatin}$", "", "é", "e"),
        (r"^\p{Cn}$", "", "\u0378", "a"),
        (r"^[a-z-[aeiou]]$", "", "b", "a"),
        (r"^[^a-c-[x]]$", "", "d", "x"),
        (r"^(a)(b)\2\1$", "", "abba", "abab"),
        (r"^(?:ab)+$", "", "abab", "aba"),
        (r"^a{2,3}$", "", "aaa", "a"),
        (r"^a{0}b??$", "", "b", "a"),
        (r"^(a{50}){50}$", "", "a" * 2500, "a" * 2499),
        (r"\.\-\[\]\{\}\^\$\|\?\*\+\(\)\\", "", r".-[]{}^$|?*+()\ ", "a"),
        (r"^[\[\]\-\^\\]+$", "", r"[]-^" + "\\", "a"),
        (r"^[-a]$", "", "-", "b"),
        (r"^[a-]$", "", "-", "b"),
        ("#", "", "a#b", "ab"),
        ("~&", "", "~&", "~"),
        ("", "", "a", None),
    ],
)
def test_a_pattern_means_what_xpath_says(pattern: str, flags: str, yes: str, no: str | None) -> None:
    regex = xpath_regex(pattern, flags)
    assert matches(regex, yes)
    assert no is None or not matches(regex, no)


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a)", "[", "[a", "[z-a]", "a**", "*a", "?", "a{2,1}", r"(a\1)", r"\p{Foo}", r"\p", "a\\", "[a-c&&[b]]"],
)
def test_what_no_engine_can_run_is_said_to_be_no_pattern(pattern: str) -> None:
    regex = xpath_regex(pattern)
    assert regex.engine == ""
    assert regex.fault


@pytest.mark.parametrize("pattern", ["(?=a)", r"\bword\b", r"a\/b", "(?<!x)y", "a++", "{", r"\x41"])
def test_what_only_python_knows_is_left_to_python_and_marked(pattern: str) -> None:
    regex = xpath_regex(pattern)
    assert (regex.engine, regex.foreign) == ("python", True)
    assert regex.pattern == pattern


def test_a_flag_that_xpath_does_not_know_is_refused() -> None:
    assert "no flag g" in xpath_regex("a", "g").fault


CHARACTERS = "abAB01_-. \n\r\té٣^$]é"
PIECES = st.sampled_from(
    [*"abAB01_- ", ".", r"\d", r"\D", r"\w", r"\s", r"\S", r"\i", r"\c", r"\I", r"\.", r"\n", "[ab]", "[^ab]", "[a-c_]",
     r"[\w-]", r"[^\d]", r"[\s.]", r"\p{Lu}", r"\P{L}", "(a|b)", "(?:é)", "a*", "b+", "_?", "a{2}", "[a-b]+?", "^", "$"]
)  # fmt: skip


@given(
    pattern=st.lists(PIECES, max_size=6).map("".join),
    flags=st.sampled_from(["", "i", "s", "is"]),
    text=st.text(CHARACTERS, max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_both_engines_agree_on_what_both_can_run(pattern: str, flags: str, text: str) -> None:
    regex = xpath_regex(pattern, flags)
    if regex.engine != "re2":
        return
    front = f"(?{''.join(sorted(flags))})" if flags else ""
    assert matches(regex, text) == matches(Regex("python", front + _write(pattern, flags, python=True)[0]), text)
