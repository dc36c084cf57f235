"""The page of a vocabulary: all terms of one document, such as the ontology or the shapes.  Edition, IRI -> Page.

Each term with its definition, what it stands in for elsewhere, how often the data use it, examples, and the shapes that
check it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from markupsafe import Markup, escape

from lod.site import graph
from lod.site.addresses import up
from lod.site.claims import link
from lod.site.edition import Edition, to_list
from lod.site.model import Page, Published, Row, Section
from lod.vocab import OWL, RDF_TYPE, RDFS, SH, SKOS

LEAST = 4  # subjects with a fragment that make a document a vocabulary
EXAMPLES = 3
IDENTIFIER = "http://purl.org/dc/terms/identifier"
HIDDEN = frozenset(
    {RDF_TYPE, RDFS + "isDefinedBy", SKOS + "example", OWL + "disjointWith", SH + "sparql", SH + "declare"}
)
KINDS = (
    *(OWL + name for name in ("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
    *(RDFS + name for name in ("Class", "Datatype")),
    *(SH + name for name in ("NodeShape", "PropertyShape")),
)


class Uses:
    """How often the data use the terms, and which shapes speak of them; counted once for all editions."""

    def __init__(self, published: Published) -> None:
        self.published = published

    @cached_property
    def properties(self) -> Counter[str]:
        return Counter(p for s, said in self.published.about.items() if not self._ours(s) for p, _ in said)

    @cached_property
    def shapes(self) -> Mapping[str, Sequence[str]]:
        """Shapes by the terms they name."""
        found: dict[str, list[str]] = {}
        for shape in sorted(s for s in self.published.shapes if not s.startswith("_:")):
            if not any(t.startswith(SH) for t in graph.types(self.published, shape)):
                continue
            named = {
                o[1:-1] for s in reached(self.published, [shape]) for _, o in self.published.about[s] if o[0] == "<"
            }
            for term in named:
                found.setdefault(term, []).append(shape)
        return found

    def instances(self, kind: str) -> list[str]:
        """Subjects of a class."""
        return [s for s, p in self.published.uses.get(kind, ()) if p == RDF_TYPE and not self._ours(s)]

    def of(self, predicate: str) -> list[str]:
        """Some subjects that have a property, those with the fewest triples first: they are the clearest examples."""
        return self._examples.get(predicate, [])

    @cached_property
    def _examples(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for s, said in self.published.about.items():
            for p in dict.fromkeys(p for p, _ in said):
                held = found.setdefault(p, [])
                if len(held) < EXAMPLES and "#" not in s and not self._ours(s):
                    held.append(s)
        return found

    def _ours(self, subject: str) -> bool:
        return subject in self.published.shapes


def reached(published: Published, subjects: Sequence[str]) -> list[str]:
    """Subjects and the blank nodes that belong to them, over any number of steps."""
    found = dict.fromkeys(subjects)
    left = list(subjects)
    while left:
        for _, value in published.about.get(left.pop(), ()):
            if value.startswith("_:") and value not in found:
                found[value] = None
                left.append(value)
    return [s for s in found if s in published.about]


def documents(published: Published, subjects: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The documents that are about many things with a fragment each, or about terms or shapes.

    subjects   of each document, by its path"""
    found = {}
    for path, said in subjects.items():
        parts = [s for s in said if "#" in s]
        kinds = {kind for s in parts for kind in graph.types(published, s)}
        if len(parts) >= LEAST or kinds & set(KINDS) or published.shapes & set(parts):
            found[path] = said
    return found


def page(edition: Edition, path: str, subjects: Sequence[str], uses: Uses, diagram: Sequence[Section]) -> Page:
    """The page of one vocabulary."""
    published, roles, above = edition.published, edition.roles, up(path)
    whole = edition.addresses.base + path
    sections = list(diagram)
    by: dict[str, list[str]] = {}
    for s in subjects:
        if s != whole:
            by.setdefault(next(iter(_kinds(edition, s)), ""), []).append(s)
    for n, (kind, terms) in enumerate(sorted(by.items(), key=lambda one: _rank(one[0])), 1):
        title = edition.label(kind).striptags() if kind else edition.say("terms")
        ordered = sorted(terms, key=lambda s: (graph.folded(_title(edition, s)), s))
        links = [Markup('<a href="#{}">{}</a>').format(s.partition("#")[2], _title(edition, s)) for s in ordered]
        sections.append(Section(f"kind-{n}", title, links=links, count=len(terms)))
        sections += [_term(edition, s, uses, above) for s in ordered]
    hidden = HIDDEN | roles.any("label", "definition")
    said = [(p, o) for p, o in published.about.get(whole, ()) if p not in hidden and not o.startswith("_:")]
    about = graph.text(published, whole, roles["definition"], edition.language)
    return Page(
        path=path,
        number=1,
        iri=whole,
        title=edition.titled(whole),
        title_text=edition.name(whole)[0],
        crumbs=[to_list(edition, "index", escape(edition.say("home")), above)],
        summary=edition.rows(said, above),
        notes=[escape(about)] if about else [],
        sections=sections,
        types=graph.types(published, whole),
    )


def _kinds(edition: Edition, subject: str) -> list[str]:
    return sorted(graph.types(edition.published, subject), key=_rank)


def _rank(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)


def _title(edition: Edition, iri: str) -> str:
    """The name of a term; a shape is known by its number."""
    number = graph.text(edition.published, iri, (IDENTIFIER,))
    name = edition.name(iri)[0]
    return f"{number} {re.split('[/#:]', name)[-1]}" if number else name


def _term(edition: Edition, iri: str, uses: Uses, above: str) -> Section:
    published, roles = edition.published, edition.roles
    shown = roles.any("label", "definition") | HIDDEN | {IDENTIFIER}
    said = [(p, o) for p, o in published.about[iri] if p not in shown and not o.startswith("_:")]
    rows = edition.rows(said, above)
    is_class = {OWL + "Class", RDFS + "Class"} & set(graph.types(published, iri))
    members = uses.instances(iri) if is_class else uses.of(iri)
    if iri not in published.shapes:
        rows.append(_count(edition, len(members) if is_class else uses.properties[iri], bool(is_class)))
    if members:
        shown_members = [m for m in members if edition.addresses.document(m) and "#" not in m][:EXAMPLES]
        rows.append(Row(escape(edition.say("examples")), [_example(edition, m, above) for m in shown_members]))
    shapes = [
        Markup('<a href="{}">{}</a>').format(above + edition.addresses.link(s, edition.language), _title(edition, s))
        for s in uses.shapes.get(iri, ())
        if edition.addresses.document(s)
    ]
    if shapes:
        rows.append(Row(escape(edition.say("checked")), shapes))
    texts = list(graph.objects(published, iri, roles["definition"]))
    ours = [o for o in texts if o.endswith(f'"@{edition.language}')] or texts
    name = Markup("<code>{}</code>").format(edition.shortened(iri))
    return Section(
        iri.partition("#")[2],
        _title(edition, iri),
        text=[*(edition.value(o, above) for o in ours), name],
        rows=[r for r in rows if r.values],
        level=3,
    )


def _example(edition: Edition, iri: str, above: str) -> Markup:
    """A link to a thing by its name, to a statement by its id."""
    made = graph.is_statement(edition.published, edition.roles, iri)
    return link(edition, iri, above) if made else edition.anchor(iri, above)


def _count(edition: Edition, number: int, is_class: bool) -> Row:
    """How often a term is used, in words."""
    if number == 0:
        return Row(escape(edition.say("data")), [escape(edition.say("unused"))])
    many, one = ("instances", "instance") if is_class else ("uses", "use")
    said = edition.say(one) if number == 1 else edition.say(many, n=f"{number:,}".replace(",", "\u202f"))
    return Row(escape(edition.say("data")), [escape(said)])
