"""Read the questions that curators keep.  folder of *.rq -> Questions; reads these files only.

What is said of a query stands before it in comments: `# title: …`, `# title@es: …`, `# question: …`, `# kind: …`.
Spec: SPARQL 1.1 Query Language section 19.8 (where a query begins)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lod.errors import LodError, NotUtf8, Place, raise_all
from lod.questions.model import FORMS, Question, order

SAID = re.compile(r"#[ \t]*(title|question|kind)(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?:[ \t]*(.*?)[ \t]*")
COMMENT = re.compile(r"#[ \t]*(.*?)[ \t]*")
PROLOGUE = re.compile(r"(?:\s|#[^\n]*(?:\n|$)|PREFIX\s+[^\s<]*:\s*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)
NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


class NoQuestion(LodError):
    code, template = "Q805", "this is no question that can be published: {reason}"
    hint = "a file NAME.rq of letters, digits, - and _ holds one SELECT, ASK or CONSTRUCT after its PREFIX lines"


def read(folder: Path, shown: str, language: str) -> tuple[Question, ...]:
    """The questions in a folder, in the order of their names.

    shown     the folder as messages name it
    language  of what is said without a language
    raises    Failed with T201, Q805"""
    found, errors = [], []
    for file in sorted(folder.glob("*.rq"), key=lambda p: order(p.stem)):
        place = Place(f"{shown}/{file.name}")
        try:
            found.append(parsed(file.stem, _text(file, place), place.file, language))
        except LodError as error:
            errors.append(error)
    raise_all(errors)
    return tuple(found)


def _text(file: Path, place: Place) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        place = Place(place.file, data[: error.start].count(b"\n") + 1)
        raise NotUtf8(place, position=error.start, byte=data[error.start]) from error


def parsed(name: str, text: str, file: str, language: str) -> Question:
    r"""One question.

    raises   NoQuestion
    >>> q = parsed("J1", "# title: Who?\n# title@es: ¿Quién?\nASK { ?s ?p ?o }\n", "J1.rq", "en")
    >>> q.title, q.form, q.query
    ({'en': 'Who?', 'es': '¿Quién?'}, 'ASK', 'ASK { ?s ?p ?o }')
    """
    begin = PROLOGUE.match(text)
    at = begin.end() if begin else 0
    place = Place(file, text[:at].count("\n") + 1, at - text.rfind("\n", 0, at))
    form = text[at : at + len("CONSTRUCT")].upper()
    known = next((f for f in FORMS if form.startswith(f)), "")
    if not known:
        raise NoQuestion(place, reason="no SELECT, ASK or CONSTRUCT begins here")
    if not NAME.fullmatch(name):
        raise NoQuestion(place, reason=f"{name!r} cannot be a part of its IRI")
    said, rest = _said(text, language)
    title, asked = said["title"] or {language: name}, said["question"]
    return Question(name, title, asked, next(iter(said["kind"].values()), ""), known, rest)


def _said(text: str, language: str) -> tuple[Mapping[str, dict[str, str]], str]:
    """What the comments before a query say, and the query without them."""
    said: dict[str, dict[str, str]] = {"title": {}, "question": {}, "kind": {}}
    lines = text.strip("\n").split("\n")
    free = []
    while lines and (comment := COMMENT.fullmatch(lines[0].strip())):
        given = SAID.fullmatch(lines[0].strip())
        if given:
            said[given[1]][(given[2] or language).lower()] = given[3]
        elif comment[1]:
            free.append(comment[1])
        lines.pop(0)
    if free and not said["question"]:
        said["question"][language] = " ".join(free)
    return said, "\n".join(lines).strip("\n")
