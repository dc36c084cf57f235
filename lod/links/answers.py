"""Read what searches answer.  JSON -> ids, rows, scored candidates; pure.

Read first: links/questions.py.  Recorded shapes: section 5 of SPARQL 1.1 Query Results JSON Format; Reconciliation
Service API 0.2 section 4.3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lod.links.items import QID
from lod.links.parts import BadAnswer, Broken, mapping, sequence, text

T = TypeVar("T")
ENTITY = "http://www.wikidata.org/entity/"
LARGEST = 1e9  # score; more, or no number at all, is none
TERMS = ("uri", "literal", "typed-literal", "bnode")  # the third is of an older draft


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a SPARQL result."""

    kind: str  # one of TERMS
    value: str
    about: str = ""  # language tag or IRI of the datatype

    @property
    def qid(self) -> str:
        """The id, if it is an item; a value that nobody knows is none."""
        local = self.value.removeprefix(ENTITY)
        return local if self.kind == "uri" and local != self.value and QID.fullmatch(local) else ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate of a reconciliation service, with what the service thinks of it."""

    qid: str
    name: str
    score: float  # of the service; its scale is its own
    match: bool  # whether it would take it without asking
    types: tuple[str, ...]


def _read(read: Callable[[], T], about: str) -> T:
    try:
        return read()
    except Broken as error:
        raise BadAnswer(item=about, message=str(error)) from None


def named(body: object, about: str) -> tuple[str, ...]:
    """Ids of an answer of wbsearchentities, in its order.  raises BadAnswer"""
    return _read(lambda: _ids(mapping(body, "the answer"), "id"), about)


def worded(body: object, about: str) -> tuple[str, ...]:
    """Ids of an answer of list=search, in its order.  raises BadAnswer"""
    return _read(lambda: _ids(mapping(mapping(body, "the answer").get("query"), "query"), "title"), about)


def titled(entities: Mapping[str, object], site: str) -> dict[str, object]:
    """Entities by the title of their page in a site; pages without an item too, as {"missing": …}."""
    found: dict[str, object] = {}
    for body in entities.values():
        if isinstance(body, dict) and "missing" in body and isinstance(body.get("title"), str):
            found[body["title"]] = body
        links = body.get("sitelinks") if isinstance(body, dict) else None
        link = links.get(site) if isinstance(links, dict) else None
        if isinstance(link, dict) and isinstance(link.get("title"), str):
            found[link["title"]] = body
    return found


def _ids(body: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = [text(mapping(one, "a result").get(key), key) for one in sequence(body.get("search"), "search")]
    return tuple(dict.fromkeys(one for one in found if QID.fullmatch(one)))


def rows(body: object, about: str) -> tuple[Mapping[str, Cell], ...]:
    """Rows of a SPARQL result; what is not bound is absent.  raises BadAnswer"""
    return _read(lambda: _rows(mapping(body, "the answer")), about)


def _rows(body: Mapping[str, object]) -> tuple[Mapping[str, Cell], ...]:
    bindings = sequence(mapping(body.get("results"), "results").get("bindings"), "bindings")
    return tuple(
        {text(name, "a variable"): _cell(mapping(cell, "a value")) for name, cell in mapping(row, "a row").items()}
        for row in bindings
    )


def _cell(body: Mapping[str, object]) -> Cell:
    kind, about = text(body.get("type"), "the type of a value"), body.get("xml:lang", body.get("datatype", ""))
    if kind not in TERMS:
        raise Broken("a value has an unknown type")
    return Cell(kind, text(body.get("value"), "a value"), text(about, "a language or datatype"))


def items(found: tuple[Mapping[str, Cell], ...]) -> tuple[str, ...]:
    """Ids of the variable ?item, each once."""
    return tuple(dict.fromkeys(row["item"].qid for row in found if "item" in row and row["item"].qid))


def scored(body: object, keys: tuple[str, ...]) -> dict[str, tuple[Scored, ...]]:
    """Candidates for each line of a reconciliation batch, best first; a line without an answer is absent.

    raises   BadAnswer"""
    return _read(lambda: _scored(mapping(body, "the answer"), keys), ", ".join(keys))


def _scored(body: Mapping[str, object], keys: tuple[str, ...]) -> dict[str, tuple[Scored, ...]]:
    found: dict[str, tuple[Scored, ...]] = {}
    for key in keys:
        one = mapping(body.get(key), key)
        if "result" in one:  # else the service says what was wrong with this line
            candidates = [_candidate(mapping(c, "a candidate")) for c in sequence(one["result"], "result")]
            kept = [c for c in candidates if QID.fullmatch(c.qid)]
            found[key] = tuple(sorted(kept, key=lambda c: -c.score))
    return found


def _candidate(body: Mapping[str, object]) -> Scored:
    score, match = body.get("score"), body.get("match")
    if isinstance(score, bool) or not isinstance(score, int | float) or not abs(score) < LARGEST:
        raise Broken("a candidate has no score")
    types = []
    for one in sequence(body.get("type") or [], "type"):  # the id alone, or with its name
        types.append(text(one if isinstance(one, str) else mapping(one, "a type").get("id"), "the id of a type"))
    name = text(body.get("name"), "the name of a candidate")
    return Scored(text(body.get("id"), "the id of a candidate"), name, float(score), match is True, tuple(types))
