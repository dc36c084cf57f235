"""Say what validation found, for programs.  Report -> JSON; pure.

The form is documented in docs/reference/report.md and carries a version: keys are added, never renamed.
Terms are N-Triples text, so that nothing about them is lost."""

from __future__ import annotations

import json as syntax
from collections.abc import Iterable, Mapping

from lod.origins import Origin
from lod.report import names
from lod.report.model import Report
from lod.shapes.model import Result

VERSION = 1


def json(report: Report) -> str:
    """The report as one JSON object, results in order, each with its origins."""
    found = dict.fromkeys((c.shape for c in report.outcome.checked), 0)
    for result in report.outcome.results:
        shape = names.iri(result.shape) or result.shape
        found[shape] = found.get(shape, 0) + 1
    focus = {c.shape: c for c in report.outcome.checked}
    document = {
        "format": "validation-report",
        "version": VERSION,
        "title": report.title,
        "engine": report.engine,
        "conforms": report.outcome.conforms,
        "counts": report.counts,
        "shapes": [
            {
                "shape": shape,
                "rule": report.of(shape).number,
                "title": report.of(shape).title,
                "comment": report.of(shape).comment,
                "help": report.of(shape).help,
                "focusNodes": focus[shape].focus_nodes if shape in focus else None,
                "routes": list(focus[shape].routes) if shape in focus else [],
                "results": number,
            }
            for shape, number in found.items()
        ],
        "results": [],
    }
    return written(document, (_result(report, r) for r in report.outcome.results))


def written(document: Mapping[str, object], results: Iterable[Mapping[str, object]]) -> str:
    """A document with its results in the place of its one empty list "results", one a line.

    A hundred thousand results are a long file: a line each can be searched, and is written four times as fast."""
    head, mark, rest = syntax.dumps(document, ensure_ascii=False, indent=2).partition('"results": []')
    lines = ",\n".join(syntax.dumps(r, ensure_ascii=False) for r in results)
    return f"{head}{mark[:-1]}\n{lines}\n]{rest}\n" if lines else f"{head}{mark}{rest}\n"


def _result(report: Report, result: Result) -> dict[str, object]:
    messages = [m for m in map(names.literal, result.messages) if m is not None]
    return {
        "severity": result.severity,
        "shape": names.iri(result.shape) or result.shape,
        "rule": report.of(result.shape).number,
        "sourceShape": result.source or result.shape,
        "component": names.iri(result.component) or result.component,
        "focus": result.focus,
        "path": result.path or None,
        "value": result.value or None,
        "messages": [{"text": m.text, "lang": m.lang} for m in messages],
        "expected": None if messages else report.words(result)[0].text,
        "origins": [_origin(o) for o in report.row(result)],
    }


def _origin(origin: Origin) -> dict[str, object]:
    return {
        "file": origin.file,
        "line": origin.line or None,
        "record": origin.record or None,
        "column": origin.column or None,
        "columnName": origin.column_name or None,
        "key": origin.key,
    }
