"""One measurement in a process of its own: `python -m tests.bench.measured STEP FILE [BENCH]` -> a line of JSON.

Seconds, MB and counts; Linux only.

empty                   nothing but the imports: what every other step costs besides
load FILE BENCH         RDF file -> a workbench in the file BENCH
validate FILE BENCH     all shapes on BENCH as load left it, opened for reading
again FILE BENCH        validate BENCH, change 100 rows, validate what has changed, and all of it once more to compare
whole FILE              both, in memory, as `lod validate FILE`
pyshacl FILE            rdflib and pySHACL"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from lod import workbench
from lod.rdf.load import load
from lod.shapes import oracle, parse
from lod.shapes.incremental import revalidate
from lod.shapes.literals import type_terms
from lod.shapes.model import Outcome
from lod.shapes.run import run
from lod.workbench import Workbench

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes.ttl"
MEMORY = "1GB"  # what pyproject.toml allows the dataset
LEAN = "700MB"  # of the database alone, so that the process stays under 1 GB
ROWS = 100  # that change
RANK, CERTAINTY = ("<https://w3id.org/polhist/def#rank>", "<https://w3id.org/polhist/def#certainty>")
# of every other claim all is gone; the others are certain to another degree
CHANGES = """
CREATE TABLE changed AS
WITH claim AS (
  SELECT s, row_number() OVER (ORDER BY s) AS n FROM (
    SELECT DISTINCT s FROM triple WHERE p = (SELECT id FROM term WHERE nt = $rank) ORDER BY hash(s) LIMIT $rows)),
degree AS (SELECT DISTINCT o FROM triple WHERE p = (SELECT id FROM term WHERE nt = $certainty)),
other AS (SELECT d.o, (SELECT min(e.o) FROM degree e WHERE e.o <> d.o) AS instead FROM degree d),
gone AS (SELECT p, s, o FROM triple JOIN claim USING (s) WHERE n % 2 = 0),
turned AS (
  SELECT p, s, o, instead FROM triple JOIN claim USING (s) JOIN other USING (o)
  WHERE n % 2 = 1 AND p = (SELECT id FROM term WHERE nt = $certainty))
SELECT p, s, o, false AS added FROM gone UNION ALL SELECT p, s, o, false FROM turned
UNION ALL SELECT p, s, instead, true FROM turned"""
Said = dict[str, float]


def fill(bench: Workbench, file: Path) -> Said:
    """Load and type."""
    began = time.perf_counter()
    load(bench, [file])
    type_terms(bench)
    return {"load": time.perf_counter() - began, "triples": bench.number("SELECT count(*) FROM triple")}


def judge(bench: Workbench) -> Said:
    """Read the shapes and run them."""
    began = time.perf_counter()
    outcome = run(bench, parse.read([SHAPES]))
    return {"validate": time.perf_counter() - began, **counted(outcome)}


def again(bench: Workbench) -> Said:
    """Validate, change some rows, and validate what has changed."""
    shapes = parse.read([SHAPES])
    before = run(bench, shapes)
    bench.con.execute("DROP TABLE IF EXISTS changed")
    bench.con.execute(CHANGES, {"rank": RANK, "certainty": CERTAINTY, "rows": ROWS})
    bench.con.execute(
        "DELETE FROM triple USING changed c WHERE NOT added AND (triple.p, triple.s, triple.o) = (c.p, c.s, c.o)"
    )
    bench.con.execute("INSERT INTO triple SELECT p, s, o FROM changed WHERE added")
    began = time.perf_counter()
    after, ran = revalidate(bench, shapes, before)
    took = time.perf_counter() - began
    assert after == run(bench, shapes)
    changed = bench.number("SELECT count(*) FROM changed")
    return {"again": took, "changed": changed, "shapes": ran, "results": len(after.results)}


def counted(outcome: Outcome) -> Said:
    """How much was found, and in how many focus nodes it was looked for."""
    return {"results": len(outcome.results), "focus nodes": sum(c.focus_nodes for c in outcome.checked)}


def opened(file: Path, read_only: bool, memory: str = MEMORY) -> Workbench:
    """A workbench in a file."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(file.parent),
        "memory_limit": memory,
    }
    return Workbench(duckdb.connect(str(file), read_only=read_only, config=config))


def with_pyshacl(file: Path) -> Said:
    """The same with rdflib and pySHACL."""
    began = time.perf_counter()
    data, shapes = oracle.read_graph([file]), oracle.read_graph([SHAPES])
    read = time.perf_counter()
    outcome = oracle.validate(data, shapes)
    said = {"load": read - began, "validate": time.perf_counter() - read, "triples": len(data)}
    return said | counted(outcome)


def whole(file: Path) -> Said:
    """Load and validate, in a workbench that goes away."""
    with (
        TemporaryDirectory(dir=file.parent) as folder,
        workbench.create_for_files(Path(folder), memory=MEMORY) as bench,
    ):
        return fill(bench, file) | judge(bench)


def cost() -> Said:
    """What the process used so far.  VmHWM starts anew with a program, ru_maxrss with the memory of its parent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return {"cpu": used.ru_utime + used.ru_stime, "peak": int(peak.split()[1]) / 1024}


def measure(step: str, *files: Path) -> Said:
    """Do one step and say how long it took."""
    if step == "pyshacl":
        return with_pyshacl(files[0])
    if step == "load":
        with opened(files[1], read_only=False) as bench:
            return fill(bench, files[0])
    if step == "validate":
        with opened(files[1], read_only=True, memory=LEAN) as bench:
            return judge(bench)
    if step == "again":
        with opened(files[1], read_only=False) as bench:
            return again(bench)
    if step == "whole":
        return whole(files[0])
    return {}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1], *map(Path, sys.argv[2:])) | cost()) + "\n")
