"""The sampled comparison with pySHACL sees what is wrong, and only that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lod import turtle
from lod.shapes import parse, sample
from lod.shapes.model import Outcome, ShapesGraph
from lod.shapes.run import run
from lod.terms import Term
from lod.vocab import SH
from lod.workbench import Workbench
from tests.shapes.graphs import bench_of

PREFIXES = f"@prefix ex: <http://example.org/> .\n@prefix sh: <{SH}> .\n"
SHAPES = """ex:Book a sh:NodeShape ; sh:targetClass ex:Book ; sh:property ex:title , ex:author .
ex:title a sh:PropertyShape ; sh:path ex:title ; sh:minCount 1 ; sh:maxLength 9 .
ex:author a sh:PropertyShape ; sh:path ex:author ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .
ex:Writer a sh:NodeShape ; sh:targetObjectsOf ex:author ; sh:property ex:pattern .
ex:pattern a sh:PropertyShape ; sh:path ex:name ; sh:pattern "^\\\\p{Lu}" .
"""
DATA = (
    "".join(
        f'ex:b{n} a ex:Book ; ex:author ex:a{n % 7} ; ex:title "{"a" * (n % 12)}" . ex:a{n % 5} ex:name "Ann" .\n'
        for n in range(40)
    )
    + "ex:b40 a ex:Book ; ex:author ex:a6 .\n"
)


def triples(text: str) -> list[tuple[Term, Term, Term]]:
    return [(t.s, t.p, t.o) for t in turtle.read(PREFIXES + text, "example.ttl").triples]


def given(shapes: str, data: str = DATA) -> tuple[Workbench, ShapesGraph, Outcome]:
    graph = parse.parse([("shapes.ttl", turtle.read(PREFIXES + shapes, "shapes.ttl").triples)])
    bench = bench_of(triples(data))
    return bench, graph, run(bench, graph)


PLAIN = SHAPES.replace("\\\\p{Lu}", "A")


def test_what_is_right_has_no_differences() -> None:
    bench, graph, outcome = given(PLAIN)
    compared = sample.sample(bench, graph, outcome, 50)
    assert compared.differences == ()
    assert compared.results > 6


@pytest.mark.parametrize("shape", ["<http://example.org/title>", "_:b1"], ids=["of the target", "below another"])
def test_a_result_that_is_missing_or_too_many_is_seen_and_not_explained(shape: str) -> None:
    bench, graph, outcome = given(PLAIN)
    gone = next(r for r in outcome.results if r.source == shape)
    fewer = replace(outcome, results=tuple(r for r in outcome.results if r != gone))
    compared = sample.sample(bench, graph, fewer, 100)
    assert {(d.side, d.focus, d.source, d.fault) for d in compared.differences} == {("extra", gone.focus, shape, "")}
    assert not compared.agree
    more = replace(outcome, results=(*outcome.results, replace(gone, value='"x"')))
    assert [d.side for d in sample.sample(bench, graph, more, 100).differences] == ["missing"]


def test_what_pyshacl_breaks_off_at_hides_no_other_shape() -> None:
    bench, graph, outcome = given(SHAPES)
    compared = sample.sample(bench, graph, outcome, 20)
    assert {(d.side, d.source, d.fault) for d in compared.differences} == {
        ("crash", "<http://example.org/Writer>", "pattern-breaks-off")
    }
    assert compared.results > 3


def test_the_same_seed_draws_the_same_nodes() -> None:
    bench, graph, outcome = given(PLAIN)
    assert sample.sample(bench, graph, outcome, 6, seed=3) == sample.sample(bench, graph, outcome, 6, seed=3)
    assert sample.sample(bench, graph, outcome, 6).nodes < 47


def test_a_query_that_sees_too_much_is_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "BROAD", 10)
    select = 'sh:sparql ex:q . ex:q sh:select "SELECT $this { $this <http://example.org/title> ?x }"'
    bench, graph, outcome = given(f"ex:S a sh:NodeShape ; sh:targetClass ex:Book ; sh:minLength 99 ; {select} .")
    compared = sample.sample(bench, graph, outcome, 5)
    assert compared.left_out == ("<http://example.org/q>",)
    assert compared.differences == ()
    assert compared.results > 0
