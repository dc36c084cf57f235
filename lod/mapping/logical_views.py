"""Read logical views.  nodes -> View; pure.

Read first: model.py, expressions.py, logical_sources.py.
Spec: RML-LV (w3id.org/rml/lv/spec), sections 3 to 6; the sections that messages name are those of 2026-09-01."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lod.errors import NotSupported, Place
from lod.mapping.expressions import WAYS, described, joined
from lod.mapping.logical_sources import formulation_of, logical_source, namespaces_of
from lod.mapping.model import ExpressionField, IterableField, Join, View, ViewJoin
from lod.mapping.nodes import Nodes
from lod.mapping.references import NESTED, unknown_keys
from lod.sources.model import Dialect, LogicalSource
from lod.terms import Term
from lod.turtle import Triple
from lod.vocab import RDF, RDF_TYPE, RML

NAME = re.compile(r"[\w\-]+")
KINDS: dict[str, Literal["left", "inner"]] = {RML + "leftJoin": "left", RML + "innerJoin": "inner"}
TEXTS = ("csv", "json", "xml")  # what a value can be the text of
Fields = tuple[ExpressionField | IterableField, ...]


@dataclass(slots=True)
class Views:
    """The views of one document."""

    nodes: Nodes
    found: dict[Term, View] = field(default_factory=dict)  # each behind those that it reads
    waiting: list[Term] = field(default_factory=list)  # that are being read
    broken: set[Term] = field(default_factory=set)

    def source(self, said: Triple) -> LogicalSource | None:
        """The logical source of a triples map, or the view that is one; None with a mistake noted."""
        if not self._is_view(said.o):
            return logical_source(self.nodes, said)
        view = self.view(said)
        return view.source if view else None

    def view(self, said: Triple) -> View | None:
        """The view that a statement names; None with a mistake noted."""
        node, nodes = said.o, self.nodes
        if node in self.waiting:
            message, expected = "this view reads itself", "break the circle (RML-LV section 4.1)"
            nodes.wrong(nodes.place(said), message, expected)
        if node in self.waiting or node in self.broken:
            return None
        if node not in self.found:
            self.waiting.append(node)
            view = self._read(node)
            self.waiting.pop()
            if view is None:
                self.broken.add(node)
                return None
            self.found[node] = view
        return self.found[node]

    def _is_view(self, node: Term) -> bool:
        return any(
            t.p.lexical == RML + "viewOn" or (t.p.lexical == RDF_TYPE and t.o.lexical == RML + "LogicalView")
            for t in self.nodes.about.get(node, ())
        )

    def _read(self, node: Term) -> View | None:
        nodes, place = self.nodes, self.nodes.start(node)
        name = f"view of line {place.line}" if node.kind == "bnode" else f"view {_short(node.lexical)}"
        said = nodes.one(node, "viewOn")
        if said is None:
            nodes.lacks(place, f"the {name}", "what it is a view on", "add rml:viewOn (RML-LV section 3)")
            return None
        on: LogicalSource | View | None = self.view(said) if self._is_view(said.o) else logical_source(nodes, said)
        if on is None:
            return None
        fields = Reader(nodes, on).fields(node, "")
        if not nodes.all(node, "field"):
            nodes.lacks(place, f"the {name}", "fields", "add rml:field (RML-LV section 3)")
        source = LogicalSource(name, "view", "", place, iterator=f"{nodes.document.file} {node.lexical}")
        view = View(source, on, fields)
        names = set(view.keys) | {f.name for f in fields}
        joins = [self._join(triple, view, names) for triple in nodes.all(node, "leftJoin", "innerJoin")]
        view = replace(view, joins=tuple(join for join in joins if join))
        self._annotations(node, view)
        return view

    # ---- joins -------------------------------------------------------------------------------------------------

    def _join(self, said: Triple, view: View, names: set[str]) -> ViewJoin | None:
        """One join of a view; its child expressions are over the view's own fields, for joins have no order."""
        node, nodes, place = said.o, self.nodes, self.nodes.start(said.o)
        with_view = nodes.one(node, "parentLogicalView")
        conditions, fields = nodes.all(node, "joinCondition"), nodes.all(node, "field")
        for found, word in ((with_view, "parentLogicalView"), (conditions, "joinCondition"), (fields, "field")):
            if not found:
                nodes.lacks(place, "the join", f"rml:{word}", f"add rml:{word} (RML-LV section 5)")
        if with_view is None:
            return None
        if not self._is_view(with_view.o):
            message = f"{with_view.o} is no logical view"
            nodes.wrong(nodes.place(with_view), message, "give it rml:viewOn and rml:field (RML-LV section 5)")
            return None
        parent = self.view(with_view)
        if parent is None:
            return None
        on = [Join(joined(nodes, t, "child"), joined(nodes, t, "parent"), nodes.start(t.o)) for t in conditions]
        for join in on:
            nodes.errors += [*unknown_keys(view, join.child), *unknown_keys(parent, join.parent)]
        made = Reader(nodes, parent).fields(node, "", names)
        leaves = tuple(f for f in made if isinstance(f, ExpressionField) and not f.fields)
        for wrong in made:
            if wrong not in leaves:
                message, expected = f'the field "{wrong.name}" of a join has records inside', "RML-LV section 5"
                nodes.wrong(wrong.place, message, f"declare it on the joined view instead ({expected})")
        return ViewJoin(KINDS[said.p.lexical], parent, tuple(on), leaves, place)

    # ---- annotations -------------------------------------------------------------------------------------------

    def _annotations(self, node: Term, view: View) -> None:
        """Check that annotations speak of fields that there are.  Nothing else depends on them: they promise what the
        records show, and must not change what is stated (RML-LV section 6.1)."""
        nodes = self.nodes
        known = {f.name for f in _all(view.fields)} | view.keys.keys()
        for annotation in nodes.all(node, "structuralAnnotation"):
            nodes.all(annotation.o, "targetView", "targetFields")
            listed = nodes.one(annotation.o, "onFields")
            if listed is None:
                expected = "add rml:onFields with a list of names (RML-LV section 6)"
                nodes.lacks(nodes.start(annotation.o), "the annotation", "its fields", expected)
                continue
            for name in _items(nodes, listed.o):
                if name not in known:
                    expected = f"its fields are {', '.join(sorted(known))}"
                    nodes.wrong(nodes.place(listed), f'the {view.source.path} has no field "{name}"', expected)


@dataclass(slots=True)
class Reader:
    """Reads the fields of one view or join."""

    nodes: Nodes
    root: LogicalSource | View  # what the outermost fields are declared on
    inside: list[Term] = field(default_factory=list)  # fields that are being read

    def fields(self, node: Term, above: str, taken: set[str] | None = None) -> Fields:
        """The fields that a node declares on the root."""
        around = self.root if isinstance(self.root, LogicalSource) else self.root.source
        return tuple(self._siblings(node, above, around, set() if taken is None else taken))

    def _siblings(
        self, node: Term, above: str, around: LogicalSource | None, taken: set[str]
    ) -> Iterator[ExpressionField | IterableField]:
        """around: what gives the records that the fields are declared on; None: they are texts."""
        for said in self.nodes.all(node, "field"):
            name = self._name(said, above)
            if name in taken:
                message = f'there is another field "{name}"'
                self.nodes.wrong(self.nodes.place(said), message, "give it another name (RML-LV section 4.2)")
            taken.add(name)
            if said.o in self.inside:
                message = "this field is nested in itself"
                self.nodes.wrong(self.nodes.place(said), message, "break the circle (RML-LV section 4.1)")
            elif name:
                self.inside.append(said.o)
                made = self._field(said, name, around)
                self.inside.pop()
                yield from [made] if made else []

    def _name(self, said: Triple, above: str) -> str:
        named = self.nodes.one(said.o, "fieldName")
        if named is None:
            expected = "add rml:fieldName (RML-LV section 4)"
            self.nodes.lacks(self.nodes.start(said.o), "the field", "a name", expected)
            return ""
        if not NAME.fullmatch(named.o.lexical):
            message, expected = f'"{named.o.lexical}" is no name of a field', "use letters, digits, _ and -"
            self.nodes.wrong(self.nodes.place(named), message, f"{expected} (RML-LV section 4.2)")
            return ""
        return f"{above}.{named.o.lexical}" if above else named.o.lexical

    def _field(self, said: Triple, name: str, around: LogicalSource | None) -> ExpressionField | IterableField | None:
        nodes, node, place = self.nodes, said.o, self.nodes.start(said.o)
        kinds = {t.o.lexical for t in nodes.about[node] if t.p.lexical == RDF_TYPE}
        iterates = RML + "IterableField" in kinds or not (nodes.all(node, *WAYS) or RML + "ExpressionField" in kinds)
        if {RML + "IterableField", RML + "ExpressionField"} <= kinds:
            nodes.wrong(place, f'the field "{name}" is of both kinds', "give it one (RML-LV section 4)")
        if iterates:
            return self._iterable(node, name, place, around)
        if around is None:
            expected = "nest it in an rml:IterableField with a reference formulation (RML-LV section 4.4)"
            nodes.wrong(place, f'the field "{name}" is declared on a value, which has no references', expected)
            return None
        text = described(nodes, node, f'field "{name}"')
        inner = tuple(f for f in self._siblings(node, name, None, set()) if isinstance(f, IterableField))
        if text is None:
            return None
        if isinstance(self.root, View) and around == self.root.source:
            nodes.errors += unknown_keys(self.root, text)
        return ExpressionField(name, text, place, inner)

    def _iterable(self, node: Term, name: str, place: Place, around: LogicalSource | None) -> IterableField | None:
        nodes = self.nodes
        source = self._inside(node, name, place, around)
        iterator = nodes.one(node, "iterator") if source is None or source.formulation != "csv" else None
        if source is None:
            return None
        if iterator is None and around is not None:
            expected = "add rml:iterator (RML-LV section 4)"
            nodes.lacks(place, f'the field "{name}"', "an iterator", expected)
        source = replace(
            source,
            iterator=iterator.o.lexical if iterator else "",
            iterator_place=nodes.place(iterator) if iterator else None,
        )
        fields = tuple(self._siblings(node, name, source, set()))
        if not nodes.all(node, "field"):
            nodes.lacks(place, f'the field "{name}"', "fields", "add rml:field (RML-LV section 4)")
        return IterableField(name, source, place, fields)

    def _inside(self, node: Term, name: str, place: Place, around: LogicalSource | None) -> LogicalSource | None:
        """The source of records inside other records, or in the text of a value; the iterator comes later."""
        nodes = self.nodes
        said = nodes.one(node, "referenceFormulation")
        formulation = formulation_of(nodes, node, f'the field "{name}"') if said or around is None else None
        if said and formulation is None:
            return None
        namespaces = namespaces_of(nodes, node)
        if around is None:
            if formulation is None:
                return None
            if formulation not in TEXTS:
                section = "RML-LV section 4.4: rml:CSV, rml:JSONPath or rml:XPath"
                feature = f"the reference formulation of the field {name}"
                nodes.errors.append(NotSupported(place, feature=feature, section=section))
                return None
            whole = _base(self.root)
            shown = f"a value of {name.rpartition('.')[0]} in {whole.path or 'a query'}"
            return LogicalSource(
                shown, formulation, "", place, nulls=whole.nulls, dialect=Dialect(), namespaces=namespaces
            )
        if around.formulation not in NESTED:
            feature = f'the iterable field "{name}" on rows, which hold no records,'
            section = "RML-LV section 4.4: nest it in an rml:ExpressionField whose values hold them"
            nodes.errors.append(NotSupported(place, feature=feature, section=section))
            return None
        if formulation and formulation != around.formulation:
            expected = "take it out, or nest the field in an rml:ExpressionField (RML-LV section 4.4)"
            nodes.wrong(place, f'the field "{name}" changes the reference formulation', expected)
            return None
        return replace(
            around, place=place, namespaces=tuple(sorted((dict(around.namespaces) | dict(namespaces)).items()))
        )


def _base(of: LogicalSource | View) -> LogicalSource:
    return of if isinstance(of, LogicalSource) else _base(of.on)


def _all(fields: Sequence[ExpressionField | IterableField]) -> Iterator[ExpressionField | IterableField]:
    for one in fields:
        yield one
        yield from _all(one.fields)


def _items(nodes: Nodes, listed: Term) -> Iterator[str]:
    """The texts of an RDF list."""
    while (first := nodes.other(listed, RDF + "first")) is not None:
        yield first.o.lexical
        rest = nodes.other(listed, RDF + "rest")
        if rest is None:
            return
        listed = rest.o


def _short(name: str) -> str:
    return name.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
