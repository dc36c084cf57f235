"""Read RML.  Turtle document -> Mapping, every part with its place; pure.

Unknown words of the RML namespace are errors, because a typo otherwise yields silence.
Read first: model.py, expressions.py, logical_sources.py.  Spec: RML-Core (w3id.org/rml/core/spec)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lod.errors import BadTermMap, LodError, Place, did_you_mean, raise_all
from lod.mapping.expressions import WAYS, expression, joined, subordinate, way
from lod.mapping.logical_views import Views
from lod.mapping.model import Expression, Iteration, Join, Mapping, ParentMap, Rule, TermMap, TriplesMap, View
from lod.mapping.nodes import Nodes
from lod.mapping.references import expressions, unknown_keys
from lod.mapping.words import TERM_TYPES, TEXT_OR_IRI, refused
from lod.terms import Term, iri, ntriples
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
    views: list[View] = []
    for number, document in enumerate(documents):
        reader = _Reader(_apart(document, number) if number else document, errors, base)
        for m in reader.maps():
            if m.id in maps:
                text = f"the triples map {m.id} is already in {maps[m.id].place}"
                errors.append(BadTermMap(m.place, message=text, expected="give one of them another name or @base"))
            maps.setdefault(m.id, m)
        views += reader.views.found.values()
    for m in maps.values():
        for rule in m.rules:
            if isinstance(rule.object, ParentMap) and rule.object.triples_map not in maps:
                hint = did_you_mean(rule.object.triples_map, maps)
                text = f"the parent triples map {rule.object.triples_map} does not exist"
                errors.append(BadTermMap(rule.object.place, message=text, expected=hint))
    raise_all(errors)
    mapping = Mapping(tuple(sorted(maps.values(), key=lambda m: m.place)), tuple(views))
    known = {view.source.key: view for view in views}
    asked = [(known.get(source.key), e) for m in mapping.maps for source, e in expressions(mapping, m)]
    raise_all([error for view, expression in asked if view for error in unknown_keys(view, expression)])
    return mapping


def _apart(document: Document, number: int) -> Document:
    """Give the blank nodes of a document labels that no other document has: what two files call b1 is not the same."""

    def own(term: Term) -> Term:
        return Term("bnode", f"{number}.{term.lexical}") if term.kind == "bnode" else term

    triples = tuple(replace(t, s=own(t.s), o=own(t.o)) for t in document.triples)
    return replace(document, triples=triples, subjects={own(s): place for s, place in document.subjects.items()})


@dataclass(slots=True)
class _Reader(Nodes):
    """Reads one document; `base` goes before generated IRIs without scheme."""

    base: str = ""
    views: Views = field(init=False)

    def __post_init__(self) -> None:
        Nodes.__post_init__(self)
        self.views = Views(self)

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
        source = self.views.source(logical) if logical else None
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
        joins = [
            Join(joined(self, t, "child"), joined(self, t, "parent"), self.start(t.o))
            for t in self.all(node, "joinCondition")
        ]
        target = self.all(node, "parentTriplesMap")[0]
        return ParentMap(target.o.lexical, tuple(joins), self.place(target))

    def term_map(self, node: Term, role: str, place: Place) -> list[TermMap]:
        """Both ways of giving a term: the shortcut rml:role and the map rml:roleMap."""
        found = [self.constant(t, role) for t in self.all(node, role)]
        for t in self.all(node, f"{role}Map"):
            found += self.described(t.o, role)
        return found

    def described(self, node: Term, role: str) -> list[TermMap]:
        place, kind_of_term = self.start(node), self.term_type(node)
        if kind_of_term == RML + "BlankNode" and not self.all(node, *WAYS):
            text = Expression((f"{node.lexical} ", Iteration()), place)
            return [TermMap(place, expression=text, kind="bnode", safety="none")]
        said = way(self, node, f"{role} map")
        if said is None:
            return []
        if said.p.lexical == RML + "constant":
            term = self.constant(said, role)
            if kind_of_term and TERM_TYPES[kind_of_term][0] != said.o.kind:
                wrong = f"the constant {ntriples(said.o)} is not of the term type rml:{kind_of_term.removeprefix(RML)}"
                self.wrong(self.place(said), wrong, "take rml:termType out, or generate the term")
            return [term]
        text = expression(self, said)
        datatype, language = subordinate(self, node, "datatype"), subordinate(self, node, "language")
        is_template = said.p.lexical == RML + "template"
        is_text = (role == "object" and not is_template) or datatype or language
        kind, safety = TERM_TYPES[kind_of_term or TEXT_OR_IRI[bool(is_text)]]
        if kind == "literal" and role != "object":
            self.wrong(place, f"a {role} cannot be a literal", "use rml:template or rml:termType rml:IRI")
        if kind == "bnode" and role == "predicate":
            self.wrong(place, "a predicate cannot be a blank node", "use rml:termType rml:IRI")
        if kind != "literal" and (datatype or language):
            self.wrong(place, "only a literal has a datatype or language", "use rml:termType rml:Literal")
        if datatype and language:
            self.wrong(place, "a literal has a datatype or a language, not both", "remove one of them")
        unchecked = kind_of_term in (RML + "UnsafeIRI", RML + "UnsafeURI")
        safety = safety if is_template else "none"
        return [TermMap(self.place(said), None, text, kind, safety, datatype, language, unchecked)]

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
        if given is None:
            return ""
        if given.o.lexical not in TERM_TYPES:
            known = ", ".join(sorted(f"rml:{t.removeprefix(RML)}" for t in TERM_TYPES))
            self.wrong(self.place(given), f"{given.o} is no term type", f"use one of {known}")
            return ""
        return given.o.lexical


def _short(name: str) -> str:
    return name.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
