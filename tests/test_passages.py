"""Filling in passages.csv, and finding the offsets of a phrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.archive import Archive, document, text_digest
from lod.errors import DanglingId, Failed, UnknownColumn
from lod.passages import fill_passages, find

TEXT = (
    "Editor: the party met in Iquique.\n"
    "I joined in 1912. We printed a news-\npaper, “El Despertar de los Trabaja-\n\ndores”.\n"
    "The anarcho-syndicalists stayed away; the party met in Iquique.\n"
)
ARCHIVE = Archive({"005": document("005", TEXT)})
HEADER = "passage_id,source_id,char_start,char_end,line_from,line_to,digest,speaker\n"
PARTS = (
    "part_id,source_id,char_start,char_end,line_from,line_to,label,speaker\n"
    "005-all,005,,,1,6,All,organization/editors\n"
    "005-memoir,005,34,120,2,5,Memoir,person/luis-emilio-recabarren\n"
)


def test_a_row_with_offsets_only_is_completed(tmp_path: Path) -> None:
    table, parts = tmp_path / "passages.csv", tmp_path / "source_parts.csv"
    table.write_text(HEADER + ",005,34,51,,,,\n", encoding="utf-8")
    parts.write_text(PARTS, encoding="utf-8")
    assert fill_passages(table, parts, ARCHIVE) == 1
    expected = f"p-005-000034-000051,005,34,51,2,2,{text_digest(TEXT[34:51])},person/luis-emilio-recabarren\n"
    assert table.read_text(encoding="utf-8") == HEADER + expected


def test_a_row_with_an_identifier_only_is_completed(tmp_path: Path) -> None:
    table, parts = tmp_path / "passages.csv", tmp_path / "source_parts.csv"
    table.write_text(HEADER + "p-005-000000-000033,,,,,,,\n", encoding="utf-8")
    parts.write_text(PARTS, encoding="utf-8")
    assert fill_passages(table, parts, ARCHIVE) == 1
    assert f"005,0,33,1,1,{text_digest(TEXT[:33])},organization/editors" in table.read_text(encoding="utf-8")


def test_complete_rows_keep_their_bytes_and_the_order_stays(tmp_path: Path) -> None:
    table, parts = tmp_path / "passages.csv", tmp_path / "source_parts.csv"
    odd = '"p-005-000052-000060","005",52,60,9,9,"0000000000000000",person/x\n'
    table.write_text(HEADER + odd + ",005,0,33,,,,\n", encoding="utf-8")
    parts.write_text(PARTS, encoding="utf-8")
    assert fill_passages(table, parts, ARCHIVE) == 1
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[1] == odd
    assert lines[2].startswith("p-005-000000-000033,")


def test_all_rows_are_computed_anew_on_request(tmp_path: Path) -> None:
    table, parts = tmp_path / "passages.csv", tmp_path / "source_parts.csv"
    table.write_text(HEADER + "p-005-000034-000051,005,34,51,9,9,0000000000000000,person/x\n", encoding="utf-8")
    parts.write_text(PARTS, encoding="utf-8")
    assert fill_passages(table, parts, ARCHIVE, every=True) == 1
    assert ",34,51,2,2," in table.read_text(encoding="utf-8")
    assert fill_passages(table, parts, ARCHIVE, every=True) == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",005,34,9999,,,,", "E601"),
        (",005,51,34,,,,", "E601"),
        (",005,,,,,,", "E601"),
        (",006,0,4,,,,", "E601"),
        ("p-005-000034-000050,005,34,51,,,,", "E603"),
        (",005,0,33,,,,\n,005,0,33,,,,", "T206"),
    ],
)
def test_a_mistake_is_reported_and_nothing_is_written(tmp_path: Path, row: str, code: str) -> None:
    table, parts = tmp_path / "passages.csv", tmp_path / "source_parts.csv"
    before = f"{HEADER},005,34,40,,,,\n{row}\n"
    table.write_text(before, encoding="utf-8")
    parts.write_text(PARTS, encoding="utf-8")
    with pytest.raises(Failed) as caught:
        fill_passages(table, parts, ARCHIVE)
    assert [mistake.code for mistake in caught.value.errors] == [code]
    assert table.read_text(encoding="utf-8") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["passages.csv", "source_parts.csv"]


def test_a_table_without_a_column_is_refused(tmp_path: Path) -> None:
    table, parts = tmp_path / "passages.csv", tmp_path / "source_parts.csv"
    table.write_text("passage_id,source_id,char_start,char_end,line_from,line_to,sha,speaker\n", encoding="utf-8")
    parts.write_text(PARTS, encoding="utf-8")
    with pytest.raises(UnknownColumn):
        fill_passages(table, parts, ARCHIVE)


@pytest.mark.parametrize(
    "phrase",
    [
        "printed a newspaper",
        "printed  a\nnews-\npaper",
        "PRINTED A NEWSPAPER",
        'newspaper, "El Despertar',
        "Trabajadores",
    ],
)
def test_a_phrase_is_found_over_line_ends(phrase: str) -> None:
    (hit,) = find(ARCHIVE, "005", phrase)
    assert TEXT[hit.start : hit.end] == hit.text
    assert hit.id == f"p-005-{hit.start:06d}-{hit.end:06d}"
    assert (hit.line_from, hit.line_to) == ARCHIVE.documents["005"].lines(hit.start, hit.end)


def test_every_place_of_a_phrase_is_found() -> None:
    hits = find(ARCHIVE, "005", "the party met in Iquique.")
    assert [(hit.line_from, hit.text) for hit in hits] == [
        (1, "the party met in Iquique."),
        (6, "the party met in Iquique."),
    ]


@pytest.mark.parametrize("phrase", ["", " \n ", "the party met in Valparaíso"])
def test_a_phrase_that_is_not_there_has_no_place(phrase: str) -> None:
    assert find(ARCHIVE, "005", phrase) == ()


def test_an_unknown_source_is_named() -> None:
    with pytest.raises(DanglingId, match="nothing is called"):
        find(ARCHIVE, "05", "party")
