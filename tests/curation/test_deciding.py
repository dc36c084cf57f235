"""A page decides as the terminal does: the same rows, whatever others do meanwhile."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5rdf
import pytest

from lod import decisions as files
from lod import release, reviewing
from lod.config_file import load
from lod.curation import texts
from lod.links.review import KEYS, VERDICTS
from tests.curation.visitor import Visitor
from tests.links.reviews import decided, decisions, proposal, propose

TODAY = f"{date.today():%Y-%m-%d}"
ROWS = {
    "same": ("skos:exactMatch", "", "wd:Q1"),
    "not": ("skos:exactMatch", "Not", "wd:Q1"),
    "close": ("skos:closeMatch", "", "wd:Q1"),
    "broader": ("skos:broadMatch", "", "wd:Q1"),
    "narrower": ("skos:narrowMatch", "", "wd:Q1"),
    "none": ("skos:exactMatch", "", "sssom:NoTermFound"),
}


@pytest.mark.parametrize("verdict", ROWS)
def test_a_button_writes_a_row_with_author_and_date(visitor: Visitor, root: Path, verdict: str) -> None:
    page = visitor.decide(verdict)
    (row,) = decided(root)
    assert (row.predicate_id, row.predicate_modifier, row.object_id) == ROWS[verdict]
    assert (row.author_id, row.mapping_date) == ("orcid:0000-0002-1825-0097", TODAY)
    assert row.mapping_justification == "semapv:ManualMappingCuration"
    assert page.names == ["label of rail:s1", "label of wd:Q2"]
    assert page.said == f"Written: label of rail:s0: {VERDICTS[verdict]}"  # type: ignore[index]


def test_the_rows_are_those_of_the_terminal(visitor: Visitor, root: Path) -> None:
    for verdict in ("not", "same", "none"):
        visitor.decide(verdict)
    by_page = decisions(root)
    while visitor.get().form("undo")["steps"] != "1":
        visitor.undo()
    visitor.undo()
    assert decided(root) == ()
    sitting = reviewing.sit(load(root), "", TODAY)
    for key in "nyx":
        sitting.decide(KEYS[key])
    assert decisions(root) == by_page


def test_there_is_a_button_for_every_verdict_and_its_key(visitor: Visitor) -> None:
    page = visitor.get()
    for key, verdict in KEYS.items():
        assert f'<button name="verdict" value="{verdict}" data-key="{key}">' in page.text
    assert set(KEYS.values()) == set(VERDICTS)


def test_a_note_stands_behind_the_evidence_in_one_line(visitor: Visitor, root: Path) -> None:
    visitor.decide("same", 'seen at "p. 7"\r\n\tof the\x00 \x1bprogramme\u2028of 1912 \u202e')
    (row,) = decided(root)
    assert row.comment == 'Reviewed: name agrees; country (CL ≠ AR) conflicts. seen at "p. 7" of the programme of 1912'


def test_undo_takes_back_step_by_step(visitor: Visitor, root: Path) -> None:
    before = decisions(root)
    visitor.decide("same")
    page = visitor.decide("later")
    assert page.names[0] == "label of rail:s2"
    page = visitor.undo()
    assert (page.names[0], page.said) == ("label of rail:s1", "Taken back: label of rail:s1: later")
    page = visitor.undo()
    assert (page.names[0], decisions(root)) == ("label of rail:s0", before)
    assert "/curate/undo" not in page.text


def test_an_undo_that_is_sent_twice_takes_back_one(visitor: Visitor, root: Path) -> None:
    visitor.decide("same")
    visitor.decide("same")
    form = visitor.get().form("undo")
    assert [visitor.post("undo", form).status for _ in range(2)] == [303, 409]
    assert len(decided(root)) == 1


def test_what_was_put_off_comes_back_on_request(visitor: Visitor) -> None:
    for _ in range(3):
        page = visitor.decide("later")
    assert page.names == []
    assert "Nothing more to decide" in page.text
    assert visitor.post("recall", page.form("undo")).status == 303
    page = visitor.get()
    assert (page.names[0], page.said) == ("label of rail:s0", "What was put off is shown again")


def test_an_empty_queue_is_no_mistake_and_new_proposals_appear(visitor: Visitor, root: Path) -> None:
    for _ in range(3):
        page = visitor.decide("same")
    assert (page.status, page.names) == (200, [])
    assert page.form("undo")
    propose(root, proposal("rail:s9", "wd:Q9"))
    assert visitor.get().names == ["label of rail:s9", "label of wd:Q9"]


# ---- out of date ------------------------------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_decides_once(visitor: Visitor, root: Path) -> None:
    form = {**visitor.get().form("decide"), "verdict": "not"}
    assert visitor.post("decide", form).status == 303
    again = visitor.post("decide", form)
    assert (again.status, again.codes) == (409, ["H405"])
    assert again.names == ["label of rail:s1", "label of wd:Q2"]
    assert len(decided(root)) == 1


def test_a_proposal_that_a_new_run_has_changed_is_shown_first(visitor: Visitor, root: Path) -> None:
    form = {**visitor.get().form("decide"), "verdict": "same", "note": "kept"}
    changed = replace(proposal("rail:s0", "wd:Q1"), comment="queue: another fits better // score 80.0, margin 0.0")
    propose(root, changed)
    page = visitor.post("decide", form)
    assert (page.status, decided(root)) == (409, ())
    assert "another fits better" in page.text
    assert "kept" not in page.text  # it was about something else


def test_two_browsers_have_one_file_and_an_undo_each(visitor: Visitor, root: Path) -> None:
    other = Visitor(visitor.app)
    stale = {**other.enter().form("decide"), "verdict": "not"}
    visitor.decide("same")
    page = other.post("decide", stale)
    assert (page.status, page.names[0]) == (409, "label of rail:s1")
    other.decide("close")
    assert [row.predicate_id for row in decided(root)] == ["skos:exactMatch", "skos:closeMatch"]
    visitor.undo()
    assert [row.subject_id for row in decided(root)] == ["rail:s1"]
    assert other.get().names[0] == "label of rail:s0"


def test_a_terminal_beside_is_seen_and_not_overwritten(visitor: Visitor, root: Path) -> None:
    stale = {**visitor.get().form("decide"), "verdict": "not"}
    sitting = reviewing.sit(load(root), "Somebody Else", TODAY)
    sitting.decide("same")
    assert visitor.post("decide", stale).status == 409
    visitor.decide("same")
    sitting.look()
    sitting.decide("broader")
    assert [row.author_label or row.author_id for row in decided(root)] == [
        *("Somebody Else", "orcid:0000-0002-1825-0097", "Somebody Else")
    ]


def test_what_an_editor_has_changed_is_not_taken_back(visitor: Visitor, root: Path) -> None:
    visitor.decide("same")
    file = root / "mappings" / "wikidata.sssom.tsv"
    file.write_text(edited := decisions(root).replace("Reviewed", "Seen twice"), encoding="utf-8")
    page = visitor.post("undo", visitor.get().form("undo"))
    assert (page.status, page.codes, decisions(root)) == (409, ["L525"], edited)
    assert "/curate/undo" not in visitor.get().text


# ---- files with mistakes ----------------------------------------------------------------------------------------


def test_mistakes_of_the_file_are_shown_where_they_are_and_nothing_is_written(visitor: Visitor, root: Path) -> None:
    form = {**visitor.get().form("decide"), "verdict": "same"}
    file = root / "mappings" / "wikidata.sssom.tsv"
    good = decisions(root)
    file.write_text(broken := good + "rail:s9\twd:Q1\nrail:s8\n", encoding="utf-8")
    for page in (visitor.get(), visitor.post("decide", form)):
        assert (page.status, page.codes) == (409, ["L513", "L513"])
        assert "mappings/wikidata.sssom.tsv:11" in page.text
        assert page.names == []
    assert decisions(root) == broken
    file.write_text(good, encoding="utf-8")
    assert visitor.get().names[0] == "label of rail:s0"
    visitor.decide("same")
    assert len(decided(root)) == 1


def test_a_browser_that_comes_while_the_file_is_broken_is_told(root: Path, visitor: Visitor) -> None:
    file = root / "mappings" / "wikidata.sssom.tsv"
    file.write_text(decisions(root) + "rail:s9\n", encoding="utf-8")
    page = Visitor(visitor.app).get(f"/curate/?key={visitor.app.key}")
    assert (page.status, page.codes) == (409, ["L513"])


@pytest.mark.parametrize("name", ["wikidata.sssom.tsv", "wikidata.proposed.tsv"])
def test_a_file_that_has_gone_is_named(visitor: Visitor, root: Path, name: str) -> None:
    form = {**visitor.get().form("decide"), "verdict": "same"}
    (root / "mappings" / name).unlink()
    for page in (visitor.get(), visitor.post("decide", form)):
        assert (page.status, page.names) == (409, [])
        assert name in page.text
        assert page.codes == (["L524"] if "proposed" in name else ["S709"])


def test_a_build_that_runs_is_waited_for_and_then_told(
    visitor: Visitor, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    form = {**visitor.get().form("decide"), "verdict": "same", "note": "page 7"}
    with release.locked(root / "pyproject.toml", "pyproject.toml"):
        page = visitor.post("decide", form)
    assert (page.status, page.codes, decided(root)) == (409, ["S702"], ())
    assert ">page 7</textarea>" in page.text
    assert visitor.post("decide", form).status == 303


def test_a_full_disk_leaves_the_file_as_it_was(visitor: Visitor, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = decisions(root)
    monkeypatch.setattr(files, "fsync", full)
    page = visitor.post("decide", {**visitor.get().form("decide"), "verdict": "same"})
    assert (page.status, page.codes, decisions(root)) == (409, ["S701"], before)
    assert sorted(p.name for p in (root / "mappings").iterdir() if p.name.startswith(".")) == []


# ---- what is shown ----------------------------------------------------------------------------------------------

NASTY = "</title><script>alert(1)</script>\"'&amp;<img src=x onerror=alert(2)>{{ 7*7 }}"


@pytest.mark.parametrize("language", texts.SPOKEN)
def test_nothing_from_the_data_becomes_markup(root: Path, visitor: Visitor, language: str) -> None:
    evil = replace(
        proposal("rail:s0", "wd:Q1"),
        subject_label=NASTY,
        object_label=NASTY,
        comment=f"queue: {NASTY} // score 96.0, margin 3.0 // name same 93.0: {NASTY} = {NASTY}",
    )
    propose(root, evil, replace(proposal("rail:s1", "wd:Q2"), comment=NASTY, subject_label=NASTY))
    assert visitor.get(f"/curate/?language={language}").status == 303
    pages = [visitor.get(), visitor.decide("later", NASTY), visitor.decide("later"), visitor.undo()]
    pages.append(visitor.post("decide", {**visitor.get().form("decide"), "card": "old", "verdict": "same"}))
    pages.append(visitor.post("decide", {**visitor.get().form("decide"), "verdict": NASTY, "note": NASTY}))
    pages.append(visitor.get("/curate/" + "%3Cscript%3E"))
    for page in pages:
        document = html5rdf.HTMLParser(strict=True).parse(page.text)
        assert page.text.count("<script") == 1
        assert "<img" not in page.text
        assert document is not None
    assert pages[0].names == [NASTY, NASTY]


def test_the_address_of_ours_is_on_this_server(visitor: Visitor) -> None:
    assert '<a href="/s0" target="_blank" rel="noreferrer noopener">' in visitor.get().text
    assert '<a href="https://www.wikidata.org/wiki/Q1" target="_blank" rel="noreferrer noopener"' in visitor.get().text


def test_the_browser_says_in_which_language_and_the_reader_has_the_last_word(visitor: Visitor) -> None:
    page = visitor.get(accept_language="es-CL, en;q=0.5")
    assert '<html lang="es">' in page.text
    assert "no coincide ningún país" in page.text
    assert "El de Wikidata es más amplio" in page.text
    assert visitor.get("/curate/?language=en", accept_language="es").status == 303
    assert '<html lang="en">' in visitor.get(accept_language="es").text
    assert visitor.get("/curate/?language=xx").status == 200


def test_every_doubt_is_told_in_spanish() -> None:
    source = (Path(texts.__file__).parents[1] / "links" / "scores.py").read_text(encoding="utf-8")
    wanted = source[source.index("wanted = {") : source.index("return [reason")]
    found = re.findall(r'(?m)^ +(?:wanted\[)?f?"([^"]+)"', wanted)
    assert len(found) == 11
    assert [text for text in found if texts.doubt("es", text)[1] != "es"] == []
