"""The kinds of faults: what befalls which things and which shape has to report it.

The rules G7 and G40 have no shape; every other rule of ontology/shapes.ttl is broken by at least one kind.

Read first: tests/bench/changes.py, ontology/shapes.ttl."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench import contests
from tests.bench import entangled as e
from tests.bench.changes import Change, Kind, Plant, at, beside, besides, instead, renamed, where, without
from tests.bench.seed import CLAIMS, DIGITS, ITEM, MARK, PREFIXES, Seed, Triple, nt

BODY, CANDIDACY, CHANGE, CONFLICT = (
    ("ph:Organization",),
    ("ph:Candidacy",),
    ("ph:OrganizationChange",),
    ("ph:Conflict",),
)
EVENT, MEMBERSHIP, PARTICIPATION = ("ph:Event",), ("ph:Membership",), ("ph:Participation",)
PASSAGE, PERSON, PLACE, POSITION = ("ph:Passage",), ("ph:Person",), ("ph:Place",), ("oa:TextPositionSelector",)
RELATION, RESULT, VALUE = ("ph:Relationship",), ("ph:ElectionResult",), ("ph:ValueStatement",)
DECISION = ("sssom:Mapping",)
NAMED = ("ph:Event", "ph:Office", "ph:Organization", "ph:Person", "ph:Place", "ph:Work")
DATED = tuple(f"c:attribute-{a}" for a in "date founded birth-date death-date".split())
NOT_NAMINGS = tuple(c for c in CLAIMS if c != "ph:Naming")
LATIN_AMERICAN = {
    nt(f"id:place/{p}") for p in "argentina bolivia brazil chile cuba mexico peru uruguay venezuela".split()
}
# pySHACL takes these for right, or sees one of two mistakes: it orders literals of two types by their type, reads
# numbers as Python does, and knows no EDTF
LENIENT = frozenset(
    {"time as bound", "year as bound", "number with exponent", "words as date", "day written backwards"}
)
# pySHACL stops with a TypeError: sh:lessThanOrEquals on a day that does not exist, FLOOR of a word
FAILS = frozenset({"day that does not exist", "number is a word"})


def new(word: str) -> Callable[[Seed, str], str]:
    """A thing that nobody described."""
    return lambda _, thing: beside(thing, word)


def concept(thing: str, word: str) -> str:
    """A concept that nobody else uses."""
    return f"<{PREFIXES['c']}{word}-{thing.rpartition('/')[2]}"


def an(kind: str, number: int = 0) -> Callable[[Seed, str], str | None]:
    """Some thing of a class that has copies."""
    return lambda seed, thing: next((t for t in seed.instances(kind)[number:] if t != thing), None)


def has(predicate: str, value: str = "") -> Callable[[Seed, str], bool]:
    """Whether a thing has a predicate, or one value of it."""
    return lambda seed, thing: (
        nt(value) in seed.values(thing, predicate) if value else bool(seed.values(thing, predicate))
    )


def vague(seed: Seed, thing: str) -> bool:
    """Whether a date has two bounds; two alike are one value, which pySHACL reports once and others for each bound."""
    return seed.values(thing, "ph:earliest") != seed.values(thing, "ph:latest")


def passage(seed: Seed, thing: str) -> str | None:
    """The passage whose position this is."""
    return next(iter(seed.subjects("oa:hasSelector", thing)), None)


def unlabelled(language: str) -> Callable[[Seed, str], Change]:
    """Take away the label in one language."""
    label = nt("rdfs:label")
    return lambda s, t: Change(t, tuple((t, label, o) for o in s.values(t, "rdfs:label") if o.endswith(language)))


def exchanged_offsets(seed: Seed, thing: str) -> Change | None:
    start, end, node = e.first(seed, thing, "oa:start"), e.first(seed, thing, "oa:end"), passage(seed, thing)
    if not start or not end or not node or MARK not in node or not seed.values(node, "ph:textDigest"):
        return None
    p, q = nt("oa:start"), nt("oa:end")
    return Change(node, ((thing, p, start), (thing, q, end)), ((thing, p, end), (thing, q, start)), (thing,))


def positioned(literal: str) -> Callable[[Seed, str], Change | None]:
    """Another start of a passage."""
    of_passage = where(lambda s, t: s.subjects("oa:hasSelector", t) and "/passage/" in t, instead("oa:start", literal))
    return at(passage, of_passage)


def linked_item(seed: Seed, thing: str) -> str | None:
    """The item of another thing of the same kind."""
    kinds = seed.values(thing, "rdf:type")
    others = seed.instances("ph:Organization", "ph:Person", "ph:Place", "ph:Event")
    same = (o for o in others if o != thing and set(seed.values(o, "rdf:type")) & set(kinds))
    return next((item for o in same for item in seed.values(o, "ph:wikidata") if MARK in o), None)


def second_item(seed: Seed, thing: str) -> str:
    return seed.values(thing, "ph:wikidata")[0].replace(DIGITS, f"7{DIGITS}")


def item_of_a_thing_of_another_type(seed: Seed, thing: str) -> Change | None:
    item = e.first(seed, thing, "ph:wikidata")
    other = an("ph:Person")(seed, thing) if e.is_a(seed, thing, "ph:Organization", "ph:Place") else None
    return Change(thing, (), ((other, nt("skos:closeMatch"), item),), (thing,)) if item and other else None


def rejected_link(seed: Seed, thing: str) -> Change | None:
    """Reject the candidate that is published as the same thing."""
    item, ours = e.first(seed, thing, "skos:exactMatch"), seed.subjects("owl:annotatedSource", thing)
    found = [d for d in ours if item in seed.values(d, "owl:annotatedTarget")]
    negated = tuple((d, nt("sssom:predicate_modifier"), nt("sssom:NegatedPredicate")) for d in found)
    return Change(thing, (), negated, (thing,)) if item and found else None


def coined(seed: Seed, thing: str, *labels: str) -> Change:
    """A new concept as a role, with these labels."""
    role = concept(thing, "role")
    said: list[Triple] = [(role, nt("skos:prefLabel"), label) for label in labels]
    said += [(role, nt("rdf:type"), nt("skos:Concept")), (role, nt("skos:inScheme"), nt("c:scheme-ranks"))]
    return Change(role, (), ((thing, nt("ph:role"), role), *said))


def empty_scheme(seed: Seed, thing: str) -> Change:
    scheme = concept(thing, "scheme")
    return Change(scheme, (), ((scheme, nt("rdf:type"), nt("skos:ConceptScheme")),))


def memberless_coalition(seed: Seed, thing: str) -> Change | None:
    members = list(seed.subjects("rdf:object", thing)) + list(seed.subjects("org:organization", thing))
    return None if members else instead("ph:kind", "c:coalition")(seed, thing)


def kinds_of(shape: str, classes: tuple[str, ...], **plants: Plant) -> tuple[Kind, ...]:
    """The kinds that one shape reports."""
    names = {n: n.replace("_", " ") for n in plants}
    return tuple(
        Kind(name, shape, classes, plants[n], "lenient" if name in LENIENT else "fails" if name in FAILS else "agrees")
        for n, name in names.items()
    )


EVIDENCE = (
    *kinds_of(
        "statement-has-passage", CLAIMS,
        no_passage=without("ph:statedIn"), person_as_passage=instead("ph:statedIn", an("ph:Person")),
    ),
    *kinds_of(
        "statement-has-speaker-and-rank", NOT_NAMINGS,
        no_speaker=without("ph:attributedTo"), place_as_speaker=instead("ph:attributedTo", an("ph:Place")),
        no_rank=without("ph:rank"), two_ranks=besides("ph:rank", "c:preferred"),
        rank_from_another_list=instead("ph:rank", "c:high"), no_basis=without("ph:basis"),
        no_certainty=without("ph:certainty"), text_as_basis=instead("ph:basis", '"stated"'),
        two_certainties=instead("ph:certainty", "c:low", "c:medium"),
    ),
    *kinds_of("statement-names-its-entities", VALUE, about_nothing=without("ph:concerns")),
    *kinds_of(
        "used-thing-is-declared", CLAIMS,
        person_not_described=at(new("nobody"), besides("ph:concerns", new("nobody"))),
        passage_not_described=at(new("nowhere"), instead("ph:statedIn", new("nowhere"))),
    ),
    *kinds_of(
        "iri-is-well-formed", VALUE,
        IRI_with_underscore=lambda s, t: renamed(s, t, t.replace(MARK, f"_x{MARK}")),
        IRI_with_accent=lambda s, t: renamed(s, t, t.replace(MARK, f"-ñ{MARK}")),
        IRI_of_no_type=lambda s, t: renamed(s, t, t.replace("/statement/", "/claim/")),
    ),
    *kinds_of(
        "passage-is-complete", PASSAGE,
        passage_without_source=without("oa:hasSource"), passage_without_position=without("oa:hasSelector"),
        place_as_source=instead("oa:hasSource", an("ph:Place")),
        two_positions=besides("oa:hasSelector", an("oa:TextPositionSelector")),
        short_digest=instead("ph:textDigest", '"839e46f0e04945b"'),
        digest_in_capitals=instead("ph:textDigest", '"839E46F0E04945B2"'),
        two_digests=besides("ph:textDigest", '"0123456789abcdef"'),
    ),
    *kinds_of(
        "passage-is-complete", POSITION,
        offsets_exchanged=exchanged_offsets, start_below_zero=positioned('"-1"^^xsd:integer'),
        start_is_a_word=positioned('"abc"^^xsd:integer'), start_is_a_text=positioned('"12"'),
        start_is_a_decimal=positioned('"1.0"^^xsd:decimal'),
    ),
    *kinds_of("position-is-inside-document", POSITION,
        end_after_document=at(passage, instead("oa:end", '"99999999"^^xsd:integer'))),
)  # fmt: skip
DATES = (
    *kinds_of(
        "date-is-edtf", VALUE,
        words_as_date=instead("ph:date", '"about 1973"^^edtf:EDTF'),
        day_written_backwards=instead("ph:date", '"11.9.1973"^^edtf:EDTF'),
        date_of_another_datatype=where(vague, instead("ph:date", '"1973"^^xsd:gYear')),
        date_without_datatype=instead("ph:date", '"1973"'),
    ),
    *kinds_of("end-not-before-start", MEMBERSHIP, end_before_start=e.ends_before_start),
    *kinds_of(
        "bounds-are-in-order", VALUE,
        bounds_exchanged=e.bounds_exchanged, day_that_does_not_exist=e.bound_is('"1950-13-40"^^xsd:date'),
        time_as_bound=e.bound_is('"1973-09-11T00:00:00"^^xsd:dateTime'), year_as_bound=e.bound_is('"1973"^^xsd:gYear'),
        text_as_bound=e.bound_is('"1973-09-11"'),
    ),
    *kinds_of("date-fits-its-bounds", VALUE, bound_of_another_decade=e.bound_of_another_decade),
    *kinds_of("membership-ends-after-birth", MEMBERSHIP,
        membership_before_birth=e.member_with("birth", "endLatest", "c:attribute-birth-date", 20)),
    *kinds_of("membership-starts-before-death", MEMBERSHIP,
        membership_after_death=e.member_with("death", "startEarliest", "c:attribute-death-date", None)),
    *kinds_of("participant-is-alive", PARTICIPATION, participant_long_dead=e.dead_participant),
    *kinds_of("membership-starts-after-founding", MEMBERSHIP, membership_before_founding=e.before_change,
        membership_before_date_of_foundation=e.body_with("founded", "c:attribute-founded", e.LATER)),
    *kinds_of("membership-starts-before-dissolution", MEMBERSHIP, membership_after_absorption=e.after_change,
        membership_after_dissolution=e.body_with("dissolved", "c:attribute-dissolved", e.EARLIER)),
    *kinds_of("member-has-plausible-age", MEMBERSHIP,
        member_too_young=e.member_with("child", "startLatest", "c:attribute-birth-date", -5),
        member_too_old=e.member_with("elder", "startEarliest", "c:attribute-birth-date", -150)),
    *kinds_of("death-not-before-birth", VALUE, death_before_birth=e.dies_before_birth),
    *kinds_of("part-does-not-start-after-whole", EVENT, part_after_whole=e.whole_ended_before),
    *kinds_of("different-dates-are-a-conflict", VALUE, two_dates=contests.another(DATED, f'"{e.EARLIER}"^^edtf:EDTF')),
    *kinds_of("different-lives-are-a-conflict", VALUE,
        two_ages=contests.another(("c:attribute-age-at-death",), '"7"', "subject"),
        two_birth_places=contests.another(("c:attribute-birth-place",), None, "subject")),
)  # fmt: skip
ELECTIONS = (
    *kinds_of("shares-add-up", RESULT, shares_above_100=contests.shares_above_100),
    *kinds_of("votes-agree-with-shares", RESULT, votes_against_share=contests.votes_against_share),
    *kinds_of("winner-has-larger-share", CANDIDACY, loser_elected=contests.loser_elected),
    *kinds_of("seats-won-are-available", RESULT,
        more_seats_than_there_are=contests.more_seats_than_there_are),
    *kinds_of("result-number-fits-measure", RESULT,
        share_above_100=where(has("ph:measure", "c:share"), instead("rdf:value", '"158.2"^^xsd:decimal')),
        half_a_vote=where(has("ph:measure", "c:votes"), instead("rdf:value", '"21387.5"^^xsd:decimal')),
        negative_number=instead("rdf:value", '"-3"^^xsd:decimal'), no_number=without("rdf:value"),
        number_with_exponent=instead("rdf:value", '"1e3"^^xsd:decimal'),
        number_is_a_word=instead("rdf:value", '"many"^^xsd:decimal'),
        number_of_another_datatype=instead("rdf:value", '"17"^^xsd:integer')),
    *kinds_of("candidacy-is-in-election", CANDIDACY,
        candidacy_in_no_election=without("ph:election"), nobody_is_candidate=without("ph:candidate"),
        place_as_candidate=instead("ph:candidate", an("ph:Place")),
        outcome_from_another_list=instead("ph:outcome", "c:votes")),
    *kinds_of("result-is-of-candidacy", RESULT,
        result_of_nothing=without("ph:resultOf"), two_measures=besides("ph:measure", "c:regions-won"),
        comparator_from_another_list=instead("ph:comparator", "c:votes")),
    *kinds_of("direct-number-has-claim", CANDIDACY, number_without_result=besides("ph:votes", '"123"^^xsd:integer')),
)  # fmt: skip
STRUCTURE = (
    *kinds_of("no-own-predecessor", BODY, own_predecessor=e.cycle("ph:predecessor")),
    *kinds_of("change-changes-something", CHANGE, changes_nothing=e.changes_nothing,
        split_without_result=where(has("ph:changeType", "c:split"), without("ph:resulting"))),
    *kinds_of("no-part-of-itself", PLACE, part_of_itself=e.cycle("dct:isPartOf")),
    *kinds_of("no-relation-to-itself", RELATION, sibling_twice=e.sibling_twice, no_subject=without("rdf:subject"),
        related_to_itself=instead("rdf:object", lambda s, t: e.first(s, t, "rdf:subject"))),
    *kinds_of("organization-is-complete", BODY, organisation_without_kind=without("ph:kind"),
        coalition_without_members=memberless_coalition),
    *kinds_of("organization-is-complete", RELATION, section_of_no_international=e.section_of_no_international),
    *kinds_of("shared-acronym-is-declared", BODY, shared_acronym=e.acronym_of_another),
    *kinds_of("membership-connects-bodies", MEMBERSHIP, member_of_a_place=instead("org:organization", an("ph:Place")),
        passage_as_member=instead("org:member", an("ph:Passage"))),
    *kinds_of("participation-connects-agent-and-event", PARTICIPATION,
        part_in_a_person=instead("ph:event", an("ph:Person")),
        two_participants=besides("ph:participant", an("ph:Person", 5))),
    *kinds_of("direct-value-has-claim", EVENT, place_without_claim=besides("ph:place", an("ph:Place"))),
    *kinds_of("direct-value-has-claim", VALUE, kind_only_judged=contests.unsupported("ph:basis", "c:characterisation"),
        kind_only_deprecated=contests.unsupported("ph:rank", "c:deprecated")),
    *kinds_of("direct-membership-has-claim", PERSON,
        membership_without_claim=besides("org:memberOf", an("ph:Organization"))),
    *kinds_of("direct-predecessor-has-claim", BODY,
        predecessor_without_change=besides("ph:predecessor", an("ph:Organization"))),
    *kinds_of("direct-name-has-claim", PERSON, name_without_claim=besides("skos:altLabel", '"The Nameless"@en')),
)  # fmt: skip
LINKS = (
    *kinds_of("wikidata-item-is-well-formed", NAMED,
        page_instead_of_item=instead("ph:wikidata", "<https://www.wikidata.org/wiki/Q368>"),
        property_instead_of_item=instead("ph:wikidata", "<http://www.wikidata.org/entity/P31>"),
        item_as_text=instead("ph:wikidata", '"Q368"')),
    *kinds_of("one-item-per-entity", NAMED,
        two_items=where(has("ph:wikidata"), besides("ph:wikidata", second_item))),
    *kinds_of("one-entity-per-item", NAMED, item_of_another_entity=instead("ph:wikidata", linked_item)),
    *kinds_of("link-fits-type", VALUE, claim_with_item=besides("ph:wikidata", f"{ITEM}Q368999{DIGITS}>")),
    *kinds_of("link-fits-type", NAMED, item_of_another_type=item_of_a_thing_of_another_type),
)  # fmt: skip
DECISIONS = (
    *kinds_of("decision-is-complete", DECISION, decision_of_nobody=without("sssom:author_label", "sssom:mapping_tool"),
        decision_about_nothing=without("owl:annotatedSource"), no_justification=without("sssom:mapping_justification"),
        two_items_decided=besides("owl:annotatedTarget", f"{ITEM}Q368998{DIGITS}>"),
        page_decided=instead("owl:annotatedTarget", "<https://www.wikidata.org/wiki/Q368>"),
        property_decided=instead("owl:annotatedProperty", "owl:sameAs"),
        confidence_above_one=instead("sssom:confidence", '"95"^^xsd:double'), no_day=without("dct:created"),
        modifier_as_word=besides("sssom:predicate_modifier", '"Not"')),
    *kinds_of("link-has-decision", NAMED, link_without_decision=besides("skos:closeMatch", f"{ITEM}Q368997{DIGITS}>"),
        rejected_link=rejected_link),
    *kinds_of("same-as-is-decided", BODY, organization_same_as_item=besides("owl:sameAs", f"{ITEM}Q368996{DIGITS}>")),
)  # fmt: skip
LABELS = (
    *kinds_of("entity-has-label", NAMED, no_label=without("rdfs:label"), no_English_label=unlabelled("@en"),
        two_English_labels=besides("rdfs:label", '"Another"@en'), Portuguese_label=besides("rdfs:label", '"Outro"@pt'),
        label_without_language=besides("rdfs:label", '"Another"')),
    *kinds_of("latin-american-thing-has-spanish-label", BODY, no_Spanish_label=where(
        lambda s, t: LATIN_AMERICAN & set(s.values(t, "ph:country")), unlabelled("@es"))),
    *kinds_of("concept-is-declared", MEMBERSHIP,
        role_not_declared=at(lambda _, t: concept(t, "role"), instead("ph:role", lambda _, t: concept(t, "role"))),
        concept_with_two_labels=lambda s, t: coined(s, t, '"one"@en', '"two"@en'),
        concept_without_English_label=lambda s, t: coined(s, t, '"uno"@es')),
    *kinds_of("scheme-has-members", PLACE, empty_scheme=empty_scheme),
    *kinds_of("conflict-is-complete", CONFLICT, conflict_without_kind=without("ph:conflictKind"),
        conflict_of_another_list=instead("ph:conflictKind", "c:party"), conflict_of_nothing=without("ph:involves"),
        conflict_explained_in_Spanish=instead("skos:note", '"Las fuentes discrepan."@es'),
        contradiction_of_one=contests.one_side_only),
    *kinds_of("one-preferred-per-conflict", CONFLICT, two_preferred=contests.two_preferred),
)  # fmt: skip
KINDS = (*EVIDENCE, *DATES, *ELECTIONS, *STRUCTURE, *LINKS, *DECISIONS, *LABELS)
JUDGED = tuple(k for k in KINDS if k.pyshacl == "agrees")  # those that pySHACL can be compared on
