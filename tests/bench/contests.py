"""Faults in elections and conflicts, and in what their claims support.  Seed + thing -> Change.

Read first: tests/bench/entangled.py."""

from __future__ import annotations

from tests.bench.changes import Change, Plant, beside, instead
from tests.bench.entangled import EARLIER, clone, first, written
from tests.bench.seed import MARK, Seed, nt

# ---------- elections ----------


def rivals(seed: Seed, result: str, measure: str) -> list[tuple[str, str]]:
    """Exact results of one measure that another candidacy of the same election has in the same constituency."""
    place, mine = seed.values(result, "ph:constituency"), first(seed, result, "ph:resultOf")
    election = first(seed, mine, "ph:election") if mine else None
    found = []
    for candidacy in seed.subjects("ph:election", election) if election else ():
        for other in seed.subjects("ph:resultOf", candidacy):
            same = exact(seed, other, measure) and seed.values(other, "ph:constituency") == place
            found += [(candidacy, other)] if same and other != result else []
    return found


def exact(seed: Seed, result: str, measure: str) -> bool:
    """Whether a result is an exact number of a measure."""
    return first(seed, result, "ph:measure") == nt(measure) and first(seed, result, "ph:comparator") == nt("c:exact")


def shares_above_100(seed: Seed, thing: str) -> Change | None:
    """Somebody else has nearly all votes as well."""
    candidacy = first(seed, thing, "ph:resultOf") if exact(seed, thing, "c:share") else None
    election = first(seed, candidacy, "ph:election") if candidacy else None
    if not candidacy or not election:
        return None
    rival, most = beside(candidacy, "rival"), nt('"99.5"^^xsd:decimal')
    added = clone(seed, candidacy, "rival") + clone(seed, thing, "rival", resultOf=rival, value=most)
    return Change(election, (), added, (candidacy, thing))


def more_seats_than_there_are(seed: Seed, thing: str) -> Change | None:
    total = rivals(seed, thing, "c:seats-available") if exact(seed, thing, "c:seats") else []
    change = instead("rdf:value", '"99"^^xsd:decimal')(seed, thing) if total else None
    election = first(seed, thing, "ph:resultOf", "ph:election")
    if not change or not election:
        return None
    return Change(election, change.removed, change.added, tuple(node for pair in total for node in pair))


def votes_against_share(seed: Seed, thing: str) -> Change | None:
    if not exact(seed, thing, "c:votes"):
        return None
    candidacy, number = first(seed, thing, "ph:resultOf"), first(seed, thing, "rdf:value")
    share = next((r for r in seed.subjects("ph:resultOf", candidacy or "") if exact(seed, r, "c:share")), None)
    if not candidacy or not number or not share:
        return None
    rival, twice = beside(candidacy, "rival"), f'"{2 * int(number.split(chr(34))[1])}"^^xsd:decimal'
    added = [*clone(seed, candidacy, "rival"), *clone(seed, share, "rival", resultOf=rival)]
    added += clone(seed, thing, "rival", resultOf=rival, value=nt(twice))
    return Change(thing, (), tuple(added), (candidacy, share))


def loser_elected(seed: Seed, thing: str) -> Change | None:
    outcome, shares = nt("ph:outcome"), [r for r in seed.subjects("ph:resultOf", thing) if exact(seed, r, "c:share")]
    won, lost = nt("c:elected"), nt("c:not-elected")
    others = rivals(seed, shares[0], "c:share") if shares and lost in seed.values(thing, "ph:outcome") else []
    for candidacy, result in others:
        if won in seed.values(candidacy, "ph:outcome"):
            removed = ((thing, outcome, lost), (candidacy, outcome, won))
            return Change(thing, removed, ((thing, outcome, won), (candidacy, outcome, lost)), (shares[0], result))
    return None


# ---------- conflicts ----------


def another(predicates: tuple[str, ...], value: str | None, focus: str = "claim") -> Plant:
    """A second claim with another value (None: another place), and no conflict; focus: the claim, or its subject."""

    def plant(seed: Seed, thing: str) -> Change | None:
        subject = first(seed, thing, "rdf:subject")
        known = {nt(p) for p in predicates} & set(seed.values(thing, "rdf:predicate"))
        if not known or not subject or seed.subjects("ph:involves", subject):
            return None
        places = [p for p in seed.instances("ph:Place") if p not in seed.values(thing, "rdf:object")]
        added = clone(seed, thing, "z", object=nt(value) if value else places[0])
        if focus == "claim":
            day = nt("ph:date"), nt("ph:earliest"), nt("ph:latest")
            added = (*(t for t in added if t[1] not in day), *written(beside(thing, "z"), "date", EARLIER))
        return Change(thing if focus == "claim" else subject, (), added, (thing,))

    return plant


def one_side_only(seed: Seed, thing: str) -> Change | None:
    sides = seed.values(thing, "ph:involves")
    if nt("c:contradiction") not in seed.values(thing, "ph:conflictKind") or len(sides) < 2:
        return None
    return Change(thing, tuple((thing, nt("ph:involves"), s) for s in sides[1:]))


def two_preferred(seed: Seed, thing: str) -> Change | None:
    sides = [s for s in seed.values(thing, "ph:involves") if seed.values(s, "ph:rank")]
    ranks = tuple((s, nt("ph:rank"), o) for s in sides for o in seed.values(s, "ph:rank"))
    return Change(thing, ranks, tuple((s, nt("ph:rank"), nt("c:preferred")) for s in sides)) if len(sides) > 1 else None


def unsupported(predicate: str, value: str) -> Plant:
    """A value of the direct layer whose only claim loses what makes it count."""

    def plant(seed: Seed, thing: str) -> Change | None:
        subject, what = first(seed, thing, "rdf:subject"), first(seed, thing, "rdf:object")
        if not subject or not what or what not in seed.values(subject, "ph:kind"):
            return None
        claims = [c for c in seed.subjects("rdf:subject", subject) if what in seed.values(c, "rdf:object")]
        change = instead(predicate, value)(seed, thing) if claims == [thing] and MARK in subject else None
        return Change(subject, change.removed, change.added, (thing,)) if change else None

    return plant
