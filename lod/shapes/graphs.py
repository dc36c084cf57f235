"""Graphs of rdflib that keep every lexical form, and SPARQL on them.  terms <-> rdflib nodes.

The door to rdflib.  rdflib rewrites literals unless told not to, each time a literal is made; so every function here
that makes some says so.  Spec: RDF 1.1 Concepts section 3.3; SHACL section 5.3.1, pre-bound variables."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path

import rdflib
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.paths import MulPath
from rdflib.paths import Path as RdflibPath
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.operators import RelationalExpression
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.sparql import Query, SPARQLError
from rdflib.term import Identifier, Node

from lod.errors import BadShapes, LodError, Place, raise_all
from lod.sparql.faults import SparqlSyntax
from lod.sparql.parse import parse
from lod.terms import Term, iri, literal

logging.getLogger("rdflib").setLevel(logging.ERROR)  # ill-typed literals are results, not log lines
# what rdflib lets escape where SPARQL says "error": YEAR of an ill-typed date, SUM of what is no number
EVALUATION = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    SPARQLError,
    TypeError,
    ValueError,
)


class PreparingGraph(Graph):
    """A graph that parses each query text once.

    pySHACL asks the same query for every focus node, and rdflib takes longer to parse it than to answer it: on fifty
    thousand triples this is the difference between ten seconds and ten minutes."""

    def query(  # type: ignore[override]  # noqa: PLR0913  # the parameters pySHACL gives, by place
        self,
        query_object: str | Query,
        processor: str = "sparql",
        result: str = "sparql",
        initNs: Mapping[str, object] | None = None,  # noqa: N803
        initBindings: Mapping[str, Identifier] | None = None,  # noqa: N803
        use_store_provided: bool = True,
    ) -> rdflib.query.Result:
        if isinstance(query_object, str):
            names = self.namespaces() if initNs is None else initNs.items()
            query_object = _prepare(query_object, tuple(sorted((str(p), str(n)) for p, n in names)))
        return super().query(query_object, processor, result, None, initBindings, use_store_provided)


@lru_cache(maxsize=1000)
def _prepare(query: str, names: tuple[tuple[str, str], ...]) -> Query:
    try:  # rdflib says what is wrong with a text by classes that nobody else can name
        parse("".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in names) + query)
    except SparqlSyntax as e:
        raise ValueError(str(e)) from e
    prepared = prepareQuery(query, initNs=dict(names))
    for part in _parts(prepared.algebra):
        if isinstance(part, MulPath):
            part.__class__ = EachEndOnce
        elif isinstance(part, Expr) and part._evalfn is not None:
            among = part.name == "RelationalExpression" and part.op in ("IN", "NOT IN")
            part._evalfn = _among(part) if among else _erring(part._evalfn)  # type: ignore[assignment]
    return prepared


def _erring(evaluate: Callable[..., object]) -> Callable[..., object]:
    """Make an expression err where rdflib breaks off: YEAR of what is no date, a pattern that is none.

    Spec: SPARQL 1.1 section 17.2, an error in a FILTER makes it fail."""

    def evaluated(*context: object) -> object:
        try:
            return evaluate(*context)
        except (*EVALUATION, re.error) as e:
            raise SPARQLError(str(e)) from e

    return evaluated


def _among(expression: Expr) -> Callable[..., object]:
    """IN as a chain of =; rdflib looks whether the term itself is listed.  Spec: SPARQL 1.1 section 17.4.1.9."""
    found, listed = expression.op == "IN", expression.other if isinstance(expression.other, list) else []
    equal = [Expr("RelationalExpression", expr=expression.expr, op="=", other=one) for one in listed]
    for one in equal:
        one._evalfn = _erring(partial(RelationalExpression, one))  # type: ignore[assignment]

    def evaluated(context: object) -> Literal:
        answers = [one.eval(context) for one in equal]
        if any(not isinstance(answer, SPARQLError) and answer.value for answer in answers):
            return Literal(found)
        if failed := next((answer for answer in answers if isinstance(answer, SPARQLError)), None):
            raise failed
        return Literal(not found)

    return evaluated


class EachEndOnce(MulPath):
    """A path under *, + or ? that gives each pair of ends once.

    rdflib gives the start of a circle twice, and takes an end that is "", 0 or false for none.
    Spec: SPARQL 1.1 section 18.4, ALP."""

    def eval(
        self, graph: Graph, subj: Node | None = None, obj: Node | None = None, first: bool = True
    ) -> Generator[tuple[Node, Node], None, None]:
        pairs = dict.fromkeys(super().eval(graph, subj or None, obj or None, first))
        if self.zero and first:
            pairs |= dict.fromkeys((end, end) for end in (subj, obj) if end is not None)
        for start, end in pairs:
            if subj in (None, start) and obj in (None, end):
                yield start, end


def _parts(part: object) -> Iterator[object]:
    """A part of a prepared query and everything in it."""
    yield part
    if isinstance(part, CompValue):
        inner: Iterable[object] = part.values()
    elif isinstance(part, list | tuple):
        inner = part
    else:
        inner = vars(part).values() if isinstance(part, RdflibPath) else ()
    for each in inner:
        yield from _parts(each)


def keep_forms() -> None:
    """Tell rdflib to keep lexical forms as they are; pySHACL tells it the opposite now and then."""
    rdflib.NORMALIZE_LITERALS = False


def graph_of(triples: Iterable[tuple[Term, Term, Term]]) -> PreparingGraph:
    """Make a graph of triples; each distinct term is made once."""
    keep_forms()
    made: dict[Term, Node] = {}

    def node(term: Term) -> Node:
        if term not in made:
            made[term] = node_of(term)
        return made[term]

    graph = PreparingGraph()
    graph.addN((node(s), node(p), node(o), graph) for s, p, o in triples)
    return graph


def node_of(term: Term) -> Identifier:
    """A term as rdflib has it; xsd:string is what has no datatype, else rdflib takes "a" for two terms."""
    if term.kind == "iri":
        return URIRef(term.lexical)
    if term.kind == "bnode":
        return BNode(term.lexical)
    if term.lang:
        return Literal(term.lexical, lang=term.lang, normalize=False)
    datatype = None if term.datatype.endswith("XMLSchema#string") else URIRef(term.datatype)
    return Literal(term.lexical, datatype=datatype, normalize=False)


def term_of(node: Node) -> Term:
    """The term of a node."""
    if isinstance(node, Literal):
        lexical, language = str(node), node.language or ""
        return literal(lexical, str(node.datatype), language) if node.datatype else literal(lexical, lang=language)
    return Term("bnode", str(node)) if isinstance(node, BNode) else iri(str(node))


def read_graph(files: Iterable[Path]) -> PreparingGraph:
    """Read RDF files by their ending (.ttl .nt .nq .trig .rdf .jsonld …) into one graph, named graphs merged.

    raises   Failed with V902 for a file that cannot be read"""
    keep_forms()
    errors: list[LodError] = []
    data = rdflib.Dataset(default_union=True)
    for file in files:
        try:
            data.parse(file)
        except (BadSyntax, SyntaxError, ValueError, rdflib.exceptions.ParserError, rdflib.plugin.PluginException) as e:
            errors.append(BadShapes(Place(str(file)), message=" ".join(str(e).split())[:200]))
    raise_all(errors)
    graph = PreparingGraph()
    for s, p, o, _ in data.quads((None, None, None, None)):
        plain = isinstance(o, Literal) and o.datatype == XSD.string
        graph.add((s, p, node_of(term_of(o)) if plain else o))
    return graph


def solutions(graph: PreparingGraph, query: str, bound: Mapping[str, Term]) -> list[dict[str, Term]]:
    """Answer a SELECT query with variables bound beforehand, in all its groups; one mapping for each solution.

    raises   one of EVALUATION where rdflib takes an error in the data for one of its own"""
    keep_forms()
    found = graph.query(query, initBindings={name: node_of(term) for name, term in bound.items()})
    chosen = set(found.vars or ())
    return [{str(v): term_of(node) for v, node in row.items() if v in chosen} for row in found.bindings]


def holds(graph: PreparingGraph, query: str, bound: Mapping[str, Term]) -> bool:
    """Answer an ASK query with variables bound beforehand.

    raises   one of EVALUATION, as `solutions`"""
    keep_forms()
    return bool(graph.query(query, initBindings={name: node_of(term) for name, term in bound.items()}).askAnswer)
