"""Mapping -> plan -> lines: whatever the passes, the engine states the quads of the interpreter, each once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.engines import lines, relations
from lod.literals import LANGUAGE
from lod.mapping.model import Mapping
from lod.plan.duplicates import DEFAULT_GRAPH, Group
from lod.plan.lines import line, statement
from lod.plan.model import Column, Emit, Plan, RowNumber, Scan, TermPlan
from lod.plan.rewrite import Pass
from lod.plan.sql import Arm
from lod.sources.model import PER_VALUE, Batch, Cell, Field, Records
from lod.terms import Kind, Term, iri_fault
from lod.vocab import XSD, XSD_STRING
from lod.workbench import create
from tests.mapping_strategies import (
    SOME,
    Sources,
    bound,
    given_rows,
    loaded,
    mappings,
    oracle,
    quads,
    split,
    stated,
    stated_together,
)

EACH: list[tuple[Pass, ...]] = [(), lines.PASSES, *((one,) for one in lines.PASSES), lines.PASSES[::-1]]
S, P = TermPlan("iri", ("http://e.org/", Column("c1", "iri"))), TermPlan("iri", ("http://e.org/p",))


@SOME
@given(mappings(), given_rows())
def test_the_engine_states_the_lines_of_the_interpreter_each_once_whatever_the_passes(
    mapping: Mapping, sources: Sources
) -> None:
    plan, expected = bound(mapping, sources), sorted(oracle(mapping, sources))
    with loaded(sources) as bench:
        for passes in EACH:
            assert stated(bench, plan, passes) == expected, [p.__name__ for p in passes]


@SOME
@given(mappings(), given_rows(), st.booleans())
def test_lines_of_a_row_are_the_same_in_one_text_and_counted(
    mapping: Mapping, sources: Sources, rows_once: bool
) -> None:
    plan, expected = bound(mapping, sources), oracle(mapping, sources)
    with loaded(sources) as bench:
        if rows_once:
            lines.drop_repeated_rows(bench.con, plan)
        assert stated_together(bench, plan) == (split(expected), len(expected))


@SOME
@given(mappings(), given_rows())
def test_where_wrong_iris_are_skipped_all_other_lines_stay(mapping: Mapping, sources: Sources) -> None:
    """Templates whose constant parts are no IRI are for the parser to refuse, so they are left out here."""
    with loaded(sources) as bench:
        plan = bound(mapping, sources)
        some_wrong = any(True for _ in lines.wrong(bench.con, plan))
        complete = lines.completes(bench.con)
        found = bench.texts(statement(lines.planned(bench.con, plan), complete, skips=True).query or lines.NOTHING)
        together = stated_together(bench, plan, skips=True)
    valid = {text for text, terms in quads(mapping, sources).items() if not any(map(wrong, terms))}
    everything = oracle(mapping, sources)
    assert len(found) == len(set(found))
    assert valid <= set(found) <= everything
    assert some_wrong or set(found) == everything
    assert together == (split(found), len(found))


def wrong(term: Term | None) -> bool:
    """Whether a term is no IRI, or a literal whose datatype or language is none."""
    if term is None or term.kind == "bnode":
        return False
    if term.kind == "iri":
        return bool(iri_fault(term.lexical))
    return bool(iri_fault(term.datatype)) or bool(term.lang and not LANGUAGE.fullmatch(term.lang.lower()))


def one_line(emit: Emit) -> str:
    return line(Arm(emit))


def emit(o: TermPlan, graph: TermPlan | None = None, s: TermPlan = S) -> Emit:
    return Emit(1, "t", s, P, o, graph)


@pytest.mark.parametrize(
    ("o", "expected"),
    [
        (TermPlan("literal", ('it\'s "x"',)), """'> <http://e.org/p> "it''s \\"x\\"" .'"""),
        (TermPlan("literal", ("x",), lang=("en",)), """'> <http://e.org/p> "x"@en .'"""),
        (TermPlan("literal", ("1",), datatype=(XSD + "int",)), f"""'> <http://e.org/p> "1"^^<{XSD}int> .'"""),
        (TermPlan("literal", ("1",), datatype=(XSD_STRING,)), """'> <http://e.org/p> "1" .'"""),
        (TermPlan("iri", ("a",), "http://b.org/"), None),
        (TermPlan("literal", (Column("c2"),)), """'> <http://e.org/p> "' || nt_text(here."c2") || '" .'"""),
        (
            TermPlan("literal", (Column("c2", datatype=XSD + "int"),)),
            f"""'> <http://e.org/p> "' || nt_text(here."c2") || '"^^<{XSD}int> .'""",
        ),
        (
            TermPlan("literal", (Column("c2"),), lang=(Column("c3"),)),
            """'> <http://e.org/p> "' || nt_text(here."c2") || '"@' || (here."c3") || ' .'""",
        ),
    ],
)
def test_constants_are_written_into_the_line_beforehand(o: TermPlan, expected: str | None) -> None:
    sql = one_line(emit(o))
    if expected is None:  # SQL puts the base in front
        assert "absolute('http://b.org/', 'a')" in sql
    else:
        assert sql == f"'<http://e.org/' || iri_safe(here.\"c1\") || {expected}"


def test_emits_of_one_scan_without_duplicates_share_one_scan() -> None:
    emits = [emit(TermPlan("literal", (Column(c),))) for c in ("c2", "c3")]
    assert said([Group((e,), "no") for e in emits]).count('FROM "t"') == 1
    assert said([Group((e,), "columns") for e in emits]).count('FROM "t"') == 2
    assert said([Group((e,), "columns") for e in emits[:1] * 2]).count('FROM "t"') == 1
    assert said([Group(tuple(emits), "lines")]).count("SELECT DISTINCT line") == 1
    assert said([]) == ""


def said(groups: Sequence[Group], complete: frozenset[str] = frozenset()) -> str:
    """SQL of the texts of rows where only these columns have a value everywhere."""
    return statement(groups, lambda _, column: column in complete, together=True).query


@pytest.mark.parametrize(
    ("complete", "expected"),
    [
        ("c1 c2 c3", []),
        ("c1 c3", ['here."c2"']),
        ("c2 c3", ['here."c1"']),
        ("", ['here."c1"', 'here."c2"', 'here."c3"']),
    ],
)
def test_only_columns_that_hold_nulls_are_asked_for_them(complete: str, expected: list[str]) -> None:
    emits = [emit(TermPlan("literal", (Column(c),))) for c in ("c2", "c3")]
    query = said([Group((e,), "no") for e in emits], frozenset(complete.split()))
    asked = [c for c in ('here."c1"', 'here."c2"', 'here."c3"') if f"{c} AS x" in query]
    assert asked == expected
    assert ("NULL" in query) == bool(expected)
    assert ("concat_ws" in query) == (not complete)  # else one of the lines is always there


def test_what_lines_have_in_common_is_computed_once() -> None:
    emits = [emit(TermPlan("literal", (Column("c1"),), lang=(lang,))) for lang in ("en", "es")]
    query = said([Group((e,), "no") for e in emits], frozenset({"c1"}))
    assert [query.count(text) for text in ("iri_safe", "nt_text", "@en", "@es")] == [1, 1, 1, 1]


VALUES = st.text(min_size=1, max_size=6)


@SOME
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4))
def test_blank_nodes_of_rows_are_as_many_as_the_rows(rows: list[tuple[str, str]]) -> None:
    node = TermPlan("bnode", ("b ", RowNumber()))
    fields = (Field("id"), Field("name"))
    cells: list[list[Cell]] = [[a for a, _ in rows], [b for _, b in rows]]
    with create(None, threads=1) as bench:
        lines.prepare(bench.con)
        relations.load_records(bench.con, "t", Records(fields, iter([Batch(len(rows), cells)])))
        query = said([Group((emit(TermPlan("literal", (Column("c2"),)), s=node),), "no")])
        assert len(set(bench.texts(query))) == len(rows)


@pytest.mark.parametrize(
    ("repeated", "node", "left"),
    [
        (300, "iri", 200),
        (3, "iri", 303),  # too few to be worth it: the lines come once all the same
        (300, "bnode", 500),  # every row is a node of its own
    ],
)
def test_repeated_rows_are_taken_out_first_where_there_are_many(repeated: int, node: Kind, left: int) -> None:
    rows = [f"{n}" for n in range(200 if repeated == 300 else 300)] + ["0"] * repeated
    s = TermPlan(node, ("http://e.org/", Column("c1")) if node == "iri" else ("b ", RowNumber()))
    plan = Plan((Scan("t", "t.csv"),), (emit(TermPlan("literal", (Column("c1"),)), s=s),))
    with create(None, threads=1) as bench:
        lines.prepare(bench.con)
        relations.load_records(bench.con, "t", Records((Field("id"),), iter([Batch(len(rows), [rows])])))
        lines.drop_repeated_rows(bench.con, plan)
        assert bench.number("SELECT count(*) FROM t") == left
        assert stated_together(bench, plan)[1] == (len(rows) if node == "bnode" else len(set(rows)))


@pytest.mark.parametrize("graph", [DEFAULT_GRAPH, "http://e.org/g"])
def test_the_default_graph_is_not_written(graph: str) -> None:
    sql = one_line(emit(TermPlan("literal", ("x",)), TermPlan("iri", (graph,))))
    assert sql.endswith('"x" .\'' if graph == DEFAULT_GRAPH else '"x" <http://e.org/g> .\'')


def test_each_value_has_the_datatype_of_its_own() -> None:
    own = TermPlan("literal", (Column("c2", datatype=PER_VALUE),))
    cells: list[list[Cell]] = [["s"] * 4, [("1", XSD + "integer"), ("1", ""), ("1", XSD_STRING), None]]
    with create(None, threads=1) as bench:
        lines.prepare(bench.con)
        fields = (Field("s"), Field("o", datatype=PER_VALUE))
        relations.load_records(bench.con, "t", Records(fields, iter([Batch(4, cells)])))
        found = bench.texts(said([Group((emit(own),), "lines")]))
    start = "<http://e.org/s> <http://e.org/p> "
    assert sorted(found) == [f'{start}"1" .', f'{start}"1"^^<{XSD}integer> .']
