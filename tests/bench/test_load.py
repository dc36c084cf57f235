"""How fast files are loaded, and in how little memory.  Run alone with: pytest -m bench -s tests/bench/test_load.py"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from lod.vocab import RDF_TYPE, XSD

pytestmark = pytest.mark.bench
SECONDS = {1_000_000: 2.5, 10_000_000: 30.0}  # of two threads on a quiet machine
MOST_MEGABYTES = 4000
LEAST_FACTOR = 2.0  # against the same triples by way of the exact parser
BASE = "https://example.org/history/"
WORDS = (
    "Huelga general de la Confederación obrera Región party union committee Straße José workers strike of the".split()
)
RUN = """
import resource, sys, tempfile, time
from pathlib import Path
from lod.rdf.load import load
from lod.workbench import create_for_files
with tempfile.TemporaryDirectory(dir=sys.argv[2]) as folder, create_for_files(Path(folder), 2, sys.argv[3]) as bench:
    began = time.perf_counter()
    load(bench, [Path(sys.argv[1])])
    used = resource.getrusage(resource.RUSAGE_SELF)
    count = bench.number("SELECT count(*) FROM triple"), bench.number("SELECT count(*) FROM term")
    sys.stdout.write(f"{time.perf_counter() - began} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024} {count}")
"""


def triples(seed: int = 1) -> Iterator[str]:
    """A world without end in which few places are named often and most names once; two terms for five triples."""
    chance, number = random.Random(seed), 0
    while True:
        number += 1
        s = f"<{BASE}person/p{number}>"
        name = " ".join(chance.choices(WORDS, k=3))
        yield f"{s} <{RDF_TYPE}> <{BASE}Person> ."
        yield f'{s} <{BASE}name> "{name} {number}"@{chance.choice(["en", "es", "de", "pt-BR"])} .'
        born = f"{chance.randint(1800, 1990)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield f'{s} <{BASE}born> "{born}"^^<{XSD}date> .'
        yield f'{s} <{BASE}members> "{int(chance.paretovariate(1) * 10)}"^^<{XSD}integer> .'
        yield f'{s} <{BASE}active> "{chance.choice(["true", "false"])}"^^<{XSD}boolean> .'
        yield f"{s} <{BASE}memberOf> <{BASE}organization/o{int(chance.paretovariate(0.7)) % 100_000}> ."
        yield f"{s} <{BASE}place> <{BASE}place/{int(chance.paretovariate(0.7)) % 20_000}> ."
        yield f"{s} <{BASE}knows> <{BASE}person/p{chance.randint(1, number)}> ."
        yield f"_:n{number} <{BASE}about> {s} ."
        yield f'_:n{number} <{BASE}note> "{" ".join(chance.choices(WORDS, k=6))} {chance.randint(1, 2 * number)}" .'


def made(folder: Path, size: int) -> Path:
    file = folder / f"{size}.nt"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in islice(triples(), size))
    return file


def loaded(file: Path, memory: str) -> tuple[float, float]:
    """Seconds and megabytes of a process that loads one file."""
    command = [sys.executable, "-c", RUN, str(file), str(file.parent), memory]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split(maxsplit=3)
    seconds, busy, megabytes = (float(word) for word in said[:3])
    size = file.stat().st_size / 1e6
    sys.stdout.write(
        f"\n{file.name}, {size:.0f} MB, memory {memory}: {seconds:.1f} s, {busy:.1f} s of processors, "
        f"{megabytes:.0f} MB; triples and terms {said[3]}\n"
    )
    return seconds, megabytes


@pytest.mark.parametrize("memory", ["1GB", "3GB"])
@pytest.mark.parametrize("size", SECONDS)
def test_loading_is_fast_and_small(size: int, memory: str, tmp_path: Path) -> None:
    seconds, megabytes = loaded(made(tmp_path, size), memory)
    assert seconds <= SECONDS[size]
    assert megabytes <= MOST_MEGABYTES


def test_cutting_lines_in_the_database_pays(tmp_path: Path) -> None:
    fast = loaded(made(tmp_path, 500_000), "1GB")[0]
    turtle = (tmp_path / "500000.nt").rename(tmp_path / "500000.ttl")  # every file of N-Triples is one of Turtle
    assert loaded(turtle, "1GB")[0] / fast >= LEAST_FACTOR
