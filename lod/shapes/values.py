"""Say when a value node alone breaks a constraint.  Constraint -> SQL condition over a value.

The condition is true where the value breaks the constraint, and never NULL.  It speaks of q.v (the id of the value),
e (its row in `term`) and l (its row in `literal`, outer joined).
Spec: SHACL section 4.1 Value Type, 4.3 Value Range, 4.4 String-based, 4.8.3 sh:in."""

from __future__ import annotations

from lod.plan.sql import quoted
from lod.shapes import order
from lod.shapes.dictionary import TYPE, Dictionary
from lod.shapes.model import Constraint
from lod.terms import Term
from lod.vocab import SH

KINDS = {
    "IRI": "'iri'",
    "BlankNode": "'bnode'",
    "Literal": "'literal'",
    "BlankNodeOrIRI": "'bnode', 'iri'",
    "BlankNodeOrLiteral": "'bnode', 'literal'",
    "IRIOrLiteral": "'iri', 'literal'",
}
RANGES = {"MinExclusive": ">", "MinInclusive": ">=", "MaxExclusive": "<", "MaxInclusive": "<="}


def breaks(constraint: Constraint, dictionary: Dictionary) -> str:
    """SQL of "this value breaks the constraint"; empty for constraints that more than one value decides."""
    name = component(constraint)
    if name == "In":
        return f"q.v NOT IN ({', '.join(str(dictionary.constant(t)) for t in constraint.values) or '0'})"
    if name == "LanguageIn":
        return "NOT (" + " OR ".join(["FALSE", *(_in_range(tag.lexical) for tag in constraint.values)]) + ")"
    if not constraint.values:
        return ""
    first = constraint.values[0]
    if name in RANGES:
        return f"({order.compare(order.of_node('e', 'l'), RANGES[name], dictionary.operand(first))}) IS NOT TRUE"
    match name:
        case "Class":
            return f"q.v NOT IN ({instances(first, dictionary)})"
        case "Datatype":
            return f"NOT (e.kind = 'literal' AND e.datatype = {quoted(first.lexical)} AND coalesce(l.valid, TRUE))"
        case "NodeKind":
            return f"e.kind NOT IN ({KINDS[first.lexical.removeprefix(SH)]})"
        case "MinLength":
            return f"(e.kind = 'bnode' OR length(e.lexical) < {int(first.lexical)})"
        case "MaxLength":
            return f"(e.kind = 'bnode' OR length(e.lexical) > {int(first.lexical)})"
    return ""


def component(constraint: Constraint) -> str:
    """The short name of a component of SHACL: MinCount, Class, …; the whole IRI of any other."""
    inside = constraint.component.startswith(SH)
    return constraint.component.removeprefix(SH).removesuffix("ConstraintComponent") if inside else constraint.component


def instances(kind: Term, dictionary: Dictionary) -> str:
    """SELECT of the SHACL instances of a class."""
    ids = ", ".join(str(i) for i in dictionary.closure(kind))
    return f"SELECT s FROM triple WHERE p = {dictionary.id(TYPE)} AND o IN ({ids})"


def _in_range(tag: str) -> str:
    """SQL of langMatches(lang, tag): the basic filtering of RFC 4647."""
    if tag == "*":
        return "e.lang <> ''"
    low = quoted(tag.lower())
    return f"lower(e.lang) = {low} OR starts_with(lower(e.lang), {low} || '-')"
