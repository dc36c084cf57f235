"""Where duplicates can be: two emits that cannot meet never do, and a group without a DISTINCT needs none."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.engines import lines
from lod.mapping.model import Mapping
from lod.plan.duplicates import Group, can_equal, can_meet, groups, recoverable, told
from lod.plan.lines import statement
from lod.plan.model import Column, Emit, JoinPlan, Plan, RowNumber, Scan, TermPlan, Text
from lod.plan.rewrite import rewrite
from lod.plan.sql import name
from lod.sources.model import PER_VALUE
from lod.vocab import RML, XSD, XSD_STRING
from tests.mapping_strategies import SOME, Sources, alone, bound, given_rows, loaded, mappings

A, B = Column("a", "iri"), Column("b", "iri")
P, Q = TermPlan("iri", ("http://e.org/p",)), TermPlan("iri", ("http://e.org/q",))
TEXT = TermPlan("literal", (Column("c"),))


def iri(*text: str | Column, base: str = "") -> TermPlan:
    return TermPlan("iri", text, base)


def emit(s: TermPlan = P, p: TermPlan = P, o: TermPlan = TEXT, g: TermPlan | None = None) -> Emit:
    return Emit(1, "t", s, p, o, g)


def literal(*text: str | Column, lang: Text = (), datatype: Text = ()) -> TermPlan:
    return TermPlan("literal", text, "http://b.org/", datatype, lang)


# ---- two emits -----------------------------------------------------------------------------------------------


@SOME
@given(mappings(), given_rows())
def test_emits_that_cannot_meet_have_no_line_in_common(mapping: Mapping, sources: Sources) -> None:
    emits = rewrite(bound(mapping, sources), lines.PASSES).emits
    with loaded(sources) as bench:
        found = {e: set(alone(bench, e)) for e in dict.fromkeys(emits)}
    for one, other in combinations(found, 2):
        assert can_meet(one, other) == can_meet(other, one)
        assert can_meet(one, other) or not found[one] & found[other]


@SOME
@given(mappings(), given_rows())
def test_an_emit_can_meet_itself(mapping: Mapping, sources: Sources) -> None:
    emits = bound(mapping, sources).emits
    assert [e for e in emits if not can_meet(e, e)] == []


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (P, P, True),
        (P, Q, False),
        (P, iri("http://e.org/", A), True),
        (P, iri("http://e.org/x/", A), False),
        (iri("http://e.org/", A, "/x"), iri("http://e.org/", B, "/y"), False),
        (iri("http://e.org/", A, "/x"), iri("http://e.org/", B, "x"), True),
        (iri("http://e.org/", A), iri("http://e.org/x/", A), True),
        (iri("rel/", A, base="http://b.org/"), iri("http://e.org/", A), True),  # what is relative may be anywhere
        (iri("rel/", A, "/x", base="http://b.org/"), iri("http://e.org/", A, "/y"), False),
        (iri("http://e.org/", A, base="http://b.org/"), iri("urn:", A, base="http://b.org/"), False),
        (iri(A, base="http://b.org/"), iri("http://b.org/", A), True),
        (iri("http://e.org/", A), TermPlan("bnode", ("http://e.org/", A)), False),
        (TermPlan("bnode", ("x", A)), TermPlan("bnode", ("y", A)), False),
        (TermPlan("bnode", ("x ", RowNumber())), TermPlan("bnode", ("y ", RowNumber())), False),
        (literal("x"), literal("x", datatype=(XSD_STRING,)), True),
        (literal("x"), literal("x", datatype=(XSD + "date",)), False),
        (literal("x"), literal("x", lang=("en",)), False),
        (literal(A), literal(A, lang=(B,)), False),
        (literal(A, lang=("en",)), literal(A, lang=("es",)), False),
        (literal(A, lang=("en",)), literal(A, lang=(B,)), True),
        (literal(A, lang=("en-", B)), literal(A, lang=("es-", B)), False),
        (literal(A, datatype=(XSD + "date",)), literal(A, datatype=(B,)), True),
        (literal(A, datatype=("http://b.org/rel",)), literal(A, datatype=("rel",)), True),
        (literal(Column("a", datatype=XSD + "int")), literal("1", datatype=(XSD + "int",)), True),
        (literal(Column("a", datatype=XSD + "int")), literal(Column("a")), False),
        (literal(Column("a", datatype=PER_VALUE)), literal(Column("a")), True),
        (literal(Column("a", datatype=PER_VALUE)), literal("x", lang=("en",)), False),
    ],
)
def test_terms_can_be_equal_unless_a_constant_part_tells_them_apart(
    one: TermPlan, other: TermPlan, meets: bool
) -> None:
    assert can_equal(one, other) == can_equal(other, one) == meets


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (None, None, True),
        (None, P, False),
        (None, iri(RML + "defaultGraph"), True),
        (None, iri("http://e.org/", A), True),  # a column may say that it is the default graph
        (P, Q, False),
        (P, iri("http://e.org/", A), True),
    ],
)
def test_quads_meet_in_one_graph_only(one: TermPlan | None, other: TermPlan | None, meets: bool) -> None:
    assert can_meet(emit(g=one), emit(g=other)) == can_meet(emit(g=other), emit(g=one)) == meets


# ---- one emit ------------------------------------------------------------------------------------------------


@SOME
@given(mappings(), given_rows())
def test_the_lines_of_a_group_come_once_each(mapping: Mapping, sources: Sources) -> None:
    with loaded(sources) as bench:
        found_groups = lines.planned(bench.con, bound(mapping, sources))
        for group in found_groups:
            found = bench.texts(statement([group], lines.completes(bench.con)).query)
            assert len(found) == len(set(found)), group.distinct
            assert set(found) == {text for e in group.emits for text in alone(bench, e)}


@SOME
@given(mappings(), given_rows())
def test_rows_that_differ_in_what_is_recoverable_give_different_lines(mapping: Mapping, sources: Sources) -> None:
    with loaded(sources) as bench:
        for e in bound(mapping, sources).emits:
            told = sorted(recoverable(e))
            plain = not any(c.many for term in e.terms for c in term.text if isinstance(c, Column))
            if not told or e.join or not plain or any(of_value(e)):
                continue
            key = ", ".join(map(name, told))
            with_key = bench.number(f"SELECT count(DISTINCT ({key},)) FROM {name(e.scan)} WHERE {complete(e)}")
            assert len(set(alone(bench, e))) >= with_key


def complete(e: Emit) -> str:
    return " AND ".join(f"{name(c)} IS NOT NULL" for c in sorted(e.quad_columns)) or "true"


def of_value(e: Emit) -> list[Column]:
    """Columns with datatypes per value, or several values."""
    texts = [text for term in e.terms for text in term.texts]
    return [c for text in texts for c in text if isinstance(c, Column) and (c.datatype == PER_VALUE or c.many)]


@pytest.mark.parametrize(
    ("s", "o", "told"),
    [
        (iri("http://e.org/", A), TEXT, {"a", "c"}),
        (iri("http://e.org/", A, "/", B), TEXT, {"a", "b", "c"}),
        (iri("http://e.org/", A, "-", B), TEXT, {"c"}),  # a-b and c are also a and b-c
        (iri("http://e.org/", A, "ñ", B), TEXT, {"c"}),
        (iri("http://e.org/", A, B), TEXT, {"c"}),
        (iri("http://e.org/", A, "x", A), TEXT, {"a", "c"}),
        (iri("http://e.org/", Column("a"), "/", Column("b")), TEXT, {"c"}),  # a reference may hold the slash
        (iri(A, base="http://b.org/"), TEXT, {"c"}),  # a relative and an absolute value give one IRI
        (iri(A), TEXT, {"a", "c"}),
        (P, literal(Column("a"), " ", Column("b")), set()),
        (P, literal(A, lang=(B,)), {"a", "b"}),
        (P, literal(A, datatype=(B,)), {"a"}),
        (TermPlan("bnode", ("x", A)), TEXT, {"a", "c"}),
    ],
)
def test_a_value_can_be_told_from_a_term_that_no_other_value_gives(s: TermPlan, o: TermPlan, told: set[str]) -> None:
    assert recoverable(emit(s=s, o=o)) == told


def grouped(*emits: Emit, keys: tuple[set[str], ...] = ()) -> tuple[Group, ...]:
    """Groups where only these sets of columns are keys."""
    plan = Plan((Scan("t", "t.csv"), Scan("u", "u.csv")), emits)
    return groups(plan, lambda _, terms: any(key <= frozenset(n for t in terms for n in told(t)) for key in keys))


def test_a_key_that_can_be_told_from_the_quad_saves_the_distinct() -> None:
    e = emit(s=iri("http://e.org/", A))
    assert grouped(e, keys=({"a"},)) == (Group((e,), "no"),)
    assert grouped(e, keys=({"b"},)) == (Group((e,), "columns"),)
    assert grouped(e) == (Group((e,), "columns"),)


def test_lines_are_compared_where_columns_do_not_tell() -> None:
    e = emit(s=iri("http://e.org/", A, "-", B))
    assert grouped(e) == (Group((e,), "lines"),)
    assert grouped(e, keys=({"a"},)) == (Group((e,), "lines"),)
    several = emit(s=iri("http://e.org/", Column("a", "iri", many=True)))
    assert grouped(several, keys=({"a"},)) == (Group((several,), "lines"),)


def test_a_join_needs_a_distinct_and_a_look_at_another_scan_does_not() -> None:
    whole = Emit(1, "t", iri("http://e.org/", A), P, iri("http://e.org/", B), None, JoinPlan("u", (((A,), (A,)),)))
    looked = Emit(1, "t", iri("http://e.org/", A), P, P, None, JoinPlan("u", (((A,), (A,)),), semi=True))
    assert [g.distinct for g in grouped(whole, keys=({"a"},))] == ["lines"]
    assert [g.distinct for g in grouped(looked, keys=({"a"},))] == ["no"]


def test_a_row_that_is_compared_by_several_values_can_be_found_more_than_once() -> None:
    values = (Column("b", many=True),)
    looked = Emit(1, "t", iri("http://e.org/", A), P, P, None, JoinPlan("u", ((values, (A,)),), semi=True))
    assert [g.distinct for g in grouped(looked, keys=({"a"},))] == ["lines"]


def test_an_object_that_differs_saves_the_distinct_too() -> None:
    e = emit(s=iri("http://e.org/", A, "-", B), o=TEXT)
    assert grouped(e, keys=({"c"},)) == (Group((e,), "no"),)


def test_what_two_rules_state_alike_is_asked_once() -> None:
    e = emit(s=iri("http://e.org/", A))
    assert grouped(e, replace(e, rule=2)) == (Group((replace(e, rule=2),), "columns"),)


def test_emits_that_meet_are_one_group_and_the_same_emit_is_asked_once() -> None:
    here, there, apart = emit(s=iri("http://e.org/", A)), emit(s=iri("http://e.org/x", B)), emit(p=Q)
    assert grouped(here, apart, there, here) == (Group((apart,), "columns"), Group((here, there), "lines"))


def test_groups_that_a_third_emit_joins_become_one() -> None:
    one, other, both = emit(s=iri("http://e.org/1")), emit(s=iri("http://e.org/2")), emit(s=iri("http://e.org/", A))
    assert [len(g.emits) for g in grouped(one, other)] == [1, 1]
    assert [len(g.emits) for g in grouped(one, other, both)] == [3]


@pytest.mark.parametrize("o", [Q, TEXT], ids=["constant", "column"])
def test_blank_nodes_of_rows_are_not_taken_for_one(o: TermPlan) -> None:
    """SELECT DISTINCT over the columns would lose the number of the row."""
    (group,) = grouped(emit(s=TermPlan("bnode", ("b ", RowNumber())), o=o))
    assert group.distinct != "columns"


@pytest.mark.parametrize("o", [Q, literal(Column("c", datatype=PER_VALUE), datatype=(XSD_STRING,))])
def test_values_that_differ_in_their_datatype_only_can_give_one_line(o: TermPlan) -> None:
    """1 and "1" are two values of a column and make one IRI."""
    key = {"a"} if o == Q else {"c"}
    s = iri("http://e.org/", Column("a", "iri", datatype=PER_VALUE)) if o == Q else P
    (group,) = grouped(emit(s=s, o=o), keys=(key,))
    assert group.distinct == "lines"


@SOME
@given(st.lists(st.sampled_from("ab"), max_size=3), st.lists(st.sampled_from("ab"), max_size=3))
def test_constants_are_equal_as_the_text_they_make(one: list[str], other: list[str]) -> None:
    assert can_equal(literal(*one), literal(*other)) == ("".join(one) == "".join(other))
