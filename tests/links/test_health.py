"""A link that has stopped being right is found, and one that is right is left alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from lod.links import health, neighbours
from lod.links.cache import DAY, Cache, Kept
from lod.links.candidates import from_item
from lod.links.entities import Entity, Named
from lod.links.health import Finding, called
from lod.links.model import CLOSE, EXACT, NO_TERM, NOT, Link
from lod.links.page import page
from lod.links.resemblance import share
from lod.links.wikibase import entity
from tests.dataset import built, lod
from tests.standin.base import Base, Json, Row

CHILE = Named("https://e.org/chile", ("Chile",), "Q298")
PERSON = Entity(
    "https://e.org/a", "e:a", "person", (("es", "Salvador Allende"),), starts=("1908-06-26",), ends=("1973-09-11",),
    active=("1970/1973",), countries=(CHILE,),
)  # fmt: skip
ALLENDE = Row("Q440", "person", "Salvador Allende", (), "", (("1908-06-26", 11), ("1973-09-11", 11)), "Chile")
BASE = Base({"Q440": ALLENDE, "Q298": Row("Q298", "place", "Chile")})


def link(qid: str, subject: str = "e:a", predicate: str = EXACT, modifier: str = "", line: int = 1) -> Link:
    object_id = qid if qid == NO_TERM else f"wd:{qid}"
    said = (subject, predicate, object_id, "semapv:ManualMappingCuration", Decimal("0.9"), "2026-11-21")
    return Link(*said, subject_label="ours", predicate_modifier=modifier, line=line)


def kept(body: Json, asked: str, age: float = 0.0) -> Kept:
    return Kept(entity(body, asked), age)


def known(row: Row = ALLENDE, asked: str = "") -> Mapping[str, Kept]:
    return {asked or row.qid: kept(Base({row.qid: row, "Q298": BASE.rows["Q298"]}).entity(row), asked or row.qid)}


def faults(links: list[Link], items: Mapping[str, Kept], ours: Entity = PERSON) -> list[str]:
    others = called(from_item(one.item) for one in items.values())
    return [one.fault for one in health.check([ours], links, items, others)]


def test_a_link_that_fits_is_left_alone() -> None:
    assert faults([link("Q440")], known()) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row("Q440", "party", "Salvador Allende", (), "", (), "Chile"), "type"),
        (Row("Q440", "person", "Harper Lee", (), "", (("1908", 9), ("1973", 9)), "Chile"), "label"),
        (Row("Q440", "person", "Salvador Allende", (), "", (("1874-01-01", 11), ("1973", 9)), "Chile"), "start"),
        (Row("Q440", "person", "Salvador Allende", (), "", (("1908", 9), ("1998", 9)), "Chile"), "end"),
        (Row("Q440", "person", "Salvador Allende", (), "", (("1908", 9), ("1973", 9)), "Peru"), "country"),
        (Row("Q440", "person", "Salvador Allende", (), "", (("", 0), ("1950", 9)), "Chile"), "life"),
    ],
)
def test_what_does_not_fit_is_named(row: Row, fault: str) -> None:
    row = row if row.country != "Peru" else Row(row.qid, row.type, row.label, (), "", row.dates, "Perú")
    base = Base({row.qid: row, "Q298": BASE.rows["Q298"], "Q419": Row("Q419", "place", "Perú")})
    assert fault in faults([link("Q440")], {"Q440": kept(base.entity(row), "Q440")})


@pytest.mark.parametrize(
    "dates", [(("1908-01-01", 9), ("1970", 8)), (("1900", 7), ("", 0)), (("1908-06", 10), ("", 0))]
)
def test_a_date_that_is_less_exact_is_no_conflict(dates: tuple[tuple[str, int], ...]) -> None:
    assert faults([link("Q440")], known(Row("Q440", "person", "Salvador Allende", (), "", dates, "Chile"))) == []


def test_an_item_that_is_gone_is_named() -> None:
    gone = {"Q440": kept({"id": "Q440", "missing": ""}, "Q440")}
    assert faults([link("Q440")], gone) == ["deleted"]
    assert faults([link("Q440", modifier=NOT)], gone) == []


def test_a_merged_item_proposes_the_new_one() -> None:
    items = known(ALLENDE, "Q9999")
    (found,) = health.check([PERSON], [link("Q9999")], items, called([]))
    assert (found.fault, found.proposed, found.conflict) == ("redirected", "Q440", True)


def test_an_item_that_was_merged_into_a_rejected_one_is_named() -> None:
    items = {**known(), **known(ALLENDE, "Q9999")}
    assert "rejected" in faults([link("Q9999"), link("Q440", modifier=NOT)], items)


def test_two_of_ours_on_one_item_are_named_after_a_merger_too() -> None:
    items = {**known(), **known(ALLENDE, "Q9999")}
    found = health.check([PERSON], [link("Q440"), link("Q9999", "e:b", line=2)], items, called([]))
    assert [(one.fault, one.subject, one.ours) for one in found if one.fault == "shared"] == [
        ("shared", "e:a", ("e:b",)),
        ("shared", "e:b", ("e:a",)),
    ]


def test_one_of_ours_on_two_items_is_named_unless_they_are_one() -> None:
    other = Row("Q777", "person", "Salvador Allende", (), "", ALLENDE.dates, "Chile")
    assert faults([link("Q440"), link("Q777", line=2)], {**known(), **known(other)}) == ["second", "second"]
    assert "second" not in faults([link("Q440"), link("Q9999", line=2)], {**known(), **known(ALLENDE, "Q9999")})


def test_a_link_of_another_kind_need_not_fit_but_its_item_must_be_there() -> None:
    lee = Row("Q440", "other", "Harper Lee", (), "", (("1700", 9),), "")
    assert faults([link("Q440", predicate=CLOSE)], known(lee)) == []
    assert faults([link("Q440", predicate=CLOSE)], {"Q440": kept({"missing": ""}, "Q440")}) == ["deleted"]


def test_what_is_not_in_the_cache_or_old_is_said_and_no_conflict() -> None:
    assert faults([link("Q440")], {}) == ["unknown"]
    old = {"Q440": kept(BASE.entity(ALLENDE), "Q440", age=20 * DAY)}
    (found,) = health.check([PERSON], [link("Q440")], old, called([]))
    assert (found.fault, found.conflict, found.theirs) == ("stale", False, ("20 days",))


def test_another_item_with_exactly_our_name_is_shown_unless_it_was_decided_about() -> None:
    alias = Row("Q440", "person", "Allende Gossens, Salvador", (), "", ALLENDE.dates, "Chile")
    other = Row("Q777", "person", "Salvador Allende", (), "", (), "")
    items = {**known(alias), **known(other)}
    assert faults([link("Q440")], items) == ["rival"]
    assert faults([link("Q440"), link("Q777", modifier=NOT)], items) == []


def beside(*rows: Row, different: Mapping[str, str]) -> neighbours.Beside:
    """What is known around items, some of which say that they are different from another."""
    claims = {one: {"P1889": [Base.item("P1889", other)]} for one, other in different.items()}
    base = Base({**BASE.rows, **{row.qid: row for row in rows}}, claims)
    items = {row.qid: entity(base.entity(row), row.qid) for row in rows}
    seen = neighbours.Seen([])
    for item in items.values():
        seen.note(item)
    return neighbours.beside(seen, [items["Q440"]], {}, lambda ids: [items[one] for one in ids])


def test_an_item_that_is_often_mixed_up_with_a_better_one_is_shown() -> None:
    linked = Row("Q440", "person", "Salvador Allende", (), "", (("1908", 9), ("", 0)), "Chile")
    better = Row("Q777", "person", "Salvador Allende", (), "", ALLENDE.dates, "Chile")
    worse = Row("Q778", "person", "Salvador Allende", (), "", (("1871", 9), ("", 0)), "Chile")
    items = known(linked)
    for different in ({"Q440": "Q777"}, {"Q777": "Q440"}):  # whichever of the two says so
        (found,) = health.check(
            [PERSON], [link("Q440")], items, called([]), beside(linked, better, different=different)
        )
        assert (found.fault, found.theirs, found.conflict) == ("different", ("Q777",), False)
    around = beside(linked, worse, different={"Q440": "Q778"})
    assert health.check([PERSON], [link("Q440")], items, called([]), around) == ()
    unsaid = beside(linked, better, different={})
    assert health.check([PERSON], [link("Q440")], items, called([]), unsaid) == ()


def test_an_item_that_was_judged_or_is_linked_elsewhere_and_fits_no_better_is_not_brought_up() -> None:
    same = Row("Q777", "person", "Salvador Allende", (), "", ALLENDE.dates, "Chile")
    around = beside(ALLENDE, same, different={"Q440": "Q777"})
    for links, expected in (
        ([link("Q440")], ["different"]),
        ([link("Q440"), link("Q777", modifier=NOT)], []),
        ([link("Q440"), link("Q777", predicate=CLOSE)], []),
        ([link("Q440"), link("Q777", "e:b")], []),
    ):
        found = health.check([PERSON], links, {**known(), **known(same)}, called([]), around)
        assert [one.fault for one in found if one.subject == "e:a"] == expected


def test_an_article_that_has_left_the_item_is_followed(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    states: tuple[dict[str, str], ...] = (
        {"eswiki": "Salvador Allende", "frwiki": "Allende"},
        {"eswiki": "Allende (banda)"},
        {},
    )
    for revision, pages in enumerate(states, 1):
        links = {site: {"site": site, "title": title} for site, title in pages.items()}
        cache.keep({"Q440": {**BASE.entity(ALLENDE), "lastrevid": revision, "sitelinks": links}})
    row = Row("Q777", "other", "Allende")
    moved = {"eswiki": {"site": "eswiki", "title": "Allende (banda)"}}
    cache.keep({"Q777": {**Base({"Q777": row}).entity(row), "sitelinks": moved}})
    items = cache.items(["Q440"])
    linked, seen = [one.item for one in items.values()], neighbours.Seen(["eswiki", "enwiki"])
    for one in cache.everything():
        seen.note(one.item)
    around = neighbours.beside(seen, linked, cache.earlier(linked), lambda _: ())
    (found,) = health.check([PERSON], [link("Q440")], items, called([]), around)
    assert (found.fault, found.theirs, found.proposed) == ("article", ("eswiki:Allende (banda)",), "Q777")
    assert not found.conflict
    assert Cache(tmp_path / "none.sqlite").earlier([items["Q440"].item]) == {}


def test_two_names_share_what_tells_things_apart() -> None:
    assert share(["PTR"], ["Partido de Trabajadores Revolucionarios"], False)
    assert share(["Mao Zedong"], ["Mao Zedong", "Mao Tsé-Tung"], True)
    assert share(["C. L. R. James"], ["CLR James"], True)
    assert not share(["Salvador Dalí"], ["Salvador Allende"], True)
    assert not share(["Chinese Civil War"], ["Vietnam War"], False)
    assert not share(["Socialist Party of Chile"], ["Socialist Party of Peru"], False)


def test_the_page_shows_what_others_wrote_as_text() -> None:
    shown = page("Links", "<b>", ("a", "b"), [("Q440 <script>alert(1)</script>", "P31 & 'x'")])
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert '<a href="https://www.wikidata.org/wiki/Q440" rel="noreferrer">Q440</a>' in shown
    assert "wiki/Property:P31" in shown


def test_every_finding_can_be_read() -> None:
    for fault in health.FAULTS:
        found = Finding(fault, "e:a", "A", "Q1", "B", ("1",), ("2",))
        assert len(health.row(found)) == len(health.HEAD)
        assert health.row(found)[-1]


def test_a_dataset_is_checked_from_its_cache_alone(tmp_path: Path, knowledge: Base) -> None:
    root = built(tmp_path / "d")
    linked = "Q4115189"
    unknown = lod(root, "link", "check")
    assert unknown.code == 0
    assert "could not be checked" in unknown.err
    cache = Cache(root / ".cache" / "wikidata.sqlite")
    cache.keep({linked: {"id": linked, "missing": ""}})
    shown = lod(root, "link", "check")
    assert shown.code == 1
    assert "deleted" in shown.out
    told = json.loads(lod(root, "link", "check", "--format", "json").out)
    assert (told["conflicts"], told["findings"][0]["item"]) == (1, linked)
    file = tmp_path / "links.html"
    assert lod(root, "link", "check", "--format", "html", "--output", str(file)).code == 1
    assert f"wiki/{linked}" in file.read_text(encoding="utf-8")
    cache.keep({linked: Base({linked: Row(linked, "other", "Coast line")}).entity(Row(linked, "other", "Coast line"))})
    assert lod(root, "link", "check").code == 0


PAIRS = """claimed_name	claimed_qid	status
Fidel Castro	Q440	wrong
Salvador Allende	Q440	ok
Salvador Allende Gossens	Q298	wrong
salvador allende	Q440	ok
Emma Goldman	Q999999998	unknown
"""


def test_the_measurement_counts_what_is_flagged(tmp_path: Path, root: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(PAIRS, encoding="utf-8")
    words = ["tests/bench/link_health.py", "--pairs", str(pairs), "--kb", "tests/data/wikidata.tsv"]
    said = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=True).stdout
    counts = json.loads(said)
    assert {status: (counts[status]["rows"], counts[status]["flagged"]) for status in ("wrong", "ok", "unknown")} == {
        "wrong": (2, 2),
        "ok": (2, 0),
        "unknown": (1, 0),
    }
    assert (counts["missed"], counts["false_alarms"]) == ([], [])


def test_ids_that_were_typed_from_memory_are_flagged(root: Path) -> None:
    folder = root.parent / "shared" / "wikidata"
    if not folder.is_dir():
        pytest.skip("the pairs are beside the repository, not in it")
    words = ["tests/bench/link_health.py", "--pairs", f"{folder}/mistyped_qids.tsv", "--kb", f"{folder}/kb.tsv.gz"]
    said = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=True).stdout
    counts = json.loads(said)
    assert counts["wrong"]["flagged"] == counts["wrong"]["rows"] > 0
    assert counts["false_alarms"] == []
