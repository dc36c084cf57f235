"""Small graphs for tests: triples -> workbench, rdflib graph -> triples, reports -> multisets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from unittest.mock import patch

import rdflib
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from lod import workbench
from lod.shapes import run
from lod.shapes.literals import type_terms
from lod.shapes.model import Outcome, ShapesGraph
from lod.terms import Term, ntriples
from lod.vocab import RDF_LANGSTRING, XSD_STRING
from lod.workbench import Workbench

Triple = tuple[Term, Term, Term]


COLUMNS = "id INTEGER, nt VARCHAR, kind VARCHAR, lexical VARCHAR, datatype VARCHAR, lang VARCHAR"
TERMS = f"CREATE OR REPLACE TABLE term ({COLUMNS})"
TRIPLES = "CREATE OR REPLACE TABLE triple (p INTEGER, s INTEGER, o INTEGER)"


def bench_of(triples: Iterable[Triple]) -> Workbench:
    """A workbench in memory that holds a graph."""
    bench = workbench.create(None, threads=1)
    fill(bench, triples)
    type_terms(bench)
    return bench


def fill(bench: Workbench, triples: Iterable[Triple]) -> None:
    """Make the tables `term` and `triple` anew."""
    graph = set(triples)
    terms = sorted({t for triple in graph for t in triple}, key=lambda t: ntriples(t).encode())
    ids = {term: n for n, term in enumerate(terms, 1)}
    bench.con.execute(TERMS)
    add_terms(bench, terms, 1)
    rows = sorted((ids[p], ids[s], ids[o]) for s, p, o in graph)
    replace_triples(bench, rows)


def replace_triples(bench: Workbench, rows: Sequence[tuple[int, int, int]]) -> None:
    """Make the table `triple` anew."""
    bench.con.execute(TRIPLES)
    bench.con.execute(
        "INSERT INTO triple SELECT " + ", ".join(["unnest(?::INTEGER[])"] * 3), [[r[i] for r in rows] for i in range(3)]
    )


def add_terms(bench: Workbench, terms: Sequence[Term], first: int) -> None:
    """Add rows to `term`, with ids from `first` on."""
    columns = [
        [ntriples(t) for t in terms],
        *([getattr(t, c) for t in terms] for c in "kind lexical datatype lang".split()),
    ]
    bench.con.execute(
        "INSERT INTO term SELECT unnest(?::INTEGER[]), " + ", ".join(["unnest(?::VARCHAR[])"] * 5),
        [list(range(first, first + len(terms))), *columns],
    )


class Reused:
    """One workbench for many graphs, one after the other: what takes time is what never changes."""

    def __init__(self) -> None:
        self.bench = workbench.create(None, threads=1)
        self._known = set[Term]()

    def hold(self, triples: Iterable[Triple], others: Iterable[Term] = ()) -> Workbench:
        """Hold this graph instead of the one before; others are terms that it may get later."""
        graph = list(triples)
        self._learn({*others, *(t for triple in graph for t in triple)} - self._known)
        fill(self.bench, graph)
        self.type_terms()
        return self.bench

    def type_terms(self) -> None:
        """Make the table `literal` of the terms there are."""
        self.bench.con.execute(
            "CREATE OR REPLACE TABLE literal AS SELECT term.id, known.* EXCLUDE (nt) FROM term JOIN known USING (nt)"
        )

    def _learn(self, terms: set[Term]) -> None:
        if not terms:
            return
        con, first = self.bench.con, not self._known
        con.execute(TERMS)
        add_terms(self.bench, list(terms), 1)
        con.execute("DROP TABLE IF EXISTS literal")
        type_terms(self.bench)
        typed = "SELECT nt, literal.* EXCLUDE (id) FROM literal JOIN term USING (id)"
        con.execute(f"CREATE TABLE known AS {typed}" if first else f"INSERT INTO known {typed}")
        self._known |= terms


def term_of(node: Node) -> Term:
    """An rdflib node as our term."""
    if isinstance(node, URIRef):
        return Term("iri", str(node))
    if isinstance(node, BNode):
        return Term("bnode", str(node))
    assert isinstance(node, rdflib.Literal)
    if node.language:
        return Term("literal", str(node), RDF_LANGSTRING, node.language)
    return Term("literal", str(node), str(node.datatype or XSD_STRING))


def triples_of(graph: Graph) -> list[Triple]:
    return [(term_of(s), term_of(p), term_of(o)) for s, p, o in graph]


Compared = tuple[str, str, str, str, str, str]  # focus, path, component, value, severity, source shape


def multiset(outcome: Outcome) -> Counter[Compared]:
    """What two engines must agree on."""
    return Counter((r.focus, r.path, r.component, r.value, r.severity, r.source) for r in outcome.results)


def without_sqlite(bench: Workbench, graph: ShapesGraph, only_sql: bool = False) -> Outcome:
    """Validate as a large graph is validated."""
    with patch.object(run, "LITTLE", -1):
        return run.run(bench, graph, only_sql)


def by_both(bench: Workbench, graph: ShapesGraph) -> Outcome:
    """Validate with SQLite, as far as it goes, and without: both give the same, to the last word of a message."""
    with patch.object(run, "LITTLE", 10**9):
        found = run.run(bench, graph)
    assert found == without_sqlite(bench, graph)
    return found
