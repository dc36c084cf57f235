"""Validate built data or any RDF files.  workbench or files + shapes -> Outcome with the rows behind each result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lod.config import Config
from lod.errors import Failed, MissingKey, Place, raise_all
from lod.shapes import oracle, report
from lod.shapes.model import Outcome, Result
from lod.terms import Term
from lod.workbench import Workbench

TRIPLES = """
SELECT DISTINCT s.lexical, p.lexical, o.kind, o.lexical, o.datatype, o.lang FROM quad q
  JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o"""
STATING = """
SELECT DISTINCT src.path, r.line, r.key FROM quad q JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p
  JOIN term o ON o.id = q.o JOIN quad_row w ON w.quad = q.id
  JOIN row r ON r.id = w.row JOIN source src ON src.id = r.source
  WHERE s.nt = $1 AND ($2 = '' OR p.nt = $2) AND ($3 = '' OR o.nt = $3) ORDER BY ALL"""


def built(config: Config, bench: Workbench, shapes_files: Sequence[Path] = ()) -> Outcome:
    """Validate what a workbench holds with the shapes of the dataset, or with those given.

    raises   Failed with V901 for a shape of the dataset that targets nothing, V902, C105 where there are no shapes"""
    files = tuple(shapes_files) or tuple(config.path(f) for f in config.shapes)
    if not files:
        raise Failed([MissingKey(key="shapes", expected="a list of files; or name one with --shapes")])
    triples = (
        (Term("iri", s), Term("iri", p), Term(kind, o, datatype, lang))  # type: ignore[arg-type]
        for s, p, kind, o, datatype, lang in bench.stream(TRIPLES)
    )
    outcome = oracle.validate(oracle.graph_of(triples), oracle.read_graph(files))
    if not shapes_files:
        raise_all(oracle.idle(outcome, Place(config.shapes[0])))
    return outcome


def files(data: Sequence[Path], shapes: Sequence[Path]) -> Outcome:
    """Validate RDF files; a shape that targets nothing is no mistake here, the report shows it."""
    return oracle.validate(oracle.read_graph(data), oracle.read_graph(shapes))


def rows(bench: Workbench, result: Result, lines: bool) -> list[str]:
    """The rows that state what a result is about: the value if there is one, else the focus node.

    lines    name rows as file:line (for a curator at work) or as file#key (for a published report)"""
    for value in ((result.path, result.value), (result.path, ""), ("", "")):
        found = bench.rows(STATING, [result.focus, *value])
        if found:
            names = [f"{path}:{line}" for path, line, _ in found] if lines else sorted(f"{p}#{k}" for p, _, k in found)
            return names[:5]
    return []


def for_curators(outcome: Outcome, bench: Workbench) -> str:
    """The report as text, each row by its file and line."""
    return report.text(outcome, {r: rows(bench, r, lines=True) for r in outcome.results})


def write(outcome: Outcome, bench: Workbench, config: Config, folder: Path) -> None:
    """Write report.txt and report.ttl."""
    stated = {r: rows(bench, r, lines=False) for r in outcome.results}
    (folder / "report.txt").write_text(report.text(outcome, stated), encoding="utf-8", newline="\n")
    (folder / "report.ttl").write_text(report.turtle(outcome, stated, config.base), encoding="utf-8", newline="\n")
