"""Find out which properties say what.  configuration, ontology -> Roles; pure.

A dataset says so in `[tool.lod.pages]`; what it leaves out is taken from well-known vocabularies, and from properties
that the published ontology declares to be subproperties of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lod.config import FILE
from lod.errors import Failed, Place, WrongValue, did_you_mean
from lod.site.model import Published, Roles
from lod.terms import expanded
from lod.vocab import OWL, RDF, RDFS, SKOS

DCT, SCHEMA = "http://purl.org/dc/terms/", "https://schema.org/"
PROV, OA, ORG = "http://www.w3.org/ns/prov#", "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/org#"
WGS, GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#", "http://www.opengis.net/ont/geosparql#"
LOCN = "http://www.w3.org/ns/locn#"
WDT = "http://www.wikidata.org/prop/direct/"
FOAF = "http://xmlns.com/foaf/0.1/"
SUBPROPERTY = RDFS + "subPropertyOf"

# role -> properties that say it where the configuration does not
USUAL: Mapping[str, tuple[str, ...]] = {
    # names and notes
    "label": (RDFS + "label", SKOS + "prefLabel", DCT + "title", FOAF + "name", SCHEMA + "name"),
    "alias": (SKOS + "altLabel", SCHEMA + "alternateName", FOAF + "nick"),
    "note": (SKOS + "note", SKOS + "editorialNote", SKOS + "scopeNote", RDFS + "comment"),
    "definition": (SKOS + "definition", DCT + "description"),
    "same": (SCHEMA + "sameAs", OWL + "sameAs", SKOS + "exactMatch", FOAF + "isPrimaryTopicOf"),
    # statements: what they are about, who makes them where, how sure that is
    "about": (SCHEMA + "about",),
    "passage": (PROV + "wasDerivedFrom", PROV + "hadPrimarySource"),
    "speaker": (PROV + "wasAttributedTo",),
    "source": (OA + "hasSource", DCT + "source"),
    "lines": (),
    "offset": (OA + "start",),
    "certainty": (),
    "doubtful": (),  # not properties: the values of certainty that leave a statement in doubt
    "basis": (),
    "rank": (),
    # conflicts: what contradicts each other
    "disagree": (),
    # pictures
    "start": (),
    "end": (),
    "date": (),
    "original": (ORG + "originalOrganization",),
    "resulting": (ORG + "resultingOrganization",),
    "change": (),
    "final": (),  # not properties: kinds of change after which those before it are no more
    "founded": (SCHEMA + "foundingDate", WDT + "P571"),
    "dissolved": (SCHEMA + "dissolutionDate", WDT + "P576"),
    "affiliated": (ORG + "memberOf", ORG + "subOrganizationOf", ORG + "unitOf", SCHEMA + "memberOf", WDT + "P463"),
    "place": (SCHEMA + "location", WDT + "P276"),
    "geometry": (GEO + "hasGeometry", GEO + "hasDefaultGeometry", SCHEMA + "geo", LOCN + "geometry"),
    "point": (GEO + "asWKT", WDT + "P625"),  # WKT
    "latitude": (WGS + "lat", SCHEMA + "latitude"),
    "longitude": (WGS + "long", SCHEMA + "longitude"),
    "result": (),  # from a measured result to the candidacy
    "election": (),
    "candidate": (),
    "measure": (),
    "comparator": (),
    "exact": (),  # not properties: comparators that say nothing but the number
    "value": (RDF + "value",),
}


def check(configured: Mapping[str, tuple[str, ...]] | None, prefixes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The table `pages` with its words as IRIs.

    raises   Failed with C104 for roles that are none and words that are neither a CURIE nor an IRI"""
    errors, found = [], {}
    for role, given in (configured or {}).items():
        if role not in USUAL:
            errors.append(_wrong(role, f"a table whose keys are known: {did_you_mean(role, USUAL)}"))
        known = [expanded(word, prefixes) for word in given]
        for word, value in zip(given, known, strict=True):
            if not value:
                errors.append(_wrong(word, "lists of CURIEs with the prefixes of the dataset, or of absolute IRIs"))
        found[role] = tuple(known)
    if errors:
        raise Failed(errors)
    return found


def _wrong(value: str, expected: str) -> WrongValue:
    return WrongValue(Place(FILE), key="pages", value=repr(value), expected=expected)


def read(configured: Mapping[str, tuple[str, ...]], published: Published) -> Roles:
    """What each role means in a dataset.

    configured   what `check` has returned"""
    return Roles({role: _below(configured.get(role, usual), published) for role, usual in USUAL.items()})


def _below(properties: Iterable[str], published: Published) -> frozenset[str]:
    """The properties with all their subproperties."""
    found: set[str] = set()
    left = list(properties)
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += [s for s, p in published.uses.get(one, ()) if p == SUBPROPERTY]
    return frozenset(found)
