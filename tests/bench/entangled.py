"""Faults that need more than one thing: dates against lives and organisations, cycles.  Seed + thing -> Change.

Read first: tests/bench/changes.py, ontology/shapes.ttl."""

from __future__ import annotations

import re

from tests.bench.changes import Change, Plant, beside, instead
from tests.bench.seed import MARK, Seed, Triple, nt

BEGINNINGS = tuple(
    f"c:{c}"
    for c in (
        "founding split merger renaming succession transformation faction-formation creation-of-front joint-committee"
    ).split()
)
BOUNDS = {
    "date": ("earliest", "latest"),
    "start": ("startEarliest", "startLatest"),
    "end": ("endEarliest", "endLatest"),
}
EVIDENCE = ("statedIn", "attributedTo", "basis", "certainty", "rank")
LATER, EARLIER = 2090, 1801  # after and before everything in the dataset


def first(seed: Seed, thing: str, *predicates: str) -> str | None:
    """The one value at the end of a chain of predicates; None if it is missing or not the only one."""
    for predicate in predicates:
        values = seed.values(thing, predicate)
        if len(values) != 1:
            return None
        thing = values[0]
    return thing


def year(literal: str | None) -> int | None:
    """The year of a day."""
    return int(literal[1:5]) if literal else None


def written(thing: str, which: str, when: int) -> tuple[Triple, ...]:
    """A year as date, start or end of a thing, with its bounds."""
    early, late = BOUNDS[which]
    return (
        (thing, nt(f"ph:{which}"), nt(f'"{when}"^^edtf:EDTF')),
        (thing, nt(f"ph:{early}"), nt(f'"{when}-01-01"^^xsd:date')),
        (thing, nt(f"ph:{late}"), nt(f'"{when}-12-31"^^xsd:date')),
    )


def undated(seed: Seed, thing: str, *which: str) -> tuple[Triple, ...]:
    """Everything a thing says of its date, start or end."""
    names = [f"ph:{n}" for w in which for n in (w, *BOUNDS[w])]
    return tuple((thing, nt(n), o) for n in names for o in seed.values(thing, n))


def clone(seed: Seed, thing: str, word: str, **other: str) -> tuple[Triple, ...]:
    """The triples of another thing that differs in some values; the keys are local names of predicates."""
    local = re.compile(r".*[#/](\w+)>")
    triples = {(p, other.get(local.sub(r"\1", p), o)) for _, p, o in seed.triples(thing)}
    return tuple((beside(thing, word), p, o) for p, o in sorted(triples))


def claim(seed: Seed, source: str, word: str, subject: str, said: tuple[str, int]) -> tuple[Triple, ...]:
    """A dated claim about something, on the evidence of another claim; said: predicate and year."""
    thing, (predicate, when) = beside(source, word), said
    evidence = tuple((thing, nt(f"ph:{p}"), o) for p in EVIDENCE for o in seed.values(source, f"ph:{p}"))
    return (
        (thing, nt("rdf:type"), nt("ph:ValueStatement")),
        (thing, nt("rdf:subject"), subject),
        (thing, nt("rdf:predicate"), nt(predicate)),
        (thing, nt("rdf:object"), nt(f'"{when}"^^edtf:EDTF')),
        (thing, nt("ph:concerns"), subject),
        *written(thing, "date", when),
        *evidence,
    )


def is_a(seed: Seed, thing: str | None, *classes: str) -> bool:
    """Whether a thing has copies and is of one of some classes."""
    return bool(thing and MARK in thing and {nt(c) for c in classes} & set(seed.values(thing, "rdf:type")))


# ---------- dates ----------


def ends_before_start(seed: Seed, thing: str) -> Change | None:
    if not first(seed, thing, "ph:startEarliest"):
        return None
    return Change(thing, undated(seed, thing, "end"), written(thing, "end", EARLIER))


def bounds_exchanged(seed: Seed, thing: str) -> Change | None:
    for early, late in BOUNDS.values():
        one, two = first(seed, thing, f"ph:{early}"), first(seed, thing, f"ph:{late}")
        if one and two and one != two:
            pairs = ((nt(f"ph:{early}"), one, two), (nt(f"ph:{late}"), two, one))
            return Change(thing, tuple((thing, p, o) for p, o, _ in pairs), tuple((thing, p, o) for p, _, o in pairs))
    return None


def bound_is(literal: str) -> Plant:
    """Another literal in the place of the last day; the first day is known."""

    def plant(seed: Seed, thing: str) -> Change | None:
        known = first(seed, thing, "ph:earliest") and first(seed, thing, "ph:latest")
        return instead("ph:latest", literal)(seed, thing) if known else None

    return plant


def bound_of_another_decade(seed: Seed, thing: str) -> Change | None:
    date, latest = first(seed, thing, "ph:date"), first(seed, thing, "ph:latest")
    if not date or not latest or re.search("[XYES]", date.split('"')[1]):
        return None
    return instead("ph:latest", f'"{LATER}-12-31"^^xsd:date')(seed, thing)


def whole_ended_before(seed: Seed, thing: str) -> Change | None:
    whole = first(seed, thing, "dct:isPartOf")
    if not whole or not seed.values(whole, "ph:latest"):
        return None
    return Change(thing, undated(seed, thing, "date"), written(thing, "date", LATER), (whole,))


# ---------- lives and organisations ----------


def member_with(word: str, bound: str, attribute: str, years: int | None) -> Plant:
    """A membership whose member was born or died in a year that does not fit: years after the bound, or long ago."""

    def plant(seed: Seed, thing: str) -> Change | None:
        person, day = first(seed, thing, "org:member"), year(first(seed, thing, f"ph:{bound}"))
        if not day or not is_a(seed, person, "ph:Person"):
            return None
        assert person
        when = EARLIER if years is None else day + years
        return Change(thing, (), claim(seed, thing, word, person, (attribute, when)), (person,))

    return plant


def dead_participant(seed: Seed, thing: str) -> Change | None:
    person, event = first(seed, thing, "ph:participant"), first(seed, thing, "ph:event")
    roles = {nt("c:deceased-person"), nt("c:person-concerned")} & set(seed.values(thing, "ph:role"))
    if roles or not event or not seed.values(event, "ph:earliest") or not is_a(seed, person, "ph:Person"):
        return None
    assert person
    died = claim(seed, thing, "death", person, ("c:attribute-death-date", EARLIER))
    return Change(thing, (), died, (person, event))


def dies_before_birth(seed: Seed, thing: str) -> Change | None:
    person = first(seed, thing, "rdf:subject")
    death = nt("c:attribute-death-date") in seed.values(thing, "rdf:predicate")
    if not death or not person or not seed.values(thing, "ph:latest"):
        return None
    born = claim(seed, thing, "birth", person, ("c:attribute-birth-date", LATER))
    return Change(person, (), born, (thing,))


def before_change(seed: Seed, thing: str) -> Change | None:
    body = first(seed, thing, "org:organization")
    for change in seed.subjects("ph:resulting", body) if body else ():
        if first(seed, change, "ph:changeType") in {nt(b) for b in BEGINNINGS} and seed.values(change, "ph:earliest"):
            return _moved(seed, thing, EARLIER, (change,))
    return None


def after_change(seed: Seed, thing: str) -> Change | None:
    body, ends = first(seed, thing, "org:organization"), {nt("c:absorption"), nt("c:dissolution"), nt("c:renaming")}
    for change in seed.subjects("ph:original", body) if body else ():
        if first(seed, change, "ph:changeType") in ends and seed.values(change, "ph:latest"):
            return _moved(seed, thing, LATER, (change,))
    return None


def _moved(seed: Seed, thing: str, when: int, relies: tuple[str, ...]) -> Change:
    return Change(thing, undated(seed, thing, "start", "end"), written(thing, "start", when), relies)


def body_with(word: str, attribute: str, when: int) -> Plant:
    """A membership in an organisation that was founded later, or dissolved before."""

    def plant(seed: Seed, thing: str) -> Change | None:
        body, bound = first(seed, thing, "org:organization"), "startEarliest" if when == EARLIER else "startLatest"
        known = body and {nt(attribute)} & {
            p for c in seed.subjects("rdf:subject", body) for p in seed.values(c, "rdf:predicate")
        }
        if known or not body or not seed.values(thing, f"ph:{bound}"):
            return None
        return Change(thing, (), claim(seed, thing, word, body, (attribute, when)), (body,))

    return plant


def cycle(predicate: str) -> Plant:
    """The other end points back."""

    def plant(seed: Seed, thing: str) -> Change | None:
        other = next((o for o in seed.values(thing, predicate) if MARK in o), None)
        return Change(thing, (), ((other, nt(predicate), thing),)) if other else None

    return plant


def changes_nothing(seed: Seed, thing: str) -> Change | None:
    before = seed.values(thing, "ph:original")
    if not before or nt("c:recognition") in seed.values(thing, "ph:changeType"):
        return None
    return instead("ph:resulting", *before)(seed, thing)


def sibling_twice(seed: Seed, thing: str) -> Change | None:
    one, two = first(seed, thing, "rdf:subject"), first(seed, thing, "rdf:object")
    if not one or not two or nt("c:relation-sibling-of") not in seed.values(thing, "rdf:predicate"):
        return None
    again = clone(seed, thing, "z", subject=two, object=one)
    return Change(thing if one < two else beside(thing, "z"), (), again, (thing,))


def section_of_no_international(seed: Seed, thing: str) -> Change | None:
    body = first(seed, thing, "rdf:object")
    if nt("c:relation-section-of") not in seed.values(thing, "rdf:predicate") or not body or MARK not in body:
        return None
    part = first(seed, thing, "rdf:subject")
    kinds = tuple((body, nt("ph:kind"), o) for o in seed.values(body, "ph:kind"))
    return Change(part, kinds, ((body, nt("ph:kind"), nt("c:party")),), (thing,)) if part else None


def acronym_of_another(seed: Seed, thing: str) -> Change | None:
    own = seed.values(thing, "ph:acronym")
    for other in seed.instances("ph:Organization") if own else ():
        taken = seed.values(other, "ph:acronym")
        if other > thing and taken and not set(taken) & set(own):
            return Change(thing, (), ((thing, nt("ph:acronym"), taken[0]),), (other,))
    return None
