"""Say what would be right where a shape has no message of its own.  Constraint + path -> English sentence; pure.

Read first: shapes/model.py.  Spec: SHACL section 4, Core Constraint Components."""

from __future__ import annotations

from collections.abc import Callable

from lod.shapes.model import Alternative, Constraint, Inverse, Path, Repeat, Sequence, Step
from lod.terms import Term, iri
from lod.vocab import SH

Naming = Callable[[Term], str]  # how a sentence calls a term

KINDS = {
    "IRI": "an IRI",
    "BlankNode": "a node without a name",
    "Literal": "a literal",
    "BlankNodeOrIRI": "no literal",
    "BlankNodeOrLiteral": "no IRI",
    "IRIOrLiteral": "an IRI or a literal",
}
# {about} is what the constraint looks at, {value} its parameter, {shapes} the names of shapes
SENTENCES = {
    "Class": "Every value of {about} is of the class {value}.",
    "Datatype": "Every value of {about} is a well-formed {value}.",
    "NodeKind": "Every value of {about} is {kind}.",
    "MinCount": "There is at least {count} of {about}; there are fewer.",
    "MaxCount": "There is at most {count} of {about}; there are more.",
    "MinExclusive": "Every value of {about} is greater than {value}.",
    "MinInclusive": "Every value of {about} is {value} or greater.",
    "MaxExclusive": "Every value of {about} is less than {value}.",
    "MaxInclusive": "Every value of {about} is {value} or less.",
    "MinLength": "Every value of {about} has {value} characters or more.",
    "MaxLength": "Every value of {about} has {value} characters or fewer.",
    "Pattern": "Every value of {about} matches the pattern {value}.",
    "LanguageIn": "Every value of {about} is a text in one of the languages {values}.",
    "UniqueLang": "No two values of {about} have the same language.",
    "Equals": "The values of {about} are those of {value}.",
    "Disjoint": "No value of {about} is a value of {value}.",
    "LessThan": "Every value of {about} is less than every value of {value}.",
    "LessThanOrEquals": "No value of {about} is greater than a value of {value}.",
    "Not": "No value of {about} conforms to {shapes}.",
    "And": "Every value of {about} conforms to all of {shapes}.",
    "Or": "Every value of {about} conforms to at least one of {shapes}.",
    "Xone": "Every value of {about} conforms to exactly one of {shapes}.",
    "Node": "Every value of {about} conforms to {shapes}.",
    "QualifiedMinCount": "There is at least {count} of {about} that conforms to {shapes}; there are fewer.",
    "QualifiedMaxCount": "There is at most {count} of {about} that conforms to {shapes}; there are more.",
    "Closed": "Nothing is said but with the predicates {values}.",
    "HasValue": "One value of {about} is {value}.",
    "In": "Every value of {about} is one of {values}.",
    "SPARQL": "The query of the shape finds nothing wrong with {about}.",
}
NODES = {  # where the constraint looks at the node itself and "every value" does not become "the node"
    "Not": "The node does not conform to {shapes}.",
    "Equals": "The one value of {value} is the node itself.",
    "Disjoint": "The node is no value of {value}.",
    "HasValue": "The node is {value}.",
}
OTHER = "What the shape asks of {about} holds."
LISTED = 12  # members of a list that a sentence names


def advice(constraint: Constraint, path: Path | None, name: Naming) -> str:
    """Say in English what a constraint asks for.

    path     of the shape; None for a node shape, which looks at the node itself
    name     how to call IRIs and literals
    >>> from lod.errors import Place
    >>> from lod.terms import iri, literal
    >>> one = Constraint(SH + "MinCountConstraintComponent", Place("s.ttl"), (literal("1"),))
    >>> advice(one, Step("http://example.org/label"), lambda t: t.lexical.rpartition("/")[2])
    'There is at least 1 value of label; there are fewer.'
    """
    kind = constraint.component.removeprefix(SH).removesuffix("ConstraintComponent")
    about = words(path, name) if path else "the node itself"
    sentence = SENTENCES.get(kind, OTHER)
    if path is None:
        sentence = NODES.get(kind, sentence.replace("Every value of {about}", "The node"))
    values = [name(v) for v in constraint.values]
    value = values[0] if values else ""
    count = f"{value} {'value' if value == '1' else 'values'}"
    shapes = _listed([f"the shape {name(s)}" if s.kind == "iri" else "a shape of its own" for s in constraint.shapes])
    node_kind = constraint.values[0].lexical.removeprefix(SH) if values else ""
    facts = {"value": value, "values": _listed(values), "count": count, "shapes": shapes}
    return sentence.format(about=about, kind=KINDS.get(node_kind, value), **facts)


def words(path: Path, name: Naming) -> str:
    """A path as SPARQL writes it, with the names of its predicates."""
    match path:
        case Step(predicate):
            return name(iri(predicate))
        case Inverse(inner):
            return f"^{_inside(inner, name)}"
        case Sequence(parts):
            return "/".join(_inside(part, name) for part in parts)
        case Alternative(parts):
            return "|".join(_inside(part, name) for part in parts)
        case Repeat(inner, least, once):
            return _inside(inner, name) + ("?" if once else "+" if least else "*")


def _inside(path: Path, name: Naming) -> str:
    text = words(path, name)
    single = isinstance(path, Step) or (isinstance(path, Inverse) and isinstance(path.path, Step))
    return text if single else f"({text})"


def _listed(names: list[str]) -> str:
    distinct = list(dict.fromkeys(names))
    more = f" and {len(distinct) - LISTED} more" if len(distinct) > LISTED else ""
    return ", ".join(distinct[:LISTED]) + more
