"""Random shapes on random graphs that change: bringing an outcome up to date gives what a full run gives.

Compared are all fields of all results and the numbers of focus nodes.
Read first: strategies.py, query_templates.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from lod.shapes.incremental import revalidate
from lod.shapes.run import run
from lod.terms import Term, ntriples
from tests.shapes.graphs import Reused, add_terms, replace_triples
from tests.shapes.query_templates import asking_shapes
from tests.shapes.random_graphs import ALL, Triple, graphs, webs
from tests.shapes.strategies import shapes
from tests.shapes.test_differential import counted, read, shown

some = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def reused() -> Iterator[Reused]:
    held = Reused()
    with held.bench:
        yield held


@dataclass(frozen=True, slots=True)
class Change:
    """Data, what goes and what comes, and shapes."""

    data: list[Triple]
    removed: list[Triple]
    added: list[Triple]
    shapes: list[Triple]


@st.composite
def changes(draw: st.DrawFn, queries: bool) -> Change:
    data, more = (draw(webs() if queries else graphs(ALL)) for _ in range(2))
    found = draw(asking_shapes() if queries else shapes(ALL, plain=False))
    gone = draw(st.integers(0, min(3, len(data) - 1)))
    removed = draw(st.lists(st.sampled_from(data), min_size=gone, max_size=gone, unique=True))
    added = [t for t in more if t not in data][: draw(st.integers(0 if removed else 1, 3))]
    return Change(data, removed, added, found)


def change(reused: Reused, data: list[Triple], removed: list[Triple], added: list[Triple]) -> None:
    """Change the graph of a workbench and say so in `changed`; terms that have gone stay, new ones come last."""
    con = reused.bench.con
    ids = {str(nt): int(str(number)) for number, nt in reused.bench.rows("SELECT id, nt FROM term")}
    new = list(dict.fromkeys(t for triple in added for t in triple if ntriples(t) not in ids))
    add_terms(reused.bench, new, len(ids) + 1)
    reused.type_terms()
    ids |= {ntriples(term): len(ids) + n for n, term in enumerate(new, 1)}

    def row(triple: tuple[Term, Term, Term]) -> tuple[int, int, int]:
        s, p, o = (ids[ntriples(t)] for t in triple)
        return p, s, o

    con.execute("CREATE OR REPLACE TABLE changed (p INTEGER, s INTEGER, o INTEGER, added BOOLEAN)")
    replace_triples(reused.bench, sorted({row(t) for t in data} - {row(t) for t in removed} | {row(t) for t in added}))
    for values in [(*row(t), t in added) for t in (*removed, *added)]:
        con.execute(f"INSERT INTO changed VALUES ({', '.join(map(str, values))})")


def assert_agrees(case: Change, reused: Reused) -> None:
    note(shown((case.data, case.shapes)))
    note("\n".join(f"- {' '.join(map(ntriples, t))}" for t in case.removed))
    note("\n".join(f"+ {' '.join(map(ntriples, t))}" for t in case.added))
    graph = read(case.shapes)
    before = run(reused.hold(case.data, (t for triple in case.added for t in triple)), graph)
    change(reused, case.data, case.removed, case.added)
    after, _ = revalidate(reused.bench, graph, before)
    right = run(reused.bench, graph)
    assert Counter(after.results) == Counter(right.results)
    assert after.results == right.results
    assert counted(after) == counted(right)


@some
@given(case=changes(queries=False))
def test_core_shapes_are_brought_up_to_date(case: Change, reused: Reused) -> None:
    assert_agrees(case, reused)


@some
@given(case=changes(queries=True))
def test_queries_are_brought_up_to_date(case: Change, reused: Reused) -> None:
    assert_agrees(case, reused)


@pytest.mark.slow
@many
@given(case=st.booleans().flatmap(lambda queries: changes(queries)))
def test_many_graphs_are_brought_up_to_date(case: Change, reused: Reused) -> None:
    assert_agrees(case, reused)
