"""Entities are read from triples by the paths of the configuration."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.links.entities import Named, Triple, meaning, read
from lod.links.model import Link
from lod.terms import Term, iri
from lod.vocab import RDF, RDF_TYPE, RDFS

PREFIXES = {"h": "urn:h:", "rdfs": RDFS}
LINKED = {"person": ["h:Person"], "organization": ["h:Party"], "place": ["h:Place"]}
COMPARED = {
    "label": ["rdfs:label"],
    "start": ["h:born"],
    "date": ["h:date"],
    "country": ["h:country", "h:memberOf h:country"],
    "party": ["h:memberOf"],
    "office": ["^h:holder h:role"],
    "P214": ["h:viaf"],
    "withdrawn": ["h:gone"],
}
SAID = meaning(LINKED, COMPARED, PREFIXES)


def text(value: str, lang: str = "") -> Term:
    return Term("literal", value, lang=lang)


TRIPLES: list[Triple] = [
    ("urn:h:ana", RDF_TYPE, iri("urn:h:Person")),
    ("urn:h:ana", RDFS + "label", text("Ana Ríos", "es")),
    ("urn:h:ana", RDFS + "label", text("Ana Rios", "en")),
    ("urn:h:ana", "urn:h:memberOf", iri("urn:h:ps")),
    ("urn:h:ana", "urn:h:viaf", text("77")),
    ("urn:h:m1", "urn:h:holder", iri("urn:h:ana")),
    ("urn:h:m1", "urn:h:role", text("senator")),
    ("urn:h:ps", RDF_TYPE, iri("urn:h:Party")),
    ("urn:h:ps", "urn:h:country", iri("urn:h:chile")),
    ("urn:h:ps", "urn:h:date", text("1933/..")),
    ("urn:h:chile", RDFS + "label", text("Chile", "en")),
    *[
        (node, RDF + part, value)
        for node, born in (("urn:h:s1", "1950~"), ("urn:h:s2", "1940"), ("urn:h:s3", "about 1950"))
        for part, value in (("subject", iri("urn:h:ana")), ("predicate", iri("urn:h:born")), ("object", text(born)))
    ],
    ("urn:h:s2", "urn:h:rank", iri("urn:h:gone")),
]
LINK = Link("h:chile", "skos:exactMatch", "wd:Q298", "semapv:ManualMappingCuration", Decimal(1), "2026-11-21")


def test_an_entity_has_what_the_paths_lead_to() -> None:
    ana, ps = read(TRIPLES, SAID, [LINK], PREFIXES)
    assert (ana.curie, ana.kind, ana.label, ana.names) == ("h:ana", "person", "Ana Rios", ("Ana Rios", "Ana Ríos"))
    assert ana.countries == ps.countries == (Named("urn:h:chile", ("Chile",), "Q298"),)
    assert (ana.parties[0].iri, ana.offices, ana.identifiers) == (
        "urn:h:ps",
        (Named("", ("senator",)),),
        (("P214", "77"),),
    )
    assert (ps.starts, ps.ends) == (("1933",), ())


def test_a_withdrawn_statement_and_a_date_that_is_none_do_not_count() -> None:
    assert read(TRIPLES, SAID, [], PREFIXES)[0].starts == ("1950~",)


@given(st.permutations(TRIPLES))
def test_the_order_of_the_triples_does_not_matter(triples: list[Triple]) -> None:
    assert read([*triples, triples[0]], SAID, [LINK], PREFIXES) == read(TRIPLES, SAID, [LINK], PREFIXES)


@pytest.mark.parametrize(
    ("linked", "compared"),
    [({"human": ["h:Person"]}, None), (None, {"name": ["rdfs:label"]}), (None, {"label": ["x:label"]})],
)
def test_an_unknown_word_of_the_tables_is_told(linked: dict[str, list[str]], compared: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"kinds are|facts are|prefixes are"):
        meaning(linked, compared, PREFIXES)


def test_without_tables_the_usual_vocabularies_are_read() -> None:
    said = meaning(None, None, {})
    who = "urn:h:bo"
    triples = [(who, RDF_TYPE, iri("https://schema.org/Person")), (who, "https://schema.org/name", text("Bo", "en"))]
    assert read(triples, said, [], {})[0].label == "Bo"
