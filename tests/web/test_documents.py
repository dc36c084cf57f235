"""An IRI typed into a browser, or asked for by a program, leads to its document."""

from __future__ import annotations

import gzip
import hashlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from lod import serving as serving_module
from lod.config_file import load
from lod.errors import Failed
from lod.web.model import Limits
from tests.web.conftest import X
from tests.web.served import Served, folder, serving

DCT, OWL = "http://purl.org/dc/terms/", "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
QUADS = f"""\
<{X}id/person/ana> <{RDFS}label> "Ana" <{X}graph/a> .
<{X}id/person/ana> <{X}def#knows> <{X}id/person/eva> <{X}graph/a> .
<{X}id/person/eva> <{RDFS}label> "Eva" <{X}graph/a> .
<{X}id/person/old> <{DCT}isReplacedBy> <{X}id/person/ana> <{X}graph/a> .
<{X}id/person/far> <{DCT}isReplacedBy> <http://example.net/\u00d1uble> <{X}graph/a> .
<{X}id/person/gone> <{OWL}deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <{X}graph/a> .
<{X}id/place/\u00d1uble> <{RDFS}label> "\u00d1uble" <{X}graph/a> .
<{X}id/place/R%C3%ADo> <{RDFS}label> "R\u00edo" <{X}graph/a> .
<{X}id/statement/s1> <{X}def#concerns> <{X}id/person/ana> <{X}graph/a> .
<{X}id/statement/s1> <{RDFS}label> "Ana is a person" <{X}graph/a> .
<{X}def#knows> <{RDFS}label> "knows" <{X}graph/a> .
<{X}def#concerns> <{RDFS}label> "concerns" <{X}graph/a> .
<{X}def#concerns> <{RDFS}subPropertyOf> <https://schema.org/about> <{X}graph/a> .
<{X}id/statement/s2> <{X}def#on> <{X}id/person/ana> <{X}graph/a> .
<{X}id/person/evil> <{RDFS}label> "<script>alert(1)</script>" <{X}graph/a> .
"""
SUMMED = ("railway.nq", "void.ttl", "dcat.ttl")


def publish(root: Path) -> Path:
    output = folder(root, QUADS).joinpath("output")
    (output / "void.ttl").write_text(f"@prefix void: <x:> .\n\n<{X}dataset>\n    a void:Dataset .\n")
    catalogue = f"<{X}catalog>\n    a dcat:Catalog .\n\n<{X}def>\n    a dcat:Resource .\n"
    (output / "dcat.ttl").write_text(f"@prefix dcat: <x:> .\n\n{catalogue}")
    sums = [f"{hashlib.sha256((output / name).read_bytes()).hexdigest()}  {name}\n" for name in SUMMED]
    (output / "SHA256SUMS").write_text("".join(sums))
    (output / "unlisted.txt").write_text("a note")
    return root


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A release without a site."""
    with serving(publish(tmp_path_factory.mktemp("bare") / "data")) as found:
        yield found


def test_the_configuration_says_what_a_statement_is_about(tmp_path: Path) -> None:
    root = publish(tmp_path / "data")
    (root / "output" / "ontology.ttl").write_text(f"@prefix own: <{X}def#> .\n\nown:on a own:x .\n")
    with (root / "pyproject.toml").open("a") as settings:
        settings.write('\n[tool.lod.pages]\nabout = ["own:on"]\n')
    with serving(root) as served:
        graph = Graph().parse(data=served.get("/id/person/ana.nt").text, format="nt")
        assert {str(s).removeprefix(X) for s in graph.subjects()} == {"id/person/ana", "id/statement/s2"}


def test_a_word_of_the_configuration_that_means_nothing_is_told(tmp_path: Path) -> None:
    root = publish(tmp_path / "data")
    with (root / "pyproject.toml").open("a") as settings:
        settings.write('\n[tool.lod.pages]\nabout = ["nobody:on"]\n')
    with pytest.raises(Failed, match="nobody:on"):
        serving_module.source(load(root), Limits(), 10)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A release with a site."""
    root = publish(tmp_path_factory.mktemp("full") / "data")
    site = root / "output" / "site"
    (site / "id" / "person").mkdir(parents=True)
    (site / "assets").mkdir()
    for ending in ("html", "es.html", "ttl", "jsonld", "nt"):
        (site / "id" / "person" / f"ana.{ending}").write_text(f"<urn:{ending}> <urn:p> <urn:o> .\n" * 100)
    (site / "index.html").write_text("<!DOCTYPE html><title>Entry</title>")
    (site / "index.es.html").write_text("<!DOCTYPE html><title>Entrada</title>")
    (site / "assets" / "site.css").write_text("body {}")
    (site / "assets" / "big.wasm").write_bytes(bytes(range(256)) * 2000)
    with serving(root) as found:
        yield found


@pytest.mark.parametrize(
    ("accept", "language", "ending"),
    [
        (BROWSER, "en", ".html"),
        (BROWSER, "es-CL,es;q=0.9,en;q=0.1", ".es.html"),
        (BROWSER, "de", ".html"),
        ("text/turtle", "es", ".ttl"),
        ("application/ld+json;q=0.9, text/turtle;q=0.5", "", ".jsonld"),
        ("application/n-triples", "", ".nt"),
        ("*/*", "", ".html"),
        ("text/html;q=0, */*;q=0.1", "", ".ttl"),
    ],
)
def test_a_thing_leads_to_the_document_that_is_liked_best(
    full: Served, accept: str, language: str, ending: str
) -> None:
    answer = full.get("/id/person/ana", accept=accept, accept_language=language)
    assert (answer.status, answer.headers["location"]) == (303, f"/id/person/ana{ending}")
    assert {"accept", "accept-language"} <= {v.strip().lower() for v in answer.headers["vary"].split(",")}
    found = full.get(answer.headers["location"])
    assert found.status == 200
    assert found.text.startswith(f"<urn:{ending[1:]}>")


def test_what_cannot_be_given_is_said_with_what_can(full: Served) -> None:
    answer = full.get("/id/person/ana", accept="image/png")
    assert (answer.status, answer.json["code"]) == (406, "H104")
    assert ".ttl (text/turtle)" in str(answer.json["detail"])


def test_without_a_site_documents_are_made_of_the_data(bare: Served) -> None:
    assert bare.get("/id/person/ana").headers["location"] == "/id/person/ana.ttl"
    for ending, form in ((".ttl", "turtle"), (".nt", "nt"), (".jsonld", "json-ld")):
        answer = bare.get(f"/id/person/ana{ending}")
        assert answer.headers["link"] == f'<{X}id/person/ana>; rel="describes"'
        graph = Graph().parse(data=answer.body, format=form)
        assert {str(s).removeprefix(X) for s in graph.subjects()} == {"id/person/ana", "id/statement/s1"}
        assert len(graph) == 4


def test_without_a_site_a_page_says_what_is_missing(bare: Served) -> None:
    answer = bare.get("/id/person/ana", accept=BROWSER)
    assert answer.headers["location"] == "/id/person/ana.html"
    page = bare.get("/id/person/ana.html")
    assert page.status == 200
    assert "lod build --site" in page.text
    assert 'href="/id/person/ana.ttl"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert bare.get("/id/person/ana.es.html").text != page.text
    assert "<title>" in bare.get("/", accept=BROWSER).text


def test_all_terms_of_a_vocabulary_live_in_its_document(bare: Served) -> None:
    assert bare.get("/def", accept="text/turtle").headers["location"] == "/def.ttl"
    graph = Graph().parse(data=bare.get("/def.ttl").body)
    assert set(graph.subjects()) == {URIRef(f"{X}def#knows"), URIRef(f"{X}def#concerns")}


@pytest.mark.parametrize("path", ["/id/place/%C3%91uble", "/id/place/%c3%91uble", "/id/place/R%C3%ADo"])
def test_a_name_beyond_ascii_is_found_however_it_is_written(bare: Served, path: str) -> None:
    answer = bare.get(path, accept="application/n-triples")
    assert answer.status == 303
    assert "label" in bare.get(answer.headers["location"]).text


def test_a_thing_that_was_merged_leads_to_the_other(bare: Served) -> None:
    answer = bare.get("/id/person/old")
    assert (answer.status, answer.headers["location"]) == (301, "/id/person/ana")
    assert bare.get("/id/person/far").headers["location"] == "http://example.net/%C3%91uble"
    assert "isReplacedBy" in bare.get("/id/person/old.nt").text


@pytest.mark.parametrize("path", ["/id/person/gone", "/id/person/gone.ttl", "/id/person/gone.html"])
def test_a_thing_that_was_withdrawn_is_gone(bare: Served, path: str) -> None:
    answer = bare.get(path)
    assert (answer.status, answer.json["code"]) == (410, "H106")


@pytest.mark.parametrize("path", ["/id/person/nobody", "/id/person/nobody.ttl", "/id/person/", "/defx", "/x y", "/a<b"])
def test_what_is_not_there_is_not_found_and_help_is_given(bare: Served, path: str) -> None:
    answer = bare.get(path.replace(" ", "%20"), accept="*/*")
    assert (answer.status, answer.json["code"]) == (404, "H103")
    assert "/sparql" in str(answer.json["detail"])


@pytest.mark.parametrize(
    "path",
    ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/downloads/..%2f..%2fpyproject.toml", "//example.com", "/%ff"],
)
def test_a_hostile_path_is_refused(full: Served, path: str) -> None:
    assert full.raw(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())[:13] == b"HTTP/1.1 400 "


def test_what_describes_the_dataset_leads_to_its_file(bare: Served) -> None:
    assert bare.get("/dataset").headers["location"] == "/downloads/void.ttl"
    assert bare.get("/catalog").headers["location"] == "/downloads/dcat.ttl"
    assert bare.get("/.well-known/void").headers["location"] == "/downloads/void.ttl"


def test_a_document_is_not_sent_again_to_who_has_it(full: Served) -> None:
    first = full.get("/id/person/ana.ttl")
    assert full.get("/id/person/ana.ttl", if_none_match=first.headers["etag"]).status == 304
    assert full.get("/id/person/ana.ttl", if_none_match='"other", W/' + first.headers["etag"]).status == 304
    assert full.get("/id/person/ana.ttl", if_none_match='"other"').status == 200
    assert full.get("/id/person/ana.ttl", if_modified_since=first.headers["last-modified"]).status == 304
    assert full.get("/id/person/ana.ttl", if_modified_since="nonsense").status == 200
    packed = full.get("/id/person/ana.ttl", accept_encoding="gzip")
    assert gzip.decompress(packed.body) == first.body
    assert packed.headers["etag"] != first.headers["etag"]
    assert full.get("/id/person/ana.ttl", if_none_match=packed.headers["etag"]).status == 304


def test_head_says_what_get_would(full: Served) -> None:
    for path in ("/", "/id/person/ana", "/id/person/ana.html", "/downloads/railway.nq", "/downloads/", "/nowhere"):
        head, get = full.ask("HEAD", path), full.get(path)
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers.get("content-length") == get.headers.get("content-length")


def test_the_entry_page_speaks_the_language_of_its_reader(full: Served) -> None:
    assert "Entry" in full.get("/").text
    assert "Entrada" in full.get("/", accept_language="es").text
    assert "accept-language" in full.get("/").headers["vary"]
    assert full.get("/assets/site.css").headers["content-type"] == "text/css; charset=utf-8"


def test_a_download_comes_whole_or_in_part_with_its_digest(full: Served) -> None:
    whole = full.get("/downloads/railway.nq")
    digest = b64encode(hashlib.sha256(QUADS.encode()).digest()).decode()
    assert whole.body == QUADS.encode()
    assert whole.headers["content-type"] == "application/n-quads"
    assert whole.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert whole.headers["accept-ranges"] == "bytes"
    part = full.get("/downloads/railway.nq", range="bytes=10-19")
    assert (part.status, part.body) == (206, QUADS.encode()[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.body)}"
    assert full.get("/downloads/railway.nq", range="bytes=-5").body == QUADS.encode()[-5:]
    assert full.get("/downloads/railway.nq", range="bytes=99999999-").status == 416
    stale = full.get("/downloads/railway.nq", range="bytes=10-19", if_range='"other"')
    assert (stale.status, stale.body) == (200, whole.body)
    assert full.get("/downloads/railway.nq", if_none_match=whole.headers["etag"]).status == 304
    assert full.get("/assets/big.wasm", range="bytes=0-1").body == b"\0\1"


def test_a_file_that_a_build_has_replaced_has_its_own_digest_or_none(tmp_path: Path) -> None:
    root = publish(tmp_path / "data")
    with serving(root) as served:
        before = served.get("/downloads/railway.nq")
        changed = QUADS + f'<{X}id/person/new> <{RDFS}label> "New" .\n'
        (root / "output" / "railway.nq").write_text(changed)
        (root / "output" / "SHA256SUMS").write_text("0" * 64 + "  railway.nq\n")
        after = served.get("/downloads/railway.nq", if_none_match=before.headers["etag"])
        assert (after.status, after.text) == (200, changed)
        assert "repr-digest" not in after.headers
        rest = served.get("/downloads/railway.nq", range="bytes=10-", if_range=before.headers["etag"])
        assert (rest.status, rest.text) == (200, changed)


def test_an_iri_is_found_by_its_whole_path_too(full: Served) -> None:
    answer = full.get("/rail/id/person/ana", accept="text/turtle")
    assert (answer.status, answer.headers["location"]) == (303, "/rail/id/person/ana.ttl")
    assert full.get("/rail/id/person/ana.ttl").body == full.get("/id/person/ana.ttl").body
    assert full.get("/rail/").body == full.get("/").body
    assert full.get("/rail/downloads/railway.nq").text == QUADS
    assert full.get("/rail/sparql?query=ASK%7B%7D").json["boolean"] is True
    assert full.get("/rail/.well-known/void").headers["location"] == "/rail/downloads/void.ttl"
    assert full.get("/rails/id/person/ana").status == full.get("/rail/rail/id/person/ana").status == 404


def test_only_what_is_listed_can_be_downloaded(full: Served) -> None:
    listed = full.get("/downloads/").text
    assert all(name in listed for name in (*SUMMED, "SHA256SUMS"))
    assert full.get("/downloads/unlisted.txt").status == 404
    assert full.get("/downloads/SHA256SUMS").status == 200
    assert full.get("/dump/1.0.0/railway.nq").headers["location"] == "/downloads/railway.nq"
    assert full.get("/dump/0.0.1/railway.nq").status == 404


def test_nothing_can_be_written(full: Served) -> None:
    for method in ("PUT", "DELETE", "PATCH", "POST"):
        answer = full.ask(method, "/id/person/ana.ttl", b"x")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
