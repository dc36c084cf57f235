"""XML gives records; what is wrong with a file, a path or a value is said with its place."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod.sources.model import Field
from tests.sources.document_case import Case, values

DTD = '<!DOCTYPE a SYSTEM "http://localhost/none.dtd">'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


PEOPLE = """<?xml version="1.0"?>
<!-- who -->
<people xmlns:v="urn:v">
  <meta><person id="no"/></meta>
  <person id="1"><name>Ada</name><name>A. <b>King</b><!-- x --></name><v:age>36</v:age></person>
  between
  <person id="2" v:x="y"><name/><note>1 &lt; 2 &#233;<![CDATA[ & ]]></note></person>
</people>"""


@pytest.mark.parametrize("iterator", ["/people/person", "people/person", "/people/*[@id]", "//people/person"])
def test_xml_gives_the_texts_of_elements_and_attributes(iterator: str, case: Case) -> None:
    fields, rows = case.read("xml", PEOPLE, iterator, "@id", "name", "v:age", "note", "@v:x")
    assert fields[1:3] == (Field("name", True), Field("v:age"))
    assert rows == [["1", ["Ada", "A. King"], "36", None, None], ["2", [""], None, "1 < 2 é & ", "y"]]


@pytest.mark.parametrize(
    ("reference", "cells"),
    [
        ("count(name)", ["2", "1"]),
        ("string(name[1])", ["Ada", ""]),
        ("@id = '1'", ["true", "false"]),
        ("@id div 4", ["0.25", "0.5"]),
        ("concat(@id, '-', 'v:w')", ["1-", "2-"]),
        ("../meta/person/@id", ["no", "no"]),
        ("/people/meta/person/@id", ["no", "no"]),
        ("following-sibling::person/@id", ["2", None]),
        ("preceding-sibling::person/@id", [None, "1"]),
        ("name[1]/text()", ["Ada", None]),
        (".//b", ["King", None]),
        ("*[local-name()='age']", ["36", None]),
        ("@*[name()='v:x']", [None, "y"]),
    ],
)
def test_a_reference_may_be_any_xpath(reference: str, cells: list[str], case: Case) -> None:
    cells = [c and c.replace("1-", "1-v:w").replace("2-", "2-v:w") for c in cells]
    assert case.rows("xml", PEOPLE, "/people/person", reference) == [[cell] for cell in cells]


def test_an_iterator_may_select_attributes_texts_and_nested_elements(case: Case) -> None:
    assert case.rows("xml", PEOPLE, "//person/@id", ".") == [["no"], ["1"], ["2"]]
    assert case.rows("xml", "<a><b>1<b>2</b></b></a>", "//b", ".", "b") == [["12", "2"], ["2", None]]


@pytest.mark.parametrize("iterator", ["", "/"])
def test_without_an_iterator_the_document_is_the_record(iterator: str, case: Case) -> None:
    assert case.rows("xml", PEOPLE, iterator, "people/person/@id", "count(//person)") == [[["1", "2"], "3"]]


def test_an_empty_text_is_a_value_unless_the_mapping_says_otherwise(case: Case) -> None:
    assert case.rows("xml", "<a><b>-</b></a>", "/a", "b", nulls="-") == [[None]]
    assert case.rows("xml", "<a><b></b></a>", "/a", "b") == [[""]]


@pytest.mark.parametrize(
    ("reference", "advice"),
    [
        ("@di", 'did you mean "@id"?'),
        ("nmae", 'did you mean "name"?'),
        ("v:agee", 'did you mean "v:age"?'),
        ("person", "known are @id, @v:x, name, note, v:age"),
    ],
)
def test_a_name_that_no_element_has_is_a_mistake(reference: str, advice: str, case: Case) -> None:
    said = f'm.ttl:3:1: error[T232]: no record of people.xml has "{reference}"; {advice}'
    assert case.fault("xml", PEOPLE, "/people/person", reference) == said
    assert case.rows("xml", PEOPLE, "/people/none", reference) == []


def test_a_name_in_a_default_namespace_is_shown_as_xpath_can_find_it(case: Case) -> None:
    data = '<a xmlns="urn:d"><b xml:lang="en">1</b></a>'
    assert "known are *[local-name()='b']" in case.fault("xml", data, "/*", "b")
    assert case.rows("xml", data, "/*", "*[local-name()='b']", "*/@xml:lang") == [["1", "en"]]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("person[", "invalid expression"),
        ("w:age", 'neither the mapping nor the document declares the prefix "w"; known are v'),
        ("upper-case(name)", "unregistered function"),
        ("$x", "undefined variable"),
    ],
)
def test_a_broken_xpath_is_said_with_its_place_in_the_mapping(path: str, said: str, case: Case) -> None:
    found = case.fault("xml", PEOPLE, path, "name", path)
    assert [line[:10] for line in found.splitlines()] == ["m.ttl:2:1:", "m.ttl:4:1:"]
    assert found.count(f'error[T231]: the XPath "{path}" is broken: {said}') == 2


def test_an_iterator_that_gives_a_value_is_broken(case: Case) -> None:
    assert "T231" in case.fault("xml", PEOPLE, "count(//person)", ".")


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        ("", "", "no element found; an XML file holds one element at least"),
        ("<a>\n<b></a>", ":2:8", "opening and ending tag mismatch"),
        ("<a>\n<b/>", ":2:5", "premature end of data"),
        ("<a/>\nx", ":2:1", "extra content at the end of the document"),
        ("<a><p:b/></a>", ":1:8", "namespace prefix p"),
        ("<a>" * 300 + "</a>" * 300, ":1:771", "excessive depth in document: 256"),
        ("<a>\x01</a>", ":1:4", "PCDATA invalid Char value 1"),
        (b"<a>\xff</a>", ":1:4", "invalid bytes in character encoding"),
    ],
)
@pytest.mark.parametrize("iterator", ["/a", "//a"])
def test_broken_xml_is_said_with_line_and_column(
    data: str | bytes, place: str, said: str, iterator: str, case: Case
) -> None:
    found = case.fault("xml", data, iterator, ".")
    assert found.startswith(f"people.xml{place}: error[T230]: this is not XML: {said}")


def test_an_xml_text_that_is_too_long_is_said_with_what_to_do(case: Case) -> None:
    found = case.fault("xml", "<a>" + "x" * 11_000_000 + "</a>", "/a", ".")
    assert re.match(
        r"people\.xml:1:\d+: error\[T230\]: this is not XML: resource limit exceeded: Text node too long; ", found
    )
    assert found.endswith("put long texts into files of their own; a text has 10 million bytes at most")


@pytest.mark.parametrize(
    "data",
    [
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><b>&e;</b></a>',
        '<!DOCTYPE a [<!ENTITY e "x">]><a><b c="&e;"/></a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://localhost/p.dtd"> %p;]><a><b/></a>',
        f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a><b>&l9;</b></a>',
        f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a b="&l9;"><b/></a>',
        f'{DTD}<a><b c="&e;"/></a>',
        f"{DTD}<a><b>&e;</b></a>",
        "<a><b>&e;</b></a>",
    ],
)
@pytest.mark.parametrize("iterator", ["/a/b", "//b"])
def test_entities_are_refused_wherever_they_come_from(data: str, iterator: str, case: Case) -> None:
    assert "error[T234]: the file needs the entity" in case.fault("xml", data, iterator, ".")


def test_a_dtd_that_declares_no_entity_is_left_alone(case: Case) -> None:
    assert case.rows("xml", f"{DTD}<a><b>1</b></a>", "/a/b", ".") == [["1"]]


def test_xml_says_itself_which_encoding_it_is_in(case: Case) -> None:
    for encoding in ("iso-8859-1", "utf-16", "utf-8"):
        data = f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'.encode(encoding)
        assert case.rows("xml", data, "/a", ".") == [["é"]]


def test_the_encoding_that_the_mapping_names_comes_first(case: Case) -> None:
    assert case.rows("xml", "<a>é</a>".encode("cp1252"), "/a", ".", encoding="cp1252") == [["é"]]
    assert "T221" in case.fault("xml", b"<a>\xff</a>", "/a", ".", encoding="ascii")


def test_xml_may_be_packed(case: Case) -> None:
    assert case.rows("xml", gzip.compress(PEOPLE.encode()), "/people/person", "@id", compression="gzip") == [
        ["1"],
        ["2"],
    ]
    assert "T222" in case.fault(
        "xml", gzip.compress(PEOPLE.encode())[:-12], "/people/person", "@id", compression="gzip"
    )


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1)


@given(st.lists(st.lists(WORDS, max_size=3), min_size=1), st.sampled_from(["/a/b", "//b"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_what_was_written_as_xml_is_read_back(case: Case, records: list[list[str]], iterator: str) -> None:
    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("]]>", "]]&gt;")

    rows = "".join("<b>" + "".join(f'<c d="{escaped(t)}">{escaped(t)}</c>' for t in r) + "</b>" for r in records)
    fields, read = case.read("xml", f"<a><b><c d='0'>0</c></b>{rows}</a>", iterator, "c", "c/@d")
    found = [[values(cell, field) for cell, field in zip(row, fields, strict=True)] for row in read]
    assert found == [[["0"], ["0"]], *([texts, texts] for texts in records)]
