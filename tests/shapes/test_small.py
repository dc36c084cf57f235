"""SQLite answers statements as DuckDB does, or leaves them to it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, note, seed, settings

from lod.errors import Place
from lod.shapes import parse
from lod.shapes.dictionary import Dictionary
from lod.shapes.model import Query
from lod.shapes.queries.compile import compile_query, needed
from lod.shapes.queries.values import Unsupported
from lod.shapes.small import Copy, answers
from lod.shapes.sqlite_sql import translate
from lod.sparql.model import Select
from lod.terms import iri, literal
from lod.vocab import XSD
from lod.workbench import Value
from tests.shapes.case import together
from tests.shapes.graphs import Triple, bench_of, by_both
from tests.shapes.random_queries import NODES, graphs, selects
from tests.sparql.printing import query_text

ROOT = Path(__file__).resolve().parents[2]
SHAPE = iri("http://example.org/shape")
P = iri("http://example.org/p")
DATA = [
    (NODES[0], P, literal("b1")),
    (NODES[0], P, literal("B.1", lang="en")),
    (NODES[1], P, literal("12", XSD + "integer")),
    (NODES[1], P, literal("7.5", XSD + "decimal")),
    (NODES[2], P, literal("1.5e0", XSD + "double")),
    (NODES[2], P, NODES[0]),
]
LITERALS = "triple t JOIN term e ON e.id = t.o LEFT JOIN literal l ON l.id = t.o"
SAID = [  # statements that SQLite answers
    "SELECT count(*)::INTEGER AS x FROM triple",
    "SELECT unnest([1, -2, 3]::INTEGER[]) AS x",
    f"SELECT t.o FROM {LITERALS} WHERE l.num < '12.0'::DOUBLE",
    f"SELECT t.o FROM {LITERALS} WHERE (l.family = 1) IS DISTINCT FROM TRUE",
    f"SELECT t.o, substring(e.lexical, 1, 2), length(e.lexical) FROM {LITERALS} WHERE lower(e.lang) <> 'en'",
    f"SELECT t.o FROM {LITERALS} WHERE contains(e.lexical, '::X // [') OR starts_with(e.lexical, 'b')",
    f"SELECT t.o FROM {LITERALS} WHERE regexp_matches(e.lexical, '^[bB]\\.?[0-9]$')",
    "WITH a AS (SELECT s AS x, o AS v FROM triple), b AS (SELECT s AS x, o AS v FROM triple WHERE o < 4) "
    "SELECT x, v FROM a q ANTI JOIN b o USING (x, v)",
    'WITH a AS (SELECT s AS "_:(1.1)" FROM triple WHERE o < 4) '
    'SELECT t.s, t.o FROM triple t\n    SEMI JOIN a m2 ON m2."_:(1.1)" = t."s"',
    "WITH a AS (SELECT s FROM triple WHERE o < 0) SELECT t.s, t.o FROM triple t\n    ANTI JOIN a m2 ON TRUE",
    "SELECT t.o FROM triple t WHERE EXISTS (SELECT 1 FROM triple u WHERE u.o = t.s)",
]
LEFT = [  # and statements that it does not
    "SELECT sum(number)::DECIMAL(38,12) FROM literal",
    "SELECT id FROM literal WHERE num < 'inf'::DOUBLE",
    "SELECT id FROM literal WHERE num < '0.1'::DOUBLE",
    "SELECT lower(lexical) FROM term",
    "SELECT strpos(lexical, 'b') FROM term",
    "SELECT id FROM term WHERE regexp_matches(substring(lexical, 2, 9), '1')",
    "SELECT id FROM nowhere",
    "WITH RECURSIVE closure(x, v) AS (SELECT 0, 0 UNION SELECT x + 1, v FROM closure WHERE x < 9999999) "
    "SELECT count(*) FROM closure",
]


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with bench_of(DATA) as bench:
        yield Copy(bench)


@pytest.mark.parametrize("statement", SAID)
def test_what_sqlite_says_is_what_duckdb_says(statement: str, copy: Copy) -> None:
    with bench_of(DATA) as bench:
        assert _counted(copy.rows(statement)) == _counted(bench.rows(statement))


@pytest.mark.parametrize("statement", LEFT)
def test_what_may_mean_something_else_is_left_to_duckdb(statement: str, copy: Copy) -> None:
    assert copy.rows(statement) is None


def test_texts_with_a_zero_are_left_to_duckdb() -> None:
    with bench_of([(NODES[0], P, literal("a\0b"))]) as bench:
        assert Copy(bench).rows("SELECT count(*) FROM triple") is None


def test_patterns_are_looked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    query = "SELECT id FROM term e WHERE regexp_matches(e.lexical, '{}')"
    statements = [query.format(p) for p in ("^b", "it''s", "(b|B)", "^b")]
    with bench_of([*DATA, (NODES[0], P, literal("it's"))]) as bench, closing(Copy(bench)) as copy:
        expected = [bench.rows(s) for s in statements]
        copy.learn(statements)
        monkeypatch.setattr(bench, "rows", None)  # nobody asks again
        assert [copy.rows(s) for s in statements] == expected


def test_what_is_no_pattern_is_said_by_the_database() -> None:
    wrong = "SELECT id FROM term e WHERE regexp_matches(e.lexical, '(')"
    with bench_of(DATA) as bench, closing(Copy(bench)) as copy:
        copy.learn([wrong, wrong.replace("'('", "'^b'")])
        assert copy.rows(wrong) is None
        assert copy.rows(wrong.replace("'('", "'^b'"))
        assert [type(rows) for rows in answers(bench, copy, [wrong, "SELECT 1 AS x"], 1)] == [str, list]


def test_quoted_texts_stay_as_they_are() -> None:
    text = "SELECT '::INTEGER // [''MAP([' AS x"
    assert translate(text) == text


@given(graphs, selects())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_queries_say_the_same_in_both(triples: list[Triple], query: Select) -> None:
    assert_same_in_both(triples, query)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(3))  # of the random numbers: three tests run beside each other
def test_many_random_queries_say_the_same_in_both(start: int) -> None:
    many = settings(max_examples=140, deadline=None, suppress_health_check=list(HealthCheck))
    seed(start)(many(given(graphs, selects())(assert_same_in_both)))()


def assert_same_in_both(triples: list[Triple], query: Select) -> None:
    text = query_text(query)
    note(text)
    with bench_of(triples) as bench, closing(Copy(bench)) as copy:
        dictionary = Dictionary(bench, NODES)
        try:
            compiled = compile_query(Query(text, "select", Place("query"), SHAPE), "focus", dictionary, {})
        except Unsupported:
            assume(False)
        ids = ", ".join(str(dictionary.id(node)) for node in NODES)
        focus = f"WITH focus AS (SELECT unnest([{ids}]::INTEGER[]) AS x)"
        statement = f"{focus} SELECT 1 AS c, * FROM ({compiled.sql})"
        found = copy.rows(statement)
        assume(found is not None)
        assert _counted(found) == _counted(bench.rows(statement))
        patterns = needed(Query(text, "select", Place("query"), SHAPE), "focus", dictionary, {})
        event("patterns" if patterns else "none")
        assert not found or not patterns or copy.rows(f"{focus} SELECT * FROM ({patterns})") == [(1,)]


def _counted(rows: list[tuple[Value, ...]] | None) -> Counter[str] | None:
    """Rows as texts, to be compared in any order."""
    return None if rows is None else Counter(json.dumps(row, sort_keys=True) for row in rows)


def test_the_rules_of_the_dataset_say_the_same_in_both_of_every_case() -> None:
    with bench_of(together().triples) as bench:
        found = by_both(bench, parse.read([ROOT / "ontology/shapes.ttl"]))
    assert len(found.results) > 100
