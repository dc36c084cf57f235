"""Say what validation found, for people at a terminal.  Report -> text; pure.

The verdict stands first and last, because a long report scrolls; violations come first and infos are kept short.
Nothing a label holds reaches the terminal as a command (names.clean)."""

from __future__ import annotations

from collections.abc import Iterator

from lod.report import names
from lod.report.model import Group, Report
from lod.shapes.model import Result

SHOWN = {"Violation": 20, "Warning": 20, "Info": 5}  # results of a group that are listed; the other formats have all
OTHERS = 20  # of a severity of one's own


def text(report: Report) -> str:
    """The report for people: verdict, results by severity and shape with their rows, what was checked, summary."""
    lines = [*verdict(report), ""]
    for group in report.groups:
        lines += [*_group(report, group), ""]
    lines += [*_checked(report), "", *_summary(report)]
    return "\n".join(lines) + "\n"


def verdict(report: Report) -> list[str]:
    """Whether the data conform, and the counts."""
    said = "The data conform." if report.outcome.conforms else "The data do not conform."
    counts = [f"{n:,} {_plural(names.tail(s).lower(), n)}" for s, n in report.counts.items()]
    return [said, ", ".join(map(names.line, counts))]


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"


def _group(report: Report, group: Group) -> Iterator[str]:
    about = report.of(group.shape)
    number = f"{names.line(about.number)} " if about.number else ""
    path = f", {names.shown(group.path)}" if group.path else ""
    shape = names.line(names.tail(about.iri) or about.name)
    yield f"{names.line(names.tail(group.severity))}: {number}{shape}{path} ({len(group.results):,})"
    shown = group.results[: SHOWN.get(group.severity, OTHERS)]
    shared = report.shared(shown)
    yield from (f"  {names.line(w.text)}" for w in shared)
    for result in shown:
        yield f"  - {subject(result)}"
        if not shared:
            yield from (f"    {names.line(w.text)}" for w in report.words(result))
        yield from (f"    at {report.where(o)}" for o in report.row(result))
    if len(group.results) > len(shown):
        yield f"  and {len(group.results) - len(shown):,} more like this"


def subject(result: Result) -> str:
    """What a result is about: focus node, path, value."""
    value = "" if result.value == result.focus else result.value
    return " ".join(names.shown(x) for x in (result.focus, result.path, value) if x)


def _checked(report: Report) -> Iterator[str]:
    yield "What was checked" + (f" ({names.line(report.engine)})" if report.engine else "")
    width = max((len(names.line(report.of(c.shape).number)) for c in report.outcome.checked), default=0)
    for checked in report.outcome.checked:
        about = report.of(checked.shape)
        number = f"{names.line(about.number):<{width}}  " if width else ""
        routes = f"  by {', '.join(checked.routes)}" if checked.routes else ""
        yield f"  {checked.focus_nodes:>7,}  {number}{names.line(names.tail(about.iri))}{routes}"


def _summary(report: Report) -> Iterator[str]:
    """The verdict once more, with what to mend."""
    yield from verdict(report)
    found: dict[tuple[str, str], int] = {}
    for group in report.groups:
        if group.severity != "Info":
            key = (group.severity, group.shape)
            found[key] = found.get(key, 0) + len(group.results)
    for (severity, shape), number in found.items():
        about = report.of(shape)
        words = " ".join(x for x in (about.number, names.tail(about.iri) or about.name) if x)
        yield names.line(f"  {names.tail(severity):<9}  {number:>6,}  {words}")
