"""Small datasets are patched here as large ones are."""

from __future__ import annotations

import pytest

from lod import build


@pytest.fixture(autouse=True)
def _however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "LEAST", 0)
