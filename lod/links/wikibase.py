"""Read what Wikidata answers about entities.  JSON -> Item; pure.

Read first: links/items.py.  Nothing here knows where the JSON came from.  Whatever comes, the answer is an item or one
BadAnswer.  Spec: Wikibase JSON (doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html); PHP writes an empty map
as []."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

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
from lod.links.parts import BadAnswer, Broken, mapping, sequence, text

PROPERTY = re.compile(r"P[1-9][0-9]{0,11}")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
JULIAN = "http://www.wikidata.org/entity/Q1985786"
LETTERS = {"item": "Q", "property": "P", "lexeme": "L"}


def parse(body: object, about: str = "entities") -> tuple[Item, ...]:
    """Read an answer of wbgetentities or Special:EntityData.

    body     decoded JSON with a map `entities`
    about    what was asked for, for messages
    returns  one item for each thing asked for, in the order of the answer
    raises   BadAnswer for the first thing that is no entity"""
    try:
        answer = mapping(body, "the answer")
        if "entities" not in answer:
            raise Broken("it has no entities")
        found = mapping(answer["entities"], "entities")
    except Broken as error:
        raise BadAnswer(item=about, message=str(error)) from None
    return tuple(entity(one, key) for key, one in found.items())


def entity(body: object, asked: str) -> Item:
    """Read one entity.

    body     decoded JSON of the entity alone
    asked    the id it was asked for by: the key of the map `entities`
    raises   BadAnswer"""
    try:
        return _entity(mapping(body, "the entity"), asked)
    except Broken as error:
        raise BadAnswer(item=ascii(asked)[1:-1][:40], message=str(error)) from None
    except RecursionError:
        raise BadAnswer(item=ascii(asked)[1:-1][:40], message="it is nested too deeply") from None


def _entity(body: Mapping[str, object], asked: str) -> Item:
    if "missing" in body:
        if not ID.fullmatch(asked):  # a page that has no item
            return Item("", f"{text(body.get('site'), 'site')}:{text(body.get('title'), 'title')}", missing=True)
        return Item(asked, asked, missing=True)
    qid, revision = body.get("id"), body.get("lastrevid", 0)
    if not isinstance(qid, str) or not ID.fullmatch(qid):
        raise Broken("it has no id")
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 <= revision < 1 << 63:
        raise Broken("lastrevid is no number")
    return Item(
        qid,
        asked if ID.fullmatch(asked) else qid,
        revision=revision,
        modified=text(body.get("modified", ""), "modified"),
        labels=_terms(body, "labels"),
        aliases={
            text(tag, "a language"): tuple(
                text(mapping(one, "an alias").get("value"), "an alias") for one in sequence(many, "aliases")
            )
            for tag, many in mapping(body.get("aliases"), "aliases").items()
        },
        descriptions=_terms(body, "descriptions"),
        claims={
            _property(key): tuple(_claim(mapping(one, "a claim"), key) for one in sequence(many, key))
            for key, many in mapping(body.get("claims"), "claims").items()
        },
        sitelinks={
            text(site, "a site"): text(mapping(link, "a sitelink").get("title"), "the title of a sitelink")
            for site, link in mapping(body.get("sitelinks"), "sitelinks").items()
        },
    )


def _terms(body: Mapping[str, object], key: str) -> dict[str, str]:
    found = mapping(body.get(key), key).items()
    return {text(tag, "a language"): text(mapping(term, key).get("value"), f"one of {key}") for tag, term in found}


def _claim(body: Mapping[str, object], key: str) -> Claim:
    snak = _snak(body.get("mainsnak"), key)
    rank = body.get("rank", NORMAL)
    if rank not in RANKS:
        raise Broken(f"a claim of {key} has an unknown rank")
    qualifiers = {
        _property(p): tuple(_snak(one, p) for one in sequence(many, p))
        for p, many in mapping(body.get("qualifiers"), "qualifiers").items()
    }
    return Claim(str(rank), snak.kind, snak.value, qualifiers, text(body.get("id", ""), "the id of a claim"))


def _snak(body: object, key: str) -> Snak:
    snak = mapping(body, f"a snak of {key}")
    kind = snak.get("snaktype")
    if kind not in KINDS:
        raise Broken(f"a snak of {key} has an unknown snaktype")
    value = _value(mapping(snak.get("datavalue"), f"a datavalue of {key}"), key) if kind == VALUE else None
    return Snak(key, str(kind), value)


def _value(data: Mapping[str, object], key: str) -> Value:
    kind, value = text(data.get("type"), f"the type of {key}"), data.get("value")
    if kind == "string":
        return text(value, f"the value of {key}")
    if kind == "wikibase-entityid":
        return _ref(mapping(value, key), key)
    if kind == "time":
        return _time(mapping(value, key), key)
    if kind == "monolingualtext":
        said = mapping(value, key)
        return Text(text(said.get("text"), f"the text of {key}"), text(said.get("language"), f"the language of {key}"))
    if kind == "quantity":
        said = mapping(value, key)
        amount, unit = said.get("amount"), text(said.get("unit", "1"), f"the unit of {key}")
        if not isinstance(amount, str) or not NUMBER.fullmatch(amount):
            raise Broken(f"the amount of {key} is no number")
        return Quantity(amount, unit)
    return Raw(kind, json.dumps(value, sort_keys=True))


def _ref(value: Mapping[str, object], key: str) -> Ref:
    named = value.get("id")
    if named is None:  # as it was written before 2016
        named = f"{LETTERS.get(str(value.get('entity-type')), '?')}{value.get('numeric-id')}"
    if not isinstance(named, str) or not ID.fullmatch(named):
        raise Broken(f"a value of {key} names no entity")
    return Ref(named)


def _time(value: Mapping[str, object], key: str) -> Time:
    moment, precision = value.get("time"), value.get("precision")
    if not isinstance(moment, str) or not MOMENT.fullmatch(moment):
        raise Broken(f"a value of {key} is no time")
    if not isinstance(precision, int) or isinstance(precision, bool) or not 0 <= precision <= 14:
        raise Broken(f"a time of {key} has no precision from 0 to 14")
    return Time(moment, precision, value.get("calendarmodel") == JULIAN)


def _property(key: str) -> str:
    if not PROPERTY.fullmatch(key):
        raise Broken(f"{ascii(key)[:40]} is no property")
    return key
