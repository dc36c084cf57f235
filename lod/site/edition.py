"""The site in one language: how things, values and properties are named and linked.  term -> safe markup.

The only module that turns text of the data into markup, so that escaping has one place.  Read first: model.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from lod.site import graph
from lod.site.addresses import Addresses, quoted
from lod.site.dates import in_words
from lod.site.graph import OBJECT, PREDICATE, SUBJECT
from lod.site.model import Published, Roles, Row
from lod.site.names import called
from lod.site.texts import say, spoken
from lod.terms import Term, parsed, short
from lod.vocab import EDTF_DATE, OWL, RDF, RDF_TYPE, XSD

NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "nonNegativeInteger", "int", "long"))
DAYS = frozenset(XSD + name for name in ("date", "gYear", "gYearMonth"))
WIKIDATA = "http://www.wikidata.org/entity/"
LITERAL_FORM = "http://www.w3.org/2008/05/skos-xl#literalForm"
AXIOM = (OWL + "annotatedSource", OWL + "annotatedProperty", OWL + "annotatedTarget")  # a triple that is talked about
CUT = 110  # characters of a name that is made of other names


class Edition:
    """What was published, seen in one language."""

    def __init__(
        self, published: Published, roles: Roles, addresses: Addresses, prefixes: Mapping[str, str], language: str
    ) -> None:
        self.published, self.roles, self.addresses = published, roles, addresses
        self.prefixes, self.language = prefixes, language
        self.tongue = spoken(language)  # of the pages' own words
        self.ending = addresses.ending(language)
        self.kept: dict[tuple[str, ...], Markup] = {}  # what several pages show alike
        self._names: dict[str, tuple[str, str]] = {}
        self._anchors: dict[tuple[str, str], Markup] = {}
        # what a statement is about comes first in its name, then codes; who says it and how sure it is does not
        self._quiet = roles.any("passage", "speaker", "certainty", "basis", "rank", "note", "about") | {RDF_TYPE}

    def say(self, key: str, **facts: object) -> str:
        """A text of the pages in this language."""
        return say(key, self.language, **facts)

    def name(self, iri: str) -> tuple[str, str]:
        """The name of a thing and the language it is in, empty where it is that of the pages' own words."""
        found = self._names.get(iri)
        if found is None:
            self._names[iri] = (self.shortened(iri), "")  # what the name of this one needs may need this one
            found = self._names[iri] = self._label(iri) or (self._made(iri), "")
        return found

    def _label(self, iri: str) -> tuple[str, str] | None:
        found = graph.literals(self.published, iri, self.roles["label"])
        if not found:
            return None
        wanted = (self.language, "", self.addresses.languages[0], "en")
        t = min(found, key=lambda t: wanted.index(t.lang) if t.lang in wanted else len(wanted))
        return t.lexical, "" if t.lang in ("", self.tongue) else t.lang

    def _made(self, iri: str) -> str:
        """A name for what has none: a passage, a statement; else the IRI in short."""
        published, roles = self.published, self.roles
        lines = graph.text(published, iri, roles["lines"])
        source = graph.iris(published, iri, roles["source"])
        if source:
            return ", ".join([self.name(source[0])[0], *([self.lines(lines)] if lines else [])])
        if graph.is_statement(published, roles, iri):
            parts = self.parts(iri)
            if parts:
                said = " — ".join(dict.fromkeys(parts))
                return said if len(said) <= CUT else said[:CUT].rstrip() + " …"
        axiom = {p: o[1:-1] for p, o in published.about.get(iri, ()) if p in AXIOM and o.startswith("<")}
        if len(axiom) == len(AXIOM):
            ours, relation, theirs = (axiom[p] for p in AXIOM)
            return " — ".join([self.name(ours)[0], *(self.label(i).striptags() for i in (relation, theirs))])
        note = graph.text(published, iri, roles["note"], self.language)
        if note and graph.iris(published, iri, roles["disagree"]):
            return note
        return self.shortened(iri)

    def parts(self, iri: str) -> list[str]:
        """The names that the name of a statement is made of."""
        said = self.published.about[iri]
        triple = {p: o for p, o in said if p in (SUBJECT, PREDICATE, OBJECT)}
        if len(triple) == 3:
            return [self._plain(triple[p]) for p in (SUBJECT, PREDICATE, OBJECT)]
        about = {f"<{i}>" for i in graph.iris(self.published, iri, self.roles["about"])}
        named = [(p, o) for p, o in said if p not in self._quiet]
        first = [o for p, o in named if o in about]
        code = [o for p, o in named if o.startswith("<") and o not in about]
        form = [o for p, o in named if p in (LITERAL_FORM, RDF + "value")]
        return [self._plain(o) for o in [*(first or [*about][:1]), *code, *form]]

    def _plain(self, value: str) -> str:
        if value.startswith("<"):
            return self.name(value[1:-1])[0]
        term = parsed(value)
        return in_words(term.lexical, self.language) if term.datatype == EDTF_DATE else term.lexical

    def shortened(self, iri: str) -> str:
        """An IRI with a prefix where one fits; of one below the base its path."""
        if iri.startswith(WIKIDATA):
            return iri.removeprefix(WIKIDATA)
        return short(f"<{iri}>", self.prefixes).strip("<>").removeprefix(self.addresses.base) or iri

    def lines(self, lines: str) -> str:
        """The lines of a passage in words."""
        parts = [part for part in lines.replace("–", "-").split("-") if part]
        one = len(set(parts)) == 1
        return self.say("line" if one else "lines", n=parts[0] if one else lines.replace("-", "–"))

    def anchor(self, iri: str, up: str) -> Markup:
        """A link to a thing by its name; where there is no page for it, to the web, or only its name.

        up       the way from the page to the top of the site"""
        known = self._anchors.get((iri, up))
        if known is None:
            known = self._anchors[iri, up] = self._anchor(iri, up, *self.name(iri))
        return known

    def _anchor(self, iri: str, up: str, name: str, lang: str) -> Markup:
        marked = f' lang="{escape(lang)}"' if lang else ""
        target = self.addresses.link(iri, self.language)
        if target:
            return Markup(f'<a href="{escape(up + target)}"{marked}>{escape(name)}</a>')
        if iri.startswith(("http://", "https://")):
            return Markup(f'<a class="out" href="{escape(iri)}"{marked}>{escape(name)}</a>')
        return Markup(f"<span{marked}>{escape(name)}</span>")

    def titled(self, iri: str) -> Markup:
        """The name of a thing without a link."""
        name, lang = self.name(iri)
        return Markup(f'<span lang="{escape(lang)}">{escape(name)}</span>') if lang else escape(name)

    def value(self, value: str, up: str) -> Markup:
        """An object of a triple, as N-Triples text."""
        return self.anchor(value[1:-1], up) if value.startswith("<") else self.literal(parsed(value))

    def literal(self, term: Term) -> Markup:
        """A literal: dates in words, long numbers in groups, texts with their language."""
        written = term.lexical
        if term.datatype in (EDTF_DATE, *DAYS):
            words = in_words(written, self.language)
            exact = (set(written) <= set("0123456789-") and written[:1] != "-") or words == written
            return escape(words) if exact else Markup(f"{escape(words)} <code>{escape(written)}</code>")
        if term.datatype in NUMBERS and written.lstrip("-").isdigit() and len(written) > 4:
            return escape(f"{int(written):,}".replace(",", "\u202f"))
        if term.datatype == XSD + "anyURI" and written.startswith(("http://", "https://")):
            return Markup(f'<a class="out" href="{escape(written)}">{escape(written)}</a>')
        if term.lang and term.lang != self.tongue:
            return Markup(f'<span lang="{escape(term.lang)}">{escape(written)}</span>')
        return escape(written)

    def rows(self, said: Iterable[tuple[str, str]], up: str) -> list[Row]:
        """Triples of one subject as rows, the values of a property together; texts in this language only, if any are.

        said     predicate and object"""
        found: dict[str, list[str]] = {}
        for predicate, value in said:
            found.setdefault(predicate, []).append(value)
        return [Row(self.label(p), [self.value(v, up) for v in self._spoken(values)]) for p, values in found.items()]

    def label(self, term: str) -> Markup:
        """The name of a property or class: one of another vocabulary has a name in plain words."""
        if term in self.published.about:
            return self.titled(term)
        return escape(called(term, self.language) or self.shortened(term))

    def _spoken(self, values: Sequence[str]) -> Sequence[str]:
        ours = [v for v in values if v.endswith(f'"@{self.language}')]
        return [v for v in values if v in ours or not _tagged(v)] if ours else values


def _tagged(value: str) -> bool:
    return value.startswith('"') and "@" in value[value.rindex('"') :]


def alternatives(edition: Edition, iri: str) -> list[Markup]:
    """Other names of a thing, each once, in the order of the dump."""
    name = edition.name(iri)[0]
    found: dict[str, Markup] = {}
    for t in graph.literals(edition.published, iri, edition.roles.any("alias", "label")):
        if t.lexical != name and (t.lexical not in found):
            found[t.lexical] = edition.literal(t)
    return list(found.values())


def to_list(edition: Edition, slug: str, name: Markup, up: str) -> Markup:
    """A link to a page of the site's own."""
    return Markup(f'<a href="{up}{quoted(slug)}{edition.ending}">{escape(name)}</a>')
