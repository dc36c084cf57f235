"""What is published of links follows from what was decided: of ours, of a small dataset and of a new one.

Specification: SSSOM 1.1, SSSOM/RDF (mapping-commons.github.io/sssom)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from lod import build, scaffold
from lod.config import Config
from lod.config_file import load
from lod.console import step
from lod.links.model import CURATION, NO_TERM, NOT, Link, LinkSet
from lod.links.sssom import decode, read
from tests.dataset import built

PAV = rdflib.Namespace("http://purl.org/pav/")
SSSOM = rdflib.Namespace("https://w3id.org/sssom/")
ITEM = re.compile(r"http://www\.wikidata\.org/entity/Q[1-9][0-9]*")
NO_ITEM = re.compile(r"http://www\.wikidata\.org/(entity|prop/direct)/(P[1-9][0-9]*)?")  # namespaces and properties
URL = re.compile(r"""https?://[^\s<>"',;]*wikidata\.org[^\s<>"',;]*""")
DECIDED_BY_PEOPLE = (CURATION, "semapv:MappingReview")


@dataclass(frozen=True)
class Published:
    """A dataset, what was decided of its links, and what it published."""

    config: Config
    of_one_kind: str  # a pattern for the entities that may be owl:sameAs an item

    @cached_property
    def links(self) -> LinkSet:
        return read(decode(self.config.path(self.config.links).read_bytes(), ""), "")

    def file(self, name: str) -> Path:
        return self.config.path(self.config.output) / name

    def graph(self, name: str) -> rdflib.Graph:
        return rdflib.Graph().parse(self.file(name))

    @property
    def accepted(self) -> list[Link]:
        return [k for k in self.links.links if k.predicate_modifier != NOT and k.object_id != NO_TERM]

    def triple(self, link: Link) -> tuple[Node, Node, Node]:
        subject, predicate, item = (
            rdflib.URIRef(self.links.iri(curie)) for curie in (link.subject_id, link.predicate_id, link.object_id)
        )
        return subject, predicate, item


def starter(folder: Path) -> Path:
    scaffold.new(folder)
    build.build(load(folder), build.Options(with_store=False), step)
    return folder


@pytest.fixture(scope="module", params=["this repository", "a small dataset", "a new dataset"])
def published(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("published") / "d"
    found: dict[str, tuple[Callable[[], Path], str]] = {
        "this repository": (lambda: root, "/(person|place)/"),
        "a small dataset": (lambda: built(folder), "/line/"),
        "a new dataset": (lambda: starter(folder), "/person/"),
    }
    home, of_one_kind = found[request.param]
    return Published(load(home()), of_one_kind)


def test_a_link_is_published_for_each_accepted_decision_and_for_no_other(published: Published) -> None:
    expected = {published.triple(link) for link in published.accepted}
    found = set(published.graph("links.nt"))
    assert {t for t in found if str(t[1]).startswith(str(SKOS))} == expected != set()
    others = found - expected
    exact = {(s, o) for s, p, o in expected if p == SKOS.exactMatch}
    assert {(s, o) for s, _, o in others} in (set(), exact)


def test_a_file_of_its_own_and_no_other_says_same_as(published: Published) -> None:
    expected = {
        (s, OWL.sameAs, o)
        for link in published.accepted
        for s, p, o in [published.triple(link)]
        if p == SKOS.exactMatch
        and link.mapping_justification in DECIDED_BY_PEOPLE
        and (link.author_id or link.author_label)
        and re.search(published.of_one_kind, str(s))
    }
    assert set(published.graph("same-as.nt")) == expected != set()
    for file in published.file("").iterdir():
        if file.suffix in (".nq", ".nt", ".ttl", ".jsonld") and file.name not in ("same-as.nt", "shapes.ttl"):
            data = rdflib.Dataset()
            data.parse(file)
            assert not list(data.quads((None, OWL.sameAs, None, None))), file.name


def test_every_decision_is_told_with_all_that_is_known_of_it(published: Published) -> None:
    graph, links = published.graph("decisions.ttl"), published.links
    for link in links.links:
        (decision,) = {
            d
            for d in graph.subjects(OWL.annotatedSource, published.triple(link)[0])
            if (d, OWL.annotatedProperty, published.triple(link)[1]) in graph
            and (d, OWL.annotatedTarget, published.triple(link)[2]) in graph
        }
        told = {p: o for p, o in graph.predicate_objects(decision) if p != RDF.type}
        expected = {
            OWL.annotatedSource: published.triple(link)[0],
            OWL.annotatedProperty: published.triple(link)[1],
            OWL.annotatedTarget: published.triple(link)[2],
            SSSOM.predicate_modifier: SSSOM.NegatedPredicate if link.predicate_modifier else None,
            SSSOM.mapping_justification: rdflib.URIRef(links.iri(link.mapping_justification)),
            SSSOM.confidence: rdflib.Literal(str(link.confidence), datatype=XSD.double),
            DCTERMS.created: rdflib.Literal(link.mapping_date, datatype=XSD.date),
            PAV.authoredBy: rdflib.URIRef(links.iri(link.author_id)) if link.author_id else None,
            SSSOM.reviewer_id: rdflib.URIRef(links.iri(link.reviewer_id)) if link.reviewer_id else None,
            SSSOM.object_source: rdflib.URIRef("http://www.wikidata.org/entity/Q2013"),
            RDFS.comment: rdflib.Literal(link.comment) if link.comment else None,
            **{
                SSSOM[slot]: rdflib.Literal(text)
                for slot in ("subject_label", "object_label", "author_label", "mapping_tool", "match_string")
                if (text := getattr(link, slot))
            },
        }
        assert told == {p: o for p, o in expected.items() if o is not None}, link.line
    assert len(set(graph.subjects(RDF.type, SSSOM.Mapping))) == len(links.links)


def test_only_what_was_accepted_is_typed_as_an_axiom_that_holds(published: Published) -> None:
    graph = published.graph("decisions.ttl")
    holding = {
        tuple(graph.value(d, p) for p in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget))
        for d in graph.subjects(RDF.type, OWL.Axiom)
    }
    assert holding == {published.triple(link) for link in published.accepted}


def test_the_name_of_a_decision_says_what_was_decided_on_and_not_how(published: Published) -> None:
    graph, links = published.graph("decisions.ttl"), published.links
    expected = {
        f"{published.config.base}id/decision/{link.subject_id.partition(':')[2]}/{link.predicate_id.partition(':')[2]}/"
        f"{link.object_id.partition(':')[2]}"
        for link in links.links
    }
    assert {str(d) for d in graph.subjects(RDF.type, SSSOM.Mapping)} == expected


def test_the_set_of_decisions_is_called_and_licensed_as_its_table_says(published: Published) -> None:
    graph = published.graph("decisions.ttl")
    said = dict(line.removeprefix("#").split(": ", 1) for line in published.links.header if line.count(": "))
    (one,) = graph.subjects(RDF.type, SSSOM.MappingSet)
    assert (str(one), str(graph.value(one, DCTERMS.license))) == (said["mapping_set_id"], said["license"])
    assert set(graph.objects(one, SSSOM.mappings)) == set(graph.subjects(RDF.type, SSSOM.Mapping))


def test_the_table_of_items_has_every_link_sorted_by_items(published: Published) -> None:
    with published.file("wikidata.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["item", "entity", "predicate"]
    assert rows == sorted(rows)
    expected = {published.triple(link) for link in published.accepted}
    assert {(rdflib.URIRef(s), rdflib.URIRef(p), rdflib.URIRef(o)) for o, s, p in rows} == expected
    assert len(rows) == len(expected)


def test_an_item_is_written_in_one_way_in_every_published_file(published: Published) -> None:
    items = 0
    for file in (f for f in published.file("").iterdir() if f.is_file()):
        for found in URL.findall(file.read_text(encoding="utf-8")):
            items += bool(ITEM.fullmatch(found))
            ours = found.startswith(published.config.base)  # the description of the links
            assert ours or ITEM.fullmatch(found) or NO_ITEM.fullmatch(found), (file.name, found)
    assert items > 5


def test_an_item_is_an_iri_of_its_concept_in_every_graph(published: Published) -> None:
    formats = {".nq": ox.RdfFormat.N_QUADS, ".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE}
    formats |= {".jsonld": ox.RdfFormat.JSON_LD}
    for file in (f for f in published.file("").iterdir() if f.suffix in formats and f.name != "context.jsonld"):
        for quad in ox.parse(path=str(file), format=formats[file.suffix]):
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and re.search(r"//[^/]*wikidata", term.value):
                    assert ITEM.fullmatch(term.value) or "/prop/direct/P" in term.value, (file.name, term)
