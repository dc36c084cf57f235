"""Looking up a name among fifty thousand entities takes milliseconds, and reading them seconds."""

from __future__ import annotations

import gzip
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.reconciliation import match
from lod.reconciliation.model import Query, Said
from tests.reconciliation import books
from tests.reconciliation.books import BASE

pytestmark = pytest.mark.bench
ENTITIES, ASKED = 50_000, 1000
READ, MIDDLE, SLOW = 10.0, 0.01, 0.1  # seconds of processor time, with room for slower machines
TYPE, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#"
SKOS, SCHEMA = "http://www.w3.org/2004/02/skos/core#", "https://schema.org/"


def quads(file: Path) -> Iterator[str]:
    """The items of a knowledge base as quads."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        head = next(lines).rstrip("\n").split("\t")
        rows = (dict(zip(head, line.rstrip("\n").split("\t"), strict=False)) for line in lines)
        for number, row in enumerate(row for row in rows if row["label"]):
            if number == ENTITIES:
                return
            s = f"<{BASE}id/t{number}>"
            kind = "Person" if row["type"] == "person" else "Organization"
            yield f"{s} <{TYPE}> <{SCHEMA}{kind}> <{BASE}g> ."
            for text in [row["label"], *filter(None, row.get("aliases", "").split("|")[:4])]:
                plain = text.replace("\\", "").replace('"', '\\"')
                yield f'{s} <{SKOS}altLabel> "{plain}" <{BASE}g> .'
            yield f'{s} <{RDFS}label> "{row["label"].replace(chr(92), "").replace(chr(34), "")}" <{BASE}g> .'


def test_a_name_is_looked_up_in_milliseconds(root: Path) -> None:
    file = root.parent / "shared" / "wikidata" / "kb.tsv.gz"
    if not file.is_file():
        pytest.skip("the knowledge base is not at hand")
    text = "\n".join(quads(file))
    began = time.process_time()
    known = books.of_quads(text, Said(BASE))
    read = time.process_time() - began
    assert len(known.things.rows) == ENTITIES
    chance = random.Random(1)
    asked = chance.sample(list(books.called(known)), ASKED)
    took, hits = [], 0
    for row, name in asked:
        slipped = books.slipped(name, chance)
        began = time.process_time()
        found = match.match(known, Query(slipped))
        took.append(time.process_time() - began)
        first = known.things.places[found[0].iri] if found else None
        hits += first is not None and (first == row or books.bears(known, first, name))
    took.sort()
    middle, slow = statistics.mean(took), took[int(len(took) * 0.99)]
    sys.stdout.write(
        f"read {read:.1f} s, a name with a slip {1000 * middle:.1f} ms, 99 of 100 {1000 * slow:.1f} ms, {hits} hits\n"
    )
    assert (read < READ, middle < MIDDLE, slow < SLOW, hits >= 0.95 * ASKED) == (True,) * 4, (read, middle, slow, hits)
