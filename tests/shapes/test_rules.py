"""ontology/shapes.ttl -> every rule passes what is right and catches, alone, what is wrong.

The cases are blocks of Turtle in cases/*.ttl, under a line such as `## bad <shape> without <predicates> also <shapes>`.
A block says only what it is about: what every claim or thing needs besides (passage, speaker, label and so on) is
added here, but for the predicates after `without`.  A bad block is reported by its shape and those after `also`, and by
no other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SH
from rdflib.term import Node

from lod.shapes import oracle

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
PH = Namespace("https://w3id.org/polhist/def#")
PHS = Namespace("https://w3id.org/polhist/shapes#")
C = Namespace("https://w3id.org/polhist/concept/")
ID = Namespace("https://w3id.org/polhist/id/")
SHAPES = oracle.read_graph([ROOT / "ontology/shapes.ttl"])
CONCEPTS = oracle.read_graph([ROOT / "ontology/concepts.ttl"])
WORLD = (CASES / "world.ttl").read_text(encoding="utf-8")
PREFIXES = "".join(line for line in WORLD.splitlines(keepends=True) if line.startswith("@prefix"))
NAMESPACES = dict(re.findall(r"@prefix ([\w-]+): <(.+)> \.", PREFIXES))
CLAIMS = [
    PH[k]
    for k in (
        "Candidacy ElectionResult Membership Naming OrganizationChange Participation Relationship ValueStatement"
    ).split()
]
THINGS = [PH[k] for k in "Election Event Office Organization Person Place SourceDocument Work".split()]
RULES = [f"G{n}" for n in range(1, 44) if n not in (7, 40)]  # G7 and G40 need the archived texts: the build checks them
TARGETED = sorted({URIRef(str(s)) for t in oracle.TARGETS for s in SHAPES.subjects(t)})
FORBIDDEN = r"\b(MINUS|VALUES|SERVICE|YEAR|MONTH|DAY|BIND)\b"  # unknown to SHACL or to ill-typed dates


@dataclass(frozen=True)
class Case:
    """One block of a file of cases."""

    name: str
    right: bool
    shape: str
    without: frozenset[URIRef]
    also: frozenset[str]
    turtle: str


def read_cases() -> list[Case]:
    head = re.compile(r"^## (ok|bad) ([\w-]+)(?: without ([\w: -]+?))?(?: also ([\w -]+))?$", re.MULTILINE)
    found = []
    for file in sorted(CASES.glob("*.ttl")):
        pieces = head.split(file.read_text(encoding="utf-8"))[1:]
        for n in range(0, len(pieces), 5):
            verdict, shape, without, also, turtle = pieces[n : n + 5]
            predicates = frozenset(
                URIRef(NAMESPACES[prefix] + local) for prefix, local in re.findall(r"([\w-]+):([\w-]+)", without or "")
            )
            name = f"{shape}-{verdict}-{n // 5 + 1}"
            found.append(Case(name, verdict == "ok", shape, predicates, frozenset((also or "").split()), turtle))
    return found


ALL = read_cases()


def build(case: Case) -> Graph:
    """The world with the block, everything that it leaves out, and the concepts that it uses."""
    graph = oracle.PreparingGraph().parse(data=WORLD + case.turtle, format="turtle")

    def need(kinds: list[URIRef], predicate: URIRef, *values: Node) -> None:
        for kind in kinds if predicate not in case.without else []:
            for thing in [t for t in graph.subjects(RDF.type, kind) if (t, predicate, None) not in graph]:
                for value in values:
                    graph.add((thing, predicate, value))

    need([PH.Candidacy], PH.election, ID["event/stock"])
    need([PH.ElectionResult], PH.resultOf, ID["statement/stock"])
    need([PH.Organization], PH.kind, C.party)
    if (None, PH.election, ID["event/stock"]) in graph or (None, PH.resultOf, ID["statement/stock"]) in graph:
        graph.add((ID["event/stock"], RDF.type, PH.Election))
        graph.add((ID["statement/stock"], RDF.type, PH.Candidacy))
        graph.add((ID["statement/stock"], PH.election, ID["event/stock"]))
    need([PH.Candidacy], PH.candidate, ID["person/speaker"])
    need([PH.ElectionResult], PH.measure, C.votes)
    need([PH.ElectionResult], PH.comparator, C.exact)
    need([PH.ElectionResult], RDF.value, Literal("1", datatype=URIRef(NAMESPACES["xsd"] + "decimal")))
    need([PH.Conflict], PH.conflictKind, C["date-conflict"])
    need([PH.Conflict], PH.involves, ID["person/speaker"])
    need([PH.Conflict], SKOS.note, Literal("Ours.", lang="en"))
    for thing in list(graph.subjects(PH.kind, C.party)):
        claim = URIRef(f"{thing}-kind".replace("/organization/", "/statement/"))
        graph.add((claim, RDF.type, PH.ValueStatement))
        graph.add((claim, RDF.subject, thing))
        graph.add((claim, RDF.object, C.party))
    need(CLAIMS, PH.statedIn, ID["passage/p-900-000010-000020"])
    need(CLAIMS, PH.attributedTo, ID["person/speaker"])
    need(CLAIMS, PH.concerns, ID["person/speaker"])
    need(CLAIMS, PH.basis, C.stated)
    need(CLAIMS, PH.certainty, C.high)
    need(CLAIMS, PH.rank, C.normal)
    need(THINGS, RDFS.label, Literal("A", lang="en"), Literal("A", lang="es"))
    for used in {o for o in graph.objects() if (o, RDF.type, SKOS.Concept) in CONCEPTS}:
        for scheme in CONCEPTS.objects(used, SKOS.inScheme):
            graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        for triple in CONCEPTS.triples((used, None, None)):
            graph.add(triple)
    return graph


def local(iri: str) -> str:
    return iri.strip("<>").removeprefix(str(PHS))


@pytest.mark.parametrize("case", [c for c in ALL if c.right], ids=lambda c: c.name)
def test_a_right_case_passes(case: Case) -> None:
    assert oracle.validate(build(case), SHAPES).results == ()


@pytest.mark.parametrize("case", [c for c in ALL if not c.right], ids=lambda c: c.name)
def test_a_planted_fault_is_caught_by_its_rule_and_by_no_other(case: Case) -> None:
    results = oracle.validate(build(case), SHAPES).results
    assert {local(r.shape) for r in results} == {case.shape, *case.also}
    severities = {str(s) for s in SHAPES.objects(PHS[case.shape], SH.severity)}
    assert {str(SH) + r.severity for r in results if local(r.shape) == case.shape} == severities
    assert {tuple(sorted(m[-3:] for m in r.messages)) for r in results} == {("@en", "@es")}
    assert not [m for r in results for m in r.messages if "{?" in m]


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
