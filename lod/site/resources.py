"""The page of a resource: what is known, what is said of it by whom, what it says, where it is named.

Edition, IRI -> Pages.  One way for every kind of thing: each section is there if there is something in it, so any
dataset gets its pages.  Read first: model.py, claims.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from lod.site import graph
from lod.site.addresses import path_of, up
from lod.site.claims import claim, plain, source
from lod.site.edition import Edition, alternatives, to_list
from lod.site.lists import Group
from lod.site.model import Claim, Page, Row, Section
from lod.vocab import RDF_TYPE

CLAIMS = 60  # statements on a page
LINKS = 240  # links of a list of passages on a page
NAMED = 40  # things shown of those that name a thing with one property
CARDS = 24  # statements side by side on a page that is not the conflict's own


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a thing stands among its like."""

    group: Group | None
    before: str = ""  # IRI
    after: str = ""


Pictures = Callable[[str], Sequence[Section]]


def pages(edition: Edition, iri: str, beside: Neighbours, pictures: Pictures) -> list[Page]:
    """The pages of one resource: the first with everything, more where many statements are about it."""
    path = path_of(iri, edition.addresses.base)
    above = up(path)
    claims = [*_says(edition, iri, above), *_made(edition, iri, above)]
    passages = _passages(edition, iri, above)
    chunks = _chunks(claims, CLAIMS) or _chunks(passages, LINKS) or [[]]
    for chunk in chunks:
        _head(edition, chunk)
    first = [
        *_evidence(edition, iri, above),
        *pictures(iri),
        *_cards(edition, iri, above),
        *chunks[0],
        *_used(edition, iri, above),
    ]
    page = _page(edition, iri, beside, above)
    shown = [replace(page, number=1, sections=first, pages=len(chunks))]
    for number, chunk in enumerate(chunks[1:], 2):
        shown.append(replace(page, number=number, sections=chunk, pages=len(chunks), summary=(), notes=()))
    return shown


def _head(edition: Edition, sections: list[Section]) -> None:
    """Put what they are before the statements about a thing."""
    at = next((n for n, s in enumerate(sections) if s.id.startswith("says-")), None)
    if at is not None:
        sections.insert(at, Section("says", edition.say("says"), text=[escape(edition.say("says.about"))]))


def _page(edition: Edition, iri: str, beside: Neighbours, above: str) -> Page:
    published = edition.published
    crumbs = [to_list(edition, "index", escape(edition.say("home")), above)]
    if beside.group:
        crumbs.append(to_list(edition, beside.group.slug, edition.label(beside.group.kind), above))
    notes = [edition.value(o, above) for o in _spoken(edition, iri, "definition")]
    notes += [edition.value(o, above) for o in _spoken(edition, iri, "note") if edition.value(o, above) not in notes]
    name = edition.name(iri)[0]
    return Page(
        path=path_of(iri, edition.addresses.base),
        number=1,
        iri=iri,
        title=edition.titled(iri),
        title_text=name,
        kind=Markup(", ").join(edition.label(t) for t in graph.types(published, iri)),
        crumbs=crumbs,
        before=edition.anchor(beside.before, above) if beside.before else Markup(""),
        after=edition.anchor(beside.after, above) if beside.after else Markup(""),
        summary=_summary(edition, iri, above),
        notes=[n for n in notes if str(n) != str(escape(name))],
        types=graph.types(published, iri),
    )


def _spoken(edition: Edition, iri: str, role: str) -> Sequence[str]:
    """The texts of a role in the language of the edition; others only where there are none."""
    said = list(graph.objects(edition.published, iri, edition.roles[role]))
    return [o for o in said if o.endswith(f'"@{edition.language}')] or said


def _summary(edition: Edition, iri: str, above: str) -> list[Row]:
    """Other names first, then the direct facts, then the parts with a fragment of their own."""
    published, roles = edition.published, edition.roles
    others = alternatives(edition, iri)
    rows = [Row(escape(edition.say("also")), others)] if others else []
    hidden = roles.any("label", "alias", "note", "definition", "passage", "about", "disagree") | {RDF_TYPE}
    said = [(p, o) for p, o in published.about.get(iri, ()) if p not in hidden]
    parts = [o for _, o in said if o.startswith(f"<{iri}#")]
    said = [(p, o) for p, o in said if o not in parts]
    rows += edition.rows(said if graph.is_statement(published, roles, iri) else plain(said), above)
    for part in dict.fromkeys(parts):
        rows += edition.rows([(p, o) for p, o in published.about.get(part[1:-1], ()) if p != RDF_TYPE], above)
    return [_short(edition, row) for row in rows]


def _short(edition: Edition, row: Row) -> Row:
    """The first values of a property that has very many, such as the members of a set."""
    if len(row.values) <= NAMED:
        return row
    more = escape(edition.say("some", shown=NAMED, all=len(row.values)))
    return replace(row, values=[*row.values[:NAMED], more])


def _evidence(edition: Edition, iri: str, above: str) -> Iterator[Section]:
    """The passages of a statement, with what the source is and who speaks."""
    published, roles = edition.published, edition.roles
    if graph.is_statement(published, roles, iri):
        about = [edition.anchor(i, above) for i in graph.iris(published, iri, roles["about"])]
        rows = [Row(edition.label(p), about) for p in sorted(roles["about"])[:1] if about]
        yield Section("evidence", edition.say("evidence"), text=[source(edition, iri, above)], rows=rows)


def _cards(edition: Edition, iri: str, above: str) -> Iterator[Section]:
    """Statements that cannot all be right, side by side, with what the curator says of them."""
    published, roles = edition.published, edition.roles
    own = list(graph.objects(published, iri, roles["disagree"]))
    if own:
        yield Section("sides", edition.say("sides"), cards=[_card(edition, o, iri, above) for o in own])
        return
    found = graph.subjects(published, iri, roles.any("about", "disagree"))
    conflicts = [c for c in found if any(True for _ in graph.objects(published, c, roles["disagree"]))]
    left = CARDS
    for n, conflict in enumerate(conflicts):
        members = list(graph.objects(published, conflict, roles["disagree"]))[:left]
        left -= len(members)
        notes = [edition.value(o, above) for o in _spoken(edition, conflict, "note")]
        kind = edition.rows(_coded(edition, conflict), above)
        yield Section(
            "contested" if n == 0 else f"contested-{n + 1}",
            edition.say("contested.title"),
            text=[
                Markup('{} <a class="to" href="{}">{}</a>').format(
                    Markup(" ").join(notes),
                    above + edition.addresses.link(conflict, edition.language),
                    Markup(", ").join(v for row in kind for v in (Markup(w).striptags() for w in row.values)) or "→",
                )
            ],
            cards=[_card(edition, o, iri, above) for o in members],
            level=2 if n == 0 else 0,
        )


def _coded(edition: Edition, iri: str) -> list[tuple[str, str]]:
    """What codes are said of a thing."""
    published = edition.published
    said = [(p, o) for p, o in published.about[iri] if o.startswith("<") and p != RDF_TYPE]
    return [(p, o) for p, o in said if graph.CONCEPT in graph.types(published, o[1:-1])]


def _card(edition: Edition, member: str, seen: str, above: str) -> Claim:
    """One side of a disagreement: a statement, or a thing that is called as another."""
    iri = member[1:-1]
    if graph.is_statement(edition.published, edition.roles, iri):
        return replace(claim(edition, iri, seen, above), contested=())
    rows = _summary(edition, iri, above)[:4]
    return Claim(iri.rpartition("/")[2], edition.anchor(iri, above), rows, Markup(""), Markup(""))


def _says(edition: Edition, iri: str, above: str) -> list[Section]:
    """Statements about a thing, by their class."""
    published, roles = edition.published, edition.roles
    about = [s for s in graph.subjects(published, iri, roles["about"]) if graph.is_statement(published, roles, s)]
    return _by_class(edition, about, iri, above)


def _made(edition: Edition, iri: str, above: str) -> list[Section]:
    """Statements that a passage makes."""
    made = graph.subjects(edition.published, iri, edition.roles["passage"])
    found = [claim(edition, s, "", above) for s in made]
    return [Section("made", edition.say("made"), claims=found)] if found else []


def _by_class(edition: Edition, statements: Sequence[str], seen: str, above: str) -> list[Section]:
    found: dict[str, list[str]] = {}
    for s in statements:
        for kind in graph.types(edition.published, s)[-1:]:
            found.setdefault(kind, []).append(s)
    return [
        Section(
            f"says-{n}",
            edition.label(kind).striptags(),
            claims=[claim(edition, s, seen, above) for s in sorted(members, key=lambda s: _when(edition, s))],
            level=3,
        )
        for n, (kind, members) in enumerate(sorted(found.items(), key=lambda one: (len(one[1]), one[0])), 1)
    ]


def _when(edition: Edition, iri: str) -> tuple[str, str]:
    """Statements in the order of their dates, those without last."""
    said = graph.literals(edition.published, iri, edition.roles.any("start", "end", "date"))
    return min((t.lexical.strip("[]{}.~?%") for t in said), default="~"), edition.name(iri)[0]


def _passages(edition: Edition, iri: str, above: str) -> list[Section]:
    """The passages of a source in its own order, with how much each states."""
    published, roles = edition.published, edition.roles
    cited = [s for s in graph.subjects(published, iri, roles["source"]) if not graph.is_statement(published, roles, s)]

    def offset(passage: str) -> tuple[int, str]:
        parts = [passage, *(o[1:-1] for _, o in published.about[passage] if o.startswith(f"<{passage}#"))]
        starts = [graph.text(published, part, roles["offset"]) for part in parts]
        return min((int(s) for s in starts if s.isdigit()), default=0), passage

    links = []
    for passage in sorted(cited, key=offset):
        lines = graph.text(published, passage, roles["lines"])
        target = above + edition.addresses.link(passage, edition.language)
        name = edition.lines(lines) if lines else edition.name(passage)[0]
        made = len(graph.subjects(published, passage, roles["passage"]))
        links.append(Markup('<a href="{}">{}</a> <span class="n">{}</span>').format(target, name, made))
    return [Section("passages", edition.say("passages"), links=links, count=len(links))] if links else []


def _chunks(sections: Sequence[Section], size: int) -> list[list[Section]]:
    """The sections spread over pages of so many statements or links."""
    chunks: list[list[Section]] = []
    room = 0
    for section in sections:
        whole = [*section.claims, *section.links]
        for start in _starts(len(whole), size, room):
            if room == 0:
                chunks.append([])
                room = size
            part = whole[start : start + room]
            room -= len(part)
            shown = {"claims": part} if section.claims else {"links": part}
            chunks[-1].append(replace(section, count=len(whole), **shown))  # type: ignore[arg-type]
    return chunks


def _starts(length: int, size: int, room: int) -> Iterator[int]:
    """Where the parts of a list begin: the first fills the page that has been begun."""
    at = 0
    while at < length:
        yield at
        at += room or size
        room = 0


def _used(edition: Edition, iri: str, above: str) -> Iterator[Section]:
    """Where else a thing is named, by property."""
    published, roles = edition.published, edition.roles
    shown = roles.any("about", "passage", "source", "disagree")
    found: dict[str, list[str]] = {}
    statements = set(graph.subjects(published, iri, roles["about"]))
    for s, p in published.uses.get(iri, ()):
        if s in published.described and iri not in published.described:
            continue  # a catalogue names examples and classes, but says nothing of them
        if p not in shown and s not in statements and not s.startswith("_:"):
            found.setdefault(p, []).append(s)
    if found:
        yield Section("used", edition.say("used"))
    for n, (predicate, members) in enumerate(sorted(found.items()), 1):
        ordered = sorted(set(members), key=lambda s: (graph.folded(edition.name(s)[0]), s))
        more = edition.say("some", shown=NAMED, all=len(ordered)) if len(ordered) > NAMED else ""
        yield Section(
            f"used-{n}",
            edition.label(predicate).striptags(),
            links=[edition.anchor(s, above) for s in ordered[:NAMED]],
            plain=any(graph.is_statement(published, roles, s) for s in ordered[:1]),
            count=len(ordered),
            more=more,
            level=3,
        )
