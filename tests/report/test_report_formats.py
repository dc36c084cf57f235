"""Every format says the whole outcome, in a form that its readers take, whatever a label holds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import RDF, SH

from lod.origins import Origin
from lod.report import names
from lod.report.html import html
from lod.report.junit import junit
from lod.report.model import About, Report
from lod.report.sarif import sarif
from lod.report.text import text
from lod.report.turtle import node, turtle
from lod.shapes import model
from lod.shapes.model import Alternative, Inverse, Outcome, Repeat, Result, Sequence, Step
from lod.terms import Term, iri, literal, ntriples
from tests.report.example import BASE, FORMATS, GOLDEN, report

VOID = {"meta", "br", "link"}
WORD = re.compile(r"\A[\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*\Z")  # what XML 1.0 can hold


class Page(HTMLParser):
    """A page as its tags, links and words; a tag that is closed wrongly or left open fails."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "th":
            assert any(name == "scope" for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data if self.open[-1:] != ["style"] else ""


def values_of(nodes: list[ElementTree.Element]) -> Iterator[str]:
    for element in nodes:
        yield from (element.text or "", element.tail or "", *element.attrib.values())


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_it_said_before(name: str) -> None:
    assert FORMATS[name](report()) == (GOLDEN / name).read_bytes().decode()


def test_the_verdict_stands_first_and_last() -> None:
    lines = text(report()).splitlines()
    assert lines[:2] == ["The data do not conform.", "3 violations, 3 warnings, 7 infos"]
    assert lines[:2] == lines[lines.index("The data do not conform.", 2) :][:2]
    assert lines[-1].split()[:2] == ["Warning", "1"]


def test_results_that_are_alike_are_counted_not_repeated() -> None:
    assert "  and 2 more like this" in text(report()).splitlines()


def test_violations_come_before_infos_and_lines_in_the_order_of_the_table() -> None:
    said = text(report())
    assert said.index("Violation:") < said.index("Warning:") < said.index("Info:")
    assert said.index("memberships.csv:2, column passages") < said.index("memberships.csv:3, column passages")


def test_a_release_names_rows_by_key_because_lines_change() -> None:
    said = text(replace(report(), lines=False))
    assert "at mappings/facts/memberships.csv#m-1, column passages" in said
    assert "memberships.csv:2" not in said


def test_a_message_is_in_the_wanted_language_else_in_english_words_about_the_component() -> None:
    spanish = text(replace(report(), language="es"))
    assert "Una afirmación cita" in spanish
    assert "A claim cites at least" not in spanish
    assert "Every value of def#start is a well-formed xsd:date." in spanish


def test_json_holds_every_result_with_its_origins() -> None:
    made = report()
    said = json.loads(FORMATS["report.json"](made))
    assert said["version"] == 1
    assert said["conforms"] is False
    assert len(said["results"]) == len(made.outcome.results)
    assert [r["focus"] for r in said["results"]] == [r.focus for r in made.outcome.results]
    assert said["results"][0]["origins"] == [
        {
            "file": "mappings/facts/memberships.csv",
            "line": 2,
            "record": None,
            "column": 31,
            "columnName": "passages",
            "key": "m-1",
        }
    ]
    assert sum(s["results"] for s in said["shapes"]) == len(said["results"])


def test_turtle_holds_the_outcome() -> None:
    made = report()
    graph = rdflib.Graph().parse(data=turtle(made, BASE), format="turtle")
    assert len(set(graph.subjects(RDF.type, SH.ValidationResult))) == len(made.outcome.results)
    for number, result in enumerate(made.outcome.results, 1):
        found = rdflib.URIRef(f"{BASE}report#result-{number}")
        assert str(graph.value(found, SH.resultSeverity)) == str(SH) + result.severity
        assert f"<{graph.value(found, SH.sourceShape)}>" == result.shape
        assert len(list(graph.objects(found, SH.resultMessage))) == max(1, len(result.messages))
        assert {str(m) for m in graph.objects(found, SH.resultMessage)} >= {
            said.text for m in result.messages if (said := names.literal(m))
        }


@pytest.mark.parametrize(
    "path",
    [
        Inverse(Step("urn:a")),
        Sequence((Step("urn:a"), Inverse(Step("urn:b")))),
        Alternative((Step("urn:a"), Repeat(Step("urn:b"), 0))),
        Repeat(Sequence((Step("urn:a"), Step("urn:b"))), 1),
        Repeat(Step("urn:a"), 0, once=True),
    ],
)
def test_a_complex_path_is_written_as_shapes_write_it(path: model.Path) -> None:
    head = f"@prefix sh: <{SH}> . <urn:r> sh:resultPath "
    graph = rdflib.Graph().parse(data=f"{head}{node(path)} .", format="turtle")
    assert graph.value(rdflib.URIRef("urn:r"), SH.resultPath) is not None


def test_sarif_names_a_place_for_code_review() -> None:
    made = report()
    run = json.loads(sarif(made, "1"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    assert Counter(r["level"] for r in run["results"]) == {"error": 3, "warning": 3, "note": 7}
    for found in run["results"]:
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["message"]["text"]
        assert found["locations"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "mappings/facts/memberships.csv"
    assert place["region"] == {"startLine": 2, "startColumn": 31}


def test_the_fingerprint_of_a_finding_stays_when_rows_move() -> None:
    def prints(made: Report) -> list[object]:
        return [r["partialFingerprints"] for r in json.loads(sarif(made))["runs"][0]["results"]]

    made = report()
    moved = {r: tuple(replace(o, line=o.line + 9, column=0) for o in found) for r, found in made.origins.items()}
    assert prints(replace(made, origins=moved)) == prints(made)
    assert len({json.dumps(p) for p in prints(made)}) == len(made.outcome.results)


def test_two_shapes_whose_iris_end_alike_are_two_rules() -> None:
    found = [Result("Violation", f"<urn:{n}#s>", "<urn:x>", "", "", "<urn:c>") for n in "ab"]
    rules = json.loads(sarif(Report(Outcome(tuple(found), ()))))["runs"][0]["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["urn:a#s", "urn:b#s"]


def test_junit_fails_for_violations_only() -> None:
    root = ElementTree.fromstring(junit(report()))
    assert root.attrib | {"name": ""} == {"name": "", "tests": "4", "failures": "2", "errors": "0", "skipped": "0"}
    cases = {c.attrib["classname"].partition("#")[2]: c for c in root.iter("testcase")}
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["claim-cites", "day-is-day"]
    assert cases["party-is-known"].find("system-out") is not None


def test_a_shape_that_looked_at_nothing_is_a_skipped_test() -> None:
    made = report()
    idle = replace(made, outcome=Outcome((), made.outcome.checked))
    assert [c.attrib["classname"] for c in ElementTree.fromstring(junit(idle)).iter("testcase") if len(c)] == [
        made.outcome.checked[3].shape
    ]


def test_the_page_is_well_formed_and_can_be_read_aloud() -> None:
    page = Page(html(report()))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert len(set(page.ids)) == len(page.ids)
    assert page.tags["details"] == page.tags["summary"] == 5
    assert [name for name, _ in page.attributes].count("open") == 5  # so that it prints
    assert ("lang", "en") in page.attributes
    assert ("lang", "ar") in page.attributes
    anchors = {value[1:] for name, value in page.attributes if name == "href" and value.startswith("#")}
    assert anchors <= set(page.ids)


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    page = Page(html(report()))
    assert not set(page.tags) & {"script", "link", "img", "iframe", "object", "svg", "form", "b"}
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert "url(" not in html(report())
    links = [value for name, value in page.attributes if name == "href"]
    assert all(value.startswith(("#", "https://example.org/")) for value in links)
    assert '<script>alert("x")</script>' in page.words  # shown as text


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_every_colour_of_text_has_the_contrast_of_wcag_aa_in_light_dark_and_print() -> None:
    palettes = re.findall(r":root \{([^}]*)\}", html(report()))
    assert len(palettes) == 3
    for palette in palettes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", palette))
        for name in ("text", "quiet", "link", "Violation", "Warning", "Info", "good"):
            for ground in ("page", "soft"):
                one, other = sorted((luminance(colours[name.lower()]), luminance(colours[ground])))
                assert (other + 0.05) / (one + 0.05) >= 4.5, (name, ground)


ANY = st.text(max_size=30)
IRIS = st.text(max_size=20).map(lambda t: iri("urn:" + re.sub(r"[<>]", "", t)))
TERMS = st.one_of(IRIS, ANY.map(literal), ANY.map(lambda t: literal(t, lang="en")))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    shape, focus, value, message = draw(IRIS), draw(IRIS), draw(TERMS), draw(ANY)
    severity = draw(st.sampled_from(["Violation", "Warning", "Info", "urn:mine"]))
    result = Result(
        severity, ntriples(shape), ntriples(focus), "<urn:p>", ntriples(value), "<urn:c>", (ntriples(literal(message)),)
    )
    origin = Origin(draw(ANY), draw(st.integers(0, 9)), draw(ANY), draw(ANY))
    about = About(shape.lexical, draw(ANY), draw(ANY), draw(ANY), draw(ANY))
    return Report(
        Outcome((result,), ()), draw(ANY), "en", {result: (origin,)}, {shape.lexical: about}, engine=draw(ANY)
    )


@settings(max_examples=60)
@given(reports())
def test_whatever_a_text_holds_every_format_is_well_formed(made: Report) -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text(made))
    assert json.loads(FORMATS["report.json"](made))["results"][0]["focus"] == made.outcome.results[0].focus
    assert json.loads(sarif(made))["runs"][0]["results"][0]["message"]["text"]
    root = ElementTree.fromstring(junit(made).encode())
    assert all(WORD.match(value) for value in values_of(list(root.iter())))
    page = Page(html(made))
    assert "script" not in page.tags
    graph = rdflib.Graph().parse(data=turtle(made, BASE), format="turtle")
    said = names.literal(made.outcome.results[0].messages[0])
    assert said is not None
    assert [str(m) for m in graph.objects(None, SH.resultMessage)] == [said.text]


@given(TERMS)
def test_a_literal_is_taken_apart_as_it_was_put_together(term: Term) -> None:
    found = names.literal(ntriples(term))
    assert (found is None) == (term.kind == "iri")
    assert found is None or (found.text, found.lang, found.datatype) == (term.lexical, term.lang, term.datatype)


def test_a_report_without_shapes_or_rows_still_says_what_is_wrong() -> None:
    component = "<http://www.w3.org/ns/shacl#MinCountConstraintComponent>"
    result = Result("Violation", "", "_:b1", "<urn:x:label>", "", component)
    made = Report(Outcome((result,), ()))
    assert "The constraint MinCount of urn:x:label does not hold." in text(made)
    for write in FORMATS.values():
        assert write(made)


def test_the_reference_names_every_key_of_the_json() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "report.md").read_text(encoding="utf-8")
    said = json.loads(FORMATS["report.json"](report()))
    objects = [said, *said["shapes"], *said["results"], said["results"][0]["messages"][0]]
    objects += [o for r in said["results"] for o in r["origins"]]
    for key in {key for found in objects for key in found}:
        assert f"`{key}`" in page, key
