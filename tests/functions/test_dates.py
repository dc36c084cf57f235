"""Written dates and the bounds of EDTF."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.edtf import EdtfError, bounds
from lod.functions.catalogue import FUNCTIONS
from lod.functions.dates import BOUNDS, date_datatype, normalize_date
from lod.functions.names import OWN
from lod.literals import kept_form
from lod.terms import Term
from lod.vocab import XSD

SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
DAYS = st.dates(min_value=date(1000, 1, 1))


@given(DAYS)
def test_a_day_is_read_in_every_unambiguous_form(day: date) -> None:
    d, m, y = day.day, day.month, day.year
    names = (
        month_name[m],
        month_abbr[m],
        month_abbr[m] + ".",
        SPANISH[m - 1],
        SPANISH[m - 1].upper(),
        SPANISH[m - 1][:3] + ".",
    )
    forms = [day.isoformat(), f"{y}-{m}-{d}", f"{y}/{m}/{d}", f"{d:02}.{m:02}.{y}", f"{d}.{m}.{y}"]
    forms += [
        form
        for n in names
        for form in (f"{d} {n} {y}", f"{n} {d}, {y}", f"{d} de {n} de {y}", f"{d}-{n}-{y}", f" {d}\u00a0{n}\t{y} ")
    ]
    for form in forms:
        assert (normalize_date(form, None), form) == (day.isoformat(), form)
        assert date_datatype(form, None) == XSD + "date"


@given(DAYS, st.sampled_from("/-."))
def test_an_order_says_which_number_is_the_day(day: date, sign: str) -> None:
    d, m, y = day.day, day.month, day.year
    assert normalize_date(f"{d}{sign}{m}{sign}{y}", "dmy") == day.isoformat()
    assert normalize_date(f"{m}{sign}{d}{sign}{y}", "mdy") == day.isoformat()
    assert normalize_date(f"{d}{sign}{m}{sign}{y}", "ymd") is None
    if d > 12:
        assert normalize_date(f"{d}{sign}{m}{sign}{y}", "mdy") is None
        assert normalize_date(f"{m}{sign}{d}{sign}{y}", "dmy") is None


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1000, 9999), st.sampled_from("/-"))
def test_an_ambiguous_date_is_none_without_an_order(first: int, second: int, year: int, sign: str) -> None:
    result = normalize_date(f"{first}{sign}{second}{sign}{year}", None)
    assert (result is None) == (first != second)


@given(st.text() | st.text("0123456789-/. maydefbr,º", max_size=20))
def test_any_text_gives_a_date_of_its_datatype_or_nothing(text: str) -> None:
    for order in (None, "dmy", "mdy"):
        value, datatype = normalize_date(text, order), date_datatype(text, order)
        assert (value is None) == (datatype is None)
        if value is not None and datatype is not None:
            assert kept_form(Term("literal", value, datatype)) == ""
            assert normalize_date(value, order) == value


@pytest.mark.parametrize(
    "text",
    ["", "12", "912", "0000", "0000-01-01", "19120503", "1912-00", "1912-00-01", "1912-01-00", "0/5/1912", "13/13/1912",
     "29 Feb 1900", "31/4/1912", "32.1.1912", "May", "3 May", "Maya 1912", "3 Mai 1912", "3 May 12", "3/5-1912",
     "-1912", "1912?", "3 May 1912 AD", "\uff10\uff13.05.1912", "1912-05-03T00:00:00", "13/1912", "3 of of May 1912"],
)  # fmt: skip
def test_what_is_no_clear_date_gives_nothing(text: str) -> None:
    assert normalize_date(text, None) is None


def test_a_leap_day_is_a_day_of_leap_years_only() -> None:
    assert normalize_date("29.2.1912", None) == "1912-02-29"
    assert normalize_date("29.2.1913", None) is None


@pytest.mark.parametrize("name", BOUNDS)
@given(
    text=st.sampled_from(["1959", "199X", "1964/1965", "2011/..", "[..1968]", "-0044-03-15", "Y12345", "XXXX"])
    | st.text()
)
def test_bounds_are_those_of_edtf(name: str, text: str) -> None:
    function = FUNCTIONS[OWN + name.replace("_", "-")]
    try:
        expected = getattr(bounds(text), name)
    except EdtfError:
        expected = None
    found = function.python(text)
    assert found == expected
    assert found is None or re.fullmatch(r"-?\d{4,}-\d\d-\d\d", found)
    assert function.datatype == XSD + "date"
