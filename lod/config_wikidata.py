"""What a configuration says of Wikidata: whom it may write to, where to keep and where to ask.  Values only.

The table [tool.lod.wikidata]; its keys are documented in docs/reference/configuration.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lod.terms import iri_fault

KEYS = {"contact", "cache", "api", "data", "sparql", "reconciliation", "item"}
CONTACT = re.compile(r"https?://[!-~]+|[!-~]+@[!-~]+\.[!-~]+")  # of the visible ASCII that a header may hold


def wrong(table: Mapping[str, str]) -> Iterator[tuple[str, object, str]]:
    """Keys that hold what they must not, with value and expectation."""
    for key, value in table.items():
        if key not in KEYS:
            yield "wikidata", {key: value}, f"a table with some of the keys {', '.join(sorted(KEYS))}"
        elif key == "contact" and not CONTACT.fullmatch(value):
            yield "wikidata", {key: value}, "a contact that is an e-mail address or the address of a page"
        elif key == "item" and not re.fullmatch(r"Q[1-9][0-9]*", value):
            yield "wikidata", {key: value}, "an item such as Q42"
        elif key not in ("contact", "cache", "item") and not (value.startswith("http") and not iri_fault(value)):
            yield "wikidata", {key: value}, "an address that begins with http:// or https://"
