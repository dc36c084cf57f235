"""The cache is filled once, from where the work stopped, and everything then works from it alone."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lod.links import fetch
from lod.links.cache import Cache
from lod.links.entities import Entity
from lod.links.fetch import PAGES, SERVICE, SPARQL, USUAL, Fetched, Wanted, wanted
from tests.dataset import built, lod
from tests.links.conftest import Asking
from tests.standin.base import text

ALLENDE, CHILE = "Q440", "Q298"
KINDS = """
[tool.lod.linked]
place = ["ex:Station"]
[tool.lod.compared]
label = ["rdfs:label"]
"""


def entity(label: str, kind: str = "person", **more: object) -> Entity:
    return Entity(f"https://e.org/{label}", f"e:{label}", kind, (("es", label),), **more)  # type: ignore[arg-type]


def run(asking: Asking, what: Wanted, offline: bool = False) -> Fetched:
    cache = Cache(asking.settings.cache, asking.settings.shown)
    return fetch.fetch(cache, None if offline else asking.client(), what, lambda *_: None)


def items(*ids: str) -> Wanted:
    return Wanted(ids, (), ())


def test_what_is_fresh_is_not_asked_again(asking: Asking) -> None:
    what = wanted([entity("Salvador Allende"), entity("Chile", "place")], [], ("en", "es"))
    first = run(asking, what)
    assert (first.left, first.errors) == ([], [])
    asked = len(asking.server.asked)
    assert (run(asking, what).asked, len(asking.server.asked)) == (0, asked)


def test_candidates_of_each_way_are_in_the_cache(asking: Asking) -> None:
    asking.server.base.pages["eswiki:Chile"] = CHILE
    asking.server.base.extra[ALLENDE] = {"P214": [text("P214", "88974321")]}
    entities = [entity("Salvador Allende"), entity("Chile", "place"), entity("X", identifiers=(("P214", "88974321"),))]
    for way in (*USUAL, SPARQL, SERVICE):
        asking.settings.cache.unlink(missing_ok=True)
        assert run(asking, wanted(entities, [], ("es",), (way,))).left == []
        found = {kept.item.qid for kept in Cache(asking.settings.cache).everything()}
        assert (CHILE if way == PAGES else ALLENDE) in found, way


def test_pages_of_a_site_are_asked_for_in_one_batch(asking: Asking) -> None:
    asking.server.base.pages |= {"eswiki:Salvador Allende": ALLENDE, "eswiki:Chile": CHILE}
    pages = ("eswiki:Chile", "eswiki:Nadie", "eswiki:Salvador Allende")
    done = run(asking, Wanted((), pages, ()))
    kept = Cache(asking.settings.cache).items(pages)
    assert {page: one.item.qid for page, one in kept.items()} == dict(zip(pages, (CHILE, "", ALLENDE), strict=True))
    assert (done.left, len(asking.server.asked)) == ([], 1)


def test_a_page_of_which_a_batch_says_nothing_is_asked_for_alone(asking: Asking) -> None:
    asking.server.base.pages |= {"eswiki:Chile": CHILE, "eswiki:salvador allende": ALLENDE}
    asking.server.base.pages["eswiki:Salvador Allende"] = ALLENDE  # the title that the item says
    done = run(asking, Wanted((), ("eswiki:Chile", "eswiki:salvador allende"), ()))
    assert (done.left, len(asking.server.asked)) == ([], 2)
    assert (
        Cache(asking.settings.cache).items(["eswiki:salvador allende"])["eswiki:salvador allende"].item.qid == ALLENDE
    )


def test_a_network_that_fails_midway_leaves_what_was_fetched_and_lists_the_rest(asking: Asking) -> None:
    ids = list(asking.server.base.rows)[:180]
    asking.server.faults.after, asking.server.faults.stopped = 2, True
    done = run(asking, items(*ids))
    assert (done.kept, done.left) == (100, ids[100:])
    assert [error.code for error in done.errors] == ["L534"]
    asking.server.faults.stopped = False
    assert run(asking, items(*ids)).left == []
    assert [asked["ids"].count("|") + 1 for asked in asking.server.asked] == [50, 50, 50, 50, 30]


def test_searches_that_could_not_be_asked_are_listed(asking: Asking) -> None:
    asking.server.faults.after, asking.server.faults.stopped = 1, True
    done = run(asking, wanted([entity("Salvador Allende"), entity("Pablo Neruda")], [], ("es",), ("names", "words")))
    assert done.left[:3] == ["words P31=Q5 Salvador Allende", "names es Pablo Neruda", "words P31=Q5 Pablo Neruda"]
    assert ALLENDE in done.left


def test_without_a_network_nothing_is_asked(asking: Asking) -> None:
    what = wanted([entity("Salvador Allende")], [], ("es",))
    done = run(asking, what, offline=True)
    assert (asking.server.asked, done.kept, len(done.left)) == ([], 0, 3)
    run(asking, what)
    asked = len(asking.server.asked)
    assert (run(asking, what, offline=True).left, len(asking.server.asked)) == ([], asked)


def test_one_answer_that_is_no_entity_does_not_spoil_the_others(asking: Asking) -> None:
    asking.server.base.extra[ALLENDE] = {"P31": [{"snaktype": "nonsense", "property": "P31"}]}
    done = run(asking, items(CHILE, ALLENDE, "Q17"))
    assert (done.kept, done.left) == (2, [ALLENDE])
    assert [error.code for error in done.errors] == ["L530"]


def test_an_item_that_an_answer_leaves_out_is_asked_for_alone(asking: Asking) -> None:
    asking.server.faults.silent.add(CHILE)
    done = run(asking, items(CHILE, ALLENDE))
    assert (done.left, asking.server.asked[1]["path"]) == ([], f"/wiki/Special:EntityData/{CHILE}.json")


def test_a_dataset_is_fetched_and_its_cache_inspected(asking: Asking, tmp_path: Path) -> None:
    root = configured(built(tmp_path / "d"), asking)
    offline = lod(root, "link", "fetch", "--offline")
    assert (offline.code, asking.server.asked) == (0, [])
    assert "0 items fetched with 0 questions; 2" in offline.err
    asking.server.faults.passing = ["429long"]
    failed = lod(root, "link", "fetch")
    assert failed.code == 4
    assert "error[L534]" in failed.err
    done = lod(root, "link", "fetch", "--by", "names")
    assert (done.code, done.out) == (0, "")
    assert "; 0 left" in done.err
    shown = lod(root, "link", "cache")
    assert shown.code == 0
    assert shown.out.splitlines()[0].split() == ["what", "number", "of", "these", "stale"]
    assert (
        lod(root, "link", "cache", "--qid", "Q440").err
        == "Q440 is not in .cache/wikidata.sqlite; fetch it with: lod link fetch\n"
    )
    Cache(root / ".cache" / "wikidata.sqlite").keep(
        {"Q1": {"id": "Q440", "lastrevid": 7, "labels": {"es": {"value": "Allende"}}}}
    )
    one = lod(root, "link", "cache", "--qid", "Q1")
    assert one.code == 0
    assert one.err.startswith("Q1 is redirected to Q440, as of 20")
    assert "  Allende (es)\n" in one.err
    assert one.out.splitlines()[1].split()[0] == "7"


def configured(root: Path, asking: Asking) -> Path:
    """A dataset that asks the stand-in."""
    file = root / "pyproject.toml"
    lines = [f'{key} = "{value}"' for key, value in {"contact": "a@example.org", **asking.server.settings}.items()]
    file.write_text(
        "\n".join([file.read_text(encoding="utf-8"), "[tool.lod.wikidata]", *lines, KINDS, ""]), encoding="utf-8"
    )
    return root


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_run_that_is_stopped_goes_on_where_it_was(asking: Asking, tmp_path: Path, how: int, code: int) -> None:
    root = configured(built(tmp_path / "d"), asking)
    asking.server.faults.passing, asking.server.faults.pause = ["slow"] * 6, 0.15
    words = [sys.executable, "-m", "lod.cli", "--root", str(root), "link", "fetch", "--by", "names"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 30
        while len(asking.server.asked) < 4 and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(how)
        process.communicate(timeout=20)
    assert process.returncode == code
    before = [asked["search"] + asked["language"] for asked in asking.server.asked if "search" in asked]
    assert lod(root, "link", "fetch", "--by", "names").code == 0
    after = [asked["search"] + asked["language"] for asked in asking.server.asked if "search" in asked][len(before) :]
    assert len(before) >= 2
    assert len(set(before[:-1]) & set(after)) == 0  # only the last answer may have come too late to be kept


def test_nothing_goes_online_without_a_contact(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    said = lod(root, "link", "fetch")
    assert said.code == 3
    assert "error[L532]" in said.err


@pytest.mark.parametrize("languages", [("es",), ("en", "es", "pt")])
def test_names_are_looked_up_in_the_languages_of_the_dataset(languages: tuple[str, ...]) -> None:
    one = Entity("https://e.org/a", "e:a", "person", (("es", "Ana"), ("de", "Anna")), aliases=("Anita",))
    asked = [(q.language, q.text) for q in wanted([one], [], languages, ("names",)).questions]
    assert asked == [("es", "Ana"), *((tag, "Anna") for tag in languages), *((tag, "Anita") for tag in languages)]
