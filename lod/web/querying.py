"""The page where people write queries.  base, title, Questions -> HTML; its scripts and styles are files.

It needs nothing from elsewhere.  Without its scripts the form still asks, and the browser shows what it gets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path

from lod.errors import LodError
from lod.questions import listed, markup
from lod.questions.model import FILE, Question
from lod.web.files import Document, document, kind

FOLDER = Path(__file__).with_name("page")
SHARED = Path(markup.__file__).with_name("page")
FILES = {
    "page.css": FOLDER,
    "endpoint.js": FOLDER,
    markup.STYLE: SHARED,
    markup.SCRIPT: SHARED,
}
RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
_ours = partial(Question, asked={}, kind="", form="SELECT")
GENERAL = (  # for any dataset
    _ours(
        "classes",
        {"en": "What is there, and how much of it?"},
        query=RDFS
        + """SELECT ?class (SAMPLE(?label) AS ?name) (COUNT(DISTINCT ?thing) AS ?things) {
  ?thing a ?class
  OPTIONAL { ?class rdfs:label ?label FILTER(LANG(?label) = "en") }
} GROUP BY ?class ORDER BY DESC(?things)""",
    ),
    _ours(
        "properties",
        {"en": "What is said of things, and how often?"},
        query="""SELECT ?property (COUNT(*) AS ?triples) {
  ?thing ?property ?value
} GROUP BY ?property ORDER BY DESC(?triples)""",
    ),
    _ours(
        "graphs",
        {"en": "Which graphs are there?"},
        query="""SELECT ?graph (COUNT(*) AS ?triples) {
  GRAPH ?graph { ?s ?p ?o }
} GROUP BY ?graph ORDER BY ?graph""",
    ),
    _ours(
        "labels",
        {"en": "What has a word in its label?"},
        query=RDFS
        + """SELECT ?thing ?label {
  ?thing rdfs:label ?label
  FILTER(CONTAINS(LCASE(?label), "union"))
} ORDER BY ?label LIMIT 50""",
    ),
)
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Queries: {title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sparql/page.css">
<link rel="stylesheet" href="/sparql/query.css">
<script src="/sparql/endpoint.js" defer></script>
<script src="/sparql/query.js" defer></script>
</head>
<body>
<main>
<h1>Queries: {title}</h1>
{form}<h2>Examples</h2>
{examples}<h2>For any dataset</h2>
{general}<p>The address of this page is that of the endpoint. <a href="/">Entry page</a> ·
<a href="/downloads/">Files</a></p>
</main>
</body>
</html>
"""


def published(output: Path, base: str) -> tuple[Question, ...]:
    """The questions that were published in a folder; none where there is no list of them that can be read."""
    file = output / FILE
    try:
        return listed.read(file.read_text(encoding="utf-8"), base, FILE)
    except (OSError, UnicodeDecodeError, LodError):
        return ()


def page(base: str, title: str, questions: Sequence[Question]) -> bytes:
    """The page.

    base        of the IRIs that have their documents here
    questions   to choose from, beside those that fit any dataset"""
    general = markup.examples(GENERAL, "en", "/sparql")
    own = markup.examples(questions, "en", "/sparql")
    text = PAGE.format(
        title=escape(title),
        form=markup.form("en", "/sparql", GENERAL[0].query, {"base": base, "top": "/", "ending": ""}),
        examples=own if questions else general,
        general=general,
    )
    return (text if questions else text.replace(f"<h2>For any dataset</h2>\n{general}", "")).encode()


def file(name: str) -> Document | None:
    """A script or a style."""
    if name not in FILES:
        return None
    path = FILES[name] / name
    return document(path.read_bytes(), kind(name), path.stat().st_mtime)
