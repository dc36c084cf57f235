"""Write the page of the review.  what is up, what was said -> HTML; reads its template.

Every text is escaped.  Nothing is loaded from elsewhere, and everything works without the script.
Spec: WCAG 2.2, level AA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from lod.curation import texts
from lod.errors import LodError
from lod.links.review import KEYS, UNDO, Card, Desk, Step
from lod.web.paths import address

FOLDER = Path(__file__).with_name("page")
ITEM = "https://www.wikidata.org/wiki/"
LANGUAGES = (("en", "English"), ("es", "Español"))


@dataclass(frozen=True, slots=True)
class Said:
    """What the last request has come to."""

    key: str  # of texts.py
    subject: str = ""  # label of the entity it was about
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page shows."""

    language: str
    title: str  # of the dataset
    desk: Desk | None = None  # None where there is no session
    card: Card | None = None
    ours: str = ""  # address of our page about the entity
    token: str = ""
    who: str = ""
    said: Said | None = None
    errors: Sequence[LodError] = field(default=())
    refused: bool = False  # the request, whatever it wanted
    note: str = ""


def render(shown: Shown) -> bytes:
    """The page."""
    say = partial(texts.say, shown.language)
    facts: Mapping[str, object] = {
        **{name: getattr(shown, name) for name in Shown.__slots__},
        "said": _said(shown) if shown.said else "",
        "last": _last(shown),
        "theirs": ITEM + shown.card.proposal.object_id.removeprefix("wd:") if shown.card else "",
        "languages": LANGUAGES,
        "keys": KEYS,
        "undo": UNDO,
        "heading": "h2" if shown.errors else "h1",
        "say": say,
        "sentence": lambda key: _sentence(say(key)),
        "told_doubt": partial(texts.doubt, shown.language),
    }
    return _template().render(facts).encode()


def ours(subject: str, prefixes: Mapping[str, str], base: str) -> str:
    """Where the page of one of ours is: on this server if the IRI begins with the base of the dataset.

    >>> ours("x:person/ñ", {"x": "https://example.org/"}, "https://example.org/")
    '/person/%C3%B1'
    >>> ours("x:alert(1)", {"x": "javascript:"}, "https://example.org/")
    ''
    """
    prefix, _, local = subject.partition(":")
    iri = prefixes.get(prefix, "") + local
    if base and iri.startswith(base):
        return address("/" + iri.removeprefix(base).lstrip("/"))
    return address(iri) if iri.startswith(("http://", "https://")) else ""


def _said(shown: Shown) -> str:
    said = shown.said
    if not said:
        return ""
    return texts.say(shown.language, said.key, what=_what(shown.language, said.subject, said.verdict))


def _last(shown: Shown) -> str:
    """The verdict that can be taken back."""
    step: Step | None = shown.desk.steps[-1] if shown.desk and shown.desk.steps else None
    return _what(shown.language, step.card.proposal.subject_label, step.verdict) if step else ""


def _what(language: str, subject: str, verdict: str) -> str:
    return f"{subject}: {texts.say(language, f'verdict.{verdict}')}" if verdict else subject


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _template() -> Template:
    made = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    return made.get_template("page.html.jinja")
