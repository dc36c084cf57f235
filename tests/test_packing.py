"""A dataset may publish its data packed: the same bytes every time, which everybody can still read."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from lod.packing import ENDINGS, opened, unpacked, writing
from tests.dataset import built, lod

PLAIN = {"railway.nq", "railway.jsonld", "railway.ttl", "statements.ttl", "links.nt"}
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


@pytest.mark.parametrize("name", ["a.nq", "a.nq.gz", "a.nq.zst"])
def test_what_is_written_is_read_again_and_has_the_same_bytes_under_any_name(tmp_path: Path, name: str) -> None:
    text = "ñ\r\n" * 400_000
    for folder in ("one", "another"):
        (tmp_path / folder).mkdir()
        with writing(tmp_path / folder / f"{folder}-{name}") as out:
            out.write(text)
    one, another = tmp_path / "one" / f"one-{name}", tmp_path / "another" / f"another-{name}"
    assert one.read_bytes() == another.read_bytes()
    with opened(one) as stream:
        assert stream.read() == text.encode()
    assert (one.stat().st_size < 20_000) == (unpacked(name) != name)


def test_partitions_are_read_one_after_the_other_by_number(tmp_path: Path) -> None:
    for number, text in ((99999, "b\nc"), (100000, "\n"), (0, "a\n"), (7, "")):
        (tmp_path / f"part-{number:05}.nq").write_text(text)
    (tmp_path / "manifest.json").write_text("{}")
    with opened(tmp_path) as stream:
        assert list(stream) == [b"a\n", b"b\n", b"c\n"]


@pytest.mark.parametrize("packing", ENDINGS)
def test_a_packed_release_holds_the_same_data(tmp_path: Path, packing: str) -> None:
    plain, packed = built(tmp_path / "plain"), built(tmp_path / "packed")
    file, ending = packed / "pyproject.toml", ENDINGS[packing]
    file.write_text(file.read_text(encoding="utf-8").replace("[tool.lod]", f'[tool.lod]\npacking = "{packing}"', 1))
    ran = lod(packed, "build")
    assert ran.code == 0, ran.err
    files = {p.name for p in (packed / "output").iterdir() if p.is_file()}
    data = {name for name in files if name.endswith(ending)}
    assert {unpacked(name) for name in data} >= {n for n in PLAIN if (plain / "output" / n).is_file()}
    for name in data:
        with opened(packed / "output" / name) as stream:
            assert stream.read() == (plain / "output" / unpacked(name)).read_bytes()
    catalogue = rdflib.Graph().parse(packed / "output/dcat.ttl")
    iana = f"https://www.iana.org/assignments/media-types/application/{packing}"
    said = {str(s) for s in catalogue.subjects(DCAT.compressFormat, rdflib.URIRef(iana))}
    assert len(said) == len(data)
    assert lod(packed, "query", "SELECT ?s { ?s ?p ?o } LIMIT 1").code == 0
    assert lod(packed, "store").code == 0
    again = lod(packed, "validate", f"output/railway.nq{ending}", "--shapes", "ontology/shapes.ttl", "--format", "json")
    assert again.code == lod(plain, "validate", "output/railway.nq", "--shapes", "ontology/shapes.ttl").code


def test_an_unknown_packing_is_refused(tmp_path: Path) -> None:
    root = built(tmp_path / "d")
    file = root / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[tool.lod]", '[tool.lod]\npacking = "rar"', 1))
    ran = lod(root, "check")
    assert ran.code == 3
    assert "packing" in ran.err
    assert "gzip, zstd" in ran.err


def test_gzip_notes_no_time(tmp_path: Path) -> None:
    with writing(tmp_path / "a.gz") as out:
        out.write("x")
    assert (tmp_path / "a.gz").read_bytes()[4:8] == bytes(4)
