"""A dataset that a cluster builds has the bytes, and the mistakes, of one that this machine builds."""

from __future__ import annotations

import hashlib
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lod import release
from tests.dataset import built, copy, lod, snapshot, spoil
from tests.engines.clusters import MARKS, SHARED, SMALL, together
from tests.mixed import mixed
from tests.timetables import small_timetables, timetables

pytestmark = MARKS
ALONE = ("build", "--no-store", "--no-validate")
CLUSTER = (
    *("build", "--engine", "cluster", "--master", "local[2]"),
    *(word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")),
)


def assert_builds_alike(root: Path, name: str, partitions: int, *words: str) -> None:
    """Both engines build a dataset: the same quads, sums that fit, and nothing else in the folder of the dataset."""
    alone = lod(root, *ALONE, *words)
    assert alone.code == 0, alone.err
    expected, before = (root / "output" / name).read_bytes(), snapshot(root / "output")
    ran = lod(root, *CLUSTER, "--partitions", str(partitions), *words)
    assert ran.code == 0, ran.err
    assert together(root / "output" / name) == expected
    assert len(list((root / "output" / name).glob("part-*"))) == partitions
    made = snapshot(root / "output")
    for file in ("ontology.ttl", "shapes.ttl", "wikidata.csv"):
        assert made.get(file) == before.get(file)
    sums = dict(line.split("  ")[::-1] for line in made.pop("SHA256SUMS").decode().splitlines())
    assert sums == {
        file: hashlib.sha256(data).hexdigest()
        for file, data in made.items()
        if not file.endswith(("manifest.json", "_SUCCESS"))
    }
    assert not [file for file in root.iterdir() if file.name.startswith(".output")]


def test_the_dataset_of_this_repository(root: Path, tmp_path: Path) -> None:
    shutil.copyfile(root / "pyproject.toml", tmp_path / "pyproject.toml")
    for folder in ("ontology", "mappings"):
        shutil.copytree(root / folder, tmp_path / folder)
    archive = SHARED / "seeds"
    assert_builds_alike(tmp_path, "polhist.nq", 2, *(("--archive", str(archive)) if archive.is_dir() else ()))
    assert together(tmp_path / "output/polhist.nq") == (root / "output/polhist.nq").read_bytes()


def test_sources_of_every_kind(tmp_path: Path) -> None:
    assert_builds_alike(mixed(tmp_path / "d"), "railway.nq", 3)


def test_small_timetables(tmp_path: Path) -> None:
    assert_builds_alike(small_timetables(tmp_path / "d", 400), "gtfs.nq", 3)
    assert (tmp_path / "d/output/gtfs.nq/manifest.json").read_text().count('"quads"') == 4


def test_timetables(tmp_path: Path) -> None:
    bench = SHARED / "bench"
    if not bench.is_dir():
        pytest.skip(f"needs {bench}")
    root = timetables(tmp_path / "d", bench / "gen_gtfs.py", bench / "gtfs-csv.rml.ttl", 1)
    assert_builds_alike(root, "gtfs.nq", 4)


ODD = """@prefix rml: <http://w3id.org/rml/> . @prefix o: <http://odd.example/> .
<#odd> rml:logicalSource [ rml:source "mappings/facts/odd.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://odd.example/{odd_id}" ] ;
  rml:predicateObjectMap [ rml:predicate o:said ; rml:objectMap [
    rml:reference "text" ; rml:languageMap [ rml:reference "tag" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate o:typed ; rml:objectMap [
    rml:reference "text" ; rml:datatypeMap [ rml:reference "type" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate o:see ; rml:objectMap [ rml:reference "iri" ; rml:termType rml:IRI ] ] ;
  rml:predicateObjectMap [ rml:predicate o:raw ; rml:objectMap [ rml:reference "iri" ; rml:termType rml:UnsafeIRI ] ] .
"""
ROWS = """odd_id,text,tag,type,iri
a,1,"e""n",http://www.w3.org/2001/XMLSchema#integer,http://ok.example/a
b,01,en,http://www.w3.org/2001/XMLSchema#integer,http://ok.example/b c
c,"q""x",Englisch,"http://t.example/a""b",http://ok.example/c
d,"line
end",es,http://www.w3.org/1999/02/22-rdf-syntax-ns#langString,relative
"""


def test_mistakes_are_told_alike_and_publish_nothing(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    (root / "mappings/odd.rml.ttl").write_text(ODD)
    (root / "mappings/facts/odd.csv").write_text(ROWS)
    facts = root / "mappings/facts"
    for file, old, new in (("stations", "junction,1880", "junktion,1880"), ("stops", "s-2,coast", "s-2,coats")):
        spoil(root, f"mappings/facts/{file}.csv", old, new)
    with (facts / "stops.csv").open("a") as stops:
        stops.write("s-9,coast,alder,07\ns-8,nowhere,birch,5\n")
    (root / "output").mkdir()
    release.checksums(root / "output")
    before = snapshot(root)
    alone, ran = lod(root, *ALONE), lod(root, *CLUSTER)
    assert (ran.code, ran.errors) == (alone.code, alone.errors)
    assert {code for line in ran.errors for code in re.findall(r"error\[(....)\]", line)} == {
        *("M106", "D301", "D302", "D304", "D305"),
    }
    assert ran.err.endswith("nothing was published: mend this and build again\n")
    assert snapshot(root) == before


def test_a_row_that_states_nothing_and_a_template_that_clashes_are_told_alike(tmp_path: Path) -> None:
    root = copy(tmp_path / "d")
    spoil(root, "mappings/network.rml.ttl", "id/line/{line_id}", "id/line/{line_id}{label_en}")
    spoil(root, "mappings/facts/lines.csv", "hill,Hill line", "coas,tCoast line\nhill,Hill line")
    alone, ran = lod(root, *ALONE), lod(root, *CLUSTER)
    assert (ran.code, ran.errors) == (alone.code, alone.errors)
    assert [line for line in ran.errors if "M107" in line]
    root = copy(tmp_path / "e")
    with (root / "mappings/facts/sources.csv").open("a") as rows:
        rows.write("diary,\n")
    (root / "mappings/sources.rml.ttl").write_text(SOURCES)
    alone, ran = lod(root, *ALONE), lod(root, *CLUSTER)
    assert (ran.code, ran.errors) == (alone.code, alone.errors)
    assert [line for line in ran.errors if "D306" in line]


SOURCES = """@prefix rml: <http://w3id.org/rml/> .
<#source> rml:logicalSource [ rml:source "mappings/facts/sources.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://odd.example/{source_id}" ] ;
  rml:predicateObjectMap [ rml:predicate <http://odd.example/title> ; rml:objectMap [ rml:reference "title" ] ] .
"""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--engine", "cluster", "--master", "spark://127.0.0.1:9"), 4, "error[S732]: the master spark://127.0.0.1:9"),
        (("--engine", "cluster", "--master", "nowhere"), 4, "error[S732]: the master nowhere cannot be reached"),
    ],
)
def test_what_cannot_be_asked_is_said_before_the_work(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    root = copy(tmp_path / "d")
    ran = lod(root, "build", *words)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert not (root / "output").exists()


def test_what_a_cluster_leaves_out_can_be_done_afterwards(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    whole = (root / "output/railway.nq").read_bytes()
    spoil(root, "pyproject.toml", "threads = 1", 'engine = "cluster"\nmaster = "local[2]"')
    ran = lod(root, "build", *CLUSTER[5:])
    assert ran.code == 0, ran.err
    steps = ["read", "evidence", "prepare", "map", "validate", "dump", "catalogue", "publish", "store"]
    assert [line.split()[0] for line in ran.err.splitlines()] == steps
    assert "left out, nothing was validated; later: lod validate output/railway.nq/part-*.nq" in ran.err
    parts = sorted((root / "output/railway.nq").glob("part-*.nq"))
    assert b"".join(part.read_bytes() for part in parts) == whole
    assert lod(root, "validate", *map(str, parts)).out.startswith("The data conform.")
    quads = whole.count(b"\n")
    assert lod(root, "store").err.endswith(f"{quads} quads, equal to railway.nq\n")
    assert lod(root, "query", "SELECT (COUNT(*) AS ?all) { ?s ?p ?o }", "--format", "csv").out.splitlines()[1].isdigit()
    assert lod(root, "trace", "station/alder").errors == [
        "error[S703]: output/.work/workbench.duckdb does not exist yet; run: lod build"
    ]
    assert lod(root, "build", "--engine", "embedded").code == 0
    assert (root / "output/railway.nq").read_bytes() == whole


SLOWLY = """
import sys
from lod import cli
from lod.engines.cluster import folder
write = folder._write
def told(*arguments):
    print("now", flush=True)
    write(*arguments)
folder._write = told
sys.argv = ["lod", "--root", *sys.argv[1:]]
cli.main()
"""


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_an_interrupted_build_changes_nothing(tmp_path: Path, how: int, code: int) -> None:
    root = built(tmp_path / "d")
    before = snapshot(root)
    words = [sys.executable, "-c", SLOWLY, str(root), *CLUSTER]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(how)
        process.communicate(timeout=120)
    assert process.returncode == code
    assert snapshot(root) == before
    assert sorted(path.name for path in root.iterdir() if path.name.startswith(".")) == []


DROPPED = """
import signal
from types import SimpleNamespace
from lod.engines.cluster import session
from lod.errors import Failed
class Finalized:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
gateway = SimpleNamespace(_gateway_client=SimpleNamespace())
context = SimpleNamespace(_gateway=gateway, cancelAllJobs=lambda: None)
try:
    with session._heeding_signals(SimpleNamespace(sparkContext=context)):
        Finalized()
        raise Failed([])
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_that_python_drops_is_remembered_when_the_job_fails() -> None:
    ran = subprocess.run([sys.executable, "-c", DROPPED], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "interrupted\n"
