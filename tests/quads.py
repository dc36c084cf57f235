"""Random quads with awkward terms, a workbench that holds them, and two independent readers to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

import pyoxigraph as ox
import rdflib
from hypothesis import settings
from hypothesis import strategies as st

from lod.dictionary import Stated, encode
from lod.plan.texts import Made
from lod.terms import Term, iri, literal
from lod.vocab import EDTF_DATE, RDF, RDF_LANGSTRING, RDF_TYPE, XSD, XSD_STRING
from lod.workbench import Workbench, create

Quad = tuple[Term, Term, Term, str]  # subject, predicate, object, graph IRI or ""
Triple = tuple[Term, Term, Term]

assert settings.default is not None
SOME = settings(max_examples=settings.default.max_examples // 4)  # a workbench takes 30 ms to make
PREFIXES = {
    "": "http://example.org/none/",
    "ex": "http://example.org/",
    "deep": "http://example.org/deep/",
    "again": "http://example.org/deep/",  # a second name of one namespace
    "odd-1": "http://example.org/odd-",  # JSON-LD takes no such prefix without being told
    "word": "http://example.org/words#",
    "urn": "http://example.org/urn/",  # a prefix that is the scheme of other IRIs
    "rdf": RDF,
    "xsd": XSD,
    "never": "http://example.org/never-used/",
}
SPACES = [*(n for p, n in PREFIXES.items() if p != "never"), "http://elsewhere.example/", "urn:isbn:", "word:"]
LOCALS = st.one_of(
    st.sampled_from("x a.b a. -a 1 _ a- a/b a//b a:b a%20b a(b) a'b ñ 中 𐍈 ~".split()),
    st.text("ab1_.-~:/@!$&()*+,;='ñ𐍈", min_size=1, max_size=6),
)
IRIS = st.builds(lambda space, local: iri(space + local), st.sampled_from(SPACES), LOCALS)
TEXTS = st.one_of(
    st.sampled_from(["", " ", '"', '\\"', "\r\n", '"@en', '"^^<a>']),
    st.text('"\\ \n\r\t\0\x7f\x85\u2028\ufeff😀<>@^', max_size=4),
    st.text(max_size=8),
)
NUMBERS = st.sampled_from("0 1 -1 +7 007 1.0 -.5 1. 1e0 NaN true false 1907-13-40".split())
DATATYPES = [XSD + n for n in ("integer", "decimal", "boolean", "double", "date", "gYear", "anyURI")]
DATATYPES += [XSD_STRING, EDTF_DATE, "http://example.org/words#unit", "http://elsewhere.example/a(b)"]
LITERALS = st.one_of(
    st.builds(literal, TEXTS),
    st.builds(literal, TEXTS, st.just(""), st.sampled_from(["en", "es", "pt-BR", "zh-Hant"])),
    st.builds(literal, st.one_of(NUMBERS, TEXTS), st.sampled_from(DATATYPES)),
)
STATEMENTS = st.one_of(
    st.tuples(IRIS, IRIS, st.one_of(IRIS, LITERALS)),
    st.tuples(IRIS, st.just(iri(RDF_TYPE)), IRIS),
)
GRAPHS = st.sampled_from(["", "http://example.org/graph/1", "urn:graph:2"])
QUADS = st.lists(st.builds(lambda t, g: (*t, g), STATEMENTS, GRAPHS), max_size=12)


def workbench_of(quads: Sequence[Quad], rule: int = 1) -> Workbench:
    """A workbench in memory in which row 1 states the quads, in the order given."""
    bench = create(None, threads=1)
    bench.con.execute(f"INSERT INTO rule VALUES ({rule}, 'mappings/all.rml.ttl', 1, '', '')")
    bench.con.execute("CREATE TEMP TABLE given (g VARCHAR, s VARCHAR, p VARCHAR, o VARCHAR, _rows INTEGER[])")
    for s, p, o, g in quads:
        bench.con.execute("INSERT INTO given VALUES (?, ?, ?, ?, [1])", [g and f"<{g}>", str(s), str(p), str(o)])
    encode(bench, [Stated("given", ("g", "s", "p", "o"), (Made(rule, "g", "s", "p", "o"),))])
    return bench


def with_oxigraph(data: bytes, format: ox.RdfFormat) -> list[Quad]:
    """What pyoxigraph reads, every statement as often as it stands there."""
    return [
        (_ox(q.subject), _ox(q.predicate), _ox(q.object), getattr(q.graph_name, "value", ""))
        for q in ox.parse(data, format=format)
    ]


def _ox(term: object) -> Term:
    if isinstance(term, ox.Literal):
        return Term("literal", term.value, term.datatype.value, (term.language or "").lower())
    assert isinstance(term, ox.NamedNode), term
    return iri(term.value)


def with_rdflib(data: bytes, format: str) -> set[Quad]:
    """What rdflib reads, lexical forms untouched."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        found = rdflib.Dataset()
        found.parse(BytesIO(data), format=format)
        names = {None: "", found.default_graph.identifier: ""}
        return {(_rdflib(s), _rdflib(p), _rdflib(o), names.get(g, str(g))) for s, p, o, g in found.quads()}
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _rdflib(term: object) -> Term:
    if isinstance(term, rdflib.Literal):
        datatype = RDF_LANGSTRING if term.language else str(term.datatype or XSD_STRING)
        return Term("literal", str(term), datatype, (term.language or "").lower())
    assert isinstance(term, rdflib.URIRef), term
    return iri(str(term))


def as_read(quads: Iterable[Quad]) -> set[Quad]:
    """The quads as readers give them: language tags have no case."""
    return {(s, p, Term(o.kind, o.lexical, o.datatype, o.lang.lower()), g) for s, p, o, g in quads}


def triples(quads: Iterable[Quad]) -> set[Triple]:
    return {(s, p, o) for s, p, o, _ in as_read(quads)}
