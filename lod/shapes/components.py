"""Read the constraints of SHACL Core.  statement with a parameter -> Constraint; pure.

Values that a parameter cannot have are noted and give no constraint.
Spec: SHACL (www.w3.org/TR/shacl) section 4 and its Appendix "Summary of SHACL Syntax Rules"."""

from __future__ import annotations

import re

from lod.shapes.faults import BadPattern, GivenTwice, MisplacedParameter
from lod.shapes.model import Constraint
from lod.shapes.nodes import Nodes, Statement
from lod.shapes.regex import xpath_regex
from lod.shapes.words import LIST_TAKING, NODE_KINDS, PARAMETERS, SHAPE_TAKING, Parameter
from lod.terms import Term
from lod.vocab import RDF_LANGSTRING, SH, XSD, XSD_STRING

INTEGER = re.compile(r"[+-]?[0-9]+")
BOOLEANS = ("true", "false", "1", "0")
EXPECTED = {
    "iri": "an IRI",
    "literal": "a literal",
    "count": "an integer from 0 up, such as 1",
    "boolean": "true or false",
    "text": "a plain string",
    "kind": "one of " + ", ".join(f"sh:{kind}" for kind in NODE_KINDS),
    "shape": "a shape: its IRI, or [ … ]",
    "query": "an IRI or [ … ] with sh:select",
    "languages": 'a list of language tags, such as ( "en" "es" )',
    "predicates": "a list of IRIs",
    "shapes": "a list of shapes",
    "terms": "a list",
}


def is_true(statement: Statement | None) -> bool:
    """Whether a flag is set.  Only the literal true counts: SHACL compares terms, and "1"^^xsd:boolean is another."""
    return statement is not None and statement.o.lexical == "true" and fits("boolean", statement.o)


def fits(takes: str, term: Term) -> bool:
    """Whether a parameter can have this term as its value, or as a member of its list."""
    match takes:
        case "iri" | "predicates":
            return term.kind == "iri"
        case "literal":
            return term.kind == "literal"
        case "count":
            number = term.datatype == XSD + "integer" and INTEGER.fullmatch(term.lexical) is not None
            return number and int(term.lexical) >= 0
        case "boolean":
            return term.datatype == XSD + "boolean" and term.lexical in BOOLEANS
        case "text" | "languages":
            return term.datatype == XSD_STRING
        case "message":
            return term.datatype in (XSD_STRING, RDF_LANGSTRING)
        case "kind":
            return term.kind == "iri" and term.lexical in [SH + kind for kind in NODE_KINDS]
        case "shape" | "shapes" | "query":
            return term.kind != "literal"
    return True


def held(nodes: Nodes, node: Term) -> list[Term]:
    """The shapes that a node refers to, in reading order."""
    found: list[Term] = []
    for statement in nodes.about.get(node, []):
        if statement.word in SHAPE_TAKING:
            found.append(statement.o)
        elif statement.word in LIST_TAKING:
            found += [m.o for m in nodes.members(statement)]
    return [t for t in found if t.kind != "literal"]


def constraint(nodes: Nodes, statement: Statement, first: bool) -> Constraint | None:
    """Read the constraint that a parameter of a shape makes; sh:sparql is read elsewhere.

    first    whether no statement of this shape before has the same parameter
    returns  None for a parameter that only goes with another, one set to false, and what is wrong
    """
    parameter = PARAMETERS[statement.word]
    if not _in_place(nodes, statement, parameter) or not _valued(nodes, statement, parameter):
        return None
    if not first and not parameter.repeats:
        said = {"shape": nodes.name(statement.s), "word": f"sh:{parameter.word}"}
        number = len(nodes.all(statement.s, parameter.word))
        expected = "it takes one" if parameter.word != "pattern" else "put every pattern into a shape of its own"
        nodes.errors.append(GivenTwice(statement.place, **said, number=number, expected=expected))
        return None
    if not parameter.component or (parameter.takes == "boolean" and not is_true(statement)):
        return None
    return _read(nodes, statement, parameter)


def _in_place(nodes: Nodes, statement: Statement, parameter: Parameter) -> bool:
    if parameter.scope == "any" or nodes.all(statement.s, "path"):
        return True
    meant = any(s.word == "property" for s in nodes.mentions.get(statement.s, []))
    if meant or nodes.is_a(statement.s, SH + "PropertyShape"):  # that it lacks its path is said elsewhere
        return False
    said = {"word": f"sh:{parameter.word}", "shape": nodes.name(statement.s), "what": "a node shape"}
    expected = "move it to a property shape: one with sh:path"
    nodes.errors.append(MisplacedParameter(statement.place, **said, expected=expected))
    return False


def _valued(nodes: Nodes, statement: Statement, parameter: Parameter) -> bool:
    takes = parameter.takes
    if takes in ("shapes", "terms", "languages", "predicates"):
        before = len(nodes.errors)
        if statement.o.kind == "literal":
            nodes.wrong(statement, EXPECTED[takes])
        for member in nodes.members(statement) if statement.o.kind != "literal" else ():
            if not fits(takes, member.o):
                listed = Statement(statement.s, statement.p, member.o, member.place)
                nodes.wrong(listed, EXPECTED[takes])
        return len(nodes.errors) == before
    if not fits(takes, statement.o):
        nodes.wrong(statement, EXPECTED[takes])
        return False
    return parameter.word != "pattern" or _is_regex(nodes, statement)


def _is_regex(nodes: Nodes, statement: Statement) -> bool:
    flags = [s.o.lexical for s in nodes.all(statement.s, "flags") if fits("text", s.o)]
    fault = xpath_regex(statement.o.lexical, flags[0] if flags else "").fault
    if fault:
        nodes.errors.append(BadPattern(statement.place, pattern=statement.o.lexical, message=fault))
    return not fault


def _read(nodes: Nodes, statement: Statement, parameter: Parameter) -> Constraint | None:
    component, place, value = f"{SH}{parameter.component}ConstraintComponent", statement.place, statement.o
    match parameter.word:
        case "closed":
            return Constraint(component, place, _allowed(nodes, statement.s))
        case "qualifiedMinCount" | "qualifiedMaxCount":
            shape = nodes.all(statement.s, "qualifiedValueShape")
            if not shape:
                return None
            return Constraint(component, place, (value,), (shape[0].o,), _siblings(nodes, statement.s))
        case "pattern":
            flags = nodes.all(statement.s, "flags")
            return Constraint(component, place, (value,), flags=flags[0].o.lexical if flags else "")
    match parameter.takes:
        case "shape":
            return Constraint(component, place, shapes=(value,))
        case "shapes":
            return Constraint(component, place, shapes=tuple(m.o for m in nodes.members(statement)))
        case "terms" | "languages":
            return Constraint(component, place, tuple(m.o for m in nodes.members(statement)))
    return Constraint(component, place, (value,))


def _allowed(nodes: Nodes, shape: Term) -> tuple[Term, ...]:
    """The predicates that sh:closed lets pass: those of the property shapes and the ignored ones."""
    found = [p.o for s in nodes.all(shape, "property") for p in nodes.all(s.o, "path") if p.o.kind == "iri"]
    for statement in nodes.all(shape, "ignoredProperties"):
        found += [m.o for m in nodes.members(statement)]
    return tuple(dict.fromkeys(found))


def _siblings(nodes: Nodes, shape: Term) -> tuple[Term, ...]:
    """The sibling shapes of section 4.7.3, where sh:qualifiedValueShapesDisjoint asks for them."""
    if not any(is_true(s) for s in nodes.all(shape, "qualifiedValueShapesDisjoint")):
        return ()
    own = {s.o for s in nodes.all(shape, "qualifiedValueShape")}
    parents = [s.s for s in nodes.mentions.get(shape, []) if s.word == "property"]
    beside = [p.o for parent in parents for p in nodes.all(parent, "property")]
    found = [q.o for b in beside for q in nodes.all(b, "qualifiedValueShape") if q.o not in own]
    return tuple(dict.fromkeys(found))
