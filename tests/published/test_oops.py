"""The published ontology has none of the pitfalls that OOPS! finds, or has them on purpose, which is said here.

OOPS! is the pitfall scanner of the Ontology Engineering Group; the numbers of its pitfalls stand in the names of the
tests.  P37 (not on the web) needs the public address.
Specification: oops.linkeddata.es/catalogue.jsp; docs/explanation/data-model.md."""

from __future__ import annotations

import re
from collections import defaultdict
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DC, DCAT, DCTERMS, FOAF, ORG, PROV, SDO, VANN, DefinedNamespace
from rdflib.term import Node

OUTPUT = Path(__file__).parents[2] / "output"
TERMS = Graph().parse(OUTPUT / "ontology.ttl")
PH, C = "https://w3id.org/polhist/def#", "https://w3id.org/polhist/concept/"
SCHEMA = Namespace("https://schema.org/")
CLASSES = sorted({s for s in TERMS.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef)})
LINKS = sorted({s for s in TERMS.subjects(RDF.type, OWL.ObjectProperty) if isinstance(s, URIRef)})
VALUES = sorted({s for s in TERMS.subjects(RDF.type, OWL.DatatypeProperty) if isinstance(s, URIRef)})
PROPERTIES = [*LINKS, *VALUES]
CONCEPTS = sorted({s for s in TERMS.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef)})
ENDS = (RDFS.domain, RDFS.range, SCHEMA.domainIncludes, SCHEMA.rangeIncludes)
DEFINED: dict[str, type[DefinedNamespace]] = {
    str(space): space for space in (DC, DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, DCAT)
}
# vocabularies that rdflib does not know, with the words of them that are used; each was looked up in its document
LOOKED_UP = {
    "http://purl.org/ontology/bibo/": {"status"},
    "http://www.semanticdesktop.org/ontologies/2007/03/22/nfo#": {"characterCount", "lineCount"},
    "http://www.w3.org/2008/05/skos-xl#": {"Label", "literalForm"},
    "http://www.w3.org/ns/oa#": {
        "Annotation", "SpecificResource", "TextPositionSelector", "end", "hasSelector", "hasSource", "start",
    },
    "https://w3id.org/sssom/": {
        "Mapping", "MappingSet", "author_label", "confidence", "mapping_justification", "mapping_tool", "mappings",
        "match_string", "object_label", "object_source", "predicate_modifier", "subject_label",
    },
}  # fmt: skip


def local(term: Node) -> str:
    return re.split(r"[/#]", str(term))[-1]


def texts(term: URIRef, text: URIRef) -> dict[str, str]:
    return {str(o.language): str(o) for o in TERMS.objects(term, text) if isinstance(o, Literal)}


def names(term: URIRef) -> dict[str, str]:
    return texts(term, RDFS.label) or texts(term, SKOS.prefLabel)


def test_p02_no_two_classes_mean_the_same_and_p30_none_is_said_to() -> None:
    assert not list(TERMS.triples((None, OWL.equivalentClass, None)))
    assert not list(TERMS.triples((None, OWL.equivalentProperty, None)))


@pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES], ids=local)
def test_p04_no_term_is_isolated(term: URIRef) -> None:
    ties = (*ENDS, RDFS.subClassOf, RDFS.subPropertyOf)
    assert any((term, p, None) in TERMS or (None, p, term) in TERMS for p in ties)


@pytest.mark.parametrize("kind", [RDFS.subClassOf, RDFS.subPropertyOf], ids=local)
def test_p06_no_term_is_above_itself(kind: URIRef) -> None:
    above: dict[Node, list[Node]] = defaultdict(list)
    for s, o in TERMS.subject_objects(kind):
        above[s].append(o)
    assert set(TopologicalSorter(above).static_order()) >= set(above)  # a cycle raises CycleError, which names it


@pytest.mark.parametrize("term", CLASSES, ids=local)
def test_p07_no_class_is_two_in_one(term: URIRef) -> None:
    for language, word in texts(term, RDFS.label).items():
        assert not re.search(r"\b(?:and|or|y|o|u|e)\b|/", word), (language, word)


def test_p08_every_term_has_names_and_definitions() -> None:
    for term in [*CLASSES, *PROPERTIES, *CONCEPTS]:
        assert names(term).keys() == texts(term, SKOS.definition).keys() == {"en", "es"}, term


def test_p10_classes_are_said_to_be_disjoint() -> None:
    assert list(TERMS.triples((None, OWL.disjointWith, None)))


@pytest.mark.parametrize("term", PROPERTIES, ids=local)
def test_p11_every_property_says_where_it_starts_and_ends(term: URIRef) -> None:
    """On purpose by schema:domainIncludes where several classes are meant: several domains mean what is in all."""
    strict, ends, loose, loose_ends = ((term, p, None) in TERMS for p in ENDS)
    assert strict or loose
    assert ends or loose_ends


def test_p13_no_property_has_an_inverse_on_purpose() -> None:
    """Each link is stated in one direction, so that it is stated once; queries and shapes go backwards with ^."""
    assert not list(TERMS.triples((None, OWL.inverseOf, None)))


@pytest.mark.parametrize("term", PROPERTIES, ids=local)
def test_p19_no_property_has_several_domains_or_ranges(term: URIRef) -> None:
    for end in (RDFS.domain, RDFS.range):
        assert len(list(TERMS.objects(term, end))) <= 1


def test_p20_names_and_definitions_are_not_swapped() -> None:
    for term in [*CLASSES, *PROPERTIES, *CONCEPTS]:
        for language, text in texts(term, SKOS.definition).items():
            name = names(term)[language]
            assert text.endswith("."), text
            assert not name.endswith("."), name
            assert len(name) < len(text), name


def test_p21_there_is_no_class_for_the_rest() -> None:
    rest = re.compile(r"(?i)(other|misc|miscellaneous|unknown|various)\w*")
    assert not [t for t in [*CLASSES, *PROPERTIES, *CONCEPTS] if rest.fullmatch(local(t))]


def test_p22_names_are_written_alike() -> None:
    assert all(re.fullmatch(r"(?:[A-Z][a-z]+)+", local(t)) for t in CLASSES)
    assert all(re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", local(t)) for t in PROPERTIES)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", local(t)) for t in CONCEPTS)


@pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES], ids=local)
def test_p24_no_definition_is_only_the_name_again(term: URIRef) -> None:
    for language, text in texts(term, SKOS.definition).items():
        assert text.rstrip(".").casefold() != names(term)[language].casefold()


def test_p32_no_two_terms_of_a_sort_have_the_same_name() -> None:
    for sort in (CLASSES, PROPERTIES):
        for language in ("en", "es"):
            found = [names(t)[language].casefold() for t in sort]
            assert len(found) == len(set(found)), sorted(n for n in found if found.count(n) > 1)


def test_p34_p35_all_that_is_used_as_a_term_of_ours_is_declared_as_one() -> None:
    used = set(chain.from_iterable(TERMS.objects(None, p) for p in (*ENDS, RDFS.subClassOf, RDFS.subPropertyOf)))
    used |= {s for s, _ in TERMS.subject_objects(RDFS.subPropertyOf)} | set(TERMS.predicates())
    declared = {*CLASSES, *PROPERTIES, *CONCEPTS, *TERMS.subjects(RDF.type, RDFS.Datatype)}
    assert {u for u in used if str(u).startswith((PH, C))} - declared == set()
    assert not set(LINKS) & set(VALUES)
    assert not set(CLASSES) & set(PROPERTIES)


def test_p36_no_address_has_the_ending_of_a_file() -> None:
    (ontology,) = TERMS.subjects(RDF.type, OWL.Ontology)
    assert not [t for t in (ontology, *CLASSES, *PROPERTIES, *CONCEPTS) if re.search(r"\.\w+$", local(t))]


def test_p38_there_is_one_ontology_and_p41_it_has_a_licence() -> None:
    (ontology,) = TERMS.subjects(RDF.type, OWL.Ontology)
    assert isinstance(TERMS.value(ontology, DCTERMS.license), URIRef)


def test_p39_the_namespace_is_told_and_no_iri_is_relative() -> None:
    text = (OUTPUT / "ontology.ttl").read_text(encoding="utf-8")
    assert f"@prefix ph: <{PH}> .\n" in text
    assert not re.search(r"^@base|^BASE|<(?![a-z]+:)[^<>\s]*> ", text, re.MULTILINE)


def test_p40_every_word_of_the_data_is_one_that_its_vocabulary_has() -> None:
    used: set[str] = set()
    for line in (OUTPUT / "polhist.nq").read_text(encoding="utf-8").splitlines():
        _, predicate, value = line.split(" ", 3)[:3]
        used |= {predicate[1:-1]} | ({value[1:-1]} if predicate[1:-1] == str(RDF.type) else set())
    ours = {str(t) for t in (*CLASSES, *PROPERTIES)}
    unknown = set()
    for word in used - ours:
        space, name = re.fullmatch(r"(.*[/#])([^/#]*)", word).groups()  # type: ignore[union-attr]
        if name not in LOOKED_UP.get(space, ()) and not (space in DEFINED and name in DEFINED[space]):
            unknown.add(word)
    assert unknown == set()
    assert {space for space, words in LOOKED_UP.items() if not any(space + word in used for word in words)} == set()
