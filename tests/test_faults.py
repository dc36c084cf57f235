"""Faults in what the tables say: whatever passes is kept by the store, and no clash of a template escapes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from lod import faults, turtle
from lod.dumps import lines
from lod.engines import embedded
from lod.errors import Place
from lod.mapping.parse import parse
from lod.plan.compile import compile_plan
from lod.sources.model import Table, by_columns
from lod.terms import Term, iri, iri_safe
from lod.workbench import create
from tests.quads import QUADS, SOME, Quad, workbench_of


@SOME
@given(QUADS)
def test_quads_without_fault_are_loaded_and_kept_as_they_are(quads: list[Quad]) -> None:
    with workbench_of(quads) as bench, tempfile.TemporaryDirectory() as folder:
        bench.con.execute("INSERT INTO source VALUES (1, 't.csv', '')")
        bench.con.execute("INSERT INTO row VALUES (1, 1, 2, 'x')")
        found = faults.find(bench, "http://nothing.example/", "facts")
        assert {str(e.place) for e in found} <= {"t.csv:2"}
        lines.write_nquads(bench, Path(folder) / "x.nq")
        data = (Path(folder) / "x.nq").read_bytes()
    kept = ox.Store()
    try:
        kept.bulk_load(data, format=ox.RdfFormat.N_QUADS)
    except SyntaxError:
        assert found
    else:
        same = {(_term(q.subject), _term(q.predicate), _term(q.object), _graph(q)) for q in kept} == set(quads)
        assert same or found


def _term(value: object) -> Term:
    if isinstance(value, ox.Literal):
        return Term("literal", value.value, value.datatype.value, value.language or "")
    assert isinstance(value, ox.NamedNode)
    return iri(value.value)


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


RML = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> .
<#m> rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/%s" ; rml:class ex:C ] .
"""
ROWS = [(a, b) for a in ("a", "aa", "a-a", "ñ", "") for b in ("a", "aa", "a-a", "-")]


@SOME
@given(
    st.permutations(ROWS).map(lambda rows: rows[:12]),
    st.sampled_from(["{a}-{b}", "{a}/{b}", "{a}{b}", "{b}-x-{a}", "{a}"]),
)
def test_a_template_that_makes_one_iri_of_two_things_is_found(rows: list[tuple[str, str]], text: str) -> None:
    mapping = parse((turtle.read(RML % text, "m.ttl", "http://b.org/"),), "")
    made: dict[str, set[tuple[str, ...]]] = {}
    for a, b in rows:
        used = (a, b) if "{b}" in text else (a,)
        if all(used):
            value = text.replace("{a}", iri_safe(a)).replace("{b}", iri_safe(b))
            made.setdefault(f"http://e.org/{value}", set()).add(used)
    with create(None, threads=1) as bench:
        embedded.create_functions(bench.con)
        embedded.load(bench.con, [Table("t.csv", "", ("a", "b"), by_columns(rows, 2), tuple(range(2, len(rows) + 2)))])
        found = faults.ambiguous(bench, compile_plan(mapping), {1: (Place("m.ttl"), text)})
    assert [e.facts["iri"] for e in found] == sorted((i for i, keys in made.items() if len(keys) > 1), key=str.encode)[
        :5
    ]
    for error in found:
        lines = [int(place.rpartition(":")[2]) for place in str(error.facts["other"]).split(" and ")]
        one, other = (rows[line - 2] for line in lines)
        assert one != other
