"""Mapping -> plan -> SQL on one small mapping, written out; and each rewrite pass leaves the quads as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod import turtle
from lod.mapping.model import Mapping
from lod.mapping.parse import parse
from lod.plan import sql
from lod.plan.compile import compile_plan, relation, rules
from lod.plan.model import Column, Emit, JoinPlan, Plan, Scan, TermPlan
from lod.plan.rewrite import PASSES, Pass, drop_idle_scans, drop_unused_columns, rewrite
from lod.plan.texts import readings
from lod.sources.model import Table
from lod.vocab import RDF_TYPE
from lod.workbench import create
from tests.rules import TABLES, VIEWS, compiled, mappings, prepare

RML = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#people> rml:source "facts/people.csv" ; rml:referenceFormulation rml:CSV .
<#person> rml:logicalSource <#people> ;
  rml:subjectMap [ rml:template "id/{who}" ; rml:class ex:Person ; rml:graph ex:g , rml:defaultGraph ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ; rml:language "en" ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:in ; rml:graph ex:h ; rml:objectMap [ rml:parentTriplesMap <#party> ;
    rml:joinCondition [ rml:child "party" ; rml:parent "short" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:self ; rml:objectMap [ rml:parentTriplesMap <#person> ] ] .
<#party> rml:logicalSource [ rml:source "facts/parties.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://ex.org/party/{party_id}" ; rml:termType rml:URI ] ;
  rml:predicateObjectMap [ rml:predicate ex:size ; rml:objectMap [ rml:reference "size" ; rml:datatypeMap
    [ rml:reference "type" ] ] ] .
"""
assert settings.default is not None
FEW = settings(max_examples=settings.default.max_examples // 10)
PERSON = TermPlan("iri", ("id/", Column("who", "iri")), "http://b.org/")
PARTY = TermPlan("iri", ("http://ex.org/party/", Column("party_id", "uri")), "http://b.org/")
G, H, DEFAULT = (
    TermPlan("iri", (i,)) for i in ("http://ex.org/g", "http://ex.org/h", "http://w3id.org/rml/defaultGraph")
)


def word(local: str) -> TermPlan:
    return TermPlan("iri", ("http://ex.org/" + local,))


def mapping() -> Mapping:
    return parse((turtle.read(RML, "m.rml.ttl"),), "http://b.org/")


def test_a_mapping_compiles_to_one_emit_for_every_rule_and_graph() -> None:
    name = TermPlan("literal", (Column("name"),), "http://b.org/", lang=("en",))
    size = TermPlan("literal", (Column("size"),), "http://b.org/", datatype=(Column("type"),))
    rdf_type = TermPlan("iri", (RDF_TYPE,))
    join = JoinPlan("parties", (((Column("party"),), (Column("short"),)),))
    assert compile_plan(mapping()) == Plan(
        (Scan("people", "facts/people.csv"), Scan("parties", "facts/parties.csv")),
        (
            Emit(1, "people", PERSON, rdf_type, word("Person"), G),
            Emit(1, "people", PERSON, rdf_type, word("Person"), DEFAULT),
            Emit(2, "people", PERSON, word("name"), name, G),
            Emit(2, "people", PERSON, word("name"), name, DEFAULT),
            Emit(3, "people", PERSON, word("in"), PARTY, G, join),
            Emit(3, "people", PERSON, word("in"), PARTY, DEFAULT, join),
            Emit(3, "people", PERSON, word("in"), PARTY, H, join),
            Emit(4, "people", PERSON, word("self"), PERSON, G),
            Emit(4, "people", PERSON, word("self"), PERSON, DEFAULT),
            Emit(5, "parties", PARTY, word("size"), size, None),
        ),
    )


def test_rules_are_numbered_in_reading_order_over_all_files() -> None:
    second = turtle.read(RML.replace("#per", "#two-per").replace("#par", "#two-par"), "n.rml.ttl")
    both = parse((second, turtle.read(RML, "m.rml.ttl")), "")
    numbered = [(number, str(rule.place)) for number, _, rule in rules(both)]
    assert [number for number, _ in numbered] == list(range(1, 11))
    assert [where.rpartition(":")[0] for _, where in (numbered[0], numbered[5])] == ["m.rml.ttl:5", "n.rml.ttl:5"]


def test_a_query_inside_the_mapping_is_a_relation_of_its_own() -> None:
    own = RML.replace(
        'rml:source "facts/parties.csv" ; rml:referenceFormulation rml:CSV',
        'rml:source "facts" ; rml:iterator "SELECT 1" ; rml:referenceFormulation rml:SQL2008Query',
    )
    names = [relation(m.source) for m in parse((turtle.read(own, "m.rml.ttl"),), "").maps]
    assert [name.partition("-")[0] for name in names] == ["people", "query"]


def test_unused_columns_are_dropped_and_joined_ones_kept() -> None:
    dropped = drop_unused_columns(compile_plan(mapping()))
    assert [(s.name, sorted(s.columns)) for s in dropped.scans] == [
        ("people", ["name", "party", "who"]),
        ("parties", ["party_id", "short", "size", "type"]),
    ]
    assert dropped.emits == compile_plan(mapping()).emits


def test_scans_that_feed_nothing_are_dropped_and_joined_ones_kept() -> None:
    plan = compile_plan(mapping())
    people = tuple(e for e in plan.emits if e.scan == "people")
    assert drop_idle_scans(Plan(plan.scans, people)).scans == plan.scans
    assert [s.name for s in drop_idle_scans(Plan(plan.scans, people[:4])).scans] == ["people"]
    assert [s.name for s in rewrite(Plan(plan.scans, people[:4])).scans] == ["people"]


@pytest.mark.parametrize("one", PASSES, ids=lambda p: p.__name__)
def test_a_pass_leaves_quads_and_rows_as_they_are(one: Pass) -> None:
    @FEW
    @given(mappings(), TABLES)
    def unchanged(mapping: Mapping, tables: tuple[Table, ...]) -> None:
        plan = compile_plan(mapping)
        stated = []
        for candidate in (plan, one(plan)):
            with create(None, threads=1) as bench:
                prepare(bench, mapping, tables, VIEWS)
                stated.append(compiled(bench, candidate))
        assert stated[0] == stated[1]

    unchanged()


def test_the_sql_of_a_plan_is_as_written_in_the_fixture(root: Path) -> None:
    said = "".join(
        f"{reading.query}\n" + "".join(f"-- rule {q.rule}: {q.s} {q.p} {q.o} {q.g}\n" for q in reading.quads) + "\n"
        for reading in readings(compile_plan(mapping()))
    )
    assert said == (root / "tests/data/readings.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("http://e.org/", Column("a", "iri")), "'http://e.org/' || iri_safe(here.\"a\")"),
        (("x/y:", Column("a")), "absolute('http://b.org/', 'x/y:' || here.\"a\")"),
        ((Column("a"),), "absolute('http://b.org/', here.\"a\")"),
        (("urn:", Column('q"t', "uri")), '\'urn:\' || url_encode(here."q""t")'),
    ],
)
def test_only_an_iri_that_may_lack_a_scheme_asks_for_the_base(parts: tuple[str | Column, ...], expected: str) -> None:
    subject = TermPlan("iri", parts, "http://b.org/")
    arm = sql.Arm(Emit(1, "t", subject, subject, subject, None))
    assert arm.lexical(subject, sql.HERE, "subject") == expected


@FEW
@given(st.text())
def test_text_is_the_same_after_a_round_through_sql(text: str) -> None:
    with create(None) as bench:
        assert bench.rows(f"SELECT {sql.quoted(text)}") == [(text,)]
