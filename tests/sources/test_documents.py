"""JSON gives records; what is wrong with a file, a path or a value is said with its place."""

# ruff: noqa: E501 - messages are as long as they are

from __future__ import annotations

import gzip
import json
import re
import tracemalloc
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod.errors import Failed, Place
from lod.sources import documents, jsontext
from lod.sources.jsontext import JsonText
from lod.sources.model import PER_VALUE, Field, Formulation, LogicalSource
from lod.vocab import XSD
from tests.sources.document_case import Case, values

CASES = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "rml-core"
INTEGER, DOUBLE, BOOLEAN = XSD + "integer", XSD + "double", XSD + "boolean"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


@pytest.mark.parametrize(
    ("written", "text", "datatype"),
    [
        ('"a"', "a", ""),
        ('""', "", ""),
        ('"\\ud83e\\udd8a \\u00e9"', "🦊 é", ""),
        ("true", "true", BOOLEAN),
        ("false", "false", BOOLEAN),
        ("10", "10", INTEGER),
        ("-0", "0", INTEGER),
        ("12345678901234567890123456789", "12345678901234567890123456789", INTEGER),
        ("9" * 5000, "9" * 5000, INTEGER),
        ("1.5", "1.5E0", DOUBLE),
        ("10.0", "1.0E1", DOUBLE),
        ("1e2", "1.0E2", DOUBLE),
        ("0.00123", "1.23E-3", DOUBLE),
        ("-0.0", "-0.0E0", DOUBLE),
        ("1E400", None, ""),
    ],
)
def test_a_json_value_has_its_natural_datatype(written: str, text: str | None, datatype: str, case: Case) -> None:
    data = f'[{{"v": {written}}}]'
    if text is None:
        assert "people.json:1:8: error[T230]: this is not JSON: 1E400 is beyond" in case.fault(
            "json", data, "$[*]", "$.v"
        )
    else:
        assert case.read("json", data, "$[*]", "$.v") == ((Field("$.v", False, datatype),), [[text]])


def test_a_field_has_one_datatype_or_one_for_each_value(case: Case) -> None:
    data = '[{"a": 1, "b": [1, "x"]}, {"a": 2.5}, {"a": null, "b": []}]'
    fields, rows = case.read("json", data, "$[*]", "$.a", "$.b[*]")
    assert fields == (Field("$.a", False, PER_VALUE), Field("$.b[*]", True, PER_VALUE))
    assert rows == [[("1", INTEGER), [("1", INTEGER), ("x", "")]], [("2.5E0", DOUBLE), None], [None, None]]


def test_null_and_what_is_not_there_are_no_values(case: Case) -> None:
    assert case.rows("json", '[{"a": null}, {}, {"a": "x"}, {"a": ""}]', "$[*]", "$.a") == [[None], [None], ["x"], [""]]


def test_texts_that_the_mapping_calls_null_are_no_values(case: Case) -> None:
    assert case.rows("json", '[{"a": "NA"}, {"a": 0}, {"a": ""}]', "$[*]", "$.a", nulls="NA 0") == [
        [None],
        [None],
        [""],
    ]


@pytest.mark.parametrize("reference", ["$.a.b", "a.b", "@.a.b", "$['a']['b']", '$["a"].b', "$..b", "$.a[?@=='x']"])
def test_a_reference_starts_at_the_record(reference: str, case: Case) -> None:
    assert case.rows("json", '{"p": [{"a": {"b": "x"}}]}', "$.p[*]", reference) == [["x"]]


@pytest.mark.parametrize("reference", ["$", "@"])
def test_a_record_that_is_a_value_is_its_own_reference(reference: str, case: Case) -> None:
    assert case.rows("json", '["a", "b"]', "$[*]", reference) == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("iterator", "found"),
    [
        ("", ["w"]),
        ("$", ["w"]),
        ("$.p[*]", ["x", "y"]),
        ("p[*]", ["x", "y"]),
        ("$.p.*", ["x", "y"]),
        ("$.*[*]", ["x", "y", "z"]),
        ("$.p[1]", ["y"]),
        ("$.p[?@.n=='y']", ["y"]),
        ("$..q[*]", ["z"]),
        ("$.none[*]", []),
    ],
)
def test_an_iterator_selects_the_records(iterator: str, found: list[str], case: Case) -> None:
    data = '{"n": "w", "p": [{"n": "x"}, {"n": "y"}], "q": [{"n": "z"}]}'
    assert case.rows("json", data, iterator, "$.n") == [[name] for name in found]


def test_records_that_are_arrays_have_items(case: Case) -> None:
    assert case.rows("json", "[[1, 2], [3]]", "$[*]", "$[*]", "$[0]") == [[["1", "2"], "1"], [["3"], "3"]]


def test_an_array_or_object_is_no_value(case: Case) -> None:
    said = case.fault("json", '\n[{"a": [1], "o": {"the x": 1}}]', "$[*]", "$.a", "$.o")
    assert said.splitlines() == [
        'm.ttl:3:1: error[T233]: the value of "$.a" is an array in people.json:2:2; write $.a[*] for each of its values',
        'm.ttl:4:1: error[T233]: the value of "$.o" is an object in people.json:2:2;'
        " name a member of it, such as $.o['the x']",
    ]


@pytest.mark.parametrize(
    ("data", "iterator", "reference", "advice"),
    [
        ('[{"name": 1}, {"age": 2}]', "$[*]", "$.nmae", 'did you mean "name"?'),
        ('[{"a": {"city": 1}}]', "$[*]", "$.a.ctiy", 'did you mean "city"?'),
        ('{"p": [{"name": 1}]}', "$.p", "$.name", "the records are arrays: end the iterator with [*]"),
        ("[1]", "$[*]", "$.name", "a record that is a value itself is called $"),
    ],
)
def test_a_reference_that_no_record_has_is_a_mistake(
    data: str, iterator: str, reference: str, advice: str, case: Case
) -> None:
    assert case.fault("json", data, iterator, reference) == (
        f'm.ttl:3:1: error[T232]: no record of people.json has "{reference}"; {advice}'
    )


@pytest.mark.parametrize(
    ("data", "reference"),
    [("[]", "$.a"), ('[{"a": []}]', "$.a[*]"), ('[{"a": null}]', "$.a.b"), ('[{"a": null}]', "$.a"), ("[{}]", "$[0]")],
)
def test_a_reference_that_only_empty_things_have_is_none(data: str, reference: str, case: Case) -> None:
    assert all(row == [None] for row in case.rows("json", data, "$[*]", reference))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("$.p[*]]", "unexpected token ']' (character 7); a path is written like $.name, $['a name'] or $.names[*]"),
        ("the name", "unexpected token 'name' (character 5); did you mean $['the name']?"),
        ("$.p[", "unexpected end of query"),
        ("$.", "expected a shorthand selector"),
    ],
)
def test_a_broken_jsonpath_is_said_with_its_place_in_the_mapping(path: str, said: str, case: Case) -> None:
    assert case.fault("json", "[]", path, "$.a").startswith(f'm.ttl:2:1: error[T231]: the JSONPath "{path}" is broken')
    assert said in case.fault("json", "[]", "$[*]", path)
    assert case.fault("json", "[]", path, path).count("T231") == 2


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        ("", "1", "the file is empty; even an empty list is written []"),
        (" \n ", "1", "the file is empty; even an empty list is written []"),
        ('[{"a": 1},\n {"a": ', "2:8", "the file ends too early; get or make it again"),
        ("[1,\n2", "2:2", "the file ends too early; get or make it again"),
        ('{"a": 1}\n}', "2:1", "the text goes on behind its end; a file holds one object or one array"),
        ('[{"a": 1}\n {"a": 2}]', "2:2", "here must stand a comma, or the object or array must end"),
        ('[{"a": 1,}]', "1:10", "here must stand a key in double quotes"),
        ("[{'a': 1}]", "1:3", "here must stand a key in double quotes"),
        ('[{"a" 1}]', "1:7", "here must stand a colon"),
        ("[1,]", "1:4", "here must stand a value"),
        ('["a\tb"]', "1:4", "a text holds a control character"),
        ('["\\x"]', "1:3", "a text holds a backslash that escapes nothing"),
        ("[NaN]", "1:2", "NaN is no number of JSON; write null, or a text in quotes"),
        (
            '[{"NaN": "NaN", "b":\n -Infinity}]',
            "2:2",
            "-Infinity is no number of JSON; write null, or a text in quotes",
        ),
        ('[{"a": {"b": 1,\n "b": 2}}]', "2:2", 'the key "b" stands twice in one object'),
        ('{"a": 1,\n"\\u0061": 2}', "2:1", 'the key "a" stands twice in one object'),
        ('[{"a": "\\ud83e"}]', "1:2", "a text of this record holds half a surrogate pair"),
    ],
)
@pytest.mark.parametrize("iterator", ["$[*]", "$", "$[?@.a]"])
def test_broken_json_is_said_with_line_and_column(data: str, place: str, said: str, iterator: str, case: Case) -> None:
    reference = "$..a" if iterator != "$[*]" else "$.a"
    found = case.fault("json", data, iterator, reference)
    assert "error[T230]: this is not JSON: " in found
    assert said in found
    assert found.startswith(f"people.json:{place}: ") or "\\ud83e" in data


@pytest.mark.parametrize("iterator", ["$", "$[*]", "$[*][*]", "$..a"])
@pytest.mark.parametrize("closed", [True, False])
def test_json_that_is_too_deep_is_a_mistake_and_no_crash(iterator: str, closed: bool, case: Case) -> None:
    data = "[" * 200_000 + "]" * 200_000 * closed
    assert "stand too deep inside each other" in case.fault("json", data, iterator, "$.a")


def test_a_path_that_searches_in_depth_has_its_limit_too(case: Case) -> None:
    data = '[{"a":' * 300 + "1" + "}]" * 300
    assert "too deep inside each other for this path" in case.fault("json", data, "$[*]", "$..b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32"])
def test_json_says_itself_which_unicode_encoding_it_is_in(encoding: str, case: Case) -> None:
    assert case.rows("json", '[{"a": "š🦊"}]'.encode(encoding), "$[*]", "$.a") == [["š🦊"]]


def test_json_may_be_packed_and_in_another_encoding(case: Case) -> None:
    data = gzip.compress('[{"a": "é"}]'.encode("latin-1"))
    assert case.rows("json", data, "$[*]", "$.a", compression="gzip", encoding="latin-1") == [["é"]]
    assert "people.json:2: error[T221]: byte 8 is not utf-8 (0xE9)" in case.fault(
        "json", b'[{"a": \n\xe9', "$[*]", "$.a"
    )


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
RECORDS = st.lists(
    st.dictionaries(st.sampled_from("abc"), VALUES | st.lists(VALUES, max_size=3), min_size=1), min_size=1
)


@given(RECORDS, st.integers(1, 60), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_what_was_written_as_json_is_read_back(
    case: Case, records: list[dict[str, object]], piece: int, ascii_only: bool
) -> None:
    wrapped = [{"v": {key: v if isinstance(v, list) else [v] for key, v in record.items()}} for record in records]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsontext, "PIECE", piece)  # so that pieces end everywhere
        data = json.dumps({"x": [1.5], "p": wrapped}, ensure_ascii=ascii_only, indent=piece % 3 or None)
        fields, rows = case.read("json", data, "$.p[*]", "$.v.*[*]")
    assert len(rows) == len(records)
    for (cell,), record in zip(rows, wrapped, strict=True):
        pairs = [v if isinstance(v, tuple) else (v, fields[0].datatype) for v in values(cell, fields[0])]
        expected = [v for several in record["v"].values() for v in several if v is not None]
        assert [back(text, datatype) for text, datatype in pairs] == expected
        assert [type(back(text, datatype)) for text, datatype in pairs] == [type(v) for v in expected]


def back(text: str, datatype: str) -> object:
    if datatype == DOUBLE:
        assert re.fullmatch(r"-?\d\.(\d*[1-9]|0)E(-?[1-9]\d*|0)", text)
        return float(text)
    if datatype == BOOLEAN:
        return {"true": True, "false": False}[text]
    return int(text) if datatype == INTEGER else text


def test_many_records_take_little_memory_and_are_all_there(case: Case, tmp_path: Path) -> None:
    number = 40_000
    data = ",\n".join(f'{{"id": {n}, "name": "person {n}", "tags": ["a", "b"]}}' for n in range(number))
    file = tmp_path / "big.json"
    file.write_text(f'{{"p": [{data}]}}')
    source = LogicalSource("big.json", "json", "", Place("m.ttl"), iterator="$.p[*]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "KEPT", 1000)
        patch.setattr(documents, "BATCH", 1000)
        patch.setattr(jsontext, "PIECE", 1 << 16)
        tracemalloc.start()
        records = documents.read(source, file, ["$.id", "$.tags[*]"], {})
        seen = [cell for batch in records.batches for cell in batch.cells[0]]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert seen == [str(n) for n in range(number)]
    assert peak < 3 * file.stat().st_size


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_file_that_changes_between_the_two_readings_is_a_mistake(kind: Formulation, tmp_path: Path) -> None:
    texts = {"json": '[{"a": 1}]', "xml": "<p><q><a>1</a></q></p>"}
    file = tmp_path / "f"
    file.write_text(texts[kind])
    source = LogicalSource("f", kind, "", Place("m.ttl"), iterator={"json": "$[*]", "xml": "/p/q"}[kind])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "KEPT", 0)
        records = documents.read(source, file, ["a"], {})
    file.write_text(texts[kind] + " ")
    with pytest.raises(Failed, match="T235"):
        list(records.batches)


def test_a_missing_file_is_one_mistake(tmp_path: Path) -> None:
    kinds: tuple[Formulation, ...] = ("json", "xml")
    for kind in kinds:
        source = LogicalSource("f", kind, "", Place("m.ttl"))
        with pytest.raises(Failed, match="C106"):
            documents.read(source, tmp_path / "f", ["a"], {})


BAD_TEMPLATES = {f"RMLTC0023{letter}-JSON" for letter in "abcde"}  # whose references nobody can tell
MISTAKES = {"RMLTC0002g-JSON": "T231", "RMLTC0025b-JSON": "T233"}


@pytest.mark.skipif(not CASES.is_dir(), reason="the conformance cases of RML-Core are not beside this folder")
def test_the_inputs_of_the_conformance_cases_are_read_as_their_mappings_say(case: Case) -> None:
    done = 0
    for folder in sorted(CASES.glob("*-JSON")):
        mapping = (folder / "mapping.ttl").read_text()
        blocks = re.split(r"(?=rml:logicalSource)", mapping)[1:]
        for block in blocks:
            path, iterator = re.search(r'rml:path "(.*?)"', block), re.search(r'rml:iterator "(.*?)"', block)
            if not path or not iterator or "parentTriplesMap" in mapping or folder.name in BAD_TEMPLATES:
                continue
            texts = [t.replace("\\\\", "\\") for t in re.findall(r'rml:(?:template|reference) "(.*?)"', block)]
            inside = [
                re.sub(r"\\(.)", r"\1", r) for t in texts for r in re.findall(r"(?<!\\)\{((?:[^{}\\]|\\.)*)\}", t)
            ]
            references = sorted({*(t for t in texts if t.startswith("$")), *inside})
            file = folder / path.group(1)
            if folder.name in MISTAKES and file.is_file():
                found = case.fault("json", file.read_bytes(), iterator.group(1), *references)
                assert MISTAKES[folder.name] in found
            elif file.is_file():
                fields, rows = case.read("json", file.read_bytes(), iterator.group(1), *references)
                output = (folder / "output.nq").read_text() if (folder / "output.nq").is_file() else ""
                for field, cell in ((f, c) for row in rows for f, c in zip(fields, row, strict=True)):
                    if (
                        field.datatype == INTEGER
                        and f'"^^<{INTEGER}>' in output
                        and f'reference "{field.reference}"' in block
                    ):
                        assert all(f'"{v}"' in output or f"/{v}" in output for v in values(cell, field))
            done += 1
    assert done > 60


def test_the_time_of_records_inside_members_grows_with_the_file_and_no_faster(tmp_path: Path) -> None:
    """Where a member begins is looked up only when it is told; else each would cost what stands before it."""

    def looked_up(count: int) -> int:
        file = tmp_path / "f.json"
        file.write_text("[" + ",\n".join('{"a": [{"b": 1}], "c": 2}' for _ in range(count)) + "]")
        with patch.object(JsonText, "_place", autospec=True, side_effect=JsonText._place) as place:
            with file.open() as stream:
                assert len(list(JsonText(stream, "f.json").records((None, "a", None)))) == count
            return place.call_count

    assert looked_up(10) == looked_up(1000)
