"""Match a row of somebody's table with our entities.  Query, Book -> candidates, the best first.

Read first: `score`.  A score says how alike the names are, 0 to 100, averaged with how well the given properties agree;
an entity of another type than the wanted one has half of it.  A candidate is a match, which nobody need look at, only
with a high score, ahead of the next, and either the same name or a property that agrees: among things that are not in
the dataset at all there is always one with a similar name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lod.links.entities import KINDS, Path, Step
from lod.reconciliation import likeness, properties
from lod.reconciliation.book import Book
from lod.reconciliation.likeness import YES
from lod.reconciliation.model import Candidate, Feature, Given, Query, Wanted
from lod.reconciliation.properties import Property
from lod.terms import Term, iri, literal
from lod.vocab import EDTF_DATE, XSD

NAME, PROPERTY = 100.0, 40.0  # weights in the average
UNKNOWN = 4.0  # points off for a property of which we know nothing: it speaks neither for nor against
LEAST = 40.0  # names that are less alike are no candidates
GOOD = 90.0  # a name that is so much alike need not be looked for among misspelt ones
MATCH, MARGIN, SAME_NAME = 95.0, 4.0, 98.0
COMPARED = 60  # candidates whose properties are compared
REVERSED = 20  # values that entities are looked up by, where there is no name
FOUND = 500  # entities that are looked up so


def match(book: Book, query: Query) -> list[Candidate]:
    """The candidates of a query by score and identifier; at most as many as it wants."""
    found = book.row(query.text) if query.text else None
    if found is not None:
        thing = book.things.rows[found]
        if query.strict == "should" or not query.types or fits(book, query, found):
            return [Candidate(thing.iri, 100.0, (Feature("identifier", True),), True)]
        return []
    wanted = [(p, w) for w in query.properties if (p := properties.known(book, w.pid, "en"))]
    named = names(book, query.text) if query.text else dict.fromkeys(by_properties(book, wanted))
    if query.types and query.strict != "should":
        named = {row: name for row, name in named.items() if fits(book, query, row)}
    rows = sorted(named, key=lambda row: (-(named[row] or 0.0), book.things.rows[row].iri))[:COMPARED]
    scored = [score(book, query, row, named[row], wanted) for row in rows]
    scored.sort(key=lambda c: (-c.score, c.iri))
    return decided(scored)[: query.limit]


def names(book: Book, text: str) -> dict[int, float | None]:
    """The entities whose names are like a text, and how much."""
    found: dict[int, float | None] = {}
    for more in (False, True):
        for row in book.index.find(text, more):
            if row not in found:
                found[row] = likeness.name(text, book.things.rows[row])
        if any(value and value >= GOOD for value in found.values()):
            break
    return {row: value for row, value in found.items() if value and value >= LEAST}


def fits(book: Book, query: Query, row: int) -> bool:
    """Whether an entity is of the types that a query wants: of one of them, or of all if it says so."""
    types, kind = book.types(row), book.things.rows[row].kind
    having = [wanted == kind if wanted in KINDS else book.space.iri(wanted) in types for wanted in query.types]
    return all(having) if query.strict == "all" else any(having)


def score(
    book: Book, query: Query, row: int, name: float | None, wanted: Sequence[tuple[Property, Wanted]]
) -> Candidate:
    """Weigh what agrees.

    name    how alike the names are; None where the query has none"""
    features = [] if name is None else [Feature("name", name)]
    total, weight, unknown = (0.0, 0.0, 0) if name is None else (NAME * name, NAME, 0)
    for asked, values in wanted:
        agreed = likeness.value(book, asked, values, row)
        if agreed is None:
            unknown += 1
            continue
        total += PROPERTY * agreed
        weight += PROPERTY
        features.append(Feature(asked.id, agreed))
    points = max(total / weight - UNKNOWN * unknown, 0.0) if weight else 0.0
    if query.types:
        right = fits(book, query, row)
        features.append(Feature("type", right))
        points = points if right else points / 2
    return Candidate(book.things.rows[row].iri, round(points, 1), tuple(features))


def decided(scored: Sequence[Candidate]) -> list[Candidate]:
    """Say of the first whether it is a match, and how far it is ahead."""
    if not scored:
        return []
    first, rest = scored[0], scored[1:]
    margin = round(first.score - (rest[0].score if rest else 0.0), 1)
    facts = {f.id: f.value for f in first.features}
    name = facts.pop("name", 0.0)
    agreeing = any(value == YES for fact, value in facts.items() if fact != "type")
    sure = first.score >= MATCH and margin >= MARGIN and (name >= SAME_NAME or (bool(name) and agreeing))
    return [replace(first, match=sure, features=(*first.features, Feature("margin", margin))), *rest]


def by_properties(book: Book, wanted: Iterable[tuple[Property, Wanted]]) -> list[int]:
    """The entities that have one of some properties."""
    found: dict[int, None] = {}
    pairs = [(asked, given) for asked, values in wanted for given in values.values]
    for asked, given in pairs[:REVERSED]:
        for row in _having(book, asked, given):
            found[row] = None
            if len(found) >= FOUND:
                return list(found)
    return list(found)


def _having(book: Book, asked: Property, given: Given) -> Iterator[int]:
    """The entities that have a value for a property."""
    if asked.fact in ("label", "alias", "abbreviation"):
        yield from book.index.find(given.text, True)
        return
    if asked.fact == properties.SAME:
        row = book.row(given.text or given.id)
        yield from () if row is None else (row,)
        return
    paths = book.meaning.facts.get(asked.fact, ())
    if not asked.fact:
        paths = (_path(asked.iri),)
    for end in _ends(book, given):
        for path in paths:
            for subject in _back(book, end, path):
                if subject in book.things.places:
                    yield book.things.places[subject]


def _ends(book: Book, given: Given) -> Iterator[Term]:
    """The terms that a value of a table may be."""
    if given.id:
        yield iri(book.space.iri(given.id))
    row = book.row(given.text)
    rows = [row] if row is not None else [r for r, value in names(book, given.text).items() if (value or 0) >= GOOD]
    yield from (iri(book.things.rows[one].iri) for one in rows)
    if "://" in given.text and " " not in given.text:
        yield iri(given.text)
    yield literal(given.text)
    yield from (literal(given.text, lang=tag) for tag in book.said.languages)
    yield from (literal(given.text, kind) for kind in (EDTF_DATE, *(XSD + k for k in ("date", "gYear", "integer"))))


def _back(book: Book, end: Term, path: Path) -> Iterator[str]:
    """The things from which a path leads to a term."""
    if not path:
        if end.kind == "iri":
            yield end.lexical
        return
    step, rest = path[-1], path[:-1]
    if not step.back:
        before: Iterable[str] = book.graph.into(end, step.predicate)
    elif end.kind == "iri":
        before = [t.lexical for t in book.graph.out(end.lexical, step.predicate) if t.kind == "iri"]
    else:
        before = ()
    for one in before:
        yield from _back(book, iri(one), rest)


def _path(predicate: str) -> Path:
    return (Step(predicate),)
