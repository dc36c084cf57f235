"""Read questions.  JSON -> Query, or what is wrong with it; pure.

Spec: Reconciliation Service API 0.2 (reconciliation queries, data extension), and its JSON schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, cast

from lod.reconciliation.faults import BadQuestion, NoJson, TooMany
from lod.reconciliation.model import Given, Query, Strict, Wanted

BATCH, IDS, COLUMNS = 50, 200, 50  # in one request
PROPERTIES = VALUES = TYPES = 20  # in one query, of one property
LIMIT = 100  # candidates of a query
USUAL = 5
TEXT = 300  # characters of a name that are compared; the rest is no name any more
KEYS = ("query", "type", "limit", "properties", "type_strict")
STRICT = ("should", "any", "all")


@dataclass(frozen=True, slots=True)
class Extension:
    """What is fetched: properties with their settings, of entities."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, Mapping[str, str]], ...]


def parsed(text: str, parameter: str) -> object:
    """The value of a parameter.

    raises   NoJson"""
    try:
        return json.loads(text, parse_constant=_refused)
    except RecursionError:
        raise NoJson(parameter=parameter, message="it nests too deep") from None
    except ValueError as error:
        raise NoJson(parameter=parameter, message=str(error)[:200]) from None


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def batch(text: str) -> dict[str, Query]:
    """The queries of a batch by their names.

    raises   NoJson, BadQuestion, TooMany"""
    given = _object(parsed(text, "queries"), "queries", "an object of queries by their names")
    _few(len(given), "queries", BATCH)
    return {name: query(found, f"queries.{name[:60]}") for name, found in given.items()}


def single(text: str) -> Query:
    """The query of a request for one: a name, or an object such as a batch holds.

    raises   NoJson, BadQuestion, TooMany"""
    if text.lstrip().startswith("{"):
        return query(parsed(text, "query"), "query")
    return Query(_text(text))


def query(given: object, place: str) -> Query:
    """One query.

    place    how messages call it: queries.q0
    raises   BadQuestion, TooMany"""
    found = _object(given, place, "an object with query or properties")
    for key in found:
        if key not in KEYS:
            raise BadQuestion(what=f"{place}.{key[:60]}", given="unknown", expected=f"one of {', '.join(KEYS)}")
    text = found.get("query")
    if text is not None and not isinstance(text, str):
        _wrong(f"{place}.query", text, "a text")
    listed = found.get("properties")
    properties = _list(listed if listed is not None else [], f"{place}.properties", PROPERTIES)
    if text is None and not properties:
        raise BadQuestion(what=place, given="without query and properties", expected="an object with one of them")
    strict = found.get("type_strict")
    if strict is not None and strict not in STRICT:
        _wrong(f"{place}.type_strict", strict, "should, any or all")
    return Query(
        _text(text or ""),
        _types(found.get("type"), f"{place}.type"),
        cast("Strict", strict or STRICT[0]),
        _limit(found.get("limit"), f"{place}.limit"),
        tuple(_wanted(one, f"{place}.properties[{number}]") for number, one in enumerate(properties)),
    )


def extension(text: str) -> Extension:
    """What is to be fetched.

    raises   NoJson, BadQuestion, TooMany"""
    found = _object(parsed(text, "extend"), "extend", "an object with ids and properties")
    for key in ("ids", "properties"):
        if key not in found:
            raise BadQuestion(what="extend", given=f"without {key}", expected="an object with ids and properties")
    ids = _list(found["ids"], "extend.ids", IDS)
    for number, one in enumerate(ids):
        if not isinstance(one, str):
            _wrong(f"extend.ids[{number}]", one, "an identifier, as a text")
    asked = []
    for number, one in enumerate(_list(found["properties"], "extend.properties", COLUMNS)):
        place = f"extend.properties[{number}]"
        had = _object(one, place, "an object with id")
        if not isinstance(had.get("id"), str):
            _wrong(f"{place}.id", had.get("id"), "the identifier of a property, as a text")
        settings = _object(had.get("settings") or {}, f"{place}.settings", "an object of texts, numbers and yes or no")
        plain = {name: _setting(value) for name, value in settings.items() if not isinstance(value, dict | list)}
        asked.append((cast("str", had["id"]), plain))
    return Extension(tuple(cast("list[str]", ids)), tuple(asked))


def _setting(value: object) -> str:
    return str(value).removesuffix(".0")


def _types(given: object, place: str) -> tuple[str, ...]:
    if given is None or given == "":
        return ()
    found = _list(given, place, TYPES) if isinstance(given, list) else [given]
    names = []
    for one in found:
        named = one.get("id") if isinstance(one, dict) else one  # some clients send whole types
        if not isinstance(named, str):
            _wrong(place, one, "the identifier of a type, or a list of such")
        names.append(named)
    return tuple(name for name in names if name)


def _limit(given: object, place: str) -> int:
    if given is None:
        return USUAL
    if isinstance(given, bool) or not isinstance(given, int | float) or not 1 <= given < 1e9 or given != int(given):
        _wrong(place, given, "a whole number from 1")
    return min(int(given), LIMIT)


def _wanted(given: object, place: str) -> Wanted:
    found = _object(given, place, "an object with pid and v")
    pid = found.get("pid")
    if not isinstance(pid, str):
        _wrong(f"{place}.pid", pid, "the identifier of a property, as a text")
    if "v" not in found:
        raise BadQuestion(what=place, given="without v", expected="an object with pid and v")
    values = found["v"]
    listed = _list(values, f"{place}.v", VALUES) if isinstance(values, list) else [values]
    known = tuple(g for one in listed if (g := _given(one, f"{place}.v")))
    return Wanted(pid, known)


def _given(value: object, place: str) -> Given | None:
    """A value; None where the cell is empty."""
    if value is None or value == "":
        return None
    if isinstance(value, dict):
        named = value.get("id")
        if not isinstance(named, str):
            _wrong(place, value, "a text, a number, true or false, an object with id, or a list of such")
        called = value.get("name")
        return Given(_text(called) if isinstance(called, str) else "", named)
    if isinstance(value, bool):
        return Given("true" if value else "false")
    if isinstance(value, str | int | float):
        return Given(_text(_setting(value)))
    _wrong(place, value, "a text, a number, true or false, an object with id, or a list of such")


def _text(text: str) -> str:
    """A text as far as it is compared, without what cannot be written."""
    return text[:TEXT].encode("utf-8", "replace").decode().strip()


def _object(given: object, place: str, expected: str) -> dict[str, object]:
    if not isinstance(given, dict):
        _wrong(place, given, expected)
    return cast("dict[str, object]", given)


def _list(given: object, place: str, most: int) -> list[object]:
    if not isinstance(given, list):
        _wrong(place, given, "a list")
    _few(len(given), place, most)
    return given


def _few(count: int, what: str, most: int) -> None:
    if count > most:
        raise TooMany(count=count, what=what, most=most)


def _wrong(place: str, given: object, expected: str) -> NoReturn:
    if given is None:
        raise BadQuestion(what=place, given="missing", expected=expected)
    try:
        shown = json.dumps(given, ensure_ascii=True)
    except RecursionError:
        shown = "nested deep"
    raise BadQuestion(what=place, given=shown if len(shown) < 60 else shown[:60] + " …", expected=expected)
