"""Nobody but the curator at this machine decides: every way round is refused, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.curation import app
from tests.curation.visitor import Visitor, review
from tests.links.reviews import decided

OWN = ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "127.0.0.2:80"]
FOREIGN = [
    None,
    "",
    "example.org",
    "example.org:8000",
    "127.0.0.1.example.org:8000",
    "localhost.example.org",
    "localhost.",
    "0.0.0.0:8000",
    "[::]:8000",
    "[::ffff:10.0.0.1]",
    "10.0.0.1:8000",
    "127.0.0.1:8000, example.org",
    "127.0.0.1:8000@example.org",
    "127.1",
    "2130706433",
]


def filled(visitor: Visitor) -> dict[str, str]:
    """The form of the page, ready to be sent."""
    return {**visitor.get().form("decide"), "verdict": "same"}


def test_only_the_key_of_this_start_admits(root: Path) -> None:
    made = review(root)
    stranger = Visitor(made)
    for path in ("/curate/", "/curate", "/curate/?key=", "/curate/?key=x", f"/curate/?key={review(root).key}"):
        page = stranger.get(path)
        assert (page.status, page.codes, stranger.jar) == (403, ["H401"], {}), path
        assert made.key not in page.text
    page = stranger.get(f"/curate/?key={made.key}")
    assert (page.status, page.headers["location"]) == (303, "/curate/")
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("lod-curation-8000=")
    assert cookie.endswith("; Path=/curate/; HttpOnly; SameSite=Strict")
    assert stranger.get().names


def test_the_key_may_come_from_a_page_that_shows_the_terminal(root: Path) -> None:
    made = review(root)
    visitor = Visitor(made)
    assert visitor.get(f"/curate/?key={made.key}", sec_fetch_site="cross-site").status == 303
    assert visitor.get(sec_fetch_site="cross-site").status == 403  # as the redirect of such a click is
    assert visitor.get(sec_fetch_site="same-origin").status == 200  # as the link on that page is


def test_coming_again_by_the_key_keeps_the_sitting(visitor: Visitor) -> None:
    visitor.decide("later")
    jar = dict(visitor.jar)
    assert visitor.enter().names[0] == "label of rail:s1"
    assert visitor.jar == jar


@pytest.mark.parametrize("host", OWN)
def test_the_machine_has_names_of_its_own(visitor: Visitor, root: Path, host: str) -> None:
    assert visitor.get(host=host).status == 200
    assert visitor.post("decide", filled(visitor), host=host, origin=f"http://{host}").status == 303
    assert len(decided(root)) == 1


@pytest.mark.parametrize("host", FOREIGN)
def test_another_name_is_refused_whatever_it_carries(visitor: Visitor, root: Path, host: str | None) -> None:
    form = filled(visitor)
    for page in (
        visitor.get(host=host),
        visitor.get(f"/curate/?key={visitor.app.key}", host=host),
        visitor.get("/curate/keys.js", host=host),
        visitor.post("decide", form, host=host, origin=f"http://{host}"),
    ):
        assert (page.status, page.codes) == (403, ["H402"])
        assert form["token"] not in page.text
    assert decided(root) == ()


@pytest.mark.parametrize("action", ["decide", "undo", "recall"])
@pytest.mark.parametrize(
    "told",
    [
        {"origin": None},
        {"origin": "null"},
        {"origin": "http://example.org"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://localhost:8000"},
        {"origin": "https://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8000, http://example.org"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_mode": "cors"},
        {"sec_fetch_mode": "no-cors"},
        {"sec_fetch_mode": "same-origin"},
        {"sec_fetch_dest": "empty"},
        {"sec_fetch_dest": "iframe"},
    ],
    ids=str,
)
def test_a_form_comes_from_the_page_itself(
    visitor: Visitor, root: Path, action: str, told: dict[str, str | None]
) -> None:
    visitor.decide("later")
    form = {**filled(visitor), **visitor.get().form("undo")}
    page = visitor.post(action, form, **told)
    assert (page.status, page.codes) == (403, ["H403"])
    assert decided(root) == ()
    assert visitor.get().names[0] == "label of rail:s1"  # nor was anything taken back


def test_a_browser_that_does_not_tell_needs_its_origin_all_the_same(visitor: Visitor, root: Path) -> None:
    silent: dict[str, str | None] = {"sec_fetch_site": None, "sec_fetch_mode": None, "sec_fetch_dest": None}
    assert visitor.get(**silent).status == 200
    assert visitor.post("decide", filled(visitor), origin=None, **silent).status == 403
    assert visitor.post("decide", filled(visitor), **silent).status == 303
    assert len(decided(root)) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_mode": "cors"},
        {"sec_fetch_mode": "no-cors"},
        {"sec_fetch_dest": "iframe"},
        {"sec_fetch_dest": "empty"},
        {"sec_fetch_dest": "object"},
    ],
    ids=str,
)
def test_a_page_is_not_read_by_scripts_nor_put_into_frames(visitor: Visitor, told: dict[str, str]) -> None:
    token = visitor.get().form("decide")["token"]
    page = visitor.get(**{"sec_fetch_site": "same-origin", **told})
    assert (page.status, page.codes) == (403, ["H403"])
    assert token not in page.text


def test_a_token_belongs_to_one_session(visitor: Visitor, root: Path) -> None:
    other = Visitor(visitor.app)
    theirs = other.enter().form("decide")["token"]
    form = filled(visitor)
    for token in ("", theirs, form["token"][:-1], form["token"] + "x", "\N{LATIN SMALL LETTER E WITH ACUTE}"):
        page = visitor.post("decide", {**form, "token": token})
        assert (page.status, page.codes) == (403, ["H404"])
    del form["token"]
    assert visitor.post("decide", form).status == 403
    assert decided(root) == ()


def test_a_session_is_one_that_was_given_out(visitor: Visitor, root: Path) -> None:
    form = filled(visitor)
    (name, value), *_ = visitor.jar.items()
    for cookie in ("", f"{name}=mine", f"{name}={value}x", f"other={value}", f"{name}"):
        assert visitor.post("decide", form, cookie=cookie).codes == ["H401"]
        assert visitor.get(cookie=cookie).codes == ["H401"]
    assert decided(root) == ()
    tossed = f"{name}=planted; {name}={value}"  # by a server of another port
    assert visitor.get(cookie=tossed).status == 200


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "GET", "HEAD", "POST"])
@pytest.mark.parametrize("path", ["/curate/", "/curate/decide", "/curate/undo", "/curate/recall", "/curate/keys.js"])
def test_every_path_has_its_methods(visitor: Visitor, root: Path, method: str, path: str) -> None:
    writes = path in ("/curate/decide", "/curate/undo", "/curate/recall")
    page = visitor.ask(method, path)
    if method in (("POST",) if writes else ("GET", "HEAD")):
        assert page.status == (403 if writes else 200)  # without an origin
    else:
        assert (page.status, page.headers["allow"]) == (405, "POST" if writes else "GET, HEAD")
    assert decided(root) == ()


def test_every_answer_has_the_strict_headers_and_no_other_page_may_read_it(visitor: Visitor) -> None:
    form = filled(visitor)
    answers = [
        visitor.get(),
        visitor.get(origin="http://example.org"),
        visitor.get("/curate/nothing"),
        visitor.get("/curate/" + "a" * 9000),
        visitor.get("/curate/curation.css"),
        visitor.get("/curate/keys.js"),
        visitor.get(host="example.org"),
        visitor.ask("OPTIONS", "/curate/decide", origin="http://example.org", access_control_request_method="POST"),
        visitor.post("decide", {**form, "card": "old"}),
        visitor.post("decide", form),
        Visitor(visitor.app).get(f"/curate/?key={visitor.app.key}"),
        Visitor(visitor.app).get(),
    ]
    assert [a.status for a in answers] == [200, 200, 404, 414, 200, 200, 403, 405, 409, 303, 303, 403]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control")]
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{}", "application/json", 415, "H204"),
        (b"verdict=same", "text/plain", 415, "H204"),
        (b"verdict=same", "multipart/form-data; boundary=x", 415, "H204"),
        (b"verdict=same", None, 415, "H204"),
        (b"verdict=%ff", "application/x-www-form-urlencoded", 400, "H207"),
        (b"\xff", "application/x-www-form-urlencoded", 400, "H207"),
        (b"&".join([b"a=b"] * 1001), "application/x-www-form-urlencoded", 400, "H207"),
        (b"verdict=same&verdict=not", "application/x-www-form-urlencoded", 400, "H406"),
        (b"note=" + b"a" * 70_000, "application/x-www-form-urlencoded", 413, "H205"),
        (b"", "application/x-www-form-urlencoded", 403, "H404"),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(
    visitor: Visitor, root: Path, body: bytes, kind: str | None, status: int, code: str
) -> None:
    page = visitor.post("decide", body, content_type=kind)
    assert (page.status, page.codes) == (status, [code])
    assert decided(root) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": ""},
        {"verdict": "maybe"},
        {"verdict": "Same"},
        {"card": ""},
        {"card": "x" * 100},
        {"note": "x" * 1001},
    ],
    ids=str,
)
def test_a_form_with_other_fields_decides_nothing(visitor: Visitor, root: Path, wrong: dict[str, str]) -> None:
    page = visitor.post("decide", {**filled(visitor), **wrong})
    assert (page.status, page.codes) == (409, ["H406"])
    assert page.names[0] == "label of rail:s0"
    assert decided(root) == ()


def test_who_leaves_before_the_form_is_whole_decides_nothing(visitor: Visitor, root: Path) -> None:
    origin, kind = "http://127.0.0.1:8000", "application/x-www-form-urlencoded"
    visitor.ask("POST", "/curate/decide", None, origin=origin, content_type=kind)
    assert decided(root) == ()


def test_no_path_leads_out_of_the_folder(visitor: Visitor) -> None:
    for path in ("page.html.jinja", "../app.py", "%2e%2e/app.py", "keys.js/", "//keys.js", "decide/", "curate/"):
        assert visitor.get(f"/curate/{path}").status == 404


def test_sessions_do_not_pile_up(visitor: Visitor) -> None:
    for _ in range(app.MOST):
        Visitor(visitor.app).get(f"/curate/?key={visitor.app.key}")
    assert len(visitor.app.sessions) == app.MOST
    assert visitor.get().status == 403
