"""Pages in a browser, from disk: the search, narrow screens, and what axe says of accessibility.

Needs chromium; the check of accessibility also needs axe-core, named by LOD_AXE (the path of axe.min.js), since it is
a package of npm: `npm pack axe-core`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.site import sites

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = os.environ.get("LOD_AXE", "")
PAGES = [
    "index.html",
    "search.es.html",
    "lists/all.html",
    "lists/person.html",
    "id/person/ramiro-mendez.html",
    "id/organization/mir.es.html",
    "id/event/cl-president-2025-r2.html",
    "id/statement/m-ramiro-pc-memoir.html",
    "id/source/003.html",
    "id/conflict/ramiro-cp-exit.html",
    "concept/high.html",
    "pictures/trees.html",
    "def.html",
    "shapes.es.html",
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium"),
]


def dom(address: str, folder: Path, *words: str) -> str:
    """The document of a page after its scripts have run."""
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}", *words]
    ran = subprocess.run(
        [*command, "--virtual-time-budget=20000", "--dump-dom", address],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return ran.stdout


def with_script(page: Path, script: str, name: str) -> Path:
    """A copy of a page beside it that runs a script of the test, which the policy of the page would forbid."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    copy = page.with_name(f"{name}-{page.name}")
    copy.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return copy


@pytest.mark.parametrize(
    ("typed", "page", "found"),
    [
        ("mendez", "search.html", "Ramiro Méndez"),
        ("MÉNDEZ ram", "search.es.html", "Ramiro Méndez"),
        ("fit-u", "search.html", "Workers' Left Front - Unity"),
    ],
)
def test_the_search_works_from_disk_whatever_the_accents(typed: str, page: str, found: str, tmp_path: Path) -> None:
    text = dom(f"{(sites.whole() / page).as_uri()}?q={typed}", tmp_path)
    listed = re.search(r'<ul class="found" id="found">(.*?)</ul>', text, re.DOTALL)
    assert listed is not None
    names = [unescape(name) for name in re.findall(r"<li><a[^>]*>(.*?)</a>", listed[1])]
    assert names[0].startswith(found), names
    assert "hidden" not in (re.search(r'<form class="find"[^>]*>', text) or [""])[0]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_screen_of_320_pixels(page: str, tmp_path: Path) -> None:
    frame = sites.whole() / f"narrow-{page.replace('/', '-')}"
    frame.write_text(
        f'<!DOCTYPE html><title></title><iframe src="{page}" width="320" height="800"></iframe>'
        "<script>onload = () => { const d = document.querySelector('iframe').contentDocument.documentElement;"
        "document.title = d.clientWidth + ' ' + d.scrollWidth; }</script>",
        encoding="utf-8",
    )
    try:
        text = dom(frame.as_uri(), tmp_path, "--allow-file-access-from-files")
    finally:
        frame.unlink()
    measured = re.search(r"<title>(\d+) (\d+)</title>", text)
    assert measured is not None
    assert int(measured[2]) <= int(measured[1]) <= 320


@pytest.mark.skipif(not AXE, reason="LOD_AXE does not name axe.min.js")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: str, scheme: str, tmp_path: Path) -> None:
    script = Path(AXE).read_text(encoding="utf-8").replace("</script>", "<\\/script>") + (
        ";axe.run({runOnly:['wcag2a','wcag2aa','wcag21aa','wcag22aa','best-practice']}).then(r=>{"
        "document.title='AXE'+JSON.stringify(r.violations.map(v=>[v.id,v.nodes.slice(0,3).map(n=>n.html)]))+'END'})"
    )
    copy = with_script(sites.whole() / page, script, f"axe-{scheme}")
    words = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    try:
        text = dom(copy.as_uri(), tmp_path, *words)
    finally:
        copy.unlink()
    found = re.search(r"<title>AXE(.*?)END</title>", text, re.DOTALL)
    assert found is not None
    assert json.loads(unescape(found[1])) == []
