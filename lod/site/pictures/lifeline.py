"""What sources say of somebody, along time.  Edition, IRI -> a picture with a bar for each dated statement.

Read first: times.py, bars.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from lod.site import graph
from lod.site.addresses import path_of, quoted, up
from lod.site.edition import Edition
from lod.site.model import Section
from lod.site.pictures import bars, svg, times
from lod.site.pictures.times import Span

LEAST, MOST = 3, 60  # statements that make a picture
WIDTH, LEFT, RIGHT, ROW = 920.0, 285.0, 235.0, 22.0
CUT, SAID = 40, 35  # characters of a name, of a date


@dataclass(frozen=True, slots=True)
class Dated:
    """A statement with its time."""

    iri: str
    name: str
    when: str
    span: Span


def section(edition: Edition, iri: str) -> Iterator[Section]:
    """The picture of one thing, where there are enough dated statements about it."""
    found = sorted(dated(edition, iri), key=lambda d: (d.span.order, d.name, d.iri))
    if len(found) < LEAST:
        return
    shown = found[:MOST]
    title = f"{edition.say('lifeline')}: {edition.name(iri)[0]}"
    above = up(path_of(iri, edition.addresses.base))
    picture = _drawn(edition, shown, title, above)
    leaf = quoted(path_of(iri, edition.addresses.base).rpartition("/")[2])
    data = Markup('<a href="{}.ttl">Turtle</a>').format(leaf)
    more = f" {edition.say('some', shown=MOST, all=len(found))}" if len(found) > MOST else ""
    caption = Markup("<figcaption>{}{} {} {}</figcaption>").format(
        edition.say("lifeline.about"), more, edition.say("picture.data"), data
    )
    yield Section("time", edition.say("lifeline"), picture=picture + caption)


def dated(edition: Edition, iri: str) -> Iterator[Dated]:
    """The statements about a thing that have a date of their own, or that of an event they are about."""
    published, roles = edition.published, edition.roles
    for statement in graph.subjects(published, iri, roles["about"]):
        if not graph.is_statement(published, roles, statement):
            continue
        others = [i for i in graph.iris(published, statement, roles["about"]) if i != iri]
        for one in (statement, *others):
            span = times.of_thing(edition, one)
            if span:
                when = " – ".join(dict.fromkeys(times.said(edition, one)))
                yield Dated(statement, _named(edition, statement, iri), when, span)
                break


def _named(edition: Edition, statement: str, seen: str) -> str:
    """What a statement says besides the thing whose page it is on."""
    own = edition.name(seen)[0]
    parts = [part for part in edition.parts(statement) if part != own]
    return ", ".join(dict.fromkeys(parts)) or edition.name(statement)[0]


def _drawn(edition: Edition, shown: list[Dated], title: str, above: str) -> Markup:
    axis = times.axis((d.span for d in shown), LEFT, WIDTH - LEFT - RIGHT - 12)
    height = 24 + ROW * len(shown)
    body = [*bars.years(axis, height, WIDTH, edition.language)]
    for n, d in enumerate(shown):
        top = 20 + ROW * n
        drawn = bars.bar(d.span, axis, top + 4, 11, "time")
        name, said = svg.cut(d.name, CUT), svg.cut(d.when, SAID)
        when = svg.text(WIDTH - RIGHT, top + 13, said, "soft")
        href = above + edition.addresses.link(d.iri, edition.language)
        about = f"{d.name}: {d.when}" if (name, said) != (d.name, d.when) else ""
        body += [svg.link(href, svg.text(0, top + 13, name), about), drawn, when]
    return svg.picture("time", title, (WIDTH, height), body)
