"""Ask Wikidata politely.  Settings + questions -> decoded answers; the only module here that goes online.

One question at a time, with the name and the contact of who asks; a server that is busy, lagged or limits us is given
the time it asks for; a broken answer is asked for again a few times.  Nothing is kept here: links/cache.py does that.
Read first: links/questions.py, links/etiquette.py.  Spec: MediaWiki API:Etiquette, Manual:Maxlag parameter; Wikimedia
User-Agent policy; SPARQL 1.1 Protocol; Reconciliation Service API 0.2."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

import requests
import urllib3

from lod.errors import ENVIRONMENT, LodError
from lod.links import answers, questions
from lod.links.etiquette import ATTEMPTS, PATIENCE, SPACING, Pace, wished
from lod.links.parts import BadAnswer, decode
from lod.links.settings import Settings

BATCH, LINES = 50, 10  # items of one question, lines of a reconciliation batch
CONNECT, READ, TOTAL = 10.0, 30.0, 120.0  # seconds: to the server, between two pieces, for one answer
LARGEST, PIECE = 64 << 20, 1 << 16  # bytes of an answer, of what is read at once
LONG = 1500  # characters of a question that fit into an address
SHOWN = 200  # characters of an answer in a message
BUSY = {408, 429, 500, 502, 503, 504}
REFUSED, TOO_MUCH, GONE = {401, 403}, {413, 414}, {404, 410}
PASSING = {"maxlag", "ratelimited", "readonly", "cirrussearch-too-busy-error", "cirrussearch-backend-error", "timeout"}
UNKNOWN = {"no-such-entity", "invalid-entity-id", "param-illegal", "param-invalid"}
NAMED = re.compile(r"Invalid id: ([^\s)]+)")
MISSING: dict[str, object] = {"missing": ""}


class NoContact(LodError):
    code, template = "L532", "the configuration names nobody whom Wikidata could write to"
    hint = 'set contact = "an e-mail address or a page" in [tool.lod.wikidata], or work --offline'


class Unwelcome(LodError):
    code, template, exit_code = "L533", "{host} refuses us: {message}", ENVIRONMENT
    hint = "check the contact in [tool.lod.wikidata], and wait a day before the next try"


class NotAnswered(LodError):
    code, template, exit_code = "L534", "{host} has not answered: {message}", ENVIRONMENT
    hint = "what was fetched before is kept; run the command again for the rest"


class Rejected(LodError):
    code, template, exit_code = "L535", "{host} rejects the question: {message}", ENVIRONMENT
    hint = "check the addresses in [tool.lod.wikidata]; if they are right, report this"

    @property
    def reason(self) -> str:
        """The code of the server: an HTTP status, or a word of its interface."""
        return str(self.facts.get("reason", ""))


class _Again(Exception):
    """A failure that passes."""

    def __init__(self, message: str, wish: float | None = None) -> None:
        super().__init__(message)
        self.wish = wish  # seconds that the server asks for


class Wikidata:
    """The services that a dataset asks."""

    def __init__(self, settings: Settings, pace: Pace | None = None) -> None:
        """Make a client; it connects only when it is asked something.  raises NoContact"""
        if not settings.contact:
            raise NoContact()
        self.settings, self.pace = settings, pace or Pace()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"{settings.agent} python-requests/{requests.__version__}"
        self._last = -SPACING  # when the last answer ended

    def entities(self, ids: Sequence[str]) -> Iterator[dict[str, object]]:
        """Entities in batches of fifty, as each arrives: what was asked for -> JSON.

        raises   NotAnswered, Rejected, Unwelcome, BadAnswer; what was handed out before is whole"""
        for start in range(0, len(ids), BATCH):
            yield from self._batch(ids[start : start + BATCH])

    def pages(self, site: str, titles: Sequence[str]) -> Iterator[dict[str, object]]:
        """The items of pages of a site, such as eswiki, as they arrive: eswiki:Title -> JSON.

        Of what a batch says nothing is asked for alone, because only so a title may be written in another way."""
        for start in range(0, len(titles), BATCH):
            batch = titles[start : start + BATCH]
            found = {f"{site}:{title}": body for title, body in self._titles(site, batch).items()}
            yield found
            for title in batch if len(batch) > 1 else ():
                if f"{site}:{title}" not in found:
                    alone = self._titles(site, [title])
                    yield {f"{site}:{title}": alone.get(title, {"site": site, "title": title, **MISSING})}

    def _titles(self, site: str, titles: Sequence[str]) -> dict[str, object]:
        """Entities by the title of their page; an answer to a single title may have another one."""
        found = self._entities(questions.pages(site, titles, self.settings.wanted), f"{site}:{titles[0]}")
        if len(titles) == 1:
            return dict(zip(titles, found.values(), strict=False))
        return {title: body for title, body in answers.titled(found, site).items() if title in titles}

    def entity(self, qid: str) -> dict[str, object]:
        """One entity as Special:EntityData has it, in all languages: what was asked for -> JSON."""
        try:
            body = self._ask(f"{self.settings.data}{quote(qid)}.json", {}, qid, follow=True)
        except Rejected as rejected:
            if rejected.reason not in {str(status) for status in GONE}:
                raise
            return {qid: {"id": qid, **MISSING}}
        found = body.get("entities")
        if not isinstance(found, dict) or len(found) != 1:
            raise BadAnswer(item=qid, message="it has not one entity")
        return {qid: next(iter(found.values()))}

    def named(self, text: str, language: str) -> tuple[str, ...]:
        """Ids of items whose name in a language begins with a text."""
        return answers.named(self._api(questions.names(text, language), text), text)

    def worded(self, text: str, having: Sequence[tuple[str, str]] = ()) -> tuple[str, ...]:
        """Ids of items with all words of a text, and one of some statements."""
        return answers.worded(self._api(questions.words(text, having), text), text)

    def select(self, query: str) -> tuple[Mapping[str, answers.Cell], ...]:
        """Rows of a SPARQL query."""
        accept = {"Accept": "application/sparql-results+json"}
        post = len(query) > LONG  # the answer to a short one may come from a cache of theirs
        body = self._ask(self.settings.sparql, {"query": query, "format": "json"}, "a query", post=post, headers=accept)
        return answers.rows(body, "a query")

    def reconcile(self, queries: Mapping[str, questions.Query]) -> dict[str, tuple[answers.Scored, ...]]:
        """Candidates of a reconciliation service for each line; lines that it could not answer are absent."""
        keys, found = tuple(queries), dict[str, tuple[answers.Scored, ...]]()
        for start in range(0, len(keys), LINES):
            found |= self._lines({key: queries[key] for key in keys[start : start + LINES]})
        return found

    def _lines(self, queries: Mapping[str, questions.Query]) -> dict[str, tuple[answers.Scored, ...]]:
        keys = tuple(queries)
        form = {"queries": json.dumps({key: query.form for key, query in queries.items()}, ensure_ascii=False)}
        try:
            body = self._ask(self.settings.reconciliation, form, ", ".join(keys), post=True)
        except Rejected as rejected:
            if rejected.reason not in {str(status) for status in TOO_MUCH} or len(keys) == 1:
                raise
            half = len(keys) // 2
            parts = ({key: queries[key] for key in some} for some in (keys[:half], keys[half:]))
            return {key: found for part in parts for key, found in self._lines(part).items()}
        return answers.scored(body, keys)

    def _batch(self, ids: Sequence[str]) -> Iterator[dict[str, object]]:
        """One question for at most fifty items; one that the server does not know fails all, so it is asked alone."""
        about = ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} others"
        try:
            found = self._entities(questions.entities(ids, self.settings.wanted), about)
        except Rejected as rejected:
            if rejected.reason not in UNKNOWN:
                raise
            if len(ids) == 1:
                yield {ids[0]: {"id": ids[0], **MISSING}}
                return
            bad = [one for one in NAMED.findall(rejected.message) if one in ids] or ids[: len(ids) // 2]
            yield from self._batch(bad)
            yield from self._batch([one for one in ids if one not in bad])
        else:
            yield {one: found[one] for one in ids if one in found}

    def _entities(self, params: Mapping[str, str], about: str) -> dict[str, object]:
        found = self._api(params, about).get("entities")
        if not isinstance(found, dict) and found != []:
            raise BadAnswer(item=about, message="it has no entities")
        return dict(found or {})

    def _api(self, params: Mapping[str, str], about: str) -> Mapping[str, object]:
        return self._ask(self.settings.api, {**params, "format": "json", "maxlag": "5"}, about)

    def _ask(  # noqa: PLR0913
        self,
        url: str,
        params: Mapping[str, str],
        about: str,
        *,
        post: bool = False,
        follow: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, object]:
        """Ask until there is an answer, a refusal, or no hope.  raises NotAnswered, Rejected, Unwelcome"""
        how = {"data": params} if post else {"params": params}
        host, said = urlsplit(url).netloc.rpartition("@")[2], ""
        for attempt in range(ATTEMPTS):
            self.pace.rest(max(0.0, self._last + SPACING - self.pace.clock()))
            try:
                return self._once("POST" if post else "GET", url, {**how, "headers": headers}, follow, about)
            except _Again as again:
                said = str(again)
                if again.wish is not None and again.wish > PATIENCE:
                    raise NotAnswered(host=host, message=f"{said}; it asks to wait {again.wish:,.0f} s") from None
                if attempt < ATTEMPTS - 1:
                    self.pace.rest(self.pace.pause(attempt, again.wish))
            finally:
                self._last = self.pace.clock()
        raise NotAnswered(host=host, message=f"{said} ({ATTEMPTS} times)")

    def _once(self, method: str, url: str, how: Mapping[str, object], follow: bool, about: str) -> Mapping[str, object]:
        """One question, one answer.  raises _Again for what passes, else NotAnswered, Rejected, Unwelcome, BadAnswer"""
        host, times = urlsplit(url).netloc.rpartition("@")[2], (CONNECT, READ)
        try:
            answer = self._session.request(method, url, timeout=times, stream=True, allow_redirects=follow, **how)  # type: ignore[arg-type]
            with answer:
                data = self._body(answer, host)
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise _Again(_cause(error)) from None
        except urllib3.exceptions.HTTPError as error:
            raise _Again(f"the answer broke off ({_cause(error)})") from None
        except requests.RequestException as error:
            raise NotAnswered(host=host, message=_cause(error)) from None
        wish = wished(answer.headers.get("Retry-After"), self.pace.now())
        if urlsplit(answer.url).netloc.rpartition("@")[2] != host:
            raise Rejected(host=host, message=f"it leads to {answer.url[:SHOWN]}", reason="")
        try:
            found: object = decode(data, about)
        except BadAnswer as bad:
            self._judge(answer, host, _shown(data), wish)
            what = "HTML instead of JSON" if data.lstrip()[:1] == b"<" else bad.facts["message"]
            raise _Again(str(what), wish) from None
        code, info = _error(found)
        if code in PASSING or code.startswith("internal_api_error"):
            raise _Again(f"{code}: {info}", wish)
        self._judge(answer, host, f"{code}: {info}" if code else _shown(data), wish, code)
        if not isinstance(found, dict):
            raise BadAnswer(item=about, message="it is no map")
        return found

    def _judge(self, answer: requests.Response, host: str, said: str, wish: float | None, code: str = "") -> None:
        """What a status means.  raises _Again, Unwelcome, Rejected; nothing for an answer that is none of these"""
        status = answer.status_code
        message = f"{status} {said or answer.reason}".strip()
        if status in BUSY:
            raise _Again(message, wish)
        if status in REFUSED:
            raise Unwelcome(host=host, message=message)
        if code or status != requests.codes.ok:
            raise Rejected(host=host, message=said if code else message, reason=code or str(status))

    def _body(self, answer: requests.Response, host: str) -> bytes:
        """All bytes of an answer, unpacked.  raises _Again if it takes too long, NotAnswered if it is too large"""
        limit, parts, size = self.pace.clock() + TOTAL, list[bytes](), 0
        while part := answer.raw.read1(PIECE, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise NotAnswered(host=host, message=f"its answer is larger than {LARGEST >> 20} MB")
            if self.pace.clock() > limit:
                raise _Again(f"its answer takes longer than {TOTAL:.0f} s")
        return b"".join(parts)


def _error(body: object) -> tuple[str, str]:
    """Code and words of an error that came as an answer; empty for any other answer."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return "", ""
    code, info = (str(error.get(key, "")).encode(errors="replace") for key in ("code", "info"))
    return _shown(code) or "error", _shown(info)


def _shown(data: bytes) -> str:
    """The beginning of an answer, fit for a terminal."""
    words = " ".join(data[: 4 * SHOWN].decode("utf-8", errors="replace").split())
    return "".join(sign for sign in words if sign.isprintable())[:SHOWN]


def _cause(error: BaseException) -> str:
    """The words of the innermost of exceptions in each other, which say what happened."""
    while inner := next(
        (a for a in (getattr(error, "reason", None), *error.args[::-1]) if isinstance(a, Exception)), None
    ):
        error = inner
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error).rpartition(": ")[2]
    return _shown(said.encode(errors="replace")) or type(error).__name__
