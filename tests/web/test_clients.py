"""Clients that others have written get what they expect."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, N3, POST, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.web.conftest import PEOPLE, X
from tests.web.served import Served

NUMBER = f"SELECT ?n {{ <{X}id/person/p7> <{X}def#number> ?n }}"
ABOUT = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ <{X}id/person/p7> }} ?s ?p ?o }}"


def wrapper(served: Served, query: str, form: str, method: str = "GET") -> SPARQLWrapper:
    client = SPARQLWrapper(f"{served.url}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_tables(served: Served, method: str) -> None:
    def found(form: str) -> Any:  # noqa: ANN401 - whatever it is converted to
        return wrapper(served, NUMBER, form, method).queryAndConvert()

    assert found(JSON)["results"]["bindings"][0]["n"]["value"] == "7"
    assert b"7" in found(CSV)
    assert found(XML).getElementsByTagName("literal")[0].firstChild.data == "7"


@pytest.mark.parametrize("form", [TURTLE, RDFXML, N3])
def test_sparqlwrapper_reads_triples(served: Served, form: str) -> None:
    found: Any = wrapper(served, ABOUT, form).queryAndConvert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert len(graph) == 5


def test_sparqlwrapper_knows_a_bad_query_as_such(served: Served) -> None:
    with pytest.raises(QueryBadFormed):
        wrapper(served, "SELECT * {", JSON).query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_endpoint_as_a_store(served: Served, method: str) -> None:
    graph = Graph(SPARQLStore(f"{served.url}/sparql", method=method))
    subject = URIRef(f"{X}id/person/p7")
    assert len(list(graph.triples((subject, None, None)))) == 5
    assert graph.value(subject, URIRef(f"{X}def#number")) == Literal(7)
    assert [int(n) for (n,) in graph.query(NUMBER)] == [7]  # type: ignore[misc]
    assert (subject, None, None) in graph
    assert len(graph) == 5 * PEOPLE


def test_pyoxigraph_asks_the_endpoint_as_a_service(served: Served) -> None:
    found = ox.Store().query(f"SELECT * {{ SERVICE <{served.url}/sparql> {{ {NUMBER} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    assert [str(row["n"].value) for row in found] == ["7"]
