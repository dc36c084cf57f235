"""`lod map` of XML, JSON and Parquet files, as its user meets it: plain, with namespaces, nulls, encodings, mistakes."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.dataset import Ran, lod

PREFIXES = "@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .\n"
XML = """<people><person id="ada"><name>Ada Rojas</name><town/></person>
<person id="jo"><name>José Ñandú</name><town>Tomé</town></person></people>"""
TEI = "http://www.tei-c.org/ns/1.0"
NAMESPACED = f"""<TEI xmlns="{TEI}" xmlns:x="urn:x"><person x:key="ada"><persName>Ada Rojas</persName></person></TEI>"""
DECLARED = f"""[ a rml:XPathReferenceFormulation ;
    rml:namespace [ a rml:Namespace ; rml:namespacePrefix "t" ; rml:namespaceURL "{TEI}" ] ]"""
ROWS = "(VALUES ('ada', 'Ada Rojas', 1911), ('jo', NULL, 1912), ('-', 'n/a', NULL)) AS t(id, name, year)"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mapping(source: str, iterator: str, subject: str, reference: str, formulation: str = "rml:XPath") -> str:
    """A mapping whose rules state a name of each record."""
    iterated = f'rml:iterator "{iterator}" ;' if iterator else ""
    return f"""{PREFIXES}<#p> rml:logicalSource [ {iterated} rml:source {source} ; rml:referenceFormulation {formulation} ] ;
  rml:subjectMap [ rml:template "http://e.org/{{{subject}}}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "{reference}" ] ] .
"""


def mapped(here: Path, rml: str) -> Ran:
    (here / "m.ttl").write_text(rml, encoding="utf-8")
    return lod(here, "map", "m.ttl", "--output", "out.nq", "--sort")


def names(here: Path, rml: str) -> list[str]:
    """Subject and name of each line."""
    ran = mapped(here, rml)
    assert (ran.code, ran.err.count("warning")) == (0, 0), ran.err
    lines = (here / "out.nq").read_text(encoding="utf-8").splitlines()
    return [
        line.removeprefix("<http://e.org/").replace("> <http://e.org/name>", "").removesuffix(" .") for line in lines
    ]


# ---- XML -----------------------------------------------------------------------------------------------------


def test_an_xml_file_is_mapped_by_the_installed_command(here: Path) -> None:
    (here / "people.xml").write_text(XML, encoding="utf-8")
    (here / "m.ttl").write_text(mapping('"people.xml"', "/people/person", "@id", "name"), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("lod")), "map", "m.ttl", "--output", "out.nq", "--sort"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=here)
    assert (ran.stdout, ran.stderr) == ("", "2 quads in out.nq\n")
    assert (here / "out.nq").read_text(encoding="utf-8") == (
        '<http://e.org/ada> <http://e.org/name> "Ada Rojas" .\n<http://e.org/jo> <http://e.org/name> "José Ñandú" .\n'
    )


def test_an_empty_element_is_an_empty_text_unless_the_mapping_calls_it_none(here: Path) -> None:
    (here / "people.xml").write_text(XML, encoding="utf-8")
    assert names(here, mapping('"people.xml"', "/people/person", "@id", "town")) == ['ada ""', 'jo "Tomé"']
    source = '[ rml:path "people.xml" ; rml:null "" , "nobody" ]'
    assert names(here, mapping(source, "/people/person", "@id", "town")) == ['jo "Tomé"']


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "utf-8"), ("iso-8859-1", "iso-8859-1"), ("utf-16", "utf-16")])
def test_an_xml_file_says_its_encoding_itself(here: Path, encoding: str, said: str) -> None:
    (here / "people.xml").write_bytes(f'<?xml version="1.0" encoding="{said}"?>{XML}'.encode(encoding))
    assert names(here, mapping('"people.xml"', "/people/person", "@id", "name")) == [
        'ada "Ada Rojas"',
        'jo "José Ñandú"',
    ]


def test_a_mapping_can_say_the_encoding_of_an_xml_file(here: Path) -> None:
    (here / "people.xml").write_bytes(XML.encode("cp1252"))
    source = '[ rml:path "people.xml" ; rml:encoding "windows-1252" ]'
    assert names(here, mapping(source, "/people/person", "@id", "name")) == ['ada "Ada Rojas"', 'jo "José Ñandú"']
    ran = mapped(here, mapping('"people.xml"', "/people/person", "@id", "name"))
    assert (ran.code, "error[T230]: this is not XML" in ran.err) == (3, True)


# ---- namespaces ----------------------------------------------------------------------------------------------


def test_a_mapping_declares_the_namespaces_that_its_paths_use(here: Path) -> None:
    (here / "tei.xml").write_text(NAMESPACED)
    for iterator in ("/t:TEI/t:person", "//t:person"):
        assert names(here, mapping('"tei.xml"', iterator, "@x:key", "t:persName", DECLARED)) == ['ada "Ada Rojas"']


def test_a_declared_prefix_means_what_the_mapping_says(here: Path) -> None:
    (here / "tei.xml").write_text(NAMESPACED.replace("xmlns:x=", 'xmlns:t="urn:other" xmlns:x='))
    assert names(here, mapping('"tei.xml"', "/t:TEI/t:person", "@x:key", "t:persName", DECLARED)) == ['ada "Ada Rojas"']


def test_two_mappings_can_call_a_namespace_by_different_prefixes(here: Path) -> None:
    (here / "tei.xml").write_text(NAMESPACED)
    first = mapping('"tei.xml"', "/t:TEI/t:person", "@x:key", "t:persName", DECLARED)
    other = mapping('"tei.xml"', "/u:TEI/u:person", "@x:key", "u:persName", DECLARED.replace('"t"', '"u"'))
    assert names(here, first + other.removeprefix(PREFIXES).replace("<#p>", "<#q>")) == ['ada "Ada Rojas"']


def test_a_prefix_that_nobody_declares_is_told_with_its_place(here: Path) -> None:
    (here / "tei.xml").write_text(NAMESPACED)
    ran = mapped(here, mapping('"tei.xml"', "/t:TEI/t:person", "@x:key", "tei:persName", DECLARED))
    assert ran.code == 3
    message = 'the XPath "tei:persName" is broken: neither the mapping nor the document declares the prefix "tei"'
    assert f"m.ttl:5:82: error[T231]: {message}; known are t, x" in ran.err


WRONG = [
    ('rml:namespacePrefix "t" ;', "", "error[M103]: the namespace lacks a prefix or a URL; add rml:namespacePrefix and rml:namespaceURL"),
    ('"t"', '""', 'error[M109]: "" is no prefix; write a name, such as tei; XPath 1.0 has no default namespace'),
    ('"t"', '"xml"', 'error[M109]: "xml" is no prefix'),
    (TEI, "", "error[M109]: this namespace is empty; write its IRI"),
    ("rml:namespaceURL", "rml:namespaceUrl", 'error[M102]: rml:namespaceUrl is not a term of RML; did you mean "namespace"?'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), WRONG)
def test_a_broken_declaration_is_told(here: Path, old: str, new: str, expected: str) -> None:
    (here / "tei.xml").write_text(NAMESPACED)
    ran = mapped(here, mapping('"tei.xml"', "/t:TEI/t:person", "@x:key", "t:persName", DECLARED.replace(old, new)))
    assert ran.code == 3
    assert expected in ran.err


def test_a_prefix_has_one_meaning(here: Path) -> None:
    twice = DECLARED.replace("] ]", ']  , [ rml:namespacePrefix "t" ; rml:namespaceURL "urn:u" ] ]')
    ran = mapped(here, mapping('"tei.xml"', "/t:TEI/t:person", "@x:key", "t:persName", twice))
    assert 'error[M109]: the prefix "t" is given twice; give it once' in ran.err


# ---- Parquet -------------------------------------------------------------------------------------------------


def test_a_parquet_file_is_mapped_by_the_names_of_its_columns(here: Path) -> None:
    duckdb.sql(f"COPY (FROM {ROWS}) TO '{here / 'people.parquet'}' (FORMAT parquet)")
    rml = mapping('"people.parquet"', "", "id", "name", "rml:CSV")
    assert names(here, rml) == ['- "n/a"', 'ada "Ada Rojas"']
    assert names(here, mapping('"people.parquet"', "", "id", "year", "rml:CSV")) == ['ada "1911"', 'jo "1912"']


def test_nulls_of_a_mapping_are_nulls_of_a_parquet_file_too(here: Path) -> None:
    duckdb.sql(f"COPY (FROM {ROWS}) TO '{here / 'people.parquet'}' (FORMAT parquet)")
    source = '[ rml:path "people.parquet" ; rml:null "n/a" ]'
    assert names(here, mapping(source, "", "id", "name", "rml:CSV")) == ['ada "Ada Rojas"']


def test_a_column_that_a_parquet_file_lacks_is_told(here: Path) -> None:
    duckdb.sql(f"COPY (FROM {ROWS}) TO '{here / 'people.parquet'}' (FORMAT parquet)")
    ran = mapped(here, mapping('"people.parquet"', "", "id", "nmae", "rml:CSV"))
    assert ran.code == 3
    assert 'error[M104]: column "nmae" is not in people.parquet; did you mean "name"?' in ran.err


# ---- iterators that find nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "formulation", "iterator", "reference"),
    [
        ("p.json", '{"people": [{"name": "Ada"}]}', "rml:JSONPath", "$.poeple[*]", "$.name"),
        ("p.json", '{"people": [{"name": "Ada"}]}', "rml:JSONPath", "$..poeple[*]", "$.name"),
        ("p.xml", "<people><person><name>Ada</name></person></people>", "rml:XPath", "/people/persn", "name"),
        ("p.xml", "<people><person><name>Ada</name></person></people>", "rml:XPath", "//persn", "name"),
        ("p.xml", '<people xmlns="urn:p"><person><name>Ada</name></person></people>', "rml:XPath", "/people/person", "name"),
    ],
)  # fmt: skip
def test_an_iterator_that_finds_nothing_is_warned_of(
    here: Path, file: str, text: str, formulation: str, iterator: str, reference: str
) -> None:
    (here / file).write_text(text)
    ran = mapped(here, mapping(f'"{file}"', iterator, reference, reference, formulation))
    assert (ran.code, (here / "out.nq").read_text()) == (0, "")
    assert f'm.ttl:2:39: warning[T236]: nothing in {file} is a record: "{iterator}" finds nothing' in ran.err
    assert ran.err.endswith("0 quads in out.nq\n")


# ---- joins that explode --------------------------------------------------------------------------------------

JOINED = f"""{PREFIXES}<#p> rml:logicalSource [ rml:source "t.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/{{a}}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:q ; rml:objectMap [ rml:parentTriplesMap <#q> ;
    rml:joinCondition [ rml:child "b" ; rml:parent "b" ] ] ] .
<#q> rml:logicalSource [ rml:source "u.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/u/{{a}}" ] .
"""


def test_a_join_that_explodes_is_told_before_it_runs_and_goes_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.engines.joins.MANY", 1000)
    monkeypatch.setattr("lod.engines.joins.FACTOR", 10)
    (here / "t.csv").write_text("a,b\n" + "".join(f"{n},{n % 2}\n" for n in range(100)))
    (here / "u.csv").write_text("a,b\n" + "".join(f"{n},{n % 4}\n" for n in range(60)) + "x,\n")
    ran = mapped(here, JOINED)
    assert ran.code == 0
    assert ran.err.startswith(
        "m.ttl:5:35: warning[M120]: this join gives 1,500 rows, of 100 on one side and 61 on the other; many rows agree"
    )
    assert ran.err.endswith("1,500 quads in out.nq\n")


def test_a_join_by_a_key_is_not_warned_of(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lod.engines.joins.MANY", 10)
    (here / "t.csv").write_text("a,b\n" + "".join(f"{n},{n % 50}\n" for n in range(100)))
    (here / "u.csv").write_text("a,b\n" + "".join(f"x{n},{n}\n" for n in range(50)))
    assert mapped(here, JOINED).err == "100 quads in out.nq\n"


def test_a_join_that_only_looks_whether_a_row_is_there_is_not_warned_of(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lod.engines.joins.MANY", 1)
    monkeypatch.setattr("lod.engines.joins.FACTOR", 1)
    for name in ("t.csv", "u.csv"):
        (here / name).write_text("a,b\n" + "".join(f"{n},1\n" for n in range(100)))
    ran = mapped(here, JOINED.replace("http://e.org/u/{a}", "http://e.org/u/{b}"))
    assert ran.err == "100 quads in out.nq\n"
