"""How the classes of a vocabulary are connected in the data.  Edition, terms -> picture, an arrow for each property.

Every class that has properties stands on the left with them; the classes they lead to stand on the right.  What says
who states something how surely is left out: all statements have it, and it would hide the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from markupsafe import Markup

from lod.site import graph
from lod.site.edition import Edition
from lod.site.model import Section
from lod.site.pictures import svg

WIDTH, BOX, ROW = 820.0, 300.0, 17.0
QUIET = ("passage", "speaker", "certainty", "basis", "rank", "about", "disagree", "same")
Links = Mapping[str, Counter[tuple[str, str]]]  # class -> property and class it leads to, counted


def section(edition: Edition, terms: Collection[str]) -> Iterator[Section]:
    """The diagram of the classes among some terms; none where nothing leads from one to another."""
    links = connected(edition, frozenset(terms))
    if links:
        title = edition.say("diagram")
        caption = Markup("<figcaption>{} {} {}</figcaption>").format(
            edition.say("diagram.about"), edition.say("picture.data"), Markup('<a href="downloads/void.ttl">VoID</a>')
        )
        yield Section("diagram", title, picture=_drawn(edition, title, links) + caption)


def connected(edition: Edition, terms: frozenset[str]) -> Links:
    """Which properties lead from things of one class to things of another, and how often."""
    published, quiet = edition.published, edition.roles.any(*QUIET)
    kinds: dict[str, list[str]] = {}

    def of(iri: str) -> list[str]:
        """The classes of a thing among the terms; of an election and event, the narrower is said by its properties."""
        if iri not in kinds:
            kinds[iri] = [k for k in graph.types(published, iri) if k in terms]
        return kinds[iri]

    found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for subject, said in published.about.items():
        for predicate, value in said if subject not in published.shapes and of(subject) else ():
            if value.startswith("<") and predicate not in quiet:
                for kind in of(subject)[-1:]:
                    found[kind].update((predicate, target) for target in of(value[1:-1])[-1:])
    return dict(sorted(found.items()))


def _drawn(edition: Edition, title: str, links: Links) -> Markup:
    lines = {kind: sorted(counted) for kind, counted in links.items() if counted}
    targets = sorted({t for said in lines.values() for _, t in said}, key=lambda t: edition.name(t)[0])
    height = sum(ROW * (len(said) + 1) + 16 for said in lines.values())
    gap = height / max(len(targets), 1)
    right = {t: gap * n + gap / 2 for n, t in enumerate(targets)}
    body = [_box(edition, t, (WIDTH - BOX + 59, y - ROW / 2 - 3, BOX - 60, ROW + 6), []) for t, y in right.items()]
    top = 8.0
    for kind, said in lines.items():
        names = [f"{edition.label(p).striptags()} ({links[kind][p, t]})" for p, t in said]
        body.append(_box(edition, kind, (0, top, BOX, ROW * (len(said) + 1) + 6), names))
        for n, (_, target) in enumerate(said, 1):
            y, end = top + ROW * n + ROW / 2 + 4, right[target]
            bend, left = (BOX + WIDTH - BOX + 60) / 2, WIDTH - BOX + 60
            body.append(svg.path(("M", BOX, y, "C", bend, y, bend, end, left - 2, end), "edge thin"))
            body.append(svg.path(("M", left - 8, end - 4, "L", left - 1, end, "L", left - 8, end + 4), "edge"))
        top += ROW * (len(said) + 1) + 16
    return svg.picture("diagram", title, (WIDTH, height + 8), body)


def _box(edition: Edition, kind: str, box: svg.Box, names: Sequence[str]) -> Markup:
    left, top = box[:2]
    name = svg.link(f"#{kind.partition('#')[2]}", svg.text(left + 8, top + 15, edition.name(kind)[0], "head"))
    rows = [svg.text(left + 16, top + 15 + ROW * n, svg.cut(said, 46), "soft") for n, said in enumerate(names, 1)]
    return Markup("").join([svg.rectangle(box, "box"), name, *rows])
