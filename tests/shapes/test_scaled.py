"""The published data, multiplied and spoilt -> both engines report the same, and every planted fault.

Read first: tests/bench/multiply.py, tests/bench/kinds.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from lod import workbench
from lod.errors import Failed
from lod.rdf.load import load
from lod.shapes import oracle, parse
from lod.shapes.literals import type_terms
from lod.shapes.model import Outcome, Result
from lod.shapes.run import run
from tests.bench.changes import Kind
from tests.bench.faults import Planted, alone, every
from tests.bench.kinds import JUDGED, KINDS
from tests.bench.multiply import SEED, line, multiply, one_copy, stamp
from tests.bench.seed import Seed, read, subset

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes.ttl"
SPACE = "https://w3id.org/polhist/shapes#"
OTHERS = tuple(k for k in KINDS if k not in JUDGED)
INFOS = 4  # of the dataset as it is; a copy has as many

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the dataset is not built: run lod build")


@pytest.fixture(scope="module")
def seed() -> Seed:
    return read(SEED)


def spoilt(seed: Seed, faults: Sequence[Planted], file: Path) -> Path:
    """Write the dataset with faults."""
    lines = {t: line(t) for t in seed.copied}
    file.write_text("".join(map(line, seed.shared)) + one_copy(lines, tuple(faults), 0), encoding="utf-8")
    return file


def with_sql(file: Path) -> Outcome:
    with workbench.create_for_files(file.parent) as bench:
        load(bench, [file])
        type_terms(bench)
        return run(bench, parse.read([SHAPES]))


def with_pyshacl(file: Path) -> Outcome:
    return oracle.validate(oracle.read_graph([file]), oracle.read_graph([SHAPES]))


def multiset(outcome: Outcome) -> Counter[tuple[str, ...]]:
    """What two engines must agree on; a shape without a name is told by the named shape that holds it."""

    def key(r: Result) -> tuple[str, ...]:
        source = r.source if r.source.startswith("<") else ""
        return r.severity, r.shape, source, r.focus, r.path, r.component, r.value

    return Counter(map(key, outcome.results))


def missed(outcome: Outcome, faults: Iterable[Planted]) -> list[str]:
    """The kinds that their shape did not report where it had to."""
    found = {(r.shape, r.focus) for r in outcome.results}
    wanted = ((f.kind.name, f"<{SPACE}{f.kind.shape}>", stamp(f.change.focus, 0)) for f in faults)
    return [name for name, shape, focus in wanted if (shape, focus) not in found]


def test_every_kind_of_fault_can_be_planted_together(seed: Seed) -> None:
    assert {f.kind.name for f in every(seed, JUDGED)} == {k.name for k in JUDGED}
    assert {f.kind.name for f in every(seed, OTHERS)} == {k.name for k in OTHERS}


def test_every_shape_has_a_kind_of_fault() -> None:
    targeted = {s.id.lexical.removeprefix(SPACE) for s in parse.read([SHAPES]).targeted}
    assert {k.shape for k in KINDS} == targeted


@pytest.mark.parametrize("kinds", [JUDGED, OTHERS], ids=["judged", "others"])
def test_each_planted_fault_is_reported_by_its_shape(seed: Seed, kinds: Sequence[Kind], tmp_path: Path) -> None:
    faults = every(seed, kinds)
    assert missed(with_sql(spoilt(seed, faults, tmp_path / "spoilt.nt")), faults) == []


@pytest.mark.slow
def test_the_engines_agree_on_the_dataset_with_every_fault(seed: Seed, tmp_path: Path) -> None:
    faults = every(seed, JUDGED)
    file = spoilt(seed, faults, tmp_path / "spoilt.nt")
    judged = with_pyshacl(file)
    assert missed(judged, faults) == []
    assert multiset(with_sql(file)) == multiset(judged)


@pytest.mark.slow
def test_the_engines_agree_on_a_hundred_thousand_triples_with_faults(tmp_path: Path) -> None:
    file = multiply(100_000, tmp_path / "spoilt.nt", JUDGED)
    assert multiset(with_sql(file)) == multiset(with_pyshacl(file))


@pytest.mark.slow
@pytest.mark.parametrize("kind", OTHERS, ids=lambda k: k.name)
def test_pyshacl_cannot_judge_the_other_kinds(seed: Seed, kind: Kind, tmp_path: Path) -> None:
    small = subset(seed, 10_000)
    fault = alone(small, kind)
    assert fault
    file = spoilt(small, [fault], tmp_path / "spoilt.nt")
    if kind.pyshacl == "fails":
        with pytest.raises(Failed, match="V903"):
            with_pyshacl(file)
    else:
        assert multiset(with_sql(file)) - multiset(with_pyshacl(file))


def test_copies_report_what_the_dataset_reports_and_no_more(tmp_path: Path) -> None:
    results = with_sql(multiply(100_000, tmp_path / "clean.nt")).results
    assert Counter(r.severity for r in results) == {"Info": 2 * INFOS}


def test_a_small_closed_subset_conforms(tmp_path: Path) -> None:
    assert {r.severity for r in with_sql(multiply(10_000, tmp_path / "small.nt")).results} <= {"Info"}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (multiply(100_000, tmp_path / name, KINDS) for name in ("a.nt", "b.nt"))
    assert first.read_bytes() == second.read_bytes()
