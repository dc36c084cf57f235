"""Compute with numbers.  Values -> Number; exact for integers and decimals.

A decimal is DECIMAL(38, s) with a scale s known when the query is compiled; a quotient of decimals has 18 digits after
the point.  The engine raises an error where a number does not fit, and the caller takes another route.
Spec: SPARQL 1.1 Query Language section 17.3, Operator Mapping; XPath and XQuery Functions and Operators section 6."""

from __future__ import annotations

import re

from lod.shapes.queries.block import Block
from lod.shapes.queries.values import (
    DOUBLES,
    INTEGERS,
    NO,
    YES,
    Constant,
    Node,
    Number,
    Unsupported,
    Value,
    both,
    doubt,
    either,
)
from lod.vocab import XSD

STORED = 12  # digits after the point of literal.number
DIVIDED = 18  # of a quotient
DIGITS = 38
DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# numbers that the table cannot give exactly, and doubles that SQL treats otherwise than XSD
GUARD = """SELECT count(*) FROM literal l LEFT JOIN term t ON t.id = l.id AND l.family = 2
WHERE (l.family = 1 AND l.number IS NULL)
  OR (l.family = 2 AND (l.num IS NULL OR isinf(l.num) OR t.datatype LIKE '%#float'))"""


def number(value: Value, block: Block) -> Number | None:
    """The number that a value is, NULL where it is none; None if it never is one."""
    match value:
        case Number():
            return value
        case Constant():
            return _constant(value)
        case Node():
            block.statement.guards.add(GUARD)
            typed = block.literal(value)
            return Number(
                f"{typed}.number",
                STORED,
                f"(CASE WHEN {typed}.family <= 2 THEN {typed}.num END)",
                f"({typed}.family = 2)",
                lambda: f"({block.term(value)}.datatype <> '{XSD}decimal')",
            )
    return None


def is_number(value: Value) -> bool:
    """Whether a value is certainly a number or an error."""
    return isinstance(value, Number) or (isinstance(value, Constant) and _constant(value) is not None)


def _constant(constant: Constant) -> Number | None:
    text, datatype = constant.term.lexical.strip(" \t\r\n"), constant.term.datatype
    whole = YES if datatype in INTEGERS else NO
    if datatype in DOUBLES and DOUBLE.fullmatch(text):
        return Number("NULL::DECIMAL(38,12)", STORED, f"{text}::DOUBLE", YES, lambda: NO)
    if (whole == YES or datatype == XSD + "decimal") and DECIMAL.fullmatch(text):
        scale = len(text.partition(".")[2])
        if len(text.lstrip("+-").replace(".", "")) > DIGITS - STORED or scale > DIVIDED:
            raise Unsupported("a number of very many digits")
        exact = f"{text.lstrip('+')}::DECIMAL(38,{scale})"
        return Number(exact, scale, f"{text.lstrip('+')}::DOUBLE", NO, lambda: whole)
    return None


def compute(operator: str, left: Number, right: Number) -> Number:
    """Left operator right; the operator is +, -, * or /."""
    double = either(left.double, right.double)
    if operator == "/":
        exact, scale = _quotient(left, right), DIVIDED
    else:
        exact = f"({left.exact} {operator} {right.exact})"
        scale = left.scale + right.scale if operator == "*" else max(left.scale, right.scale)
    if scale > DIVIDED + STORED:
        raise Unsupported("products of products")
    whole = (lambda: NO) if operator == "/" else (lambda: both(left.whole(), right.whole()))
    # doubles overflow to infinity as XSD says; `finite` looks at what comes out
    approx = f"{exact}::DOUBLE" if double == NO else f"({left.approx} {operator} {right.approx})"
    return Number(exact, scale, approx, double, whole)


def finite(value: Number) -> str:
    """SQL of a number as a double; infinity and NaN, which SQL compares otherwise than XSD, stop the statement."""
    approx = value.approx
    return f"(CASE WHEN isfinite({approx}) THEN {approx} WHEN {approx} IS NOT NULL THEN {doubt('infinity')} END)"


def _quotient(left: Number, right: Number) -> str:
    """SQL of an exact quotient, rounded to 18 digits; division of integers, because SQL divides decimals as doubles."""
    scale = max(min(left.scale, 6), min(right.scale, 6))
    a, b = (_unscaled(n, scale) for n in (left, right))
    power = "1" + "0" * (DIVIDED + 1)
    digits = f"(({a} * {power}::HUGEINT) // nullif({b}, 0))"
    return f"(({digits}::DECIMAL(38,0) * 0.{'0' * DIVIDED}1)::DECIMAL(38,{DIVIDED}))"


def _unscaled(value: Number, scale: int) -> str:
    """A number without its point: 1.5 of scale 2 is 150."""
    narrow = f"{value.exact}::DECIMAL(38,{scale})"
    if value.scale > scale:
        narrow = f"(CASE WHEN {value.exact} = {narrow} THEN {narrow} ELSE {doubt('many digits')} END)"
    return f"({narrow} * 1{'0' * scale})::HUGEINT"


def changed(function: str, value: Number) -> Number:
    """ABS, CEIL, FLOOR, ROUND, or a sign; the type stays as it is.  Halves are rounded towards the greater number."""
    scale = value.scale
    match function:
        case "unary +":
            return value
        case "unary -":
            exact, approx = f"(-{value.exact})", f"(-{value.approx})"
        case "ABS":
            exact, approx = f"abs({value.exact})", f"abs({value.approx})"
        case "ROUND":
            half = f"({value.exact} + 0.5::DECIMAL(38,{max(scale, 1)}))"
            exact, approx, scale = f"floor({half})", f"floor({value.approx} + 0.5)", 0
        case _:
            name, scale = function.lower(), 0
            exact, approx = f"{name}({value.exact})", f"{name}({value.approx})"
    return Number(f"{exact}::DECIMAL(38,{scale})", scale, approx, value.double, value.whole)


def parsed(datatype: str, text: str) -> Number:
    """The number that a text writes: the cast to xsd:integer, xsd:decimal or xsd:double."""
    trimmed = f"trim({text}, chr(9) || chr(10) || chr(13) || ' ')"
    if datatype == XSD + "integer":
        exact = f"(CASE WHEN regexp_full_match({trimmed}, '[+-]?[0-9]+') THEN {trimmed}::DECIMAL(38,0) END)"
        return Number(exact, 0, f"{exact}::DOUBLE", NO, lambda: YES)
    if datatype == XSD + "decimal":
        fine = f"regexp_full_match({trimmed}, '[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)')"
        many = f"regexp_matches({trimmed}, '\\.[0-9]{{{STORED + 1},}}')"
        exact = f"CASE WHEN {many} THEN {doubt('many digits')} ELSE {trimmed}::DECIMAL(38,{STORED}) END"
        exact = f"(CASE WHEN {fine} THEN {exact} END)"
        return Number(exact, STORED, f"{exact}::DOUBLE", NO, lambda: NO)
    form = "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?"
    special = f"{trimmed} IN ('INF', '+INF', '-INF', 'NaN') THEN {doubt('infinity')}"
    approx = f"(CASE WHEN regexp_full_match({trimmed}, '{form}') THEN {trimmed}::DOUBLE WHEN {special} END)"
    return Number("NULL::DECIMAL(38,12)", STORED, approx, YES, lambda: NO)


def cast(datatype: str, value: Value, block: Block) -> Number:
    """The cast of a number to another type of numbers."""
    given = number(value, block)
    if given is None:
        raise Unsupported("a cast of something else than a text or a number")
    if datatype in DOUBLES:
        return Number("NULL::DECIMAL(38,12)", STORED, given.approx, YES, lambda: NO)
    exact = given.exact
    if given.double != NO:
        exact = f"(CASE WHEN {given.double} THEN {doubt('a double as a decimal')} ELSE {exact} END)"
    if datatype == XSD + "integer":
        return Number(f"trunc({exact})::DECIMAL(38,0)", 0, f"trunc({exact})::DOUBLE", NO, lambda: YES)
    return Number(exact, given.scale, f"{exact}::DOUBLE", NO, lambda: NO)


def cast_node(datatype: str, node: Node, text: str, block: Block) -> Number:
    """The cast of a term, which may be a plain string (`text`, else NULL) or a number."""
    written, given = parsed(datatype, text), cast(datatype, node, block)
    boolean = f"{block.literal(node)}.family = 4"
    if datatype in DOUBLES:
        approx = f"coalesce({written.approx}, {given.approx})"
        approx = f"(CASE WHEN {boolean} THEN {doubt('a boolean as a number')} ELSE {approx} END)"
        return Number(written.exact, STORED, approx, YES, lambda: NO)
    exact = f"coalesce({written.exact}, {given.exact})"
    exact = f"(CASE WHEN {boolean} THEN {doubt('a boolean as a number')} ELSE {exact} END)"
    scale = max(written.scale, given.scale)
    return Number(f"{exact}::DECIMAL(38,{scale})", scale, f"{exact}::DOUBLE", NO, written.whole)
