"""Say what validation found in the form code review tools show beside lines.  Report -> SARIF; pure.

Spec: SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

from lod.origins import Origin
from lod.report import names
from lod.report.json import written
from lod.report.model import Report
from lod.shapes.model import Result
from lod.terms import iri_fault

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}
FINGERPRINT = "result/v1"


def sarif(report: Report, version: str = "") -> str:
    """The report as a SARIF log with one run.

    version   of this program"""
    ids = rule_ids(report)
    rules = {shape: {"ruleId": name, "ruleIndex": at} for at, (shape, name) in enumerate(ids.items())}
    driver: dict[str, object] = {"name": "lod validate", "rules": [_rule(report, s, i) for s, i in ids.items()]}
    if version:
        driver["version"] = version
    seen: dict[str, int] = {}
    run: dict[str, object] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder of the dataset."}}},
        "results": [],
        "properties": {"conforms": report.outcome.conforms, "checked": _checked(report)},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return written(log, (_result(report, r, rules[r.shape.strip("<>")], seen) for r in report.outcome.results))


def rule_ids(report: Report) -> dict[str, str]:
    """A name for every shape that was checked or found something: the end of its IRI, or the IRI where two share it."""
    shapes = dict.fromkeys(c.shape for c in report.outcome.checked)
    shapes |= dict.fromkeys(r.shape.strip("<>") for r in report.outcome.results)
    ends = [names.slug(s) for s in shapes]
    short = {s: end if end and ends.count(end) == 1 else s for s, end in zip(shapes, ends, strict=True)}
    return {s: name or "shape" for s, name in short.items()}


def _rule(report: Report, shape: str, name: str) -> dict[str, object]:
    about = report.of(shape)
    said = about.comment or about.name
    rule: dict[str, object] = {
        "id": name,
        "shortDescription": _message(f"{about.number} {about.title or names.tail(shape) or name}".strip()),
        "fullDescription": _message(said),
        "properties": {"shape": shape, "rule": about.number},
    }
    if not iri_fault(about.help):
        rule["helpUri"] = quote(about.help, safe="%/:=&?~#+!$,;'@()*[]")
    return rule


def _message(text: str) -> dict[str, str]:
    """A text as SARIF wants it: no placeholder, no link (3.11.5, 3.11.6)."""
    whole = names.clean(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")
    return {"text": whole or "-"}


def _result(report: Report, result: Result, rule: Mapping[str, object], seen: dict[str, int]) -> dict[str, object]:
    said = " ".join(w.text for w in report.words(result))
    about = " ".join(names.shown(x) for x in (result.focus, result.path, result.value) if x)
    found: dict[str, object] = {
        **rule,
        "level": LEVELS.get(result.severity, "warning"),
        "message": _message(f"{said} ({about})"),
        "partialFingerprints": {FINGERPRINT: _fingerprint(result, seen)},
        "properties": {"focus": result.focus, "path": result.path, "value": result.value},
    }
    node = {"fullyQualifiedName": names.iri(result.focus) or result.focus, "kind": "object"}
    places = [{"physicalLocation": _place(o)} for o in report.row(result)]
    found["locations"] = [{**place, "logicalLocations": [node]} for place in places[:1]] or [
        {"logicalLocations": [node]}
    ]
    if places[1:]:
        found["relatedLocations"] = places[1:]
    return found


def _fingerprint(result: Result, seen: dict[str, int]) -> str:
    """The same for the same finding whatever else changes in the tables; equal findings are counted."""
    parts = (result.shape, result.component, result.path, result.focus, result.value)
    digest = sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[digest] = seen.get(digest, 0) + 1
    return f"{digest}:{seen[digest]}"


def _place(origin: Origin) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(origin.file), "uriBaseId": "ROOT"}}
    if origin.line:
        place["region"] = {"startLine": origin.line} | ({"startColumn": origin.column} if origin.column else {})
    return place


def _checked(report: Report) -> list[dict[str, object]]:
    return [{"shape": c.shape, "focusNodes": c.focus_nodes, "routes": list(c.routes)} for c in report.outcome.checked]
