"""Speed and memory of a build, as ratios within one run and as a bound on memory.  Run with: pytest -m bench"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lod import turtle, workbench
from lod.dictionary import encode
from lod.engines import embedded
from lod.mapping.interpret import interpret
from lod.mapping.parse import parse
from lod.plan.compile import compile_plan
from lod.plan.rewrite import rewrite
from lod.sources import tables

pytestmark = pytest.mark.bench
ROWS = 40_000
LEAST_FACTOR = 2.5  # compiled mapping, terms encoded, against the row-by-row oracle that only makes quads
MOST_MEGABYTES = 400
MAPPING = """
@prefix rml: <http://w3id.org/rml/> .
@prefix ex: <http://example.org/> .
ex:Strike a rml:TriplesMap ;
    rml:logicalSource [ rml:source "strikes.csv" ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://example.org/strike/{strike_id}" ; rml:class ex:Strike ] ;
    rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ; rml:language "es" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:year ; rml:objectMap [ rml:reference "year" ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:place ;
        rml:objectMap [ rml:template "http://example.org/place/{place}" ] ] .
"""


def test_compiling_to_sql_pays() -> None:
    lines = (f"s{i},Huelga n.º {i},{1900 + i % 120},Región {i % 300}" for i in range(ROWS))
    table = tables.parse(("strike_id,name,year,place\n" + "\n".join(lines)).encode(), "strikes.csv")
    mapping = parse((turtle.read(MAPPING, "bench.rml.ttl"),), "http://example.org/")
    began = time.perf_counter()
    with workbench.create(None) as bench:
        embedded.create_functions(bench.con)
        embedded.load(bench.con, [table])
        encode(bench, embedded.run(bench.con, rewrite(compile_plan(mapping))))
        made = bench.number("SELECT count(*) FROM quad")
    compiled = time.perf_counter() - began
    began = time.perf_counter()
    quads = interpret(mapping, {m.source.key: table for m in mapping.maps})
    slow = time.perf_counter() - began
    assert made == len(quads) == 4 * ROWS
    assert slow / compiled >= LEAST_FACTOR, f"compiled {compiled:.2f} s, oracle {slow:.2f} s"


def test_a_build_without_validation_stays_small(root: Path, tmp_path: Path) -> None:
    for name in ("pyproject.toml", "ontology", "mappings"):
        copy = shutil.copytree if (root / name).is_dir() else shutil.copyfile
        copy(root / name, tmp_path / name)
    subprocess.run([sys.executable, "-m", "lod.cli", "--root", str(tmp_path), "build", "--no-validate"], check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert peak <= MOST_MEGABYTES, f"peak {peak:.0f} MB"
