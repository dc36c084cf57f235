"""Typing of literals: the forms of XSD, a slow oracle, and the order of keys."""

from __future__ import annotations

import csv
import json
import math
import resource
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import xsd
from lod.shapes.literals import type_terms
from lod.vocab import EDTF, EDTF_DATE, RDF_LANGSTRING, XSD, XSD_STRING
from lod.workbench import Workbench, create
from tests.xsd_oracle import LIMITS, meaning

SHARED = Path(__file__).parents[2] / "shared" / "conformance" / "xsd-lexical.tsv"
OWN = Path(__file__).parent / "data" / "xsd-forms.tsv"
Typed = tuple[bool, int | None, str | None, float | None, Decimal | None]  # valid, family, key, num, number


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with create(None, threads=1) as opened:
        yield opened


def types_of(bench: Workbench, literals: Sequence[tuple[str, str]], hinted: bool = True) -> list[Typed]:
    """What lod/xsd.py says of literals: (text, local name of the datatype)."""
    datatypes = [XSD + name for _, name in literals]
    source = "(SELECT unnest(?::INTEGER[]) AS id, unnest(?::VARCHAR[]) AS lexical, unnest(?::VARCHAR[]) AS datatype)"
    values = [list(range(len(literals))), [text for text, _ in literals], datatypes]
    query = xsd.typed(source, datatypes if hinted else None)
    rows = bench.con.execute(f"SELECT * FROM ({query}) ORDER BY id", values).fetchall()
    assert [row[0] for row in rows] == list(range(len(literals)))
    return [row[1:] for row in rows]


def read(file: Path) -> list[tuple[str, str, bool]]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["lexical"], row["datatype"].removeprefix("xsd:"), row["valid"] == "1") for row in rows]


def test_the_shared_table_of_forms_is_met(bench: Workbench) -> None:
    if not SHARED.is_file():
        pytest.skip("the shared table of forms is not at hand")
    rows = read(SHARED)
    found = types_of(bench, [row[:2] for row in rows], hinted=False)
    assert [(*row[:2], typed[0]) for row, typed in zip(rows, found, strict=True)] == rows


def test_the_table_of_forms_is_met_by_the_database_and_by_the_oracle(bench: Workbench) -> None:
    rows = [(json.loads(f'"{lexical}"'), name, valid) for lexical, name, valid in read(OWN)]
    found = types_of(bench, [row[:2] for row in rows], hinted=False)
    assert [(*row[:2], typed[0]) for row, typed in zip(rows, found, strict=True)] == rows
    ordered = {"decimal", "double", "float", "boolean", "date", "dateTime", "dateTimeStamp", *LIMITS}
    for lexical, name, valid in rows:
        assert name not in ordered or (meaning(lexical, name) is not None) == valid, (lexical, name)


def test_what_is_not_valid_has_no_value(bench: Workbench) -> None:
    wrong = [(json.loads(f'"{lexical}"'), name) for lexical, name, valid in read(OWN) if not valid]
    assert {typed[1:] for typed in types_of(bench, wrong)} == {(None, None, None, None)}


def test_datatypes_that_are_not_known_have_every_form_and_no_order(bench: Workbench) -> None:
    assert (
        types_of(bench, [("?", "own"), ("", "anyURI"), ("x", "anySimpleType")]) == [(True, None, None, None, None)] * 3
    )


DIGITS = (
    st.text("0123456789", max_size=4) | st.text("09", max_size=120) | st.sampled_from(["", "0", "9" * 26, "9" * 27])
)
SPACE = st.sampled_from(["", "", "", "", " ", "\n\t"])
NUMBERS = st.builds(
    "".join,
    st.tuples(SPACE, st.sampled_from(["", "", "-", "-", "+"]), DIGITS, st.sampled_from(["", ".", "."]), DIGITS, SPACE),
)
LIMITS_BY_ONE = [str(n + d) for limits in LIMITS.values() for n in limits if n is not None for d in (-1, 0, 1)]
EXPONENTS = st.integers(-420, 420).map(lambda n: f"e{n}") | st.sampled_from(["", "E0", "e+5", "E-5", "E", "e1.0"])
BINARY = st.builds("{}{}".format, NUMBERS, EXPONENTS) | st.floats().map(repr) | st.sampled_from(["INF", "-INF", "NaN"])

YEARS = st.builds(
    "{}{}".format,
    st.sampled_from(["", "", "-"]),
    st.sampled_from(
        ["0000", "0001", "0004", "0100", "0400", "1999", "2000", "2001", "9999", "10000", "99999", "100000"]
    )
    | st.integers(0, 99999).map("{:04d}".format)
    | st.integers(1, 9).flatmap(
        lambda first: st.text("09", min_size=4, max_size=110).map(lambda rest: f"{first}{rest}")
    ),
)
MONTHS = st.sampled_from(["01", "02", "03", "12"]) | st.integers(0, 13).map("{:02d}".format)
DAYS = st.sampled_from(["01", "28", "29", "30", "31"]) | st.integers(0, 32).map("{:02d}".format)
ZONES = st.sampled_from(["", "Z", "+14:00", "-14:00", "+00:00", "-00:01", "+05:30", "+14:01"])
DATES = st.builds("{}-{}-{}".format, YEARS, MONTHS, DAYS)
FRACTIONS = st.sampled_from(["", "", ".0", ".5", ".500", ".", ".00000000000000000000000000001"])
TIMES = st.builds(
    "{}{}".format,
    st.sampled_from(["00:00:00", "24:00:00", "23:59:59", "14:00:00", "10:00:00", "09:59:59", "23:59:60", "24:00:01"]),
    FRACTIONS,
)
DATETIMES = st.builds("{}T{}{}".format, DATES, TIMES, ZONES)
LITERALS = st.one_of(
    st.tuples(NUMBERS | st.sampled_from(LIMITS_BY_ONE), st.sampled_from(["decimal", *LIMITS])),
    st.tuples(BINARY, st.sampled_from(["double", "float"])),
    st.tuples(st.builds("{}{}".format, DATES, ZONES), st.just("date")),
    st.tuples(DATETIMES, st.sampled_from(["dateTime", "dateTimeStamp"])),
)
ALIKE = st.one_of(  # one datatype, so that many values share a family
    st.lists(st.tuples(NUMBERS, st.just("decimal")), min_size=20, max_size=60),
    st.lists(st.tuples(st.builds("{}{}".format, DATES, ZONES), st.just("date")), min_size=20, max_size=60),
    st.lists(st.tuples(DATETIMES, st.just("dateTime")), min_size=20, max_size=60),
)


@given(st.lists(LITERALS, min_size=1, max_size=60))
def test_validity_family_and_numbers_are_those_of_the_oracle(bench: Workbench, literals: list[tuple[str, str]]) -> None:
    for literal, (valid, family, key, num, number) in zip(literals, types_of(bench, literals), strict=True):
        right = meaning(*literal)
        assert valid == (right is not None), literal
        if right is None or right.value is None:
            assert (family, key, num, number) == (2 if right else None, None, None, None), literal
            continue
        assert family == right.family, literal
        assert (key is None) == (family == 2), literal
        if family == 1:
            exact = Fraction(right.value)
            fits = abs(exact) < 10**26 and (10**12) % exact.denominator == 0
            assert (number is not None and Fraction(number) == exact) if fits else number is None, literal
        assert num is not None
        value = as_double(right.value)
        assert num == value or (family > 2 and math.isclose(num, value, rel_tol=1e-9)), literal


def as_double(value: Fraction | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


@given(ALIKE)
def test_keys_sort_as_values_and_equal_values_have_equal_keys(
    bench: Workbench, literals: list[tuple[str, str]]
) -> None:
    by_family: dict[int, list[tuple[str, Fraction]]] = {}
    for literal, (valid, family, key, _, _) in zip(literals, types_of(bench, literals), strict=True):
        right = meaning(*literal)
        if valid and right and family and key is not None:
            by_family.setdefault(family, []).append((key, Fraction(right.value or 0)))
    for pairs in by_family.values():
        by_key = sorted(pairs, key=lambda pair: pair[0].encode())
        for (low, less), (high, more) in pairwise(by_key):
            assert less <= more
            assert (low == high) == (less == more)


def test_numbers_and_years_of_every_length_sort(bench: Workbench) -> None:
    sizes = [*range(0, 130), 999, 1000, 1001]
    numbers = [f"-{'9' * n}.5" for n in reversed(sizes)] + [f"{'9' * n}.5" for n in sizes]
    years = [f"-{'9' * n}-01-01" for n in reversed(sizes[4:])] + [f"{'9' * n}-01-01" for n in sizes[4:]]
    for name, texts in (("decimal", numbers), ("date", years)):
        keys = [str(typed[2]) for typed in types_of(bench, [(text, name) for text in texts])]
        assert keys == sorted(keys, key=str.encode)
        assert len(set(keys)) == len(keys)


SAME = [
    ("decimal", "1.50 1.5 +01.500 001.5".split()),
    ("decimal", "0 -0 +0.0 -.0 00".split()),
    ("decimal", ["9" * 200, "0" + "9" * 200 + ".0"]),
    ("dateTime", "2019-12-31T24:00:00 2020-01-01T00:00:00 2020-01-01T00:00:00.000".split()),
    ("dateTime", "2019-12-31T24:00:00-14:00 2020-01-01T14:00:00Z 2020-01-02T04:00:00.0+14:00".split()),
    ("dateTime", "-0001-12-31T24:00:00Z 0000-01-01T00:00:00Z -0000-01-01T00:30:00+00:30".split()),
    ("dateTime", "9999-12-31T23:00:00-01:00 10000-01-01T00:00:00Z".split()),
    ("dateTime", "-10000-12-31T24:00:00Z -9999-01-01T00:00:00Z".split()),
    ("dateTime", "0000-01-01T00:00:00+01:00 -0001-12-31T23:00:00Z".split()),
    ("dateTime", "-9999-01-01T00:00:00+01:00 -10000-12-31T23:00:00Z".split()),
    ("dateTime", f"{'9' * 40}-12-31T24:00:00Z 1{'0' * 40}-01-01T00:00:00Z".split()),
    ("date", "2020-03-01+14:00 2020-03-01+14:00".split()),
]


@pytest.mark.parametrize(("name", "texts"), SAME)
def test_one_value_has_one_key(bench: Workbench, name: str, texts: list[str]) -> None:
    found = types_of(bench, [(text, name) for text in texts])
    assert all(typed[0] for typed in found)
    assert len({typed[2] for typed in found}) == 1


def test_a_float_is_rounded_once_and_minus_nought_is_nought(bench: Workbench) -> None:
    found = types_of(
        bench, [("0.1", "float"), ("1.00000017881393432617187499", "float"), ("-0", "double"), ("1e39", "float")]
    )
    assert [typed[3] for typed in found] == [0.10000000149011612, 1.00000011920928955078125, 0.0, math.inf]
    noughts = types_of(bench, [("-0", "double"), ("-0.0", "float"), ("-0", "decimal")])
    assert [math.copysign(1, typed[3]) for typed in noughts if typed[3] is not None] == [1, 1, 1]


def test_a_datatype_that_is_named_beforehand_is_typed_the_same(bench: Workbench) -> None:
    literals = [(json.loads(f'"{lexical}"'), name) for lexical, name, _ in read(OWN)]
    whole = types_of(bench, literals, hinted=False)
    for name in {name for _, name in literals}:
        places = [n for n, literal in enumerate(literals) if literal[1] == name]
        assert types_of(bench, [literals[n] for n in places]) == [whole[n] for n in places]


def test_terms_that_are_no_typed_literals_have_no_row() -> None:
    terms = [
        ("iri", "http://example.org/5", ""),
        ("bnode", "b5", ""),
        ("literal", "5", XSD_STRING),
        ("literal", "5", RDF_LANGSTRING),
        ("literal", "5", XSD + "integer"),
        ("literal", "five", XSD + "integer"),
        ("literal", "five", "http://example.org/own"),
        ("literal", "1973-21", EDTF_DATE),
        ("literal", "1973-21", EDTF + "EDTF-level0"),
        ("literal", "1973-21", EDTF + "EDTF-level1"),
        ("literal", "1950S2", EDTF + "EDTF-level1"),
        ("literal", "1950S2", EDTF + "EDTF-level2"),
        ("literal", " 1973", EDTF_DATE),
    ]
    with create(None, threads=1) as bench:
        bench.con.execute(
            "CREATE TABLE term (id INTEGER, nt VARCHAR, kind VARCHAR, lexical VARCHAR, datatype VARCHAR, lang VARCHAR)"
        )
        for number, (kind, lexical, datatype) in enumerate(terms, 1):
            bench.con.execute("INSERT INTO term VALUES (?, '', ?, ?, ?, '')", [number, kind, lexical, datatype])
        type_terms(bench)
        rows = bench.rows("SELECT id, valid, family, key, num, number FROM literal ORDER BY id")
    wrong = {6, 9, 11, 13}
    assert [row[:2] for row in rows] == [(number, number not in wrong) for number in range(5, 14)]
    assert list(rows[0][2:]) == [1, "p$5", 5.0, Decimal(5)]


@pytest.mark.bench
def test_three_million_literals_are_typed_within_six_seconds_of_computing() -> None:
    with create(None, threads=2) as bench:
        bench.con.execute(f"""CREATE TABLE term AS SELECT i::INTEGER AS id, 'literal' AS kind,
          CASE i % 4 WHEN 0 THEN i::VARCHAR WHEN 1 THEN (i * 7)::VARCHAR || '.' || (i % 1000)::VARCHAR
            ELSE (DATE '0001-01-01' + i::INTEGER)::VARCHAR END AS lexical,
          '{XSD}' || CASE i % 4 WHEN 0 THEN 'integer' WHEN 1 THEN 'decimal' ELSE 'date' END AS datatype
          FROM range(3_000_000) r(i)""")
        before = resource.getrusage(resource.RUSAGE_SELF)
        type_terms(bench)
        after = resource.getrusage(resource.RUSAGE_SELF)
        assert bench.number("SELECT count(*) FROM literal WHERE valid") == 3_000_000
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 6
