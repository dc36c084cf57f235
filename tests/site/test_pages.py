"""Pages are valid, whole, safe and the same every time, whatever the dataset."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import html5rdf
import pytest

from lod import checks
from lod.config_file import load
from lod.errors import Failed
from lod.site import write
from tests.dataset import built, copy, lod, snapshot, spoil
from tests.site import sites

SITES = [sites.railway, sites.starter, pytest.param(sites.whole, marks=pytest.mark.slow)]
MOST = 100_000  # bytes of a page


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param()
    return found


def test_no_link_is_dead_and_none_is_absolute(site: Path) -> None:
    assert sites.dead(site) == {}
    for page in sites.html(site):
        assert not re.findall(r'(?:href|src)="(?:/|file:)', page.read_text(encoding="utf-8")), page


def test_pages_are_valid_html_and_ids_are_unique(site: Path) -> None:
    for page in sites.html(site)[:: max(1, len(sites.html(site)) // 1000)]:
        text = page.read_text(encoding="utf-8")
        html5rdf.HTMLParser(strict=True).parse(text)
        assert [i for i, n in Counter(sites.ID.findall(text)).items() if n > 1] == [], page


def test_a_page_has_one_title_and_headings_in_order(site: Path) -> None:
    for page in sites.html(site):
        levels = [int(n) for n in re.findall(r"<h([1-6])[ >]", page.read_text(encoding="utf-8"))]
        assert levels[0] == 1, page
        assert levels.count(1) == 1, page
        assert all(b <= a + 1 for a, b in pairwise(levels)), (page, levels)


def test_a_page_says_its_language_and_links_to_the_others(site: Path) -> None:
    for page in sites.html(site):
        text = page.read_text(encoding="utf-8")
        spanish = page.name.endswith(".es.html")
        assert f'<html lang="{"es" if spanish else "en"}">' in text
        other = page.name.replace(".es.html", ".html") if spanish else page.name.replace(".html", ".es.html")
        assert page.with_name(other).exists() == ("hreflang" in text), page


def test_pages_in_a_language_they_do_not_speak_mark_what_is_in_it(tmp_path: Path) -> None:
    told = ':ana a ex:Person ; rdfs:label "Ana", "Ana (pt)"@pt .'
    text = (sites.planted_in(("pt", "es"), tmp_path / "d", told, {}) / "id/ana.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in text  # the words of the page are English
    assert '<h1><span lang="pt">Ana (pt)</span></h1>' in text


def test_a_page_weighs_less_than_100_kb_without_its_pictures(site: Path) -> None:
    for page in sites.html(site):
        if page.stat().st_size >= MOST:
            text = re.sub(r"<svg.*?</svg>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert len(text.encode()) < MOST, page


def test_nothing_in_a_page_runs_or_is_styled_by_itself(site: Path) -> None:
    for page in sites.html(site):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]*\son\w+=|<[^>]*\sstyle=|<style|javascript:", text), page
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", text)
        assert set(inline) <= {' type="application/ld+json"'}, page
        assert "default-src &#39;none&#39;" in text, page


def test_a_page_names_its_data_and_the_data_their_page(site: Path) -> None:
    for page in site.joinpath("id").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        stem = page.name.partition(".")[0]
        for ending, media in (
            (".ttl", "text/turtle"),
            (".jsonld", "application/ld+json"),
            (".nt", "application/n-triples"),
        ):
            assert f'<link rel="alternate describedby" type="{media}" href="{stem}{ending}">' in text, page
        identifier = re.search(r'<link rel="cite-as" href="([^"]*)">', text)
        assert identifier is not None, page
        data = page.with_name(f"{stem}.nt").read_text(encoding="utf-8")
        assert f"<{identifier[1]}.html> <http://xmlns.com/foaf/0.1/primaryTopic> <{identifier[1]}> ." in data


def test_a_person_named_like_a_script_is_shown_as_such(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    name = "<script>alert('x')</script> & \"co\""
    spoil(root, "mappings/facts/stations.csv", "Alder Junction", '"' + name.replace('"', '""') + '"')
    assert lod(root, "build", "--site", "--no-store", "--no-validate").code == 0
    site = root / "output/site"
    for page in sites.html(site):
        assert "<script>alert" not in page.read_text(encoding="utf-8")
    alder = (site / "id/station/alder.html").read_text(encoding="utf-8")
    assert "<h1>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;co&#34;</h1>" in alder
    script = (site / "assets/search.js").read_text(encoding="utf-8")
    assert not {"innerHTML", "document.write", "eval("} & {
        w for w in ("innerHTML", "document.write", "eval(") if w in script
    }


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.site.sites import site_of;"
        "site_of(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    root = built(tmp_path / "d")
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code, str(root), str(tmp_path / seed)]
        subprocess.run(command, check=True, env=environment, cwd=sites.ROOT)
    assert snapshot(tmp_path / "1") == snapshot(tmp_path / "2")


def test_a_site_is_published_with_its_data_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = built(tmp_path / "d")
    assert lod(root, "build", "--site", "--no-store").code == 0
    before = snapshot(root / "output/site")
    spoil(root, "mappings/facts/stations.csv", "Birch Halt", "Beech Halt")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(write, "_data", stopped)
        assert lod(root, "build", "--site", "--no-store").code == 130
    assert snapshot(root / "output/site") == before
    assert lod(root, "build", "--site", "--no-store").code == 0
    assert "Beech Halt" in (root / "output/site/id/station/birch.html").read_text(encoding="utf-8")
    assert lod(root, "build", "--no-store").code == 0
    assert not (root / "output/site").exists()


def test_a_table_of_roles_is_checked_before_the_work(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    with (root / "pyproject.toml").open("a") as file:
        file.write('\n[tool.lod.pages]\nabot = ["ex:kind"]\nsame = ["ey:wikidata"]\n')
    ran = lod(root, "build", "--site")
    assert ran.code == 3
    assert [line.partition("; ")[0] for line in ran.errors] == [
        "pyproject.toml: error[C104]: the configuration key \"pages\" has the value 'abot'",
        "pyproject.toml: error[C104]: the configuration key \"pages\" has the value 'ey:wikidata'",
    ]
    assert not (root / "output").exists()


def test_a_cluster_makes_no_site(tmp_path: Path) -> None:
    ran = lod(copy(tmp_path / "d"), "build", "--site", "--engine", "cluster", "--master", "local[2]")
    assert (ran.code, "--site needs --engine embedded" in ran.err) == (2, True)


def test_without_a_release_there_is_no_site(tmp_path: Path) -> None:
    config = load(copy(tmp_path / "d"))
    with pytest.raises(Failed, match=r"error\[S703\]: output/railway.nq does not exist yet"):
        write.write(config, checks.prefixes(config), config.path("output"))


def test_a_disk_without_hard_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    root = built(tmp_path / "d")
    monkeypatch.setattr(os, "link", refused)
    site = sites.site_of(root, tmp_path / "beside")
    assert (site / "downloads/railway.nq").read_bytes() == (root / "output/railway.nq").read_bytes()


@pytest.mark.parametrize(
    ("iri", "why"),
    [
        ("a//b", "a part of its path is empty"),
        ("a/../b", "its path goes up"),
        ("a" * 201, "a part of its path is longer than 200 bytes"),
        ("assets/x", "the site keeps assets/ for itself"),
        ("index", "the site has a page index of its own"),
        ("search.es", "another page has the same files"),
    ],
)
def test_an_iri_that_can_have_no_files_is_told(tmp_path: Path, iri: str, why: str) -> None:
    config = load(copy(tmp_path / "d"))
    (tmp_path / "d/output").mkdir()
    (tmp_path / "d/output/shapes.ttl").write_text("")
    triple = f'<{config.base}{iri}> <http://www.w3.org/2000/01/rdf-schema#label> "x" .\n'
    (tmp_path / "d/output" / config.quads).write_text(triple)
    with pytest.raises(Failed, match=why):
        write.write(config, {}, config.path("output"))


def test_an_iri_with_percent_codes_and_letters_beyond_ascii_has_a_page_that_links_lead_to(tmp_path: Path) -> None:
    config = load(copy(tmp_path / "d"))
    (tmp_path / "d/output").mkdir()
    (tmp_path / "d/output/shapes.ttl").write_text("")
    label, see = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2000/01/rdf-schema#seeAlso"
    odd = [f"{config.base}id/{name}" for name in ("caf%C3%A9%20x", "Ñandú", "a?b=c", "a&b'c")]
    lines = [f'<{iri}> <{label}> "{n}" .\n<{iri}> <{see}> <{odd[n - 1]}> .\n' for n, iri in enumerate(odd)]
    (tmp_path / "d/output" / config.quads).write_text("".join(lines), encoding="utf-8")
    write.write(config, {}, config.path("output"))
    site = tmp_path / "d/output/site"
    assert sites.dead(site) == {}
    assert (site / "id/caf%C3%A9%20x.ttl").is_file()
    assert "caf%25C3%25A9%2520x.html" in (site / "id/Ñandú.html").read_text(encoding="utf-8")


def test_the_menu_tells_the_ontology_from_the_shapes() -> None:
    for site in (sites.starter(), sites.railway()):
        menu = re.search(r"<nav.*?</nav>", (site / "index.html").read_text(encoding="utf-8"), re.DOTALL)
        assert menu
        names = re.findall(r">([^<>\s][^<>]*)</a>", menu[0])
        assert len(set(names)) == len(names)
        assert {"Ontology", "Shapes"} <= set(names)
