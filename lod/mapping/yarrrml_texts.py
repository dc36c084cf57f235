"""Read the texts and keys of YARRRML: names, templates, references.  YAML nodes -> parts of triples; pure.

Read first: yaml_nodes.py, yarrrml_words.py.  Spec: YARRRML (w3id.org/yarrrml/spec) "Template", "Prefixes and
namespaces", "External references", "Shortcuts"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lod.errors import LodError, NotSupported, Place, did_you_mean
from lod.mapping.yaml_nodes import Items, Keys, Node, Nothing, Text
from lod.mapping.yarrrml_words import KEYS, PREFIXES, REFUSED, SCHEMES
from lod.terms import NOT_IN_IRI, SCHEME, Term, iri, literal
from lod.turtle import Triple
from lod.vocab import RML

BRACKET, BRACE = re.compile(r"\\([()])"), re.compile(r"[{}\\]")


class BadKey(LodError):
    code, template, hint = "M114", "{message}", "{expected}"


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to the data: $(name)."""

    name: str


@dataclass(slots=True)
class Texts:
    """The triples written so far, and what is wrong."""

    file: str
    base: str = ""
    triples: list[Triple] = field(default_factory=list)
    errors: list[LodError] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=lambda: dict(PREFIXES))
    external: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def fresh(self) -> Term:
        self.made += 1
        return Term("bnode", f"y{self.made}")

    def add(self, s: Term, word: str, o: Term, place: Place) -> None:
        """State a triple; word is of the RML namespace, or a whole IRI."""
        self.triples.append(Triple(s, iri(word if SCHEME.match(word) else RML + word), o, place.line, place.column))

    def wrong(self, place: Place, message: str, expected: str) -> None:
        self.errors.append(BadKey(place, message=message, expected=expected))

    def refuse(self, place: Place, feature: str, section: str) -> None:
        self.errors.append(NotSupported(place, feature=feature, section=section))

    def keys(self, node: Node, level: str) -> dict[str, Node]:
        """The values of a mapping by the long form of their keys."""
        found: dict[str, Node] = {}
        if not isinstance(node, Keys):
            self.wrong(
                node.place, f"{level} is described by keys", f"they are {', '.join(sorted({*KEYS[level].values()}))}"
            )
            return found
        for key, value in node.entries:
            name = KEYS[level].get(key.text)
            if name is None:
                homes = [other for other, names in KEYS.items() if key.text in names]
                near = f"it belongs to {' or '.join(homes)}" if homes else did_you_mean(key.text, KEYS[level])
                self.wrong(key.place, f'{level} has no key "{key.text}"', near)
            elif name in REFUSED:
                self.refuse(key.place, *REFUSED[name])
            elif name in found:
                self.wrong(key.place, f'the key "{key.text}" is given twice', "give it once")
            else:
                found[name] = value
        return found

    def text(self, node: Node | None, what: str) -> Text | None:
        if node is None or isinstance(node, Text):
            return node
        self.wrong(node.place, f"{what} is one text", "write it behind the colon")
        return None

    def iri(self, text: str, place: Place, what: str) -> Term:
        """An IRI or prefixed name as a term."""
        value = self.expanded(text, place)
        if not SCHEME.match(value) or NOT_IN_IRI.search(value):
            expected = "write a whole IRI, or a prefixed name such as foaf:name"
            self.wrong(place, f'the {what} "{text}" is no IRI', expected)
        return iri(value)

    def expanded(self, text: str, place: Place) -> str:
        """A prefixed name, or the beginning of a template, with the namespace in place of its prefix."""
        prefix, colon, local = text.partition(":")
        if not colon or "$(" in prefix or "/" in prefix or local.startswith("//"):
            return text
        if prefix in self.prefixes:
            return self.prefixes[prefix] + local
        if prefix.lower() not in SCHEMES:
            self.wrong(place, f'the prefix "{prefix}:" is not declared', did_you_mean(prefix, self.prefixes))
        return text

    def parts(self, text: str, place: Place) -> tuple[str | Ref, ...]:
        """A template taken apart, neighbouring texts joined; external references become their values."""
        found: list[str | Ref] = []
        for part in self._pieces(text, place):
            if isinstance(part, str) and found and isinstance(found[-1], str):
                found[-1] += part
            elif part:
                found.append(part)
        return tuple(found)

    def _pieces(self, text: str, place: Place) -> Iterator[str | Ref]:
        rest = text
        while "$(" in rest:
            before, _, rest = rest.partition("$(")
            yield BRACKET.sub(r"\1", before)
            end = _closing(rest)
            if end < 0 or not rest[:end].strip():
                self.wrong(place, f'a reference in "{text}" is not closed or empty', "write $(name)")
                return
            name, rest = BRACKET.sub(r"\1", rest[:end]), rest[end + 1 :]
            outside = self.external.get(name[1:]) if name.startswith("_") else None
            yield Ref(name[1:] if name.startswith("\\_") else name) if outside is None else outside
        yield BRACKET.sub(r"\1", rest)

    def read(self, node: Text, is_iri: bool) -> tuple[str | Ref, ...]:
        """The parts of a text; of an IRI the prefix becomes its namespace."""
        return self.parts(self.expanded(node.text, node.place) if is_iri else node.text, node.place)

    def constant(self, parts: tuple[str | Ref, ...]) -> str | None:
        """The text if nothing of it comes from the data."""
        texts = [part for part in parts if isinstance(part, str)]
        return "".join(texts) if len(texts) == len(parts) else None

    def value(self, node: Term, parts: tuple[str | Ref, ...], place: Place) -> None:
        """Describe an expression map: one reference, or a template."""
        if len(parts) == 1 and isinstance(parts[0], Ref):
            self.add(node, "reference", literal(parts[0].name), place)
            return
        text = "".join(f"{{{_escaped(part.name)}}}" if isinstance(part, Ref) else _escaped(part) for part in parts)
        self.add(node, "template", literal(text), place)


def many(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; anything else is a list of one, nothing of none."""
    if node is None or isinstance(node, Nothing):
        return ()
    return node.items if isinstance(node, Items) else (node,)


def split(text: str) -> list[str]:
    """The parts of a text between commas that stand in no brackets.

    >>> split("a = $(f(x, y)), b = 1")
    ['a = $(f(x, y))', ' b = 1']
    """
    found, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return found if text.strip() else []


def _closing(text: str) -> int:
    """Where the bracket closes that was open before the text; -1 if it does not."""
    depth, at = 0, 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] in ("(", ")"):
            at += 1
        elif text[at] == ")" and depth == 0:
            return at
        else:
            depth += (text[at] == "(") - (text[at] == ")")
        at += 1
    return -1


def _escaped(text: str) -> str:
    return BRACE.sub(r"\\\g<0>", text)
