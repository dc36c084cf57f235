"""3,500 people against 50,000 candidates: at most 20 seconds of one core and 500 MB.

The names are drawn with the unevenness of real ones: a few given names and surnames are very common."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS, MEGABYTES = 20, 500
RUN = """
import json, random, resource, time
from lod.links import index, scores
from lod.links.candidates import Candidate, Moment
from lod.links.entities import Entity, Named

draw = random.Random(1)
parts = "an el ro mi sa ver gon ta lu ez mar ti na po qui dor fe bar".split()
lands = ["Chile", "Argentina", "Mexico", "United States", "Brazil", "Spain"]

def word():
    return "".join(draw.choices(parts, k=draw.randint(2, 4))).capitalize()

given, surnames = [word() for _ in range(900)], [word() for _ in range(9000)]

def common(words):
    return words[int(len(words) * draw.random() ** 3)]

def name():
    return " ".join(common(words) for words in (given, surnames) for _ in range(draw.randint(1, 2)))

def day():
    return f"{draw.randint(1850, 1990)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"

def candidate(number, who):
    return Candidate(f"Q{number}", ("Q5",), who[:1], "", (Moment(who[1], 11),), countries=who[2:])

people = [(name(), day(), draw.choice(lands)) for _ in range(50_000)]
asked = [(f"{n} {common(surnames)}" if draw.random() < 0.3 else n, d, c) for n, d, c in draw.sample(people, 3_500)]
began = time.process_time()
base = index.build(candidate(number, who) for number, who in enumerate(people, 1))
bands = {"accept": 0, "queue": 0, "none": 0}
for n, d, c in asked:
    ours = Entity("urn:x", "h:x", "person", (("", n),), starts=(d,), countries=(Named("", (c,)),))
    bands[scores.rank(ours, base.find(ours)).band] += 1
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.process_time() - began, "peak_mb": used, **bands}))
"""


@pytest.mark.bench
def test_thousands_of_people_are_compared_in_seconds(root: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", RUN], cwd=root, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    assert found["accept"] > 1_000
    assert found["seconds"] <= SECONDS, found
    assert found["peak_mb"] <= MEGABYTES, found
