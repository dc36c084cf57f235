"""`lod map` with files and folders of any name: what is read is the named file alone, and the same on every machine."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from tests.dataset import lod

RULE = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .
<#r> rml:logicalSource [ rml:referenceFormulation rml:CSV ; rml:source {source} ] ;
  rml:subjectMap [ rml:template "http://e.org/{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:v ; rml:objectMap [ rml:reference "{reference}" ] ] .
"""
SIGNS = ["votes [1]", "votes*", "v?tes", "[a-z]", "~", "**", "it's"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def stated(here: Path, source: str, reference: str = "v", output: str = "out.nq") -> list[str]:
    """Local name of the subject, and value, of each line."""
    source = source if source.startswith("[ ") else f'"{source}"'
    (here / "m.ttl").write_text(RULE.format(source=source, reference=reference), encoding="utf-8")
    ran = lod(here, "map", "m.ttl", "--output", output, "--sort")
    assert ran.code == 0, ran.err
    cut = "<http://e.org/", "> <http://e.org/v>"
    return [n.removeprefix(cut[0]).replace(cut[1], "")[:-2] for n in (here / output).read_text("utf-8").splitlines()]


def parquet(file: Path, columns: str) -> None:
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE t AS SELECT {columns}")
        con.execute("COPY t TO 'made.parquet' (FORMAT parquet)")
    Path("made.parquet").rename(file)


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".parquet", ""])
@pytest.mark.parametrize("name", SIGNS)
def test_only_the_named_file_is_read(here: Path, name: str, ending: str) -> None:
    """Beside it lie files that its name would stand for if it were a pattern."""
    named = here / f"{name}{ending}"
    others = [here / f"{other}{ending}" for other in ("votes 1", "votes", "x", "votes 2")]
    for file, cell in [*((other, "other") for other in others), (named, "this")]:
        if ending == ".parquet":
            parquet(file, f"1 AS id, '{cell}' AS v")
        else:
            data = f"id,v\n1,{cell}\n".encode()
            file.write_bytes(gzip.compress(data) if ending == ".csv.gz" else data)
    assert stated(here, named.name) == ['1 "this"']


@pytest.mark.parametrize("name", SIGNS)
def test_folders_may_have_any_name(here: Path, name: str) -> None:
    """That of the source, and that of the output, where packed sources are unpacked."""
    (here / name).mkdir()
    (here / name / "t.csv.gz").write_bytes(gzip.compress(b"id,v\n1,x\n"))
    assert stated(here, f"{name}/t.csv.gz", output=f"{name}/out.nq") == ['1 "x"']


def test_the_name_of_a_folder_is_no_value(here: Path) -> None:
    for folder in ("id=77", "v=other"):
        (here / folder).mkdir()
        parquet(here / folder / "t.parquet", "1 AS id, 'this' AS v")
        assert stated(here, f"{folder}/t.parquet") == ['1 "this"']


def test_a_plain_file_may_be_called_as_a_packed_one(here: Path) -> None:
    (here / "t.csv.gz").write_bytes(b"id,v\n1,x\n")
    assert stated(here, '[ rml:path "t.csv.gz" ; rml:compression rml:none ]') == ['1 "x"']


@pytest.mark.parametrize("zone", ["America/Santiago", "Asia/Kolkata", "UTC"])
def test_a_time_is_the_same_text_wherever_the_program_runs(
    here: Path, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet(here / "t.parquet", "1 AS id, TIMESTAMPTZ '1912-05-03 12:00:00+00' AS v")
    monkeypatch.setenv("TZ", zone)
    assert stated(here, "t.parquet") == ['1 "1912-05-03 12:00:00+00"']
