"""The routes of SPARQL constraints say the same, on what each of them needs to see."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod import turtle
from lod.errors import Failed
from lod.shapes import fallback, flat, oracle, parse
from lod.shapes.dictionary import Dictionary
from lod.shapes.fallback import Row
from lod.shapes.focus_nodes import select
from lod.shapes.footprint import footprint
from lod.shapes.graphs import graph_of
from lod.shapes.model import Constraint, Shape, ShapesGraph
from lod.shapes.neighbourhood import extract
from lod.shapes.reach import not_flat, predicates
from lod.shapes.run import run
from lod.shapes.sample import sample
from lod.sparql.parse import parse as parse_query
from lod.terms import Term, iri, ntriples
from lod.vocab import SH
from tests.shapes import test_rules as rules
from tests.shapes.case import together
from tests.shapes.graphs import Triple, bench_of, multiset

ROOT = Path(__file__).resolve().parents[2]
EX = "http://example.org/"
PREFIXES = f"@prefix ex: <{EX}> .\n@prefix sh: <{SH}> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
BODIES = {  # query -> whether it may be asked for all focus nodes at once
    "$this ex:p ?value": True,
    "$this ex:p ?value . ?value ex:q ?x FILTER (?x > 1)": True,
    "$this ex:p ?value FILTER NOT EXISTS { ?value ex:q $this }": True,
    "$this ex:p ?value FILTER NOT EXISTS { ?value ex:q ?x FILTER (?x = $this) }": True,
    "$this ex:p ?value OPTIONAL { ?value ex:q ?x FILTER (?x = $this) } FILTER (!BOUND(?x))": True,
    "{ $this ex:p ?value } UNION { ?value ex:q $this }": True,
    "$this ex:p ?x { ?x ex:q ?value } UNION { ?x ex:p ?value }": True,
    "$this ex:p ?x . { SELECT $this (COUNT(?y) AS ?value) { $this ex:q ?y } "
    "GROUP BY $this HAVING (COUNT(?y) > 0) }": True,
    "$this ex:p/ex:q* ?value": True,
    "$this ex:p ?x . ?x ex:q* ?value": True,
    "$this ex:p|^ex:q ?value . BIND (STR(?value) AS ?text)": True,
    "$this ex:p ?value , ?other FILTER (STR(?value) < STR(?other))": True,
    "$this ex:p ?value FILTER (?value != $this && EXISTS { { ?value ex:q ?x } UNION { $this ex:q ?x } })": True,
    "$this ex:q* ?value": False,
    "$this ?p ?value": False,
    "{ ?value ex:q ?x FILTER (?x = $this) }": False,
    "{ ?value ex:q ?x } UNION { BIND ($this AS ?value) }": False,
    "$this ex:p ?x OPTIONAL { ?x ex:q ?value OPTIONAL { ?value ex:q ?y FILTER (?y = $this) } }": False,
    "$this !ex:p ?value": False,
}
nodes = st.sampled_from("abcd").map(lambda n: iri(EX + n))
numbers = st.sampled_from("123").map(lambda n: Term("literal", n, "http://www.w3.org/2001/XMLSchema#integer"))
links = st.tuples(nodes, st.sampled_from("pq").map(lambda n: iri(EX + n)), st.one_of(nodes, nodes, numbers))


def read(text: str) -> list[Triple]:
    return [(t.s, t.p, t.o) for t in turtle.read(PREFIXES + text, "example.ttl").triples]


def shapes(text: str) -> ShapesGraph:
    return parse.parse([("shapes.ttl", turtle.read(PREFIXES + text, "shapes.ttl").triples)])


def asking(query: str, around: str = "a sh:NodeShape") -> tuple[Shape, Constraint, ShapesGraph]:
    graph = shapes(
        'ex:names sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] . '
        f"ex:S {around} ; sh:targetNode ex:a , ex:b , ex:c , ex:z ; "
        f'sh:sparql [ sh:prefixes ex:names ; sh:select """{query}""" ] .'
    )
    shape = graph.shapes[iri(EX + "S")]
    return shape, next(c for c in shape.constraints if c.query), graph


def counted(rows: list[Row] | None) -> Counter[tuple[object, ...]]:
    assert rows is not None
    return Counter((x, v, p, tuple(sorted(said.items()))) for x, v, p, said in rows)


@pytest.mark.parametrize(("body", "at_once"), BODIES.items())
@given(st.lists(links, max_size=12))
@settings(max_examples=8, deadline=None)
def test_asked_at_once_or_one_by_one_a_query_says_the_same(body: str, at_once: bool, data: list[Triple]) -> None:
    names = " ".join(n for n in ("?text", "?other") if n in body)
    shape, constraint, _ = asking(f"SELECT $this ?value {names} {{ {body} }}")
    bench = bench_of(data)
    dictionary = Dictionary(bench)
    focus = [dictionary.id(iri(EX + n)) for n in "abcz"]
    one_by_one = fallback.evaluate(bench, dictionary, shape, constraint, focus)
    together = flat.evaluate(bench, dictionary, shape, constraint, focus)
    assert (together is not None) == at_once
    assert together is None or counted(together) == counted(one_by_one)


@pytest.mark.parametrize("body", BODIES)
@given(st.lists(links, max_size=12))
@settings(max_examples=4, deadline=None)
def test_one_by_one_a_query_says_what_pyshacl_says(body: str, data: list[Triple]) -> None:
    shape, constraint, graph = asking(f"SELECT $this ?value {{ {body} }}")
    bench = bench_of(data)
    dictionary = Dictionary(bench)
    focus = {dictionary.id(iri(EX + n)): f"<{EX}{n}>" for n in "abcz"}
    ours = {
        (focus[x], v or focus[x])
        for x, v, _, _ in fallback.evaluate(bench, dictionary, shape, constraint, list(focus)) or ()
    }
    assert ours == {(r.focus, r.value) for r in oracle.validate(graph_of(data), graph_of(graph.triples)).results}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT $this (COUNT(?x) AS ?n) { $this <urn:p> ?x }", "it counts across focus nodes"),
        ("SELECT $this (COUNT(?x) AS ?n) { $this <urn:p> ?x } GROUP BY $this", ""),
        ("SELECT $this { $this <urn:p> ?x } LIMIT 1", "it has LIMIT, OFFSET or REDUCED"),
        ("SELECT ?x { $this <urn:p> ?x }", "it does not select $this"),
        ("ASK { $this <urn:p> ?x }", "it is an ASK"),
        ("SELECT $this { $this <urn:p> ?x MINUS { $this <urn:q> ?x } }", "it has MINUS, SERVICE or VALUES"),
        ("SELECT $this { $this <urn:p> ?x FILTER (RAND() > ?x) }", "its values change from call to call"),
        ("SELECT $this { $this <urn:p>* <urn:c> }", "a path may be empty where it starts"),
        ("SELECT $this { { SELECT $this { $this <urn:p> ?x } } }", "it is a subquery only"),
        ("SELECT * { $this <urn:p> ?x }", ""),
    ],
)
def test_what_keeps_a_query_from_being_asked_at_once_is_said(query: str, reason: str) -> None:
    assert not_flat(parse_query(query)) == reason


def test_a_query_sees_the_predicates_it_names() -> None:
    query = "SELECT $this { $this a/<urn:p>* ?x ; ^<urn:q> ?y FILTER NOT EXISTS { ?y <urn:r>|<urn:s> ?x } }"
    assert {p.rpartition(":")[2] for p in predicates(parse_query(query)) or ()} >= {"p", "q", "r", "s"}
    assert predicates(parse_query("SELECT $this { $this ?p ?x }")) is None
    assert predicates(parse_query("SELECT $this { $this a ?x . ?y <urn:p>* ?z }")) is None  # any node of the graph


@pytest.mark.parametrize(
    ("value", "filter_"),
    [
        ('"01"^^xsd:integer', "STR(?value) = '01'"),  # the store keeps 1
        ('"1789"^^xsd:gYear', "?value < 1"),  # the store orders years
        ('"a"', "REGEX(?value, '(?=a)')"),  # patterns of the store are not those of XPath
        ('"a"', "<http://example.org/f>(?value)"),
        ('"a"@en', "?value && MD5('a') != 'b'"),  # a text with a language is true
        ('"1"', "<http://www.w3.org/2001/XMLSchema#integer>(?value, 1) = 1"),  # the store breaks off
    ],
)
def test_what_the_store_would_say_otherwise_is_left_to_the_other_route(value: str, filter_: str) -> None:
    shape, constraint, _ = asking(f"SELECT $this ?value {{ $this ex:p ?value FILTER ({filter_}) }}")
    bench = bench_of(read(f"ex:a ex:p {value} ."))
    dictionary = Dictionary(bench)
    assert flat.evaluate(bench, dictionary, shape, constraint, [dictionary.id(iri(EX + "a"))]) is None


@pytest.mark.parametrize("value", ['""', "0", "false"])
def test_an_end_of_a_path_that_is_empty_or_zero_is_an_end(value: str) -> None:
    shape, constraint, _ = asking(
        f"SELECT $this ?value {{ $this ex:p/ex:q* {value} . $this ex:r ?x . ?value ex:q* ?x }}"
    )
    bench = bench_of(read(f"ex:a ex:p ex:b ; ex:r {value} . ex:b ex:q {value} . ex:c ex:q 7 ."))
    dictionary = Dictionary(bench)
    rows = fallback.evaluate(bench, dictionary, shape, constraint, [dictionary.id(iri(EX + "a"))])
    of_value = ntriples(read(f"ex:a ex:p {value} .")[0][2])
    assert rows is not None
    assert sorted(v for _, v, _, _ in rows) == [of_value, f"<{EX}b>"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("?value IN (1.5, 2)", True),
        ("?value NOT IN (1.5, 2)", False),
        ("?value IN (STRLEN(ex:b), 2)", False),
        ("?value NOT IN (STRLEN(ex:b), 2)", False),
        ("?value IN (STRLEN(ex:b), 1.5)", True),
        ("?value IN ()", False),
        ("?value NOT IN ()", True),
    ],
)
def test_one_by_one_a_list_is_searched_for_the_value(condition: str, found: bool) -> None:
    shape, constraint, _ = asking(f"SELECT $this ?value {{ $this ex:p ?value FILTER ({condition}) }}")
    bench = bench_of(read("ex:a ex:p 1.50 ."))
    dictionary = Dictionary(bench)
    rows = fallback.evaluate(bench, dictionary, shape, constraint, [dictionary.id(iri(EX + "a"))])
    assert rows is not None
    assert bool(rows) is found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?this { ?this ex:p ?x }", {"a", "b"}),
        ("SELECT ?this { { ?this ex:p ex:b } UNION { ?this ex:p ex:c } }", {"a", "b"}),
        ("SELECT ?this { ?this ex:p ?x FILTER (?x = ex:c) }", {"b"}),
        ("SELECT ?this { OPTIONAL { ?this ex:none ?x } }", set()),
        ("SELECT ?this { ?s ex:p ?d BIND (YEAR(?d) AS ?this) }", set()),
        ("SELECT ?this { ?s ex:p ?x OPTIONAL { ?s ex:p ?this FILTER (?x = ex:c) } }", {"c"}),
        ("SELECT (ex:b AS ?this) { }", {"b"}),
    ],
)
def test_a_target_is_what_its_query_binds(query: str, found: set[str]) -> None:
    graph = shapes(
        'ex:names sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] . '
        f"ex:S a sh:NodeShape ; sh:nodeKind sh:Literal ; sh:target [ a sh:SPARQLTarget ; sh:prefixes ex:names ; "
        f'sh:select """{query}""" ] .'
    )
    told = run(bench_of(read("ex:a ex:p ex:b . ex:b ex:p ex:c .")), graph)
    assert {result.focus for result in told.results} == {f"<{EX}{name}>" for name in found}


@pytest.mark.parametrize(
    ("value", "condition", "found"),
    [
        ('"2999-01-01T00:00:00"^^xsd:dateTime', "?value > NOW()", True),
        ('"1999-01-01T00:00:00Z"^^xsd:dateTime', "?value > now ( )", False),
        ('"1999-01-01"^^xsd:date', "?value < NOW()", False),  # SPARQL has no order of these
        ('"-0044-03-15T00:00:00Z"^^xsd:dateTime', "?value < NOW()", True),
        ('"-0044-03-15T00:00:00Z"^^xsd:dateTime', "YEAR(?value) < YEAR(NOW())", True),
        ('"abc"', "?value > 3 && NOW() = NOW()", False),
    ],
)
def test_now_is_a_moment_like_any_other(value: str, condition: str, found: bool) -> None:
    _, _, graph = asking(f"SELECT $this ?value {{ $this ex:p ?value FILTER ({condition}) }}")
    assert bool(run(bench_of(read(f"ex:a ex:p {value} .")), graph).results) is found


def test_a_shape_that_asks_for_the_moment_looks_at_all_its_nodes_again() -> None:
    for condition, told in (("?x > 1", True), ("?x > NOW()", False)):
        shape, _, graph = asking(f"SELECT $this {{ $this ex:p ?x FILTER ({condition}) }}")
        assert (footprint(shape, graph) is not None) is told


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK { $this ex:p ?value }", "sh:select holds an ASK query; begin it with SELECT"),
        ("SELECT $this { $this ex:p ?x BIND (1 AS ?x) }", "BIND gives ?x a value where it may have one already"),
        ("SELECT $this { OPTIONAL { $this ex:p ?x } { BIND (1 AS ?x) } BIND (2 AS ?x) }", "BIND gives ?x a value"),
    ],
)
def test_a_query_that_breaks_a_rule_of_sparql_is_told(query: str, said: str) -> None:
    _, _, graph = asking(query)
    with pytest.raises(Failed, match=re.escape(said)) as failed:
        run(bench_of(read("ex:a ex:p 1 .")), graph)
    assert {error.code for error in failed.value.errors} == {"V974"}


def test_a_group_of_nothing_is_left_to_routes_that_know_it() -> None:
    body = "SELECT $this (COUNT(?x) AS ?n) { $this ex:q ?x } GROUP BY $this"
    bench = bench_of(read("ex:a ex:p ex:b ."))
    dictionary = Dictionary(bench)
    for having, answer in (
        ("", None),
        (" HAVING (COUNT(?x) > 0)", []),
        (" HAVING (BOUND($this) || COUNT(?x) > 0)", None),
    ):
        shape, constraint, _ = asking(body + having)
        assert fallback.evaluate(bench, dictionary, shape, constraint, [dictionary.id(iri(EX + "a"))]) == answer
        assert flat.evaluate(bench, dictionary, shape, constraint, [dictionary.id(iri(EX + "a"))]) == []


def test_the_path_of_a_shape_stands_for_its_variable() -> None:
    around = "a sh:PropertyShape ; sh:path ( ex:p [ sh:inversePath ex:q ] )"
    shape, constraint, _ = asking("SELECT $this ?value { $this $PATH ?value }", around)
    bench = bench_of(read("ex:a ex:p ex:b . ex:c ex:q ex:b ."))
    dictionary = Dictionary(bench)
    for route in (flat, fallback):
        rows = route.evaluate(bench, dictionary, shape, constraint, [dictionary.id(iri(EX + "a"))])
        assert rows == [(dictionary.id(iri(EX + "a")), f"<{EX}c>", "", {})]


def test_a_component_of_ones_own_is_asked_for_each_value() -> None:
    graph = shapes("""ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value >= $least) }" ] .
        ex:S a sh:PropertyShape ; sh:path ex:p ; sh:targetNode ex:a ; ex:least 2 .""")
    shape = graph.shapes[iri(EX + "S")]
    bench = bench_of(read("ex:a ex:p 1 , 2 , 3 ."))
    dictionary = Dictionary(bench)
    a = dictionary.id(iri(EX + "a"))
    rows = fallback.evaluate(bench, dictionary, shape, shape.constraints[0], [a])
    assert rows == [(a, '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', "", {})]


def test_an_error_of_rdflib_names_the_node_and_the_query() -> None:
    shape, constraint, _ = asking("SELECT $this { $this ex:p ?x } GROUP BY $this HAVING (SUM(?x) > 1)")
    bench = bench_of(read("ex:a ex:p 'x' . ex:b ex:p 2 ."))
    dictionary = Dictionary(bench)
    focus = [dictionary.id(iri(EX + n)) for n in "ab"]
    with pytest.raises(Failed, match=r"shapes\.ttl:4:\d+: error\[V904\]: .* for <http://example\.org/a>") as caught:
        fallback.evaluate(bench, dictionary, shape, constraint, focus)
    assert len(caught.value.errors) == 1


def test_an_error_in_a_filter_makes_it_fail_and_nothing_else() -> None:
    shape, constraint, _ = asking("SELECT $this ?value { $this ex:p ?value FILTER (YEAR(?value) > 1) }")
    bench = bench_of(read('ex:a ex:p "2020-02-30"^^xsd:date , "2020-02-20"^^xsd:date .'))
    dictionary = Dictionary(bench)
    rows = fallback.evaluate(bench, dictionary, shape, constraint, [dictionary.id(iri(EX + "a"))])
    assert [row[1][:12] for row in rows or ()] == ['"2020-02-20"']


WORLD = sorted(together(rules.ALL[::3]).triples, key=str)
OURS = [ROOT / "ontology/shapes.ttl"]


@pytest.mark.slow
def test_on_their_neighbourhood_focus_nodes_have_the_results_they_have_in_the_whole() -> None:
    graph = parse.read(OURS)
    bench = bench_of(WORLD)
    dictionary = Dictionary(bench, (t for triple in graph.triples for t in triple))
    queries = {s.id: select(s, bench, dictionary) for s in graph.targeted}
    wanted = {id_: frozenset(int(str(x)) for (x,) in bench.rows(q)) for id_, q in queries.items()}
    needed = extract(bench, dictionary, graph, wanted)
    targets = [triple for triple in WORLD if triple[1].lexical.endswith("#type")]
    whole = oracle.validate(graph_of(WORLD), graph_of(graph.triples))
    part = oracle.validate(graph_of([*needed, *targets]), graph_of(graph.triples))
    assert multiset(part) == multiset(whole)
    assert whole.results


@pytest.mark.slow
def test_a_sample_of_what_pyshacl_itself_says_has_no_differences() -> None:
    graph = parse.read(OURS)
    outcome = oracle.validate(graph_of(WORLD), graph_of(graph.triples))
    compared = sample(bench_of(WORLD), graph, outcome, 60)
    assert compared.differences == ()
    assert compared.results > 50
