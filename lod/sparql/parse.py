"""Read a SPARQL query.  text -> Select.

SELECT and ASK, everything SPARQL 1.1 allows in them; no third-party parser, because a shapes graph holds dozens of
queries and reading all of them must take milliseconds.  Read first: model.py.
Spec: SPARQL 1.1 Query Language (www.w3.org/TR/sparql11-query) section 19.8, Grammar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from lod.errors import Place
from lod.sparql.expressions import AGGREGATES, BUILT_INS
from lod.sparql.model import Expression, Projection, Select
from lod.sparql.patterns import PatternReader

FUNCTIONS = frozenset((*AGGREGATES, *BUILT_INS))


@lru_cache(maxsize=1000)  # check, constants, footprint and compiler read the same texts
def parse(text: str, place: Place | None = None) -> Select:
    """Read a query.

    text     the whole query, PREFIX lines included
    place    of the text in its file, for errors; line and column inside the text are part of the message

    raises   SparqlSyntax for the first token that does not fit
    >>> parse("SELECT ?a { ?a ?b 1 }").columns[0].variable
    Variable(name='a')
    """
    reader = _Reader(text, place)
    query = reader.query()
    if reader.here.kind != "end":
        reader.fail("the end of the query")
    return query


@dataclass(slots=True)
class _Reader(PatternReader):
    """Reads queries and subselects."""

    def query(self) -> Select:
        self._prologue()
        if self.here.word == "SELECT":
            return self.select(inside=False)
        at = self.here.at
        if not self.accept("ASK"):
            self.fail("SELECT or ASK")
        sources = self._sources()
        self.accept("WHERE")
        return self._solution(Select(self.group(), "ask", sources=sources, at=at))

    def _prologue(self) -> None:
        while word := self.accept("PREFIX", "BASE"):
            if word == "BASE":
                self.base = self.iri()
                continue
            name = self.step()
            if name.kind != "name" or not name.text.endswith(":"):
                self.fail("a prefix with a colon", name)
            if self.here.kind != "iri":
                self.fail("an IRI in angle brackets")
            self.prefixes[name.text[:-1]] = self.iri()

    def select(self, inside: bool = True) -> Select:
        at = self.here.at
        self.expect("SELECT")
        how = self.accept("DISTINCT", "REDUCED")
        columns: list[Projection] = []
        if not self.accept("*"):
            while self.here.kind == "variable" or self.here.word == "(":
                columns.append(self._key() if self.here.word == "(" else self._column())
            if not columns:
                self.fail("* or a variable")
        sources = () if inside else self._sources()
        self.accept("WHERE")
        found = Select(self.group(), "select", tuple(columns), how == "DISTINCT", how == "REDUCED", sources, at=at)
        return self._solution(found)

    def _sources(self) -> tuple[tuple[str, bool], ...]:
        found = []
        while self.accept("FROM"):
            named = bool(self.accept("NAMED"))
            found.append((self.iri(), named))
        return tuple(found)

    def _column(self) -> Projection:
        at = self.here.at
        return Projection(self.variable(), None, at)

    def _key(self, named: bool = True) -> Projection:
        """(expression AS ?name); the name may be missing in GROUP BY."""
        self.expect("(")
        expression = self.expression()
        at, variable = self.here.at, None
        if named or self.here.word == "AS":
            self.expect("AS")
            at = self.here.at
            variable = self.variable()
        self.expect(")")
        return Projection(variable, expression, at)

    def _solution(self, query: Select) -> Select:
        """What may follow the pattern."""
        keys: list[Projection] = []
        having: list[Expression] = []
        order: list[tuple[Expression, bool]] = []
        if self.accept("GROUP"):
            self.expect("BY")
            keys = self._keys()
        if self.accept("HAVING"):
            having = self._conditions()
        if self.accept("ORDER"):
            self.expect("BY")
            while self._begins_key() or self.here.word in ("ASC", "DESC"):
                word = self.accept("ASC", "DESC")
                order.append((self.bracketed() if word else self.primary(), word == "DESC"))
        limit, offset = self._slice()
        at = self.here.at
        values = self.values(at) if self.accept("VALUES") else None
        return replace(
            query,
            group_by=tuple(keys),
            having=tuple(having),
            order_by=tuple(order),
            limit=limit,
            offset=offset,
            values=values,
        )

    def _keys(self) -> list[Projection]:
        found: list[Projection] = []
        while self._begins_key():
            if self.here.kind == "variable":
                found.append(self._column())
            elif self.here.word == "(":
                found.append(self._key(named=False))
            else:
                found.append(Projection(None, self.primary()))
        return found or self.fail("what to group by")

    def _conditions(self) -> list[Expression]:
        found: list[Expression] = []
        while self._begins_key() and self.here.kind != "variable":
            found.append(self.primary())
        return found or self.fail("a condition")

    def _begins_key(self) -> bool:
        token = self.here
        return (
            token.kind in ("variable", "iri", "name") or token.word in ("(", "NOT", "EXISTS") or token.word in FUNCTIONS
        )

    def _slice(self) -> tuple[int | None, int]:
        limit, offset = None, 0
        while word := self.accept("LIMIT", "OFFSET"):
            if self.here.kind != "integer":
                self.fail("a number")
            number = int(self.step().text)
            limit, offset = (number, offset) if word == "LIMIT" else (limit, number)
        return limit, offset
