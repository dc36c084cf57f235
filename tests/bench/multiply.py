"""Multiply the built dataset.  output/polhist.nq -> N-Triples of about N triples, with or without planted faults.

    python -m tests.bench.multiply 1M /tmp/1m.nt
    python -m tests.bench.multiply 100k /tmp/100k-faults.nt all
    python -m tests.bench.multiply 100k /tmp/100k-judged.nt judged

The same arguments give the same bytes.  The first copy is the dataset itself; the n-th names its things …-cn and links
to things of the same copy only.  With `all`, about 1 % of the things of each copy (claims, entities, passages,
conflicts) are spoilt, and a JSON file beside the data counts the kinds and lists the planted faults; `judged` leaves
out the few kinds that pySHACL misses or stops at.

Read first: tests/bench/seed.py, tests/bench/faults.py."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.changes import Kind
from tests.bench.faults import Planted, befalls, number_of, schedule
from tests.bench.kinds import JUDGED, KINDS
from tests.bench.seed import DIGITS, MARK, Seed, Triple, read, subset

SEED = Path(__file__).parents[2] / "output" / "polhist.nq"
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
FAULTS = {"all": KINDS, "judged": JUDGED}


def stamp(text: str, copy: int) -> str:
    """Put the number of a copy where the marks are."""
    return text.replace(MARK, f"-c{copy}" if copy else "").replace(DIGITS, f"{copy:05d}" if copy else "")


def line(triple: Triple) -> str:
    """One line of N-Triples."""
    return f"{' '.join(triple)} .\n"


def one_copy(lines: dict[Triple, str], faults: tuple[Planted, ...], copy: int) -> str:
    """The text of one copy."""
    if faults:
        removed = {t for f in faults for t in f.change.removed}
        added = {t: line(t) for f in faults for t in f.change.added}
        lines = {t: text for t, text in lines.items() if t not in removed} | added
    return stamp("".join(lines.values()), copy)


def copies(seed: Seed, number: int, kinds: Sequence[Kind]) -> Iterator[tuple[str, tuple[Planted, ...]]]:
    """The texts of all copies, each with the faults planted in it."""
    lines = {t: line(t) for t in seed.copied}
    things, faults = befalls(seed, kinds), number_of(seed, kinds, number)
    for copy in range(number):
        planted = schedule(seed, things, kinds, (copy, faults)) if kinds else ()
        yield one_copy(lines, planted, copy), planted


def multiply(size: int, file: Path, kinds: Sequence[Kind] = (), seed: Seed | None = None) -> Path:
    """Write about `size` triples, and the counts beside them; returns the file."""
    seed = seed or read(SEED)
    number = round((size - len(seed.shared)) / len(seed.copied))
    if number < 1:
        seed, number = subset(seed, size), 1
    found: list[tuple[str, str, str]] = []
    lines = len(seed.shared)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(line(t) for t in seed.shared)
        for copy, (text, planted) in enumerate(copies(seed, number, kinds)):
            out.write(text)
            lines += text.count("\n")
            found += [(f.kind.name, f.kind.shape, stamp(f.change.focus, copy)) for f in planted]
    said = {
        "triples": lines,
        "copies": number,
        "things": seed.things * number,
        "faults": dict(sorted(Counter(name for name, _, _ in found).items())),
        "planted": found,
    }
    file.with_suffix(".json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    size, target, *which = sys.argv[1:]
    multiply(SIZES[size], Path(target), FAULTS[which[0]] if which else ())
