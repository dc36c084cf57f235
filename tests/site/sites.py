"""Sites to look at: of the small railway, of the dataset that `lod new` makes, of this repository's release."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from lod import checks, scaffold
from lod.config_file import load
from lod.site import write
from tests.dataset import built, lod

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r'\b(?:href|src)="([^"]*)"')
ID = re.compile(r'\bid="([^"]*)"')


@cache
def folder() -> Path:
    return Path(next(_folder()))


@cache
def _folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        yield name


@cache
def railway() -> Path:
    """The site of the small railway, which has no statements."""
    root = built(folder() / "railway")
    ran = lod(root, "build", "--site", "--no-store")
    assert ran.code == 0, ran.err
    return root / "output" / "site"


@cache
def starter() -> Path:
    """The site of the dataset that `lod new` makes."""
    root = folder() / "starter"
    scaffold.new(root)
    ran = lod(root, "build", "--site", "--no-store", "--archive", str(root / "sources"))
    assert ran.code == 0, ran.err
    return root / "output" / "site"


@cache
def whole() -> Path:
    """The site of the release in this repository."""
    return site_of(ROOT, folder() / "whole")


def site_of(root: Path, beside: Path) -> Path:
    """Write the site of a release into a folder of its own."""
    config = load(root)
    beside.mkdir()
    for file in (root / config.output).iterdir():
        if file.is_file():
            shutil.copyfile(file, beside / file.name)
    write.write(config, checks.prefixes(config), beside)
    return beside / write.SITE


def html(site: Path) -> list[Path]:
    """All pages."""
    return sorted(site.rglob("*.html"))


def dead(site: Path) -> dict[str, str]:
    """Links that lead nowhere, with a page that has them; a fragment must be an id of its page."""
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    ids: dict[str, set[str]] = {}
    found: dict[str, str] = {}
    for page in html(site):
        name = page.relative_to(site).as_posix()
        for link in set(LINK.findall(page.read_text(encoding="utf-8"))):
            plain = link.replace("&amp;", "&").replace("&#39;", "'")
            if re.match(r"[a-z]+://", plain):
                continue
            path, _, fragment = plain.partition("#")
            target = os.path.normpath(os.path.join(os.path.dirname(name), unquote(path))) if path else name
            if target not in files:
                found[link] = name
            elif fragment and target.endswith(".html"):
                known = ids.setdefault(target, set(ID.findall((site / target).read_text(encoding="utf-8"))))
                if unquote(fragment) not in known:
                    found[link] = name
    return found
