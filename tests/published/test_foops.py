"""The published ontology passes the checks of FOOPS!, as far as they can be made without its public address.

FOOPS! is the validator of vocabularies of the Ontology Engineering Group; the names of its tests stand in the names of
ours, in capitals.  What only a public host can show is listed in PUBLIC, with the reason.
Specification: github.com/oeg-upm/fair_ontologies (doc/test); docs/explanation/data-model.md."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, Namespace, URIRef
from rdflib.namespace import XSD

from lod.vocab import OWL as OWL_TERMS
from tests.site import sites
from tests.web.served import Served, released, serving

OUTPUT = Path(__file__).parents[2] / "output"
TERMS = Graph().parse(OUTPUT / "ontology.ttl")
IRI = URIRef("https://w3id.org/polhist/def")
BIBO, SCHEMA = Namespace("http://purl.org/ontology/bibo/"), Namespace("https://schema.org/")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
OWN = sorted({s for kind in KINDS for s in TERMS.subjects(RDF.type, kind) if isinstance(s, URIRef)})
PUBLIC = {
    "FIND2": "prefix.cc and LOV register a prefix once the address answers",
    "FIND3": "registries list an ontology once the address answers",
    "OM4_2": "asks the host of the licence",
    "URI1": "asks w3id.org, which has to be told where the site lies",
    "VER2": "asks w3id.org for the version",
}
# of OM3: a DOI is given by an archive to what is deposited there; there is no work that the ontology was made from
NOT_YET = {"OM3": (BIBO.doi, DCTERMS.source)}


def said(*properties: URIRef) -> list[URIRef]:
    """Those of the properties that the metadata of the ontology have."""
    return [p for p in properties if (IRI, p, None) in TERMS]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(released(tmp_path_factory.mktemp("foops") / "data")) as found:
        yield found


@pytest.mark.parametrize("form", ["text/turtle", "application/ld+json", "application/n-triples"])
def test_cn1_the_ontology_is_negotiated_in_rdf(served: Served, form: str) -> None:
    first = served.get("/def", accept=form)
    assert first.status == 303
    answer = served.get(first.headers["location"], accept=form)
    assert answer.headers["content-type"].startswith(form)
    known = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/n-triples": "nt"}
    graph = Graph().parse(data=answer.text, format=known[form])
    assert (IRI, RDF.type, OWL.Ontology) in graph
    assert all((term, None, None) in graph for term in OWN)


@pytest.mark.slow
def test_doc1_there_is_a_page_for_people_with_every_term() -> None:
    for name in ("def.html", "def.es.html"):
        text = (sites.whole() / name).read_text(encoding="utf-8")
        ids = set(re.findall(r'id="([^"]*)"', text))
        assert {str(t).partition("#")[2] for t in OWN} <= ids


def test_find1_the_prefix_is_declared() -> None:
    assert str(TERMS.value(IRI, VANN.preferredNamespacePrefix)) == "ph"


def test_find3_bis_the_metadata_are_found_in_a_catalogue() -> None:
    catalogue = Graph().parse(OUTPUT / "dcat.ttl")
    place = TERMS.value(IRI, SCHEMA.includedInDataCatalog)
    assert (place, RDF.type, DCAT.Catalog) in catalogue
    assert any(str(o).endswith("/ontology.ttl") for o in catalogue.objects(None, DCAT.downloadURL))
    assert (None, DCTERMS.conformsTo, IRI) in catalogue


def test_http1_every_term_has_an_address_of_the_web() -> None:
    assert all(str(term).startswith("https://") for term in [IRI, *OWN])


def test_om1_the_metadata_that_every_ontology_needs_are_there() -> None:
    needed = [DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI, DCTERMS.creator]
    assert said(*needed, VANN.preferredNamespaceUri) == [*needed, VANN.preferredNamespaceUri]


def test_om2_the_recommended_metadata_are_there() -> None:
    wanted = [VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created, DCTERMS.bibliographicCitation]
    assert said(*wanted) == wanted


def test_om3_the_detailed_metadata_are_there_but_for_those_that_would_be_invented() -> None:
    wanted = [DCTERMS.publisher, FOAF.logo, BIBO.status, DCTERMS.issued]
    assert said(*wanted) == wanted
    assert said(*NOT_YET["OM3"]) == []


@pytest.mark.slow
def test_om3_the_logo_is_a_file_of_the_site() -> None:
    logo = str(TERMS.value(IRI, FOAF.logo)).removeprefix("https://w3id.org/polhist/")
    assert (sites.whole() / logo).is_file()


def test_om4_1_there_is_one_licence_by_its_iri() -> None:
    assert [str(o) for o in TERMS.objects(IRI, DCTERMS.license)] == [
        "https://creativecommons.org/publicdomain/zero/1.0/"
    ]


def test_om5_1_who_made_it_and_when_is_there() -> None:
    assert isinstance(TERMS.value(IRI, DCTERMS.creator), URIRef)
    created = TERMS.value(IRI, DCTERMS.created)
    assert isinstance(created, Literal)
    assert created.datatype == XSD.date


def test_om5_2_who_publishes_it_and_since_when_is_there() -> None:
    assert isinstance(TERMS.value(IRI, DCTERMS.publisher), URIRef)
    issued, modified = (str(TERMS.value(IRI, p)) for p in (DCTERMS.issued, DCTERMS.modified))
    assert issued <= modified


def test_purl1_the_address_is_a_permanent_one() -> None:
    assert str(IRI).startswith("https://w3id.org/")


def test_rdf1_two_programs_read_the_same_triples() -> None:
    assert len(TERMS) == len(set(pyoxigraph.parse(path=OUTPUT / "ontology.ttl"))) > 0


def test_uri2_the_ids_of_ontology_version_and_terms_fit_each_other() -> None:
    version = str(TERMS.value(IRI, OWL.versionIRI))
    assert version == f"{IRI}/{TERMS.value(IRI, OWL.versionInfo)}"
    assert str(TERMS.value(IRI, VANN.preferredNamespaceUri)) == f"{IRI}#"
    assert all(str(term).startswith(f"{IRI}#") for term in OWN)
    assert list(TERMS.subjects(RDF.type, OWL.Ontology)) == [IRI]


def test_ver1_there_is_one_version_iri_and_it_is_not_that_of_the_ontology() -> None:
    (version,) = TERMS.objects(IRI, OWL.versionIRI)
    assert version != IRI


def test_voc1_the_metadata_are_said_in_vocabularies_that_others_know() -> None:
    spaces = {re.split(r"(?<=[/#])[^/#]*$", str(p))[0] for p in TERMS.predicates(IRI)}
    assert {str(DCTERMS), str(VANN), OWL_TERMS} <= spaces
    assert not [space for space in spaces if space.startswith(str(IRI))]


def test_voc2_terms_are_tied_to_vocabularies_that_others_use() -> None:
    above = [o for p in (RDFS.subClassOf, RDFS.subPropertyOf) for o in TERMS.objects(None, p)]
    others = {re.split(r"(?<=[/#])[^/#]*$", str(o))[0] for o in above if not str(o).startswith(str(IRI))}
    assert len(others) >= 4, others


@pytest.mark.parametrize("text", [RDFS.label, SKOS.definition], ids=["voc3_a_label", "voc4_a_definition"])
def test_every_term_has(text: URIRef) -> None:
    for term in OWN:
        assert {o.language for o in TERMS.objects(term, text) if isinstance(o, Literal)} == {"en", "es"}, term


def test_every_check_is_made_here_or_needs_a_public_host() -> None:
    names = "CN1 DOC1 FIND1 FIND2 FIND3 FIND3_BIS HTTP1 OM1 OM2 OM3 OM4_1 OM4_2 OM5_1 OM5_2 PURL1 RDF1 URI1 URI2 "
    names += "VER1 VER2 VOC1 VOC2 VOC3 VOC4"
    tests = [*vars(sys.modules[__name__]), "test_voc3_a_label", "test_voc4_a_definition"]
    longest_first = sorted(names.split(), key=len, reverse=True)
    made = {next((n for n in longest_first if test.startswith(f"test_{n.lower()}_")), "") for test in tests}
    assert set(names.split()) - made == set(PUBLIC)
