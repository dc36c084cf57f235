"""What Wikidata is asked, in its own words.  names, types, ids -> parameters and SPARQL; pure.

Read first: links/wikidata.py.  Nothing of ours that goes into a question can change what kind of question it is.
Spec: MediaWiki Action API (wbsearchentities, search, wbgetentities); WikibaseCirrusSearch; SPARQL 1.1; Reconciliation
Service API 0.2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LIMIT = 50  # results of a search
PARTS = "info|sitelinks|aliases|labels|descriptions|claims"
STEERING = re.compile(r"""[^\w\s.'’·&/]+""")  # signs that mean something to CirrusSearch
QUOTING = re.compile(r'[|"]')  # signs that end a value of haswbstatement
PREFIXES = """PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX psv: <http://www.wikidata.org/prop/statement/value/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One line of a reconciliation batch."""

    name: str
    type: str = ""  # Q5
    properties: tuple[tuple[str, str], ...] = ()  # P569 -> 1908-06-26
    limit: int = 10

    @property
    def form(self) -> dict[str, object]:
        """The line as the service reads it."""
        more: dict[str, object] = {"type": self.type} if self.type else {}
        if self.properties:
            more["properties"] = [{"pid": pid, "v": value} for pid, value in self.properties]
        return {"query": self.name, "limit": self.limit, **more}


def entities(ids: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    """Ask for items by their ids, at most fifty."""
    return {"action": "wbgetentities", "ids": "|".join(ids), "props": PARTS, "languages": "|".join(languages)}


def pages(site: str, titles: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    """Ask for the items of pages of one site, such as eswiki; a single title may be written in another way."""
    asked = {"action": "wbgetentities", "sites": site, "titles": "|".join(titles), "props": PARTS}
    return {**asked, "languages": "|".join(languages), **({"normalize": "1"} if len(titles) == 1 else {})}


def names(text: str, language: str) -> dict[str, str]:
    """Ask for items whose label or alias begins with a text."""
    asked = {"action": "wbsearchentities", "search": text, "language": language, "uselang": language}
    return {**asked, "type": "item", "limit": str(LIMIT)}


def words(text: str, having: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Ask for items that have all words of a text, in any order, and one of some statements.

    having   (P31, Q5), …: an item needs one of them"""
    wanted = "|".join(f"{key}={QUOTING.sub('', value)}" for key, value in having)
    plain = STEERING.sub(" ", text).lower().split()  # in capitals OR and NOT would be operators
    limited = f'haswbstatement:"{wanted}"' if " " in wanted else f"haswbstatement:{wanted}"
    query = " ".join([*plain, limited] if wanted else plain)
    asked = {"action": "query", "list": "search", "srsearch": query, "srnamespace": "0"}
    return {**asked, "srlimit": str(LIMIT), "srinfo": "totalhits", "srprop": "timestamp"}


def named(names: Iterable[tuple[str, str]], types: Iterable[str] = ()) -> str:
    """SPARQL for items with exactly one of some names.

    names    (text, language)
    types    ids of classes, of which an item has one"""
    values = " ".join(f"{literal(text)}@{language}" for text, language in names)
    classes = " ".join(f"wd:{one}" for one in types)
    typed = f"  VALUES ?type {{ {classes} }} ?item wdt:P31 ?type .\n" if classes else ""
    return (
        f"{PREFIXES}SELECT DISTINCT ?item WHERE {{\n  VALUES ?name {{ {values} }}\n"
        f"  {{ ?item rdfs:label ?name }} UNION {{ ?item skos:altLabel ?name }}\n{typed}}} LIMIT {LIMIT}"
    )


def identified(key: str, value: str) -> str:
    """SPARQL for items with an identifier, such as P214."""
    return f"{PREFIXES}SELECT DISTINCT ?item WHERE {{ ?item wdt:{key} {literal(value)} }} LIMIT {LIMIT}"


def dated(ids: Iterable[str], key: str) -> str:
    """SPARQL for dates of items with their precision, without which 1 January may be a century."""
    items = " ".join(f"wd:{one}" for one in ids)
    return (
        f"{PREFIXES}SELECT ?item ?date ?precision WHERE {{\n  VALUES ?item {{ {items} }}\n"
        f"  ?item p:{key}/psv:{key} [ wikibase:timeValue ?date ; wikibase:timePrecision ?precision ] .\n}}"
    )


def literal(text: str) -> str:
    r"""A text as SPARQL writes it.

    >>> print(literal('the "Negro" Matapacos'))
    "the \"Negro\" Matapacos"
    """
    escaped = text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n").replace("\r", r"\r")
    return f'"{escaped}"'
