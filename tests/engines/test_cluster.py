"""A cluster writes the bytes that one machine writes: every character, random mappings, whole datasets."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod import checks, turtle, workbench
from lod import map as mapper
from lod.config_file import load
from lod.engines import relations
from lod.engines.cluster import session as sessions
from lod.engines.cluster.model import Prepared, Unread
from lod.engines.cluster.run import write
from lod.mapping import model
from lod.mapping.parse import parse
from lod.mapping.references import references
from lod.plan.bind import bind, column_name
from lod.plan.compile import compile_plan, relation
from lod.plan.model import Emit, Plan
from lod.plan.ntriples import ESCAPED
from lod.plan.rewrite import rewrite
from lod.plan.spark_texts import escaped, iri_safe, node_label, quoted, uri_safe, valid_iri
from lod.plan.sql import FUNCTIONS, name
from lod.sources.model import PER_VALUE, Field, Table
from lod.terms import iri_fault
from lod.terms import iri_safe as iri_safe_in_python
from lod.terms import uri_safe as uri_safe_in_python
from lod.vocab import XSD
from lod.workbench import create
from tests.engines.clusters import ASKED, MARKS, SHARED, in_order, job, silent, together
from tests.rules import TABLES, VIEWS, compiled, mappings, prepare

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = MARKS


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with sessions.session(ASKED) as spark:
        yield spark


def unchecked(plan: Plan) -> Plan:
    """A plan that lets every IRI pass."""

    def emit(e: Emit) -> Emit:
        terms = {part: replace(getattr(e, part), checked=False) for part in ("subject", "predicate", "object")}
        return replace(e, **terms, graph=replace(e.graph, checked=False) if e.graph else None)

    return replace(plan, emits=tuple(map(emit, plan.emits)))


# ---- texts ---------------------------------------------------------------------------------------------------


def test_every_character_is_encoded_as_the_specification_says(spark: SparkSession, tmp_path: Path) -> None:
    texts = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    texts += ["", "a b", "+*~%20", "%7E%2B", "ñ%C3%B1", "España 2ª/ñ", "\x85é\ue000é", "日本 語/+😀", "%2525é", "~é*+é"]
    made = {"iri": iri_safe, "uri": uri_safe, "label": node_label, "nt": escaped, "valid": valid_iri}
    _parquet({"v": texts}, {"v": "VARCHAR"}, tmp_path / "texts.parquet")
    chosen = [f"{function('v')} AS {part}" for part, function in made.items()]
    whole = valid_iri("concat('http://e.org/', v)")
    spark.read.parquet(str(tmp_path / "texts.parquet")).selectExpr("v", *chosen, f"{whole} AS inside").write.parquet(
        str(tmp_path / "made")
    )
    con = duckdb.connect()
    made_there = f"SELECT v, iri, uri, label, nt, valid, inside FROM '{tmp_path}/made/*.parquet'"
    rows = con.execute(made_there).fetchall()
    for function in (*FUNCTIONS, ESCAPED):
        con.execute(function)
    con.execute(f"CREATE TABLE t AS SELECT v FROM '{tmp_path}/texts.parquet'")
    expected = dict(con.execute("SELECT v, [node_label(v), nt_text(v)] FROM t").fetchall())
    assert len(rows) == len(texts)
    for v, iri, uri, label, nt, valid, inside in rows:
        assert (v, iri, uri) == (v, iri_safe_in_python(v), uri_safe_in_python(v))
        assert (v, [label, nt]) == (v, expected[v])
        assert (v, valid, inside) == (v, not iri_fault(v), not iri_fault(f"http://e.org/{v}"))


IRIS = [
    "http://e.org/a?b#c",
    "http://u:p@h:80/%41",
    "http://h%4",
    "a:",
    "a:?q",
    "a://[::1]/",
    "urn:x:%2",
    "a:b##",
    "1:a",
]


def test_texts_of_any_length_are_held_against_the_grammar_of_iris(spark: SparkSession) -> None:
    texts = [*IRIS, "http://e.org/" + "é%41" * 50000, "http://e.org/" + "é%4g" * 50000]
    found = spark.sql("SELECT " + ", ".join(valid_iri(quoted(text)) for text in texts)).collect()[0]
    assert list(found) == [not iri_fault(text) for text in texts]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=30))
@settings(max_examples=5)
def test_a_text_in_sql_is_the_text(texts: list[str]) -> None:
    spark = _session()
    texts += ["${env:HOME}", "${spark.app.name}", "\\%\\_\\'", "it's", "\\u0041", "-- x", "/* x */ ;", "\x00\n\r\t\x1a"]
    assert list(spark.sql("SELECT " + ", ".join(map(quoted, texts))).collect()[0]) == texts


def _session() -> SparkSession:
    """The session of this module: hypothesis takes no fixtures that live as long."""
    from pyspark.sql import SparkSession

    found = SparkSession.getActiveSession()
    assert found is not None
    return found


# ---- the same bytes ------------------------------------------------------------------------------------------


def _prepared(con: duckdb.DuckDBPyConnection, view: str, columns: Sequence[str], folder: Path) -> Prepared:
    """A relation of a workbench, which writes no files, as Parquet."""
    file = folder / f"{len(list(folder.iterdir()))}.parquet"
    chosen = ", ".join(map(name, columns)) or "1"
    rows = con.execute(f"SELECT {chosen} FROM {name(view)}").fetchall()
    cells = {column_name(n): [row[n] for row in rows] for n in range(len(columns))} or {"c0": ["1"] * len(rows)}
    _parquet(cells, dict.fromkeys(cells, "VARCHAR"), file)
    return Prepared(str(file), tuple(map(Field, columns)))


def _parquet(cells: Mapping[str, Sequence[object]], kinds: Mapping[str, str], file: Path) -> None:
    with duckdb.connect() as con:
        columns = ", ".join(f"unnest(?::{kinds[column]}[]) AS {column}" for column in cells)
        con.execute(f"CREATE TABLE t AS SELECT {columns}", list(map(list, cells.values())))
        con.execute(f"COPY t TO '{file}' (FORMAT parquet)")


def _csv(table: Table, folder: Path, line_end: str) -> Path:
    file = folder / table.path
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL)
        writer.writerow(table.columns)
        writer.writerows(table.rows)
    return file


@given(mappings(), TABLES, st.sampled_from([1, 4]), st.booleans(), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=25)
def test_a_random_mapping_gives_the_bytes_that_one_machine_writes(
    spark: SparkSession, mapping: model.Mapping, tables: tuple[Table, ...], partitions: int, skips: bool, line_end: str
) -> None:
    with create(None, threads=1) as bench, TemporaryDirectory() as scratch:
        folder = Path(scratch)
        prepare(bench, mapping, tables, VIEWS)
        plan = compile_plan(mapping)
        plan = plan if skips else unchecked(plan)
        expected = in_order(bench.con, plan, skips)
        sources: dict[str, Unread | Prepared] = {}
        for source, places in references(mapping).values():
            own = [t for t in tables if t.path == source.path]
            if own:
                file = _csv(own[0], folder, line_end)
                sources[relation(source)] = Unread(replace(source, path=str(file)), places)
            else:
                sources[relation(source)] = _prepared(bench.con, relation(source), list(places), folder)
        asked = replace(ASKED, partitions=partitions, skip=skips)
        written = write(spark, job(mapping, plan, sources), str(folder / "out"), asked, silent)
        assert together(folder / "out") == expected
        if not skips:
            assert written.left_out == ()
            assert expected.decode().count(" .\n") >= len(compiled(bench, rewrite(plan)))  # the workbench agrees
        assert len(written.parts) <= partitions


VALUES = st.lists(st.sampled_from(["a", "b", "ñ/", "😀", "%", "", "1", '"', "\n", "\r", "\\", "x:y"]), max_size=3)
TYPES = st.sampled_from(["", XSD + "integer", XSD + "boolean"])
NUMBERED = turtle.read(
    """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://ex.org/> .
    <#a> rml:logicalSource [ rml:source "a.json" ; rml:referenceFormulation rml:JSONPath ; rml:iterator "$" ] ;
      rml:subjectMap [ rml:template "http://ex.org/{$.many}" ; rml:graphMap [ rml:template "http://g.org/{$.many}" ] ] ;
      rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "$.typed" ] ] ;
      rml:predicateObjectMap [ rml:predicate ex:q ; rml:objectMap [ rml:template "{$.many}-{$.one}-{$.many}" ;
        rml:termType rml:Literal ] ] ;
      rml:predicateObjectMap [ rml:predicate ex:r ; rml:objectMap [ rml:reference "$.one" ] ] ;
      rml:predicateObjectMap [ rml:predicate ex:u ; rml:objectMap [ rml:reference "$.many" ;
        rml:termType rml:BlankNode ] ] ;
      rml:predicateObjectMap [ rml:predicate ex:t ; rml:objectMap [ rml:parentTriplesMap <#b> ;
        rml:joinCondition [ rml:child "$.many" ; rml:parent "$.typed" ] ] ] .
    <#b> rml:logicalSource [ rml:source "a.json" ; rml:referenceFormulation rml:JSONPath ; rml:iterator "$" ] ;
      rml:subjectMap [ rml:template "http://ex.org/b/{$.one}" ] .""",
    "m.ttl",
)


@given(st.lists(st.tuples(VALUES, st.none() | st.sampled_from(["x", "ñ", "5"]), VALUES, TYPES), min_size=1, max_size=4))
@settings(max_examples=6)
def test_cells_with_several_values_and_datatypes_give_the_bytes_that_one_machine_writes(
    spark: SparkSession, rows: list[tuple[list[str], str | None, list[str], str]]
) -> None:
    mapping = parse((NUMBERED,), "http://base.org/")
    ((key, (_, places)),) = references(mapping).items()
    kinds = {"$.many": Field("$.many", True), "$.typed": Field("$.typed", True, PER_VALUE)}
    fields = tuple(kinds.get(r, Field(r, False, XSD + "integer")) for r in places)
    given: dict[str, tuple[str, Sequence[object]]] = {
        "$.many": ("VARCHAR[]", [many for many, *_ in rows]),
        "$.one": ("VARCHAR", [one for _, one, *_ in rows]),
        "$.typed": ("STRUCT(v VARCHAR, t VARCHAR)[]", [[{"v": v, "t": t} for v in typed] for *_, typed, t in rows]),
    }
    named = {column_name(n): given[field.reference] for n, field in enumerate(fields)}
    with duckdb.connect() as con, TemporaryDirectory() as scratch:
        file = Path(scratch, "a.parquet")
        _parquet({c: cells for c, (_, cells) in named.items()}, {c: kind for c, (kind, _) in named.items()}, file)
        con.execute(f"CREATE TABLE {name(key)} AS FROM '{file}'")
        plan = compile_plan(mapping, lambda source: source.key)
        expected = in_order(con, bind(plan, {key: fields}))
        write(spark, job(mapping, plan, {key: Prepared(str(file), fields)}), f"{scratch}/out", ASKED, silent)
        assert together(Path(scratch, "out")) == expected


@pytest.mark.parametrize("partitions", [1, 4])
@pytest.mark.parametrize("folder", ["tests/data/railway", "."])
def test_a_dataset_gives_the_bytes_that_one_machine_writes(
    spark: SparkSession, root: Path, tmp_path: Path, folder: str, partitions: int
) -> None:
    dataset = checks.read(load(root / folder))
    with create(None) as bench:
        checks.prepare(dataset, bench)
        plan = compile_plan(dataset.mapping)
        expected = in_order(bench.con, plan)
        sources: dict[str, Unread | Prepared] = {}
        for source, places in references(dataset.mapping).values():
            there = root / folder / source.path
            if source.formulation == "csv" and there.suffix == ".csv":
                sources[relation(source)] = Unread(replace(source, path=str(there)), places)
            else:
                sources[relation(source)] = _prepared(bench.con, relation(source), list(places), tmp_path)
    asked = replace(ASKED, partitions=partitions)
    written = write(spark, job(dataset.mapping, plan, sources), str(tmp_path / "out"), asked, silent)
    assert together(tmp_path / "out") == expected
    assert written.quads == expected.count(b"\n")
    assert expected.splitlines() == sorted(expected.splitlines())  # so that `lod map --sort` writes the same
    assert len(written.parts) == partitions


def test_timetables_give_the_bytes_that_one_machine_writes(spark: SparkSession, tmp_path: Path) -> None:
    makes, rml = SHARED / "bench" / "gen_gtfs.py", SHARED / "bench" / "gtfs-csv.rml.ttl"
    if not makes.is_file():
        pytest.skip(f"needs {makes}")
    subprocess.run([sys.executable, str(makes), "1", str(tmp_path)], check=True, capture_output=True)
    (tmp_path / "m.ttl").write_text(rml.read_text().replace("/data/", f"{tmp_path}/"))
    mapping = mapper.read([tmp_path / "m.ttl"], mapper.BASE)
    plan = compile_plan(mapping, lambda source: source.key)
    found = references(mapping)
    with workbench.create_for_files(tmp_path, 1, "2GB") as bench:
        fields = {
            key: relations.load_csv(bench.con, key, source, Path(source.path), places)
            for key, (source, places) in found.items()
        }
        expected = in_order(bench.con, bind(plan, fields))
    sources = {key: Unread(source, places) for key, (source, places) in found.items()}
    written = write(spark, job(mapping, plan, sources), str(tmp_path / "out"), replace(ASKED, partitions=4), silent)
    assert together(tmp_path / "out") == expected
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["quads"] == written.quads == 395_240
    assert [(part["file"], part["bytes"]) for part in manifest["parts"]] == [
        (file.name, file.stat().st_size) for file in sorted((tmp_path / "out").glob("part-*.nq"))
    ]
    assert {file.name for file in (tmp_path / "out").iterdir()} - {part.file for part in written.parts} == {
        "manifest.json",
        "_SUCCESS",
    }
