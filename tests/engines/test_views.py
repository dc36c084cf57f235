"""Logical views in the engine state what the row-by-row interpreter states, whatever the fields and joins."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, note

from lod import map as mapper
from lod.mapping import interpret_views
from lod.mapping.interpret import interpret
from lod.mapping.model import View
from tests.mapping_strategies import SOME, nquad
from tests.view_strategies import Drawn, drawn


@SOME
@given(drawn())
def test_the_engine_states_the_rows_that_the_interpreter_makes(views: Drawn) -> None:
    note(views.rml)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, text in views.files.items():
            Path(name).write_text(text, encoding="utf-8", newline="")
        mapping = mapper.read([Path("m.ttl")], mapper.BASE)
        mapper.run([Path("m.ttl")], Path("out.nq"), mapper.Asked(threads=1), lambda _: None)
        found = Path("out.nq").read_text(encoding="utf-8").splitlines()
    sources = {v.on.path: v.on.key for v in mapping.views if not isinstance(v.on, View)}
    records = {key: views.records[path] for path, key in sources.items()}
    quads = interpret(mapping, interpret_views.records(mapping, records))
    assert sorted(found) == sorted({nquad(q.s, q.p, q.o, q.g) for q in quads})
