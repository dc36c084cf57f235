"""Files are read as they are kept, and what is wrong with them is said with its place."""

from __future__ import annotations

import gzip
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod.errors import LodError, NoSuchFile
from lod.sources.opening import (
    BrokenCompression,
    NotOneFile,
    UnknownEncoding,
    WrongEncoding,
    opened,
    opened_bytes,
    unpacked,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHECKED = {int(zstd.CompressionParameter.checksum_flag): 1}
TEXT = "id,name\r\n1,Šolochov 🦊\n"


def zipped(data: bytes, file: Path, *names: str) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)


WRITERS: dict[str, Callable[[Path, bytes], object]] = {
    "none": lambda file, data: file.write_bytes(data),
    "gzip": lambda file, data: file.write_bytes(gzip.compress(data)),
    "zstd": lambda file, data: file.write_bytes(zstd.compress(data, options=CHECKED)),
    "zip": lambda file, data: zipped(data, file, "inside/t.csv"),
}
ENDINGS = {"none": ".csv", "gzip": ".csv.gz", "zstd": ".csv.zst", "zip": ".ZIP"}


def read(file: Path, compression: str = "", encoding: str = "utf-8") -> str:
    with opened(file, "facts/t.csv", compression, encoding) as text:
        return text.read()


def fault(file: Path, compression: str = "", encoding: str = "utf-8") -> LodError:
    with pytest.raises(LodError) as caught:
        read(file, compression, encoding)
    return caught.value


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le", "gb18030"])
def test_a_text_is_read_whatever_it_is_packed_and_encoded_in(kind: str, encoding: str, tmp_path: Path) -> None:
    named, unnamed = tmp_path / f"t{ENDINGS[kind]}", tmp_path / "t"
    for file in (named, unnamed):
        WRITERS[kind](file, TEXT.encode(encoding))
    assert read(named, "", encoding) == TEXT
    assert read(unnamed, kind, encoding) == TEXT
    copy = unpacked(named, "t", "", encoding, tmp_path)
    assert copy.read_bytes() == TEXT.encode() or copy == named
    assert (copy == named) == (kind == "none" and encoding.startswith("utf-8"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_is_no_part_of_the_text(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(("\ufeff" + TEXT).encode(encoding))
    assert read(tmp_path / "t", "", encoding) == TEXT


def test_none_reads_a_file_as_it_is_whatever_its_ending(tmp_path: Path) -> None:
    (tmp_path / "t.gz").write_text("plain")
    assert read(tmp_path / "t.gz", "none") == "plain"


def test_several_packed_parts_are_read_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "t.gz").write_bytes(gzip.compress(b"a") + gzip.compress(b"b"))
    (tmp_path / "t.zst").write_bytes(zstd.compress(b"a") + zstd.compress(b"b"))
    assert read(tmp_path / "t.gz") == read(tmp_path / "t.zst") == "ab"


def test_the_bytes_of_a_packed_file_are_given_too(tmp_path: Path) -> None:
    (tmp_path / "t.gz").write_bytes(gzip.compress(b"\xff\x00"))
    with opened_bytes(tmp_path / "t.gz", "t.gz", "") as stream:
        assert stream.read() == b"\xff\x00"


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\ufeff")), st.sampled_from(["utf-8", "utf-16", "utf-32"])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_every_text_survives_packing(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "t.zst").write_bytes(zstd.compress(text.encode(encoding)))
    assert read(tmp_path / "t.zst", "", encoding) == text


def test_a_missing_file_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("x")
    found = fault(tmp_path / "peopel.csv")
    assert isinstance(found, NoSuchFile)
    assert found.advice == 'did you mean "people.csv"?'


@pytest.mark.parametrize(
    ("name", "advice"), [("utf8x", "did you mean"), ("base64", "usual are"), ("a\0b", "usual are")]
)
def test_an_unknown_encoding_is_refused(name: str, advice: str, tmp_path: Path) -> None:
    (tmp_path / "t").write_text("x")
    found = fault(tmp_path / "t", "", name)
    assert isinstance(found, UnknownEncoding)
    assert advice in found.advice


@pytest.mark.parametrize("kind", WRITERS)
def test_a_byte_of_another_encoding_is_found_with_its_line(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "t"
    WRITERS[kind](file, b"a\n" * 300_000 + "é".encode() + b"\xe9\n")
    found = fault(file, kind)
    assert isinstance(found, WrongEncoding)
    assert str(found) == (
        "facts/t.csv:300001: error[T221]: byte 600002 is not utf-8 (0xE9);"
        " save the file as utf-8, or name its encoding in the mapping"
    )


@pytest.mark.parametrize(("data", "encoding", "position"), [(b"ab\xc3", "utf-8", 2), (b"a\0b\0\0\xd8", "utf-16-le", 4)])
def test_a_character_cut_off_at_the_end_is_found(data: bytes, encoding: str, position: int, tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(data)
    found = fault(tmp_path / "t", "", encoding)
    assert isinstance(found, WrongEncoding)
    assert found.facts["position"] == position


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "idna"])
def test_an_encoding_that_names_no_byte_is_found_too(encoding: str, tmp_path: Path) -> None:
    """UTF-16 without its mark could be in either order of bytes."""
    file = tmp_path / "t.csv"
    file.write_bytes(b"id,name\n1,\xf1a\n")
    assert fault(file, encoding=encoding).code == "T221"


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zip"])
@pytest.mark.parametrize("broken", ["cut", "other", "empty", "flipped"])
def test_a_broken_packed_file_is_said_to_be_broken(kind: str, broken: str, tmp_path: Path) -> None:
    file = tmp_path / "t"
    WRITERS[kind](file, bytes(range(256)) * 4)
    data = file.read_bytes()
    middle = len(data) // 2 if kind != "zip" else 60
    flipped = data[:middle] + bytes(255 - b for b in data[middle : middle + 8]) + data[middle + 8 :]
    file.write_bytes({"cut": data[:-9], "other": b"plain text", "empty": b"", "flipped": flipped}[broken])
    found = fault(file, kind, "latin-1")
    assert isinstance(found, BrokenCompression)
    assert f"as {kind}" in found.message


@pytest.mark.parametrize(("names", "said"), [((), "no file"), (("a", "b"), "2 files: a, b")])
def test_a_zip_file_holds_exactly_one_file(names: tuple[str, ...], said: str, tmp_path: Path) -> None:
    zipped(b"x", tmp_path / "t.zip", *names)
    found = fault(tmp_path / "t.zip")
    assert isinstance(found, NotOneFile)
    assert said in found.message


def test_folders_and_what_a_mac_adds_do_not_count_in_a_zip_file(tmp_path: Path) -> None:
    zipped(b"x", tmp_path / "t.zip", "inside/", "inside/t.csv", "__MACOSX/inside/._t.csv")
    assert read(tmp_path / "t.zip") == "x"


def test_half_a_copy_does_not_stay(tmp_path: Path) -> None:
    (tmp_path / "t.gz").write_bytes(gzip.compress(b"a" * 1_000_000)[:-20])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(BrokenCompression):
        unpacked(tmp_path / "t.gz", "t.gz", "", "utf-8", scratch)
    assert not list(scratch.iterdir())


def test_copies_of_files_of_one_name_do_not_meet(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "t.csv.gz").write_bytes(gzip.compress(folder.encode()))
    copies = [unpacked(tmp_path / f / "t.csv.gz", "t", "", "utf-8", tmp_path) for f in ("a", "b")]
    assert [copy.read_text() for copy in copies] == ["a", "b"]
    assert all(copy.suffix == ".csv" for copy in copies)
