"""A dataset with three proposals, and browsers to decide about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.curation.visitor import Visitor, review
from tests.links import reviews


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return reviews.dataset(tmp_path / "d")


@pytest.fixture
def visitor(root: Path) -> Visitor:
    """A browser that has been admitted."""
    found = Visitor(review(root))
    found.enter()
    return found
