"""What a well-formed shapes graph gets wrong is named; what is right is not.

A case is Turtle with a ¶ before the term that a finding stands at, and the finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod import turtle, workbench
from lod.errors import Place
from lod.shapes import lint, parse
from lod.shapes.lint import Findings
from lod.shapes.nodes import index
from lod.vocab import OWL, RDF, RDFS, SH, XSD

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"ex": "http://example.org/", "sh": SH, "xsd": XSD, "rdf": RDF, "rdfs": RDFS, "owl": OWL}
PREFIXES = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in NAMES.items())


def findings(text: str) -> Findings:
    document = turtle.read(PREFIXES + text, "s.ttl")
    nodes = index([("s.ttl", document.triples)], document.subjects, document.prefixes)
    with workbench.create(None, threads=1) as bench:
        return lint.lint(nodes, parse.shapes(nodes), lint.ill_typed(nodes, bench))


MISTAKES = {
    "a misspelt parameter": (
        "ex:S a sh:NodeShape ; sh:targetClas ¶ex:C .",
        'error[V921]: sh:targetClas is not a word of SHACL; did you mean "sh:targetClass"?',
    ),
    "a misspelt class": (
        "ex:S a ¶sh:NodeShap ; sh:targetClass ex:C .",
        'error[V921]: sh:NodeShap is not a word of SHACL; did you mean "sh:NodeShape"?',
    ),
    "flags without a pattern": (
        'ex:S sh:targetClass ex:C ; sh:flags ¶"i" .',
        "error[V922]: sh:flags has no effect here; it only goes with sh:pattern",
    ),
    "a qualified shape without a count": (
        "ex:S sh:targetClass ex:C ; sh:qualifiedValueShape ¶[ sh:class ex:D ] .",
        "error[V922]: sh:qualifiedValueShape has no effect here; "
        "it only goes with sh:qualifiedMinCount or sh:qualifiedMaxCount",
    ),
    "a qualified count without a shape": (
        "ex:S sh:targetClass ex:C ; sh:path ex:p ; sh:qualifiedMinCount ¶1 .",
        "error[V922]: sh:qualifiedMinCount has no effect here; it only goes with sh:qualifiedValueShape",
    ),
    "ignored properties of an open shape": (
        "ex:S sh:targetClass ex:C ; sh:ignoredProperties ¶( rdf:type ) .",
        "error[V922]: sh:ignoredProperties has no effect here; it only goes with sh:closed",
    ),
    "true written as 1": (
        'ex:S sh:targetClass ex:C ; sh:closed ¶"1"^^xsd:boolean .',
        'error[V922]: sh:closed "1"^^xsd:boolean has no effect here; write true, the only term that counts',
    ),
    "a severity on a query": (
        'ex:S sh:targetClass ex:C ; sh:sparql [ sh:select "SELECT $this {}" ; sh:severity ¶sh:Info ] .',
        "error[V922]: sh:severity has no effect here; [ ] is no shape",
    ),
    "a query on a shape": (
        'ex:S sh:targetClass ex:C ; sh:select ¶"SELECT $this {}" .',
        "error[V922]: sh:select has no effect here; put it into [ … ] under sh:sparql",
    ),
    "a shape that is nowhere": (
        "ex:S sh:targetClass ex:C ; sh:node ¶ex:Adress . ex:Address a sh:NodeShape .",
        "error[V923]: sh:node refers to ex:Adress, which is described nowhere; everything conforms to a shape that "
        'asks for nothing; did you mean "ex:Address"?',
    ),
    "a shape in a list that is nowhere": (
        "ex:S sh:targetClass ex:C ; sh:or ( [ sh:class ex:C ] ¶ex:T ) .",
        "error[V923]: sh:or refers to ex:T, which is described nowhere; everything conforms to a shape that asks for "
        'nothing; did you mean "ex:S"?',
    ),
    "a value that is no date": (
        'ex:S sh:targetClass ex:C ; sh:in ( "2020-01-01"^^xsd:date ¶"2020-02-30"^^xsd:date ) .',
        'error[V924]: sh:in holds "2020-02-30"^^xsd:date, which is not a form of its datatype; '
        "no value that is well-formed can equal it",
    ),
    "a limit that is no number": (
        'ex:S sh:targetClass ex:C ; sh:minInclusive ¶"ten"^^xsd:integer .',
        'error[V924]: sh:minInclusive holds "ten"^^xsd:integer, which is not a form of its datatype; '
        "no value that is well-formed can equal it",
    ),
    "more than there may be": (
        "ex:S sh:targetClass ex:C ; sh:path ex:p ; sh:minCount 2 ; sh:maxCount ¶1 .",
        "error[V925]: sh:minCount 2 and sh:maxCount 1 contradict each other; the lower limit lies above the upper one",
    ),
    "an empty range": (
        "ex:S sh:targetClass ex:C ; sh:maxExclusive ¶5 ; sh:minInclusive 5 .",
        "error[V925]: sh:minInclusive 5 and sh:maxExclusive 5 contradict each other; "
        "the lower limit lies above the upper one",
    ),
    "an IRI with a datatype": (
        "ex:S sh:targetClass ex:C ; sh:nodeKind sh:IRI ; sh:datatype ¶xsd:date .",
        "error[V925]: sh:nodeKind sh:IRI and sh:datatype xsd:date contradict each other; "
        "only literals have a datatype or a language",
    ),
    "a literal with a class": (
        "ex:S sh:targetClass ex:C ; sh:datatype xsd:date ; sh:class ¶ex:D .",
        "error[V925]: sh:datatype xsd:date and sh:class ex:D contradict each other; a literal has no class",
    ),
    "a number with a language": (
        'ex:S sh:targetClass ex:C ; sh:datatype xsd:string ; sh:languageIn ¶( "en" ) .',
        'error[V925]: sh:datatype xsd:string and sh:languageIn "en" contradict each other; '
        "texts with a language have the datatype rdf:langString",
    ),
}
NOTES = {
    "at least none": (
        "ex:S sh:targetClass ex:C ; sh:path ex:p ; sh:minCount ¶0 .",
        "note[V930]: sh:minCount 0 never fails; leave it out",
    ),
    "all of nothing": (
        "ex:S sh:targetClass ex:C ; sh:and ¶() .",
        "note[V930]: sh:and ( ) never fails; list the shapes",
    ),
    "one of nothing": (
        "ex:S sh:targetClass ex:C ; sh:in ¶() .",
        "note[V931]: sh:in ( ) never holds: the list is empty; list the values",
    ),
    "years compared": (
        'ex:S sh:targetClass ex:C ; sh:minInclusive ¶"1900"^^xsd:gYear .',
        'note[V931]: sh:minInclusive "1900"^^xsd:gYear never holds: SPARQL has no order for xsd:gYear; '
        "compare xsd:date or a number: of a period, its first and its last day",
    ),
    "texts with a language compared": (
        'ex:S sh:targetClass ex:C ; sh:maxExclusive ¶"m"@en .',
        'note[V931]: sh:maxExclusive "m"@en never holds: SPARQL has no order for rdf:langString; '
        "compare xsd:date or a number: of a period, its first and its last day",
    ),
    "look-around": (
        'ex:S sh:targetClass ex:C ; sh:pattern ¶"^(?!x)" .',
        'note[V932]: the pattern "^(?!x)" is no XPath: (?! is not known there; it is checked text by text, which is '
        "slower than the patterns that the database can run",
    ),
    "a class without another": (
        'ex:S sh:targetClass ex:C ; sh:pattern ¶"[a-z-[aeiou]]" .',
        'note[V932]: the pattern "[a-z-[aeiou]]" takes one class from another; it is checked text by text, which is '
        "slower than the patterns that the database can run",
    ),
    "a rule": (
        "ex:S sh:targetClass ex:C ; sh:rule ¶[ ] .",
        "note[V933]: sh:rule is left aside; the data are checked as they are; nothing is derived first",
    ),
    "two messages in one language": (
        'ex:S sh:targetClass ex:C ; sh:message "a"@en , ¶"b"@en .',
        'note[V934]: ex:S has 2 messages in the language "en"; a reader gets them all; keep one',
    ),
    "a shape nobody uses": (
        "¶ex:S a sh:NodeShape ; sh:class ex:C .",
        "note[V935]: ex:S has no target, and no shape refers to it; give it a target",
    ),
    "a class of owl": (
        "¶ex:S a sh:NodeShape , owl:Class ; sh:class ex:C .",
        "note[V935]: ex:S has no target, and no shape refers to it; only a rdfs:Class is its own target: add that type",
    ),
}


def marked(text: str, message: str) -> list[str]:
    before, _, _ = text.partition("¶")
    return [f"{Place('s.ttl', PREFIXES.count(chr(10)) + 1, len(before) + 1)}: {message}"]


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_at_its_place(case: str) -> None:
    text, message = MISTAKES[case]
    assert [str(e) for e in findings(text.replace("¶", "")).mistakes] == marked(text, message)


@pytest.mark.parametrize("case", NOTES)
def test_a_note_is_made_at_its_place(case: str) -> None:
    text, message = NOTES[case]
    found = findings(text.replace("¶", ""))
    assert [str(e) for e in found.notes] == marked(text, message)
    assert found.mistakes == ()


@pytest.mark.parametrize(
    "text",
    [
        "ex:S sh:targetClass ex:C ; sh:node ex:T . ex:T sh:class ex:D .",
        "ex:S sh:targetClass ex:C ; sh:path ex:p ; sh:minCount 1 ; sh:maxCount 2 ; sh:nodeKind sh:IRI .",
        'ex:S sh:targetClass ex:C ; sh:message "a"@en , "b"@es , "c" ; sh:name "n" ; sh:order 1 ; sh:group ex:g ; '
        "sh:class ex:D .",
        'ex:S sh:targetClass ex:C ; sh:minInclusive "2020-01-01"^^xsd:date ; sh:maxInclusive "2020-12-31"^^xsd:date .',
        'ex:S sh:targetClass ex:C ; sh:datatype rdf:langString ; sh:languageIn ( "en" ) ; sh:pattern "^\\\\p{Lu}" .',
        'ex:S sh:targetClass ex:C ; sh:sparql [ sh:select "SELECT $this {}" ; sh:message "m" ; sh:prefixes ex: ] .',
        'ex:K a sh:ConstraintComponent ; sh:labelTemplate "l" ; sh:validator [ sh:ask "ASK {}" ] ; '
        "sh:parameter [ sh:path ex:k ; sh:datatype xsd:string ] . ex:S sh:targetClass ex:C ; ex:k 1 .",
        'ex:S sh:targetNode ex:a ; sh:sparql ex:S ; sh:select "SELECT $this {}" .',
    ],
)
def test_nothing_is_found_where_nothing_is_wrong(text: str) -> None:
    assert findings(text) == Findings((), ())


def test_nothing_is_found_in_the_shapes_of_this_project_and_of_a_new_one() -> None:
    for file in ("ontology/shapes.ttl", "lod/starter/ontology/shapes.ttl"):
        nodes = parse.load([ROOT / file])
        with workbench.create(None, threads=1) as bench:
            assert lint.lint(nodes, parse.shapes(nodes), lint.ill_typed(nodes, bench)) == Findings((), ())
