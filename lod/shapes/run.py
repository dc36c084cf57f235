"""Validate a workbench.  workbench + shapes -> Outcome.

Statements are independent of each other and only read; those of a small graph run side by side, because most of their
time is planning, and those of a very small one in SQLite, whose plans cost next to nothing.
Read first: compile.py, routes.py, small.py.  Spec: SHACL section 3.4, Validation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial

from lod.errors import raise_all
from lod.shapes.compile import COUNT, Ask, Statement, compile_shape
from lod.shapes.dictionary import Dictionary
from lod.shapes.messages import messages
from lod.shapes.model import Checked, Outcome, Query, Result, Shape, ShapesGraph
from lod.shapes.prebound import at_moment
from lod.shapes.property_paths import path_text
from lod.shapes.queries.check import check
from lod.shapes.queries.constants import constants
from lod.shapes.routes import PATH, Routes
from lod.shapes.small import Copy, answers
from lod.shapes.values import component
from lod.terms import Term, ntriples
from lod.workbench import Value, Workbench

LITTLE = 20_000  # triples; above it DuckDB runs sooner than a copy is made
SMALL = 300_000  # triples; above it one statement keeps all cores busy
SIDE_BY_SIDE = 2
Row = tuple[Value, ...]  # (c, x, v, p) and of a query also (vt, said)


def run(bench: Workbench, graph: ShapesGraph, only_sql: bool = False) -> Outcome:
    """Validate what a workbench holds.

    only_sql   ask no other engine for a SPARQL constraint, but refuse it
    raises   Failed for a query that is wrong (V97x) or that no route can evaluate (V904, V905)"""
    raise_all(check(graph))
    return validate(bench, graph, dictionary_of(bench, graph), {shape.id: None for shape in graph.targeted}, only_sql)


def validate(
    bench: Workbench,
    graph: ShapesGraph,
    dictionary: Dictionary,
    among: Mapping[Term, Collection[int] | None],
    only_sql: bool = False,
) -> Outcome:
    """Validate some shapes with targets.

    among    the shapes by id, each with the focus nodes to look at; None: all"""
    graph = _at_one_moment(graph)
    triples = bench.number("SELECT count(*) FROM triple")
    with closing(Copy(bench)) if triples <= LITTLE else nullcontext() as copy:
        runs = [
            Run(Routes(bench, only_sql, copy), partial(compile_shape, graph.shapes[name], graph, dictionary, nodes))
            for name, nodes in among.items()
        ]
        small = triples < SMALL or all(nodes is not None for nodes in among.values())
        rows = list(_answers(bench, copy, runs, SIDE_BY_SIDE if small else 1))
    texts = Texts.read(bench, dictionary, (row for found in rows for row in found))
    results, checked = [], []
    for one, found in zip(runs, rows, strict=True):
        for row in found:
            if row[0] == COUNT:
                checked.append(Checked(one.statement.shape.id.lexical, int(str(row[1])), one.routes.taken))
            else:
                results.append(_result(one.statement, row, texts, graph))
    return Outcome(tuple(sorted(results, key=lambda r: r.rank)), tuple(sorted(checked)))


def _at_one_moment(graph: ShapesGraph) -> ShapesGraph:
    """The shapes with NOW() as the same moment in all queries."""
    if not any(query and "NOW" in query.text.upper() for s in graph.shapes.values() for query in _queries(s)):
        return graph
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}Z"

    def fixed(query: Query | None) -> Query | None:
        return at_moment(query, moment) if query else None

    shapes = {
        name: replace(
            shape,
            targets=tuple(replace(target, query=fixed(target.query)) for target in shape.targets),
            constraints=tuple(replace(one, query=fixed(one.query)) for one in shape.constraints),
        )
        for name, shape in graph.shapes.items()
    }
    return replace(graph, shapes=shapes)


def _queries(shape: Shape) -> Iterator[Query | None]:
    yield from (target.query for target in shape.targets)
    yield from (constraint.query for constraint in shape.constraints)


def dictionary_of(bench: Workbench, graph: ShapesGraph) -> Dictionary:
    """Look up what a shapes graph speaks of."""
    dictionary = Dictionary(bench, _constants(graph))
    dictionary.learn_classes(_classes(graph))
    dictionary.stray(t.value for s in graph.targeted for t in s.targets if t.kind == "node")
    return dictionary


def _constants(graph: ShapesGraph) -> Iterator[Term]:
    """The terms that statements name, to be looked up together; one that is missed is looked up when it comes."""
    for shape in graph.shapes.values():
        yield from (t.value for t in shape.targets)
        for constraint in shape.constraints:
            yield from constraint.values
    yield from constants(graph)
    yield from (p for _, p, _ in graph.triples)
    yield from (o for _, p, o in graph.triples if o.kind == "iri")


def _classes(graph: ShapesGraph) -> Iterator[Term]:
    """Every class that a target or a constraint names."""
    for shape in graph.shapes.values():
        yield from (t.value for t in shape.targets if t.kind == "class")
        yield from (c.values[0] for c in shape.constraints if component(c) == "Class")


class Run:
    """One shape with targets on its way: its statement, made anew where the data are too much for SQL."""

    def __init__(self, routes: Routes, compile_with: Callable[[Ask], Statement]) -> None:
        self.routes, self._compile_with = routes, compile_with

    @cached_property
    def statement(self) -> Statement:
        """Compiled when it is asked for, while others run already."""
        return self._compile_with(self.routes)

    def refuse(self, number: int, reason: str) -> None:
        """Compile again, without SQL for one of the queries; the first statement may hold several, of nested shapes."""
        self.routes.refuse(self.statement.asked[number - 1].constraint if number else None, reason)
        self.statement = self._compile_with(self.routes)


def _answers(bench: Workbench, copy: Copy | None, runs: Sequence[Run], beside: int) -> Iterator[list[Row]]:
    """The rows of each shape: of its statement for SHACL Core and of its queries.

    copy     of a little workbench
    beside   how many statements may run at the same time"""
    statements = (sql for one in runs for sql in one.statement.all)
    rows = answers(bench, copy, statements, beside) if copy else bench.answers(statements, beside)
    for one in runs:
        found = [next(rows) for _ in one.statement.all]
        while refusals := [(n, reason) for n, reason in enumerate(found) if isinstance(reason, str)]:
            for number, reason in refusals:
                one.refuse(number, reason)
            found = list(bench.answers(one.statement.all))
        yield [row for rows in found for row in rows if not isinstance(row, str)]


@dataclass(frozen=True, slots=True)
class Texts:
    """N-Triples texts of the ids that results speak of."""

    of: Mapping[int, str]

    @staticmethod
    def read(bench: Workbench, dictionary: Dictionary, rows: Iterable[Row]) -> Texts:
        ids = sorted({int(n) for row in rows if row[0] != COUNT for n in _ids(row)})
        found = bench.rows("SELECT id, nt FROM term JOIN (SELECT unnest(?::INTEGER[]) AS id) USING (id)", [ids])
        known = {int(str(number)): str(text) for number, text in found}
        return Texts(known | {number: ntriples(term) for number, term in dictionary.absent.items()})

    def __call__(self, number: Value) -> str:
        return "" if number is None else self.of[int(str(number))]

    def said(self, found: Mapping[str, str | None]) -> dict[str, str]:
        """What a query says of its variables, each as text; without those that have no value."""
        return {name: self(text) if _is_id(text) else text for name, text in found.items() if text is not None}


def _is_id(text: str) -> bool:
    """Whether a query says an id, of a term that is somewhere in the data, and no N-Triples text."""
    return text.lstrip("-").isdigit()


def _ids(row: Row) -> Iterator[str]:
    """The ids that the row of a result speaks of."""
    yield from (str(n) for n in row[1:4] if n is not None)
    if len(row) > 5 and isinstance(row[5], dict):
        yield from (text for text in row[5].values() if text is not None and _is_id(text))


def _result(statement: Statement, row: Row, texts: Texts, graph: ShapesGraph) -> Result:
    check = statement.checks[int(str(row[0])) - 1]
    shape, constraint = check.shape, check.constraint
    focus, value, path = (texts(number) for number in row[1:4])
    said: dict[str, str] = {}
    if constraint.query:
        computed, found = row[4:]
        said = texts.said(found) if isinstance(found, dict) else {}
        value, path = value or str(computed or ""), path or said.pop(PATH, "")
        if not value and shape.path is None:
            value = focus  # the value node of a node shape is the focus node
    return Result(
        shape.severity,
        ntriples(graph.owners[shape.id]) if shape.id in graph.owners else "",
        focus,
        path or (path_text(shape.path) if shape.path else ""),
        value,
        f"<{constraint.component}>",
        messages(shape, constraint, {**said, "this": focus, "value": value}),
        ntriples(shape.id),
        ntriples(constraint.query.source) if constraint.query else "",
        ntriples(statement.shape.id),
    )
