"""The reference says what the tables, the configuration and the published data say."""

from __future__ import annotations

import csv
import re
from dataclasses import fields
from pathlib import Path

import pyoxigraph
import pytest

from lod import config_wikidata
from lod.config import Config

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted((ROOT / "mappings" / "facts").glob("*.csv"))
REFERENCE = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.split(r"^##", REFERENCE.partition(f"# {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def described(title: str) -> dict[str, str]:
    """Column -> example (empty if none is given), in the order of the section."""
    cells = [line.split("|")[1:-1] for line in section(title).splitlines() if line.startswith("| `")]
    return {
        name.strip(" `"): example[0].strip().strip("`") if example[0].strip().startswith("`") else ""
        for name, _, *example in cells
        if example
    }


def test_the_reference_has_a_section_for_each_table() -> None:
    assert sorted(re.findall(r"^### (\S+\.csv)$", REFERENCE, re.MULTILINE)) == [t.name for t in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_the_reference_describes_each_column_and_its_examples_are_one_row_of_the_table(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    examples = described(table.name)
    claim = list(described("Claim columns")) if "#claim-columns" in section(table.name) else []
    assert [*examples, *claim] == header
    key = examples[header[0]]
    row = next((dict(zip(header, row, strict=True)) for row in rows if row[0] == key), None)
    assert row is not None, f"{table.name} has no row {key}"
    given = {column: example for column, example in examples.items() if example}
    assert given == {column: row[column] for column in given}


def test_the_reference_names_each_configuration_key() -> None:
    text = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")
    whole, _, part = text.partition("## Wikidata")
    keys, more = (re.findall(r"^\| `(\w+)` \|", one, re.MULTILINE) for one in (whole, part))
    assert sorted(keys) == sorted(field.name for field in fields(Config) if field.name != "root")
    assert set(more) == config_wikidata.KEYS


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.name)
def test_turtle_shown_on_a_page_is_published(page: Path) -> None:
    blocks = re.findall(r"^```turtle\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if not blocks:
        return
    published = {
        quad.triple
        for file in ("polhist.ttl", "statements.ttl", "links.nt", "decisions.ttl")
        for quad in pyoxigraph.parse(path=str(ROOT / "output" / file))
    }
    shown = {quad.triple for quad in pyoxigraph.parse("".join(blocks), format=pyoxigraph.RdfFormat.TURTLE)}
    assert {str(triple) for triple in shown - published} == set()


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)]*)\)", text):
        file, _, anchor = target.partition("#")
        other = (page.parent / file).resolve() if file else page
        assert other.exists(), f"{page.relative_to(ROOT)} links to {target}"
        if anchor:
            titles = re.findall(r"^#+ (.*)$", other.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert anchor in anchors, f"{page.relative_to(ROOT)} links to {target}"
