"""Records in the workbench against the slow oracle, quad by quad and record by record; how records are gathered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lod import checks
from lod.config_file import load
from lod.engines import embedded, recordsets
from lod.mapping.interpret import Record, Valued, interpret
from lod.mapping.model import Expression, Mapping, Reference, Rule, TermMap
from lod.plan.compile import compile_plan
from lod.plan.rewrite import rewrite
from lod.sources.model import PER_VALUE, Batch, Database, Field, LogicalSource, Records
from lod.sources.recordsets import Recordset, gathered
from lod.vocab import XSD
from lod.workbench import Workbench, create
from tests.mapping_strategies import SOURCES, Given, Sources, given_rows, mappings
from tests.mixed import mixed
from tests.rules import PLACE, Stated, compiled, interpreted

assert settings.default is not None
SOME = settings(max_examples=settings.default.max_examples // 2)
DOUBLE = XSD + "double"
KEPT = {  # a double by nature -> as stores keep it
    "8.025E1": "80.25", "1.0E2": "100", "0.0E0": "0", "-2.5E-3": "-0.0025", "1.0E-7": "0.0000001", "-INF": "-INF",
    "INF": "INF", "NaN": "NaN", "1.0E21": "1000000000000000000000", "-7.0E0": "-7",
}  # fmt: skip
FORMS = tuple(KEPT)


def with_doubles(sources: Sources) -> Sources:
    """The same with doubles for whole numbers."""

    def value(of: Valued) -> Valued:
        return (FORMS[len(of[0].encode()) % len(FORMS)], DOUBLE) if of[1] == XSD + "integer" else of

    def changed(one: Given) -> Given:
        fields = tuple(replace(f, datatype=DOUBLE) if f.datatype == XSD + "integer" else f for f in one.fields)
        return Given(fields, tuple(tuple(tuple(map(value, cell)) for cell in row) for row in one.rows))

    return changed(sources[0]), changed(sources[1])


def kept(mapping: Mapping) -> Mapping:
    """The same, but literals of one reference ask for what stores keep of it."""

    def rule(of: Rule) -> Rule:
        o = of.object
        plain = isinstance(o, TermMap) and o.kind == "literal" and o.expression is not None
        parts = o.expression.parts if plain and isinstance(o, TermMap) and o.expression else ()
        if len(parts) != 1 or not isinstance(parts[0], Reference) or not isinstance(o, TermMap):
            return of
        return replace(of, object=replace(o, expression=Expression((Reference(f"kept {parts[0].column}"),), PLACE)))

    return Mapping(tuple(replace(m, rules=tuple(map(rule, m.rules))) for m in mapping.maps))


def oracle(mapping: Mapping, sources: Sources) -> Stated:
    tables = {}
    for source, one in zip(SOURCES, sources, strict=True):
        records = []
        for r in one.records:
            also = {
                f"kept {c}": [(KEPT.get(t, t), d) if d == DOUBLE else (t, d) for t, d in v] for c, v in r.cells.items()
            }
            records.append(Record({**r.cells, **also}, frozenset([(source.path, r.number + 1)]), r.number))
        tables[source.key] = records
    quads = interpret(kept(mapping), tables)
    return {(str(q.s), str(q.p), str(q.o), str(q.g or "")): set(rows) for q, rows in quads.items()}


def loaded(bench: Workbench, sources: Sources) -> list[Recordset]:
    embedded.create_functions(bench.con)
    pairs = zip(SOURCES, sources, strict=True)
    sets = [gathered(source, source.path, "digest", one.batches()) for source, one in pairs]
    recordsets.load(bench.con, sets)
    return sets


@SOME
@given(mappings(), given_rows().map(with_doubles))
def test_records_state_what_the_oracle_states_for_the_same_records(mapping: Mapping, sources: Sources) -> None:
    with create(None, threads=1) as bench:
        sets = loaded(bench, sources)
        assert compiled(bench, rewrite(recordsets.bound(compile_plan(mapping), sets))) == oracle(mapping, sources)


def test_engine_and_oracle_agree_on_the_tables_beside_records(tmp_path: Path) -> None:
    dataset = checks.read(load(mixed(tmp_path / "d")))
    tables = Mapping(tuple(m for m in dataset.mapping.maps if m.place.file != "mappings/stock.rml.ttl"))
    assert len(dataset.records) == len(dataset.mapping.maps) - len(tables.maps) == 7
    with create(None) as bench:
        checks.prepare(dataset, bench)
        expected = interpreted(bench, tables, dataset.tables)
        assert compiled(bench, checks.plan(replace(dataset, mapping=tables))) == expected


QUERY = LogicalSource("", "query", "SELECT", PLACE, database=Database("sqlite:a.db"))
FIELDS = (Field("a"), Field("b", datatype=PER_VALUE))
ROWS = [("x", ("8.025E1", DOUBLE)), (None, ("", "")), ("x", None), ("", ("1", XSD + "integer")), ("x", None)]


@given(st.permutations(ROWS), st.integers(1, 5))
def test_records_of_a_database_have_an_order_of_their_own(rows: list[tuple[object, ...]], size: int) -> None:
    parts = [rows[at : at + size] for at in range(0, len(rows), size)]
    batches = [Batch(len(part), list(zip(*part, strict=True))) for part in parts]
    found = gathered(QUERY, "sqlite:a.db", "", Records(FIELDS, iter(batches)))
    assert [found.batches[0].cells[0], found.batches[0].cells[1]] == [
        (None, "", "x", "x", "x"),
        (("", ""), ("1", XSD + "integer"), None, None, ("8.025E1", DOUBLE)),
    ]
    assert (found.doubles, found.batches[0].cells[2][4]) == ((1,), ("80.25", DOUBLE))


def test_a_query_without_results_has_columns() -> None:
    with create(None) as bench:
        recordsets.load(bench.con, [gathered(QUERY, "sqlite:a.db", "", Records(FIELDS, iter(())))])
        assert bench.rows("SELECT path, digest FROM source") == [("sqlite:a.db", "")]
        assert bench.rows("SELECT reference, unit FROM record_source") == [(["a", "b"], "record")]
        assert bench.rows("FROM row_place") == []


def test_a_record_is_called_after_its_first_value_and_rows_go_on_after_those_of_tables() -> None:
    source = replace(SOURCES[0], path="p.json")
    fields = (Field("n", many=True, datatype=PER_VALUE), Field("m"))
    cells = [[("a", ""), ("b", "")], None], ["x", "y"]
    lines = Records((Field("z"),), iter([Batch(2, [["u", None]])]))
    lined = gathered(replace(source, path="q.csv"), "q.csv", "d", lines, (4, 9))
    with create(None) as bench:
        bench.con.execute("INSERT INTO source VALUES (3, 't.csv', ''); INSERT INTO row VALUES (7, 3, 2, 'k')")
        found = gathered(source, "p.json", "d", Records(fields, iter([Batch(2, cells)])))
        recordsets.load(bench.con, [lined, found])
        assert bench.rows("FROM row_place ORDER BY row") == [
            (7, "t.csv", 2, 0, "k"),
            (8, "p.json", 0, 1, "a"),
            (9, "p.json", 0, 2, ""),
            (10, "q.csv", 4, 0, "u"),
            (11, "q.csv", 9, 0, ""),
        ]
