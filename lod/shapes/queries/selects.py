"""Compile a SELECT: grouping, aggregates, projection.  Select -> Relation.

Spec: SPARQL 1.1 Query Language sections 11 (Aggregates), 15 (Solution Sequences and Modifiers), 18.2.4."""

from __future__ import annotations

from dataclasses import dataclass

from lod.shapes.queries import arithmetic, texts
from lod.shapes.queries.block import Block, Relation, Statement
from lod.shapes.queries.compare import facets
from lod.shapes.queries.expressions import Scope
from lod.shapes.queries.groups import Given, Groups
from lod.shapes.queries.values import NO, YES, Constant, Node, Number, Unbound, Unsupported, Value, doubt
from lod.sparql.model import Aggregate, Call, Expression, Select
from lod.sparql.scope import expressions, selected

DEFAULT_ORDER = "the least of values that have no common order"


@dataclass(slots=True)
class Selects:
    """Compiles the SELECTs of one statement."""

    statement: Statement

    def relation(self, query: Select, given: Given) -> Relation:
        """A SELECT as a relation of what it returns and of what is given."""
        block = self.block(query, given)
        kept = dict.fromkeys((*(name for name in given.columns if name in block.columns), *selected(query)))
        return block.relation(kept, "select", distinct=query.distinct)

    def block(self, query: Select, given: Given) -> Block:
        """A SELECT before its projection."""
        if query.limit is not None or query.offset:
            raise Unsupported("LIMIT and OFFSET")
        if query.values or query.sources:
            raise Unsupported("VALUES, FROM and FROM NAMED")
        keys = {k.variable.name for k in query.group_by if k.variable}
        names = frozenset(given.columns) & {*selected(query), *keys}  # they have a value, even if the pattern has not
        block = Groups(self.statement, self.relation).group(query.where, given, names)
        aggregates = list(dict.fromkeys(a for e in expressions(query) for a in _aggregates(e)))
        if not (query.group_by or aggregates or query.having):
            return self._extended(query, Scope(block))
        if not query.group_by:
            raise Unsupported("an aggregate without GROUP BY, which has a result even for nothing")
        block, values = self._grouped(query, given, block, aggregates)
        scope = Scope(block, {}, values)
        for condition in query.having:
            block.restrict(scope.truth(condition))
        return self._extended(query, scope)

    def _extended(self, query: Select, scope: Scope) -> Block:
        for column in query.columns:
            if column.variable and column.expression:
                scope.block.columns[column.variable.name] = scope.value(column.expression)
        return scope.block

    def _grouped(
        self, query: Select, given: Given, block: Block, aggregates: list[Aggregate]
    ) -> tuple[Block, dict[Aggregate, Value]]:
        """One row for each group: its keys, what is given, and the aggregates."""
        scope = Scope(block)
        for number, key in enumerate(query.group_by):
            if key.expression:
                name = key.variable.name if key.variable else f"_:key {number}"
                block.columns[name] = scope.value(key.expression)
        names = [k.variable.name if k.variable else f"_:key {n}" for n, k in enumerate(query.group_by)]
        keys = dict.fromkeys((*(n for n in given.columns if n in block.columns), *names))
        columns: dict[str, Value] = {}
        for name in keys:
            value = scope.block.columns.get(name, Unbound())
            if isinstance(value, Constant | Unbound):
                columns[name] = value
            elif not isinstance(value, Node):
                raise Unsupported("GROUP BY a computed value")
            else:
                columns[name] = value
        by = [v.sql for v in columns.values() if isinstance(v, Node)]
        computed = {f"_:total {n}": _total(a, scope) for n, a in enumerate(aggregates)}
        block.columns = columns | computed
        found = block.grouped(by).read()
        values = {a: found.columns[f"_:total {n}"] for n, a in enumerate(aggregates)}
        found.columns = {name: value for name, value in found.columns.items() if not name.startswith("_:")}
        return found, values


def _aggregates(expression: Expression) -> list[Aggregate]:
    match expression:
        case Aggregate():
            return [expression]
        case Call(_, arguments):
            return [a for argument in arguments for a in _aggregates(argument)]
    return []


def _total(aggregate: Aggregate, scope: Scope) -> Value:
    """An aggregate as SQL over the rows of a group."""
    name = aggregate.name
    if aggregate.argument is None:
        if aggregate.distinct:
            raise Unsupported("COUNT(DISTINCT *)")
        return _count("count(*)")
    value = scope.value(aggregate.argument)
    if name == "COUNT":
        return _counted(value, aggregate.distinct)
    if name in ("MIN", "MAX"):
        return _extreme(name, value, scope.block)
    if name not in ("SUM", "AVG") or aggregate.distinct:
        raise Unsupported(f"{name}{' DISTINCT' * aggregate.distinct}")
    given = arithmetic.number(value, scope.block)
    if given is None:
        return Unbound()
    return _sum(given) if name == "SUM" else _average(given)


def _count(sql: str) -> Number:
    exact = f"{sql}::DECIMAL(38,0)"
    return Number(exact, 0, f"{exact}::DOUBLE", NO, lambda: YES)


def _counted(value: Value, distinct: bool) -> Number:
    if isinstance(value, Node):
        return _count(f"count({'DISTINCT ' if distinct else ''}{value.sql})")
    if distinct:
        raise Unsupported("COUNT(DISTINCT …) of a computed value")
    return _count(f"count(*) FILTER (WHERE {texts.is_bound(value)})")


def _sum(value: Number) -> Number:
    """The sum of integers and decimals; an error where one value is no number."""
    exact = f"(CASE WHEN count({value.exact}) = count(*) THEN sum({value.exact})::DECIMAL(38,{value.scale}) END)"
    if value.double != NO:
        exact = f"(CASE WHEN bool_or({value.double}) THEN {doubt('a sum of doubles')} ELSE {exact} END)"
    return Number(exact, value.scale, f"{exact}::DOUBLE", NO, lambda: f"bool_and({value.whole()})")


def _average(value: Number) -> Number:
    return arithmetic.compute("/", _sum(value), _count("count(*)"))


def _extreme(name: str, value: Value, block: Block) -> Node:
    """The term with the least or greatest value, of those that have the same value the first."""
    if not isinstance(value, Node):
        raise Unsupported(f"{name} of a computed value")
    one = facets(value, block)
    comparable = f"min({one.family}) = max({one.family}) AND max({one.family}) <> 2 AND count({one.family}) = count(*)"
    # arg_min takes the first by key and then by id, so that the choice does not depend on the order of rows
    best = f"arg_{name.lower()}({value.sql}, ({one.key}, {'' if name == 'MIN' else '-'}{value.sql}))"
    sql = f"(CASE WHEN {comparable} THEN {best} WHEN count(*) > 0 THEN {doubt(DEFAULT_ORDER)} END)"
    return Node(sql, optional=True)
