"""The reconciliation service.  Request -> manifest, candidates, suggestions, previews, values.

Every answer may be read from any page (CORS), so there is no JSONP, which lets a service run scripts in others' pages.
Spec: Reconciliation Service API 0.2."""

from __future__ import annotations

import json
from collections.abc import Mapping

from lod.reconciliation import read
from lod.reconciliation.faults import BadQuestion
from lod.reconciliation.framing import POLICY
from lod.web import accept, guide, protocol
from lod.web.faults import NotThere, WrongMediaType
from lod.web.manifest import PATH, manifest
from lod.web.model import Headers, Reply, Source
from lod.web.reception import Reception, Visit
from lod.web.request import Request

JSON: Headers = ((b"content-type", b"application/json"), (b"vary", b"accept-language"), (b"cache-control", b"no-cache"))
HTML: Headers = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"vary", b"accept-language"),
    (b"content-security-policy", POLICY.encode()),
)
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
KINDS = ("entity", "property", "type")
ASKING = ("queries", "query", "extend")
PLACES = ("", *(f"{what}/{kind}" for what in ("suggest", "flyout") for kind in KINDS), "preview", "propose", "about")
MOST = 10_000  # the farthest page of suggestions, the longest list of properties


def at(path: bytes) -> bool:
    """Whether an address belongs to the service."""
    return path == PATH.encode() or path.startswith(PATH.encode() + b"/")


async def answer(request: Request, reception: Reception, source: Source) -> Reply:
    """Answer a request to the service.

    raises   LodError, Left"""
    protocol.refuse_method(request, METHODS)
    place = request.path.decode("latin-1").removeprefix(PATH).strip("/")
    if place not in PLACES:
        raise NotThere(path=f"{PATH}/{place[:200]}", suggestion=f"the service is at {PATH}")
    with reception.visit(request) as visit:
        given = await _given(request)
        language = accept.language(request.negotiable("accept-language"), source.languages)
        what, _, kind = place.partition("/")
        if what == "suggest":
            return _json(await _suggest(visit, kind, given, language))
        if what == "flyout":
            id_ = _needed(given, "id")
            return _json(_there(await visit.ask("flyout", what=kind, id=id_, language=language), kind, id_))
        if what == "preview":
            id_ = _needed(given, "id")
            shown = await visit.ask("preview", id=id_, origin=request.origin, language=language)
            page = _there(shown, "entity", id_)["html"]
            return Reply(200, HTML, str(page).encode("utf-8", "replace"))
        if what == "propose":
            limit = _number(given, "limit")
            return _json(await visit.ask("propose", type=given.get("type", ""), limit=limit, language=language))
        if what == "about":
            return Reply(200, HTML, guide.page(source, request.origin + PATH).encode())
        return _json(await _asked(request, visit, given, source, language))


async def _asked(request: Request, visit: Visit, given: Mapping[str, str], source: Source, language: str) -> object:
    """The answer of the service's own address: to a batch, to a query, to a request for values; else the manifest."""
    asked = [name for name in ASKING if name in given]
    if len(asked) > 1:
        raise BadQuestion(what="the request", given=f"one with {' and '.join(asked)}", expected="one with one of them")
    if asked == ["queries"]:
        read.batch(given["queries"])
        found = read.parsed(given["queries"], "queries")
        assert isinstance(found, dict)
        return {name: await visit.ask("match", query=one, language=language) for name, one in found.items()}
    if asked == ["query"]:
        read.single(given["query"])
        whole = given["query"].lstrip().startswith("{")
        one = read.parsed(given["query"], "query") if whole else {"query": given["query"][: read.TEXT]}
        return await visit.ask("match", query=one, language=language)
    if asked == ["extend"]:
        return await _extend(visit, given["extend"], language)
    types = await visit.kept("defaults", language)
    return manifest(source, request.origin, types, language)


async def _extend(visit: Visit, text: str, language: str) -> object:
    wanted = read.extension(text)
    properties = [{"id": pid, "settings": dict(settings)} for pid, settings in wanted.properties]
    meta = await visit.ask("meta", ids=[pid for pid, _ in wanted.properties], language=language)
    rows = {}
    for id_ in wanted.ids:
        asked = {"ids": [id_], "properties": properties}
        rows[id_] = await visit.ask("extend", extend=asked, language=language)
    return {"meta": meta, "rows": rows}


async def _suggest(visit: Visit, kind: str, given: Mapping[str, str], language: str) -> object:
    text, cursor = given.get("prefix", "")[: read.TEXT], _number(given, "cursor")
    type_ = given.get("type", "")[:1000]
    return await visit.ask("suggest", what=kind, text=text, cursor=cursor, type=type_, language=language)


async def _given(request: Request) -> dict[str, str]:
    """The parameters of the address and of the form, each once.

    raises   BadQuestion, WrongMediaType, and what the body raises"""
    listed = protocol.parameters(request.parameters)
    if request.method == "POST":
        body = await request.body()
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != protocol.FORM:
            raise WrongMediaType(given=kind or "no name", right=protocol.FORM)
        listed += protocol.parameters(body)
    given: dict[str, str] = {}
    for name, value in listed:
        if name in given:
            raise BadQuestion(what=name[:60], given="there twice", expected="one parameter")
        given[name] = value
    return given


def _needed(given: Mapping[str, str], name: str) -> str:
    if not given.get(name):
        raise BadQuestion(what=f"the parameter {name}", given="missing", expected="an identifier")
    return given[name][:2000]


def _number(given: Mapping[str, str], name: str) -> int:
    """A number of the parameters; 0 where it is not there."""
    text = given.get(name, "") or "0"
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise BadQuestion(what=f"the parameter {name}", given=text[:60], expected="a whole number from 0")
    return min(int(text), MOST)


def _there(found: object, kind: str, id_: str) -> dict[str, object]:
    """An answer about something, if it is there.

    raises   NotThere"""
    assert isinstance(found, dict)
    if not found:
        raise NotThere(
            path=f"{PATH}: no {kind} {id_[:200]!r}", suggestion=f"look for it at {PATH}/suggest/{kind}?prefix="
        )
    return found


def _json(told: object) -> Reply:
    return Reply(200, JSON, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
