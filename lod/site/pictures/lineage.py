"""What became of organisations: changes, affiliations, how long each is known to have been.  Edition -> Lineage.

A change is a statement with organisations before and after it (roles `original` and `resulting`); a tie says that one
belongs to another (role `affiliated`), as a section to an international.  Nothing is concluded that no source says:
where an end is not told it stays open.  Read first: times.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lod.site import graph
from lod.site.edition import Edition
from lod.site.graph import OBJECT, PREDICATE, SUBJECT
from lod.site.pictures import times
from lod.site.pictures.times import Span
from lod.terms import parsed

LATE = 99_999.0  # after every year, for what has no date
THERE, OPEN, PERHAPS, ABSENT = "there", "open", "perhaps", "absent"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of organisations."""

    iri: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    span: Span | None
    final: bool = False  # whether those before are no more after it

    @property
    def members(self) -> tuple[str, ...]:
        """All organisations of it, each once."""
        return tuple(dict.fromkeys((*self.before, *self.after)))

    @property
    def order(self) -> tuple[float, str]:
        """By date, those without last."""
        return (sum(self.span.known) / len(self.span.known) if self.span else LATE), self.iri


@dataclass(frozen=True, slots=True)
class Tie:
    """That one organisation belongs to another, by all statements that say so."""

    part: str
    whole: str
    kind: str  # IRI of the property or code
    iris: tuple[str, ...]  # of the statements; none where it is said directly
    span: Span | None

    @property
    def order(self) -> tuple[float, str, str, str]:
        """By date, those without last."""
        return (min(self.span.known) if self.span else LATE), self.whole, self.part, self.kind


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of the beginning and end of an organisation."""

    founded: tuple[Span, ...] = ()
    dissolved: tuple[Span, ...] = ()


class Lineage:
    """All changes and ties, and where each organisation takes part."""

    def __init__(self, changes: Iterable[Change], ties: Iterable[Tie], told: Mapping[str, Told] | None = None) -> None:
        self.changes = sorted(changes, key=lambda c: c.order)
        self.ties = sorted(ties, key=lambda t: t.order)
        self.told = told or {}
        self._lives: dict[str, Span] = {}

    @cached_property
    def changed(self) -> Mapping[str, Sequence[Change]]:
        """The changes of each organisation, by date."""
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            for o in change.members:
                found[o].append(change)
        return found

    @cached_property
    def tied(self) -> Mapping[str, Sequence[Tie]]:
        """The ties of each organisation, by date."""
        found: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            for o in dict.fromkeys((tie.part, tie.whole)):
                found[o].append(tie)
        return found

    def life(self, o: str) -> Span:
        """When an organisation was, as far as its changes, its ties and what is told of its founding and end say."""
        if o not in self._lives:
            self._lives[o] = self._life(o)
        return self._lives[o]

    def _life(self, o: str) -> Span:
        told = self.told.get(o, Told())
        mine = [(c, c.span) for c in self.changed.get(o, ()) if c.span]
        made = [s for c, s in mine if o in c.after and o not in c.before][:1]
        made += [*told.founded, *(s for c, s in mine if not c.before)]
        ended = [*told.dissolved, *(s for c, s in mine if c.final and o in c.before and o not in c.after)]
        signs = [*(s for _, s in mine), *(t.span for t in self.tied.get(o, ()) if t.span)]
        first, begun = _beginning(made, signs)
        ending = max((s.first for s in (*made, *signs, *ended) if s.first is not None), default=None)
        lasts = [s.last for s in ended if s.last is not None]
        last = max(lasts) if lasts and len(lasts) == len(ended) else None
        if last is not None and ending is not None and ending >= last:
            last = None  # who is told of after the end has not surely ended
        return Span(first, begun, ending, last)


def _beginning(made: Sequence[Span], signs: Sequence[Span]) -> tuple[float | None, float | None]:
    """The first and last moment at which it can have begun: all that is told of it may be right."""
    seen = min((s.last for s in signs if s.last is not None), default=None)
    firsts = [s.first for s in made if s.first is not None]
    lasts = [s.last for s in made if s.last is not None]
    first = min(firsts) if firsts and len(firsts) == len(made) else None
    if first is not None and seen is not None and seen <= first:
        return None, seen  # it was there before it is said to have been made
    return first, max(lasts) if lasts and len(lasts) == len(made) else seen


def state(life: Span, year: int) -> str:
    """Whether an organisation was there in a year: THERE, OPEN (no end is told), PERHAPS or ABSENT."""
    if (life.first is not None and life.first >= year + 1) or (life.last is not None and life.last <= year):
        return ABSENT
    if life.begun is None or life.begun > year + 1:
        return PERHAPS
    if life.ending is not None and life.ending >= year:
        return THERE
    return OPEN if life.last is None else PERHAPS


def read(edition: Edition) -> Lineage:
    """Everything that is said of the lineage of organisations."""
    founded, dissolved = (_dated(edition, role) for role in ("founded", "dissolved"))
    told = {o: Told(tuple(founded.get(o, ())), tuple(dissolved.get(o, ()))) for o in sorted({*founded, *dissolved})}
    return Lineage(_changes(edition), _ties(edition), told)


def _changes(edition: Edition) -> Iterator[Change]:
    """All changes that lead from one organisation to another, or make or end one."""
    published, roles = edition.published, edition.roles
    found = {s for p in roles.any("original", "resulting") for s in published.having.get(p, ())}
    for s in sorted(found - published.shapes):
        before, after = (graph.iris(published, s, roles[role]) for role in ("original", "resulting"))
        if before + after:
            final = any(kind in roles["final"] for kind in graph.iris(published, s, roles["change"]))
            final &= not any(c in roles["doubtful"] for c in graph.iris(published, s, roles["certainty"]))
            yield Change(s, tuple(before), tuple(after), times.of_thing(edition, s), final)


def _ties(edition: Edition) -> Iterator[Tie]:
    """Who belongs to whom; only between things of one class, since persons are members too."""
    published = edition.published
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for kind in sorted(edition.roles["affiliated"]):
        for part, value, statement in _said(edition, kind):
            whole = value[1:-1]
            shared = set(graph.types(published, part)) & set(graph.types(published, whole))
            if value.startswith("<") and part != whole and shared:
                found[part, whole, kind].append(statement)
    said = {(part, whole) for (part, whole, _), statements in found.items() if any(statements)}
    for (part, whole, kind), statements in found.items():
        made = tuple(dict.fromkeys(s for s in statements if s))
        if made or (part, whole) not in said:
            spans = [s for s in (times.of_thing(edition, iri) for iri in made) if s]
            yield Tie(part, whole, kind, made, spans[0] if spans else None)


def _dated(edition: Edition, role: str) -> Mapping[str, list[Span]]:
    """The dates that a role says of each thing."""
    found: dict[str, list[Span]] = defaultdict(list)
    for kind in sorted(edition.roles[role]):
        for subject, value, _ in _said(edition, kind):
            span = times.of_date(parsed(value).lexical) if value.startswith('"') else None
            if span and span not in found[subject]:
                found[subject].append(span)
    return {subject: spans for subject, spans in found.items() if spans}


def _said(edition: Edition, kind: str) -> Iterator[tuple[str, str, str]]:
    """Subject, object and statement of what is said with a property: directly, or by a reified triple."""
    published = edition.published
    for subject in published.having.get(kind, ()):
        if subject not in published.shapes:
            for value in graph.objects(published, subject, (kind,)):
                yield subject, value, ""
    for statement in graph.subjects(published, kind, (PREDICATE,)):
        for subject in graph.iris(published, statement, (SUBJECT,)):
            for value in graph.objects(published, statement, (OBJECT,)):
                yield subject, value, statement
