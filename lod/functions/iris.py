"""Write names of things in full.  CURIE + prefixes -> IRI; pure.

Spec: CURIE Syntax 1.0; RFC 3987 section 2.2."""

from __future__ import annotations

import re
from functools import lru_cache

from lod.functions.model import Function, strict
from lod.functions.names import OWN, RESULT, may, need
from lod.terms import iri_fault
from lod.vocab import OWL, RDF, RDFS, SH, SKOS, XSD

KNOWN = {
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "gnd": "https://d-nb.info/gnd/",
    "isni": "https://isni.org/isni/",
    "loc": "http://id.loc.gov/authorities/names/",
    "orcid": "https://orcid.org/",
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "sh": SH,
    "skos": SKOS,
    "viaf": "http://viaf.org/viaf/",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "xsd": XSD,
}
PREFIX = r"[A-Za-z_][A-Za-z0-9_.\-]*"
CURIE = re.compile(rf"(?P<open>\[)?(?P<prefix>{PREFIX})?:(?P<rest>(?!//).*?)(?(open)\])", re.DOTALL)
PAIR = re.compile(rf"(?P<prefix>{PREFIX})?=(?P<iri>\S+)")


@lru_cache(maxsize=64)
def _read(prefixes: str) -> dict[str, str] | None:
    """The prefixes a text names, with the well-known ones; None where it is none."""
    pairs = [PAIR.fullmatch(pair) for pair in prefixes.split()]
    given = {pair["prefix"] or "": pair["iri"] for pair in pairs if pair}
    return KNOWN | given if len(given) == len(pairs) and not any(iri_fault(iri) for iri in given.values()) else None


def expand_curie(curie: str, prefixes: str | None) -> str | None:
    """The IRI that a CURIE stands for.

    curie     prefix:rest or [prefix:rest]; an IRI with // behind its scheme is given back as it is
    prefixes  pairs prefix=IRI with white space between them; they go before the well-known ones (KNOWN)
    returns   None for an unknown prefix, and for what is no IRI in the end
    >>> expand_curie("wd:Q34189", None), expand_curie("p:neruda", "p=https://example.org/person/")
    ('http://www.wikidata.org/entity/Q34189', 'https://example.org/person/neruda')
    """
    known = _read(prefixes or "")
    found = CURIE.fullmatch(curie)
    if found is None:
        return curie if re.match("[A-Za-z][A-Za-z0-9+.-]*://", curie) and not iri_fault(curie) else None
    start = known.get(found["prefix"] or "") if known is not None else None
    return start + found["rest"] if start is not None and not iri_fault(start + found["rest"]) else None


def prefixes_fault(prefixes: str) -> str:
    """Say what keeps a text from being pairs of prefix and IRI; empty if nothing does."""
    return "" if _read(prefixes) is not None else "write each prefix once, as in: p=https://example.org/person/"


FUNCTIONS = (
    strict(
        Function(OWN + "expand-curie", (need("curie"), may("prefixes", prefixes_fault)), expand_curie, outputs=RESULT)
    ),
)
