"""A query that may ask another server is never let through; one that cannot is, unless it is deliberately odd."""

from __future__ import annotations

import pytest

from lod.sparql.words import names_graphs
from lod.web import guard

DEEPEST = 200
FEDERATED = (
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { service <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://example.org/> } SERVICE ?e { ?s ?p ?o } }",
    "SELECT * {SERVICE<http://example.org/>{?s ?p ?o}}",
    "SELECT * { SERVICE#'\n<http://example.org/> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE <http://example.org/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\" SERVICE" . SERVICE <http://example.org/> { ?s ?p ?o } }',
    "SELECT * { ?s ?p '''it's''' . SERVICE <http://example.org/> { ?s ?p ?o } } #'''",
    "SELECT * { FILTER(?a<?b='>' ) SERVICE <http://example.org/> { ?s ?p ?o } FILTER(1='') }",
    "SELECT * { FILTER(?a<?b#>'''\n) SERVICE <http://example.org/> { ?s ?p ?o } #'''\n}",
    "SELECT * { ?s ?p ?o } # it's\n SERVICE <http://example.org/> {}",
    "ASK { GRAPH ?g { SERVICE x:y { } } }",
)
PEACEFUL = (
    "SELECT ?service { ?service ?p ?o }",
    "SELECT * { ?s service:x ?o }",
    "SELECT * { ?s x:service ?o }",
    "SELECT * { ?s ?p 'SERVICE' }",
    'SELECT * { ?s ?p """the "SERVICE" of it""" }',
    "SELECT * { ?s ?p <http://example.org/SERVICE> }",
    "SELECT * { ?s <http://example.org/def#service> ?o }",
    "SELECT * { ?s ?p ?o } # no SERVICE here",
    "SELECT * { ?s ?p 'it\\'s SERVICE' }",
)


@pytest.mark.parametrize("query", FEDERATED)
def test_no_query_asks_another_server(query: str) -> None:
    fault = guard.check(query, DEEPEST)
    assert fault is not None
    assert fault.code == "H203"


@pytest.mark.parametrize("query", PEACEFUL)
def test_the_word_alone_is_no_crime(query: str) -> None:
    assert guard.check(query, DEEPEST) is None


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "# a comment\nPREFIX x: <urn:x:> delete where { ?s ?p ?o }",
        "BASE <urn:x> LOAD <http://example.org/>",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "Clear All",
    ],
)
def test_an_update_is_told_so(query: str) -> None:
    fault = guard.check(query, DEEPEST)
    assert fault is not None
    assert fault.code == "H202"


@pytest.mark.parametrize(
    "query",
    [
        "ASK " + "{" * 5000 + "}" * 5000,
        "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "ASK { ?s ?p " + "(" * 5000 + ")" * 5000 + " }",
        "ASK { FILTER(" + "!" * 5000 + "true) }",
        "ASK { FILTER(" + "! #\n" * 5000 + "true) }",
        "ASK { ?s " + "^" * 5000 + "<urn:p> ?o }",
        "ASK { ?s ?p " + "[ ?q " * 5000 + "]" * 5000 + " }",
    ],
    ids=lambda query: query[:24],
)
def test_nesting_has_a_bound_and_the_place_is_named(query: str) -> None:
    fault = guard.check(query, DEEPEST)
    assert fault is not None
    assert fault.code == "H206"
    assert fault.facts["depth"] == DEEPEST + 1


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(?x IN (" + "(1), " * 500 + "(2))) }",
        "ASK { ?s ?p '" + "{" * 500 + "' }",
        "ASK { VALUES ?x { " + "-1 +1 " * 500 + "} }",
        "ASK { ?s <http://example.org/a-b-c> ?o } #" + "(" * 500,
    ],
    ids=lambda query: query[:24],
)
def test_what_stands_side_by_side_is_not_deep(query: str) -> None:
    assert guard.check(query, DEEPEST) is None


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <urn:g> { ?s ?p ?o }", True),
        ("CONSTRUCT { ?s ?p ?o } FROM NAMED <urn:g> WHERE { ?s ?p ?o }", True),
        ("DESCRIBE <urn:from> from <urn:g>", True),
        ("SELECT ?from { ?from ?p 'FROM' }", False),
        ("SELECT (1 AS ?x) { ?s x:from ?o } # FROM", False),
    ],
)
def test_a_query_that_names_its_graphs_is_known(query: str, named: bool) -> None:
    assert names_graphs(query) is named
