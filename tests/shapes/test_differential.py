"""Random shapes on random graphs: SQL and pySHACL report the same.

Compared are the multisets of (focus node, path, component, value, severity, source shape) and the number of focus nodes
of each shape with a name.  Read first: strategies.py."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, note, reject, settings

from lod import turtle
from lod.errors import Failed
from lod.shapes import oracle, parse
from lod.shapes.accepted import explained
from lod.shapes.compared import Difference
from lod.shapes.graphs import graph_of
from lod.shapes.model import Outcome, ShapesGraph
from lod.terms import ntriples
from lod.turtle import Triple as Placed
from tests.shapes.graphs import Compared, Reused, by_both, multiset
from tests.shapes.random_graphs import Triple
from tests.shapes.strategies import cases

RECURSIVE = "V916"
Case = tuple[list[Triple], list[Triple]]
some = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=1200, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def reused() -> Iterator[Reused]:
    held = Reused()
    with held.bench:
        yield held


def read(triples: list[Triple]) -> ShapesGraph:
    """Parse a shapes graph; sibling shapes can make one recursive."""
    try:
        return parse.parse([("shapes.ttl", [Placed(s, p, o, n, 1) for n, (s, p, o) in enumerate(triples, 1)])])
    except Failed as failed:
        if {e.code for e in failed.errors} == {RECURSIVE}:
            reject()
        raise


def shown(case: Case) -> str:
    return "\n".join("".join(f"{' '.join(map(ntriples, t))} .\n" for t in triples) for triples in case)


def counted(outcome: Outcome) -> dict[str, int]:
    return {c.shape: c.focus_nodes for c in outcome.checked}


def assert_agree(case: Case, reused: Reused) -> None:
    data, graph = case[0], read(case[1])
    ours, theirs = by_both(reused.hold(data), graph), oracle.validate(graph_of(data), graph_of(graph.triples))
    assert multiset(ours) == multiset(theirs)
    assert counted(ours) == counted(theirs)


def of_pyshacl(data: list[Triple], graph: ShapesGraph) -> Counter[Compared] | str:
    """The results, or what pySHACL says when it breaks off."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return multiset(oracle.validate(graph_of(data), graph_of(graph.triples)))
        except Failed as failed:
            return failed.errors[0].message


def assert_agree_but_for_known_faults(case: Case, reused: Reused) -> None:
    data, graph = case[0], read(case[1])
    outcome = by_both(reused.hold(data), graph)
    theirs = of_pyshacl(data, graph)
    if isinstance(theirs, str):
        assert explained(Difference("crash", "", message=theirs), graph, data).fault
        return
    ours = multiset(outcome)
    differences = [
        Difference(side, *key[:4], source=key[5], again=key in others)
        for side, keys, others in (("extra", theirs, ours), ("missing", ours, theirs))
        for key in (keys - others).elements()
    ]
    assert Counter(d for d in differences if not explained(d, graph, data).fault) == Counter()


PREFIXES = """@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONCE_WRONG = {  # shapes, data, number of results
    "below several paths": (
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:property ex:below ] ."
        "ex:below sh:path ex:q ; sh:property ex:few . ex:few sh:path ex:r ; sh:minCount 1 .",
        "ex:a ex:p ex:b , ex:c . ex:d ex:p ex:b . ex:b ex:q ex:e . ex:c ex:q ex:e .",
        3,
    ),
    "nested without any demand": ("ex:S sh:targetNode 1 ; sh:not [ sh:path ex:p ; sh:minCount 0 ] .", "", 1),
    "infinite bound": ('ex:S sh:targetObjectsOf ex:p ; sh:maxExclusive "-INF"^^xsd:double .', "ex:a ex:p 1 .", 1),
    "path that stays at a node without triples": (
        "ex:S sh:targetNode ex:new ; sh:property"
        " [ sh:path [ sh:oneOrMorePath [ sh:zeroOrOnePath ex:p ] ] ; sh:nodeKind sh:Literal ] .",
        "ex:a ex:p ex:b .",
        1,
    ),
}


def triples(text: str) -> list[Triple]:
    return [(t.s, t.p, t.o) for t in turtle.read(PREFIXES + text, "example.ttl").triples]


@pytest.mark.parametrize(("shapes", "data", "number"), ONCE_WRONG.values(), ids=ONCE_WRONG)
def test_what_was_once_wrong_is_right(shapes: str, data: str, number: int, reused: Reused) -> None:
    case = triples(data), triples(shapes)
    assert_agree(case, reused)
    assert len(by_both(reused.bench, read(case[1])).results) == number


def test_a_shape_that_is_its_own_sibling_is_recursive() -> None:
    sibling = "sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedValueShape"
    text = f"ex:S sh:property ex:A , ex:B . ex:A sh:path ex:p ; {sibling} ex:N . ex:B sh:path ex:q ; {sibling} ex:A ."
    with pytest.raises(Failed) as failed:
        parse.parse([("shapes.ttl", turtle.read(PREFIXES + text, "shapes.ttl").triples)])
    assert {e.code for e in failed.value.errors} == {RECURSIVE}


@some
@given(case=cases())
def test_sql_and_pyshacl_report_the_same(case: Case, reused: Reused) -> None:
    note(shown(case))
    assert_agree(case, reused)


@some
@given(case=cases(plain=False))
def test_every_difference_over_odd_literals_is_a_known_fault(case: Case, reused: Reused) -> None:
    note(shown(case))
    assert_agree_but_for_known_faults(case, reused)


@pytest.mark.slow
@many
@given(case=cases())
def test_sql_and_pyshacl_report_the_same_on_many_graphs(case: Case, reused: Reused) -> None:
    note(shown(case))
    assert_agree(case, reused)


@pytest.mark.slow
@many
@given(case=cases(plain=False))
def test_every_difference_over_odd_literals_on_many_graphs_is_a_known_fault(case: Case, reused: Reused) -> None:
    note(shown(case))
    assert_agree_but_for_known_faults(case, reused)
