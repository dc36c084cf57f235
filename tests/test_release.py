"""Publishing a folder as a whole or not at all, whatever a build before left behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lod import release
from lod.errors import Failed
from tests.dataset import built, copy, lod, snapshot


def fill(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "data.nt").write_text(text)
    release.checksums(folder)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_finished_folder_takes_the_place_of_the_output(tmp_path: Path) -> None:
    output = fill(tmp_path / "output", "old")
    with release.staging(output) as folder:
        (folder / "data.nt").write_text("new")
        (folder / "sub").mkdir()
        release.publish(folder, output)
    assert (output / "data.nt").read_text() == "new"
    assert names(tmp_path) == ["output"]


def test_a_build_that_stops_leaves_nothing_behind(tmp_path: Path) -> None:
    output = fill(tmp_path / "output", "old")
    with pytest.raises(KeyboardInterrupt), release.staging(output):
        raise KeyboardInterrupt
    assert names(tmp_path) == ["output"]
    assert (output / "data.nt").read_text() == "old"


@pytest.mark.parametrize("published", [True, False])
def test_what_a_killed_build_left_is_cleared_or_put_back(tmp_path: Path, published: bool) -> None:
    output = tmp_path / "output"
    fill(tmp_path / ".output.next", "half")
    fill(tmp_path / ".output.old", "old")
    if published:
        fill(output, "new")
    with release.staging(output) as folder:
        assert names(folder) == []
        assert (output / "data.nt").read_text() == ("new" if published else "old")
    assert names(tmp_path) == ["output"]


def test_an_interruption_between_the_two_renames_puts_the_old_output_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = fill(tmp_path / "output", "old")
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if self.name == ".output.next":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), release.staging(output) as folder:
        release.publish(folder, output)
    assert (output / "data.nt").read_text() == "old"
    assert names(tmp_path) == ["output"]


def test_what_no_build_has_made_is_not_replaced(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    (root / "output").mkdir()
    assert lod(root, "build", "--no-store", "--no-validate").code == 0  # an empty folder is nobody's
    (root / "output/SHA256SUMS").unlink()
    before = snapshot(root / "output")
    ran = lod(root, "build")
    hint = "a build replaces this folder as a whole: move its files away, or name another output in the configuration"
    assert (ran.code, ran.errors) == (3, [f"error[S708]: no build has made what is in {root.resolve()}/output; {hint}"])
    assert snapshot(root / "output") == before
    assert [n for n in names(root) if n.startswith(".")] == []


def test_a_path_that_the_database_cannot_read_is_refused(tmp_path: Path) -> None:
    root = copy(tmp_path / "why?" / "d")
    ran = lod(root, "build")
    assert (ran.code, ran.errors[0][:50]) == (3, f"error[S712]: {root.resolve()}/output"[:50])
    assert not (root / "output").exists()


def test_a_file_in_the_place_of_the_output_is_not_replaced(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    (root / "output").write_text("mine")
    assert lod(root, "build").code == 3
    assert (root / "output").read_text() == "mine"


def test_only_one_at_a_time_may_hold_a_dataset(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.touch()
    with release.locked(file, file.name), pytest.raises(Failed) as caught, release.locked(file, file.name):
        pass
    assert "error[S702]" in str(caught.value)
    with release.locked(file, file.name):
        pass


def test_the_checksums_are_those_that_sha256sum_computes(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    checked = subprocess.run(
        ["sha256sum", "--strict", "--check", "SHA256SUMS"],
        cwd=root / "output",
        capture_output=True,
        text=True,
        check=True,
    )
    files = {p.name for p in (root / "output").iterdir() if p.is_file()} - {"SHA256SUMS"}
    assert {line.removesuffix(": OK") for line in checked.stdout.splitlines()} == files


def test_an_output_reached_through_a_link_is_replaced_where_it_is(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    (tmp_path / "elsewhere").mkdir()
    (root / "output").symlink_to(tmp_path / "elsewhere")
    assert lod(root, "build", "--no-store", "--no-validate").code == 0
    assert (root / "output").is_symlink()
    assert (tmp_path / "elsewhere/railway.nq").is_file()
