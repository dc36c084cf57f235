"""Sites to look at: of the small railway, of the dataset that `lod new` makes, of this repository's release."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

from lod import checks, scaffold
from lod.config_file import load
from lod.site import oxigraph, write
from tests.dataset import built, copy, lod
from tests.packages import OXIGRAPH

ROOT = Path(__file__).resolve().parents[2]
MAP = "pictures/map.html"
KINDS = (  # a page of every kind there is
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
    "id/decision/event/canton-1927/exactMatch/Q1323212.html",
    "concept/high.html",
    "dataset.html",
    "pictures/trees.html",
    "pictures/1973.es.html",
    "pictures/voices.html",
    "pictures/voices/1.html",
    MAP,
    "def.html",
    "shapes.es.html",
)
PREFIXES = """@prefix : <https://example.org/rail/id/> . @prefix ex: <https://example.org/rail/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix gsp: <http://www.opengis.net/ont/geosparql#> . @prefix schema: <https://schema.org/> .
"""
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
    """The site of the release in this repository; with a page that answers queries, where its engine is there."""
    return site_of(ROOT, folder() / "whole", oxigraph.take(str(OXIGRAPH)) if OXIGRAPH.is_dir() else None)


@cache
def mapped() -> Path:
    """A site of some places with coordinates, which the release does not have."""
    told = "".join(
        f':p{n} a ex:Place ; rdfs:label "Place {n}" ; geo:lat "{n * 7 - 60}" ; geo:long "{n * 31 % 340 - 170}" .\n'
        f':e{n} a ex:Event ; rdfs:label "Event {n}" ; schema:location :p{n % 3} .\n'
        for n in range(12)
    )
    return planted(folder() / "mapped", told)


def of(page: str) -> Path:
    """The site that has a page of KINDS."""
    return mapped() if page == MAP else whole()


def site_of(root: Path, beside: Path, engine: Mapping[str, bytes] | None = None) -> Path:
    """Write the site of a release into a folder of its own."""
    config = load(root)
    beside.mkdir()
    for file in (root / config.output).iterdir():
        if file.is_file():
            shutil.copyfile(file, beside / file.name)
    write.write(config, checks.prefixes(config), beside, engine)
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
            path = path.partition("?")[0]
            target = os.path.normpath(os.path.join(os.path.dirname(name), unquote(path))) if path else name
            if target not in files:
                found[link] = name
            elif fragment and target.endswith(".html"):
                known = ids.setdefault(target, set(ID.findall((site / target).read_text(encoding="utf-8"))))
                if unquote(fragment) not in known:
                    found[link] = name
    return found


def planted(folder: Path, triples: str, **pages: list[str]) -> Path:
    """The site of some triples in Turtle, below https://example.org/rail/.

    pages    the table `pages` of the configuration"""
    return planted_in(("en", "es"), folder, triples, pages)


def planted_in(languages: tuple[str, ...], folder: Path, triples: str, pages: Mapping[str, list[str]]) -> Path:
    """The site of some triples in some languages."""
    copy(folder)
    roles = {role: tuple(words) for role, words in pages.items()}
    config = replace(load(folder), languages=languages, pages=roles or None)
    output = config.path("output")
    output.mkdir()
    (output / "shapes.ttl").write_text("")
    quads = sorted(f"{t.triple} .\n" for t in ox.parse(PREFIXES + triples, ox.RdfFormat.TURTLE))
    (output / config.quads).write_text("".join(quads), encoding="utf-8")
    write.write(config, {"ex": "https://example.org/rail/def#"}, output)
    return output / write.SITE
