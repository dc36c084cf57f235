"""The compiled mapping against the slow oracle: quads and the rows behind them agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from lod import checks
from lod.config import load
from lod.mapping.model import Mapping
from lod.plan.compile import compile_plan
from lod.plan.rewrite import rewrite
from lod.sources.model import Table
from lod.workbench import create
from tests.rules import TABLES, VIEWS, compiled, interpreted, mappings, prepare

assert settings.default is not None
SOME = settings(max_examples=settings.default.max_examples // 2)  # a workbench takes 50 ms to make


@SOME
@given(mappings(), TABLES)
def test_the_compiled_mapping_states_what_the_oracle_states_for_the_same_rows(
    mapping: Mapping, tables: tuple[Table, ...]
) -> None:
    with create(None, threads=1) as bench:
        prepare(bench, mapping, tables, VIEWS)
        expected = interpreted(bench, mapping, tables)
        assert compiled(bench, rewrite(compile_plan(mapping))) == expected


@pytest.mark.parametrize("folder", ["tests/data/railway", "lod/starter", "."])
def test_engine_and_oracle_agree_on_every_quad_of_a_dataset(root: Path, folder: str) -> None:
    dataset = checks.read(load(root / folder))
    with create(None) as bench:
        checks.prepare(dataset, bench)
        expected = interpreted(bench, dataset.mapping, dataset.tables)
        stated = compiled(bench, rewrite(compile_plan(dataset.mapping)))
    assert stated.keys() == expected.keys()
    assert {quad for quad in stated if stated[quad] != expected[quad]} == set()
    assert stated
