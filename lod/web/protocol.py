"""Read a query out of a request.  parameters, body -> Question.

Spec: SPARQL 1.1 Protocol section 2.1 (query operation), section 2.2 (update operation, which is refused)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from lod.sparql.words import names_graphs
from lod.terms import SCHEME
from lod.web import guard
from lod.web.accept import media_type
from lod.web.faults import (
    BadEncoding,
    BadGraph,
    MethodRefused,
    NoQuery,
    NotAcceptable,
    ReadOnly,
    WrongMediaType,
)
from lod.web.model import Question
from lod.web.paths import NOT_IN_IRI
from lod.web.request import Request

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
BODIES = f"{QUERY} or {FORM}"
RESULTS = {  # media type -> what the engine calls its format; in the order that decides between equals
    "application/sparql-results+json": "JSON",
    "application/json": "JSON",
    "application/sparql-results+xml": "XML",
    "application/xml": "XML",
    "text/xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
GRAPHS = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
    "application/json": "JSON_LD",
    "text/plain": "N_TRIPLES",
}
RESULT_OFFERS, GRAPH_OFFERS = tuple(RESULTS), tuple(GRAPHS)
CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


async def question(request: Request) -> Question | None:
    """What a request asks; None where it holds no query and so asks for the description of the service.

    raises   LodError of every kind that concerns a query"""
    given = parameters(request.parameters)
    if request.method == "POST":
        body = await request.body()
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind not in (FORM, QUERY):
            raise ReadOnly() if kind == UPDATE else WrongMediaType(given=kind or "no name", right=BODIES)
        charset = CHARSET.search(request.headers.get("content-type", ""))
        if charset and charset[1].lower() not in ("utf-8", "utf8"):
            raise WrongMediaType(given=f"{kind} in {charset[1]}", right=BODIES)
        if kind == FORM:
            given += parameters(body)
        else:
            if any(name == "query" for name, _ in given):
                raise NoQuery(count="several")
            given.append(("query", utf8(body)))
    elif not any(name in ("query", "update") for name, _ in given):
        return None
    return _question(request, given)


def parameters(data: bytes) -> list[tuple[str, str]]:
    """The names and values of a form.

    raises   BadEncoding"""
    try:
        text = data.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise BadEncoding(message=str(error)) from error


def utf8(data: bytes) -> str:
    """The text of a body.

    raises   BadEncoding"""
    try:
        return data.decode("utf-8")
    except ValueError as error:
        raise BadEncoding(message=str(error)) from error


def _question(request: Request, given: list[tuple[str, str]]) -> Question:
    if any(name == "update" for name, _ in given):
        raise ReadOnly()
    queries = [value for name, value in given if name == "query" and value.strip()]
    if len(queries) != 1:
        raise NoQuery(count=len(queries) or "no")
    query = queries[0]
    fault = guard.check(query, request.limits.depth)
    if fault:
        raise fault
    default, named = (_iris(given, name) for name in ("default-graph-uri", "named-graph-uri"))
    protocol = bool(default or named)
    accept = request.negotiable("accept")
    results, graph = media_type(accept, RESULT_OFFERS), media_type(accept, GRAPH_OFFERS)
    if not results and not graph:
        raise NotAcceptable(path="the answer", offers=", ".join(dict.fromkeys(RESULT_OFFERS + GRAPH_OFFERS)))
    return Question(
        query,
        request.origin + request.path.decode("latin-1"),
        (results, RESULTS[results]) if results else None,
        (graph, GRAPHS[graph]) if graph else None,
        default if protocol else None,
        named if protocol else None,
        union=not protocol and not names_graphs(query),
    )


def _iris(given: list[tuple[str, str]], parameter: str) -> tuple[str, ...]:
    values = tuple(value for name, value in given if name == parameter)
    for value in values:
        if not SCHEME.match(value) or NOT_IN_IRI.search(value):
            raise BadGraph(parameter=parameter, value=value[:200])
    return values


def refuse_method(request: Request, allowed: tuple[str, ...]) -> None:
    """Let only these methods pass.

    raises   MethodRefused"""
    if request.method not in allowed:
        raise MethodRefused(
            method=request.method[:20], path=request.path.decode("latin-1")[:200], allowed=", ".join(allowed)
        )
