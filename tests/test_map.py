"""`lod map` as its user meets it: options, outputs, tables of every kind, mistakes, and runs that do not end well."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from lod.engines import relations
from lod.map import BASE, Asked, run
from tests.dataset import Ran, lod, snapshot

PREFIXES = "@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .\n"
PEOPLE = """<#people> rml:logicalSource [ rml:source "people.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://e.org/{id}" ; rml:class ex:Person ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] .
"""
TABLE = "id,name\n1,Ana\n2,Luis\n3,\n"
LINES = [
    '<http://e.org/1> <http://e.org/name> "Ana" .',
    "<http://e.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/Person> .",
    '<http://e.org/2> <http://e.org/name> "Luis" .',
    "<http://e.org/2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/Person> .",
    "<http://e.org/3> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/Person> .",
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a mapping and its table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.ttl").write_text(PREFIXES + PEOPLE)
    (tmp_path / "people.csv").write_text(TABLE)
    return tmp_path


def mapped(here: Path, *words: str, mapping: str = "m.ttl") -> Ran:
    return lod(here, "map", mapping, "--output", "out.nq", *words)


def lines(here: Path, file: str = "out.nq") -> list[str]:
    text = (here / file).read_bytes().decode()
    assert text.endswith("\n") or not text
    return sorted(text.split("\n")[:-1])


def names(here: Path, table: bytes, reference: str = "name") -> list[str]:
    """The lexical forms of a column of a table whose first column is id, as another reader reads the output."""
    (here / "people.csv").write_bytes(table)
    escaped = reference.replace("\\", "\\\\").replace('"', '\\"')
    (here / "m.ttl").write_text(PREFIXES + PEOPLE.replace('rml:reference "name"', f'rml:reference "{escaped}"'))
    ran = mapped(here)
    assert ran.code == 0, ran.err
    quads = ox.parse((here / "out.nq").read_bytes(), format=ox.RdfFormat.N_QUADS)
    return sorted(q.object.value for q in quads if isinstance(q.object, ox.Literal))


# ---- what is written -----------------------------------------------------------------------------------------


def test_a_mapping_becomes_nquads(here: Path) -> None:
    ran = mapped(here)
    assert (ran.code, ran.out) == (0, "")
    assert "5 quads in out.nq" in ran.err
    assert lines(here) == LINES
    assert sorted(p.name for p in here.iterdir()) == ["m.ttl", "out.nq", "people.csv"]


@pytest.mark.parametrize("words", [(), ("--sort",), ("--skip",)])
def test_quads_are_counted_whatever_rows_leave_out(here: Path, words: tuple[str, ...]) -> None:
    """A name is missing, an identifier, both, and a row comes twice."""
    (here / "people.csv").write_text("id,name\n1,Ana\n2,\n,Luis\n,\n1,Ana\n")
    ran = mapped(here, *words)
    assert "3 quads in out.nq" in ran.err
    assert lines(here) == [*LINES[:2], LINES[3]]


def test_sorted_lines_are_the_same_bytes_whatever_the_threads(here: Path) -> None:
    (here / "people.csv").write_text("id,name\n" + "".join(f"{n % 977},ñ{n}\n" for n in range(20_000)))
    written = []
    for words in (["--threads", "1"], ["--threads", "2"], ["--memory", "500MB"]):
        assert mapped(here, "--sort", *words).code == 0
        written.append((here / "out.nq").read_bytes())
    assert written[0] == written[1] == written[2]
    assert written[0].splitlines() == sorted(set(written[0].splitlines()))


def test_packed_outputs_hold_the_same_lines(here: Path) -> None:
    for name in ("out.nq.gz", "out.nq.zst", "out.nq"):
        assert lod(here, "map", "m.ttl", "--output", name, "--sort").code == 0
    assert gzip.decompress((here / "out.nq.gz").read_bytes()) == (here / "out.nq").read_bytes()
    assert (here / "out.nq.zst").read_bytes()[:4] == b"\x28\xb5\x2f\xfd"
    unpacked = subprocess.run(
        [sys.executable, "-c", "import duckdb; print(*duckdb.sql(\"SELECT * FROM read_csv('out.nq.zst', header=false,"
         " delim='\\x01', quote='', escape='', columns={'line': 'VARCHAR'})\").fetchall(), sep='\\n')"],
        capture_output=True, text=True, check=True, cwd=here,
    )  # fmt: skip
    assert len(unpacked.stdout.splitlines()) == len(LINES)


def test_several_mappings_are_read_as_one_and_say_a_quad_once(here: Path) -> None:
    (here / "n.ttl").write_text(PREFIXES + PEOPLE.replace("<#people>", "<#again>"))
    assert lod(here, "map", "m.ttl", "n.ttl", "--output", "out.nq").code == 0
    assert lines(here) == LINES


def test_the_base_goes_before_iris_without_scheme(here: Path) -> None:
    (here / "m.ttl").write_text(PREFIXES + PEOPLE.replace("http://e.org/{id}", "p/{id}"))
    assert mapped(here).code == 0
    assert lines(here)[0].startswith(f"<{BASE}p/1> ")
    assert mapped(here, "--base", "http://b.org/").code == 0
    assert lines(here)[0].startswith("<http://b.org/p/1> ")


def test_rows_without_a_valid_iri_stop_the_run_or_are_left_out(here: Path) -> None:
    mapping = PEOPLE.replace('rml:template "http://e.org/{id}"', 'rml:reference "id"')
    (here / "m.ttl").write_text(PREFIXES + mapping)
    (here / "people.csv").write_text("id,name\nhttp://e.org/1,Ana\na b,Luis\n")
    ran = mapped(here)
    assert ran.code == 3
    assert 'error[M106]: the subject "http://example.com/base/a b" is not an IRI' in ran.errors[0]
    assert not (here / "out.nq").exists()
    ran = mapped(here, "--skip")
    assert ran.code == 0
    assert lines(here) == LINES[:2]
    assert "error[M106]" in ran.err


def test_a_subject_that_is_no_iri_is_told_once_where_it_is_made(here: Path) -> None:
    mapping = PEOPLE.replace('rml:template "http://e.org/{id}"', 'rml:reference "id"')
    (here / "m.ttl").write_text(PREFIXES + mapping)
    (here / "people.csv").write_text("id,name\na b,Luis\n")
    assert [error.partition(" error")[0] for error in mapped(here).errors] == ["m.ttl:3:34:"]


# ---- tables --------------------------------------------------------------------------------------------------


def test_a_table_of_nothing_but_a_header_gives_no_quads(here: Path) -> None:
    for text in ("id,name\n", "id,name", "id,name\r\n"):
        (here / "people.csv").write_bytes(text.encode())
        ran = mapped(here)
        assert (ran.code, lines(here)) == (0, [])
        assert "0 quads" in ran.err


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (b"\xef\xbb\xbfid,name\n1,Ana\n", ["Ana"]),
        (b"id,name\r\n1,Ana\r\n2,Luis\r\n", ["Ana", "Luis"]),
        (b"id,name\n1,Ana", ["Ana"]),
        (b'id,name\n1,"a\nb"\n2,"c\r\nd"\n', ["a\nb", "c\r\nd"]),
        (b'id,name\n1,"say ""x"""\n', ['say "x"']),
        (b'id,name\n1,""\n2,\n3," "\n', [" "]),
        (b"id,name\n1,  a  \n", ["  a  "]),
        (b"id,name\n1,a\\n\n2,\\\n", ["\\", "a\\n"]),
        ("id,name\n1,ñ日本😀\n".encode(), ["ñ日本😀"]),
        (b"id,name\n1,'\n2,007\n3,1e5\n4,true\n5,NULL\n", sorted(["'", "007", "1e5", "true", "NULL"])),
        (b'"id","name"\n"1","a,b"\n', ["a,b"]),
        (b"id,name\n1,#\n#2,x\n", ["#", "x"]),
        (b'id,name\n1, "a"\n', [' "a"']),
        (b'id,name\n1,x\n "2",y\n', ["x", "y"]),
        (b'id,name\n1,"a, ""b"" c"\n', ['a, "b" c']),
        (b"id,name\n1,a\r\n2,b\n", ["a", "b"]),
        (b'id,name\r\n1,a\n2,"b\n"\r3,c', ["a", "b\n", "c"]),
        (b'id,name\n1,"a"\n2,\r\n3,""\n', ["a"]),
        (b'id,name\n1,"a\n', None),
        (b'id,name\n1,"a" \n', None),
        (b'id,name\n1,"a" "b"\n', None),
    ],
)
def test_cells_are_the_text_they_are(here: Path, table: bytes, expected: list[str] | None) -> None:
    if expected is None:
        (here / "people.csv").write_bytes(table)
        assert "error[T205]" in mapped(here).errors[0]
    else:
        assert names(here, table) == expected


@pytest.mark.parametrize(
    ("header", "reference"),
    [
        ('id,"na""me"', 'na"me'),
        ("id,na'me", "na'me"),
        ("id,n a;m.e", "n a;m.e"),
        ("id,nombre año 😀", "nombre año 😀"),
        ('id,"a,b"', "a,b"),
        ("id,rowid", "rowid"),
        ("id,c1", "c1"),
        ("id,select", "select"),
        ('id,"a\nb"', "a\\nb"),
    ],
)
def test_columns_may_be_called_anything(here: Path, header: str, reference: str) -> None:
    if "\\n" in reference:
        mapping = PREFIXES + PEOPLE.replace('rml:reference "name"', f'rml:reference "{reference}"')
        (here / "people.csv").write_text(f"{header}\n1,Ana\n")
        (here / "m.ttl").write_text(mapping)
        assert mapped(here).code == 0
        assert '<http://e.org/1> <http://e.org/name> "Ana" .' in lines(here)
    else:
        assert names(here, f"{header}\n1,Ana\n".encode(), reference) == ["Ana"]


def test_a_cell_may_be_longer_than_the_engine_reads(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "LONGEST", 1000)
    long = "x" * 200_000  # more than Python reads unasked, too
    assert names(here, f"id,name\n1,{long}\n2,b\n".encode()) == ["b", long]
    (here / "people.csv").write_text(f"id,name\n1,{long}\n2\n")
    assert mapped(here).errors[0].startswith("people.csv:3: error[T204]")


def test_columns_that_differ_in_case_only_are_two(here: Path) -> None:
    table = b"id,Name,name,NAME\n1,a,b,c\n"
    assert [names(here, table, column) for column in ("Name", "name", "NAME")] == [["a"], ["b"], ["c"]]


def test_a_rule_without_references_holds_for_a_table_with_a_row(here: Path) -> None:
    (here / "m.ttl").write_text(PREFIXES + PEOPLE.partition("rml:subjectMap")[0] + "rml:subject ex:x ; " + NAMED)
    assert mapped(here).code == 0
    assert lines(here) == ["<http://e.org/x> <http://e.org/p> <http://e.org/o> ."]
    (here / "people.csv").write_text("id,name\n")
    assert mapped(here).code == 0
    assert lines(here) == []


NAMED = "rml:predicateObjectMap [ rml:predicate ex:p ; rml:object ex:o ] ."


def test_every_row_has_a_blank_node_of_its_own(here: Path) -> None:
    subject = "rml:subjectMap [ rml:termType rml:BlankNode ] ; "
    (here / "m.ttl").write_text(PREFIXES + PEOPLE.partition("rml:subjectMap")[0] + subject + NAMED)
    assert mapped(here).code == 0
    assert len(lines(here)) == 3


ANONYMOUS = """[] rml:logicalSource [ rml:source "people.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ {subject} rml:termType rml:BlankNode ] ;
  rml:predicateObjectMap [ rml:predicate ex:{predicate} ; rml:objectMap [ rml:reference "name" ] ] .
"""


def test_what_two_mappings_leave_without_a_name_is_not_the_same(here: Path) -> None:
    for name in ("m", "n"):
        (here / f"{name}.ttl").write_text(PREFIXES + ANONYMOUS.format(subject="", predicate=name))
    assert lod(here, "map", "m.ttl", "n.ttl", "--output", "out.nq").code == 0
    subjects = {predicate: {line.split()[0] for line in lines(here) if f"/{predicate}>" in line} for predicate in "mn"}
    assert [len(found) for found in subjects.values()] == [2, 2]
    assert not subjects["m"] & subjects["n"]


def test_a_node_of_a_row_is_never_that_of_a_value(here: Path) -> None:
    """Whatever the values are: those here are the labels that nodes of rows have."""
    maps = ANONYMOUS.format(subject="", predicate="m")
    (here / "m.ttl").write_text(PREFIXES + maps)
    assert mapped(here).code == 0
    labels = [line.split()[0].removeprefix("_:") for line in lines(here)]
    texts = [unquote(label[1:].replace("_", "%")) for label in labels]
    (here / "people.csv").write_text("".join(f"{text}\n" for text in ["name", *texts]))
    (here / "m.ttl").write_text(PREFIXES + maps + ANONYMOUS.format(subject='rml:reference "name" ;', predicate="n"))
    assert mapped(here).code == 0
    assert len({line.split()[0] for line in lines(here)}) == 2 * len(texts)


# ---- mistakes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (b"id,name\n1,Ana\n2,Luis,x\n", "people.csv:3: error[T204]: this row has 3 fields, the header has 2"),
        (b"id,name\n1,Ana\n2\n3,x\n", "people.csv:3: error[T204]: this row has 1 field, the header has 2"),
        (b'id,name\n1,"a\nb"\n2\n', "people.csv:4: error[T204]: this row has 1 field, the header has 2"),
        pytest.param(
            b"id,name\n1,Ana\n2,\xff\n",
            "people.csv:3: error[T201]: byte 16 is not UTF-8 (0xFF)",
        ),
        pytest.param(
            b"id,name\n" + b"1,Ana\n" * 20_000 + b"2,\xff\n",
            "people.csv:20002: error[T201]: byte 120010 is not UTF-8 (0xFF)",
        ),
        (b"id,\xff\n1,Ana\n", "people.csv:1: error[T201]"),
        (b'id,name\n1,Ana\n2,"x" y\n', "people.csv:3: error[T205]"),
        (b'id,name\n1,Ana\n2,"x\n3,y\n', "people.csv:3: error[T205]"),
        (b"", "people.csv:1: error[T202]"),
        (b"id,name,name\n1,a,b\n", 'people.csv:1: error[T203]: two columns are called "name"'),
        (b"id,nam\n1,a\n", 'm.ttl:4:82: error[M104]: column "name" is not in people.csv; did you mean "nam"?'),
        (None, 'm.ttl:2:42: error[C106]: there is no file "people.csv"'),
    ],
    ids="wide narrow after-break bytes bytes-below header-bytes quote open-quote empty twice column file".split(),
)
def test_a_table_that_is_none_is_refused_with_its_place(here: Path, table: bytes | None, expected: str) -> None:
    (here / "people.csv").unlink()
    if table is not None:
        (here / "people.csv").write_bytes(table)
    ran = mapped(here)
    assert ran.code == 3
    assert len(ran.errors) == 1
    assert ran.errors[0].startswith(expected)
    assert not (here / "out.nq").exists()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("rml:class", "rml:klass", "m.ttl:3:65: error[M102]: rml:klass is not a term of RML"),
        ("{id}", "{id", "m.ttl:3:33: error[M108]"),
        ("rml:CSV", "rml:CSVW", "m.ttl:2:82: error[M102]"),
        (" ;\n  rml:pred", "\n  rml:pred", "m.ttl:4:"),
        ("rml:reference ", "rml:quotedTriplesMap ", "m.ttl:4:"),
    ],
)
def test_a_mapping_that_is_none_is_refused_with_its_place(here: Path, old: str, new: str, expected: str) -> None:
    (here / "m.ttl").write_text(PREFIXES + PEOPLE.replace(old, new))
    ran = mapped(here)
    assert ran.code == 3
    assert any(error.startswith(expected) for error in ran.errors), ran.err
    assert not (here / "out.nq").exists()


def test_mistakes_of_several_mappings_are_said_together(here: Path) -> None:
    (here / "m.ttl").write_text(PREFIXES + PEOPLE.replace("rml:class", "rml:klass"))
    (here / "n.ttl").write_text("@prefix rml: <http://w3id.org/rml/>\n")
    (here / "o.ttl").write_bytes(b"\xff")
    ran = lod(here, "map", "m.ttl", "n.ttl", "o.ttl", "--output", "out.nq")
    assert ran.code == 3
    assert [error.partition(":")[0] for error in ran.errors] == ["n.ttl", "o.ttl"]


@pytest.mark.parametrize(
    "words",
    [
        ["map"],
        ["map", "m.ttl"],
        ["map", "none.ttl", "--output", "out.nq"],
        ["map", "m.ttl", "--output", "none/out.nq"],
        ["map", "m.ttl", "--output", "m.ttl"],
        ["map", "m.ttl", "--output", "out.nq", "--base", "a b"],
        ["map", "m.ttl", "--output", "out.nq", "--threads", "0"],
        ["map", "m.ttl", "--output", "out.nq", "--threads", "100000"],
        ["map", "m.ttl", "--output", "out.nq", "--memory", "much"],
        ["map", "m.ttl", "--output", "out.nq", "--partitions", "2"],
        ["map", "m.ttl", "--output", "out.nq", "--set", "spark.executor.cores=2"],
        ["map", "m.ttl", "--output", "out", "--master", "local", "--database", "sqlite:people.db"],
        ["map", "m.ttl", "--output", "out", "--master", "local", "--threads", "2"],
    ],
)
def test_wrong_usage_is_said_and_writes_nothing(here: Path, words: list[str]) -> None:
    before = snapshot(here)
    assert lod(here, *words).code == 2
    assert snapshot(here) == before


@pytest.mark.parametrize("database", ["nonsense", "oracle://x/y", "sqlite:none.db"])
def test_a_database_that_is_none_is_no_fault_of_the_program(here: Path, database: str) -> None:
    table = 'rml:iterator "people" ; rml:referenceFormulation rml:SQL2008Table'
    (here / "m.ttl").write_text(
        PREFIXES + PEOPLE.replace('rml:source "people.csv" ; rml:referenceFormulation rml:CSV', table)
    )
    ran = mapped(here, "--database", database)
    assert ran.code in (2, 3, 4)
    assert not (here / "out.nq").exists()


# ---- runs that do not end well -------------------------------------------------------------------------------


def test_a_run_that_fails_leaves_the_old_output_and_nothing_else(here: Path) -> None:
    (here / "out.nq").write_text("old")
    (here / "people.csv").write_text("id,name\n1\n")
    before = snapshot(here)
    assert mapped(here).code == 3
    assert snapshot(here) == before


SLOW = """
import sys, time
from lod import cli
from lod.engines import lines
def slowly(*_):
    print("now", flush=True)
    time.sleep(30)
lines.write = slowly
sys.argv = ["lod", "map", "m.ttl", "--output", "out.nq"]
cli.main()
"""


def test_ctrl_c_leaves_the_old_output_and_nothing_else(here: Path) -> None:
    (here / "out.nq").write_text("old")
    before = snapshot(here)
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "now\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert snapshot(here) == before


def test_a_folder_that_may_not_be_written_to_is_the_machines_fault(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "closed/.map-1")

    monkeypatch.setattr("lod.map.TemporaryDirectory", refused)  # root may write anywhere
    ran = mapped(here)
    assert ran.code == 4
    assert [error.partition(":")[0] for error in ran.errors] == ["error[S709]"]
    assert not (here / "out.nq").exists()


def test_a_pipe_stays_a_pipe(here: Path) -> None:
    pipe = here / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert lod(here, "map", "m.ttl", "--output", "pipe", "--sort").code == 0
        assert pipe.is_fifo()
        assert os.read(reader, 10_000).decode().splitlines() == LINES
    finally:
        os.close(reader)


def test_a_link_keeps_leading_to_its_file(here: Path) -> None:
    (here / "there").mkdir()
    (here / "out.nq").symlink_to(here / "there" / "real.nq")
    assert mapped(here).code == 0
    assert (here / "out.nq").is_symlink()
    assert lines(here, "there/real.nq") == LINES


def test_the_output_never_replaces_a_table_it_is_made_of(here: Path) -> None:
    assert lod(here, "map", "m.ttl", "--output", "people.csv").code in (2, 3)
    assert (here / "people.csv").read_text() == TABLE


@pytest.mark.parametrize("address", ["sqlite:facts.db", "jdbc:sqlite:facts.db", "SQLite:./facts.db"])
@pytest.mark.parametrize("how", ["option", "mapping"])
def test_the_output_never_replaces_a_database_it_is_made_of(here: Path, address: str, how: str) -> None:
    with closing(sqlite3.connect("facts.db")) as db:
        db.executescript("CREATE TABLE people (id, name); INSERT INTO people VALUES (1, 'Ana')")
    before = (here / "facts.db").read_bytes()
    dsn = f"""rml:source [ a d2rq:Database ; d2rq:jdbcDSN "{address}" ] ;""" if how == "mapping" else ""
    table = f'{dsn} rml:iterator "people" ; rml:referenceFormulation rml:SQL2008Table'
    d2rq = "@prefix d2rq: <http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#> .\n"
    maps = PEOPLE.replace('rml:source "people.csv" ; rml:referenceFormulation rml:CSV', table)
    (here / "m.ttl").write_text(PREFIXES + d2rq + maps)
    words = ["--database", address] if how == "option" else []
    ran = lod(here, "map", "m.ttl", "--output", "facts.db", *words)
    assert ran.code == 2, ran.err
    assert "error[M119]: the output is " in ran.err
    assert (here / "facts.db").read_bytes() == before
    assert mapped(here, *words).code == 0


def test_the_output_of_a_pipe_may_be_called_by_its_number(here: Path) -> None:
    command = [sys.executable, "-m", "lod.cli", "map", "m.ttl", "--sort", "--output", "/dev/stdout"]
    ran = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.splitlines()) == (0, LINES), ran.stderr


def test_a_link_to_nowhere_is_wrong_usage(here: Path) -> None:
    (here / "out.nq").symlink_to(here / "none" / "real.nq")
    ran = mapped(here)
    assert ran.code == 2
    assert "there is no folder" in ran.err


def test_two_runs_at_once_do_not_disturb_each_other(here: Path) -> None:
    command = [sys.executable, "-m", "lod.cli", "map", "m.ttl", "--sort", "--output"]
    runs = [subprocess.Popen([*command, name], cwd=here, stderr=subprocess.PIPE) for name in ("a.nq", "b.nq", "a.nq")]
    said = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert lines(here, "a.nq") == lines(here, "b.nq") == LINES


# ---- lines that every reader reads ---------------------------------------------------------------------------


def test_a_language_that_is_none_is_refused(here: Path) -> None:
    (here / "m.ttl").write_text(
        PREFIXES
        + PEOPLE.replace('rml:reference "name"', 'rml:reference "id" ; rml:languageMap [ rml:reference "name" ]')
    )
    (here / "people.csv").write_text('id,name\n1,"not a tag"\n')
    ran = mapped(here)
    assert ran.code == 3 or list(ox.parse((here / "out.nq").read_bytes(), format=ox.RdfFormat.N_QUADS))


def test_a_datatype_that_is_no_iri_is_refused(here: Path) -> None:
    (here / "m.ttl").write_text(
        PREFIXES
        + PEOPLE.replace('rml:reference "name"', 'rml:reference "id" ; rml:datatypeMap [ rml:reference "name" ]')
    )
    (here / "people.csv").write_text("id,name\n1,not an IRI>\n")
    ran = mapped(here)
    assert ran.code == 3 or list(ox.parse((here / "out.nq").read_bytes(), format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("template", ["http://e.org/a b/{id}", "http://e.org:x{id}/", "http://e.org/<{id}>"])
def test_a_template_that_gives_no_iri_is_refused(here: Path, template: str) -> None:
    (here / "m.ttl").write_text(PREFIXES + PEOPLE.replace("http://e.org/{id}", template))
    ran = mapped(here)
    assert ran.code == 3, lines(here)[0]


def test_one_file_read_in_two_ways_is_two_sources(here: Path) -> None:
    (here / "t.csv").write_text("id;x,y\n1;-,2\n", encoding="utf-8")
    (here / "m.ttl").write_text(
        """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .
@prefix csvw: <http://www.w3.org/ns/csvw#> .
<#a> rml:logicalSource [ rml:referenceFormulation rml:CSV ; rml:source [ rml:path "t.csv" ] ] ; rml:subject ex:comma ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "y" ] ] .
<#b> rml:logicalSource [ rml:referenceFormulation rml:CSV ;
        rml:source [ rml:path "t.csv" ; csvw:dialect [ csvw:delimiter ";" ] ] ] ; rml:subject ex:semicolon ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "id" ] ] .
""",
        encoding="utf-8",
    )
    run([here / "m.ttl"], here / "o.nq", Asked(sort=True), lambda _: None)
    assert (here / "o.nq").read_text(encoding="utf-8").splitlines() == [
        '<http://e.org/comma> <http://e.org/p> "2" .',
        '<http://e.org/semicolon> <http://e.org/p> "1" .',
    ]
