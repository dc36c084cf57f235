"""Shapes graphs are read whole, and what is ill-formed is named with its place.

A case of ILL_FORMED is Turtle with a ¶ before the term that is wrong; the mistake must stand there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod import turtle
from lod.errors import Failed, Place
from lod.shapes import lint, parse
from lod.shapes.model import Alternative, Constraint, Inverse, Repeat, Sequence, Shape, ShapesGraph, Step
from lod.shapes.nodes import index
from lod.shapes.words import WORDS
from lod.terms import Term, iri, literal
from lod.turtle import Triple
from lod.vocab import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, SH, XSD

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT.parent / "shared" / "conformance" / "shacl"
EX = "http://example.org/"
PREFIXES = "".join(
    f"@prefix {name}: <{namespace}> .\n"
    for name, namespace in {
        "ex": EX,
        "sh": SH,
        "xsd": XSD,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
    }.items()
)
ABOVE = PREFIXES.count("\n")


def read(text: str) -> ShapesGraph:
    return parse.parse([("s.ttl", turtle.read(PREFIXES + text, "s.ttl").triples)])


def shape(text: str, name: str = "S") -> Shape:
    return read(text).shapes[iri(EX + name)]


def one(text: str) -> Constraint:
    """The only constraint of ex:S."""
    (found,) = shape(f"ex:S a sh:NodeShape ; {text} .").constraints
    return found


ILL_FORMED = {
    # what a shape is made of
    "no shape": ("ex:a ex:b ex:c .", "V910"),
    "two paths": ("ex:S a sh:PropertyShape ; sh:path ex:p , ¶ex:q .", "V912"),
    "a node shape with a path": ("ex:S a sh:NodeShape ; sh:path ¶ex:p .", "V913"),
    "a property shape without a path": ("ex:S a ¶sh:PropertyShape .", "V918"),
    "sh:property of a node shape": ("ex:S sh:property ¶ex:T . ex:T a sh:NodeShape .", "V918"),
    "sh:property of a literal": ('ex:S sh:property ¶"p" .', "V911"),
    "a target class that is a literal": ('ex:S sh:targetClass ¶"C" .', "V911"),
    "a target class without a name": ("ex:S sh:targetClass ¶[ ] .", "V911"),
    "a target node without a name": ("ex:S sh:targetNode ¶[ ] .", "V911"),
    "subjects of a literal": ('ex:S sh:targetSubjectsOf ¶"p" .', "V911"),
    "objects of a literal": ("ex:S sh:targetObjectsOf ¶1 .", "V911"),
    "a class without a name that is a shape": ("[] a ¶sh:NodeShape , rdfs:Class .", "V918"),
    "a severity that is a literal": ('ex:S a sh:NodeShape ; sh:severity ¶"Warning" .', "V911"),
    "two severities": ("ex:S a sh:NodeShape ; sh:severity sh:Info , ¶sh:Warning .", "V912"),
    "a message that is a number": ("ex:S a sh:NodeShape ; sh:message ¶1 .", "V911"),
    "a message that is an IRI": ("ex:S a sh:NodeShape ; sh:message ¶ex:m .", "V911"),
    "deactivated by a string": ('ex:S a sh:NodeShape ; sh:deactivated ¶"true" .', "V911"),
    "deactivated by 1": ('ex:S a sh:NodeShape ; sh:deactivated ¶"1"^^xsd:boolean .', "V911"),
    "deactivated and not": ("ex:S a sh:NodeShape ; sh:deactivated true , ¶false .", "V912"),
    "a shape in itself": ("ex:S sh:node ¶ex:S .", "V916"),
    "a shape in itself over two steps": ("ex:S sh:node ¶ex:T . ex:T sh:not ex:S .", "V916"),
    "a shape in itself through a list": ("ex:S sh:or ¶( ex:T ) . ex:T sh:and ( ex:S ) .", "V916"),
    "a shape in itself through a property": ("ex:S sh:property ¶[ sh:path ex:p ; sh:node ex:S ] .", "V916"),
    # paths
    "a path that is a literal": ('ex:S sh:minCount 1 ; sh:path ¶"p" .', "V915"),
    "an empty path": ("ex:S sh:minCount 1 ; sh:path ¶() .", "V915"),
    "a path of nothing": ("ex:S sh:minCount 1 ; sh:path ¶[ ] .", "V915"),
    "a sequence of one": ("ex:S sh:minCount 1 ; sh:path ¶( ex:p ) .", "V915"),
    "an alternative of one": ("ex:S sh:minCount 1 ; sh:path [ sh:alternativePath ¶( ex:p ) ] .", "V915"),
    "an alternative that is no list": ("ex:S sh:minCount 1 ; sh:path [ sh:alternativePath ¶ex:p ] .", "V914"),
    "two kinds of path in one": (
        "ex:S sh:minCount 1 ; sh:path ¶[ sh:inversePath ex:p ; sh:zeroOrMorePath ex:q ] .",
        "V915",
    ),
    "two inverse paths in one": ("ex:S sh:minCount 1 ; sh:path ¶[ sh:inversePath ex:p , ex:q ] .", "V915"),
    "a path that holds itself": ("ex:S sh:minCount 1 ; sh:path _:p . _:p sh:inversePath ¶_:p .", "V915"),
    "a literal inside a path": ('ex:S sh:minCount 1 ; sh:path ( ex:p ¶"q" ) .', "V915"),
    "a path whose list does not end": (
        "ex:S sh:minCount 1 ; sh:path ¶_:l . _:l rdf:first ex:p ; rdf:rest _:l .",
        "V914",
    ),
    # lists
    "a list with two ends": ("ex:S sh:in ¶[ rdf:first 1 ; rdf:rest () , ( 2 ) ] .", "V914"),
    "a list with two first members": ("ex:S sh:in ¶[ rdf:first 1 , 2 ; rdf:rest () ] .", "V914"),
    "a list without end": ("ex:S sh:in ¶[ rdf:first 1 ] .", "V914"),
    "a list that comes back": ("ex:S sh:in ¶_:l . _:l rdf:first 1 ; rdf:rest _:l .", "V914"),
    "no list": ("ex:S sh:in ¶ex:a .", "V914"),
    "a list that is a literal": ("ex:S sh:in ¶1 .", "V911"),
    "two lists": ("ex:S sh:in ( 1 ) , ¶( 2 ) .", "V912"),
    # value types and counts
    "a class that is a literal": ('ex:S sh:class ¶"C" .', "V911"),
    "a datatype that is a literal": ('ex:S sh:datatype ¶"xsd:string" .', "V911"),
    "two datatypes": ("ex:S sh:datatype xsd:date , ¶xsd:gYear .", "V912"),
    "an unknown kind of node": ("ex:S sh:nodeKind ¶sh:Iri .", "V911"),
    "two kinds of node": ("ex:S sh:nodeKind sh:IRI , ¶sh:Literal .", "V912"),
    "a count that is a string": ('ex:S sh:path ex:p ; sh:minCount ¶"1" .', "V911"),
    "a count that is a decimal": ("ex:S sh:path ex:p ; sh:maxCount ¶1.0 .", "V911"),
    "a count below zero": ("ex:S sh:path ex:p ; sh:maxCount ¶-1 .", "V911"),
    "two counts": ("ex:S sh:path ex:p ; sh:minCount 1 , ¶2 .", "V912"),
    "minCount on a node shape": ("ex:S a sh:NodeShape ; sh:minCount ¶1 .", "V913"),
    "maxCount on a node shape": ("ex:S a sh:NodeShape ; sh:maxCount ¶1 .", "V913"),
    # ranges and texts
    "a limit that is an IRI": ("ex:S sh:minInclusive ¶ex:a .", "V911"),
    "two limits": ("ex:S sh:maxExclusive 1 , ¶2 .", "V912"),
    "a length that is a string": ('ex:S sh:maxLength ¶"5" .', "V911"),
    "a pattern with a language": ('ex:S sh:pattern ¶"a"@en .', "V911"),
    "a pattern that is none": ('ex:S sh:pattern ¶"a(b" .', "V917"),
    "a flag that is none": ('ex:S sh:pattern ¶"a" ; sh:flags "g" .', "V917"),
    "two patterns": ('ex:S sh:pattern "a" , ¶"b" .', "V912"),
    "flags that are a number": ('ex:S sh:pattern "a" ; sh:flags ¶1 .', "V911"),
    "a language that is an IRI": ("ex:S sh:languageIn ( ¶ex:en ) .", "V911"),
    "a language with a language": ('ex:S sh:languageIn ( "en" ¶"de"@de ) .', "V911"),
    "uniqueLang on a node shape": ("ex:S a sh:NodeShape ; sh:uniqueLang ¶true .", "V913"),
    "uniqueLang of a string": ('ex:S sh:path ex:p ; sh:uniqueLang ¶"true" .', "V911"),
    # pairs, logic, shapes
    "equal to a literal": ('ex:S sh:equals ¶"p" .', "V911"),
    "disjoint with a node without a name": ("ex:S sh:disjoint ¶[ ] .", "V911"),
    "lessThan on a node shape": ("ex:S a sh:NodeShape ; sh:lessThan ¶ex:q .", "V913"),
    "lessThanOrEquals on a node shape": ("ex:S a sh:NodeShape ; sh:lessThanOrEquals ¶ex:q .", "V913"),
    "less than a literal": ("ex:S sh:path ex:p ; sh:lessThan ¶1 .", "V911"),
    "not a literal": ("ex:S sh:not ¶1 .", "V911"),
    "node of a literal": ('ex:S sh:node ¶"T" .', "V911"),
    "or without a list": ("ex:S sh:or ¶[ sh:class ex:C ] .", "V914"),
    "a literal in and": ("ex:S sh:and ( ¶1 ) .", "V911"),
    "a literal in xone": ('ex:S sh:xone ( [ sh:class ex:C ] ¶"D" ) .', "V911"),
    "two qualified shapes": (
        "ex:S sh:path ex:p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:C ] , ¶[ sh:class ex:D ] .",
        "V912",
    ),
    "a qualified count that is a string": (
        'ex:S sh:path ex:p ; sh:qualifiedValueShape [ ] ; sh:qualifiedMaxCount ¶"1" .',
        "V911",
    ),
    "closed by a string": ('ex:S sh:closed ¶"true" .', "V911"),
    "closed and not": ("ex:S sh:closed true , ¶false .", "V912"),
    "ignoring a literal": ('ex:S sh:closed true ; sh:ignoredProperties ( ¶"p" ) .', "V911"),
    "ignoring no list": ("ex:S sh:closed true ; sh:ignoredProperties ¶rdf:type .", "V914"),
    # SPARQL
    "sparql of a literal": ('ex:S sh:sparql ¶"SELECT" .', "V911"),
    "sparql without a query": ("ex:S sh:sparql ¶[ ] .", "V918"),
    "a query that is a number": ("ex:S sh:sparql [ sh:select ¶1 ] .", "V911"),
    "two queries": ('ex:S sh:sparql [ sh:select "SELECT $this {}" , ¶"SELECT ?this {}" ] .', "V912"),
    "a message of a query that is a number": ('ex:S sh:sparql [ sh:select "" ; sh:message ¶1 ] .', "V911"),
    "prefixes that are a literal": ('ex:S sh:sparql [ sh:select "" ; sh:prefixes ¶"ex" ] .', "V911"),
    "a prefix without a namespace": (
        'ex:S sh:sparql [ sh:select "" ; sh:prefixes ex: ] . ex: sh:declare ¶[ sh:prefix "a" ] .',
        "V918",
    ),
    "a namespace that is a string": (
        """ex:S sh:sparql [ sh:select "" ; sh:prefixes ex: ] .
        ex: sh:declare [ sh:prefix "a" ; sh:namespace ¶"urn:a" ] .""",
        "V911",
    ),
    "a prefix with two meanings": (
        """ex:S sh:sparql [ sh:select "" ; sh:prefixes ex: ] .
        ex: sh:declare [ sh:prefix "a" ; sh:namespace "urn:a"^^xsd:anyURI ] ;
            sh:declare ¶[ sh:prefix "a" ; sh:namespace "urn:b"^^xsd:anyURI ] .""",
        "V919",
    ),
    "a component without a parameter": (
        'ex:K a ¶sh:ConstraintComponent ; sh:validator [ sh:ask "" ] . ex:S a sh:NodeShape .',
        "V918",
    ),
    "a parameter without a path": (
        "ex:K a sh:ConstraintComponent ; sh:parameter ¶[ ] . ex:S a sh:NodeShape .",
        "V918",
    ),
    "a parameter with the name of a variable of SHACL": (
        "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ¶ex:value ] . ex:S a sh:NodeShape .",
        "V911",
    ),
    "two parameters with one name": (
        """ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] , [ sh:path ¶<urn:k:k> ] .
        ex:S a sh:NodeShape .""",
        "V911",
    ),
    "a component without a validator for node shapes": (
        """ex:K a ¶sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ;
            sh:propertyValidator [ sh:select "" ] . ex:S a sh:NodeShape ; ex:k 1 .""",
        "V918",
    ),
    "a validator that does not ask": (
        """ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ;
            sh:validator ¶[ sh:select "" ] . ex:S a sh:NodeShape .""",
        "V918",
    ),
    "two values of one of two parameters": (
        """ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] , [ sh:path ex:l ; sh:optional true ] ;
            sh:validator [ sh:ask "" ] . ex:S a sh:NodeShape ; ex:k 1 , ¶2 .""",
        "V911",
    ),
    "a target that is a literal": ('ex:S sh:target ¶"t" .', "V911"),
    "a target without a query": ("ex:S sh:target ¶[ a sh:SPARQLTarget ] .", "V918"),
    "a target without its parameter": (
        """ex:T a sh:SPARQLTargetType ; sh:parameter [ sh:path ex:k ] ; sh:select "SELECT ?this { ?this ?p $k }" .
        ex:S sh:target ¶[ a ex:T ] .""",
        "V918",
    ),
    # what is not evaluated
    "JavaScript": ("ex:S a sh:NodeShape ; sh:js ¶[ ] .", "V920"),
    "an expression": ("ex:S a sh:NodeShape ; sh:expression ¶ex:e .", "V920"),
    "entailment": ("ex:S a sh:NodeShape . ex: sh:entailment ¶ex:RDFS .", "V920"),
    "a word of SHACL 1.2": ("ex:S a sh:NodeShape ; sh:memberShape ¶[ ] .", "V920"),
    "a target in JavaScript": ('ex:S a sh:NodeShape ; sh:target [ a ¶sh:JSTarget ; sh:select "" ] .', "V920"),
}


@pytest.mark.parametrize("case", ILL_FORMED)
def test_what_is_ill_formed_is_refused_at_its_place(case: str) -> None:
    text, code = ILL_FORMED[case]
    before, _, _ = text.partition("¶")
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    with pytest.raises(Failed) as failed:
        read(text.replace("¶", ""))
    found = [(e.code, e.place) for e in failed.value.errors]
    if "¶" in text:
        assert found == [(code, Place("s.ttl", line + ABOVE, column))]
    else:
        assert [c for c, _ in found] == [code]


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(Failed) as failed:
        read('ex:S sh:path ex:p ; sh:minCount "1" ; sh:class 1 ; sh:in ex:a ; sh:severity 2 .')
    assert sorted(e.code for e in failed.value.errors) == ["V911", "V911", "V911", "V914"]


def test_a_cycle_of_shapes_is_named_from_shape_to_shape() -> None:
    with pytest.raises(Failed) as failed:
        read("ex:S sh:node ex:T . ex:T sh:property [ sh:path ex:p ; sh:or ( ex:S ) ] .")
    (error,) = failed.value.errors
    assert error.message.endswith("<http://example.org/S> → <http://example.org/T> → [ ] → <http://example.org/S>")


def test_a_shape_that_two_shapes_share_is_no_recursion() -> None:
    assert len(read("ex:S sh:node ex:U . ex:T sh:node ex:U , [ sh:node ex:U ] . ex:U sh:class ex:C .").shapes) == 4


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("ex:p", Step(EX + "p")),
        ("[ sh:inversePath ex:p ]", Inverse(Step(EX + "p"))),
        ("( ex:p ex:q )", Sequence((Step(EX + "p"), Step(EX + "q")))),
        ("[ sh:alternativePath ( ex:p ex:q ) ]", Alternative((Step(EX + "p"), Step(EX + "q")))),
        ("[ sh:zeroOrMorePath ex:p ]", Repeat(Step(EX + "p"), 0)),
        ("[ sh:oneOrMorePath ex:p ]", Repeat(Step(EX + "p"), 1)),
        ("[ sh:zeroOrOnePath ex:p ]", Repeat(Step(EX + "p"), 0, once=True)),
        (
            "( [ sh:inversePath ex:p ] [ sh:zeroOrMorePath [ sh:alternativePath ( ex:q ex:r ) ] ] )",
            Sequence((Inverse(Step(EX + "p")), Repeat(Alternative((Step(EX + "q"), Step(EX + "r"))), 0))),
        ),
        ("( ex:p ex:p )", Sequence((Step(EX + "p"), Step(EX + "p")))),
        ("( _:p _:p ) . _:p sh:inversePath ex:p", Sequence((Inverse(Step(EX + "p")), Inverse(Step(EX + "p"))))),
    ],
)
def test_every_kind_of_path_is_read(text: str, path: object) -> None:
    assert shape(f"ex:S sh:minCount 1 ; sh:path {text} .").path == path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (Inverse(Repeat(Step("urn:a"), 0)), "^(<urn:a>*)"),
        (Repeat(Inverse(Step("urn:a")), 0), "(^<urn:a>)*"),
        (Sequence((Alternative((Step("urn:a"), Step("urn:b"))), Step("urn:c"))), "(<urn:a>|<urn:b>)/<urn:c>"),
        (Alternative((Sequence((Step("urn:a"), Step("urn:b"))), Step("urn:c"))), "<urn:a>/<urn:b>|<urn:c>"),
        (Repeat(Repeat(Step("urn:a"), 1), 0, once=True), "(<urn:a>+)?"),
    ],
)
def test_a_path_is_written_as_sparql_reads_it(path: Repeat, text: str) -> None:
    assert parse.path_text(path) == text


def test_targets_are_read_in_their_order_and_a_class_is_its_own() -> None:
    found = shape(
        """ex:S a rdfs:Class , sh:NodeShape ; sh:targetObjectsOf ex:o ; sh:targetNode 1 , ex:n ;
        sh:targetClass ex:C ; sh:targetSubjectsOf ex:s ."""
    ).targets
    kinds = [(t.kind, t.value.lexical.removeprefix(EX)) for t in found]
    assert kinds == [
        ("objects", "o"), ("node", "1"), ("node", "n"), ("class", "C"), ("subjects", "s"), ("class", "S"),
    ]  # fmt: skip


def test_a_class_is_a_target_through_subclasses_of_class_and_of_shape() -> None:
    text = "ex:Kind rdfs:subClassOf rdfs:Class , sh:NodeShape . ex:S a ex:Kind ."
    assert [t.value for t in shape(text).targets] == [iri(EX + "S")]


def test_a_class_of_owl_alone_is_no_target() -> None:
    assert shape("ex:S a owl:Class , sh:NodeShape .").targets == ()


def test_several_values_of_a_parameter_are_several_constraints() -> None:
    found = shape("ex:S sh:class ex:C , ex:D ; sh:hasValue 1 , 2 .").constraints
    assert [c.values[0].lexical.removeprefix(EX) for c in found] == ["C", "D", "1", "2"]


def test_constraints_stand_in_the_order_of_the_file() -> None:
    found = shape("ex:S sh:path ex:p ; sh:maxCount 1 ; sh:class ex:C ; sh:minCount 1 .").constraints
    assert [c.component.removeprefix(SH).removesuffix("ConstraintComponent") for c in found] == [
        "MaxCount", "Class", "MinCount",
    ]  # fmt: skip


def test_a_constraint_has_the_place_of_its_value() -> None:
    assert shape("ex:S sh:class\n  ex:C .").constraints[0].place == Place("s.ttl", ABOVE + 2, 3)


def test_lists_give_their_members() -> None:
    assert one("sh:in ( 1 ex:a )").values == (literal("1", XSD + "integer"), iri(EX + "a"))
    assert one('sh:languageIn ( "en" "es" )').values == (literal("en"), literal("es"))
    assert one("sh:or ( ex:A ex:B ex:A )").shapes == (iri(EX + "A"), iri(EX + "B"), iri(EX + "A"))
    assert one("sh:in ()").values == ()


def test_a_pattern_keeps_its_flags() -> None:
    assert one('sh:flags "i" ; sh:pattern "^a"').flags == "i"


def test_closed_lists_every_predicate_it_lets_pass() -> None:
    text = """sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
        sh:property [ sh:path ex:p ] , [ sh:path [ sh:inversePath ex:q ] ] , ex:P . ex:P sh:path ex:r"""
    found = shape(f"ex:S {text} .").constraints[0]
    assert [v.lexical for v in found.values] == [EX + "p", EX + "r", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]


@pytest.mark.parametrize("flag", ["sh:closed false", "sh:uniqueLang false", 'sh:uniqueLang "1"^^xsd:boolean'])
def test_a_flag_that_is_not_true_makes_no_constraint(flag: str) -> None:
    assert shape(f"ex:S sh:path ex:p ; {flag} .").constraints == ()


def test_a_qualified_shape_has_a_constraint_for_each_count_and_its_siblings() -> None:
    graph = read(
        """ex:S sh:property ex:A , ex:B . ex:T sh:property ex:A , ex:C .
        ex:A sh:path ex:p ; sh:qualifiedValueShape ex:QA ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2 ;
            sh:qualifiedValueShapesDisjoint true .
        ex:B sh:path ex:p ; sh:qualifiedValueShape ex:QB ; sh:qualifiedMinCount 1 .
        ex:C sh:path ex:p ; sh:qualifiedValueShape ex:QC , ex:QA ; sh:qualifiedMinCount 1 .""".replace(" , ex:QA", "")
    )
    least, most = graph.shapes[iri(EX + "A")].constraints
    assert (least.shapes, least.values[0].lexical, most.values[0].lexical) == ((iri(EX + "QA"),), "1", "2")
    assert least.siblings == most.siblings == (iri(EX + "QB"), iri(EX + "QC"))
    assert graph.shapes[iri(EX + "B")].constraints[0].siblings == ()


def test_severity_messages_and_deactivation_are_read() -> None:
    found = shape('ex:S a sh:NodeShape ; sh:severity sh:Info ; sh:message "a"@EN , "b" ; sh:deactivated true .')
    assert (found.severity, found.deactivated) == ("Info", True)
    assert found.messages == (literal("a", lang="en"), literal("b"))
    assert shape("ex:S a sh:NodeShape ; sh:severity ex:Grave .").severity == EX + "Grave"


def test_inner_shapes_belong_to_the_nearest_shape_with_a_name() -> None:
    graph = read("ex:S sh:property [ sh:path ex:p ; sh:not [ sh:class ex:C ] ] ; sh:node ex:T . ex:T sh:class ex:D .")
    owners = {graph.owners[t].lexical.removeprefix(EX) for t in graph.shapes if t.kind == "bnode"}
    assert owners == {"S"}
    assert graph.owners[iri(EX + "T")] == iri(EX + "T")


def test_a_shape_without_any_name_above_it_owns_itself() -> None:
    (node,) = read("[] sh:targetClass ex:C ; sh:class ex:D .").shapes
    assert read("[] sh:targetClass ex:C ; sh:class ex:D .").owners == {node: node}


def test_a_query_gets_its_prefixes_through_imports_and_keeps_its_messages() -> None:
    found = one(
        """sh:sparql ex:Q . ex:Q sh:select "SELECT $this { a:x b:x $this }" ; sh:message "m" ; sh:prefixes ex:O .
        ex:O owl:imports ex:P ; sh:declare [ sh:prefix "b" ; sh:namespace "urn:b"^^xsd:anyURI ] ,
            [ sh:prefix "unused" ; sh:namespace "urn:c"^^xsd:anyURI ] .
        ex:P owl:imports ex:O ; sh:declare [ sh:prefix "a" ; sh:namespace "urn:a"^^xsd:anyURI ]"""
    )
    assert found.query is not None
    assert found.query.text == "PREFIX a: <urn:a>\nPREFIX b: <urn:b>\nSELECT $this { a:x b:x $this }"
    assert (found.query.source, found.query.messages) == (iri(EX + "Q"), (literal("m"),))


def test_a_deactivated_query_makes_no_constraint() -> None:
    assert shape('ex:S sh:sparql [ sh:select "SELECT $this {}" ; sh:deactivated true ] .').constraints == ()


COMPONENT = """ex:K a sh:ConstraintComponent ;
    sh:parameter [ sh:path ex:low ] , [ sh:path ex:high ; sh:optional true ] ;
    sh:validator [ sh:ask "ASK {}" ] ; sh:propertyValidator [ sh:select "SELECT $this {}" ; sh:message "m" ] .
"""


def test_a_component_of_ones_own_holds_where_its_parameters_are() -> None:
    graph = read(
        COMPONENT + "ex:S a sh:NodeShape ; ex:low 1 . ex:T sh:path ex:p ; ex:high 3 ; ex:low 2 . ex:U ex:high 1 ."
    )
    (node,), (prop,) = (graph.shapes[iri(EX + name)].constraints for name in "ST")
    assert (node.component, node.query and node.query.kind, prop.query and prop.query.kind) == (
        EX + "K",
        "ask",
        "select",
    )
    assert [(name, v.lexical) for name, v in prop.arguments] == [("low", "2"), ("high", "3")]
    assert graph.shapes[iri(EX + "U")].constraints == ()


def test_a_component_with_one_parameter_holds_for_each_value() -> None:
    component = 'ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; sh:validator [ sh:ask "ASK {}" ] .'
    found = shape(component + "ex:S a sh:NodeShape ; ex:k 1 , 2 .").constraints
    assert [c.arguments[0][1].lexical for c in found] == ["1", "2"]


def test_a_target_in_sparql_is_read() -> None:
    (target,) = shape('ex:S sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this { ?this ?p 1 }" ] .').targets
    assert (target.kind, target.query and target.query.text) == ("sparql", "SELECT ?this { ?this ?p 1 }")


def test_a_target_type_gets_its_parameters_filled_in() -> None:
    (target,) = shape(
        """ex:T a sh:SPARQLTargetType ; sh:parameter [ sh:path ex:born ] ;
            sh:select "SELECT ?this { ?this ex:in $born ; ex:say '$born' # ?born\\n }" .
        ex:S sh:target [ a ex:T ; ex:born ex:Chile ] ."""
    ).targets
    assert target.query is not None
    assert target.query.text == f"SELECT ?this {{ ?this ex:in <{EX}Chile> ; ex:say '$born' # ?born\n }}"


def test_blank_nodes_of_different_files_stay_different() -> None:
    texts = ["[] sh:targetClass ex:C ; sh:class ex:D .", "[] sh:targetClass ex:C ; sh:class ex:E ."]
    documents = [(f"{n}.ttl", turtle.read(PREFIXES + t, f"{n}.ttl").triples) for n, t in enumerate(texts)]
    assert len(parse.parse(documents).shapes) == 2


@pytest.mark.parametrize("innermost_first", [False, True])
def test_a_hundred_shapes_may_stand_inside_each_other_and_no_more(innermost_first: bool) -> None:
    chain = [f"ex:S{n} sh:not ex:S{n + 1} ." for n in range(1, 100)] + ["ex:S100 sh:nodeKind sh:IRI ."]
    text = " ".join(reversed(chain) if innermost_first else chain)
    assert len(read(text).shapes) == 100
    with pytest.raises(Failed) as failed:
        read(text + " ex:S100 sh:not ex:S101 . ex:S101 sh:nodeKind sh:IRI .")
    assert [e.code for e in failed.value.errors] == ["V926"]


def test_what_two_files_both_say_is_said_once() -> None:
    triples = turtle.read(PREFIXES + "ex:S sh:path ex:p ; sh:minCount 1 .", "a.ttl").triples
    graph = parse.parse([("a.ttl", triples), ("b.ttl", triples)])
    assert len(graph.triples) == 2
    assert len(graph.shapes[iri(EX + "S")].constraints) == 1


def test_an_ill_formed_path_that_no_shape_uses_is_left_alone() -> None:
    assert len(read("ex:S sh:class ex:C . _:p sh:inversePath _:p .").shapes) == 1


def test_the_files_are_read_with_places_and_other_formats_too(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + "ex:S\n  a sh:NodeShape .", encoding="utf-8")
    (tmp_path / "b.nt").write_text(f"<{EX}T> <{SH}class> <{EX}C> .\n", encoding="utf-8")
    graph = parse.read([tmp_path / "a.ttl", tmp_path / "b.nt"])
    places = {t.lexical.removeprefix(EX): (s.place.line, s.place.column) for t, s in graph.shapes.items()}
    assert places == {"S": (ABOVE + 1, 1), "T": (0, 0)}


def test_a_file_without_a_statement_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("", encoding="utf-8")
    with pytest.raises(Failed) as failed:
        parse.read([tmp_path / "a.ttl"])
    assert [(e.code, e.place) for e in failed.value.errors] == [("V910", Place(str(tmp_path / "a.ttl")))]


def test_files_that_are_no_rdf_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("this is not Turtle", encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    with pytest.raises(Failed) as failed:
        parse.read([tmp_path / "a.ttl", tmp_path / "b.txt", tmp_path / "c.ttl"])
    assert sorted(e.code for e in failed.value.errors) == ["C106", "M101", "R401"]


def test_the_shapes_of_this_project_are_read() -> None:
    graph = parse.read([ROOT / "ontology" / "shapes.ttl"])
    assert len(graph.targeted) > 40
    assert all(graph.owners[node].kind == "iri" for node in graph.shapes)


def suite() -> list[Path]:
    if not SUITE.is_dir():
        return []
    text = {file: file.read_text(encoding="utf-8") for file in sorted(SUITE.rglob("*.ttl"))}
    return [f for f, t in text.items() if "a sh:NodeShape" in t or "rdf:type sh:NodeShape" in t or "PropertyShape" in t]


@pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C suite is not here")
def test_every_shapes_graph_of_the_w3c_suite_is_read() -> None:
    files = suite()
    assert len(files) > 90
    for file in files:
        assert parse.read([file], base=file.as_uri()).shapes, file


NODES = [iri(EX + n) for n in "STU"] + [Term("bnode", n) for n in "abc"] + [iri(RDF_NIL)]
VALUES = [
    *NODES,
    literal("true", XSD + "boolean"),
    literal("1", XSD + "integer"),
    literal("("),
    literal("m", lang="en"),
]
PREDICATES = [iri(SH + w) for w in sorted(WORDS) if w[0].islower()] + [iri(RDF_FIRST), iri(RDF_REST)] * 20
TYPES = [iri(SH + w) for w in ("NodeShape", "PropertyShape", "ConstraintComponent", "SPARQLTargetType")]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(VALUES)),
            st.tuples(st.sampled_from(NODES), st.just(iri(RDF_TYPE)), st.sampled_from(TYPES)),
        ),
        max_size=25,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_graph_is_read_or_refused(triples: list[tuple[Term, Term, Term]]) -> None:
    nodes = index([("s.ttl", [Triple(s, p, o, 1, 1) for s, p, o in triples])])
    try:
        graph = parse.shapes(nodes)
    except Failed:
        return
    lint.lint(nodes, graph)
    assert set(graph.owners) == set(graph.shapes)
    held = {t for s in graph.shapes.values() for c in s.constraints for t in (*c.shapes, *c.siblings)}
    assert held <= set(graph.shapes)
