"""Query texts -> what is read from them.  The texts are the project's own and those of the W3C test suite."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from lod.errors import Place
from lod.sparql import prebinding
from lod.sparql.faults import SparqlSyntax
from lod.sparql.model import Call, Filter, Triples, Variable
from lod.sparql.parse import parse
from lod.terms import iri, literal
from lod.vocab import RDF_NIL, XSD
from tests.sparql.printing import query_text

ROOT = Path(__file__).resolve().parents[2]
SHAPES = (ROOT / "ontology/shapes.ttl").read_text(encoding="utf-8")
PREFIXES = "".join(
    f"PREFIX {prefix}: <{namespace}>\n"
    for prefix, namespace in re.findall(r'sh:prefix "(\w+)" ; sh:namespace "([^"]+)"', SHAPES)
)
TEXT = re.compile(r'sh:(select|ask)\s+"""(.*?)"""', re.DOTALL)
OURS = [PREFIXES + text for _, text in TEXT.findall(SHAPES)]
QUESTIONS = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "ontology/questions").glob("*.rq"))]
SUITE = ROOT.parent / "shared/conformance/shacl/sparql"
OTHERS = [  # what our own queries do not use
    "ASK { ?s !(<x:a>|^<x:b>) ?o ; <x:p>*/(^<x:q>|<x:r>+)? [ <x:s> ( 1 -2.5 3e0 true ) ] . FILTER (!?o) }",
    """BASE <http://example.org/> SELECT DISTINCT * FROM <a> FROM NAMED <b> {
        GRAPH ?g { ?a a <C> } MINUS { ?a ?b '''x'y''' } }""",
    """SELECT (COUNT(DISTINCT ?x) AS ?n) (GROUP_CONCAT(?y; SEPARATOR=", ") AS ?all) WHERE { ?x ?p ?y }
        GROUP BY (STR(?p) AS ?k) HAVING (COUNT(*) > 1) ORDER BY DESC(?n) ?k LIMIT 5 OFFSET 2""",
    """SELECT ?x { { SELECT ?x { ?x ?y ?z } } UNION { VALUES (?x ?y) { (UNDEF 1) (<x:a> 'b'@en) } }
        BIND (1 - -1 AS ?one) }""",
    """SELECT ?a { SERVICE SILENT <x:s> { ?a ?b ?c }
        OPTIONAL { ?a ?d ?e FILTER (?e IN (1, 2) || ?e NOT IN ()) } } VALUES ?a { 1 }""",
]


def algebra(text: str) -> str:
    """How rdflib understands a query, without the names of blank nodes and the order of what stands in sets."""
    said = re.sub(r"rdflib\.term\.BNode\('[^']*'\)", "BNode", str(prepareQuery(text).algebra))
    return "".join(
        sorted(said.translate(str.maketrans("", "", "[], ")))
    )  # rdflib leaves what EXISTS holds as it stands


@pytest.mark.parametrize("text", [*OURS, *QUESTIONS])
def test_rdflib_understands_a_query_as_we_do(text: str) -> None:
    assert algebra(query_text(parse(text))) == algebra(text)


@pytest.mark.parametrize("text", [*OURS, *QUESTIONS, *OTHERS])
def test_a_query_that_is_written_out_again_is_the_same_query(text: str) -> None:
    written = query_text(parse(text))
    again = query_text(parse(written))
    assert re.sub(r"_:\w+", "_:b", again) == re.sub(r"_:\w+", "_:b", written)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT ?a {\n ?a ?b }", 2, 8, "expected a term or }, found '}'"),
        ("SELECT ?a { ?a ex:b 1 }", 1, 16, 'the prefix "ex:" is not declared'),
        ("SELECT { ?a ?b 1 }", 1, 8, "expected * or a variable, found '{'"),
        ("CONSTRUCT { ?a ?b 1 } WHERE { }", 1, 1, "expected SELECT or ASK, found 'CONSTRUCT'"),
        ("SELECT ?a { ?a ?b 1 ?c ?d 2 }", 1, 21, "expected . or }, found '?c'"),
        ("SELECT ?a { FILTER (STRLEN() > 1) }", 1, 21, "expected 1 arguments of STRLEN, found 'STRLEN'"),
        ("SELECT ?a { FILTER ?a }", 1, 20, "expected ( or a function after FILTER, found '?a'"),
        ("SELECT ?a { ?a ?b 'x\\q' }", 1, 19, "unknown escape '\\\\q'"),
        ("SELECT ?a { ?a ?b \x01 }", 1, 19, "unexpected '\\x01 }'"),
        ("PREFIX a: <x:>\nPREFIX b: <x:>\n\n SELECT ?a { ?a ?b }", 2, 20, "expected a term or }, found '}'"),
        ("SELECT ?a { ?a ?b 1 } }", 1, 23, "expected the end of the query, found '}'"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(SparqlSyntax) as caught:
        parse(text, Place("shapes.ttl", 7, 3))
    assert caught.value.facts == {"line": line, "column": column, "message": message}
    assert str(caught.value).startswith("shapes.ttl:7:3: error[V970]")


def test_signs_belong_to_numbers_only_where_no_other_operand_stands_before() -> None:
    query = parse("SELECT ?a { FILTER (?a -1 = -1) }")
    minus_one = literal("-1", XSD + "integer")
    difference = Call("-", (Variable("a"), literal("1", XSD + "integer")))
    assert query.where.elements == (Filter(Call("=", (difference, minus_one))),)


def test_reading_a_query_takes_less_than_a_few_milliseconds() -> None:
    before = time.process_time()
    for text in OURS:
        parse(text)
    assert (time.process_time() - before) / len(OURS) < 0.005  # measured 0.0003


def given(kind: str) -> list[str]:
    return ["this", "shapesGraph", "currentShape", *(["value"] if kind == "ask" else [])]


@pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C suite is not here")
def test_the_rules_of_prebinding_refuse_what_the_w3c_suite_says_must_fail() -> None:
    for file in sorted(SUITE.glob("*/*-*.ttl")):
        turtle = file.read_text(encoding="utf-8")
        refused = []
        for kind, text in TEXT.findall(turtle):
            whole = "PREFIX ex: <x:> PREFIX rdfs: <x:> PREFIX test: <x:>\n" + text.replace('\\"', '"')
            refused += prebinding.check(parse(whole), given(kind), whole)
        assert bool(refused) == ("sht:Failure" in turtle), f"{file.name}: {refused}"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }", ["V971"]),
        ("SELECT $this { FILTER EXISTS { $this ?p ?o VALUES ?o { 1 } } }", ["V971"]),
        ("SELECT $this { $this ?p ?o } VALUES ?o { 1 }", ["V971"]),
        ("SELECT $this { SERVICE <x:s> { $this ?p ?o } }", ["V971"]),
        ("SELECT $this (1 AS ?currentShape) { $this ?p ?o }", ["V972"]),
        ("SELECT $this { { SELECT ?p (1 AS $this) { ?s ?p ?o } } }", ["V972"]),
        ("SELECT $this { { SELECT ?p { $this ?p ?o } } { SELECT * { $this ?p ?o } } }", ["V973"]),
        ("SELECT $this { FILTER EXISTS { { SELECT ?p { $this ?p ?o } } } }", ["V973"]),
        ("SELECT $this { $this ?p ?o BIND (?o AS ?other) }", []),
    ],
)
def test_what_a_query_may_not_do_with_variables_that_have_a_value(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in prebinding.check(parse(text), given("select"), text)] == codes


def test_terms_are_read_as_they_are_written() -> None:
    query = parse(
        r"""SELECT ?a { ?a <x:p> "a\u00e9\n\"", 'b'@en-GB, "1"^^<x:t>, 1, -.5, +1e3, true, _:x, <x:\u00e9>, () }"""
    )
    (triples,) = query.where.elements
    assert isinstance(triples, Triples)
    assert [p.object for p in triples.patterns] == [
        literal('aé\n"'),
        literal("b", lang="en-GB"),
        literal("1", "x:t"),
        literal("1", XSD + "integer"),
        literal("-.5", XSD + "decimal"),
        literal("+1e3", XSD + "double"),
        literal("true", XSD + "boolean"),
        Variable("_:x"),
        iri("x:é"),
        iri(RDF_NIL),
    ]
