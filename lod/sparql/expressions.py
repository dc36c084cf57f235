"""Read the expressions of a query.  tokens -> Expression.

Read first: cursor.py.  Spec: SPARQL 1.1 Query Language section 19.8, productions 110 to 128."""

from __future__ import annotations

from dataclasses import dataclass

from lod.sparql.cursor import Cursor
from lod.sparql.model import Aggregate, Call, Exists, Expression, Group

COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")
AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
MANY = 1000
# built-in: the least and the greatest number of arguments
BUILT_INS = {
    "STR": (1, 1),
    "LANG": (1, 1),
    "LANGMATCHES": (2, 2),
    "DATATYPE": (1, 1),
    "BOUND": (1, 1),
    "IRI": (1, 1),
    "URI": (1, 1),
    "BNODE": (0, 1),
    "RAND": (0, 0),
    "ABS": (1, 1),
    "CEIL": (1, 1),
    "FLOOR": (1, 1),
    "ROUND": (1, 1),
    "CONCAT": (0, MANY),
    "STRLEN": (1, 1),
    "UCASE": (1, 1),
    "LCASE": (1, 1),
    "ENCODE_FOR_URI": (1, 1),
    "CONTAINS": (2, 2),
    "STRSTARTS": (2, 2),
    "STRENDS": (2, 2),
    "STRBEFORE": (2, 2),
    "STRAFTER": (2, 2),
    "YEAR": (1, 1),
    "MONTH": (1, 1),
    "DAY": (1, 1),
    "HOURS": (1, 1),
    "MINUTES": (1, 1),
    "SECONDS": (1, 1),
    "TIMEZONE": (1, 1),
    "TZ": (1, 1),
    "NOW": (0, 0),
    "UUID": (0, 0),
    "STRUUID": (0, 0),
    "MD5": (1, 1),
    "SHA1": (1, 1),
    "SHA256": (1, 1),
    "SHA384": (1, 1),
    "SHA512": (1, 1),
    "COALESCE": (0, MANY),
    "IF": (3, 3),
    "STRLANG": (2, 2),
    "STRDT": (2, 2),
    "SAMETERM": (2, 2),
    "ISIRI": (1, 1),
    "ISURI": (1, 1),
    "ISBLANK": (1, 1),
    "ISLITERAL": (1, 1),
    "ISNUMERIC": (1, 1),
    "REGEX": (2, 3),
    "SUBSTR": (2, 3),
    "REPLACE": (3, 4),
}


@dataclass(slots=True)
class ExpressionReader(Cursor):
    """Reads expressions; groups, which EXISTS holds, are read by the class that knows them."""

    def group(self) -> Group:
        raise NotImplementedError

    def expression(self) -> Expression:
        found = self._conjunction()
        while self.accept("||"):
            found = Call("||", (found, self._conjunction()))
        return found

    def _conjunction(self) -> Expression:
        found = self._comparison()
        while self.accept("&&"):
            found = Call("&&", (found, self._comparison()))
        return found

    def _comparison(self) -> Expression:
        left = self._sum()
        if word := self.accept(*COMPARISONS):
            return Call(word, (left, self._sum()))
        if self.accept("IN"):
            return Call("IN", (left, *self._list()))
        if self.here.word == "NOT" and self.tokens[self.index + 1].word == "IN":
            self.index += 2
            return Call("NOT IN", (left, *self._list()))
        return left

    def _sum(self) -> Expression:
        found = self._product()
        while word := self.accept("+", "-"):
            found = Call(word, (found, self._product()))
        return found

    def _product(self) -> Expression:
        found = self._unary()
        while word := self.accept("*", "/"):
            found = Call(word, (found, self._unary()))
        return found

    def _unary(self) -> Expression:
        if self.accept("!"):
            return Call("!", (self._unary(),))
        constant = self.here.word in ("+", "-") and self.constant()  # a signed number
        if constant:
            return constant
        if word := self.accept("+", "-"):
            return Call(f"unary {word}", (self._unary(),))
        return self.primary()

    def primary(self) -> Expression:
        token = self.here
        if token.kind == "variable":
            return self.variable()
        if token.word == "(":
            return self.bracketed()
        if token.word in ("EXISTS", "NOT"):
            negated = bool(self.accept("NOT"))
            self.expect("EXISTS")
            return Exists(self.group(), negated)
        if token.word in AGGREGATES:
            return self._aggregate()
        if token.word in BUILT_INS:
            return self._built_in()
        return self._constant_or_function()

    def bracketed(self) -> Expression:
        self.expect("(")
        found = self.expression()
        self.expect(")")
        return found

    def _constant_or_function(self) -> Expression:
        named = self.here.kind in ("iri", "name")
        constant = self.constant()
        if constant is None:
            self.fail("an expression")
        if named and self.here.text == "(":
            self.accept("(")
            if self.accept("DISTINCT"):
                self.fail("a function that is no aggregate")
            self.index -= 1
            return Call(f"<{constant.lexical}>", tuple(self._list()))
        return constant

    def _built_in(self) -> Call:
        token = self.step()
        least, most = BUILT_INS[token.word]
        arguments = self._list()
        if not least <= len(arguments) <= most:
            self.fail(f"{least if least == most else f'{least} to {most}'} arguments of {token.word}", token)
        name = "ISIRI" if token.word == "ISURI" else token.word
        return Call("IRI" if name == "URI" else name, tuple(arguments))

    def _list(self) -> list[Expression]:
        self.expect("(")
        found: list[Expression] = []
        if self.accept(")"):
            return found
        found.append(self.expression())
        while self.accept(","):
            found.append(self.expression())
        self.expect(")")
        return found

    def _aggregate(self) -> Aggregate:
        name = self.step().word
        self.expect("(")
        distinct = bool(self.accept("DISTINCT"))
        argument = None if name == "COUNT" and self.accept("*") else self.expression()
        separator = " "
        if name == "GROUP_CONCAT" and self.accept(";"):
            self.expect("SEPARATOR")
            self.expect("=")
            separator = self.string()
        self.expect(")")
        return Aggregate(name, argument, distinct, separator)
