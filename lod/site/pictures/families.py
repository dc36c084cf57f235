"""The pages and sections that show family trees of organisations, and what was there in each year.  Lineage -> Pages.

`pictures/trees` has all families; `pictures/<year>` says for each year of change what was there, so that nobody needs
the script that moves through the years.  Read first: lineage.py, tree.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil, floor

from markupsafe import Markup, escape

from lod.site.addresses import path_of, quoted, up
from lod.site.claims import source, standing
from lod.site.dates import year_in_words
from lod.site.edition import Edition, to_list
from lod.site.model import Page, Section
from lod.site.pictures import tree
from lod.site.pictures.lineage import OPEN, PERHAPS, THERE, Change, Lineage, Tie, state
from lod.site.pictures.tree import Family

STEPS = 2  # changes away from the organisation whose page it is
PATH, TITLE = "pictures/trees", "trees"
EDGES = 40  # changes and ties whose sources are on one page
NAMES = 200  # organisations on a page of a year
TALL = 400  # organisations in any picture; of more there are the lists
LANES = 40  # organisations in the picture of a year
YEARS = 150  # pages of years
SCRIPT = "years.js"


def section(edition: Edition, iri: str, known: Lineage, years: Sequence[int]) -> Iterator[Section]:
    """The tree around one organisation."""
    if iri not in known.changed and iri not in known.tied:
        return
    near = {iri}
    for _ in range(STEPS):
        near |= {m for o in near for c in known.changed.get(o, ()) for m in c.members}
    around = {c.iri: c for o in sorted(near) for c in known.changed.get(o, ()) if set(c.members) <= near}
    joined = {o for c in around.values() if c.before and c.after for o in c.members} | {iri}
    changes = sorted((c for c in around.values() if set(c.members) <= joined), key=lambda c: c.order)
    ties = known.tied.get(iri, ())
    if not ties and not any(c.before and c.after for c in changes):
        return
    path = path_of(iri, edition.addresses.base)
    title = f"{edition.say('tree')}: {edition.name(iri)[0]}"
    family = Family(changes, ties)
    (first, *rest) = _sections(edition, known, family, ("tree", title, None), up(path))
    if rest:
        first = replace(first, more=edition.say("some", shown=EDGES, all=len(family.edges)))
    yield replace(first, text=_links(edition, family, years, up(path)), script=SCRIPT)


def families(known: Lineage) -> list[Family]:
    """Organisations that changes connect, and what they are tied to; then those that only ties connect."""
    above: dict[str, str] = {}

    def root(o: str) -> str:
        while above.setdefault(o, o) != o:
            above[o] = above[above[o]]
            o = above[o]
        return o

    for change in known.changes:
        for o in change.members[1:]:
            above[root(o)] = root(change.members[0])
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in known.changes:
        changes[root(change.members[0])].append(change)
    kept = {r for r, members in changes.items() if any(c.before and c.after for c in members)}
    alone = [t for t in known.ties if root(t.part) not in kept and root(t.whole) not in kept]
    for tie in alone:
        above[root(tie.part)] = root(tie.whole)
    ties: dict[str, list[Tie]] = defaultdict(list)
    for tie in known.ties:
        for r in dict.fromkeys((root(tie.part), root(tie.whole))):
            ties[r].append(tie)
    found: dict[str, list[Change]] = defaultdict(list)
    for r, members in changes.items():
        found[root(r)] += members
    shown = [Family(sorted(found[r], key=lambda c: c.order), ties[r]) for r in kept | {root(t.whole) for t in alone}]
    return sorted(shown, key=lambda f: (-len(f.changes), -len(f.ties), [c.order for c in f.changes], f.lanes))


def years_of(shown: Sequence[Family]) -> list[int]:
    """The years in which something may have changed; where there are very many, some of them."""
    spans = [e.span for f in shown for e in f.edges if e.span]
    begun = {floor(n) for s in spans for n in (s.first, s.ending) if n is not None}
    over = {ceil(n) - 1 for s in spans for n in (s.begun, s.last) if n is not None}
    found = sorted(begun | over)
    return found[:: ceil(len(found) / YEARS)] if found else []


def pages(edition: Edition, known: Lineage, shown: Sequence[Family], years: Sequence[int]) -> list[Page]:
    """The pages of all families, then that of each year."""
    if not shown:
        return []
    chunks: list[list[Section]] = []
    room = 0
    for n, family in enumerate(shown, 1):
        name = edition.name(family.lanes[0])[0]
        title = edition.say("others", name=name, n=len(family.lanes) - 1)
        parts = _sections(edition, known, family, (f"tree-{n}", title, None), up(PATH))
        parts[0] = replace(parts[0], text=_links(edition, family, years, up(PATH)))
        for part in parts:
            if part.count > room:
                chunks.append([])
                room = EDGES
            room -= part.count
            chunks[-1].append(replace(part, count=0))
    name = edition.say(TITLE)
    page = Page(PATH, 1, "", escape(name), name, crumbs=_crumbs(edition), has_data=False, pages=len(chunks))
    page = replace(page, notes=[escape(edition.say("tree.about"))])
    found = [replace(page, number=n, sections=sections) for n, sections in enumerate(chunks, 1)]
    return [*found, *(p for year in years for p in _of_year(edition, known, shown, (year, years)))]


def _crumbs(edition: Edition) -> list[Markup]:
    return [to_list(edition, "index", escape(edition.say("home")), up(PATH))]


def _address(year: int) -> str:
    return f"pictures/{year}"


def _to_year(edition: Edition, year: int, above: str) -> Markup:
    return to_list(edition, _address(year), escape(year_in_words(year, edition.language)), above)


def _links(edition: Edition, family: Family, years: Sequence[int], above: str) -> list[Markup]:
    """The years of change of a family."""
    found = [_to_year(edition, year, above) for year in years_of([family]) if year in set(years)]
    said = Markup('<span class="years">{} {}</span>')
    return [said.format(edition.say("asof.years"), Markup(" ").join(found))] if found else []


def _sections(
    edition: Edition, known: Lineage, family: Family, about: tuple[str, str, int | None], above: str
) -> list[Section]:
    """A family with its picture and what each number says; more sections where that is long."""
    name, title, _ = about
    small = len(family.lanes) <= TALL
    picture = tree.drawn(edition, known, family, about, above) if small else Markup("")
    controls = Markup(
        '<p class="asof" hidden><label for="{0}-year">{1}</label> <input type="range" id="{0}-year" step="1"> '
        '<output for="{0}-year" data-none="–"></output></p>'
    ).format(name, edition.say("asof"))
    parts = []
    for at in range(0, len(family.edges), EDGES):
        some = family.edges[at : at + EDGES]
        head = f"{title} ({at // EDGES + 1})" if at else title
        drawing = (
            {"picture": controls + picture + _caption(edition, family, above), "script": SCRIPT}
            if at == 0 and small
            else {}
        )
        listed = _listed(edition, some, at + 1, above)
        parts.append(Section(f"{name}-{at + 1}" if at else name, head, below=listed, count=len(some), **drawing))  # type: ignore[arg-type]
    return parts


def _caption(edition: Edition, family: Family, above: str) -> Markup:
    data = Markup(", ").join(
        Markup('<a href="{}{}.ttl">{}</a>').format(
            above, quoted(path_of(o, edition.addresses.base)), edition.name(o)[0]
        )
        for o in family.lanes[:6]
        if edition.addresses.document(o)
    )
    return Markup("<figcaption>{} {} {}</figcaption>").format(
        edition.say("tree.about"), edition.say("picture.data"), data
    )


def _listed(edition: Edition, edges: Sequence[Change | Tie], first: int, above: str) -> Markup:
    """What each number of the picture says, and who says so where."""
    found = Markup("")
    for kind, key in ((Change, "tree.changes"), (Tie, "tree.ties")):
        some = [(n, e) for n, e in enumerate(edges, first) if isinstance(e, kind)]
        if some:
            items = Markup("").join(_item(edition, e, above) for _, e in some)
            found += Markup('<p class="list">{}</p><ol class="numbered" start="{}">{}</ol>').format(
                edition.say(key), some[0][0], items
            )
    return found


def _item(edition: Edition, edge: Change | Tie, above: str) -> Markup:
    iris = (edge.iri,) if isinstance(edge, Change) else edge.iris
    said = tree.named(edition, edge)
    target = edition.addresses.link(iris[0], edition.language) if iris else ""
    name = Markup('<a href="{}">{}</a>').format(above + target, said) if target else escape(said)
    told = [Markup("{} · {}").format(source(edition, i, above), standing(edition, i)) for i in iris]
    sources = Markup("; ").join(told) if told else escape(edition.say("nowhere"))
    return Markup('<li>{} <span class="src">{}</span></li>').format(name, sources)


def _of_year(
    edition: Edition, known: Lineage, shown: Sequence[Family], when: tuple[int, Sequence[int]]
) -> Iterator[Page]:
    """What was there in one year, by family."""
    year, years = when
    above = up(PATH)
    chunks: list[list[Section]] = [[]]
    room = NAMES
    for n, family in enumerate(shown, 1):
        parts = list(_family_in(edition, known, (n, family), year, above))
        if sum(map(_size, parts)) > room and chunks[-1]:  # a family stays on one page if it can
            chunks.append([])
            room = NAMES
        for part in parts:
            if _size(part) > room and chunks[-1]:
                chunks.append([])
                room = NAMES
                part = replace(part, level=2)  # it comes first there
            room -= _size(part)
            chunks[-1].append(part)
    at = years.index(year)
    title = edition.say("asof.title", year=year_in_words(year, edition.language))
    crumbs = [*_crumbs(edition), to_list(edition, PATH, escape(edition.say(TITLE)), above)]
    page = Page(_address(year), 1, "", escape(title), title, crumbs=crumbs, has_data=False, pages=len(chunks))
    page = replace(
        page,
        before=_to_year(edition, years[at - 1], above) if at else Markup(""),
        after=_to_year(edition, years[at + 1], above) if at + 1 < len(years) else Markup(""),
        notes=[escape(edition.say("asof.about"))],
    )
    for number, chunk in enumerate(chunks, 1):
        yield replace(page, number=number, sections=chunk)


def _size(part: Section) -> int:
    """How much room a section of a year takes: a change has its sources, and is as long as some names."""
    return len(part.links) or 3 * min(part.count, EDGES) + 5


def _family_in(
    edition: Edition, known: Lineage, numbered: tuple[int, Family], year: int, above: str
) -> Iterator[Section]:
    """One family in one year: its picture, what was there, what changed."""
    n, family = numbered
    by: dict[str, list[str]] = defaultdict(list)
    for o in family.lanes:
        by[state(known.life(o), year)].append(o)
    changed = [c for c in family.changes if c.span and _may_be_in(c, year)]
    if not by[THERE] and not by[OPEN] and not changed:
        return
    title = edition.say("others", name=edition.name(family.lanes[0])[0], n=len(family.lanes) - 1)
    picture = Markup("")
    if len(family.lanes) <= LANES:
        picture = tree.drawn(edition, known, family, (f"y-{n}", f"{title}, {year}", year), above)
    whole = to_list(edition, PATH, escape(edition.say("tree")), above)
    yield Section(f"in-{n}", title, text=[whole], picture=picture)
    for kind in (THERE, OPEN, PERHAPS):
        for at in range(0, len(by[kind]), NAMES):
            links = [edition.anchor(o, above) for o in by[kind][at : at + NAMES]]
            name = f"{kind}-{n}" if at == 0 else f"{kind}-{n}-{at}"
            yield Section(name, edition.say(f"asof.{kind}"), links=links, count=len(by[kind]), level=3)
    if changed:
        below = _unnumbered(edition, changed[:EDGES], above)
        more = edition.say("some", shown=EDGES, all=len(changed)) if len(changed) > EDGES else ""
        title = edition.say("asof.changes")
        yield Section(f"changed-{n}", title, below=below, level=3, count=len(changed), more=more)


def _may_be_in(change: Change, year: int) -> bool:
    first, last = (change.span.first, change.span.last) if change.span else (None, None)
    return (first is None or first < year + 1) and (last is None or last > year) and first is not None


def _unnumbered(edition: Edition, changes: Iterable[Change], above: str) -> Markup:
    return Markup('<ul class="told">{}</ul>').format(Markup("").join(_item(edition, c, above) for c in changes))
