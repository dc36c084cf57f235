"""Say what validation found as a page.  Report -> HTML; pure but for the template beside this module.

One file without script and without anything from elsewhere: it can be sent by mail, read offline and printed.  Every
text is escaped by the template engine; only IRIs of the web become links.  Spec: WCAG 2.2, level AA."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import jinja2

from lod.report import names
from lod.report.model import Group, Report, Words
from lod.report.text import verdict
from lod.shapes.model import Result
from lod.vocab import RDF_LANGSTRING, XSD_STRING

SHOWN = 200  # results of a group that are listed
TEMPLATE = "page.html.jinja"


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as the page shows it."""

    text: str
    lang: str = ""
    link: str = ""  # IRI of the web
    title: str = ""  # the whole IRI
    kind: str = ""  # datatype of a literal


@dataclass(frozen=True, slots=True)
class Row:
    """One result."""

    focus: Shown
    value: Shown | None
    words: Sequence[Words]
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class Block:
    """Results that are alike."""

    anchor: str
    severity: str
    path: str
    number: str
    title: str
    shape: str
    comment: str
    help: str
    words: Sequence[Words]  # if all say the same; else each row says its own
    rows: Sequence[Row]
    total: int


def html(report: Report) -> str:
    """The report as one HTML page."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["seen"] = names.line
    template = environment.from_string(files("lod.report").joinpath(TEMPLATE).read_text(encoding="utf-8"))
    return template.render(
        title=report.title,
        language=report.language,
        engine=report.engine,
        conforms=report.outcome.conforms,
        verdict=verdict(report)[0],
        counts=[(names.tail(severity), number) for severity, number in report.counts.items()],
        blocks=[_block(report, group, n) for n, group in enumerate(report.groups, 1)],
        checked=_checked(report),
    )


def _block(report: Report, group: Group, number: int) -> Block:
    about = report.of(group.shape)
    shown = group.results[:SHOWN]
    shared = report.shared(shown)
    return Block(
        f"group-{number}",
        names.tail(group.severity),
        names.shown(group.path) if group.path else "",
        about.number,
        about.title or names.tail(about.iri) or about.name,
        about.iri,
        about.comment,
        about.help if _on_the_web(about.help) else "",
        shared,
        [_row(report, r, [] if shared else report.words(r)) for r in shown],
        len(group.results),
    )


def _row(report: Report, result: Result, words: Sequence[Words]) -> Row:
    value = _term(result.value) if result.value and result.value != result.focus else None
    return Row(_term(result.focus), value, words, [report.where(o) for o in report.row(result)])


def _term(nt: str) -> Shown:
    literal = names.literal(nt)
    if literal:
        plain = literal.datatype in (XSD_STRING, RDF_LANGSTRING)
        return Shown(literal.text, literal.lang, kind="" if plain else names.called(literal.datatype))
    iri = names.iri(nt)
    return Shown(names.shown(nt), "", iri if _on_the_web(iri) else "", iri or nt)


def _on_the_web(iri: str) -> bool:
    return iri.startswith(("https://", "http://"))


def _checked(report: Report) -> list[dict[str, object]]:
    found: dict[str, int] = {}
    for result in report.outcome.results:
        shape = result.shape.strip("<>")
        found[shape] = found.get(shape, 0) + 1
    return [
        {
            "about": report.of(c.shape),
            "shape": names.tail(c.shape),
            "focus_nodes": c.focus_nodes,
            "routes": ", ".join(c.routes),
            "results": found.get(c.shape, 0),
        }
        for c in report.outcome.checked
    ]
