"""Keep the outcome of a validation with the data.  Outcome <-> table `validated` of a workbench.

An outcome is of use to a patch if it is of the same shapes and the same program: both are in its digest."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from lod import __version__
from lod.shapes.model import Checked, Outcome, Result, ShapesGraph
from lod.terms import ntriples
from lod.workbench import Workbench


def digest(graph: ShapesGraph) -> str:
    """Name what an outcome depends on besides the data."""
    lines = sorted(" ".join(ntriples(term) for term in triple) for triple in graph.triples)
    return sha256("\n".join([__version__, *lines]).encode()).hexdigest()


def save(bench: Workbench, graph: ShapesGraph, outcome: Outcome) -> None:
    """Put an outcome into a workbench."""
    bench.con.execute("CREATE OR REPLACE TABLE validated (digest VARCHAR, outcome VARCHAR)")
    bench.con.execute("INSERT INTO validated VALUES (?, ?)", [digest(graph), json.dumps(asdict(outcome))])


def earlier(bench: Workbench, graph: ShapesGraph) -> Outcome | None:
    """The outcome of the same shapes that a workbench keeps; None if there is none."""
    if not bench.number("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'validated'"):
        return None
    found = bench.texts("SELECT outcome FROM validated WHERE digest = ?", [digest(graph)])
    return _outcome(json.loads(found[0])) if found else None


def _outcome(said: dict[str, list[dict[str, object]]]) -> Outcome:
    results = [Result(**{**r, "messages": tuple(r["messages"])}) for r in said["results"]]  # type: ignore[arg-type]
    checked = [Checked(**{**c, "routes": tuple(c["routes"])}) for c in said["checked"]]  # type: ignore[arg-type]
    return Outcome(tuple(results), tuple(checked))
