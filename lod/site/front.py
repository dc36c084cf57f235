"""The pages of the site itself: entry, lists of everything, search.  Edition, Groups -> Pages.

Read first: lists.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup, escape

from lod.config import Config
from lod.site import graph
from lod.site.addresses import INDEX, quoted
from lod.site.edition import Edition, alternatives, to_list
from lod.site.lists import Group, overview
from lod.site.machines import media, of_dataset, titled
from lod.site.model import Page, Section

SEARCH, ALL = "search", "lists/all"


def entry(
    config: Config, edition: Edition, found: Sequence[Group], files: Sequence[Path], more: Sequence[Section]
) -> Page:
    """The entry page: what this is, where things are, what can be downloaded.

    files    what is published beside the site
    more     sections of pictures and the like"""
    language = edition.language
    title = titled(config, language)
    about = (config.description or {}).get(language) or next(iter((config.description or {}).values()), "")
    sizes = [(f.name, f.stat().st_size) for f in files]
    parts = overview(edition, found, "")
    return Page(
        path=INDEX,
        number=1,
        iri=config.base,
        title=escape(title),
        title_text=title,
        notes=[escape(about)] if about else [],
        sections=[*parts[:1], *more, *parts[1:]],
        types=["http://www.w3.org/ns/dcat#Dataset"],
        data=of_dataset(config, language, sizes),
        has_data=False,
        extra="index",
        facts={"files": [{"name": n, "size": _size(s), "media": media(n)} for n, s in sizes]},
    )


def _size(count: int) -> str:
    """Bytes as people read them.

    >>> _size(999), _size(10_001_439)
    ('1 kB', '10.0 MB')
    """
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 1):.0f} kB"


def browse(edition: Edition, found: Sequence[Group]) -> Page:
    """All lists."""
    home = to_list(edition, INDEX, escape(edition.say("home")), "../")
    name = edition.say("browse")
    sections = overview(edition, found, "../")
    about = [escape(edition.say("browse.about"))]
    return Page(ALL, 1, "", escape(name), name, crumbs=[home], sections=sections, notes=about, has_data=False)


def search(edition: Edition) -> Page:
    """The page that asks the index of names."""
    home, name = to_list(edition, INDEX, escape(edition.say("home")), ""), edition.say("search")
    return Page(SEARCH, 1, "", escape(name), name, crumbs=[home], has_data=False, extra="search")


def names(edition: Edition, found: Sequence[Group]) -> str:
    """The index of names as a script: what can be found from disk, where no page may fetch another file.

    returns  a list of link, name, other names, number of the class; and the names of the classes"""
    kinds, rows = [], {}
    for group in found:
        if group.part in ("statements", "evidence", "record"):
            continue
        kinds.append(str(edition.label(group.kind).striptags()))
        for iri in group.members:
            target = edition.addresses.link(iri, edition.language)
            other = [Markup.striptags(a) for a in alternatives(edition, iri)]
            rows[iri] = [target, edition.name(iri)[0], other, len(kinds) - 1]
    ordered = sorted(rows.values(), key=lambda row: (graph.folded(str(row[1])), str(row[0])))
    body = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in ordered)
    return f"var NAMES={{kinds:{json.dumps(kinds, ensure_ascii=False)},rows:[\n{body}\n]}};\n".replace(
        "\u2028", "\\u2028"
    )


def menu(edition: Edition, found: Sequence[Group], vocabularies: Sequence[str]) -> list[tuple[str, str]]:
    """The parts that every page links to: link from the top of the site, name."""
    links = [(quoted(ALL) + edition.ending, edition.say("browse"))]
    links += [
        (quoted(g.slug) + edition.ending, edition.label(g.kind).striptags()) for g in found if g.part == "conflicts"
    ][:1]
    links += [(quoted(path) + edition.ending, edition.say(_called(edition, path))) for path in vocabularies]
    return [*links, (SEARCH + edition.ending, edition.say("search"))]


def _called(edition: Edition, path: str) -> str:
    whole = edition.addresses.base + path
    return "shapes" if any(s.partition("#")[0] == whole for s in edition.published.shapes) else "ontology"


def pictures(edition: Edition, shown: Sequence[Page]) -> list[Section]:
    """The pictures that are about many things."""
    links = [to_list(edition, page.path, page.title, "") for page in shown]
    return [Section("pictures", edition.say("pictures"), links=links)] if links else []
