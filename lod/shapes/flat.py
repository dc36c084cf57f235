"""Evaluate a SPARQL constraint for all focus nodes at once.  focus nodes -> what the query says of each.

The query runs in a SPARQL store in memory that holds the triples it can see, with the focus nodes as one more pattern.
Taken only where that is exact: the query is flat (reach.py), the store keeps the literals as they are, and it compares
and matches as SPARQL says.  Oxigraph rewrites "01"^^xsd:integer and orders years, which SPARQL does not.
Read first: reach.py, neighbourhood.py.  Spec: SHACL section 5.3; SPARQL 1.1 section 17.3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from lod.shapes.dictionary import Dictionary
from lod.shapes.fallback import Row
from lod.shapes.model import Constraint, Query, Shape, ShapesGraph
from lod.shapes.neighbourhood import Neighbourhood, terms_of
from lod.shapes.prebound import substitute, used, with_path
from lod.shapes.reach import inside, not_flat
from lod.sparql.faults import SparqlSyntax
from lod.sparql.model import Aggregate, Call, Exists, Filter, Select
from lod.sparql.parse import parse
from lod.sparql.tokens import cut
from lod.terms import Term, literal, ntriples
from lod.vocab import XSD_STRING
from lod.workbench import Workbench

MOST = 3_000_000  # triples; the store takes about 300 bytes and four microseconds for each
FOCUS = ox.NamedNode("urn:x-lod:focus")  # the graph, subject and predicate of "is a focus node"
COMPARING = frozenset("= != < > <= >= IN MIN MAX".split()) | {"NOT IN"}
TRUTHS = (
    COMPARING - {"MIN", "MAX"}
    | {"STRSTARTS"}
    | frozenset(
        "! && || BOUND CONTAINS ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANGMATCHES REGEX SAMETERM STRENDS".split()
    )
)
# what XPath and the store read alike in a regular expression, and the flags that mean the same
PLAIN_PATTERN = re.compile(
    r"(?:[^\\(\[&~]|\\[\\.^$*+?()\[\]{}|\-/nrtd]|\((?!\?)|\[\^?(?:[^\\\[\]&~-]|\\[\\.\-\]\[nrtd]|-(?![-\[]))+\])*"
)
PLAIN_FLAGS = re.compile("[im]*")
# literals that the store orders although SPARQL does not, and numbers beyond those it keeps exactly
STRANGE = """
SELECT count(*) FROM literal JOIN (SELECT unnest(?::INTEGER[]) AS id) USING (id)
WHERE family IS NULL OR (family = 1 AND (number IS NULL OR abs(number) >= 9e17))"""
XSD_TYPES = re.compile(r"http://www\.w3\.org/2001/XMLSchema#")


def evaluate(
    bench: Workbench, dictionary: Dictionary, shape: Shape, constraint: Constraint, focus: Sequence[int]
) -> list[Row] | None:
    """Evaluate the query of a constraint for all focus nodes.

    focus    ids, negative ones included; each once
    returns  a row for each result; None where this route would not be exact"""
    if constraint.query is None or constraint.query.kind != "select":
        return None
    text = _text(constraint.query, shape, constraint)
    query = _flat(text)
    if query is None:
        return None
    around = Neighbourhood(bench, dictionary, ShapesGraph((), {}, {}, ()))
    if not around.ask(shape, constraint, MOST):
        return None
    numbers = {n for triple in around.found for n in triple}
    compares = any(isinstance(n, Call | Aggregate) and n.name in COMPARING for n in inside(query))
    if compares and bench.number(STRANGE, [sorted(numbers)]):
        return None
    terms = terms_of(bench, numbers | set(focus))
    terms |= {n: dictionary.absent[n] for n in focus if n < 0}
    if any(t.lang for t in terms.values()) and not all(map(_truthful, _conditions(query))):
        return None
    try:
        if not _kept({*terms.values(), *(n for n in inside(query) if isinstance(n, Term))}):
            return None
        store = _store(terms, around.found, focus)
        return list(_rows(store, _at_once(text), {terms[n]: n for n in focus}))
    except (RuntimeError, SyntaxError, ValueError):  # it takes no relative IRIs, and knows more rules of section 19.8
        return None


def _text(query: Query, shape: Shape, constraint: Constraint) -> str:
    """The query with everything but $this filled in; empty where a value cannot be written into it."""
    values = {"currentShape": shape.id, **dict(constraint.arguments)}
    names = used(query)
    if "shapesGraph" in names or any(values[name].kind == "bnode" for name in names & set(values)):
        return ""
    text = substitute(query, {name: ntriples(term) for name, term in values.items()})
    return with_path(Query(text, query.kind, query.place, query.source), shape.path)


def _flat(text: str) -> Select | None:
    """The query, if it can be asked at once and the store reads all its parts as SPARQL says."""
    try:
        query = parse(text)
    except SparqlSyntax:  # a parameter is selected or assigned, where no value can stand
        return None
    return None if not_flat(query) or not all(map(_as_sparql, inside(query))) else query


def _as_sparql(node: object) -> bool:
    """Whether the store reads a part of a query as SPARQL says."""
    if isinstance(node, Call) and node.name in ("REGEX", "REPLACE"):
        constants = [a for a in node.arguments[1:2] + node.arguments[3:4] if isinstance(a, Term)]
        flags = node.arguments[2 if node.name == "REGEX" else 3 :]
        plain = len(constants) >= 1 and PLAIN_PATTERN.fullmatch(constants[0].lexical) is not None
        return plain and all(isinstance(f, Term) and PLAIN_FLAGS.fullmatch(f.lexical) is not None for f in flags)
    if isinstance(node, Call) and node.name.startswith("<") and node.name.endswith(">"):
        return XSD_TYPES.match(node.name[1:]) is not None  # no functions of the store's own
    return True


def _conditions(query: Select) -> Iterator[object]:
    """What a query takes for true or false."""
    yield from query.having
    for node in inside(query):
        if isinstance(node, Filter):
            yield node.condition
        elif isinstance(node, Call) and node.name in ("!", "&&", "||", "IF"):
            yield from node.arguments[:1] if node.name == "IF" else node.arguments


def _truthful(condition: object) -> bool:
    """Whether a condition is a boolean; of a text with a language the store does not know that it is true."""
    return isinstance(condition, Exists) or (isinstance(condition, Call) and condition.name in TRUTHS)


def _at_once(text: str) -> str:
    """The query with the focus nodes as the first pattern of its outermost group."""
    depth = 0
    for token in cut(text, None):
        depth += {"(": 1, ")": -1}.get(token.word, 0)
        if token.word == "{" and not depth:
            return f"{text[: token.at + 1]} GRAPH {FOCUS} {{ {FOCUS} {FOCUS} ?this }} {text[token.at + 1 :]}"
    return text


def _kept(terms: Iterable[Term]) -> bool:
    """Whether the store gives back every literal as it was put in."""
    store = ox.Store()
    there = {t for t in terms if t.kind == "literal" and t.datatype != XSD_STRING}
    store.extend(ox.Quad(FOCUS, FOCUS, _node(t)) for t in there)
    return {_term(quad.object) for quad in store} == there


def _store(terms: dict[int, Term], triples: Iterable[tuple[int, int, int]], focus: Sequence[int]) -> ox.Store:
    made = {number: _node(term) for number, term in terms.items()}
    store = ox.Store()
    store.bulk_extend(ox.Quad(made[s], made[p], made[o]) for s, p, o in triples)  # type: ignore[arg-type]
    store.bulk_extend(ox.Quad(FOCUS, FOCUS, made[n], FOCUS) for n in focus)
    return store


def _rows(store: ox.Store, text: str, focus: dict[Term, int]) -> Iterator[Row]:
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)  # it is a SELECT
    names = [v.value for v in found.variables]
    for solution in found:
        terms = {name: _term(node) for name, node in zip(names, solution, strict=True) if node is not None}
        said = {name: ntriples(term) for name, term in terms.items() if name != "this"}
        yield focus[terms["this"]], said.pop("value", ""), said.pop("path", ""), said


def _node(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term.kind == "iri":
        return ox.NamedNode(term.lexical)
    if term.kind == "bnode":
        return ox.BlankNode(term.lexical)
    if term.lang:
        return ox.Literal(term.lexical, language=term.lang)
    return ox.Literal(term.lexical, datatype=ox.NamedNode(term.datatype or XSD_STRING))


def _term(node: object) -> Term:
    if isinstance(node, ox.Literal):
        return literal(node.value, node.datatype.value, node.language or "")
    assert isinstance(node, ox.NamedNode | ox.BlankNode)  # the data have no quoted triples
    return Term("iri" if isinstance(node, ox.NamedNode) else "bnode", node.value)
