"""What the stand-in for Wikidata answers.  parameters + knowledge base -> JSON in the recorded shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tests.standin.base import Base, Json, Row, fold
from tests.standin.faults import Faults

HELP = "See https://www.wikidata.org/w/api.php for API usage."
NAME = re.compile(r'("(?:[^"\\]|\\.)*")@([a-z-]+)')
TYPE, KEYED = re.compile(r"wd:(Q\d+)"), re.compile(r'\?item wdt:(P\d+) ("(?:[^"\\]|\\.)*")')
DATED = re.compile(r"p:(P\d+)/psv:(P\d+)")
STATED = re.compile(r'haswbstatement:(?:"([^"]*)"|(\S+))')


def error(code: str, info: str, **more: object) -> Json:
    """An error that comes as an answer."""
    return {"error": {"code": code, "info": info, **more, "*": HELP}, "servedby": "mw1280"}


def api(base: Base, faults: Faults, asked: Mapping[str, str]) -> Json:
    """Answer a question to the Action API."""
    action = asked.get("action")
    if action == "wbsearchentities":
        return search(base, asked)
    if action == "query" and asked.get("list") == "search":
        return words(base, asked)
    if action == "wbgetentities":
        return entities(base, faults, asked)
    return error("badvalue", f'Unrecognized value for parameter "action": {action}.')


def entities(base: Base, faults: Faults, asked: Mapping[str, str]) -> Json:
    """Answer wbgetentities, for ids or for titles of a site."""
    if "titles" in asked:
        found: dict[str, Json] = {}
        for title in asked["titles"].split("|"):
            qid = base.pages.get(f"{asked['sites']}:{title}", "")
            if qid:
                found[qid] = entity(base, faults, qid, asked)
            else:
                found[str(-1 - len(found))] = {"site": asked["sites"], "title": title, "missing": ""}
        return {"entities": found, "success": 1}
    ids = asked["ids"].split("|")
    if len(ids) > 50:
        return error("toomanyvalues", 'Too many values supplied for parameter "ids". The limit is 50.')
    for one in ids:
        if one in faults.bad or not re.fullmatch(r"[QPL][1-9][0-9]*", one):
            return error("no-such-entity", f"Could not find such an entity (Invalid id: {one})", messages=[])
    answered = [one for one in ids if one not in faults.silent]
    return {"entities": {one: entity(base, faults, one, asked) for one in answered}, "success": 1}


def entity(base: Base, faults: Faults, asked: str, limits: Mapping[str, str]) -> Json:
    """One entity, its terms in the languages asked for; after a merger under its old id."""
    qid = faults.redirects.get(asked, asked)
    if qid in faults.missing or qid not in base.rows:
        return {"id": asked, "missing": ""}
    body = base.entity(base.rows[qid])
    for key in ("labels", "descriptions", "aliases"):
        terms: dict[str, object] = body[key]  # type: ignore[assignment]
        wanted = limits["languages"].split("|") if "languages" in limits else list(terms)
        body[key] = {tag: term for tag, term in terms.items() if tag in wanted}
    if faults.lists:
        body = {key: [] if value == {} else value for key, value in body.items()}
    return body | ({"redirects": {"from": asked, "to": qid}} if qid != asked else {})


def search(base: Base, asked: Mapping[str, str]) -> Json:
    """Answer wbsearchentities."""
    text, limit, language = asked["search"], int(asked.get("limit", 7)), asked["language"]
    start = int(asked.get("continue", 0))
    found = base.beginning(text, start + limit + 1)
    hits = [_hit(row, name, language) for row, name in found[start : start + limit]]
    more: Json = {"search-continue": start + limit} if len(found) > start + limit else {}
    return {"searchinfo": {"search": text}, "search": hits, **more, "success": 1}


def _hit(row: Row, name: str, language: str) -> Json:
    alias = name != row.label
    display = {"label": {"value": row.label, "language": language}}
    described = {"description": {"value": row.description, "language": "en"}} if row.description else {}
    return {
        "id": row.qid,
        "title": row.qid,
        "pageid": int(row.qid[1:]) + 100,
        "concepturi": f"http://www.wikidata.org/entity/{row.qid}",
        "repository": "wikidata",
        "url": f"//www.wikidata.org/wiki/{row.qid}",
        "display": display | described,
        "label": row.label,
        **({"description": row.description} if row.description else {}),
        "match": {"type": "alias" if alias else "label", "language": language, "text": name},
        **({"aliases": [name]} if alias else {}),
    }


def words(base: Base, asked: Mapping[str, str]) -> Json:
    """Answer a full-text search, limited with haswbstatement or not."""
    query = asked["srsearch"]
    stated = STATED.search(query)
    wanted = [pair.partition("=")[::2] for pair in (stated[1] or stated[2]).split("|")] if stated else []
    if STATED.sub("", query).strip():
        rows = base.having(STATED.sub("", query))
        found = [row for row in rows if not wanted or any(base.says(row, key, value) for key, value in wanted)]
    else:
        found = [row for key, value in wanted for row in base.identified(key, value)]
    hits = [
        {"ns": 0, "title": row.qid, "pageid": int(row.qid[1:]) + 100, "timestamp": "2026-11-01T12:00:00Z"}
        for row in found[: int(asked.get("srlimit", 10))]
    ]
    return {"batchcomplete": "", "query": {"searchinfo": {"totalhits": len(found)}, "search": hits}}


def sparql(base: Base, query: str) -> Json | None:
    """Answer the few queries that the client sends; None for any other."""
    types = TYPE.findall(query.partition("VALUES ?type")[2].partition("}")[0])
    if "VALUES ?name" in query:
        wanted = {json.loads(text) for text, _ in NAME.findall(query)}
        rows = [row for row in base.rows.values() if wanted.intersection(row.names)]
        rows = [row for row in rows if not types or any(base.says(row, "P31", one) for one in types)]
    elif keyed := KEYED.search(query):
        rows = base.identified(keyed[1], json.loads(keyed[2]))
    elif dated := DATED.search(query):
        ids = [one for one in TYPE.findall(query.partition("VALUES ?item")[2].partition("}")[0]) if one in base.rows]
        bindings = [
            {"item": _uri(one), "date": _literal(date, "dateTime"), "precision": _literal(precision, "integer")}
            for one in ids
            for date, precision in _dates(base, one, dated[1])
        ]
        return {"head": {"vars": ["item", "date", "precision"]}, "results": {"bindings": bindings}}
    else:
        return None
    return {"head": {"vars": ["item"]}, "results": {"bindings": [{"item": _uri(row.qid)} for row in rows]}}


def _uri(qid: str) -> Json:
    return {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"}


def _literal(value: str, datatype: str) -> Json:
    return {"datatype": f"http://www.w3.org/2001/XMLSchema#{datatype}", "type": "literal", "value": value}


def _dates(base: Base, qid: str, key: str) -> list[tuple[str, str]]:
    """Dates as SPARQL shows them: no part is zero, whatever the precision is."""
    claims = json.loads(json.dumps(base.claims(base.rows[qid]).get(key, [])))
    values = [claim["mainsnak"]["datavalue"]["value"] for claim in claims if "datavalue" in claim["mainsnak"]]
    return [(v["time"].removeprefix("+").replace("-00", "-01"), str(v["precision"])) for v in values]


def manifest(address: str) -> Json:
    """Say what the reconciliation service is."""
    return {
        "versions": ["0.1", "0.2"],
        "name": "Stand-in for Wikidata (en)",
        "identifierSpace": "http://www.wikidata.org/entity/",
        "schemaSpace": "http://www.wikidata.org/prop/direct/",
        "view": {"url": "https://www.wikidata.org/wiki/{{id}}"},
        "documentation": address,
    }


def reconciled(base: Base, queries: Mapping[str, Json]) -> Json:
    """Answer a batch of reconciliation queries."""
    return {key: {"result": _candidates(base, query)} for key, query in queries.items()}


def _candidates(base: Base, query: Json) -> list[Json]:
    text, type_ = str(query["query"]), str(query.get("type", ""))
    found = {row.qid: row for row, _ in base.beginning(text, 50)} | {row.qid: row for row in base.having(text)}
    scored = [
        {
            "id": row.qid,
            "name": row.label,
            "description": row.description,
            "score": (100.0 if fold(text) in map(fold, row.names) else 60.0) / (1 if typed else 2),
            "match": False,
            "features": [{"id": "all_labels", "value": 100.0}],
            "type": [{"id": one, "name": one} for one in ["Q5"] * (row.type == "person")],
        }
        for row in found.values()
        for typed in [not type_ or base.says(row, "P31", type_)]
    ]
    return sorted(scored, key=lambda one: -float(str(one["score"])))[: int(str(query.get("limit", 10)))]
