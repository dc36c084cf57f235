"""Mapping -> plan -> lines: whatever the passes, the engine states the quads of the interpreter, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.engines import lines, relations
from lod.literals import LANGUAGE
from lod.mapping.model import Mapping
from lod.plan.duplicates import DEFAULT_GRAPH, Group
from lod.plan.lines import line, statement
from lod.plan.model import Column, Emit, RowNumber, TermPlan
from lod.plan.rewrite import Pass
from lod.plan.sql import Arm
from lod.sources.model import PER_VALUE, Batch, Cell, Field, Records
from lod.terms import Term, iri_fault
from lod.vocab import XSD, XSD_STRING
from lod.workbench import create
from tests.mapping_strategies import SOME, Sources, bound, given_rows, loaded, mappings, oracle, quads, stated

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
@given(mappings(), given_rows())
def test_where_wrong_iris_are_skipped_all_other_lines_stay(mapping: Mapping, sources: Sources) -> None:
    """Templates whose constant parts are no IRI are for the parser to refuse, so they are left out here."""
    with loaded(sources) as bench:
        plan = bound(mapping, sources)
        some_wrong = any(True for _ in lines.wrong(bench.con, plan))
        found = bench.texts(statement(lines.planned(bench.con, plan), skips=True))
    valid = {text for text, terms in quads(mapping, sources).items() if not any(map(wrong, terms))}
    everything = oracle(mapping, sources)
    assert len(found) == len(set(found))
    assert valid <= set(found) <= everything
    assert some_wrong or set(found) == everything


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
    said = one_line(emit(o))
    if expected is None:  # SQL puts the base in front
        assert "absolute('http://b.org/', 'a')" in said
    else:
        assert said == f"'<http://e.org/' || iri_safe(here.\"c1\") || {expected}"


def test_emits_of_one_scan_without_duplicates_share_one_scan() -> None:
    emits = [emit(TermPlan("literal", (Column(c),))) for c in ("c2", "c3")]
    assert statement([Group((e,), "no") for e in emits]).count('FROM "t"') == 1
    assert statement([Group((e,), "columns") for e in emits]).count('FROM "t"') == 2
    assert statement([Group(tuple(emits), "lines")]).count("SELECT DISTINCT line") == 1
    assert statement([]) == ""


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
        query = statement([Group((emit(TermPlan("literal", (Column("c2"),)), s=node),), "no")])
        assert len(set(bench.texts(query))) == len(rows)


@pytest.mark.parametrize("graph", [DEFAULT_GRAPH, "http://e.org/g"])
def test_the_default_graph_is_not_written(graph: str) -> None:
    said = one_line(emit(TermPlan("literal", ("x",)), TermPlan("iri", (graph,))))
    assert said.endswith('"x" .\'' if graph == DEFAULT_GRAPH else '"x" <http://e.org/g> .\'')


def test_each_value_has_the_datatype_of_its_own() -> None:
    own = TermPlan("literal", (Column("c2", datatype=PER_VALUE),))
    cells: list[list[Cell]] = [["s"] * 4, [("1", XSD + "integer"), ("1", ""), ("1", XSD_STRING), None]]
    with create(None, threads=1) as bench:
        lines.prepare(bench.con)
        fields = (Field("s"), Field("o", datatype=PER_VALUE))
        relations.load_records(bench.con, "t", Records(fields, iter([Batch(4, cells)])))
        found = bench.texts(statement([Group((emit(own),), "lines")]))
    start = "<http://e.org/s> <http://e.org/p> "
    assert sorted(found) == [f'{start}"1" .', f'{start}"1"^^<{XSD}integer> .']
