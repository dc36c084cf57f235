"""Read RML.  Turtle document -> Mapping, every part with its place; pure.

Unknown words of the RML namespace are errors, because a typo otherwise yields silence.
Spec: RML-Core (w3id.org/rml/core/spec), RML-IO section "Source"."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import dirname, join, normpath

from lod.errors import (
    BadTermMap,
    LodError,
    NotSupported,
    Place,
    did_you_mean,
    raise_all,
)
from lod.literals import LANGUAGE
from lod.mapping import template
from lod.mapping.model import (
    Expression,
    Join,
    LogicalSource,
    Mapping,
    ParentMap,
    Reference,
    Rule,
    TermMap,
    TriplesMap,
)
from lod.mapping.nodes import Nodes
from lod.mapping.words import LATER, TERM_TYPES, TEXT_OR_IRI, refused
from lod.terms import Term, iri
from lod.turtle import Document, Triple
from lod.vocab import RDF_TYPE, RML


def parse(documents: tuple[Document, ...], base: str) -> Mapping:
    """Read RML documents into one mapping.

    documents  as read by lod.turtle, file names relative to the dataset
    base       put in front of generated IRIs without scheme where no rml:baseIRI is given
    raises     Failed with M102, M103, M108, M109, M112, each with its place
    """
    errors: list[LodError] = []
    maps: dict[str, TriplesMap] = {}
    for document in documents:
        for m in _Reader(document, errors, base).maps():
            if m.id in maps:
                text = f"the triples map {m.id} is already in {maps[m.id].place}"
                errors.append(BadTermMap(m.place, message=text, expected="give one of them another name or @base"))
            maps.setdefault(m.id, m)
    for m in maps.values():
        for rule in m.rules:
            if isinstance(rule.object, ParentMap) and rule.object.triples_map not in maps:
                hint = did_you_mean(rule.object.triples_map, maps)
                text = f"the parent triples map {rule.object.triples_map} does not exist"
                errors.append(BadTermMap(rule.object.place, message=text, expected=hint))
    raise_all(errors)
    return Mapping(tuple(sorted(maps.values(), key=lambda m: m.place)))


@dataclass(slots=True)
class _Reader(Nodes):
    """Reads one document; `base` goes before generated IRIs without scheme."""

    base: str = ""

    def maps(self) -> list[TriplesMap]:
        nodes = dict.fromkeys(
            t.s
            for t in self.document.triples
            if t.p.lexical in (RML + "logicalSource", RML + "subjectMap", RML + "predicateObjectMap", RML + "subject")
            or (t.p.lexical == RDF_TYPE and t.o.lexical == RML + "TriplesMap")
        )
        before = len(self.errors)
        self.errors += refused(self.document)
        maps = [m for node in nodes if (m := self.triples_map(node)) is not None]
        if not nodes:
            file = Place(self.document.file, 1, 1)
            self.lacks(file, "the mapping", "triples maps", f"they are in the vocabulary <{RML}>")
        if len(self.errors) == before:
            self.find_idle()
        return maps

    def triples_map(self, node: Term) -> TriplesMap | None:
        place = self.start(node)
        name = _short(node.lexical)
        logical, subject = self.one(node, "logicalSource"), self.term_map(node, "subject", place)
        if logical is None:
            self.lacks(place, f"the triples map {name}", "a logical source", "add rml:logicalSource")
        if not self.all(node, "subject", "subjectMap"):
            self.lacks(place, f"the triples map {name}", "a subject", "add rml:subjectMap or rml:subject")
        for extra in subject[1:]:
            self.wrong(extra.place, "the subject is given twice", "give it once")
        source = self.logical_source(logical) if logical else None
        if source is None or not subject:
            return None
        subject_map = next((t.o for t in self.all(node, "subjectMap")), None)
        graphs = self.term_map(subject_map, "graph", place) if subject_map else []
        rules = self.classes(subject_map, graphs)
        for triple in self.all(node, "predicateObjectMap"):
            rules += self.rules(triple, graphs)
        base = self.one(node, "baseIRI")
        return TriplesMap(node.lexical, source, subject[0], tuple(rules), base.o.lexical if base else self.base, place)

    def classes(self, subject_map: Term | None, graphs: list[TermMap]) -> list[Rule]:
        found = self.all(subject_map, "class") if subject_map else []
        rules = []
        for t in found:
            kind = TermMap(self.place(t), constant=iri(RDF_TYPE))
            rules.append(Rule(kind, self.constant(t, "class"), tuple(graphs), self.place(t)))
        return rules

    def rules(self, triple: Triple, graphs: list[TermMap]) -> list[Rule]:
        node, place = triple.o, self.start(triple.o)
        own = graphs + self.term_map(node, "graph", place)
        predicates, objects = self.term_map(node, "predicate", place), self.objects(node, place)
        if not self.all(node, "predicate", "predicateMap"):
            self.lacks(place, "the predicate-object map", "a predicate", "add rml:predicate")
        if not self.all(node, "object", "objectMap"):
            self.lacks(place, "the predicate-object map", "an object", "add rml:objectMap or rml:object")
        return [Rule(p, o, tuple(own), p.place) for p in predicates for o in objects]

    def objects(self, node: Term, place: Place) -> list[TermMap | ParentMap]:
        found: list[TermMap | ParentMap] = []
        for t in self.all(node, "object", "objectMap"):
            if t.p.lexical == RML + "objectMap" and self.all(t.o, "parentTriplesMap"):
                found.append(self.parent(t.o))
            elif t.p.lexical == RML + "objectMap":
                found += self.described(t.o, "object")
            else:
                found.append(self.constant(t, "object"))
        return found

    def parent(self, node: Term) -> ParentMap:
        joins = []
        for t in self.all(node, "joinCondition"):
            ends = []
            for end in ("child", "parent"):
                column = self.one(t.o, end)
                through = self.one(t.o, f"{end}Map")
                inner = self.one(through.o, "reference") if through else None
                if column is None and inner is None:
                    self.lacks(self.start(t.o), "the join condition", f"rml:{end}", "name one column of each side")
                ends.append((column or inner or t).o.lexical)
            joins.append(Join(ends[0], ends[1], self.start(t.o)))
        target = self.all(node, "parentTriplesMap")[0]
        return ParentMap(target.o.lexical, tuple(joins), self.place(target))

    def term_map(self, node: Term, role: str, place: Place) -> list[TermMap]:
        """Both ways of giving a term: the shortcut rml:role and the map rml:roleMap."""
        found = [self.constant(t, role) for t in self.all(node, role)]
        for t in self.all(node, f"{role}Map"):
            found += self.described(t.o, role)
        return found

    def described(self, node: Term, role: str) -> list[TermMap]:
        place = self.start(node)
        ways = self.all(node, "constant", "reference", "template")
        if len(ways) != 1:
            what = "lacks a constant, reference or template" if not ways else "has more than one of them"
            self.wrong(
                place, f"this {role} map {what}", "give exactly one of rml:constant, rml:reference, rml:template"
            )
            return []
        way = ways[0]
        if way.p.lexical == RML + "constant":
            return [self.constant(way, role)]
        expression = self.expression(way)
        datatype, language = self.sub_expression(node, "datatype"), self.sub_expression(node, "language")
        is_template = way.p.lexical == RML + "template"
        is_text = (role == "object" and not is_template) or datatype or language
        kind, safety = TERM_TYPES[self.term_type(node) or TEXT_OR_IRI[bool(is_text)]]
        safety = safety if is_template else "none"
        if kind == "literal" and role != "object":
            self.wrong(place, f"a {role} cannot be a literal", "use rml:template or rml:termType rml:IRI")
        if kind != "literal" and (datatype or language):
            self.wrong(place, "an IRI has neither datatype nor language", "use rml:termType rml:Literal")
        if datatype and language:
            self.wrong(place, "a literal has a datatype or a language, not both", "remove one of them")
        return [TermMap(self.place(way), None, expression, kind, safety, datatype, language)]

    def constant(self, t: Triple, role: str) -> TermMap:
        """A term the mapping itself gives: an IRI, or for an object also a literal."""
        if t.o.kind == "bnode":
            instead = "name it" if role == "class" else f"describe it with rml:{role}Map, or name it"
            self.wrong(self.place(t), f"this {role} is a blank node", instead)
        elif t.o.kind == "literal" and role != "object":
            self.wrong(self.place(t), f"this {role} is a text", "write an IRI in <>, or a prefixed name")
        return TermMap(self.place(t), constant=t.o)

    def term_type(self, node: Term) -> str:
        given = self.one(node, "termType")
        if given is None or given.o.lexical.removeprefix(RML) in LATER:
            return ""
        if given.o.lexical not in TERM_TYPES:
            known = ", ".join(sorted(f"rml:{t.removeprefix(RML)}" for t in TERM_TYPES))
            self.wrong(self.place(given), f"{given.o} is no term type", f"use one of {known}")
            return ""
        return given.o.lexical

    def sub_expression(self, node: Term, name: str) -> Expression | None:
        short, through = self.one(node, name), self.one(node, f"{name}Map")
        if short:
            if name == "datatype" and short.o.kind != "iri":
                self.wrong(self.place(short), "a datatype is an IRI", "write for example xsd:date")
            if name == "language" and not LANGUAGE.fullmatch(short.o.lexical):
                text = f'"{short.o.lexical}" is not a language tag in lower case'
                self.wrong(self.place(short), text, "write a tag of BCP 47, such as es or es-cl")
            return Expression((short.o.lexical,), self.place(short))
        if through:
            ways = self.all(through.o, "constant", "reference", "template")
            if len(ways) == 1:
                return self.expression(ways[0])
            self.wrong(self.start(through.o), f"the {name} map gives no value", "add rml:constant or rml:reference")
        return None

    def expression(self, way: Triple) -> Expression:
        place, text = self.place(way), way.o.lexical
        if way.p.lexical == RML + "constant":
            return Expression((text,), place)
        if way.p.lexical == RML + "reference":
            return Expression((Reference(text),), place)
        parts = template.parts(text, place)
        if isinstance(parts, LodError):
            self.errors.append(parts)
            return Expression((text,), place)
        return Expression(parts, place)

    def logical_source(self, triple: Triple) -> LogicalSource | None:
        node, place = triple.o, self.start(triple.o)
        source, formulation = self.one(node, "source"), self.one(node, "referenceFormulation")
        iterator = self.one(node, "iterator")
        if source is None:
            self.lacks(place, "the logical source", "a source", "add rml:source")
            return None
        path = self.one(source.o, "path") if source.o.kind != "literal" else source
        if path is None:
            self.lacks(self.start(source.o), "the source", "a path", "add rml:path")
            return None
        root = self.one(source.o, "root")
        here = root is not None and root.o.lexical == RML + "MappingDirectory"
        file = normpath(join(dirname(self.document.file), path.o.lexical) if here else path.o.lexical)
        if formulation is None:
            self.lacks(place, "the logical source", "a reference formulation", "add rml:referenceFormulation rml:CSV")
            return None
        if formulation.o.lexical not in (RML + "CSV", RML + "SQL2008Query"):
            if formulation.o.lexical.removeprefix(RML) not in LATER:
                what = f"the reference formulation {formulation.o}"
                self.errors.append(
                    NotSupported(self.place(formulation), feature=what, section="rml:CSV, rml:SQL2008Query")
                )
            return None
        is_sql = formulation.o.lexical == RML + "SQL2008Query"
        return LogicalSource(
            file, "sql" if is_sql else "csv", iterator.o.lexical if iterator and is_sql else "", self.place(path)
        )


def _short(name: str) -> str:
    return name.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
