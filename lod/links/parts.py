"""Take decoded JSON of a stranger apart.  JSON -> maps, lists, texts, or where it breaks; pure.

PHP writes an empty map as [], so both are one.  Texts are fit for a terminal and a file."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping

from lod.errors import ENVIRONMENT, LodError


class BadAnswer(LodError):
    """An answer that is JSON, or not even that, but says nothing of what was asked."""

    code, template, exit_code = "L530", "the answer about {item} cannot be read: {message}", ENVIRONMENT
    hint = "ask again later; if it stays so, report it with the answer"


class Broken(ValueError):
    """Where the JSON stops being what was asked for, in words."""


def decode(body: bytes, about: str) -> object:
    """Read a body as JSON.

    about    what was asked for, for messages
    raises   BadAnswer if it is none, or nested too deeply"""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadAnswer(item=about, message=f"it is no JSON: {error}") from None


def mapping(value: object, what: str) -> Mapping[str, object]:
    """A map; what is absent or an empty list is an empty one.  raises Broken"""
    if value is None or value == []:
        return {}
    if not isinstance(value, dict):
        raise Broken(f"{what} is no map")
    return value


def sequence(value: object, what: str) -> Iterator[object]:
    """The parts of a list.  raises Broken"""
    if not isinstance(value, list):
        raise Broken(f"{what} is no list")
    return iter(value)


def text(value: object, what: str) -> str:
    """A text that a terminal can show and a file can hold: signs that steer a terminal become spaces.

    raises Broken"""
    if not isinstance(value, str):
        raise Broken(f"{what} is no text")
    if value.isprintable():
        return value
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Broken(f"{what} is no Unicode")
    return "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in value)
