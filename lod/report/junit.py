"""Say what validation found as if each shape were a test.  Report -> JUnit XML; pure.

Violations fail a test; warnings and infos are its output; a shape that looked at nothing is skipped.
Spec: the form that continuous integration servers read (testsuites, testsuite, testcase)."""

from __future__ import annotations

from xml.etree import ElementTree

from lod.report import names
from lod.report.model import Report
from lod.report.text import subject
from lod.shapes.model import Result

SHOWN = 100  # results of a shape that are listed


def junit(report: Report) -> str:
    """The report as JUnit XML: one test case for each shape."""
    found: dict[str, list[Result]] = {c.shape: [] for c in report.outcome.checked}
    for result in report.outcome.results:
        found.setdefault(result.shape.strip("<>"), []).append(result)
    focus = {c.shape: c.focus_nodes for c in report.outcome.checked}
    failed = sum(any(r.severity == "Violation" for r in results) for results in found.values())
    idle = sum(not results and not focus.get(shape, 1) for shape, results in found.items())
    counts = {"tests": str(len(found)), "failures": str(failed), "errors": "0", "skipped": str(idle)}
    title = names.clean(report.title or "validation")
    root = ElementTree.Element("testsuites", {"name": title, **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": title, **counts})
    for shape, results in found.items():
        _case(report, suite, shape, results)
        if not results and not focus.get(shape, 1):
            ElementTree.SubElement(suite[-1], "skipped", {"message": "the shape looked at nothing"})
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(report: Report, suite: ElementTree.Element, shape: str, results: list[Result]) -> None:
    about = report.of(shape)
    name = " ".join(x for x in (about.number, about.title or names.tail(shape) or about.name) if x)
    case = ElementTree.SubElement(
        suite, "testcase", {"name": names.line(name), "classname": names.line(shape or "shapes")}
    )
    wrong = [r for r in results if r.severity == "Violation"]
    others = [r for r in results if r.severity != "Violation"]
    if wrong:
        message = (
            f"{len(wrong)} violations; {report.words(wrong[0])[0].text}"
            if wrong[1:]
            else report.words(wrong[0])[0].text
        )
        failure = ElementTree.SubElement(case, "failure", {"message": names.line(message), "type": "Violation"})
        failure.text = _listed(report, wrong)
    if others:
        ElementTree.SubElement(case, "system-out").text = _listed(report, others)


def _listed(report: Report, results: list[Result]) -> str:
    lines: list[str] = []
    for result in results[:SHOWN]:
        lines.append(f"{names.line(names.tail(result.severity))}: {subject(result)}")
        lines += [f"  {names.line(w.text)}" for w in report.words(result)]
        lines += [f"  at {report.where(o)}" for o in report.row(result)]
    if len(results) > SHOWN:
        lines.append(f"and {len(results) - SHOWN:,} more like this")
    return "\n" + "\n".join(lines) + "\n"
