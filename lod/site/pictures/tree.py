"""The family tree of organisations: splits, mergers, renamings, absorptions along time.  Edition -> pictures.

A change is a statement with organisations before and after it (roles `original` and `resulting`).  Each is a numbered
link in the picture, and the list below says with the same number what changed and which source says so.
Read first: times.py, bars.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lod.site import graph
from lod.site.addresses import path_of, quoted, up
from lod.site.claims import source, standing
from lod.site.edition import Edition, to_list
from lod.site.model import Page, Section
from lod.site.pictures import bars, svg, times
from lod.site.pictures.times import Axis, Span

WIDTH, LEFT, ROW = 900.0, 290.0, 30.0
CUT = 42  # characters of a name
KNOT = 9.0  # radius of the number of a change
STEPS = 2  # changes away from the organisation whose page it is
PATH = "pictures/trees"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of organisations."""

    iri: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    span: Span | None

    @property
    def order(self) -> tuple[float, str]:
        """By date, those without last."""
        return (sum(self.span.known) / len(self.span.known) if self.span else 9999), self.iri


def changes(edition: Edition) -> list[Change]:
    """All changes that lead from one organisation to another, or make or end one, by date."""
    published, roles = edition.published, edition.roles
    properties = roles.any("original", "resulting")
    found = {s for said in properties for s in published.having.get(said, ())}
    listed = []
    for s in sorted(found):
        before, after = (graph.iris(published, s, roles[role]) for role in ("original", "resulting"))
        if s not in published.shapes and before + after:
            listed.append(Change(s, tuple(before), tuple(after), times.of_thing(edition, s)))
    return sorted(listed, key=lambda c: c.order)


def section(edition: Edition, iri: str, known: Sequence[Change]) -> Iterator[Section]:
    """The tree around one organisation."""
    near = {iri}
    for _ in range(STEPS):
        near |= {o for c in known if near & {*c.before, *c.after} for o in (*c.before, *c.after)}
    shown = [c for c in known if {*c.before, *c.after} <= near and c.before and c.after]
    if any(iri in (*c.before, *c.after) for c in shown):
        title = f"{edition.say('tree')}: {edition.name(iri)[0]}"
        path = path_of(iri, edition.addresses.base)
        founded = [c for c in known if not (c.before and c.after) and {*c.before, *c.after} <= _named(shown)]
        yield _section(edition, "tree", title, sorted([*shown, *founded], key=lambda c: c.order), path)


def page(edition: Edition, known: Sequence[Change]) -> Page | None:
    """All trees on one page; none where no organisation became another."""
    families = _families(known)
    if not families:
        return None
    sections = []
    for n, family in enumerate(families, 1):
        lanes = _lanes(family)
        title = edition.say("others", name=edition.name(lanes[0])[0], n=len(lanes) - 1)
        sections.append(_section(edition, f"tree-{n}", title, family, PATH))
    name = edition.say("trees")
    home = to_list(edition, "index", Markup.escape(edition.say("home")), up(PATH))
    about = [Markup.escape(edition.say("tree.about"))]
    return Page(PATH, 1, "", Markup.escape(name), name, crumbs=[home], notes=about, sections=sections, has_data=False)


def _named(shown: Iterable[Change]) -> set[str]:
    return {o for c in shown for o in (*c.before, *c.after)}


def _families(known: Sequence[Change]) -> list[list[Change]]:
    """Changes that are connected with each other by organisations, the largest families first."""
    family: dict[str, int] = {}
    for n, change in enumerate(known):
        members = (*change.before, *change.after)
        joined = {family[o] for o in members if o in family}
        family |= {o: n for o, f in family.items() if f in joined} | dict.fromkeys(members, n)
    found: dict[int, list[Change]] = defaultdict(list)
    for change in known:
        found[family[(*change.before, *change.after)[0]]].append(change)
    kept = [f for f in found.values() if any(c.before and c.after for c in f)]
    return sorted(kept, key=lambda f: (-len(f), f[0].order))


def _section(edition: Edition, name: str, title: str, shown: Sequence[Change], path: str) -> Section:
    above = up(path)
    picture = _drawn(edition, name, title, shown, above) if any(c.span for c in shown) else Markup("")
    items = Markup("").join(
        Markup('<li><a href="{}">{}</a>{} <span class="src">{} · {}</span></li>').format(
            above + edition.addresses.link(c.iri, edition.language),
            edition.name(c.iri)[0],
            _when(edition, c),
            source(edition, c.iri, above),
            standing(edition, c.iri),
        )
        for c in shown
    )
    data = Markup(", ").join(
        Markup('<a href="{}{}.ttl">{}</a>').format(
            above, quoted(path_of(o, edition.addresses.base)), edition.name(o)[0]
        )
        for o in _lanes(shown)[:6]
        if edition.addresses.document(o)
    )
    caption = Markup("<figcaption>{} {} {}</figcaption>").format(
        edition.say("tree.about"), edition.say("picture.data"), data
    )
    listed = Markup('<ol class="numbered">{}</ol>').format(items)
    return Section(name, title, picture=picture + caption + listed)


def _when(edition: Edition, change: Change) -> str:
    said = times.said(edition, change.iri)
    return f", {said[0]}" if said else ""


def _lanes(shown: Sequence[Change]) -> list[str]:
    """The organisations from top to bottom: each below what it came from, the oldest first."""
    after: Mapping[str, list[str]] = defaultdict(list)
    for change in shown:
        for o in change.before:
            after[o] += [n for n in change.after if n not in after[o]]
    later = {o for c in shown if c.before for o in c.after}
    everyone = list(dict.fromkeys(o for c in shown for o in (*c.before, *c.after)))
    placed: dict[str, None] = {}

    def place(o: str) -> None:
        if o not in placed:
            placed[o] = None
            for following in after[o]:
                place(following)

    for o in [*(o for o in everyone if o not in later), *everyone]:
        place(o)
    return list(placed)


def _life(o: str, shown: Sequence[Change]) -> Span:
    """From the change that made an organisation to the last that it went into; what is not told is open."""
    made = [c.span for c in shown if o in c.after and c.span]
    gone = [c.span for c in shown if o in c.before and c.span]
    first, last = (made[0] if made else None), (gone[-1] if gone else None)
    if last is None:
        return Span(first.first if first else None, first.last if first else None, None, None)
    return Span(first.first if first else None, first.last if first else None, last.first, None)


def _drawn(edition: Edition, name: str, title: str, shown: Sequence[Change], above: str) -> Markup:
    lanes = _lanes(shown)
    axis = times.axis((c.span for c in shown if c.span), LEFT, WIDTH - LEFT)
    height = 26 + ROW * len(lanes)
    middle = {o: 26 + ROW * n + ROW / 2 for n, o in enumerate(lanes)}
    body = [*bars.years(axis, height, WIDTH)]
    for o, y in middle.items():
        full = edition.name(o)[0]
        cut = svg.cut(full, CUT)
        target = edition.addresses.link(o, edition.language)
        label = svg.text(0, y + 4, cut)
        body.append(svg.link(above + target, label, full if cut != full else "") if target else label)
        life = _life(o, shown)
        if life.known:
            body.append(bars.bar(life, axis, y - 4, 8, name))
    taken: set[tuple[float, int]] = set()
    for change in shown:
        body += _edges(change, axis, middle)
    for n, change in enumerate(shown, 1):
        body += _marks(edition, n, change, (axis, middle, taken), above)
    return svg.picture(name, title, (WIDTH, height), body)


def _ends(change: Change, axis: Axis, middle: Mapping[str, float]) -> tuple[float, list[float]]:
    """Where a change lies, and the lanes it ends in."""
    known = change.span.known if change.span else [0.0]
    return axis.x(sum(known) / len(known)), [middle[o] for o in change.after or change.before]


def _edges(change: Change, axis: Axis, middle: Mapping[str, float]) -> Iterator[Markup]:
    """The lines of a change."""
    x, ends = _ends(change, axis, middle)
    for start in (middle[o] for o in change.before if change.span):
        for end in ends:
            if start != end:
                yield svg.path(("M", x - 14, start, "C", x, start, x - 14, end, x, end), "edge")


def _marks(
    edition: Edition,
    n: int,
    change: Change,
    where: tuple[Axis, Mapping[str, float], set[tuple[float, int]]],
    above: str,
) -> Iterator[Markup]:
    """The number of a change where its lines end, beside others that are there already."""
    axis, middle, taken = where
    x, ends = _ends(change, axis, middle)
    href = above + edition.addresses.link(change.iri, edition.language)
    about = f"{n}. {edition.name(change.iri)[0]}{_when(edition, change)}"
    for end in ends if change.span else ():
        at = x
        while {(end, round(at / KNOT) + d) for d in (-1, 0, 1)} & taken:
            at += 2 * KNOT
        taken.add((end, round(at / KNOT)))
        mark = svg.circle(at, end, KNOT - 0.5, "knot") + svg.text(at, end + 3.5, str(n), "mark")
        yield svg.link(href, mark, about)
