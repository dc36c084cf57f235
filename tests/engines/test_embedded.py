"""The compiled mapping against the slow oracle, quad by quad and row by row; tables and views in the database."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod import checks, turtle
from lod.config_file import load
from lod.edtf import bounds
from lod.engines import embedded
from lod.errors import Failed
from lod.mapping.model import Mapping
from lod.mapping.parse import parse
from lod.plan.compile import compile_plan
from lod.plan.rewrite import rewrite
from lod.sources import tables as csv_tables
from lod.sources.model import PlainCells, Table
from lod.workbench import create
from tests.rules import TABLES, VIEWS, compiled, interpreted, mappings, prepare

assert settings.default is not None
# no quotes, no ends of lines; and a row of empty cells alone is still a row
PLAIN = st.one_of(
    st.sampled_from(["", "a", " b ", "\ufeff", "ñ", "😀", "#", "NULL", "\\", "'", "1e5", "\u2028", "\x85"]),
    st.text(st.characters(exclude_characters=',"\ufffe\uffff', exclude_categories=["Cc", "Cs"])),
)
SOME = settings(max_examples=settings.default.max_examples // 2)  # a workbench takes 50 ms to make


@SOME
@given(mappings(), TABLES)
def test_the_compiled_mapping_states_what_the_oracle_states_for_the_same_rows(
    mapping: Mapping, tables: tuple[Table, ...]
) -> None:
    with create(None, threads=1) as bench:
        prepare(bench, mapping, tables, VIEWS)
        expected = interpreted(bench, mapping, tables)
        assert compiled(bench, rewrite(compile_plan(mapping))) == expected


def test_a_function_without_sql_is_asked_in_a_build_too() -> None:
    rml = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .
@prefix grel: <http://users.ugent.be/~bjdmeest/function/grel.ttl#> .
<#m> rml:logicalSource [ rml:source "p.csv" ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://e.org/{id}" ] ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:termType rml:Literal ; rml:functionExecution [
        rml:function grel:toLowerCase ;
        rml:input [ rml:parameter grel:valueParam ; rml:inputValueMap [ rml:reference "name" ] ] ] ] ] ."""
    mapping = parse((turtle.read(rml, "m.ttl"),), "http://e.org/")
    tables = (Table("p.csv", "", ("id", "name"), (("1", "2"), ("ΟΔΟΣ", "")), (2, 3)),)
    with create(None, threads=1) as bench:
        prepare(bench, mapping, tables, {})
        stated = compiled(bench, compile_plan(mapping))
        assert stated == interpreted(bench, mapping, tables)
    assert ["\u03bf\u03b4\u03bf\u03c2" in str(quad) for quad in stated] == [True]


@pytest.mark.parametrize("folder", ["tests/data/railway", "lod/starter", "."])
def test_engine_and_oracle_agree_on_every_quad_of_a_dataset(root: Path, folder: str) -> None:
    dataset = checks.read(load(root / folder))
    with create(None) as bench:
        checks.prepare(dataset, bench)
        expected = interpreted(bench, dataset.mapping, dataset.tables)
        stated = compiled(bench, rewrite(compile_plan(dataset.mapping)))
    assert stated.keys() == expected.keys()
    assert {quad for quad in stated if stated[quad] != expected[quad]} == set()
    assert stated


PEOPLE = Table("people.csv", "", ("person_id", "name"), (("p1", "p2", "p3"), ("Ann", "", "O'Hara")), (2, 3, 5))


def views(**queries: str) -> dict[str, list[tuple[str, ...]]]:
    """Make views over the table `people`; name -> rows."""
    with create(None) as bench:
        embedded.create_functions(bench.con)
        embedded.load(bench.con, [PEOPLE])
        embedded.load_dates(bench.con, {"1973": bounds("1973")})
        embedded.create_views(bench.con, {f"views/{name}.sql": query for name, query in queries.items()})
        return {
            name: [tuple(str(cell) for cell in row) for row in bench.rows(f'SELECT * FROM "{name}" ORDER BY ALL')]
            for name in queries
        }


def mistakes(**queries: str) -> list[str]:
    with pytest.raises(Failed) as caught:
        views(**queries)
    return [line.partition("; it is a SELECT")[0] for line in str(caught.value).splitlines()]


def test_views_are_made_in_the_order_in_which_they_need_each_other() -> None:
    made = views(a="SELECT name, _row FROM b", b="SELECT name, _row FROM c WHERE name <> 'Ann'", c="FROM people")
    assert made["a"] == [("O'Hara", "3", "[3]")]


def test_a_column_called_like_a_view_is_no_need_for_it() -> None:
    made = views(a="SELECT name AS b, _row FROM people", b="SELECT name AS a, _row FROM people -- c", c="FROM a")
    assert len(made["a"]) == len(made["b"]) == len(made["c"]) == 3


def test_views_that_need_each_other_in_a_circle_are_told() -> None:
    first, second = mistakes(a="SELECT * FROM b", b="SELECT * FROM a", c="SELECT _row FROM people")
    assert first.startswith(
        "views/a.sql:1: error[M110]: the view does not run: Catalog Error: Table with name b does not"
    )
    assert second.startswith("views/b.sql:1: error[M110]: ")


def test_the_line_of_a_mistake_in_a_view_is_told() -> None:
    assert mistakes(a="SELECT name,\n  nam,\n _row FROM people") == [
        'views/a.sql:2: error[M110]: the view does not run: Binder Error: Referenced column "nam" not found in FROM '
        'clause! Candidate bindings: "name"'
    ]
    assert mistakes(a="-- words\nSELECT name\nFORM people") == [
        'views/a.sql:3: error[M110]: the view does not run: Parser Error: syntax error at or near "people"'
    ]
    assert mistakes(a="SELECT name AS x, person_id AS X, _row FROM people") == [
        'views/a.sql:1: error[M110]: the view does not run: two columns are called "X"'
    ]
    assert mistakes(a="") == ["views/a.sql:1: error[M110]: the view does not run: it is not one SELECT"]


def test_cells_of_a_view_are_texts_empty_ones_are_none_and_rows_are_kept() -> None:
    made = views(
        typed="SELECT person_id, length(name) > 3 AS long, 1.50::DECIMAL(4, 2) AS n, '' AS empty, _row FROM people;\n",
        listed="SELECT list(person_id ORDER BY person_id) AS ids, list(_row ORDER BY _row) AS _rows FROM people",
        dated="SELECT person_id, e.latest, _row FROM people, edtf e LIMIT 1",
    )
    assert made["typed"][0] == ("p1", "false", "1.50", "None", "1", "[1]")
    assert made["listed"] == [("[p1, p2, p3]", "[1, 2, 3]")]
    assert made["dated"] == [("p1", "1973-12-31", "1", "[1]")]


@pytest.mark.parametrize("rows", ["NULL", "[]", "[1, NULL]", "[0]", "[4]", "[-1, 1]"])
def test_a_view_may_only_name_rows_that_there_are(rows: str) -> None:
    hint = "select _row (or a list _rows) of the tables it reads, never empty"
    assert mistakes(a=f"SELECT name, {rows} AS _rows FROM people WHERE name = 'Ann'") == [
        f"views/a.sql:1: error[M111]: the view does not say which rows 1 of its 1 results come from; {hint}"
    ]


def test_tables_keep_their_lines_and_number_their_rows_through() -> None:
    other = Table("a.csv", "d1", ("x",), (("1",),), (9,))
    with create(None) as bench:
        embedded.load(bench.con, [PEOPLE, other])
        assert bench.rows("SELECT * FROM source ORDER BY id") == [(1, "a.csv", "d1"), (2, "people.csv", "")]
        assert bench.rows("SELECT * FROM row ORDER BY id") == [
            (1, 1, 9, "1"), (2, 2, 2, "p1"), (3, 2, 3, "p2"), (4, 2, 5, "p3"),
        ]  # fmt: skip
        assert bench.rows("SELECT name FROM people WHERE _row = 3") == [(None,)]


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=5))
def test_a_large_table_without_quotes_is_read_as_any_other(
    monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str]]
) -> None:
    text = "".join(f"{','.join(row)}\n" for row in [("id", "text"), *rows]).encode()
    read = []
    for many in (9, 0):
        monkeypatch.setattr(csv_tables, "MANY", many)
        read.append(csv_tables.parse(text, "a.csv"))
    small, large = read
    assert [isinstance(table.cells, PlainCells) for table in read] == [False, True]
    assert list(small.rows) == list(large.rows) == rows
    assert [list(large.cells[n]) for n in (0, 1)] == [list(small.cells[n]) for n in (0, 1)]
    held = []
    for table in (small, large):
        with TemporaryDirectory() as folder, create(Path(folder, "w.duckdb")) as bench:
            embedded.load(bench.con, [PEOPLE, table])
            held.append((bench.rows("FROM a ORDER BY _row"), bench.rows("FROM row ORDER BY id")))
            assert not list(Path(folder).rglob("*.csv"))
    assert held[0] == held[1]


def test_dates_are_found_in_columns_of_dates_and_in_values_that_are_dates() -> None:
    table = Table(
        "t.csv", "", ("id", "from_edtf", "value", "value_type"),
        (("a", "b", "c"), ("1906", "", "1906"), ("1907", "1908", ""), ("edtf", "literal", "edtf")), (2, 3, 4),
    )  # fmt: skip
    assert {text: str(place) for text, place in embedded.dates([table]).items()} == {
        "1906": "t.csv:2",
        "1907": "t.csv:2",
    }
    assert embedded.dates([PEOPLE]) == {}


def test_cells_may_hold_any_character() -> None:
    cells = (("1", "2", "3"), ("a\x1fb", "", "x\ny\x1e"))
    tables = (Table("a.csv", "", ("id", "text"), cells, (2, 3, 5)), Table("b.csv", "", ("id", "text"), ((), ()), ()))
    with create(None, threads=1) as bench:
        embedded.load(bench.con, tables)
        assert bench.rows("SELECT id, text, _row, _rows FROM a ORDER BY _row") == [
            ("1", "a\x1fb", 1, [1]),
            ("2", None, 2, [2]),
            ("3", "x\ny\x1e", 3, [3]),
        ]
        assert bench.rows("FROM b") == []
        assert bench.rows("SELECT id, line, key FROM row ORDER BY id") == [(1, 2, "1"), (2, 3, "2"), (3, 5, "3")]


def test_a_table_may_be_called_like_what_the_engine_makes_meanwhile() -> None:
    names = ["given", "split", "stated", "stated-1", "stated_documents", "code", "coded", "keyed", "numbered"]
    rml = "@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> ." + "".join(
        f"""
<#m{n}> rml:logicalSource [ rml:source "{name}.csv" ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://e.org/{n}/{{id}}" ] ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "name" ] ] ."""
        for n, name in enumerate(names)
    )
    mapping = parse((turtle.read(rml, "m.ttl"),), "http://e.org/")
    tables = tuple(Table(f"{name}.csv", "", ("id", "name"), (("1", "2"), (name, "")), (2, 3)) for name in names)
    with create(None, threads=1) as bench:
        prepare(bench, mapping, tables, {})
        stated = compiled(bench, compile_plan(mapping))
        assert stated == interpreted(bench, mapping, tables)
    assert len(stated) == len(names)
