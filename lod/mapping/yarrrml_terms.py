"""Write what YARRRML says of one term as triples of RML.  YAML nodes -> triples; pure.

Read first: yarrrml_texts.py.  Spec: YARRRML (w3id.org/yarrrml/spec) "Functions", "Datatypes", "Languages"; the
function ontology of GREL and IDLab for what YARRRML calls equal and for conditions (fno.io/hub)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lod.errors import Place
from lod.mapping.yaml_nodes import Items, Keys, Node, Nothing, Text
from lod.mapping.yarrrml_texts import Texts, many, split
from lod.terms import Term, iri, literal
from lod.vocab import RML

GREL, IDLAB = "http://users.ugent.be/~bjdmeest/function/grel.ttl#", "https://w3id.org/imec/idlab/function#"
OWN = {"equal": IDLAB + "equal", "notEqual": IDLAB + "notEqual"}  # functions that YARRRML has itself
PARAMETERS = {"str1": GREL + "valueParameter", "str2": GREL + "valueParameter2"}
ONE_LINE = re.compile(r"\s*([^\s()]+)\s*\((.*)\)\s*", re.DOTALL)  # ex:lower(ex:input = $(name))


@dataclass(frozen=True, slots=True)
class Given:
    """One parameter of a function and its value; side is s or o in the condition of a join."""

    parameter: Text
    value: Text | Called
    side: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A function and what it is given."""

    name: Text
    given: tuple[Given, ...]

    @property
    def place(self) -> Place:
        return self.name.place


@dataclass(frozen=True, slots=True)
class Spec:
    """What is said of one term."""

    value: Text | Called | Nothing  # nothing: a blank node for each record
    kind: str = "IRI"  # IRI, Literal or BlankNode
    datatype: Text | None = None
    language: Text | None = None


@dataclass(slots=True)
class Terms(Texts):
    """Writes terms."""

    def term(self, owner: Term, role: str, spec: Spec) -> None:
        """Give a map its subject, predicate, object or graph."""
        place = spec.value.place
        if isinstance(spec.value, Text) and spec.kind != "BlankNode":
            fixed = self.fixed(spec.value, spec, role)
            if fixed is not None:
                self.add(owner, role, fixed, place)
                return
        node = self.fresh()
        self.add(owner, f"{role}Map", node, place)
        self.add(node, "termType", iri(RML + spec.kind), place)
        if isinstance(spec.value, Called):
            self.function(node, spec.value)
        elif isinstance(spec.value, Text):
            self.value(node, self.read(spec.value, spec.kind == "IRI"), place)
        for name, text in (("datatype", spec.datatype), ("language", spec.language)):
            if text is not None:
                self.annotate(node, name, text)

    def fixed(self, text: Text, spec: Spec, role: str) -> Term | None:
        """The term if nothing of it comes from the data."""
        whole = self.constant(self.read(text, spec.kind == "IRI"))
        of_datatype = self.constant(self.read(spec.datatype, True)) if spec.datatype else ""
        of_language = self.constant(self.read(spec.language, False)) if spec.language else ""
        if whole is None or of_datatype is None or of_language is None:
            return None
        if spec.kind == "IRI":
            return self.iri(whole, text.place, role)
        if spec.datatype and not of_language:
            return literal(whole, self.iri(of_datatype, spec.datatype.place, "datatype").lexical)
        return literal(whole, lang=of_language)

    def annotate(self, node: Term, name: str, text: Text) -> None:
        """The datatype or language of a term that comes from the data."""
        parts = self.read(text, name == "datatype")
        whole = self.constant(parts)
        if whole is None:
            through = self.fresh()
            self.add(node, f"{name}Map", through, text.place)
            self.value(through, parts, text.place)
        else:
            value = self.iri(whole, text.place, name) if name == "datatype" else literal(whole)
            self.add(node, name, value, text.place)

    def called(self, keys: Mapping[str, Node], place: Place) -> Called | None:
        """The function that keys name, and what it is given; None with a mistake noted."""
        name = self.text(keys.get("function"), "a function")
        if name is None:
            self.wrong(place, "the function has no name", "write function: and its name")
            return None
        given = [g for item in many(keys.get("parameters")) if (g := self.given(item)) is not None]
        line = ONE_LINE.fullmatch(name.text)
        if line is None:
            return Called(name, tuple(given))
        for piece in split(line.group(2)):
            parameter, equals, value = piece.partition("=")
            if not equals:
                self.wrong(name.place, f'"{piece.strip()}" is no parameter', "write function(parameter = value, …)")
            given.append(Given(Text(parameter.strip(), name.place), Text(value.strip(), name.place)))
        return Called(Text(line.group(1), name.place), tuple(given))

    def given(self, node: Node) -> Given | None:
        """One parameter, as a list or by its keys."""
        keys: dict[str, Node] = {}
        if isinstance(node, Items):
            keys = dict(zip(("parameter", "value", "from"), node.items, strict=False))
        else:
            keys = self.keys(node, "a parameter")
        parameter, value = self.text(keys.get("parameter"), "a parameter"), keys.get("value")
        side, kind = self.text(keys.get("from"), "a side"), self.text(keys.get("type"), "a type")
        if parameter is None or value is None or (isinstance(node, Items) and len(node.items) > 3):
            self.wrong(node.place, "this is no parameter", "write [parameter, value]")
            return None
        if side and side.text not in ("s", "o", "subject", "object"):
            self.wrong(side.place, f'"{side.text}" is no side of a join', "write s or o")
        found = self.called(self.keys(value, "a function"), value.place) if isinstance(value, Keys) else None
        text = None if isinstance(value, Keys) else self.text(value, "the value of a parameter")
        if isinstance(text, Text) and kind and kind.text == "iri":
            text = Text(text.text + "~iri", text.place)
        what = found or text
        return Given(parameter, what, side.text[0] if side else "") if what else None

    def function(self, node: Term, called: Called) -> None:
        """Make an expression map a function execution."""
        name, place = called.name.text, called.place
        execution = self.fresh()
        self.add(node, "functionExecution", execution, place)
        self.add(execution, "function", iri(OWN[name]) if name in OWN else self.iri(name, place, "function"), place)
        for given in called.given:
            word, at = given.parameter.text, given.parameter.place
            if name in OWN and word in PARAMETERS:
                parameter = iri(PARAMETERS[word])
            else:
                parameter = self.iri(word if ":" in word else f"{name.partition(':')[0]}:{word}", at, "parameter")
            inner = self.input(execution, parameter, at)
            if isinstance(given.value, Called):
                self.function(inner, given.value)
            else:
                self.argument(inner, given.value)

    def input(self, execution: Term, parameter: Term, place: Place) -> Term:
        """Give an execution one more input; returns its value map, still empty."""
        one, inner = self.fresh(), self.fresh()
        self.add(execution, "input", one, place)
        self.add(one, "parameter", parameter, place)
        self.add(one, "inputValueMap", inner, place)
        return inner

    def argument(self, node: Term, text: Text) -> None:
        bare, is_iri = Text(text.text.removesuffix("~iri"), text.place), text.text.endswith("~iri")
        parts = self.read(bare, is_iri)
        whole = self.constant(parts)
        if whole is None:
            self.value(node, parts, text.place)
        else:
            self.add(node, "constant", iri(whole) if is_iri else literal(whole), text.place)

    def when(self, owner: Term, predicate: Term, conditions: tuple[Called, ...], place: Place) -> None:
        """Give a map its predicate; with conditions there is one only where all of them are true."""
        if not conditions:
            self.add(owner, "predicate", predicate, place)
            return
        node = self.fresh()
        self.add(owner, "predicateMap", node, place)
        self.add(node, "termType", iri(RML + "IRI"), place)
        for condition in conditions:
            execution = self.fresh()
            self.add(node, "functionExecution", execution, condition.place)
            self.add(execution, "function", iri(IDLAB + "trueCondition"), condition.place)
            self.function(self.input(execution, iri(IDLAB + "strBoolean"), condition.place), condition)
            node = self.input(execution, iri(IDLAB + "str"), place)
        self.add(node, "constant", predicate, place)
