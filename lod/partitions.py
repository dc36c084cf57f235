"""The pass from files to a release on a cluster.  Config -> output/ with sorted partitions of all quads.

read -> check -> evidence -> prepare -> map -> judge -> publish.  As build.py, but for what needs all quads on one
machine: validation, Turtle and JSON-LD, catalogue, trace, store.  Everything that is read here, tables, views and
ontology, goes to the cluster as Parquet; the rows stay, so that mistakes have their places.
Read first: build.py, engines/cluster/run.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from lod import build, checks, faults, gate, release, workbench
from lod.checks import Dataset
from lod.config import FILE, Config
from lod.dictionary import encode
from lod.dumps import published, selection, turtle
from lod.dumps.names import shorten
from lod.engines import calls, documents, relations
from lod.engines.cluster import run as cluster
from lod.engines.cluster import session
from lod.engines.cluster.model import Asked, Doubts, Here, Job, Judge
from lod.errors import LodError, raise_all
from lod.plan.bind import column_name
from lod.plan.compile import relation, rules
from lod.plan.model import Scan
from lod.sources.model import Field
from lod.workbench import Workbench

QUAD = ("g", "s", "p", "o")


def write(config: Config, options: build.Options, asked: Asked, steps: build.Steps) -> None:
    """Build a dataset on a cluster and publish what it has written.

    raises   Failed with all mistakes of the first step that found any, as a build does; S730 to S733"""
    session.check(asked.master)
    output = config.path(config.output).resolve()
    with release.locked(config.path(FILE), FILE), release.staging(output) as folder:
        _pass(build.read(config, steps), folder, options, asked, steps)
        quads = f"{config.shown(output)}/{config.partitions}"
        with steps("validate") as say:
            say(f"left out, nothing was validated; later: lod validate {quads}/part-*.nq")
        with steps("dump") as say:
            say(", ".join(sorted(p.name for p in folder.iterdir())) + "; left out: JSON-LD and what dumps names")
        with steps("catalogue") as say:
            say("left out")
        with steps("publish") as say:
            release.checksums(folder)
            release.publish(folder, output)
            say(config.shown(output))
        with steps("store") as say:
            say("left out; later: lod store, or lod store --push URL")


def _pass(dataset: Dataset, folder: Path, options: build.Options, asked: Asked, steps: build.Steps) -> None:
    config = dataset.config
    threads = config.threads if options.threads is None else options.threads
    with steps("evidence") as say:
        say(gate.check(dataset, options.archive))
    with TemporaryDirectory(dir=folder, prefix=".prepared-") as name:
        scratch = Path(name)
        with workbench.create(scratch / "workbench.duckdb", threads, config.memory, writes=scratch) as bench:
            with steps("prepare") as say:
                checks.prepare(dataset, bench)
                dataset = dataset.without_rows()
                job = _job(dataset, bench, _ontology(dataset, folder, scratch), scratch)
                published.copy(config, folder)
                published.write_tables(config, bench, folder)
                size = sum(file.stat().st_size for file in scratch.glob("*.parquet"))
                say(f"{len(job.sources) + 1} relations, {size:,} bytes of Parquet")
            with steps("map") as say:
                written = cluster.run(job, str(folder / config.partitions), asked, say.meanwhile)
                say(f"{written.quads:,} quads in {len(written.parts)} files on {asked.master}")


def _ontology(dataset: Dataset, folder: Path, scratch: Path) -> Here:
    """Publish the ontology, and save its quads."""
    base, file = dataset.config.base, scratch / "ontology.parquet"
    with workbench.create(None, writes=scratch) as bench:
        stated = documents.state(bench, dataset.ontology, base, f"{base}graph/ontology")
        bench.con.execute(f"COPY (SELECT {', '.join(QUAD)} FROM {stated.relation}) TO '{file}' (FORMAT parquet)")
        encode(bench, [stated])
        prefixes = shorten(bench, dataset.prefixes)
        turtle.write_turtle(bench, folder / "ontology.ttl", selection.ONTOLOGY, prefixes)
    return Here(file, tuple(map(Field, QUAD)))


def _job(dataset: Dataset, bench: Workbench, ontology: Here, scratch: Path) -> Job:
    """What the cluster is to do with what the workbench holds.

    raises   Failed with M107"""
    config, plan = dataset.config, checks.plan(dataset)
    templates = build.enter_rules(dataset, bench)
    calls.ask(bench.con, plan)
    raise_all(faults.ambiguous(bench, plan, templates))
    known = _fields(dataset)
    sources = {s.name: _saved(bench, s, known, scratch / f"{n}.parquet") for n, s in enumerate(plan.scans, 1)}

    def judge(doubts: Doubts) -> list[LodError]:
        others = documents.state(bench, dataset.ontology, config.base, f"{config.base}graph/ontology")
        return faults.judge(bench, plan, others, doubts, config)

    places = {number: rule.place for number, _, rule in rules(dataset.mapping)}
    apart = {number for number, place in places.items() if Path(place.file).name.partition(".")[0] in config.apart}
    return Job(plan, sources, places, Judge(config.base, ontology, judge), frozenset(apart))


def _fields(dataset: Dataset) -> dict[tuple[str, str], Field]:
    """What the columns of recordsets hold, by relation and column."""
    return {
        (relation(s.source), column_name(n)): replace(field, reference=column_name(n))
        for s in dataset.records
        for n, field in enumerate((*s.fields, *(s.fields[d] for d in s.doubles)))
    }


def _saved(bench: Workbench, scan: Scan, known: dict[tuple[str, str], Field], file: Path) -> Here:
    """Save the columns of a relation that the plan uses."""
    fields = tuple(known.get((scan.name, column), Field(column)) for column in sorted(scan.columns))
    relations.save(bench.con, scan.name, file, [field.reference for field in fields])
    return Here(file, fields)
