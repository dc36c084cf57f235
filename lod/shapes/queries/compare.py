"""Compare two values as SPARQL does.  two Values -> SQL that is true, false, or NULL for an error.

Families of values are those of the table `literal`: 1 decimal, 2 double, 3 string, 4 boolean, 5 dateTime with zone,
6 without, 7 date with zone, 8 without.  Where the specification leaves a choice for =, this one follows what engines
agree on: two literals of known types with different value spaces, or a text with a language and any other literal, are
different; only ill-typed literals and unknown types are an error.
Spec: SPARQL 1.1 Query Language sections 17.3, 17.4.1.7 (RDFterm-equal); XSD 1.1 part 2 section 3.3.7 (time zones)."""

from __future__ import annotations

from dataclasses import dataclass

from lod.shapes.order import WITHIN
from lod.shapes.queries import texts
from lod.shapes.queries.arithmetic import finite, is_number, number
from lod.shapes.queries.block import Block
from lod.shapes.queries.values import (
    DOUBLES,
    INTEGERS,
    NO,
    NOTHING,
    YES,
    Constant,
    Name,
    Node,
    Number,
    Text,
    Truth,
    Unbound,
    Unsupported,
    Value,
    either,
    quoted,
)
from lod.vocab import RDF_LANGSTRING, XSD, XSD_STRING

ORDERED = (*INTEGERS, *DOUBLES, XSD + "decimal", XSD + "boolean", XSD + "dateTime", XSD + "date", XSD + "dateTimeStamp")


@dataclass(frozen=True, slots=True)
class Facets:
    """Everything that a comparison may look at, as SQL."""

    lexical: str
    datatype: str
    lang: str
    family: str
    key: str
    num: str
    sort: str  # 0 no literal, or a text with a language; 1 of a known type; 2 of an unknown type, or ill-typed


def compare(operator: str, left: Value, right: Value, block: Block) -> str:
    """SQL of `left operator right`; operator is =, !=, <, <=, > or >=."""
    if isinstance(left, Unbound) or isinstance(right, Unbound):
        return NOTHING
    if operator == "!=":
        return f"(NOT {compare('=', left, right, block)})"
    if operator == "=" and (resource(left) or resource(right)):
        return same(left, right, block)
    if isinstance(left, Name) or isinstance(right, Name):
        return _names(operator, left, right, block)
    if isinstance(left, Text) and isinstance(right, Text) and left.lang == right.lang == "''":
        return f"({left.sql} {operator} {right.sql})"
    if is_number(left) or is_number(right):
        return _numbers(operator, left, right, block)
    if isinstance(left, Truth) or isinstance(right, Truth):
        return _truths(operator, left, right, block)
    if operator == "=":
        return _equal(facets(left, block), facets(right, block), same(left, right, block))
    return _ordered(operator, facets(left, block), facets(right, block))


def resource(value: Value) -> bool:
    """Whether a value is certainly an IRI or a blank node of the data or of the query."""
    return (isinstance(value, Node) and value.resource) or (
        isinstance(value, Constant) and value.term.kind != "literal"
    )


def same(left: Value, right: Value, block: Block) -> str:
    """SQL of sameTerm(left, right)."""
    ids = [v.sql if isinstance(v, Node) else str(v.id) for v in (left, right) if isinstance(v, Node | Constant)]
    if len(ids) == 2:
        return f"({ids[0]} = {ids[1]})"
    names = [_name(v, block) for v in (left, right)]
    if names[0] is not None and names[1] is not None and any(isinstance(v, Name) for v in (left, right)):
        return f"({names[0]} = {names[1]})"
    if any(resource(v) or isinstance(v, Name) for v in (left, right)):
        return _different(left, right)
    return NO


def _different(*values: Value) -> str:
    """SQL of FALSE, or NULL where one of the values is an error."""
    tests = [texts.is_bound(value) for value in values]
    sure = " AND ".join(test for test in tests if test != YES)
    return f"(CASE WHEN {sure} THEN FALSE END)" if sure else NO


def _name(value: Value, block: Block) -> str | None:
    """The text of a value that is an IRI."""
    match value:
        case Name(sql):
            return sql
        case Constant(term) if term.kind == "iri":
            return quoted(term.lexical)
        case Node():
            row = block.term(value)
            return f"CASE {row}.kind WHEN 'iri' THEN {row}.lexical WHEN 'literal' THEN '' WHEN 'bnode' THEN '' END"
    return None


def _unequal(left: Value, right: Value, block: Block) -> str:
    """SQL of `left = right` where they are certainly not the same, one of them computed and no IRI."""
    odd = [v for v in (left, right) if isinstance(v, Constant) and facets(v, block).sort == "2"]
    return NOTHING if odd else _different(left, right)


def _names(operator: str, left: Value, right: Value, block: Block) -> str:
    if operator == "=":
        return same(left, right, block)
    return NOTHING  # IRIs have no order


# ---- numbers and booleans ------------------------------------------------------------------------------------


def _numbers(operator: str, left: Value, right: Value, block: Block) -> str:
    a, b = number(left, block), number(right, block)
    if a is None or b is None:
        return _unequal(left, right, block) if operator == "=" else NOTHING
    double = either(a.double, b.double)
    exact = f"{a.exact} {operator} {b.exact}"
    sides = [finite(n) if isinstance(v, Number) and n.double != NO else n.approx for v, n in ((left, a), (right, b))]
    approx = f"{sides[0]} {operator} {sides[1]}"
    found = f"({exact})" if double == NO else f"CASE WHEN {double} THEN {approx} ELSE {exact} END"
    nodes = [v for v in (left, right) if isinstance(v, Node)]
    if operator != "=" or not nodes:
        return found
    node = facets(nodes[0], block)
    computed = left if nodes[0] is right else right
    return f"CASE WHEN {node.family} <= 2 THEN {found} WHEN {node.sort} < 2 THEN {_different(computed)} END"


def _truths(operator: str, left: Value, right: Value, block: Block) -> str:
    a, b = truth(left, block), truth(right, block)
    if a is not None and b is not None:
        nodes = [v for v in (left, right) if isinstance(v, Node)]
        found = f"({a} {operator} {b})"
        if operator != "=" or not nodes:
            return found
        node = facets(nodes[0], block)
        computed = left if nodes[0] is right else right
        return f"CASE WHEN {node.family} = 4 THEN {found} WHEN {node.sort} < 2 THEN {_different(computed)} END"
    return _unequal(left, right, block) if operator == "=" else NOTHING


def truth(value: Value, block: Block) -> str | None:
    """SQL of a boolean value, NULL where it is none; None if it never is one."""
    match value:
        case Truth(sql):
            return sql
        case Constant(term) if term.datatype == XSD + "boolean":
            return {"true": YES, "1": YES, "false": NO, "0": NO}.get(term.lexical)
        case Node():
            row, typed = block.term(value), block.literal(value)
            return (
                f"CASE WHEN {typed}.family = 4 THEN contains({row}.lexical, 'true') OR contains({row}.lexical, '1') END"
            )
    return None


# ---- any two literals ----------------------------------------------------------------------------------------


def facets(value: Value, block: Block) -> Facets:
    """What a comparison may look at."""
    match value:
        case Node():
            row = block.worth(value)
            return Facets(
                *(f"{row}.{name}" for name in ("lexical", "datatype", "lang", "family", "key", "num", "sort"))
            )
        case Text(sql, lang):
            family = f"CASE WHEN {sql} IS NOT NULL AND {lang} = '' THEN 3 END"
            datatype = quoted(XSD_STRING) if lang == "''" else f"if({lang} = '', '{XSD_STRING}', '{RDF_LANGSTRING}')"
            sort = f"CASE WHEN {sql} IS NOT NULL THEN if({lang} = '', 1, 0) END"
            return Facets(sql, datatype, lang, family, sql, "NULL::DOUBLE", sort)
        case Constant(term):
            operand = block.statement.dictionary.operand(term)
            ill_typed = operand.family == NOTHING and term.datatype in ORDERED
            known = term.datatype.startswith(XSD) and not ill_typed
            return Facets(
                quoted(term.lexical),
                quoted(term.datatype),
                quoted(term.lang),
                f"{operand.family}::TINYINT",
                f"{operand.key}::VARCHAR",
                f"{operand.num}::DOUBLE",
                "0" if term.lang or term.kind != "literal" else "1" if known else "2",
            )
    raise Unsupported("a comparison of values of different kinds")


def _equal(a: Facets, b: Facets, same_term: str) -> str:
    # NaN is not equal to itself; two texts with a language are equal if the texts are, and the languages in any case
    return f"""CASE WHEN {same_term} THEN {a.family} IS DISTINCT FROM 2 OR {a.num} IS NOT NULL
        WHEN {a.family} = {b.family} AND {a.family} <> 2 THEN {a.key} = {b.key}
        WHEN {a.family} <= 2 AND {b.family} <= 2 THEN coalesce({a.num} = {b.num}, FALSE)
        WHEN {a.lang} <> '' AND {b.lang} <> '' THEN lower({a.lang}) = lower({b.lang}) AND {a.lexical} = {b.lexical}
        WHEN {a.sort} * {b.sort} = 0 THEN FALSE
        WHEN {a.sort} + {b.sort} = 2 AND ({a.family} <> {b.family} OR {a.datatype} <> {b.datatype}) THEN FALSE END"""


def _ordered(operator: str, a: Facets, b: Facets) -> str:
    earlier, later = (YES, NO) if operator.startswith("<") else (NO, YES)
    # families 5 and 6, 7 and 8: the same kind of time, one with a zone and one without
    return f"""CASE WHEN {a.family} = {b.family} AND {a.family} <> 2 THEN {a.key} {operator} {b.key}
        WHEN {a.family} <= 2 AND {b.family} <= 2 THEN coalesce({a.num} {operator} {b.num}, FALSE)
        WHEN {a.family} > 4 AND ({a.family} + 1) // 2 = ({b.family} + 1) // 2 THEN CASE
          WHEN {a.num} < {b.num} - {WITHIN} THEN {earlier} WHEN {a.num} > {b.num} + {WITHIN} THEN {later} END END"""
