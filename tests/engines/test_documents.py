"""Turtle files in the workbench: every triple has a row of its subject, and no blank node is left."""

from __future__ import annotations

from lod.dictionary import encode
from lod.engines import documents, embedded
from lod.sources.model import Table
from lod.turtle import read
from lod.workbench import Workbench, create

TEXT = """@prefix e: <http://e.org/> .
e:a a e:T ; e:p "x"@en , 1 .

e:b e:q [ e:r e:a ] .
e:a e:s e:b .
"""
QUADS = """
SELECT s.nt, p.nt, o.nt, coalesce(g.nt, ''), src.path, r.line FROM quad q JOIN term s ON s.id = q.s
  JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o LEFT JOIN term g ON g.id = q.g
  JOIN quad_row w ON w.quad = q.id JOIN row r ON r.id = w.row JOIN source src ON src.id = r.source
  ORDER BY q.id, r.id"""


def stated(bench: Workbench, *texts: str) -> list[tuple[object, ...]]:
    found = [read(text, f"ontology/{n}.ttl") for n, text in enumerate(texts)]
    encode(bench, [documents.state(bench, found, "http://b.org/", "http://b.org/graph/ontology")])
    return list(bench.rows(QUADS))


def test_each_triple_has_the_line_of_its_subject() -> None:
    with create(None) as bench:
        embedded.load(bench.con, [Table("t.csv", "", ("a",), (("1", "2"),), (2, 3))])
        quads = stated(bench, TEXT)
    graph, blank = "<http://b.org/graph/ontology>", "<http://b.org/genid/0-b1>"
    a, b = "<http://e.org/a>", "<http://e.org/b>"
    assert quads == [
        (blank, "<http://e.org/r>", a, graph, "ontology/0.ttl", 0),
        (a, "<http://e.org/p>", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', graph, "ontology/0.ttl", 2),
        (a, "<http://e.org/p>", '"x"@en', graph, "ontology/0.ttl", 2),
        (a, "<http://e.org/s>", b, graph, "ontology/0.ttl", 2),
        (a, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<http://e.org/T>", graph, "ontology/0.ttl", 2),
        (b, "<http://e.org/q>", blank, graph, "ontology/0.ttl", 4),
    ]


def test_a_triple_of_two_files_has_two_rows_and_blank_nodes_stay_apart() -> None:
    with create(None) as bench:
        quads = stated(bench, TEXT, TEXT)
    said = {quad[:4] for quad in quads}
    assert len(quads) == 12
    assert len(said) == 8
    assert sum("genid" in str(quad[0]) for quad in said) == 2
