"""Every file that cannot be loaded gets an answer with its place, and never a stack trace."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from lod.errors import Failed
from lod.rdf import read
from tests.rdf.loaded import mistakes, of_files

S, P = "<http://example.org/s>", "<http://example.org/p>"
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/"'
ABOUT = '<rdf:Description rdf:about="x"><e:p>&a;</e:p></rdf:Description></rdf:RDF>'
CONTEXT = '{"@context": "https://schema.org/", "@id": "http://example.org/a", "name": "x"}'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
LONE = f'{S} {P} "a" .\n{S} {P} "b'
PACKED = gzip.compress(b"# " + os.urandom(5000).hex().encode())
BAD = {
    "unknown ending": ("data.csv", b"", "error[R401]: the ending of data.csv names no RDF format; known are .nt, .nq"),
    "no ending": ("data", b"", "error[R401]"),
    "only packed": ("data.gz", b"", "error[R401]"),
    "no N-Triples": ("data.nt", b"\n" + S.encode() + b" foo .\n", "data.nt:2:24: error[R402]: this is not N-Triples: "),
    "cut off": ("data.nt", LONE.encode(), "data.nt:2:47: error[R402]: this is not N-Triples: Unexpected end"),
    "no Turtle": (
        "data.ttl",
        b"@prefix e: <http://e/> .\ne:a e:b e:c e:d .",
        "data.ttl:2:13: error[R402]: this is not Turtle",
    ),
    "no TriG": ("data.trig", b"<http://e/g> { ", "data.trig:1:16: error[R402]: this is not TriG"),
    "no XML": ("data.rdf", f"{RDF}><a></b>".encode(), "data.rdf: error[R402]: this is not RDF/XML"),
    "no JSON": ("data.jsonld", b'{"@id": ', "data.jsonld:1:9: error[R402]: this is not JSON-LD: Unexpected end"),
    "Turtle as N-Triples": (
        "data.nt",
        b"@prefix e: <http://e/> .",
        "data.nt: error[R403]: this looks like Turtle, not like N-Triples; name the file data.ttl",
    ),
    "XML as Turtle": (
        "a.b.ttl.gz",
        gzip.compress(RDF.encode() + b"/>"),
        "a.b.ttl.gz: error[R403]: this looks like RDF/XML, not like Turtle; name the file a.b.rdf",
    ),
    "JSON as XML": ("data.xml", b'{"@id": 1}', "data.xml: error[R403]: this looks like JSON-LD"),
    "truncated archive": ("data.nt.gz", PACKED[:-900], "data.nt.gz: error[R405]: the archive cannot be unpacked: "),
    "no archive": (
        "data.ttl.gz",
        b"<a> <b> <c> .",
        "data.ttl.gz: error[R405]: the archive cannot be unpacked: Not a gzipped file",
    ),
    "no Zstandard": ("data.nt.zst", b"<a> <b> <c> .", "data.nt.zst: error[R405]: the archive cannot be unpacked: "),
    "spoilt archive": ("data.nt.gz", PACKED[:20] + b"\xff\xff\xff" + PACKED[23:], "data.nt.gz: error[R405]"),
    "binary": (
        "data.nt",
        b"<a>\0",
        "data.nt: error[R406]: byte 3 is zero: this is a binary file; an RDF file is text in UTF-8",
    ),
    "Latin-1": ("data.ttl", b"# caf\xe9", "data.ttl: error[R406]: byte 5 is not UTF-8 (0xE9)"),
    "UTF-16": ("data.nt", "<a>".encode("utf-16"), "data.nt: error[R406]: byte 0 is not UTF-8 (0xFF)"),
    "cut in a character": ("data.nq", "# é".encode()[:-1], "data.nq: error[R406]: byte 2 is not UTF-8 (0xC3)"),
    "late byte": (
        "data.nt",
        b"#" * 3_000_000 + b"\xc3\xa9\xff",
        "data.nt: error[R406]: byte 3000002 is not UTF-8 (0xFF)",
    ),
    "space in an IRI": (
        "data.ttl",
        f"{S} {P} <http://a b> .".encode(),
        "data.ttl:1:47: error[R402]: this is not Turtle: Invalid IRI code point ' '",
    ),
    "bad code in an IRI": (
        "data.nt",
        f"{S} {P} <http://a/%zz> .".encode(),
        "data.nt:1:47: error[R402]: this is not N-Triples: Invalid IRI percent encoding '%zz'",
    ),
    "relative, Turtle": (
        "data.ttl",
        b"\n<a> <b> <c> .",
        "data.ttl:2:1: error[R407]: this IRI is relative, and the file names no base",
    ),
    "relative, N-Triples": ("data.nt", f"{S} {P} <c> .".encode(), "data.nt:1:47: error[R407]: this IRI is relative"),
    "relative, XML": (
        "data.rdf",
        f"{RDF}>{ABOUT.replace('&a;', '')}".encode(),
        "data.rdf: error[R407]: <x> is relative",
    ),
    "relative, JSON": ("data.json", b'{"http://e/p": {"@id": "a/b"}}', "data.json: error[R407]: <a/b> is relative"),
    "context elsewhere": (
        "data.jsonld",
        CONTEXT.encode(),
        "data.jsonld: error[R408]: a context of this file lies elsewhere",
    ),
    "bomb": ("data.owl", f"{BOMB}{RDF}/>".encode(), 'data.owl: error[R409]: the entity "b" is made of other entities'),
    "late bomb": (
        "data.rdf",
        f"<!--{'x' * 3_000_000}-->{BOMB}{RDF}/>".encode(),
        'data.rdf: error[R409]: the entity "b"',
    ),
    "long entity": (
        "data.rdf",
        f'<!DOCTYPE x [<!ENTITY a "{">" * 301}">]>{RDF}/>'.encode(),
        'data.rdf: error[R409]: the entity "a" stands for more than 300',
    ),
    "entity of a file": (
        "data.rdf",
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]>{RDF}>{ABOUT}'.encode(),
        "data.rdf: error[R402]",
    ),
    "triple term": (
        "data.nt",
        f"{S} {P} <<( {S} {P} {S} )>> .".encode(),
        "data.nt:1: error[R410]: a triple as a term belongs to RDF 1.2",
    ),
    "quoted triple": ("data.ttl", f"<< {S} {P} {S} >> {P} 1 .".encode(), "data.ttl: error[R410]"),
    "direction": (
        "data.nt",
        f'{S} {P} "a"@ar--rtl .'.encode(),
        'data.nt:1: error[R410]: the text direction of "a"@ar--rtl belongs to RDF 1.2',
    ),
    "long text": (
        "data.ttl",
        f'{S} {P} "{"x" * 17_000_000}" .'.encode(),
        "data.ttl: error[R412]: a text of this file is longer than 16 MB",
    ),
    "long escaped text": ("data.nt", f'{S} {P} "{"x" * 17_000_000}\\t" .'.encode(), "data.nt:1: error[R412]"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_an_answer(case: str, tmp_path: Path) -> None:
    name, data, answer = BAD[case]
    said = mistakes({name: data}, tmp_path)
    assert len(said) == 1
    assert said[0].startswith(answer)


def test_relative_iris_of_shapes_are_refused_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(f'\n<a> {P} <b> ;\n   <p> "1"^^<t> , <b> , [ {P} <c> ] .')
    with pytest.raises(Failed) as failed:
        read.read(file)
    said = [str(error).replace(f"{tmp_path}/", "").partition(" is relative")[0] for error in failed.value.errors]
    assert said == [
        "shapes.ttl:2:1: error[R407]: <a>",
        "shapes.ttl:2:28: error[R407]: <b>",
        "shapes.ttl:3: error[R407]: <p>",
        "shapes.ttl:3:8: error[R407]: <t>",
        "shapes.ttl:3:50: error[R407]: <c>",
    ]


@pytest.mark.parametrize("case", [case for case in BAD if not BAD[case][0].endswith((".ttl", ".ttl.gz"))])
def test_shapes_get_the_same_answer(case: str, tmp_path: Path) -> None:
    name, data, answer = BAD[case]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Failed) as failed:
        read.read(tmp_path / name)
    assert answer.rpartition("error")[2][:6] in str(failed.value)


def test_the_mistakes_of_all_files_are_said_together(tmp_path: Path) -> None:
    said = mistakes({"a.nt": b"x", "b.ttl": b"x", "c.csv": b"", "d.nt": b"", "e.nq": b"\xff"}, tmp_path)
    assert [text.partition("]")[0] for text in said] == [
        "error[R401",
        "a.nt:1:1: error[R402",
        "b.ttl:1:1: error[R402",
        "e.nq: error[R406",
    ]


@pytest.mark.parametrize("text", ["{ <a> <b> 1 }", "# {\n[] <a> ", "<rdf:RDFx> <a:b> 1"])
def test_what_may_be_the_format_of_its_ending_is_taken_for_it(text: str, tmp_path: Path) -> None:
    for name in ("a.trig", "a.nt"):
        assert "R403" not in str(mistakes({name: text.encode()}, tmp_path))


def test_only_the_first_mistakes_are_listed(tmp_path: Path) -> None:
    said = mistakes({"a.nt": b"foo .\n" * 50 + b"bar .\n" * 3}, tmp_path)
    assert said[0] == "a.nt: error[R404]: 53 of its lines are not N-Triples; only the first 20 are listed"
    assert [text.partition(": ")[0] for text in said[1:]] == [f"a.nt:{n}:1" for n in range(1, 21)]
    assert "more than 1000 of its lines" in mistakes({"a.nt": b"foo .\n" * 5000}, tmp_path)[0]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.nt").mkdir()
    with pytest.raises(Failed, match=r"error\[R411\]: .*a.nt is a folder"):
        of_files([tmp_path / "a.nt"], tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"error\[C106\]: there is no file .*a.nt"):
        of_files([tmp_path / "a.nt"], tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.nt").touch(mode=0o000)
    with pytest.raises(Failed, match=r"error\[S709\]"):
        of_files([tmp_path / "a.nt"], tmp_path)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.ttl").write_text(f"{S} {P} {S} .")
    monkeypatch.setattr("lod.rdf.clean.write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(Failed, match=r"error\[S701\]: writing .* failed: No space left on device"):
        of_files([tmp_path / "a.ttl"], tmp_path)
