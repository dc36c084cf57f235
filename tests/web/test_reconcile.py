"""The reconciliation service over HTTP: every answer fits the schemas, and no request is too bad to be answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.web import schemas
from tests.web.served import Answer, Served, folder, serving

FORM = "application/x-www-form-urlencoded"
X = "https://example.org/rail/"
TYPE, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#"
S = "https://schema.org/"
EVIL = "<script>alert('x')</script>"
ROUTES = [
    "",
    "/suggest/entity?prefix=al",
    "/suggest/property?prefix=",
    "/suggest/type?prefix=p",
    "/flyout/entity?id=id/allende",
    "/flyout/property?id=start",
    "/flyout/type?id=https://schema.org/Person",
    "/preview?id=id/allende",
    "/propose?type=https://schema.org/Person",
    "/about",
]


def quads() -> str:
    people = {
        "allende": ("Salvador Allende", "1908-06-26", "chile"),
        "neruda": ("Pablo Neruda", "1904", "chile"),
        "evil": (EVIL, "", ""),
        "quoted": ('\\"Pepe\\" & Sons <b>', "", ""),
    }
    lines = []
    for id_, (label, born, country) in people.items():
        s = f"<{X}id/{id_}>"
        lines += [f"{s} <{TYPE}> <{S}Person> <{X}g> .", f'{s} <{RDFS}label> "{label}"@en <{X}g> .']
        lines += [f'{s} <{S}birthDate> "{born}" <{X}g> .'] if born else []
        lines += [f"{s} <{S}nationality> <{X}id/{country}> <{X}g> ."] if country else []
    s = f"<{X}id/chile>"
    lines += [f"{s} <{TYPE}> <{S}Place> <{X}g> .", f'{s} <{RDFS}label> "Chile"@en <{X}g> .']
    s = f"<{X}id/allende>"
    lines += [f'{s} <{S}height> "1.73"^^<http://www.w3.org/2001/XMLSchema#decimal> <{X}g> .']
    lines += [f'{s} <{S}children> "3"^^<http://www.w3.org/2001/XMLSchema#integer> <{X}g> .']
    lines += [f"{s} <http://www.w3.org/2004/02/skos/core#exactMatch> <http://www.wikidata.org/entity/Q440> <{X}g> ."]
    lines += [f'{s} <{RDFS}comment> "{EVIL}" <{X}g> .', f'{s} <{RDFS}label> "Salvador Allende Gossens"@es <{X}g> .']
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over four people and a country."""
    with serving(folder(tmp_path_factory.mktemp("names") / "data", quads())) as found:
        yield found


def post(served: Served, body: str | bytes, kind: str = FORM, path: str = "/reconcile") -> Answer:
    return served.ask("POST", path, body if isinstance(body, bytes) else body.encode(), content_type=kind)


def ask(served: Served, parameter: str, given: object) -> Answer:
    return post(served, urlencode({parameter: given if isinstance(given, str) else json.dumps(given)}))


# ---- answers fit the schemas ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [p.name for p in sorted((schemas.FOLDER / "examples").glob("*"))] or ["none"])
def test_the_schemas_tell_valid_examples_from_invalid_ones(name: str) -> None:
    if not (schemas.FOLDER / "schemas" / f"{name}.json").is_file():
        pytest.skip(f"{name} has no schema of its own here")
    assert [(n, f) for n, one in schemas.examples(name, "valid") if (f := schemas.faults(name, one))] == []
    assert [n for n, one in schemas.examples(name, "invalid") if not schemas.faults(name, one)] == []


def test_the_manifest_fits_and_its_addresses_answer(names: Served) -> None:
    found = names.get("/reconcile").json
    assert schemas.faults("manifest", found) == []
    assert (found["identifierSpace"], found["name"]) == (X, "A small railway")
    assert names.get("/reconcile/").json == found
    view = str(found["view"]["url"]).replace("{{id}}", "id/allende")  # type: ignore[index]
    assert view == f"{names.url}/id/allende"
    assert names.get(view.removeprefix(names.url)).status == 303
    suggest = found["suggest"]
    assert isinstance(suggest, dict)
    for what, id_ in (("entity", "id/allende"), ("property", "start"), ("type", f"{S}Person")):
        one = suggest[what]
        assert names.get(one["service_path"] + "?prefix=a").status == 200
        assert names.get(one["flyout_service_path"].replace("${id}", quote(id_))).json["id"] == id_


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_batch_is_answered_query_by_query(names: Served, method: str) -> None:
    queries = {
        "q0": {"query": "Salvador Allende", "type": f"{S}Person", "properties": [{"pid": "start", "v": "1908"}]},
        "näme": {"query": "nobody that is known"},
        "": {"query": "Neruda, Pablo", "limit": 1},
        "q3": {"query": "Chile", "type": f"{S}Person", "type_strict": "any"},
    }
    words = urlencode({"queries": json.dumps(queries)})
    answer = post(names, words) if method == "POST" else names.get(f"/reconcile?{words}")
    found = answer.json
    assert schemas.faults("reconciliation-result-batch", found) == []
    assert list(found) == list(queries)
    (best,) = found["q0"]["result"]  # type: ignore[index]
    assert (best["id"], best["match"], best["score"]) == ("id/allende", True, 100.0)
    assert best["type"] == [{"id": f"{S}Person", "name": "Person"}]
    assert best["description"] == "Person, 1908-06-26 – ?, Chile"
    assert {f["id"] for f in best["features"]} == {"name", "type", "start", "margin"}
    assert found["näme"] == found["q3"] == {"result": []}


def test_every_candidate_says_why(names: Served) -> None:
    found = ask(names, "queries", {"a": {"query": "Salvador"}, "b": {"query": "pablo salvador"}}).json
    shown = [one for answer in found.values() for one in answer["result"]]  # type: ignore[index]
    assert shown
    assert all(one["features"] for one in shown)


@pytest.mark.parametrize("query", ["Salvador Allende", '{"query": "Salvador Allende"}'])
def test_one_query_may_come_alone(names: Served, query: str) -> None:
    found = ask(names, "query", query).json
    assert schemas.faults("reconciliation-result-batch", {"q": found}) == []
    assert found["result"][0]["id"] == "id/allende"  # type: ignore[index]


def test_the_examples_of_the_specification_are_answered_or_refused(names: Served) -> None:
    if not schemas.FOLDER.is_dir():
        pytest.skip("the schemas of the reconciliation service are not at hand")
    for _, batch in schemas.examples("reconciliation-query-batch", "valid"):
        answer = ask(names, "queries", batch)
        assert answer.status == 200
        assert schemas.faults("reconciliation-result-batch", answer.json) == []
    for name, batch in schemas.examples("reconciliation-query-batch", "invalid"):
        assert ask(names, "queries", batch).status == 400, name
    for _, wanted in schemas.examples("data-extension-query", "valid"):
        answer = ask(names, "extend", wanted)
        assert schemas.faults("data-extension-response", answer.json) == []


def test_values_are_fetched_as_what_they_are(names: Served) -> None:
    properties: list[dict[str, object]] = [
        {"id": "start"},
        {"id": "country"},
        {"id": "country", "settings": {"content": "id"}},
        {"id": f"{S}height"},
        {"id": f"{S}children"},
        {"id": "label", "settings": {"limit": 1}},
        {"id": "same"},
        {"id": "nothing"},
    ]
    found = ask(names, "extend", {"ids": ["id/allende", "id/neruda", "id/nobody"], "properties": properties[:2]}).json
    assert schemas.faults("data-extension-response", found) == []
    rows = found["rows"]
    assert isinstance(rows, dict)
    assert rows["id/allende"] == {
        "start": [{"date": "1908-06-26T00:00:00Z"}],
        "country": [{"id": "id/chile", "name": "Chile"}],
    }
    assert rows["id/neruda"]["start"] == [{"str": "1904"}]  # a year is no day
    assert rows["id/nobody"] == {"start": [], "country": []}
    more = ask(names, "extend", {"ids": ["id/allende"], "properties": properties[2:]}).json
    assert schemas.faults("data-extension-response", more) == []
    (row,) = more["rows"].values()  # type: ignore[attr-defined]
    assert row == {
        "country": [{"str": "id/chile"}],
        f"{S}height": [{"float": 1.73}],
        f"{S}children": [{"int": 3}],
        "label": [{"str": "Salvador Allende"}],
        "same": [{"str": "http://www.wikidata.org/entity/Q440"}],
        "nothing": [],
    }


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/suggest/entity?prefix=al", "suggest-entities-response"),
        ("/suggest/entity?prefix=", "suggest-entities-response"),
        ("/suggest/entity?prefix=zzzz", "suggest-entities-response"),
        ("/suggest/entity?prefix=a&cursor=3", "suggest-entities-response"),
        ("/suggest/property?prefix=birth", "suggest-properties-response"),
        ("/suggest/property?prefix=", "suggest-properties-response"),
        ("/suggest/type?prefix=pers", "suggest-types-response"),
        ("/propose", "data-extension-property-proposal"),
        (f"/propose?type={S}Person&limit=2", "data-extension-property-proposal"),
        ("/propose?type=none", "data-extension-property-proposal"),
    ],
)
def test_suggestions_and_proposals_fit(names: Served, path: str, schema: str) -> None:
    answer = names.get(f"/reconcile{path}")
    assert answer.status == 200
    assert schemas.faults(schema, answer.json) == []


@pytest.mark.parametrize(
    "prefix", ["Al", "allen", "SALV", "salvador al", "id/allende", f"{X}id/allende", "Q440", "Alende"]
)
def test_the_beginning_of_a_name_or_an_identifier_suggests_its_entity(names: Served, prefix: str) -> None:
    found = names.get(f"/reconcile/suggest/entity?prefix={quote(prefix)}").json["result"]
    assert isinstance(found, list)
    assert found[0]["id"] == "id/allende"
    assert found[0]["notable"] == [{"id": f"{S}Person", "name": "Person"}]


def test_types_and_properties_are_suggested_by_name_or_identifier(names: Served) -> None:
    for prefix in ("pers", f"{S}Person"):
        assert names.get(f"/reconcile/suggest/type?prefix={quote(prefix)}").json["result"] == [
            {"id": f"{S}Person", "name": "Person"}
        ]
    found = names.get("/reconcile/suggest/property?prefix=height").json["result"]
    assert found == [{"id": f"{S}height", "name": "height", "description": f"{S}height"}]
    proposed = names.get(f"/reconcile/propose?type={S}Person&limit=2").json
    assert (len(proposed["properties"]), proposed["limit"]) == (2, 2)  # type: ignore[arg-type]


def test_names_come_in_the_language_that_is_asked_for(names: Served) -> None:
    answer = names.get("/reconcile?query=id/allende", accept_language="es-CL")
    assert answer.json["result"][0]["name"] == "Salvador Allende Gossens"  # type: ignore[index]
    assert "accept-language" in answer.headers["vary"]


# ---- pages in the pages of others ----------------------------------------------------------------------------


def test_markup_of_the_data_is_shown_as_it_is(names: Served) -> None:
    page = names.get("/reconcile/preview?id=id/evil")
    assert page.status == 200
    assert "<script" not in page.text
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page.text
    assert "&lt;script&gt;" in names.get("/reconcile/preview?id=id/allende").text  # the note
    for id_ in ("id/evil", "id/quoted"):
        html = str(names.get(f"/reconcile/flyout/entity?id={id_}").json["html"])
        assert "<script" not in html
        assert "<b>" not in html
    listed = names.get("/reconcile/suggest/entity?prefix=%3Cscript%3E").json["result"]
    assert listed[0]["name"] == EVIL  # type: ignore[index]


@pytest.mark.parametrize("path", ["/preview?id=id/allende", "/about"])
def test_pages_may_do_nothing(names: Served, path: str) -> None:
    page = names.get(f"/reconcile{path}")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in policy
    assert "frame-ancestors *" in policy
    assert not re.search(r"<script|\son\w+=|\sstyle=|src=", page.text)
    assert page.headers["x-content-type-options"] == "nosniff"


def test_an_address_of_a_host_is_escaped_too(names: Served) -> None:
    answer = names.raw(b'GET /reconcile/preview?id=id/evil HTTP/1.1\r\nHost: a"><script>\r\nConnection: close\r\n\r\n')
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"content-type: application/problem+json" in answer


# ---- rules of the web ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*ROUTES, "/flyout/entity?id=no", "?queries=%7B", "/nowhere"])
def test_every_answer_may_be_read_from_any_page(names: Served, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = names.ask(method, f"/reconcile{path}", origin="https://example.com")
        assert answer.headers["access-control-allow-origin"] == "*"
    head, get = names.ask("HEAD", f"/reconcile{path}"), names.get(f"/reconcile{path}")
    assert (head.status, head.body) == (get.status, b"")


def test_what_is_not_there_is_not_there(names: Served) -> None:
    for path in (
        "/nowhere",
        "/suggest",
        "/suggest/people?prefix=a",
        "/flyout/entity?id=id/nobody",
        "/preview?id=id/nobody",
    ):
        assert names.get(f"/reconcile{path}").status == 404
    assert names.get("/reconciled").status == 404
    assert names.ask("PUT", "/reconcile").status == 405
    for path in ("/flyout/entity", "/preview", "/preview?id="):
        assert names.get(f"/reconcile{path}").status == 400


@pytest.mark.parametrize(
    ("parameter", "given", "told"),
    [
        ("queries", "", "H501"),
        ("queries", "{", "H501"),
        ("queries", "not json", "H501"),
        ("queries", "[" * 100_000, "H501"),
        ("queries", '{"q":' * 5000, "H501"),
        ("queries", '{"a": {"query": "x", "limit": NaN}}', "H501"),
        ("queries", "[]", "H502"),
        ("queries", '"text"', "H502"),
        ("queries", '{"a": null}', "H502"),
        ("queries", '{"a": "Allende"}', "H502"),
        ("queries", '{"a": {}}', "H502"),
        ("queries", '{"a": {"query": 3}}', "H502"),
        ("queries", '{"a": {"query": ["x"]}}', "H502"),
        ("queries", '{"a": {"query": "x", "limit": "5"}}', "H502"),
        ("queries", '{"a": {"query": "x", "limit": 0}}', "H502"),
        ("queries", '{"a": {"query": "x", "limit": 1.5}}', "H502"),
        ("queries", '{"a": {"query": "x", "limit": 1e999}}', "H502"),
        ("queries", '{"a": {"query": "x", "limit": true}}', "H502"),
        ("queries", '{"a": {"query": "x", "type": 7}}', "H502"),
        ("queries", '{"a": {"query": "x", "type": [[]]}}', "H502"),
        ("queries", '{"a": {"query": "x", "type_strict": "maybe"}}', "H502"),
        ("queries", '{"a": {"query": "x", "properties": {}}}', "H502"),
        ("queries", '{"a": {"query": "x", "properties": [{"pid": "p"}]}}', "H502"),
        ("queries", '{"a": {"query": "x", "properties": [{"v": "p"}]}}', "H502"),
        ("queries", '{"a": {"query": "x", "properties": [{"pid": "p", "v": {"name": "x"}}]}}', "H502"),
        ("queries", '{"a": {"query": "x", "properties": [{"pid": "p", "v": [[1]]}]}}', "H502"),
        ("queries", '{"a": {"query": "x", "colour": "red"}}', "H502"),
        ("queries", json.dumps({str(n): {"query": "x"} for n in range(51)}), "H503"),
        ("queries", json.dumps({"a": {"query": "x", "type": ["t"] * 21}}), "H503"),
        ("extend", "{}", "H502"),
        ("extend", '{"ids": "a", "properties": []}', "H502"),
        ("extend", '{"ids": [1], "properties": []}', "H502"),
        ("extend", '{"ids": [], "properties": ["p"]}', "H502"),
        ("extend", '{"ids": [], "properties": [{"id": "p", "settings": 4}]}', "H502"),
        ("extend", json.dumps({"ids": ["a"] * 201, "properties": []}), "H503"),
        ("query", '{"query": ', "H501"),
    ],
)
def test_a_bad_question_is_told_what_is_wrong(names: Served, parameter: str, given: str, told: str) -> None:
    answer = ask(names, parameter, given)
    assert (answer.json["code"], answer.status) == (told, 413 if told == "H503" else 400)
    assert len(answer.body) < 1000


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("queries=" + "a" * (1 << 20), FORM, 413),
        ("{}", "application/json", 415),
        ("", "text/plain", 415),
        (b"queries=%FF%FE", FORM, 400),
        (b"queries=\xff", FORM, 400),
        ("queries=%7B%7D&queries=%7B%7D", FORM, 400),
        ("queries=%7B%7D&extend=%7B%7D", FORM, 400),
        ("&".join(f"a{n}=b" for n in range(2000)), FORM, 400),
    ],
)
def test_a_bad_body_is_refused(names: Served, body: str | bytes, kind: str, status: int) -> None:
    assert post(names, body, kind).status == status


@pytest.mark.parametrize("number", ["-1", "x", "1e5", "99999999999999999999", "٣"])
def test_a_bad_number_is_refused(names: Served, number: str) -> None:
    assert names.get(f"/reconcile/propose?limit={quote(number)}").status == 400
    assert names.get(f"/reconcile/suggest/entity?prefix=a&cursor={quote(number)}").status == 400


@pytest.mark.parametrize(
    "text",
    [
        "\u0000",
        "\ud800",
        "\u202eevil",
        "é" * 5000,
        '"' * 2000,
        "(" * 2000,
        "a b " * 2000,
        "'; DROP",
        "../../etc",
        "\n\r\t",
        "\u00b2",  # a digit that is no number
        "9" * 5000,
        EVIL,
    ],
)
def test_strange_names_are_only_not_found(names: Served, text: str) -> None:
    queries = {
        "a": {"query": text, "type": text, "properties": [{"pid": text, "v": [text, {"id": text, "name": text}]}]}
    }
    answer = ask(names, "queries", queries)
    assert answer.status == 200
    assert schemas.faults("reconciliation-result-batch", answer.json) == []
    more = ask(names, "extend", {"ids": [text], "properties": [{"id": text, "settings": {"limit": text}}]})
    assert schemas.faults("data-extension-response", more.json) == []


def test_an_empty_batch_is_an_empty_answer(names: Served) -> None:
    assert ask(names, "queries", {}).json == {}


# ---- other datasets ------------------------------------------------------------------------------------------


def test_a_dataset_without_names_is_served(tmp_path: Path) -> None:
    with serving(folder(tmp_path / "data", f'<{X}a> <{X}b> "c" <{X}g> .\n')) as found:
        assert schemas.faults("manifest", found.get("/reconcile").json) == []
        assert found.get("/reconcile?query=c").json == {"result": []}
        assert found.get("/reconcile/propose").json == {"properties": []}


def test_a_word_of_the_configuration_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    root = folder(tmp_path / "data", quads())
    with (root / "pyproject.toml").open("a") as config:
        config.write('\n[tool.lod.linked]\nperson = ["nobody:Person"]\n')
    with serving(root) as found:
        answer = found.get("/reconcile?query=x")
        assert (answer.status, answer.json["code"]) == (503, "H504")
        assert found.get("/sparql?query=ASK%7B%7D").status == 200


def test_the_names_of_a_store_on_disk_are_found(tmp_path: Path) -> None:
    from lod import store

    root = folder(tmp_path / "data", quads())
    store.load(root / "output" / "railway.nq", root / "output" / "store")
    with serving(root, "--in-memory", "0") as found:
        assert found.get("/reconcile?query=Allende,%20Salvador").json["result"][0]["match"] is True  # type: ignore[index]
