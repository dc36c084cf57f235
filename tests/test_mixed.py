"""A dataset that reads sources of every kind: what is published, where it comes from, and what is wrong with it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from lod.config_file import load
from lod.engines import reading
from lod.engines.relations import Places
from lod.gate import project_texts
from lod.sources.model import LogicalSource
from lod.sources.recordsets import Recordset
from tests.dataset import lod, snapshot, spoil
from tests.mixed import ENGINES, TICKETS, engines, mixed, tickets

STOCK = "mappings/stock.rml.ttl"
FACTS = "mappings/facts/"
ID, DEF = "https://example.org/rail/id/", "https://example.org/rail/def#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DOUBLES = {"8.025E1": "80.25", "1.0E-7": "0.0000001", "2.5E0": "2.5", "1.2E1": "12"}  # natural form -> published


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = mixed(tmp_path_factory.mktemp("mixed") / "d")
    ran = lod(root, "build")
    assert ran.code == 0, ran.err
    assert "6 tables and 7 other sources, 33 rows, 60 rules" in ran.err
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return mixed(tmp_path / "d")


Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


def stated(file: Path) -> set[Triple]:
    """The triples of a file, none of which holds a blank node."""
    return {(q.subject, q.predicate, q.object) for q in ox.parse(path=str(file))}


def test_every_kind_of_source_is_published(built: Path) -> None:
    said = {
        (s.value.removeprefix(ID), p.value.removeprefix(DEF), o.value.removeprefix(ID))
        for s, p, o in stated(built / "output/stock.ttl")
        if p.value.startswith(DEF)
    }
    engine = {("engine/e-1", "power", "80.25"), ("engine/e-1", "weight", "100"), ("engine/e-1", "electric", "true"),
        ("engine/e-1", "wheels", "8"), ("engine/e-1", "runsOn", "line/coast"), ("engine/e-2", "power", "0.0000001"),
        ("engine/e-2", "electric", "false"), ("engine/e-2", "runsOn", "line/coast"),
        ("engine/e-2", "runsOn", "line/hill"), ("engine/é%2F3", "power", "7"),
        ("engine/é%2F3", "wheels", "10")}  # fmt: skip
    ticket = {("ticket/1", "price", "2.5"), ("ticket/1", "sold", "1999-12-31"), ("ticket/1", "refunded", "true"),
        ("ticket/1", "soldAt", "station/alder"), ("ticket/1", "cheap", "1"), ("ticket/2", "price", "12"),
        ("ticket/2", "refunded", "false"), ("ticket/2", "soldAt", "station/birch"), ("ticket/2", "cheap", "0"),
        ("ticket/10", "sold", "2000-01-01"), ("ticket/10", "soldAt", "station/alder")}  # fmt: skip
    other = {("person/c-1", "drives", "engine/e-1"), ("signal/s-1", "place", "Gleis\r\nSüd"),
        ("signal/s-2", "place", "Kai"), ("signal/s-2", "state", "up"), ("bridge/b-1", "arches", "3"),
        ("bridge/b-1", "length", "12.5"), ("bridge/b-2", "length", "0.5")}  # fmt: skip
    assert said == engine | ticket | other


def test_a_build_states_what_the_mapper_states_but_for_the_form_of_doubles(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built)
    assert lod(tmp_path, "map", STOCK, "--output", str(tmp_path / "alone.nq")).code == 0

    def kept(o: ox.Literal | ox.NamedNode) -> ox.Literal | ox.NamedNode:
        double = isinstance(o, ox.Literal) and o.value in DOUBLES
        datatype = ox.NamedNode(XSD + "double")
        return ox.Literal(DOUBLES[o.value], datatype=datatype) if double else o

    alone = stated(tmp_path / "alone.nq")
    made = stated(built / "output/stock.ttl")
    weights = {triple for triple in alone | made if triple[1].value == DEF + "weight"}  # decimals by the mapping
    assert {o.value for _, _, o in weights} == {"1.0E2", "100"}
    assert made - weights == {(s, p, kept(o)) for s, p, o in alone - weights} != set()


def test_a_triple_is_traced_to_its_record_or_line(built: Path) -> None:
    def rows(*words: str) -> list[tuple[str, str]]:
        found = json.loads(lod(built, "trace", *words, "--format", "json").out)
        return [(step["row"], step["key"]) for one in found for step in one["steps"]]

    assert rows(f"<{ID}engine/e-1>", f"<{DEF}wheels>", f'"8"^^<{XSD}integer>') == [
        (f"{FACTS}engines.json: record 1", "e-1")
    ]
    assert rows(f"<{ID}person/c-1>", f"<{DEF}drives>", f"<{ID}engine/e-1>") == [
        (f"{FACTS}crew.xml: record 1", "c-1"),
        (f"{FACTS}engines.json: record 1", "e-1"),
    ]
    assert rows(f"<{ID}ticket/10>", f"<{DEF}soldAt>", f"<{ID}station/alder>") == [
        (f"sqlite:{FACTS}tickets.db: record 2", "10")
    ]
    assert rows(f"<{ID}signal/s-2>", f"<{DEF}state>", '"up"') == [(f"{FACTS}signals.csv:5", "s-2")]
    assert rows(f"<{ID}bridge/b-2>", f"<{DEF}length>", f'"0.5"^^<{XSD}decimal>') == [
        (f"{FACTS}bridges.parquet: record 2", "b-2")
    ]
    text = lod(built, "trace", f"{ID}engine/e-2").out
    assert f"  {FACTS}engines.json: record 2  e-2  by {STOCK}:14\n" in text


def test_the_order_of_records_changes_no_byte(built: Path, root: Path) -> None:
    engines(root, ENGINES[::-1])
    tickets(root, [TICKETS[2], TICKETS[0], TICKETS[1]])
    assert lod(root, "build", "--threads", "2").code == 0
    sums = "output/SHA256SUMS"
    assert (root / sums).read_bytes() == (built / sums).read_bytes()
    again = snapshot(root / "output")["railway.nq"]
    assert lod(root, "build", "--threads", "1").code == 0
    assert snapshot(root / "output")["railway.nq"] == again


def test_each_source_is_read_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    gather = reading.gather

    def noted(source: LogicalSource, places: Places, root: Path, memory: str) -> Recordset:
        read.append(source.path or source.query)
        return gather(source, places, root, memory)

    monkeypatch.setattr(reading, "gather", noted)
    assert lod(root, "build", "--no-store").code == 0
    assert len(read) == len(set(read)) == 7


def test_validation_names_the_record(root: Path) -> None:
    with (root / "ontology/shapes.ttl").open("a", encoding="utf-8") as shapes:
        shapes.write(
            "exs:wheels a sh:NodeShape ; sh:targetClass ex:Engine ; sh:property [ sh:path ex:wheels ; sh:minCount 1 ;\n"
            "  sh:maxInclusive 9 ; sh:severity sh:Warning ; sh:message 'Up to nine wheels.'@en ] .\n"
            "exs:sold a sh:NodeShape ; sh:targetClass ex:Ticket ;\n"
            "  sh:property [ sh:path ex:price ; sh:maxInclusive 3 ; sh:severity sh:Warning ] .\n"
        )
    ran = lod(root, "build")
    assert ran.code == 0, ran.err
    said = lod(root, "validate").out
    assert f"at {FACTS}engines.json: record 2, column wheels\n" in said
    assert f"at {FACTS}engines.json: record 3, column wheels\n" in said
    assert f"at sqlite:{FACTS}tickets.db: record 3, column price\n" in said
    origins = [o for r in json.loads(lod(root, "validate", "--format", "json").out)["results"] for o in r["origins"]]
    assert {"file": f"{FACTS}engines.json", "line": None, "record": 2, "column": None, "columnName": "wheels",
        "key": "e-2"} in origins  # fmt: skip
    assert f"{FACTS}engines.json#e-2, column wheels" in (root / "output/report.txt").read_text(encoding="utf-8")


def test_validation_tells_which_files_have_changed(root: Path) -> None:
    assert lod(root, "build", "--no-store").code == 0
    assert lod(root, "validate").err == ""
    engines(root, ENGINES[:1])
    tickets(root, TICKETS[:1])
    said = "has changed since the last build, which is what is validated here"
    assert lod(root, "validate").err == f"{FACTS}engines.json {said}\n"


def test_explain_shows_references_and_samples(built: Path) -> None:
    said = lod(built, "explain", "Ticket").out
    assert f"mapping  sqlite:{FACTS}tickets.db: <{ID}ticket/{{id}}> <{DEF}price> " in said
    assert f"emit {ID}ticket/{{id}} {DEF}price {{price}}" in said
    assert f'triple   <{ID}ticket/1> <{DEF}price> "2.5"^^<{XSD}double> .' in said


def missing(root: Path) -> None:
    (root / FACTS / "engines.json").rename(root / FACTS / "engine.json")


def no_database(root: Path) -> None:
    (root / FACTS / "tickets.db").unlink()


def changed(number: int, key: str, value: object) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        engines(root, [{**e, key: value} if n == number else e for n, e in enumerate(ENGINES)])

    return change


def in_mapping(old: str, new: str) -> Callable[[Path], None]:
    return lambda root: spoil(root, STOCK, old, new)


def same_name(root: Path) -> None:
    engines(root, [{**ENGINES[0], "id": "a", "wheels": 11}, {**ENGINES[0], "id": "a1", "wheels": 1}])
    spoil(root, STOCK, "engine/{id}", "engine/{id}{wheels}")


def text_for_json(root: Path) -> None:
    (root / FACTS / "engines.json").write_text('{"engines": [{"id": 1},\n]}', encoding="utf-8")


def unsorted_price(root: Path) -> None:
    tickets(root, [(1, "alder", 0.1 + 0.2, None, None)])


def ragged(root: Path) -> None:
    (root / FACTS / "signals.csv").write_bytes(b"id;place;state\ns-1;a;b\ns-2;a\n")


def broken_parquet(root: Path) -> None:
    file = root / FACTS / "bridges.parquet"
    file.write_bytes(file.read_bytes()[:-9] + b"\xff\xff\x00\x00\x00PAR1")


FAULTS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "a file is missing": (
        missing,
        [f'{STOCK}:8:23: error[C106]: there is no file "{FACTS}engines.json"; did you mean "{FACTS}engine.json"?'],
    ),
    "a database is missing": (
        no_database,
        [f'{STOCK}:27:101: error[C106]: there is no file "{FACTS}tickets.db"; known are ',
            f'{STOCK}:36:22: error[C106]: there is no file "{FACTS}tickets.db"; known are '],
    ),
    "a file is no JSON": (text_for_json, [f"{FACTS}engines.json:2:1: error[T230]: "]),
    "a file is no Parquet": (broken_parquet, [f"{FACTS}bridges.parquet: error[T230]: this is not Parquet: "]),
    "a reference finds nothing": (
        in_mapping('"power"', '"pover"'),
        [f'{STOCK}:12:85: error[T232]: no record of {FACTS}engines.json has "pover"; did you mean "power"?'],
    ),
    "a database has no such column": (
        in_mapping('"price"', '"prize"'),
        [f'{STOCK}:29:85: error[M104]: column "prize" is not in tickets; did you mean "price"?'],
    ),
    "a CSV file has no such column": (
        in_mapping('"place"', '"plaze"'),
        [f'{STOCK}:44:85: error[M104]: column "plaze" is not in {FACTS}signals.csv; did you mean "place"?'],
    ),
    "a word is not declared": (
        in_mapping("ex:electric", "ex:eletric"),
        [f'{STOCK}:14:44: error[M105]: <{DEF}eletric> is not declared in the ontology; did you mean "electric"?'],
    ),
    "a row has another length": (
        ragged,
        [f"{FACTS}signals.csv:3: error[T204]: this row has 2 fields, the header has 3"],
    ),
    "things of a dataset have names": (
        in_mapping("rml:class ex:Bridge", "rml:class ex:Bridge ; rml:termType rml:BlankNode"),
        [f"{STOCK}:48:35: error[M112]: rml:BlankNode in a dataset is not supported"],
    ),
    "a number has more digits than a double": (
        unsorted_price,
        [f'sqlite:{FACTS}tickets.db: record 1: error[D304]: "0.30000000000000004" is not an xsd:double as '],
    ),
    "nothing is called so": (
        changed(1, "lines", ["coast", "hil"]),
        [f'{FACTS}engines.json: record 2: error[D302]: nothing is called "line/hil"; did you mean "line/hill"?'],
    ),
    "a record states nothing": (
        changed(0, "id", None),
        [f'{FACTS}engines.json: record 1: error[D306]: nothing is published of ""'],
    ),
    "two things get one name": (
        same_name,
        [
            f'{STOCK}:10:35: error[M107]: the template "{ID}engine/{{id}}{{wheels}}" gives the same IRI {ID}engine/a11 '
            f"for two different things; the rows are {FACTS}engines.json: record 1 and {FACTS}engines.json: record 2; "
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_place(root: Path, fault: Callable[[Path], None], expected: list[str]) -> None:
    fault(root)
    ran = lod(root, "build", "--no-store")
    assert ran.code == 3
    assert not (root / "output").exists()
    for line, begins in zip(ran.errors, expected, strict=True):
        assert line.startswith(begins)


def test_a_database_that_is_down_is_no_mistake_of_yours_and_its_password_is_never_told(root: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}/facts"
    dsn = f'"jdbc:postgresql://{address}" ; d2rq:username "ada" ; d2rq:password "s3cret"'
    spoil(root, STOCK, f'"jdbc:sqlite:{FACTS}tickets.db"', dsn)
    for command in ("check", "build"):
        ran = lod(root, command)
        assert ran.code == 4
        assert {line.partition(": error[")[2][:4] for line in ran.errors} == {"S721"}
        assert f"postgresql://{address}" in ran.err
        assert "s3cret" not in ran.err + ran.out


def test_a_table_of_no_database_is_told(root: Path) -> None:
    spoil(root, STOCK, "rml:logicalSource [ rml:source <#db> ; rml:referenceFormulation rml:SQL2008Table", TABLE)
    assert [line.partition("error")[2][:6] for line in lod(root, "check").errors] == ["[M117]"]


TABLE = "rml:logicalSource [ rml:referenceFormulation rml:SQL2008Table"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (f"SELECT *, 1 AS _row FROM read_json('{FACTS}engines.json')", "M110"),
        (f"SELECT *, 1 AS _row FROM read_text('{FACTS}crew.xml')", "M110"),
        ("SELECT path, id AS _row FROM record_source, source WHERE id > 100", "none"),
        ("SELECT 'a' AS a, 16 AS _row", "M111"),  # the row after the last of the tables
    ],
)
def test_a_view_reads_tables_alone(root: Path, query: str, code: str) -> None:
    (root / "mappings/views/other.sql").write_text(query, encoding="utf-8")
    ran = lod(root, "build", "--no-store")
    assert [line.partition("error[")[2][:4] for line in ran.errors] == ([] if code == "none" else [code])


def test_documents_are_searched_for_words_of_a_source(root: Path) -> None:
    searched = {name for name, _ in project_texts(load(root), root / "sources")}
    assert {f"{FACTS}engines.json", f"{FACTS}crew.xml", f"{FACTS}signals.csv"} <= searched
    assert f"{FACTS}tickets.db" not in searched
