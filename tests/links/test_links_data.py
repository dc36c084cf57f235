"""The links as curated: every decision has its evidence, and the known confusions stay settled."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from lod.links.model import EXACT, NO_TERM, NOT, Link, LinkSet
from lod.links.sssom import decode, read, write
from lod.sources import tables

ROOT = Path(__file__).parents[2]
FILE = "mappings/wikidata.sssom.tsv"
MISTYPED = ROOT.parent / "shared/wikidata/mistyped_qids.tsv"
KINDS = {"persons": "person", "organizations": "organization", "places": "place"}
KINDS |= {"events": "event", "elections": "event", "works": "work", "offices": "office"}
EVIDENCE = re.compile(r"Sources: \S.*; \S|Source: \S.* Fact: \S")
COLUMNS = (
    "subject_id subject_label predicate_id predicate_modifier object_id object_label mapping_justification confidence "
    "author_id author_label reviewer_id mapping_date mapping_tool match_string comment"
)


@cache
def curated() -> LinkSet:
    return read(decode((ROOT / FILE).read_bytes(), FILE), FILE)


@cache
def labels() -> dict[str, str]:
    return {
        f"polhist:{kind}/{cells[table.key]}": cells["label_en"]
        for name, kind in KINDS.items()
        for table in [tables.read(ROOT / f"mappings/facts/{name}.csv", f"mappings/facts/{name}.csv")]
        for _, cells in table.records()
    }


def found() -> dict[str, str]:
    return {link.subject_id: link.object_id for link in curated().links if link.published}


def rejected() -> set[tuple[str, str]]:
    return {(link.subject_id, link.object_id) for link in curated().links if link.predicate_modifier == NOT}


def test_the_file_is_in_canonical_form_and_order() -> None:
    assert write(curated()) == (ROOT / FILE).read_text("utf-8")
    assert curated().columns == tuple(COLUMNS.split())
    keys = [(link.subject_id, link.object_id) for link in curated().links]
    assert keys == sorted(keys)


def test_every_subject_is_in_the_tables_under_that_label() -> None:
    assert {k.subject_id: k.subject_label for k in curated().links}.items() <= labels().items()


def test_every_published_link_names_two_sources_or_one_and_a_fact() -> None:
    published = [link for link in curated().links if link.published]
    assert [link.subject_id for link in published if not EVIDENCE.match(link.comment)] == []
    assert len(published) > 180


def test_every_other_decision_says_why() -> None:
    def reason(link: Link) -> str:
        if link.object_id == NO_TERM:
            return r"(Item expected|Item uncertain|Plausibly no item): .*none found"
        return r"(Sources?: .*)?Rejected: \S" if link.predicate_modifier else r"Sources?: \S"

    silent = [k for k in curated().links if not k.published and not re.match(reason(k), k.comment)]
    assert silent == []


def test_comments_are_short() -> None:
    assert [link.line for link in curated().links if len(link.comment) > 200] == []


def test_no_item_stands_for_two_entities_nor_two_items_for_one() -> None:
    pairs = [(link.subject_id, link.object_id) for link in curated().links if link.published]
    assert len({s for s, _ in pairs}) == len({o for _, o in pairs}) == len(pairs)


def test_nothing_is_both_found_and_not_found() -> None:
    absent = {link.subject_id for link in curated().links if link.object_id == NO_TERM}
    assert absent & found().keys() == set()


@pytest.mark.skipif(not MISTYPED.exists(), reason="the list of mistyped items is not part of the repository")
def test_no_mistyped_item_is_used_for_its_label() -> None:
    with MISTYPED.open(encoding="utf-8") as lines:
        wrong = {(r["claimed_name"], f"wd:{r['claimed_qid']}") for r in csv.DictReader(lines, delimiter="\t")}
    used = {
        (name, k.object_id)
        for k in curated().links
        if not k.predicate_modifier
        for name in (k.subject_label, k.object_label)
    }
    assert wrong & used == set()


@pytest.mark.parametrize(
    ("subject", "item"),
    [
        ("person/augusto-pinochet", "Q368"),
        ("person/clotario-blest", "Q428254"),
        ("person/jose-antonio-kast", "Q5937916"),
        ("person/jeannette-jara", "Q110103620"),
        ("person/eduardo-frei-montalva", "Q475"),
        ("person/gabriel-boric", "Q16297876"),
        ("person/jorge-alessandri", "Q576"),
        ("person/michelle-bachelet", "Q320"),
        ("person/ricardo-lagos", "Q331"),
        ("person/salvador-allende", "Q440"),
        ("person/sebastian-pinera", "Q306"),
        ("organization/fit-u", "Q598744"),
        ("place/antofagasta", "Q3612"),
        ("place/antofagasta-region", "Q2118"),
        ("place/santiago", "Q2887"),
        ("place/valparaiso", "Q33986"),
    ],
)
def test_the_links_the_questions_need_are_there(subject: str, item: str) -> None:
    assert found()[f"polhist:{subject}"] == f"wd:{item}"


@pytest.mark.parametrize(
    ("subject", "item"),
    [
        ("organization/mir", "Q7318809"),
        ("organization/mir", "Q1951202"),
        ("organization/up", "Q18417007"),
        ("organization/up", "Q20855700"),
        ("organization/frente-amplio", "Q1066799"),
        ("organization/podemos", "Q3181274"),
        ("organization/partido-obrero", "Q657089"),
        ("organization/pr-chile", "Q1549779"),
        ("organization/ps-chile", "Q428641"),
        ("organization/pc-chile", "Q3366524"),
        ("person/antonio-gramsci", "Q5593"),
        ("person/luis-zamora", "Q4838698"),
        ("work/alliance-progress", "Q4732394"),
        ("event/operation-condor", "Q4491396"),
        ("place/antofagasta", "Q2118"),
        ("place/antofagasta", "Q94552"),
        ("place/antofagasta", "Q54832124"),
        ("place/santiago", "Q188002"),
        ("place/santiago", "Q45632"),
        ("place/valparaiso", "Q184345"),
        ("place/huachipato", "Q1023191"),
        ("place/korea", "Q884"),
    ],
)
def test_a_confusion_that_was_made_once_stays_rejected(subject: str, item: str) -> None:
    assert (f"polhist:{subject}", f"wd:{item}") in rejected()


@pytest.mark.parametrize("item", ["Q7551801", "Q585150", "Q2813", "Q7751424", "Q18407855", "Q178810", "Q836984"])
def test_an_item_that_is_only_near_is_never_an_exact_match(item: str) -> None:
    predicates = {link.predicate_id for link in curated().links if link.object_id == f"wd:{item}"}
    assert predicates
    assert EXACT not in predicates


def test_one_alliance_has_the_item_of_both_its_names() -> None:
    near = [
        k.predicate_id
        for k in curated().links
        if k.subject_id == "polhist:organization/fit" and k.predicate_modifier != NOT
    ]
    assert near == ["skos:closeMatch"]
