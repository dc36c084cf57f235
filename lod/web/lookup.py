"""What the data say of one IRI.  IRI -> whether it is there, what has replaced it, its triples.

The queries are our own, but they take their turn at the workers like all others."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
OWN = "CONSTRUCT { ?s ?p ?o } { { BIND(<%s> AS ?s) ?s ?p ?o }%s }"
BELOW = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"
# + and not *, because engines differ in what they take for a path of no steps
STATED = f" UNION {{ ?s <%s> <%s> ; ?p ?o }} UNION {{ ?link <{BELOW}>+ <%s> . ?s ?link <%s> ; ?p ?o }}"
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
    whole = parts and bool(await _rows(request, pool, PARTS % iri))
    if rows:
        (row,) = rows
        return Standing(True, whole, row.get("new", {}).get("value", ""), row.get("gone", {}).get("value") == "true")
    return Standing(whole, whole)


def about(iri: str, linking: Sequence[str], whole: bool) -> str:
    """The query for the triples of an IRI and of the statements about it, or of all parts of a document.

    linking   IRIs of the properties that lead, themselves or by a subproperty, from a statement to what it is about"""
    if whole:
        return OWN_PARTS % (iri, iri)
    return OWN % (iri, "".join(STATED % (one, iri, one, iri) for one in linking))


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
