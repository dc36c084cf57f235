"""The client asks politely, waits when it is asked to, and makes sense of everything that can go wrong on the way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.links import answers, questions, wikibase, wikidata
from lod.links.etiquette import ATTEMPTS, LONGEST, Pace, wished
from lod.links.items import Time
from lod.links.parts import BadAnswer
from lod.links.questions import Query
from lod.links.settings import Settings
from lod.links.wikidata import NoContact, NotAnswered, Rejected, Unwelcome, Wikidata
from tests.links.conftest import Asking
from tests.standin.base import text, time, valueless

ALLENDE, MIR, CHILE = "Q440", "Q7318809", "Q298"


def ask(asking: Asking, *ids: str) -> dict[str, object]:
    return {asked: body for batch in asking.client().entities(ids) for asked, body in batch.items()}


# ---- who asks ------------------------------------------------------------------------------------------------


def test_without_a_contact_nothing_is_asked(asking: Asking) -> None:
    with pytest.raises(NoContact, match="names nobody whom Wikidata could write to"):
        Wikidata(replace(asking.settings, contact=""))
    assert asking.server.asked == []


def test_every_request_says_who_asks_and_waits_for_a_lagged_database(asking: Asking) -> None:
    client = asking.client()
    list(client.entities([ALLENDE]))
    client.named("Salvador Allende", "es")
    client.worded("Salvador Allende", [("P31", "Q5")])
    agents = {asked["agent"] for asked in asking.server.asked}
    assert len(agents) == 1
    assert "(https://example.org/contact) python-requests/" in agents.pop()
    assert [asked["maxlag"] for asked in asking.server.asked] == ["5", "5", "5"]


def test_a_generic_agent_is_refused_and_not_tried_again(asking: Asking) -> None:
    client = asking.client()
    client._session.headers["User-Agent"] = "python-requests/2"
    with pytest.raises(Unwelcome, match=r"refuses us: 403 Please set a user-agent"):
        list(client.entities([ALLENDE]))
    assert len(asking.server.asked) == 1


def test_requests_are_spaced(asking: Asking) -> None:
    times, rests = iter(x / 100 for x in range(10_000)), list[float]()
    client = Wikidata(asking.settings, Pace(clock=lambda: next(times), rest=rests.append))
    for _ in range(3):
        client.named("Salvador", "es")
    assert rests[0] == 0
    assert all(0.05 < rest <= 0.1 for rest in rests[1:])


# ---- what is asked -------------------------------------------------------------------------------------------


def test_items_come_in_batches_of_fifty(asking: Asking) -> None:
    ids = list(asking.server.base.rows)[:120]
    batches = [list(batch) for batch in asking.client().entities(ids)]
    assert [len(batch) for batch in batches] == [50, 50, 20]
    assert [one for batch in batches for one in batch] == ids
    assert len(asking.server.asked) == 3


def test_a_merged_item_answers_under_the_id_asked_for(asking: Asking) -> None:
    asking.server.faults.redirects["Q32063953"] = ALLENDE
    item = wikibase.entity(ask(asking, "Q32063953")["Q32063953"], "Q32063953")
    assert (item.asked, item.qid, item.redirected) == ("Q32063953", ALLENDE, True)


def test_a_deleted_item_is_missing(asking: Asking) -> None:
    asking.server.faults.missing.add(ALLENDE)
    assert wikibase.entity(ask(asking, ALLENDE)[ALLENDE], ALLENDE).missing


@pytest.mark.parametrize("bad", [["Q5"], ["Q5", "Q6"], [f"Q{n}" for n in range(1, 40)]])
def test_ids_that_fail_a_batch_are_missing_and_the_others_are_fetched(asking: Asking, bad: list[str]) -> None:
    asking.server.faults.bad.update(bad)
    good = [one for one in asking.server.base.rows if one not in bad][:11]
    found = ask(asking, *bad[:20], *good, *bad[20:])
    items = {asked: wikibase.entity(body, asked) for asked, body in found.items()}
    assert {asked for asked, item in items.items() if item.missing} == set(bad)
    assert {asked for asked, item in items.items() if not item.missing} == set(good)


def test_a_bad_id_that_the_message_does_not_name_is_found_by_halves(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wikidata, "NAMED", re.compile("no such words"))
    asking.server.faults.bad.add("Q5")
    good = list(asking.server.base.rows)[:15]
    found = ask(asking, *good[:9], "Q5", *good[9:])
    assert set(found) == {*good, "Q5"}
    assert found["Q5"] == {"id": "Q5", "missing": ""}


def test_an_item_that_the_answer_leaves_out_is_left_out(asking: Asking) -> None:
    asking.server.faults.silent.add(CHILE)
    assert list(ask(asking, ALLENDE, CHILE)) == [ALLENDE]


def test_pages_lead_to_items(asking: Asking) -> None:
    asking.server.base.pages["eswiki:Salvador Allende"] = ALLENDE
    found = dict(pair for one in asking.client().pages("eswiki", ["Salvador Allende", "Nadie"]) for pair in one.items())
    items = {asked: wikibase.entity(body, asked) for asked, body in found.items()}
    assert (items["eswiki:Salvador Allende"].qid, items["eswiki:Nadie"].missing) == (ALLENDE, True)
    assert items["eswiki:Salvador Allende"].sitelinks == {"eswiki": "Salvador Allende"}


def test_entity_data_gives_one_item_redirects_resolved(asking: Asking) -> None:
    asking.server.faults.redirects["Q32063953"] = ALLENDE
    client = asking.client()
    item = wikibase.entity(client.entity("Q32063953")["Q32063953"], "Q32063953")
    assert (item.qid, item.redirected) == (ALLENDE, True)
    assert wikibase.entity(client.entity("Q9999999999")["Q9999999999"], "Q9999999999").missing
    asking.server.faults.bad.add("Q5")
    with pytest.raises(Rejected, match="400"):
        client.entity("Q5")


def test_names_are_searched_by_their_beginning_in_one_language(asking: Asking) -> None:
    client = asking.client()
    assert ALLENDE in client.named("salvador allen", "es")
    assert client.named("Nobody of this name", "es") == ()
    assert (asking.server.asked[0]["language"], asking.server.asked[0]["search"]) == ("es", "salvador allen")


def test_words_are_searched_in_any_order_and_by_statement(asking: Asking) -> None:
    client = asking.client()
    assert client.worded("Allende Salvador", [("P31", "Q5")]) == (ALLENDE,)
    assert client.worded("Allende Salvador", [("P31", "Q7278")]) == ()
    asking.server.base.extra[ALLENDE] = {"P214": [text("P214", "88974321")]}
    assert client.worded("", [("P214", "88974321")]) == (ALLENDE,)


@given(st.text(), st.text())
def test_no_name_turns_a_search_into_another_one(name: str, value: str) -> None:
    query = questions.words(name, [("P31", value)])["srsearch"]
    plain, found, stated = query.rpartition("haswbstatement:")
    assert found
    assert not set(plain) & set('":|!~*?\\-+<>=()[]{}^')
    assert plain == plain.lower()
    assert "|" not in stated
    assert stated.count('"') in (0, 2)


def test_sparql_is_the_second_way_to_names_identifiers_and_dates(asking: Asking) -> None:
    client = asking.client()
    asking.server.base.extra[ALLENDE] = {"P214": [text("P214", 'a"b')], "P569": [time("P569", "1908", 9)]}
    named = client.select(questions.named([("Salvador Allende", "es"), ('the "Negro" Matapacos', "en")], ["Q5"]))
    assert answers.items(named) == (ALLENDE,)
    assert answers.items(client.select(questions.identified("P214", 'a"b'))) == (ALLENDE,)
    (row,) = client.select(questions.dated([ALLENDE, "Q999999999"], "P569"))
    assert (row["date"].value, row["precision"].value) == ("1908-01-01T00:00:00Z", "9")


def test_a_long_query_is_posted(asking: Asking) -> None:
    asking.client().select(questions.named([(f"Name {n}", "es") for n in range(300)]))
    assert asking.server.asked[0]["method"] == "POST"


def test_a_query_that_the_service_does_not_understand_is_rejected(asking: Asking) -> None:
    with pytest.raises(Rejected, match="400"):
        asking.client().select("SELECT * {}")


def test_a_reconciliation_service_scores_candidates(asking: Asking) -> None:
    queries = {f"q{n}": Query("Salvador Allende", "Q5", (("P569", "1908-06-26"),)) for n in range(23)}
    found = asking.client().reconcile(queries | {"q99": Query("Nobody of this name")})
    assert found["q99"] == ()
    assert (found["q7"][0].qid, found["q7"][0].score, found["q7"][0].types) == (ALLENDE, 100.0, ("Q5",))
    assert [asked["method"] for asked in asking.server.asked] == ["POST"] * 3


def test_a_batch_that_is_too_large_is_halved(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikidata, "LINES", 16)
    found = asking.client().reconcile({f"q{n}": Query("Salvador Allende") for n in range(16)})
    assert len(found) == 16
    assert len(asking.server.asked) == 3


# ---- what goes wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "rests"),
    [
        ("maxlag", [0.45]),  # 0.4 s as asked, and a little
        ("maxlag503", [0.45]),
        ("429", [0.45]),
        ("500", [1.5]),
        ("html", [1.5]),
        ("cut", [1.5]),
        ("trace", [1.5]),
        ("reset", [1.5]),
        ("empty", [1.5]),
    ],
)
def test_what_passes_is_asked_again_after_a_rest(asking: Asking, fault: str, rests: list[float]) -> None:
    asking.server.faults.passing, asking.server.faults.retry = [fault], "0.4"
    assert list(ask(asking, ALLENDE)) == [ALLENDE]
    assert len(asking.server.asked) == 2
    assert asking.rests == [pytest.approx(rest, abs=0.03) for rest in rests]


def test_a_retry_after_may_be_a_date(asking: Asking) -> None:
    asking.server.faults.passing = ["429date"]
    assert list(ask(asking, ALLENDE)) == [ALLENDE]
    assert sum(asking.rests) <= 1.3


@pytest.mark.parametrize("fault", ["maxlag", "429", "500", "html", "cut", "trace", "reset", "empty"])
def test_what_does_not_pass_is_given_up(asking: Asking, fault: str) -> None:
    asking.server.faults.passing = [fault] * 20
    with pytest.raises(NotAnswered, match=r"127\.0\.0\.1:\d+ has not answered: .*\(5 times\)"):
        ask(asking, ALLENDE)
    assert len(asking.server.asked) == ATTEMPTS


def test_rests_grow_and_have_a_bound() -> None:
    for chance in (0.0, 0.5, 0.999):
        rests = [Pace(chance=partial(float, chance)).pause(attempt, None) for attempt in range(20)]
        assert rests == sorted(rests)
        assert rests[0] >= 1
        assert rests[-1] <= LONGEST


def test_who_asks_for_an_hour_is_not_waited_for(asking: Asking) -> None:
    asking.server.faults.passing = ["429long"]
    with pytest.raises(NotAnswered, match="it asks to wait 3,600 s"):
        ask(asking, ALLENDE)
    assert (len(asking.server.asked), asking.rests) == (1, [])


def test_what_was_fetched_before_the_network_failed_has_been_handed_out(asking: Asking) -> None:
    asking.server.faults.after, asking.server.faults.stopped = 2, True
    got: list[str] = []
    with pytest.raises(NotAnswered):
        got.extend(one for batch in asking.client().entities(list(asking.server.base.rows)[:200]) for one in batch)
    assert len(got) == 100


def test_a_server_that_is_slow_to_answer_is_given_up(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikidata, "READ", 0.05)
    asking.server.faults.passing, asking.server.faults.pause = ["slow"] * ATTEMPTS, 0.3
    with pytest.raises(NotAnswered, match="timed out"):
        ask(asking, ALLENDE)


def test_a_server_that_drips_is_given_up(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikidata, "TOTAL", 0.3)
    asking.server.faults.passing, asking.server.faults.pause = ["drip"] * ATTEMPTS, 0.02
    with pytest.raises(NotAnswered, match="longer than"):
        ask(asking, ALLENDE)


def test_an_answer_without_end_is_cut_off(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikidata, "LARGEST", 1 << 20)
    asking.server.faults.passing = ["large"]
    with pytest.raises(NotAnswered, match="its answer is larger than 1 MB"):
        ask(asking, ALLENDE)


def test_json_of_another_kind_is_no_answer(asking: Asking) -> None:
    asking.server.faults.passing = ["list"]
    with pytest.raises(BadAnswer, match="it is no map"):
        ask(asking, ALLENDE)


def test_a_server_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    settings = Settings("a@example.org", tmp_path / "c", api="http://127.0.0.1:9/w/api.php", shown="c")
    with pytest.raises(NotAnswered, match="Connection refused"):
        list(Wikidata(settings, Pace(rest=lambda _: None)).entities([ALLENDE]))


def test_a_page_that_has_moved_is_not_followed(asking: Asking) -> None:
    asking.settings = replace(asking.settings, api=asking.settings.api + "x")
    with pytest.raises(Rejected, match="404"):
        ask(asking, ALLENDE)


def test_empty_maps_may_be_lists(asking: Asking) -> None:
    asking.server.faults.lists = True
    plain = next(row.qid for row in asking.server.base.rows.values() if not row.aliases and not row.description)
    body = ask(asking, plain)[plain]
    assert isinstance(body, dict)
    assert (body["aliases"], body["descriptions"], body["sitelinks"]) == ([], [], [])
    assert wikibase.entity(body, plain).labels["es"]


@pytest.mark.parametrize(
    ("precision", "date"), [(7, "1901"), (8, "1900"), (9, "1908"), (10, "1908-06"), (11, "1908-06-26")]
)
def test_dates_arrive_with_their_precision(asking: Asking, precision: int, date: str) -> None:
    asking.server.base.extra[ALLENDE] = {"P569": [time("P569", date, precision)]}
    (found,) = wikibase.entity(ask(asking, ALLENDE)[ALLENDE], ALLENDE).times("P569")
    year, month, day = (*date.split("-"), "00", "00")[:3]
    assert found == Time(f"+{year}-{month}-{day}T00:00:00Z", precision)


@pytest.mark.parametrize("kind", ["somevalue", "novalue"])
def test_unknown_and_absent_values_arrive_as_such(asking: Asking, kind: str) -> None:
    asking.server.base.extra[ALLENDE] = {"P570": [valueless("P570", kind)]}
    (claim,) = wikibase.entity(ask(asking, ALLENDE)[ALLENDE], ALLENDE).claims["P570"]
    assert (claim.kind, claim.value) == (kind, None)


@given(
    st.text() | st.floats().map(str) | st.datetimes().map(str) | st.integers().map(lambda n: f"Mon, {n} Jan {n} 1:1:1")
)
def test_a_retry_after_is_a_number_of_seconds_or_nothing(header: str) -> None:
    seconds = wished(header, datetime(2026, 11, 21, tzinfo=UTC))
    assert seconds is None or seconds >= 0


def test_retry_after_is_read_in_all_its_forms() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert [
        wished(text, now) for text in ("2", " 0.75 ", "Sat, 21 Nov 2026 12:00:30 GMT", "Sat, 21 Nov 2026 11:00:00 GMT")
    ] == [2, 0.75, 30, 0]
    assert [wished(text, now) for text in (None, "", "soon", "-1", "nan", "inf")] == [None] * 6
