"""Show a table to people as one page.  rows -> HTML; pure.

One file without script and without anything from elsewhere, like the report of a validation.  Every text is escaped;
ids of items become links to the pages of Wikidata.  Spec: WCAG 2.2, level AA."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

ITEM = re.compile(r"\b([QP][1-9][0-9]*)\b")
PAGE = "https://www.wikidata.org/wiki/"
STYLE = """:root { color-scheme: light dark; --text: #1c1d20; --page: #ffffff; --soft: #f3f4f6; --line: #8a8f98;
  --link: #0b4fa8; }
@media (prefers-color-scheme: dark) { :root { --text: #e8e9ec; --page: #15171b; --soft: #22252b; --line: #7d838d;
  --link: #9cc4ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.verdict { font-weight: 600; border-inline-start: 0.4rem solid; padding: 0.5rem 1rem; background: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
th, td { text-align: start; vertical-align: top; padding: 0.3rem 0.6rem; border: 1px solid var(--line); }
thead th { background: var(--soft); }
th[scope="row"] { font-weight: 500; }"""


def page(title: str, verdict: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """One page with a title, a sentence and a table; the first cell of a row names it.

    head     names of the columns, in English"""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{_cells(row)}</tr>\n" for row in rows)
    table = f"<table>\n<thead><tr>{names}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>" if body else ""
    shown = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}">{table}</div>' if table else ""
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p class="verdict">{escape(verdict)}</p>
{shown}
</main>
</body>
</html>
"""


def _cells(row: Sequence[str]) -> str:
    first, *rest = (f'<bdi dir="auto">{_linked(cell)}</bdi>' for cell in row)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest)


def _linked(cell: str) -> str:
    """A cell with its ids as links.

    >>> _linked("<Q440>")
    '&lt;<a href="https://www.wikidata.org/wiki/Q440" rel="noreferrer">Q440</a>&gt;'
    """
    return ITEM.sub(lambda found: f'<a href="{PAGE}{_name(found[1])}" rel="noreferrer">{found[1]}</a>', escape(cell))


def _name(id: str) -> str:
    return f"Property:{id}" if id.startswith("P") else id
