"""Compare values as SPARQL orders them.  two operands -> SQL that is true, false, or NULL where there is no order.

Families of values are those of the table `literal` (lod/xsd.py): 1 decimal, 2 double, 3 string, 4 boolean, 5 dateTime
with zone, 6 without, 7 date with zone, 8 without.  Spec: SPARQL 1.1 section 17.3; XSD 1.1 part 2 section 3.3.7."""

from __future__ import annotations

from dataclasses import dataclass

from lod.vocab import XSD_STRING

WITHIN = 14 * 3600  # seconds that a time without zone may lie before or after the same time in UTC


@dataclass(frozen=True, slots=True)
class Operand:
    """SQL expressions of one value."""

    family: str
    key: str
    num: str


def of_node(term: str, literal: str) -> Operand:
    """The value of a node, from the aliases of its rows in `term` and `literal` (outer joined)."""
    is_string = f"{term}.datatype = '{XSD_STRING}'"
    return Operand(
        f"CASE WHEN {is_string} THEN 3 ELSE {literal}.family END",
        f"CASE WHEN {is_string} THEN {term}.lexical ELSE {literal}.key END",
        f"{literal}.num",
    )


def compare(left: Operand, operator: str, right: Operand) -> str:
    """SQL of `left operator right`; operator is <, <=, > or >=."""
    earlier, later = ("TRUE", "FALSE") if operator.startswith("<") else ("FALSE", "TRUE")
    a, b = left, right
    return f"""CASE WHEN {a.family} = {b.family} AND {a.family} <> 2 THEN {a.key} {operator} {b.key}
      WHEN {a.family} <= 2 AND {b.family} <= 2 THEN {a.num} {operator} {b.num}
      WHEN ({a.family}, {b.family}) IN ((5, 6), (6, 5), (7, 8), (8, 7)) THEN
        CASE WHEN {a.num} < {b.num} - {WITHIN} THEN {earlier} WHEN {a.num} > {b.num} + {WITHIN} THEN {later} END END"""
