"""Pages in a browser, from disk: the search, narrow screens, and what axe says of accessibility.

Needs chromium; the check of accessibility also needs axe-core."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.packages import AXE, needs_axe
from tests.site import sites

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

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


def test_moving_through_the_years_shows_what_the_page_of_each_year_says(tmp_path: Path) -> None:
    site = sites.whole() / "pictures"
    told = re.compile(r'class="lane (\w+)" data-span="[^"]*"><a href="([^"]*)"')
    pages = {int(p.stem): told.findall(p.read_text(encoding="utf-8")) for p in site.glob("????.html")}
    assert len(pages) > 20
    script = (
        "addEventListener('load',()=>{const said={};"
        f"for(const year of {json.dumps(sorted(pages))})"
        "{said[year]=[];for(const field of document.querySelectorAll('.asof input')){"
        "if(+field.min>year||+field.max<year)continue;"
        "field.value=year;field.dispatchEvent(new Event('input'));"
        "for(const lane of field.closest('figure').querySelectorAll('.lane'))"
        "said[year].push([lane.getAttribute('class').split(' ')[1],lane.querySelector('a')?.getAttribute('href')])}}"
        "document.title='SAID'+JSON.stringify(said)+'END'})"
    )
    shown: dict[int, set[tuple[str, str]]] = {year: set() for year in pages}
    for n, page in enumerate(sorted(p for p in site.glob("trees*.html") if ".es." not in p.name)):
        copy = with_script(page, script, "years")
        try:
            found = re.search(r"<title>SAID(.*?)END</title>", dom(copy.as_uri(), tmp_path / str(n)), re.DOTALL)
        finally:
            copy.unlink()
        assert found is not None
        for year, lanes in json.loads(unescape(found[1])).items():
            shown[int(year)] |= {(kind, href) for kind, href in lanes}
    compared = 0
    for year, lanes in pages.items():
        kinds = {href: kind for kind, href in lanes}
        both = {(kind, href) for kind, href in shown[year] if href in kinds}
        assert both <= set(lanes), year
        compared += len(both)
    assert compared > 200


@pytest.mark.parametrize("page", sites.KINDS)
def test_a_page_fits_a_screen_of_320_pixels(page: str, tmp_path: Path) -> None:
    frame = sites.of(page) / f"narrow-{page.replace('/', '-')}"
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


@needs_axe
@pytest.mark.parametrize("page", sites.KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: str, scheme: str, tmp_path: Path) -> None:
    script = AXE.read_text(encoding="utf-8").replace("</script>", "<\\/script>") + (
        ";axe.run({runOnly:['wcag2a','wcag2aa','wcag21aa','wcag22aa','best-practice']}).then(r=>{"
        "document.title='AXE'+JSON.stringify(r.violations.map(v=>[v.id,v.nodes.slice(0,3).map(n=>n.html)]))+'END'})"
    )
    copy = with_script(sites.of(page) / page, script, f"axe-{scheme}")
    words = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    try:
        text = dom(copy.as_uri(), tmp_path, *words)
    finally:
        copy.unlink()
    found = re.search(r"<title>AXE(.*?)END</title>", text, re.DOTALL)
    assert found is not None
    assert json.loads(unescape(found[1])) == []
