"""One small made outcome with everything a report must cope with, and the golden files made of it.

After a change that is meant: `python -m tests.report.example` writes the golden files anew; read the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lod.errors import Place
from lod.origins import Origin
from lod.report import model
from lod.report.html import html
from lod.report.json import json
from lod.report.junit import junit
from lod.report.model import Report
from lod.report.sarif import sarif
from lod.report.text import text
from lod.report.turtle import turtle
from lod.shapes.model import Checked, Constraint, Inverse, Outcome, Result, Sequence, Shape, ShapesGraph, Step
from lod.terms import Term, iri, literal, ntriples
from lod.vocab import RDFS, SH, XSD

GOLDEN = Path(__file__).parent / "golden"
BASE = "https://example.org/"
EX, DEF, SHAPES = BASE + "id/", BASE + "def#", BASE + "shapes#"
PLACE = Place("shapes.ttl", 1)
CITES, DAY, NAME, PARTY = (SHAPES + s for s in ("claim-cites", "day-is-day", "name-is-safe", "party-is-known"))
NAMELESS = Term("bnode", "b1")
TO_PARTY = Sequence((Inverse(Step(DEF + "member")), Step(DEF + "party")))


def component(kind: str) -> str:
    return f"{SH}{kind}ConstraintComponent"


def _shapes() -> ShapesGraph:
    few = Constraint(component("MinCount"), PLACE, (literal("1"),))
    day = Constraint(component("Datatype"), PLACE, (iri(XSD + "date"),))
    owned = Constraint(component("Class"), PLACE, (iri(DEF + "Party"),))
    shapes = (
        Shape(iri(CITES), PLACE, Step(DEF + "statedIn"), constraints=(few,)),
        Shape(iri(DAY), PLACE, Step(DEF + "start"), constraints=(day,)),
        Shape(iri(NAME), PLACE),
        Shape(iri(PARTY), PLACE),
        Shape(NAMELESS, PLACE, TO_PARTY, constraints=(owned,)),
    )
    said = [
        (iri(CITES), iri("http://purl.org/dc/terms/identifier"), literal("G1")),
        (iri(CITES), iri(RDFS + "label"), literal("A claim cites a passage", lang="en")),
        (iri(CITES), iri(RDFS + "label"), literal("Una afirmación cita un pasaje", lang="es")),
        (iri(CITES), iri(RDFS + "comment"), literal("Every claim cites at least one passage.", lang="en")),
        (iri(CITES), iri(RDFS + "seeAlso"), iri("https://example.org/rules#G1")),
        (iri(NAME), iri(RDFS + "comment"), literal('Names are <b>plain</b> & "quoted" text.', lang="en")),
    ]
    owners = {s.id: s.id for s in shapes} | {NAMELESS: iri(PARTY)}
    return ShapesGraph(("shapes.ttl",), {s.id: s for s in shapes}, owners, tuple(said))


def _result(severity: str, shape: str, about: tuple[str, str, str], kind: str, *messages: Term) -> Result:
    focus, path, value = about
    return Result(
        severity, f"<{shape}>", focus, path, value, f"<{component(kind)}>", tuple(map(ntriples, messages)), f"<{shape}>"
    )


def _results() -> dict[Result, tuple[Origin, ...]]:
    cite = (literal("A claim cites at least one passage: give its key.", lang="en"),
            literal("Una afirmación cita al menos un pasaje: indique su clave.", lang="es"))  # fmt: skip
    table = "mappings/facts/memberships.csv"
    far = EX + "organization/" + "-".join(["federation-of-the-workers"] * 6)
    evil = literal('<script>alert("x")</script>\x1b[31m]]> \u202etxt.exe {0} [a](javascript:b) \x00\ufffe')
    found: dict[Result, tuple[Origin, ...]] = {
        _result("Violation", CITES, (f"<{EX}statement/m-{n}>", f"<{DEF}statedIn>", ""), "MinCount", *cite): (
            Origin(table, n + 1, f"m-{n}", "passages", 31),
        )
        for n in (2, 1)
    }
    day = ntriples(literal("1950-13-40", XSD + "date"))
    found[_result("Violation", DAY, (f"<{EX}statement/m-1>", f"<{DEF}start>", day), "Datatype")] = (
        Origin(table, 2, "m-1", "start_edtf", 20),
        Origin("mappings/facts/odd name, ñ.csv", 7, 'a "b" <c>', "start"),
    )
    arabic = ntriples(literal("حزب العمال", lang="ar"))
    found[_result("Warning", NAME, (f"<{far}>", f"<{DEF}name>", arabic), "SPARQL", evil)] = ()
    found[_result("Warning", NAME, (f"<{EX}person/ada>", f"<{DEF}name>", ntriples(evil)), "SPARQL", evil)] = ()
    path = f"^<{DEF}member>/<{DEF}party>"
    person = replace(
        _result("Warning", PARTY, (f"<{EX}person/ada>", path, f"<{EX}place/rome>"), "Class"), source=ntriples(NAMELESS)
    )
    found[person] = (Origin(table, 2, "m-1", "party"),)
    for n in range(7):
        node = f"_:b{n}" if n else "<javascript:alert(1)>"
        found[_result("Info", NAME, (node, "", node), "SPARQL", literal("Worth knowing.", lang="en"))] = ()
    return found


def report() -> Report:
    """The made outcome as a report."""
    origins = _results()
    checked = (
        Checked(CITES, 1200),
        Checked(DAY, 40),
        Checked(NAME, 9, ("sql",)),
        Checked(PARTY, 0, ("store", "pyshacl")),
    )
    outcome = Outcome(tuple(sorted(origins, key=lambda r: r.rank)), checked)
    made = model.make(outcome, _shapes(), "Labour & history <test>")
    return replace(made, origins={r: o for r, o in origins.items() if o}, engine="SQL on one workbench")


FORMATS: dict[str, Callable[[Report], str]] = {
    "report.txt": text,
    "report.json": json,
    "report.ttl": lambda made: turtle(made, BASE),
    "report.sarif": lambda made: sarif(made, "0.1.0"),
    "report.xml": junit,
    "report.html": html,
}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, write in FORMATS.items():
        (GOLDEN / name).write_text(write(report()), encoding="utf-8", newline="\n")
