"""Queries that look at triples in many ways.  Texts with places for predicates and classes -> SPARQL constraints.

{p} {q} {r} are predicates, which may coincide, {C} a class and {n} a node.  Read first: strategies.py."""

from __future__ import annotations

from hypothesis import strategies as st

from lod.terms import Term, iri, literal, ntriples
from lod.vocab import SH
from tests.shapes.random_graphs import CLASSES, EX, IRIS, LINKS, SHAPES, TYPE, Triple

SELECTS = (
    # joins: along a link, over a shared object, with a constant, with a class
    "SELECT $this ?value WHERE {{ $this {p} ?value . ?value {q} ?x }}",
    "SELECT $this ?value WHERE {{ $this {p} ?value . ?other {q} ?value FILTER (?other != $this) }}",
    "SELECT $this ?value WHERE {{ ?value {p} $this . ?value {q} ?x . ?y {r} ?x }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x . {n} {q} ?x }}",
    "SELECT $this ?value WHERE {{ $this {p} ?value . ?value a {C} }}",
    "SELECT $this WHERE {{ {n} {p} $this }}",
    "SELECT $this ?a ?b WHERE {{ $this {p} ?a , ?b . ?a {q} ?b }}",
    # what must not be there
    "SELECT $this WHERE {{ FILTER NOT EXISTS {{ $this {p} ?x }} }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x FILTER NOT EXISTS {{ ?x {q} ?y . ?y {r} $this }} }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x FILTER NOT EXISTS {{ ?x {q} ?y FILTER NOT EXISTS {{ ?y {r} ?x }} }} }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x FILTER NOT EXISTS {{ ?a {q} ?b . ?b {r} ?c }} }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x FILTER (EXISTS {{ ?x {q} {n} }} || ?x = {n}) }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x FILTER NOT EXISTS {{ {{ ?x {q} ?y }} UNION {{ ?y {r} ?x }} }} }}",
    # what may be there
    "SELECT $this ?x ?y WHERE {{ $this {p} ?x OPTIONAL {{ ?x {q} ?y }} }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x OPTIONAL {{ ?x {q} ?y }} FILTER (!bound(?y)) }}",
    "SELECT $this ?x ?y WHERE {{ $this {p} ?x OPTIONAL {{ ?x {q} ?y }} ?z {r} ?y }}",
    "SELECT $this ?x ?z WHERE {{ $this {p} ?x OPTIONAL {{ ?x {q} ?y OPTIONAL {{ ?y {r} ?z }} }} }}",
    "SELECT $this ?x ?y WHERE {{ $this {p} ?x OPTIONAL {{ ?y {q} ?x FILTER EXISTS {{ ?y {r} $this }} }} }}",
    # one or the other
    "SELECT $this ?value WHERE {{ {{ $this {p} ?value }} UNION {{ ?value {q} $this }} }}",
    "SELECT $this ?value WHERE {{ {{ $this {p} ?x . ?x {q} ?value }} UNION {{ $this {r} ?value }} }}",
    "SELECT $this ?value WHERE {{ $this {p} ?x {{ ?x {q} ?value }} UNION {{ ?value {r} ?x }} }}",
    # paths
    "SELECT $this ?value WHERE {{ $this {p}+ ?value . ?value {q} ?x }}",
    "SELECT $this ?value WHERE {{ $this {p}* ?value . ?value {q}* ?x . ?x a {C} }}",
    "SELECT $this ?value WHERE {{ $this {p}/{q} ?value }}",
    "SELECT $this ?value WHERE {{ $this ^{p}/({q}|{r})+ ?value }}",
    "SELECT $this ?value WHERE {{ $this ({p}/^{q})* ?value . ?y {r} ?value }}",
    "SELECT $this ?value WHERE {{ $this {p}? ?value . ?value !({q}|^{r}) ?y }}",
    "SELECT $this WHERE {{ $this {p}+ $this }}",
    # variable predicates
    "SELECT $this ?path ?value WHERE {{ $this ?path ?value FILTER (isIRI(?value)) }}",
    "SELECT $this ?value WHERE {{ ?value ?any $this . ?value {p} ?x }}",
    "SELECT $this ?x WHERE {{ $this {p} ?x FILTER NOT EXISTS {{ ?x ?any ?y . ?y {q} ?z }} }}",
    "SELECT $this ?x WHERE {{ $this ?any ?x . ?x ?any ?y }}",
    # numbers of things
    "SELECT $this (COUNT(?x) AS ?number) WHERE {{ $this {p} ?x }} GROUP BY $this HAVING (COUNT(?x) > 1)",
    "SELECT $this (COUNT(?y) AS ?number) WHERE {{ $this {p} ?x . ?y {q} ?x }} GROUP BY $this HAVING (COUNT(?y) > 2)",
    "SELECT $this ?x (COUNT(?y) AS ?n) WHERE {{ $this {p} ?x OPTIONAL {{ ?x {q} ?y }} }} GROUP BY $this ?x",
    "SELECT $this ?number WHERE {{ $this {p} ?x {{ SELECT $this ?x (COUNT(?y) AS ?number) "
    "WHERE {{ ?y {q} ?x . $this {r} ?z }} GROUP BY $this ?x }} }}",
    "SELECT DISTINCT $this WHERE {{ $this {p} ?x . ?x {q} ?y }}",
    "SELECT $this ?value WHERE {{ $this {p} ?x BIND (STR(?x) AS ?value) FILTER EXISTS {{ ?x {q} ?y }} }}",
)
OF_PATHS = (
    "SELECT $this ?value WHERE {{ $this $PATH ?value . ?value {p} ?x }}",
    "SELECT $this ?value WHERE {{ $this $PATH ?value FILTER NOT EXISTS {{ ?value {p} ?x . ?x {q} $this }} }}",
    "SELECT $this WHERE {{ FILTER NOT EXISTS {{ $this $PATH ?value }} $this {p} ?x }}",
)
ASKS = (
    "ASK {{ $value {p} ?x }}",
    "ASK {{ $value {p} ?x . $this {q} ?x }}",
    "ASK {{ FILTER NOT EXISTS {{ ?x {p} $value . $asked {q} ?x }} }}",
    "ASK {{ $value {p} $asked }}",
)
COMPONENT, PARAMETER, ASKED = iri(EX + "Asked"), iri(EX + "askedParameter"), iri(EX + "asked")


@st.composite
def texts(draw: st.DrawFn, templates: tuple[str, ...]) -> str:
    """A query with predicates and terms in its places."""
    names = {name: ntriples(draw(st.sampled_from(LINKS))) for name in "pqr"}
    node, kind = ntriples(draw(st.sampled_from(IRIS))), ntriples(CLASSES[0])
    return draw(st.sampled_from(templates)).format(**names, C=kind, n=node)


@st.composite
def asking_shapes(draw: st.DrawFn) -> list[Triple]:
    """One or two shapes that have SPARQL constraints only."""
    found: list[Triple] = []
    for shape in SHAPES[: draw(st.integers(1, 2))]:
        with_path = draw(st.booleans())
        found.append((shape, TYPE, iri(SH + ("PropertyShape" if with_path else "NodeShape"))))
        if with_path:
            found.append((shape, iri(SH + "path"), draw(st.sampled_from(LINKS))))
        found += draw(_targets(shape))
        for number in range(draw(st.integers(1, 2))):
            found += draw(_constraint(shape, number, with_path))
    return found + (draw(_component()) if draw(st.integers(0, 3)) == 3 else [])


@st.composite
def _targets(draw: st.DrawFn, shape: Term) -> list[Triple]:
    targets: list[tuple[str, list[Term]]] = [
        ("targetNode", IRIS),
        ("targetClass", CLASSES[:1]),
        ("targetSubjectsOf", LINKS[:1]),
        ("targetObjectsOf", LINKS[1:2]),
    ]
    word, values = draw(st.sampled_from(targets))
    return [(shape, iri(SH + word), value) for value in values]


@st.composite
def _constraint(draw: st.DrawFn, shape: Term, number: int, with_path: bool) -> list[Triple]:
    """The triples of one SPARQL constraint of a shape."""
    node = iri(f"{shape.lexical}-query{number}")
    text = draw(texts((*SELECTS, *OF_PATHS, *OF_PATHS) if with_path else SELECTS))
    says = [(node, iri(SH + "message"), literal("{$this} has {?value} and {?x}"))] if draw(st.booleans()) else []
    return [(shape, iri(SH + "sparql"), node), (node, iri(SH + "select"), literal(text)), *says]


@st.composite
def _component(draw: st.DrawFn) -> list[Triple]:
    """A constraint component with an ASK validator, and shapes that have it."""
    validator = iri(EX + "askedValidator")
    return [
        (COMPONENT, TYPE, iri(SH + "ConstraintComponent")),
        (COMPONENT, iri(SH + "parameter"), PARAMETER),
        (PARAMETER, iri(SH + "path"), ASKED),
        (COMPONENT, iri(SH + "validator"), validator),
        (validator, TYPE, iri(SH + "SPARQLAskValidator")),
        (validator, iri(SH + "ask"), literal(draw(texts(ASKS)))),
        (SHAPES[0], ASKED, draw(st.sampled_from(IRIS))),
    ]
