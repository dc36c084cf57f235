"""Say what validation found.  Outcome + rows -> text for curators, Turtle for programs; pure.

The published report names a row by table and key, not by line, because the order of rows in a table means nothing and
must not change a release.  Spec: SHACL section 3, Validation Report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from lod.shapes.model import Outcome, Result
from lod.vocab import SH

SHOWN = 20  # results of one shape that the text lists; the Turtle has all


def text(outcome: Outcome, rows: Mapping[Result, Sequence[str]], language: str = "en") -> str:
    """The report for people: verdict, results by severity and shape with their rows, what was checked."""
    count = {s: sum(r.severity == s for r in outcome.results) for s in ("Violation", "Warning", "Info")}
    verdict = "The data conform." if outcome.conforms else "The data do not conform."
    lines = [verdict, ", ".join(f"{n} {s.lower()}{'' if n == 1 else 's'}" for s, n in count.items()), ""]
    for (severity, shape), group in groupby(outcome.results, key=lambda r: (r.severity, r.shape)):
        found = list(group)
        lines.append(f"{severity}: {_tail(shape)} ({len(found)})")
        for result in found[:SHOWN]:
            lines += _result(result, rows.get(result, ()), language)
        if len(found) > SHOWN:
            lines.append(f"  and {len(found) - SHOWN} more like this")
        lines.append("")
    lines.append("What was checked")
    lines += [f"  {c.focus_nodes:>7}  {_tail(c.shape)}" for c in outcome.checked]
    return "\n".join(lines) + "\n"


def _result(result: Result, rows: Sequence[str], language: str) -> list[str]:
    said = [m for m in result.messages if m.endswith(f"@{language}")] or list(result.messages)
    value = "" if result.value == result.focus else result.value
    value = _tail(value) if value.startswith("<") else value
    about = " ".join(x for x in (_tail(result.focus), _tail(result.path), value) if x)
    return [f"  {about}", *(f"    {m[1:].rpartition(chr(34))[0]}" for m in said), *(f"    at {row}" for row in rows)]


def _tail(iri: str) -> str:
    """The last two parts of an IRI, as tables write it; the last one where it has a #, as terms are written."""
    parts = iri.strip("<>").rsplit("/", 2)
    if len(parts) < 3 or not parts[0].count("/"):
        return iri
    return parts[2] if "#" in parts[2] else "/".join(parts[1:])


def turtle(outcome: Outcome, rows: Mapping[Result, Sequence[str]], base: str) -> str:
    """The report as sh:ValidationReport without blank nodes: results are numbered in their order."""
    report = f"<{base}report>"
    head = [f"@prefix sh: <{SH}> ."]
    if any(rows.values()):
        head.insert(0, "@prefix prov: <http://www.w3.org/ns/prov#> .")
    lines = [
        *head,
        "",
        report,
        "    a sh:ValidationReport ;",
        f"    sh:conforms {str(not outcome.results).lower()} ;",
    ]
    names = [f"<{base}report#result-{n}>" for n in range(1, len(outcome.results) + 1)]
    lines.append("    sh:result " + " ,\n        ".join(names) + " ." if names else "")
    if not names:
        lines[-2] = lines[-2].removesuffix(" ;") + " ."
    for name, result in zip(names, outcome.results, strict=True):
        lines += ["", name, "    a sh:ValidationResult ;", *_properties(result, rows.get(result, ()), base)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _properties(result: Result, rows: Sequence[str], base: str) -> list[str]:
    severity = f"sh:{result.severity}" if ":" not in result.severity else f"<{result.severity}>"
    pairs = [
        ("sh:resultSeverity", severity),
        ("sh:sourceShape", result.shape),
        ("sh:focusNode", result.focus),
        ("sh:resultPath", result.path),
        ("sh:value", result.value),
        ("sh:sourceConstraintComponent", result.component),
        *(("sh:resultMessage", m) for m in result.messages),
        *(("prov:wasDerivedFrom", f"<{base}row/{row}>") for row in rows),
    ]
    said = [f"    {predicate} {value}" for predicate, value in pairs if value]
    return [f"{line} ;" for line in said[:-1]] + [f"{said[-1]} ."]
