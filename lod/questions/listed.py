"""The published list of questions.  Questions <-> Turtle; pure.

Each is a sh:SPARQLExecutable with its query, title and words: the form in which SPARQL endpoints publish examples, so
that editors of queries can offer them.  Spec: SHACL Advanced Features section 7 (SPARQL executables); the form is that
of github.com/sib-swiss/sparql-examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lod import turtle as reader
from lod.blocks import Triple
from lod.blocks import turtle as written
from lod.questions.model import FORMS, Question, order
from lod.terms import iri, literal
from lod.vocab import RDF_TYPE, RDFS, SH

KEYWORDS = "https://schema.org/keywords"
PREFIXES = {"rdfs": RDFS, "schema": "https://schema.org/", "sh": SH}
EXECUTABLE = f"{SH}SPARQLExecutable"
PART = "questions/"  # of the IRI, below the base


def turtle(questions: Sequence[Question], base: str) -> str:
    """The questions as one document.

    base     of the dataset"""
    triples = [t for question in questions for t in _triples(question, base)]
    return written(triples, PREFIXES)


def _triples(question: Question, base: str) -> Iterator[Triple]:
    subject = str(iri(f"{base}{PART}{question.name}"))
    form = question.form.capitalize()
    said = [
        *((RDF_TYPE, str(iri(kind))) for kind in (EXECUTABLE, f"{SH}SPARQL{form}Executable")),
        *((f"{RDFS}label", str(literal(text, lang=tag))) for tag, text in question.title.items()),
        *((f"{RDFS}comment", str(literal(text, lang=tag))) for tag, text in question.asked.items()),
        (SH + question.form.lower(), str(literal(question.query))),
        *([(KEYWORDS, str(literal(question.kind)))] if question.kind else []),
    ]
    yield from ((subject, str(iri(predicate)), value) for predicate, value in said)


def read(text: str, base: str, file: str) -> tuple[Question, ...]:
    """The questions of such a document, in the order of their names.

    raises   TurtleSyntax
    >>> q = Question("a", {"en": "A"}, {"en": "Is it?"}, "simple", "ASK", 'ASK { ?s ?p "x" }')
    >>> read(turtle([q], "https://e.org/"), "https://e.org/", "questions.ttl") == (q,)
    True
    """
    about: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for t in reader.read(text, file).triples:
        about[t.s.lexical].append((t.p.lexical, t.o.lexical, t.o.lang))
    found = [q for subject, said in about.items() if (q := _question(subject.removeprefix(base + PART), said))]
    return tuple(sorted(found, key=lambda q: order(q.name)))


def _question(name: str, said: Sequence[tuple[str, str, str]]) -> Question | None:
    values = {predicate: value for predicate, value, _ in said}
    form = next((f for f in FORMS if SH + f.lower() in values), "")
    if not form:
        return None
    title = {tag: value for predicate, value, tag in said if predicate == f"{RDFS}label"}
    asked = {tag: value for predicate, value, tag in said if predicate == f"{RDFS}comment"}
    return Question(name, title or {"": name}, asked, values.get(KEYWORDS, ""), form, values[SH + form.lower()])
