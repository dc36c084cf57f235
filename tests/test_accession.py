"""Taking texts into the archive: what is empty is filled in, what stands there stays."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from lod.accession import fill_parts, fill_sources
from lod.archive import document
from lod.errors import Failed, LodError
from lod.passages import fill, rows

TEXT = "We met in Iquique – all of us.\n\nI joined in 1912.\nNo line feed at the end"
CONTENT = TEXT.encode()
SOURCES = "source_id,file,title,sha256,bytes,chars,lines\n"
PARTS = "part_id,source_id,char_start,char_end,line_from,line_to,label,speaker\n"
PASSAGES = "passage_id,source_id,char_start,char_end,line_from,line_to,digest,speaker\n"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A folder of tables with one source, not yet described; its text is beside it."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (tmp_path / "a.txt").write_bytes(CONTENT)
    (folder / "sources.csv").write_text(SOURCES + "005,a.txt,[Minutes],,,,\n", encoding="utf-8")
    (folder / "source_parts.csv").write_text(PARTS + "005-all,005,,,,,All,organization/editors\n", encoding="utf-8")
    (folder / "passages.csv").write_text(PASSAGES, encoding="utf-8")
    return folder


def test_a_source_gets_the_digest_and_the_sizes_of_its_file(facts: Path) -> None:
    assert fill_sources(facts / "sources.csv", "sources.csv", facts.parent) == 1
    sizes = f"{hashlib.sha256(CONTENT).hexdigest()},{len(CONTENT)},{len(TEXT)},4"
    assert (facts / "sources.csv").read_text(encoding="utf-8") == f"{SOURCES}005,a.txt,[Minutes],{sizes}\n"
    assert fill_sources(facts / "sources.csv", "sources.csv", facts.parent) == 0


def test_a_digest_that_stands_there_is_never_replaced(facts: Path) -> None:
    table = facts / "sources.csv"
    table.write_bytes((SOURCES + f'"005",a.txt,"[Minutes]",{"0" * 64},,,\r\n').encode())
    before = table.read_bytes()
    assert fill_sources(table, "sources.csv", facts.parent) == 0
    assert table.read_bytes() == before


def test_a_missing_file_and_one_that_is_no_text_are_named_and_nothing_is_written(facts: Path) -> None:
    table = facts / "sources.csv"
    table.write_text(SOURCES + "004,b.txt,,,,,\n005,a.txt,,,,,\n006,c.txt,,,,,\n", encoding="utf-8")
    (facts.parent / "c.txt").write_bytes(b"caf\xe9")
    before = table.read_bytes()
    with pytest.raises(Failed) as caught:
        fill_sources(table, "facts/sources.csv", facts.parent)
    assert [(e.code, str(e.place)) for e in caught.value.errors] == [("T201", "c.txt"), ("E610", "facts/sources.csv:2")]
    assert table.read_bytes() == before


@pytest.mark.parametrize(
    ("cells", "filled"),
    [
        (",,,", f"0,{len(TEXT)},1,4"),  # the whole document
        ("32,49,,", "32,49,3,3"),
        (",,3,4", ",,3,4"),  # lines are enough
        ("32,49,3,3", "32,49,3,3"),
        ("32,9999,,", "32,9999,,"),  # the check of the passages will say what is wrong
        ("32,,,", "32,,,"),
    ],
)
def test_a_part_gets_the_places_it_lacks(facts: Path, cells: str, filled: str) -> None:
    table = facts / "source_parts.csv"
    table.write_text(f"{PARTS}005-x,005,{cells},All,person/x\n006-x,006,,,,,Other,person/x\n", encoding="utf-8")
    assert fill_parts(table, "source_parts.csv", {"005": document("005", TEXT)}) == (cells != filled)
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[1:] == [f"005-x,005,{filled},All,person/x", "006-x,006,,,,,Other,person/x"]


def test_one_command_fills_all_three_tables(facts: Path) -> None:
    (facts / "passages.csv").write_text(PASSAGES + ",005,32,49,,,,\n", encoding="utf-8")
    changed = {"sources.csv": 1, "source_parts.csv": 1, "passages.csv": 1}
    assert fill(facts, "facts", facts.parent) == changed
    assert fill(facts, "facts", facts.parent) == dict.fromkeys(changed, 0)


def test_a_phrase_is_answered_with_a_row_that_the_table_takes(facts: Path) -> None:
    fill(facts, "facts", facts.parent)
    (row,) = rows(facts, "facts", facts.parent, "005", "i JOINED\nin 1912")
    assert row.startswith("p-005-000032-000048,005,32,48,3,3,")
    assert row.endswith(",organization/editors\n")
    (facts / "passages.csv").write_text(PASSAGES + row, encoding="utf-8")
    assert fill(facts, "facts", facts.parent)["passages.csv"] == 0
    assert rows(facts, "facts", facts.parent, "005", "we met in Valparaíso") == ()


def test_a_text_without_a_digest_cannot_be_searched(facts: Path) -> None:
    with pytest.raises(Failed, match=r"error\[E611\]: source 005 has no SHA-256 yet"):
        rows(facts, "facts", facts.parent, "005", "Iquique")


def test_a_row_fails_together_with_the_reason_why_its_text_could_not_be_read(facts: Path) -> None:
    fill(facts, "facts", facts.parent)
    (facts.parent / "a.txt").write_bytes(b"another text")
    (facts / "passages.csv").write_text(PASSAGES + ",005,32,49,,,,\n", encoding="utf-8")
    with pytest.raises(Failed) as caught:
        fill(facts, "facts", facts.parent)
    assert [error.code for error in caught.value.errors] == ["E601", "E610"]


@pytest.mark.parametrize("table", ["sources.csv", "source_parts.csv", "passages.csv"])
def test_a_missing_table_is_named(facts: Path, table: str) -> None:
    (facts / table).unlink()
    with pytest.raises((LodError, Failed), match=rf"facts/{table}: error\[C106\]"):
        fill(facts, "facts", facts.parent)
