"""What people come for, done with a browser as they would: click, type, read.

Each journey is made twice: on a host of plain files, and on the server.  Where LOD_SCREENSHOTS names a folder, pictures
of the ends of the journeys are put there, for somebody to look at."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from tests.browser import Browser, chromium, needs_chromium
from tests.packages import needs_oxigraph
from tests.site import sites
from tests.site.hosted import hosted
from tests.web.served import serving

BASE = "https://w3id.org/polhist/"
PERSON = "Ramiro Méndez"
SHOTS = os.environ.get("LOD_SCREENSHOTS", "")
LINKS = """return [...document.querySelectorAll(arguments[0])].map(
    a => [a.textContent.trim(), a.href.baseVal || a.getAttribute('href')])"""
CLICK = """const named = [...document.querySelectorAll(arguments[0])].find(a => a.textContent.trim() === arguments[1]);
    if (named) named.setAttribute('data-found', '1'); return !!named"""

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.fixture(scope="module", params=["files", "server"])
def start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the entry page."""
    if request.param == "files":
        with hosted(sites.whole()) as (host, _):
            yield f"{host}/index.html"
        return
    root = tmp_path_factory.mktemp("journeys") / "data"
    root.mkdir()
    (root / "pyproject.toml").write_bytes((sites.ROOT / "pyproject.toml").read_bytes())
    for name in ("ontology", "mappings"):
        (root / name).symlink_to(sites.ROOT / name)
    (root / "output").symlink_to(sites.whole().parent)
    with serving(root) as served:
        yield f"{served.url}/"


@pytest.fixture
def page(start: str, tmp_path: Path) -> Iterator[Browser]:
    with chromium(width=1100, height=900) as browser:
        browser.devtools("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
        browser.open(start)
        yield browser
        assert browser.complaints() == []


def click(page: Browser, name: str, within: str = "a") -> None:
    """Click the link of this name and wait for the page that it leads to."""
    assert page.script(CLICK, within, name), f"{name} is none of {page.script(LINKS, within)}"
    before = page.address
    page.click("[data-found]")
    page.wait("return location.href !== arguments[0] && document.readyState === 'complete'", before)


def shown(page: Browser, start: str, name: str) -> None:
    """Have a picture taken, where somebody wants it."""
    if SHOTS:
        page.screenshot(Path(SHOTS) / f"{name}-{'files' if start.endswith('.html') else 'server'}.png")


def find(page: Browser, name: str) -> None:
    """Find somebody over the search, with the keyboard."""
    click(page, "Search", "nav a")
    page.press(name.lower().replace("é", "e"))
    page.wait("return document.querySelector('#found a')")
    page.press("Tab", "Enter")
    page.wait("return document.querySelector('h1').textContent === arguments[0]", name)


def test_find_a_person(page: Browser, start: str) -> None:
    find(page, PERSON)
    shown(page, start, "person")
    assert "/id/person/ramiro-mendez" in page.address
    assert page.text(".kind").casefold() == "person"
    assert "lines" in page.text(".claims .src")
    click(page, "Español", "nav a")
    assert page.text("h1") == PERSON
    assert "Lo que se dice" in page.text("main")


def test_follow_a_family_tree(page: Browser, start: str) -> None:
    click(page, "Family trees of organisations")
    shown(page, start, "trees")
    names = page.script(LINKS, "svg a")
    assert isinstance(names, list)
    link = next(h for _, h in names if "/organization/" in h)
    page.script("document.querySelector(`svg a[href='${arguments[0]}']`).setAttribute('data-found', '1')", link)
    page.click("[data-found]")
    page.wait("return location.pathname.includes('/id/organization/') && document.readyState === 'complete'")
    assert page.text("#tree").startswith("Family tree")
    first = page.text("h1")
    others = page.script(LINKS, "[aria-labelledby=tree] svg a")
    assert isinstance(others, list)
    here = page.address.rpartition("/")[2]
    link = next(h for _, h in others if "organization/" in h and not h.endswith(here))
    page.script("document.querySelector(`[aria-labelledby=tree] svg a[href='${arguments[0]}']`).focus()", link)
    page.press("Enter")
    page.wait("return document.querySelector('h1').textContent !== arguments[0]", first)
    shown(page, start, "organisation")
    assert "/id/organization/" in page.address


def test_compare_a_contested_claim(page: Browser, start: str) -> None:
    find(page, PERSON)
    page.click(".contested a")
    page.wait("return location.pathname.includes('/id/conflict/') && document.readyState === 'complete'")
    shown(page, start, "conflict")
    sides = page.script("return [...document.querySelectorAll('.cards > li')].map(c => [c.innerText, c.offsetLeft])")
    assert isinstance(sides, list)
    assert len(sides) >= 2
    assert len({at for _, at in sides}) >= 2, "they stand side by side"
    assert all("lines " in text or "line " in text for text, _ in sides), "each says where it is stated"
    sources = page.script("return [...document.querySelectorAll('.cards .src a[href*=\"/source/\"]')].map(a => a.href)")
    assert sources


@needs_oxigraph
def test_run_a_question(page: Browser, start: str) -> None:
    if start.endswith(".html"):
        click(page, "Ask", "nav a")
    else:
        page.open(f"{start}sparql")
    assert page.script(CLICK, ".examples a", "Founders of the MIR")
    page.click("[data-found]")
    page.wait("return document.querySelectorAll('.answer td a').length")
    shown(page, start, "question")
    assert "row" in page.text("[role=status]")
    click(page, str(page.text(".answer td a")), ".answer td a")
    assert "/id/" in page.address
    assert page.text("h1")


def test_download_turtle(page: Browser, tmp_path: Path, start: str) -> None:
    find(page, PERSON)
    assert page.script(CLICK, "footer a", "Turtle")
    page.script("document.querySelector('[data-found]').setAttribute('download', '')")
    page.click("[data-found]")
    file = tmp_path / "ramiro-mendez.ttl"
    until = time.monotonic() + 20
    while not file.is_file() or not file.stat().st_size:
        assert time.monotonic() < until, [p.name for p in tmp_path.iterdir()]
        time.sleep(0.05)
    person = URIRef(f"{BASE}id/person/ramiro-mendez")
    graph = Graph().parse(file)
    assert len(list(graph.predicate_objects(person))) > 3
    assert len(set(graph.subjects())) > 10, "the statements about the person are there too"
