"""`lod link` on a new dataset: from a build and a knowledge base to proposals, again and again."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from lod import linked, proposing, scaffold
from lod.config_file import load
from lod.links import sssom
from lod.links.cache import Cache
from lod.links.settings import of
from tests.dataset import lod

ITEMS = """qid\ttype\tlabel\taliases\tdescription\tdate1\tprec1\tdate2\tprec2\tcountry\tparty\tposition\tsource
Q101\tperson\tGeorge Odger\t\tBritish trade unionist\t1813\t9\t1877-03-04\t11\tUnited Kingdom\t\t\ttest
Q102\tperson\tWilliam Randal Cremer\tRandal Cremer\t\t1828-03-18\t11\t1908-07-22\t11\tUnited Kingdom\t\t\ttest
Q103\torganisation\tInternational Workingmen's Association\tFirst International\t\t1864\t9\t1876\t9\t\t\t\ttest
Q104\tother\tInternational Workingmen's Association\t\t\t\t\t\t\t\t\t\ttest
Q105\tperson\tJohann Eccarius\t\t\t1700\t9\t1750\t9\t\t\t\ttest
genid\tperson\tan unknown value\t\t\t\t\t\t\t\t\t\ttest
"""
PROPOSED = "mappings/wikidata.proposed.tsv"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("linking") / "mine"
    scaffold.new(root)
    ran = lod(root, "build", "--no-store")
    assert ran.code == 0, ran.err
    (root / "items.tsv").write_text(ITEMS, encoding="utf-8")
    return root


@pytest.fixture
def root(built: Path) -> Path:
    (built / PROPOSED).unlink(missing_ok=True)
    (built / "output" / proposing.JOURNAL).unlink(missing_ok=True)
    return built


def link(root: Path, *words: str) -> bytes:
    ran = lod(root, "link", "--kb", str(root / "items.tsv"), "--date", "2026-11-22", *words)
    assert ran.code == 0, ran.err
    return (root / PROPOSED).read_bytes()


def test_proposals_are_made_for_what_is_not_decided(root: Path) -> None:
    link(root)
    found = {
        (row.subject_id, row.object_id) for row in sssom.read((root / PROPOSED).read_text(), "x", decided=False).links
    }
    assert ("history:person/george-odger", "wd:Q101") in found
    assert ("history:organization/iwa", "wd:Q103") in found
    assert not any(subject == "history:person/karl-marx" for subject, _ in found)  # decided


def test_the_same_inputs_give_the_same_bytes_also_when_packed_or_on_another_day(root: Path) -> None:
    first = link(root)
    packed = root / "items.tsv.gz"
    packed.write_bytes(gzip.compress((root / "items.tsv").read_bytes()))
    ran = lod(root, "link", "--kb", str(packed), "--date", "2027-01-01")
    assert (ran.code, (root / PROPOSED).read_bytes()) == (0, first)


def test_the_file_of_decisions_is_not_touched(root: Path) -> None:
    file = root / "mappings" / "wikidata.sssom.tsv"
    before = file.read_bytes()
    link(root, "--again")
    assert file.read_bytes() == before


def test_an_interrupted_run_goes_on_to_the_same_bytes(root: Path) -> None:
    whole = link(root)
    (root / PROPOSED).unlink()

    def interrupt(step: str, done: int, total: int) -> None:
        if step == "comparing" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        proposing.run(load(root), [root / "items.tsv"], "2026-11-22", False, interrupt)
    assert not (root / PROPOSED).exists()
    found = proposing.run(load(root), [root / "items.tsv"], "2026-11-22", False, lambda *_: None)
    assert (found.resumed, (root / PROPOSED).read_bytes()) == (2, whole)


def test_answers_of_wikidata_are_compared_too(root: Path) -> None:
    asking = of(load(root))
    asking.cache.unlink(missing_ok=True)
    body = {"id": "Q777", "labels": {"en": {"language": "en", "value": "George Odger"}}}
    Cache(asking.cache, asking.shown).keep(
        {"Q777": {**body, "lastrevid": 7, "modified": "2026-01-01T00:00:00Z", "type": "item"}}
    )
    ran = lod(root, "link")
    asking.cache.unlink()
    assert ran.code == 0, ran.err
    assert "wd:Q777" in (root / PROPOSED).read_text()


def test_a_word_of_the_tables_that_cannot_be_read_is_told(root: Path) -> None:
    config = load(root)
    for wrong in (replace(config, linked={"human": ("h:Person",)}), replace(config, compared={"label": ("x:label",)})):
        with pytest.raises(Exception, match="C104"):
            linked.meaning(wrong)


def test_options_of_the_group_do_not_go_with_a_command(root: Path) -> None:
    ran = lod(root, "link", "--again", "review")
    assert (ran.code, "do not go with review" in ran.err) == (2, True)


def test_a_knowledge_base_that_is_cut_off_is_no_reason_to_write_half_a_file(root: Path) -> None:
    packed = root / "cut.tsv.gz"
    packed.write_bytes(gzip.compress((ITEMS * 50).encode())[:-20])
    ran = lod(root, "link", "--kb", str(packed))
    assert (ran.code, "error[L520]" in ran.err, (root / PROPOSED).exists()) == (3, True, False)


def test_rows_without_an_item_are_counted_and_nothing_else_is_an_error(root: Path) -> None:
    ran = lod(root, "link", "--kb", str(root / "items.tsv"))
    assert "rows of knowledge bases without an item, left out: 1\n" in ran.err
    (root / "names.tsv").write_text("qid\ttype\tlabel\n\tperson\tGeorge Odger\nQ\tperson\tKarl\n")
    ran = lod(root, "link", "--kb", str(root / "names.tsv"))
    assert ran.code == 3
    assert "error[L520]: the knowledge base names.tsv cannot be read: line 2 and all others have no qid" in ran.err
