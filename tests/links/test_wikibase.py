"""What Wikidata answers becomes items; what it cannot have answered becomes one clear error."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.links.items import DAY, DECADE, YEAR, Claim, Item, Quantity, Raw, Ref, Text, Time
from lod.links.parts import BadAnswer, decode
from lod.links.wikibase import entity, parse

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "wikidata" / "fixtures"
RECORDED = sorted(FIXTURES.glob("wdtk/wbgetentities-Q*.json")) + sorted(FIXTURES.glob("nomenklatura/*.json"))


def time(value: str, precision: int) -> dict[str, object]:
    model = "http://www.wikidata.org/entity/Q1985727"
    return {"type": "time", "value": {"time": value, "precision": precision, "calendarmodel": model}}


def item(id: str) -> dict[str, object]:
    return {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": int(id[1:]), "id": id}}


def said(key: str, data: object = None, rank: str = "normal", kind: str = "value") -> dict[str, object]:
    snak = {"snaktype": kind, "property": key} | ({"datavalue": data} if data else {})
    return {"mainsnak": snak, "type": "statement", "id": "Q440$1", "rank": rank}


ALLENDE: dict[str, object] = {
    "type": "item",
    "id": "Q440",
    "lastrevid": 7,
    "modified": "2026-11-01T00:00:00Z",
    "labels": {"es": {"language": "es", "value": "Salvador Allende"}},
    "descriptions": [],
    "aliases": {"es": [{"language": "es", "value": "Allende"}, {"language": "es", "value": "El Chicho"}]},
    "claims": {
        "P31": [said("P31", item("Q5"))],
        "P569": [said("P569", time("+1908-06-26T00:00:00Z", DAY))],
        "P570": [said("P570", kind="somevalue"), said("P570", kind="novalue", rank="deprecated")],
    },
    "sitelinks": {"eswiki": {"site": "eswiki", "title": "Salvador Allende", "badges": []}},
}


def test_an_entity_is_read_with_all_its_parts() -> None:
    (found,) = parse({"entities": {"Q440": ALLENDE}, "success": 1})
    assert found == Item(
        "Q440",
        "Q440",
        revision=7,
        modified="2026-11-01T00:00:00Z",
        labels={"es": "Salvador Allende"},
        aliases={"es": ("Allende", "El Chicho")},
        claims={
            "P31": (Claim("normal", "value", Ref("Q5"), {}, "Q440$1"),),
            "P569": (Claim("normal", "value", Time("+1908-06-26T00:00:00Z", 11), {}, "Q440$1"),),
            "P570": (
                Claim("normal", "somevalue", None, {}, "Q440$1"),
                Claim("deprecated", "novalue", None, {}, "Q440$1"),
            ),
        },
        sitelinks={"eswiki": "Salvador Allende"},
    )


@pytest.mark.parametrize("key", ["labels", "descriptions", "aliases", "claims", "sitelinks"])
def test_an_empty_map_may_be_a_list_a_map_or_absent(key: str) -> None:
    absent = {name: value for name, value in ALLENDE.items() if name != key}
    assert entity({**ALLENDE, key: []}, "Q440") == entity({**ALLENDE, key: {}}, "Q440") == entity(absent, "Q440")


def test_a_merged_item_keeps_the_id_it_was_asked_for_by() -> None:
    (found,) = parse({"entities": {"Q32063953": {**ALLENDE, "redirects": {"from": "Q32063953", "to": "Q440"}}}})
    assert (found.asked, found.qid, found.redirected, found.missing) == ("Q32063953", "Q440", True, False)


def test_a_deleted_item_is_missing_and_not_redirected() -> None:
    (found,) = parse({"entities": {"Q6": {"id": "Q6", "missing": ""}}, "success": 1})
    assert found == Item("Q6", "Q6", missing=True)
    assert not found.redirected


def test_a_page_without_an_item_says_which_page() -> None:
    (found,) = parse({"entities": {"-1": {"site": "dewiki", "title": "1234567890", "missing": ""}}, "success": 1})
    assert found == Item("", "dewiki:1234567890", missing=True)


@pytest.mark.parametrize(
    ("value", "precision", "parts"),
    [
        ("+1908-06-26T00:00:00Z", 11, (1908, 6, 26)),
        ("+1908-06-00T00:00:00Z", 10, (1908, 6, 0)),
        ("+1908-01-01T00:00:00Z", 9, (1908, 0, 0)),
        ("+1908-00-00T00:00:00Z", 9, (1908, 0, 0)),
        ("+1900-00-00T00:00:00Z", 8, (1900, 0, 0)),
        ("+1850-01-01T00:00:00Z", 7, (1850, 0, 0)),
        ("-0044-03-15T00:00:00Z", 11, (-44, 3, 15)),
        ("+00000001908-06-26T00:00:00Z", 11, (1908, 6, 26)),
    ],
)
def test_a_date_has_the_parts_its_precision_reaches(value: str, precision: int, parts: tuple[int, int, int]) -> None:
    found = entity({**ALLENDE, "claims": {"P569": [said("P569", time(value, precision))]}}, "Q440")
    assert found.times("P569") == (Time(value, precision),)
    assert found.times("P569")[0].parts == parts


def test_preferred_claims_hide_normal_ones_and_deprecated_ones_never_count() -> None:
    years = [said("P571", time(f"+{1960 + n}-00-00T00:00:00Z", YEAR), rank) for n, rank in enumerate(RANKS)]
    everything = entity({**ALLENDE, "claims": {"P571": years}}, "Q440")
    assert [t.parts[0] for t in everything.times("P571")] == [1960]
    assert [t.parts[0] for t in entity({**ALLENDE, "claims": {"P571": years[1:]}}, "Q440").times("P571")] == [1961]
    assert entity({**ALLENDE, "claims": {"P571": years[2:]}}, "Q440").times("P571") == ()
    assert len(everything.claims["P571"]) == 3


RANKS = ("preferred", "normal", "deprecated")


def test_values_of_every_kind_are_told_apart() -> None:
    values = [
        {"type": "string", "value": "n 85"},
        {"type": "monolingualtext", "value": {"text": "Chicho", "language": "es"}},
        {"type": "quantity", "value": {"amount": "+155", "unit": "1"}},
        {"type": "globecoordinate", "value": {"latitude": -33.4}},
        {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": 298}},
    ]
    found = entity({**ALLENDE, "claims": {"P1": [said("P1", value) for value in values]}}, "Q440")
    raw = Raw("globecoordinate", '{"latitude": -33.4}')
    assert [c.value for c in found.claims["P1"]] == [
        "n 85",
        Text("Chicho", "es"),
        Quantity("+155", "1"),
        raw,
        Ref("Q298"),
    ]
    assert (found.texts("P1"), found.items("P1")) == (("n 85", "Chicho"), ("Q298",))


def test_qualifiers_are_kept_by_property() -> None:
    office = said("P39", item("Q466956")) | {
        "qualifiers": {"P580": [said("P580", time("+1970-11-03T00:00:00Z", DAY))["mainsnak"]]}
    }
    (claim,) = entity({**ALLENDE, "claims": {"P39": [office]}}, "Q440").claims["P39"]
    assert [snak.value for snak in claim.qualifiers["P580"]] == [Time("+1970-11-03T00:00:00Z", 11)]


def test_signs_that_steer_a_terminal_do_not_reach_it() -> None:
    labels = {"es": {"language": "es", "value": "a\x1b[2Jb\nc\u00a0d"}}
    assert entity({**ALLENDE, "labels": labels}, "Q440").labels["es"] == "a [2Jb c\u00a0d"


@pytest.mark.skipif(not RECORDED, reason="recorded answers are beside the repository, not in it")
@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem[:40])
def test_recorded_answers_are_read_without_loss(file: Path) -> None:
    body = json.loads(file.read_text(encoding="utf-8"))
    for found in parse(body):
        one = body["entities"][found.asked]
        if not found.missing:
            assert {p: len(c) for p, c in found.claims.items()} == {
                p: len(c) for p, c in (one.get("claims") or {}).items()
            }
            assert found.labels == {tag: term["value"] for tag, term in (one.get("labels") or {}).items()}
            assert found.redirected == ("redirects" in one)


WORDS = st.sampled_from(
    "entities id Q1 P31 missing labels aliases claims sitelinks mainsnak snaktype value somevalue datavalue type time"
    " precision string wikibase-entityid quantity rank qualifiers lastrevid numeric-id entity-type amount unit language"
    " monolingualtext text es".split()
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS | st.just(10**30)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(), inner), max_leaves=25
)


def complaint(read: Callable[[], object]) -> str:
    """What is said of something that cannot be read; nothing if it can."""
    try:
        read()
    except BadAnswer as error:
        str(error).encode()  # no half a character
        return str(error)
    return ""


@given(JSON)
def test_hostile_json_is_read_or_one_clear_error(body: object) -> None:
    said = complaint(lambda: parse(body))
    assert said == "" or said.startswith("error[L530]: the answer about ")


def replaced(body: object, number: int, by: object) -> object:
    """The JSON with its n-th part, counted from the outside in, replaced."""
    seen = -1

    def walk(part: object) -> object:
        nonlocal seen
        seen += 1
        if seen == number:
            return by
        if isinstance(part, Mapping):
            return {key: walk(value) for key, value in part.items()}
        return [walk(value) for value in part] if isinstance(part, list) else part

    return walk(body)


@given(st.integers(0, 75), LEAVES | st.just([]) | st.just({}) | st.just([[]]))
def test_one_wrong_part_in_an_entity_is_read_or_one_clear_error(number: int, by: object) -> None:
    said = complaint(lambda: parse(replaced({"entities": {"Q440": ALLENDE}}, number, by)))
    assert said == "" or said.startswith("error[L530]: the answer about ")


@given(st.binary())
def test_bytes_that_are_no_json_are_one_clear_error(body: bytes) -> None:
    said = complaint(lambda: decode(body, "Q440"))
    assert said == "" or "it is no JSON" in said


@pytest.mark.parametrize("body", [b"[" * 100_000, b"1" * 5000, b"", b"\xff\xfe", b"<html>", b'{"entities": {"Q1"'])
def test_json_that_is_too_deep_too_large_or_none_is_one_clear_error(body: bytes) -> None:
    with pytest.raises(BadAnswer, match="no JSON"):
        decode(body, "Q440")


def test_a_decade_is_no_year() -> None:
    found = entity({**ALLENDE, "claims": {"P571": [said("P571", time("+1960-01-01T00:00:00Z", DECADE))]}}, "Q440")
    assert found.times("P571")[0].precision == DECADE
