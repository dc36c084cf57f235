"""Read the short and long forms in which YARRRML describes terms.  YAML nodes -> Spec, Object; pure.

Read first: yarrrml_terms.py.  Spec: YARRRML (w3id.org/yarrrml/spec) "Subjects", "Predicates and objects",
"Conditions"."""

from __future__ import annotations

from dataclasses import dataclass

from lod.errors import did_you_mean
from lod.mapping.yaml_nodes import Items, Node, Nothing, Text
from lod.mapping.yarrrml_terms import Called, Spec, Terms
from lod.mapping.yarrrml_texts import many
from lod.mapping.yarrrml_words import TYPES


@dataclass(frozen=True, slots=True)
class Object:
    """What is said of one object: a term, or another mapping."""

    spec: Spec
    mappings: tuple[Text, ...] = ()
    conditions: tuple[Called, ...] = ()
    inverse: tuple[Node, ...] = ()


@dataclass(slots=True)
class Specs(Terms):
    """Reads what is said of terms."""

    def pair(self, node: Node) -> dict[str, Node]:
        """The keys of a predicate and object, from a mapping or from [predicate, object, datatype or language]."""
        if not isinstance(node, Items):
            return self.keys(node, "predicate and object")
        if len(node.items) not in (2, 3):
            self.wrong(
                node.place,
                "this list has not two or three items",
                "write [predicate, object] or [predicate, object, xsd:date]",
            )
        keys = dict(zip(("predicates", "objects"), node.items, strict=False))
        return keys | (self.annotation(node.items[2]) if len(node.items) == 3 else {})

    def annotation(self, node: Node) -> dict[str, Node]:
        text = self.text(node, "a datatype or language")
        if text is None:
            return {}
        is_language = text.text.endswith("~lang")
        return {"language": Text(text.text.removesuffix("~lang"), text.place)} if is_language else {"datatype": text}

    def spec(self, node: Node, level: str, default: str = "IRI") -> Spec:
        """What is said of one term: a text, or keys with a value or a function."""
        if isinstance(node, Text):
            kind = "IRI" if node.text.endswith("~iri") else default
            return Spec(Text(node.text.removesuffix("~iri"), node.place), kind)
        return self.described(self.keys(node, level), node, default)

    def described(self, keys: dict[str, Node], node: Node, default: str) -> Spec:
        said = self.text(keys.get("type"), "a type")
        kind = TYPES.get(said.text.lower()) if said else default
        if kind is None and said:
            self.wrong(said.place, f'there is no type "{said.text}"', did_you_mean(said.text, TYPES))
        datatype, language = (self.text(keys.get(name), f"a {name}") for name in ("datatype", "language"))
        if "function" in keys:
            called = self.called(keys, node.place)
            return Spec(called or Nothing(node.place), kind or default, datatype, language)
        value = keys.get("value")
        if value is None and "mappings" not in keys:
            self.wrong(node.place, "there is neither value nor function", "write value: and a template such as $(name)")
        found = self.text(value, "a value")
        if found and found.text.endswith("~iri"):
            found, kind = Text(found.text.removesuffix("~iri"), found.place), "IRI"
        return Spec(found or Nothing(node.place), kind or default, datatype, language)

    def object(self, node: Node, around: dict[str, Node]) -> Object:
        """One object; what is said of all objects of the pair holds unless it says something else."""
        shared: dict[str, Node] = {name: around[name] for name in ("type", "datatype", "language") if name in around}
        if isinstance(node, Items):
            if len(node.items) != 2:
                self.wrong(node.place, "this list has not two items", "write [value, datatype]")
            shared |= self.annotation(node.items[-1]) if len(node.items) > 1 else {}
            node = node.items[0] if node.items else Nothing(node.place)
        if isinstance(node, Text):
            return Object(self.described(shared | {"value": node}, node, "Literal"))
        keys = shared | self.keys(node, "an object")
        names = [t for n in many(keys.get("mappings")) if (t := self.text(n, "a mapping")) is not None]
        inverse = many(keys.get("inversepredicates"))
        return Object(self.described(keys, node, "Literal"), tuple(names), self.conditions(keys), inverse)

    def conditions(self, keys: dict[str, Node]) -> tuple[Called, ...]:
        found = [self.called(self.keys(c, "a function"), c.place) for c in many(keys.get("conditions"))]
        return tuple(c for c in found if c is not None)
