"""A validator of HTML finds nothing wrong with any kind of page.

Needs node and html-validate."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packages import HTML_RULES, HTML_VALIDATE
from tests.site import sites

NODE = shutil.which("node")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NODE is None, reason="there is no node"),
    pytest.mark.skipif(not HTML_VALIDATE.is_file(), reason="npm ci has not been run in tests/npm/"),
]


def validated(*pages: Path) -> subprocess.CompletedProcess[str]:
    """What the validator says of some pages."""
    command = [str(NODE), str(HTML_VALIDATE), "--config", str(HTML_RULES), "--formatter", "text", *map(str, pages)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def test_every_kind_of_page_is_valid() -> None:
    ran = validated(*(sites.of(page) / page for page in sites.KINDS))
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_pages_of_small_datasets_are_valid() -> None:
    for site in (sites.railway(), sites.starter()):
        ran = validated(*sites.html(site)[::3])
        assert (ran.returncode, ran.stdout + ran.stderr) == (0, ""), site


def test_the_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text("<!DOCTYPE html><html lang=en><head><title>x</title></head><body><ul><p>x</p></ul></body></html>")
    ran = validated(page)
    assert ran.returncode == 1
    assert "element-permitted-content" in ran.stdout
