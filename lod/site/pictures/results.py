"""Results of an election as bars, with the comparators that sources give: more than, about.  Edition, IRI -> picture.

Read first: svg.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from markupsafe import Markup

from lod.site import graph
from lod.site.addresses import path_of, quoted, up
from lod.site.edition import Edition
from lod.site.model import Section
from lod.site.pictures import svg

WIDTH, LEFT, ROW, RIGHT = 760.0, 250.0, 26.0, 190.0
CUT = 36  # characters of a name


@dataclass(frozen=True, slots=True)
class Result:
    """One measured result."""

    iri: str
    who: str
    measure: str  # IRI
    value: Decimal
    written: str  # the number as a reader expects it
    comparator: str  # in words; empty where the number is exact


def section(edition: Edition, iri: str) -> Iterator[Section]:
    """The results of an election, a group of bars for each measure."""
    found = sorted(results(edition, iri), key=lambda r: (r.measure, -r.value, r.who, r.iri))
    if not found:
        return
    title = f"{edition.say('results')}: {edition.name(iri)[0]}"
    path = path_of(iri, edition.addresses.base)
    leaf = quoted(path.rpartition("/")[2])
    caption = Markup('<figcaption>{} {} <a href="{}.ttl">Turtle</a></figcaption>').format(
        edition.say("results.about"), edition.say("picture.data"), leaf
    )
    yield Section("results", edition.say("results"), picture=_drawn(edition, found, title, up(path)) + caption)


def results(edition: Edition, election: str) -> Iterator[Result]:
    """All results of all candidacies in an election."""
    published, roles = edition.published, edition.roles
    for candidacy in graph.subjects(published, election, roles["election"]):
        candidates = [edition.name(i)[0] for i in graph.iris(published, candidacy, roles["candidate"])]
        for result in graph.subjects(published, candidacy, roles["result"]):
            number = next(iter(graph.literals(published, result, roles["value"])), None)
            measure = next(iter(graph.iris(published, result, roles["measure"])), "")
            try:
                value = Decimal(number.lexical) if number else Decimal("NaN")
            except InvalidOperation:
                continue
            if number is None or not value.is_finite():
                continue
            how = [i for i in graph.iris(published, result, roles["comparator"]) if i not in roles["exact"]]
            who = ", ".join(candidates) or edition.name(candidacy)[0]
            written = str(edition.literal(number))
            yield Result(result, who, measure, value, written, ", ".join(edition.name(i)[0] for i in how))


def _drawn(edition: Edition, found: list[Result], title: str, above: str) -> Markup:
    body, top, measure, most = [], 0.0, None, Decimal(1)
    for r in found:
        if r.measure != measure:
            measure = r.measure
            most = max((o.value for o in found if o.measure == measure), default=Decimal(1)) or Decimal(1)
            body.append(svg.text(0, top + 18, edition.name(measure)[0] if measure else "", "head"))
            top += ROW
        length = float(max(r.value, Decimal(0)) / most) * (WIDTH - LEFT - RIGHT)
        body += _bar(edition, r, (top, length), above)
        top += ROW
    return svg.picture("result", title, (WIDTH, top + 4), body)


def _bar(edition: Edition, r: Result, where: tuple[float, float], above: str) -> Iterator[Markup]:
    top, length = where
    who = svg.cut(r.who, CUT)
    href = above + edition.addresses.link(r.iri, edition.language)
    yield svg.link(href, svg.text(0, top + 16, who), r.who if who != r.who else "")
    if r.comparator:
        solid = length * 0.75
        yield svg.rectangle((LEFT, top + 4, solid, 15), "bar")
        yield svg.rectangle((LEFT + solid, top + 4, length - solid, 15), "", "result-out")
    else:
        yield svg.rectangle((LEFT, top + 4, length, 15), "bar")
    yield svg.text(LEFT + length + 6, top + 16, f"{r.comparator} {r.written}".strip())
