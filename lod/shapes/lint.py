"""Find what a well-formed shapes graph gets wrong.  graph + its shapes -> mistakes and notes; pure but for `ill_typed`.

SHACL ignores what it does not know: a misspelt word, a parameter without its partner.  The data then seem to conform,
so these are mistakes.  Notes say where a constraint works otherwise than its author may expect, and stop nothing.
Read first: faults.py.  Spec: SHACL (www.w3.org/TR/shacl) sections 2 to 6; SPARQL 1.1 section 17.3 for what can be
compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lod import xsd
from lod.errors import LodError, did_you_mean
from lod.plan.sql import quoted
from lod.shapes.components import held
from lod.shapes.contradictions import contradictions
from lod.shapes.faults import (
    IdleDescription,
    IllTypedValue,
    NeverFails,
    NeverHolds,
    NotInferred,
    OtherEngine,
    UnclearMessage,
    UnknownShape,
    UnknownWord,
    WithoutEffect,
)
from lod.shapes.model import Constraint, ShapesGraph
from lod.shapes.nodes import Nodes
from lod.shapes.regex import xpath_regex
from lod.shapes.validators import ASKS
from lod.shapes.words import LIST_TAKING, NOT_INFERRED, PARAMETERS, SHAPE_TAKING, WORDS
from lod.terms import Term, iri
from lod.vocab import OWL, RDF_LANGSTRING, RDF_TYPE, SH, XSD, XSD_STRING
from lod.workbench import Workbench

RANGES = ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
ORDERED = frozenset(
    [XSD_STRING, *(XSD + name for name in (*xsd.DECIMALS, *xsd.DOUBLES, *xsd.DATETIMES, "date", "boolean"))]
)
ONLY_ON_SHAPES = ("severity", "targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
ONLY_ON_QUERIES = ("select", "ask", "prefixes")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, each in the order of places."""

    mistakes: tuple[LodError, ...]
    notes: tuple[LodError, ...]


def lint(nodes: Nodes, graph: ShapesGraph, ill_typed: frozenset[Term] = frozenset()) -> Findings:
    """Check a graph that `parse.shapes` has read.

    ill_typed   literals of the graph whose text is no form of their datatype
    """
    mistakes = [
        *_unknown_words(nodes),
        *_without_effect(nodes, graph),
        *_unknown_shapes(nodes, graph),
        *_ill_typed(nodes, ill_typed),
        *contradictions(nodes, graph),
    ]
    notes = [*_not_inferred(nodes), *_messages(nodes, graph), *_idle(nodes, graph)]
    for shape in graph.shapes.values():
        for c in shape.constraints:
            notes += _of_constraint(nodes, c)
    return Findings(_sorted(mistakes), _sorted(notes))


def ill_typed(nodes: Nodes, bench: Workbench) -> frozenset[Term]:
    """The literals of a graph whose text is no form of their datatype, as the database judges data too."""
    literals = [t for t in nodes.mentions if t.kind == "literal" and t.datatype not in ("", XSD_STRING, RDF_LANGSTRING)]
    if not literals:
        return frozenset()
    rows = ", ".join(f"({n}, {quoted(t.lexical)}, {quoted(t.datatype)})" for n, t in enumerate(literals))
    typed = xsd.typed(f"(SELECT * FROM (VALUES {rows}) v(id, lexical, datatype))", {t.datatype for t in literals})
    return frozenset(literals[int(str(row[0]))] for row in bench.rows(f"SELECT id FROM ({typed}) WHERE NOT valid"))


def _sorted(errors: list[LodError]) -> tuple[LodError, ...]:
    once = {str(e): e for e in errors}.values()
    return tuple(
        sorted(once, key=lambda e: (str(e.place and e.place.file), e.place and (e.place.line, e.place.column), e.code))
    )


def _unknown_words(nodes: Nodes) -> Iterator[LodError]:
    for s in nodes.statements:
        for term in (s.p, s.o):
            word = term.lexical.removeprefix(SH)
            if term.kind != "iri" or not term.lexical.startswith(SH) or word in WORDS or "-" in word or not word:
                continue
            near = did_you_mean(f"sh:{word}", {f"sh:{known}" for known in WORDS})
            suggestion = near if near.startswith("did") else "nothing would be checked by it"
            yield UnknownWord(s.place, word=f"sh:{word}", suggestion=suggestion)


def _without_effect(nodes: Nodes, graph: ShapesGraph) -> Iterator[LodError]:
    for s in nodes.statements:
        word = f"sh:{s.word}"
        parameter = PARAMETERS.get(s.word)
        if parameter is not None and parameter.partner and not nodes.all(s.s, *parameter.partner):
            partners = " or ".join(f"sh:{p}" for p in parameter.partner)
            yield WithoutEffect(s.place, word=word, expected=f"it only goes with {partners}")
        elif parameter is not None and parameter.takes == "boolean" and s.o.lexical == "1":
            yield WithoutEffect(
                s.place, word=f"{word} {nodes.name(s.o)}", expected="write true, the only term that counts"
            )
        elif s.word in ONLY_ON_SHAPES and s.s not in graph.shapes:
            yield WithoutEffect(s.place, word=word, expected=f"{nodes.name(s.s)} is no shape")
        elif s.word in ONLY_ON_QUERIES and s.s in graph.shapes and not _is_query(nodes, s.s):
            yield WithoutEffect(s.place, word=word, expected="put it into [ … ] under sh:sparql")


def _is_query(nodes: Nodes, node: Term) -> bool:
    """Whether something refers to a node for its query; a shape may be that too."""
    return any(s.word in ("sparql", "target", *ASKS) for s in nodes.mentions.get(node, []))


def _unknown_shapes(nodes: Nodes, graph: ShapesGraph) -> Iterator[LodError]:
    names = {nodes.name(t) for t in graph.shapes if t.kind == "iri" and t in nodes.about}
    for s in nodes.statements:
        if s.s not in graph.shapes or s.word not in (*SHAPE_TAKING, *LIST_TAKING):
            continue
        referred = [s] if s.word in SHAPE_TAKING else nodes.members(s)
        for r in referred:
            if r.o.kind == "iri" and r.o not in nodes.about:
                name = nodes.name(r.o)
                yield UnknownShape(r.place, word=f"sh:{s.word}", shape=name, suggestion=did_you_mean(name, names))


def _ill_typed(nodes: Nodes, terms: frozenset[Term]) -> Iterator[LodError]:
    for s in nodes.statements:
        found = nodes.members(s) if s.word == "in" else [s] if s.word in (*RANGES, "hasValue") else []
        for member in found:
            if member.o in terms:
                said = {"word": f"sh:{s.word}", "value": nodes.name(member.o), "datatype": "a form of its datatype"}
                yield IllTypedValue(member.place, **said, expected="no value that is well-formed can equal it")


def _not_inferred(nodes: Nodes) -> Iterator[LodError]:
    for s in nodes.statements:
        kind = s.o.lexical.removeprefix(SH) if s.p.lexical == RDF_TYPE and s.o.lexical.startswith(SH) else ""
        word = s.word if s.word in NOT_INFERRED else kind if kind in NOT_INFERRED else ""
        if word:
            yield NotInferred(
                s.place, word=f"sh:{word}", expected="the data are checked as they are; nothing is derived first"
            )


def _messages(nodes: Nodes, graph: ShapesGraph) -> Iterator[LodError]:
    for shape in graph.shapes.values():
        for lang, number in Counter(m.lang.lower() for m in shape.messages).items():
            if number > 1:
                place = nodes.all(shape.id, "message")[1].place
                language = f'in the language "{lang}"' if lang else "without a language"
                yield UnclearMessage(place, shape=nodes.name(shape.id), number=number, language=language)


def _idle(nodes: Nodes, graph: ShapesGraph) -> Iterator[LodError]:
    """Shapes that nothing is checked against: no target, and no shape refers to them."""
    referred = {inner for shape in graph.shapes for inner in held(nodes, shape)}
    referred |= {s.o for s in nodes.statements if s.word == "parameter"}
    for shape in graph.shapes.values():
        if shape.targets or shape.id in referred or shape.deactivated or not shape.constraints:
            continue
        is_owl_class = nodes.is_a(shape.id, OWL + "Class")
        expected = "give it a target" if not is_owl_class else "only a rdfs:Class is its own target: add that type"
        yield IdleDescription(shape.place, shape=nodes.name(shape.id), expected=expected)


def _of_constraint(nodes: Nodes, c: Constraint) -> Iterator[LodError]:
    name = c.component.removeprefix(SH).removesuffix("ConstraintComponent")
    word = f"sh:{name[0].lower()}{name[1:]}"
    value = c.values[0] if c.values else None
    match name:
        case "MinCount" | "MinLength" | "QualifiedMinCount" if value is not None and int(value.lexical) == 0:
            yield NeverFails(c.place, word=word, value=value.lexical, expected="leave it out")
        case "And" if not c.shapes:
            yield NeverFails(c.place, word=word, value="( )", expected="list the shapes")
        case "Or" | "Xone" if not c.shapes:
            yield NeverHolds(c.place, word=word, value="( )", reason="the list is empty", expected="list the shapes")
        case "In" | "LanguageIn" if not c.values:
            yield NeverHolds(c.place, word=word, value="( )", reason="the list is empty", expected="list the values")
        case "Pattern" if value is not None:
            regex = xpath_regex(value.lexical, c.flags)
            if regex.engine == "python":
                yield OtherEngine(c.place, pattern=value.lexical, reason=regex.reason)
        case "MinExclusive" | "MinInclusive" | "MaxExclusive" | "MaxInclusive" if value is not None:
            if value.datatype not in ORDERED:
                reason = "SPARQL has no order for " + nodes.name(iri(value.datatype))
                expected = "compare xsd:date or a number: of a period, its first and its last day"
                yield NeverHolds(c.place, word=word, value=nodes.name(value), reason=reason, expected=expected)
