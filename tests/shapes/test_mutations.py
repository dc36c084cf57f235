"""Every part of every shape matters: take it away or weaken it, and a case of cases/*.ttl notices.

By default every fourth mutant is tried, with `-m slow` every one.  Mutants that are no faults are written down in
unnoticed.toml, each with the reason.  Read first: case.py, mutants.py."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from lod.shapes import parse, run
from lod.shapes.dictionary import Dictionary
from lod.shapes.model import ShapesGraph
from lod.sparql.parse import parse as parse_query
from lod.workbench import Workbench
from tests.shapes.case import ALL, ROOT, Together, as_said, together
from tests.shapes.graphs import bench_of
from tests.shapes.mutants import Mutant, mutants
from tests.shapes.pattern_mutants import patterns
from tests.shapes.query_mutants import queries

GRAPH = parse.read([ROOT / "ontology/shapes.ttl"])
NAMES = [shape.id.lexical.rpartition("#")[2] for shape in GRAPH.targeted]
UNNOTICED = {
    (entry["shape"], change)
    for entry in tomllib.loads((Path(__file__).parent / "unnoticed.toml").read_text(encoding="utf-8"))["mutants"]
    for change in entry["changes"]
}
FEW = 4


@dataclass(frozen=True)
class Judge:
    """All cases, ready to be validated again and again."""

    graph: ShapesGraph
    cases: Together
    bench: Workbench
    dictionary: Dictionary
    mutants: Mapping[str, list[Mutant]]  # by shape

    def unnoticed(self, some: Iterable[Mutant]) -> set[tuple[str, str]]:
        return {(m.shape, m.change) for m in some if self._passes(m)}

    def _passes(self, mutant: Mutant) -> bool:
        shape = mutant.graph.shapes[mutant.root]
        if not shape.targets:
            return False  # it would report nothing, and each shape has a case that it reports
        outcome = run.validate(self.bench, mutant.graph, self.dictionary, {shape.id: None})
        told = self.cases.told(outcome.results)
        severity = self.graph.shapes[shape.id].severity
        return "" not in told and all(as_said(c, mutant.shape, severity, told.get(c.name, [])) for c in ALL)


@pytest.fixture(scope="module")
def judge() -> Judge:
    cases, by_shape = together(), defaultdict(list)
    for mutant in mutants(GRAPH):
        by_shape[mutant.shape].append(mutant)
    bench = bench_of(cases.triples)
    return Judge(GRAPH, cases, bench, run.dictionary_of(bench, GRAPH), by_shape)


@pytest.mark.parametrize("shape", NAMES)
def test_a_case_notices_a_fault_in_a_shape(shape: str, judge: Judge) -> None:
    assert judge.unnoticed(judge.mutants[shape][::FEW]) <= UNNOTICED


@pytest.mark.slow
@pytest.mark.parametrize("shape", NAMES)
def test_a_case_notices_every_fault_in_a_shape(shape: str, judge: Judge) -> None:
    assert judge.unnoticed(judge.mutants[shape]) == {(s, change) for s, change in UNNOTICED if s == shape}


def test_what_need_not_be_noticed_is_a_mutant(judge: Judge) -> None:
    assert {(m.shape, m.change) for found in judge.mutants.values() for m in found} >= UNNOTICED


def test_each_part_of_a_shape_has_a_mutant(judge: Judge) -> None:
    assert len(judge.mutants) == len(NAMES)
    changes = {m.change for m in judge.mutants["conflict-is-complete"]}
    assert {"no target class ph:Conflict", "no Or", "Or without part 2", "note: no QualifiedMinCount 1"} <= changes
    assert {"conflictKind: MaxCount 2", "involves: severity Info", "involves: no MinCount 2"} <= changes


def test_a_query_loses_each_of_its_conditions() -> None:
    text = (
        "SELECT ?a { ?a <urn:p>|<urn:q> ?b . FILTER (?b < 2 && ?b IN (?a, ?c)) FILTER NOT EXISTS { ?b <urn:s>+ ?a } }"
    )
    assert [change for change, _ in queries(parse_query(text))] == [
        "without ?a <urn:p>|<urn:q> ?b",
        'without FILTER (((?b < "2"^^integer) && (?b IN (?a, ?c))))',
        "without FILTER (NOT EXISTS { ?b <urn:s>+ ?a . })",
        "path without <urn:p>",
        "path without <urn:q>",
        "without (?b IN (?a, ?c))",
        'without (?b < "2"^^integer)',
        "<= for <",
        "1 for 2",
        "3 for 2",
        "IN without ?a",
        "IN without ?c",
        "without ?b <urn:s>+ ?a",
        "path without +",
    ]


def test_a_pattern_loses_each_of_its_parts() -> None:
    assert [new for _, new in patterns("^(a|b[c-d_]+)$")] == [
        ".*",
        "(a|b[c-d_]+)$",
        "^(a|b[_]+)$",
        "^(a|b[c-d]+)$",
        "^(a|b[c-d_])$",
        "^(a|b[c-d_]*)$",
        "^(a|b[c-d_]+)",
        "^(b[c-d_]+)$",
        "^(a)$",
    ]
