"""oracle_faults.toml -> each fault of pySHACL still exists, ours is right, and the difference carries the fault.

A fault that is mended fails here: then its entry goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod import turtle
from lod.errors import Failed
from lod.shapes import oracle, parse
from lod.shapes.accepted import Fault, faults
from lod.shapes.graphs import graph_of
from lod.shapes.run import run
from lod.shapes.sample import sample
from lod.terms import Term
from tests.shapes.graphs import bench_of

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
UNSEEN = ("closed-one", "shapes-graph")  # nothing is asked of the shape, so no triples are looked up for it; refused
FAULTS = pytest.mark.parametrize("fault", faults(), ids=lambda f: f.id)


def triples(text: str) -> list[tuple[Term, Term, Term]]:
    return [(t.s, t.p, t.o) for t in turtle.read(PREFIXES + text, "example.ttl").triples]


@FAULTS
def test_pyshacl_still_has_the_fault(fault: Fault) -> None:
    try:
        found = len(oracle.validate(graph_of(triples(fault.data)), graph_of(triples(fault.shape))).results)
    except Failed:
        found = -1
    assert found == fault.says


@FAULTS
def test_ours_is_right_and_the_difference_is_explained(fault: Fault, tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(PREFIXES + fault.shape, encoding="utf-8")
    try:
        graph = parse.read([file])
        bench = bench_of(triples(fault.data))
        outcome = run(bench, graph)
    except Failed:
        assert fault.right == -1
        return
    assert len(outcome.results) == fault.right
    compared = sample(bench, graph, outcome, 10)
    assert compared.agree, compared.differences
    if fault.id not in UNSEEN:
        assert {d.fault for d in compared.differences} == {fault.id}


def test_each_fault_has_a_name_of_its_own() -> None:
    names = [f.id for f in faults()]
    assert sorted(set(names)) == sorted(names)
    assert all(set(f.sides) <= {"extra", "missing", "crash"} for f in faults())
