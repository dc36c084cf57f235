"""People get a page to ask with: it needs nothing from elsewhere, and markup in the data stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from lod.questions import listed
from lod.questions.model import Question
from lod.web import querying
from tests.web.conftest import X
from tests.web.served import Served, folder, serving

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Links(HTMLParser):
    """What a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [given[name] for name in ("href", "src", "action") if name in given]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in given) else []


def test_a_browser_gets_the_page_and_a_program_the_description(served: Served) -> None:
    page = served.get("/sparql", accept=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "A small railway" in page.text
    assert served.get("/sparql").headers["content-type"] == "text/turtle; charset=utf-8"
    assert "accept" in page.headers["vary"]


def test_all_that_the_page_needs_is_here_and_nothing_is_inline(served: Served) -> None:
    page = served.get("/sparql", accept=BROWSER)
    links = Links()
    links.feed(page.text)
    assert links.inline == []
    links.found.remove("data:,")  # there is no icon
    assert all(link.startswith("/") and not link.startswith("//") for link in links.found)
    for link in links.found:
        assert served.get(link, accept=BROWSER).status == 200
    assert served.get("/sparql/query.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert served.get("/sparql/query.html").status == 404
    policy = page.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert "http" not in policy


def test_the_script_puts_nothing_in_as_markup() -> None:
    for name in ("endpoint.js", "query.js"):
        script = (querying.FILES[name] / name).read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(", script)
        assert "http://" not in script


@pytest.mark.parametrize("example", querying.GENERAL, ids=lambda q: q.name)
def test_every_example_has_an_answer(served: Served, example: Question) -> None:
    answer = served.query(example.query)
    assert answer.status == 200
    if example.name != "labels":
        assert answer.json["results"]["bindings"]  # type: ignore[index]


def test_the_published_questions_are_examples_that_ask_at_one_click(tmp_path: Path) -> None:
    root = folder(tmp_path / "data", "")
    asked = Question("a&b", {"en": "Who is <b>?", "es": "¿Quién?"}, {"en": "Which?"}, "", "ASK", 'ASK { ?s ?p "+&" }')
    (root / "output" / "questions.ttl").write_text(listed.turtle([asked], f"{X}"), encoding="utf-8")
    with serving(root) as served:
        page = served.get("/sparql", accept=BROWSER).text
        assert "Who is &lt;b&gt;?" in page
        links = Links()
        links.feed(page)
        (link,) = [link for link in links.found if "ASK" in link]
        assert parse_qs(urlsplit(link).query) == {"query": [asked.query]}
        assert served.get(link, accept="application/json").json == {"head": {}, "boolean": False}


def test_a_list_of_questions_that_is_broken_costs_the_examples_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "questions.ttl").write_text("<a> <b>", encoding="utf-8")
    assert querying.published(tmp_path, X) == ()
    assert b"For any dataset" not in querying.page(X, "t", ())


def test_a_title_with_markup_stays_text() -> None:
    page = querying.page('https://example.org/"><script>', "<script>alert(1)</script>", ()).decode()
    assert page.count("<script") == 2
    assert "&lt;script&gt;" in page
    assert "SELECT" in unquote(page)
