"""Make a table of a logical view.  View + what it reads -> a relation of its keys; one connection.

Fields of rows, and joins, are SQL over the relations of what the view reads; where records hold others, Python takes
them apart first (view_rows.py).  A relation of a view is like any other: columns c1, c2, … and the rows in their order.
Read first: mapping/model.py (View), relations.py.  Spec: RML-LV (w3id.org/rml/lv/spec)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from lod.engines import calls, view_rows
from lod.engines.joins import explosion
from lod.engines.relations import load_records
from lod.errors import LodError, Place
from lod.mapping.model import INDEX, Expression, ExpressionField, TermMap, View, ViewJoin
from lod.mapping.references import NESTED, apart
from lod.plan.bind import change_term, column_name
from lod.plan.calls import calls as calls_of
from lod.plan.compile import term
from lod.plan.model import Column, Emit, Plan, TermPlan
from lod.plan.sql import HERE, Arm, name
from lod.sources.model import PER_VALUE, Field, LogicalSource
from lod.vocab import XSD

Connection = duckdb.DuckDBPyConnection
Loaded = Mapping[str, Sequence[Field]]  # of each relation its fields
INTEGER = XSD + "integer"
PAGE = 50_000  # rows


@dataclass(frozen=True, slots=True)
class Made:
    """A view that has become a relation."""

    fields: tuple[Field, ...]
    warnings: tuple[LodError, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation in a query."""

    name: str
    alias: str
    fields: Sequence[Field]

    def column(self, reference: str) -> str:
        """SQL of the cell of a reference."""
        return f"{self.alias}.{name(self._number(reference))}"

    def term(self, expression: Expression) -> TermPlan:
        """What an expression over its references makes: a text, with the datatype that it has by nature."""
        plain = term(TermMap(expression.place, None, expression, "literal", "none"), "")
        fields = {f.reference: f for f in self.fields}

        def change(column: Column) -> Column:
            return replace(column, name=self._number(column.name), datatype=fields[column.name].datatype)

        return change_term(plain, change)

    def _number(self, reference: str) -> str:
        return column_name([f.reference for f in self.fields].index(reference))


def load(con: Connection, view: View, wanted: Mapping[str, Place], loaded: Loaded, file: Path | None) -> Made:
    """Make the relation of a view, called by its key, with a column for each key that is wanted.

    wanted   keys of the view, each with a place that asks for it
    loaded   the relations there are: that of the table or view it is on, and of those that it joins
    file     of a view on JSON or XML
    raises   Failed, as reading documents does"""
    relation = view.source.key
    own = f"{relation} alone" if view.joins else relation
    warnings: tuple[LodError, ...] = ()
    if file is not None:
        records = view_rows.of_document(view, file, wanted)
        fields, warnings = load_records(con, own, records), records.warnings
    else:
        on = (view.on.source if isinstance(view.on, View) else view.on).key
        known = Relation(on, HERE, loaded[on])
        if any(not isinstance(field, ExpressionField) or field.fields for field in view.fields):
            records = view_rows.of_table(view, known.fields, lambda: _pages(con, on), wanted)
            fields, warnings = load_records(con, own, records), records.warnings
        else:
            fields = _load_rows(con, view, own, wanted, known)
    if view.joins:
        made = _joined(con, view, wanted, Relation(own, HERE, fields), loaded)
        con.execute(f"DROP TABLE {name(own)}")
        return replace(made, warnings=(*warnings, *made.warnings))
    return Made(fields, warnings)


def is_nested(view: View) -> bool:
    """Whether a view reads a document itself."""
    return isinstance(view.on, LogicalSource) and view.on.formulation in NESTED


def _pages(con: Connection, relation: str) -> Iterator[tuple[object, ...]]:
    start = 0
    while rows := con.execute(
        f"FROM {name(relation)} WHERE rowid >= {start} AND rowid < {start + PAGE} ORDER BY rowid"
    ).fetchall():
        yield from rows
        start += PAGE


# ---- fields of rows ------------------------------------------------------------------------------------------


def _load_rows(con: Connection, view: View, own: str, wanted: Mapping[str, Place], on: Relation) -> tuple[Field, ...]:
    """Make the relation of fields that have one value in each row."""
    fields: list[Field] = []
    columns: list[str] = []
    terms = [(on, on.term(f.expression)) for f in view.fields if isinstance(f, ExpressionField)]
    with _asked(con, terms):
        if INDEX in wanted:
            fields.append(Field(INDEX, datatype=INTEGER))
            columns.append(f"{HERE}.rowid::VARCHAR")
        for field, (_, value) in zip(view.fields, terms, strict=True):
            sql = _sql(on, value)
            if field.index in wanted:
                fields.append(Field(field.index, datatype=INTEGER))
                columns.append(f"CASE WHEN {sql} IS NOT NULL THEN '0' END")
            if field.name in wanted:
                fields.append(Field(field.name, datatype=value.natural))
                columns.append(sql)
        con.execute(
            f"CREATE TEMP TABLE {name(own)} AS SELECT {_listed(columns)} FROM {name(on.name)} AS {HERE}"
            f" ORDER BY {HERE}.rowid"
        )
    return tuple(fields)


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f"{sql} AS {column_name(n)}" for n, sql in enumerate(columns)) or "1 AS c0"


def _sql(of: Relation, value: TermPlan) -> str:
    """SQL of a value; of one that brings its datatype along with it."""
    only = value.text[0]
    if value.natural == PER_VALUE and isinstance(only, Column):
        return f"{of.alias}.{name(only.name)}"
    return Arm(_emit(of, value)).text(value.text, of.alias, "field")


def _emit(of: Relation, value: TermPlan) -> Emit:
    return Emit(0, of.name, value, value, value, None)


@contextmanager
def _asked(con: Connection, terms: Sequence[tuple[Relation, TermPlan]]) -> Iterator[None]:
    """Have the results of functions that have no SQL at hand."""
    plan = Plan((), tuple(_emit(of, value) for of, value in terms))
    calls.ask(con, plan)
    yield
    for wanted in calls_of(plan):
        con.execute(f"DROP TABLE {name(wanted.table)}")


# ---- joins ---------------------------------------------------------------------------------------------------


def _joined(con: Connection, view: View, wanted: Mapping[str, Place], own: Relation, loaded: Loaded) -> Made:
    """Add the fields of joins; the rows stay in the order of the view, then of the views it joins."""
    parents = [
        Relation(j.parent.source.key, f"there{n}", loaded[j.parent.source.key]) for n, j in enumerate(view.joins)
    ]
    terms = [(own, own.term(c.child)) for j in view.joins for c in j.on]
    for join, parent in zip(view.joins, parents, strict=True):
        terms += [
            (parent, parent.term(e)) for e in (*(c.parent for c in join.on), *(f.expression for f in join.fields))
        ]
    fields, columns = list(own.fields), [own.column(f.reference) for f in own.fields]
    source, order, warnings = f"{name(own.name)} AS {HERE}", [f"{HERE}.rowid"], list[LodError]()
    with _asked(con, terms):
        for join, parent in zip(view.joins, parents, strict=True):
            pairs = [(_text(own, c.child), _text(parent, c.parent)) for c in join.on]
            on = " AND ".join(f"{a} = {b}" for a, b in pairs)
            kind = "LEFT JOIN" if join.kind == "left" else "JOIN"
            source += f"\n{kind} {name(parent.name)} AS {parent.alias} ON {on}"
            order.append(f"{parent.alias}.rowid")
            sides = [_compared(own, [a for a, _ in pairs]), _compared(parent, [b for _, b in pairs])]
            warnings += explosion(con, sides[0], sides[1], len(pairs), join.place)
            for field in join.fields:
                more = _field(field, join, parent, wanted)
                fields += more
                columns += more.values()
        query = f"SELECT {_listed(columns)} FROM {source}\nORDER BY {', '.join(order)}"
        con.execute(f"CREATE TEMP TABLE {name(view.source.key)} AS {query}")
    return Made(tuple(fields), tuple(warnings))


def _text(of: Relation, expression: Expression) -> str:
    """SQL of a text that is compared."""
    value = of.term(expression)
    return f"({Arm(_emit(of, value)).text(value.text, of.alias, 'field')})"


def _compared(of: Relation, texts: Sequence[str]) -> str:
    chosen = ", ".join(f"{text} AS v{n}" for n, text in enumerate(texts))
    return f"SELECT {chosen} FROM {name(of.name)} AS {of.alias}"


def _field(field: ExpressionField, join: ViewJoin, parent: Relation, wanted: Mapping[str, Place]) -> dict[Field, str]:
    """SQL of a field of a join, and of its position among the records that the rows that fit give it.

    The same record in several of them counts once (RML-LV section 5.2, the examples of joins)."""
    value = parent.term(field.expression)
    sql = f"CASE WHEN {parent.alias}.rowid IS NOT NULL THEN {_sql(parent, value)} END"
    found: dict[Field, str] = {}
    if field.index in wanted:
        records = ", ".join(f"{parent.column(key)}::BIGINT" for key in apart(join.parent, field.expression))
        window = f"PARTITION BY {HERE}.rowid, ({sql}) IS NULL ORDER BY {records}"
        position = f"(dense_rank() OVER ({window}) - 1)::VARCHAR" if records else "'0'"
        found[Field(field.index, datatype=INTEGER)] = f"CASE WHEN ({sql}) IS NOT NULL THEN {position} END"
    if field.name in wanted:
        found[Field(field.name, datatype=value.natural)] = sql
    return found
