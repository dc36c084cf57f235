"""What a mapping gets wrong about its tables and its ontology, with the place of the word."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import pytest

from lod import turtle
from lod.errors import Failed, raise_all
from lod.mapping.lint import lint, namespace
from lod.mapping.parse import parse
from lod.vocab import RDF_TYPE

RML = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> . @prefix other: <http://other.org/> .
<#person> rml:logicalSource [ rml:source "people.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/{who}" ; rml:class ex:Person , other:Agent ; rml:graphMap [ rml:template "http://e.org/g/{source}" ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ; rml:languageMap [ rml:reference "lang" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:size , other:size ; rml:objectMap [ rml:reference "size" ; rml:datatypeMap [ rml:reference "type" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:in ; rml:objectMap [ rml:parentTriplesMap <#party> ;
    rml:joinCondition [ rml:child "party" ; rml:parent "short" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ; rml:object ex:Being ] .
<#party> rml:logicalSource [ rml:source "parties.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/party/{party_id}" ] .
"""
HEADERS = {
    "people.csv": ["who", "source", "name", "lang", "size", "type", "party"],
    "parties.csv": ["party_id", "short"],
}
DECLARED = frozenset(f"http://ex.org/{n}" for n in ("Person", "name", "size", "in", "Being"))


def mistakes(old: str = "", new: str = "", declared: frozenset[str] = DECLARED) -> list[str]:
    text = RML.replace(old, new) if old else RML
    try:
        raise_all(lint(parse((turtle.read(text, "m.ttl"),), ""), HEADERS, declared))
    except Failed as failed:
        return str(failed).splitlines()
    return []


def test_a_mapping_that_fits_its_tables_and_its_ontology_has_no_mistakes() -> None:
    assert mistakes() == []


COLUMNS = "columns are who, source, name, lang, size, type, party"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{who}", "{whom}", 'm.ttl:3:33: error[M104]: column "whom" is not in people.csv; did you mean "who"?'),
        ("{source}", "{x}", f'm.ttl:3:120: error[M104]: column "x" is not in people.csv; {COLUMNS}'),
        ('"name"', '"Name"', 'm.ttl:4:82: error[M104]: column "Name" is not in people.csv; did you mean "name"?'),
        ('"lang"', '"land"', 'm.ttl:4:123: error[M104]: column "land" is not in people.csv; did you mean "lang"?'),
        ('"type"', '"typ"', 'm.ttl:5:136: error[M104]: column "typ" is not in people.csv; did you mean "type"?'),
        ('"party"', '"partei"', 'm.ttl:7:35: error[M104]: column "partei" is not in people.csv; did you mean "party"?'),
        ('"short"', '"shirt"', 'm.ttl:7:56: error[M104]: column "shirt" is not in parties.csv; did you mean "short"?'),
        ("{party_id}", "{partyid}", 'm.ttl:10:33: error[M104]: column "partyid" is not in parties.csv; did you mean "party_id"?'),
        ("ex:name ;", "ex:nam ;", 'm.ttl:4:42: error[M105]: <http://ex.org/nam> is not declared in the ontology; did you mean "name"?'),
        ("ex:Person ,", "ex:Persn ,", 'm.ttl:3:66: error[M105]: <http://ex.org/Persn> is not declared in the ontology; did you mean "Person"?'),
        ("ex:Being", "ex:Bing", 'm.ttl:8:105: error[M105]: <http://ex.org/Bing> is not declared in the ontology; did you mean "Being"?'),
    ],
)  # fmt: skip
def test_a_wrong_word_is_told_with_its_place(old: str, new: str, expected: str) -> None:
    assert mistakes(old, new) == [expected]


def test_words_of_namespaces_without_declarations_are_not_judged() -> None:
    assert mistakes(declared=frozenset({"http://third.org/x"})) == []
    assert len(mistakes(declared=DECLARED | {"http://other.org/Thing"})) == 2


def test_several_mistakes_are_told_together() -> None:
    assert len(mistakes("{party_id}", "{a}-{b}-{short}")) == 2


def test_a_namespace_ends_with_its_last_separator() -> None:
    assert [namespace(i) for i in (RDF_TYPE, "http://e.org/a/b", "urn:x")] == [RDF_TYPE[:-4], "http://e.org/a/", ""]
