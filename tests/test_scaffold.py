"""`lod new` gives a dataset that builds at once, or nothing at all."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lod import build, checks, gate, query, scaffold
from lod.config import Config
from lod.config_file import load
from lod.console import step
from lod.errors import Failed

STARTER = Path(scaffold.__file__).parent / "starter"
FACTS = Path("mappings/facts")
OF_CLUSTERS = {"manifest.json", "_SUCCESS"}  # beside the parts of a dump that a cluster wrote


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A new dataset, built."""
    folder = tmp_path_factory.mktemp("scaffold") / "mine"
    scaffold.new(folder)
    config = load(folder)
    built = build.build(config, build.Options(archive=folder / "sources"), step)
    assert built.conforms, built.report
    return config


def test_a_new_dataset_is_the_starter_and_nothing_else(tmp_path: Path) -> None:
    scaffold.new(tmp_path / "a" / "mine")
    assert files(tmp_path / "a" / "mine") == files(STARTER)
    assert len(files(STARTER)) > 20


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    scaffold.new(tmp_path)
    assert files(tmp_path) == files(STARTER)


@pytest.mark.parametrize("name", ["notes.txt", ".git", "pyproject.toml"])
def test_a_folder_that_holds_something_is_refused_and_stays_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(Failed, match=rf"S705.*is not an empty folder: it holds {name}") as caught:
        scaffold.new(tmp_path)
    assert caught.value.exit_code == 3
    assert files(tmp_path) == {name: b"mine"}


@pytest.mark.parametrize("target", ["file", "file/below"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(Failed, match=r"S705.*file is a file"):
        scaffold.new(tmp_path / target)
    assert files(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("existed", [True, False])
def test_a_copy_that_stops_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException, existed: bool
) -> None:
    folder = tmp_path / "mine"
    if existed:
        folder.mkdir()

    def copy_half(source: Path, target: Path, ignore: object) -> None:
        (target / "mappings").mkdir(parents=True)
        (target / "pyproject.toml").write_bytes((source / "pyproject.toml").read_bytes())
        raise stop

    monkeypatch.setattr(shutil, "copytree", copy_half)
    with pytest.raises(type(stop)):
        scaffold.new(folder)
    assert folder.exists() is existed
    assert not existed or not any(folder.iterdir())


def test_the_starter_has_no_mistakes_and_no_violations(made: Config) -> None:
    checks.check(checks.read(made))
    report = (made.path(made.output) / "report.txt").read_text(encoding="utf-8")
    assert report.startswith("The data conform.\n0 violations, 0 warnings, 0 infos\n")


def test_every_claim_of_the_starter_is_supported(made: Config) -> None:
    said = gate.check(checks.read(made), made.root / "sources")
    assert said == "4 passages of 1 source, every claim supported"


def test_the_question_of_the_starter_has_the_expected_answer(made: Config) -> None:
    answer = query.ask(made, query.find(made, "members"))
    tails = [[query.plain(term, {}).removeprefix(made.base).removeprefix("id/") for term in row] for row in answer.rows]
    expected = (made.path(made.questions) / "members.expected.tsv").read_text(encoding="utf-8")
    assert [[cell.removeprefix("concept/") for cell in row] for row in tails] == [
        line.split("\t") for line in expected.splitlines()
    ]


def test_the_sizes_and_digests_of_the_starter_are_those_of_its_text() -> None:
    with (STARTER / FACTS / "sources.csv").open(encoding="utf-8", newline="") as table:
        (row,) = csv.DictReader(table)
    content = (STARTER / "sources" / row["file"]).read_bytes()
    text = content.decode("utf-8")
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert (row["bytes"], row["chars"]) == (str(len(content)), str(len(text)))
    assert row["lines"] == str(len(text.splitlines()))


def test_the_columns_of_the_starter_are_columns_of_the_tables_described() -> None:
    reference = (Path(__file__).parents[1] / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    for table in sorted((STARTER / FACTS).glob("*.csv")):
        section = reference.partition(f"### {table.name}\n")[2].partition("\n### ")[0]
        described = set(re.findall(r"^\| `(\w+)` \|", section + reference.partition("## Sources")[0], re.MULTILINE))
        header = table.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert set(header) <= described, table.name


def test_the_commands_of_its_readme_work(made: Config) -> None:
    for command in re.findall(r"^\$ lod (.*)$", (STARTER / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        done = subprocess.run(
            [sys.executable, "-m", "lod.cli", *command.split()], cwd=made.root, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def test_every_published_file_is_in_the_reference(made: Config) -> None:
    reference = (Path(__file__).parents[1] / "docs" / "reference" / "output.md").read_text(encoding="utf-8")
    published = {p.name + "/" * p.is_dir() for p in made.path(made.output).iterdir()} - {"history.ttl"}
    described = set(re.findall(r"^\| `([^`]+)` \|", reference, re.MULTILINE)) - {
        "polhist.ttl",
        "site/",
        *OF_CLUSTERS,
    }  # asked for only
    assert {name.replace("history.", "<name>.") for name in published} == {
        name for name in described if "/…" not in name and name not in {"def#…", "shapes#…"}
    }


@pytest.mark.slow
def test_a_wheel_contains_the_starter(tmp_path: Path) -> None:
    root = STARTER.parents[1]
    build_wheel = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(root),
    ]
    subprocess.run(build_wheel, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        inside = {n.removeprefix("lod/starter/") for n in packed.namelist() if n.startswith("lod/starter/")}
    assert inside == set(files(STARTER))
