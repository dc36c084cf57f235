"""The dictionary numbers every text once, in the order of its bytes, and nothing that no quad has."""

from __future__ import annotations

import pytest
from hypothesis import given

from lod import dictionary
from lod.dictionary import Stated, encode
from lod.plan.texts import Made
from lod.workbench import Workbench, create
from tests.quads import QUADS, SOME, Quad, workbench_of

DECODED = """
SELECT s.nt, p.nt, o.nt, coalesce(g.nt, '') FROM quad q JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p
  JOIN term o ON o.id = q.o LEFT JOIN term g ON g.id = q.g ORDER BY q.id"""
TERM = "SELECT nt, kind, lexical, datatype, lang FROM term ORDER BY id"


@SOME
@given(QUADS)
def test_terms_are_cut_as_they_were_written(quads: list[Quad]) -> None:
    with workbench_of(quads) as bench:
        found = bench.rows(TERM)
    graphs = {("iri", g, "", "") for *_, g in quads if g}
    terms = {(t.kind, t.lexical, t.datatype, t.lang) for s, p, o, _ in quads for t in (s, p, o)}
    assert {row[1:] for row in found} == terms | graphs
    assert [str(row[0]).encode() for row in found] == sorted(str(row[0]).encode() for row in found)


@SOME
@given(QUADS)
def test_texts_that_share_a_hash_stay_apart(quads: list[Quad]) -> None:
    with workbench_of(quads) as bench:
        by_hash = bench.rows(DECODED), bench.rows(TERM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionary, "TWINS", "SELECT 1")
        with workbench_of(quads) as bench:
            assert (bench.rows(DECODED), bench.rows(TERM)) == by_hash


def given_relation(bench: Workbench, rows: str) -> Stated:
    bench.con.execute(f"CREATE TEMP TABLE given AS SELECT *, [1] AS _rows FROM (VALUES {rows}) t(g, s, p, o)")
    return Stated("given", ("g", "s", "p", "o"), (Made(1, "g", "s", "p", "o"),))


def test_a_null_states_nothing_and_leaves_no_term() -> None:
    with create(None) as bench:
        encode(
            bench,
            [given_relation(bench, "('', '<a>', '<p>', NULL), ('', '<b>', '<p>', '<c>'), (NULL, '<d>', '<p>', '<e>')")],
        )
        assert bench.rows(DECODED) == [("<b>", "<p>", "<c>", "")]
        assert bench.texts("SELECT nt FROM term ORDER BY id") == ["<b>", "<c>", "<p>"]


def test_nothing_stated_gives_empty_tables() -> None:
    with create(None) as bench:
        encode(bench, [])
        assert [bench.number(f"SELECT count(*) FROM {t}") for t in ("term", "quad", "quad_row", "triple")] == [0] * 4
