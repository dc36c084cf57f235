"""The query page of the site answers in the browser, on any host of files, and says why where it cannot."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.questions import listed
from lod.questions.model import FILE, Question
from tests.browser import Browser, chromium, needs_chromium
from tests.packages import needs_oxigraph
from tests.site import sites
from tests.site.hosted import hosted
from tests.test_questions import Answer, assert_answer, cell

BASE = "https://w3id.org/polhist/"
ANSWERED = (
    "return document.querySelector('.answer').getAttribute('aria-busy') === 'false' && "
    "/\\d s$|stopped|no answer/.test(document.querySelector('[role=status]').textContent)"
)
SELECT_ALL = "const f = document.querySelector('#query'); f.focus(); f.select();"

pytestmark = needs_oxigraph


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with hosted(sites.whole().parents[1]) as (host, _):
        yield f"{host}/whole/site/query.html"


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Browser]:
    with chromium() as browser:
        browser.open(address)
        yield browser


def ask(page: Browser, query: str) -> None:
    """Type a query and ask it; the page may still be busy afterwards."""
    page.script("document.querySelector('#query').value = arguments[0]", query)
    page.click("form.ask button")


def answered(page: Browser, query: str) -> str:
    ask(page, query)
    page.wait(ANSWERED)
    return page.text(".answer")


def test_pages_of_a_site_without_the_engine_do_not_speak_of_it() -> None:
    whole = sites.railway()
    assert not list(whole.glob("query*"))
    assert "query.html" not in (whole / "index.html").read_text(encoding="utf-8")
    assert not (whole / "assets" / "oxigraph").exists()


@pytest.mark.slow
class TestThePage:
    def test_it_lets_nothing_run_but_its_own_files_and_the_engine(self) -> None:
        text = (sites.whole() / "query.es.html").read_text(encoding="utf-8")
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        rules = dict(rule.strip().split(" ", 1) for rule in policy.replace("&#39;", "'").split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
        assert rules["connect-src"] == "'self'"
        others = [p for p in sites.whole().glob("*.html") if not p.name.startswith("query")]
        assert others
        assert not [p for p in others if "wasm" in p.read_text(encoding="utf-8").split("</head>")[0]]

    def test_it_weighs_less_than_a_hundred_kilobytes_and_has_every_question(self) -> None:
        questions = listed.read((sites.ROOT / "output" / FILE).read_text(encoding="utf-8"), BASE, FILE)
        for name, language in (("query.html", "en"), ("query.es.html", "es")):
            text = (sites.whole() / name).read_bytes()
            assert len(text) < 100_000
            titles = re.findall(r'<li><a href="[^"]*query=[^"]*">(.*?)</a>', text.decode())
            assert len(titles) == len(questions)
            assert titles[0] == questions[0].title[language]

    def test_every_page_leads_to_it_and_it_has_no_dead_link(self) -> None:
        assert '<a href="../../query.es.html">' in (sites.whole() / "id/person/ramiro-mendez.es.html").read_text()
        assert sites.dead(sites.whole()) == {}

    def test_the_packed_quads_are_the_dump(self) -> None:
        packed = (sites.whole() / "assets" / "quads.nq.gz").read_bytes()
        assert gzip.decompress(packed) == (sites.ROOT / "output" / "polhist.nq").read_bytes()


@pytest.mark.slow
@needs_chromium
class TestTheBrowser:
    def test_a_click_on_a_question_answers_it(self, page: Browser) -> None:
        page.click(".examples a")
        page.wait(ANSWERED)
        (question,) = [q for q in questions() if q.name == "F1"]
        assert page.script("return document.querySelector('#query').value") == question.query
        link = str(page.script("return document.querySelector('.answer a').href"))
        assert "/whole/site/id/person/" in link
        assert (sites.whole() / link.partition("/site/")[2]).is_file()
        assert page.complaints() == []

    def test_all_questions_have_their_answers(self, page: Browser) -> None:
        for question in questions():
            ask(page, question.query)
            page.wait(ANSWERED)
            table = page.script(
                "return [...document.querySelectorAll('.answer tr')].map(r => [...r.cells].map("
                "c => c.querySelector('a') ? c.querySelector('a').title : c.textContent))"
            )
            assert isinstance(table, list), question.name
            names, *rows = table
            found = tuple(tuple(cell(value or None) for value in row) for row in rows)
            assert_answer(sites.ROOT / f"ontology/questions/{question.name}.rq", Answer(tuple(names), found))

    def test_truth_triples_and_emptiness_are_shown(self, page: Browser) -> None:
        assert answered(page, "ASK { ?s ?p ?o }") == "yes"
        assert answered(page, "SELECT ?s { ?s <urn:none> ?o }") == "Nothing fits."
        built = answered(page, f"CONSTRUCT {{ <urn:a> <urn:b> ?p }} {{ <{BASE}id/organization/mir> ?p ?o }}")
        assert "<urn:a> <urn:b>" in built
        assert "id/person" in answered(page, f"DESCRIBE <{BASE}id/person/ramiro-mendez>")

    def test_of_very_much_the_beginning_is_shown(self, page: Browser) -> None:
        built = answered(page, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        assert len(built) <= 200_000
        assert built.rstrip().endswith(".")
        assert "the beginning is shown" in page.text("[role=status]")
        answered(page, "SELECT * { ?s ?p ?o }")
        assert page.script("return document.querySelectorAll('.answer tr').length") == 1001
        assert "the first 1000 are shown" in page.text("[role=status]")

    def test_a_query_that_breaks_the_engine_does_not_break_the_page(self, page: Browser) -> None:
        assert answered(page, "ASK " + "{" * 5000 + "}" * 5000).startswith("The engine has ended")
        assert answered(page, "ASK { ?s ?p ?o }") == "yes"

    def test_named_graphs_are_there(self, page: Browser) -> None:
        said = answered(page, "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        expected = {line.split()[-2] for line in (sites.ROOT / "output/polhist.nq").read_text().splitlines()}
        assert said.split() == ["n", str(len(expected))]

    def test_a_mistake_is_told_with_its_place(self, page: Browser) -> None:
        assert answered(page, "SELECT * {\n  ?s ?p }").startswith("2:10: ")
        assert page.script("return document.querySelector('#query').selectionStart") == 20

    def test_updates_and_other_servers_are_refused(self, page: Browser) -> None:
        assert answered(page, "INSERT DATA { <urn:a> <urn:b> <urn:c> }").startswith("1:10: expected CONSTRUCT")
        said = answered(page, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
        assert "not supported" in said
        assert "yes" in answered(page, "ASK { ?s ?p ?o }")

    def test_a_query_without_end_can_be_stopped_and_the_next_one_is_answered(self, page: Browser) -> None:
        ask(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a < ?d && ?d < ?g) }")
        page.wait("return !document.querySelectorAll('form.ask button')[1].hidden")
        page.click("form.ask button[type=button]")
        page.wait("return document.querySelector('[role=status]').textContent === 'stopped'")
        assert answered(page, "ASK { ?s ?p ?o }") == "yes"

    def test_markup_in_data_stays_text(self, page: Browser) -> None:
        said = answered(page, "SELECT ?x { BIND('<img src=x onerror=alert(1)>' AS ?x) }")
        assert "<img src=x" in said
        assert page.script("return document.querySelectorAll('.answer img').length") == 0

    def test_a_query_in_the_address_is_asked(self, page: Browser, address: str) -> None:
        page.open(f"{address}?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
        page.wait(ANSWERED)
        assert page.text(".answer") == "yes"

    def test_the_keyboard_is_enough(self, page: Browser, address: str) -> None:
        page.open(address)
        page.script(SELECT_ALL)
        page.press("ASK {}", "Control+Enter")
        page.wait(ANSWERED)
        assert page.text(".answer") == "yes"

    def test_from_disk_it_says_what_to_do(self) -> None:
        with chromium(width=320) as browser:
            browser.open((sites.whole() / "query.html").as_uri())
            assert "python3 -m http.server" in browser.text("#from-disk")
            assert browser.script("return document.querySelector('form.ask').hidden") is True
            browser.open((sites.whole() / "query.es.html").as_uri())
            assert "desde el disco" in browser.text("#from-disk")

    def test_without_scripts_it_leads_to_the_lists(self, address: str) -> None:
        with chromium(script=False) as browser:
            browser.open(address)
            assert "Asking needs JavaScript" in browser.text("main")
            assert "A query in SPARQL" not in browser.text("main")

    def test_data_that_are_not_there_are_told(self, tmp_path: Path) -> None:
        half = tmp_path / "half"
        shutil.copytree(sites.whole() / "assets", half / "assets", ignore=shutil.ignore_patterns("quads*"))
        shutil.copyfile(sites.whole() / "query.html", half / "query.html")
        with hosted(half) as (host, _), chromium() as browser:
            browser.open(f"{host}/query.html")
            said = answered(browser, "ASK {}")
            assert "quads.nq.gz" in said
            assert "404" in said

    def test_nothing_is_loaded_before_the_first_question(self) -> None:
        with hosted(sites.whole()) as (host, asked), chromium() as browser:
            browser.open(f"{host}/query.html")
            assert not [line for line in asked if "wasm" in line or "quads" in line]
            assert answered(browser, "ASK {}") == "yes"
            assert [line for line in asked if "quads" in line]
            assert all(line.startswith("/") for line in asked)


def questions() -> tuple[Question, ...]:
    return listed.read((sites.ROOT / "output" / FILE).read_text(encoding="utf-8"), BASE, FILE)
