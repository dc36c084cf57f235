"""The endpoint over HTTP: forms, packing, other origins, and a clear answer to whatever is wrong."""

from __future__ import annotations

import csv
import gzip
import io
import json
import socket
import time
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from rdflib import Graph

from tests.web.conftest import PEOPLE, X
from tests.web.served import Served

FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = b"POST /sparql HTTP/1.1\r\nhost: x\r\ncontent-type: application/sparql-query\r\n"
SELECT = f"SELECT ?s ?n {{ ?s <{X}def#number> ?n }} ORDER BY ?n LIMIT 3"
ALL = "SELECT * { ?s ?p ?o }"
CONSTRUCT = f"CONSTRUCT {{ ?s <{X}def#number> ?n }} {{ ?s <{X}def#number> ?n }} LIMIT 3"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, */*", "application/json"),
    ],
)
def test_a_table_comes_in_the_form_asked_for(served: Served, accept: str, kind: str) -> None:
    answer = served.query(SELECT, accept=accept)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert "accept" in answer.headers["vary"]
    if "json" in kind:
        assert len(answer.json["results"]["bindings"]) == 3  # type: ignore[index]
    elif "xml" in kind:
        assert ElementTree.fromstring(answer.body).tag.endswith("sparql")
    else:
        rows = list(csv.reader(io.StringIO(answer.text), delimiter="," if "csv" in kind else "\t"))
        assert len(rows) == 4


@pytest.mark.parametrize(
    ("accept", "kind", "form"),
    [
        ("*/*", "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9", "application/ld+json", "json-ld"),
    ],
)
def test_triples_come_in_the_form_asked_for(served: Served, accept: str, kind: str, form: str) -> None:
    answer = served.query(CONSTRUCT, accept=accept)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert len(Graph().parse(data=answer.body, format=form)) == 3


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "image/png")])
def test_a_form_that_is_not_there_is_refused(served: Served, query: str, accept: str) -> None:
    answer = served.query(query, accept=accept)
    assert answer.status == 406
    assert answer.json["code"] == "H104"


def test_the_default_graph_is_all_graphs_unless_somebody_says_otherwise(served: Served) -> None:
    def count(where: str, **given: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {where}"
        answer = served.ask("POST", "/sparql", urlencode({"query": query, **given}).encode(), **FORM)
        return int(answer.json["results"]["bindings"][0]["n"]["value"])  # type: ignore[index]

    a, b = f"{X}graph/a", f"{X}graph/b"
    assert count("{ ?s ?p ?o }") == 5 * PEOPLE
    assert count("{ GRAPH ?g { ?s ?p ?o } }") == 5 * PEOPLE
    assert count(f"FROM <{a}> {{ ?s ?p ?o }}") == 2 * PEOPLE
    assert count(f"FROM NAMED <{a}> {{ ?s ?p ?o }}") == 0
    assert count("{ ?s ?p ?o }", **{"default-graph-uri": b}) == 3 * PEOPLE
    assert count(f"FROM <{a}> {{ ?s ?p ?o }}", **{"default-graph-uri": b}) == 3 * PEOPLE
    assert count("{ GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": b}) == 3 * PEOPLE
    assert count("{ GRAPH ?g { ?s ?p ?o } }", **{"default-graph-uri": b}) == 0


def test_a_mistake_is_named_with_its_place(served: Served) -> None:
    answer = served.query("SELECT *\n{ ?s ?p ?o ")
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json["code"], answer.json["line"], answer.json["column"]) == ("Q801", 2, 12)
    assert str(answer.json["title"]).startswith("the query is not SPARQL: expected one of")


def test_a_mistake_is_told_to_people_on_a_page_and_nothing_of_it_is_markup(served: Served) -> None:
    answer = served.get(
        "/sparql?query=" + quote("SELECT * { <script>alert(1)</script> }"), accept="text/html,*/*;q=0.1"
    )
    assert answer.status == 400
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("PUT", "/sparql", b"ASK {}", {"content-type": "application/sparql-query"}, 405, "H105"),
        ("POST", "/sparql", b"ASK {}", {"content-type": "application/json"}, 415, "H204"),
        ("POST", "/sparql", b"ASK {}", {}, 415, "H204"),
        ("POST", "/sparql", b"CLEAR ALL", {"content-type": "application/sparql-update"}, 403, "H202"),
        ("POST", "/sparql", b"update=CLEAR+ALL", FORM, 403, "H202"),
        ("POST", "/sparql", b"query=CLEAR+ALL", FORM, 403, "H202"),
        ("GET", "/sparql?update=CLEAR+ALL", None, {}, 403, "H202"),
        ("POST", "/sparql", b"", FORM, 400, "H201"),
        ("GET", "/sparql?query=", None, {}, 400, "H201"),
        ("POST", "/sparql", b" ", {"content-type": "application/sparql-query"}, 400, "H201"),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}, 400, "H201"),
        ("GET", "/sparql?query=%FF", None, {}, 400, "H207"),
        ("POST", "/sparql", b"ASK {} #\xff", {"content-type": "application/sparql-query"}, 400, "H207"),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=a%20b", None, {}, 400, "H208"),
        ("GET", "/sparql?query=ASK%7BSERVICE%20%3Curn:x%3E%7B%7D%7D", None, {}, 403, "H203"),
        ("GET", "/sparql?query=" + "a" * 9000, None, {}, 414, "H102"),
        ("POST", "/sparql", b"query=" + b"a" * (1 << 20), FORM, 413, "H205"),
        ("GET", "/sparql?query=ASK%7B%7D", None, {"host": "a b"}, 400, "H107"),
        ("GET", "/sparql?query=ASK%7BFILTER(%3Curn:f%3E(1))%7D", None, {}, 400, "H210"),
        ("GET", "/nowhere", None, {}, 404, "H103"),
    ],
)
def test_what_is_wrong_has_a_status_and_a_code(
    served: Served,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = served.ask(method, path, body, **headers)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert served.query("ASK {}").json["boolean"] is True


@pytest.mark.parametrize("hosts", ["", "host: x\r\nhost: y\r\n", "host: \r\n"])
def test_a_request_names_one_host(served: Served, hosts: str) -> None:
    """Spec: RFC 9112 section 3.2."""
    refused = served.raw(f"GET /sparql HTTP/1.1\r\n{hosts}connection: close\r\n\r\n".encode())
    assert refused.startswith(b"HTTP/1.1 400 ")
    assert b"H107" in refused
    assert served.raw(b"GET /sparql HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_ten_megabytes_are_refused_before_they_are_read(served: Served) -> None:
    assert served.raw(DIRECT + b"content-length: 10485760\r\n\r\n", 1).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_a_length_has_the_same_bound(served: Served) -> None:
    piece = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    assert b" 413 " in served.raw(DIRECT + b"transfer-encoding: chunked\r\n\r\n" + piece * 20, 1)


def test_head_has_the_headers_and_no_body(served: Served) -> None:
    for path in (f"/sparql?{urlencode({'query': ALL})}", "/sparql"):
        answer = served.ask("HEAD", path)
        assert (answer.status, answer.body) == (200, b"")
        assert answer.headers["content-type"] == served.get(path).headers["content-type"]


def test_another_origin_may_ask(served: Served) -> None:
    asked = {"origin": "https://example.com", "access-control-request-headers": "x-one"}
    answer = served.ask("OPTIONS", "/sparql", **asked, **{"access-control-request-method": "POST"})
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "x-one"
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_a_long_answer_is_packed_and_complete(served: Served) -> None:
    plain = served.query(ALL)
    packed = served.query(ALL, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(json.loads(plain.body)["results"]["bindings"]) == 5 * PEOPLE
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 5
    assert "content-encoding" not in served.query("ASK {}", accept_encoding="gzip").headers


def test_a_long_answer_comes_in_pieces(served: Served) -> None:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request("POST", "/sparql", urlencode({"query": ALL}), FORM)
    answer = connection.getresponse()
    assert answer.getheader("transfer-encoding") == "chunked"
    assert answer.getheader("content-length") is None
    assert len(json.loads(answer.read())["results"]["bindings"]) == 5 * PEOPLE
    connection.close()


def test_an_answer_that_breaks_off_is_seen_to(strict: Served) -> None:
    query = "SELECT * { ?s ?p ?o . ?a ?b ?c }"  # four hundred million rows, of which the first come at once
    connection = HTTPConnection("127.0.0.1", strict.port, timeout=30)
    connection.request("POST", "/sparql", urlencode({"query": query}), FORM)
    answer = connection.getresponse()
    assert answer.status == 200
    with pytest.raises((IncompleteRead, ConnectionError)):
        answer.read()
    connection.close()


def test_a_client_that_stops_reading_keeps_no_worker_for_a_small_answer(served: Served) -> None:
    lines = []
    query = urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 4000"})
    for _ in range(20):
        line = socket.create_connection(("127.0.0.1", served.port))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(f"GET /sparql?{query} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        lines.append(line)
    began = time.monotonic()
    assert served.query("ASK {}").status == 200
    assert time.monotonic() - began < 3
    for line in lines:
        line.close()
