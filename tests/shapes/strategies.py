"""Random shapes graphs.  Hypothesis strategies of triples.

`plain` keeps away from what pySHACL is known to get wrong; what it leaves is compared without excuses.  Shapes refer
only to shapes that are finished, so none refers to itself.  Read first: random_graphs.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from lod.shapes.words import NODE_KINDS
from lod.terms import Term, iri, literal
from lod.vocab import RDF_FIRST, RDF_NIL, RDF_REST, RDFS, SH, XSD
from tests.shapes.random_graphs import (
    ALL,
    AMOUNTS,
    CLASSES,
    EX,
    IRIS,
    KINDS,
    LINKS,
    SHAPES,
    STRAYS,
    TEXTS,
    TYPE,
    Triple,
    Values,
    graphs,
)

DATATYPES = ("integer", "decimal", "double", "byte", "string", "date", "dateTime", "boolean")
PATTERNS = ("^a", "b$", "[0-9]+", "a|1", "^.$", "example", "B")
RANGES = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
ANYWHERE = (
    "class datatype nodeKind range minLength maxLength pattern languageIn equals disjoint not and or xone node "
    "property property siblings closed hasValue in"
).split()
OF_PROPERTIES = [*ANYWHERE, *"minCount maxCount uniqueLang lessThan lessThanOrEquals qualified".split() * 2]
SEVERITIES = [*(iri(SH + word) for word in ("Violation", "Warning", "Info")), iri(EX + "Remark")]
TRUE = literal("true", XSD + "boolean")


@dataclass(slots=True)
class Draft:
    """A shapes graph that is being written."""

    draw: st.DrawFn
    values: Values
    plain: bool
    triples: list[Triple] = field(default_factory=list)
    finished: list[Term] = field(default_factory=list)  # shapes that others may refer to
    properties: list[Term] = field(default_factory=list)  # those of them that have a path
    blanks: int = 0

    def blank(self) -> Term:
        self.blanks += 1
        return Term("bnode", f"s{self.blanks}")

    def say(self, node: Term, word: str, value: Term) -> None:
        self.triples.append((node, iri(SH + word), value))

    def list_of(self, members: Sequence[Term]) -> Term:
        rest = iri(RDF_NIL)
        for member in reversed(members):
            cell = self.blank()
            self.triples += [(cell, iri(RDF_FIRST), member), (cell, iri(RDF_REST), rest)]
            rest = cell
        return rest

    def one(self, members: Sequence[Term]) -> Term:
        return self.draw(st.sampled_from(members))

    def rarely(self, times: int) -> bool:
        """True once in so many times, and never in what is smallest."""
        return self.draw(st.integers(0, times - 1)) == times - 1

    def value(self) -> Term:
        return self.one([*IRIS, *self.values.constants])


@st.composite
def cases(draw: st.DrawFn, plain: bool = True) -> tuple[list[Triple], list[Triple]]:
    """Data and shapes."""
    values = draw(st.sampled_from(KINDS)) if plain else ALL
    return draw(graphs(values)), draw(shapes(values, plain))


@st.composite
def shapes(draw: st.DrawFn, values: Values, plain: bool) -> list[Triple]:
    """A shapes graph: one to four named shapes with targets, and what they refer to."""
    draft = Draft(draw, values, plain)
    for name in SHAPES[: draw(st.integers(1, 4))]:
        _shape(draft, name, depth=2, is_property=draft.rarely(3))
        _targets(draft, name)
    return draft.triples


def _shape(draft: Draft, node: Term, depth: int, is_property: bool) -> Term:
    if is_property:
        if node.kind == "iri" or draft.rarely(2):
            draft.triples.append((node, TYPE, iri(SH + "PropertyShape")))
        draft.say(node, "path", _path(draft, 0 if not draft.rarely(3) else 3))
    else:
        draft.triples.append((node, TYPE, iri(SH + "NodeShape")))
    words = st.sampled_from(OF_PROPERTIES if is_property else ANYWHERE)
    for word in draft.draw(st.lists(words, min_size=1, max_size=3, unique=True)):
        _constraint(draft, node, word, depth)
    if draft.rarely(8):
        draft.say(node, "deactivated", TRUE)
    if draft.rarely(4):
        draft.say(node, "severity", draft.one(SEVERITIES))
    draft.finished.append(node)
    if is_property:
        draft.properties.append(node)
    return node


def _targets(draft: Draft, node: Term) -> None:
    """Several of all kinds; targetNode also names what the data do not have."""
    kinds = {
        "targetClass": CLASSES,
        "targetNode": [*IRIS, *STRAYS, *TEXTS[:2], *([] if draft.plain else ALL.of_amounts)],
        "targetSubjectsOf": [*LINKS, *AMOUNTS],
        "targetObjectsOf": LINKS,
        "implicit": CLASSES,
    }
    if draft.rarely(8):
        return
    for word in draft.draw(st.lists(st.sampled_from(list(kinds)), min_size=1, max_size=3, unique=True)):
        if word == "implicit":
            draft.triples.append((node, TYPE, iri(RDFS + "Class")))
        else:
            for value in draft.draw(st.lists(st.sampled_from(kinds[word]), min_size=1, max_size=2, unique=True)):
                draft.say(node, word, value)


def _path(draft: Draft, depth: int) -> Term:
    kind = draft.draw(
        st.sampled_from(("step", "inverse", "sequence", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne"))
    )
    if depth == 0 or kind == "step":
        return draft.one([*LINKS, *AMOUNTS, TYPE])
    if kind == "sequence":
        return draft.list_of([_path(draft, depth - 1), _path(draft, depth - 1)])
    node = draft.blank()
    if kind == "alternative":
        draft.say(node, "alternativePath", draft.list_of([_path(draft, depth - 1), _path(draft, depth - 1)]))
    else:
        before = len(draft.triples)
        inner = _path(draft, depth - 1)
        if draft.plain and kind == "inverse" and _has_sequence(draft.triples[before:]):
            kind = "zeroOrOne"  # fault inverse-of-a-sequence
        draft.say(node, f"{kind}Path", inner)
    return node


def _has_sequence(triples: Sequence[Triple]) -> bool:
    """Whether the path that these triples write has a sequence: a list that no sh:alternativePath owns."""
    lists = {s for s, p, _ in triples if p.lexical == RDF_FIRST}
    inside = {o for _, p, o in triples if p.lexical in (RDF_REST, SH + "alternativePath")}
    return bool(lists - inside)


def _inner(draft: Draft, depth: int, is_property: bool | None = None) -> Term:
    """A shape to refer to: one that is there, or a new one without a name."""
    there = draft.properties if is_property else draft.finished
    if is_property is False:
        there = [s for s in draft.finished if s not in draft.properties]
    if there and (depth == 0 or draft.rarely(3)):
        return draft.one(there)
    kind = draft.rarely(2) if is_property is None else is_property
    if depth > 0:
        return _shape(draft, draft.blank(), depth - 1, kind)
    node = draft.blank()
    draft.triples.append((node, TYPE, iri(SH + ("PropertyShape" if kind else "NodeShape"))))
    if kind:
        draft.say(node, "path", draft.one(LINKS))
        draft.say(node, "minCount", count(draft, 1, 2))
    else:
        draft.say(node, "nodeKind", iri(SH + draft.draw(st.sampled_from(NODE_KINDS))))
    return node


def count(draft: Draft, least: int, most: int) -> Term:
    return literal(str(draft.draw(st.integers(least, most))), XSD + "integer")


def _constraint(draft: Draft, node: Term, word: str, depth: int) -> None:
    for words, write in WRITERS.items():
        if word in words:
            write(draft, node, word, depth)


def _of_value(draft: Draft, node: Term, word: str, depth: int) -> None:
    match word:
        case "class":
            for kind in draft.draw(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=2, unique=True)):
                draft.say(node, word, kind)
        case "datatype":
            langstring = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
            draft.say(node, word, draft.one([*(iri(XSD + name) for name in DATATYPES), langstring, iri(EX + "type")]))
        case "nodeKind":
            draft.say(node, word, iri(SH + draft.draw(st.sampled_from(NODE_KINDS))))
        case "hasValue":
            draft.say(node, word, draft.value())
        case "in":
            draft.say(node, word, draft.list_of([draft.value() for _ in range(draft.draw(st.integers(0, 4)))]))


def _of_text(draft: Draft, node: Term, word: str, depth: int) -> None:
    match word:
        case "minLength":
            draft.say(node, word, count(draft, 1, 3))
        case "maxLength":
            draft.say(node, word, count(draft, 0, 3))
        case "pattern":
            draft.say(node, word, literal(draft.draw(st.sampled_from(PATTERNS))))
            if draft.rarely(3):
                draft.say(node, "flags", literal("i"))
        case "languageIn":
            tags = draft.draw(st.lists(st.sampled_from(("en", "EN-gb", "De", "es", "*")), max_size=2, unique=True))
            draft.say(node, word, draft.list_of([literal(tag) for tag in tags]))
        case "uniqueLang":
            draft.say(node, word, TRUE)


def _of_count(draft: Draft, node: Term, word: str, depth: int) -> None:
    draft.say(node, word, count(draft, 0, 3))


def _range(draft: Draft, node: Term, word: str, depth: int) -> None:
    if draft.values.bounds:
        draft.say(node, draft.draw(st.sampled_from(RANGES)), draft.one(draft.values.bounds))


def _pair(draft: Draft, node: Term, word: str, depth: int) -> None:
    if word.startswith("less") and draft.plain:
        if (path := next((o for s, p, o in draft.triples if s == node and p.lexical == SH + "path"), None)) in AMOUNTS:
            draft.say(node, word, AMOUNTS[1 - AMOUNTS.index(path)])
    else:
        draft.say(node, word, draft.one([*LINKS, *AMOUNTS]))


def _nested(draft: Draft, node: Term, word: str, depth: int) -> None:
    match word:
        case "not":
            draft.say(node, word, _inner(draft, depth))
        case "node":
            draft.say(node, word, _inner(draft, depth, is_property=False))
        case "property":
            for _ in range(draft.draw(st.integers(1, 2))):
                draft.say(node, word, _inner(draft, depth, is_property=True))
        case "siblings":
            for path in LINKS[:2] if draft.rarely(2) else LINKS[:1] * 2:
                inner = draft.blank()
                draft.say(node, "property", inner)
                draft.say(inner, "path", path)
                _qualified(draft, inner, word, max(depth - 1, 0))
        case _:
            members = [_inner(draft, depth) for _ in range(draft.draw(st.integers(1, 3)))]
            draft.say(node, word, draft.list_of(members))


def _qualified(draft: Draft, node: Term, word: str, depth: int) -> None:
    draft.say(node, "qualifiedValueShape", _inner(draft, depth))
    kinds = draft.draw(
        st.sampled_from((("qualifiedMinCount",), ("qualifiedMaxCount",), ("qualifiedMinCount", "qualifiedMaxCount")))
    )
    for kind in kinds:
        draft.say(node, kind, count(draft, 0, 2))
    if draft.rarely(2):
        draft.say(node, "qualifiedValueShapesDisjoint", TRUE)


def _closed(draft: Draft, node: Term, word: str, depth: int) -> None:
    draft.say(node, word, TRUE)
    if draft.rarely(2):
        ignored = draft.draw(st.lists(st.sampled_from([TYPE, *LINKS, *AMOUNTS]), max_size=4, unique=True))
        draft.say(node, "ignoredProperties", draft.list_of(ignored))


Write = Callable[[Draft, Term, str, int], None]
WRITERS: dict[tuple[str, ...], Write] = {
    ("class", "datatype", "nodeKind", "hasValue", "in"): _of_value,
    ("minLength", "maxLength", "pattern", "languageIn", "uniqueLang"): _of_text,
    ("minCount", "maxCount"): _of_count,
    ("range",): _range,
    ("equals", "disjoint", "lessThan", "lessThanOrEquals"): _pair,
    ("not", "and", "or", "xone", "node", "property", "siblings"): _nested,
    ("qualified",): _qualified,
    ("closed",): _closed,
}
