"""The page where people write queries.  base, title -> HTML; its script and style are files beside it.

It needs nothing from elsewhere.  Without its script the form still asks, and the browser shows what it gets."""

from __future__ import annotations

import html
from pathlib import Path
from urllib.parse import quote

from lod.web.files import Document, document, kind

FOLDER = Path(__file__).with_name("page")
FILES = ("query.css", "query.js")
RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
EXAMPLES = {
    "What is there, and how much of it?": RDFS
    + """SELECT ?class (SAMPLE(?label) AS ?name) (COUNT(DISTINCT ?thing) AS ?things) {
  ?thing a ?class
  OPTIONAL { ?class rdfs:label ?label FILTER(LANG(?label) = "en") }
} GROUP BY ?class ORDER BY DESC(?things)""",
    "What is said of things, and how often?": """SELECT ?property (COUNT(*) AS ?triples) {
  ?thing ?property ?value
} GROUP BY ?property ORDER BY DESC(?triples)""",
    "Which graphs are there?": """SELECT ?graph (COUNT(*) AS ?triples) {
  GRAPH ?graph { ?s ?p ?o }
} GROUP BY ?graph ORDER BY ?graph""",
    "What has a word in its label?": RDFS
    + """SELECT ?thing ?label {
  ?thing rdfs:label ?label
  FILTER(CONTAINS(LCASE(?label), "union"))
} ORDER BY ?label LIMIT 50""",
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Queries: {title}</title>
<link rel="stylesheet" href="/sparql/query.css">
<script src="/sparql/query.js" defer></script>
</head>
<body data-base="{base}">
<main>
<h1>Queries: {title}</h1>
<form action="/sparql" method="get">
<p><label for="query">A query in SPARQL 1.1</label></p>
<textarea id="query" name="query" spellcheck="false" required>{query}</textarea>
<p><button>Ask</button> <span role="status"></span></p>
</form>
<section class="answer" aria-label="Answer" tabindex="0"></section>
<h2>Examples</h2>
<ul class="examples">
{examples}
</ul>
<p>The address of this page is that of the endpoint. <a href="/">Entry page</a> · <a href="/downloads/">Files</a></p>
</main>
</body>
</html>
"""


def page(base: str, title: str) -> bytes:
    """The page.

    base     of the IRIs that have their documents here"""
    examples = "\n".join(
        f'<li><a href="/sparql?query={html.escape(quote(query))}">{html.escape(name)}</a></li>'
        for name, query in EXAMPLES.items()
    )
    first = next(iter(EXAMPLES.values()))
    words = {"base": base, "title": title, "query": first}
    return PAGE.format(**{name: html.escape(text) for name, text in words.items()}, examples=examples).encode()


def file(name: str) -> Document | None:
    """The script or the style."""
    if name not in FILES:
        return None
    path = FOLDER / name
    return document(path.read_bytes(), kind(name), path.stat().st_mtime)
