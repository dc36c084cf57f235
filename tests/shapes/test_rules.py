"""ontology/shapes.ttl -> every rule passes what is right and catches, alone, what is wrong.

The engine that publishes validates all cases of cases/*.ttl at once; pySHACL, the second judge, looks at them one by
one: at every tenth by default, at all with `-m slow`.  Read first: case.py."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import RDFS, Literal, URIRef
from rdflib.namespace import DCTERMS, SH
from rdflib.term import Node

from lod.shapes import oracle, parse, run
from lod.shapes.model import Outcome, Result
from tests.shapes.case import ALL as ALL
from tests.shapes.case import PHS, SHAPES, Together, as_said, together
from tests.shapes.case import Case as Case
from tests.shapes.case import build as build
from tests.shapes.graphs import bench_of

ROOT = Path(__file__).parents[2]
RULES = [f"G{n}" for n in range(1, 47) if n not in (7, 40)]  # G7 and G40 need the archived texts: the build checks them
TARGETED = sorted({URIRef(str(s)) for t in oracle.TARGETS for s in SHAPES.subjects(t)})
FORBIDDEN = r"\b(MINUS|VALUES|SERVICE|YEAR|MONTH|DAY|BIND)\b"  # unknown to SHACL or to ill-typed dates


def local(iri: str) -> str:
    return iri.strip("<>").removeprefix(str(PHS))


def severity(shape: str) -> str:
    return str(SHAPES.value(PHS[shape], SH.severity)).removeprefix(str(SH))


@pytest.fixture(scope="module")
def cases() -> Together:
    return together()


@pytest.fixture(scope="module")
def outcome(cases: Together) -> Outcome:
    return run.run(bench_of(cases.triples), parse.read([ROOT / "ontology/shapes.ttl"]), only_sql=True)


@pytest.fixture(scope="module")
def results(cases: Together, outcome: Outcome) -> Mapping[str, list[Result]]:
    found = defaultdict(list)
    for result in outcome.results:
        found[cases.homes[result.focus][0].name].append(result)
    return found


@pytest.mark.parametrize("case", ALL, ids=lambda c: c.name)
def test_a_right_case_passes_and_a_fault_is_caught_by_its_rule_and_by_no_other(
    case: Case, cases: Together, results: Mapping[str, list[Result]]
) -> None:
    found = results[case.name]
    assert {local(r.shape) for r in found} == case.reporting
    for shape in case.reporting:
        said = cases.told(r for r in found if local(r.shape) == shape)
        assert as_said(case, shape, severity(shape), said[case.name]), said
    assert {tuple(sorted(m[-3:] for m in r.messages)) for r in found} <= {("@en", "@es")}
    assert not [m for r in found for m in r.messages if "{?" in m]


def assert_agree(case: Case) -> None:
    """Ask pySHACL, which must say the same of a case alone: which shapes report which nodes, and how severely."""
    found = oracle.validate(build(case), SHAPES).results
    assert {local(r.shape) for r in found} == case.reporting
    assert {r.severity for r in found if local(r.shape) == case.shape} == ({severity(case.shape)} if found else set())
    nodes = {r.focus.strip("<>") for r in found if local(r.shape) == case.shape}
    assert not case.at or nodes == set(case.at)
    assert {tuple(sorted(m[-3:] for m in r.messages)) for r in found} <= {("@en", "@es")}


@pytest.mark.parametrize("case", ALL[::10], ids=lambda c: c.name)
def test_the_second_judge_agrees(case: Case) -> None:
    assert_agree(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for n, c in enumerate(ALL) if n % 10], ids=lambda c: c.name)
def test_the_second_judge_agrees_on_every_case(case: Case) -> None:
    assert_agree(case)


def test_each_rule_has_a_shape() -> None:
    assert {str(n) for s in TARGETED for n in SHAPES.objects(s, DCTERMS.identifier)} == set(RULES)


def test_each_shape_has_a_right_case_and_a_planted_fault() -> None:
    names = sorted(local(str(s)) for s in TARGETED)
    assert sorted({c.shape for c in ALL if c.right}) == names
    assert sorted({c.shape for c in ALL if not c.right}) == names


@pytest.mark.parametrize("shape", TARGETED, ids=lambda s: local(str(s)))
def test_a_shape_has_a_name_a_number_a_severity_and_a_description(shape: URIRef) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", local(str(shape)))
    for predicate in (DCTERMS.identifier, SH.severity, RDFS.comment):
        assert len(list(SHAPES.objects(shape, predicate))) == 1, predicate


def test_everything_that_reports_says_so_in_english_and_spanish() -> None:
    speaking = {o for p in (SH.property, SH.sparql) for s, o in SHAPES.subject_objects(p) if isinstance(s, URIRef)}
    core = {s for s in TARGETED if (s, SH.path, None) in SHAPES or (s, SH["or"], None) in SHAPES}
    for node in speaking | core:
        languages = sorted(str(m.language) for m in SHAPES.objects(node, SH.message) if isinstance(m, Literal))
        assert languages == ["en", "es"], node.n3()


def test_a_query_is_plain() -> None:
    for constraint, select in SHAPES.subject_objects(SH.select):
        assert not re.search(FORBIDDEN, str(select)), select
        assert re.match(r"SELECT \$this\b", str(select)), select
        assert (constraint, SH.prefixes, URIRef("https://w3id.org/polhist/shapes")) in SHAPES


def test_the_reference_lists_the_shapes() -> None:
    page = (ROOT / "docs/reference/shapes.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("| G")] == rows()


def rows() -> list[str]:
    """The table of the reference, from the shapes; run this file to print it."""

    def said(shape: Node, predicate: URIRef) -> str:
        return str(SHAPES.value(shape, predicate)).removeprefix(str(SH))

    order = sorted(TARGETED, key=lambda s: (int(said(s, DCTERMS.identifier)[1:]), str(s)))
    return [
        f"| {said(s, DCTERMS.identifier)} | `{local(str(s))}` | {said(s, RDFS.comment)} | {said(s, SH.severity)} |"
        for s in order
    ]


if __name__ == "__main__":
    import sys

    sys.stdout.write("\n".join(rows()) + "\n")
