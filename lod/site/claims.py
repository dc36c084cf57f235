"""A statement as pages show it: what it says, who says so where, how sure that is.  Edition, IRI -> Claim.

Read first: edition.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from lod.site import graph
from lod.site.edition import DAYS, Edition
from lod.site.graph import OBJECT, PREDICATE, SUBJECT
from lod.site.model import Claim, Row, Said
from lod.terms import parsed
from lod.vocab import EDTF_DATE, RDF_TYPE


def claim(edition: Edition, iri: str, seen: str, up: str) -> Claim:
    """One statement, as the page of one of the things it is about shows it.

    seen     IRI of that thing, which is not repeated; empty on other pages
    up       the way from the page to the top of the site"""
    published, roles = edition.published, edition.roles
    notes = [edition.value(o, up) for o in graph.objects(published, iri, roles["note"])]
    conflicts = graph.subjects(published, iri, roles["disagree"])
    return Claim(
        anchor=_id(iri),
        name=link(edition, iri, up),
        rows=_rows(edition, iri, seen, up),
        source=source(edition, iri, up),
        standing=standing(edition, iri),
        contested=[edition.anchor(c, up) for c in conflicts if c != seen],
        note=notes,
    )


def _id(iri: str) -> str:
    return iri.rpartition("/")[2]


def link(edition: Edition, iri: str, up: str) -> Markup:
    """A link to a statement by its id, which tells it from others better than what it says."""
    target = edition.addresses.link(iri, edition.language)
    if not target:
        return edition.anchor(iri, up)
    return Markup(f'<a class="id" href="{escape(up + target)}">{escape(_id(iri))}</a>')


def _rows(edition: Edition, iri: str, seen: str, up: str) -> list[Row]:
    roles = edition.roles
    quiet = roles.any("passage", "speaker", "certainty", "basis", "rank", "note", "about", "label") | {RDF_TYPE}
    said = [(p, o) for p, o in edition.published.about.get(iri, ()) if p not in quiet]
    rows, rest = _triple(edition, said, seen, up)
    repeated = {o for p, o in said if p == OBJECT}
    rest = [(p, o) for p, o in rest if o not in repeated]
    return rows + edition.rows(_ordered(edition, plain(rest), seen), up)


def _triple(edition: Edition, said: Sequence[Said], seen: str, up: str) -> tuple[list[Row], list[Said]]:
    """What a reified statement says, and the rest of its triples."""
    parts = {p: o for p, o in said if p in (SUBJECT, PREDICATE, OBJECT)}
    if len(parts) < 3:
        return [], list(said)
    subject, value = edition.value(parts[SUBJECT], up), edition.value(parts[OBJECT], up)
    label = edition.label(parts[PREDICATE][1:-1])
    if parts[SUBJECT] != f"<{seen}>":
        value = Markup("{} → {}").format(subject, value)
    return [Row(label, [value])], [(p, o) for p, o in said if p not in (SUBJECT, PREDICATE, OBJECT)]


def plain(said: Iterable[Said]) -> list[Said]:
    """Without days that are only computed: where a date is written out, its bounds say nothing to a reader."""
    held = list(said)
    if not any(o.endswith(f"^^<{EDTF_DATE}>") for _, o in held):
        return held
    return [(p, o) for p, o in held if not (o.startswith('"') and parsed(o).datatype in DAYS)]


def _ordered(edition: Edition, said: Iterable[Said], seen: str) -> list[Said]:
    """Things first, then codes, then dates and texts; each in the order of the dump."""

    def rank(one: Said) -> int:
        if not one[1].startswith("<"):
            return 2 if one[1].endswith(f"^^<{EDTF_DATE}>") else 3
        return 1 if graph.CONCEPT in graph.types(edition.published, one[1][1:-1]) else 0

    return sorted((s for s in said if s[1] != f"<{seen}>"), key=rank)


def source(edition: Edition, iri: str, up: str) -> Markup:
    """Where a statement is made and by whom: the lines of each source, then the speakers."""
    known = edition.kept.get((iri, up))
    if known is None:
        known = edition.kept[iri, up] = _source(edition, iri, up)
    return known


def _source(edition: Edition, iri: str, up: str) -> Markup:
    published, roles = edition.published, edition.roles
    found: dict[str, list[Markup]] = {}
    for passage in graph.iris(published, iri, roles["passage"]):
        document = next(iter(graph.iris(published, passage, roles["source"])), "")
        lines = graph.text(published, passage, roles["lines"])
        target = edition.addresses.link(passage, edition.language)
        where = edition.lines(lines) if lines and document else edition.name(passage)[0]
        link = Markup(f'<a href="{escape(up + target)}">{escape(where)}</a>') if target else escape(where)
        found.setdefault(document, []).append(link)
    parts = [
        Markup(", ").join([*([edition.anchor(document, up)] if document else []), *places])
        for document, places in found.items()
    ]
    said = Markup("; ").join(parts) if parts else escape(edition.say("nowhere"))
    speakers = [edition.anchor(i, up) for i in graph.iris(published, iri, roles["speaker"])]
    return Markup("{} · {} {}").format(said, edition.say("speaker"), Markup(", ").join(speakers)) if speakers else said


def standing(edition: Edition, iri: str) -> Markup:
    """How sure a statement is, and how it ranks among others, in few words."""
    said = edition.published.about.get(iri, ())
    kept = [(p, o) for role in ("certainty", "basis", "rank") for p, o in said if p in edition.roles[role]]
    key = tuple(part for one in kept for part in one)
    known = edition.kept.get(key)
    if known is None:
        known = edition.kept[key] = _standing(edition, kept)
    return known


def _standing(edition: Edition, kept: Sequence[Said]) -> Markup:
    return Markup(" · ").join(
        Markup("{} {}").format(edition.label(p), edition.titled(o[1:-1]) if o.startswith("<") else edition.value(o, ""))
        for p, o in kept
    )
