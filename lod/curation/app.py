"""Decide about links on pages of this machine.  ASGI scope -> page, and a row in the file of decisions.

Read first: lod/reviewing.py, which decides, as for the terminal; admission.py, which says who may.  A page shows one
proposal; a form sends a verdict; then the browser is sent to the next page, so that going back or loading again decides
nothing.  Every browser has a sitting of its own, with its own undo; the file is common to all."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from secrets import token_urlsafe
from typing import TypeVar, cast

from lod import process, reviewing
from lod.config import Config
from lod.curation import admission, page
from lod.curation.faults import BadForm, NotAdmitted, StalePage
from lod.curation.page import Said, Shown
from lod.curation.texts import SPOKEN
from lod.errors import Failed, LodError
from lod.links.review import Verdict
from lod.reviewing import Sitting
from lod.web import accept, request
from lod.web.faults import MethodRefused, NotThere, WrongMediaType
from lod.web.model import Beside, Limits, Receive, Reply, Scope, Send, redirect
from lod.web.protocol import FORM, parameters, refuse_method
from lod.web.request import Left, Request

PATH = "/curate/"
LIMITS = Limits(body=64 << 10)
MOST = 50  # sessions; the one that was longest idle goes first
NOTE = 1000  # characters
FILES = {"curation.css": b"text/css; charset=utf-8", "keys.js": b"text/javascript; charset=utf-8"}
HTML = (b"content-type", b"text/html; charset=utf-8")
ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
     b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)  # fmt: skip
T = TypeVar("T")


@dataclass(slots=True)
class Session:
    """A browser that has been admitted."""

    sitting: Sitting
    token: str = field(default_factory=token_urlsafe)
    language: str = ""  # as chosen on the page; empty: as the browser asks
    said: Said | None = None


def beside(config: Config, author: str) -> Beside:
    """The pages of the review, to be served beside what is published.

    raises   as `reviewing.sit`: what would keep every page from being shown"""
    reviewing.sit(config, author, today())
    made = App(config, author)
    return Beside(PATH, made, f"{PATH}?key={made.key}", "links are decided at")


def today() -> str:
    """YYYY-MM-DD"""
    return f"{date.today():%Y-%m-%d}"


class App:
    """The application: sessions, and one turn at a time."""

    def __init__(self, config: Config, author: str) -> None:
        self.config, self.author = config, author
        self.key = token_urlsafe()
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self.turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked, session = None, None
        try:
            asked = request.read(scope, receive, LIMITS)
            admission.refuse_host(asked)
            session = self._session(asked, _cookie(scope))
            reply = await self._answer(asked, session, _cookie(scope))
        except (LodError, Failed) as fault:
            reply = self._refusal(asked, session, _errors(fault))
        except Left:
            return
        await _send(asked, reply, send)

    async def _answer(self, asked: Request, session: Session | None, cookie: str) -> Reply:
        name = asked.path.decode("latin-1").removeprefix(PATH.rstrip("/")).removeprefix("/")
        if name in FILES:
            refuse_method(asked, ("GET", "HEAD"))
            return Reply(200, ((b"content-type", FILES[name]),), (page.FOLDER / name).read_bytes())
        if name == "":
            refuse_method(asked, ("GET", "HEAD"))
            return await self._open(asked, session, cookie)
        act = {"decide": self._decide, "undo": self._undo, "recall": self._recall}.get(name)
        if act is None:
            raise NotThere(path=f"{PATH}{name[:100]}", suggestion=f"the review is at {PATH}")
        refuse_method(asked, ("POST",))
        admission.refuse_form(asked)
        if session is None:
            raise NotAdmitted
        form = await _form(asked)
        admission.refuse_token(form, session.token)
        try:
            session.said = await self._do(lambda: act(session.sitting, form))
        except (LodError, Failed) as fault:
            return await self._page(asked, session, _errors(fault), form)
        return redirect(303, PATH)

    async def _open(self, asked: Request, session: Session | None, cookie: str) -> Reply:
        given = dict(parameters(asked.parameters))
        if "key" in given:
            admission.refuse_key(given["key"], self.key)
            return await self._admit(session, cookie)
        admission.refuse_page(asked)
        if session is None:
            raise NotAdmitted
        if given.get("language") in SPOKEN:
            session.language = given["language"]
            return redirect(303, PATH)
        return await self._page(asked, session)

    async def _admit(self, session: Session | None, cookie: str) -> Reply:
        """Begin a session, and send to the page without the key."""
        if session:
            return redirect(303, PATH)
        sitting = await self._do(lambda: reviewing.sit(self.config, self.author, today()))
        name = token_urlsafe()
        self.sessions[name] = Session(sitting)
        if len(self.sessions) > MOST:
            self.sessions.popitem(last=False)
        value = f"{cookie}={name}; Path={PATH}; HttpOnly; SameSite=Strict"
        return redirect(303, PATH, (b"set-cookie", value.encode()))

    async def _page(
        self, asked: Request, session: Session, errors: tuple[LodError, ...] = (), form: dict[str, str] | None = None
    ) -> Reply:
        """What is up now, and what was wrong with the request."""
        sitting, card = session.sitting, None
        try:
            card = await self._do(sitting.look)
        except (LodError, Failed) as fault:
            errors = _errors(fault)
        said, session.said = session.said, None
        form = form or {}
        shown = replace(
            self._shown(asked, session),
            desk=sitting.desk,
            card=card,
            ours=page.ours(card.proposal.subject_id, sitting.prefixes, self.config.base) if card else "",
            token=session.token,
            who=sitting.author.name or sitting.author.id,
            said=None if errors else said,
            errors=errors,
            note=form.get("note", "") if card and form.get("card") == card.key else "",
        )
        return Reply(409 if errors else 200, (HTML,), page.render(shown))

    def _refusal(self, asked: Request | None, session: Session | None, errors: tuple[LodError, ...]) -> Reply:
        first = errors[0]
        shown = replace(self._shown(asked, session), errors=errors, refused=hasattr(first, "status"))
        allowed = ((b"allow", str(first.facts["allowed"]).encode()),) if isinstance(first, MethodRefused) else ()
        return Reply(int(getattr(first, "status", 409)), (HTML, *allowed), page.render(shown))

    def _shown(self, asked: Request | None, session: Session | None) -> Shown:
        wanted = accept.language(asked.negotiable("accept-language") if asked else None, SPOKEN)
        language = session.language if session and session.language else wanted
        titles = self.config.title
        return Shown(language, titles.get(language) or next(iter(titles.values()), self.config.name))

    def _session(self, asked: Request, cookie: str) -> Session | None:
        for name in admission.cookies(asked, cookie):
            if name in self.sessions:
                self.sessions.move_to_end(name)
                return self.sessions[name]
        return None

    async def _do(self, work: Callable[[], T]) -> T:
        """Read and write files beside the requests of others, one after the other."""
        async with self.turn:
            try:
                return await asyncio.to_thread(work)
            except OSError as error:
                raise process.refusal(error) from error

    def _decide(self, sitting: Sitting, form: dict[str, str]) -> Said:
        verdict = cast("Verdict", admission.one(form, "verdict", admission.VERDICTS_KNOWN))
        shown, note = admission.one(form, "card"), form.get("note", "")
        if len(note) > NOTE:
            raise BadForm(what=f"a note of {len(note):,} characters", expected=f"at most {NOTE:,}")
        card = sitting.look()
        if not card or card.key != shown:
            raise StalePage
        sitting.day = today()
        decision = sitting.decide(verdict, _plain(note))
        label = card.proposal.subject_label
        return Said("said.decided", label, verdict) if decision else Said("said.later", label)

    def _undo(self, sitting: Sitting, form: dict[str, str]) -> Said:
        if admission.one(form, "steps") != str(len(sitting.desk.steps)):
            raise StalePage
        step = sitting.undo()
        return Said("said.undone", step.card.proposal.subject_label, step.verdict) if step else Said("said.nothing")

    def _recall(self, sitting: Sitting, form: dict[str, str]) -> Said:
        if admission.one(form, "steps") != str(len(sitting.desk.steps)):
            raise StalePage
        sitting.recall()
        return Said("said.recalled")


def _errors(fault: LodError | Failed) -> tuple[LodError, ...]:
    return fault.errors if isinstance(fault, Failed) else (fault,)


async def _form(asked: Request) -> dict[str, str]:
    kind = asked.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != FORM:
        raise WrongMediaType(given=kind or "no name", right=FORM)
    given = parameters(await asked.body())
    form = dict(given)
    if len(form) != len(given):
        raise BadForm(what="a field twice", expected="send the form of the page")
    return form


def _plain(note: str) -> str:
    """A note without characters that nobody sees and a table cannot hold."""
    return "".join(sign if sign.isprintable() else " " for sign in note)


def _cookie(scope: Scope) -> str:
    """The name of the cookie: browsers do not keep those of two ports apart."""
    server = cast("tuple[str, int] | None", scope.get("server"))
    return f"lod-curation-{server[1] if server else 0}"


async def _send(asked: Request | None, reply: Reply, send: Send) -> None:
    body = cast("bytes", reply.body)
    headers = [*reply.headers, *ALWAYS, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if asked and asked.method == "HEAD" else body})
