"""EDTF text -> day bounds: examples, the library as oracle, hostile text."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import assume, given
from hypothesis import strategies as st

from lod.edtf import Bounds, EdtfError, bounds

SHARED = Path(__file__).parents[2] / "shared" / "facts"

EXAMPLES = {
    "1959": ("1959-01-01", "1959-12-31", "1959-01-01", "1959-12-31"),
    "1972-02": ("1972-02-01", "1972-02-29", "1972-02-01", "1972-02-29"),
    "1973-09-11": ("1973-09-11",) * 4,
    "199X": ("1990-01-01", "1999-12-31", "1990-01-01", "1999-12-31"),
    "19XX": ("1900-01-01", "1999-12-31", "1900-01-01", "1999-12-31"),
    "XXXX": (None, None, None, None),
    "1939~": ("1939-01-01", "1939-12-31", "1939-01-01", "1939-12-31"),
    "2021-05?": ("2021-05-01", "2021-05-31", "2021-05-01", "2021-05-31"),
    "1964/1965": ("1964-01-01", "1964-12-31", "1965-01-01", "1965-12-31"),
    "2000/2002~": ("2000-01-01", "2000-12-31", "2002-01-01", "2002-12-31"),
    "2011/..": ("2011-01-01", "2011-12-31", None, None),
    "2004/": ("2004-01-01", "2004-12-31", None, None),
    "../1974-11": (None, None, "1974-11-01", "1974-11-30"),
    "[1964,1965]": ("1964-01-01", "1965-12-31", "1964-01-01", "1965-12-31"),
    "[1994..1999]": ("1994-01-01", "1999-12-31", "1994-01-01", "1999-12-31"),
    "[2022-03..2025-12-20]": ("2022-03-01", "2025-12-20", "2022-03-01", "2025-12-20"),
    "[..1968]": (None, "1968-12-31", None, "1968-12-31"),
    "[1977..]": ("1977-01-01", None, "1977-01-01", None),
    "[1667,1668,1670..1672]": ("1667-01-01", "1672-12-31", "1667-01-01", "1672-12-31"),
    "{1960,1961-12}": ("1960-01-01", "1961-12-31", "1960-01-01", "1961-12-31"),
    "2001-34": ("2001-04-01", "2001-06-30", "2001-04-01", "2001-06-30"),
    "-0044-03-15": ("-0044-03-15",) * 4,
    "0000": ("0000-01-01", "0000-12-31", "0000-01-01", "0000-12-31"),
    "Y-17000": ("-17000-01-01", "-17000-12-31", "-17000-01-01", "-17000-12-31"),
    "Y12345": ("12345-01-01", "12345-12-31", "12345-01-01", "12345-12-31"),
    "2004-06-XX/2004-07-03": ("2004-06-01", "2004-06-30", "2004-07-03", "2004-07-03"),
}

MISTAKES = {
    "": "the form is unknown",
    "mid-1990s": "the form is unknown",
    "1973-9-1": "the form is unknown",
    "196x": "the form is unknown",
    "20023": "write a longer year as Y12345",
    "Y17E8": "at most six digits",
    "2003-13": "there is no 2003-13",
    "2004-00": "there is no 2004-00",
    "1972-06-31": "there is no 1972-06-31",
    "2001-02-29": "there is no 2001-02-29",
    "1998-24": "write the months",
    "1950S2": "write 19XX",
    "1995/1990": "it ends before it starts",
    "[1970..1960]": "it ends before it starts",
    "1964/1965/1966": "an interval has two ends",
    "/": "an interval has two ends",
    "[1964,1965]/1968": "the form is unknown",
    "[1964": "the bracket does not close",
    "[..]": "an open end stands inside",
    "[2011..,2015]": "an open end stands inside",
    "[1964, 1965]": "write it without spaces",
    "1964\n": "write it without spaces",
}

year = st.integers(1000, 2999).map(str)
month = st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(lambda day: day.isoformat()[:7])
day = st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(str)
plain = st.one_of(year, month, day)
qualified = st.tuples(plain, st.sampled_from(["", "~", "?", "%"])).map("".join)
pair = st.one_of([st.tuples(kind, kind).map(sorted) for kind in (year, month, day)])


@pytest.mark.parametrize("value", EXAMPLES)
def test_the_bounds_of_a_form_are_the_days_it_may_mean(value: str) -> None:
    assert bounds(value) == Bounds(*EXAMPLES[value])


@pytest.mark.parametrize("value", MISTAKES)
def test_a_mistake_says_what_would_be_right(value: str) -> None:
    with pytest.raises(EdtfError) as caught:
        bounds(value)
    assert MISTAKES[value] in str(caught.value)
    assert caught.value.expected


@given(
    st.one_of(
        qualified,
        year.map(lambda y: y[:3] + "X"),
        pair.map("/".join),
        pair.map(lambda ends: f"[{ends[0]}..{ends[1]}]"),
        pair.map(lambda ends: f"{{{ends[0]},{ends[1]}}}"),
        qualified.map(lambda d: f"{d}/.."),
        qualified.map(lambda d: f"../{d}"),
        plain.map(lambda d: f"[{d}..]"),
        plain.map(lambda d: f"[..{d}]"),
    )
)
def test_the_library_gives_the_same_outer_days(value: str) -> None:
    alternatives = value.strip("[]").replace("..", ",").split(",")
    assume(value[0] != "[" or len(set(alternatives)) == len(alternatives))  # we refuse what the library lets pass
    parsed = parse_edtf(value)
    outer = [
        None if isinstance(end, float) else date(*end[:3]).isoformat()
        for end in (parsed.lower_strict(), parsed.upper_strict())
    ]
    assert [bounds(value).earliest, bounds(value).latest] == outer


@pytest.mark.parametrize("value", ["[1964,1964]", "[1964..1964]", "[1964,1965,1964]"])
def test_a_choice_between_equal_dates_is_none(value: str) -> None:
    with pytest.raises(EdtfError, match="an alternative stands twice"):
        bounds(value)


@given(qualified)
def test_a_qualifier_does_not_widen(value: str) -> None:
    assert bounds(value) == bounds(value.rstrip("~?%"))


@given(st.one_of(st.text(), st.text("0123456789X-/.,[]{}~?%YSETZ: ", max_size=14)))
def test_any_text_has_bounds_in_order_or_a_message(value: str) -> None:
    message, found = "", Bounds(None, None, None, None)
    try:
        found = bounds(value)
    except EdtfError as mistake:
        message = mistake.message
    ends = [(found.start_earliest, found.start_latest), (found.end_earliest, found.end_latest)]
    # only days of four-digit years sort as text
    assert message or all(a is None or b is None or len(a + b) != 20 or a <= b for a, b in ends)


def test_importing_the_module_does_not_load_the_library() -> None:
    code = "import sys, lod.edtf; lod.edtf.bounds('[1964..1968-05]'); sys.exit('edtf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], check=False).returncode == 0


@pytest.mark.bench
def test_a_thousand_distinct_values_take_well_under_a_second() -> None:
    values = [f"[{y}-0{m}..{y + 1}-11-1{m}]" for y in range(1800, 1925) for m in range(1, 9)]
    start = time.perf_counter()
    for value in values:
        bounds(value)
    assert len(set(values)) == 1000
    assert time.perf_counter() - start < 0.3


@pytest.mark.skipif(not SHARED.is_dir(), reason="the older fact tables are not beside the repository")
def test_the_bounds_of_the_older_tables_are_the_same() -> None:
    compared = 0
    for path in sorted(SHARED.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in [c for c in row if c.endswith("_edtf") and row[c]]:
                    found, stem = bounds(row[column]), column.removesuffix("_edtf")
                    expected = {
                        f"{stem}_earliest": found.earliest,
                        f"{stem}_latest": found.latest,
                        "earliest": found.earliest,
                        "latest": found.latest,
                        "begin_earliest": found.start_earliest,
                        "begin_latest": found.start_latest,
                    }
                    if path.stem == "events":
                        expected |= {"end_earliest": found.end_earliest, "end_latest": found.end_latest}
                    shown = {name: row[name] for name in expected if name in row}
                    assert shown == {name: expected[name] or "" for name in shown}, (path.name, row[column])
                    compared += len(shown)
    assert compared > 1000
