"""Reading YARRRML: every key says what RML would say, at the place where it is written."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import turtle
from lod.errors import Failed, LodError, Place
from lod.mapping import yarrrml
from lod.mapping.model import Mapping, ParentMap, Reference, TermMap
from lod.mapping.parse import parse
from lod.mapping.template import parts
from lod.mapping.yaml_nodes import NotYaml
from lod.mapping.yarrrml_texts import Texts
from lod.terms import Term
from lod.turtle import Document
from lod.vocab import RML

HERE = Place("m")
PREFIXES = "prefixes: {ex: 'http://ex.org/', grel: 'http://users.ugent.be/~bjdmeest/function/grel.ttl#'}\n"
PERSON = "mappings:\n  person:\n    sources: [['people.csv~csv']]\n    s: http://e.org/$(id)\n"
RDF = "@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
FILE = '[ rml:root rml:MappingDirectory ; rml:path "people.csv" ]'
SAME = f'<http://b.org/m#person> rml:logicalSource [ rml:source {FILE} ; rml:referenceFormulation rml:CSV ] ; rml:subjectMap [ rml:template "http://e.org/{{id}}" ] '


def document(text: str) -> Document:
    return yarrrml.read(text, "maps/m.yml", "http://b.org/m")


def said(text: str) -> list[str]:
    """What is wrong, message by message."""
    with pytest.raises(Failed) as caught:
        document(text)
    return str(caught.value).splitlines()


def bare(value: object) -> object:
    """A value of the model without its places."""
    if isinstance(value, tuple):
        return tuple(bare(v) for v in value)
    if isinstance(value, Place):
        return HERE
    if not hasattr(value, "__dataclass_fields__"):
        return value
    return (type(value).__name__, *(bare(getattr(value, name)) for name in value.__dataclass_fields__))


def maps(mapping: Mapping) -> object:
    return {m.id: bare(m) for m in mapping.maps}


def of_yarrrml(text: str) -> object:
    return maps(parse((document(PREFIXES + text),), "http://b.org/"))


def of_rml(body: str) -> object:
    return maps(parse((turtle.read(RDF + body, "maps/m.ttl", "http://b.org/m"),), "http://b.org/"))


def triples(text: str, *words: str) -> list[tuple[str, str, str]]:
    """The triples whose predicate is one of the words of RML, in reading order."""
    found = [(str(t.s), t.p.lexical.removeprefix(RML), str(t.o)) for t in document(PREFIXES + text).triples]
    return [t for t in found if t[1] in words]


PAIRS = {
    "[foaf:name, $(name)]": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ]',
    "{predicates: foaf:name, objects: $(name)}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ]',
    "{predicate: foaf:name, object: $(name)}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ]',
    "{p: foaf:name, o: {v: $(name)}}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ]',
    "{p: foaf:name, o: {value: $(name), type: literal}}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ]',
    "[foaf:name, 'Dr. $(name), $(first name)']": 'rml:predicate foaf:name ; rml:objectMap [ rml:template "Dr. {name}, {first name}" ; rml:termType rml:Literal ]',
    "[foaf:name, '{$(a{b})}']": r'rml:predicate foaf:name ; rml:objectMap [ rml:template "\\{{a\\{b\\}}\\}" ; rml:termType rml:Literal ]',
    "[foaf:name, $(name), xsd:date]": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:datatype xsd:date ]',
    "{p: foaf:name, o: [[$(name), xsd:date]]}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:datatype xsd:date ]',
    "{p: foaf:name, o: {value: $(name), datatype: xsd:date}}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:datatype xsd:date ]',
    "{p: foaf:name, o: $(name), datatype: xsd:date}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:datatype xsd:date ]',
    "{p: foaf:name, o: {value: $(name), datatype: 'ex:$(type)'}}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:datatypeMap [ rml:template "http://ex.org/{type}" ] ]',
    "[foaf:name, $(name), es~lang]": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:language "es" ]',
    "{p: foaf:name, o: {value: $(name), language: no}}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:language "no" ]',
    "[foaf:name, $(name), $(lang)~lang]": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ; rml:languageMap [ rml:reference "lang" ] ]',
    "[foaf:name, Ana, es~lang]": 'rml:predicate foaf:name ; rml:object "Ana"@es',
    "[foaf:age, 42, xsd:integer]": "rml:predicate foaf:age ; rml:object 42",
    "[foaf:name, 2020-01-01]": 'rml:predicate foaf:name ; rml:object "2020-01-01"',
    "[foaf:name, Ana, $(lang)~lang]": 'rml:predicate foaf:name ; rml:objectMap [ rml:template "Ana" ; rml:languageMap [ rml:reference "lang" ] ; rml:termType rml:Literal ]',
    "[foaf:knows, $(friend)~iri]": 'rml:predicate foaf:knows ; rml:objectMap [ rml:reference "friend" ; rml:termType rml:IRI ]',
    "{p: foaf:knows, o: {value: $(friend), type: iri}}": 'rml:predicate foaf:knows ; rml:objectMap [ rml:reference "friend" ; rml:termType rml:IRI ]',
    "{p: foaf:knows, o: $(friend), type: iri}": 'rml:predicate foaf:knows ; rml:objectMap [ rml:reference "friend" ; rml:termType rml:IRI ]',
    "[foaf:knows, ex:p/$(friend)~iri]": 'rml:predicate foaf:knows ; rml:objectMap [ rml:template "http://ex.org/p/{friend}" ]',
    "[foaf:knows, ex:ana~iri]": "rml:predicate foaf:knows ; rml:object ex:ana",
    "[foaf:knows, urn:x:ana~iri]": "rml:predicate foaf:knows ; rml:object <urn:x:ana>",
    "{p: foaf:knows, o: {value: $(friend), type: blank}}": 'rml:predicate foaf:knows ; rml:objectMap [ rml:reference "friend" ; rml:termType rml:BlankNode ]',
    "[a, foaf:Person]": "rml:predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ; rml:object foaf:Person",
    "[rdf:type, 'ex:$(kind)']": 'rml:predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ; rml:objectMap [ rml:template "http://ex.org/{kind}" ]',
    "['ex:$(p)', $(name)]": 'rml:predicateMap [ rml:template "http://ex.org/{p}" ] ; rml:objectMap [ rml:reference "name" ]',
    "{p: foaf:name, o: $(name), graphs: ex:g}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ] ; rml:graph ex:g',
    "{p: foaf:name, o: $(name), g: ['ex:$(g)', ex:h]}": 'rml:predicate foaf:name ; rml:objectMap [ rml:reference "name" ] ; rml:graphMap [ rml:template "http://ex.org/{g}" ] ; rml:graph ex:h',
}


@pytest.mark.parametrize("short", PAIRS)
def test_a_predicate_and_object_means_what_rml_says(short: str) -> None:
    theirs, ours = (
        of_yarrrml(PERSON + f"    po: [{short}]\n"),
        of_rml(SAME + f"; rml:predicateObjectMap [ {PAIRS[short]} ] ."),
    )
    assert sorted_graphs(theirs) == sorted_graphs(ours)


def sorted_graphs(of: object) -> str:
    """Graphs have no order: compare them sorted."""
    return "".join(sorted(str(of)))


def test_lists_of_predicates_and_objects_give_every_combination() -> None:
    both = of_yarrrml(PERSON + "    po:\n      - [[foaf:name, rdfs:label], [$(a), $(b)]]\n")
    ours = SAME
    for column in "ab":
        ours += f'; rml:predicateObjectMap [ rml:predicate foaf:name , <http://www.w3.org/2000/01/rdf-schema#label> ; rml:objectMap [ rml:reference "{column}" ] ]'
    assert both == of_rml(ours + " .")


def test_graphs_of_a_mapping_hold_for_every_triple() -> None:
    (m,) = parse(
        (
            document(
                PERSON
                + "    graphs: http://g.org/\n    po: [[a, foaf:Person], {p: foaf:name, o: $(n), g: http://h.org/}]\n"
            ),
        ),
        "",
    ).maps
    assert [[str(g.constant) for g in rule.graphs] for rule in m.rules] == [
        ["<http://g.org/>"],
        ["<http://g.org/>", "<http://h.org/>"],
    ]


def test_the_subjects_may_be_several_and_the_sources_too() -> None:
    text = "sources:\n  one: ['a.csv~csv']\n  two: {access: b.json, referenceFormulation: jsonpath, iterator: '$.x[*]'}\nmapping:\n  p:\n    sources: [one, two, ['c.xml~xpath', /a/b]]\n    subjects: [http://e.org/$(a), $(b)]\n    po: [[foaf:name, $(n)]]\n"
    found = parse((document(text),), "").maps
    assert len(found) == 6
    assert [(m.source.path, m.source.formulation, m.source.iterator) for m in found][::2] == [
        ("maps/a.csv", "csv", ""),
        ("maps/b.json", "json", "$.x[*]"),
        ("maps/c.xml", "xml", "/a/b"),
    ]
    assert [str(m.subject.expression) for m in found][:2] == ["http://e.org/{a}", "{b}"]
    assert {m.id for m in found} == {"http://b.org/m#p", *(f"http://b.org/m#p.{n}" for n in range(2, 7))}


def test_a_mapping_without_subjects_makes_blank_nodes() -> None:
    for subjects in ("", "    s: null\n", "    s:\n"):
        (m,) = parse(
            (document(f"mappings:\n  p:\n    source: ['a.csv~csv']\n{subjects}    po: [[foaf:name, $(n)]]\n"),), ""
        ).maps
        assert m.subject.kind == "bnode"


def test_a_source_says_its_encoding_and_delimiter() -> None:
    (m,) = parse(
        (
            document(
                "mappings:\n  p:\n    sources: {access: a.csv, type: localfile, referenceFormulation: csv, encoding: utf-16, delimiter: ';'}\n    s: http://e.org/$(a)\n"
            ),
        ),
        "",
    ).maps
    assert (m.source.path, m.source.encoding, m.source.dialect.delimiter) == ("maps/a.csv", "utf-16", ";")


@pytest.mark.parametrize(
    ("kind", "access", "address"),
    [
        ("mysql", "http://localhost/example", "jdbc:mysql://localhost/example"),
        ("postgresql", "localhost:5432/example", "jdbc:postgresql://localhost:5432/example"),
        ("sqlite", "facts.db", "jdbc:sqlite:facts.db"),
        ("mysql", "jdbc:mysql://localhost/example", "jdbc:mysql://localhost/example"),
    ],
)
def test_a_database_is_described_with_its_login(kind: str, access: str, address: str) -> None:
    text = f"mappings:\n  p:\n    sources:\n      - {{access: '{access}', type: {kind}, credentials: {{username: u, password: p}}, queryFormulation: sql2008, query: SELECT a FROM t, referenceFormulation: csv}}\n    s: http://e.org/$(a)\n"
    d2rq = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
    given = {
        (t[1].removeprefix(d2rq), t[2])
        for t in triples(
            text, *(d2rq + w for w in ("jdbcDSN", "username", "password")), "iterator", "referenceFormulation"
        )
    }
    assert given == {
        ("jdbcDSN", f'"{address}"'),
        ("username", '"u"'),
        ("password", '"p"'),
        ("iterator", '"SELECT a FROM t"'),
        ("referenceFormulation", f"<{RML}SQL2008Query>"),
    }


def test_a_query_without_a_database_leaves_it_to_the_command_line() -> None:
    (m,) = parse(
        (document("mappings:\n  p:\n    sources: {query: SELECT a FROM t}\n    s: http://e.org/$(a)\n"),), ""
    ).maps
    assert (m.source.formulation, m.source.query, m.source.database) == ("query", "SELECT a FROM t", None)


JOIN = (
    PERSON
    + "    po:\n      - p: foaf:worksFor\n        o:\n          mapping: project\n{condition}  project:\n    sources: [['projects.csv~csv']]\n    s: http://e.org/project/$(ID)\n"
)


@pytest.mark.parametrize(
    "parameters",
    [
        "[[str1, $(pid), s], [str2, $(ID), o]]",
        "[[str2, $(ID), o], [str1, $(pid), s]]",
        "[[str1, $(pid)], [str2, $(ID)]]",
        "[{parameter: str1, value: $(pid)}, {pm: str2, v: $(ID), from: object}]",
    ],
)
def test_a_condition_of_equality_joins_two_mappings(parameters: str) -> None:
    text = JOIN.format(condition=f"          condition: {{function: equal, parameters: {parameters}}}\n")
    person = parse((document(text),), "").maps[0]
    (rule,) = person.rules
    assert isinstance(rule.object, ParentMap)
    assert rule.object.triples_map == "http://b.org/m#project"
    assert [(str(j.child), str(j.parent)) for j in rule.object.joins] == [("{pid}", "{ID}")]


def test_a_join_is_written_in_one_line_too() -> None:
    text = JOIN.format(condition="          c: {f: 'equal(str1=$(pid), str2=$(ID))'}\n")
    (rule,) = parse((document(text),), "").maps[0].rules
    assert isinstance(rule.object, ParentMap)
    assert [(str(j.child), str(j.parent)) for j in rule.object.joins] == [("{pid}", "{ID}")]


def test_a_reference_without_condition_reads_the_same_row() -> None:
    text = (
        PERSON
        + "    po: [{p: foaf:knows, o: {mapping: [person, other]}}]\n  other:\n    sources: [['people.csv~csv']]\n    s: http://o.org/$(id)\n"
    )
    rules = parse((document(text),), "").maps[0].rules
    assert [r.object.triples_map for r in rules if isinstance(r.object, ParentMap)] == [
        "http://b.org/m#person",
        "http://b.org/m#other",
    ]


CALL = [
    ("functionExecution", "_"),
    ("function", "<http://ex.org/lower>"),
    ("input", "_"),
    ("parameter", "<http://ex.org/input>"),
    ("inputValueMap", "_"),
    ("reference", '"name"'),
]


@pytest.mark.parametrize(
    "function",
    [
        "{function: ex:lower, parameters: [[ex:input, $(name)]]}",
        "{fn: ex:lower, pms: [{parameter: ex:input, value: $(name)}]}",
        "{f: ex:lower, pms: [{pm: input, v: $(name)}]}",
        "{function: 'ex:lower(ex:input = $(name))'}",
        "{function: ex:lower(input=$(name))}",
    ],
)
def test_a_function_becomes_a_function_execution(function: str) -> None:
    for role, text in (
        ("object", f"po: [{{p: foaf:name, o: {function}}}]"),
        ("predicate", f"po: [{{p: {function}, o: x}}]"),
        ("graph", f"g: {function}\n    po: [[foaf:name, x]]"),
    ):
        found = triples(
            PERSON + f"    {text}\n",
            "functionExecution",
            "function",
            "input",
            "parameter",
            "inputValueMap",
            "reference",
            role + "Map",
        )
        assert found[0][1] == role + "Map"
        assert [(p, "_" if o.startswith("_:") else o) for _, p, o in found[1:]] == CALL


def test_a_function_gives_subjects_and_literals_with_datatype_and_language() -> None:
    text = "mappings:\n  p:\n    sources: [['a.csv~csv']]\n    s: {function: ex:f}\n    po:\n      - {p: foaf:age, o: {function: ex:f, datatype: xsd:integer}}\n      - {p: foaf:name, o: [{function: ex:f, language: es}, {function: ex:f, type: iri}]}\n"
    assert [o for _, p, o in triples(text, "termType", "datatype", "language")] == [
        f"<{RML}IRI>",
        f"<{RML}Literal>",
        "<http://www.w3.org/2001/XMLSchema#integer>",
        f"<{RML}Literal>",
        '"es"',
        f"<{RML}IRI>",
    ]


def test_the_value_of_a_parameter_may_be_a_function_a_text_or_an_iri() -> None:
    text = (
        PERSON
        + "    po:\n      - p: foaf:name\n        o:\n          function: ex:escape\n          parameters:\n            - {parameter: ex:value, value: {function: ex:upper, parameters: [[ex:value, $(name)]]}}\n            - [ex:mode, html]\n            - [ex:kind, ex:k~iri]\n            - [ex:both, '$(a) $(b)']\n"
    )
    assert [o for _, p, o in triples(text, "function")] == ["<http://ex.org/escape>", "<http://ex.org/upper>"]
    assert [o for _, p, o in triples(text, "constant", "reference")] == ['"name"', '"html"', "<http://ex.org/k>"]
    assert '"{a} {b}"' in [o for _, p, o in triples(text, "template")]


def test_a_condition_makes_the_predicate_depend_on_it() -> None:
    text = (
        PERSON
        + "    condition: {function: ex:isSet, parameters: [[ex:input, $(id)]]}\n    po:\n      - {p: foaf:name, o: $(name), condition: {function: equal, parameters: [[str1, $(a)], [str2, x]]}}\n      - [a, foaf:Person]\n"
    )
    functions = [o.rsplit("#", 1)[-1].rsplit("/", 1)[-1].strip(">") for _, p, o in triples(text, "function")]
    assert functions == ["trueCondition", "isSet", "trueCondition", "equal", "trueCondition", "isSet"]
    assert [o for _, p, o in triples(text, "constant") if o.strip('"') != "x"] == [
        "<http://xmlns.com/foaf/0.1/name>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
    ]
    assert [p for _, p, _ in triples(text, "predicate", "predicateMap")] == ["predicateMap", "predicateMap"]


def test_what_a_condition_says_is_a_call_of_functions_there_are() -> None:
    text = (
        PERSON + "    po: [{p: foaf:name, o: $(name), c: {function: equal, parameters: [[str1, $(a)], [str2, x]]}}]\n"
    )
    (rule,) = parse((document(text),), "").maps[0].rules
    assert str(rule.predicate.expression) == (
        "{trueCondition(strBoolean={equal(valueParameter={a}, valueParameter2=x)}, str=http://xmlns.com/foaf/0.1/name)}"
    )
    assert (rule.predicate.kind, rule.predicate.safety) == ("iri", "none")


def test_an_inverse_predicate_states_the_triple_from_object_to_subject() -> None:
    found = parse(
        (document(PREFIXES + PERSON + "    po: [{p: ex:by, i: ex:made, o: $(work), type: iri, g: ex:g}]\n"),), ""
    ).maps
    there = next(m for m in found if m.id == "http://b.org/m#person")
    back = next(m for m in found if m is not there)
    assert bare(back.subject) == bare(there.rules[0].object)
    assert bare(back.rules[0].object) == bare(there.subject)
    assert str(back.rules[0].predicate.constant) == "<http://ex.org/made>"
    assert bare(back.rules[0].graphs) == bare(there.rules[0].graphs)


def test_external_references_become_their_values() -> None:
    text = (
        "external: {name: John, city: Ghent}\n"
        + PERSON
        + "    po: [[foaf:name, $(_name)], [foaf:name, $(\\_name)], [foaf:name, 'in $(_city)!'], [foaf:name, $(_other)]]\n"
    )
    found = [r.object for r in parse((document(text),), "").maps[0].rules]
    shown = [str(o.constant or o.expression) for o in found if isinstance(o, TermMap)]
    assert shown == ['"John"', "{_name}", '"in Ghent!"', "{_other}"]


def test_the_base_names_triples_maps_and_resolves_relative_iris() -> None:
    (m,) = parse(
        (
            document(
                "base: http://o.org/\nauthors: Ana <a@x.org>\nmappings:\n  p:\n    sources: [['a.csv~csv']]\n    s: person/$(id)\n"
            ),
        ),
        "http://b.org/",
    ).maps
    assert (m.id, m.base) == ("http://o.org/p", "http://o.org/")


def test_every_triple_stands_where_its_words_stand() -> None:
    text = PERSON + "    po:\n      - [foaf:name, $(name), xsd:date]\n      - p: a\n        o: foaf:Person\n"
    places = {(t.p.lexical.removeprefix(RML), str(t.o)): (t.line, t.column) for t in document(text).triples}
    assert places["path", '"people.csv"'] == (3, 16)
    assert places["template", '"http://e.org/{id}"'] == (4, 8)
    assert places["predicate", "<http://xmlns.com/foaf/0.1/name>"] == (6, 10)
    assert places["reference", '"name"'] == (6, 21)
    assert places["datatype", "<http://www.w3.org/2001/XMLSchema#date>"] == (6, 30)
    assert places["object", "<http://xmlns.com/foaf/0.1/Person>"] == (8, 12)
    assert {(t.line, t.column) for t in document(text).triples if t.p.lexical == RML + "logicalSource"} == {(2, 3)}


def test_anchors_and_merge_keys_are_followed() -> None:
    text = "mappings:\n  p: &p\n    sources: [['a.csv~csv']]\n    s: http://e.org/$(a)\n    po: [[foaf:name, $(n)]]\n  q:\n    <<: *p\n    s: http://f.org/$(a)\n"
    found = parse((document(text),), "").maps
    assert [str(m.subject.expression) for m in found] == ["http://e.org/{a}", "http://f.org/{a}"]
    assert all(len(m.rules) == 1 for m in found)


MISTAKES = {
    PERSON
    + "    predicateobject: []\n    pos: []\n": '7:5: error[M114]: a mapping has no key "pos"; did you mean "po"?',
    PERSON
    + "    datatype: xsd:date\n": '6:5: error[M114]: a mapping has no key "datatype"; it belongs to predicate and object or an object or a function',
    PERSON + "    s: http://e.org/\n": '6:5: error[M114]: the key "s" is given twice; give it once',
    PERSON + "    po: [[foa:name, x]]\n": '6:11: error[M114]: the prefix "foa:" is not declared; did you mean "foaf"?',
    PERSON
    + "    po: [[name, x]]\n": '6:11: error[M114]: the predicate "name" is no IRI; write a whole IRI, or a prefixed name such as foaf:name',
    PERSON
    + "    po: [foaf:name, x]\n": "6:10: error[M114]: predicate and object is described by keys; they are conditions, datatype, graphs, inversepredicates, language, objects, predicates, targets, type",
    PERSON
    + "    po: [[foaf:name]]\n": "6:10: error[M114]: this list has not two or three items; write [predicate, object] or [predicate, object, xsd:date]",
    PERSON
    + "    po: [{p: foaf:name}]\n": "6:10: error[M114]: a predicate or an object is missing; write [predicate, object]",
    PERSON
    + "    po: [{p: foaf:name, o: {type: uri, value: x}}]\n": '6:35: error[M114]: there is no type "uri"; did you mean "iri"?',
    PERSON
    + "    po: [{p: foaf:name, o: {type: iri}}]\n": "6:28: error[M114]: there is neither value nor function; write value: and a template such as $(name)",
    PERSON
    + "    po: [[foaf:name, $(name]]\n": '6:22: error[M114]: a reference in "$(name" is not closed or empty; write $(name)',
    PERSON
    + "    po: [{p: foaf:name, o: {mapping: persn}}]\n": '6:38: error[M114]: there is no mapping "persn"; did you mean "person"?',
    PERSON
    + "    po: [{p: foaf:name, o: {mapping: person, c: {f: equal, pms: [[str1, $(a)]]}}}]\n": "6:53: error[M114]: a join compares a value of each side; write [str1, $(a), s] and [str2, $(b), o]",
    PERSON
    + "    po: [{p: foaf:name, o: {mapping: person, c: {f: ex:similar}}}]\n": "6:53: error[M112]: a join by another function than equal is not supported; see RML-Core section Join Conditions",
    PERSON
    + "    po: [{p: foaf:name, o: {function: ex:f, parameters: [ex:input]}}]\n": "6:58: error[M114]: a parameter is described by keys; they are from, parameter, type, value",
    PERSON
    + "    po: [{p: foaf:name, o: {function: ex:f, parameters: [[ex:input]]}}]\n": "6:58: error[M114]: this is no parameter; write [parameter, value]",
    PERSON
    + "    po: [{p: foaf:name, o: {function: ex:f($(a))}}]\n": '6:39: error[M114]: "$(a)" is no parameter; write function(parameter = value, …)',
    PERSON
    + "    po: [{p: foaf:name, o: x, targets: t}]\n": "6:31: error[M112]: a target is not supported; see RML-IO section Logical Target; the output has one",
    "targets: {t: [a.nq~void]}\n"
    + PERSON: "2:1: error[M112]: a target is not supported; see RML-IO section Logical Target; the output has one",
    "maping: {}\n": '2:1: error[M114]: the document has no key "maping"; did you mean "mapping"?',
    "mappings: [a]\n": "2:11: error[M114]: this is a list or a text; write a name, a colon, and below it what it is",
    "mappings: {}\n": "1:1: error[M114]: there are no mappings; write mappings: and below it the name of each",
    "mappings: {p: {sources: peple}}\n": '2:25: error[M114]: there is no source "peple"; write [[file.csv~csv]]',
    "sources: {people: [a.csv~csv]}\nmappings: {p: {sources: peple}}\n": '3:25: error[M114]: there is no source "peple"; did you mean "people"?',
    "mappings: {p: {sources: [[a.csv]]}}\n": "2:27: error[M114]: the source does not say how it is read; write a.csv~csv, or referenceFormulation: csv",
    "mappings: {p: {sources: [[a.csv~cvs]]}}\n": '2:27: error[M114]: there is no reference formulation "cvs"; did you mean "csv"?',
    "mappings: {p: {sources: {iterator: x}}}\n": "2:25: error[M114]: the source has no file; write access: file.csv, or [file.csv~csv]",
    "mappings: {p: {sources: {access: h/db, type: mysql}}}\n": "2:25: error[M114]: the source has no query; write query: SELECT …",
    "mappings: {p: {sources: {access: h/db, type: oracle}}}\n": "2:46: error[M112]: a source of the type oracle is not supported; see localfile, mysql, mariadb, postgresql, sqlite",
    "mappings: {p: {sources: [['http://x.org/a.csv~csv']]}}\n": "2:27: error[M112]: a source on the network is not supported; see RML-IO section Source; fetch the file first",
    "mappings: {p: {s: ex:a}}\n": '2:12: error[M114]: the mapping "p" has no source; add sources: [file.csv~csv]',
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(text: str) -> None:
    assert f"maps/m.yml:{MISTAKES[text]}" in said(PREFIXES + text)


NO_YAML = {
    "mappings:\n\tp: 1\n": "2:1: error[M113]: this is not YAML: a tab stands where only spaces may indent",
    "a: b: c\n": "1:5: error[M113]: this is not YAML: a second colon in one line; put the text in quotes",
    "a: [b\n": "2:1: error[M113]: this is not YAML: a list is not closed by ], or a comma is missing",
    "a: {b\n": "2:1: error[M113]: this is not YAML: a mapping is not closed by }, or a comma is missing",
    "a: 'b\n": "2:1: error[M113]: this is not YAML: a quote or bracket is not closed",
    "a: *b\n": "1:4: error[M113]: this is not YAML: an alias * names no anchor &",
    "a: @b\n": "1:4: error[M113]: this is not YAML: a text cannot begin with this character; put it in quotes",
    "a: 1\n---\nb: 2\n": "2:1: error[M113]: this is not YAML: a second document begins; keep one",
    "a: x\n  b: y\n": "2:4: error[M113]: this is not YAML: a second colon in one line; put the text in quotes",
    "a:\n  b: 1\n c: 2\n": "3:2: error[M113]: this is not YAML: the indentation fits nothing above",
    "a: !!python/object:os.system x\n": "1:4: error[M113]: this is not YAML: the tag tag:yaml.org,2002:python/object:os.system means nothing here",
    "? [a]\n: b\n": "1:3: error[M113]: this is not YAML: a key is a text",
    "a: \x01\n": "1:4: error[M113]: this is not YAML: the character U+0001 is not allowed",
    "a: &a [*a]\n": "1:4: error[M113]: this is not YAML: it is nested too deeply",
    "a: &a [1]\nb:\n  <<: *a\n": "3:3: error[M113]: this is not YAML: << merges mappings only",
}


@pytest.mark.parametrize("text", NO_YAML)
def test_what_is_no_yaml_is_told_with_its_place(text: str) -> None:
    with pytest.raises(NotYaml) as caught:
        document(text)
    assert str(caught.value) == f"maps/m.yml:{NO_YAML[text]}"


def test_anchors_cannot_fill_the_memory_nor_brackets_the_stack() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{c}: &{c} [{','.join([f'*{b}'] * 9)}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for text, message in ((bomb, "its anchors make it too large"), ("[" * 100_000, "it is nested too deeply")):
        with pytest.raises(NotYaml, match=message):
            document(text)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_any_text_without_brackets_is_the_same_as_a_template(text: str) -> None:
    plain = text.replace("\\(", "").replace("\\)", "").replace("$(", "")
    writer = Texts("m")
    found = writer.parts(plain, HERE)
    writer.value(Term("bnode", "x"), (*found, *writer.parts("$(a)b", HERE)), HERE)
    (triple,) = writer.triples
    assert "".join(str(p) for p in found) == plain
    assert parts(triple.o.lexical, HERE) == ((plain, Reference("a"), "b") if plain else (Reference("a"), "b"))


def faults(text: str) -> list[LodError]:
    """What is wrong with a text, if anything."""
    try:
        document(text)
    except Failed as e:
        return list(e.errors)
    except NotYaml as e:
        return [e]
    return []


@given(st.text())
def test_any_text_that_is_refused_is_refused_with_a_place(text: str) -> None:
    found = faults(text)
    assert found
    assert all(e.place is not None and e.place.line >= 1 for e in found)


LEAVES = st.none() | st.text() | st.sampled_from(["a", "$(a)", "ex:a~iri", "foaf:name"])
NAMES = st.sampled_from("mapping sources s po p o a b f pms value c i g type language".split()) | st.text()


@given(
    st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
    )
)
def test_any_structure_is_read_or_refused_with_a_place(value: object) -> None:
    found = faults(json.dumps({"prefixes": {"ex": "http://ex.org/"}, "mappings": {"p": value}}))
    assert all(e.place is not None and e.place.line == 1 for e in found)
