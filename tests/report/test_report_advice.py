"""Where a shape has no message, a sentence says what would be right."""

from __future__ import annotations

import pytest

from lod.errors import Place
from lod.report import advice as sentences
from lod.report.advice import advice, words
from lod.shapes.model import Alternative, Constraint, Inverse, Path, Repeat, Sequence, Step
from lod.terms import Term, iri, literal
from lod.vocab import SH

PLACE = Place("shapes.ttl", 1)
LABEL = Step("http://example.org/label")


def name(term: Term) -> str:
    return term.lexical.rpartition("/")[2]


def constraint(kind: str, *values: Term, shapes: tuple[Term, ...] = ()) -> Constraint:
    return Constraint(f"{SH}{kind}ConstraintComponent", PLACE, values, shapes)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (constraint("MinCount", literal("1")), "There is at least 1 value of label; there are fewer."),
        (constraint("MaxCount", literal("2")), "There is at most 2 values of label; there are more."),
        (constraint("NodeKind", iri(SH + "IRIOrLiteral")), "Every value of label is an IRI or a literal."),
        (constraint("In", literal("a"), literal("b")), "Every value of label is one of a, b."),
        (
            constraint("Xone", shapes=(iri("http://x/s"), Term("bnode", "b"))),
            "Every value of label conforms to exactly one of the shape s, a shape of its own.",
        ),
        (
            constraint("QualifiedMinCount", literal("1"), shapes=(iri("http://x/s"),)),
            "There is at least 1 value of label that conforms to the shape s; there are fewer.",
        ),
        (constraint("MyOwn"), "What the shape asks of label holds."),
    ],
)
def test_a_sentence_names_path_and_parameter(asked: Constraint, said: str) -> None:
    assert advice(asked, LABEL, name) == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (constraint("Class", iri("http://x/Party")), "The node is of the class Party."),
        (constraint("HasValue", iri("http://x/a")), "The node is a."),
        (constraint("Not", shapes=(iri("http://x/s"),)), "The node does not conform to the shape s."),
        (constraint("Closed", iri("http://x/a")), "Nothing is said but with the predicates a."),
    ],
)
def test_a_node_shape_speaks_of_the_node(asked: Constraint, said: str) -> None:
    assert advice(asked, None, name) == said


@pytest.mark.parametrize("kind", sentences.SENTENCES)
def test_every_component_has_a_sentence_without_gaps(kind: str) -> None:
    for path in (LABEL, None):
        said = advice(constraint(kind, literal("1"), shapes=(iri("http://x/s"),)), path, name)
        assert said.endswith(".")
        assert "{" not in said


def test_a_long_list_is_cut() -> None:
    said = advice(constraint("In", *(literal(str(n)) for n in range(20))), LABEL, name)
    assert said.endswith("10, 11 and 8 more.")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (Inverse(Step("http://x/a")), "^a"),
        (Sequence((Inverse(Step("http://x/a")), Step("http://x/b"))), "^a/b"),
        (Alternative((Step("http://x/a"), Sequence((Step("http://x/b"), Step("http://x/c"))))), "a|(b/c)"),
        (Repeat(Alternative((Step("http://x/a"), Step("http://x/b"))), 1), "(a|b)+"),
        (Repeat(Step("http://x/a"), 0), "a*"),
        (Repeat(Step("http://x/a"), 0, once=True), "a?"),
    ],
)
def test_a_path_is_written_as_sparql_writes_it(path: Path, said: str) -> None:
    assert words(path, name) == said
