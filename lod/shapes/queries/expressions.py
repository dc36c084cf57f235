"""Compile the expressions of a query.  Expression + the block it stands in -> Value, or SQL of a truth value.

Read first: values.py, block.py.  Spec: SPARQL 1.1 Query Language section 17, Expressions and Testing Values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lod.shapes.queries import arithmetic, texts
from lod.shapes.queries.block import Block
from lod.shapes.queries.compare import compare, same, truth
from lod.shapes.queries.values import (
    DOUBLES,
    INTEGERS,
    NO,
    NOTHING,
    YES,
    Constant,
    Node,
    Number,
    Text,
    Truth,
    Unbound,
    Unsupported,
    Value,
    quoted,
)
from lod.sparql.model import Aggregate, Call, Exists, Expression, Variable
from lod.terms import Term
from lod.vocab import RDF_LANGSTRING, XSD, XSD_STRING

KINDS = {"ISIRI": "iri", "ISBLANK": "bnode", "ISLITERAL": "literal"}
NUMERIC = tuple(f"<{XSD}{name}>" for name in ("integer", "decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: the variables so far, and what was computed before it."""

    block: Block
    exists: Mapping[Exists, str] = field(default_factory=dict)  # SQL of the truth value
    aggregates: Mapping[Aggregate, Value] = field(default_factory=dict)

    # ---- any value ---------------------------------------------------------------------------------------------

    def value(self, expression: Expression) -> Value:
        """What an expression stands for."""
        match expression:
            case Variable(name):
                constants = self.block.statement.constants
                return self.block.columns.get(name) or constants.get(name) or Unbound()
            case Term():
                return Constant(expression, self.block.statement.dictionary.id(expression))
            case Exists():
                if expression not in self.exists:
                    raise Unsupported("EXISTS outside FILTER and BIND")
                return Truth(self.exists[expression])
            case Aggregate():
                if expression not in self.aggregates:
                    raise Unsupported(f"{expression.name} outside a SELECT, HAVING or ORDER BY")
                return self.aggregates[expression]
            case Call(name, arguments):
                return self._call(name, arguments)
        raise Unsupported("an expression of another kind")

    def _call(self, name: str, arguments: tuple[Expression, ...]) -> Value:
        if name in ("||", "&&", "!", "=", "!=", "<", "<=", ">", ">=", "IN", "NOT IN"):
            return Truth(self._logic(name, arguments))
        if name in ("+", "-", "*", "/"):
            return self._computed(name, arguments)
        if name in ("COALESCE", "IF"):
            return self._chosen(name, arguments)
        if name.startswith("<"):
            return self._function(name, [self.value(a) for a in arguments])
        values = [self.value(a) for a in arguments]
        if any(isinstance(v, Unbound) for v in values) and name != "BOUND":
            return Unbound()
        return self._built_in(name, values)

    def _built_in(self, name: str, values: list[Value]) -> Value:
        block = self.block
        match name:
            case "BOUND":
                return Truth(texts.is_bound(values[0]))
            case "SAMETERM":
                if not all(isinstance(v, Node | Constant) for v in values):
                    raise Unsupported("sameTerm of computed values")
                return Truth(same(values[0], values[1], block))
            case "ISIRI" | "ISBLANK" | "ISLITERAL" | "ISNUMERIC":
                return Truth(self._kind(name, values[0]))
            case "ABS" | "CEIL" | "FLOOR" | "ROUND" | "unary -" | "unary +":
                number = arithmetic.number(values[0], block)
                return arithmetic.changed(name, number) if number else Unbound()
        return self._textual(name, values)

    def _textual(self, name: str, values: list[Value]) -> Value:
        block = self.block
        match name:
            case "STR":
                return texts.lexical(values[0], block)
            case "LANG":
                return texts.language(values[0], block)
            case "DATATYPE":
                return texts.datatype(values[0], block)
        if name == "SUBSTR":
            return texts.part([texts.string(values[0], block)], values[1:])
        if name == "REGEX":
            return Truth(texts.matches(texts.string(values[0], block), values[1], values[2] if values[2:] else None))
        strings = [texts.string(v, block) for v in values]
        match name:
            case "LANGMATCHES":
                return Truth(texts.language_matches(strings[0], strings[1]))
            case "STRLEN":
                length = f"length({strings[0].sql})::DECIMAL(38,0)"
                return Number(length, 0, f"{length}::DOUBLE", NO, lambda: YES)
            case "CONTAINS" | "STRSTARTS" | "STRENDS":
                return Truth(texts.test(name, strings[0], strings[1]))
            case "STRBEFORE" | "STRAFTER":
                return texts.cut(name, strings[0], strings[1])
            case "UCASE" | "LCASE":
                return texts.letters(name, strings[0])
            case "CONCAT":
                return texts.joined(strings)
        raise Unsupported(f"the function {name}")

    def _kind(self, name: str, value: Value) -> str:
        match value:
            case Constant(term) if name in KINDS:
                return YES if term.kind == KINDS[name] else NO
            case Node() if name in KINDS:
                return f"({self.block.term(value)}.kind = '{KINDS[name]}')"
            case Node():
                row, typed = self.block.term(value), self.block.literal(value)  # an unbound variable is an error
                return f"(CASE WHEN {row}.id IS NOT NULL THEN coalesce({typed}.family <= 2, FALSE) END)"
        raise Unsupported(f"{name} of a computed value")

    # ---- truth -------------------------------------------------------------------------------------------------

    def truth(self, expression: Expression) -> str:
        """SQL of the effective boolean value (section 17.2.2)."""
        value = self.value(expression)
        match value:
            case Truth(sql):
                return sql
            case Text(sql):
                return f"({sql} <> '')"
            case Number():
                exact = f"{value.exact} <> 0"
                return (
                    f"({exact})"
                    if value.double == NO
                    else f"(CASE WHEN {value.double} THEN {value.approx} <> 0 ELSE {exact} END)"
                )
            case Unbound():
                return f"{NOTHING}::BOOLEAN"
            case Constant(term):
                known = truth(value, self.block)
                if known is None and (term.kind != "literal" or term.datatype not in (XSD_STRING, RDF_LANGSTRING)):
                    raise Unsupported("a constant that is no boolean as a condition")
                return known or (YES if term.lexical else NO)
            case Node():
                return self._truth_of(value)
        raise Unsupported("an IRI as a condition")

    def _truth_of(self, node: Node) -> str:
        row, typed = self.block.term(node), self.block.literal(node)
        numeric = ", ".join(repr(name) for name in (*INTEGERS, *DOUBLES, XSD + "decimal"))
        return (
            f"(CASE WHEN {row}.datatype IN ('{XSD_STRING}', '{RDF_LANGSTRING}') THEN {row}.lexical <> '' "
            f"WHEN {row}.datatype = '{XSD}boolean' THEN coalesce({truth(node, self.block)}, FALSE) "
            f"WHEN {row}.datatype IN ({numeric}) THEN coalesce({typed}.num <> 0, FALSE) END)"
        )

    def _logic(self, name: str, arguments: tuple[Expression, ...]) -> str:
        if name in ("||", "&&"):
            word = " OR " if name == "||" else " AND "
            return "(" + word.join(self.truth(a) for a in arguments) + ")"
        if name == "!":
            return f"(NOT {self.truth(arguments[0])})"
        if name in ("IN", "NOT IN"):
            found = self._among(self.value(arguments[0]), [self.value(a) for a in arguments[1:]])
            return found if name == "IN" else f"(NOT {found})"
        return compare(name, self.value(arguments[0]), self.value(arguments[1]), self.block)

    def _among(self, value: Value, others: list[Value]) -> str:
        if (
            isinstance(value, Node)
            and others
            and all(isinstance(o, Constant) and o.term.kind != "literal" for o in others)
        ):
            return f"({value.sql} IN ({', '.join(str(o.id) for o in others if isinstance(o, Constant))}))"
        return "(" + (" OR ".join(compare("=", value, other, self.block) for other in others) or NO) + ")"

    # ---- numbers -----------------------------------------------------------------------------------------------

    def _computed(self, name: str, arguments: tuple[Expression, ...]) -> Value:
        left, right = (arithmetic.number(self.value(a), self.block) for a in arguments)
        return arithmetic.compute(name, left, right) if left and right else Unbound()

    def _function(self, name: str, values: list[Value]) -> Value:
        if len(values) != 1 or (name not in NUMERIC and name != f"<{XSD_STRING}>"):
            raise Unsupported(f"the function {name}")
        value = values[0]
        if isinstance(value, Unbound):
            return value
        if name == f"<{XSD_STRING}>":
            return texts.lexical(value, self.block)
        if isinstance(value, Constant) and value.term.datatype == XSD_STRING:
            value = Text(quoted(value.term.lexical))
        if isinstance(value, Text):
            return arithmetic.parsed(name[1:-1], value.sql)
        if isinstance(value, Node):
            text = texts.string(value, self.block)
            plain = Text(f"(CASE WHEN {text.lang} = '' THEN {text.sql} END)")
            return arithmetic.cast_node(name[1:-1], value, plain.sql, self.block)
        return arithmetic.cast(name[1:-1], value, self.block)

    # ---- choices -----------------------------------------------------------------------------------------------

    def _chosen(self, name: str, arguments: tuple[Expression, ...]) -> Value:
        if name == "COALESCE":
            found: list[Value] = [v for v in map(self.value, arguments) if not isinstance(v, Unbound)]
            sure = next((n for n, v in enumerate(found) if texts.is_bound(v) == YES), len(found))
            found = found[: sure + 1]
            conditions = [texts.is_bound(v) for v in found]
        else:
            condition = self.truth(arguments[0])
            found, conditions = [self.value(a) for a in arguments[1:]], [condition, f"NOT {condition}"]
        if not found:
            return Unbound()
        return found[0] if len(found) == 1 else self._cases(conditions, found)

    def _cases(self, conditions: list[str], values: list[Value]) -> Value:
        pairs = [(c, v) for c, v in zip(conditions, values, strict=True) if not isinstance(v, Unbound)]
        values = [v for _, v in pairs]

        def case(sqls: list[str]) -> str:
            return "(CASE " + " ".join(f"WHEN {c} THEN {s}" for (c, _), s in zip(pairs, sqls, strict=True)) + " END)"

        if not values:
            return Unbound()
        if all(isinstance(v, Truth) or truth_constant(v) for v in values):
            return Truth(case([truth(v, self.block) or NOTHING for v in values]))
        if all(isinstance(v, Node | Constant) for v in values):
            ids = [v.sql if isinstance(v, Node) else str(v.id) for v in values if isinstance(v, Node | Constant)]
            if any(isinstance(v, Constant) and v.id < 0 for v in values):
                return self._texts(case, values)
            return Node(case(ids), optional=True, resource=all(_resource(v) for v in values))
        return self._texts(case, values)

    def _texts(self, case: Callable[[list[str]], str], values: list[Value]) -> Value:
        strings = [v if isinstance(v, Text) else _plain(v) for v in values]
        if any(s is None or s.lang != "''" for s in strings):
            raise Unsupported("a choice between values of different kinds")
        return Text(case([s.sql for s in strings if s]))


def truth_constant(value: Value) -> bool:
    """Whether a value is true or false as it is written."""
    return isinstance(value, Constant) and value.term.datatype == XSD + "boolean"


def _resource(value: Value) -> bool:
    return value.resource if isinstance(value, Node) else isinstance(value, Constant) and value.term.kind != "literal"


def _plain(value: Value) -> Text | None:
    fits = isinstance(value, Constant) and value.term.datatype == XSD_STRING
    return Text(quoted(value.term.lexical)) if fits and isinstance(value, Constant) else None
