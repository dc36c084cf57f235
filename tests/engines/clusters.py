"""What the tests of the cluster engine share: what makes a job of a mapping, and the same quads in DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from lod.engines.cluster.model import Asked, Job, Prepared, Unread
from lod.mapping import model
from lod.plan.compile import rules
from lod.plan.duplicates import DEFAULT_GRAPH
from lod.plan.model import Emit, Plan
from lod.plan.ntriples import ESCAPED, node, value
from lod.plan.sql import FUNCTIONS, HERE, Arm

HERE_TOO = find_spec("pyspark") is not None and shutil.which("java") is not None
MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(not HERE_TOO, reason="needs Java and pip install '.[cluster]'"),
]
SMALL = {"spark.sql.shuffle.partitions": "2", "spark.default.parallelism": "2"}
ASKED = Asked("local[2]", "2GB", settings=SMALL)
SHARED = Path(__file__).resolve().parents[3] / "shared"


def silent(step: str) -> None:
    assert step


def together(folder: Path) -> bytes:
    """The files of a folder, one after the other."""
    return b"".join(part.read_bytes() for part in sorted(folder.glob("part-*.nq")))


def job(mapping: model.Mapping, plan: Plan, sources: Mapping[str, Unread | Prepared]) -> Job:
    return Job(plan, sources, {number: rule.place for number, _, rule in rules(mapping)})


def in_order(con: duckdb.DuckDBPyConnection, plan: Plan, skips: bool = False) -> bytes:
    """What one machine writes: each quad once, in the order of s, p, o, g."""
    for function in (*FUNCTIONS, ESCAPED):
        con.execute(function)
    quads = "\nUNION ALL\n".join(_select(e, skips) for e in plan.emits)
    whole = " AND ".join(f"{part} IS NOT NULL" for part in "gspo")
    rows = con.execute(f"SELECT DISTINCT g, s, p, o FROM ({quads}) WHERE {whole} ORDER BY s, p, o, g").fetchall()
    return "".join(f"{s} {p} {o} {g + ' ' if g else ''}.\n" for g, s, p, o in rows).encode()


def _select(e: Emit, skips: bool) -> str:
    arm = Arm(e, skips)
    graph = _text(node(arm, e.graph, HERE, "graph")) if e.graph else "''"
    terms = {
        "g": f"CASE {graph} WHEN '<{DEFAULT_GRAPH}>' THEN '' ELSE {graph} END",
        "s": _text(node(arm, e.subject, HERE, "subject")),
        "p": _text(node(arm, e.predicate, HERE, "predicate")),
        "o": _text(value(arm, e.object)),
    }
    return f"SELECT {', '.join(f'{sql} AS {part}' for part, sql in terms.items())} {arm.source()}"


def _text(pieces: Iterator[str]) -> str:
    return " || ".join(f"({piece})" for piece in pieces)
