"""The page that answers queries in the browser.  Edition, published questions -> Page; and what it needs beside it.

Its engine runs in a worker over the dump, so that no server is needed and a query can be stopped whatever it does.
Read first: lod/questions/page/query.js, assets/here.js, assets/engine.js."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from markupsafe import escape

from lod import packing
from lod.config import Config
from lod.questions import listed, markup
from lod.questions.model import FILE, Question
from lod.site.addresses import INDEX, quoted
from lod.site.edition import Edition, to_list
from lod.site.model import Page

ASK = "query"
QUADS = "assets/quads.nq.gz"
FIRST = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) {
  ?thing a ?class
} GROUP BY ?class ORDER BY DESC(?things)"""


def published(config: Config, folder: Path) -> tuple[Question, ...]:
    """The questions in a folder that a build has filled."""
    file = folder / FILE
    return listed.read(file.read_text(encoding="utf-8"), config.base, FILE) if file.is_file() else ()


def page(config: Config, edition: Edition, questions: Iterable[Question], documents: Iterable[str]) -> Page:
    """The page in one language.

    documents   paths of all documents there are"""
    home, name = to_list(edition, INDEX, escape(edition.say("home")), ""), edition.say("ask")
    folders = sorted({path[: path.rfind("/") + 1] or path for path in documents})
    facts = {
        "base": config.base,
        "top": "",
        "ending": edition.ending,
        "documents": " ".join(folders),
        "quads": address(config),
    }
    action = f"{ASK}{edition.ending}"
    own = {
        "form": markup.form(edition.language, action, FIRST, facts, hidden=True),
        "examples": markup.examples(questions, edition.language, action),
    }
    about = [escape(edition.say("ask.about"))]
    return Page(ASK, 1, "", escape(name), name, crumbs=[home], notes=about, has_data=False, extra="ask", facts=own)


def address(config: Config) -> str:
    """Where the packed dump lies, from the top of the site."""
    return f"downloads/{quoted(config.quads)}" if config.quads.endswith(".gz") else QUADS


def pack(config: Config, folder: Path, site: Path) -> None:
    """Write the packed dump, where it is not published as such; browsers can unpack gzip and nothing else.

    folder   with the published files; site: of the pages"""
    if address(config) == QUADS:
        with packing.opened(folder / config.quads) as raw, packing.writing_bytes(site / QUADS) as packed:
            shutil.copyfileobj(raw, packed, packing.BUFFER)
