"""Compile shapes to SQL.  Shape -> one statement that gives its results; reads ids, writes nothing.

A statement is a WITH clause of relations (focus nodes, value nodes, failing nodes) and one arm per constraint, which
selects (c, x, v, p): number of the constraint, focus node, value node or NULL, path if it is the predicate of a triple.
Arm 0 counts the focus nodes.  Constraints that one value alone decides share one scan of the values.

A nested shape is the relation of the nodes that fail it.  Read first: model.py, relations.py, values.py.
Spec: SHACL sections 3.4 (validation) and 4 (components)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from lod.shapes import matching, sets, targets
from lod.shapes.dictionary import Dictionary
from lod.shapes.model import Constraint, Query, Shape, ShapesGraph
from lod.shapes.paths import values
from lod.shapes.relations import Relations, select_in
from lod.shapes.sets import Scope
from lod.shapes.values import breaks, component
from lod.terms import Term

COUNT = 0  # the number of the arm that counts the focus nodes


class Ask(Protocol):
    """How the queries of a shape become SQL."""

    def ask(self, constraint: Constraint, scope: Scope, relations: Relations) -> str:
        """SELECT (x, v, p, vt, said) of the results of a SPARQL constraint."""

    def selected(self, query: Query, relations: Relations) -> str:
        """SELECT (x) of what a SPARQL target selects."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the number of an arm stands for."""

    shape: Shape
    constraint: Constraint


@dataclass(frozen=True, slots=True)
class Statement:
    """One shape with targets, compiled: a statement for SHACL Core, and one for each of its SPARQL constraints."""

    shape: Shape
    core: str  # gives (c, x, v, p)
    queries: tuple[str, ...]  # each gives (c, x, v, p, vt, said)
    asked: tuple[Check, ...]  # the SPARQL constraint of each query
    checks: tuple[Check, ...]  # arm n is checks[n - 1]

    @property
    def all(self) -> tuple[str, ...]:
        """Every SQL statement: Core first, then the queries."""
        return (self.core, *self.queries)


@dataclass(frozen=True, slots=True)
class Arm:
    """The results of one constraint."""

    select: str
    check: Check
    origin: str = "x"  # the column of the node that the shape was given: the focus node, or one that leads to it

    @property
    def by_query(self) -> bool:
        """With two more columns: vt, the text of a computed value, and said, what messages may show."""
        return self.check.constraint.query is not None

    @property
    def columns(self) -> str:
        """The columns of a result, without the origin."""
        return "r.c, r.x, r.v, r.p" + (", r.vt, r.said" if self.by_query else "")

    @property
    def results(self) -> str:
        """SELECT of the results alone."""
        return self.select if self.origin == "x" else f"SELECT {self.columns} FROM ({self.select}) r"


@dataclass(slots=True)
class Compiler:
    """Compiles one shape with targets; nested shapes become relations of the same statement."""

    graph: ShapesGraph
    relations: Relations
    queries: Ask
    checks: list[Check] = field(default_factory=list)

    # ---- results -----------------------------------------------------------------------------------------------

    def arms(self, shape: Shape, focus: str) -> list[Arm]:
        """The results of a shape for a relation of focus nodes."""
        scope = self._scope(shape, focus)
        found = []
        for constraint, select in self._violations(scope):
            check = Check(shape, constraint)
            self.checks.append(check)
            found.append(Arm(f"SELECT {len(self.checks)} AS c, * FROM ({select})", check))
        for constraint in shape.constraints:
            if component(constraint) == "Property":
                found += self._nested(scope, self.graph.shapes[constraint.shapes[0]])
        return found

    def _nested(self, scope: Scope, inner: Shape) -> list[Arm]:
        """The results of a property shape whose focus nodes are the values of another shape."""
        if inner.deactivated:
            return []
        if scope.shape.path is None:
            return self.arms(inner, scope.focus)
        # a value node of two focus nodes is validated for each of them, and so is what it leads to
        return [
            Arm(
                f"SELECT {a.columns}, q.x AS o FROM ({a.select}) r JOIN {scope.values} q ON q.v = r.{a.origin}",
                a.check,
                "o",
            )
            for a in self.arms(inner, self._nodes(scope.values))
        ]

    # ---- nested shapes -----------------------------------------------------------------------------------------

    def failing(self, shape: Term, nodes: str) -> str:
        """Name the relation (x) of those nodes that do not conform to a shape."""
        inner = self.graph.shapes[shape]
        none = "SELECT 0 AS x WHERE FALSE"
        if inner.deactivated:
            return self.relations.name("none", none)
        scope = self._scope(inner, nodes)
        selects = [f"SELECT x FROM ({select})" for _, select in self._violations(scope)]
        for constraint in inner.constraints:
            if component(constraint) == "Property":
                failing = self.failing(constraint.shapes[0], self._nodes(scope.values))
                selects.append(f"SELECT q.x FROM {scope.values} q JOIN {failing} n ON n.x = q.v")
        return self.relations.name("failing", " UNION ".join(selects) or none)

    def _scope(self, shape: Shape, focus: str) -> Scope:
        if shape.path is None:
            return Scope(shape, focus, self.relations.name("values", f"SELECT x, x AS v FROM {focus}"))
        return Scope(shape, focus, values(shape.path, focus, self.relations))

    def _nodes(self, pairs: str) -> str:
        return self.relations.name("nodes", f"SELECT DISTINCT v AS x FROM {pairs}")

    # ---- constraints -------------------------------------------------------------------------------------------

    def _violations(self, scope: Scope) -> list[tuple[Constraint, str]]:
        """SELECTs (x, v, p) for each constraint but sh:property."""
        found: list[tuple[Constraint, str]] = []
        alone: list[tuple[Constraint, str]] = []
        for constraint in scope.shape.constraints:
            if constraint.query:
                found.append((constraint, self.queries.ask(constraint, scope, self.relations)))
                continue
            condition = breaks(constraint, self.relations.dictionary) or self._fails(constraint, scope)
            if condition:
                alone.append((constraint, condition))
            elif component(constraint) != "Property":
                select = sets.violations(constraint, scope, self.relations, self.failing)
                found += [(constraint, select)] if select else []
        return self._scan(scope.values, alone) + found

    def _scan(self, pairs: str, conditions: list[tuple[Constraint, str]]) -> list[tuple[Constraint, str]]:
        """Look at all values once for all conditions on a value alone."""
        if not conditions:
            return []
        columns = ", ".join(f"{text} AS b{n}" for n, (_, text) in enumerate(conditions, 1))
        said = " ".join(text for _, text in conditions)
        joins = f" JOIN {self.relations.terms} e ON e.id = q.v" if "e." in said else ""
        joins += f" LEFT JOIN {self.relations.literals} l ON l.id = q.v" if "l." in said else ""
        any_of = " OR ".join(f"b{n}" for n in range(1, len(conditions) + 1))
        broken = self.relations.name(
            "broken", f"SELECT * FROM (SELECT q.x, q.v, {columns} FROM {pairs} q{joins}) WHERE {any_of}"
        )
        return [
            (constraint, f"SELECT x, v, NULL AS p FROM {broken} WHERE b{n}")
            for n, (constraint, _) in enumerate(conditions, 1)
        ]

    def _fails(self, constraint: Constraint, scope: Scope) -> str:
        """SQL of "this value breaks the constraint" for constraints that the other relations decide.

        source   SHACL section 4.4.3 sh:pattern, 4.6, Logical Constraint Components, and 4.7.1 sh:node"""
        name = component(constraint)
        if name == "Pattern":
            return matching.breaks(constraint, scope.values, self.relations)
        if name not in ("Not", "And", "Or", "Xone", "Node"):
            return ""
        nodes = self._nodes(scope.values)
        fails = [f"q.v IN (SELECT x FROM {self.failing(shape, nodes)})" for shape in constraint.shapes]
        match name:
            case "Not":
                return f"NOT ({fails[0]})"
            case "Or":
                return f"({' AND '.join(fails) or 'TRUE'})"
            case "Xone":
                return f"({' + '.join(f'(NOT {f})::INTEGER' for f in fails) or '0'}) <> 1"
            case _:
                return f"({' OR '.join(fails) or 'FALSE'})"


def compile_shape(
    shape: Shape, graph: ShapesGraph, dictionary: Dictionary, nodes: Collection[int] | None, queries: Ask
) -> Statement:
    """Compile a shape that has targets.

    nodes    the focus nodes to look at; None: all
    queries  compiles its SPARQL constraints and targets"""
    compiler = Compiler(graph, Relations(dictionary), queries)
    found = targets.select(shape, compiler.relations, queries.selected) if nodes is None else select_in(sorted(nodes))
    focus = compiler.relations.name("focus", found)
    arms = compiler.arms(shape, focus)
    core = [f"SELECT {COUNT} AS c, count(*)::INTEGER AS x, NULL AS v, NULL AS p FROM {focus}"]
    core += [arm.results for arm in arms if not arm.by_query]
    return Statement(
        shape,
        compiler.relations.statement("\nUNION ALL ".join(core)),
        tuple(compiler.relations.statement(arm.results) for arm in arms if arm.by_query),
        tuple(arm.check for arm in arms if arm.by_query),
        tuple(compiler.checks),
    )
