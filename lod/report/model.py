"""The nouns of a report: what was found, where it comes from, what the shapes say of themselves.  Values only.

`make` gathers them once; every format reads this and nothing else, so that all of them say the same.
Read first: shapes/model.py, origins.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lod.errors import Place
from lod.origins import Origin
from lod.report import names
from lod.report.advice import advice
from lod.shapes.model import SEVERITIES, Outcome, Path, Result, ShapesGraph
from lod.terms import Term, ntriples
from lod.vocab import RDFS, SH, SKOS

DCTERMS = "http://purl.org/dc/terms/"
TITLES = (SH + "name", RDFS + "label", SKOS + "prefLabel", DCTERMS + "title")
COMMENTS = (SH + "description", RDFS + "comment", DCTERMS + "description")


@dataclass(frozen=True, slots=True)
class About:
    """What a named shape says of itself, in the language of the report where it can."""

    iri: str
    title: str = ""
    comment: str = ""
    number: str = ""  # of the rule: dcterms:identifier
    help: str = ""  # IRI of a page: rdfs:seeAlso

    @property
    def name(self) -> str:
        return self.title or names.tail(self.iri) or "a shape without a name"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said to the reader of a result, with its language."""

    text: str
    lang: str


@dataclass(frozen=True)
class Report:
    """One validation run, ready to be written in any format."""

    outcome: Outcome
    title: str = ""  # of the dataset or of the files
    language: str = "en"  # of the messages, where they have it
    origins: Mapping[Result, tuple[Origin, ...]] = field(default_factory=dict)
    about: Mapping[str, About] = field(default_factory=dict)  # by IRI of the shape
    advice: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (sh:sourceShape, component) -> sentence
    paths: Mapping[str, Path] = field(default_factory=dict)  # by sh:sourceShape, where it is not one predicate
    engine: str = ""  # what evaluated the shapes
    lines: bool = (
        True  # name rows by line (for who corrects them) or by key (for a release, which lines must not change)
    )

    def of(self, shape: str) -> About:
        """What is known about a shape, given by its IRI or its N-Triples text."""
        iri = shape.strip("<>")
        return self.about.get(iri) or About(iri)

    def words(self, result: Result) -> list[Words]:
        """The messages of a result in the report's language, else all it has, else what its component asks for."""
        said = [Words(m.text, m.lang) for m in map(names.literal, result.messages) if m is not None]
        wanted = self.language.lower()
        fitting = [w for w in said if w.lang.lower().split("-")[0] == wanted.split("-")[0]]
        found = fitting or [w for w in said if not w.lang] or said
        if found:
            return found
        made = self.advice.get((result.source or result.shape, result.component), "")
        return [Words(made or _component(result), "en")]

    def shared(self, results: Iterable[Result]) -> list[Words]:
        """What all of some results say, if they say the same; else nothing."""
        said = [self.words(r) for r in results]
        return said[0] if said and all(words == said[0] for words in said) else []

    def where(self, origin: Origin) -> str:
        """An origin as a report names it: file, line or key, and column."""
        row = str(Place(origin.file, origin.line, record=origin.record))
        place = row if self.lines else f"{origin.file}#{origin.key}"
        return names.line(f"{place}, column {origin.column_name}" if origin.column_name else place)

    def row(self, result: Result) -> tuple[Origin, ...]:
        """The origins of a result."""
        return self.origins.get(result, ())

    @cached_property
    def counts(self) -> dict[str, int]:
        """Results by severity; those of one's own after SHACL's."""
        found = dict.fromkeys(SEVERITIES, 0)
        for result in self.outcome.results:
            found[result.severity] = found.get(result.severity, 0) + 1
        return found

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Results that are alike, violations first; inside a severity by file where lines are named."""
        alike: dict[tuple[str, str, str, str], list[Result]] = {}
        for result in sorted(self.outcome.results, key=lambda r: r.rank):
            alike.setdefault((result.severity, result.shape, result.path, result.component), []).append(result)
        groups = [Group(*key, results=tuple(sorted(found, key=self._place))) for key, found in alike.items()]
        return tuple(sorted(groups, key=lambda g: (g.results[0].rank[0], g.severity, self._place(g.results[0]))))

    def _place(self, result: Result) -> tuple[str, int]:
        """What results are ordered by; all alike (and so in the order they come in) where lines do not count."""
        origin = next(iter(self.row(result)), None) if self.lines else None
        return (origin.file, origin.line or origin.record) if origin else ("", 0)


@dataclass(frozen=True, slots=True)
class Group:
    """Results of the same shape, path and component."""

    severity: str
    shape: str
    path: str
    component: str
    results: tuple[Result, ...]


def make(outcome: Outcome, shapes: ShapesGraph, title: str = "", language: str = "en") -> Report:
    """Gather what the formats say; use dataclasses.replace to add origins, engine, and how rows are named."""
    sentences: dict[tuple[str, str], str] = {}
    for shape in shapes.shapes.values():
        for constraint in shape.constraints:
            key = (ntriples(shape.id), f"<{constraint.component}>")
            made = advice(constraint, shape.path, _called)
            sentences[key] = made if sentences.get(key, made) == made else f"{sentences[key]} {made}"
    paths = {ntriples(s.id): s.path for s in shapes.shapes.values() if s.path is not None}
    return Report(outcome, title, language, about=about(shapes, language), advice=sentences, paths=paths)


def about(shapes: ShapesGraph, language: str) -> dict[str, About]:
    """What named shapes say of themselves, by IRI."""
    said: dict[str, dict[str, list[Term]]] = {s.id.lexical: {} for s in shapes.shapes.values() if s.id.kind == "iri"}
    for subject, predicate, value in shapes.triples:
        if subject.kind == "iri" and subject.lexical in said:
            said[subject.lexical].setdefault(predicate.lexical, []).append(value)

    def one(found: Mapping[str, list[Term]], predicates: Iterable[str]) -> str:
        values = [v for p in predicates for v in found.get(p, ()) if v.kind == "literal"]
        return min(values, key=lambda v: (v.lang != language, v.lang != "en"), default=Term("literal", "")).lexical

    def page(found: Mapping[str, list[Term]]) -> str:
        return next((v.lexical for v in found.get(RDFS + "seeAlso", ()) if v.kind == "iri"), "")

    return {
        shape: About(shape, one(f, TITLES), one(f, COMMENTS), one(f, [DCTERMS + "identifier"]), page(f))
        for shape, f in said.items()
    }


def _called(term: Term) -> str:
    if term.kind == "iri":
        return names.called(term.lexical)
    return names.shown(ntriples(term)) if term.lang else term.lexical


def _component(result: Result) -> str:
    kind = names.slug(names.iri(result.component)).removesuffix("ConstraintComponent")
    about = f" of {names.shown(result.path)}" if result.path else ""
    return f"The constraint {kind}{about} does not hold."
