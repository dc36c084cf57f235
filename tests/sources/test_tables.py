"""CSV as RFC 4180 has it: what is written comes back, each row with its line, each mistake with its place."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import Failed
from lod.sources.model import Table, stem
from lod.sources.tables import check_slugs, parse, read

TEXT = st.text(st.characters(exclude_characters="\x7f\ufffe\uffff", exclude_categories=["Cc", "Cs"]))
CELL = st.one_of(st.sampled_from(["", "a", ",", '"', '""', "\n", "\r\n", "\r", "ñ", "😀", " ", "\ufeff", ";"]), TEXT)


def rows(text: str | bytes) -> dict[int, tuple[str, ...]]:
    """Line -> cells."""
    table = parse(text if isinstance(text, bytes) else text.encode(), "t.csv")
    return dict(zip(table.lines, table.rows, strict=True))


def mistakes(text: str | bytes) -> list[str]:
    with pytest.raises(Failed) as caught:
        rows(text)
    return str(caught.value).splitlines()


@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_a_spreadsheet_writes_comes_back_cell_by_cell(cells: list[tuple[str, str]], end: str, bom: bool) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    writer.writerows(cells)
    table = parse(out.getvalue().encode("utf-8-sig" if bom else "utf-8"), "t.csv")
    assert table.columns == ("a", "b")
    assert list(table.rows) == cells


@given(st.lists(st.sampled_from(["x", '"1\n2"', '"1\r\n2\r\n3"', '"\n"', '""""', "ñ"]), max_size=8), st.booleans())
def test_a_row_has_the_line_it_begins_on(cells: list[str], windows: bool) -> None:
    end = "\r\n" if windows else "\n"
    text = "a,b" + end + "".join(f"{cell},{n}{end}" for n, cell in enumerate(cells))
    for line, (_, n) in rows(text).items():
        before = text[: text.index(f",{n}{end}") - len(cells[int(n)])]
        assert line == before.replace("\r\n", "\n").count("\n") + 1


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\n1,2", "\ufeffa,b\n1,2\n", '"a","b"\n"1","2"\n'])
def test_line_ends_marks_and_quotes_make_no_difference(text: str) -> None:
    assert rows(text) == {2: ("1", "2")}


def test_an_empty_line_is_no_row_and_keeps_its_number() -> None:
    assert rows("a,b\n\n1,2\n\n\n3,4\n") == {3: ("1", "2"), 6: ("3", "4")}


def test_a_header_alone_is_an_empty_table() -> None:
    assert rows("a_id,b\n") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["t.csv:1: error[T202]: the table has no header row; the first line names the columns"]),
        ("\n\n", ["t.csv:1: error[T202]: the table has no header row; the first line names the columns"]),
        (b"a,b\n1,\xf1\n", ["t.csv:2: error[T201]: byte 6 is not UTF-8 (0xF1); save the file as UTF-8"]),
        (b"\xef\xbb\xbfa\n\xff", ["t.csv:2: error[T201]: byte 5 is not UTF-8 (0xFF); save the file as UTF-8"]),
        ("a,b,a\n", ['t.csv:1: error[T203]: two columns are called "a"; rename one of them']),
        ("Name,name\n", ['t.csv:1: error[T203]: two columns are called "name"; rename one of them']),
        ("a,,b\n", ["t.csv:1: error[T208]: column 2 has no name; name it, or take it out of every row"]),
        (
            "a,_row\n",
            ['t.csv:1: error[T209]: the name "_row" is taken: the workbench has it; call this column something else'],
        ),
        (
            "a,b\n1,2,3\n4\n",
            [
                "t.csv:2: error[T204]: this row has 3 fields, the header has 2; a comma inside a value needs quotes around "
                "the value",
                "t.csv:3: error[T204]: this row has 1 field, the header has 2; an empty field keeps its comma",
            ],
        ),
        (
            'a,b\n1,2\n"3,4\n5,6\n',
            [
                "t.csv:3: error[T205]: the quotes of this row do not close: unexpected end of data; a quote inside a quoted "
                'value is written ""'
            ],
        ),
        (
            'a,b\n"x"y,2\n',
            [
                "t.csv:2: error[T205]: the quotes of this row do not close: ',' expected after '\"'; a quote inside a quoted "
                'value is written ""'
            ],
        ),
        (
            "a,b\n1,x\x07\n",
            ["t.csv:2: error[T211]: this row holds the control character U+0007; type the text anew"],
        ),
        (
            "a_id,b\nx,1\n,2\nx,3\n",
            [
                "t.csv:3: error[T207]: the a_id of this row is empty; every row of a table has a key of its own",
                't.csv:4: error[T206]: the a_id "x" is already used in line 2; every row of a table has a key of its own',
            ],
        ),
    ],
)
def test_mistakes_are_told_together_each_with_its_line(text: str | bytes, expected: list[str]) -> None:
    assert mistakes(text) == expected


def test_a_key_that_names_a_thing_is_a_slug() -> None:
    keys = ["a", "b-c.d_e", "Q42", "-a", "a-", "ñ", "a b", "a/b", "1--2"]
    table = parse("".join(["a_id\n", *(f"{key}\n" for key in keys)]).encode(), "t.csv")
    assert [error.facts["key"] for error in check_slugs(table)] == ["-a", "a-", "ñ", "a b", "a/b"]


def test_a_cell_may_be_long() -> None:
    assert rows(f"a,b\n1,{'x' * 300_000}\n") == {2: ("1", "x" * 300_000)}


def test_a_table_whose_first_column_is_no_id_has_no_key() -> None:
    assert rows("name,x_id\na,1\na,1\n") == {2: ("a", "1"), 3: ("a", "1")}


def test_a_file_that_is_not_there_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("person_id\n")
    with pytest.raises(Failed) as caught:
        read(tmp_path / "person.csv", "facts/person.csv")
    expected = 'facts/person.csv: error[C106]: there is no file "facts/person.csv"; did you mean "persons.csv"?'
    assert str(caught.value) == expected
    assert read(tmp_path / "persons.csv", "facts/persons.csv").name == "persons"


def test_the_digest_is_that_of_the_bytes() -> None:
    assert parse(b"a\n", "t.csv").digest == hashlib.sha256(b"a\n").hexdigest()
    assert parse(b"a\r\n", "t.csv").digest != parse(b"a\n", "t.csv").digest


def test_records_are_cells_by_column() -> None:
    table = Table("facts/t.csv", "", ("a", "b"), (("1",), ("",)), (7,))
    assert list(table.records()) == [(7, {"a": "1", "b": ""})]
    assert (table.name, table.key, stem("x/y.sssom.tsv")) == ("t", "", "y")
