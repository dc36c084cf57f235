"""What a cluster reads and writes, and what it says where it cannot: files, folders, Java, masters."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from lod import map as mapper
from lod import turtle
from lod.engines import relations
from lod.engines.cluster import session as sessions
from lod.engines.cluster.model import Asked, Job, Unread
from lod.engines.cluster.run import run, write
from lod.errors import Failed
from lod.functions.names import TEXT
from lod.mapping.parse import parse
from lod.mapping.references import references
from lod.plan.bind import bind
from lod.plan.compile import compile_plan
from lod.plan.model import Plan
from tests.engines.clusters import ASKED, MARKS, in_order, job, silent, together

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = MARKS


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with sessions.session(ASKED) as spark:
        yield spark


# ---- files ---------------------------------------------------------------------------------------------------

PEOPLE = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> .
@prefix fn: <https://w3id.org/polhist/function/> .
<#a> rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://ex.org/{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] .
"""


def mapped(spark: SparkSession, folder: Path, path: Path, asked: Asked = ASKED, rml: str = PEOPLE) -> list[str]:
    """The lines that a mapping makes of a file."""
    (folder / "m.ttl").write_text(rml.format(path=path))
    mapping = mapper.read([folder / "m.ttl"], mapper.BASE)
    plan = compile_plan(mapping, lambda source: source.key)
    sources = {key: Unread(source, places) for key, (source, places) in references(mapping).items()}
    write(spark, job(mapping, plan, sources), str(folder / "out"), asked, silent)
    return together(folder / "out").decode().splitlines()


def refused(spark: SparkSession, folder: Path, path: Path, rml: str = PEOPLE) -> str:
    """The message of a mapping that fails; nothing is written."""
    with pytest.raises(Failed) as failed:
        mapped(spark, folder, path, rml=rml)
    assert not [file for file in folder.iterdir() if file.name.startswith("out")]
    return str(failed.value).replace(f"{folder}/", "")


ANN = '<http://ex.org/1> <http://ex.org/name> "Ann" .'


@pytest.mark.parametrize(
    "data",
    [
        b"id,name\n1,Ann\n",
        b"id,name\r\n1,Ann",
        b"id,name\r1,Ann\r",
        b"\xef\xbb\xbfid,name\n1,Ann\n\n",
        b'\xef\xbb\xbf"id","name"\r\n"1",Ann\r\n',
        b'id,"na""me",name\n1,"x\r\ny",Ann\n2,"",""\n3,,\n',
        b'name,id\r\nAnn,1\r\n"",2\r\n"","a\nb"\r\n',
    ],
)
def test_a_file_is_read_however_its_lines_end(spark: SparkSession, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.csv").write_bytes(data)
    assert mapped(spark, tmp_path, tmp_path / "p.csv") == [ANN]


def test_packed_files_and_all_files_of_a_folder_are_read(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "p q").mkdir()
    (tmp_path / "p q" / "1.csv.gz").write_bytes(gzip.compress(b"id,name\n1,Ann\n"))
    (tmp_path / "p q" / "2.csv.gz").write_bytes(gzip.compress('id,name\n2,"Böb\n"\n'.encode()))
    assert mapped(spark, tmp_path, tmp_path / "p q") == [ANN, '<http://ex.org/2> <http://ex.org/name> "Böb\\n" .']


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id,name\n1,Ann\n2\n", "p.csv:3: error[T204]: this row has 1 field, the header has 2"),
        (b'id,name\n1,"Ann\n"\n2,b,c\n', "p.csv:4: error[T204]: this row has 3 fields, the header has 2"),
        (b'id,name\n1,"Ann\n2,b\n', "p.csv:2: error[T205]: the quotes of this row do not close: unexpected end"),
        (b'id,name\n1,Ann\n2,"b"b\n', "p.csv:3: error[T205]: the quotes of this row do not close: ',' expected"),
        (b"id,name\n1,Ann\n2,\xff\n", "p.csv:3: error[T201]: byte 16 is not UTF-8 (0xFF)"),
        (b"id,name\n1,Ann\r\n2,b\n", "p.csv:2: error[T205]: "),
        (b"id,name\r\n1,Ann\n2,b\r\n3,c\r\n", "p.csv:2: error[T"),
        (b'id,name\n1,"A\nnn"\r\n2,b\n', "p.csv:3: error[T205]: "),
        (b"", "p.csv:1: error[T202]: the table has no header row"),
        (b"id,id\n1,2\n", 'p.csv:1: error[T203]: two columns are called "id"'),
        (b"id,nam\n1,2\n", 'error[M104]: column "name" is not in p.csv; did you mean "nam"?'),
    ],
)
def test_a_file_that_is_no_csv_is_refused_with_its_line(
    spark: SparkSession, tmp_path: Path, data: bytes, message: str
) -> None:
    (tmp_path / "p.csv").write_bytes(data)
    assert message in refused(spark, tmp_path, tmp_path / "p.csv")


def test_files_of_a_folder_with_other_headers_are_refused(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "1.csv").write_bytes(b"id,name\n1,Ann\n")
    (tmp_path / "p" / "2.csv").write_bytes(b"name,id\n1,Ann\n")
    assert "error[S733]: Spark has stopped: CSV header does not conform to the schema" in refused(
        spark, tmp_path, tmp_path / "p"
    )


def test_a_file_that_is_not_there_is_named(spark: SparkSession, tmp_path: Path) -> None:
    assert 'error[C106]: there is no file "none.csv"' in refused(spark, tmp_path, tmp_path / "none.csv")


def test_what_a_cluster_cannot_do_is_said_at_its_place(spark: SparkSession, tmp_path: Path) -> None:
    json_rml = PEOPLE.replace("rml:CSV", 'rml:JSONPath ; rml:iterator "$"').replace('"name"', '"$.name"')
    json_rml = json_rml.replace("{{id}}", "{{$.id}}")
    found = refused(spark, tmp_path, tmp_path / "p.json", json_rml)
    assert "error[M118]: p.json (json) cannot be mapped on a cluster; clusters read CSV and Parquet" in found
    (tmp_path / "p.csv").write_bytes(b"id,name\n1,Ann\n")
    numbered = PEOPLE.replace('rml:reference "name"', "rml:termType rml:BlankNode")
    assert "m.ttl:5:" in refused(spark, tmp_path, tmp_path / "p.csv", numbered)
    assert "error[M118]: a blank node that is numbered by its row" in refused(
        spark, tmp_path, tmp_path / "p.csv", numbered
    )
    duckdb.sql(f"COPY (SELECT 1.5::DOUBLE AS id, 'Ann' AS name) TO '{tmp_path}/p.parquet' (FORMAT parquet)")
    mapping = parse((turtle.read(PEOPLE.format(path=f"{tmp_path}/p.parquet"), "m.ttl"),), mapper.BASE)
    ((key, (source, places)),) = references(mapping).items()
    plan, wanted = compile_plan(mapping, lambda s: s.key), Unread(replace(source, formulation="parquet"), places)
    with pytest.raises(Failed, match=r'M118.*the column "id" of type double'):
        write(spark, job(mapping, plan, {key: wanted}), str(tmp_path / "out"), ASKED, silent)


@pytest.mark.parametrize("kind", ["DECIMAL(20, 10)", "DECIMAL(38, 0)", "BIGINT", "BOOLEAN", "VARCHAR"])
def test_parquet_columns_have_the_texts_of_the_other_engine(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "p.parquet"
    values = f"[NULL, CAST('0' AS {kind}), CAST('1' AS {kind})]"
    numbers = "" if kind in ("BOOLEAN", "BIGINT", "DECIMAL(38, 0)") else f" || [CAST('-0.0000001' AS {kind})]"
    duckdb.sql(f"COPY (SELECT 7::TINYINT AS id, unnest({values}{numbers}) AS name) TO '{file}' (FORMAT parquet)")
    mapping = parse((turtle.read(PEOPLE.format(path=file), "m.ttl"),), mapper.BASE)
    ((key, (source, places)),) = references(mapping).items()
    plan, wanted = compile_plan(mapping, lambda s: s.key), Unread(replace(source, formulation="parquet"), places)
    with duckdb.connect() as con:
        fields = relations.load_parquet(con, key, wanted.source, file, places)
        expected = in_order(con, bind(plan, {key: fields}))
    write(spark, job(mapping, plan, {key: wanted}), str(tmp_path / "out"), ASKED, silent)
    assert together(tmp_path / "out") == expected
    assert expected


def test_functions_give_what_their_python_gives(spark: SparkSession, tmp_path: Path) -> None:
    call = f"""rml:functionExecution [ rml:function <https://w3id.org/polhist/function/upper> ;
      rml:input [ rml:parameter <{TEXT.iri}> ; rml:inputValueMap [ rml:reference "name" ] ] ]"""
    (tmp_path / "p.csv").write_text("id,name\n1,straße İ\n2,\n")
    rml = PEOPLE.replace('rml:reference "name"', call)
    assert mapped(spark, tmp_path, tmp_path / "p.csv", rml=rml) == [
        '<http://ex.org/1> <http://ex.org/name> "STRASSE İ" .'
    ]


# ---- output --------------------------------------------------------------------------------------------------


def test_an_iri_that_is_none_stops_the_run_or_is_left_out(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,http://e.org/a b\n2,http://e.org/c\n")
    rml = PEOPLE.replace('rml:reference "name"', 'rml:reference "name" ; rml:termType rml:IRI')
    message = refused(spark, tmp_path, tmp_path / "p.csv", rml)
    assert "m.ttl:5:" in message
    assert "error[M106]" in message
    assert "http://e.org/a b" in message
    left = mapped(spark, tmp_path, tmp_path / "p.csv", replace(ASKED, skip=True), rml)
    assert left == ["<http://ex.org/2> <http://ex.org/name> <http://e.org/c> ."]


def test_an_output_is_replaced_when_the_new_one_is_whole_and_nothing_else_is(
    spark: SparkSession, tmp_path: Path
) -> None:
    people, out = tmp_path / "p.csv", tmp_path / "out"
    people.write_text("id,name\n1,Ann\n")
    assert mapped(spark, tmp_path, people) == [ANN]
    people.write_text("id,name\n1\n")
    with pytest.raises(Failed, match="T204"):
        mapped(spark, tmp_path, people)
    assert together(out).decode().splitlines() == [ANN]
    people.write_text("id,name\n1,Bob\n")
    assert mapped(spark, tmp_path, people) == [ANN.replace("Ann", "Bob")]
    people.write_text("id,name\n1,\n")
    assert mapped(spark, tmp_path, people) == []
    assert json.loads((out / "manifest.json").read_text())["quads"] == 0
    assert (out / "_SUCCESS").is_file()
    (out / "letter.txt").write_text("mine")
    with pytest.raises(Failed, match="S734"):
        mapped(spark, tmp_path, people)
    assert (out / "letter.txt").read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["m.ttl", "out", "p.csv"]


def test_what_spark_says_comes_in_one_line(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ann\n")
    mapping = parse((turtle.read(PEOPLE.format(path=tmp_path / "p.csv"), "m.ttl"),), mapper.BASE)
    plan = compile_plan(mapping, lambda source: source.key)
    sources = {key: Unread(source, places) for key, (source, places) in references(mapping).items()}
    with pytest.raises(Failed) as failed:
        write(spark, job(mapping, plan, sources), "nosuch://host/out", ASKED, silent)
    assert str(failed.value).startswith('error[S733]: Spark has stopped: No FileSystem for scheme "nosuch"; ')
    assert failed.value.exit_code == 4


EMPTY = Job(Plan((), ()), {}, {})


def test_a_machine_without_java_or_spark_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def message(asked: Asked = ASKED) -> str:
        with pytest.raises(Failed) as failed:
            run(EMPTY, str(tmp_path / "out"), asked, silent)
        assert failed.value.exit_code == 4
        return str(failed.value)

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{closed.getsockname()[1]}"
        assert message(Asked(master)).startswith(
            f"error[S732]: the master {master} cannot be reached: connection refused"
        )
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert message().startswith(f"error[S730]: Spark cannot start: there is no Java in JAVA_HOME ({tmp_path}); install")
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert message().startswith("error[S730]: Spark cannot start: there is no Java; install Java 17 or 21")
    monkeypatch.setattr(sessions, "find_spec", lambda module: None)
    assert message() == "error[S731]: the Python package pyspark is not installed; run: pip install '.[cluster]'"


JAVA = "#!/bin/sh\necho 'Exception in thread \"main\" {told}' >&2\nexit 1\n"


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (
            "java.lang.UnsupportedClassVersionError: x",
            "[S730]: Spark cannot start: this Java is too old; install Java 17",
        ),
        ("java.lang.Error: no room\n\tat x", "[S730]: Spark cannot start: no room; install Java 17"),
        (
            "org.apache.spark.SparkException: When running with master yarn HADOOP_CONF_DIR must be set.",
            "[S732]: the master yarn cannot be reached: When running with master yarn HADOOP_CONF_DIR must be set",
        ),
    ],
)
def test_what_java_says_before_it_ends_is_said(tmp_path: Path, told: str, message: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").write_text(JAVA.format(told=told))
    (tmp_path / "bin" / "java").chmod(0o755)
    code = (
        "from lod.engines.cluster.run import *; run(Job(Plan((), ()), {}, {}), 'out', Asked('yarn'), lambda step: None)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "JAVA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert message in ran.stderr
