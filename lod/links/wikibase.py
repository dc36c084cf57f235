"""Read what Wikidata answers about entities.  JSON -> Item; pure.

Read first: links/items.py.  Nothing here knows where the JSON came from.  Whatever comes, the answer is an item or one
BadEntity.  Spec: Wikibase JSON (doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html); PHP writes an empty map
as []."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping

from lod.errors import ENVIRONMENT, LodError
from lod.links.items import (
    ID,
    KINDS,
    MOMENT,
    NORMAL,
    RANKS,
    VALUE,
    Claim,
    Item,
    Quantity,
    Raw,
    Ref,
    Snak,
    Text,
    Time,
    Value,
)

PROPERTY = re.compile(r"P[1-9][0-9]{0,11}")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
JULIAN = "http://www.wikidata.org/entity/Q1985786"
LETTERS = {"item": "Q", "property": "P", "lexeme": "L"}


class BadEntity(LodError):
    """An answer that is JSON, or not even that, but no entity."""

    code, template, exit_code = "L530", "the answer about {item} is no entity: {message}", ENVIRONMENT
    hint = "ask again later; if it stays so, report it with the answer"


class _Broken(ValueError):
    """Where the JSON stops being an entity, in words."""


def decode(body: bytes, about: str) -> object:
    """Read a body as JSON.

    about    what was asked for, for messages
    raises   BadEntity if it is none, or nested too deeply"""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadEntity(item=about, message=f"it is no JSON: {error}") from None


def parse(body: object, about: str = "entities") -> tuple[Item, ...]:
    """Read an answer of wbgetentities or Special:EntityData.

    body     decoded JSON with a map `entities`
    about    what was asked for, for messages
    returns  one item for each thing asked for, in the order of the answer
    raises   BadEntity for the first thing that is no entity"""
    try:
        found = _map(_map(body, "the answer").get("entities"), "entities")
    except _Broken as error:
        raise BadEntity(item=about, message=str(error)) from None
    return tuple(entity(one, key) for key, one in found.items())


def entity(body: object, asked: str) -> Item:
    """Read one entity.

    body     decoded JSON of the entity alone
    asked    the id it was asked for by: the key of the map `entities`
    raises   BadEntity"""
    try:
        return _entity(_map(body, "the entity"), asked)
    except _Broken as error:
        raise BadEntity(item=ascii(asked)[1:-1][:40], message=str(error)) from None
    except RecursionError:
        raise BadEntity(item=ascii(asked)[1:-1][:40], message="it is nested too deeply") from None


def _entity(body: Mapping[str, object], asked: str) -> Item:
    if "missing" in body:
        if not ID.fullmatch(asked):  # a page that has no item
            return Item("", f"{_text(body.get('site'), 'site')}:{_text(body.get('title'), 'title')}", missing=True)
        return Item(asked, asked, missing=True)
    qid, revision = body.get("id"), body.get("lastrevid", 0)
    if not isinstance(qid, str) or not ID.fullmatch(qid):
        raise _Broken("it has no id")
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 <= revision < 1 << 63:
        raise _Broken("lastrevid is no number")
    return Item(
        qid,
        asked if ID.fullmatch(asked) else qid,
        revision=revision,
        modified=_text(body.get("modified", ""), "modified"),
        labels=_terms(body, "labels"),
        aliases={
            _text(tag, "a language"): tuple(
                _text(_map(one, "an alias").get("value"), "an alias") for one in _list(many, "aliases")
            )
            for tag, many in _map(body.get("aliases"), "aliases").items()
        },
        descriptions=_terms(body, "descriptions"),
        claims={
            _property(key): tuple(_claim(_map(one, "a claim"), key) for one in _list(many, key))
            for key, many in _map(body.get("claims"), "claims").items()
        },
        sitelinks={
            _text(site, "a site"): _text(_map(link, "a sitelink").get("title"), "the title of a sitelink")
            for site, link in _map(body.get("sitelinks"), "sitelinks").items()
        },
    )


def _terms(body: Mapping[str, object], key: str) -> dict[str, str]:
    found = _map(body.get(key), key).items()
    return {_text(tag, "a language"): _text(_map(term, key).get("value"), f"one of {key}") for tag, term in found}


def _claim(body: Mapping[str, object], key: str) -> Claim:
    snak = _snak(body.get("mainsnak"), key)
    rank = body.get("rank", NORMAL)
    if rank not in RANKS:
        raise _Broken(f"a claim of {key} has an unknown rank")
    qualifiers = {
        _property(p): tuple(_snak(one, p) for one in _list(many, p))
        for p, many in _map(body.get("qualifiers"), "qualifiers").items()
    }
    return Claim(str(rank), snak.kind, snak.value, qualifiers, _text(body.get("id", ""), "the id of a claim"))


def _snak(body: object, key: str) -> Snak:
    snak = _map(body, f"a snak of {key}")
    kind = snak.get("snaktype")
    if kind not in KINDS:
        raise _Broken(f"a snak of {key} has an unknown snaktype")
    value = _value(_map(snak.get("datavalue"), f"a datavalue of {key}"), key) if kind == VALUE else None
    return Snak(key, str(kind), value)


def _value(data: Mapping[str, object], key: str) -> Value:
    kind, value = _text(data.get("type"), f"the type of {key}"), data.get("value")
    if kind == "string":
        return _text(value, f"the value of {key}")
    if kind == "wikibase-entityid":
        return _ref(_map(value, key), key)
    if kind == "time":
        return _time(_map(value, key), key)
    if kind == "monolingualtext":
        said = _map(value, key)
        return Text(
            _text(said.get("text"), f"the text of {key}"), _text(said.get("language"), f"the language of {key}")
        )
    if kind == "quantity":
        said = _map(value, key)
        amount, unit = said.get("amount"), _text(said.get("unit", "1"), f"the unit of {key}")
        if not isinstance(amount, str) or not NUMBER.fullmatch(amount):
            raise _Broken(f"the amount of {key} is no number")
        return Quantity(amount, unit)
    return Raw(kind, json.dumps(value, sort_keys=True))


def _ref(value: Mapping[str, object], key: str) -> Ref:
    named = value.get("id")
    if named is None:  # as it was written before 2016
        named = f"{LETTERS.get(str(value.get('entity-type')), '?')}{value.get('numeric-id')}"
    if not isinstance(named, str) or not ID.fullmatch(named):
        raise _Broken(f"a value of {key} names no entity")
    return Ref(named)


def _time(value: Mapping[str, object], key: str) -> Time:
    moment, precision = value.get("time"), value.get("precision")
    if not isinstance(moment, str) or not MOMENT.fullmatch(moment):
        raise _Broken(f"a value of {key} is no time")
    if not isinstance(precision, int) or isinstance(precision, bool) or not 0 <= precision <= 14:
        raise _Broken(f"a time of {key} has no precision from 0 to 14")
    return Time(moment, precision, value.get("calendarmodel") == JULIAN)


def _property(key: str) -> str:
    if not PROPERTY.fullmatch(key):
        raise _Broken(f"{ascii(key)[:40]} is no property")
    return key


def _map(value: object, what: str) -> Mapping[str, object]:
    """A map; what is absent or an empty list is an empty one."""
    if (value is None and what != "entities") or value == []:
        return {}
    if not isinstance(value, dict):
        raise _Broken(f"{what} is no map")
    return value


def _list(value: object, what: str) -> Iterator[object]:
    if not isinstance(value, list):
        raise _Broken(f"{what} is no list")
    return iter(value)


def _text(value: object, what: str) -> str:
    """A text that a terminal can show and a file can hold: signs that steer a terminal become spaces."""
    if not isinstance(value, str):
        raise _Broken(f"{what} is no text")
    if value.isprintable():
        return value
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise _Broken(f"{what} is no Unicode")
    return "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in value)
