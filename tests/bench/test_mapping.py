"""Speed and memory of `lod map` beside other tools that map tables to RDF, and whether they write the same triples.

Run with: pytest -m bench -s tests/bench/test_mapping.py

Every run is a process of its own on one and the same core, tool after tool, and again from the first; the table has
medians.  Look at CPU seconds where the machine is shared.

BENCH_INPUTS=gtfs1,flat     of gtfs1, gtfs15, flat, duplicates (default: all)
BENCH_TOOLS=morph-kgc       of morph-kgc, SDM-RDFizer, maplib (default: all)
BENCH_REPEATS=3  BENCH_CORE=0
BENCH_FOLDER                a folder with 10 GB of room; inputs found there are not made again
BENCH_PEERS                 a folder where the environments of the other tools are kept"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import pytest

from tests.bench.peers import KINDS, PEERS, Job, Peer, installed

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "bench"
pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the generators of the inputs are not at hand (shared/bench)"),
]
INPUTS = {"gtfs1": 395_240, "gtfs15": 5_928_226, "flat": 5_000_000, "duplicates": 2_500_000}  # and their triples
FLAT = {"flat": "flat1m.csv", "duplicates": "dup2m.csv"}
WANTED = os.environ.get("BENCH_INPUTS", ",".join(INPUTS)).split(",")
TOOLS = os.environ.get("BENCH_TOOLS", ",".join(peer.name for peer in PEERS)).split(",")
REPEATS = int(os.environ.get("BENCH_REPEATS", "3"))
CORE = os.environ.get("BENCH_CORE", "0")
OURS = "lod map"
LEAST_FACTOR = {"morph-kgc": 5.0}  # in CPU seconds
LARGE = ("gtfs15", "flat", "duplicates")  # where it is asked for: in the small one Python's start counts
SHOWN = 5  # lines of a difference
FLAT_MAPPING = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.com/> .
ex:rows a rr:TriplesMap ;
  rml:logicalSource [ rml:source "TABLE" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:template "http://example.com/person/{id}" ] ;
  rr:predicateObjectMap [ rr:predicate ex:name ; rr:objectMap [ rml:reference "name" ] ] ,
    [ rr:predicate ex:born ; rr:objectMap [ rml:reference "born" ; rr:datatype xsd:date ] ] ,
    [ rr:predicate ex:addr ; rr:objectMap [ rr:template "http://example.com/address/{addr}" ] ] ,
    [ rr:predicate ex:amount ; rr:objectMap [ rml:reference "amount" ; rr:datatype xsd:decimal ] ] ,
    [ rr:predicate ex:org ; rr:objectMap [ rr:template "http://example.com/org/{org}" ] ] .
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    wall: float  # seconds
    cpu: float  # seconds, of the system too
    peak: float  # MB


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool ready to run on one input."""

    name: str
    command: Sequence[str]
    output: Path
    folder: Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("BENCH_FOLDER")
    made = Path(named) if named else tmp_path_factory.mktemp("bench")
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.fixture(scope="module")
def peers() -> Mapping[str, tuple[Peer, str, str]]:
    """The tools that are there, each with its Python and version."""
    found = {}
    for peer in PEERS:
        if peer.name not in TOOLS:
            continue
        python, said = installed(peer)
        if python:
            found[peer.name] = (peer, python, said)
        else:
            warnings.warn(f"{peer.name} is left out: {said}", stacklevel=1)
    return found


def job(name: str, folder: Path) -> Job:
    """Make an input, unless it is there."""
    mapping = folder / f"{name}.rml.ttl"
    if name in FLAT:
        table = folder / "data" / FLAT[name]
        if not table.is_file():
            table.parent.mkdir(exist_ok=True)
            subprocess.run([sys.executable, SHARED / "gen_flat.py"], cwd=folder, check=True)
            (table.parent / "flat10m.csv").unlink()
        mapping.write_text(FLAT_MAPPING.replace("TABLE", str(table)), encoding="utf-8")
        return Job(mapping, table, folder)
    tables = folder / name
    if not mapping.is_file():
        scale = name.removeprefix("gtfs")
        subprocess.run([sys.executable, SHARED / "gen_gtfs.py", scale, tables], check=True, stdout=subprocess.DEVNULL)
        text = (SHARED / "gtfs-csv.rml.ttl").read_text(encoding="utf-8")
        mapping.write_text(text.replace('"/data/', f'"{tables}/'), encoding="utf-8")
    return Job(mapping, None, folder)


def tools(work: Job, peers: Mapping[str, tuple[Peer, str, str]]) -> Iterator[Tool]:
    """Ours first."""
    own = work.folder / "ours"
    own.mkdir(exist_ok=True)
    called = [sys.executable, "-c", "from lod.cli import main; main()", "map", "--threads", "1"]
    yield Tool(OURS, [*called, "--output", str(own / "out.nq"), str(work.mapping)], own / "out.nq", own)
    for peer, python, version in peers.values():
        if peer.flat_only and work.table is None:
            continue
        theirs = work.folder / peer.package
        theirs.mkdir(exist_ok=True)
        arguments, output = peer.prepare(Job(work.mapping, work.table, theirs))
        yield Tool(f"{peer.name} {version}", [python, *arguments], output, theirs)


def run(tool: Tool) -> Run:
    """Run a tool once.  Its peak counts from what this process had when it began, which is less than any of them."""
    tool.output.unlink(missing_ok=True)
    log = tool.folder / "log"
    began = time.perf_counter()
    with log.open("wb") as said:
        child = subprocess.Popen(
            ["taskset", "-c", CORE, *tool.command], cwd=tool.folder, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, log.read_text(encoding="utf-8", errors="replace")[-2000:]
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def shell(command: str, *files: Path) -> None:
    """Run a pipe; {0}, {1}, … are the files."""
    words = [shlex.quote(str(file)) for file in files]
    whole = "export LC_ALL=C; " + command.format(*words)
    subprocess.run(["bash", "-o", "pipefail", "-ec", whole], check=True, cwd=ROOT)


def sort(file: Path) -> Path:
    """The lines of a file, each once, with one space before the full stop."""
    found = file.with_suffix(".sorted")
    shell("sed -E 's/[ \\t]*\\.$/ ./' {0} | sort -u -S 1G -T {1} > {2}", file, file.parent, found)
    return found


def count(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def differences(ours: Path, theirs: Path, to: Path) -> tuple[Path, Path]:
    """The lines of two sorted files that only one has."""
    only = (to.with_suffix(".ours"), to.with_suffix(".theirs"))
    shell("comm -23 {0} {1} > {2}; comm -13 {0} {1} > {3}", ours, theirs, *only)
    return only


def explained(only: tuple[Path, Path]) -> Iterator[tuple[str, int]]:
    """Each kind of difference, and how many lines still differ when it and those before are left out."""
    left = sum(count(file) for file in only)
    for number, kind in enumerate(KINDS, 1):
        if not left:
            return
        ours, theirs = (without(file, number) for file in only)
        before, left = left, sum(count(file) for file in differences(ours, theirs, ours.with_name("left")))
        if left < before:
            yield kind, left
    if left:
        yield "no known kind", left


def without(file: Path, kinds: int) -> Path:
    """Sorted lines without the first so many kinds of differences."""
    made = file.with_name(f"{file.name}.alike")
    pipe = f"{{0}} -m tests.bench.peers {kinds} < {{1}} | sort -S 1G -T {{2}} > {{3}}"
    shell(pipe, Path(sys.executable), file, file.parent, made)
    return made


def told(lines: Sequence[str]) -> None:
    sys.stdout.write("\n".join(["", *lines, ""]))
    sys.stdout.flush()


@pytest.mark.parametrize("name", [name for name in INPUTS if name in WANTED])
def test_mapping_beside_others(name: str, folder: Path, peers: Mapping[str, tuple[Peer, str, str]]) -> None:
    ready = tuple(tools(job(name, folder), peers))
    runs: dict[str, list[Run]] = {tool.name: [] for tool in ready}
    for _ in range(REPEATS):
        for tool in ready:
            runs[tool.name].append(run(tool))
    sorted_files = {tool.name: sort(tool.output) for tool in ready}
    counts = {tool: count(file) for tool, file in sorted_files.items()}
    cpu = {tool: median(r.cpu for r in of) for tool, of in runs.items()}
    told(
        [
            "| input | tool | triples | wall s | CPU s | from | to | peak MB | triples per CPU s | CPU s, ours = 1 |",
            "| --- | --- " + "| ---: " * 8 + "|",
            *(
                f"| {name} | {tool} | {counts[tool]:,} | {median(r.wall for r in of):.2f} | {cpu[tool]:.2f} "
                f"| {min(r.cpu for r in of):.2f} | {max(r.cpu for r in of):.2f} | {median(r.peak for r in of):.0f} "
                f"| {counts[tool] / cpu[tool]:,.0f} | {cpu[tool] / cpu[OURS]:.1f} |"
                for tool, of in runs.items()
            ),
        ]
    )
    assert counts[OURS] == INPUTS[name]
    assert count(ready[0].output) == counts[OURS]  # no quad twice
    unexplained = {}
    for tool in ready[1:]:
        only = differences(sorted_files[OURS], sorted_files[tool.name], tool.folder / "only")
        told([f"{name}: only {OURS}, only {tool.name}", *map(first_lines, only)])
        for kind, left in explained(only):
            told([f"{left:,} lines differ but for {kind}"])
            unexplained[tool.name] = left
    assert not any(unexplained.values()), unexplained
    assert {tool: number for tool, number in counts.items() if number != counts[OURS]} == {}
    if name in LARGE:
        slow = {
            tool: cpu[tool] / cpu[OURS]
            for tool in runs
            if cpu[tool] / cpu[OURS] < LEAST_FACTOR.get(tool.partition(" ")[0], 0)
        }
        assert not slow


def first_lines(file: Path) -> str:
    """How many lines a file has, and the first of them."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        shown = "".join(f"    {line}" for line in islice(lines, SHOWN))
    return f"  {count(file):,} lines\n{shown}"
