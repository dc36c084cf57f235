"""Say what validation found as a graph.  Report -> sh:ValidationReport in Turtle; pure.

The published report names a row by table and key, not by line, because the order of rows in a table means nothing and
must not change a release.  Results are numbered IRIs; only a property path that is more than one predicate needs nodes
without a name.  Spec: SHACL section 3, Validation Report; section 2.3.1, Property Paths."""

from __future__ import annotations

from lod.report import names
from lod.report.model import Report
from lod.shapes.model import Alternative, Inverse, Path, Repeat, Result, Sequence, Step
from lod.terms import NOT_IN_IRI, literal, ntriples
from lod.vocab import SH


def turtle(report: Report, base: str) -> str:
    """The report as Turtle.

    base     IRI that the names of report, results and rows begin with"""
    outcome = report.outcome
    whole = f"<{_safe(base)}report>"
    head = [f"@prefix sh: <{SH}> ."]
    if any(report.origins.values()):
        head.insert(0, "@prefix prov: <http://www.w3.org/ns/prov#> .")
    conforms = f"    sh:conforms {str(not outcome.results).lower()}"
    found = [f"<{_safe(base)}report#result-{n}>" for n in range(1, len(outcome.results) + 1)]
    said = f"{conforms} ;\n    sh:result " + " ,\n        ".join(found) if found else conforms
    lines = [*head, "", whole, "    a sh:ValidationReport ;", f"{said} ."]
    for name, result in zip(found, outcome.results, strict=True):
        lines += ["", name, "    a sh:ValidationResult ;", *_properties(report, result, base)]
    return "\n".join(lines) + "\n"


def _properties(report: Report, result: Result, base: str) -> list[str]:
    severity = f"<{_safe(result.severity)}>" if ":" in result.severity else f"sh:{result.severity}"
    rows = sorted({f"{o.file}#{o.key}" for o in report.row(result)})
    pairs = [
        ("sh:resultSeverity", severity),
        ("sh:sourceShape", _term(result.shape)),
        ("sh:focusNode", _term(result.focus)),
        ("sh:resultPath", _path(report, result)),
        ("sh:value", _term(result.value)),
        ("sh:sourceConstraintComponent", _term(result.component)),
        *(("sh:resultMessage", _term(m)) for m in result.messages or _made(report, result)),
        *(("prov:wasDerivedFrom", f"<{_safe(f'{base}row/{row}')}>") for row in rows),
    ]
    said = [f"    {predicate} {value}" for predicate, value in pairs if value]
    return [f"{line} ;" for line in said[:-1]] + [f"{said[-1]} ."]


def _safe(iri: str) -> str:
    """An IRI that Turtle can hold: what may not stand in one percent-encoded."""
    return NOT_IN_IRI.sub(lambda m: f"%{ord(m.group()):02X}", iri)


def _term(nt: str) -> str:
    """A term in Turtle; characters that cannot be seen by their number, so that the file can be looked at."""
    iri = names.iri(nt)
    return f"<{_safe(iri)}>" if iri else names.UNSEEN.sub(lambda m: f"\\u{ord(m.group()):04X}", nt)


def _made(report: Report, result: Result) -> list[str]:
    """What the component asks for, where the shape has no message."""
    sentence = report.advice.get((result.source or result.shape, result.component), "")
    return [ntriples(literal(sentence, lang="en"))] if sentence else []


def _path(report: Report, result: Result) -> str:
    if not result.path or names.iri(result.path):
        return _term(result.path)
    path = report.paths.get(result.source or result.shape)
    return node(path) if path is not None else ""


def node(path: Path) -> str:
    """A property path as nodes without names; one predicate as its IRI.

    >>> node(Inverse(Step("urn:a")))
    '[ sh:inversePath <urn:a> ]'
    """
    match path:
        case Step(predicate):
            return f"<{_safe(predicate)}>"
        case Inverse(inner):
            return f"[ sh:inversePath {node(inner)} ]"
        case Sequence(parts):
            return f"( {' '.join(map(node, parts))} )"
        case Alternative(parts):
            return f"[ sh:alternativePath ( {' '.join(map(node, parts))} ) ]"
        case Repeat(inner, least, once):
            kind = "zeroOrOnePath" if once else "oneOrMorePath" if least else "zeroOrMorePath"
            return f"[ sh:{kind} {node(inner)} ]"
