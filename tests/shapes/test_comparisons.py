"""Values of every kind, compared with values of every kind, are equal, ordered or an error as Oxigraph says."""

from __future__ import annotations

import duckdb
import pytest

from lod.shapes.queries.values import Unsupported
from lod.sparql.parse import parse
from lod.terms import iri, literal
from lod.vocab import XSD
from tests.shapes.graphs import bench_of
from tests.shapes.test_queries import EX, FIGURES, PREFIXES, A, in_oxigraph, in_sql

DATA = [(A, iri(EX + n), v) for n, v in [*FIGURES, ("truth", literal("true", XSD + "boolean"))] if n != "long"]
NAMES = [p.lexical.removeprefix(EX) for _, p, _ in DATA]
FIGURES_OF = [f"?{name.replace('-', '_')}" for name in NAMES]
WHERE = " ".join(f"$this ex:{name} {variable} ." for name, variable in zip(NAMES, FIGURES_OF, strict=True))
CONSTANTS = """ex:b 'Ana' 'Ana'@es 2 2.0 2e0 'x'^^ex:type 'z'^^ex:type true 'many'^^xsd:integer 'abc'^^xsd:boolean
    '2020-01-02'^^xsd:date '1906'^^xsd:gYear ex:none""".split()
COMPUTED = """STR(?two)|STR(?no)|ABS(?two)|ABS(?node)|ABS(?name)|(?two / ?zero)|(?two + ?double)|STRLEN(?name)
    |STRLEN(?node)|DATATYPE(?two)|DATATYPE(?node)|LANG(?label)|LANG(?node)|UCASE(?name)|UCASE(?label)|UCASE(?two)
    |(?two < ?three)|(?two < ?node)|BOUND(?no)|IF(?two > 1, ?name, ?node)|COALESCE(?no, ?name)|xsd:integer(?share)
    |xsd:integer(?name)|REGEX(?name, 'A')|REGEX(?node, 'A')"""
OPERANDS = [*FIGURES_OF, "?no", *CONSTANTS, *map(str.strip, COMPUTED.split("|"))]
# SPARQL has an order of booleans, and none of these others nor of what is the same anyway
BOOLEANS = {"?false", "?truth", "true", "(?two < ?three)", "BOUND(?no)", "REGEX(?name, 'A')"}
YEARS, TEXTS = {"?year", "?later", "'1906'^^xsd:gYear"}, {"?label", "'Ana'@es", "UCASE(?label)"}
OTHERS = ({"?node", "ex:b"}, {"?strange", "'x'^^ex:type"}, {"?broken", "'many'^^xsd:integer"})
AT_ONCE = 40


def query(conditions: tuple[str, ...]) -> str:
    columns = " ".join(f"({condition} AS ?is{n})" for n, condition in enumerate(conditions))
    return f"{PREFIXES} SELECT $this {columns} {{ {WHERE} OPTIONAL {{ $this ex:missing ?no }} }}"


def said(row: tuple[str, ...], conditions: tuple[str, ...]) -> dict[str, str]:
    """What is said of each condition: true, false, or nothing of an error."""
    found = dict(value.split("=", 1) for value in row[1:])
    return {condition: found.get(f"is{n}", "").partition("^")[0] for n, condition in enumerate(conditions)}


def by_sql(conditions: tuple[str, ...]) -> dict[str, str]:
    """Those that SQL takes; a statement with one that it does not take is asked in halves."""
    try:
        (row,) = in_sql(BENCH, query(conditions), [A])
    except (Unsupported, duckdb.InvalidInputException, duckdb.OutOfRangeException):
        half = len(conditions) // 2
        return by_sql(conditions[:half]) | by_sql(conditions[half:]) if half else {}
    return said(row, conditions)


def free(left: str, operator: str, right: str) -> bool:
    """Whether Oxigraph takes a liberty that SPARQL does not."""
    both = {left, right}
    if operator == "=":
        return both <= YEARS
    return len(both) == 1 or any(both <= alike for alike in (BOOLEANS, YEARS, TEXTS, *OTHERS))


BENCH = bench_of(DATA)


@pytest.mark.slow
@pytest.mark.parametrize("operator", ["=", "<"])  # the others are made of these two
@pytest.mark.parametrize("left", OPERANDS)
def test_a_comparison_is_true_false_or_an_error_as_oxigraph_says(left: str, operator: str) -> None:
    conditions = {f"({left} {operator} {right})": right for right in OPERANDS}
    ours, theirs = dict[str, str](), dict[str, str]()
    for start in range(0, len(conditions), AT_ONCE):
        some = tuple(conditions)[start : start + AT_ONCE]
        (row,) = in_oxigraph(DATA, parse(query(some)), [A])
        theirs |= said(row, some)
        ours |= by_sql(some)
    sure = {condition for condition in ours if not free(left, operator, conditions[condition])}
    assert len(sure) > len(OPERANDS) // 2
    assert {c: ours[c] for c in sure} == {c: theirs[c] for c in sure}
