"""Choose how a SPARQL constraint is evaluated.  Constraint + focus nodes -> SELECT (x, v, p, vt, said).

Three routes, the fastest first: compiled to SQL; flat, set-based evaluation by a SPARQL store; pySHACL's way of
asking for each focus node, on the triples that the query can see.  A route that cannot be exact says so, and the next
one is taken; rows that another engine has found stand in the statement as they are.
Read first: queries/compile.py, flat.py, fallback.py.  Spec: SHACL sections 5 and 6."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lod.errors import Failed, LodError
from lod.plan.sql import quoted
from lod.shapes.dictionary import Dictionary
from lod.shapes.model import Constraint, Path, Query, Route, Shape
from lod.shapes.queries.compile import compile_query, needed
from lod.shapes.queries.values import Unsupported
from lod.shapes.reach import THIS, binds
from lod.shapes.relations import Relations, select_in
from lod.shapes.sets import Scope
from lod.shapes.small import Copy
from lod.shapes.sqlite_sql import beyond
from lod.sparql.parse import parse
from lod.terms import Term
from lod.workbench import Workbench

Row = tuple[int, str, str, dict[str, str]]  # focus node, value and path as N-Triples text or empty, other variables
Engine = Callable[[Workbench, Dictionary, Shape, Constraint, Sequence[int]], list[Row] | None]
PATH = "?path"  # where a row of another engine keeps its path: a name that no variable can have
NOTHING = "SELECT 0 AS x, NULL AS v, NULL AS p, NULL AS vt, NULL AS said WHERE FALSE"


class NoRoute(LodError):
    """A query that SQL cannot answer and that sees more than the other engines can hold."""

    code, template = "V905", "the query cannot be evaluated exactly: {reason}"
    hint = "write it without that, or name the predicates it looks at, so that another engine can hold what it sees"


class Routes:
    """The routes that the SPARQL constraints of one shape with targets take."""

    def __init__(self, bench: Workbench, only_sql: bool = False, copy: Copy | None = None) -> None:
        self._bench, self._only_sql, self._copy = bench, only_sql, copy
        self._taken: dict[Route, None] = {}
        self._refused: dict[Constraint | None, str] = {}  # what SQL has failed at (None: all), and why

    @property
    def taken(self) -> tuple[Route, ...]:
        """The routes, each once, in the order of their use."""
        return tuple(self._taken)

    def refuse(self, constraint: Constraint | None, reason: str) -> None:
        """Take no SQL for a constraint, or for any, from now on."""
        self._refused[constraint] = reason
        self._taken.clear()

    def ask(self, constraint: Constraint, scope: Scope, relations: Relations) -> str:
        """SELECT of the results of a SPARQL constraint.

        raises   Failed with V905 where no route is exact, V904 where the last one breaks"""
        try:
            found = self._compiled(constraint, scope, relations)
            route: Route = "sql"
        except Unsupported as unsupported:
            route, found = self._elsewhere(constraint, scope, relations, str(unsupported))
        self._taken[route] = None
        return found

    def selected(self, query: Query, relations: Relations) -> str:
        """SELECT (x) of what a SPARQL target selects: any node of the data may be ?this."""
        every = f"SELECT s AS x FROM {relations.triples} UNION SELECT o FROM {relations.triples}"
        try:
            if not binds(parse(query.text, query.place), THIS):
                raise Unsupported("?this may be unbound")  # which the nodes given to the statement would not show
            compiled = compile_query(query, relations.name("nodes", every), relations.dictionary, {})
        except Unsupported:
            from lod.shapes import focus_nodes

            return select_in(focus_nodes.selected(query, self._bench, relations.dictionary))
        return f"SELECT DISTINCT x FROM ({compiled.sql})"

    def _compiled(self, constraint: Constraint, scope: Scope, relations: Relations) -> str:
        assert constraint.query is not None
        if reason := self._refused.get(constraint) or self._refused.get(None):
            raise Unsupported(reason)
        variables: dict[str, Term | Path] = {"currentShape": scope.shape.id, **dict(constraint.arguments)}
        if scope.shape.path is not None:
            variables["PATH"] = scope.shape.path
        focus = scope.values if constraint.query.kind == "ask" else scope.focus
        compiled = compile_query(constraint.query, focus, relations.dictionary, variables)
        if self._copy and constraint.query.kind == "select" and beyond(compiled.sql):
            # SQLite cannot compute this, but it can tell whether there is anything to compute
            patterns = needed(constraint.query, focus, relations.dictionary, variables)
            if patterns and self._copy.rows(relations.statement(patterns)) == []:
                return NOTHING
        if not all(relations.dictionary.none(relations.statement(guard)) for guard in compiled.guards):
            raise Unsupported("the data hold values that SQL does not compare exactly")
        return compiled.sql

    def _elsewhere(self, constraint: Constraint, scope: Scope, relations: Relations, reason: str) -> tuple[Route, str]:
        from lod.shapes import fallback, flat  # they load rdflib and the store, which most shapes never need

        focus = [int(x) for x in self._bench.texts(relations.statement(f"SELECT x FROM {scope.focus}"))]
        engines: tuple[tuple[Route, Engine], ...] = (("store", flat.evaluate), ("pyshacl", fallback.evaluate))
        for route, engine in () if self._only_sql else engines:
            rows = engine(self._bench, relations.dictionary, scope.shape, constraint, focus)
            if rows is not None:
                return route, _inline(rows)
        assert constraint.query is not None
        raise Failed([NoRoute(constraint.query.place, reason=reason)])


def _inline(rows: Sequence[Row]) -> str:
    """SELECT of rows that are known."""
    if not rows:
        return NOTHING
    texts = []
    for x, value, path, said in rows:
        named = {**said, PATH: path} if path else said
        keys, values = (", ".join(quoted(text) for text in part) for part in (named.keys(), named.values()))
        text = quoted(value) if value else "NULL"
        texts.append(f"({x}, NULL::INTEGER, NULL::INTEGER, {text}, MAP([{keys}]::VARCHAR[], [{values}]::VARCHAR[]))")
    return f"SELECT * FROM (VALUES {', '.join(texts)}) AS found(x, v, p, vt, said)"
