"""ontology/concepts.ttl -> the code lists are complete, bilingual and cover every cell of the tables.

Specification: SKOS Reference (www.w3.org/TR/skos-reference/); docs/reference/tables.md."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

ROOT = Path(__file__).parents[2]
CONCEPTS = Graph().parse(ROOT / "ontology/concepts.ttl")
C = Namespace("https://w3id.org/polhist/concept/")
SCHEMES = [
    "roles",
    "organization-kinds",
    "event-kinds",
    "election-kinds",
    "place-kinds",
    "work-kinds",
    "change-types",
    "relation-kinds",
    "attribute-properties",
    "measures",
    "comparators",
    "outcomes",
    "bases",
    "certainties",
    "ranks",
    "name-types",
    "conflict-kinds",
    "ballot-options",
]

# table -> column -> scheme and what the concept puts before the value of the cell
CODES: dict[str, dict[str, tuple[str, str]]] = {
    "organizations": {"kind": ("organization-kinds", "")},
    "places": {"kind": ("place-kinds", "")},
    "events": {"kind": ("event-kinds", "")},
    "elections": {"kind": ("election-kinds", "")},
    "works": {"kind": ("work-kinds", "")},
    "sources": {"kind": ("work-kinds", "")},
    "names": {"name_type": ("name-types", "")},
    "attributes": {"property": ("attribute-properties", "attribute-")},
    "memberships": {"role": ("roles", "")},
    "participations": {"role": ("roles", "")},
    "org_changes": {"change_type": ("change-types", "")},
    "relations": {"relation": ("relation-kinds", "relation-")},
    "candidacies": {"outcome": ("outcomes", "")},
    "results": {"measure": ("measures", ""), "comparator": ("comparators", "")},
    "conflicts": {"kind": ("conflict-kinds", "")},
}
EVERY_CLAIM = {"basis": ("bases", ""), "certainty": ("certainties", ""), "rank": ("ranks", "")}


def rows(table: str) -> list[dict[str, str]]:
    """All rows of one table of facts."""
    with (ROOT / f"mappings/facts/{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def languages(subject: Node, text: URIRef) -> list[str]:
    """The language tags of the texts of one concept or scheme."""
    return sorted(str(o.language) for o in CONCEPTS.objects(subject, text) if isinstance(o, Literal))


ALL = sorted(URIRef(str(s)) for s in CONCEPTS.subjects(RDF.type, SKOS.Concept))
TABLES = sorted(path.stem for path in (ROOT / "mappings/facts").glob("*.csv"))


def test_two_parsers_read_the_same_triples() -> None:
    other = {str(t) for t in pyoxigraph.parse(path=ROOT / "ontology/concepts.ttl")}
    assert len(other) == len(CONCEPTS) > 0


def test_no_blank_node_is_used() -> None:
    assert not [term for triple in CONCEPTS for term in triple if isinstance(term, BNode)]


def test_the_schemes_are_the_agreed_ones() -> None:
    assert set(CONCEPTS.subjects(RDF.type, SKOS.ConceptScheme)) == {C[f"scheme-{name}"] for name in SCHEMES}


def test_everything_has_an_english_name_and_labels_and_definitions_in_both_languages() -> None:
    for subject in [*ALL, *CONCEPTS.subjects(RDF.type, SKOS.ConceptScheme)]:
        assert languages(subject, SKOS.prefLabel) == ["en"], subject
        assert languages(subject, RDFS.label) == ["en", "es"], subject
        assert languages(subject, SKOS.definition) == ["en", "es"], subject


def test_nothing_is_said_of_a_subject_that_is_neither_concept_nor_scheme() -> None:
    declared = {*ALL, *CONCEPTS.subjects(RDF.type, SKOS.ConceptScheme)}
    assert set(CONCEPTS.subjects()) == declared
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(subject).removeprefix(str(C))) for subject in declared)


def test_a_definition_is_one_sentence_of_at_most_200_characters() -> None:
    for concept in ALL:
        for definition in CONCEPTS.objects(concept, SKOS.definition):
            assert re.fullmatch(r"[A-ZÁÉÍÓÚ][^.]{10,198}\.", str(definition)), definition


def test_no_two_concepts_of_a_scheme_share_a_name_or_a_definition() -> None:
    for scheme in CONCEPTS.subjects(RDF.type, SKOS.ConceptScheme):
        for text in (SKOS.prefLabel, SKOS.definition):
            texts = [o for c in CONCEPTS.subjects(SKOS.inScheme, scheme) for o in CONCEPTS.objects(c, text)]
            assert len(texts) == len(set(texts)), (scheme, text)


def test_a_concept_belongs_to_declared_schemes_and_is_at_their_top() -> None:
    schemes = set(CONCEPTS.subjects(RDF.type, SKOS.ConceptScheme))
    for concept in ALL:
        stated = set(CONCEPTS.objects(concept, SKOS.inScheme))
        assert stated, concept
        assert stated <= schemes, concept
        assert stated == set(CONCEPTS.objects(concept, SKOS.topConceptOf)), concept
        assert stated == set(CONCEPTS.subjects(SKOS.hasTopConcept, concept)), concept


def test_only_the_list_of_ballot_options_is_filled_by_a_table() -> None:
    empty = {name for name in SCHEMES if (None, SKOS.inScheme, C[f"scheme-{name}"]) not in CONCEPTS}
    assert empty == {"ballot-options"}
    assert not {C[row["option_id"]] for row in rows("ballot_options")} & set(ALL)


def test_the_slug_of_a_concept_follows_from_its_name() -> None:
    for concept in ALL:
        slug = re.sub(r"^(attribute|relation)-", "", str(concept).removeprefix(str(C)))
        name = str(CONCEPTS.value(concept, SKOS.prefLabel))
        assert re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") == slug


def test_a_role_that_blames_on_the_word_of_a_source_says_so() -> None:
    for concept in CONCEPTS.subjects(SKOS.inScheme, C["scheme-roles"]):
        if "the-source" in str(concept):
            assert any("claim of the source" in str(o) for o in CONCEPTS.objects(concept, SKOS.definition)), concept


@pytest.mark.parametrize("table", TABLES)
def test_every_code_in_a_table_is_a_concept_of_the_list_of_its_column(table: str) -> None:
    undeclared = set()
    for row in rows(table):
        columns = {**CODES.get(table, {}), **{name: EVERY_CLAIM[name] for name in EVERY_CLAIM if name in row}}
        for column, (scheme, prefix) in columns.items():
            for value in filter(None, row[column].split(";")):
                if (C[prefix + value], SKOS.inScheme, C[f"scheme-{scheme}"]) not in CONCEPTS:
                    undeclared.add((column, value))
    assert undeclared == set()


def test_the_tables_with_codes_are_all_there() -> None:
    assert set(CODES) <= set(TABLES)


def test_a_value_that_is_a_concept_is_declared_or_a_ballot_option() -> None:
    options = {row["option_id"] for row in rows("ballot_options")}
    for row in rows("attributes"):
        if row["value_type"] == "concept":
            slug = row["value"].removeprefix("concept/")
            assert slug in options or C[slug] in ALL, row["attribute_id"]
