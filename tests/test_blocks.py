"""The small Turtle writer: what it writes reads back to the same triples, in one form only."""

from __future__ import annotations

from random import Random

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from lod.blocks import turtle
from lod.terms import ntriples
from tests.quads import PREFIXES, QUADS, Quad, triples, with_oxigraph


def written(quads: list[Quad]) -> str:
    return turtle([(ntriples(s), ntriples(p), ntriples(o)) for s, p, o, _ in quads], PREFIXES)


@given(QUADS)
def test_turtle_reads_back_to_the_same_triples_each_once(quads: list[Quad]) -> None:
    found = with_oxigraph(written(quads).encode(), ox.RdfFormat.TURTLE)
    assert triples(found) == triples(quads)
    assert len(found) == len(set(found))


@given(QUADS, st.randoms(use_true_random=False))
def test_only_the_order_of_subjects_is_that_of_the_triples(quads: list[Quad], random: Random) -> None:
    order = {s: n for n, s in enumerate(dict.fromkeys(q[0] for q in quads))}
    shuffled = sorted(random.sample(quads, len(quads)), key=lambda q: order[q[0]])
    assert written(quads) == written(shuffled)
