"""Folder and rows of sources.csv -> the archived texts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lod.archive import Source, document, read_archive, text_digest
from lod.errors import Place

ROW = Place("mappings/facts/sources.csv", 2)


def test_a_text_is_kept_as_stored(tmp_path: Path) -> None:
    content = "Ñuñoa\r\n\r\nsecond\u2028line\n".encode()
    (tmp_path / "a.txt").write_bytes(content)
    archive = read_archive(tmp_path, [Source("001", "a.txt", hashlib.sha256(content).hexdigest(), ROW)])
    assert archive.mistakes == ()
    assert archive.documents["001"].text.encode() == content
    assert archive.documents["001"].lines(9, 20) == (3, 3)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    archive = read_archive(tmp_path, [Source("001", "a.txt", "0" * 64, ROW)])
    assert [mistake.code for mistake in archive.mistakes] == ["E610"]
    assert "a.txt, is missing" in archive.mistakes[0].message
    assert archive.documents == {}


def test_a_changed_file_is_named_with_both_digests(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"new")
    old = hashlib.sha256(b"old").hexdigest()
    archive = read_archive(tmp_path, [Source("001", "a.txt", old, ROW)])
    assert [mistake.code for mistake in archive.mistakes] == ["E610"]
    assert old in str(archive.mistakes[0])
    assert hashlib.sha256(b"new").hexdigest() in str(archive.mistakes[0])


def test_bytes_that_are_not_utf8_are_named_by_position(tmp_path: Path) -> None:
    content = b"caf\xe9 1968"
    (tmp_path / "a.txt").write_bytes(content)
    archive = read_archive(tmp_path, [Source("001", "a.txt", hashlib.sha256(content).hexdigest(), ROW)])
    assert [str(mistake) for mistake in archive.mistakes] == [
        "a.txt: error[T201]: byte 3 is not UTF-8 (0xE9); save the file as UTF-8"
    ]


def test_one_bad_file_does_not_hide_another(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"text")
    good = Source("002", "b.txt", hashlib.sha256(b"text").hexdigest(), ROW)
    archive = read_archive(tmp_path, [Source("001", "a.txt", "0" * 64, ROW), good])
    assert list(archive.documents) == ["002"]
    assert len(archive.mistakes) == 1


@given(st.text("ab\n\r\u2028", min_size=1), st.data())
def test_the_line_of_an_offset_counts_the_line_feeds_before_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert document("001", text).lines(start, end) == (text.count("\n", 0, start) + 1, text.count("\n", 0, end - 1) + 1)


@given(st.text())
def test_the_digest_is_the_start_of_the_sha256(text: str) -> None:
    assert hashlib.sha256(text.encode()).hexdigest().startswith(text_digest(text))
    assert len(text_digest(text)) == 16
