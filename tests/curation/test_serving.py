"""`lod serve --curate` lets curators in; without it, nothing that could write is even loaded."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from lod import release
from lod.errors import WRONG_USAGE, YOUR_FILES
from tests import dataset
from tests.links import reviews
from tests.links.reviews import decided
from tests.web.served import Served, port, serving

DOOR = re.compile(r"^links are decided at (http://127\.0\.0\.1:\d+)(/curate/\?key=\S+)$", re.MULTILINE)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = reviews.dataset(tmp_path_factory.mktemp("curating") / "d")
    with serving(root, "--curate", "--author", "Ana Ríos") as found:
        yield found


def door(served: Served) -> str:
    found = DOOR.search(served.said.read_text())
    assert found is not None
    return found[2]


def refused(root: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "lod.serving", "--port", "0", *words],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "example.org", "127.0.0.1.example.org"])
def test_only_this_machine_is_listened_to(host: str) -> None:
    ran = dataset.lod(dataset.SMALL, "serve", "--curate", "--host", host)
    assert ran.code == WRONG_USAGE
    assert f"--curate is for this machine only: --host is 127.0.0.1, ::1 or localhost, not {host}" in ran.err


def test_an_author_without_curating_is_a_mistake() -> None:
    ran = dataset.lod(dataset.SMALL, "serve", "--author", "Ana Ríos")
    assert (ran.code, "--author goes with --curate only" in ran.err) == (WRONG_USAGE, True)


def test_what_would_keep_every_page_from_being_shown_keeps_the_server_from_starting(tmp_path: Path) -> None:
    root = reviews.dataset(tmp_path / "d")
    (root / "mappings" / "wikidata.proposed.tsv").unlink()
    code, said = refused(root, "--curate")
    assert (code, "error[L524]" in said) == (YOUR_FILES, True)


def test_a_decision_over_http(served: Served) -> None:
    origin = served.url
    entered = served.get(door(served))
    assert (entered.status, entered.headers["location"]) == (303, "/curate/")
    cookie = entered.headers["set-cookie"].split(";")[0]
    assert cookie.startswith(f"lod-curation-{served.port}=")
    page = served.get("/curate/", cookie=cookie).text
    form = dict(re.findall(r'name="(token|card)" value="([^"]*)"', page))
    body = urlencode({**form, "verdict": "same", "note": "page 7"}).encode()
    foreign = served.ask("POST", "/curate/decide", body, cookie=cookie, origin="http://x.org", content_type=FORM)
    assert (foreign.status, decided(served.root)) == (403, ())
    assert served.ask("POST", "/curate/decide", body, cookie=cookie, origin=origin, content_type=FORM).status == 303
    (row,) = decided(served.root)
    assert (row.author_label, row.comment.endswith("page 7")) == ("Ana Ríos", True)
    assert "Written: label of rail:s0" in served.get("/curate/", cookie=cookie).text


@pytest.mark.slow
def test_a_page_a_terminal_and_another_program_at_once_lose_nothing(tmp_path: Path) -> None:
    """All three write all the time; whatever one of them was told is written stands in the file, once."""
    proposals = [reviews.proposal(f"rail:t{n:02}", f"wd:Q{n + 10}") for n in range(24)]
    root = reviews.dataset(tmp_path / "d", *proposals)
    file = root / "mappings" / "wikidata.sssom.tsv"
    saved: list[str] = []

    def edit() -> None:
        """Add a line again and again, by renaming, under the lock of the dataset."""
        while len(decided(root)) < len(proposals) and len(saved) < 200:
            with release.locked(root / "pyproject.toml", "", 5):
                mark, part = f"#comment{len(saved)}: it was here", file.with_name("other.tmp")
                text = reviews.decisions(root).replace("#license", f"{mark}\n#license")
                part.write_text(text, encoding="utf-8")
                part.replace(file)
                saved.append(mark)
            time.sleep(0.1)

    with serving(root, "--curate") as page, ThreadPoolExecutor(1) as pool:
        command = [str(Path(sys.executable).with_name("lod")), "--root", str(root), "link", "review"]
        terminal = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        other = pool.submit(edit)
        cookie = page.get(door(page)).headers["set-cookie"].split(";")[0]
        assert terminal.stdin is not None
        told = 0
        while True:
            form = dict(re.findall(r'name="(token|card)" value="([^"]*)"', page.get("/curate/", cookie=cookie).text))
            if "card" not in form:
                break
            terminal.stdin.write(b"n")
            terminal.stdin.flush()
            body = urlencode({**form, "verdict": "not"}).encode()
            sent = page.ask("POST", "/curate/decide", body, cookie=cookie, origin=page.url, content_type=FORM)
            assert sent.status in (303, 409)
            told += sent.status == 303
        _, said = terminal.communicate(b"q", timeout=60)
        other.result()
    counted = re.search(rb"(\d+) decided, 0 put off, 0 left", said)
    assert counted is not None, said
    assert told + int(counted[1]) == len(proposals)
    assert [row.subject_id for row in decided(root)] == [row.subject_id for row in proposals]
    assert saved
    assert [mark for mark in saved if mark not in reviews.decisions(root)] == []


def test_a_form_that_is_sent_many_times_at_the_same_moment_counts_once(served: Served) -> None:
    cookie = served.get(door(served)).headers["set-cookie"].split(";")[0]
    form = dict(re.findall(r'name="(token|card)" value="([^"]*)"', served.get("/curate/", cookie=cookie).text))
    body = urlencode({**form, "verdict": "later"}).encode()

    def send(_: int) -> int:
        return served.ask("POST", "/curate/decide", body, cookie=cookie, origin=served.url, content_type=FORM).status

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [303] + [409] * 7
    assert "1 put off" in served.get("/curate/", cookie=cookie).text


def test_only_what_is_published_may_be_read_from_other_pages(served: Served) -> None:
    for path in ("/", "/downloads/", "/sparql?query=ASK%7B%7D"):
        assert served.get(path, origin="http://example.org").headers["access-control-allow-origin"] == "*"
    for path in ("/curate/", "/curate", "/curate/keys.js", door(served)):
        for method in ("GET", "OPTIONS", "HEAD"):
            answer = served.ask(method, path, origin="http://example.org", access_control_request_method="POST")
            assert not [name for name in answer.headers if name.startswith("access-control")]
    assert served.get("/%63urate/").status == 404  # not another way in
    assert served.get("/curate/../sparql").status == 404


def test_a_second_host_header_is_no_way_round(served: Served) -> None:
    hosts = f"Host: 127.0.0.1:{served.port}\r\nHost: example.org\r\n"
    answer = served.raw(f"GET {door(served)} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n".encode(), 2)
    assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))
    assert b"set-cookie" not in answer.lower()
    nameless = served.raw(f"GET {door(served)} HTTP/1.0\r\n\r\n".encode(), 2)
    assert nameless.startswith(b"HTTP/1.1 403")


def test_a_form_that_never_ends_is_given_up(served: Served) -> None:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=5)
    connection.putrequest("POST", "/curate/decide")
    connection.putheader("content-length", "10000000000")
    connection.putheader("origin", served.url)
    connection.endheaders()
    assert connection.getresponse().status == 403  # before anything is read
    connection.close()


def test_without_the_option_there_is_no_such_path_and_no_such_module(tmp_path: Path) -> None:
    root = reviews.dataset(tmp_path / "d")
    with serving(root) as plain:
        assert plain.get("/curate/").status == 404
        assert plain.ask("POST", "/curate/decide", b"").status == 405
        assert "/curate/" not in plain.said.read_text()
    code = (
        "import sys, lod.serving, lod.web.server\n"
        "print(sorted(m for m in sys.modules if m.startswith(('lod.curation', 'lod.links', 'lod.reviewing'))))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_curating_needs_no_engine() -> None:
    code = "import sys, lod.curation.app; print({'duckdb', 'rdflib', 'pyoxigraph', 'requests'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_the_command_hands_on_who_decides(tmp_path: Path) -> None:
    root = reviews.dataset(tmp_path / "d")
    said = tmp_path / "said.txt"
    words = ["serve", "--port", "0", "--curate", "--author", "Ana = Ríos"]
    with said.open("w") as out:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("lod"), "--root", root, *words], stderr=out, text=True
        )
    try:
        number = port(process, said)
        found = Served(number, process, root, said)
        cookie = found.get(door(found)).headers["set-cookie"].split(";")[0]
        assert "You decide as Ana = Ríos" in found.get("/curate/", cookie=cookie).text
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
