"""Say whether an item may be what an entity is.  kinds, sorts, types -> agree, unknown or conflict; pure.

A type that is not in the table is unknown, so that nothing is accepted on it and nothing lost; one that belongs to
another kind is a conflict.  BLOCKED are pages of Wikipedia, name items and invented people: never the thing itself.
The items are those that recorded entities of a class have, or that public programs look for.

Spec: Wikidata P31 (instance of); the words are those of the type column of a knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lod.links.countries import Agreement

PARTY, BODY = "party", "organization"  # a party is a body; a body may be a party
TYPES: dict[str, str] = {
    "person": "person",
    "party": PARTY,
    "organisation": BODY,
    "organization": BODY,
    "place": "place",
    "event": "event",
    "work": "work",
    "office": "office",
    "other": "other",
    **dict.fromkeys(("Q5",), "person"),
    **dict.fromkeys(("Q7278", "Q6138528", "Q388602", "Q24649"), PARTY),  # party, coalition, electoral alliance
    **dict.fromkeys(("Q178790", "Q3395115", "Q11038979"), BODY),  # trade union and federations of them
    **dict.fromkeys(("Q4830453", "Q783794", "Q891723", "Q167037", "Q161726"), "company"),
    **dict.fromkeys(("Q43229", "Q3918", "Q327333", "Q31855", "Q16917", "Q3914"), BODY),
    **dict.fromkeys(("Q6256", "Q3624078", "Q515", "Q1549591", "Q3957", "Q532", "Q486972", "Q5119"), "place"),
    **dict.fromkeys(
        ("Q56061", "Q484170", "Q123705", "Q79007"), "place"
    ),  # administrative area, commune, quarter, street
    **dict.fromkeys(("Q1656682", "Q1190554", "Q198", "Q40231", "Q152203", "Q178561", "Q10931"), "event"),
    **dict.fromkeys(("Q571", "Q7725634", "Q47461344", "Q386724", "Q11424", "Q49848"), "work"),
}
BLOCKED = frozenset(
    {
        "Q4167410",  # disambiguation page
        "Q13406463",  # list
        "Q17442446",  # internal item of Wikimedia
        "Q15632617",  # fictional human
        "Q101352",  # family name
        "Q202444",  # given name
    }
)
# sorts of ours that only a party can be, and those that no party is
POLITICAL = frozenset("party political-party coalition electoral-front electoral-alliance".split())
UNPOLITICAL = frozenset(
    "company university school hospital newspaper news-site trade-union trade-union-centre legislature government"
    " legislative-chamber armed-forces police-force government-agency municipal-government student-organisation".split()
)
ACCEPTED: dict[str, frozenset[str]] = {  # kind of ours -> kinds of theirs
    "person": frozenset({"person"}),
    "organization": frozenset({PARTY, BODY, "company"}),
    "place": frozenset({"place"}),
    "event": frozenset({"event"}),
    "office": frozenset({"office"}),
    "work": frozenset({"work"}),
}
NEUTRAL = frozenset({"other"})  # a knowledge base that does not know better


@lru_cache(maxsize=4096)
def compare(kind: str, sorts: tuple[str, ...], types: tuple[str, ...]) -> Agreement:
    """Whether an item of these types may be an entity of this kind and sort.

    >>> compare("organization", ("party",), ("Q7278",)), compare("person", (), ("Q4167410",))
    ('agree', 'conflict')
    """
    if BLOCKED & set(types):
        return "conflict"
    theirs = {TYPES[word] for word in types if word in TYPES}
    if not theirs - NEUTRAL:
        return "unknown"
    fitting = theirs & ACCEPTED[kind]
    if not fitting or (fitting == {PARTY} and UNPOLITICAL & set(sorts)):
        return "conflict"
    if POLITICAL & set(sorts) and PARTY not in fitting:
        return "conflict" if fitting == {"company"} else "unknown"
    return "agree"


def possible(kind: str, types: Iterable[str]) -> bool:
    """Whether it is worth to look at an item at all."""
    return compare(kind, (), tuple(types)) != "conflict"
