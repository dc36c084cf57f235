"""What the pages are made of.  Nouns only.

Subjects and predicates are plain IRIs; objects are N-Triples text, so that an IRI and a text are never mistaken for
each other.  Read first: docs/reference/site.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

NOTHING = Markup("")
Said = tuple[str, str]  # predicate as IRI, object as N-Triples text


@dataclass(frozen=True, slots=True)
class Published:
    """All triples that a build has published, by what they are about and by what they name."""

    about: Mapping[str, Sequence[Said]]  # subject -> what is said of it, in the order of the dump
    uses: Mapping[str, Sequence[tuple[str, str]]]  # IRI -> subject and predicate of what names it as object
    shapes: frozenset[str]  # subjects of the shapes files
    having: Mapping[str, Sequence[str]]  # property -> subjects that have it
    described: frozenset[str] = frozenset()  # what only the catalogue describes: dataset, graphs, files


@dataclass(frozen=True, slots=True)
class Roles:
    """Which properties say what, so that no page knows a vocabulary: the table `pages` of the configuration."""

    of: Mapping[str, frozenset[str]]  # role -> IRIs of properties

    def __getitem__(self, role: str) -> frozenset[str]:
        return self.of[role]

    def any(self, *roles: str) -> frozenset[str]:
        """The properties of several roles."""
        return frozenset().union(*(self.of[role] for role in roles))


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values, as a page shows them."""

    label: Markup
    values: Sequence[Markup]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement on a page: what it says, and who says so where."""

    anchor: str
    name: Markup  # a link to its page
    rows: Sequence[Row]
    source: Markup  # passages, lines, speakers
    standing: Markup  # certainty, basis, rank
    contested: Sequence[Markup] = ()  # links to the conflicts it takes part in
    note: Sequence[Markup] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; what it does not have is empty."""

    id: str
    title: str
    text: Sequence[Markup] = ()
    rows: Sequence[Row] = ()
    claims: Sequence[Claim] = ()
    cards: Sequence[Claim] = ()  # side by side
    links: Sequence[Markup] = ()  # a list
    plain: bool = False  # the list in one column
    picture: Markup = NOTHING
    script: str = ""  # name of the file that lets a reader move in the picture
    below: Markup = NOTHING  # what the picture says, as lists
    level: int = 2  # of its heading
    count: int = 0  # of all there are, where it shows some
    more: str = ""  # said below


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML page in one language."""

    path: str  # of the document below the site, without ending: id/person/x
    number: int  # from 1; a resource with many claims has several pages
    iri: str  # of what it is about; empty for a list
    title: Markup
    title_text: str  # without markup
    kind: Markup = NOTHING  # above the title
    crumbs: Sequence[Markup] = ()
    before: Markup = NOTHING
    after: Markup = NOTHING
    summary: Sequence[Row] = ()
    notes: Sequence[Markup] = ()
    sections: Sequence[Section] = ()
    pages: int = 1  # how many there are
    types: Sequence[str] = ()  # IRIs, for machines
    data: str = ""  # JSON-LD of the page, safe inside a script element
    citation: tuple[str, str] = ("", "")  # text, BibTeX
    has_data: bool = True  # whether .ttl, .jsonld and .nt stand beside it
    extra: str = ""  # name of a part of the template that only this page has
    facts: Mapping[str, object] = field(default_factory=dict)  # for that part
