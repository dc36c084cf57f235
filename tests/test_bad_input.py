"""What bad input gets: exit code, the very message, and nothing of what is already published is lost."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.dataset import built, lod, snapshot, spoil

STATIONS, STOPS, LINES = (f"mappings/facts/{name}.csv" for name in ("stations", "stops", "lines"))
MAPPING, LINKS, OPENINGS = "mappings/network.rml.ttl", "mappings/wikidata.sssom.tsv", "mappings/views/openings.sql"
Edit = tuple[str, str, str]  # file, text that stands there once, text instead


def append(root: Path, file: str, data: bytes) -> None:
    (root / file).write_bytes((root / file).read_bytes() + data)


def build_fails(root: Path) -> list[str]:
    """Build, and hold the release against what it was before; returns the messages."""
    before = snapshot(root / "output")
    ran = lod(root, "build")
    assert ran.code == 3, ran.err
    assert ran.out == ""
    assert snapshot(root / "output") == before
    assert not [p.name for p in root.iterdir() if p.name.startswith(".output")]
    return ran.errors


CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "a column is missing": (
        [
            (STATIONS, "label_es,", ""),
            (STATIONS, "Empalme Aliso,", ""),
            (STATIONS, "Apeadero Abedul,", ""),
            (STATIONS, "Muelle Cedro,", ""),
            (STATIONS, "Ñandú,Ñandú", "Ñandú"),
        ],
        [
            'mappings/network.rml.ttl:15:87: error[M104]: column "label_es" is not in mappings/facts/stations.csv; did you mean "label_en"?',
        ],
    ),
    "a column has another name": (
        [(LINES, "label_en", "label")],
        [
            'mappings/network.rml.ttl:23:87: error[M104]: column "label_en" is not in mappings/facts/lines.csv; did you mean "label"?',
        ],
    ),
    "a column of a view has another name": (
        [(STATIONS, "closed_edtf", "closed")],
        [
            'mappings/views/openings.sql:4: error[M110]: the view does not run: Binder Error: Table "s" does not have a column named "closed_edtf"; it is a SELECT over the tables and views',
        ],
    ),
    "a row has too many fields": (
        [(STOPS, "s-2,coast,birch,2", "s-2,coast,birch,2,")],
        [
            "mappings/facts/stops.csv:3: error[T204]: this row has 5 fields, the header has 4; a comma inside a value needs quotes around the value"
        ],
    ),
    "a row has too few fields": (
        [(STOPS, "s-2,coast,birch,2", "s-2,coast,birch")],
        [
            "mappings/facts/stops.csv:3: error[T204]: this row has 3 fields, the header has 4; an empty field keeps its comma"
        ],
    ),
    "a quote does not close": (
        [(STATIONS, "Muelle Cedro", '"Muelle Cedro')],
        [
            'mappings/facts/stations.csv:4: error[T205]: the quotes of this row do not close: unexpected end of data; a quote inside a quoted value is written ""'
        ],
    ),
    "a code is not in the lists": (
        [(STATIONS, ",junction,", ",junktion,")],
        [
            'mappings/facts/stations.csv:2: error[D301]: "junktion" is not a concept of the code lists; did you mean "junction"?'
        ],
    ),
    "a code with a space is not in the lists": (
        [(STATIONS, "harbour-station", "harbour station")],
        [
            'mappings/facts/stations.csv:4: error[D301]: "harbour station" is not a concept of the code lists; did you mean "harbour-station"?'
        ],
    ),
    "a date is none": (
        [(STATIONS, "1885-06", "1885-13")],
        [
            'mappings/facts/stations.csv:3: error[D303]: "1885-13" is not an EDTF date: there is no 1885-13; write a day of the calendar, as in 1973-09-11'
        ],
    ),
    "a date ends before it starts": (
        [(STATIONS, "1885-06", "1886/1885")],
        [
            'mappings/facts/stations.csv:3: error[D303]: "1886/1885" is not an EDTF date: it ends before it starts; write the earlier date first'
        ],
    ),
    "an id dangles": (
        [(STOPS, "s-5,hill", "s-5,hil")],
        [
            'mappings/facts/stops.csv:6: error[D302]: nothing is called "line/hil"; did you mean "line/hill"?',
        ],
    ),
    "the subject of a link dangles": (
        [(LINKS, "rail:line/coast", "rail:line/coats")],
        [
            'mappings/wikidata.sssom.tsv:12: error[D302]: nothing is called "line/coats"; did you mean "line/coast"?',
        ],
    ),
    "an id is used twice": (
        [(STOPS, "s-5", "s-1")],
        [
            'mappings/facts/stops.csv:6: error[T206]: the stop_id "s-1" is already used in line 2; every row of a table has a key of its own'
        ],
    ),
    "a key is empty": (
        [(STOPS, "s-5", "")],
        [
            "mappings/facts/stops.csv:6: error[T207]: the stop_id of this row is empty; every row of a table has a key of its own"
        ],
    ),
    "a word of RML does not exist": (
        [(MAPPING, 'rml:reference "position"', 'rml:referenz "position"')],
        [
            'mappings/network.rml.ttl:32:87: error[M102]: rml:referenz is not a term of RML; did you mean "reference"?',
            "mappings/network.rml.ttl:32:87: error[M109]: this object map lacks a constant, reference, template or function; give exactly one of rml:constant, rml:reference, rml:template, rml:functionExecution",
        ],
    ),
    "a word of RML is of a module that is not supported": (
        [(MAPPING, "<#Line> a rml:TriplesMap", "<#Line> rml:logicalTarget <#Line>")],
        [
            "mappings/network.rml.ttl:20:27: error[M112]: rml:logicalTarget is not supported; see RML-IO section Logical Target"
        ],
    ),
    "a source is a logical view": (
        [
            (
                MAPPING,
                """rml:logicalSource [ rml:source "mappings/facts/lines.csv" ; rml:referenceFormulation rml:CSV ]""",
                """rml:logicalSource [ rml:field [ rml:fieldName "line_id" ; rml:reference "line_id" ] , [ rml:fieldName "label_en" ;
                rml:reference "label_en" ] ; rml:viewOn [ rml:source "l.csv" ; rml:referenceFormulation rml:CSV ] ]""",
            )
        ],
        [
            "mappings/network.rml.ttl:21:35: error[M112]: a source of the kind view in a dataset is not supported; see rml:CSV, or map it alone with lod map",
        ],
    ),
    "a source is of another kind than the mapping says": (
        [
            (
                MAPPING,
                'lines.csv" ; rml:referenceFormulation rml:CSV',
                'lines.csv" ; rml:referenceFormulation rml:JSONPath',
            )
        ],
        [
            "mappings/facts/lines.csv:1:1: error[T230]: this is not JSON: here must stand a value",
        ],
    ),
    "the mapping is no Turtle": (
        [(MAPPING, "# A row is a line.\n<#Line> a rml:TriplesMap ;", "# A row is a line.\n<#Line> a rml:TriplesMap")],
        [
            "mappings/network.rml.ttl:21:5: error[M101]: this is not Turtle: expected ; or ., found 'rml:logicalSource'",
        ],
    ),
    "a class is not declared": (
        [(MAPPING, "rml:class ex:Stop ", "rml:class ex:Stopp ")],
        [
            'mappings/network.rml.ttl:28:92: error[M105]: <https://example.org/rail/def#Stopp> is not declared in the ontology; did you mean "Stop"?',
        ],
    ),
    "a template gives no IRI": (
        [
            (MAPPING, 'concept/{kind}" ]', 'concept/{kind}" ; rml:termType rml:UnsafeIRI ]'),
            (STATIONS, "harbour-station", "harbour station"),
        ],
        [
            "mappings/facts/stations.csv:4: error[M106]: the object \"https://example.org/rail/concept/harbour station\" is not an IRI; it holds ' '; the rule is <https://example.org/rail/id/station/{station_id}> <https://example.org/rail/def#kind> <https://example.org/rail/concept/{kind}>",
        ],
    ),
    "a key is no slug": (
        [(STOPS, "s-3", "s 3"), (STATIONS, "nandu,", "ñandú,")],
        [
            'mappings/facts/stations.csv:5: error[T210]: the station_id "ñandú" is no slug; it becomes part of an IRI: letters without accents, digits, and - . _ between them',
            'mappings/facts/stops.csv:4: error[T210]: the stop_id "s 3" is no slug; it becomes part of an IRI: letters without accents, digits, and - . _ between them',
        ],
    ),
    "a cell holds a control character": (
        [(STOPS, "s-3,coast", "s-3,co\x00ast")],
        ["mappings/facts/stops.csv:4: error[T211]: this row holds the control character U+0000; type the text anew"],
    ),
    "a template gives the same IRI for two things": (
        [
            (MAPPING, "id/stop/{stop_id}", "id/stop/{line}-{station}"),
            (LINES, "hill,", "coast-alder,Other line\nhill,"),
            (STOPS, "s-3,coast,cedar,3", "s-3,coast,alder-birch,3\ns-6,coast-alder,birch,1"),
        ],
        [
            'mappings/network.rml.ttl:28:35: error[M107]: the template "https://example.org/rail/id/stop/{line}-{station}" gives the same IRI https://example.org/rail/id/stop/coast-alder-birch for two different things; the rows are mappings/facts/stops.csv:4 and mappings/facts/stops.csv:5; put a character that no value holds between the references',
        ],
    ),
    "a row states nothing": (
        [
            (MAPPING, "id/stop/{stop_id}", "id/stop/{stop_id}-{position}"),
            (STOPS, "s-5,hill,nandu,2", "s-5,hill,nandu,"),
        ],
        [
            'mappings/facts/stops.csv:6: error[D306]: nothing is published of "s-5"; no claim speaks of it: add one, or remove the row',
        ],
    ),
    "a template is broken": (
        [(MAPPING, "id/stop/{stop_id}", "id/stop/{stop_id")],
        [
            'mappings/network.rml.ttl:28:35: error[M108]: the template "https://example.org/rail/id/stop/{stop_id" is broken: a brace or backslash stands alone at character 34; a reference is written {column}',
        ],
    ),
    "a QID is none": (
        [(LINKS, "\t\twd:Q4115189", "\t\twd:4115189")],
        [
            'mappings/wikidata.sssom.tsv:12:45: error[L504]: "wd:4115189" is not a Wikidata item; write wd:Q and the number, or sssom:NoTermFound',
        ],
    ),
    "a number is written as no store keeps it": (
        [(STOPS, "s-2,coast,birch,2", "s-2,coast,birch,02")],
        ['mappings/facts/stops.csv:3: error[D304]: "02" is not an xsd:integer as stores keep it; write it like 7'],
    ),
    "a language is in capitals": (
        [
            (
                MAPPING,
                'rml:reference "label_es" ; rml:language "es"',
                'rml:reference "label_es" ; rml:languageMap [ rml:template "{kind}-ES" ]',
            )
        ],
        [
            'mappings/facts/stations.csv:2: error[D305]: "junction-ES" is not a language tag in lower case; write a tag of BCP 47, such as es or es-cl',
            'mappings/facts/stations.csv:3: error[D305]: "halt-ES" is not a language tag in lower case; write a tag of BCP 47, such as es or es-cl',
            'mappings/facts/stations.csv:4: error[D305]: "harbour-station-ES" is not a language tag in lower case; write a tag of BCP 47, such as es or es-cl',
        ],
    ),
    "a datatype is no IRI": (
        [
            (
                MAPPING,
                'rml:reference "position" ; rml:datatype xsd:integer',
                'rml:reference "position" ; rml:datatypeMap [ rml:template "x:{line} y" ]',
            )
        ],
        [
            'mappings/facts/stops.csv:2: error[M106]: the datatype "x:coast y" is not an IRI; it holds \' \'; the rule is <https://example.org/rail/id/stop/{stop_id}> <https://example.org/rail/def#position> "{position}"^^x:{line} y',
            'mappings/facts/stops.csv:3: error[M106]: the datatype "x:coast y" is not an IRI; it holds \' \'; the rule is <https://example.org/rail/id/stop/{stop_id}> <https://example.org/rail/def#position> "{position}"^^x:{line} y',
            'mappings/facts/stops.csv:4: error[M106]: the datatype "x:coast y" is not an IRI; it holds \' \'; the rule is <https://example.org/rail/id/stop/{stop_id}> <https://example.org/rail/def#position> "{position}"^^x:{line} y',
            'mappings/facts/stops.csv:5: error[M106]: the datatype "x:hill y" is not an IRI; it holds \' \'; the rule is <https://example.org/rail/id/stop/{stop_id}> <https://example.org/rail/def#position> "{position}"^^x:{line} y',
            'mappings/facts/stops.csv:6: error[M106]: the datatype "x:hill y" is not an IRI; it holds \' \'; the rule is <https://example.org/rail/id/stop/{stop_id}> <https://example.org/rail/def#position> "{position}"^^x:{line} y',
        ],
    ),
    "a view has an error": (
        [(OPENINGS, "c.latest AS closed", "c.last AS closed")],
        [
            'mappings/views/openings.sql:3: error[M110]: the view does not run: Binder Error: Table "c" does not have a column named "last"; it is a SELECT over the tables and views',
        ],
    ),
    "a view fails on its data": (
        [(STOPS, "s-2,coast,birch,2", "s-2,coast,birch,two")],
        [
            "mappings/views/termini.sql:5: error[M110]: the view does not run: Conversion Error: Could not convert string 'two' to INT32 when casting from source column position; it is a SELECT over the tables and views",
        ],
    ),
    "a view does not tell its rows": (
        [(OPENINGS, ", s._row", "")],
        [
            "mappings/views/openings.sql:1: error[M111]: the view does not say which rows its results come from; select _row (or a list _rows) of the tables it reads, never empty"
        ],
    ),
    "a view tells no row for some results": (
        [(OPENINGS, ", s._row", ", CASE WHEN opened_edtf > '1880' THEN s._row END AS _row")],
        [
            "mappings/views/openings.sql:1: error[M111]: the view does not say which rows 2 of its 4 results come from; select _row (or a list _rows) of the tables it reads, never empty",
        ],
    ),
    "a view reads a file": (
        [(OPENINGS, "FROM stations s", "FROM read_csv('/etc/hosts') h, stations s")],
        [
            'mappings/views/openings.sql:4: error[M110]: the view does not run: Permission Error: Cannot access file "/etc/hosts" - file system operations are disabled by configuration; it is a SELECT over the tables and views'
        ],
    ),
    "a view is more than a SELECT": (
        [(OPENINGS, "SELECT station_id", "DROP TABLE stops; SELECT station_id")],
        [
            "mappings/views/openings.sql:1: error[M110]: the view does not run: it is not one SELECT; it is a SELECT over the tables and views"
        ],
    ),
    "a view does not exist": (
        [(MAPPING, "views/openings.sql", "views/opening.sql")],
        [
            'mappings/network.rml.ttl:42:36: error[C106]: there is no file "mappings/views/opening.sql"; did you mean "mappings/views/openings.sql"?',
        ],
    ),
    "a table does not exist": (
        [(MAPPING, "facts/lines.csv", "facts/line.csv")],
        [
            'mappings/network.rml.ttl:21:36: error[C106]: there is no file "mappings/facts/line.csv"; did you mean "mappings/facts/lines.csv"?',
        ],
    ),
    "a key of the configuration does not exist": (
        [("pyproject.toml", "version =", "verzion =")],
        [
            'pyproject.toml:1: error[C105]: the configuration lacks the key "version"; it must be a text',
            'pyproject.toml:8: error[C103]: the configuration has no key "verzion"; did you mean "version"?',
        ],
    ),
    "a key of the configuration has another type": (
        [("pyproject.toml", "threads = 1", 'threads = "1"')],
        [
            "pyproject.toml:14: error[C104]: the configuration key \"threads\" has the value '1'; it must be a whole number"
        ],
    ),
    "the configuration is no TOML": (
        [("pyproject.toml", "threads = 1", "threads: 1")],
        ["pyproject.toml:14:8: error[C102]: this is not TOML: Expected '=' after a key in a key/value pair"],
    ),
    "the configuration names a file that is not there": (
        [("pyproject.toml", "ontology/shapes.ttl", "ontology/shape.ttl")],
        ['pyproject.toml:11: error[C106]: there is no file "ontology/shape.ttl"; did you mean "shapes.ttl"?'],
    ),
    "the ontology is no Turtle": (
        [("ontology/terms.ttl", "ex:Line a owl:Class", "ex:Line a owl:Klass , , owl:Class")],
        ["ontology/terms.ttl:6:23: error[M101]: this is not Turtle: expected a term, found ','"],
    ),
    "the shapes are no Turtle": (
        [("ontology/shapes.ttl", "a sh:NodeShape ; sh:targetClass", "a sh:NodeShape sh:targetClass")],
        [
            "ontology/shapes.ttl:6:38: error[M101]: this is not Turtle: expected ; or ., found 'sh:targetClass'",
        ],
    ),
    "a shape targets nothing": (
        [("ontology/shapes.ttl", "sh:targetClass ex:Station", "sh:targetClass ex:Depot")],
        [
            "ontology/shapes.ttl:6:1: error[V901]: <https://example.org/rail/shapes#station-has-label> targets nothing in the data; a shape that looks at nothing proves nothing: mend its target or remove it"
        ],
    ),
    "several files have mistakes": (
        [(STOPS, "s-5", "s-1"), (STATIONS, "1885-06", "June"), (MAPPING, "<#Line> a", "<#Line> b")],
        [
            'mappings/facts/stations.csv:3: error[D303]: "June" is not an EDTF date: the form is unknown; write 1973, 1973-09, 1973-09-11, 199X, 1939~, 1964/1965, 2011/.., [1964,1965], [..1968] or [1977..]',
            'mappings/facts/stops.csv:6: error[T206]: the stop_id "s-1" is already used in line 2; every row of a table has a key of its own',
            "mappings/network.rml.ttl:20:9: error[M101]: this is not Turtle: unexpected 'b rml:Triple'",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_gets_its_message_and_leaves_the_release_alone(case: str, tmp_path: Path) -> None:
    edits, expected = CASES[case]
    root = built(tmp_path / "d")
    for file, old, new in edits:
        spoil(root, file, old, new)
    assert build_fails(root) == expected


BYTES: dict[str, tuple[str, bytes, str]] = {
    "a table is not UTF-8": (
        STATIONS,
        "oslo,Bahnhof Stra\xdfe,,halt,,,\n".encode("latin-1"),
        "mappings/facts/stations.csv:6: error[T201]: byte 294 is not UTF-8 (0xDF); save the file as UTF-8",
    ),
    "a mapping is not UTF-8": (
        MAPPING,
        b"\n# \xf1\n",
        "mappings/network.rml.ttl:47: error[T201]: byte 3312 is not UTF-8 (0xF1); save the file as UTF-8",
    ),
    "a view is not UTF-8": (
        OPENINGS,
        b"-- \xf1\n",
        "mappings/views/openings.sql:5: error[T201]: byte 293 is not UTF-8 (0xF1); save the file as UTF-8",
    ),
    "the configuration is not UTF-8": (
        "pyproject.toml",
        b"# \xf1\n",
        "pyproject.toml: error[T201]: byte 900 is not UTF-8 (0xF1); save the file as UTF-8",
    ),
    "a table is called like one of the workbench": (
        "mappings/facts/source.csv",
        b"source_id\n",
        'mappings/facts/source.csv: error[T209]: the name "source" is taken: the workbench has it; call this file something else',
    ),
    "a table is called like a view": (
        "mappings/facts/Openings.csv",
        b"id\n",
        'mappings/views/openings.sql: error[T209]: the name "openings" is taken: mappings/facts/Openings.csv has it; call this file something else',
    ),
    "a table has no header": (
        "mappings/facts/empty.csv",
        b"",
        "mappings/facts/empty.csv:1: error[T202]: the table has no header row; the first line names the columns",
    ),
    "a table has a column without a name": (
        "mappings/facts/more.csv",
        b"a,b,\n1,2,\n",
        "mappings/facts/more.csv:1: error[T208]: column 3 has no name; name it, or take it out of every row",
    ),
}


@pytest.mark.parametrize("case", BYTES)
def test_bad_bytes_and_names_get_their_message(case: str, tmp_path: Path) -> None:
    file, data, expected = BYTES[case]
    root = built(tmp_path / "d")
    with (root / file).open("ab") as out:
        out.write(data)
    assert build_fails(root) == [expected]


def test_lines_are_right_after_a_cell_of_several_lines_and_with_windows_line_ends(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    spoil(root, STATIONS, "Birch Halt", '"Birch\nHalt"')
    spoil(root, STATIONS, ",harbour-station,", ",harbor-station,")
    text = (root / STATIONS).read_bytes()
    expected = 'mappings/facts/stations.csv:5: error[D301]: "harbor-station" is not a concept of the code lists; did you mean "harbour-station"?'
    assert build_fails(root) == [expected]
    (root / STATIONS).write_bytes(text.replace(b"\n", b"\r\n"))
    assert build_fails(root) == [expected]


@pytest.mark.parametrize("form", ["mark", "windows", "no last line end", "quoted"])
def test_how_a_table_was_saved_makes_no_difference(form: str, tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    before = snapshot(root / "output")["SHA256SUMS"]
    text = (root / LINES).read_bytes()
    (root / LINES).write_bytes(
        {
            "mark": b"\xef\xbb\xbf" + text,
            "windows": text.replace(b"\n", b"\r\n"),
            "no last line end": text.rstrip(),
            "quoted": b"".join(b'"' + line.replace(b",", b'","') + b'"\n' for line in text.splitlines()),
        }[form]
    )
    assert lod(root, "build").code == 0
    assert snapshot(root / "output")["SHA256SUMS"] == before


def test_a_table_with_a_header_only_is_empty(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    (root / STOPS).write_text("stop_id,line,station,position\n")
    assert lod(root, "build").code == 0
    assert "ex:Stop" not in (root / "output/railway.ttl").read_text()


@pytest.mark.parametrize("cell", ["a\tb", "\x85", "a\u2028b", "\\u0041", "'; --", "😀\ufeff", '"\n"'])
def test_any_text_a_cell_can_hold_reaches_the_release_unchanged(cell: str, tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    spoil(root, LINES, "Coast line", '"' + cell.replace('"', '""') + '"')
    ran = lod(root, "build")
    assert ran.code == 0, ran.err
    query = "SELECT ?l { <https://example.org/rail/id/line/coast> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    (row,) = json.loads(lod(root, "query", "--format", "json", query).out)["results"]["bindings"]
    assert row["l"]["value"] == cell


def test_a_violated_shape_publishes_nothing_and_names_the_row(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    spoil(root, STATIONS, "1885-06,1931", "1885-06,1831")
    before = snapshot(root / "output")
    ran = lod(root, "build")
    assert ran.code == 1
    assert snapshot(root / "output") == before
    assert ran.errors == []
    assert "nothing was published: the data violate a shape" in ran.err
    assert (
        ran.out
        == """The data do not conform.
1 violation, 0 warnings, 0 infos

Violation: shapes#end-after-start, def#openedEarliest (1)
  A station closes after it opens: correct opened_edtf or closed_edtf.
  - station/birch def#openedEarliest "1885-06-01" (xsd:date)
    at mappings/facts/stations.csv:3, column opened_edtf

What was checked (SHACL compiled to SQL)
        1  shapes#end-after-start
        4  shapes#station-has-label

The data do not conform.
1 violation, 0 warnings, 0 infos
  Violation       1  shapes#end-after-start
"""
    )


@pytest.mark.slow
def test_a_table_of_200_000_rows_is_read_and_mapped_in_bounded_time_and_memory(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    rows = "".join(f"s{n},coast,alder,{n}\n" for n in range(10, 200_010))
    with (root / STOPS).open("a", encoding="utf-8") as out:
        out.write(rows)
    command = [sys.executable, "-m", "lod.cli", "--root", str(root), "build", "--no-validate", "--no-store"]
    began = time.monotonic()
    child = subprocess.Popen(command, stderr=subprocess.PIPE)
    _, status, used = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, child.stderr and child.stderr.read().decode()
    assert time.monotonic() - began < 90
    assert used.ru_maxrss < 2_000_000  # KiB
    assert (root / "output/railway.nq").read_bytes().count(b'def#position> "') == 200_005


@pytest.mark.slow
def test_200_000_mistakes_are_told_in_bounded_time(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    rows = "".join(f"s{n},no-such-line-{n},alder,{n}\n" for n in range(10, 200_010))
    with (root / STOPS).open("a", encoding="utf-8") as out:
        out.write(rows)
    began = time.monotonic()
    errors = build_fails(root)
    assert time.monotonic() - began < 120
    assert len(errors) == 200_000
    assert errors[0].startswith('mappings/facts/stops.csv:7: error[D302]: nothing is called "line/no-such-line-10"')
