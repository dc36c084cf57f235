"""R2RML and older RML say what today's RML says, at the places where they say it."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

from pathlib import Path

import pytest

from lod import turtle
from lod.errors import LodError, Place
from lod.mapping.model import Mapping
from lod.mapping.older import FNML, OLD, QL, RR, current
from lod.mapping.parse import parse
from lod.turtle import Document
from lod.vocab import RML

SHARED = Path(__file__).resolve().parents[3] / "shared"
COMMON = "@prefix ex: <http://ex.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix grel: <http://users.ugent.be/~bjdmeest/function/grel.ttl#> . "
BEFORE = (
    COMMON
    + f"@prefix rr: <{RR}> . @prefix rml: <{OLD}> . @prefix ql: <{QL}> . @prefix fnml: <{FNML}> . @prefix fno: <https://w3id.org/function/ontology#> .\n"
)
TODAY = COMMON + f"@prefix rml: <{RML}> . @prefix rr: <{RML}> .\n"
CSV = '<#m> rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation ql:CSV ] ; rr:subjectMap [ rr:template "http://e.org/{id}" ] '
CSV_TODAY = '<#m> rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:root rml:MappingDirectory ; rml:path "t.csv" ] ; rml:referenceFormulation rml:CSV ] ; rr:subjectMap [ rr:template "http://e.org/{id}" ] '
TABLE = (
    '<#m> a rr:TriplesMap ; rr:logicalTable [ rr:tableName "T" ] ; rr:subjectMap [ rr:template "http://e.org/{id}" ] '
)
TABLE_TODAY = '<#m> a rr:TriplesMap ; rml:logicalSource [ rml:referenceFormulation rml:SQL2008Table ; rml:iterator "T" ] ; rr:subjectMap [ rr:template "http://e.org/{id}" ] '


def rewritten(text: str) -> tuple[Document, list[LodError]]:
    errors: list[LodError] = []
    return current(turtle.read(BEFORE + text, "maps/m.ttl", "http://b.org/"), errors), errors


def mapping(document: Document) -> Mapping:
    return parse((document,), "http://b.org/")


def before(text: str) -> object:
    document, errors = rewritten(text)
    assert errors == []
    return bare(mapping(document).maps)


def today(text: str) -> object:
    return bare(mapping(turtle.read(TODAY + text, "maps/m.ttl", "http://b.org/")).maps)


def said(text: str) -> list[str]:
    return [str(e) for e in rewritten(text)[1]]


def bare(value: object) -> object:
    """A value of the model without its places, and with one name for all blank nodes."""
    if isinstance(value, tuple):
        return tuple(bare(v) for v in value)
    if isinstance(value, Place):
        return ""
    if not hasattr(value, "__dataclass_fields__"):
        return value
    return (type(value).__name__, *(bare(getattr(value, name)) for name in value.__dataclass_fields__))


MAPS = [  # what rr:object holds is written alike in R2RML, in older RML and today
    'rr:predicate ex:p ; rr:objectMap [ rml:reference "a" ]',
    'rr:predicate ex:p ; rr:objectMap [ rml:reference "a" ; rr:datatype xsd:date ]',
    'rr:predicate ex:p ; rr:objectMap [ rml:reference "a" ; rr:language "es" ]',
    'rr:predicate ex:p ; rr:objectMap [ rml:reference "a" ; rml:languageMap [ rml:reference "l" ] ]',
    'rr:predicate ex:p ; rr:objectMap [ rml:reference "a" ; rr:termType rr:IRI ]',
    'rr:predicate ex:p ; rr:objectMap [ rml:reference "a" ; rr:termType rr:BlankNode ]',
    'rr:predicate ex:p ; rr:objectMap [ rr:template "x {a}" ; rr:termType rr:Literal ]',
    r'rr:predicate ex:p ; rr:objectMap [ rr:template "\\{{a\\}}\\}" ]',
    'rr:predicate ex:p ; rr:objectMap [ a rr:ObjectMap ; rr:constant "a"@es ]',
    'rr:predicateMap [ a rr:PredicateMap ; rr:constant ex:p ] ; rr:object ex:o , 1 , "o"@es',
    'rr:predicateMap [ rr:template "http://e.org/{p}" ] ; rr:object ex:o',
    "rr:predicate ex:p ; rr:object ex:o ; rr:graph ex:g",
    "rr:predicate ex:p ; rr:object ex:o ; rr:graph rr:defaultGraph",
    "rr:predicate ex:p ; rr:object ex:o ; rr:graphMap [ rr:constant rr:defaultGraph ]",
    'rr:predicate ex:p ; rr:object ex:o ; rr:graphMap [ a rr:GraphMap ; rr:template "http://e.org/{g}" ]',
    "rr:predicate ex:p ; rr:objectMap [ a rr:RefObjectMap ; rr:parentTriplesMap <#m> ]",
    'rr:predicate ex:p ; rr:objectMap [ rr:parentTriplesMap <#m> ; rr:joinCondition [ a rr:Join ; rr:child "a" ; rr:parent "b" ] ]',
]


@pytest.mark.parametrize("said", MAPS)
def test_every_kind_of_map_means_the_same(said: str) -> None:
    pom = f"; rr:predicateObjectMap [ a rr:PredicateObjectMap ; {said} ] ."
    assert before(CSV + pom) == today(CSV_TODAY + pom)
    assert before(TABLE + pom.replace("rml:reference", "rr:column")) == today(TABLE_TODAY + pom)


@pytest.mark.parametrize(
    "said",
    [
        "rr:subject ex:s",
        "rr:subjectMap [ rr:constant ex:s ]",
        'rr:subjectMap [ a rr:SubjectMap ; rr:template "http://e.org/{id}" ; rr:class ex:A , ex:B ; rr:graph ex:g ]',
        'rr:subjectMap [ rml:reference "id" ; rr:termType rr:BlankNode ; rr:graphMap [ rml:reference "g" ] ]',
    ],
)
def test_every_kind_of_subject_means_the_same(said: str) -> None:
    old, new = CSV[: CSV.index("rr:subjectMap")], CSV_TODAY[: CSV_TODAY.index("rr:subjectMap")]
    assert before(f"{old} {said} .") == today(f"{new} {said} .")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            'rr:logicalTable [ a rr:BaseTableOrView ; rr:tableName "T" ]',
            'rml:referenceFormulation rml:SQL2008Table ; rml:iterator "T"',
        ),
        (
            r'rr:logicalTable [ a rr:LogicalTable ; rr:tableName "\"my table\"" ]',
            'rml:referenceFormulation rml:SQL2008Table ; rml:iterator "my table"',
        ),
        (
            r'rr:logicalTable [ rr:tableName "s.\"T\"" ]',
            'rml:referenceFormulation rml:SQL2008Table ; rml:iterator "s.T"',
        ),
        (
            r'rr:logicalTable [ rr:tableName "\"a.b\"" ]',
            r'rml:referenceFormulation rml:SQL2008Table ; rml:iterator "\"a.b\""',
        ),
        (
            'rr:logicalTable [ a rr:R2RMLView ; rr:sqlQuery "SELECT 1" ; rr:sqlVersion rr:SQL2008 ]',
            'rml:referenceFormulation rml:SQL2008Query ; rml:iterator "SELECT 1"',
        ),
        (
            'rml:logicalSource [ rml:query "SELECT 1" ; rml:referenceFormulation ql:CSV ; rr:sqlVersion rr:SQL2008 ]',
            'rml:referenceFormulation rml:SQL2008Query ; rml:iterator "SELECT 1"',
        ),
        (
            'rml:logicalSource [ rr:sqlQuery "SELECT 1" ; rml:referenceFormulation rr:SQL2008 ]',
            'rml:referenceFormulation rml:SQL2008Query ; rml:iterator "SELECT 1"',
        ),
        (
            'rml:logicalSource [ rml:iterator "SELECT 1" ; rml:referenceFormulation ql:RDB ]',
            'rml:referenceFormulation rml:SQL2008Query ; rml:iterator "SELECT 1"',
        ),
        (
            'rml:logicalSource [ a rml:BaseSource ; rml:source "x.json" ; rml:referenceFormulation ql:JSONPath ; rml:iterator "$.a[*]" ]',
            'rml:source [ rml:root rml:MappingDirectory ; rml:path "x.json" ] ; rml:referenceFormulation rml:JSONPath ; rml:iterator "$.a[*]"',
        ),
        (
            'rml:logicalSource [ rml:source "../x.xml" ; rml:referenceFormulation ql:XPath ; rml:iterator "/a" ]',
            'rml:source [ rml:root rml:MappingDirectory ; rml:path "../x.xml" ] ; rml:referenceFormulation rml:XPath ; rml:iterator "/a"',
        ),
    ],
)
def test_every_kind_of_source_means_the_same(old: str, new: str) -> None:
    subject = "; rr:subject ex:s ."
    assert before(f"<#m> {old} {subject}") == today(f"<#m> rml:logicalSource [ {new} ] {subject}")


def test_a_database_that_d2rq_describes_is_kept() -> None:
    d2rq = "<http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#jdbcDSN>"
    (m,) = mapping(
        rewritten(
            f'<#m> rml:logicalSource [ rml:source <#db> ; rr:tableName "T" ; rr:sqlVersion rr:SQL2008 ] ; rr:subject ex:s . <#db> {d2rq} "jdbc:mysql://h/d" .'
        )[0]
    ).maps
    assert m.source.database is not None
    assert (m.source.formulation, m.source.path, m.source.database.address) == ("table", "T", "jdbc:mysql://h/d")


def test_names_of_columns_lose_their_quotes_in_r2rml_alone() -> None:
    pom = r'; rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ rr:template "{\"a b\"}-{\"c\"\"d\"}-{e}" ] , [ rr:parentTriplesMap <#m> ; rr:joinCondition [ rr:child "\"x\"" ; rr:parent "y" ] ] ] .'
    quoted, errors = rewritten(TABLE + pom)
    assert errors == []
    assert [t.o.lexical for t in quoted.triples if t.p.lexical in (RML + "template", RML + "child")] == [
        "http://e.org/{id}",
        '{a b}-{c"d}-{e}',
        "x",
    ]
    kept, _ = rewritten(CSV + pom)
    assert [t.o.lexical for t in kept.triples if t.p.lexical == RML + "child"] == ['"x"']
    column, _ = rewritten(
        TABLE
        + r'; rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ rr:column "\"a \"\"b\"\"\"" ; rr:inverseExpression "x" ] ] .'
    )
    assert [t.o.lexical for t in column.triples if t.p.lexical == RML + "reference"] == ['a "b"']


INNER = 'fnml:functionValue [ rr:predicateObjectMap [ rr:predicate fno:executes ; rr:objectMap [ rr:constant grel:string_trim ] ] , [ rr:predicate grel:valueParameter ; rr:objectMap [ rml:reference "a" ] ] ]'
CALLS = {
    INNER: 'rml:functionExecution [ rml:function grel:string_trim ; rml:input [ rml:parameter grel:valueParameter ; rml:inputValueMap [ rml:reference "a" ] ] ]',
    'a fnml:FunctionTermMap ; fnml:functionValue [ rml:logicalSource <#s> ; rr:predicateObjectMap [ rr:predicateMap [ rr:constant fno:executes ] ; rr:object grel:string_trim ] , [ rr:predicateMap [ rr:constant grel:valueParameter ] ; rr:object " a " ] ]': 'rml:functionExecution [ rml:function grel:string_trim ; rml:input [ rml:parameter grel:valueParameter ; rml:inputValueMap [ rml:constant " a " ] ] ]',
    f'fnml:functionValue [ rr:predicateObjectMap [ rr:predicate fno:executes ; rr:object grel:toUpperCase ] , [ rr:predicate grel:valueParameter ; rr:objectMap [ {INNER} ] ] ] ; rr:language "es"': 'rml:functionExecution [ rml:function grel:toUpperCase ; rml:input [ rml:parameter grel:valueParameter ; rml:inputValueMap [ rml:functionExecution [ rml:function grel:string_trim ; rml:input [ rml:parameter grel:valueParameter ; rml:inputValueMap [ rml:reference "a" ] ] ] ] ] ] ; rml:language "es"',
    'fnml:execution [ a fnml:Execution ; fnml:function grel:string_trim ; fnml:input [ fnml:parameter grel:valueParameter ; fnml:valueMap [ rml:reference "a" ] ] ]': 'rml:functionExecution [ rml:function grel:string_trim ; rml:input [ rml:parameter grel:valueParameter ; rml:inputValueMap [ rml:reference "a" ] ] ]',
}


@pytest.mark.parametrize("old", CALLS)
def test_every_way_of_calling_a_function_means_the_same(old: str) -> None:
    pom = "; rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ {} ] ] ."
    assert before(CSV + pom.format(old)) == today(CSV_TODAY + pom.format(CALLS[old]))


def test_a_function_described_once_may_be_called_twice() -> None:
    pom = "; rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ fnml:functionValue <#f> ] , [ fnml:functionValue <#f> ] ] ."
    function = INNER.removeprefix("fnml:functionValue [").removesuffix("]")
    document, errors = rewritten(CSV + pom + f"<#f> {function} .")
    assert errors == []
    assert [t.p.lexical.removeprefix(RML) for t in document.triples if t.s.lexical == "http://b.org/#f"] == [
        "function",
        "input",
    ]


def test_every_triple_keeps_its_place() -> None:
    text = '<#m>\n  rr:logicalTable [\n    rr:tableName "T" ] ;\n  rr:subjectMap [\n    rr:column "id" ; rr:class ex:A ] .\n'
    places = {(t.p.lexical.removeprefix(RML), t.line, t.column) for t in rewritten(text)[0].triples}
    assert places == {
        ("logicalSource", 3, 19),
        ("referenceFormulation", 4, 18),
        ("iterator", 4, 18),
        ("subjectMap", 5, 17),
        ("reference", 6, 15),
        ("class", 6, 31),
    }


def test_a_document_of_today_is_returned_as_it_is_whatever_it_makes() -> None:
    text = TODAY + CSV_TODAY + f"; rml:predicateObjectMap [ rml:predicate <{RR}termType> ; rml:object <{RR}Blank> ] ."
    document, errors = turtle.read(text, "m.ttl"), list[LodError]()
    assert current(document, errors) is document
    assert errors == []


def test_words_that_a_mapping_makes_are_no_words_of_the_mapping() -> None:
    text = (
        CSV
        + "; rr:predicateObjectMap [ rr:predicate rr:template , rr:nonsense ; rr:object rr:IRI , rr:nonsense ; rr:graph ex:g ] ."
    )
    document, errors = rewritten(text)
    assert errors == []
    kept = [t.o.lexical for t in document.triples if t.p.lexical in (RML + "predicate", RML + "object")]
    assert kept == [RR + "template", RR + "nonsense", RR + "IRI", RR + "nonsense"]


MISTAKES = {
    "rr:predicateObjectMap [ rr:predicat ex:p ] .": 'maps/m.ttl:2:148: error[M102]: rr:predicat is not a term of R2RML; did you mean "rr:predicate"?',
    'rml:refrence "a" .': 'maps/m.ttl:2:125: error[M102]: rml:refrence is not a term of older RML; did you mean "rml:reference"?',
    "fnml:functionvalue ex:f .": 'maps/m.ttl:2:131: error[M102]: fnml:functionvalue is not a term of older RML; did you mean "fnml:functionValue"?',
    "rr:termType rr:Blank .": 'maps/m.ttl:2:124: error[M102]: rr:Blank is not a term of R2RML; did you mean "rr:BlankNode"?',
    "rml:referenceFormulation ql:XQuery .": "maps/m.ttl:2:137: error[M112]: ql:XQuery is not supported; see RML-IO registry, reference formulations rml:CSV, rml:JSONPath, rml:XPath",
    "rml:logicalTarget ex:t .": "maps/m.ttl:2:130: error[M112]: rml:logicalTarget is not supported; see RML-IO section Logical Target",
    'rml:source "http://x.org/a.csv" .': "maps/m.ttl:2:123: error[M112]: a file on the web is not supported; see RML-IO section Source",
    'rml:query "SELECT *" ; rml:referenceFormulation ql:XPath .': "maps/m.ttl:2:160: error[M112]: a query in another language than SQL is not supported; see RML-IO section Source",
    "fnml:functionValue [ rr:predicateObjectMap [ rr:predicate ex:p ; rr:object ex:o ] ] .": "maps/m.ttl:2:131: error[M103]: fnml:functionValue lacks a function; add rr:predicateObjectMap [ rr:predicate fno:executes ; rr:object … ]",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_word_without_meaning_is_told_with_its_place(text: str) -> None:
    assert said("<#x> ".ljust(111) + text) == [MISTAKES[text]]


def older_mappings() -> list[Path]:
    return [*sorted((SHARED / "conformance" / "rml-csv").glob("*/mapping.ttl")), SHARED / "bench" / "gtfs-csv.rml.ttl"]


@pytest.mark.parametrize("file", older_mappings(), ids=lambda f: f.parent.name)
def test_mappings_that_others_wrote_are_said_in_the_words_of_today(file: Path) -> None:
    if not file.exists():
        pytest.skip("the mappings of others are not at hand: they are in ../shared")
    errors: list[LodError] = []
    document = current(turtle.read(file.read_text(encoding="utf-8"), file.name), errors)
    assert errors == []
    words = {t.p.lexical for t in document.triples} | {t.o.lexical for t in document.triples if t.o.kind == "iri"}
    assert not [word for word in words if word.startswith((RR, OLD, QL, FNML))]
    assert RML + "logicalSource" in words
