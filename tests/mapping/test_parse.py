"""Reading RML: what each way of writing a map means, and what is refused with its place."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import turtle
from lod.errors import BadTemplate, Failed, Place
from lod.mapping import template
from lod.mapping.model import Mapping, ParentMap, Reference, TermMap
from lod.mapping.parse import parse
from lod.mapping.words import LATER, WORDS
from lod.terms import Term, iri, literal

HEAD = "@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
SOURCE = '<#s> rml:source "t.csv" ; rml:referenceFormulation rml:CSV .\n'
SUBJECT = '<#m> rml:logicalSource <#s> ; rml:subjectMap [ rml:template "http://e.org/{id}" ] ;\n'


def read(*rml: str) -> Mapping:
    documents = [turtle.read(HEAD + SOURCE + text, f"m{n}.ttl", f"http://b.org/{n}") for n, text in enumerate(rml)]
    return parse(tuple(documents), "http://b.org/")


def objects(body: str) -> list[TermMap | ParentMap]:
    """The object maps of one predicate-object map."""
    return [
        rule.object
        for rule in read(SUBJECT + f"rml:predicateObjectMap [ rml:predicate ex:p ; {body} ] .").maps[0].rules
    ]


def one(body: str) -> TermMap:
    (found,) = objects(body)
    assert isinstance(found, TermMap)
    return found


def mistakes(*rml: str) -> list[str]:
    with pytest.raises(Failed) as caught:
        read(*rml)
    return str(caught.value).splitlines()


def test_a_reference_is_a_text_and_a_template_an_iri_unless_said_otherwise() -> None:
    kinds = {
        'rml:objectMap [ rml:reference "a" ]': ("literal", "none"),
        'rml:objectMap [ rml:template "{a}" ]': ("iri", "iri"),
        'rml:objectMap [ rml:template "{a}" ; rml:language "en" ]': ("literal", "none"),
        'rml:objectMap [ rml:template "{a}" ; rml:datatype xsd:date ]': ("literal", "none"),
        'rml:objectMap [ rml:template "{a}" ; rml:termType rml:Literal ]': ("literal", "none"),
        'rml:objectMap [ rml:template "{a}" ; rml:termType rml:URI ]': ("iri", "uri"),
        'rml:objectMap [ rml:template "{a}" ; rml:termType rml:UnsafeIRI ]': ("iri", "none"),
        'rml:objectMap [ rml:template "{a}" ; rml:termType rml:UnsafeURI ]': ("iri", "none"),
        'rml:objectMap [ rml:reference "a" ; rml:termType rml:IRI ]': ("iri", "none"),
        'rml:objectMap [ rml:reference "a" ; rml:termType rml:URI ]': ("iri", "none"),
    }
    assert {body: (one(body).kind, one(body).safety) for body in kinds} == kinds


def test_shortcuts_and_constant_maps_mean_the_same() -> None:
    for short, long in (
        ("rml:object ex:o", "rml:objectMap [ rml:constant ex:o ]"),
        ('rml:object "o"@en', 'rml:objectMap [ rml:constant "o"@en ]'),
        ("rml:object 1", "rml:objectMap [ rml:constant 1 ]"),
    ):
        assert one(short).constant == one(long).constant
    assert one('rml:object "o"@en').constant == literal("o", lang="en")


def test_language_and_datatype_come_from_constants_or_columns() -> None:
    by_column = one('rml:objectMap [ rml:reference "a" ; rml:languageMap [ rml:reference "l" ] ]')
    fixed = one('rml:objectMap [ rml:reference "a" ; rml:datatypeMap [ rml:constant xsd:date ] ]')
    assert by_column.references == ("a", "l")
    assert str(fixed.datatype) == "http://www.w3.org/2001/XMLSchema#date"


def test_graphs_of_the_subject_and_of_the_rule_are_joined_and_the_default_graph_is_one() -> None:
    rml = """<#m> rml:logicalSource <#s> ; rml:subjectMap [ rml:template "{id}" ; rml:graph ex:g ; rml:class ex:C ] ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:object ex:o ; rml:graphMap [ rml:template "{g}" ] ; rml:graph rml:defaultGraph ] ."""
    graphs = [[str(g.constant or g.expression) for g in rule.graphs] for rule in read(rml).maps[0].rules]
    assert graphs == [["<http://ex.org/g>"], ["<http://ex.org/g>", "<http://w3id.org/rml/defaultGraph>", "{g}"]]


def test_a_parent_map_joins_on_all_its_conditions() -> None:
    rml = """rml:objectMap [ rml:parentTriplesMap <#m> ; rml:joinCondition [ rml:child "a" ; rml:parent "b" ] ,
      [ rml:childMap [ rml:reference "c" ] ; rml:parentMap [ rml:reference "d" ] ] ]"""
    (parent,) = objects(rml)
    assert isinstance(parent, ParentMap)
    assert [(j.child.references[0], j.parent.references[0]) for j in parent.joins] == [("a", "b"), ("c", "d")]
    assert parent.triples_map == "http://b.org/0#m"


def test_sources_are_paths_from_the_dataset_or_from_the_mapping() -> None:
    text = """<#a> rml:subject ex:s ; rml:logicalSource [ rml:referenceFormulation rml:CSV ;
      rml:source [ a rml:RelativePathSource ; rml:root rml:MappingDirectory ; rml:path "facts/a.csv" ] ] .
    <#b> rml:subject ex:s ; rml:logicalSource [ rml:referenceFormulation rml:CSV ;
      rml:source [ a rml:RelativePathSource ; rml:root rml:CurrentWorkingDirectory ; rml:path "facts/a.csv" ] ] .
    <#c> rml:subject ex:s ; rml:logicalSource [ rml:referenceFormulation rml:SQL2008Query ; rml:iterator "SELECT 1" ; rml:source "x" ] ."""
    found = parse((turtle.read(HEAD + text, "maps/deep/m.ttl", "http://b.org/"),), "")
    assert [(m.source.path, m.source.formulation, m.source.query) for m in found.maps] == [
        ("maps/deep/facts/a.csv", "csv", ""),
        ("facts/a.csv", "csv", ""),
        ("x", "sql", "SELECT 1"),
    ]


def test_maps_come_in_the_order_of_files_and_places() -> None:
    last = "<#z> rml:logicalSource <#s> ; rml:subject ex:z ."
    first = "<#y> rml:logicalSource <#s> ; rml:subject ex:y . <#x> rml:logicalSource <#s> ; rml:subject ex:x ."
    found = read(first, last)
    assert [(m.id, str(m.place)) for m in found.maps] == [
        ("http://b.org/0#y", "m0.ttl:3:1"),
        ("http://b.org/0#x", "m0.ttl:3:50"),
        ("http://b.org/1#z", "m1.ttl:3:1"),
    ]


OBJECT = "rml:predicateObjectMap [ rml:predicate ex:p ; {} ] ."
MISTAKES = {
    SUBJECT + OBJECT.format('rml:objectMap [ rml:referense "a" ]'): [
        "m0.ttl:4:77: error[M102]: rml:referense is not a term of RML; did you mean \"reference\"?",
        "m0.ttl:4:77: error[M109]: this object map lacks a constant, reference, template or function; give exactly one of rml:constant, rml:reference, rml:template, rml:functionExecution",
    ],
    SUBJECT + 'rml:predicateObjectMap [ rml:predicateMap [ rml:template "{a}" ; rml:termType rml:BlankNode ] ; rml:object 1 ] .': [
        "m0.ttl:4:58: error[M109]: a predicate cannot be a blank node; use rml:termType rml:IRI",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:constant "a" ; rml:termType rml:IRI ]'): [
        'm0.ttl:4:76: error[M109]: the constant "a" is not of the term type rml:IRI; take rml:termType out, or generate the term',
    ],
    SUBJECT.replace("rml:logicalSource <#s> ;", "") + OBJECT.format("rml:object 1"): [
        "m0.ttl:3:1: error[M103]: the triples map m lacks a logical source; add rml:logicalSource",
    ],
    "<#m> rml:logicalSource <#s> ; " + OBJECT.format("rml:object 1"): [
        "m0.ttl:3:1: error[M103]: the triples map m lacks a subject; add rml:subjectMap or rml:subject",
    ],
    SUBJECT + "rml:predicateObjectMap [ rml:object 1 ] .": [
        "m0.ttl:4:37: error[M103]: the predicate-object map lacks a predicate; add rml:predicate",
    ],
    SUBJECT + "rml:predicateObjectMap [ rml:predicate ex:p ] .": [
        "m0.ttl:4:40: error[M103]: the predicate-object map lacks an object; add rml:objectMap or rml:object",
    ],
    "<#m> rml:subject ex:s ; rml:logicalSource [ rml:source \"t.csv\" ] .": [
        "m0.ttl:3:56: error[M103]: the logical source lacks a reference formulation; add rml:referenceFormulation rml:CSV",
    ],
    "<#m> rml:subject ex:s ; rml:logicalSource [ rml:source [ rml:root rml:MappingDirectory ] ; rml:referenceFormulation rml:CSV ] .": [
        "m0.ttl:3:67: error[M103]: the source lacks a path; add rml:path",
    ],
    "<#m> rml:subject ex:s ; rml:logicalSource [ rml:source <http://e.org/t.csv> ; rml:referenceFormulation rml:CSV ] .": [
        "m0.ttl:3:56: error[M112]: a source on the network is not supported; see rml:RelativePathSource, and fetch the file first",
    ],
    "<#m> rml:subject ex:s ; rml:logicalSource [ rml:source [ rml:path \"t.csv\" ; rml:compression rml:targz ] ; rml:referenceFormulation rml:CSV ] .": [
        "m0.ttl:3:93: error[M112]: the compression <http://w3id.org/rml/targz> is not supported; see rml:gzip, rml:zstd, rml:zip, rml:none",
    ],
    "<#m> rml:subject ex:s ; rml:logicalSource [ rml:referenceFormulation rml:SQL2008Table ] .": [
        "m0.ttl:3:70: error[M103]: the logical source lacks an iterator; add rml:iterator with the table or the query",
    ],
    "<#m> rml:subject ex:s ; rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation ex:CSV ] .": [
        "m0.ttl:3:91: error[M112]: the reference formulation <http://ex.org/CSV> is not supported; see rml:CSV, rml:JSONPath, rml:XPath, rml:SQL2008Query, rml:SQL2008Table",
    ],
    "<#m> rml:logicalSource <#s> ; rml:subject \"http://e.org/s\" .": [
        "m0.ttl:3:43: error[M109]: this subject is a text; write an IRI in <>, or a prefixed name",
    ],
    "<#m> rml:logicalSource <#s> ; rml:subjectMap [ rml:reference \"id\" ; rml:termType rml:Literal ] .": [
        "m0.ttl:3:62: error[M109]: a subject cannot be a literal; use rml:template or rml:termType rml:IRI",
    ],
    "<#m> rml:logicalSource <#s> ; rml:subject ex:s ; rml:subjectMap [ rml:reference \"id\" ] .": [
        "m0.ttl:3:81: error[M109]: the subject is given twice; give it once",
    ],
    SUBJECT + 'rml:predicateObjectMap [ rml:predicate "p" ; rml:object 1 ] .': [
        "m0.ttl:4:40: error[M109]: this predicate is a text; write an IRI in <>, or a prefixed name",
    ],
    SUBJECT + 'rml:predicateObjectMap [ rml:predicateMap [ rml:reference "p" ; rml:termType rml:Literal ] ; rml:object 1 ] .': [
        "m0.ttl:4:59: error[M109]: a predicate cannot be a literal; use rml:template or rml:termType rml:IRI",
    ],
    SUBJECT + OBJECT.format('rml:object [ rml:reference "a" ]'): [
        "m0.ttl:4:58: error[M109]: this object is a blank node; describe it with rml:objectMap, or name it",
    ],
    SUBJECT.replace('{id}"', '{id}" ; rml:class "C"') + OBJECT.format("rml:object 1"): [
        "m0.ttl:3:93: error[M109]: this class is a text; write an IRI in <>, or a prefixed name",
    ],
    SUBJECT + OBJECT.format('rml:object 1 ; rml:graph "g"'): [
        "m0.ttl:4:72: error[M109]: this graph is a text; write an IRI in <>, or a prefixed name",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:template "{b}" ]'): [
        "m0.ttl:4:77: error[M109]: this object map has more than one of them; give exactly one of rml:constant, rml:reference, rml:template, rml:functionExecution",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:termType rml:IRI ; rml:language "en" ]'): [
        "m0.ttl:4:77: error[M109]: only a literal has a datatype or language; use rml:termType rml:Literal",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:datatype xsd:date ; rml:language "en" ]'): [
        "m0.ttl:4:77: error[M109]: a literal has a datatype or a language, not both; remove one of them",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:language "english" ]'): [
        "m0.ttl:4:96: error[M109]: \"english\" is no language tag; write a tag of BCP 47, such as es",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:datatype "date" ]'): [
        "m0.ttl:4:96: error[M109]: a datatype is an IRI; write for example xsd:date",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:languageMap [ ] ]'): [
        "m0.ttl:4:99: error[M109]: this language map lacks a constant, reference, template or function; give exactly one of rml:constant, rml:reference, rml:template, rml:functionExecution",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:termType ex:IRI ]'): [
        "m0.ttl:4:96: error[M109]: <http://ex.org/IRI> is no term type; use one of rml:BlankNode, rml:IRI, rml:Literal, rml:URI, rml:UnsafeIRI, rml:UnsafeURI",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:template "{a}" ; rml:template "{b}" ]'): [
        "m0.ttl:4:76: error[M109]: this object map has more than one of them; give exactly one of rml:constant, rml:reference, rml:template, rml:functionExecution",
    ],
    SUBJECT + OBJECT.format("rml:objectMap [ rml:parentTriplesMap <#n> ]"): [
        "m0.ttl:4:84: error[M109]: the parent triples map http://b.org/0#n does not exist; did you mean \"http://b.org/0#m\"?",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:parentTriplesMap <#m> ; rml:joinCondition [ rml:child "a" ] ]'): [
        "m0.ttl:4:121: error[M103]: the join condition lacks rml:parent; name what is compared on each side",
    ],
    SUBJECT.replace("] ;", "] ; rml:class ex:C ;") + OBJECT.format("rml:object 1"): [
        "m0.ttl:3:95: error[M109]: rml:class has no effect here; move it to the map it is meant for",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ] ; rml:language "en"'): [
        "m0.ttl:4:98: error[M109]: rml:language has no effect here; move it to the map it is meant for",
    ],
    SUBJECT + OBJECT.format('rml:objectMap [ rml:reference "a" ; rml:joinCondition [ rml:child "a" ; rml:parent "b" ] ]'): [
        "m0.ttl:4:101: error[M109]: rml:joinCondition has no effect here; move it to the map it is meant for",
    ],
    SUBJECT.replace("{id}", "{id") + OBJECT.format("rml:object 1"): [
        'm0.ttl:3:61: error[M108]: the template "http://e.org/{id" is broken: a brace or backslash stands alone at character 14; a reference is written {column}',
    ],
}  # fmt: skip


@pytest.mark.parametrize("rml", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_told_with_line_and_column(rml: str) -> None:
    assert mistakes(rml) == MISTAKES[rml]


def test_a_name_used_in_two_files_is_told() -> None:
    text = (
        HEAD
        + '<http://e.org/m> rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ; rml:subject ex:s .'
    )
    with pytest.raises(Failed) as caught:
        parse((turtle.read(text, "a.ttl"), turtle.read(text, "b.ttl")), "")
    assert str(caught.value) == (
        "b.ttl:2:1: error[M109]: the triples map http://e.org/m is already in a.ttl:2:1; give one of them another name or @base"
    )


def test_a_file_in_an_older_vocabulary_is_not_passed_over_in_silence() -> None:
    text = '@prefix rr: <http://www.w3.org/ns/r2rml#> . <#m> rr:subjectMap [ rr:template "{id}" ] .'
    with pytest.raises(Failed) as caught:
        parse((turtle.read(text, "old.ttl"),), "")
    expected = "they are in the vocabulary <http://w3id.org/rml/>"
    assert str(caught.value) == f"old.ttl:1:1: error[M103]: the mapping lacks triples maps; {expected}"


def test_a_word_is_known_or_known_to_come_later_or_neither() -> None:
    assert not WORDS & LATER.keys()


# ---- templates -------------------------------------------------------------------------------------------------

NAMES = st.text(min_size=1, max_size=5)


@given(st.lists(st.tuples(st.text(max_size=5), NAMES), min_size=1))
def test_a_template_written_from_parts_gives_these_parts(pieces: list[tuple[str, str]]) -> None:
    def escaped(text: str) -> str:
        return text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")

    text = "".join(f"{escaped(before)}{{{escaped(name)}}}" for before, name in pieces)
    expected = [part for before, name in pieces for part in (*([before] if before else []), Reference(name))]
    assert template.parts(text, Place("m.ttl")) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("a{b", "a brace or backslash stands alone at character 2"),
        ("a}b", "a brace or backslash stands alone at character 2"),
        ("a{}", "a reference is empty at character 2"),
        ("a{b{c}}", "a brace or backslash stands alone at character 2"),
        ("a\\b", "a brace or backslash stands alone at character 2"),
    ],
)
def test_a_broken_template_is_told_with_the_character(text: str, message: str) -> None:
    broken = template.parts(text, Place("m.ttl"))
    assert isinstance(broken, BadTemplate)
    assert broken.facts["message"] == message


def test_an_escaped_brace_is_a_brace() -> None:
    assert template.parts(r"\{{a\}b}\}", Place("m.ttl")) == ("{", Reference("a}b"), "}")
    assert str(one(r'rml:objectMap [ rml:template "\\{{a}\\}" ; rml:termType rml:Literal ]').expression) == "{{a}}"
    assert isinstance(iri("x"), Term)
