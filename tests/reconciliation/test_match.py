"""Names find the entities they mean; what agrees counts, what contradicts counts against."""

from __future__ import annotations

import random

import pytest

from lod.reconciliation import book, match, read
from lod.reconciliation.book import Book
from lod.reconciliation.faults import NotOffered
from lod.reconciliation.model import Candidate, Query, Said
from lod.web.triples import Stored
from tests.reconciliation.books import BASE, of_quads

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS, SKOS = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2004/02/skos/core#"
DEF = BASE + "def#"
PEOPLE = {  # identifier -> labels, other names, year of birth, country
    "p1": (("Luis Emilio Recabarren",), ("Luis Emilio Recabarren Serrano",), "1876-07-06", "chile"),
    "p2": (("Gabriela Mistral",), ("Lucila Godoy Alcayaga",), "1889", "chile"),
    "p3": (("José Martí",), (), "1853-01-28", "cuba"),
    "p4": (("José Martí",), (), "1929", "argentina"),
    "p5": (("Rosa Luxemburg",), ("Rosa",), "", "germany"),
    "p6": (("Róger Calero-Núñez",), (), "", ""),
}
ORGANIZATIONS = {  # identifier -> label, abbreviations, sort
    "o1": ("Federación Obrera de Chile", ("FOCH",), "union"),
    "o2": ("Workers' Party (Chile)", ("WP",), "party"),
    "o3": ("Workers' Party (Argentina)", ("WP",), "party"),
    "o4": ("Partido Democrático", (), "party"),
}
PLACES = {"chile": "Chile", "cuba": "Cuba", "argentina": "Argentina", "germany": "Germany"}


def quads() -> str:
    lines = []

    def say(subject: str, predicate: str, value: str) -> None:
        lines.append(f"<{BASE}{subject}> <{predicate}> {value} <{BASE}graph> .")

    for id_, (labels, others, born, country) in PEOPLE.items():
        say(f"id/{id_}", TYPE, f"<{DEF}Person>")
        for text in labels:
            say(f"id/{id_}", RDFS + "label", f'"{text}"@es')
        for text in others:
            say(f"id/{id_}", SKOS + "altLabel", f'"{text}"')
        if country:
            say(f"id/{id_}", DEF + "country", f"<{BASE}id/{country}>")
        if born:
            say(f"st/{id_}", RDF + "subject", f"<{BASE}id/{id_}>")
            say(f"st/{id_}", RDF + "predicate", f"<{DEF}born>")
            say(f"st/{id_}", RDF + "object", f'"{born}"^^<http://id.loc.gov/datatypes/edtf/EDTF>')
    for id_, (label, short, sort) in ORGANIZATIONS.items():
        say(f"id/{id_}", TYPE, f"<{DEF}Organization>")
        say(f"id/{id_}", RDFS + "label", f'"{label}"@en')
        say(f"id/{id_}", DEF + "sort", f"<{BASE}concept/{sort}>")
        for text in short:
            say(f"id/{id_}", DEF + "short", f'"{text}"')
    for id_, label in PLACES.items():
        say(f"id/{id_}", TYPE, f"<{DEF}Country>")
        say(f"id/{id_}", RDFS + "label", f'"{label}"@en')
    say("def#Country", RDFS + "subClassOf", f"<{DEF}Place>")
    say("id/p1", SKOS + "exactMatch", "<http://www.wikidata.org/entity/Q1871205>")
    # a withdrawn statement of another birth
    say("st/w", RDF + "subject", f"<{BASE}id/p5>")
    say("st/w", RDF + "predicate", f"<{DEF}born>")
    say("st/w", RDF + "object", '"1950"')
    say("st/w", DEF + "rank", f"<{BASE}concept/deprecated>")
    return "\n".join(lines)


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SAID = Said(
    BASE,
    ("en", "es"),
    {"person": ("d:Person",), "organization": ("d:Organization",), "place": ("d:Place",)},
    {
        "label": ("rdfs:label",),
        "alias": ("skos:altLabel",),
        "abbreviation": ("d:short",),
        "sort": ("d:sort",),
        "start": ("d:born",),
        "country": ("d:country",),
        "withdrawn": ("cc:deprecated",),
    },
    {"d": DEF, "rdfs": RDFS, "skos": SKOS, "cc": BASE + "concept/"},
    same=(SKOS + "exactMatch",),
)


@pytest.fixture(scope="module")
def known() -> Book:
    return of_quads(quads(), SAID)


def ask(known: Book, text: str, **more: object) -> list[Candidate]:
    return match.match(known, read.query({"query": text, **more}, "query"))


def ids(found: list[Candidate]) -> list[str]:
    return [one.iri.removeprefix(BASE + "id/") for one in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Luis Emilio Recabarren", "p1"),
        ("LUIS EMILIO RECABARREN", "p1"),
        ("Recabarren, Luis Emilio", "p1"),
        ("Recabarren Serrano, Luis Emilio", "p1"),
        ("Luis Recabarren", "p1"),
        ("L. E. Recabarren", "p1"),
        ("Luis Emilo Recabarren", "p1"),
        ("LuisEmilio Recabarren", "p1"),
        ("Roger Calero", "p6"),
        ("roger calero nunez", "p6"),
        ("Rosa", "p5"),
        ("FOCH", "o1"),
        ("F.O.CH.", "o1"),
        ("foch", "o1"),
        ("Federacion obrera de chile", "o1"),
        ("Federación Obrera Chile", "o1"),
        ("CHILE", "chile"),
        ("Chle", "chile"),
        ("Workers' Party (Argentina)", "o3"),
        ("Workers' Party (Chile)", "o2"),
        ("id/p2", "p2"),
        (BASE + "id/p2", "p2"),
        ("Q1871205", "p1"),
        ("https://www.wikidata.org/wiki/Q1871205", "p1"),
    ],
)
def test_a_name_finds_what_it_means(known: Book, text: str, wanted: str) -> None:
    assert ids(ask(known, text))[0] == wanted


@pytest.mark.parametrize("text", ["Luis Emilio Recabarren", "Recabarren, Luis Emilio", "id/p1", "Q1871205"])
def test_a_name_that_only_one_has_is_a_match(known: Book, text: str) -> None:
    assert [one.match for one in ask(known, text)][:1] == [True]


@pytest.mark.parametrize(
    "text", ["José Martí", "WP", "FOCH", "Rosa", "Luis Recabarren", "Luis Emilo Recabarren", "Workers Party"]
)
def test_a_name_that_fits_several_or_in_part_or_is_short_is_no_match(known: Book, text: str) -> None:
    assert not any(one.match for one in ask(known, text))


def test_candidates_come_by_score_and_then_by_identifier(known: Book) -> None:
    found = ask(known, "Jose Marti")
    assert ids(found)[:2] == ["p3", "p4"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].score == found[1].score == 100


def test_every_score_is_explained(known: Book) -> None:
    (one,) = ask(known, "Luis Recabarren", type="def#Person", properties=[{"pid": "start", "v": "1876"}], limit=1)
    assert {f.id: f.value for f in one.features} == {"name": 96.0, "start": 100.0, "type": True, "margin": one.score}
    assert one.score == round((100 * 96 + 40 * 100) / 140, 1)
    assert one.match


@pytest.mark.parametrize(
    ("day", "agrees"),
    [
        ("1876", 100),
        (1876, 100),
        ("1876-07-06", 100),
        ("1876-07-06T00:00:00Z", 100),
        ("6/7/1876", 100),
        ("1876-07", 100),
        ("187X", 100),
        ("1876-08", 40),
        ("1877", 40),
        ("1880", 0),
        ("in summer", 0),
    ],
)
def test_dates_agree_as_far_as_they_are_exact(known: Book, day: str | int, agrees: int) -> None:
    found = ask(known, "Luis Emilio Recabarren", properties=[{"pid": "start", "v": day}])
    assert {f.id: f.value for f in found[0].features}["start"] == agrees


@pytest.mark.parametrize(
    "country", ["Cuba", "CU", "CUB", "cuba", {"id": "id/cuba"}, {"id": "id/cuba", "name": "x"}, ["Peru", "Cuba"]]
)
def test_a_property_tells_namesakes_apart(known: Book, country: object) -> None:
    found = ask(known, "José Martí", properties=[{"pid": "country", "v": country}])
    assert ids(found)[0] == "p3"
    assert [one.match for one in found[:2]] == [True, False]


def test_a_property_that_nothing_is_known_of_costs_little(known: Book) -> None:
    (first, *_) = ask(known, "Róger Calero-Núñez", properties=[{"pid": "country", "v": "Nicaragua"}])
    assert (first.score, first.match) == (96.0, True)
    assert "country" not in {f.id for f in first.features}


def test_a_property_that_contradicts_keeps_from_matching(known: Book) -> None:
    (first, *_) = ask(known, "Gabriela Mistral", properties=[{"pid": "country", "v": "Cuba"}])
    assert ids([first]) == ["p2"]
    assert not first.match
    assert first.score < 75


def test_a_property_that_the_dataset_has_not_changes_nothing(known: Book) -> None:
    plain, more = (ask(known, "Rosa", properties=p) for p in ([], [{"pid": "shoe size", "v": 38}]))
    assert plain == more


def test_a_withdrawn_statement_does_not_count(known: Book) -> None:
    (first, *_) = ask(known, "Rosa Luxemburg", properties=[{"pid": "start", "v": "1950"}])
    assert "start" not in {f.id for f in first.features}


def test_another_type_has_half_of_the_score_or_is_left_out(known: Book) -> None:
    (right,) = ask(known, "Chile", type="def#Place", limit=1)  # by a subclass
    assert (right.score, right.match) == (100.0, True)
    wrong = ask(known, "Chile", type="def#Person")
    assert (ids(wrong)[0], wrong[0].score, wrong[0].match) == ("chile", 50.0, False)
    for strict, wanted in (("should", 3), ("any", 2), ("all", 0)):
        found = ask(known, "Workers Party Chile", type=["concept/party", "def#Person"], type_strict=strict)
        parties = [one for one in found if ids([one])[0] in ("o2", "o3")]
        assert len(parties) == min(wanted, 2)
    (both,) = ask(
        known, "Workers' Party (Chile)", type=["concept/party", "def#Organization"], type_strict="all", limit=1
    )
    assert ids([both]) == ["o2"]
    assert ask(known, "id/p1", type="def#Place", type_strict="any") == []


def test_no_more_than_wanted_come(known: Book) -> None:
    assert len(ask(known, "José", limit=1)) == 1


def test_what_is_known_may_be_all_there_is(known: Book) -> None:
    query = {"properties": [{"pid": "country", "v": "Cuba"}, {"pid": "start", "v": "1853"}]}
    found = match.match(known, read.query(query, "query"))
    assert (ids(found)[0], found[0].score, found[0].match) == ("p3", 100.0, False)
    by_other = match.match(known, read.query({"properties": [{"pid": "same", "v": "Q1871205"}]}, "query"))
    assert ids(by_other) == ["p1"]


@pytest.mark.parametrize(
    "text",
    ["", "  ", "%%%", "\u0000\u0007", "\U0001f600", "公明党", "a\u0301" * 150, "Rosa " * 60, "(" * 300, '"' * 300],
)
def test_no_text_is_too_strange(known: Book, text: str) -> None:
    assert all(0 <= one.score <= 100 for one in ask(known, text))


def test_the_order_of_the_triples_does_not_matter(known: Book) -> None:
    lines = quads().split("\n")
    random.Random(5).shuffle(lines)
    other = of_quads("\n".join(lines), SAID)
    for text in ("José Martí", "Rosa", "WP", "Chile", "Partido"):
        assert ask(known, text) == ask(other, text)


def test_a_dataset_that_names_no_classes_is_looked_up_whole() -> None:
    found = of_quads(quads(), Said(BASE, ("en",)))
    assert ids(match.match(found, Query("Gabriela Mistral")))[0] == "p2"
    assert not any(thing.iri.startswith(BASE + "st/") for thing in found.things.rows)


def test_a_word_of_the_configuration_that_cannot_be_read_is_told() -> None:
    import pyoxigraph as ox

    with pytest.raises(NotOffered, match="prefixes are"):
        book.read(Stored(ox.Store()), Said(BASE, ("en",), {"person": ("nobody:Person",)}))
