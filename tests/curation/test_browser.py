"""The review in a real browser: by keys, without scripts, on narrow screens, and under attack from other pages."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lod.links.model import NO_TERM
from tests.browser import Browser, chromium, needs_chromium
from tests.links import reviews
from tests.links.reviews import decided, proposal
from tests.packages import AXE, needs_axe
from tests.web.served import Served, serving

pytestmark = [pytest.mark.slow, needs_chromium]
UP = "return document.querySelector('.name bdi')?.textContent === arguments[0]"
DOOR = re.compile(r"/curate/\?key=\S+")
NASTY = "<script>document.title = 'owned'</script>"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A review of five proposals, of which the last has a nasty name."""
    proposals = [proposal(f"rail:s{n}", f"wd:Q{n + 1}") for n in range(4)]
    nasty = replace(proposal("rail:s9", "wd:Q9"), subject_label=NASTY, object_label=NASTY)
    root = reviews.dataset(tmp_path / "d", *proposals, nasty)
    with serving(root, "--curate") as found:
        yield found


def door(served: Served) -> str:
    found = DOOR.search(served.said.read_text())
    assert found is not None
    return served.url + found[0]


def rows(served: Served) -> list[tuple[str, str, str, str]]:
    return [(row.subject_id, row.predicate_modifier, row.predicate_id, row.object_id) for row in decided(served.root)]


def test_a_link_is_reviewed_by_keys_alone(served: Served) -> None:
    with chromium() as page:
        page.open(door(served))
        assert page.address == f"{served.url}/curate/"
        page.wait(UP, "label of rail:s0")
        page.press("e", "seen on page 7 of y, n and u", "Escape", "y")
        page.wait(UP, "label of rail:s1")
        page.press("n")
        page.wait(UP, "label of rail:s2")
        page.press("l")
        page.wait(UP, "label of rail:s3")
        page.press("u")
        page.wait(UP, "label of rail:s2")
        page.press("u")
        page.wait(UP, "label of rail:s1")
        page.press("w")
        page.wait(UP, "label of rail:s2")
        page.press("x")
        page.wait(UP, "label of rail:s3")
        page.press("q", "F", "ArrowDown", "Control+y")  # mean nothing here
        page.press("Y")
        page.wait(UP, NASTY)
        assert NASTY in str(page.script("return document.title"))
        assert page.complaints() == []
    assert rows(served) == [
        ("rail:s0", "", "skos:exactMatch", "wd:Q1"),
        ("rail:s1", "", "skos:narrowMatch", "wd:Q2"),
        ("rail:s2", "", "skos:exactMatch", NO_TERM),
        ("rail:s3", "", "skos:exactMatch", "wd:Q4"),
    ]
    first = decided(served.root)[0]
    assert first.comment.endswith(". seen on page 7 of y, n and u")
    assert first.author_id == "orcid:0000-0002-1825-0097"


def test_a_link_is_reviewed_without_scripts(served: Served) -> None:
    with chromium(script=False) as page:
        page.open(door(served))
        visible = "return [...document.querySelectorAll('kbd, .switch')].filter((e) => e.offsetParent).length"
        assert page.script(visible) == 0  # no keys are promised
        order = [focused(page) for _ in range(14)]
        assert order == [
            *("Skip to the decision", "Español", "What is published"),
            *("rail:s0 (opens in a new window)", "Q1 (opens in a new window)", "note"),
            *("same", "not", "close", "broader", "narrower", "none", "later", ""),
        ]
        page.open(page.address)
        page.press("Tab", "Enter", "Tab", "Enter", "page 7", "Tab", "Tab", "Enter")  # skip; a note of two lines; not
        page.wait(UP, "label of rail:s1")
        assert "label of rail:s0: not the same" in page.text(".said")
    assert rows(served) == [("rail:s0", "Not", "skos:exactMatch", "wd:Q1")]
    assert decided(served.root)[0].comment.endswith(" page 7")


def focused(page: Browser) -> str:
    """What the next press of Tab leads to; it must be seen."""
    page.press("Tab")
    found = page.script(
        "const at = document.activeElement, style = getComputedStyle(at);"
        "return at === document.body ? ['', true] : [at.value || at.id || at.textContent.trim(),"
        " style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]"
    )
    assert isinstance(found, list)
    name, ring = found
    assert ring, name
    return str(name)


def test_a_key_that_is_held_down_or_pressed_twice_decides_once(served: Served) -> None:
    with chromium() as page:
        page.open(door(served))
        held = "for (const repeat of [false, true, true]) "
        page.script(
            held + "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'y', repeat, bubbles: true}))"
        )
        page.wait(UP, "label of rail:s1")
        page.script("const b = document.querySelector('button[value=not]'); b.click(); b.click()")
        page.wait(UP, "label of rail:s2")
        page.script("location.reload()")
        page.wait(UP, "label of rail:s2")
        page.script("history.back()")
        page.script("history.forward()")
    assert [row[0] for row in rows(served)] == ["rail:s0", "rail:s1"]


def test_keys_can_be_switched_off_and_stay_so(served: Served) -> None:
    with chromium() as page:
        page.open(door(served))
        page.click("#keys")
        page.press("y", "x")
        page.open(f"{served.url}/curate/")
        page.press("y")
        assert page.script("return document.getElementById('keys').checked") is False
        assert page.script(UP, "label of rail:s0") is True
        page.click("#keys")
        page.press("l")
        page.wait(UP, "label of rail:s1")
    assert rows(served) == []


def test_the_last_decision_can_be_taken_back_by_key(served: Served) -> None:
    with chromium() as page:
        page.open(door(served))
        for name in ("label of rail:s0", "label of rail:s1", "label of rail:s2", "label of rail:s3", NASTY):
            page.wait(UP, name)
            page.press("n")
        page.wait("return document.querySelector('h1').textContent === 'Nothing more to decide'")
        page.press("u")
        page.wait(UP, NASTY)
    assert len(rows(served)) == 4


def test_two_windows_of_one_browser_do_not_decide_for_each_other(served: Served) -> None:
    with chromium() as page:
        page.open(door(served))
        stale = page.script("return document.querySelector('[name=card]').value")
        page.press("y")
        page.wait(UP, "label of rail:s1")
        page.script("document.querySelector('[name=card]').value = arguments[0]", stale)  # as the other window has it
        page.press("n")
        page.wait("return document.querySelector('.wrong')")
        assert "nothing was written: the page was out of date" in page.text(".wrong")
        assert page.script(UP, "label of rail:s1") is True
        assert page.script("return document.querySelectorAll('h1').length") == 1
    assert [row[0] for row in rows(served)] == ["rail:s0"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_fits_a_screen_of_320_pixels_and_can_be_read(served: Served, dark: bool, language: str) -> None:
    with chromium(320, 700, dark) as page:
        page.open(door(served))
        page.open(f"{served.url}/curate/?language={language}")
        page.press("l")
        page.wait("return document.querySelector('.said p')")
        assert page.script("return document.documentElement.scrollWidth") == 320
        assert page.script(TARGETS) == []
        faint = page.script(CONTRAST)
        assert faint == []
        assert page.script("return document.documentElement.lang") == language


TARGETS = """return [...document.querySelectorAll('a:not(.skip), button, label:has(input)')]
  .filter((e) => e.offsetParent)
  .filter((e) => { const box = e.getBoundingClientRect(); return box.height < 24 || box.width < 24; })
  .map((e) => e.textContent)"""
CONTRAST = """
const parse = (c) => c.match(/[\\d.]+/g).map(Number);
const lum = (c) => c.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
  if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
return [...document.querySelectorAll('body *')].filter((e) => e.offsetParent &&
    [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((e) => { const a = lum(parse(getComputedStyle(e).color)), b = lum(ground(e));
    return [e.textContent.trim().slice(0, 40), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]; })
  .filter(([, ratio]) => ratio < 4.5)"""


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_of_the_pages(served: Served, dark: bool) -> None:
    with chromium(dark=dark) as page:
        page.open(f"{served.url}/curate/")
        assert axe(page) == []  # refused
        page.open(door(served))
        page.press("y")
        page.wait(UP, "label of rail:s1")
        assert axe(page) == []
        page.script("document.querySelector('[name=card]').value = 'old'")
        page.press("y")
        page.wait("return document.querySelector('.wrong')")
        assert axe(page) == []  # out of date
        for name in ("label of rail:s1", "label of rail:s2", "label of rail:s3", NASTY):
            page.wait(UP, name)
            page.press("l")
        page.wait("return document.querySelector('button[formaction]')")
        assert axe(page) == []  # nothing more
        page.look(320, 800, dark)
        assert axe(page) == []


def axe(page: Browser) -> object:
    """What axe finds wrong, with its places."""
    rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
    return page.script(
        AXE.read_text(encoding="utf-8")
        + f";return axe.run({{runOnly: {rules}}})"
        + ".then((found) => found.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    )


# ---- attacks ----------------------------------------------------------------------------------------------------


@contextmanager
def elsewhere(folder: Path, page: str) -> Iterator[str]:
    """Another server of this machine with one page; its address."""
    (folder / "index.html").write_text(f"<!DOCTYPE html><title>elsewhere</title>{page}", encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_a_page_of_another_port_gets_nowhere_though_it_knows_the_token(served: Served, tmp_path: Path) -> None:
    """It is of the same site, so that the browser sends the cookie along; and worse, it has the token."""
    with chromium() as page:
        page.open(door(served))
        hidden = page.script("return ['token', 'card'].map((n) => document.querySelector(`[name=${n}]`).value)")
        assert isinstance(hidden, list)
        token, card = hidden
        fields = f"<input name=token value='{token}'><input name=card value='{card}'><input name=verdict value=same>"
        form = f"<form method=post action='{served.url}/curate/decide'>{fields}<button>win a prize</button></form>"
        (tmp_path / "evil").mkdir()
        with elsewhere(tmp_path / "evil", form) as evil:
            page.open(evil)
            page.click("button")
            page.wait("return document.querySelector('.wrong')")
            assert f"this request comes from elsewhere: {evil[:-1]}" in page.text(".wrong")
            page.open(evil)
            fetched = page.script(
                "const tell = (p) => p.then((r) => r.status + r.type, (e) => e.name);"
                "return Promise.all([tell(fetch(arguments[0])), tell(fetch(arguments[0], {credentials: 'include'})),"
                " tell(fetch(arguments[0], {mode: 'no-cors', credentials: 'include'})),"
                " tell(fetch(arguments[0] + 'decide', {method: 'POST', mode: 'no-cors', credentials: 'include',"
                " body: new URLSearchParams(arguments[1])}))])",
                f"{served.url}/curate/",
                {"token": token, "card": card, "verdict": "same"},
            )
            assert isinstance(fetched, list)
            assert fetched[:2] == ["TypeError", "TypeError"]
            assert "200" not in str(fetched)
        assert rows(served) == []
        page.open(f"{served.url}/curate/")  # the sitting is still there
        page.press("y")
        page.wait(UP, "label of rail:s1")


def test_a_script_of_the_site_cannot_read_the_token(served: Served) -> None:
    """What is published has the same origin; if ever a script got into it, it would find the door shut."""
    with chromium() as page:
        page.open(door(served))
        page.open(f"{served.url}/downloads/")
        got = page.script(
            "const told = async (r) => [r.status, (await r.text()).includes('name=\"token\"')];"
            "const body = new URLSearchParams({verdict: 'same'});"
            "const post = fetch('/curate/decide', {method: 'POST', body}).then(told);"
            "return Promise.all([fetch('/curate/').then(told), post])"
        )
        assert got == [[403, False], [403, False]]
        page.script(
            "const read = (window) => { try { return window.document.body.innerHTML; } catch (e) { return e.name; } };"
            "const add = (name) => document.body.appendChild(document.createElement(name));"
            "window.framed = add('iframe'); framed.src = '/curate/';"
            "add('button').addEventListener('click', () => { window.opened = open('/curate/'); });"
            "window.tell = () => [read(framed.contentWindow), opened ? opened.closed || read(opened) : 'blocked'];"
        )
        page.click("button")
        time.sleep(2)
        told = page.script("return tell()")
        assert isinstance(told, list)
        assert told[1] != "blocked"
        assert not [text for text in told if 'name="token"' in str(text)]
    assert rows(served) == []


def test_a_name_that_points_here_is_another_origin(served: Served) -> None:
    """DNS rebinding: a name of somebody else that resolves to this machine."""
    with chromium(words=("--host-resolver-rules=MAP rebound.example 127.0.0.1",)) as page:
        page.open(door(served).replace("127.0.0.1", "rebound.example"))
        assert "links are not decided under the name rebound.example" in page.text()
        assert page.script("return document.querySelector('[name=token]')") is None
