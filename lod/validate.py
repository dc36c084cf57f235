"""Validate built data or any RDF files.  workbench or files + shapes -> Validated, ready to be reported.

Read first: shapes/run.py, report/model.py.  Spec: SHACL (www.w3.org/TR/shacl)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from lod import origins, workbench
from lod.config import Config
from lod.errors import Failed, IdleShape, LodError, MissingKey, raise_all
from lod.rdf.load import load
from lod.report import model, text, turtle
from lod.report.model import Report
from lod.shapes import checked, stored
from lod.shapes.compared import Compared
from lod.shapes.incremental import revalidate
from lod.shapes.literals import type_terms
from lod.shapes.looks import looks
from lod.shapes.model import Outcome, ShapesGraph
from lod.shapes.run import run
from lod.terms import Term
from lod.workbench import Workbench

Engine = Literal["auto", "sql", "pyshacl"]
ENGINES = {
    "auto": "SHACL compiled to SQL",
    "sql": "SHACL compiled to SQL, nothing else",
    "pyshacl": "pySHACL",
}
LEAST = 300_000  # triples; planning statements for some nodes takes as long as running them for all of fewer triples
MOST = 0.1  # of the triples; if more have changed, everything is validated anew
TRIPLES = """
SELECT s.kind, s.lexical, p.lexical, o.kind, o.lexical, o.datatype, o.lang FROM triple t
  JOIN term s ON s.id = t.s JOIN term p ON p.id = t.p JOIN term o ON o.id = t.o"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line may ask of a validation."""

    engine: Engine = "auto"
    oracle: int = 0  # focus nodes to validate again with pySHACL
    memory: str = "2GB"  # of the workbench that files are read into
    base: str = ""  # IRI for the relative IRIs of files
    language: str = "en"  # of the messages


@dataclass(frozen=True, slots=True)
class Validated:
    """A validation run and what is told of it."""

    outcome: Outcome
    report: Report
    notes: tuple[LodError, ...] = ()  # what is odd about the shapes
    compared: Compared | None = None  # with pySHACL
    again: int | None = None  # shapes that have run, if not all


def _silent(_: object) -> None:
    """Say nothing."""


def building(config: Config, bench: Workbench) -> Validated:
    """Validate what a build has mapped.

    bench    after a patch it has the outcome before it, and the table `changed`: then only these triples are looked at
    raises   as `built` does"""
    graph, notes = _shapes(config, ())
    before = stored.earlier(bench, graph)
    outcome, again = _since(bench, graph, before) if before else (run(bench, graph), None)
    stored.save(bench, graph, outcome)
    report = model.make(outcome, graph, config.title.get("en", config.name))
    done = Validated(outcome, replace(report, engine=ENGINES["auto"]), notes, again=again)
    return _placed(done, bench, graph)


def _since(bench: Workbench, graph: ShapesGraph, before: Outcome) -> tuple[Outcome, int | None]:
    """The outcome, and how many shapes have run for it; None where all have, because that is as fast."""
    number, triples = (bench.number(f"SELECT count(*) FROM {table}") for table in ("changed", "triple"))
    if not number:
        return before, 0
    if triples < LEAST or number > triples * MOST:
        return run(bench, graph), None
    return revalidate(bench, graph, before)


def changed_since(config: Config, bench: Workbench) -> list[str]:
    """The tables that are not as they were when a workbench was filled."""
    kept = bench.rows("SELECT path, digest FROM source WHERE digest <> '' ORDER BY path")
    files = [(str(path), config.path(str(path)), digest) for path, digest in kept]
    return [
        name for name, file, digest in files if not file.is_file() or sha256(file.read_bytes()).hexdigest() != digest
    ]


def built(
    config: Config,
    bench: Workbench,
    shapes_files: Sequence[Path] = (),
    asked: Asked | None = None,
    tell: Callable[[checked.Notes], None] = _silent,
) -> Validated:
    """Validate what a workbench holds with the shapes of the dataset, or with those given.

    tell     given the notes about the shapes before they run
    raises   Failed with V901 for a shape of the dataset that looks at nothing, unless there are violations to show;
             V9xx for wrong shapes, C105 where there are no shapes"""
    graph, notes = _shapes(config, shapes_files)
    tell(notes)
    done = _validated(bench, graph, notes, asked or Asked(), config.title.get("en", config.name))
    return _placed(done, bench, graph, own=not shapes_files)


def _shapes(config: Config, shapes_files: Sequence[Path]) -> tuple[ShapesGraph, checked.Notes]:
    files = tuple(shapes_files) or tuple(config.path(f) for f in config.shapes)
    if not files:
        raise Failed([MissingKey(key="shapes", expected="a list of files; or name one with --shapes")])
    return checked.read(files, config.root, config.base)


def _placed(done: Validated, bench: Workbench, graph: ShapesGraph, own: bool = True) -> Validated:
    """Add the origins of the results; own: shapes that look at nothing are mistakes."""
    if own and done.outcome.conforms:
        raise_all(_idle(graph, done.outcome))
    return replace(done, report=replace(done.report, origins=origins.find(bench, done.outcome.results, looks(graph))))


def files(
    data: Sequence[Path],
    shapes: Sequence[Path],
    asked: Asked,
    say: Callable[[str], None],
    tell: Callable[[checked.Notes], None] = _silent,
) -> Validated:
    """Validate RDF files; a shape that looks at nothing is no mistake here, the report shows it.

    say      told the name of each file before it is read
    tell     given the notes about the shapes before they run"""
    data, shapes = tuple(dict.fromkeys(data)), tuple(dict.fromkeys(shapes))  # the same file twice is one file
    graph, notes = checked.read(shapes, base=asked.base)
    tell(notes)
    with (
        TemporaryDirectory(prefix="lod-") as folder,
        workbench.create_for_files(Path(folder), memory=asked.memory) as b,
    ):
        load(b, data, say, asked.base)
        type_terms(b)
        return _validated(b, graph, notes, asked, ", ".join(file.name for file in data))


def _validated(
    bench: Workbench, graph: ShapesGraph, notes: tuple[LodError, ...], asked: Asked, title: str
) -> Validated:
    outcome = _with_pyshacl(bench, graph) if asked.engine == "pyshacl" else run(bench, graph, asked.engine == "sql")
    report = replace(model.make(outcome, graph, title, asked.language), engine=ENGINES[asked.engine])
    if not asked.oracle:
        return Validated(outcome, report, notes)
    from lod.shapes.sample import sample

    return Validated(outcome, report, notes, sample(bench, graph, outcome, asked.oracle))


def _with_pyshacl(bench: Workbench, graph: ShapesGraph) -> Outcome:
    from lod.shapes import oracle

    triples = (
        (Term(k, s), Term("iri", p), Term(kind, o, datatype, lang))  # type: ignore[arg-type]
        for k, s, p, kind, o, datatype, lang in bench.stream(TRIPLES)
    )
    return oracle.validate(oracle.graph_of(triples), oracle.graph_of(graph.triples))


def _idle(graph: ShapesGraph, outcome: Outcome) -> list[LodError]:
    places = {shape.id.lexical: shape.place for shape in graph.targeted}
    idle = [c.shape for c in outcome.checked if not c.focus_nodes]
    return [IdleShape(places[shape], shape=f"<{shape}>") for shape in idle]


def for_curators(done: Validated, config: Config) -> Report:
    """The report of built data with the place of every cell."""
    return replace(done.report, origins=origins.with_columns(done.report.origins, config.root))


def write(done: Validated, config: Config, folder: Path) -> None:
    """Write report.txt and report.ttl, which name rows by their keys."""
    published = replace(done.report, lines=False)
    (folder / "report.txt").write_text(text.text(published), encoding="utf-8", newline="\n")
    (folder / "report.ttl").write_text(turtle.turtle(published, config.base), encoding="utf-8", newline="\n")
