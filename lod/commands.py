"""The verbs of a dataset.  words -> one call -> stdout, stderr, exit code.

The group they belong to, and the exit codes, are in lod/cli.py; each is documented in docs/reference/commands.md.
Commands import what only they need, because pySHACL and the store take longer to load than `lod check` may run."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import click

from lod import __version__, checks, console, words, workbench
from lod.config import ENGINES, Config
from lod.config_file import load
from lod.errors import OUR_BUG, VIOLATED, YOUR_FILES, Failed, NotBuilt
from lod.report.formats import FORMATS, written

FOLDER = click.Path(file_okay=False, exists=True, path_type=Path)
THREADS = click.IntRange(1, 1024)  # more only take long to start
FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


def _config(context: click.Context) -> Config:
    return load(Path(context.obj).resolve())


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a small dataset of your own in FOLDER.  It builds at once."""
    from lod import scaffold

    scaffold.new(folder)
    console.say(f"{folder} is a dataset; next: cd {folder} && lod build --archive sources")


@click.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Find mistakes in configuration, tables, mappings and links.  Writes nothing."""
    dataset = checks.read(_config(context))
    checks.check(dataset)
    console.errors(dataset.notes)
    console.say(f"no mistakes in {dataset.size}, {len(dataset.mapping.maps)} triples maps")


@click.command(name="build")
@click.option("--archive", type=FOLDER, help="Folder of the source texts: check every claim against its passages.")
@click.option("--threads", type=THREADS, help="Threads of the workbench (default: all cores).")
@click.option("--store/--no-store", default=True, help="Load the SPARQL store too (default: yes).")
@click.option("--validate/--no-validate", "validation", default=True, help="Run the shapes (default: yes).")
@click.option("--site", is_flag=True, help="Write the static site too, into output/site/.")
@click.option("--sparql", metavar="OXIGRAPH", help="With --site: a page that answers queries; npm, or the package.")
@click.option("--full", is_flag=True, help="Build everything, not only what has changed since the build before.")
@click.option("--engine", type=click.Choice(ENGINES), help="What maps (default: as configured, or embedded).")
@click.option("--master", help="Master of the cluster that maps, such as spark://host:7077 or local[2].")
@click.option("--partitions", type=click.IntRange(1), help="Files of a cluster (default: by size).")
@click.option("--set", "settings", multiple=True, callback=words.settings, metavar="NAME=VALUE", help="Of Spark.")
@click.pass_context
def build_(context: click.Context, /, archive: Path | None, threads: int | None, **given: Any) -> None:  # noqa: ANN401 - options by name
    """Map, check, validate and publish the dataset into output/."""
    from lod import build, partitions
    from lod.site import oxigraph

    wanted = (given["store"], given["validation"], given["site"])
    words.fits_site(given)
    built = build.Built(True, "")
    try:
        engine = oxigraph.take(given["sparql"]) if given["sparql"] else None
        options = build.Options(archive, threads, *wanted, engine, may_patch=not given["full"])
        config = _config(context)
        asked = words.cluster(config, given)
        if asked:
            words.without_site(given)
            partitions.write(config, options, asked, console.step)
        else:
            built = build.build(config, options, console.step)
    except Failed as failed:
        console.errors(failed.errors)
        advice = ": mend this and build again" if failed.exit_code == YOUR_FILES else ""
        console.say(f"nothing was published{advice}")
        sys.exit(failed.exit_code)
    if not built.conforms:
        console.say("nothing was published: the data violate a shape")
        console.data(built.report)
        sys.exit(VIOLATED)


@click.command(name="validate")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--shapes", multiple=True, type=FILE, help="Shapes files (default: those of the dataset).")
@click.option(
    "--engine",
    type=click.Choice(["auto", "sql", "pyshacl"]),
    default="auto",
    help="auto: SQL, and other engines for queries that SQL is not exact on; sql: nothing else; pyshacl.",
)
@click.option("--oracle", type=click.IntRange(0), default=0, metavar="N", help="Ask pySHACL too about N focus nodes.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to report.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file.")
@click.option("--base", default="", callback=words.base, help="IRI that relative IRIs of FILES are resolved against.")
@click.option(
    "--memory", default="2GB", callback=words.size, help="Memory of the workbench FILES are read into (default: 2GB)."
)
@click.pass_context
def validate_(  # noqa: PLR0913
    context: click.Context,
    files: tuple[Path, ...],
    shapes: tuple[Path, ...],
    engine: str,
    oracle: int,
    form: str,
    output: Path | None,
    base: str,
    memory: str,
) -> None:
    """Validate the built data, or any RDF FILES, with SHACL shapes.  Writes nothing but its report."""
    from lod import validate

    words.may_write(output, (*files, *shapes))
    asked = validate.Asked(engine, oracle, memory, base)  # type: ignore[arg-type]
    if files:
        used = shapes or tuple(config.path(s) for config in [_config(context)] for s in config.shapes)
        with console.working("reading") as say:
            done = validate.files(files, used, asked, say, console.errors)
        report, site = done.report, ""
    else:
        config = _config(context)
        with workbench.open_built(config.path(config.output), config.output) as bench:
            for file in dict.fromkeys(validate.changed_since(config, bench)):
                console.say(f"{file} has changed since the last build, which is what is validated here")
            done = validate.built(config, bench, shapes, asked, console.errors)
        report, site = validate.for_curators(done, config), config.base
    console.report(written(report, form, site, __version__), output)
    if done.compared and not console.compared(done.compared):
        sys.exit(OUR_BUG)
    sys.exit(0 if done.outcome.conforms else VIOLATED)


@click.command(name="map")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--output", required=True, help="N-Quads; .gz, .zst packed; with --master a folder.")
@click.option("--base", default="", callback=words.base, help="IRI that relative IRIs are resolved against.")
@click.option("--database", default="", help="URL of the database of tables and queries that name none.")
@click.option("--threads", type=THREADS, default=None, help="Threads (default: all cores).")
@click.option("--memory", default="2GB", callback=words.size, help="Memory of the engine (default: 2GB).")
@click.option("--sort/--no-sort", default=False, help="Sort the lines (default: no; on a cluster always).")
@click.option("--skip/--stop", default=False, help="What to do with rows whose IRIs are none (default: stop).")
@click.option("--master", help="Map on the Spark cluster of this master, such as spark://host:7077 or local[2].")
@click.option("--partitions", type=click.IntRange(1), default=None, help="Files of a cluster (default: by size).")
@click.option("--set", "settings", multiple=True, callback=words.settings, metavar="NAME=VALUE", help="Of Spark.")
def map_(files: tuple[Path, ...], output: str, master: str | None, **given: Any) -> None:  # noqa: ANN401 - options by name
    """Run RML, R2RML or YARRRML mappings alone: FILES -> N-Quads.  Needs no dataset."""
    from lod import map as mapper
    from lod.sources import databases

    words.fits(master, given)
    known = databases.database(given["database"]) if given["database"] else None
    base, memory, skip = given["base"] or mapper.BASE, given["memory"], given["skip"]
    with console.working("mapping") as say:
        if master:
            from lod.engines.cluster.model import Asked

            asked = Asked(master, memory, given["partitions"] or 0, skip, given["settings"])
            count, left_out = mapper.run_on_cluster(files, output, base, asked, say)
        else:
            words.may_write(Path(output), files)
            alone = mapper.Asked(base, given["threads"] or 0, memory, known, given["sort"], skip)
            count, left_out = mapper.run(files, Path(output), alone, say, lambda warning: console.errors([warning]))
    console.errors(left_out)
    console.say(f"{count:,} quads in {output}")


@click.command(name="trace")
@click.argument("what", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to answer.")
@click.pass_context
def trace_(context: click.Context, what: tuple[str, ...], form: str) -> None:
    """Show the rules, rows and passages behind an IRI or a triple.

    WHAT is an IRI (https://…, person:x or person/x) or subject, predicate and object."""
    from lod import trace

    config = _config(context)
    prefixes = checks.prefixes(config)
    with workbench.open_built(config.path(config.output), config.output) as bench:
        found = trace.trace(bench, trace.parse(what, prefixes, config.base))
    if not found:
        console.say("no published triple fits")
        sys.exit(VIOLATED)
    console.data(trace.as_json(found) if form == "json" else trace.as_text(found, prefixes))


@click.command(name="query")
@click.argument("what")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", help="How to answer.")
@click.pass_context
def query_(context: click.Context, what: str, form: str) -> None:
    """Ask the built store.  WHAT is a competency question's name, a .rq file, or SPARQL text."""
    from lod import query

    config = _config(context)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the store does not come back to Python before it has an answer
    answer = query.ask(config, query.find(config, what))
    if form == "table":
        prefixes = checks.prefixes(config)
        console.table(answer.variables, [[query.plain(t, prefixes) for t in row] for row in answer.rows])
    else:
        console.data(query.as_csv(answer) if form == "csv" else query.as_json(answer))


@click.command(name="store")
@click.option("--push", "url", help="Put the graphs into the graph store at this URL instead.")
@click.pass_context
def store_(context: click.Context, url: str | None) -> None:
    """Load the SPARQL store from the published dump, or push the dump to another store."""
    from lod import push, release, store
    from lod.config import FILE as CONFIGURATION

    config = _config(context)
    dumped, made = (config.path(config.output) / name for name in (config.quads, config.partitions))
    dumped = made if made.is_dir() else dumped
    if not dumped.exists():
        raise NotBuilt(file=config.shown(dumped))
    if url:
        with console.working("pushing") as say:
            count = push.push(dumped, url, say)
        console.say(f"{count:,} triples")
        return
    with release.locked(config.path(CONFIGURATION), CONFIGURATION), console.working("loading") as say:
        count = store.replace(dumped, config.path(config.output) / "store", say)
    console.say(f"{count:,} quads, equal to {dumped.name}")


@click.command(name="explain")
@click.argument("name")
@click.pass_context
def explain_(context: click.Context, name: str) -> None:
    """Show how mappings become triples: plan, SQL, samples.

    NAME is a triples map, a mapping file without its endings, or both as file#map."""
    from lod import explain

    dataset = checks.read(_config(context))
    checks.check(dataset)
    for line in explain.explain(dataset, name):
        console.data(line + "\n")


@click.command(name="passages")
@click.option("--archive", type=FOLDER, required=True, help="Folder of the source texts.")
@click.option("--all", "everything", is_flag=True, help="Compute all passages again, not only incomplete ones.")
@click.option("--find", "phrase", help="Print where a phrase stands instead, as rows of passages.csv.")
@click.option("--source", help="Id of the source document to search.")
@click.pass_context
def passages_(context: click.Context, archive: Path, everything: bool, phrase: str | None, source: str | None) -> None:
    """Fill in what the texts give about sources and passages.

    Digests and sizes of sources, places of parts, lines, digests and speakers of passages.  Complete rows stay."""
    from lod import passages

    config = _config(context)
    facts = config.path(config.facts)
    if phrase is None:
        for table, changed in passages.fill(facts, config.facts, archive, everything).items():
            console.say(f"{config.facts}/{table}: {changed} {'row' if changed == 1 else 'rows'} changed")
        return
    if source is None:
        raise click.UsageError("--find needs --source")
    found = passages.rows(facts, config.facts, archive, source, phrase)
    if not found:
        console.say(f"the phrase does not stand in source {source}")
        sys.exit(VIOLATED)
    console.data("".join(found))
