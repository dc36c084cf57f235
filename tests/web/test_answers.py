"""An answer that has been given is given again, as long as it is right and there is room."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import pytest

from lod.web import answers, request
from lod.web.answers import Answers
from lod.web.model import Limits, Question, Reply
from lod.web.request import Request
from tests.web.conftest import PEOPLE, X
from tests.web.served import Answer, Served

JSON, CSV = "application/sparql-results+json", "text/csv"
NAMES = f"SELECT ?s ?l {{ ?s <{X}def#number> ?n . ?s ?p ?l }}"  # more than one piece, less than is too large
ALL = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


def get(served: Served, query: str, **headers: str) -> Answer:
    return served.get("/sparql?query=" + quote(query), **{"accept": JSON, **headers})


@pytest.mark.parametrize("query", [f"ASK {{ <{X}id/person/p1> ?p ?o }}", NAMES + " LIMIT 2000", NAMES + " LIMIT 1"])
def test_what_is_asked_again_is_answered_alike(served: Served, query: str) -> None:
    first, second = get(served, query), get(served, query)
    assert first.status == second.status == 200
    assert first.json == second.json
    assert second.headers["etag"].startswith('W/"')
    assert second.headers["content-length"] == str(len(second.body))  # it was kept, so its length is known
    assert second.headers["content-type"] == JSON


def test_a_client_that_has_the_answer_is_told_so(served: Served) -> None:
    query = f"SELECT ?o {{ <{X}id/person/p2> ?p ?o }}"
    tag = (get(served, query), get(served, query))[1].headers["etag"]
    again = get(served, query, if_none_match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert get(served, query, if_none_match='W/"another"').status == 200


def test_each_form_has_an_answer_of_its_own(served: Served) -> None:
    query = f"SELECT ?o {{ <{X}id/person/p3> ?p ?o }}"
    for _ in range(2):
        assert get(served, query).headers["content-type"] == JSON
        assert get(served, query, accept=CSV).headers["content-type"].startswith(CSV)
        assert get(served, query, accept="image/png").status == 406


def test_the_address_of_the_endpoint_is_part_of_the_question(served: Served) -> None:
    query = "SELECT (<here> AS ?iri) {}"
    found = {host: get(served, query, host=host).text for host in ("a.example", "b.example", "a.example")}
    assert all(f"http://{host}/here" in text for host, text in found.items())


@pytest.mark.parametrize("call", ["RAND()", "NOW()", "UUID()", "STRUUID()"])
def test_what_is_another_each_time_is_computed_each_time(served: Served, call: str) -> None:
    query = f"SELECT ({call} AS ?x) {{}}"
    assert len({get(served, query).body for _ in range(3)}) == 3


def test_what_is_sent_by_post_or_is_too_large_is_computed_each_time(served: Served) -> None:
    for _ in range(2):
        assert "etag" not in served.query(f"ASK {{ <{X}id/person/p4> ?p ?o }}", accept=JSON).headers
        large = get(served, ALL)
        assert "etag" not in large.headers
        assert len(large.body) > answers.LARGEST
        assert large.text.count('"g":') == 5 * PEOPLE


def test_a_mistake_is_not_kept(served: Served) -> None:
    assert [get(served, "ASK {").status for _ in range(2)] == [400, 400]


def test_head_is_answered_from_what_is_kept(served: Served) -> None:
    query = f"SELECT ?o {{ <{X}id/person/p5> ?p ?o }}"
    get(served, query)
    body = get(served, query)
    head = served.ask("HEAD", "/sparql?query=" + quote(query), None, accept=JSON)
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", body.headers["etag"])


def asked(number: int) -> Request:
    scope = {"method": "GET", "raw_path": b"/sparql", "query_string": b"query=%d" % number, "headers": []}
    return request.read(scope, asyncio.Event().wait, Limits())  # type: ignore[arg-type]


def test_the_oldest_make_room() -> None:
    kept = Answers(most=10)
    question = Question("ASK {}", "", None, None)
    for number, size in ((1, 4), (2, 4), (1, 4), (3, 4), (4, 2)):
        if kept.known(asked(number)) is None:
            kept.keep(asked(number), question, Reply(200, ((b"content-type", b"a/b"),), b"x" * size))
    assert [n for n in (1, 2, 3, 4) if kept.known(asked(n))] == [1, 3, 4]
    assert kept.size == 10
