"""No path leads out of what is published, and one that names a thing names it however it is spelt."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import LodError
from lod.web import paths
from lod.web.files import Shelf

HOSTILE = (
    b"/..",
    b"/../etc/passwd",
    b"/id/../../etc/passwd",
    b"/%2e%2e/etc/passwd",
    b"/%2E%2e%2fetc/passwd",
    b"/..%2fpyproject.toml",
    b"/..%5cpyproject.toml",
    b"/..\\pyproject.toml",
    b"/./x",
    b"//example.com/",
    b"/id//x",
    b"/%00",
    b"/x%0d%0aset-cookie:%20a=b",
    b"/%7f",
    b"/%ff",
    b"/%c0%ae%c0%ae/",
    b"/%ed%a0%80",
    b"/%",
    b"/%4",
    b"/%zz",
    b"\xff",
    b"*",
    b"x",
)


@pytest.mark.parametrize("raw", HOSTILE)
def test_a_hostile_path_is_refused(raw: bytes) -> None:
    with pytest.raises(LodError) as caught:
        paths.clean(raw)
    assert caught.value.code == "H101"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (b"/", ""),
        (b"/id/person/x", "id/person/x"),
        (b"/id/person/x/", "id/person/x/"),
        (b"/id/person/Jos%c3%a9", "id/person/Jos%C3%A9"),
        ("/id/person/José".encode(), "id/person/Jos%C3%A9"),
        (b"/%69d/%7Ex", "id/~x"),
        (b"/a%2Fb", "a%2Fb"),
        (b"/a...b/...", "a...b/..."),
        ("/xn--bcher-kva/bücher".encode(), "xn--bcher-kva/b%C3%BCcher"),
    ],
)
def test_a_path_is_read_as_iris_write_it(raw: bytes, clean: str) -> None:
    assert paths.clean(raw) == clean


@given(st.binary(max_size=60))
def test_whatever_passes_stays_below_and_in_one_line(raw: bytes) -> None:
    try:
        path = paths.clean(b"/" + raw)
    except LodError:
        return
    assert path.isascii()
    assert not set(path) & set('\r\n\0 \\<>"')
    for spelling in paths.spellings(path):
        assert (Path("/published") / spelling).is_relative_to("/published")
        assert ".." not in spelling.split("/")
        assert paths.address("/" + spelling).isascii()


def test_nothing_outside_a_folder_is_found_in_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "inside").write_text("x")
    (folder / ".hidden").write_text("x")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "alias").symlink_to(folder / "inside")
    shelf = Shelf(folder.resolve())
    assert shelf.find("inside") == shelf.find("alias") == folder.resolve() / "inside"
    for name in ("../secret", str(tmp_path / "secret"), "link", ".hidden", "", "no", "a\0b", "x" * 5000):
        assert shelf.find(name) is None
