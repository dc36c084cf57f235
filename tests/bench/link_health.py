"""Measure the check of links against pairs of names and ids that are known to be right or wrong.

python tests/bench/link_health.py --pairs FILE --kb FILE

pairs: TSV with claimed_name, claimed_qid and status (wrong, ok, and others that nobody is sure of); no other column
is read.  kb: TSV of items, packed or not.  The code measured is the one that `lod link check` runs.  Prints one JSON
object: for each status how many rows there are, how many were flagged, and by what; `missed` and `false_alarms` list
the rows that were judged otherwise than their status says.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from lod.links import health
from lod.links.candidates import Candidate, from_table
from lod.links.entities import Entity
from lod.links.health import Finding, Names

UNKNOWN = ""  # the kind of a thing of which only the name is given


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from file


def findings(name: str, qid: str, items: dict[str, Candidate], others: Names) -> tuple[Finding, ...]:
    """What the check says of one pair."""
    entity = Entity(f"urn:x:{name}", name, UNKNOWN, (("", name),))
    if qid in items:
        return tuple(health.judge(entity, items[qid], others))
    return tuple(health.absent(entity, qid, others))


def main() -> None:
    """Print the counts."""
    words = argparse.ArgumentParser(description="Measure the check of links.")
    words.add_argument("--pairs", type=Path, required=True)
    words.add_argument("--kb", type=Path, required=True)
    given = words.parse_args()
    began = time.process_time()
    items: dict[str, Candidate] = {}
    for candidate in from_table(lines(given.kb)):
        items.setdefault(candidate.qid, candidate)
    others = health.called(items.values())
    head, *rows = (line.rstrip("\r\n").split("\t") for line in lines(given.pairs))
    counts, why = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    wrong: dict[str, list[str]] = {"missed": [], "false_alarms": []}
    for row in (dict(zip(head, cells, strict=False)) for cells in rows):
        name, qid, status = row["claimed_name"], row["claimed_qid"], row["status"]
        found = [f.fault for f in findings(name, qid, items, others) if f.fault != "unknown"]
        counts[status] += Counter({"rows": 1, "flagged": bool(found), "item_in_kb": qid in items})
        why[status] += Counter(found)
        if status in ("wrong", "ok") and bool(found) == (status == "ok"):
            wrong["missed" if status == "wrong" else "false_alarms"].append(f"{name} {qid}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    result: dict[str, object] = {
        status: {
            **{key: count[key] for key in ("rows", "item_in_kb", "flagged")},
            "by": dict(sorted(why[status].items())),
        }
        for status, count in sorted(counts.items())
    }
    result |= wrong | {"cpu_seconds": round(time.process_time() - began, 1), "peak_mb": memory}
    sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
