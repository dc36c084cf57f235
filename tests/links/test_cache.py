"""What was fetched is kept by revision, with its age, by several writers at once, and whole even if one is killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lod.links.cache import DAY, BadCache, Cache, Contents
from lod.links.parts import BadAnswer

MISSING = {"id": "Q6", "missing": ""}


def body(qid: str, revision: int = 1, label: str = "x") -> dict[str, object]:
    labels = {"en": {"language": "en", "value": label}}
    return {"id": qid, "type": "item", "lastrevid": revision, "modified": f"r{revision}", "labels": labels}


def cache(folder: Path, now: list[float] | None = None) -> Cache:
    clock = now or [1e9]
    return Cache(folder / ".cache" / "wikidata.sqlite", now=lambda: clock[0])


def test_an_item_is_found_by_what_was_asked_for_and_by_its_id(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    kept.keep({"Q32063953": body("Q1040"), "Q6": MISSING, "eswiki:Karlsruhe": body("Q1040")})
    found = kept.items(["Q32063953", "Q6", "eswiki:Karlsruhe", "Q7"])
    assert {asked: (one.item.qid, one.item.redirected, one.item.missing) for asked, one in found.items()} == {
        "Q32063953": ("Q1040", True, False),
        "Q6": ("Q6", False, True),
        "eswiki:Karlsruhe": ("Q1040", False, False),
    }


def test_a_newer_revision_stands_beside_the_older_and_is_the_one_found(tmp_path: Path) -> None:
    now = [1e9]
    kept = cache(tmp_path, now)
    kept.keep({"Q440": body("Q440", 7, "Allende")})
    now[0] += 100
    kept.keep({"Q440": body("Q440", 9, "Salvador Allende")})
    assert kept.items(["Q440"])["Q440"].item.labels == {"en": "Salvador Allende"}
    assert [(r.revision, r.fetched, r.modified) for r in kept.revisions("Q440")] == [
        (7, 1e9, "r7"),
        (9, 1e9 + 100, "r9"),
    ]
    assert kept.revisions("Q441") == ()


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (14 * DAY - 1, True), (14 * DAY, False), (-5, False)])
def test_an_item_is_fresh_for_two_weeks(tmp_path: Path, age: float, fresh: bool) -> None:
    now = [1e9]
    kept = cache(tmp_path, now)
    kept.keep({"Q440": body("Q440")})
    now[0] += age
    assert (kept.items(["Q440"])["Q440"].age, kept.items(["Q440"])["Q440"].fresh) == (age, fresh)


@pytest.mark.parametrize(("age", "fresh"), [(DAY - 1, True), (DAY, False)])
def test_a_search_is_fresh_for_a_day_and_one_without_result_is_kept_too(
    tmp_path: Path, age: float, fresh: bool
) -> None:
    now = [1e9]
    kept = cache(tmp_path, now)
    kept.keep_answer("es:Allende", ["Q440", "Q2"])
    kept.keep_answer("es:Nobody", [])
    now[0] += age
    first, second = kept.answer("es:Allende"), kept.answer("es:Nobody")
    assert first
    assert second
    assert (first.found, first.fresh, second.found) == (("Q440", "Q2"), fresh, ())
    assert kept.answer("es:Never asked") is None


def test_everything_is_each_item_once_in_the_order_of_numbers(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    kept.keep({f"Q{n}": body(f"Q{n}") for n in range(250, 0, -1)} | {"Q999": body("Q9", 1), "Q6000": MISSING})
    found = [one.item for one in kept.everything()]
    assert [one.qid for one in found] == [f"Q{n}" for n in range(1, 251)]
    assert not any(one.redirected for one in found)


def test_nothing_is_kept_when_one_body_is_no_entity(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    with pytest.raises(BadAnswer):
        kept.keep({"Q1": body("Q1"), "Q2": {"error": {"code": "maxlag"}}})
    assert not kept.file.exists()


def test_contents_are_counted(tmp_path: Path) -> None:
    now = [1e9]
    kept = cache(tmp_path, now)
    assert kept.contents() == Contents(*[0] * 11)
    kept.keep({"Q1": body("Q1", 1), "Q2": body("Q1", 1), "Q6": MISSING, "eswiki:A": body("Q1", 1)})
    kept.keep_answer("es:A", [])
    now[0] += 15 * DAY
    kept.keep({"Q1": body("Q1", 2)})
    size = kept.file.stat().st_size
    assert kept.contents() == Contents(1, 2, 1, 1, 4, 3, 1, 1, 15 * DAY, 0, size)


def test_reading_makes_no_file(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    assert (kept.items(["Q1"]), list(kept.everything()), kept.answer("x"), kept.revisions("Q1")) == ({}, [], None, ())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"no database" * 100, b"SQLite format 3\0" + b"x" * 5000])
def test_a_file_that_is_no_cache_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "c.sqlite"
    file.write_bytes(data)
    with pytest.raises(BadCache, match=r"the cache c\.sqlite cannot be read"):
        Cache(file).items(["Q1"])
    assert file.read_bytes() == data


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite"
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE entity (x)")
    other.close()
    with pytest.raises(BadCache, match="something else"):
        Cache(file).keep({"Q1": body("Q1")})


def test_a_cache_of_a_later_form_is_left_alone(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    kept.keep({"Q1": body("Q1")})
    later = sqlite3.connect(kept.file)
    later.execute("PRAGMA user_version = 2")
    later.close()
    with pytest.raises(BadCache, match="the form 2, not 1"):
        kept.items(["Q1"])


def test_a_body_that_was_damaged_is_said_to_be(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    kept.keep({"Q1": body("Q1")})
    damaged = sqlite3.connect(kept.file, isolation_level=None)
    damaged.execute("UPDATE entity SET body = substr(body, 1, 30)")
    damaged.close()
    with pytest.raises(BadCache):
        kept.items(["Q1"])


WRITER = """
import sys
from pathlib import Path
from lod.links.cache import Cache
kept = Cache(Path(sys.argv[1]))
for n in range(60):
    many = {f"Q{sys.argv[2]}{n:02}{m}": {"id": f"Q{sys.argv[2]}{n:02}{m}", "lastrevid": n} for m in range(3)}
    kept.keep(many)
    print(n, flush=True)
"""


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(file), name], stdout=subprocess.DEVNULL) for name in "12"
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert Cache(file).contents().items == 2 * 60 * 3


def test_a_writer_that_is_killed_leaves_whole_entries(tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite"
    for round in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), str(round + 1)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        for _ in range(3 + 4 * round):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=20)
        numbers = sorted(kept.item.qid[:-1] for kept in Cache(file).everything())
        assert all(numbers.count(number) == 3 for number in numbers)  # a transaction, or nothing of it


def test_a_transaction_that_was_cut_off_is_undone_by_who_only_reads(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    kept.keep({"Q1": body("Q1", 1, "whole")})
    cut = """
import os, sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("PRAGMA cache_size = 1")
store.execute("BEGIN IMMEDIATE")
store.execute("DELETE FROM asked")
for n in range(2000):
    store.execute("INSERT INTO search VALUES (?, 0, ?)", [str(n), "x" * 2000])
os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", cut, str(kept.file)], check=False).returncode == 9
    assert kept.file.with_name(kept.file.name + "-journal").exists()
    assert kept.items(["Q1"])["Q1"].item.labels == {"en": "whole"}
    assert kept.contents().searches == 0
