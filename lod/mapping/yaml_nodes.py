"""Read YAML with the place of every value.  text -> Text, Items, Keys or Nothing; pure.

Every scalar is its text as written: `no`, `1.0` and `2020-01-01` stay words.  Anchors and merge keys are followed;
tags that would make objects are refused.  Spec: YAML 1.1 (yaml.org/spec/1.1), merge keys (yaml.org/type/merge.html)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from lod.errors import LodError, Place

DEEPEST, LARGEST = 60, 200_000  # levels, and values once anchors are followed: no mapping is near it
PLAIN = {f"tag:yaml.org,2002:{name}" for name in "null bool int float timestamp str seq map merge value".split()}
NULL, MERGE = "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"
SAID = (  # how the parser says it, and how we do
    ("found character '\\t'", "a tab stands where only spaces may indent"),
    ("mapping values are not allowed", "a second colon in one line; put the text in quotes"),
    ("could not find expected ':'", "a key without a colon"),
    ("expected <block end>", "the indentation fits nothing above"),
    ("found unexpected end of stream", "a quote or bracket is not closed"),
    ("expected ',' or ']'", "a list is not closed by ], or a comma is missing"),
    ("expected ',' or '}'", "a mapping is not closed by }, or a comma is missing"),
    ("found undefined alias", "an alias * names no anchor &"),
    ("but found another document", "a second document begins; keep one"),
    ("that cannot start any token", "a text cannot begin with this character; put it in quotes"),
    ("found unknown escape character", "an unknown escape after a backslash; use single quotes"),
)


class NotYaml(LodError):
    code, template = "M113", "this is not YAML: {message}"


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as written."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value: null, ~ or nothing after the colon."""

    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping: keys and values in reading order; a key may stand twice."""

    entries: tuple[tuple[Text, Node], ...]
    place: Place


Node = Text | Nothing | Items | Keys


def read(text: str, file: str) -> Node:
    """Parse one YAML document.

    raises   NotYaml with the place of the first character that does not fit
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        return _Reader(file).node(root, 0) if root is not None else Nothing(Place(file, 1, 1))
    except yaml.reader.ReaderError as e:
        before = text[: e.position]
        at = Place(file, before.count("\n") + 1, e.position - before.rfind("\n"))
        raise NotYaml(at, message=f"the character U+{ord(text[e.position]):04X} is not allowed") from None
    except yaml.MarkedYAMLError as e:
        problem = e.problem or str(e)
        said = next((ours for theirs, ours in SAID if theirs in f"{e.context or ''} {problem}"), problem)
        mark = e.problem_mark or e.context_mark
        raise NotYaml(Place(file, mark.line + 1, mark.column + 1) if mark else Place(file), message=said) from None
    except RecursionError:
        raise NotYaml(Place(file), message="it is nested too deeply") from None


@dataclass(slots=True)
class _Reader:
    """Turns the parser's nodes into ours; `seen` counts them."""

    file: str
    seen: int = 0

    def place(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def node(self, node: yaml.Node, depth: int) -> Node:
        place = self.place(node)
        self.seen += 1
        if depth > DEEPEST or self.seen > LARGEST:
            raise NotYaml(
                place, message="it is nested too deeply" if depth > DEEPEST else "its anchors make it too large"
            )
        if node.tag not in PLAIN:
            raise NotYaml(place, message=f"the tag {node.tag} means nothing here")
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.node(item, depth + 1) for item in node.value), place)
        if isinstance(node, yaml.MappingNode):
            return Keys(tuple(self.entries(node, depth)), place)
        return Nothing(place) if node.tag == NULL else Text(str(node.value), place)

    def entries(self, node: yaml.MappingNode, depth: int) -> Iterator[tuple[Text, Node]]:
        own = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
        for key, value in node.value:
            if key.tag == MERGE:
                for merged in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    found = self.node(merged, depth + 1)
                    if not isinstance(found, Keys):
                        raise NotYaml(self.place(key), message="<< merges mappings only")
                    yield from ((k, v) for k, v in found.entries if k.text not in own)
            elif isinstance(key, yaml.ScalarNode):
                yield Text(str(key.value), self.place(key)), self.node(value, depth + 1)
            else:
                raise NotYaml(self.place(key), message="a key is a text")
