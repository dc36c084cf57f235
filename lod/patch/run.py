"""Build what has changed.  Config + output of the build before -> the same files a full build would write, or Unusual.

read -> rows -> views -> statements -> terms and quads -> faults -> validate -> dump -> catalogue.  All of it happens
in a folder of its own, on a workbench whose changes are its own, so an end before the end changes nothing.
Read first: model.py, and the modules in this order: tables, rows, views, statements, quads, documents."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from lod import checks, gate, validate, workbench
from lod.catalog import catalog
from lod.checks import Dataset
from lod.config import Config
from lod.engines import embedded
from lod.patch import counts, documents, faults, made, parts, quads, rows, statements, tables, views
from lod.patch.model import Unusual
from lod.patch.statements import Changed
from lod.sources.model import stem
from lod.validate import Validated
from lod.workbench import Workbench

Steps = Callable[[str], AbstractContextManager[Callable[[str], None]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a build."""

    config: Config
    before: Path  # the published folder
    folder: Path  # where the next one is made
    threads: int
    with_validation: bool
    archive: Path | None  # folder of the archived source texts


def prepare(bench: Workbench, config: Config) -> None:
    """Note in the workbench of a full build what a patch needs."""
    for number, path in bench.rows("SELECT id, path FROM source WHERE digest <> '' AND path <> ?", [config.links]):
        file = config.path(str(path))
        if file.is_file():
            parts.save(bench, int(str(number)), file.read_bytes())
    made.save(bench, config)


def build(wanted: Wanted, steps: Steps) -> Validated | None:
    """Make the next release in its folder.

    returns  how it was validated, if that was asked for
    raises   Unusual, Failed"""
    before = wanted.before / workbench.FILE
    if workbench.journal_is_long(before):
        raise Unusual("many changes have been added to the workbench")
    bench = workbench.patch(wanted.folder / workbench.FILE, before, wanted.threads, wanted.config.memory)
    if bench is None:
        raise Unusual("the workbench of the build before cannot be opened")
    with bench:
        if not made.is_same(bench, wanted.config):
            raise Unusual("something else than tables has changed")
        return _pass(wanted, bench, steps)


def _pass(wanted: Wanted, bench: Workbench, steps: Steps) -> Validated | None:
    config, done = wanted.config, None
    with steps("read") as say:
        dataset, edited = tables.read(config, bench)
        checks.check(dataset)
        say(f"{len(edited)} of {len(dataset.tables)} tables have changed")
    edits, in_order = rows.apply(bench, config, edited)
    with steps("evidence") as say:
        say(gate.check(rows.with_all(bench, dataset) if gate.needs_rows(dataset) else dataset, wanted.archive))
    with steps("map") as say:
        changed = _relations(bench, dataset, list(edits), in_order)
        plan = checks.plan(dataset)
        statements.find(bench, plan, changed)
        views.forget(bench, map(stem, dataset.views))
        number = quads.apply(bench)
        faults.look(bench, config, plan, changed.all, changed.tables)
        of = ", ".join(f"{n:,} rows of {stem(path)}" for path, n in edits.items()) or "no rows"
        say(f"{of} have changed, {number:,} quads")
    with steps("validate") as say:
        if wanted.with_validation and config.shapes:
            done = validate.building(config, bench)
            validate.write(done, config, wanted.folder)
            again = f", {done.again} of them again" if done.again is not None else ""
            say(f"{len(done.outcome.checked)} shapes{again}, {len(done.outcome.results)} results")
        else:
            say("not asked for: no report")
            bench.con.execute("DROP TABLE IF EXISTS validated")
    if done and not done.outcome.conforms:
        return done
    with steps("dump") as say:
        quads.find_unused(bench)
        documents.write(config, dataset.prefixes, bench, wanted.before, wanted.folder)
        documents.write_tables(config, bench, wanted.before, wanted.folder, changed.views)
        say(", ".join(sorted(p.name for p in wanted.folder.iterdir() if p.is_file())))
    with steps("catalogue") as say:
        counts.correct(bench, config)
        quads.forget(bench)
        say(catalog.describe(dataset, bench, wanted.folder))
    return done


def _relations(bench: Workbench, dataset: Dataset, paths: list[str], in_order: bool) -> Changed:
    """Bring the views up to date; what has changed."""
    embedded.create_functions(bench.con)
    names = [stem(path) for path in paths]
    views.old_tables(bench, names)
    return Changed(frozenset(names), frozenset(views.renew(bench, dataset, names, in_order)))
