"""The page of functions and the catalogue say the same, and every example is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lod.functions.catalogue import FUNCTIONS, ordered
from lod.functions.dates import normalize_date
from lod.functions.iris import KNOWN
from lod.functions.names import GREL

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "functions.md").read_text(encoding="utf-8")
PARTS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
ROWS = {  # IRI -> its namespace and the cells of its row
    (space := re.search(r"^Namespace: `(\S+)`", part, re.MULTILINE)[1]) + row.split("`")[1]: (space, row)  # type: ignore[index]
    for part in PARTS
    for row in re.findall(r"^(\| `[\w-]+` \| .+ \| .+ \| `.+\(.+\)` \| .+ \|)$", part, re.MULTILINE)
}


def cells(iri: str) -> list[str]:
    return [cell.strip() for cell in ROWS[iri][1].split(" | ")]


def full(iri: str, name: str) -> str:
    return (GREL if name.startswith("valueParam") else ROWS[iri][0]) + name


def test_the_page_lists_the_functions_of_the_catalogue() -> None:
    assert sorted(ROWS) == sorted(FUNCTIONS)


@pytest.mark.parametrize("iri", FUNCTIONS)
def test_the_page_names_the_parameters_of_a_function(iri: str) -> None:
    named = re.findall(r"(\[?)`(\w+)`", cells(iri)[1])
    assert [(full(iri, name), not optional) for optional, name in named] == [
        (parameter.iri, parameter.required) for parameter in FUNCTIONS[iri].parameters
    ]


@pytest.mark.parametrize("iri", FUNCTIONS)
def test_an_example_gives_what_the_page_says(iri: str) -> None:
    call, result = cells(iri)[3].strip("`"), cells(iri)[4].removesuffix(" |")
    name, _, inputs = call.removesuffix(")").partition("(")
    given = {full(iri, parameter): text for parameter, text in re.findall(r'(\w+)="([^"]*)"', inputs)}
    assert given
    assert FUNCTIONS[iri].name == name
    assert FUNCTIONS[iri].python(*ordered(FUNCTIONS[iri], given, None)) == (
        None if result == "*nothing*" else result.strip("`")
    )


def test_the_page_names_the_results_of_functions() -> None:
    for part in PARTS:
        found = re.search(r"^Namespace: `(\S+)`(.+?)^\|", part, re.MULTILINE | re.DOTALL)
        assert found is not None
        outputs = {output for iri in ROWS for output in FUNCTIONS[iri].outputs if ROWS[iri][0] == found[1]}
        assert {output.removeprefix(found[1]) for output in outputs} <= set(re.findall(r"`(\w+)`", found[2]))


def test_each_written_date_gives_what_the_page_says() -> None:
    table = PAGE.partition("### Written dates")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+`) \| (\S+) \|$", table, re.MULTILINE)
    assert len(rows) == 8
    for written, result in rows:
        for text in re.findall(r"`([^`]+)`", written):
            assert normalize_date(text, None) == (None if result == "*nothing*" else result.strip("`")), text


def test_the_page_lists_the_prefixes_that_are_known() -> None:
    table = PAGE.partition("| prefix | IRI |")[2].partition("\n## ")[0]
    assert dict(re.findall(r"^\| `(\w+)` \| `(\S+)` \|$", table, re.MULTILINE)) == KNOWN


def test_the_page_names_the_functions_that_do_not_run_in_the_database() -> None:
    sentence = re.search(r"^\* Most functions run inside the database\.(.+?)^##", PAGE, re.MULTILINE | re.DOTALL)
    assert sentence is not None
    named = set(re.findall(r"`([\w-]+)`", sentence[1]))
    dates = {
        row.split("`")[1] for space, row in ROWS.values() if row in PAGE.partition("## Dates")[2].partition("## N")[0]
    }
    assert {function.name for function in FUNCTIONS.values() if function.sql is None} == named | dates
