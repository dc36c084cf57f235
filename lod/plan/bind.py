"""Tell a plan what its sources have turned out to be.  Plan + fields of each scan -> Plan; pure.

A column is called by its reference until its source has been read; then by its number, because references that differ
in case only are one name to a database.  Read first: model.py, sources/model.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lod.plan.model import Apply, Column, Emit, Piece, Plan, TermPlan, Text
from lod.sources.model import Field

Fields = Mapping[str, Sequence[Field]]  # of each scan, in the order of its columns
Change = Callable[[Column], Column]


def column_name(number: int) -> str:
    """What the column of the field with this number, from 0, is called.

    >>> column_name(0)
    'c1'
    """
    return f"c{number + 1}"


def bind(plan: Plan, fields: Fields) -> Plan:
    """Call every column as its relation does, and say which have several values and datatypes of their own.

    fields   columns of a scan that has none here keep their names"""
    known = {scan: {f.reference: (n, f) for n, f in enumerate(found)} for scan, found in fields.items()}

    def in_scan(scan: str) -> Change:
        def change(column: Column) -> Column:
            if scan not in known:
                return column
            number, found = known[scan][column.name]
            return replace(column, name=column_name(number), many=found.many, datatype=found.datatype)

        return change

    return replace(
        plan, emits=tuple(_bound(e, in_scan(e.scan), in_scan(e.join.scan if e.join else "")) for e in plan.emits)
    )


def _bound(e: Emit, here: Change, there: Change) -> Emit:
    other = there if e.join and not e.join.semi else here
    pairs = tuple((changed(a, here), changed(b, there)) for a, b in e.join.pairs) if e.join else ()
    return replace(
        e,
        subject=change_term(e.subject, here),
        predicate=change_term(e.predicate, here),
        object=change_term(e.object, other),
        graph=change_term(e.graph, here) if e.graph else None,
        join=replace(e.join, pairs=pairs) if e.join else None,
    )


def change_term(term: TermPlan, change: Change) -> TermPlan:
    """A term with other columns."""
    text, datatype, lang = (changed(text, change) for text in term.texts)
    return replace(term, text=text, datatype=datatype, lang=lang)


def changed(text: Text, change: Change) -> Text:
    """A text with other columns, in arguments too."""
    return tuple(_piece(piece, change) for piece in text)


def _piece(piece: Piece, change: Change) -> Piece:
    if isinstance(piece, Column):
        return change(piece)
    if isinstance(piece, Apply):
        return replace(piece, arguments=tuple((name, changed(value, change)) for name, value in piece.arguments))
    return piece
