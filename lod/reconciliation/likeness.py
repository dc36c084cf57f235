"""Compare a value of somebody's table with what we have.  values, terms -> 0 to 100, or None; pure but for the book.

Dates agree as far as both are exact: 1908 agrees with 26 June 1908.  Things agree by their identifiers, else by their
names; countries by names in six languages and by codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from rapidfuzz.distance import OSA

from lod.edtf import EdtfError, bounds
from lod.links import countries, names
from lod.links.dates import Days, of_edtf, relation
from lod.links.folding import fold
from lod.reconciliation.book import Book
from lod.reconciliation.model import Given, Wanted
from lod.reconciliation.properties import Property, values
from lod.reconciliation.things import Thing
from lod.terms import Term
from lod.vocab import EDTF_DATE, XSD

YES, PARTLY, NEAR, NO = 100.0, 80.0, 40.0, 0.0
ALONE = 92.5  # a single word of a person's name, or an abbreviation: the same, but it fits many
SLIP = 93.5  # of more than one word; less the number of slips
ALMOST = 99.0  # the same but for particles and stop words
SINGLE = 92.0  # a single word that is not the whole name
WORD = 75.0  # of 100: a slip in one word of several
REMARK = 90.0  # (Chile) against (Argentina)
VAGUE = 10  # years that a date may take and still say when
REMARKED = re.compile(r"\(([^()]*)\)")
DATES = frozenset([EDTF_DATE, *(XSD + name for name in ("date", "gYear", "gYearMonth", "dateTime"))])
ISO = re.compile(r"([+-]?\d{4,}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
TURNED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def name(text: str, thing: Thing) -> float:
    """How like a text is to the names of an entity, 0 to 100.

    100      one of its names, letter for letter but for capitals, accents and signs; ALONE where that is one word of a
             person's name, or an abbreviation, because it fits many
    to 99    as links/names.py has it; SINGLE at most for a single word, REMARK for another remark in parentheses
    to 92.5  a name with one slip, 91.5 with two
    """
    plain = fold(text)
    bare = plain.replace(" ", "")
    person, single = thing.kind == "person", " " not in plain
    called = {fold(name): name for name in (*thing.short, *thing.names)}
    same = [name for other, name in called.items() if other == plain or other.replace(" ", "") == bare]
    if same:
        full = any(not names.abbreviated(n) and n not in thing.short and not (person and " " not in n) for n in same)
        return YES if full else ALONE
    variants = (text, text.title()) if names.abbreviated(text) else (text,)
    match = names.best(thing.names, variants, person, thing.short)
    found = min(match.score, SINGLE if single else ALMOST)
    remark = REMARKED.findall(text)
    if remark and (theirs := REMARKED.findall(match.ours)) and fold(theirs[-1]) != fold(remark[-1]):
        found = min(found, REMARK)
    if person and single:
        found = max(found, min(names.best(thing.names, variants, False).score, SINGLE - 1))
    if single and found < WORD:
        words = dict.fromkeys(word for other in called for word in other.split())
        found = max([found, *(WORD / 100 * _slipped(plain, word) for word in words)])
    return round(max([found, *(_slipped(plain, other) for other in called)]), 1)


def _slipped(text: str, name: str) -> float:
    """What a name with a slip or two is worth; a slip is more in a short name."""
    slips = OSA.distance(text, name, score_cutoff=2)
    if slips > 2:
        return 0.0
    most = SLIP - slips if " " in name else SINGLE - slips
    return min(most, 100.0 * (1 - slips / max(len(text), len(name))))


def value(book: Book, asked: Property, wanted: Wanted, row: int) -> float | None:
    """How well an entity agrees with a property, 0 to 100; None where we know nothing of it."""
    ours = values(book, asked, row)
    if not ours or not wanted.values:
        return None
    return round(max(_one(book, asked, given, ours, row) for given in wanted.values), 1)


def _one(book: Book, asked: Property, given: Given, ours: Sequence[Term], row: int) -> float:
    if given.id:
        found = book.row(given.id)
        wanted = book.things.rows[found].iri if found is not None else book.space.iri(given.id)
        if any(t.kind == "iri" and t.lexical == wanted for t in ours):
            return YES
        if not given.text:
            return NO
    if asked.fact == "country":
        return _country(book, given.text, ours)
    return max(_term(book, given.text, term) for term in ours)


def _country(book: Book, text: str, ours: Sequence[Term]) -> float:
    mine = countries.all_codes(called for term in ours for called in _names(book, term))
    theirs = frozenset({code} if (code := countries.code(text)) else ())
    agreed = countries.compare(theirs, mine)
    if agreed == "unknown":
        return max(_term(book, text, term) for term in ours)
    return YES if agreed == "agree" else NO


def _names(book: Book, term: Term) -> list[str]:
    if term.kind != "iri":
        return [term.lexical]
    place = book.things.places.get(term.lexical)
    found = list(book.things.rows[place].names) if place is not None else []
    return found or [book.name(term.lexical, "en")]


def _term(book: Book, text: str, term: Term) -> float:
    if term.kind == "iri":
        if text in (term.lexical, book.space.id(term.lexical)) or term.lexical.endswith(f"/{text}"):
            return YES
        return names.best((text,), _names(book, term), person=False).score
    if term.datatype in DATES:
        return _date(text, term.lexical)
    if term.datatype.startswith(XSD) and (ours := _number(term.lexical)) is not None:
        return YES if _number(text) == ours else NO
    if fold(text) == fold(term.lexical):
        return YES
    return min(names.best((text,), (term.lexical,), person=False).score, names.SPELLING)


def _date(text: str, ours: str) -> float:
    """A date as a table writes it against one of ours."""
    try:
        a, b = of_edtf(_written(text)), of_edtf(ours)
    except EdtfError:
        return NO
    if _within(a, b) or _within(b, a):
        return YES if max(a.years, b.years) < VAGUE else PARTLY
    how = relation(a, b)
    return {"overlap": PARTLY, "possible": PARTLY, "near": NEAR}.get(how, NO)


def _within(a: Days, b: Days) -> bool:
    return b.first <= a.first and a.last <= b.last


def _written(text: str) -> str:
    """A date as EDTF: 1973-09-11T00:00:00Z, 11/9/1973, 1973.0 and the like.

    raises   EdtfError
    >>> _written("1973-09-11T00:00:00Z"), _written("11.9.1973"), _written(" 1973.0")
    ('1973-09-11', '1973-09-11', '1973')
    """
    plain = text.strip().removesuffix(".0")
    if found := ISO.fullmatch(plain):
        plain = found[1]
    if turned := TURNED.fullmatch(plain):
        plain = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}"
    bounds(plain)
    return plain


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
