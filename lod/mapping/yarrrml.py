"""Read YARRRML.  YAML text -> Document in the vocabulary of RML, every triple with its place; pure.

Read first: yaml_nodes.py, yarrrml_words.py, yarrrml_terms.py.  Spec: YARRRML (w3id.org/yarrrml/spec).
Mappings with several sources or subjects become several triples maps; inverse predicates one of their own.  A
condition makes a predicate a function with a result where it is true, which leaves templates of subjects and objects
as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lod.errors import did_you_mean, raise_all
from lod.mapping import yaml_nodes
from lod.mapping.yaml_nodes import Keys, Node, Nothing, Text
from lod.mapping.yarrrml_sources import Sources
from lod.mapping.yarrrml_specs import Object
from lod.mapping.yarrrml_terms import OWN, Called, Spec
from lod.mapping.yarrrml_texts import many
from lod.terms import Term, iri
from lod.turtle import Document
from lod.vocab import RDF_TYPE, RML


def read(text: str, file: str, base: str = "") -> Document:
    """Parse a YARRRML document.

    text     the whole file; base: IRI in which triples maps are named where the document has no base of its own
    raises   NotYaml (M113) where the YAML ends; Failed with BadKey (M114) and NotSupported (M112)
    """
    reader = _Reader(file, base)
    reader.document(yaml_nodes.read(text, file))
    raise_all(reader.errors)
    return Document(file, tuple(reader.triples), reader.prefixes, {})


@dataclass(frozen=True, slots=True)
class _Map:
    """One triples map: a mapping with one of its sources and one of its subjects."""

    node: Term
    source: Term
    subject: Spec


@dataclass(frozen=True, slots=True)
class _Mapping:
    """One mapping."""

    name: Text
    keys: dict[str, Node]
    maps: tuple[_Map, ...]
    conditions: tuple[Called, ...]


@dataclass(slots=True)
class _Reader(Sources):
    """Reads one document."""

    mappings: dict[str, _Mapping] = field(default_factory=dict)
    own_base: str = ""  # as the document gives it

    def document(self, root: Node) -> None:
        keys = self.keys(root, "the document")
        for name, into in (("prefixes", self.prefixes), ("external", self.external)):
            given = keys.get(name, Nothing(root.place))
            for key, value in given.entries if isinstance(given, Keys) else ():
                text = self.text(value, f'the value of "{key.text}"')
                into.update({key.text: text.text} if text else {})
        base = self.text(keys.get("base"), "the base")
        self.own_base = base.text if base else ""
        for key, value in self.named(keys.get("sources")):
            self.sources[key.text] = self.source(value)
        for key, value in self.named(keys.get("mappings")):
            if key.text in self.mappings:
                self.wrong(key.place, f'the mapping "{key.text}" is given twice', "give one of them another name")
            self.mappings[key.text] = self.mapping(key, value)
        if not self.mappings and not self.errors:
            self.wrong(root.place, "there are no mappings", "write mappings: and below it the name of each")
        for mapping in self.mappings.values():
            for m in mapping.maps:
                self.triples_map(mapping, m)

    def named(self, node: Node | None) -> Iterator[tuple[Text, Node]]:
        """The entries of a collection."""
        if isinstance(node, Keys):
            yield from node.entries
        elif node is not None and not isinstance(node, Nothing):
            self.wrong(node.place, "this is a list or a text", "write a name, a colon, and below it what it is")

    def mapping(self, name: Text, node: Node) -> _Mapping:
        keys = self.keys(node, "a mapping")
        sources = [s for item in many(keys.get("sources")) if (s := self.referred(item)) is not None]
        if isinstance(node, Keys) and "sources" not in keys:
            self.wrong(name.place, f'the mapping "{name.text}" has no source', "add sources: [file.csv~csv]")
        subjects = [self.spec(item, "a subject") for item in many(keys.get("subjects"))] or [Spec(Nothing(name.place))]
        pairs = [(source, subject) for source in sources for subject in subjects]
        maps = tuple(_Map(self.name(name.text, n), *pair) for n, pair in enumerate(pairs, 1))
        return _Mapping(name, keys, maps, self.conditions(keys))

    def name(self, name: str, number: int) -> Term:
        """The IRI of a triples map; the first of a mapping is called like it."""
        local = name if number == 1 else f"{name}.{number}"
        return iri((self.own_base or f"{self.base}#") + local.replace(" ", "_"))

    def triples_map(self, mapping: _Mapping, m: _Map) -> None:
        place, blank = mapping.name.place, isinstance(m.subject.value, Nothing)
        self.add(m.node, RDF_TYPE, iri(RML + "TriplesMap"), place)
        self.add(m.node, "logicalSource", m.source, place)
        if self.own_base:
            self.add(m.node, "baseIRI", iri(self.own_base), place)
        self.term(m.node, "subject", replace(m.subject, kind="BlankNode") if blank else m.subject)
        for said in many(mapping.keys.get("predicateobjects")):
            self.predicate_object(mapping, m, said)

    def predicate_object(self, mapping: _Mapping, m: _Map, node: Node) -> None:
        keys = self.pair(node)
        objects = [self.object(item, keys) for item in many(keys.get("objects"))]
        predicates = many(keys.get("predicates"))
        if "predicates" not in keys or "objects" not in keys:
            self.wrong(node.place, "a predicate or an object is missing", "write [predicate, object]")
            return
        graphs = [*many(mapping.keys.get("graphs")), *many(keys.get("graphs"))]
        conditions = (*mapping.conditions, *self.conditions(keys))
        for o in objects:
            po = self.fresh()
            self.add(m.node, "predicateObjectMap", po, node.place)
            own = conditions if o.mappings else (*conditions, *o.conditions)
            is_type = [self.predicate(po, p, own) for p in predicates]
            self.object_map(po, m, replace(o, spec=replace(o.spec, kind="IRI")) if any(is_type) else o)
            for graph in graphs:
                self.term(po, "graph", self.spec(graph, "a graph"))
            for said in (*many(keys.get("inversepredicates")), *o.inverse):
                self.inverse(m, said, o, own, graphs)

    def predicate(self, po: Term, node: Node, conditions: tuple[Called, ...]) -> bool:
        """Write one predicate; true if it is rdf:type, whose objects are IRIs."""
        if isinstance(node, Text) and node.text == "a":
            node = Text(RDF_TYPE, node.place)
        spec = self.spec(node, "a predicate")
        fixed = self.fixed(spec.value, spec, "predicate") if isinstance(spec.value, Text) else None
        if fixed is not None:
            self.when(po, fixed, conditions, node.place)
        elif conditions:
            self.refuse(node.place, "a condition on a predicate made from the data", "YARRRML section Conditions")
        else:
            self.term(po, "predicate", spec)
        return fixed is not None and fixed.lexical == RDF_TYPE

    def object_map(self, po: Term, m: _Map, o: Object) -> None:
        if not o.mappings:
            self.term(po, "object", o.spec)
        for name in o.mappings:
            target = self.mappings.get(name.text)
            if target is None:
                near = did_you_mean(name.text, self.mappings)
                self.wrong(name.place, f'there is no mapping "{name.text}"', near)
                continue
            if target.conditions:
                self.refuse(name.place, "a reference to a mapping with a condition", "YARRRML section Conditions")
            same = [parent for parent in target.maps if parent.source == m.source]
            for parent in target.maps if o.conditions or not same else same:
                node = self.fresh()
                self.add(po, "objectMap", node, name.place)
                self.add(node, "parentTriplesMap", parent.node, name.place)
                for condition in o.conditions:
                    self.join(node, condition)

    def join(self, node: Term, condition: Called) -> None:
        """A condition of a reference to another mapping: two values are equal."""
        if condition.name.text != "equal" and self.expanded(condition.name.text, condition.place) != OWN["equal"]:
            self.refuse(condition.place, "a join by another function than equal", "RML-Core section Join Conditions")
            return
        sides = [given.side for given in condition.given]
        ends = {("", ""): "so", ("s", ""): "so", ("", "o"): "so", ("s", "o"): "so"}
        ends |= {("o", ""): "os", ("", "s"): "os", ("o", "s"): "os"}
        order = ends.get((sides[0], sides[1])) if len(sides) == 2 else None
        if order is None:
            expected = "write [str1, $(a), s] and [str2, $(b), o]"
            self.wrong(condition.place, "a join compares a value of each side", expected)
            return
        one = self.fresh()
        self.add(node, "joinCondition", one, condition.place)
        for given, side in zip(condition.given, order, strict=True):
            through = self.fresh()
            self.add(one, "childMap" if side == "s" else "parentMap", through, given.value.place)
            if isinstance(given.value, Called):
                self.function(through, given.value)
            else:
                self.argument(through, given.value)

    def inverse(self, m: _Map, said: Node, o: Object, conditions: tuple[Called, ...], graphs: list[Node]) -> None:
        """State the triple from object to subject, in a triples map whose subject is the object."""
        section = "YARRRML section Predicates and objects"
        if o.mappings or isinstance(m.subject.value, Nothing):
            self.refuse(said.place, "an inverse predicate between mappings or blank nodes", section)
            return
        node, po = self.fresh(), self.fresh()
        self.add(node, "logicalSource", m.source, said.place)
        self.term(node, "subject", replace(o.spec, kind="IRI", datatype=None, language=None))
        self.add(node, "predicateObjectMap", po, said.place)
        self.predicate(po, said, conditions)
        self.term(po, "object", m.subject)
        for graph in graphs:
            self.term(po, "graph", self.spec(graph, "a graph"))
