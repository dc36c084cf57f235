"""The one pass from files to a release.  Config -> output/.

read -> check -> evidence -> workbench -> validate -> dump -> catalogue -> publish -> store.  Each step is one call;
what it found is one line for the curator.  Where only rows have changed since the build before, patch/ does it all but
the publishing.  Nothing appears in output/ before every step has succeeded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lod import checks, faults, gate, release, store, validate, workbench
from lod.catalog import catalog
from lod.checks import Dataset
from lod.config import FILE, Config
from lod.dictionary import encode
from lod.dumps import published, selection
from lod.engines import documents, embedded
from lod.errors import Failed, Place, raise_all
from lod.explain import describe
from lod.mapping.model import ParentMap
from lod.patch import run as patch
from lod.patch.model import Unusual
from lod.plan.columns import columns
from lod.plan.compile import rules
from lod.report import text
from lod.shapes.literals import type_terms
from lod.site import roles
from lod.site import write as site
from lod.validate import Validated
from lod.workbench import Workbench

STORE = "store"
LEAST = 1 << 26  # bytes of a workbench, a quarter of a million quads or more; with fewer all is built as fast


class Say(Protocol):
    """What a step tells: what it has found, and meanwhile how far it is."""

    def __call__(self, text: str) -> None: ...

    def meanwhile(self, text: str) -> None: ...


class Steps(Protocol):
    """How a long command tells what it does: `with steps("dump") as say: …; say("3 files")`."""

    def __call__(self, name: str) -> AbstractContextManager[Say]: ...


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may ask of a build."""

    archive: Path | None = None  # folder of the archived source texts
    threads: int | None = None  # instead of the configuration's
    with_store: bool = True
    with_validation: bool = True
    with_site: bool = False
    engine: Mapping[str, bytes] | None = None  # of a page that answers queries (site/oxigraph.py)
    may_patch: bool = True  # build only what has changed, where that gives the same


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended.  What does not conform is not published."""

    conforms: bool
    report: str  # for the curator, with file and line of every row; empty without validation


def build(config: Config, options: Options, steps: Steps) -> Built:
    """Build and publish a dataset; a violation of a shape publishes nothing.

    raises   Failed with all mistakes of the first step that found any"""
    output = config.path(config.output).resolve()
    if options.with_site:
        roles.check(config.pages, checks.prefixes(config))  # before the work, not after it
    with release.locked(config.path(FILE), FILE), release.staging(output) as folder:
        built = _patch(config, output, folder, options, steps)
        if built is None:
            with workbench.create(folder / workbench.FILE, _threads(config, options), config.memory) as bench:
                built = _pass(read(config, steps), bench, folder, options, steps)
        if built.conforms:
            _finish(folder, output, options, config, steps)
    return built


def _patch(config: Config, output: Path, folder: Path, options: Options, steps: Steps) -> Built | None:
    """Build only what has changed since the build before; None where that cannot be, or where there are mistakes."""
    before = output / workbench.FILE
    if not options.may_patch or not before.is_file() or before.stat().st_size < LEAST:
        return None
    asked = patch.Wanted(config, output, folder, _threads(config, options), options.with_validation, options.archive)
    try:
        return _built(patch.build(asked, steps), config)
    except (Unusual, Failed, OSError, workbench.EngineError) as why:
        release.empty(folder)
        with steps("patch") as say:
            say(f"built in full: {why if isinstance(why, Unusual) else 'there are mistakes'}")
    return None


def _threads(config: Config, options: Options) -> int:
    return config.threads if options.threads is None else options.threads


def _built(done: Validated | None, config: Config) -> Built:
    if done is None:
        return Built(True, "")
    return Built(done.outcome.conforms, text.text(validate.for_curators(done, config)))


def read(config: Config, steps: Steps) -> Dataset:
    """Read and check all files of a dataset."""
    with steps("read") as say:
        dataset = checks.read(config)
        checks.check(dataset)
        say(f"{dataset.size}, {sum(len(m.rules) for m in dataset.mapping.maps)} rules")
    return dataset


def _pass(dataset: Dataset, bench: Workbench, folder: Path, options: Options, steps: Steps) -> Built:
    config, done = dataset.config, None
    with steps("evidence") as say:
        say(gate.check(dataset, options.archive))
    with steps("map") as say:
        checks.prepare(dataset, bench)
        dataset = dataset.without_rows()  # nobody else holds them: they are in the database now
        state(dataset, bench)
        quads, terms = (bench.number(f"SELECT count(*) FROM {t}") for t in ("quad", "term"))
        more = ""
        if selection.in_several_graphs(bench):
            twice = bench.number("SELECT count(*) FROM (SELECT 1 FROM quad GROUP BY s, p, o HAVING count(*) > 1)")
            more = f"; {twice:,} triples in several graphs: a store counts them once for each"
        say(f"{quads:,} quads, {terms:,} terms{more}")
    with steps("validate") as say:
        if options.with_validation and config.shapes:
            done = validate.building(config, bench)
            validate.write(done, config, folder)
            say(f"{len(done.outcome.checked)} shapes, {len(done.outcome.results)} results")
        else:
            say("not asked for: no report")
    if done and not done.outcome.conforms:
        return _built(done, config)
    with steps("dump") as say:
        published.write(config, dataset.prefixes, bench, folder)
        say(", ".join(sorted(p.name for p in folder.iterdir() if p.is_file())))
    with steps("catalogue") as say:
        say(catalog.write(dataset, bench, folder))
        patch.prepare(bench, config)
    return _built(done, config)


def fill(dataset: Dataset, bench: Workbench) -> None:
    """Load the tables and records into the workbench and map them; raises what `prepare` and `state` raise."""
    checks.prepare(dataset, bench)
    state(dataset, bench)


def state(dataset: Dataset, bench: Workbench) -> None:
    """Map the tables and records, which are in the workbench already.

    raises   Failed with every fault of the data (M106, M107, D301 to D304)"""
    config, plan = dataset.config, checks.plan(dataset)
    templates = enter_rules(dataset, bench)
    bench.con.executemany("INSERT INTO rule_column VALUES (?, ?, ?, ?, ?)", list(columns(dataset.mapping)))
    ontology = documents.state(bench, dataset.ontology, config.base, f"{config.base}graph/ontology")
    stated = [*embedded.run(bench.con, plan), ontology]
    raise_all(faults.ambiguous(bench, plan, templates))
    encode(bench, stated)
    type_terms(bench)
    raise_all(faults.find(bench, config.base, config.facts))


def enter_rules(dataset: Dataset, bench: Workbench) -> dict[int, tuple[Place, str]]:
    """Enter the rules of a dataset into its workbench; returns place and template of the subject of each."""
    said, templates = [], {}
    for number, m, rule in rules(dataset.mapping):
        value = f"<{rule.object.triples_map}>" if isinstance(rule.object, ParentMap) else describe(rule.object)
        words = f"{describe(m.subject)} {describe(rule.predicate)} {value}"
        said.append((number, rule.place.file, rule.place.line, m.id, words))
        templates[number] = (m.subject.place, str(m.subject.expression))
    bench.con.execute("INSERT INTO rule VALUES (0, '', 0, '', 'the ontology')")
    bench.con.executemany("INSERT INTO rule VALUES (?, ?, ?, ?, ?)", said)
    return templates


def _finish(folder: Path, output: Path, options: Options, config: Config, steps: Steps) -> None:
    """Publish; the store, which takes longest, comes last and keeps nothing waiting."""
    if options.with_site:
        with steps("site") as say:
            say(site.write(config, checks.prefixes(config), folder, options.engine))
    with steps("publish") as say:
        release.checksums(folder)
        release.publish(folder, output)
        say(config.shown(output))
    with steps("store") as say:
        if options.with_store:
            dumped = output / config.quads
            count = store.replace(dumped, output / STORE, say.meanwhile)
            say(f"{count:,} quads, equal to {dumped.name}")
        else:
            say("not asked for; later: lod store")
