"""A curator decides proposal by proposal; the file of decisions has every verdict as soon as it is given."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import decisions as files
from lod import reviewing
from lod.config_file import load
from lod.decisions import DecidedMeanwhile
from lod.errors import Failed
from lod.links import review, sssom
from lod.links.model import COLUMNS, NO_TERM, Link, LinkSet
from lod.links.review import Author, Desk, Verdict
from lod.reviewing import NobodyDecides, UnknownAuthor
from tests.dataset import lod
from tests.links.reviews import HEADER, ITEMS, SUBJECTS, dataset, decisions, proposal

WHO = Author("orcid:0000-0002-1825-0097", "A. Curator")


def at(*pairs: tuple[str, str]) -> Desk:
    return review.desk([proposal(subject, item) for subject, item in pairs], [])


def given_(desk: Desk, *verdicts: Verdict) -> tuple[Desk, list[Link | None]]:
    made = []
    for verdict in verdicts:
        desk, one = review.decide(desk, verdict, WHO, "2026-11-22")
        made.append(one)
    return desk, made


def test_the_same_settles_the_entity_and_the_item() -> None:
    desk, (link,) = given_(
        at(("rail:s1", "wd:Q1"), ("rail:s1", "wd:Q2"), ("rail:s2", "wd:Q1"), ("rail:s3", "wd:Q3")), "same"
    )
    assert link is not None
    assert (link.published, link.author_id, link.mapping_date) == (True, WHO.id, "2026-11-22")
    assert link.comment == "Reviewed: name agrees; country (CL ≠ AR) conflicts."
    assert [p.subject_id for p in desk.open] == ["rail:s3"]


def test_not_the_same_brings_the_next_candidate() -> None:
    desk, (link,) = given_(at(("rail:s1", "wd:Q1"), ("rail:s1", "wd:Q2")), "not")
    assert link is not None
    assert link.predicate_modifier == "Not"
    assert [p.object_id for p in desk.open] == ["wd:Q2"]


def test_no_such_item_settles_the_entity_and_names_no_item() -> None:
    desk, (link,) = given_(at(("rail:s1", "wd:Q1"), ("rail:s1", "wd:Q2")), "none")
    assert link is not None
    assert (link.object_id, link.object_label, desk.open) == (NO_TERM, "", ())


def test_broader_is_no_link_to_the_same_thing_and_later_is_no_decision() -> None:
    _, (link, nothing) = given_(at(("rail:s1", "wd:Q1"), ("rail:s2", "wd:Q2")), "broader", "later")
    assert link is not None
    assert (link.predicate_id, nothing) == ("skos:broadMatch", None)


def test_near_and_narrower_are_links_of_their_own_and_leave_the_entity_open() -> None:
    desk, links = given_(at(("rail:s1", "wd:Q1"), ("rail:s1", "wd:Q2"), ("rail:s1", "wd:Q3")), "close", "narrower")
    assert [link.predicate_id for link in links if link] == ["skos:closeMatch", "skos:narrowMatch"]
    assert [p.object_id for p in desk.open] == ["wd:Q3"]


def test_what_was_put_off_can_be_laid_out_again() -> None:
    desk, _ = given_(at(("rail:s1", "wd:Q1"), ("rail:s2", "wd:Q2")), "later", "same")
    assert (desk.card, desk.put_off, desk.decided) == (None, 1, 1)
    again = review.recall(desk)
    assert [p.subject_id for p in again.open] == ["rail:s1"]
    assert review.undo(again)[1] == desk.steps[1]


def test_what_was_decided_is_not_laid_out_again() -> None:
    proposals = [proposal("rail:s1", "wd:Q1"), proposal("rail:s2", "wd:Q2"), proposal("rail:s3", "wd:Q3")]
    decided = [proposal("rail:s1", "wd:Q9"), replace(proposal("rail:s2", "wd:Q2"), predicate_modifier="Not")]
    assert [p.subject_id for p in review.desk(proposals, decided).open] == ["rail:s3"]
    absent = [replace(proposal("rail:s3", "wd:Q3"), object_id=NO_TERM)]
    assert len(review.desk(proposals, absent).open) == 2
    assert len(review.desk(proposals, absent, again=True).open) == 3


PAIRS = st.lists(st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(ITEMS)), min_size=1, max_size=8, unique=True)


@given(PAIRS, st.lists(st.sampled_from(list(review.VERDICTS)), max_size=8))
def test_whatever_is_decided_gives_a_file_without_contradictions(
    pairs: list[tuple[str, str]], verdicts: list[Verdict]
) -> None:
    links = sssom.read(HEADER + "\t".join(COLUMNS) + "\n", "links.tsv")
    desk, states = at(*pairs), [links]
    for verdict in verdicts:
        if desk.card:
            desk, made = review.decide(desk, verdict, WHO, "2026-11-22")
            links = review.added(links, made) if made else links
            states.append(links)
    text = sssom.write(links)
    assert sssom.read(text, "links.tsv").links == links.links
    assert [link.subject_id for link in links.links] == sorted(link.subject_id for link in links.links)
    for before in reversed(states[:-1]):
        desk, step = review.undo(desk)
        if step and step.decision:
            links = review.removed(links, step.decision)
        assert links == before


def test_a_decision_against_one_that_stands_is_refused() -> None:
    stands = LinkSet((), COLUMNS, {}, (proposal("rail:s1", "wd:Q1"),))
    for other in (
        proposal("rail:s1", "wd:Q2"),
        proposal("rail:s2", "wd:Q1"),
        replace(stands.links[0], predicate_modifier="Not"),
    ):
        with pytest.raises(ValueError, match="decided already"):
            review.added(stands, other)
    assert len(review.added(stands, replace(proposal("rail:s1", "wd:Q2"), predicate_modifier="Not")).links) == 2


def test_an_item_that_was_missing_takes_the_place_of_the_search_in_vain() -> None:
    absent = replace(proposal("rail:s1", "wd:Q1"), object_id=NO_TERM)
    stands = LinkSet((), COLUMNS, {}, (absent,))
    after = review.added(stands, proposal("rail:s1", "wd:Q1"))
    assert [link.object_id for link in after.links] == ["wd:Q1"]
    assert review.removed(after, after.links[0], [absent]) == stands


# ---- files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return dataset(tmp_path / "d")


def test_a_decision_is_in_the_file_at_once_and_undone_in_it(root: Path) -> None:
    before = decisions(root)
    sitting = reviewing.sit(load(root), "", "2026-11-22")
    sitting.decide("same")
    assert "rail:s0\tskos:exactMatch\twd:Q1" in decisions(root)
    assert sitting.undo()
    assert decisions(root) == before
    assert not sitting.undo()


def test_what_others_have_written_meanwhile_stays(root: Path) -> None:
    sitting = reviewing.sit(load(root), "", "2026-11-22")
    other = reviewing.sit(load(root), "Somebody Else", "2026-11-22")
    sitting.decide("same")
    with pytest.raises(DecidedMeanwhile):
        other.decide("not")
    other.desk, _ = review.decide(other.desk, "later", other.author, other.day)
    other.decide("none")
    assert [link.subject_id for link in sssom.read(decisions(root), "x").links] == ["rail:s0", "rail:s1"]


def test_what_others_have_decided_does_not_come_up_again(root: Path) -> None:
    sitting, other = (reviewing.sit(load(root), "", "2026-11-22") for _ in range(2))
    sitting.decide("same")
    card = other.look()
    assert card is not None
    assert card.proposal.subject_id == "rail:s1"
    sitting.undo()
    assert other.look() != card


def test_what_somebody_else_has_changed_is_not_taken_back_and_does_not_bar_the_way(root: Path) -> None:
    sitting = reviewing.sit(load(root), "", "2026-11-22")
    sitting.decide("same")
    sitting.look()
    sitting.decide("not")
    file = root / "mappings" / "wikidata.sssom.tsv"
    file.write_text(edited := decisions(root).replace("Rejected", "Looked at again, rejected"), encoding="utf-8")
    with pytest.raises(DecidedMeanwhile, match="was changed meanwhile"):
        sitting.undo()
    assert decisions(root) == edited
    assert sitting.undo()
    assert [link.subject_id for link in sssom.read(decisions(root), "x").links] == ["rail:s1"]


def test_a_file_that_is_just_being_saved_is_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that saves in place empties the file first; what it then writes must not be lost."""
    file = root / "mappings" / "wikidata.sssom.tsv"
    saved = decisions(root).replace("#license", "#comment: saved by an editor\n#license")
    monkeypatch.setattr(files, "CALM", 1.0)
    begun = threading.Event()
    sitting = reviewing.sit(load(root), "", "2026-11-22")
    head = saved[: saved.index("subject_id")] + "\t".join(COLUMNS) + "\n"

    def save() -> None:
        with file.open("w", encoding="utf-8") as out:
            begun.set()
            for piece in (head[:200], head[200:]):
                out.write(piece)
                out.flush()
                time.sleep(0.03)

    editor = threading.Thread(target=save)
    editor.start()
    begun.wait(10)
    sitting.decide("same")
    editor.join()
    assert "saved by an editor" in decisions(root)
    assert "rail:s0\tskos:exactMatch\twd:Q1" in decisions(root)


def test_a_file_saved_between_reading_and_writing_is_changed_anew(root: Path) -> None:
    file = root / "mappings" / "wikidata.sssom.tsv"
    saves = iter(["one", "two"])

    def edit(links: LinkSet) -> LinkSet:
        for word in saves:
            file.write_text(decisions(root).replace("#license", f"#comment: {word}\n#license"), encoding="utf-8")
            break
        return review.added(links, proposal("rail:s0", "wd:Q1"))

    files.change(load(root), edit)
    assert [word in decisions(root) for word in ("#comment: one", "#comment: two", "rail:s0")] == [True] * 3


def test_a_file_that_never_rests_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CALM", 0.0)
    file = root / "mappings" / "wikidata.sssom.tsv"

    def edit(links: LinkSet) -> LinkSet:
        file.write_text(decisions(root).replace("#license", "#comment: x\n#license"), encoding="utf-8")
        return review.added(links, proposal("rail:s0", "wd:Q1"))

    with pytest.raises(DecidedMeanwhile, match="does not stop to write"):
        files.change(load(root), edit)
    assert "rail:s0" not in decisions(root)


def test_a_link_to_the_file_and_its_mode_stay(root: Path) -> None:
    file = root / "mappings" / "wikidata.sssom.tsv"
    file.rename(root / "elsewhere.tsv")
    (root / "elsewhere.tsv").chmod(0o664)
    file.symlink_to("../elsewhere.tsv")
    reviewing.sit(load(root), "", "2026-11-22").decide("same")
    assert file.is_symlink()
    assert (root / "elsewhere.tsv").stat().st_mode & 0o777 == 0o664


@pytest.mark.slow
def test_three_reviews_at_once_lose_no_decision(root: Path) -> None:
    proposals = [proposal(f"rail:t{n:02}", f"wd:Q{n + 10}") for n in range(12)]
    config = load(root)
    links = sssom.read(decisions(root), "x")
    files.write(files.place(config)[0], replace(links, columns=COLUMNS, links=tuple(proposals)))

    def work(part: int) -> None:
        for link in proposals[part::3]:
            files.change(config, lambda links, link=link: review.added(links, link))  # type: ignore[misc]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert [link.subject_id for link in sssom.read(decisions(root), "x").links] == [p.subject_id for p in proposals]


def test_a_decision_needs_an_author(root: Path) -> None:
    config = load(root)
    with pytest.raises(NobodyDecides):
        reviewing.sit(replace(config, curator=None), "", "2026-11-22")
    with pytest.raises(UnknownAuthor):
        reviewing.sit(config, "isni:7", "2026-11-22")
    assert reviewing.sit(config, "Ana Ríos", "2026-11-22").author == Author("", "Ana Ríos")


def test_a_broken_file_of_decisions_is_left_as_it_is(root: Path) -> None:
    sitting = reviewing.sit(load(root), "", "2026-11-22")
    file = root / "mappings" / "wikidata.sssom.tsv"
    file.write_text(broken := decisions(root) + "rail:s9\n", encoding="utf-8")
    with pytest.raises(Failed, match="L513"):
        sitting.decide("same")
    assert decisions(root) == broken


# ---- terminal --------------------------------------------------------------------------------------------------


class Terminal:
    """The command at a real pseudo-terminal."""

    def __init__(self, root: Path, *words: str) -> None:
        self.master, worker = pty.openpty()
        command = [
            sys.executable,
            "-m",
            "lod.cli",
            "--root",
            str(root),
            "link",
            "review",
            "--date",
            "2026-11-22",
            *words,
        ]
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
        self.process = subprocess.Popen(
            command,
            stdin=worker,
            stdout=worker,
            stderr=worker,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C becomes a signal
        )
        os.close(worker)
        self.seen = ""

    def wait_for(self, text: str, seconds: float = 30) -> None:
        """Read until a text has been shown since the last key."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{text!r} does not come; seen: {self.seen}"
            try:
                self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
            except OSError:  # the other end is closed
                assert text in self.seen, self.seen
                return

    def press(self, key: str) -> None:
        self.seen = ""
        os.write(self.master, key.encode())

    def leave(self) -> int:
        code = self.process.wait(60)
        os.close(self.master)
        return code


@pytest.fixture
def terminal(root: Path) -> Iterator[Terminal]:
    shown = Terminal(root)
    yield shown
    if shown.process.poll() is None:
        shown.process.kill()
        shown.process.wait()


def test_keys_decide_at_a_terminal(terminal: Terminal, root: Path) -> None:
    terminal.wait_for("[q] leave")
    assert "label of rail:s0" in terminal.seen
    assert "✗ conflicts" in terminal.seen
    terminal.press("n")
    terminal.wait_for("rail:s1")
    terminal.press("u")
    terminal.wait_for("taken back")
    terminal.press("y")
    terminal.wait_for("rail:s1")
    terminal.press("?")
    terminal.wait_for("there is no key")
    terminal.press("\x1b[A")  # an arrow
    terminal.wait_for("there is no such key")
    terminal.press("l")
    terminal.wait_for("rail:s2")
    terminal.press("x")
    terminal.wait_for("nothing more to decide")
    terminal.press("q")
    terminal.wait_for("2 decided, 1 put off, 0 left")
    assert terminal.leave() == 0
    made = [(link.subject_id, link.object_id) for link in sssom.read(decisions(root), "x").links]
    assert made == [("rail:s0", "wd:Q1"), ("rail:s2", NO_TERM)]


def test_keys_pressed_ahead_count(terminal: Terminal, root: Path) -> None:
    terminal.press("nnlu")  # before anything is shown
    terminal.wait_for("taken back")
    terminal.press("q")
    terminal.wait_for("2 decided, 0 put off, 1 left")
    assert terminal.leave() == 0
    assert [link.predicate_modifier for link in sssom.read(decisions(root), "x").links] == ["Not", "Not"]


def test_nothing_is_lost_on_ctrl_c(terminal: Terminal, root: Path) -> None:
    terminal.wait_for("[q] leave")
    terminal.press("y")
    terminal.wait_for("rail:s1")
    terminal.press("\x03")
    terminal.wait_for("interrupted")
    assert terminal.leave() == 130
    assert [link.subject_id for link in sssom.read(decisions(root), "x").links] == ["rail:s0"]


def test_a_killed_sitting_leaves_whole_files(terminal: Terminal, root: Path) -> None:
    terminal.wait_for("[q] leave")
    terminal.press("y")
    terminal.wait_for("rail:s1")
    os.kill(terminal.process.pid, signal.SIGKILL)
    terminal.leave()
    assert len(sssom.read(decisions(root), "x").links) == 1


def test_without_proposals_the_command_says_what_to_do(root: Path) -> None:
    files.place(load(root))[0].unlink()
    ran = lod(root, "link", "review")
    assert (ran.code, "error[L524]" in ran.err) == (3, True)
