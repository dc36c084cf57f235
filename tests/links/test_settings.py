"""How Wikidata is asked stands in the configuration, and a mistake there is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod import scaffold
from lod.config_file import load
from lod.errors import Failed
from lod.links import settings


def dataset(folder: Path, more: str) -> Path:
    scaffold.new(folder / "mine")
    file = folder / "mine" / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    return folder / "mine"


def test_without_settings_wikidata_itself_would_be_asked_but_nobody_asks(tmp_path: Path) -> None:
    found = settings.of(load(dataset(tmp_path, "")))
    assert (found.contact, found.api) == ("", "https://www.wikidata.org/w/api.php")
    assert (found.shown, found.cache) == (".cache/wikidata.sqlite", tmp_path / "mine" / ".cache" / "wikidata.sqlite")
    assert (found.languages, found.wanted) == (("en",), ("en", "mul"))


def test_every_setting_can_be_changed(tmp_path: Path) -> None:
    more = """
[tool.lod.wikidata]
contact = "me@example.org"
cache = "kept/w.sqlite"
api = "http://127.0.0.1:8088/w/api.php"
"""
    found = settings.of(load(dataset(tmp_path, more)))
    assert (found.contact, found.shown, found.api) == (
        "me@example.org",
        "kept/w.sqlite",
        "http://127.0.0.1:8088/w/api.php",
    )
    assert found.agent.startswith("history-lod/")
    assert found.agent.endswith("(me@example.org)")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('contakt = "me@example.org"', "it must be a table with some of the keys api, cache, contact"),
        ('contact = "me"', "it must be a contact that is an e-mail address or the address of a page"),
        ('contact = "me@example.org\\r\\nHost: x"', "it must be a contact"),
        ('contact = "josé@example.org"', "it must be a contact"),
        ('api = "www.wikidata.org"', "it must be an address that begins with http:// or https://"),
        ('sparql = "file:///etc/passwd"', "it must be an address"),
        ("contact = 7", "it must be a table of texts"),
        ('cache = "output/w.sqlite"', "it must be a folder of its own"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, line: str, expected: str) -> None:
    with pytest.raises(Failed) as caught:
        load(dataset(tmp_path, f"\n[tool.lod.wikidata]\n{line}\n"))
    (said,) = str(caught.value).splitlines()
    assert said.startswith("pyproject.toml:")
    assert expected in said
