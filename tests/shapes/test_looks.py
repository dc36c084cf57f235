"""What constraints without a path look at next to their focus node."""

from __future__ import annotations

import pytest

from lod import turtle
from lod.shapes import parse
from lod.shapes.looks import looks

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> a sh:NodeShape ; sh:targetClass <urn:T> ; "


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (
            "sh:or ( [ sh:path <urn:a> ; sh:minCount 1 ] [ sh:path <urn:b> ; sh:lessThan <urn:c> ] )",
            {"<urn:a>", "<urn:b>", "<urn:c>"},
        ),
        ("sh:not [ sh:path [ sh:inversePath <urn:a> ] ; sh:minCount 1 ]", {"^<urn:a>"}),
        ("sh:node [ sh:path ( <urn:a> <urn:b> ) ; sh:minCount 1 ]", {"<urn:a>"}),
        (
            'sh:sparql [ sh:select "SELECT $this { $this <urn:a> ?x . ?x <urn:b> ?y . ?z <urn:c> $this }" ]',
            {"<urn:a>", "^<urn:c>"},
        ),
        (
            'sh:sparql [ sh:select "SELECT $this { $this a <urn:U> FILTER NOT EXISTS { $this <urn:d> 1 } }" ]',
            {"<urn:d>"},
        ),
    ],
)
def test_the_predicates_at_the_focus_node_are_what_is_looked_at(constraint: str, expected: set[str]) -> None:
    triples = turtle.read(f"{HEAD}{constraint} .", "s.ttl").triples
    ((_, found),) = looks(parse.parse([("s.ttl", triples)])).items()
    assert set(found.split("|")) == expected
