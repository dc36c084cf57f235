"""The page that says how names are looked up here, and what scores mean.  address -> HTML.

Read first: reconciliation/match.py, whose rules it tells."""

from __future__ import annotations

from html import escape

from lod.reconciliation.framing import PAGE, STYLE
from lod.reconciliation.read import BATCH
from lod.web.model import Source

FEATURES = {
    "name": "How alike the name and the best name of the candidate are, from 0 to 100: 100 the same, 98 the same words "
    "in another order, 93 to 96 one has a middle name or surname more, 92.5 and less another spelling. One word of a "
    "person's name, or an abbreviation, is worth at most 92.5, because it fits many.",
    "type": "Whether the candidate is of a wanted type. One that is not has half of its score.",
    "margin": "How many points the first candidate is ahead of the second.",
    "identifier": "The query was the identifier or IRI of the candidate, or of the same thing elsewhere.",
}
PROPERTY = (
    "Any other feature is a property of the query: 100 it agrees, 80 it overlaps (dates), 40 it is a year off, 0 it is "
    "another. A property of which nothing is known here is no feature, and costs 4 points."
)
RULE = (
    "The score is the average of the name, with weight 100, and the properties, with weight 40 each. A candidate is a "
    "match with 95 points and more, 4 ahead of the next, if the names are the same (98) or a property agrees."
)


def page(source: Source, address: str) -> str:
    """The page.

    address   of the service"""
    title = next((text for _, text in source.title), source.base)
    rows = "".join(
        f'<dt id="{name}"><code>{name}</code></dt><dd>{escape(text)}</dd>' for name, text in FEATURES.items()
    )
    body = (
        f"<h1>Reconciliation: {escape(title)}</h1>"
        f"<p>This service looks up names among the entities of the dataset. Add its address to OpenRefine, or to any "
        f"other client of the Reconciliation Service API 0.2: <code>{escape(address)}</code></p>"
        f"<p>One request may hold {BATCH} queries.</p>"
        f"<h2>Scores</h2><p>{escape(RULE)}</p><dl>{rows}</dl><p>{escape(PROPERTY)}</p>"
    )
    return PAGE.format(language="en", title=f"Reconciliation: {escape(title)}", style=STYLE, body=body)
