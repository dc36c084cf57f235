"""The one configuration: every key is read, and every mistake told with the line of its key."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from lod.config import FILE, Config
from lod.config_file import load
from lod.errors import Failed
from tests.dataset import copy, spoil


def mistakes(root: Path) -> list[str]:
    with pytest.raises(Failed) as caught:
        load(root)
    return str(caught.value).splitlines()


def test_the_configuration_of_the_small_dataset_is_read(tmp_path: Path) -> None:
    config = load(copy(tmp_path / "d"))
    assert (config.name, config.base, config.languages) == ("railway", "https://example.org/rail/", ("en", "es"))
    assert config.dumps == {
        "railway.ttl": ("network",), "links.nt": ("links",), "decisions.ttl": ("decisions",), "same-as.nt": ("same-as",)
    }  # fmt: skip
    assert (config.apart, config.tables) == (("same-as",), {"wikidata.csv": "linked_items"})
    assert [p.name.partition(".")[0] for p in config.files(config.mappings)] == [
        "decisions", "links", "network", "same-as"
    ]  # fmt: skip
    assert config.shown(config.path("mappings/x.ttl")) == "mappings/x.ttl"
    assert config.shown(Path("/elsewhere/x.ttl")) == "/elsewhere/x.ttl"


def test_every_key_is_documented(root: Path) -> None:
    text = (root / "docs/reference/configuration.md").read_text(encoding="utf-8")
    keys = {f.name for f in dataclasses.fields(Config)} - {"root"}
    assert {key for key in keys if f"`{key}`" not in text} == set()


LICENCE = 'licence = "https://creativecommons.org/publicdomain/zero/1.0/"'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("version =", "verson =", [
            '1: error[C105]: the configuration lacks the key "version"; it must be a text',
            '8: error[C103]: the configuration has no key "verson"; did you mean "version"?',
        ]),
        ('version = "1.0.0"', "version = 1", ['8: error[C104]: the configuration key "version" has the value 1; it must be a text']),
        (
            'languages = ["en", "es"]',
            'languages = "en"',
            ["7: error[C104]: the configuration key \"languages\" has the value 'en'; it must be a list of texts"],
        ),
        ("threads = 1", "threads = true", ['14: error[C104]: the configuration key "threads" has the value True; it must be a whole number']),
        (
            "[tool.lod.title]",
            'title = "A railway"\n[tool.lod.titles]',
            [
                '16: error[C104]: the configuration key "title" has the value \'A railway\'; it must be a table of texts',
                '17: error[C103]: the configuration has no key "titles"; did you mean "title"?',
            ],
        ),
        (LICENCE, "", ['1: error[C105]: the configuration lacks the key "licence"; it must be a text']),
        (LICENCE, 'licence = "CC0"', ["4: error[C104]: the configuration key \"licence\" has the value 'CC0'; it must be an absolute IRI"]),
        (
            "/rail/contact",
            "/rail contact",
            [
                '6: error[C104]: the configuration key "contact" has the value \'https://example.org/rail contact\'; it must be '
                "an absolute IRI"
            ],
        ),
        (
            'base = "https://example.org/rail/"',
            'base = "https://example.org/rail"',
            [
                '3: error[C104]: the configuration key "base" has the value \'https://example.org/rail\'; it must be an IRI that '
                "ends with / or #"
            ],
        ),
        (
            ', iri = "https://example.org/rail/publisher"',
            "",
            ['5: error[C104]: the configuration key "publisher" has the value \'\'; it must be a table with name and iri'],
        ),
        (
            '"2026-01-31"',
            '"2026-02-31"',
            ["9: error[C104]: the configuration key \"issued\" has the value '2026-02-31'; it must be a day, YYYY-MM-DD"],
        ),
        (
            "[tool.lod.title]\nen",
            "[tool.lod.title]\nEN",
            [
                '16: error[C104]: the configuration key "title" has the value \'EN\'; it must be written with language tags in '
                "lower case, such as en"
            ],
        ),
        ("threads = 1", 'memory = "lots"', ["14: error[C104]: the configuration key \"memory\" has the value 'lots'; it must be a size such as 1GB"]),
        ("threads = 1", 'engine = "spark"', ["14: error[C104]: the configuration key \"engine\" has the value 'spark'; it must be one of embedded, cluster"]),
        ("threads = 1", "jsonld = 0", ['14: error[C104]: the configuration key "jsonld" has the value 0; it must be true or false']),
        ("threads = 1", "master = 7077", ['14: error[C104]: the configuration key "master" has the value 7077; it must be a text']),
        (
            '"railway.ttl"',
            '"report.ttl"',
            [
                '24: error[C104]: the configuration key "dumps" has the value \'report.ttl\'; it must be names that no other '
                "published file has, ending in .ttl or .nt"
            ],
        ),
        (
            '["mappings/*.rml.ttl"]',
            "[]",
            ['12: error[C104]: the configuration key "mappings" has the value []; it must be a list with at least one pattern, such as mappings/*.rml.ttl'],
        ),
        (
            "mappings/*.rml.ttl",
            "/etc/*.ttl",
            [
                '12: error[C104]: the configuration key "mappings" has the value \'/etc/*.ttl\'; it must be a pattern such as '
                "mappings/*.rml.ttl, relative to this file"
            ],
        ),
        ("mappings/*.rml.ttl", "*.rml", ['12: error[C106]: there is no file "*.rml"; it names the RML files, e.g. mappings/*.rml.ttl']),
        ("ontology/terms.ttl", "ontology/term.ttl", ['10: error[C106]: there is no file "ontology/term.ttl"; did you mean "terms.ttl"?']),
        ('links = "mappings/wikidata.sssom.tsv"', 'links = "links.tsv"', ['13: error[C106]: there is no file "links.tsv"; known are mappings, ontology, pyproject.toml']),
        ("threads = 1", 'facts = "mappings/fact"', ['14: error[C106]: there is no file "mappings/fact"; did you mean "facts"?']),
        ('["network"]', '["netwerk"]', ['24: error[C106]: there is no file "netwerk.rml.ttl"; did you mean "network"?']),
        (
            'apart = ["same-as"]',
            'apart = ["network", "nothing"]',
            ['15: error[C104]: the configuration key "apart" has the value \'nothing\'; it must be the name of what a dump holds, because no other file will'],
        ),
        (
            '"wikidata.csv"',
            '"void.ttl"',
            [
                '30: error[C104]: the configuration key "tables" has the value \'void.ttl\'; it must be names that no other '
                "published file has, ending in .csv or .tsv"
            ],
        ),
        ('"linked_items"', '"linked_item"', ['30: error[C106]: there is no file "linked_item.sql"; did you mean "linked_items"?']),
        ("threads = 1", "threads = ", ["14:11: error[C102]: this is not TOML: Invalid value"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_the_line_of_its_key(old: str, new: str, expected: list[str], tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, FILE, old, new)
    assert mistakes(root) == [f"{FILE}:{line}" for line in expected]


@pytest.mark.parametrize("output", [".", "..", "mappings", "ontology", "ontology/questions/..", "/"])
def test_the_output_is_a_folder_of_its_own(output: str, tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, FILE, "threads = 1", f'output = "{output}"')
    expected = "it must be a folder of its own, because every build replaces it as a whole"
    assert mistakes(root) == [
        f"{FILE}:14: error[C104]: the configuration key \"output\" has the value '{output}'; {expected}"
    ]


def test_a_folder_without_configuration_is_told_how_to_get_one(tmp_path: Path) -> None:
    hint = "run the command in the folder of a dataset, make one with: lod new DIR, or name shapes with --shapes"
    assert mistakes(tmp_path) == [f"error[C101]: there is no [tool.lod] table in {tmp_path / FILE}; {hint}"]
    for text in ("[project]\nname = 'x'\n", "tool = 3\n", "[tool]\nlod = 3\n"):
        (tmp_path / FILE).write_text(text)
        assert mistakes(tmp_path) == [f"error[C101]: there is no [tool.lod] table in {FILE}; {hint}"]


def test_a_configuration_that_is_not_utf_8_is_told_with_the_byte(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"[tool.lod]\nname = '\xf1'\n")
    assert mistakes(tmp_path) == [f"{FILE}: error[T201]: byte 19 is not UTF-8 (0xF1); save the file as UTF-8"]


def test_a_key_is_found_in_its_own_table_only(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, FILE, "[tool.lod]\n", "[tool.other]\nversion = 1\n\n[tool.lod]\n")
    spoil(root, FILE, 'version = "1.0.0"', "version = 2")
    assert mistakes(root)[0].startswith(f"{FILE}:11: ")
