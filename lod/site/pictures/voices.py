"""Who spoke of what: how many statements each speaker makes about things of each class.  Edition -> pages, CSV.

A table whose cells are shaded by their numbers; each number leads to the statements.  Read first: graph.py."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from lod.site import graph
from lod.site.addresses import quoted, up
from lod.site.claims import link
from lod.site.edition import Edition, to_list
from lod.site.model import Page, Section

PATH = "pictures/voices"
DATA = "pictures/voices.csv"
ROWS, COLUMNS = 60, 12  # speakers and classes in the table
LINKS = 200  # statements on a page
SHADES = 5
Said = Mapping[str, Mapping[str, Sequence[str]]]  # speaker -> class -> statements


@dataclass(frozen=True, slots=True)
class Voices:
    """Who spoke of what, and the file with the numbers."""

    pages: Sequence[Page]
    data: str


def voices(edition: Edition) -> Voices | None:
    """The table and the pages of its speakers; nothing where no statement names who makes it."""
    said = _said(edition)
    if not said:
        return None
    speakers = sorted(said, key=lambda s: (-_count(said[s]), edition.name(s)[0], s))
    by_class: dict[str, int] = defaultdict(int)
    for of in said.values():
        for kind, statements in of.items():
            by_class[kind] += len(statements)
    kinds = sorted(by_class, key=lambda k: (-by_class[k], k))
    at: dict[tuple[str, str], str] = {}
    pages = [p for n, s in enumerate(speakers, 1) for p in _speaker(edition, (n, s), said[s], kinds, at)]
    return Voices([_table(edition, said, speakers, kinds, at), *pages], _csv(edition, said, speakers, kinds))


def _said(edition: Edition) -> Said:
    """The statements of each speaker, by the classes of what they are about."""
    published, roles = edition.published, edition.roles
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s in dict.fromkeys(s for p in sorted(roles["speaker"]) for s in published.having.get(p, ())):
        if not graph.is_statement(published, roles, s):
            continue
        about = graph.iris(published, s, roles["about"]) or graph.iris(published, s, (graph.SUBJECT,))
        kinds = dict.fromkeys(k for thing in about for k in graph.types(published, thing)[-1:])
        for speaker in graph.iris(published, s, roles["speaker"]):
            for kind in kinds:
                found[speaker][kind].append(s)
    return found


def _count(kinds: Mapping[str, Sequence[str]]) -> int:
    return len({s for statements in kinds.values() for s in statements})


def _address(number: int) -> str:
    return f"{PATH}/{number}"


def _speaker(
    edition: Edition,
    numbered: tuple[int, str],
    said: Mapping[str, Sequence[str]],
    kinds: Sequence[str],
    at: dict[tuple[str, str], str],
) -> list[Page]:
    """The pages with the statements of one speaker.

    at       where each cell leads to, which this fills in"""
    number, speaker = numbered
    path = _address(number)
    above = up(path)
    chunks: list[list[Section]] = [[]]
    room = LINKS
    for n, kind in enumerate((k for k in kinds if k in said), 1):
        statements = sorted(said[kind], key=lambda s: (graph.folded(edition.name(s)[0]), s))
        for start in _starts(len(statements), room):
            if room == 0:
                chunks.append([])
                room = LINKS
            some = statements[start : start + room]
            room -= len(some)
            which = f".page-{len(chunks)}" if len(chunks) > 1 else ""
            at.setdefault((speaker, kind), f"{quoted(path)}{which}{edition.ending}#of-{n}")
            links = [Markup("{} · {}").format(edition.anchor(s, above), link(edition, s, above)) for s in some]
            title = edition.label(kind).striptags()
            chunks[-1].append(Section(f"of-{n}", title, links=links, plain=True, count=len(statements)))
    title = edition.say("voices.one", name=edition.name(speaker)[0])
    crumbs = [*_home(edition, above), to_list(edition, PATH, escape(edition.say("voices")), above)]
    page = Page(path, 1, "", escape(title), title, crumbs=crumbs, has_data=False, pages=len(chunks))
    page = replace(page, notes=[edition.anchor(speaker, above)])
    return [replace(page, number=n, sections=sections) for n, sections in enumerate(chunks, 1)]


def _starts(length: int, room: int) -> list[int]:
    """Where the parts of a list begin, the first of which fills the page that has been begun."""
    first = [0] if room and length else []
    return [*first, *range(room, length, LINKS)]


def _home(edition: Edition, above: str) -> list[Markup]:
    return [to_list(edition, "index", escape(edition.say("home")), above)]


def _table(
    edition: Edition,
    said: Said,
    speakers: Sequence[str],
    kinds: Sequence[str],
    at: Mapping[tuple[str, str], str],
) -> Page:
    above = up(PATH)
    most = max(len(s) for of in said.values() for s in of.values())
    shown, columns = speakers[:ROWS], kinds[:COLUMNS]
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(edition.label(k)) for k in columns)
    rows = []
    for speaker in shown:
        cells = Markup("").join(
            _cell(len(said[speaker].get(k, ())), most, above, at.get((speaker, k))) for k in columns
        )
        rows.append(
            Markup('<tr><th scope="row">{}</th>{}<td class="num">{}</td></tr>').format(
                edition.anchor(speaker, above), cells, _count(said[speaker])
            )
        )
    title = edition.say("voices")
    table = Markup(
        '<div class="wide" role="group" aria-label="{0}" tabindex="0"><table class="heat"><thead><tr>'
        '<th scope="col">{1}</th>{2}<th scope="col">{3}</th></tr></thead><tbody>{4}</tbody></table></div>'
        '<figcaption>{5} {6} <a href="{7}">CSV</a></figcaption>'
    ).format(
        title,
        edition.say("voices.who"),
        head,
        edition.say("voices.all"),
        Markup("").join(rows),
        edition.say("voices.about"),
        edition.say("picture.data"),
        DATA.rpartition("/")[2],
    )
    more = edition.say("some", shown=len(shown), all=len(speakers)) if len(speakers) > len(shown) else ""
    section = Section("voices", edition.say("voices.how"), picture=table, more=more)
    return Page(PATH, 1, "", escape(title), title, crumbs=_home(edition, above), sections=[section], has_data=False)


def _cell(count: int, most: int, above: str, href: str | None) -> Markup:
    if not count or not href:
        return Markup("<td></td>")
    shade = min(SHADES, 1 + int(SHADES * (count / most) ** 0.5))  # by area: few against very many stay visible
    return Markup('<td class="h{}"><a href="{}">{}</a></td>').format(shade, above + href, count)


def _csv(edition: Edition, said: Said, speakers: Sequence[str], kinds: Sequence[str]) -> str:
    """The numbers of the table, all of them."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["speaker", "name", "class", "statements"])
    for speaker in speakers:
        for kind in kinds:
            if kind in said[speaker]:
                table.writerow([speaker, edition.name(speaker)[0], kind, len(said[speaker][kind])])
    return text.getvalue()
