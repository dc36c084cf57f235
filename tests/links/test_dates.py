"""Our EDTF dates against the values and precisions of items."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.links.candidates import Moment
from lod.links.dates import Days, compare, gap, lived, of_moment, relation


@pytest.mark.parametrize(
    ("ours", "value", "precision", "fits"),
    [
        ("1908-06-26", "+1908-06-26T00:00:00Z", 11, "equal"),
        ("1908-06-26", "+1908-01-01T00:00:00Z", 9, "overlap"),
        ("1908-06-26", "+1908-00-00T00:00:00Z", 9, "overlap"),
        ("1908-06-26", "+1908-01-01T00:00:00Z", 11, "near"),
        ("1908-06", "+1908-06-01T00:00:00Z", 10, "overlap"),
        ("[1975..1976]", "+1976-07-05T00:00:00Z", 11, "overlap"),
        ("1907", "1908", 9, "near"),
        ("1906", "1908", 9, "disjoint"),
        ("190X", "1908", 9, "possible"),
        ("1908", "+1900-01-01T00:00:00Z", 8, "possible"),
        ("1908", "+2000-01-01T00:00:00Z", 7, "possible"),
        ("1908", "+1900-01-01T00:00:00Z", 7, "possible"),
        ("1708", "+1900-01-01T00:00:00Z", 7, "disjoint"),
        ("[..1959]", "1908", 9, "possible"),
        ("1908", "+1908-01-01T00:00:00Z", 6, "unknown"),
        ("1908", "uuuu", 9, "unknown"),
        ("-0043", "-0043-03-15T00:00:00Z", 9, "overlap"),
    ],
)
def test_a_date_means_what_its_precision_says(ours: str, value: str, precision: int, fits: str) -> None:
    assert compare([ours], [Moment(value, precision)])[0] == fits


def test_of_several_dates_the_one_that_fits_best_counts() -> None:
    theirs = [Moment("1930", 9), Moment("+1908-06-26T00:00:00Z", 11)]
    assert compare(["1950", "1908"], theirs) == ("overlap", 0)
    assert compare(["1950"], theirs) == ("disjoint", 20)
    assert compare([], theirs) == compare(["1950"], []) == ("unknown", 0)


def test_nobody_joins_before_birth_or_after_death() -> None:
    born, died = (Moment("1908", 9),), (Moment("1973", 9),)
    assert lived(["1933", "1970/1973"], born, died)
    assert not lived(["1990"], born, died)
    assert not lived(["1890"], born, ())


DAYS = st.builds(
    lambda year, more: Days(year * 10_000 + 101, (year + more) * 10_000 + 1231),
    st.integers(1800, 2030),
    st.integers(0, 12),
)


@given(DAYS, DAYS)
def test_a_relation_has_no_direction(a: Days, b: Days) -> None:
    assert relation(a, b) == relation(b, a)
    assert gap(a, b) == gap(b, a)


@given(st.integers(1000, 2100), st.integers(1, 12), st.integers(1, 28))
def test_less_precision_means_no_fewer_days(year: int, month: int, day: int) -> None:
    value = f"+{year:04d}-{month:02d}-{day:02d}T00:00:00Z"
    spans = [of_moment(Moment(value, precision)) for precision in (11, 10, 9, 8, 7)]
    for narrow, wide in pairwise(spans):
        assert narrow is not None
        assert wide is not None
        assert (wide.first <= narrow.first, narrow.last <= wide.last) == (True, True)
