"""Say whether a request may decide about links.  Request -> nothing, or the fault; pure.

Whoever gets past here writes a file of the curator.  So it is refused

* under a name that is not this machine's own, since the pages of whoever owns the name could read the answer (DNS
  rebinding);
* from another page, also one of another port or of the site that is served beside (cross-site request forgery): a form
  comes from the same origin, a page is opened by going there and not by a script or in a frame;
* from a browser that has not been given the key of this start, so that other people of the machine are kept out;
* without the token that only the pages of its session hold.

Spec: RFC 6454 (Origin), Fetch Metadata Request Headers, RFC 6265bis (cookies)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hmac import compare_digest

from lod.curation.faults import BadForm, ForeignForm, ForeignHost, ForeignPage, NotAdmitted
from lod.links.review import VERDICTS
from lod.web.request import Request

OWN = re.compile(r"(?:localhost|127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
FIELD = re.compile(r"[\w.=-]{1,64}")


def refuse_host(request: Request) -> None:
    """Let only the own names of this machine pass.

    raises   ForeignHost"""
    host = request.headers.get("host", "")
    if not OWN.fullmatch(host):
        raise ForeignHost(host=host[:60] or "of nobody")


def refuse_page(request: Request) -> None:
    """Let a page only be opened by going there.  A browser that does not tell where a request comes from is let pass,
    for it needs the cookie, which only requests of the same site carry.

    raises   ForeignPage"""
    _refuse(request, "sec-fetch-site", ("same-origin", "none"))
    _refuse(request, "sec-fetch-mode", ("navigate",))
    _refuse(request, "sec-fetch-dest", ("document",))


def refuse_form(request: Request) -> None:
    """Let only what comes from a page of the same origin pass.

    raises   ForeignPage"""
    origin = request.headers.get("origin", "nowhere")
    if origin.lower() != request.origin.lower():
        raise ForeignPage(origin=origin[:100])
    _refuse(request, "sec-fetch-site", ("same-origin",))
    _refuse(request, "sec-fetch-mode", ("navigate",))
    _refuse(request, "sec-fetch-dest", ("document",))


def _refuse(request: Request, name: str, allowed: tuple[str, ...]) -> None:
    value = request.headers.get(name, allowed[0])
    if value not in allowed:
        raise ForeignPage(origin=f"{name} is {value[:60]}")


def cookies(request: Request, name: str) -> tuple[str, ...]:
    """The values of a cookie; others that share the host, whatever their port, may have set more than one."""
    parts = (part.strip().partition("=") for part in request.headers.get("cookie", "").split(";"))
    return tuple(value for key, _, value in parts if key == name)


def refuse_key(given: str, key: str) -> None:
    """Let only who has the key pass.  raises NotAdmitted"""
    if not compare_digest(given.encode(), key.encode()):
        raise NotAdmitted


def refuse_token(form: Mapping[str, str], token: str) -> None:
    """Let only a form of this session pass.  raises ForeignForm"""
    if not compare_digest(form.get("token", "").encode(), token.encode()):
        raise ForeignForm


def one(form: Mapping[str, str], name: str, known: tuple[str, ...] = ()) -> str:
    """A field of a form.

    known    what it may be; empty: anything that a page of ours has put there
    raises   BadForm"""
    value = form.get(name, "")
    if (known and value not in known) or not FIELD.fullmatch(value):
        expected = f"it is one of {', '.join(known)}" if known else "send the form of the page"
        raise BadForm(what=f"no such {name}: {value[:60]}" if value else f"no {name}", expected=expected)
    return value


VERDICTS_KNOWN = tuple(VERDICTS)
