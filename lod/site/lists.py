"""Lists of everything, by class: which there are, in which order, and who stands beside whom.  Edition -> lists.

Read first: graph.py."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lod.site import graph
from lod.site.addresses import up
from lod.site.edition import Edition, to_list
from lod.site.model import Page, Published, Roles, Section
from lod.vocab import OWL, RDF, RDFS, SKOS

PER_PAGE = 250  # names of a list on a page
PARTS = ("things", "statements", "conflicts", "evidence", "codes", "record")
SSSOM = "https://w3id.org/sssom/"


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one class."""

    kind: str  # IRI of the class
    slug: str  # path of its list below the site
    members: Sequence[str]  # IRIs, not in any order
    part: str  # one of PARTS


def groups(published: Published, roles: Roles, documents: Mapping[str, Sequence[str]], base: str) -> list[Group]:
    """The lists there are, the longest last in their part; a class without things has none."""
    taken: set[str] = set()
    found = []
    for kind, members in sorted(graph.by_class(published, documents, base).items()):
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", re.split(r"[/#]", kind)[-1]).strip("-").lower() or "list"
        slug = f"lists/{name}"
        while slug in taken:
            slug += "-2"
        taken.add(slug)
        found.append(Group(kind, slug, members, _part(published, roles, members[0])))
    return sorted(found, key=lambda g: (PARTS.index(g.part), -len(g.members), g.kind))


def _part(published: Published, roles: Roles, member: str) -> str:
    said = {p for p, _ in published.about[member]}
    if said & roles["disagree"]:
        return "conflicts"
    if graph.is_statement(published, roles, member):
        return "statements"
    cited = {p for _, p in published.uses.get(member, ())}
    if cited & roles.any("passage", "source") or said & roles["source"]:
        return "evidence"
    if member in published.described or any(t.startswith(SSSOM) for t in graph.types(published, member)):
        return "record"
    of_terms = (SKOS, OWL, RDFS, RDF)
    return "codes" if all(t.startswith(of_terms) for t in graph.types(published, member)) else "things"


def in_order(edition: Edition, group: Group) -> list[str]:
    """The members of a group by name, as a reader expects them."""
    return sorted(group.members, key=lambda i: (graph.folded(edition.name(i)[0]), i))


def primary(found: Sequence[Group]) -> dict[str, Group]:
    """The group that each thing is shown in: the smallest, because it says most."""
    return {i: g for g in sorted(found, key=lambda g: (-len(g.members), g.kind)) for i in g.members}


def pages(edition: Edition, group: Group, ordered: Sequence[str]) -> list[Page]:
    """The pages of one list, by first letter."""
    name, chunks = edition.label(group.kind), [ordered[n : n + PER_PAGE] for n in range(0, len(ordered), PER_PAGE)]
    text = str(edition.label(group.kind).striptags())
    above = up(group.slug)
    shown = []
    for number, chunk in enumerate(chunks, 1):
        letters: dict[str, list[str]] = {}
        for iri in chunk:
            first = next((c for c in graph.folded(edition.name(iri)[0]) if c.isalnum()), "#")
            letters.setdefault(first.upper(), []).append(iri)
        wide = any(len(edition.name(i)[0]) > 60 for i in chunk)
        sections = [
            Section(f"l-{letter}", letter, links=[edition.anchor(i, above) for i in members], plain=wide)
            for letter, members in letters.items()
        ]
        crumbs = [to_list(edition, "index", Markup(edition.say("home")), above)]
        crumbs.append(to_list(edition, "lists/all", Markup(edition.say("browse")), above))
        definition = graph.text(edition.published, group.kind, edition.roles["definition"], edition.language)
        page = Page(
            group.slug,
            number,
            "",
            name,
            text,
            crumbs=crumbs,
            sections=sections,
            pages=len(chunks),
            has_data=False,
            notes=[Markup.escape(definition)] if definition else [],
            kind=Markup.escape(edition.say("browse")),
        )
        shown.append(page)
    return shown


def overview(edition: Edition, found: Sequence[Group], above: str) -> list[Section]:
    """The lists of each part, with how much is in them.

    above    the way from the page to the top of the site"""
    sections = []
    for part in PARTS:
        links = [
            Markup('{} <span class="n">{}</span>').format(
                to_list(edition, g.slug, edition.label(g.kind), above), len(g.members)
            )
            for g in found
            if g.part == part
        ]
        if links:
            sections.append(Section(part, edition.say(part), links=links))
    return sections
