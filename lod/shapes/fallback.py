"""Evaluate a SPARQL constraint node by node, as pySHACL does.  focus nodes -> what the query says of each.

The slow route that takes every query: rdflib answers it on the neighbourhood of the focus nodes, with $this and its
companions given beforehand.  pySHACL itself is not asked, because it drops equal solutions and the other variables that
messages speak of; that both say the same is a test.  Two things are rdflib's own: it knows no years before 1 and after
9999, and it orders some values that SPARQL does not order, such as years.
Read first: graphs.py, neighbourhood.py.  Spec: SHACL sections 5.3 and 6.3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lod.errors import LodError, raise_all
from lod.shapes.dictionary import Dictionary
from lod.shapes.graphs import EVALUATION, PreparingGraph, graph_of, holds, solutions
from lod.shapes.model import Constraint, Path, Query, Shape, ShapesGraph
from lod.shapes.neighbourhood import Neighbourhood, terms_of
from lod.shapes.prebound import used, with_path
from lod.shapes.property_paths import path_text
from lod.shapes.reach import inside
from lod.sparql.model import Aggregate, Call, Filter, Select
from lod.sparql.parse import parse
from lod.terms import Term, ntriples
from lod.workbench import Workbench

Row = tuple[int, str, str, dict[str, str]]  # focus node, value and path as N-Triples text or "", other variables
MOST = 1_000_000  # triples; rdflib takes about a kilobyte and ten microseconds for each


FORGIVING = frozenset("|| BOUND COALESCE IF".split())  # true, it may be, where a part is an error


class QueryFails(LodError):
    """rdflib takes an error in the data for one of its own: SUM of what is no number."""

    code, template = "V904", "the query cannot be evaluated for {focus}: {message}"
    hint = "keep values that it cannot take from it, with a filter such as FILTER (isNumeric(?x))"


def evaluate(
    bench: Workbench, dictionary: Dictionary, shape: Shape, constraint: Constraint, focus: Sequence[int]
) -> list[Row] | None:
    """Evaluate the query of a constraint for some focus nodes.

    focus    ids, negative ones included; each once
    returns  a row for each result; None if the query sees too much for this route
    raises   Failed with V904 for every focus node that it breaks at"""
    query = constraint.query
    around = Neighbourhood(bench, dictionary, ShapesGraph((), {}, {}, ()))
    if query is None or not _answered(query, shape.path) or not around.ask(shape, constraint, MOST):
        return None
    if shape.path is not None:
        around.follow(shape.path, frozenset(focus))
    graph = graph_of(around.triples())
    terms = terms_of(bench, focus) | dictionary.absent
    given = {"currentShape": shape.id, **dict(constraint.arguments)}
    found: list[Row] = []
    errors: list[LodError] = []
    for number in focus:
        try:
            bound = {"this": terms[number], **given}
            said = (
                _asked(graph, query, shape.path, bound)
                if query.kind == "ask"
                else _selected(graph, query, shape.path, bound)
            )
        except EVALUATION as e:
            message = " ".join(str(e).split())[:200] or type(e).__name__
            errors.append(QueryFails(query.place, focus=ntriples(terms[number]), message=message))
            continue
        found += [(number, *row) for row in said]
    raise_all(errors)
    return found


def _answered(query: Query, path: Path | None) -> bool:
    """Whether rdflib answers a query as SPARQL says: it knows no $shapesGraph, and makes a group of no solutions.

    That group has no aggregates, so a comparison of one in HAVING takes it away."""
    parts = list(inside(parse(with_path(query, path), query.place)))
    if any(isinstance(n, Filter) and isinstance(n.condition, Term) for n in parts):
        return False  # it takes FILTER (false) for true
    selects = [n for n in parts if isinstance(n, Select) and n.group_by]
    compared = all(any(isinstance(n, Aggregate) for n in inside(s.having)) for s in selects)
    forgiving = {n.name for s in selects for n in inside(s.having) if isinstance(n, Call)} & FORGIVING
    return "shapesGraph" not in used(query) and compared and not forgiving


def _selected(
    graph: PreparingGraph, query: Query, path: Path | None, bound: Mapping[str, Term]
) -> list[tuple[str, str, dict[str, str]]]:
    """Each solution is a result.  Spec: SHACL section 5.3.2."""
    found = []
    for solution in solutions(graph, with_path(query, path), bound):
        said = {name: ntriples(term) for name, term in solution.items()}
        said.pop("this", None)
        found.append((said.pop("value", ""), said.pop("path", ""), said))
    return found


def _asked(
    graph: PreparingGraph, query: Query, path: Path | None, bound: Mapping[str, Term]
) -> list[tuple[str, str, dict[str, str]]]:
    """Each value node that the query does not hold for is a result.  Spec: SHACL section 6.3."""
    values = {bound["this"]}
    if path is not None:
        every = solutions(
            graph, f"SELECT DISTINCT ?value {{ ?this {path_text(path)} ?value }}", {"this": bound["this"]}
        )
        values = {solution["value"] for solution in every}
    text = with_path(query, path)
    wrong = [v for v in values if not holds(graph, text, {**bound, "value": v})]
    return [(ntriples(v), "", {}) for v in sorted(wrong, key=ntriples)]
