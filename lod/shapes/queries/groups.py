"""Compile graph patterns.  Group -> Block.

What is given beforehand ($this; inside EXISTS every variable of the surroundings) is a relation of distinct rows; each
group that speaks of one of its variables starts from it, which is what substituting values means.  Patterns inside a
group become joins, OPTIONAL a left join, UNION a union, and EXISTS a semi- or anti-join with the distinct values that
it is asked for, so that nothing is computed that nobody asks for.
Read first: block.py, expressions.py.  Spec: SPARQL 1.1 Query Language section 18.2; SHACL appendix A."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from lod.shapes.queries.absent import hopeless
from lod.shapes.queries.block import Block, Relation, Statement
from lod.shapes.queries.expressions import Scope
from lod.shapes.queries.merge import compatible, loose, merged, unite
from lod.shapes.queries.paths import Walker, walks
from lod.shapes.queries.values import Constant, Node, Unbound, Unsupported, Value, identifier
from lod.sparql.model import (
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Optional,
    Select,
    Triples,
    Union,
)
from lod.sparql.scope import mentioned, selected

ROW = "_:row"  # a column that numbers the rows of a block


@dataclass(frozen=True, slots=True)
class Given:
    """Variables that have a value beforehand: a relation of distinct rows, and constants."""

    relation: str
    columns: Mapping[str, Value]  # a Node's sql is the name of its column; a Constant has no column
    width: int  # how many columns the relation has

    def narrowed(self, names: Iterable[str]) -> Given:
        """What a subselect that returns these names may know of it."""
        return replace(self, columns={n: v for n, v in self.columns.items() if n in set(names)})

    def start(self, statement: Statement, names: frozenset[str]) -> Block:
        """A block that reads some of the variables."""
        block = Block(statement)
        wanted = {name: value for name, value in self.columns.items() if name in names}
        nodes = {name: value for name, value in wanted.items() if isinstance(value, Node)}
        block.columns |= wanted
        if nodes:
            alias = block.alias("g")
            columns = ", ".join(value.sql for value in nodes.values())
            some = f"(SELECT DISTINCT {columns} FROM {self.relation})"
            block.add(self.relation if len(nodes) == self.width else some, alias)
            block.columns |= {name: replace(value, sql=f"{alias}.{value.sql}") for name, value in nodes.items()}
        return block


@dataclass(slots=True)
class Groups:
    """Compiles the groups of one statement."""

    statement: Statement
    subselect: Callable[[Select, Given], Relation]

    def group(self, group: Group, given: Given, names: frozenset[str] = frozenset()) -> Block:
        """A group with its filters; `names` of what is given are columns of it in any case."""
        return self._filtered(self._unfiltered(group, given, names), _conditions(group), given)

    def _unfiltered(self, group: Group, given: Given, names: frozenset[str]) -> Block:
        block = given.start(self.statement, names | _own(group))
        for element in group.elements:
            if not isinstance(element, Filter):
                block = self._element(block, element, given)
        return block

    def _element(self, block: Block, element: Element, given: Given) -> Block:
        match element:
            case Triples(patterns):
                walker = Walker(block)
                for pattern in sorted(patterns, key=lambda p: walks(p.predicate)):
                    walker.pattern(pattern)
                return walker.block
            case Optional(group):
                return self._optional(block, group, given)
            case Group():
                inner = self.group(element, given)
                return self._join(block, inner.relation(inner.columns, "group"))
            case Union(groups):
                return self._join(block, self._union(groups, given))
            case Select():
                return self._join(block, self.subselect(element, given.narrowed(selected(element))))
            case Bind(expression, variable):
                if variable.name in block.columns:
                    raise Unsupported(f"BIND gives ?{variable.name} a second value")
                block, scope = self._scope(block, expression)
                block.columns[variable.name] = scope.value(expression)
                return block
        raise Unsupported({"InGraph": "GRAPH"}.get(type(element).__name__, type(element).__name__.upper()))

    # ---- joins -------------------------------------------------------------------------------------------------

    def _join(self, left: Block, right: Relation, how: str = "JOIN") -> Block:
        """Join a relation on the variables that both sides have."""
        if left.empty and how == "JOIN":
            return right.read()
        if how != "JOIN":
            left = left.close()
        alias = left.alias("j")
        conditions: list[str] = []
        for name, value in right.behind(alias).items():
            mine = left.columns.get(name, Unbound())
            if not isinstance(mine, Unbound):
                conditions += compatible(name, mine, value)
                left.columns[name] = merged(mine, value, how)
            else:
                left.columns[name] = value if how == "JOIN" else loose(name, value)
        left.add(right.name, alias, conditions, how)
        return left

    def _optional(self, block: Block, group: Group, given: Given) -> Block:
        conditions = _conditions(group)
        right = self._unfiltered(group, given, frozenset())
        if not conditions:
            return self._join(block, right.relation(right.columns, "optional"), "LEFT JOIN")
        # a filter of the optional part sees both sides: join, filter, and give each row of the left what is left
        if any(isinstance(v, Node) and v.optional for n, v in block.columns.items() if n in right.columns):
            raise Unsupported("OPTIONAL with a filter on a variable that may be unbound")
        block.columns[ROW] = Node("row_number() OVER ()")
        base = block.relation(block.columns)
        whole = self._join(base.read(), right.relation(right.columns, "optional"))
        whole = self._filtered(whole, conditions, given)
        new = [name for name in whole.columns if name not in base.columns]
        found = self._join(base.read(), whole.relation([ROW, *new], "optional"), "LEFT JOIN")
        del found.columns[ROW]
        return found

    def _union(self, groups: tuple[Group, ...], given: Given) -> Relation:
        names = frozenset[str]().union(*(mentioned(g) for g in groups)) & set(given.columns)
        blocks = [self.group(g, given, names) for g in groups]
        columns = list(dict.fromkeys(name for b in blocks for name in b.columns))
        united = {n: unite(n, [b.columns.get(n, Unbound()) for b in blocks]) for n in columns}
        selects = []
        for b in blocks:
            outputs = {identifier(n): u.column(b.columns.get(n, Unbound())) for n, u in united.items() if u.stored}
            selects.append(f"SELECT * FROM ({b.select(outputs)})")
        name = self.statement.name("union", "\n  UNION ALL ".join(selects))
        return Relation(self.statement, name, {n: u.behind for n, u in united.items()})

    # ---- filters -----------------------------------------------------------------------------------------------

    def _filtered(self, block: Block, conditions: list[Expression], given: Given) -> Block:
        plain = [c for c in conditions if not _existences(c)]
        for condition in plain:
            block.restrict(Scope(block).truth(condition))
        rest = [c for c in conditions if _existences(c)]
        whole = [e for e in map(_whole, rest) if e]
        if any(not e.negated and hopeless(e.group, self.statement.dictionary) for e in whole):
            block.conditions.append("FALSE")
        whole = [e for e in whole if not hopeless(e.group, self.statement.dictionary)]
        mixed = [c for c in rest if not _whole(c)]
        if whole:
            block = block.close()
            for exists in whole:
                match = self._match(block, exists.group)
                how = "ANTI JOIN" if exists.negated else "SEMI JOIN"
                block.add(match.relation, match.alias, match.conditions or ["TRUE"], how)
        for condition in mixed:
            block, scope = self._scope(block, condition)
            block.restrict(scope.truth(condition))
        return block

    def _scope(self, block: Block, expression: Expression) -> tuple[Block, Scope]:
        """Compute the EXISTS of an expression as columns of the block."""
        existences = _existences(expression)
        if not existences:
            return block, Scope(block)
        block = block.close()
        found: dict[Exists, str] = {}
        for exists in existences:
            match = self._match(block, exists.group)
            if match.conditions:
                block.add(match.relation, match.alias, match.conditions, "LEFT JOIN")
            found[exists] = f"(NOT ({match.there}))" if exists.negated else f"({match.there})"
        return block, Scope(block, found)

    def _match(self, base: Block, group: Group) -> Match:
        """The relation of those values of the base for which a group has a solution."""
        columns: dict[str, Value] = {}
        asked: dict[str, str] = {}
        for name in sorted(mentioned(group) & set(base.columns)):
            value = base.columns[name]
            if isinstance(value, Node) and not value.optional:
                columns[name] = replace(value, sql=identifier(name), placed=True)
                asked[name] = value.sql
            elif isinstance(value, Constant):
                columns[name] = value
            elif not isinstance(value, Unbound):
                raise Unsupported(f"EXISTS with ?{name}, which may be unbound or is computed")
        relation = ""
        if asked:
            listed = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in asked.items())
            relation = self.statement.name("asked", f"SELECT DISTINCT {listed} FROM {base.source}")
        inner = self.group(group, Given(relation, columns, len(asked)), frozenset(columns))
        found = inner.relation(asked, "match", distinct=True)
        alias = base.alias("m")
        return Match(found.name, alias, [f"{alias}.{identifier(name)} = {sql}" for name, sql in asked.items()])


@dataclass(frozen=True, slots=True)
class Match:
    """The values for which an EXISTS holds, and how to join them."""

    relation: str
    alias: str
    conditions: list[str]  # the first one begins with a column of the relation

    @property
    def there(self) -> str:
        """SQL of "it holds" after a left join."""
        if not self.conditions:
            return f"EXISTS (SELECT 1 FROM {self.relation})"
        return f"{self.conditions[0].partition(' = ')[0]} IS NOT NULL"


def _conditions(group: Group) -> list[Expression]:
    """The filters of a group, one by one."""
    found: list[Expression] = []
    for element in group.elements:
        if isinstance(element, Filter):
            found += _conjuncts(element.condition)
    return found


def _conjuncts(condition: Expression) -> list[Expression]:
    if isinstance(condition, Call) and condition.name == "&&":
        return [c for a in condition.arguments for c in _conjuncts(a)]
    return [condition]


def _whole(condition: Expression) -> Exists | None:
    """A condition that is nothing but an EXISTS."""
    if isinstance(condition, Call) and condition.name == "!" and isinstance(condition.arguments[0], Exists):
        inner = condition.arguments[0]
        return replace(inner, negated=not inner.negated)
    return condition if isinstance(condition, Exists) else None


def _existences(expression: Expression) -> list[Exists]:
    match expression:
        case Exists():
            return [expression]
        case Call(_, arguments):
            return list(dict.fromkeys(e for a in arguments for e in _existences(a)))
    return []


def _own(group: Group) -> frozenset[str]:
    """The variables of a group's own patterns and filters; inner groups start by themselves."""
    parts = [e for e in group.elements if isinstance(e, Triples | Filter | Bind | Optional)]
    return frozenset[str]().union(*(mentioned(e) for e in parts))
