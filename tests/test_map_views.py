"""`lod map` with logical views: every kind of source and field, joins, positions, and what is refused."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.dataset import Ran, lod

PREFIXES = "@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .\n"
INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
UNIONS = [
    {"name": "Acme", "strikes": [{"place": "Iquique", "size": 18000}, {"place": "Lota", "size": 2500}]},
    {"name": "Bravo", "strikes": []},
    {"name": "Cobre", "strikes": [{"place": "Lota", "size": None}]},
]
STRIKES = """<#strikes> a rml:LogicalView ; rml:viewOn [ rml:source "unions.json" ;
    rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" ] ;
  rml:field [ a rml:ExpressionField ; rml:fieldName "union" ; rml:reference "$.name" ] ,
    [ a rml:IterableField ; rml:fieldName "strike" ; rml:iterator "$.strikes[*]" ;
      rml:field [ a rml:ExpressionField ; rml:fieldName "place" ; rml:reference "$.place" ] ,
        [ a rml:ExpressionField ; rml:fieldName "size" ; rml:reference "$.size" ] ] .
"""
FOUNDED = """<#founded> a rml:LogicalView ; rml:viewOn [ rml:source "founded.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:field [ rml:fieldName "name" ; rml:reference "name" ] , [ rml:fieldName "year" ; rml:reference "year" ]"""
TABLE = "name,year\nAcme,1900\nZeta,1920\nCobre,1910\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two sources."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "unions.json").write_text(json.dumps(UNIONS), encoding="utf-8")
    (tmp_path / "founded.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def rows(view: str, *keys: str, subject: str = "{#}") -> str:
    """A triples map that states some keys of a view, as one text."""
    text = " ".join(f"{{{key}}}" for key in keys)
    return f"""<#rows> rml:logicalSource <#{view}> ; rml:subjectMap [ rml:template "http://e.org/{subject}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:row ; rml:objectMap [ rml:template "{text}" ; rml:termType rml:Literal ] ] .
"""


def mapped(here: Path, rml: str) -> Ran:
    (here / "m.ttl").write_text(PREFIXES + rml, encoding="utf-8")
    return lod(here, "map", "m.ttl", "--output", "out.nq", "--sort")


def texts(here: Path, rml: str) -> list[str]:
    """The objects of all lines, without quotes."""
    ran = mapped(here, rml)
    assert ran.code == 0, ran.err
    lines = (here / "out.nq").read_text(encoding="utf-8").splitlines()
    return sorted(line.split(" ", 2)[2].removesuffix(" .").strip('"') for line in lines)


def refused(here: Path, rml: str) -> str:
    ran = mapped(here, rml)
    assert ran.code == 3, ran.err
    assert not (here / "out.nq").exists()
    return ran.err


# ---- fields --------------------------------------------------------------------------------------------------


def test_a_record_inside_another_is_a_row_with_what_is_around_it(here: Path) -> None:
    found = texts(here, STRIKES + rows("strikes", "union", "strike.place"))
    assert found == ["Acme Iquique", "Acme Lota", "Cobre Lota"]


def test_positions_are_counted_from_nothing_within_the_record_around(here: Path) -> None:
    found = texts(here, STRIKES + rows("strikes", "#", "union.#", "strike.#", "strike.place.#", "strike.place"))
    assert found == ["0 0 0 0 Iquique", "0 0 1 0 Lota", "2 0 0 0 Lota"]


def test_values_and_positions_keep_the_datatype_that_they_have_by_nature(here: Path) -> None:
    said = """<#s> rml:logicalSource <#strikes> ; rml:subjectMap [ rml:template "http://e.org/{union}/{strike.#}" ] ;
      rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "strike.size" ] ,
        [ rml:reference "strike.#" ] , [ rml:reference "strike.place" ] ] ."""
    found = texts(here, STRIKES + said)
    assert found == sorted([f'{n}"{INTEGER}' for n in (0, 0, 1, 2500, 18000)] + ["Iquique", "Lota", "Lota"])


def test_a_record_that_holds_none_is_a_row_without_them(here: Path) -> None:
    assert texts(here, STRIKES + rows("strikes", "union")) == ["Acme", "Bravo", "Cobre"]


def test_fields_beside_each_other_are_combined(here: Path) -> None:
    (here / "unions.json").write_text('[{"a": [1, 2], "b": ["x", "y"]}, {"a": [], "b": ["z"]}]')
    view = """<#v> rml:viewOn [ rml:source "unions.json" ; rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" ] ;
      rml:field [ rml:fieldName "a" ; rml:reference "$.a[*]" ] , [ rml:fieldName "b" ; rml:reference "$.b[*]" ] .
    """
    assert texts(here, view + rows("v", "a.#", "a", "b.#", "b")) == ["0 1 0 x", "0 1 1 y", "1 2 0 x", "1 2 1 y"]
    assert texts(here, view + rows("v", "b")) == ["x", "y", "z"]


def test_fields_are_references_templates_constants_and_functions(here: Path) -> None:
    field = "https://w3id.org/polhist/function/slug"
    view = (
        FOUNDED
        + f""" , [ rml:fieldName "both" ; rml:template "{{name}}/{{year}}" ] , [ rml:fieldName "c" ; rml:constant "of" ] ,
      [ rml:fieldName "slug" ; rml:functionExecution [ rml:function <{field}> ; rml:input [
        rml:parameter <https://w3id.org/polhist/function/text> ; rml:inputValueMap [ rml:reference "name" ] ] ] ] .
    """
    )
    found = texts(here, view + rows("founded", "slug", "c", "both", "both.#"))
    assert found == ["acme of Acme/1900 0", "cobre of Cobre/1910 0", "zeta of Zeta/1920 0"]


def test_a_view_can_be_on_a_view(here: Path) -> None:
    second = """<#second> rml:viewOn <#strikes> ; rml:field [ rml:fieldName "where" ; rml:reference "strike.place" ] ,
      [ rml:fieldName "which" ; rml:template "{#}.{strike.#}" ] .
    """
    assert texts(here, STRIKES + second + rows("second", "#", "where", "which")) == [
        "0 Iquique 0.0",
        "1 Lota 0.1",
        "3 Lota 2.0",
    ]


# ---- texts that hold records ---------------------------------------------------------------------------------


def nested(source: str, formulation: str, form: str, references: tuple[str, str]) -> str:
    name, text = references
    return f"""<#v> rml:viewOn [ rml:source "{source}" ; rml:referenceFormulation rml:{formulation} ] ;
      rml:field [ rml:fieldName "name" ; rml:reference "{name}" ] , [ rml:fieldName "text" ; rml:reference "{text}" ;
        rml:field [ a rml:IterableField ; rml:fieldName "in" ; {form} ] ] .
    """


def test_a_cell_can_hold_json(here: Path) -> None:
    (here / "t.csv").write_text('name,text\na,"[{""x"": 1}, {""x"": 2}]"\nb,\nc,"[{""x"": 3}]"\n')
    form = 'rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" ; rml:field [ rml:fieldName "x" ; rml:reference "$.x" ]'
    view = nested("t.csv", "CSV", form, ("name", "text"))
    assert texts(here, view + rows("v", "name", "text.in.#", "text.in.x")) == ["a 0 1", "a 1 2", "c 0 3"]
    assert texts(here, view + rows("v", "name")) == ["a", "b", "c"]


def test_a_cell_can_hold_xml(here: Path) -> None:
    (here / "t.csv").write_text('name,text\na,<r><p x="1"/><p x="2"/></r>\n')
    form = 'rml:referenceFormulation rml:XPath ; rml:iterator "/r/p" ; rml:field [ rml:fieldName "x" ; rml:reference "@x" ]'
    assert texts(here, nested("t.csv", "CSV", form, ("name", "text")) + rows("v", "text.in.x")) == ["1", "2"]


def test_a_json_text_can_be_csv(here: Path) -> None:
    (here / "t.json").write_text(json.dumps({"name": "a", "text": "x,y\n1,\n2,z\n"}))
    form = 'rml:referenceFormulation rml:CSV ; rml:field [ rml:fieldName "x" ; rml:reference "x" ] , [ rml:fieldName "y" ; rml:reference "y" ]'
    view = nested("t.json", "JSONPath", form, ("$.name", "$.text"))
    assert texts(here, view + rows("v", "text.in.x")) == ["1", "2"]
    assert texts(here, view + rows("v", "text.in.x", "text.in.y")) == ["2 z"]


def test_a_broken_text_is_told_with_the_field_that_holds_it(here: Path) -> None:
    (here / "t.csv").write_text('name,text\na,"[{""x"": 1},"\n')
    form = 'rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" ; rml:field [ rml:fieldName "x" ; rml:reference "$.x" ]'
    error = refused(here, nested("t.csv", "CSV", form, ("name", "text")) + rows("v", "text.in.x"))
    assert "a value of text in t.csv:1:11: error[T230]: this is not JSON: the file ends too early" in error


# ---- sources -------------------------------------------------------------------------------------------------


def csv(here: Path) -> str:
    return 'rml:source "founded.csv" ; rml:referenceFormulation rml:CSV'


def parquet(here: Path) -> str:
    duckdb.sql(f"COPY (FROM '{here / 'founded.csv'}') TO '{here / 'founded.parquet'}' (FORMAT parquet)")
    return 'rml:source "founded.parquet" ; rml:referenceFormulation rml:CSV'


def database(here: Path) -> str:
    with closing(sqlite3.connect(here / "f.db")) as db:
        db.execute("CREATE TABLE founded (name TEXT, year TEXT)")
        db.executemany("INSERT INTO founded VALUES (?, ?)", [("Acme", "1900"), ("Zeta", "1920"), ("Cobre", "1910")])
        db.commit()
    dsn = "<http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#jdbcDSN>"
    return (
        f'rml:source [ {dsn} "jdbc:sqlite:f.db" ] ; rml:iterator "founded" ; rml:referenceFormulation rml:SQL2008Table'
    )


@pytest.mark.parametrize("source", [csv, parquet, database])
def test_every_kind_of_table_can_have_a_view(here: Path, source: Callable[[Path], str]) -> None:
    view = FOUNDED.replace('rml:source "founded.csv" ; rml:referenceFormulation rml:CSV', source(here))
    join = f"{view} ; {JOIN} ."
    found = texts(here, STRIKES + join + rows("founded", "#", "name", "year", "place.#", "place"))
    assert found == ["0 Acme 1900 0 Iquique", "0 Acme 1900 1 Lota", "2 Cobre 1910 0 Lota"]


def test_xml_has_views_as_json_has(here: Path) -> None:
    (here / "unions.xml").write_text(
        '<us><u name="Acme"><s place="Iquique"><day>1</day><day>2</day></s><s place="Lota"/></u><u name="Bravo"/></us>'
    )
    view = """<#v> rml:viewOn [ rml:source "unions.xml" ; rml:referenceFormulation rml:XPath ; rml:iterator "/us/u" ] ;
      rml:field [ rml:fieldName "name" ; rml:reference "@name" ] , [ rml:fieldName "s" ; rml:iterator "s" ;
        rml:field [ rml:fieldName "place" ; rml:reference "@place" ] , [ rml:fieldName "day" ; rml:iterator "day" ;
          rml:field [ rml:fieldName "n" ; rml:reference "." ] ] ] .
    """
    assert texts(here, view + rows("v", "name", "s.place")) == ["Acme Iquique", "Acme Lota"]
    assert texts(here, view + rows("v", "s.place", "s.day.#", "s.day.n")) == ["Iquique 0 1", "Iquique 1 2"]
    assert texts(here, view + rows("v", "name")) == ["Acme", "Bravo"]


# ---- joins ---------------------------------------------------------------------------------------------------

JOIN = """rml:leftJoin [ rml:parentLogicalView <#strikes> ;
    rml:joinCondition [ rml:child "name" ; rml:parent "union" ] ;
    rml:field [ rml:fieldName "place" ; rml:reference "strike.place" ] , [ rml:fieldName "union" ; rml:reference "union" ] ]"""


def test_a_left_join_keeps_rows_that_nothing_fits(here: Path) -> None:
    view = f"{STRIKES}{FOUNDED} ; {JOIN} ."
    assert texts(here, view + rows("founded", "name")) == ["Acme", "Cobre", "Zeta"]
    assert texts(here, view + rows("founded", "name", "place")) == ["Acme Iquique", "Acme Lota", "Cobre Lota"]


def test_an_inner_join_leaves_them_out(here: Path) -> None:
    view = f"{STRIKES}{FOUNDED} ; {JOIN.replace('leftJoin', 'innerJoin')} ."
    assert texts(here, view + rows("founded", "name")) == ["Acme", "Cobre"]


def test_the_position_of_a_joined_field_counts_its_records_once_each(here: Path) -> None:
    found = texts(here, f"{STRIKES}{FOUNDED} ; {JOIN} ." + rows("founded", "union.#", "place.#", "place"))
    assert found == ["0 0 Iquique", "0 0 Lota", "0 1 Lota"]


def test_the_position_of_a_joined_field_goes_on_behind_a_record_in_several_rows(here: Path) -> None:
    every = JOIN.replace('rml:child "name" ; rml:parent "union"', 'rml:child "all" ; rml:parent "all"')
    (here / "founded.csv").write_text("name,year\nAcme,1900\n")
    strikes = STRIKES.replace("  rml:field [ a", '  rml:field [ rml:fieldName "all" ; rml:constant "x" ] , [ a', 1)
    founded = FOUNDED.replace("  rml:field [ rml", '  rml:field [ rml:fieldName "all" ; rml:constant "x" ] , [ rml', 1)
    view = f"{strikes}{founded} ; {every} ."
    assert texts(here, view + rows("founded", "union.#", "union")) == ["0 Acme", "1 Bravo", "2 Cobre"]
    assert texts(here, view + rows("founded", "union.#", "place.#", "place")) == ["0 0 Iquique", "0 1 Lota", "2 2 Lota"]


def test_two_joins_are_over_the_same_rows(here: Path) -> None:
    (here / "seats.csv").write_text("union,town\nAcme,Arica\nZeta,Zapala\n")
    second = """<#seats> rml:viewOn [ rml:source "seats.csv" ; rml:referenceFormulation rml:CSV ] ;
      rml:field [ rml:fieldName "union" ; rml:reference "union" ] , [ rml:fieldName "town" ; rml:reference "town" ] .
    """
    join = """rml:leftJoin [ rml:parentLogicalView <#seats> ;
      rml:joinCondition [ rml:child "name" ; rml:parent "union" ] ;
      rml:field [ rml:fieldName "town" ; rml:reference "town" ] ]"""
    view = f"{STRIKES}{second}{FOUNDED} ; {JOIN} ; {join} ."
    assert texts(here, view + rows("founded", "name", "town")) == ["Acme Arica", "Zeta Zapala"]
    assert texts(here, view + rows("founded", "name", "place", "town")) == ["Acme Iquique Arica", "Acme Lota Arica"]


def test_a_triples_map_can_join_views_too(here: Path) -> None:
    said = """<#s> rml:logicalSource <#strikes> ; rml:subjectMap [ rml:template "http://e.org/{union}/{strike.#}" ] ;
      rml:predicateObjectMap [ rml:predicate ex:by ; rml:objectMap [ rml:parentTriplesMap <#rows> ;
        rml:joinCondition [ rml:child "union" ; rml:parent "name" ] ] ] .
    """
    found = texts(here, f"{STRIKES}{FOUNDED} . {said}" + rows("founded", "name", subject="{name}"))
    assert found == sorted(["<http://e.org/Acme>"] * 2 + ["<http://e.org/Cobre>", "Acme", "Cobre", "Zeta"])


def test_annotations_change_nothing(here: Path) -> None:
    annotated = f"""{FOUNDED} ; rml:structuralAnnotation [ a rml:PrimaryKeyAnnotation ; rml:onFields ( "year" ) ] ,
      [ a rml:ForeignKeyAnnotation ; rml:onFields ( "name" ) ; rml:targetView <#strikes> ; rml:targetFields ( "union" ) ] .
    """
    (here / "founded.csv").write_text(TABLE + "Delta,1900\n")
    assert texts(here, annotated + rows("founded", "name")) == ["Acme", "Cobre", "Delta", "Zeta"]


# ---- what is odd ---------------------------------------------------------------------------------------------


def test_an_iterator_of_a_field_that_finds_nothing_is_warned_of(here: Path) -> None:
    ran = mapped(here, STRIKES.replace("$.strikes[*]", "$.strike[*]") + rows("strikes", "union"))
    assert ran.code == 0
    assert 'm.ttl:5:67: warning[T236]: nothing in unions.json is a record: "$.strike[*]" finds nothing' in ran.err
    assert len((here / "out.nq").read_text().splitlines()) == 3


def test_the_output_must_not_be_what_a_view_reads(here: Path) -> None:
    (here / "m.ttl").write_text(PREFIXES + STRIKES + rows("strikes", "union"))
    ran = lod(here, "map", "m.ttl", "--output", "unions.json")
    assert ran.code == 2
    assert "error[M119]: the output is unions.json, which the mapping reads" in ran.err


def joined(old: str, new: str) -> str:
    """The join with something else in it."""
    return f"{STRIKES}{FOUNDED} ; {JOIN.replace(old, new)} ."


REFUSED = [
    (STRIKES, "strike.plaice", 'error[M104]: column "strike.plaice" is not in the view strikes; did you mean "strike.place"?'),
    (STRIKES, "<it>", 'error[M109]: "<it>" is a record, no value; name a field of the view'),
    (STRIKES, "strike", 'error[M109]: "strike" is a record, no value; name a field of it, or its position strike.#'),
    (STRIKES.replace('"strike"', '"a b"'), "union", 'error[M109]: "a b" is no name of a field; use letters, digits, _ and - (RML-LV section 4.2)'),
    (STRIKES.replace('"strike"', '"union"'), "union", 'error[M109]: there is another field "union"; give it another name (RML-LV section 4.2)'),
    (STRIKES.replace('; rml:iterator "$.strikes[*]"', ""), "union", 'error[M103]: the field "strike" lacks an iterator; add rml:iterator'),
    (STRIKES.replace("rml:viewOn", "rml:source"), "union", "error[M103]: the view strikes lacks what it is a view on; add rml:viewOn (RML-LV section 3)"),
    (STRIKES.replace('rml:iterator "$.strikes[*]"', 'rml:iterator "s" ; rml:referenceFormulation rml:XPath'), "union", 'the field "strike" changes the reference formulation; take it out, or nest the field in an rml:ExpressionField (RML-LV section 4.4)'),
    (STRIKES.replace('rml:fieldName "strike" ;', "").replace('rml:reference "$.name" ]', 'rml:reference "$.name" ] '), "union", 'error[M103]: the field lacks a name; add rml:fieldName (RML-LV section 4)'),
    (f'{FOUNDED} , [ rml:fieldName "in" ; rml:iterator "x" ; rml:field [ rml:fieldName "y" ; rml:reference "y" ] ] .', "founded", 'error[M112]: the iterable field "in" on rows, which hold no records, is not supported; see RML-LV section 4.4'),
    (f'{FOUNDED} , [ rml:fieldName "in" ; rml:reference "name" ; rml:field [ rml:fieldName "y" ; rml:reference "y" ] ] .', "founded", 'the field "in.y" is declared on a value, which has no references'),
    (f'{FOUNDED} , [ rml:fieldName "in" ; rml:reference "name" ; rml:field [ a rml:IterableField ; rml:fieldName "y" ; rml:field [ rml:fieldName "z" ; rml:reference "z" ] ] ] .', "founded", 'error[M103]: the field "in.y" lacks a reference formulation'),
    (joined('leftJoin', 'fullJoin'), "founded", "error[M112]: rml:fullJoin is not supported; see RML-LV section 5.1"),
    (joined('<#strikes>', '<#nowhere>'), "founded", "nowhere> is no logical view; give it rml:viewOn and rml:field (RML-LV section 5)"),
    (joined('<#strikes>', '<#founded>'), "founded", "error[M109]: this view reads itself; break the circle (RML-LV section 4.1)"),
    (joined('"place"', '"year"'), "founded", 'error[M109]: there is another field "year"'),
    (joined('child "name"', 'child "place"'), "founded", 'error[M104]: column "place" is not in the view founded'),
    (joined('rml:joinCondition [ rml:child "name" ; rml:parent "union" ] ;', ''), "founded", "error[M103]: the join lacks rml:joinCondition; add rml:joinCondition (RML-LV section 5)"),
    (f'{FOUNDED} ; rml:structuralAnnotation [ a rml:UniqueAnnotation ; rml:onFields ( "nmae" ) ] .', "founded", 'error[M109]: the view founded has no field "nmae"'),
    (f"{FOUNDED} ; rml:referenceFormulation rml:CSV .", "founded", "error[M109]: rml:referenceFormulation has no effect here"),
]  # fmt: skip


@pytest.mark.parametrize(("views", "key", "expected"), REFUSED)
def test_what_a_view_cannot_be_is_told_with_its_place(here: Path, views: str, key: str, expected: str) -> None:
    name = "founded" if key == "founded" else "strikes"
    error = refused(here, views + rows(name, "year" if key == "founded" else key))
    assert expected in error, error
    assert error.startswith("m.ttl:")


def test_fields_in_a_circle_are_refused(here: Path) -> None:
    view = """<#v> rml:viewOn [ rml:source "unions.json" ; rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" ] ;
      rml:field <#f> . <#f> rml:fieldName "f" ; rml:iterator "$.strikes[*]" ; rml:field <#f> .
    """
    assert "error[M109]: this field is nested in itself; break the circle" in refused(here, view + rows("v", "f.#"))
