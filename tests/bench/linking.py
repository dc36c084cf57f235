"""Measure proposals against pairs that are known.  gold.tsv, kb.tsv.gz -> one JSON object on stdout.

python tests/bench/linking.py --gold FILE --kb FILE --hide 0.5 --seed N

The code measured is the one that `lod link` runs.  `--hide` takes the true item of that share of the rows out of the
knowledge base, because about half of what a dataset has is not in Wikidata.  Of a row only name, aliases, dates,
country, party and position are looked at; qid and the other columns serve to judge.  Bounds are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import resource
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lod.edtf import EdtfError, bounds
from lod.links import index, scores
from lod.links.candidates import Candidate, from_table
from lod.links.entities import Entity, Named

KINDS = {"person": ("person", ()), "party": ("organization", ("party",))}  # of the gold rows -> kind and sort of ours


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, packed or not."""
    packed = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as file:
        yield from file


def gold(path: Path) -> list[dict[str, str]]:
    """Rows of the gold set; quotes are letters."""
    head, *rows = (line.rstrip("\r\n").split("\t") for line in lines(path))
    return [dict(zip(head, row, strict=False)) for row in rows]


def edtf(value: str, precision: str) -> tuple[str, ...]:
    """A date of the gold set as EDTF, as exact as its precision."""
    year, digits = value.lstrip("+")[:4], precision or ("11" if len(value) >= 10 else "9")
    texts = {"11": value[:10], "10": value[:7], "9": year, "8": year[:3] + "X", "7": f"[{int(year or 0) - 99}..{year}]"}
    text = texts.get(digits, "") if year.isdigit() else ""
    try:
        bounds(text)
    except EdtfError:
        return ()
    return (text,)


def entity(row: dict[str, str]) -> Entity:
    """What `lod link` would know of the thing of a row."""
    kind, sorts = KINDS[row["kind"]]
    named = {key: (Named("", (row[key],)),) if row.get(key) else () for key in ("country", "party", "position")}
    aliases = tuple(filter(None, row.get("aliases", "").split("|")))
    starts = edtf(row.get("birth_or_start", ""), row.get("precision", ""))
    ends = edtf(row.get("death_or_end", ""), "")
    return Entity(
        *(row["gold_id"], row["gold_id"], kind, (("", row["name"]),), aliases, (), sorts, starts, ends, ()),
        *(named["country"], named["party"], named["position"]),
    )


@dataclass(slots=True)
class Counts:
    """What became of the rows of one kind."""

    n: int = 0
    there: int = 0  # rows whose true item the knowledge base has
    accepted: int = 0
    right: int = 0
    top5: int = 0
    queued: int = 0
    seconds: float = 0.0
    wrong: list[list[str]] = field(default_factory=list)

    def report(self) -> dict[str, object]:
        return {
            "n": self.n,
            "in_kb": self.there,
            "accepted": self.accepted,
            "precision": share(self.right, self.accepted),
            "precision_low95": round(wilson_low(self.right, self.accepted), 4),
            "recall": share(self.right, self.there),
            "recall_top5": share(self.top5, self.there),
            "queue_share": share(self.queued, self.n),
            "seconds": round(self.seconds, 2),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def wilson_low(right: int, n: int, z: float = 1.959964) -> float:
    """Lower end of Wilson's interval; 0 for nothing."""
    if not n:
        return 0.0
    p = right / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n)


def hidden(rows: list[dict[str, str]], part: float, seed: int) -> set[str]:
    """The true items of a share of the rows, drawn by the seed alone."""
    drawn = random.Random(seed).sample(range(len(rows)), round(len(rows) * part))
    return {rows[number]["qid"] for number in drawn}


def measure(rows: list[dict[str, str]], candidates: Iterable[Candidate], gone: set[str]) -> dict[str, Counts]:
    """Run the proposals of all rows; the time of building the base is shared out evenly."""
    began = time.process_time()
    kept = [c for c in candidates if c.qid not in gone]
    known = {c.qid for c in kept}
    base = index.build(kept)
    del kept
    building = time.process_time() - began
    counts = {kind: Counts() for kind in KINDS}
    for row in rows:
        found = counts[row["kind"]]
        began = time.process_time()
        ranked = scores.rank(entity(row), base.find(entity(row)))
        found.seconds += time.process_time() - began
        qids = [scored.candidate.qid for scored in ranked.best]
        found.n += 1
        found.there += row["qid"] in known
        found.top5 += row["qid"] in qids[:5] and row["qid"] in known
        found.queued += ranked.band == "queue"
        if ranked.band == "accept":
            found.accepted += 1
            found.right += qids[0] == row["qid"]
            if qids[0] != row["qid"]:
                best = ranked.best[0]
                shown = [row["gold_id"], row["name"], row["qid"], qids[0], best.candidate.label, str(best.score)]
                found.wrong.append(shown)
    for found in counts.values():
        found.seconds += building * found.n / max(1, len(rows))
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="TSV of pairs")
    parser.add_argument("--kb", type=Path, required=True, help="TSV of items, may be packed with gzip")
    parser.add_argument("--hide", type=float, default=0.5, help="share of rows whose true item is hidden")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=["tune", "report"], help="only every other row, by the last digit of its id")
    parser.add_argument("--wrong", action="store_true", help="list what was accepted wrongly")
    asked = parser.parse_args()
    rows = [row for row in gold(asked.gold) if row["kind"] in KINDS]
    if asked.half:
        rows = [row for row in rows if (int(row["gold_id"][1:]) // 7 % 2 == 0) == (asked.half == "tune")]
    counts = measure(rows, from_table(lines(asked.kb)), hidden(rows, asked.hide, asked.seed))
    report: dict[str, object] = {kind: found.report() for kind, found in counts.items()}
    report |= {"hide": asked.hide, "seed": asked.seed, "bound": "Wilson 95 %"}
    if asked.wrong:
        report["wrong"] = {kind: found.wrong for kind, found in counts.items()}
    print(json.dumps(report, ensure_ascii=False, indent=1 if asked.wrong else None))  # noqa: T201


if __name__ == "__main__":
    main()
