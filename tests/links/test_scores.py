"""What agrees adds, what conflicts takes away, and the rules of acceptance hold whatever the score."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lod.links import countries
from lod.links.candidates import Candidate, Moment
from lod.links.entities import Entity, Named
from lod.links.features import FEATURES
from lod.links.scores import POINTS, Ranked, confidence, rank, score

CHILE, VENEZUELA = Named("urn:chile", ("Chile",), "Q298"), Named("urn:venezuela", ("Venezuela",))
LAGOS = Entity(
    *("urn:lagos", "h:lagos", "person", (("en", "Ricardo Lagos"),)), starts=("1938-03-02",), countries=(CHILE,)
)
FATHER = Candidate("Q331", ("Q5",), ("Ricardo Lagos",), "", (Moment("+1938-03-02T00:00:00Z", 11),), countries=("Q298",))
SON = Candidate(
    "Q1", ("Q5",), ("Ricardo Lagos Weber",), "", (Moment("+1962-02-21T00:00:00Z", 11),), countries=("Q298",)
)
MIR = Entity(
    *("urn:mir", "h:mir", "organization", (("en", "Revolutionary Left Movement (Chile)"),)),
    aliases=("Movimiento de Izquierda Revolucionaria",),
    abbreviations=("MIR",),
    sorts=("party",),
    starts=("1965",),
    countries=(CHILE,),
)
OTHER_MIR = Candidate(
    *("Q7318809", ("party",), ("Revolutionary Left Movement", "Movimiento de Izquierda Revolucionaria", "MIR"), ""),
    starts=(Moment("1960", 9),),
    countries=("VEN",),
)


def test_the_father_is_accepted_and_the_son_is_not() -> None:
    ranked = rank(LAGOS, [SON, FATHER])
    assert (ranked.band, ranked.best[0].candidate.qid, ranked.reasons) == ("accept", "Q331", ())
    assert rank(LAGOS, [SON]).band != "accept"
    assert "start" in rank(LAGOS, [SON]).best[0].conflicts


def test_a_namesake_in_another_country_is_not_accepted() -> None:
    ranked = rank(MIR, [OTHER_MIR])
    assert ranked.band != "accept"
    assert set(ranked.best[0].conflicts) == {"start", "country"}


def test_an_abbreviation_alone_never_accepts() -> None:
    ours = replace(MIR, labels=(("es", "MIR"),), aliases=(), identifiers=(("P214", "7"),))
    theirs = replace(
        OTHER_MIR, names=("MIR",), starts=(Moment("1965", 9),), countries=("CL",), identifiers=(("P214", "7"),)
    )
    ranked = rank(ours, [theirs])
    assert ranked.band == "queue"
    assert "only an abbreviation fits" in ranked.reasons


def test_an_organisation_needs_country_and_year() -> None:
    theirs = replace(OTHER_MIR, starts=(Moment("1965", 9),), countries=("CHL",), ends=(Moment("1990", 9),))
    ours = replace(MIR, ends=("1990",))
    assert rank(ours, [theirs]).band == "accept"
    assert (
        rank(replace(ours, countries=()), [theirs]).band == rank(ours, [replace(theirs, countries=())]).band == "queue"
    )
    assert rank(replace(ours, starts=()), [theirs]).band == rank(ours, [replace(theirs, starts=())]).band == "queue"


def test_two_that_fit_alike_are_for_a_person() -> None:
    ranked = rank(LAGOS, [FATHER, replace(FATHER, qid="Q99")])
    assert (ranked.band, ranked.margin, [s.candidate.qid for s in ranked.best]) == ("queue", 0.0, ["Q99", "Q331"])


def test_an_office_that_many_share_is_not_enough() -> None:
    deputy = Named("", ("deputies-57",))
    ours = replace(LAGOS, starts=(), offices=(deputy,))
    theirs = replace(FATHER, starts=(), positions=("Member of the Chamber of Deputies",))
    assert rank(ours, [theirs]).band == "queue"
    ours = replace(ours, parties=(Named("", ("Partido Socialista",)),))
    assert rank(ours, [replace(theirs, parties=("Partido Socialista",))]).band == "accept"


def test_a_thing_of_another_kind_is_not_shown() -> None:
    assert rank(LAGOS, [replace(FATHER, types=("Q4167410",))]) == Ranked(LAGOS, (), 0.0, "none", ("no candidate",))


def test_every_feature_is_kept_and_weighed() -> None:
    assert [f.fact for f in score(LAGOS, SON).features] == list(FEATURES) == ["name", *POINTS]
    assert rank(LAGOS, [FATHER]).best[0].score == 100 + 6 + 3


CANDIDATES = st.builds(
    lambda qid, names, starts, lands, types: Candidate(
        f"Q{qid}", types, tuple(names), "", tuple(starts), countries=tuple(lands)
    ),
    st.integers(1, 9),
    st.lists(
        st.sampled_from(["Ricardo Lagos", "Ricardo Lagos Weber", "R. Lagos", "Lagos", "MIR"]), min_size=1, max_size=3
    ),
    st.lists(
        st.builds(Moment, st.sampled_from(["1938", "1938-03-02", "1937", "1962"]), st.sampled_from([8, 9, 11])),
        max_size=2,
    ),
    st.lists(st.sampled_from(["Chile", "ARG", "Soviet Union", "nowhere"]), max_size=2),
    st.sampled_from([("Q5",), ("person",), ("other",), ("Q77777",)]),
)


@given(CANDIDATES)
def test_one_more_fact_that_agrees_never_lowers_a_score(theirs: Candidate) -> None:
    before = score(LAGOS, theirs).score
    for more in (
        replace(theirs, countries=(*theirs.countries, "CL")),
        replace(theirs, starts=(*theirs.starts, Moment("1938-03-02", 11))),
        replace(theirs, names=(*theirs.names, "Ricardo Lagos")),
    ):
        assert score(LAGOS, more).score >= before
    ours = replace(LAGOS, identifiers=(("P214", "7"),), parties=(Named("", ("PS de Chile",)),))
    assert score(ours, replace(theirs, identifiers=(("P214", "7"),))).score >= before
    assert score(ours, replace(theirs, parties=("PS de Chile",))).score >= before


@given(CANDIDATES)
def test_a_conflict_never_raises_a_score_and_never_accepts(theirs: Candidate) -> None:
    for worse in (
        replace(theirs, countries=("Venezuela",)),
        replace(theirs, starts=(Moment("1850", 9),)),
        replace(theirs, types=("Q4167410",)),
    ):
        assert score(LAGOS, worse).score <= max(
            score(LAGOS, theirs).score, score(LAGOS, replace(theirs, starts=(), countries=())).score
        )
        assert rank(LAGOS, [worse]).band != "accept"


@given(
    st.lists(CANDIDATES, max_size=5, unique_by=lambda c: c.qid).flatmap(
        lambda found: st.tuples(st.just(found), st.permutations(found))
    )
)
def test_the_order_of_candidates_does_not_matter(pair: tuple[list[Candidate], list[Candidate]]) -> None:
    assert rank(LAGOS, pair[0]) == rank(LAGOS, pair[1])


@given(CANDIDATES)
def test_the_confidence_is_a_share_that_grows_with_the_band(theirs: Candidate) -> None:
    ranked = rank(LAGOS, [theirs])
    if ranked.best:
        assert 0 < confidence(ranked) < 1
        assert (confidence(ranked) >= Decimal("0.95")) == (ranked.band == "accept")


def test_countries_are_known_by_names_codes_and_items() -> None:
    assert {
        countries.code(text) for text in ("Chile", "CL", "chl", "Q298", "República de Chile", "Republic of Chile")
    } <= {"CL", ""}
    assert [countries.code(t) for t in ("Estados Unidos", "USA", "Unión Soviética", "Japão", "German Reich")] == [
        "US",
        "US",
        "SU",
        "JP",
        "DE",
    ]
    assert countries.compare(frozenset({"SU"}), frozenset({"RU"})) == "unknown"
    assert countries.compare(frozenset({"SU"}), frozenset({"CL"})) == "conflict"


@given(
    st.frozensets(st.sampled_from(["SU", "RU", "DD", "DE", "CS", "CL"])),
    st.frozensets(st.sampled_from(["RU", "RE", "CZ", "CL"])),
)
def test_agreement_of_countries_has_no_direction(a: frozenset[str], b: frozenset[str]) -> None:
    assert countries.compare(a, b) == countries.compare(b, a)
