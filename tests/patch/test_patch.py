"""A patch gives what a full build of the same tables gives: every published byte, and all that the workbench says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import event, given, seed, settings

from lod import dictionary, trace, validate, workbench
from lod.patch import parts, quads
from lod.terms import Term
from tests.dataset import Ran, lod, snapshot
from tests.edits import Story, dataset, stories, write

assert settings.default is not None
FEW = settings(max_examples=5)
CUT = "kind <> 'literal' AND substr(md5(nt), 1, 1) IN ('0', '1', '2', '3')"  # frames of few subjects
KEPT = [query.replace(dictionary.CUT, CUT).replace(f"% {dictionary.STEP}", "% 3") for query in dictionary.KEPT]
SAID = {
    "quads": "SELECT s.nt, p.nt, o.nt, coalesce(g.nt, ''), r.path, r.line, r.key, w.rule FROM quad q"
    " JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o LEFT JOIN term g ON g.id = q.g"
    " LEFT JOIN quad_row w ON w.quad = q.id LEFT JOIN row_place r ON r.row = w.row ORDER BY ALL",
    "order of quads": "SELECT s.nt, p.nt, o.nt, coalesce(g.nt, '') FROM quad q JOIN term s ON s.id = q.s"
    " JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o LEFT JOIN term g ON g.id = q.g ORDER BY q.id",
    "terms": "SELECT * EXCLUDE id FROM term ORDER BY id",
    "triples": "SELECT p.nt, s.nt, o.nt FROM triple t JOIN term p ON p.id = t.p JOIN term s ON s.id = t.s"
    " JOIN term o ON o.id = t.o ORDER BY ALL",
    "literals": "SELECT t.nt, l.* EXCLUDE id FROM literal l JOIN term t USING (id) ORDER BY ALL",
    "sources": "FROM source ORDER BY ALL",
    "rows": "SELECT source, line, key FROM row ORDER BY ALL",
    "dates": "FROM edtf ORDER BY ALL",
    "cuts": 'SELECT nt FROM "kept.cut" JOIN term USING (id) ORDER BY nt',
    "frames": "SELECT file, number, part, coalesce(nt, ''), start, length FROM \"kept.frame\""
    " LEFT JOIN term ON id = first ORDER BY ALL",
    "uses": 'SELECT file, prefix, sum(n) FROM "kept.use" GROUP BY ALL HAVING sum(n) <> 0 ORDER BY ALL',
    "ways": 'SELECT file, nt, way, sum(n) FROM "kept.way" JOIN term ON id = p'
    " GROUP BY ALL HAVING sum(n) <> 0 ORDER BY ALL",
    "counts": 'SELECT part, key > 0, sum(triples), sum(subjects), sum(objects), sum(entities) FROM "kept.count"'
    " GROUP BY part, key HAVING sum(triples) <> 0 ORDER BY ALL",
    "examples": 'SELECT c.nt, s.nt, n FROM "kept.example" e JOIN term c ON c.id = class JOIN term s ON s.id = e.s'
    " ORDER BY ALL",
    "parts": 'FROM "kept.part" ORDER BY ALL',
    "files": 'FROM "kept.file" ORDER BY ALL',
    "residents": "SELECT * EXCLUDE (_rows) FROM residents ORDER BY ALL",
    "countries": "SELECT * EXCLUDE (_rows) FROM countries ORDER BY ALL",
}


@contextmanager
def small() -> Iterator[None]:
    """Everything that is made of thousands is made of a few."""
    with (
        patch.object(dictionary, "KEPT", tuple(KEPT)),
        patch.object(dictionary, "ROOM", dictionary.ROOM.replace("256", "8")),
        patch.object(quads, "CUT", CUT),
        patch.object(parts, "SIZE", 40),
        patch.object(validate, "LEAST", 0),
        patch.object(validate, "MOST", float("inf")),
    ):
        yield


def said(root: Path) -> dict[str, object]:
    """What the workbench of a dataset says, without the numbers of anything."""
    with workbench.open_built(root / "output", "output") as bench:
        found: dict[str, object] = {what: bench.rows(query) for what, query in SAID.items()}
        subjects = bench.rows("SELECT lexical FROM term WHERE kind = 'iri' AND id IN (SELECT s FROM quad)")
        found["traces"] = {str(s): trace.as_json(trace.trace(bench, [Term("iri", str(s))])) for (s,) in subjects}
    ran = lod(root, "validate", "--format", "json")
    return {**found, "validation": (ran.code, ran.out)}


def published(root: Path) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(root / "output").items() if not name.startswith(".work/")}


def build(root: Path, *options: str) -> Ran:
    return lod(root, "build", "--no-store", *options)


def hold(story: Story, root: Path) -> Iterator[Ran]:
    """Build after each step, and in full beside it; how the patch went."""
    one, other = dataset(root / "one", story), root / "other"
    first = build(one)
    for step in story.steps:
        before = published(one) if first.code == 0 else {}
        write(one, step)
        ran = build(one)
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(one, other, ignore=shutil.ignore_patterns("output"))
        full = build(other, "--full")
        assert (ran.code, ran.errors) == (full.code, full.errors)
        if ran.code == 0:
            assert published(one) == published(other)
            assert said(one) == said(other)
        elif first.code == 0:
            assert published(one) == before
        first = ran if ran.code == 0 else first
        yield ran


def assert_patches_are_full_builds(story: Story) -> None:
    with TemporaryDirectory() as folder, small():
        for ran in hold(story, Path(folder)):
            why = ran.err.partition("built in full: ")[2].partition("\n")[0]
            event(f"in full: {why}" if why else "patched")
            assert ran.code or why or "of them again" in ran.err  # what is built in full may have been validated before


@FEW
@given(stories())
def test_patches_give_what_full_builds_give(story: Story) -> None:
    assert_patches_are_full_builds(story)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(6))  # of the random numbers: six tests run beside each other
def test_more_patches_give_what_full_builds_give(start: int) -> None:
    seed(start)(settings(max_examples=25)(given(stories(5))(assert_patches_are_full_builds)))()
