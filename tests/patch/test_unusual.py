"""What a patch does not do: it takes plain edits, leaves all else to a full build, and changes nothing if it stops."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lod import workbench
from lod.patch import documents, made, numbers, parts, rows
from lod.patch.model import Unusual
from tests.dataset import Ran, lod, snapshot, spoil
from tests.edits import Story, dataset

PEOPLE, PLACES, CONTACTS = (f"mappings/facts/{name}.csv" for name in ("people", "places", "contacts"))
LINKS = "mappings/wikidata.sssom.tsv"
STORY = Story(
    "zstd",
    True,
    {
        "people": [
            ["ada", "Ada", "es", "1900", "lota", "http://x.example/1"],
            ["bo", 'B "Bo", y\nmás', "en", "", "lota", ""],
            ["cy", "Cy", "en", "1901-05", "quito", ""],
            ["di", "Di", "es", "", "quito", "http://x.example/1"],
        ],
        "places": [["lota", "Lota", "1", "chile"], ["quito", "Quito", "22", "ecuador"]],
        "contacts": [["ada", "bo", "a"], ["bo", "cy", "b"], ["ada", "bo", "a"]],
        "wikidata": [
            ["person:ada", "skos:exactMatch", "", "wd:Q1", "semapv:ManualMappingCuration", "1", "2026-01-31", ""],
            ["person:bo", "skos:exactMatch", "Not", "wd:Q2", "semapv:ManualMappingCuration", "0.9", "2026-01-31", "no"],
            ["person:cy", "skos:closeMatch", "", "wd:Q3", "semapv:ManualMappingCuration", "0.9", "2026-01-31", ""],
        ],
    },
    (),
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = dataset(tmp_path_factory.mktemp("release") / "town", STORY)
    ran = build(root)
    assert ran.code == 0, ran.err
    return root


@pytest.fixture
def town(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "town"))


def build(root: Path) -> Ran:
    return lod(root, "build", "--no-store")


def as_in_full(root: Path) -> bool:
    """Whether what has been published is what a full build publishes; builds it."""
    before = published(root)
    assert lod(root, "build", "--no-store", "--full").code == 0
    return published(root) == before


def published(root: Path) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(root / "output").items() if not name.startswith(".work/")}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (PEOPLE, "ada,Ada,es", "ada,Adela,es", "1 rows of people have changed, 6 quads"),
        (PEOPLE, "di,Di", "eva-2,Eva,,,lota,\ndi,Di", "1 rows of people have changed"),
        (PEOPLE, "1901-05", "1902-06-07", "1 rows of people have changed"),
        (PLACES, "quito,Quito,22,ecuador\n", "quito,Quito,22,ecuador\ncoronel,Coronel,3,chile\n", "1 rows of places"),
        (PLACES, "1,chile", "1,peru", "1 rows of places"),
        (CONTACTS, "ada,bo,a\nbo,cy,b\n", "bo,cy,b\n", "1 rows of contacts have changed, 0 quads"),
        (LINKS, "closeMatch", "exactMatch", "1 rows of wikidata have changed, 2 quads"),
        (LINKS, "\tNot\t", "\t\t", "1 rows of wikidata have changed, 3 quads"),
        (LINKS, "wd:Q3", "sssom:NoTermFound", "1 rows of wikidata have changed, 3 quads"),
        (LINKS, "0.9\t2026-01-31\t\n", "1\t2026-01-31\t\n", "1 rows of wikidata have changed, 0 quads"),
        (LINKS, "person:ada", "person:di", "1 rows of wikidata have changed, 6 quads"),
        (LINKS, "person:cy\tskos:closeMatch\t\twd:Q3\tsemapv:ManualMappingCuration\t0.9\t2026-01-31\t\n", "", "1 rows"),
    ],
)
def test_plain_edits_are_patched(town: Path, file: str, old: str, new: str, said: str) -> None:
    spoil(town, file, old, new)
    ran = build(town)
    assert ran.code == 0, ran.err
    assert said in ran.err
    assert "in full" not in ran.err
    assert as_in_full(town)


def test_nothing_changed_is_a_patch_too(town: Path) -> None:
    before = published(town)
    assert "no rows have changed, 0 quads" in build(town).err
    assert published(town) == before


def _damage(name: str) -> Callable[[Path], object]:
    def damage(root: Path) -> None:
        file = root / "output" / name
        file.write_bytes(file.read_bytes()[:-1])

    return damage


def _no_journal(root: Path) -> None:
    (root / "output" / workbench.FILE).write_bytes(b"no database")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda root: spoil(root, "mappings/rest.rml.ttl", "t:knows", "t:in"), "something else than tables"),
        (lambda root: spoil(root, "pyproject.toml", '"1.0.0"', '"1.0.1"'), "something else than tables"),
        (lambda root: spoil(root, "mappings/views/births.sql", "earliest", "latest AS earliest"), "something else"),
        (lambda root: spoil(root, "ontology/shapes.ttl", "minCount 1 ; sh:class", "minCount 2 ; sh:class"), "some"),
        (lambda root: (root / "mappings/facts/more.csv").write_text("a\n1\n"), "more.csv is new"),
        (lambda root: spoil(root, PLACES, "country\n", "land\n"), "places.csv has other columns"),
        (lambda root: spoil(root, PLACES, "lota,Lota,1,chile\n", "lota,Lota,1,chile\r"), "end in several ways"),
        (lambda root: spoil(root, PEOPLE, "ada,Ada,es", "bo,Ada,es"), "there are mistakes"),
        (lambda root: spoil(root, PEOPLE, "ada,Ada", "a da,Ada"), "there are mistakes"),
        (lambda root: spoil(root, PEOPLE, "1900", "19-00"), "there are mistakes"),
        (lambda root: spoil(root, CONTACTS, "bo,cy,b", "bo,nobody,b"), "a thing that nothing declares"),
        (lambda root: spoil(root, CONTACTS, "bo,cy,b", ",,b"), "a row states nothing"),
        (lambda root: spoil(root, PEOPLE, "1901-05,quito,", "1901-05,quito,urn:isbn:1"), "other prefixes can be used"),
        (lambda root: spoil(root, PEOPLE, "es,1900", "e s,1900"), "a term is none"),
        (_damage("town.nq.zst"), "town.nq.zst is not as it was published"),
        (_damage("residents.tsv.zst"), "residents.tsv.zst is not as it was published"),
        (_no_journal, "the workbench of the build before cannot be opened"),
    ],
)  # fmt: skip
def test_all_else_is_built_in_full(town: Path, change: Callable[[Path], object], why: str) -> None:
    before = published(town)
    change(town)
    damaged = published(town)
    ran = build(town)
    assert f"built in full: {why}" in " ".join(ran.err.split()) or why in ran.err, ran.err
    if ran.code == 0:
        assert as_in_full(town)
    else:
        assert ran.errors
        assert published(town) == damaged == before


def test_a_view_that_may_depend_on_the_order_of_rows_is_built_in_full(tmp_path: Path) -> None:
    root = dataset(tmp_path / "town", STORY)
    spoil(root, "mappings/views/births.sql", "SELECT person_id", "SELECT person_id, row_number() OVER () AS n")
    assert build(root).code == 0
    spoil(root, PEOPLE, "Cy", "Cyd")
    assert "in full" not in build(root).err
    spoil(root, PEOPLE, "ada,Ada", "eva-2,Eva,,,lota,\nada,Ada")
    assert "births.sql may depend on the order of rows" in " ".join(build(root).err.split())


def test_another_program_builds_in_full(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", "another")
    assert "something else than tables has changed" in build(town).err


def test_a_key_that_stands_in_another_part_of_the_file_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SIZE", 20)
    root = dataset(tmp_path / "town", STORY)
    assert build(root).code == 0
    spoil(root, PEOPLE, "di,Di", "ada,Di")
    ran = build(root)
    assert "built in full: a key stands twice" in " ".join(ran.err.split())
    assert "error[T206]" in ran.err


def test_a_patch_that_is_interrupted_changes_nothing(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(town / "output")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    spoil(town, PEOPLE, "Cy", "Cyd")
    with monkeypatch.context() as patched:
        patched.setattr(documents, "write", stopped)
        assert build(town).code != 0
    assert snapshot(town / "output") == before
    assert sorted(p.name for p in town.iterdir()) == ["mappings", "ontology", "output", "pyproject.toml"]
    ran = build(town)
    assert "in full" not in ran.err
    assert as_in_full(town)


def test_a_patch_that_fails_is_followed_by_a_full_build(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    spoil(town, PEOPLE, "Cy", "Cyd")
    monkeypatch.setattr(documents, "write", full)
    ran = build(town)
    assert (ran.code, "in full" in ran.err) == (0, True)
    assert as_in_full(town)


def test_a_long_journal_and_many_rows_are_built_in_full(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(town, PEOPLE, "Cy", "Cyd")
    with monkeypatch.context() as patched:
        patched.setattr(rows, "MOST", 0)
        assert "more than 0 rows have changed" in build(town).err
    spoil(town, PEOPLE, "Cyd", "Cy")
    monkeypatch.setattr(workbench, "journal_is_long", lambda _: True)
    assert "many changes have been added" in build(town).err


def test_where_there_is_no_room_between_two_numbers_a_full_build_makes_some() -> None:
    with workbench.create(None) as bench:
        bench.con.execute("CREATE TABLE term AS SELECT * FROM (VALUES (4, '<a>'), (6, '<c>'), (9, '<d>')) t(id, nt)")
        bench.con.execute('CREATE TABLE "kept.term" AS FROM term WHERE id <> 6')
        assert numbers.texts(bench, ["<0>", "<a>", "<b>", "<d>", "<e>"]) == (
            {"<a>": 4, "<d>": 9},
            {"<0>": 2, "<b>": 5, "<e>": 265},
        )
        with pytest.raises(Unusual, match="no room"):
            numbers.texts(bench, ["<b>", "<bb>"])


def test_parts_stand_wherever_they_are_moved_to() -> None:
    lines = [f"{n},a row\n".encode() for n in range(40)]
    with workbench.create(None) as bench:
        bench.con.execute("INSERT INTO row SELECT range, 1, range, '' FROM range(1, 41)")
        before = b"".join(lines)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(parts, "SIZE", 50)
            parts.save(bench, 1, before)
        known = parts.load(bench, 1)
        assert len(known) > 5
        assert parts.regions(before, known) == []
        for edited in (lines[1:], lines[:-1], [b"new\n", *lines], [*lines, b"new\n"], [*lines[:9], *lines[20:]], []):
            now = b"".join(edited)
            found = parts.regions(now, known)
            assert found
            kept = sum(part.length for part in known if not any(_is_in(part.line, r.first, r.last) for r in found))
            assert kept + sum(r.end - r.start for r in found) == len(now)
            assert not edited or kept > len(now) / 2


def _is_in(line: int, first: int, last: int) -> bool:
    return line >= first and (not last or line < last)


def test_what_a_build_is_made_of_is_told_by_the_bytes_of_its_files(town: Path) -> None:
    from lod.config_file import load

    config = load(town)
    first = made.digest(config)
    spoil(town, "mappings/views/births.sql", "_row FROM", "_row\nFROM")
    assert made.digest(config) != first
