"""Describe the service.  graphs -> SPARQL Service Description in every RDF format.

Made once per release; only the address of the endpoint is put in per request.  Spec: SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
DCTERMS = "http://purl.org/dc/terms/"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ENDPOINT = "http://endpoint.invalid/sparql"  # stands for the address that a client has used
GIVEN = "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples RDF_XML JSON-LD"
TYPES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


def serialized(title: Sequence[Sequence[str]], graphs: Sequence[str]) -> dict[str, str]:
    """The description per media type.

    title    pairs of language and text; graphs: IRIs of the named graphs"""
    triples = list(_triples(title, graphs))
    prefixes = {"sd": SD, "formats": FORMATS, "dcterms": DCTERMS}
    written = {}
    for media, form in TYPES.items():
        given = prefixes if form == ox.RdfFormat.TURTLE else None
        data = ox.serialize(triples, format=form, prefixes=given)
        written[media] = (data or b"").decode()
    return written


def _triples(title: Sequence[Sequence[str]], graphs: Sequence[str]) -> list[ox.Triple]:
    service = ox.NamedNode(ENDPOINT)
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    found = [
        ox.Triple(service, RDF_TYPE, ox.NamedNode(SD + "Service")),
        ox.Triple(service, ox.NamedNode(SD + "endpoint"), service),
        ox.Triple(service, ox.NamedNode(SD + "supportedLanguage"), ox.NamedNode(SD + "SPARQL11Query")),
        ox.Triple(service, ox.NamedNode(SD + "feature"), ox.NamedNode(SD + "UnionDefaultGraph")),
        ox.Triple(service, ox.NamedNode(SD + "defaultDataset"), dataset),
        ox.Triple(dataset, RDF_TYPE, ox.NamedNode(SD + "Dataset")),
        ox.Triple(dataset, ox.NamedNode(SD + "defaultGraph"), default),
        ox.Triple(default, RDF_TYPE, ox.NamedNode(SD + "Graph")),
    ]
    found += [
        ox.Triple(service, ox.NamedNode(SD + "resultFormat"), ox.NamedNode(FORMATS + name)) for name in GIVEN.split()
    ]
    for language, text in title:
        found.append(ox.Triple(dataset, ox.NamedNode(DCTERMS + "title"), ox.Literal(text, language=language)))
    for number, iri in enumerate(graphs):
        node, graph = ox.BlankNode(f"graph{number}"), ox.BlankNode(f"content{number}")
        found += [
            ox.Triple(dataset, ox.NamedNode(SD + "namedGraph"), node),
            ox.Triple(node, RDF_TYPE, ox.NamedNode(SD + "NamedGraph")),
            ox.Triple(node, ox.NamedNode(SD + "name"), ox.NamedNode(iri)),
            ox.Triple(node, ox.NamedNode(SD + "graph"), graph),
            ox.Triple(graph, RDF_TYPE, ox.NamedNode(SD + "Graph")),
        ]
    return found
