"""Logical views on a cluster: made on this machine, and mapped with what the cluster reads itself."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lod import map as mapper
from tests.engines.clusters import ASKED, MARKS, silent, together

pytestmark = MARKS

RML = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .
<#people> rml:source "people.csv" ; rml:referenceFormulation rml:CSV .
<#strikes> rml:viewOn [ rml:source "strikes.json" ; rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" ] ;
  rml:field [ rml:fieldName "place" ; rml:reference "$.place" ] ,
    [ rml:fieldName "leader" ; rml:reference "$.leaders[*]" ] ,
    [ rml:fieldName "size" ; rml:reference "$.size" ] ;
  rml:leftJoin [ rml:parentLogicalView <#known> ; rml:joinCondition [ rml:child "leader" ; rml:parent "id" ] ;
    rml:field [ rml:fieldName "name" ; rml:reference "name" ] ] .
<#known> rml:viewOn <#people> ;
  rml:field [ rml:fieldName "id" ; rml:reference "id" ] , [ rml:fieldName "name" ; rml:reference "name" ] .
<#person> rml:logicalSource <#people> ; rml:subjectMap [ rml:template "http://e.org/{id}" ; rml:class ex:Person ] .
<#strike> rml:logicalSource <#strikes> ; rml:subjectMap [ rml:template "http://e.org/{place}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:size ; rml:objectMap [ rml:reference "size" ] ] ,
    [ rml:predicate ex:led ; rml:objectMap [ rml:template "{leader.#} {name}" ; rml:termType rml:Literal ] ] ,
    [ rml:predicate ex:by ; rml:objectMap [ rml:parentTriplesMap <#person> ;
      rml:joinCondition [ rml:child "leader" ; rml:parent "id" ] ] ] .
"""


def test_a_cluster_states_the_views_that_one_machine_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.ttl").write_text(RML)
    Path("people.csv").write_text("id,name\nada,Ada\njo,José\n")
    Path("strikes.json").write_text(
        '[{"place": "Lota", "leaders": ["ada", "jo"], "size": 9}, {"place": "Tomé", "leaders": ["zoe"], "size": "x"}]'
    )
    mapper.run([Path("m.ttl")], Path("out.nq"), mapper.Asked(sort=True), silent)
    quads, left_out = mapper.run_on_cluster([Path("m.ttl")], f"{tmp_path}/out", mapper.BASE, ASKED, silent)
    lines = Path("out.nq").read_bytes().splitlines()
    assert sorted(together(Path("out")).splitlines()) == lines
    assert (quads, left_out) == (len(lines), [])
    assert len(lines) == 8
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.ttl", "out", "out.nq", "people.csv", "strikes.json"]


def test_relative_paths_start_from_where_the_program_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("first", "secönd %20"):  # Java stays where it was started
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        Path("people.csv").write_text("id\nada\n")
        Path("m.ttl").write_text("""@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .
[] rml:logicalSource [ rml:source "people.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/{id}" ; rml:class ex:Person ] .""")
        mapper.run_on_cluster([Path("m.ttl")], "out", mapper.BASE, ASKED, silent)
        assert together(folder / "out").count(b"\n") == 1


def test_a_cluster_has_the_nulls_of_a_parquet_file_that_one_machine_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    duckdb.sql(f"COPY (FROM (VALUES ('a', 'x'), ('b', 'n/a'), ('c', NULL)) AS t(id, v)) TO '{tmp_path / 'p.parquet'}'")
    Path("m.ttl").write_text(
        f"""@prefix rml: <http://w3id.org/rml/> .
<#p> rml:logicalSource [ rml:source [ rml:path "{tmp_path}/p.parquet" ; rml:null "n/a" ] ;
    rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate <http://e.org/v> ; rml:objectMap [ rml:reference "v" ] ] .
"""
    )
    mapper.run([Path("m.ttl")], Path("out.nq"), mapper.Asked(sort=True), silent)
    mapper.run_on_cluster([Path("m.ttl")], f"{tmp_path}/out", mapper.BASE, ASKED, silent)
    assert together(Path("out")) == Path("out.nq").read_bytes() == b'<http://e.org/a> <http://e.org/v> "x" .\n'
