"""What the data say of one IRI.  IRI -> whether it is there, what has replaced it, its triples.

The queries are our own, but they take their turn at the workers like all others."""

from __future__ import annotations

import json
from dataclasses import dataclass

from lod.web.model import Question
from lod.web.pool import Pool
from lod.web.request import Request
from lod.web.sparql import evaluate

REPLACED = "http://purl.org/dc/terms/isReplacedBy"
DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
STANDING = f"""SELECT ?new ?gone {{ <%s> ?p ?o
  OPTIONAL {{ <%s> <{REPLACED}> ?new }} OPTIONAL {{ <%s> <{DEPRECATED}> ?gone }} }} LIMIT 1"""
PARTS = 'SELECT ?s { ?s ?p ?o FILTER(STRSTARTS(STR(?s), "%s#")) } LIMIT 1'
OWN = "CONSTRUCT { ?s ?p ?o } { { BIND(<%s> AS ?s) ?s ?p ?o } UNION { ?s <%sdef#concerns> <%s> ; ?p ?o } }"
OWN_PARTS = 'CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(STR(?s) = "%s" || STRSTARTS(STR(?s), "%s#")) }'


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an IRI stands."""

    there: bool
    whole: bool = False  # it is a document whose parts (…#x) are described
    replaced: str = ""  # IRI
    gone: bool = False


async def standing(request: Request, pool: Pool, iri: str, parts: bool) -> Standing:
    """Whether the data describe an IRI, or parts of it.

    iri      without anything that may not stand in an IRI
    raises   LodError, Left"""
    rows = await _rows(request, pool, STANDING % (iri, iri, iri))
    if rows:
        (row,) = rows
        return Standing(True, False, row.get("new", {}).get("value", ""), row.get("gone", {}).get("value") == "true")
    whole = parts and bool(await _rows(request, pool, PARTS % iri))
    return Standing(whole, whole)


def about(iri: str, base: str, whole: bool) -> str:
    """The query for the triples of an IRI and of the statements that concern it, or of all parts of a document."""
    return OWN_PARTS % (iri, iri) if whole else OWN % (iri, base, iri)


async def triples(request: Request, pool: Pool, query: str, form: str) -> bytes:
    """The answer to a query for triples.

    form     what the engine calls it
    raises   LodError, Left"""
    return await _body(request, pool, Question(query, "", None, ("", form)))


async def _rows(request: Request, pool: Pool, query: str) -> list[dict[str, dict[str, str]]]:
    found = json.loads(await _body(request, pool, Question(query, "", ("", "JSON"), None)))
    rows: list[dict[str, dict[str, str]]] = found["results"]["bindings"]
    return rows


async def _body(request: Request, pool: Pool, question: Question) -> bytes:
    answer = await evaluate(request, pool, question, whole=True)
    assert isinstance(answer.body, bytes)
    return answer.body
