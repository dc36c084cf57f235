"""Read the graph patterns of a query.  tokens -> Group, Path.

Read first: expressions.py.  Spec: SPARQL 1.1 Query Language section 19.8, productions 53 (GroupGraphPattern) to 109."""

from __future__ import annotations

from dataclasses import dataclass, field

from lod.sparql.expressions import BUILT_INS, ExpressionReader
from lod.sparql.model import (
    Alternative,
    Bind,
    Element,
    Expression,
    Filter,
    Group,
    InGraph,
    Inverse,
    Link,
    Minus,
    Negated,
    Optional,
    Path,
    Pattern,
    Repeat,
    Select,
    Sequence,
    Service,
    Triples,
    Union,
    Values,
    Variable,
)
from lod.terms import Term, iri
from lod.vocab import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE

CLOSERS = ("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "{", "}")


@dataclass(slots=True)
class PatternReader(ExpressionReader):
    """Reads groups; subselects are read by the class that knows them."""

    patterns: list[Pattern] = field(default_factory=list)  # of the run of triples that is being read

    def select(self) -> Select:
        raise NotImplementedError

    def group(self) -> Group:
        self.expect("{")
        if self.here.word == "SELECT":
            inner = Group((self.select(),))
            self.expect("}")
            return inner
        elements: list[Element] = []
        while not self.accept("}"):
            if self.here.word in CLOSERS:
                elements.append(self._element())
                self.accept(".")
            else:
                elements.append(self._triples())
        return Group(tuple(elements))

    def _element(self) -> Element:
        at, word = self.here.at, self.here.word
        if word == "{":
            return self._union()
        self.step()
        match word:
            case "OPTIONAL":
                return Optional(self.group())
            case "MINUS":
                return Minus(self.group(), at)
            case "FILTER":
                return Filter(self._condition())
            case "BIND":
                return self._bind()
            case "VALUES":
                return self.values(at)
            case "GRAPH":
                return InGraph(self._name(), self.group())
        silent = bool(self.accept("SILENT"))
        return Service(self._name(), self.group(), silent, at)

    def _union(self) -> Element:
        groups = [self.group()]
        while self.accept("UNION"):
            groups.append(self.group())
        if len(groups) > 1:
            return Union(tuple(groups))
        inner = groups[0].elements
        return inner[0] if len(inner) == 1 and isinstance(inner[0], Select) else groups[0]

    def _condition(self) -> Expression:
        token = self.here
        if (
            token.word not in ("(", "NOT", "EXISTS")
            and token.word not in BUILT_INS
            and token.kind not in ("iri", "name")
        ):
            self.fail("( or a function after FILTER")
        found = self.primary()
        if isinstance(found, Term) and token.word != "(":
            self.fail("a function", token)
        return found

    def _bind(self) -> Bind:
        self.expect("(")
        expression = self.expression()
        self.expect("AS")
        at, variable = self.here.at, self.variable()
        self.expect(")")
        return Bind(expression, variable, at)

    def values(self, at: int) -> Values:
        """VALUES, after the keyword."""
        if self.here.kind == "variable":
            variables, single = [self.variable()], True
        else:
            variables, single = [], False
            self.expect("(")
            while not self.accept(")"):
                variables.append(self.variable())
        rows: list[tuple[Term | None, ...]] = []
        self.expect("{")
        while not self.accept("}"):
            rows.append((self._datum(),) if single else self._row(len(variables)))
        return Values(tuple(variables), tuple(rows), at)

    def _row(self, width: int) -> tuple[Term | None, ...]:
        start = self.here
        self.expect("(")
        found: list[Term | None] = []
        while not self.accept(")"):
            found.append(self._datum())
        if len(found) != width:
            self.fail(f"{width} values", start)
        return tuple(found)

    def _datum(self) -> Term | None:
        return None if self.accept("UNDEF") else self.constant() or self.fail("a value")

    def _name(self) -> Variable | Term:
        return self.variable() if self.here.kind == "variable" else iri(self.iri())

    # ---- triples -----------------------------------------------------------------------------------------------

    def _triples(self) -> Triples:
        outer, self.patterns = self.patterns, []
        while True:
            described = self.here.text in ("[", "(")
            before = len(self.patterns)
            subject = self._node()
            bare = described and len(self.patterns) > before and self.here.text in (".", "}")
            if not bare and not (described and self.here.word in CLOSERS and len(self.patterns) > before):
                self._predicates(subject)
            ended = self.accept(".")
            if self.here.word in CLOSERS:
                break
            if not ended:
                self.fail(". or }")
        found, self.patterns = Triples(tuple(self.patterns)), outer
        return found

    def _predicates(self, subject: Variable | Term) -> None:
        while True:
            predicate = self.variable() if self.here.kind == "variable" else self.path()
            self._object(subject, predicate)
            while self.accept(","):
                self._object(subject, predicate)
            if not self.accept(";"):
                return
            while self.accept(";"):
                pass
            if self.here.word in (*CLOSERS, ".", "]"):
                return

    def _object(self, subject: Variable | Term, predicate: Variable | Path) -> None:
        self.patterns.append(Pattern(subject, predicate, self._node()))

    def _node(self) -> Variable | Term:
        token = self.here
        if token.kind == "variable":
            return self.variable()
        if token.kind == "bnode":
            return Variable(self.step().text)
        constant = self.constant()
        if constant is not None:
            return constant
        if self.accept("["):
            node = self.fresh()
            if not self.accept("]"):
                self._predicates(node)
                self.expect("]")
            return node
        return self._collection() if token.word == "(" else self.fail("a term or }")

    def _collection(self) -> Variable:
        self.expect("(")
        head = cell = self.fresh()
        while True:
            self.patterns.append(Pattern(cell, Link(RDF_FIRST), self._node()))
            if self.accept(")"):
                self.patterns.append(Pattern(cell, Link(RDF_REST), iri(RDF_NIL)))
                return head
            following = self.fresh()
            self.patterns.append(Pattern(cell, Link(RDF_REST), following))
            cell = following

    # ---- paths -------------------------------------------------------------------------------------------------

    def path(self) -> Path:
        parts = [self._sequence()]
        while self.accept("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Alternative(tuple(parts))

    def _sequence(self) -> Path:
        parts = [self._step()]
        while self.accept("/"):
            parts.append(self._step())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _step(self) -> Path:
        if self.accept("^"):
            return Inverse(self._repeated())
        return self._repeated()

    def _repeated(self) -> Path:
        found = self._single()
        match self.accept("*", "+", "?"):
            case "*":
                return Repeat(found, "*")
            case "+":
                return Repeat(found, "+")
            case "?":
                return Repeat(found, "?")
        return found

    def _single(self) -> Path:
        if self.accept("!"):
            return self._negated()
        if self.accept("("):
            inner = self.path()
            self.expect(")")
            return inner
        return Link(self._predicate())

    def _predicate(self) -> str:
        if self.here.text == "a" and self.here.kind == "word":
            self.step()
            return RDF_TYPE
        return self.iri()

    def _negated(self) -> Negated:
        forward: list[str] = []
        backward: list[str] = []
        bracket = self.accept("(")
        while not (bracket and self.accept(")")):
            (backward if self.accept("^") else forward).append(self._predicate())
            if not bracket:
                break
            if not self.accept("|") and self.here.text != ")":
                self.fail("| or )")
        return Negated(tuple(forward), tuple(backward))
