"""Find constraints of one shape that no value can meet together.  shapes -> mistakes; pure.

Only what is certain without the data: limits that cross, and kinds of nodes that exclude each other.
Spec: SHACL (www.w3.org/TR/shacl) sections 4.1 to 4.4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lod.errors import LodError
from lod.shapes.faults import Contradiction
from lod.shapes.model import Constraint, Shape, ShapesGraph
from lod.shapes.nodes import Nodes
from lod.vocab import RDF_LANGSTRING, SH, XSD

LIMITS = (
    ("MinCount", "MaxCount"),
    ("MinLength", "MaxLength"),
    ("QualifiedMinCount", "QualifiedMaxCount"),
    ("MinInclusive", "MaxInclusive"),
    ("MinInclusive", "MaxExclusive"),
    ("MinExclusive", "MaxInclusive"),
    ("MinExclusive", "MaxExclusive"),
)
LITERALS_ONLY = ("Datatype", "LanguageIn")


@dataclass(frozen=True, slots=True)
class Given:
    """The constraints of a shape by the short names of their components."""

    nodes: Nodes
    constraints: dict[str, Constraint]

    def said(self, name: str) -> str:
        value = self.constraints[name].values[0]
        text = value.lexical if value.datatype == XSD + "integer" else self.nodes.name(value)
        return f"sh:{name[0].lower()}{name[1:]} {text}"


def contradictions(nodes: Nodes, graph: ShapesGraph) -> Iterator[LodError]:
    """The contradictions of all shapes."""
    for shape in graph.shapes.values():
        given = Given(nodes, _by_name(shape))
        yield from _limits(given)
        yield from _kinds(given)


def _by_name(shape: Shape) -> dict[str, Constraint]:
    found: dict[str, Constraint] = {}
    for c in shape.constraints:
        if c.component.startswith(SH) and c.values:
            found.setdefault(c.component.removeprefix(SH).removesuffix("ConstraintComponent"), c)
    return found


def _limits(given: Given) -> Iterator[LodError]:
    for low, high in LIMITS:
        if low not in given.constraints or high not in given.constraints:
            continue
        a, b = (given.constraints[name].values[0] for name in (low, high))
        if not a.datatype == b.datatype == XSD + "integer" or not (_is_integer(a.lexical) and _is_integer(b.lexical)):
            continue
        open_ended = "Exclusive" in low or "Exclusive" in high
        if int(a.lexical) > int(b.lexical) or (open_ended and int(a.lexical) == int(b.lexical)):
            place = given.constraints[high].place
            expected = "the lower limit lies above the upper one"
            yield Contradiction(place, one=given.said(low), other=given.said(high), expected=expected)


def _is_integer(text: str) -> bool:
    return text.removeprefix("-").removeprefix("+").isdecimal()


def _kinds(given: Given) -> Iterator[LodError]:
    found = given.constraints
    kind = found["NodeKind"].values[0].lexical.removeprefix(SH) if "NodeKind" in found else ""
    for name in LITERALS_ONLY:
        if name in found and kind and "Literal" not in kind:
            expected = "only literals have a datatype or a language"
            yield Contradiction(
                found[name].place, one=given.said("NodeKind"), other=given.said(name), expected=expected
            )
    if kind == "Literal" and "Class" in found:
        expected = "a literal has no class"
        yield Contradiction(
            found["Class"].place, one=given.said("NodeKind"), other=given.said("Class"), expected=expected
        )
    if "Datatype" in found and "Class" in found:
        expected = "a literal has no class"
        yield Contradiction(
            found["Class"].place, one=given.said("Datatype"), other=given.said("Class"), expected=expected
        )
    if "Datatype" in found and "LanguageIn" in found and found["Datatype"].values[0].lexical != RDF_LANGSTRING:
        expected = "texts with a language have the datatype rdf:langString"
        place = found["LanguageIn"].place
        yield Contradiction(place, one=given.said("Datatype"), other=given.said("LanguageIn"), expected=expected)
