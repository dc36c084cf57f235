"""Read how texts are made: constants, references, templates, function executions.  nodes -> Expression; pure.

Read first: model.py, nodes.py.  Spec: RML-Core "Expression Map"; RML-FNML "Function Execution"."""

from __future__ import annotations

from lod.errors import LodError, NotSupported
from lod.functions import catalogue
from lod.literals import LANGUAGE
from lod.mapping import template
from lod.mapping.model import Call, Expression, Part, Reference
from lod.mapping.nodes import Nodes
from lod.terms import Term
from lod.turtle import Triple
from lod.vocab import RML

WAYS = ("constant", "reference", "template", "functionExecution")
RETURN = "RML-FNML section Return Maps; a function here has one result"
CHOOSE = "give exactly one of rml:constant, rml:reference, rml:template, rml:functionExecution"


def way(nodes: Nodes, node: Term, what: str) -> Triple | None:
    """The one statement that says how an expression map gets its value."""
    ways = nodes.all(node, *WAYS)
    if len(ways) == 1:
        return ways[0]
    lacks = "lacks a constant, reference, template or function" if not ways else "has more than one of them"
    nodes.wrong(nodes.start(node), f"this {what} {lacks}", CHOOSE)
    return None


def expression(nodes: Nodes, said: Triple) -> Expression:
    """The expression that a statement of `way` gives."""
    place, text = nodes.place(said), said.o.lexical
    word = said.p.lexical.removeprefix(RML)
    parts: tuple[Part, ...] | LodError
    if word == "functionExecution":
        call = _call(nodes, said)
        result, known = nodes.one(said.s, "return"), catalogue.FUNCTIONS.get(call.function)
        if result and known and result.o.lexical not in known.outputs:
            nodes.errors.append(NotSupported(nodes.place(result), feature=f"the result {result.o}", section=RETURN))
        parts = (call,)
    elif word == "reference":
        parts = (Reference(text),)
    else:
        parts = template.parts(text, place) if word == "template" else (text,)
    if isinstance(parts, LodError):
        nodes.errors.append(parts)
        return Expression((text,), place)
    return Expression(parts, place)


def described(nodes: Nodes, node: Term, what: str) -> Expression | None:
    """The expression of an expression map."""
    said = way(nodes, node, what)
    return expression(nodes, said) if said else None


def subordinate(nodes: Nodes, node: Term, name: str) -> Expression | None:
    """The datatype or language of a term map, by its shortcut or its map."""
    short, through = nodes.one(node, name), nodes.one(node, f"{name}Map")
    if short is None and through:
        kind = nodes.one(through.o, "termType")  # it is known: an IRI for a datatype, a text for a language
        expected = RML + ("IRI" if name == "datatype" else "Literal")
        if kind and kind.o.lexical != expected:
            nodes.wrong(nodes.place(kind), f"a {name} is no {kind.o}", f"write rml:{expected.removeprefix(RML)}")
        return described(nodes, through.o, f"{name} map")
    if short is None:
        return None
    if name == "datatype" and short.o.kind != "iri":
        nodes.wrong(nodes.place(short), "a datatype is an IRI", "write for example xsd:date")
    if name == "language" and not LANGUAGE.fullmatch(short.o.lexical.lower()):
        nodes.wrong(nodes.place(short), f'"{short.o.lexical}" is no language tag', "write a tag of BCP 47, such as es")
    return Expression((short.o.lexical,), nodes.place(short))


def joined(nodes: Nodes, condition: Triple, end: str) -> Expression:
    """The child or parent of a join condition: a reference, or an expression map."""
    short, through = nodes.one(condition.o, end), nodes.one(condition.o, f"{end}Map")
    if through:
        found = described(nodes, through.o, f"{end} map")
        return found or Expression(("",), nodes.place(through))
    if short is None:
        nodes.lacks(nodes.start(condition.o), "the join condition", f"rml:{end}", "name what is compared on each side")
        return Expression(("",), nodes.place(condition))
    return Expression((Reference(short.o.lexical),), nodes.place(short))


def _call(nodes: Nodes, said: Triple) -> Call:
    """A function execution: which function, and a value for each parameter."""
    node, place = said.o, nodes.start(said.o)
    named = nodes.one(node, "function") or nodes.one(node, "functionMap")
    arguments: dict[str, Expression] = {}
    places = {}
    for given in nodes.all(node, "input"):
        parameter = nodes.one(given.o, "parameter") or nodes.one(given.o, "parameterMap")
        value = nodes.one(given.o, "inputValue") or nodes.one(given.o, "inputValueMap")
        name = _named(nodes, parameter)
        if not name or value is None:
            expected = "add rml:parameter and rml:inputValue"
            nodes.lacks(nodes.start(given.o), "this input", "a parameter or a value", expected)
            continue
        short = value.p.lexical == RML + "inputValue"
        found = Expression((value.o.lexical,), nodes.place(value)) if short else described(nodes, value.o, "input")
        if name in arguments:
            nodes.wrong(nodes.start(given.o), f"the parameter {name} is given twice", "give it once")
        if found:
            arguments[name] = found
            places[name] = nodes.start(given.o)
    function = _named(nodes, named)
    if not function:
        nodes.lacks(place, "the function execution", "a function", "add rml:function and the IRI of one")
        return Call("", ())
    constants = {name: e.parts[0] for name, e in arguments.items() if len(e.parts) == 1 and isinstance(e.parts[0], str)}
    try:
        nodes.errors += catalogue.check(catalogue.find(function, place), places, place, constants)
    except LodError as error:
        nodes.errors.append(error)
    return Call(function, tuple(arguments.items()))


def _named(nodes: Nodes, said: Triple | None) -> str:
    """The IRI of a function or parameter; a map of one is a constant, for it must be known beforehand."""
    if said is None or said.p.lexical in (RML + "function", RML + "parameter"):
        return said.o.lexical if said else ""
    constant = nodes.one(said.o, "constant")
    return constant.o.lexical if constant else ""
