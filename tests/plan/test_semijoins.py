"""Joins that only look whether a row is there, before and after each pass; and the quads stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.engines import lines, relations
from lod.mapping.model import Mapping
from lod.plan.model import Apply, Column, Emit, JoinPlan, Plan, RowNumber, Scan, TermPlan, Text
from lod.plan.semijoins import drop_joins_that_hold, drop_joins_with_oneself, start_from_there, take_values_from_here
from lod.sources.model import PER_VALUE, Batch, Cell, Field, Records
from lod.workbench import create
from tests.mapping_strategies import SOME, Sources, alone, bound, given_rows, joining, loaded, mappings

P = TermPlan("iri", ("http://e.org/p",))
A, B, C = (Column(name, "iri") for name in "abc")
PASSES = (take_values_from_here, start_from_there, drop_joins_with_oneself)


def iri(*text: str | Column | RowNumber | Apply) -> TermPlan:
    return TermPlan("iri", text)


def plain(column: str) -> Text:
    return (Column(column),)


def joined(s: TermPlan, o: TermPlan, *pairs: tuple[Text, Text], there: str = "u", semi: bool = False) -> Emit:
    return Emit(1, "t", s, P, o, None, JoinPlan(there, pairs, semi))


def after(one: Callable[[Plan], Plan], e: Emit) -> Emit:
    return one(Plan((Scan("t", "t.csv"), Scan("u", "u.csv")), (e,))).emits[0]


@pytest.mark.parametrize("one", PASSES, ids=lambda p: p.__name__)
def test_a_pass_leaves_the_lines_of_every_emit_as_they_are(one: Callable[[Plan], Plan]) -> None:
    changed = 0

    @settings(SOME, max_examples=2 * SOME.max_examples)
    @given(st.one_of(joining(), joining(oneself=True), mappings()), given_rows())
    def unchanged(mapping: Mapping, sources: Sources) -> None:
        nonlocal changed
        plan = take_values_from_here(bound(mapping, sources)) if one is PASSES[2] else bound(mapping, sources)
        with loaded(sources) as bench:
            for before, after in zip(plan.emits, one(plan).emits, strict=True):
                changed += before != after
                assert set(alone(bench, before)) == set(alone(bench, after))

    unchanged()
    assert changed


# ---- the object is made of compared values -------------------------------------------------------------------


def test_an_object_of_compared_values_is_made_here() -> None:
    e = joined(iri(A), iri("http://e.org/", B, "/", C), (plain("x"), plain("b")), (plain("y"), plain("c")))
    o = iri("http://e.org/", Column("x", "iri"), "/", Column("y", "iri"))
    assert after(take_values_from_here, e) == joined(
        iri(A), o, (plain("x"), plain("b")), (plain("y"), plain("c")), semi=True
    )


def test_an_object_without_columns_is_only_looked_for() -> None:
    e = joined(iri(A), iri("http://e.org/x"), (plain("x"), plain("b")))
    assert after(take_values_from_here, e) == joined(iri(A), iri("http://e.org/x"), (plain("x"), plain("b")), semi=True)


@pytest.mark.parametrize(
    ("o", "pair"),
    [
        (iri(B, C), (plain("x"), plain("b"))),  # c is not compared
        (iri(B), (("p", Column("x")), plain("b"))),  # b is equal to a text, not to a column
        (iri(B), (plain("x"), (Column("b"), "p"))),
        (iri(B), (plain("x"), (Column("b", many=True),))),  # one value of several is equal
        (iri(B), ((Column("x", many=True),), plain("b"))),
        (iri("http://e.org/", RowNumber()), (plain("x"), plain("b"))),  # the number of the row there
        (iri(Apply("http://e.org/f", ()), B), (plain("x"), plain("b"))),
        (TermPlan("literal", (Column("b", datatype=PER_VALUE),)), (plain("x"), plain("b"))),  # the datatype may differ
    ],
)
def test_other_objects_are_made_there(o: TermPlan, pair: tuple[Text, Text]) -> None:
    e = joined(iri(A), o, pair)
    assert after(take_values_from_here, e) == e


def test_what_is_no_join_stays() -> None:
    e = Emit(1, "t", iri(A), P, iri(B), None)
    assert [after(one, e) for one in PASSES] == [e, e, e]


# ---- the rest is made of compared values ---------------------------------------------------------------------


def test_a_subject_of_compared_values_is_made_there() -> None:
    g = iri("http://e.org/g/", A)
    e = Emit(1, "t", iri("http://e.org/", A), P, iri(C), g, JoinPlan("u", ((plain("a"), plain("b")),)))
    assert after(start_from_there, e) == Emit(
        1,
        "u",
        iri("http://e.org/", B),
        P,
        iri(C),
        iri("http://e.org/g/", B),
        JoinPlan("t", ((plain("b"), plain("a")),), semi=True),
    )


@pytest.mark.parametrize(
    "e",
    [
        joined(iri(A, B), iri(C), (plain("a"), plain("c"))),
        joined(iri(A), iri(C), (plain("a"), plain("c")), semi=True),
        joined(iri("http://e.org/", RowNumber()), iri(C), (plain("a"), plain("c"))),
        Emit(1, "t", iri(A), P, iri(C), iri(B), JoinPlan("u", ((plain("a"), plain("c")),))),
        Emit(1, "t", iri(A), iri(B), iri(C), None, JoinPlan("u", ((plain("a"), plain("c")),))),
    ],
)
def test_other_subjects_are_made_here(e: Emit) -> None:
    assert after(start_from_there, e) == e


# ---- a scan and itself ---------------------------------------------------------------------------------------


def test_a_scan_holds_its_own_rows() -> None:
    e = joined(iri(A), iri(B), (plain("a"), plain("a")), (plain("b"), plain("b")), there="t", semi=True)
    assert after(drop_joins_with_oneself, e) == Emit(1, "t", iri(A), P, iri(B), None)


@pytest.mark.parametrize(
    "e",
    [
        joined(iri(A), iri(B), (plain("a"), plain("a")), there="u", semi=True),  # another scan
        joined(iri(A), iri(B), (plain("a"), plain("b")), there="t", semi=True),  # another column
        joined(iri(A), iri(B), (plain("a"), plain("a")), there="t"),  # the object comes from other rows
        joined(iri(A), iri(B), (plain("c"), plain("c")), there="t", semi=True),  # a row without c has none equal
        joined(iri(A), iri(B), (("x", Column("c")), ("x", Column("c"))), there="t", semi=True),
        joined(iri(A), iri(B), ((Column("a", many=True),), (Column("a", many=True),)), there="t", semi=True),
    ],
)
def test_other_joins_with_oneself_stay(e: Emit) -> None:
    assert after(drop_joins_with_oneself, e) == e


# ---- partners that are always there --------------------------------------------------------------------------


def test_a_partner_that_is_always_there_is_not_looked_for() -> None:
    e = joined(iri(A), iri(B), (plain("a"), plain("b")), semi=True)
    assert after(lambda plan: drop_joins_that_hold(plan, lambda _: True), e) == replace(e, join=None)
    assert after(lambda plan: drop_joins_that_hold(plan, lambda _: False), e) == e


@pytest.mark.parametrize(
    "e",
    [
        joined(iri(A), iri(B), (plain("a"), plain("b"))),  # the object comes from the rows there
        joined(iri(A), iri(B), ((Column("a", many=True),), plain("b")), semi=True),  # a row is compared several times
        joined(iri(A), iri(B), (plain("a"), (Column("b", many=True),)), semi=True),
        joined(iri(Column("a", many=True)), iri(B), (plain("a"), plain("b")), semi=True),
    ],
)
def test_other_joins_are_not_even_asked_whether_they_hold(e: Emit) -> None:
    def never(_: Emit) -> bool:
        raise AssertionError

    assert after(lambda plan: drop_joins_that_hold(plan, never), e) == e


@pytest.mark.parametrize(
    ("here", "there", "holds"),
    [
        ([("1", "x"), ("2", "x")], ["x"], True),
        ([("1", "x"), ("2", "x"), ("3", "y")], ["x", "x"], False),  # not because it is as many
        ([("1", "x"), ("2", None), (None, "y")], ["x", None], True),  # such rows state nothing
        ([], [], True),
        ([("1", "x")], [], False),
    ],
)
def test_a_join_holds_if_every_row_that_can_state_a_quad_has_its_partner(
    here: list[tuple[Cell, Cell]], there: list[Cell], holds: bool
) -> None:
    e = joined(iri("http://e.org/", Column("c1")), iri(Column("c2")), (plain("c2"), plain("c1")), semi=True)
    with create(None, threads=1) as bench:
        lines.prepare(bench.con)
        cells: list[list[Cell]] = [[a for a, _ in here], [b for _, b in here]]
        both = (Field("a"), Field("b"))
        relations.load_records(bench.con, "t", Records(both, iter([Batch(len(here), cells)])))
        relations.load_records(bench.con, "u", Records(both[:1], iter([Batch(len(there), [there])])))
        (group,) = lines.planned(bench.con, Plan((Scan("t", ""), Scan("u", "")), (e,)))
    assert (group.emits[0].join is None) == holds


def test_values_are_inserted_as_safely_as_before() -> None:
    e = joined(iri(A), iri("http://e.org/", Column("b", "uri")), ((Column("x", "none"),), plain("b")))
    assert after(take_values_from_here, e).object == iri("http://e.org/", Column("x", "uri"))
