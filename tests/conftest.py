"""What every test may ask for: the repository, the archived source texts, repeatable random examples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# No test may depend on luck or on the speed of the machine: the same examples every time, no deadline.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, print_blob=True)
# A search for new counter-examples: HYPOTHESIS_PROFILE=search pytest …
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def archive() -> Path:
    """The folder of the archived source texts, which are not part of the repository (LOD_ARCHIVE names it)."""
    folder = Path(os.environ.get("LOD_ARCHIVE", ROOT.parent / "shared" / "seeds"))
    if not folder.is_dir():
        pytest.skip("the archived source texts are not at hand: set LOD_ARCHIVE to their folder")
    return folder
