"""The verbs of asking Wikidata, and of judging links by its answers.  words -> one call -> stdout, stderr, exit code.

They belong to the group of lod/linking.py; each is documented in docs/reference/commands.md."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from lod import console, words
from lod.errors import ENVIRONMENT, VIOLATED
from lod.linking import config, link
from lod.links.model import NO_TERM

LISTED = 20  # of what is left; all of it would hide the rest
WAYS = ("names", "words", "pages", "identifiers", "sparql", "reconciliation")


@click.command()
@click.option("--linked", is_flag=True, help="Only the items that are linked, no candidates.")
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(WAYS),
    metavar="WAY",
    help=f"How to look for candidates: {', '.join(WAYS)} (default: the first four).",
)
@click.option("--offline", is_flag=True, help="Ask nothing: list what would be fetched.")
@click.pass_context
def fetch(context: click.Context, linked: bool, by: tuple[str, ...], offline: bool) -> None:
    """Ask Wikidata for linked items and for candidates.  Writes the cache."""
    from lod import linked as built
    from lod.links import fetch as fetching
    from lod.links import settings
    from lod.links.cache import Cache
    from lod.links.wikidata import Wikidata

    configured = config(context)
    asking = settings.of(configured)
    client = None if offline else Wikidata(asking)
    ours = built.read(configured)
    ways = () if linked else by or fetching.USUAL
    wanted = fetching.wanted(ours.entities, ours.decided.links, asking.languages, ways)
    with console.progress("fetching") as say:
        done = fetching.fetch(Cache(asking.cache, asking.shown), client, wanted, say)
    console.errors(done.errors)
    console.say(f"{done.kept:,} items fetched with {done.asked:,} questions; {len(done.left):,} left")
    for one in done.left[:LISTED]:
        console.say(f"  {one}")
    if len(done.left) > LISTED:
        console.say(f"  and {len(done.left) - LISTED:,} more")
    sys.exit(ENVIRONMENT if done.left and not offline else 0)


@click.command()
@click.option("--qid", help="Show what is kept of one item instead.")
@click.pass_context
def cache(context: click.Context, qid: str | None) -> None:
    """Show what is kept of the answers of Wikidata, and how old it is.  Writes nothing."""
    from lod.links import settings
    from lod.links.cache import Cache

    asking = settings.of(config(context))
    kept = Cache(asking.cache, asking.shown)
    if qid is None:
        console.table(("what", "number", "of these stale"), kept.contents().rows)
        return
    found, now = kept.items([qid]).get(qid), time.time()
    if not found:
        console.say(f"{qid} is not in {asking.shown}; fetch it with: lod link fetch")
        sys.exit(VIOLATED)
    item, answered = found.item, f"{datetime.fromtimestamp(now - found.age, UTC):%Y-%m-%d %H:%M}"
    state = "missing" if item.missing else f"redirected to {item.qid}" if item.redirected else "there"
    console.say(f"{qid} is {state}, as of {answered} UTC{'' if found.fresh else ', which is stale'}")
    for tag, label in sorted(item.labels.items()):
        console.say(f"  {label} ({tag})")
    rows = [
        (str(r.revision), r.modified, f"{datetime.fromtimestamp(r.fetched, UTC):%Y-%m-%d}", f"{r.size:,}")
        for r in kept.revisions(item.qid)
    ]
    console.table(("revision", "modified", "fetched", "bytes"), rows)


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json", "html"]), default="table", help="How to report.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file.")
@click.pass_context
def check(context: click.Context, form: str, output: Path | None) -> None:
    """Check decided links against the cache.  Asks nothing, writes nothing but its report."""
    from lod import linked as built
    from lod.links import health, neighbours, page, settings
    from lod.links.cache import Cache
    from lod.links.candidates import from_item

    words.may_write(output, ())
    configured = config(context)
    asking = settings.of(configured)
    ours, kept = built.read(configured), Cache(asking.cache, asking.shown)
    links = [link for link in ours.decided.links if link.object_id != NO_TERM]
    seen = neighbours.Seen([f"{language}wiki" for language in asking.languages])
    others = health.called(from_item(seen.note(one.item)) for one in kept.everything())
    known = kept.items([link.object_id.removeprefix("wd:") for link in links])
    items = [one.item for one in known.values() if not one.item.missing]
    around = neighbours.beside(
        seen, items, kept.earlier(items), lambda ids: [one.item for one in kept.items(ids).values()]
    )
    found = health.check(ours.entities, links, known, others, around)
    rows, said = [health.row(one) for one in found], health.verdict(len(links), found)
    if form == "json":
        console.report(health.document(len(links), found), output)
    elif form == "html":
        console.report(page.page("Links to Wikidata", said, health.HEAD, rows), output)
    elif rows or output:
        console.table(health.HEAD, rows, output)
    console.say(said)
    sys.exit(VIOLATED if any(one.conflict for one in found) else 0)


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "html", "mismatches", "quickstatements"]),
    default="table",
    help="How to report: mismatches is the CSV of Mismatch Finder, quickstatements version 1 of these.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file.")
@click.pass_context
def compare(context: click.Context, form: str, output: Path | None) -> None:
    """Show what Wikidata lacks or says otherwise.  Sends nothing, writes nothing but its report."""
    from lod import linked as built
    from lod.links import compare as comparing
    from lod.links import offers, page, settings
    from lod.links.cache import Cache

    words.may_write(output, ())
    configured = config(context)
    asking, ours = settings.of(configured), built.read(configured)
    rules, stated = built.stated(configured, ours)
    linked = {link.subject_id: link.object_id.removeprefix("wd:") for link in ours.decided.links if link.published}
    subjects = [(one.curie, one.label, linked[one.curie]) for one in ours.entities if one.curie in linked]
    cached = Cache(asking.cache, asking.shown)
    known = {kept.item.qid: kept for kept in cached.everything()}  # those that others name, for their labels
    known |= cached.items([qid for _, _, qid in subjects])
    found = comparing.compare(subjects, stated, known, dict.fromkeys(rule.property for rule in rules))
    count = sum(qid in known for _, _, qid in subjects)
    rows, said = [offers.row(one) for one in found], offers.verdict(count, found)
    if form == "table":
        console.table(offers.HEAD, rows, output)
    else:
        reports = {
            "json": lambda: offers.document(count, found),
            "html": lambda: page.page("What Wikidata says otherwise", said, offers.HEAD, rows),
            "mismatches": lambda: offers.mismatches(found),
            "quickstatements": lambda: offers.quickstatements(found, configured.issued, asking.item),
        }
        console.report(reports[form](), output)
    console.say(said)
    if count < len(subjects):
        console.say(f"{len(subjects) - count:,} items are not in the cache: run lod link fetch --linked")


for verb in (fetch, cache, check, compare):
    link.add_command(verb)
