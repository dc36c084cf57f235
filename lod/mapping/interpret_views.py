"""Make the rows of logical views one by one.  views + records -> records; pure.

The other half of the oracle (interpret.py): slow, obvious, and without a line in common with what makes views in an
engine.  Records that lie inside another are given with it.
Read first: interpret.py.  Spec: RML-LV (w3id.org/rml/lv/spec), sections 3 to 5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map

from lod.mapping.interpret import Record, Valued, meet, values
from lod.mapping.model import INDEX, ExpressionField, IterableField, Mapping, View, ViewJoin
from lod.vocab import XSD

Row = dict[str, list[Valued]]  # of each key one value, or none
Fields = Sequence[ExpressionField | IterableField]


def records(mapping: Mapping, given: Map[str, Sequence[Record]]) -> dict[str, Sequence[Record]]:
    """All that triples maps read: the records that are given, and those of every view.

    given    by LogicalSource.key, the sources of views too"""
    found = dict(given)
    for view in mapping.views:
        on = (view.on.source if isinstance(view.on, View) else view.on).key
        rows: list[Row] = []
        for number, record in enumerate(found[on]):
            rows += [{INDEX: position(number), **row} for row in combine(view.fields, record)]
        for join in view.joins:
            rows = [wider for row in rows for wider in extend(whole(view, row), join, found)]
        found[view.source.key] = [Record(whole(view, row), frozenset(), n) for n, row in enumerate(rows)]
    return found


def position(number: int) -> list[Valued]:
    """The value of an index key."""
    return [(str(number), XSD + "integer")]


def whole(view: View, row: Row) -> Row:
    """A row with all keys; those it lacks have no value."""
    return {key: row.get(key, []) for key in view.keys}


def combine(fields: Fields, record: Record) -> list[Row]:
    """Rows of fields beside each other: each of the one with each of the other."""
    rows: list[Row] = [{}]
    for field in fields:
        rows = [{**row, **more} for row in rows for more in rows_of(field, record)]
    return rows


def rows_of(field: ExpressionField | IterableField, record: Record) -> list[Row]:
    """Rows of one field; where it finds nothing, one without values."""
    found: list[Row] = []
    if isinstance(field, IterableField):
        found += inside(field, record, "")
    else:
        for number, (text, datatype) in enumerate(values(field.expression, record)):
            rows: list[Row] = [{field.name: [(text, datatype)], field.index: position(number)}]
            for inner in field.fields:
                rows = [{**row, **more} for row in rows for more in list(inside(inner, record, text)) or [{}]]
            found += rows
    return found or [{}]


def inside(field: IterableField, record: Record, text: str) -> Iterator[Row]:
    """Rows of the records that lie in a record, or in a text of it."""
    for number, inner in enumerate(record.inside[text, field.source.iterator]):
        for row in combine(field.fields, inner):
            yield {field.index: position(number), **row}


def extend(row: Row, join: ViewJoin, found: Map[str, Sequence[Record]]) -> list[Row]:
    """A row with the fields of every row of the joined view that fits."""
    here = Record(row, frozenset())
    fitting = [there for there in found[join.parent.source.key] if all(meet(j, here, there) for j in join.on)]
    seen: dict[str, list[object]] = {field.name: [] for field in join.fields}  # the records that a field came from
    wider: list[Row] = []
    for there in fitting:
        more: Row = {}
        for field in join.fields:
            for value in values(field.expression, there):
                keys = dict.fromkeys(k for r in field.expression.references for k in join.parent.keys[r])
                origin = [there.cells[key] for key in keys]
                if origin not in seen[field.name]:
                    seen[field.name].append(origin)
                more |= {field.name: [value], field.index: position(seen[field.name].index(origin))}
        wider.append({**row, **more})
    return wider or ([row] if join.kind == "left" else [])
