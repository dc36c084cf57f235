"""Random graphs and random queries over them.  Hypothesis strategies; what test_queries.py compares engines with.

Literals are written as every engine writes them, so that an engine which stores values instead of texts can be asked
too.  Queries stay inside what pre-binding allows: no MINUS, no VALUES, no SERVICE."""

from __future__ import annotations

from hypothesis import strategies as st

from lod.sparql.model import (
    Aggregate,
    Alternative,
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Inverse,
    Link,
    Optional,
    Path,
    Pattern,
    Projection,
    Repeat,
    Select,
    Sequence,
    Triples,
    Union,
    Variable,
)
from lod.terms import Term, iri, literal
from lod.vocab import XSD

Triple = tuple[Term, Term, Term]
NODES = [iri(f"http://example.org/{name}") for name in "abc"]
LINKS = [f"http://example.org/{name}" for name in "pq"]
LITERALS = [
    literal("a"),
    literal("b1"),
    literal("2"),
    literal("a", lang="en"),
    literal("b", lang="de"),
    *(literal(text, XSD + "integer") for text in ("0", "1", "2", "-3", "10")),
    *(literal(text, XSD + "decimal") for text in ("1.5", "0.02", "-2.25")),
    *(literal(text, XSD + "date") for text in ("2020-01-02", "1999-12-31")),
    *(literal(text, XSD + "dateTime") for text in ("2020-01-02T03:04:05Z", "2020-01-02T03:04:06Z")),
    literal("true", XSD + "boolean"),
    literal("1906", XSD + "gYear"),
    literal("x", "http://example.org/type"),
]
VARIABLES = [Variable(name) for name in ("this", "value", "x", "y")]
THIS = VARIABLES[0]
SUBJECTS: list[Variable | Term] = [THIS, *VARIABLES, *VARIABLES, *NODES[:1]]
OBJECTS: list[Variable | Term] = [*VARIABLES, *VARIABLES, *NODES[:1], *LITERALS[5:6]]

graphs = st.lists(
    st.tuples(
        st.sampled_from(NODES), st.sampled_from([iri(p) for p in LINKS]), st.sampled_from([*NODES, *NODES, *LITERALS])
    ),
    min_size=5,
    max_size=24,
    unique=True,
)


@st.composite
def paths(draw: st.DrawFn, depth: int = 2) -> Path:
    kind = (
        draw(st.sampled_from(["link"] * 4 + ["inverse", "sequence", "alternative", "*", "+", "?"])) if depth else "link"
    )
    if kind == "link":
        return Link(draw(st.sampled_from(LINKS)))
    if kind == "inverse":
        return Inverse(draw(paths(depth - 1)))
    if kind in ("sequence", "alternative"):
        parts = (draw(paths(depth - 1)), draw(paths(depth - 1)))
        return Sequence(parts) if kind == "sequence" else Alternative(parts)
    return Repeat(draw(paths(depth - 1)), kind)  # type: ignore[arg-type]  # one of the three marks


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    subject = draw(st.sampled_from(SUBJECTS))
    predicate = Variable("y") if draw(st.integers(0, 7)) == 0 else draw(paths(2 if draw(st.integers(0, 4)) == 0 else 0))
    return Pattern(subject, predicate, draw(st.sampled_from(OBJECTS)))


@st.composite
def operands(draw: st.DrawFn, depth: int = 2) -> Expression:
    kind = draw(st.integers(0, 11)) if depth else draw(st.integers(0, 5))
    if kind < 4:
        return draw(st.sampled_from(VARIABLES))
    if kind < 6:
        return draw(st.sampled_from([*NODES, *LITERALS]))
    inner = operands(depth - 1)
    if kind == 6:
        return Call("STR", (draw(inner),))
    if kind == 7:
        return Call(draw(st.sampled_from(["+", "-", "*", "/"])), (draw(inner), draw(inner)))
    if kind == 8:
        return Call(
            draw(st.sampled_from(["ABS", "CEIL", "FLOOR", "LANG", "DATATYPE", "STRLEN", "UCASE", "unary -"])),
            (draw(inner),),
        )
    if kind == 9:
        return Call("IF", (draw(conditions(depth - 1)), draw(inner), draw(inner)))
    if kind == 10:
        return Call("COALESCE", (draw(inner), draw(inner)))
    return draw(
        st.sampled_from(
            [
                Call(
                    "SUBSTR",
                    (Call("STR", (Variable("value"),)), literal("1", XSD + "integer"), literal("2", XSD + "integer")),
                ),
                Call(f"<{XSD}integer>", (Call("STR", (Variable("value"),)),)),
                Call(f"<{XSD}integer>", (Variable("value"),)),
                Call(f"<{XSD}decimal>", (Variable("x"),)),
                Call(f"<{XSD}decimal>", (Call("STR", (Variable("x"),)),)),
            ]
        )
    )


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Expression:
    kind = draw(st.integers(0, 10)) if depth else draw(st.integers(0, 6))
    if kind < 5:
        operator = draw(st.sampled_from(["=", "=", "!=", "!=", "<", "<=", ">", ">="]))
        return Call(operator, (draw(operands(depth)), draw(operands(depth))))
    if kind == 5:
        name = draw(st.sampled_from(["BOUND", "ISIRI", "ISLITERAL", "ISNUMERIC", "ISBLANK"]))
        return Call(name, (draw(st.sampled_from(VARIABLES)),))
    if kind == 6:
        tests = [
            Call("REGEX", (Call("STR", (Variable("value"),)), literal("[ab1]$"))),
            Call("STRSTARTS", (Call("STR", (Variable("value"),)), literal("a"))),
            Call("CONTAINS", (Variable("x"), literal("b"))),
            Call("LANGMATCHES", (Call("LANG", (Variable("x"),)), literal("en"))),
            Call("SAMETERM", (Variable("value"), Variable("x"))),
        ]
        return draw(st.sampled_from(tests))
    inner = conditions(depth - 1)
    if kind < 9:
        return Call(draw(st.sampled_from(["&&", "||"])), (draw(inner), draw(inner)))
    if kind == 9:
        return Call("!", (draw(inner),))
    operator = draw(st.sampled_from(["IN", "NOT IN"]))
    return Call(operator, (draw(operands(0)), draw(operands(0)), draw(operands(0))))


@st.composite
def existences(draw: st.DrawFn, depth: int) -> Expression:
    found: Expression = Exists(draw(groups(depth - 1)), draw(st.booleans()))
    if draw(st.integers(0, 3)) == 0:
        found = Call("||", (found, draw(conditions(1))))
    return found


@st.composite
def groups(draw: st.DrawFn, depth: int = 2) -> Group:
    elements: list[Element] = [Triples(tuple(draw(st.lists(patterns(), min_size=1, max_size=3))))]
    for number in range(draw(st.integers(0, 2 if depth else 1))):
        kind = draw(st.integers(0, 9)) if depth else 0
        if kind < 3:
            elements.append(Filter(draw(conditions())))
        elif kind < 5:
            elements.append(Filter(draw(existences(depth))))
        elif kind == 5:
            elements.append(Optional(draw(groups(depth - 1))))
        elif kind == 6:
            elements.append(Union((draw(groups(depth - 1)), draw(groups(depth - 1)))))
        elif kind == 7:
            elements.append(draw(groups(depth - 1)))
        elif kind == 8:
            elements.append(draw(subselects(depth, number)))
        else:
            elements.append(Bind(draw(operands()), Variable(f"made{depth}{number}")))
    return Group(tuple(elements))


@st.composite
def subselects(draw: st.DrawFn, depth: int, number: int) -> Select:
    """A subselect that returns $this, as it must."""
    where, columns = draw(groups(depth - 1)), (Projection(THIS), Projection(draw(st.sampled_from(VARIABLES[1:]))))
    if draw(st.booleans()):
        return Select(where, columns=columns, distinct=draw(st.booleans()))
    count = Aggregate("COUNT", draw(st.sampled_from(VARIABLES[1:])), draw(st.booleans()))
    total = Projection(Variable(f"count{depth}{number}"), count)
    return Select(where, columns=(*columns, total), group_by=columns)


@st.composite
def selects(draw: st.DrawFn) -> Select:
    """A SELECT with $this among its columns."""
    where = draw(groups())
    if draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(["COUNT", "SUM", "MIN", "MAX", "AVG"]))
        total = Aggregate(name, draw(st.sampled_from([Variable("x"), Variable("value")])))
        columns: tuple[Projection, ...]
        columns = (Projection(THIS), Projection(Variable("y")), Projection(Variable("total"), total))
        having = (Call(">", (total, literal("1", XSD + "integer"))),) if draw(st.booleans()) else ()
        return Select(where, columns=columns, group_by=(Projection(THIS), Projection(Variable("y"))), having=having)
    columns = tuple(Projection(v) for v in VARIABLES)
    if draw(st.booleans()):
        columns += (Projection(Variable("made"), draw(operands())),)
    return Select(where, columns=columns, distinct=draw(st.integers(0, 4)) == 0)
