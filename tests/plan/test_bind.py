"""Plan + fields of each scan -> the columns as relations call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.plan.bind import bind, change_term, changed, column_name
from lod.plan.model import Apply, Column, Emit, JoinPlan, Plan, RowNumber, Scan, TermPlan
from lod.sources.model import PER_VALUE, Field
from lod.vocab import XSD
from tests.mapping_strategies import SOME, bound, given_rows, mappings

PEOPLE = (Field("Name"), Field("name", many=True), Field("$.age", datatype=XSD + "integer"))
PARTIES = (Field("name", datatype=PER_VALUE), Field("id"))
SCANS = (Scan("people", "people.json"), Scan("parties", "parties.json"))
FIELDS = {"people": PEOPLE, "parties": PARTIES}
P = TermPlan("iri", ("http://e.org/p",))


def test_columns_are_called_by_number_and_know_their_field() -> None:
    e = Emit(
        7,
        "people",
        TermPlan("iri", ("http://e.org/", Column("Name", "iri"), RowNumber()), "http://b.org/", checked=False),
        P,
        TermPlan("literal", (Column("$.age"),), datatype=("x", Column("name")), lang=(Column("Name"),)),
        TermPlan("iri", (Column("name", "uri"),)),
    )
    assert bind(Plan(SCANS, (e,)), FIELDS) == Plan(
        SCANS,
        (
            Emit(
                7,
                "people",
                TermPlan("iri", ("http://e.org/", Column("c1", "iri"), RowNumber()), "http://b.org/", checked=False),
                P,
                TermPlan(
                    "literal",
                    (Column("c3", datatype=XSD + "integer"),),
                    datatype=("x", Column("c2", many=True)),
                    lang=(Column("c1"),),
                ),
                TermPlan("iri", (Column("c2", "uri", many=True),)),
            ),
        ),
    )


@pytest.mark.parametrize("semi", [False, True])
def test_the_object_of_a_join_is_bound_where_it_comes_from(semi: bool) -> None:
    pairs = (((Column("Name"),), (Column("id"),)), (("x",), (Column("name"), "y")))
    e = Emit(1, "people", P, P, TermPlan("iri", (Column("name"),)), None, JoinPlan("parties", pairs, semi))
    (found,) = bind(Plan(SCANS, (e,)), FIELDS).emits
    assert found.join == JoinPlan(
        "parties",
        (((Column("c1"),), (Column("c2"),)), (("x",), (Column("c1", datatype=PER_VALUE), "y"))),
        semi,
    )
    here, there = Column("c2", many=True), Column("c1", datatype=PER_VALUE)
    assert found.object.text == ((here,) if semi else (there,))


def test_columns_in_arguments_are_bound_too() -> None:
    inner = Apply("http://e.org/f", (("http://e.org/in", (Column("Name"), "x")),))
    outer = Apply("http://e.org/f", (("http://e.org/in", (inner,)),), "iri")
    e = Emit(1, "people", TermPlan("iri", (outer,)), P, P, None)
    (found,) = bind(Plan(SCANS, (e,)), FIELDS).emits
    assert found.subject.columns == {"c1"}
    assert found.subject.text == (
        Apply(
            "http://e.org/f",
            (("http://e.org/in", (Apply("http://e.org/f", (("http://e.org/in", (Column("c1"), "x")),)),)),),
            "iri",
        ),
    )


def test_a_column_that_its_scan_does_not_have_is_a_fault() -> None:
    e = Emit(1, "parties", TermPlan("iri", (Column("Name"),)), P, P, None)
    with pytest.raises(KeyError, match="Name"):
        bind(Plan(SCANS, (e,)), FIELDS)


def test_references_that_differ_in_case_only_are_two_columns() -> None:
    e = Emit(1, "people", TermPlan("iri", (Column("Name"),)), P, TermPlan("iri", (Column("name"),)), None)
    (found,) = bind(Plan(SCANS, (e,)), FIELDS).emits
    assert found.quad_columns == {"c1", "c2"}


@SOME
@given(mappings(), given_rows())
def test_binding_changes_columns_only(mapping: object, sources: object) -> None:
    plan = bound(mapping, sources)  # type: ignore[arg-type]
    names = {column_name(n) for n in range(5)}
    for e in plan.emits:
        assert e.own_columns | e.other_columns <= names
        assert all(isinstance(p, str | Column | RowNumber) for t in e.terms for text in t.texts for p in text)


@given(st.lists(st.one_of(st.text(max_size=3), st.builds(Column, st.text(max_size=3)))))
def test_a_change_of_nothing_changes_nothing(text: list[str | Column]) -> None:
    term = TermPlan("literal", tuple(text), "http://b.org/", tuple(text), tuple(text))
    assert changed(tuple(text), lambda c: c) == tuple(text)
    assert change_term(term, lambda c: c) == term
