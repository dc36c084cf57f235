"""SPARQL compiled to SQL gives what SPARQL engines give."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from pathlib import Path

import duckdb
import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, assume, given, note, seed, settings

from lod.errors import Place
from lod.shapes import oracle
from lod.shapes import parse as parse_shapes
from lod.shapes.dictionary import Dictionary
from lod.shapes.model import Inverse, Query, Shape, Step
from lod.shapes.model import Sequence as Sequence_
from lod.shapes.queries.compile import compile_query
from lod.shapes.queries.paths import nullable
from lod.shapes.queries.values import Unsupported
from lod.shapes.reach import inside
from lod.sparql.model import Pattern, Select, Variable
from lod.sparql.parse import parse
from lod.terms import Term, iri, literal, ntriples
from lod.vocab import XSD
from lod.workbench import Workbench
from tests.shapes import test_rules
from tests.shapes.graphs import Triple, bench_of, term_of, triples_of
from tests.shapes.prebound import bound
from tests.shapes.random_queries import NODES, graphs, selects
from tests.shapes.spelled import spelled
from tests.sparql.printing import query_text

ROOT = Path(__file__).resolve().parents[2]
Rows = Counter[tuple[str, ...]]
SHAPE = iri("http://example.org/shape")
NUMBER = re.compile(r'"([^"]*)"\^\^<http://www\.w3\.org/2001/XMLSchema#(integer|decimal)>')


def plain(text: str) -> str:
    """A term as text; numbers without needless digits, and rounded where engines differ in how far they divide."""
    match = NUMBER.fullmatch(text)
    if not match:
        return text
    try:
        with localcontext(prec=60):
            value = Decimal(match.group(1)).quantize(Decimal("1e-9")).normalize() + 0
    except ArithmeticError:
        return text
    return f"{value:f} {match.group(2)}"


def in_sql(bench: Workbench, text: str, focus: Sequence[Term]) -> Rows:
    """The solutions of a query for each focus node: $this, ?value, and what else is selected."""
    dictionary = Dictionary(bench, focus)
    dictionary.stray(focus)
    compiled = compile_query(Query(text, "select", Place("query"), SHAPE), "focus", dictionary, {})
    assert all(bench.number(guard) == 0 for guard in compiled.guards)
    ids = ", ".join(f"({dictionary.id(t)})" for t in focus)
    rows = bench.con.execute(f"WITH focus(x) AS (VALUES {ids}) SELECT x, v, vt, said FROM ({compiled.sql})").fetchall()
    texts = dict(bench.con.execute("SELECT id, nt FROM term").fetchall())
    texts |= {number: ntriples(t) for number, t in dictionary.absent.items()}
    of_said = {str(number): nt for number, nt in texts.items()}
    return Counter(
        _row(texts[x], {"value": vt or texts.get(v), **{name: of_said.get(t, t) for name, t in said.items()}})
        for x, v, vt, said in rows
    )


def _row(this: str, values: dict[str, str | None]) -> tuple[str, ...]:
    return (this, *(f"{name}={plain(text)}" for name, text in sorted(values.items()) if text))


def in_rdflib(triples: Iterable[Triple], query: Select, focus: Sequence[Term]) -> Rows:
    graph, found = oracle.graph_of(triples), Counter[tuple[str, ...]]()
    for node in focus:
        answer = graph.query(query_text(bound(query, "this", node)))
        for row in answer.bindings:  # iterating the answer itself leaves out solutions that bind nothing
            if row or not query.group_by:  # rdflib has such a solution where there is no group
                found[_row(ntriples(node), {str(name): _text(value) for name, value in row.items()})] += 1
    return found


def _text(node: rdflib.term.Node | None) -> str | None:
    return None if node is None else node.n3()


def in_oxigraph(triples: Iterable[Triple], query: Select, focus: Sequence[Term]) -> Rows:
    store, found = pyoxigraph.Store(), Counter[tuple[str, ...]]()
    lines = "".join(f"{' '.join(map(ntriples, triple))} .\n" for triple in triples)
    store.load(lines.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    for node in focus:
        answer = store.query(query_text(spelled(bound(query, "this", node))))  # it counts the ways of a path once
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        names = [v.value for v in answer.variables]
        for row in answer:
            values = {name: None if row[name] is None else str(row[name]) for name in names}
            found[_row(ntriples(node), values)] += 1
    return found


def assert_as_others(triples: list[Triple], query: Select) -> None:
    text = query_text(query)
    note(text)
    triples = [*triples, *_mentions(query)]
    try:
        found = in_sql(bench_of(triples), text, NODES)
    except (Unsupported, duckdb.OutOfRangeException, duckdb.InvalidInputException):
        assume(False)
    if found != in_oxigraph(triples, query, NODES):
        assert found == in_rdflib(triples, query, NODES)


def _mentions(query: Select) -> list[Triple]:
    """Triples of the ends of paths that may be no step: Oxigraph knows no such path at a node that no triple has."""
    patterns = [p for p in inside(query) if isinstance(p, Pattern)]
    empty = [p for p in patterns if not isinstance(p.predicate, Variable) and nullable(p.predicate)]
    ends = [end for p in empty for end in (p.subject, p.object)]
    nodes = NODES if Variable("this") in ends else []
    return [(iri(EX + "any"), iri(EX + "thing"), end) for end in (*nodes, *ends) if isinstance(end, Term)]


@given(graphs, selects())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_queries_have_the_solutions_that_other_engines_find(triples: list[Triple], query: Select) -> None:
    assert_as_others(triples, query)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(6))  # of the random numbers: six tests run beside each other
def test_many_random_queries_have_the_solutions_that_other_engines_find(start: int) -> None:
    many = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    seed(start)(many(given(graphs, selects())(assert_as_others)))()


EX = "http://example.org/"
PREFIXES = f"PREFIX ex: <{EX}> PREFIX xsd: <{XSD}> "
FIGURES = [  # ex:a has one value of each property
    ("share", literal("0.52", XSD + "decimal")),
    ("other", literal("0.50", XSD + "decimal")),
    ("padded", literal("0.520", XSD + "decimal")),
    ("zero", literal("0", XSD + "integer")),
    ("two", literal("2", XSD + "integer")),
    ("three", literal("3", XSD + "byte")),
    ("double", literal("2.0e0", XSD + "double")),
    ("long", literal("12345678901234567890123456789", XSD + "integer")),
    ("name", literal("Ana")),
    ("label", literal("Ana", lang="es")),
    ("day", literal("2020-01-02", XSD + "date")),
    ("zoned", literal("2020-01-02Z", XSD + "date")),
    ("early", literal("-0044-03-15", XSD + "date")),
    ("year", literal("1906", XSD + "gYear")),
    ("later", literal("1907", XSD + "gYear")),
    ("false", literal("0", XSD + "boolean")),
    ("broken", literal("many", XSD + "integer")),
    ("strange", literal("x", EX + "type")),
    ("other-strange", literal("y", EX + "type")),
    ("text", literal('a "b"\n\\')),
    ("node", iri(EX + "b")),
]
A = iri(EX + "a")
FIGURE_TRIPLES = [(A, iri(EX + name), value) for name, value in FIGURES]


def holds(condition: str, figures: Sequence[Triple] = FIGURE_TRIPLES) -> bool | None:
    """Whether a condition on the figures, named as variables, is true, false, or (None) an error."""
    names = dict.fromkeys(re.findall(r"\?(\w+)", condition))
    where = " ".join(f"$this ex:{name.replace('_', '-')} ?{name} ." for name in names)
    bench, found = bench_of(figures), []
    for wanted in (condition, f"!({condition})"):
        found.append(in_sql(bench, f"{PREFIXES} SELECT $this {{ {where} FILTER ({wanted}) }}", [A]).total() == 1)
    assert found != [True, True]
    return None if found == [False, False] else found[0]


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("?share - ?other > 0.02", False),  # as doubles it is true
        ("?share = ?padded", True),
        ("?two / ?three = 0.666666666666666667", True),
        ("?two / ?zero = 1", None),
        ("?two / ?zero = 1 || ?two = 2", True),
        ("?two = ?double", True),
        ("?share + 0.1e0 > 0.6", True),
        ("?broken < 1", None),
        ("?broken != 1", None),
        ("?name = ?label", False),
        ("?name != ?two", True),
        ("?name < ?two", None),
        ("?label < 'B'", None),
        ("?name < 'B'", True),
        ("?name = 'Ana'", True),
        ("?label = 'Ana'@ES", True),
        ("?early < ?day", True),
        ("?early < '2020-01-01'^^xsd:date", True),
        ("?day < ?zoned", None),
        ("?day = ?zoned", False),
        ("?day < '2020-01-04Z'^^xsd:date", True),
        ("?year < ?later", None),
        ("?year = ?later", None),
        ("?year = '1906'^^xsd:gYear", True),
        ("?year != ?name", True),
        ("?strange = ?other_strange", None),
        ("?strange = ?strange", True),
        ("?strange = ?node", False),
        ("?node = ex:b", True),
        ("?node < ex:c", None),
        ("?false", False),
        ("!?false", True),
        ("?zero", False),
        ("?broken", False),
        ("?day", None),
        ("?missing", None),
        ("?missing != ?node", None),
        ("?node = IF(?missing, ?name, ?two)", None),
        ("?two / ?zero != ?node", None),
        ("?node != STRLEN(?two)", None),
        ("COALESCE(?missing != ?two, true)", True),
        ("COALESCE(?two != ?share, false)", True),
        ("(?two != ?three) = true", True),
        ("(?two != ?three) IN (false, 1 != 1)", False),
        ("'a' != ABS(?node)", None),
        ("STR(?missing) != ?day", None),
        ("STRLEN(?node) != BOUND(?missing)", None),
        ("REGEX(?node, 'A') != ?name", None),
        ("DATATYPE(?two) != STRLEN(?node)", None),
        ("?missing != DATATYPE(?two)", None),
        ("?two / ?zero != 'x'^^ex:type", None),
        ("?two + ?three != 'x'^^ex:type", None),
        ("BOUND(?missing) = 'maybe'^^xsd:boolean", None),
        ("BOUND(?missing)", False),
        ("COALESCE(?missing, ?name) = 'Ana'", True),
        ("?two IN (1, 2, 'x')", True),
        ("?two IN (1, ?broken)", None),
        ("?two NOT IN ()", True),
        ("SUBSTR(?name, 0, 3) = 'An'", True),
        ("SUBSTR(?name, 2, 9999999999999999999) = 'na' && SUBSTR(?name, 99999999999) = ''", True),
        ("SUBSTR(STR(?day), 1, 4) = '2020'", True),
        ("STRBEFORE(STR(?day), '-') = '2020' && STRAFTER(STR(?day), '2020-') = '01-02'", True),
        ("STRBEFORE(?name, 'x') = ''", True),
        ("STRLEN('a\u0301\U0001f600') = 3", True),
        ("UCASE(?name) = 'ANA' && LCASE('ÄÑ') = 'äñ'", True),
        ("CONTAINS(?name, 'n'@es)", None),
        ("LANGMATCHES(LANG(?label), 'ES') && LANG(?name) = ''", True),
        ("DATATYPE(?day) = xsd:date && DATATYPE(?three) != xsd:integer", True),
        ("DATATYPE(?node) = xsd:date", None),
        ("REGEX(STR(?day), '^[0-9]{4}-')", True),
        ("REGEX(?name, 'ANA', 'i')", True),
        ("ISNUMERIC(?three) && !ISNUMERIC(?broken) && !ISNUMERIC(?name)", True),
        ("ROUND(-2.5) = -2 && FLOOR(-0.5) = -1 && CEIL(?share) = 1 && ABS(-?two) = 2", True),
        ("xsd:integer('+07') = 7 && xsd:decimal(?name) = 1", None),
        ("xsd:integer(?share) = 0 && xsd:integer(' 12 ') = 12", True),
        ("IF(?two > 1, ?name, ?node) = 'Ana'", True),
        ("CONCAT(STR(?two), '-', ?name) = '2-Ana'", True),
        ("sameTerm(?share, ?padded)", False),
        ("ISIRI(?node) && ISLITERAL(?name) && !ISBLANK(?node)", True),
    ],
)
def test_a_condition_is_true_false_or_an_error_as_sparql_says(condition: str, truth: bool | None) -> None:
    figures = [t for t in FIGURE_TRIPLES if not t[1].lexical.endswith("long")]
    if "?missing" in condition:
        condition = condition.replace("?missing", "?no")
        figures_text = "$this ex:name ?name OPTIONAL { $this ex:missing ?no }"
        rows = [
            in_sql(bench_of(figures), f"{PREFIXES} SELECT $this {{ {figures_text} FILTER ({c}) }}", [A]).total()
            for c in (condition, f"!({condition})")
        ]
        assert rows == {True: [1, 0], False: [0, 1], None: [0, 0]}[truth]
    else:
        assert holds(condition, figures) is truth


def test_a_number_that_does_not_fit_trips_the_guard() -> None:
    bench = bench_of(FIGURE_TRIPLES)
    query = Query(f"{PREFIXES} SELECT $this {{ $this ex:long ?x FILTER (?x > 1) }}", "select", Place("q"), SHAPE)
    (guard,) = compile_query(query, "focus", Dictionary(bench), {}).guards
    assert bench.number(guard) == 1


def test_infinity_stops_a_statement_so_that_another_route_is_taken() -> None:
    figures = [t for t in FIGURE_TRIPLES if not t[1].lexical.endswith("long")]
    with pytest.raises(duckdb.InvalidInputException, match="not exact: infinity"):
        holds("xsd:double(?infinite) > ?two", [*figures, (A, iri(EX + "infinite"), literal("INF"))])


def test_two_numbers_are_compared_whatever_their_length() -> None:
    longer = (A, iri(EX + "longer"), literal("12345678901234567890123456790", XSD + "integer"))
    assert holds("?long < ?longer", [*FIGURE_TRIPLES, longer]) is True


def test_what_is_said_is_canonical() -> None:
    text = """SELECT $this (?share + ?other AS ?value) (?two * ?three AS ?product) (STR(?text) AS ?said) ?name
            (?two < ?three AS ?less)
        { $this ex:share ?share ; ex:other ?other ; ex:two ?two ; ex:three ?three ; ex:text ?text ; ex:name ?name }"""
    bench = bench_of(t for t in FIGURE_TRIPLES if not t[1].lexical.endswith("long"))
    dictionary = Dictionary(bench, [A])
    compiled = compile_query(Query(PREFIXES + text, "select", Place("q"), SHAPE), "focus", dictionary, {})
    focus = f"WITH focus(x) AS (VALUES ({dictionary.id(A)}))"
    assert bench.con.execute(f"{focus} SELECT v, p, vt, said FROM ({compiled.sql})").fetchall() == [
        (
            None,
            None,
            f'"1.02"^^<{XSD}decimal>',
            {
                "product": f'"6"^^<{XSD}integer>',
                "said": '"a \\"b\\"\\n\\\\"',
                "name": str(dictionary.id(literal("Ana"))),
                "less": f'"true"^^<{XSD}boolean>',
            },
        )
    ]


def test_only_the_variables_that_messages_name_are_said() -> None:
    message = literal("{?name} is {$this}, {?none}")
    text = f"{PREFIXES} SELECT $this ?name ?two {{ $this ex:name ?name ; ex:two ?two }}"
    bench = bench_of(FIGURE_TRIPLES)
    dictionary = Dictionary(bench, [A])
    compiled = compile_query(Query(text, "select", Place("q"), SHAPE, (message,)), "focus", dictionary, {})
    focus = f"WITH focus(x) AS (VALUES ({dictionary.id(A)}))"
    assert bench.con.execute(f"{focus} SELECT said FROM ({compiled.sql})").fetchall() == [
        ({"name": str(dictionary.id(literal("Ana")))},)
    ]


def test_paths_and_parameters_are_put_in() -> None:
    path = Sequence_((Inverse(Step(EX + "node")), Step(EX + "name")))
    text = f"{PREFIXES} SELECT $this ?value {{ $this $PATH ?value FILTER (?value = $wanted && BOUND($wanted)) }}"
    b, bench = iri(EX + "b"), bench_of(FIGURE_TRIPLES)
    dictionary = Dictionary(bench, [b])
    query = Query(text, "select", Place("q"), SHAPE)
    for wanted, rows in ((literal("Ana"), 1), (literal("Eva"), 0)):
        compiled = compile_query(query, "focus", dictionary, {"PATH": path, "wanted": wanted})
        focus = f"WITH focus(x) AS (VALUES ({dictionary.id(b)}))"
        assert len(bench.rows(f"{focus} SELECT * FROM ({compiled.sql})")) == rows


def test_an_ask_gives_the_pairs_that_it_denies() -> None:
    triples = [(A, iri(EX + "p"), literal(text)) for text in ("x", "y", "z")]
    bench = bench_of(triples)
    values = {text: Dictionary(bench).id(literal(text)) for text in ("x", "y", "z")}
    dictionary = Dictionary(bench, [A])
    query = Query(f'{PREFIXES} ASK {{ FILTER ($value = "x" || $value = $other) }}', "ask", Place("q"), SHAPE)
    compiled = compile_query(query, "pairs", dictionary, {"other": literal("y")})
    pairs = ", ".join(f"({dictionary.id(A)}, {v})" for v in values.values())
    found = bench.rows(f"WITH pairs(x, v) AS (VALUES {pairs}) SELECT x, v FROM ({compiled.sql})")
    assert found == [(dictionary.id(A), values["z"])]


@pytest.mark.parametrize(
    "body",
    [
        "$this ex:p ?x MINUS { $this ex:q ?x }",
        "GRAPH ?g { $this ex:p ?x }",
        "$this ex:p ?x FILTER (YEAR(?x) > 1900)",
        "$this ex:p ?x FILTER REGEX(?x, '(a)\\\\1')",
        "$this ex:p ?x BIND (IRI(?x) AS ?y)",
        "{ SELECT $this ?x { $this ex:p ?x } ORDER BY ?x LIMIT 1 }",
        "$this ex:p ?x OPTIONAL { ?x ex:q ?y } FILTER EXISTS { ?y ex:r ?z }",
        "?x ex:p* ?y",
        "?x ex:p* 17",
        "$this ex:p ?x BIND (STR(?x) AS ?y) ?z ex:q ?y",
        "$this ex:p ?x , ?X FILTER EXISTS { ?x ex:q ?X }",
    ],
)
def test_what_is_not_certain_to_be_exact_goes_another_route(body: str) -> None:
    query = Query(f"{PREFIXES} SELECT $this ?x ?X {{ {body} }}", "select", Place("q"), SHAPE)
    known = [(A, iri(EX + name), iri(EX + "b")) for name in "pqr"]
    with pytest.raises(Unsupported):
        compile_query(query, "focus", Dictionary(bench_of(known)), {})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("ex:absent ex:p* ?x", "ex:absent"),
        ("?x ^ex:p? ex:absent FILTER (ISIRI(?x) && CONTAINS(STR(?x), 'absent'))", "ex:absent"),
        ("?x ex:p* ex:absent . $this ex:q ?x", None),
        ("$this ex:q ?y FILTER NOT EXISTS { ex:absent ex:p? ?x FILTER (?x = ex:absent) }", None),
        ("ex:absent ex:p+ ?x", None),
    ],
)
def test_a_path_of_no_step_stays_where_it_starts_even_if_no_triple_is_there(body: str, found: str | None) -> None:
    """Spec: SPARQL 1.1 section 18.4, ZeroLengthPath of a term and a variable."""
    bench = bench_of([(A, iri(EX + name), iri(EX + "b")) for name in "pq"])
    expected = [] if found is None else [(f"<{EX}a>", f"x=<{EX}{found.removeprefix('ex:')}>")]
    assert list(in_sql(bench, f"{PREFIXES} SELECT $this ?x {{ {body} }}", [A]).elements()) == expected


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("$this ex:p ?x ; ex:absent ?y", 0),
        ("$this ex:p ?x { ?x ex:q/ex:absent+ ?y }", 0),
        ("$this ex:p ?x , ex:absent", 0),
        ("$this ex:p ?x OPTIONAL { ?x ex:absent ?y }", 1),
        ("$this ex:p|ex:absent ?x FILTER NOT EXISTS { ?x ex:absent* ?y . ?y ex:q ex:absent }", 1),
        ("$this ex:p/ex:absent* ?x FILTER EXISTS { ?x ^ex:absent ?y }", 0),
    ],
)
def test_a_pattern_with_a_term_that_the_data_lack_matches_nothing(body: str, rows: int) -> None:
    bench = bench_of([(A, iri(EX + name), iri(EX + "b")) for name in "pqr"])
    assert in_sql(bench, f"{PREFIXES} SELECT $this {{ {body} }}", [A]).total() == rows


SHAPES = parse_shapes.read([ROOT / "ontology/shapes.ttl"])
OURS = [(shape, c.query) for shape in SHAPES.shapes.values() for c in shape.constraints if c.query]


def focus_nodes(shape: Shape, graph: rdflib.Graph) -> list[Term]:
    """What a shape of ours looks at; the world of the cases has no subclasses."""
    found: dict[Term, None] = {}
    for target in shape.targets:
        value = rdflib.URIRef(target.value.lexical)
        nodes = {
            "class": lambda v: graph.subjects(rdflib.RDF.type, v),
            "subjects": lambda v: graph.subjects(v),
            "objects": lambda v: graph.objects(None, v),
        }[target.kind](value)
        found |= dict.fromkeys(term_of(node) for node in nodes)
    return list(found)


def assert_alike(triples: list[Triple], bench: Workbench, query: Query, focus: list[Term]) -> None:
    if focus:
        parsed = parse(query.text)
        assert in_sql(bench, query.text, focus) == in_oxigraph(triples, parsed, focus)


@pytest.mark.parametrize("case", test_rules.ALL, ids=lambda case: case.name)
def test_our_queries_have_the_same_solutions_on_every_case(case: test_rules.Case) -> None:
    graph = test_rules.build(case)
    triples, bench = triples_of(graph), None
    for shape, query in OURS:
        if shape.id.lexical.endswith(f"#{case.shape}"):
            bench = bench or bench_of(triples)
            assert_alike(triples, bench, query, focus_nodes(shape, graph))
