"""Look up names, one question at a time, until the front process has no more.  socket -> socket.

A worker of another kind: it reads the names of a release when it is first asked, and keeps them.  What it is asked is
bounded, and no query of strangers is evaluated here; still it can be killed at any time, and another takes its place.
Read first: worker.py, reconciliation/book.py."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping

import pyoxigraph as ox

from lod.errors import LodError
from lod.reconciliation import book, describe, extend, match, preview, properties, read, suggest
from lod.reconciliation.book import Book
from lod.reconciliation.model import Said
from lod.reconciliation.properties import Property
from lod.web import worker
from lod.web.frames import DATA, END, FAULT, HEAD, frame
from lod.web.triples import Stored

Question = Mapping[str, object]
Answer = dict[str, object] | list[object]


def serve(line: socket.socket, store: ox.Store, said: Mapping[str, object]) -> None:
    """Answer questions until the other side closes the line.

    said     the fields of reconciliation.model.Said"""
    known: Book | None = None
    for asked in worker.questions(line):
        try:
            if known is None:
                known = book.read(Stored(store), Said(**said))  # type: ignore[arg-type]  # as it was written
            answer = json.dumps(DONE[str(asked["do"])](known, asked), ensure_ascii=False)
            known.rest()
        except LodError as fault:
            _refuse(line, "fault", str(fault.facts.get("message", fault.message)))
        except (OSError, RuntimeError, ValueError, RecursionError) as error:
            _refuse(line, "stops", " ".join(str(error).split()))
        else:
            line.sendall(frame(HEAD, b"{}") + frame(DATA, answer.encode("utf-8", "replace")) + frame(END))


def _refuse(line: socket.socket, why: str, message: str) -> None:
    line.sendall(frame(FAULT, json.dumps({"why": why, "message": message}).encode()))


def _match(known: Book, asked: Question) -> Answer:
    language = str(asked["language"])
    found = match.match(known, read.query(asked["query"], "query"))
    result: list[object] = []
    for one in found:
        row = known.things.places[one.iri]
        told: dict[str, object] = _entity(known, row, language)
        told |= {"score": one.score, "match": one.match, "type": _types(known, row, language)}
        told["features"] = [{"id": f.id, "value": f.value} for f in one.features]
        result.append(told)
    return {"result": result}


def _entity(known: Book, row: int, language: str) -> dict[str, object]:
    iri = known.things.rows[row].iri
    told: dict[str, object] = {"id": known.space.id(iri), "name": known.label(row, language)}
    return told | {"description": describe.description(known, row, language)}


def _types(known: Book, row: int, language: str) -> list[object]:
    return [_type(known, iri, language) for iri in known.things.rows[row].types]


def _type(known: Book, iri: str, language: str) -> dict[str, object]:
    return {"id": known.space.id(iri), "name": known.name(iri, language)}


def _property(found: Property) -> dict[str, object]:
    told: dict[str, object] = {"id": found.id, "name": found.name}
    return told | ({"description": found.iri} if found.iri else {})


def _suggest(known: Book, asked: Question) -> Answer:
    text, language, first = str(asked["text"]), str(asked["language"]), int(str(asked["cursor"]))
    last = first + suggest.PAGE
    if asked["what"] == "entity":
        types = tuple(map(known.space.iri, str(asked["type"]).split()))
        rows = suggest.entities(known, text, types)[first:last]
        return {"result": [_entity(known, r, language) | {"notable": _types(known, r, language)} for r in rows]}
    if asked["what"] == "type":
        iris = suggest.types(known, text, language)[first:last]
        return {"result": [_broad(known, iri, language) for iri in iris]}
    return {"result": [_property(p) for p in suggest.known_properties(known, text, language)[first:last]]}


def _broad(known: Book, iri: str, language: str) -> dict[str, object]:
    above = sorted(known.types_above(iri) - {iri})
    told = _type(known, iri, language)
    return told | ({"broader": [_type(known, one, language) for one in above]} if above else {})


def _flyout(known: Book, asked: Question) -> Answer:
    id_, language = str(asked["id"]), str(asked["language"])
    if asked["what"] == "entity":
        row = known.row(id_)
        return {} if row is None else {"id": id_, "html": preview.flyout(known, row, language)}
    if asked["what"] == "property":
        found = properties.known(known, id_, language)
        return {} if found is None else {"id": id_, "html": preview.term(found.name, found.iri or found.id, "")}
    iri = known.space.iri(id_)
    count = sum(iri in known.types(row) for row in range(len(known.things.rows)))
    return {"id": id_, "html": preview.term(known.name(iri, language), iri, f"× {count}")} if count else {}


def _preview(known: Book, asked: Question) -> Answer:
    row = known.row(str(asked["id"]))
    if row is None:
        return {}
    iri = known.things.rows[row].iri
    address = str(asked["origin"]) + "/" + known.space.id(iri) if iri.startswith(known.said.base) else iri
    return {"html": preview.page(known, row, str(asked["language"]), address)}


def _extend(known: Book, asked: Question) -> Answer:
    """The cells of one entity."""
    language = str(asked["language"])
    wanted = read.extension(json.dumps(asked["extend"]))
    (id_,) = wanted.ids
    return {pid: list(extend.cells(known, id_, pid, settings, language)) for pid, settings in wanted.properties}


def _meta(known: Book, asked: Question) -> Answer:
    """The heads of the columns."""
    found: list[object] = []
    for pid in _listed(asked["ids"]):
        one = properties.known(known, pid, str(asked["language"]))
        found.append({"id": pid, "name": one.name if one else pid})
    return found


def _listed(given: object) -> list[str]:
    assert isinstance(given, list)
    return [str(one) for one in given]


def _propose(known: Book, asked: Question) -> Answer:
    type_ = str(asked["type"])
    found = properties.used(known, known.space.iri(type_) if type_ else "", str(asked["language"]))
    limit = int(str(asked["limit"]))
    told: dict[str, object] = {"properties": [_property(p) for p in (found[:limit] if limit else found)]}
    return told | ({"type": type_} if type_ else {}) | ({"limit": limit} if limit else {})


def _defaults(known: Book, asked: Question) -> Answer:
    """The types that are offered first."""
    return [_type(known, iri, str(asked["language"])) for iri in suggest.types(known, "", str(asked["language"]))[:10]]


DONE: Mapping[str, Callable[[Book, Question], Answer]] = {
    "match": _match,
    "suggest": _suggest,
    "flyout": _flyout,
    "preview": _preview,
    "extend": _extend,
    "meta": _meta,
    "propose": _propose,
    "defaults": _defaults,
}
