"""The oracle itself is checked by hand: small tables, and every expected quad written out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lod import turtle
from lod.errors import Place
from lod.mapping.interpret import Row, interpret
from lod.mapping.model import Expression, Mapping, Reference, Rule, TermMap, TriplesMap
from lod.mapping.parse import parse
from lod.sources.model import LogicalSource, Table, by_columns
from lod.terms import iri, ntriples
from lod.vocab import RML

PREFIXES = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#parties> rml:source "parties.csv" ; rml:referenceFormulation rml:CSV .
<#people> rml:source "people.csv" ; rml:referenceFormulation rml:CSV .
"""
PARTY = '<#party> rml:logicalSource <#parties> ; rml:subjectMap [ rml:template "http://ex.org/{id}" ] '


def table(path: str, *lines: tuple[str, ...]) -> Table:
    return Table(path, "", lines[0], by_columns(lines[1:], len(lines[0])), tuple(range(2, len(lines) + 1)))


def stated(rml: str, *tables: Table) -> dict[str, frozenset[Row]]:
    """Interpret a mapping; quads as N-Quads without the final dot."""
    mapping = parse((turtle.read(PREFIXES + rml, "m.ttl"),), "http://base.org/")
    quads = interpret(mapping, {t.path: t for t in tables})
    return {" ".join(map(ntriples, (q.s, q.p, q.o, *([q.g] if q.g else [])))): rows for q, rows in quads.items()}


def test_a_row_states_its_class_and_values_and_is_named_as_their_origin() -> None:
    rml = """<#party> rml:logicalSource <#parties> ;
      rml:subjectMap [ rml:template "http://ex.org/{id}" ; rml:class ex:Party ] ;
      rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] ."""
    assert stated(rml, table("parties.csv", ("id", "name"), ("p1", "Greens"), ("p2", "Reds"))) == {
        "<http://ex.org/p1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/Party>": {
            ("parties.csv", 2)
        },
        '<http://ex.org/p1> <http://ex.org/name> "Greens"': {("parties.csv", 2)},
        "<http://ex.org/p2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/Party>": {
            ("parties.csv", 3)
        },
        '<http://ex.org/p2> <http://ex.org/name> "Reds"': {("parties.csv", 3)},
    }


def test_an_empty_cell_states_nothing_wherever_it_is_needed() -> None:
    rml = """<#party> rml:logicalSource <#parties> ; rml:subjectMap [ rml:template "http://ex.org/{id}" ] ;
      rml:predicateObjectMap [ rml:predicateMap [ rml:template "http://ex.org/{p}" ] ;
        rml:objectMap [ rml:template "{a}-{b}" ; rml:termType rml:Literal ] ] ."""
    rows = table(
        "parties.csv",
        ("id", "p", "a", "b"),
        ("", "p", "1", "2"),
        ("s", "", "1", "2"),
        ("s", "p", "", "2"),
        ("s", "p", "1", ""),
        ("s", "p", "1", "2"),
    )
    assert stated(rml, rows) == {'<http://ex.org/s> <http://ex.org/p> "1-2"': {("parties.csv", 6)}}


def test_a_row_that_says_the_same_as_another_adds_its_origin() -> None:
    rml = PARTY + """; rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] ."""
    quads = stated(rml, table("parties.csv", ("id", "name"), ("p", "Greens"), ("p", "Greens")))
    assert quads == {'<http://ex.org/p> <http://ex.org/name> "Greens"': {("parties.csv", 2), ("parties.csv", 3)}}


def test_a_view_names_the_rows_its_results_rest_on() -> None:
    rml = """<#party> rml:logicalSource [ rml:source "v.sql" ; rml:referenceFormulation rml:SQL2008Query ] ;
      rml:subjectMap [ rml:template "http://ex.org/{id}" ; rml:class ex:Party ] ."""
    one = stated(rml, table("v.sql", ("id", "_row"), ("p", "17")))
    several = stated(rml, table("v.sql", ("id", "_rows"), ("p", "[17, 400]")))
    assert list(one.values()) == [{("", 17)}]
    assert list(several.values()) == [{("", 17), ("", 400)}]


def test_each_term_type_encodes_what_its_template_inserts_and_nothing_else() -> None:
    rml = (
        PARTY
        + """; rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap
        [ rml:template "http://ex.org/a b/{v}" ; rml:termType rml:Literal ] ,
        [ rml:template "http://ex.org/ü/{v}" ; rml:termType rml:IRI ] ,
        [ rml:template "http://ex.org/uri/{v}" ; rml:termType rml:URI ] ,
        [ rml:template "http://ex.org/unsafe/{v}" ; rml:termType rml:UnsafeIRI ] ] ."""
    )
    assert set(stated(rml, table("parties.csv", ("id", "v"), ("p", "ñ/é %~日")))) == {
        '<http://ex.org/p> <http://ex.org/p> "http://ex.org/a b/ñ/é %~日"',
        "<http://ex.org/p> <http://ex.org/p> <http://ex.org/ü/ñ%2Fé%20%25~日>",
        "<http://ex.org/p> <http://ex.org/p> <http://ex.org/uri/%C3%B1%2F%C3%A9%20%25~%E6%97%A5>",
        "<http://ex.org/p> <http://ex.org/p> <http://ex.org/unsafe/ñ/é %~日>",
    }


def test_an_iri_without_scheme_gets_the_base_of_its_map_and_references_keep_their_slashes() -> None:
    rml = """<#party> rml:logicalSource <#parties> ; rml:baseIRI <http://ex.org/id/> ;
      rml:subjectMap [ rml:reference "id" ; rml:termType rml:IRI ] ;
      rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "o" ; rml:termType rml:IRI ] ] .
    <#other> rml:logicalSource <#people> ; rml:subjectMap [ rml:template "{id}" ; rml:class ex:C ] ."""
    parties = table("parties.csv", ("id", "o"), ("party/p", "http://else.org/x"), ("party/p", "../q"))
    assert set(stated(rml, parties, table("people.csv", ("id",), ("a/b",)))) == {
        "<http://ex.org/id/party/p> <http://ex.org/p> <http://else.org/x>",
        "<http://ex.org/id/party/p> <http://ex.org/p> <http://ex.org/id/../q>",
        "<http://base.org/a%2Fb> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/C>",
    }


def test_language_and_datatype_may_stand_in_the_row_and_without_them_there_is_no_literal() -> None:
    rml = (
        PARTY
        + """; rml:predicateObjectMap
        [ rml:predicate ex:a ; rml:objectMap [ rml:reference "v" ; rml:languageMap [ rml:reference "lang" ] ] ] ,
        [ rml:predicate ex:b ; rml:objectMap [ rml:reference "v" ; rml:datatypeMap [ rml:reference "type" ] ] ] ,
        [ rml:predicate ex:c ; rml:objectMap [ rml:reference "v" ; rml:language "de" ] ] ,
        [ rml:predicate ex:d ; rml:objectMap [ rml:reference "v" ; rml:datatype xsd:date ] ] ."""
    )
    rows = table("parties.csv", ("id", "v", "lang", "type"), ("p", "1", "es", "http://ex.org/T"), ("q", "2", "", ""))
    assert set(stated(rml, rows)) == {
        '<http://ex.org/p> <http://ex.org/a> "1"@es',
        '<http://ex.org/p> <http://ex.org/b> "1"^^<http://ex.org/T>',
        '<http://ex.org/p> <http://ex.org/c> "1"@de',
        '<http://ex.org/p> <http://ex.org/d> "1"^^<http://www.w3.org/2001/XMLSchema#date>',
        '<http://ex.org/q> <http://ex.org/c> "2"@de',
        '<http://ex.org/q> <http://ex.org/d> "2"^^<http://www.w3.org/2001/XMLSchema#date>',
    }


def test_a_join_pairs_all_rows_that_agree_in_every_condition_but_never_in_nothing() -> None:
    rml = """<#person> rml:logicalSource <#people> ; rml:subjectMap [ rml:template "http://ex.org/{who}" ] ;
      rml:predicateObjectMap [ rml:predicate ex:in ; rml:objectMap [ rml:parentTriplesMap <#party> ;
        rml:joinCondition [ rml:child "party" ; rml:parent "short" ] , [ rml:child "land" ; rml:parent "land" ] ] ] .
    <#party> rml:logicalSource <#parties> ; rml:subjectMap [ rml:template "http://ex.org/party/{id}" ] ."""
    people = table("people.csv", ("who", "party", "land"), ("ann", "G", "fr"), ("bob", "", "fr"), ("cy", "G", "de"))
    parties = table(
        "parties.csv", ("id", "short", "land"), ("1", "G", "fr"), ("2", "G", "fr"), ("3", "", "fr"), ("", "G", "de")
    )
    assert stated(rml, people, parties) == {
        "<http://ex.org/ann> <http://ex.org/in> <http://ex.org/party/1>": {("people.csv", 2), ("parties.csv", 2)},
        "<http://ex.org/ann> <http://ex.org/in> <http://ex.org/party/2>": {("people.csv", 2), ("parties.csv", 3)},
    }


def test_a_parent_without_join_is_the_same_row_of_the_same_source() -> None:
    rml = (
        PARTY
        + """; rml:predicateObjectMap [ rml:predicate ex:seat ; rml:objectMap [ rml:parentTriplesMap <#seat> ] ] .
    <#seat> rml:logicalSource <#parties> ; rml:subjectMap [ rml:template "http://ex.org/seat/{id}" ] ."""
    )
    assert set(stated(rml, table("parties.csv", ("id",), ("p",), ("q",)))) == {
        "<http://ex.org/p> <http://ex.org/seat> <http://ex.org/seat/p>",
        "<http://ex.org/q> <http://ex.org/seat> <http://ex.org/seat/q>",
    }


def test_a_parent_without_join_is_every_row_of_another_source() -> None:
    rml = (
        PARTY
        + """; rml:predicateObjectMap [ rml:predicate ex:knows ; rml:objectMap [ rml:parentTriplesMap <#person> ] ] .
    <#person> rml:logicalSource <#people> ; rml:subjectMap [ rml:template "http://ex.org/{who}" ] ."""
    )
    assert set(stated(rml, table("parties.csv", ("id",), ("p",)), table("people.csv", ("who",), ("a",), ("b",)))) == {
        "<http://ex.org/p> <http://ex.org/knows> <http://ex.org/a>",
        "<http://ex.org/p> <http://ex.org/knows> <http://ex.org/b>",
    }


def test_a_quad_stands_in_every_graph_of_its_subject_and_rule_and_in_none_that_has_no_name() -> None:
    rml = """<#party> rml:logicalSource <#parties> ;
      rml:subjectMap [ rml:template "http://ex.org/{id}" ; rml:class ex:C ;
        rml:graphMap [ rml:template "http://ex.org/g/{g}" ] ] ;
      rml:predicateObjectMap [ rml:predicate ex:p ; rml:object ex:o ; rml:graph ex:extra ] ."""
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/C>"
    assert set(stated(rml, table("parties.csv", ("id", "g"), ("p", "1"), ("q", "")))) == {
        f"<http://ex.org/p> {kind} <http://ex.org/g/1>",
        "<http://ex.org/p> <http://ex.org/p> <http://ex.org/o> <http://ex.org/g/1>",
        "<http://ex.org/p> <http://ex.org/p> <http://ex.org/o> <http://ex.org/extra>",
        "<http://ex.org/q> <http://ex.org/p> <http://ex.org/o> <http://ex.org/extra>",
    }


def test_the_default_graph_may_be_one_of_several_graphs() -> None:
    place = Place("m.ttl")
    source = LogicalSource("parties.csv", "csv", "", place)
    graphs = (TermMap(place, constant=iri(RML + "defaultGraph")), TermMap(place, constant=iri("http://ex.org/g")))
    subject = TermMap(place, expression=Expression((Reference("id"),), place))
    rule = Rule(TermMap(place, constant=iri("http://ex.org/p")), subject, graphs, place)
    mapping = Mapping((TriplesMap("#m", source, subject, (rule,), "http://ex.org/", place),))
    quads = interpret(mapping, {"parties.csv": table("parties.csv", ("id",), ("a",))})
    assert {q.g for q in quads} == {None, iri("http://ex.org/g")}


def test_every_predicate_of_a_block_meets_every_object() -> None:
    rml = PARTY + "; rml:predicateObjectMap [ rml:predicate ex:p , ex:q ; rml:object ex:a , ex:b ] ."
    pairs = {tuple(quad.split()[1:]) for quad in stated(rml, table("parties.csv", ("id",), ("s",)))}
    assert pairs == {(f"<http://ex.org/{p}>", f"<http://ex.org/{o}>") for p in "pq" for o in "ab"}


@given(st.text(min_size=1))
def test_a_literal_is_its_cell_character_by_character(cell: str) -> None:
    place = Place("m.ttl")
    text = TermMap(place, expression=Expression((Reference("v"),), place), kind="literal", safety="none")
    thing = TermMap(place, constant=iri("http://ex.org/s"))
    rules = (Rule(thing, text, (), place),)
    mapping = Mapping((TriplesMap("#m", LogicalSource("t.csv", "csv", "", place), thing, rules, "", place),))
    assert [q.o.lexical for q in interpret(mapping, {"t.csv": table("t.csv", ("v",), (cell,))})] == [cell]


def test_quotes_and_line_breaks_come_out_as_n_triples_escapes() -> None:
    rml = PARTY + """; rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "v" ] ] ."""
    assert set(stated(rml, table("parties.csv", ("id", "v"), ("s", 'a "b"\n\\c\r'), ("t", "Ñuble 🚩")))) == {
        r'<http://ex.org/s> <http://ex.org/p> "a \"b\"\n\\c\r"',
        '<http://ex.org/t> <http://ex.org/p> "Ñuble 🚩"',
    }


@given(st.permutations([("a", "1"), ("a", "2"), ("b", "1"), ("", "3"), ("c", "")]))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, str]]) -> None:
    rml = PARTY + """; rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "v" ] ] ."""
    assert set(stated(rml, table("parties.csv", ("id", "v"), *rows))) == {
        '<http://ex.org/a> <http://ex.org/p> "1"',
        '<http://ex.org/a> <http://ex.org/p> "2"',
        '<http://ex.org/b> <http://ex.org/p> "1"',
    }
