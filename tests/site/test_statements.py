"""A statement is shown with who makes it where, how sure that is, and what contradicts it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lod.config_file import load
from tests.site import sites


def text(file: Path) -> str:
    """What a page says, without markup."""
    body = file.read_text(encoding="utf-8").partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).replace("&#39;", "'").split())


def test_a_statement_stands_on_the_page_of_each_thing_with_its_passage_speaker_and_standing() -> None:
    for page in ("person/karl-marx", "organization/iwa"):
        said = text(sites.starter() / f"id/{page}.html")
        assert "28 September 1864" in said
        assert re.search(r"lines? [0-9]+.*said by", said), page
        for word in ("certainty high", "basis stated", "rank normal", "m-marx-iwa"):
            assert word in said, (page, word)


def test_a_passage_leads_to_what_it_states_and_a_source_to_its_passages() -> None:
    site = sites.starter()
    assert 'href="../statement/m-marx-iwa.html"' in (
        (site / "id/passage/p-001-000418-000589.html").read_text().replace("../../id/", "../")
    )
    source = (site / "id/source/001.html").read_text(encoding="utf-8")
    offsets = re.findall(r'href="[^"]*passage/p-001-(\d+)-\d+\.html"', source)
    assert offsets == sorted(offsets) != []


def test_a_page_tells_machines_what_it_is_about() -> None:
    page = (sites.starter() / "id/person/karl-marx.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    said = json.loads(found[1])
    assert (said["@id"], said["name"]) == ("https://example.org/history/id/person/karl-marx", "Karl Marx")
    assert said["sameAs"] == ["http://www.wikidata.org/entity/Q9061"]
    assert '<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">' in page
    assert '<link rel="author" href="https://example.org/history/publisher">' in page


def test_the_entry_page_describes_the_dataset_for_search_engines() -> None:
    page = (sites.railway() / "index.es.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    said = json.loads(found[1])
    assert (said["@type"], said["name"]) == ("Dataset", "Un ferrocarril pequeño")
    assert {"name", "description", "license", "version", "creator", "distribution", "url"} <= set(said)
    assert "https://example.org/rail/downloads/railway.nq" in {d["contentUrl"] for d in said["distribution"]}


def test_a_page_says_how_to_cite_it() -> None:
    page = (sites.railway() / "id/station/nandu.es.html").read_text(encoding="utf-8")
    iri = "https://example.org/rail/id/station/nandu"
    assert f"Ñandú. The small railway: Un ferrocarril pequeño. Versión 1.0.0, 2026-01-31. {iri}" in page
    assert "@misc{id-station-nandu,\n  author = {{The small railway}},\n  title = {Ñandú}," in page


@pytest.mark.slow
def test_what_sources_disagree_about_stands_side_by_side_with_the_note() -> None:
    for page in ("conflict/ramiro-cp-exit", "person/ramiro-mendez", "statement/m-ramiro-pc-memoir"):
        file = sites.whole() / f"id/{page}.html"
        said = text(file)
        assert "Introduction dates the break with the Communist Party to 1965" in said, page
        for side in ("memoir", "intro", "homage"):
            assert f"m-ramiro-pc-{side}" in said, (page, side)
        assert '<ul class="cards">' in file.read_text(encoding="utf-8")


@pytest.mark.slow
def test_everything_published_has_a_page_in_every_language() -> None:
    site = sites.whole()
    base = "https://w3id.org/polhist/"
    subjects = {line.split(" ")[0][1:-1] for line in (site / "downloads/polhist.nq").open(encoding="utf-8")}
    for iri in subjects:
        path = iri.removeprefix(base).partition("#")[0]
        if iri.startswith(base):
            for ending in (".html", ".es.html", ".ttl", ".jsonld", ".nt"):
                assert (site / (path + ending)).is_file(), iri


def test_what_the_catalogue_describes_has_a_page_that_the_base_leads_to() -> None:
    site = sites.starter()
    base = load(site.parents[1]).base
    told = "".join((site / f"downloads/{name}").read_text(encoding="utf-8") for name in ("void.ttl", "dcat.ttl"))
    subjects = {iri for iri in re.findall(r"^<([^>]*)>", told, re.MULTILINE) if iri.startswith(base)}
    files = {p.name for p in (site / "downloads").iterdir()}
    asked = {iri.removeprefix(base) for iri in subjects if not files & set(iri.split("/"))}
    assert 'href="downloads/links.nt"' in (site / "dataset.html").read_text(encoding="utf-8")
    assert {"dataset", "catalog"} <= asked
    for path in asked:
        assert all((site / f"{path.partition('#')[0]}{ending}").is_file() for ending in (".html", ".ttl")), path


def test_what_is_about_the_data_is_not_among_the_things() -> None:
    page = (sites.starter() / "index.html").read_text(encoding="utf-8")
    parts = dict(re.findall(r'<h2 id="(\w+)">(.*?)</section>', page, re.DOTALL))
    assert "Decision about a link" in parts["record"]
    assert "Dataset" in parts["record"]
    assert not re.search(r"Axiom|Mapping|Decision|Dataset|Linkset", parts["things"])
