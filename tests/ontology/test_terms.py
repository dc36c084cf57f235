"""ontology/polhist.ttl -> the promises it makes to shapes, queries and readers.

Read first: docs/decisions/0003-ontology-additions.md.  Specification: OWL 2, RDF Schema 1.1, SKOS."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

ROOT = Path(__file__).parents[2]
TERMS = Graph().parse(ROOT / "ontology/polhist.ttl")
ONTOLOGY = URIRef("https://w3id.org/polhist/def")
PH = Namespace("https://w3id.org/polhist/def#")
SCHEMA = Namespace("https://schema.org/")
VANN = Namespace("http://purl.org/vocab/vann/")

ENTITIES = ["Person", "Organization", "Place", "Event", "Office", "Work", "Passage", "Statement", "Conflict"]
CLAIMS = ["Membership", "Candidacy", "ElectionResult", "Participation", "OrganizationChange", "Relationship"]
CLAIMS += ["ValueStatement", "Naming"]
CLASSES = [*ENTITIES, *CLAIMS, "Election", "SourceDocument"]
PROVENANCE = [
    "statedIn",
    "attributedTo",
    "basis",
    "certainty",
    "rank",
    "concerns",
    "involves",
    "conflictKind",
    "lines",
    "textDigest",
]
TIME = [
    "date",
    "earliest",
    "latest",
    "start",
    "startEarliest",
    "startLatest",
    "end",
    "endEarliest",
    "endLatest",
    "dateAsStated",
]
CLAIM_PARTS = ["role", "event", "participant", "original", "resulting", "changeType", "nameType"]
ELECTIONS = ["election", "candidate", "onBehalfOf", "constituency", "outcome", "resultOf", "measure", "comparator"]
DIRECT = ["contests", "votes", "voteShare", "seats", "predecessor", "acronym", "kind", "place", "country", "wikidata"]
PROPERTIES = [*PROVENANCE, *TIME, *CLAIM_PARTS, *ELECTIONS, *DIRECT]
ADDITIONS = ["inferenceReason", "ticket"]
TERM_NAMES = [*CLASSES, *PROPERTIES, *ADDITIONS]

# What the reused vocabularies say, as far as our terms and data touch it.
BORROWED = """
    org:Organization rdfs:subClassOf foaf:Organization ; owl:disjointWith org:Membership , org:ChangeEvent .
    org:Membership owl:disjointWith org:ChangeEvent .
    org:ChangeEvent rdfs:subClassOf prov:Activity .
    prov:Activity owl:disjointWith prov:Entity .
    foaf:Person owl:disjointWith foaf:Organization , foaf:Document .
    foaf:Organization owl:disjointWith foaf:Document .
    skosxl:Label owl:disjointWith skos:Concept .
    org:member rdfs:domain org:Membership .
    org:organization rdfs:domain org:Membership ; rdfs:range org:Organization .
    org:memberOf rdfs:range org:Organization .
    prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
    prov:wasAttributedTo rdfs:domain prov:Entity ; rdfs:range prov:Agent .
    dcterms:creator rdfs:range dcterms:Agent .
    dcterms:spatial rdfs:range dcterms:Location .
    dcterms:type rdfs:range rdfs:Class .
    skosxl:literalForm rdfs:domain skosxl:Label .
    oa:hasSource rdfs:domain oa:SpecificResource .
"""
# Uses that no example of a term shows.
USES = """
    st:n-mir-1 a ph:Naming ; skosxl:literalForm "MIR"@es ; ph:concerns organization:mir .
    conflict:lester-share a ph:Conflict ; ph:concerns st:c-lester-governor ; ph:involves st:res-lester-share ;
        dcterms:references passage:p-000-000228-000354 .
    conflict:paipote a ph:Conflict ; ph:involves place:paipote .
    passage:p-003-003764-003982 prov:wasAttributedTo organization:editors-flti .
    st:c-no-1988 a ph:Candidacy ; ph:candidate c:option-cl-plebiscite-1988-no .
    st:pt-paipote-closure-paipote a ph:Participation ; ph:event event:paipote-closure ; ph:participant place:paipote .
    event:dictatorship-chile a ph:Event ; ph:start "1973-09-11"^^edtf:EDTF ; ph:date "1973-09-11/.."^^edtf:EDTF .
    event:cl-president-2025-r2 a ph:Election , ph:Event ; ph:kind c:presidential ; ph:place place:chile .
    work:arms-control-law a ph:Work ; ph:kind c:law ; dcterms:spatial place:chile .
    work:mir-declaration a ph:Work ; dcterms:creator organization:mir ; ph:date "1965"^^edtf:EDTF .
    source:003-memoir a ph:SourceDocument ; dcterms:isPartOf source:003 ; dcterms:isFormatOf work:ramiro-memoir .
    person:ramiro-mendez a ph:Person ; org:memberOf organization:mir .
    place:paipote a ph:Place ; ph:kind c:industrial-plant ; dcterms:isPartOf place:chile .
    organization:mir a ph:Organization ; ph:kind c:party .
    c:party a skos:Concept .
"""


def with_prefixes(turtle: str) -> Graph:
    """Parse Turtle that uses the prefixes of the ontology, of the concepts and of the things."""
    graph = Graph()
    for prefix, namespace in TERMS.namespaces():
        graph.bind(prefix, namespace, replace=True)
    for kind in ("person", "organization", "place", "event", "work", "office", "passage", "source", "conflict"):
        graph.bind(kind, f"https://w3id.org/polhist/id/{kind}/")
    graph.bind("st", "https://w3id.org/polhist/id/statement/")
    graph.bind("c", "https://w3id.org/polhist/concept/")
    graph.bind("wd", "http://www.wikidata.org/entity/")
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in graph.namespaces())
    return Graph().parse(data=head + turtle, format="turtle")


EXAMPLES = "\n".join(sorted(str(example) for example in TERMS.objects(None, SKOS.example)))


def languages(subject: URIRef, text: URIRef) -> list[str]:
    """The language tags of the texts of one term."""
    return sorted(str(o.language) for o in TERMS.objects(subject, text) if isinstance(o, Literal))


def inferred_types(graph: Graph) -> dict[Node, set[Node]]:
    """Types of every node by subclass, subproperty, domain and range, to the fixed point."""
    facts = set(graph)
    while True:
        new = {(s, above, o) for s, p, o in facts for above in graph.objects(p, RDFS.subPropertyOf)}
        new |= {(s, RDF.type, domain) for s, p, _ in facts for domain in graph.objects(p, RDFS.domain)}
        new |= {(o, RDF.type, range_) for _, p, o in facts for range_ in graph.objects(p, RDFS.range)}
        new |= {(s, p, above) for s, p, o in facts if p == RDF.type for above in graph.objects(o, RDFS.subClassOf)}
        if new <= facts:
            break
        facts |= new
    types: dict[Node, set[Node]] = {}
    for s, p, o in facts:
        if p == RDF.type and not isinstance(s, Literal):
            types.setdefault(s, set()).add(o)
    return types


def test_two_parsers_read_the_same_triples() -> None:
    other = {str(t) for t in pyoxigraph.parse(path=ROOT / "ontology/polhist.ttl")}
    assert len(other) == len(TERMS) > 0


def test_no_blank_node_is_used() -> None:
    assert not [term for triple in TERMS for term in triple if isinstance(term, BNode)]


def test_the_terms_are_the_agreed_ones() -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    declared = {str(s).removeprefix(str(PH)) for kind in kinds for s in TERMS.subjects(RDF.type, kind)}
    assert (len(CLASSES), len(PROPERTIES)) == (19, 45)
    assert declared == set(TERM_NAMES)


def test_the_additions_say_that_they_are_additions() -> None:
    for name in ADDITIONS:
        assert languages(PH[name], RDFS.comment) == ["en", "es"]


@pytest.mark.parametrize("name", TERM_NAMES)
@pytest.mark.parametrize("text", [RDFS.label, SKOS.definition])
def test_a_term_has_one_label_and_one_definition_in_each_language(name: str, text: URIRef) -> None:
    assert languages(PH[name], text) == ["en", "es"]


def test_no_text_is_longer_than_200_characters() -> None:
    assert [str(o) for o in TERMS.objects() if isinstance(o, Literal) and len(o) > 200] == []


@pytest.mark.parametrize("name", TERM_NAMES)
def test_the_example_of_a_term_is_turtle_that_uses_it(name: str) -> None:
    (example,) = TERMS.objects(PH[name], SKOS.example)
    assert PH[name] in {term for triple in with_prefixes(str(example)) for term in triple}
    assert (PH[name], RDFS.isDefinedBy, ONTOLOGY) in TERMS


def test_the_examples_speak_of_rows_that_exist() -> None:
    keys = set()
    for table in sorted((ROOT / "mappings/facts").glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as lines:
            keys |= {row[0] for row in csv.reader(lines)}
    named = {str(term) for triple in with_prefixes(EXAMPLES + USES) for term in triple if isinstance(term, URIRef)}
    slugs = {m[1] for iri in named if (m := re.fullmatch(r"https://w3id\.org/polhist/id/[a-z]+/(.+)", iri))}
    assert slugs
    assert slugs - keys == set()


def test_the_ontology_says_what_it_is_and_under_which_licence() -> None:
    assert (ONTOLOGY, DCTERMS.license, URIRef("https://creativecommons.org/publicdomain/zero/1.0/")) in TERMS
    assert (ONTOLOGY, OWL.versionIRI, URIRef("https://w3id.org/polhist/def/0.1.0")) in TERMS
    assert str(TERMS.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(PH)
    assert str(TERMS.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "ph"
    assert TERMS.value(ONTOLOGY, DCTERMS.creator) is not None
    assert (ONTOLOGY, OWL.priorVersion, None) not in TERMS
    for text in (DCTERMS.title, DCTERMS.description):
        assert languages(ONTOLOGY, text) == ["en", "es"]


def test_every_two_kinds_of_thing_and_every_two_kinds_of_claim_are_disjoint() -> None:
    wanted = {frozenset(PH[name] for name in pair) for group in (ENTITIES, CLAIMS) for pair in combinations(group, 2)}
    stated = {frozenset((s, o)) for s, o in TERMS.subject_objects(OWL.disjointWith)}
    assert stated == wanted
    assert len(list(TERMS.triples((None, OWL.disjointWith, None)))) == len(wanted) == 36 + 28


@pytest.mark.parametrize("name", [*PROPERTIES, *ADDITIONS])
def test_a_property_says_where_it_starts_and_ends_and_means_no_intersection(name: str) -> None:
    for strict, loose in ((RDFS.domain, SCHEMA.domainIncludes), (RDFS.range, SCHEMA.rangeIncludes)):
        assert len(list(TERMS.objects(PH[name], strict))) <= 1
        assert (PH[name], strict, None) in TERMS or (PH[name], loose, None) in TERMS


def test_no_alignment_draws_our_terms_into_activities_classes_or_identity() -> None:
    above = set(TERMS.objects(None, RDFS.subClassOf)) | set(TERMS.objects(None, RDFS.subPropertyOf))
    org, prov = "http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#"
    traps = {URIRef(org + "ChangeEvent"), URIRef(org + "originalOrganization"), URIRef(prov + "Activity")}
    assert above & {*traps, DCTERMS.type, SKOS.exactMatch, OWL.sameAs} == set()


def test_no_use_of_the_terms_puts_a_thing_into_two_disjoint_classes() -> None:
    graph = TERMS + with_prefixes(EXAMPLES + USES + BORROWED)
    types = inferred_types(graph)
    pairs = set(graph.subject_objects(OWL.disjointWith))
    clashes = [(thing, a, b) for thing, classes in types.items() for a, b in pairs if a in classes and b in classes]
    assert clashes == []
    assert not [thing for thing, classes in types.items() if SKOS.Concept in classes and RDFS.Class in classes]
