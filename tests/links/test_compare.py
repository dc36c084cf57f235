"""What only one side states, and what both state differently, is told with both sides; nothing else is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.links import compare as comparing
from lod.links import exchange, offers
from lod.links.cache import Cache, Kept
from lod.links.compare import Difference
from lod.links.entities import Entity
from lod.links.exchange import Rule, Stated, Unlinked, exact, rules
from lod.links.items import Ref, Text
from lod.links.model import EXACT, Link
from lod.links.wikibase import entity
from lod.terms import Term
from tests.dataset import built, lod
from tests.standin.base import Base, Json, Row, time, valueless
from tests.standin.base import text as identifier

EX = "https://e.org/"
PREFIXES = {"ex": EX}
SUBJECT = ("e:a", "Salvador Allende", "Q440")


def item(**claims: Sequence[Json]) -> Kept:
    """The item with some snaks by property."""
    base = Base(
        {"Q440": Row("Q440", "person", "Salvador Allende")}, extra={"Q440": {k: list(v) for k, v in claims.items()}}
    )
    return Kept(entity(base.entity(base.rows["Q440"]), "Q440"), 0.0)


def said(key: str, value: object, *qualifiers: tuple[str, str]) -> Stated:
    shown = value.label if isinstance(value, Unlinked) else str(getattr(value, "text", value))
    return Stated(*SUBJECT, key, value, shown, "https://e.org/a", qualifiers)  # type: ignore[arg-type]


def found(stated: Sequence[Stated], kept: Kept, *properties: str) -> list[tuple[str, str, str, str]]:
    differences = comparing.compare([SUBJECT], stated, {"Q440": kept}, properties)
    return [(one.kind, one.property, one.ours, one.theirs) for one in differences]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("1908-06-26", ("1908-06-26", 11), []),
        ("1908", ("1908-01-01", 9), []),
        ("1908-06-26", ("1908", 9), ["precision"]),
        ("1908", ("1908-06-26", 11), ["precision"]),
        ("[1907..1909]", ("1908-06-26", 11), ["precision"]),
        ("1908", ("1900", 8), ["precision"]),
        ("1908-06-26", ("1908-07-26", 11), ["conflict"]),
        ("1908", ("1909", 9), ["conflict"]),
        ("1908", ("", 0), ["missing there"]),
        ("", ("1908", 9), ["missing here"]),
    ],
)
def test_dates_are_compared_as_the_days_they_may_mean(ours: str, theirs: tuple[str, int], expected: list[str]) -> None:
    kept = item(P569=[time("P569", *theirs)] if theirs[0] else [])
    assert [kind for kind, *_ in found([said("P569", ours)] if ours else [], kept, "P569")] == expected


def test_a_day_of_the_julian_calendar_is_no_conflict() -> None:
    snak = time("P569", "1879-10-26", 11)
    snak["datavalue"]["value"]["calendarmodel"] = "http://www.wikidata.org/entity/Q1985786"  # type: ignore[index]
    assert found([said("P569", "1879-11-07")], item(P569=[snak]), "P569")[0][0] == "precision"
    assert found([said("P569", "1879-12-07")], item(P569=[snak]), "P569")[0][0] == "conflict"


def test_an_unknown_value_says_nothing_and_no_value_contradicts() -> None:
    one = [said("P570", "1973")]
    assert found(one, item(P570=[valueless("P570", "somevalue")]), "P570") == [("missing there", "P570", "1973", "")]
    assert found(one, item(P570=[valueless("P570", "novalue")]), "P570") == [("conflict", "P570", "1973", "no value")]


def test_of_many_values_each_side_may_lack_some() -> None:
    kept = item(P102=[Base.item("P102", "Q1"), Base.item("P102", "Q2")])
    assert found([said("P102", Ref("Q1")), said("P102", Ref("Q3"))], kept, "P102") == [
        ("missing there", "P102", "Q3", ""),
        ("missing here", "P102", "", "Q2"),
    ]


def test_something_without_an_item_is_told_apart() -> None:
    assert found([said("P102", Unlinked("MIR"))], item(), "P102") == [("unlinked", "P102", "MIR", "")]


def test_what_they_hold_to_be_wrong_is_a_conflict() -> None:
    kept = item(P569=[time("P569", "1908", 9)])
    body = Base({"Q440": Row("Q440", "person", "x")}, extra={"Q440": {"P569": [time("P569", "1908", 9)]}})
    raw = json.loads(json.dumps(body.entity(body.rows["Q440"])))
    raw["claims"]["P569"][0]["rank"] = "deprecated"
    deprecated = Kept(entity(raw, "Q440"), 0.0)
    assert found([said("P569", "1908")], kept, "P569") == []
    assert found([said("P569", "1908")], deprecated, "P569") == [("conflict", "P569", "1908", "1908 (deprecated)")]


def test_texts_are_compared_without_case_and_accents() -> None:
    kept = item(P214=[identifier("P214", "97785734")])
    assert found([said("P214", "97785734")], kept, "P214") == []
    assert found([said("P214", Text("Chicho", "es"))], kept, "P214")[0][0] == "missing there"


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        ("2019-10-25", []),
        ("2019-10-18", []),
        ("2019", [("precision", "P580", "2019", "2019-10-18")]),
        ("2017", [("conflict", "P580", "2017", "2019-10-18")]),
        ("2023-01-01", [("conflict", "P580", "2023-01-01", "2019-10-18")]),
    ],
)
def test_a_date_of_an_event_is_held_against_its_span(ours: str, expected: list[tuple[str, str, str, str]]) -> None:
    kept = item(P580=[time("P580", "2019-10-18", 11)], P582=[time("P582", "2020-03-18", 11)])
    assert found([said("P585", ours)], kept, "P585") == expected


def test_qualifiers_of_a_membership_are_compared_too() -> None:
    claim = {"mainsnak": Base.item("P102", "Q1"), "rank": "normal", "id": "Q440$1", "type": "statement"}
    claim["qualifiers"] = {"P580": [time("P580", "1933", 9)]}
    body = {"id": "Q440", "claims": {"P102": [claim]}}
    kept = Kept(entity(body, "Q440"), 0.0)
    ours = [said("P102", Ref("Q1"), ("P580", "1934"), ("P582", "1973"))]
    assert found(ours, kept, "P102") == [("conflict", "P580", "1934", "1933"), ("missing there", "P582", "1973", "")]


# ---- our side ------------------------------------------------------------------------------------------------


def triples(*rows: tuple[str, str, str]) -> list[tuple[str, str, Term]]:
    kinds = [(EX + s, EX + p, Term("iri", EX + o[1:]) if o.startswith(":") else Term("literal", o)) for s, p, o in rows]
    return list(kinds)


ENTITIES = [Entity(EX + name, f"e:{name}", "person", (("", name),)) for name in ("ana", "mir", "ps")]
LINKS = [
    Link(f"e:{name}", EXACT, f"wd:{qid}", "semapv:ManualMappingCuration", Decimal(1), "2026-11-21")
    for name, qid in (("ana", "Q1"), ("ps", "Q2"))
]


def test_statements_are_found_through_nodes_with_conditions_and_qualifiers() -> None:
    table = {"P102": ["^ex:member ; ex:party ; ex:kind = ex:sure ; P580 ex:start"]}
    rows = triples(
        *(("m1", "member", ":ana"), ("m1", "party", ":ps"), ("m1", "kind", ":sure"), ("m1", "start", "1965")),
        *(("m2", "member", ":ana"), ("m2", "party", ":mir"), ("m2", "kind", ":sure"), ("m2", "start", "1965~")),
        *(("m3", "member", ":ana"), ("m3", "party", ":ps"), ("m3", "kind", ":rumour")),
        *(("m4", "member", ":ana"), ("m4", "party", ":ps"), ("m4", "kind", ":sure"), ("m4", "rank", ":gone")),
        ("m5", "member", ":mir"),
    )
    one, two = exchange.read(rows, rules(table, PREFIXES), ENTITIES, LINKS, frozenset({EX + "gone"}))
    assert one == Stated("e:ana", "ana", "Q1", "P102", Ref("Q2"), "ps", EX + "m1", (("P580", "1965"),))
    assert (two.value, two.qualifiers) == (Unlinked("mir"), ())


def test_an_interval_is_a_start_and_an_end() -> None:
    rows = triples(("ana", "date", "1970/1973-09-11"), ("ana", "birth", "no date"), ("ps", "date", "../1973"))
    given = rules({"P585": ["ex:date"], "P569": ["ex:birth"]}, PREFIXES)
    stated = exchange.read(rows, given, ENTITIES, LINKS)
    assert [(one.subject, one.property, one.value) for one in stated] == [
        ("e:ana", "P580", "1970"),
        ("e:ana", "P582", "1973-09-11"),
        ("e:ps", "P582", "1973"),
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"birth": ["ex:b"]}, "properties of Wikidata are written P569"),
        ({"P569": ["foo:b"]}, "prefixes are ex"),
        ({"P102": ["ex:a ; ex:b ; P999 ex:c"]}, "write a qualifier with a date"),
        ({"P102": ["ex:a ; ex:b ; ex:c = foo:d"]}, "prefixes are ex"),
    ],
)
def test_a_rule_that_cannot_be_read_says_what_would_be_right(table: dict[str, list[str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rules(table, PREFIXES)


def test_without_a_table_the_words_of_schema_org_count() -> None:
    assert [rule.property for rule in rules(None, {})] == ["P569", "P570", "P571", "P576"]
    assert all(isinstance(rule, Rule) and rule.node == () for rule in rules(None, {}))


@given(st.dates().map(str) | st.sampled_from(["1908", "1908-06", "1908?", "1908-21", "190X", "[1908..1909]", "", "x"]))
def test_only_a_whole_day_month_or_year_is_written_there(text: str) -> None:
    found_ = exact(text)
    whole = text.replace("-", "").isdigit() and text != "1908-21"
    assert (found_ is not None) == whole
    assert not found_ or found_.value[1:].startswith(text)


# ---- what is written -----------------------------------------------------------------------------------------

GUID = "Q440$2f8b9e4c-0000-4000-8000-000000000000"


def difference(kind: str, **more: object) -> Difference:
    stated = said("P569", "1908-06-26")
    return Difference(kind, *SUBJECT, "P569", "1908-06-26", "1909", stated=stated, **more)  # type: ignore[arg-type]


def test_mismatch_finder_gets_its_columns_and_only_what_it_takes() -> None:
    rows = [
        difference("conflict", guid=GUID),
        difference("conflict", guid="Q999$2f8b9e4c-0000-4000-8000-000000000000"),  # of the item before a merger
        difference("conflict", guid="nonsense"),
        difference("missing there"),
        difference("missing here", guid=GUID),
        difference("precision", guid=GUID),
    ]
    written = list(csv.reader(io.StringIO(offers.mismatches(rows))))
    assert written == [
        list(offers.COLUMNS),
        ["Q440", GUID, "P569", "1909", "", "1908-06-26", "https://e.org/a", "statement"],
        ["Q440", "", "P569", "", "", "1908-06-26", "https://e.org/a", "statement"],
    ]


def test_quickstatements_add_what_is_missing_with_a_reference() -> None:
    membership = Difference(
        "missing there", *SUBJECT, "P102", "PS", stated=said("P102", Ref("Q823648"), ("P580", "1933"))
    )
    lines = offers.quickstatements(
        [difference("missing there"), membership, difference("conflict")], "2026-11-21", "Q99"
    )
    reference = 'S854\t"https://e.org/a"\tS248\tQ99\tS813\t+2026-11-21T00:00:00Z/11\n'
    assert lines == (
        f"Q440\tP569\t+1908-06-26T00:00:00Z/11\t{reference}"
        f"Q440\tP102\tQ823648\tP580\t+1933-00-00T00:00:00Z/9\t{reference}"
    )
    assert "S248" not in offers.quickstatements([difference("missing there")], "2026-11-21")


@given(st.text(min_size=1), st.text(alphabet="abc", min_size=2, max_size=3))
def test_no_text_of_ours_becomes_another_command(text: str, language: str) -> None:
    for value in (text, Text(text, language)):
        one = Difference("missing there", *SUBJECT, "P1559", stated=said("P1559", value))
        lines = offers.quickstatements([one], "2026-11-21").splitlines(keepends=False)
        assert not lines or (len(lines) == 1 and lines[0].count("\t") == 6)


def test_what_is_not_sure_is_not_offered() -> None:
    unsure = Difference("missing there", *SUBJECT, "P569", "1908~", stated=said("P569", "1908~"))
    assert offers.quickstatements([unsure], "2026-11-21") == ""
    assert len(offers.mismatches([unsure]).splitlines()) == 1


CONFIGURED = """
[tool.lod.linked]
place = ["ex:Line"]
[tool.lod.compared]
label = ["rdfs:label"]
[tool.lod.exchanged]
P571 = ["ex:opened"]
P1448 = ["rdfs:label"]
"""


def test_a_dataset_is_compared_and_nothing_is_sent(tmp_path: Path) -> None:
    root, linked = built(tmp_path / "d"), "Q4115189"
    file = root / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8") + CONFIGURED, encoding="utf-8")
    assert "1 items are not in the cache" in lod(root, "link", "compare").err
    row = Row(linked, "other", "Coast line", dates=(("1850", 9),))
    Cache(root / ".cache" / "wikidata.sqlite").keep({linked: Base({linked: row}).entity(row)})
    shown = lod(root, "link", "compare")
    assert shown.code == 0
    assert "missing there" in shown.out
    assert "missing here" in shown.out
    told = json.loads(lod(root, "link", "compare", "--format", "json").out)
    assert {one["difference"] for one in told["differences"]} == {"missing there", "missing here"}
    quick = lod(root, "link", "compare", "--format", "quickstatements").out
    assert quick == (
        f'{linked}\tP1448\ten:"Coast line"\tS854\t"https://example.org/rail/id/line/coast"'
        "\tS813\t+2026-01-31T00:00:00Z/11\n"
    ).replace("\\\t", "\t")
    output = tmp_path / "m.csv"
    lod(root, "link", "compare", "--format", "mismatches", "--output", str(output))
    assert output.read_text(encoding="utf-8").splitlines()[0] == ",".join(offers.COLUMNS)
    assert "<table>" in lod(root, "link", "compare", "--format", "html").out


def test_a_rule_of_the_configuration_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    file = root / "pyproject.toml"
    wrong = CONFIGURED.replace("ex:opened", "foo:opened")
    file.write_text(file.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    said_ = lod(root, "link", "compare")
    assert said_.code == 3
    assert 'error[C104]: the configuration key "exchanged"' in said_.err
