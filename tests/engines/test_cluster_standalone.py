"""A standalone cluster, master and worker as processes of their own, writes the bytes that one machine writes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from lod import map as mapper
from lod.engines import relations
from lod.engines.cluster.model import Unread
from lod.engines.cluster.run import run
from lod.functions.names import TEXT
from lod.mapping.references import references
from lod.plan.bind import bind
from lod.plan.compile import compile_plan
from tests.engines.clusters import ASKED, MARKS, SMALL, in_order, job, silent, together

pytestmark = MARKS
HOST = "127.0.0.1"
RML = f"""@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> .
<#a> rml:logicalSource [ rml:source "FOLDER/p.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://ex.org/{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [
    rml:functionExecution [ rml:function <https://w3id.org/polhist/function/upper> ;
      rml:input [ rml:parameter <{TEXT.iri}> ; rml:inputValueMap [ rml:reference "name" ] ] ] ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:by ; rml:objectMap [ rml:parentTriplesMap <#b> ;
    rml:joinCondition [ rml:child "id" ; rml:parent "other" ] ] ] .
<#b> rml:logicalSource [ rml:source "FOLDER/p.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://ex.org/b/{{name}}" ] ."""


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """The address of a master with one worker of two cores."""
    import pyspark

    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    script = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    environment = {**os.environ, "SPARK_DAEMON_MEMORY": "512m", "SPARK_LOCAL_IP": HOST}
    common = ["--host", HOST, "--webui-port", "0"]
    starts = (
        ["master.Master", *common, "--port", str(port)],
        [
            "worker.Worker",
            *common,
            "--cores",
            "2",
            "--memory",
            "1g",
            "-d",
            str(tmp_path / "w"),
            f"spark://{HOST}:{port}",
        ],
    )
    running: list[subprocess.Popen[bytes]] = []
    with (tmp_path / "log").open("wb") as log:
        try:
            for word, *rest in starts:
                command = [script, f"org.apache.spark.deploy.{word}", *rest]
                running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
                _wait(port)
            yield f"spark://{HOST}:{port}"
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait(30)


def _wait(port: int) -> None:
    for _ in range(120):
        with socket.socket() as client:
            if client.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.5)
    pytest.fail("the master does not start")


def test_a_standalone_cluster_gives_the_bytes_that_one_machine_writes(
    tmp_path: Path, master: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f'{n % 70},"Ñ {n}/\n",{n % 11}' for n in range(500)]
    (tmp_path / "p.csv").write_text("\n".join(["id,name,other", *rows, ""]))
    (tmp_path / "m.ttl").write_text(RML.replace("FOLDER", str(tmp_path)))
    mapping = mapper.read([tmp_path / "m.ttl"], mapper.BASE)
    plan = compile_plan(mapping, lambda source: source.key)
    ((key, (source, places)),) = references(mapping).items()
    with duckdb.connect() as con:
        fields = relations.load_csv(con, key, source, tmp_path / "p.csv", places)
        expected = in_order(con, bind(plan, {key: fields}))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    settings = {**SMALL, "spark.executor.memory": "512m", "spark.driver.host": HOST}
    asked = replace(ASKED, master=master, partitions=3, settings=settings)
    written = run(job(mapping, plan, {key: Unread(source, places)}), str(tmp_path / "out"), asked, silent)
    assert together(tmp_path / "out") == expected
    assert [part.file for part in written.parts] == ["part-00000.nq", "part-00001.nq", "part-00002.nq"]
