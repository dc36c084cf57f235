"""EDTF text -> level: the features of the specification, what is none, and agreement with the bounds."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lod.edtf import EdtfError, bounds
from lod.edtf_levels import level

FACTS = Path(__file__).parents[1] / "mappings" / "facts"
LEVELS = {
    0: "1985-04-12 1985-04 1985 0000 2000-02-29 1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04"
    " 1985-04-12T23:20:30+04:30 1985-04-12T24:00:00 1964/2008 2004-06/2006-08 2004-02-01/2005-02-08 2005/2006-02"
    " 2004-02/2004",
    1: "Y170000002 Y-170000002 2001-21 2001-24 1984? 2004-06~ 2004-06-11% 201X 20XX 2004-XX 1985-04-XX 1985-XX-XX 199X~"
    " 1985-04-12/.. 1985/.. ../1985-04 ../1985 1985-04-12/ /1985 ../.. 1984~/2004-06 1984/2004-06-11% -1985 -0001-02-28"
    " -0004-02-29 -201X 2001-21/2003 Y12345/..",
    2: "Y-17E7 Y17E8 1950S2 -1950S2 Y171010000S3 Y3388E2S3 2001-25 2001-34 2001-41 2004-06~-11 2004?-06-11 ?2004-06-~11"
    " 2004-%06-11 ?-1985 156X-12-25 15XX-12-25 XXXX-12-XX 1XXX-XX 1XXX-12 1984-1X XXXX XX01 2004-02-2X"
    " [1667,1668,1670..1672] [..1760-12-03] [1760-12..] [1760-01,1760-02,1760-12..] [1667,1760-12]"
    " {1667,1668,1670..1672} {1960,1961-12} {..1984} [1984?] 2004-06-~01/2004-06-~20 2004-06-XX/2004-07-03"
    " 200X/2010 20XX-02-29 2001-34/2002",
}
NONE = [
    *"""
    12345 985 1985-4 1985-04-1 1985-13 1985-00 1985-04-31 2001-02-29 1900-02-29 19X1-02-29 XXXX-02-30 1985-04-00
    2001-20 2001-42 2001-21-03 2004-2X X 1X 201x -0000 -000 +1985 Y1985 Y01985 Y Y17E Y17E0 1950S 1950S0 1950s2
    1985-04-12T23:20 1985-04-12T25:00:00 1985-04-12T23:60:00 1985-04T10:00:00 1985-04-12T10:00:00+15 T10:00:00
    1985-04-12T10:00:00+14:30 1985-04-12T10:00:00? 2003-02-29T10:00:00 1985-04-12T23:20:30/1986 19850412 /
    1985/1984 1984/1985/1986 1985/x x/1985 2004-06-11/2004-06-10 unknown/2006 2004-01-01/open 1985..1986 [] {}
    [..] [1984 1984] {1984] [1984,] [,1984] [1984,..1985] [1984..,1985] [1985..1984] [[1984]] [1/2] [1984,x]
    1984?? 1984?~ 2004-06-11%~ ? ~1984~ 2004-06?~-11 1984u 1984e c1984 1984-W01 1984-001 ١٩٨٤ 1984-
    """.split(),
    "",
    " ",
    " 1984",
    "1984 ",
    "1984\n",
    "1984 / 1985",
    "[1984, 1985]",
    "[",
    "{",
]


@pytest.mark.parametrize(("text", "right"), [(text, n) for n, texts in LEVELS.items() for text in texts.split()])
def test_a_text_has_the_lowest_level_that_holds_its_features(text: str, right: int) -> None:
    assert level(text) == right


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_edtf_has_no_level(text: str) -> None:
    assert level(text) is None


PIECE = st.sampled_from(
    [*"0123456789X-?~%/.,[]{}YES", "19", "20", "-02", "-29", "-12", "..", "2004", "199X", "-XX", "T10:00:00"]
)


@given(st.lists(PIECE, max_size=9).map("".join) | st.text(max_size=12))
def test_every_text_that_has_bounds_has_a_level(text: str) -> None:
    assume("T" not in text)  # the library that bounds asks takes a time after a year, and times in intervals
    found = level(text)
    assert found in (None, 0, 1, 2)
    try:
        bounds(text)
    except EdtfError:
        return
    assert found is not None


@given(st.dates(), st.dates())
def test_an_interval_of_days_has_a_level_if_it_does_not_end_before_it_starts(start: object, end: object) -> None:
    assert (level(f"{start}/{end}") == 0) == (str(start) <= str(end))


def test_every_edtf_text_of_the_facts_has_a_level() -> None:
    texts = set()
    for file in sorted(FACTS.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                texts |= {value for name, value in row.items() if name and name.endswith("_edtf") and value}
    if not texts:
        pytest.skip("no facts are at hand")
    assert {text for text in texts if level(text) is None} == set()
