"""Random graphs.  Hypothesis strategies of triples.

Graphs are small and have few terms, so that things coincide: shared nodes, circles, equal values.  The literals of an
example are of one of KINDS, with which pySHACL makes no known mistake (lod/shapes/oracle_faults.toml), or ALL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from lod.terms import Term, iri, literal
from lod.vocab import RDF_TYPE, RDFS, XSD

Triple = tuple[Term, Term, Term]
EX = "http://example.org/"
TYPE, SUBCLASS = iri(RDF_TYPE), iri(RDFS + "subClassOf")
IRIS = [iri(EX + name) for name in "abcd"]
NODES = [*IRIS, Term("bnode", "x"), Term("bnode", "y")]
LINKS = [iri(EX + name) for name in "pqr"]  # to nodes and values
AMOUNTS = [iri(EX + name) for name in "vw"]  # to values that every engine orders
CLASSES = [iri(EX + name) for name in "CDE"]
SHAPES = [iri(EX + name) for name in ("S1", "S2", "S3", "S4")]
STRAYS = [iri(EX + "stray"), literal("stray")]  # no triple of the data has them


def typed(datatype: str, *forms: str) -> list[Term]:
    return [literal(form, XSD + datatype) for form in forms]


NUMBERS = [
    *typed("integer", "0", "1", "01", "+1", "2", "-3", "10"),
    *typed("decimal", "1.0", "1.50", "-0.25", "2"),
    *typed("double", "1.0E0", "1.5", "-0.25", "INF", "2e1"),
    *typed("byte", "1", "10"),
]
TEXTS = [
    *(literal(text) for text in ("", "a", "ab", "B1", "1", "äö")),
    *(literal(text, lang=tag) for text in ("a", "ab") for tag in ("en", "en-gb", "de")),
    literal("a", lang="es"),
]
TIMES = [
    *typed("date", "2020-01-01", "2020-01-02", "1999-12-31"),
    *typed("dateTime", "2020-01-01T00:00:00", "2020-01-01T01:00:00"),
]
PLAIN = [*NUMBERS, *TEXTS, *TIMES, *typed("boolean", "true", "false"), literal("z", EX + "type")]
# values that pySHACL cannot place
WILD = [
    *typed("integer", "1.5", "x", ""),
    *typed("decimal", "1e0"),
    *typed("double", "NaN", "-INF"),
    *typed("float", "0.1", "NaN"),
    *typed("byte", "300"),
    *typed("boolean", "1", "0", "maybe"),
    *typed("date", "2020-01-01Z", "2020-01-01+14:00", "-0044-03-15", "2020-02-30", "12020-01-01"),
    *typed(
        "dateTime", "2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", "2020-01-01T24:00:00", "2020-01-05T00:00:00Z"
    ),
    *typed("gYear", "1989", "89"),
    *typed("time", "10:00:00"),
    *typed("duration", "P1Y"),
]
BOOLEANS = typed("boolean", "true", "false")


@dataclass(frozen=True, slots=True)
class Values:
    """Which literals an example has."""

    of_links: Sequence[Term]
    of_amounts: Sequence[Term]
    bounds: Sequence[Term]  # parameters of sh:minInclusive and the like
    constants: Sequence[Term]  # parameters of sh:hasValue and sh:in


UNTAGGED = [text for text in TEXTS if not text.lang]
DATES, MOMENTS = ([t for t in TIMES if t.datatype == XSD + name] for name in ("date", "dateTime"))
KINDS = (  # literals of one kind and what every engine knows to be apart from it
    Values([*NUMBERS, *TEXTS], NUMBERS, NUMBERS, PLAIN),
    Values([*DATES, *TEXTS], DATES, DATES, PLAIN),
    Values([*MOMENTS, *TEXTS], MOMENTS, MOMENTS, PLAIN),
    Values([*BOOLEANS, *TEXTS], BOOLEANS, BOOLEANS, PLAIN),
    Values([*NUMBERS, *TIMES, *UNTAGGED], UNTAGGED, UNTAGGED, PLAIN),
    Values(PLAIN, NUMBERS, (), PLAIN),
)
ALL = Values([*PLAIN, *WILD], [*NUMBERS, *TIMES, *WILD], [*PLAIN, *WILD], [*PLAIN, *WILD])


@st.composite
def graphs(draw: st.DrawFn, values: Values) -> list[Triple]:
    """Data: links between few nodes and to values, amounts, types and subclasses, also in circles."""
    nodes, kinds = st.sampled_from(NODES), st.sampled_from([*CLASSES, *SHAPES[:2]])
    few = st.sampled_from(draw(st.lists(st.sampled_from(values.of_links), min_size=1, max_size=6, unique=True)))
    few_amounts = st.sampled_from(
        draw(st.lists(st.sampled_from(values.of_amounts), min_size=1, max_size=4, unique=True))
    )
    link = st.tuples(nodes, st.sampled_from(LINKS), st.one_of(nodes, few))
    amount = st.tuples(nodes, st.sampled_from(AMOUNTS), few_amounts)
    kind = st.tuples(nodes, st.just(TYPE), kinds)
    below = st.tuples(kinds, st.just(SUBCLASS), kinds)
    triple = st.one_of(link, link, link, amount, kind, below)
    number = draw(st.integers(2, 25))
    return list(dict.fromkeys(draw(st.lists(triple, min_size=number, max_size=number))))


@st.composite
def webs(draw: st.DrawFn) -> list[Triple]:
    """Data for queries: links between few nodes, and one class."""
    nodes = st.sampled_from(NODES[1:5])
    link = st.tuples(nodes, st.sampled_from(LINKS), nodes)
    kind = st.tuples(nodes, st.just(TYPE), st.just(CLASSES[0]))
    number = draw(st.integers(2, 20))
    return list(dict.fromkeys(draw(st.lists(st.one_of(link, link, link, kind), min_size=number, max_size=number))))
