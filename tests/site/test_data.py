"""The data beside a page are the triples of the dump, in three formats that say the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from lod.config_file import load
from tests.site import sites

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".jsonld": ox.RdfFormat.JSON_LD, ".nt": ox.RdfFormat.N_TRIPLES}
TOPIC = "http://xmlns.com/foaf/0.1/primaryTopic"


def triples(file: Path) -> set[str]:
    with file.open("rb") as data:
        return {str(t.triple) for t in ox.parse(data, FORMATS[file.suffix])}


@pytest.mark.parametrize("site", [sites.railway, sites.starter])
def test_three_formats_hold_the_same_triples_of_the_dump(site: object) -> None:
    folder: Path = site()  # type: ignore[operator]
    dump = next((folder / "downloads").glob("*.nq"))
    published = {str(q.triple) for q in ox.parse(dump.read_bytes(), ox.RdfFormat.N_QUADS)}
    files = {p.name for p in (folder / "downloads").iterdir()}
    known, base = {triple.split(" ")[0] for triple in published}, "<" + load(folder.parents[1]).base
    for name in ("void.ttl", "dcat.ttl"):  # what they say of what the dump does not: the dataset, its parts and files
        told = {str(t.triple) for t in ox.parse((folder / "downloads" / name).read_bytes(), ox.RdfFormat.TURTLE)}
        ours = {t for t in told if t.startswith(base) and t.split(" ")[0] not in known}
        published |= {t for t in ours if not files & set(t.split(">")[0].split("/"))}
    seen: set[str] = set()
    documents = [p for p in folder.rglob("*.nt") if "downloads" not in p.parts]
    assert documents
    for file in documents:
        held = triples(file)
        if file.stem != "shapes":  # blank nodes have other names in each
            assert triples(file.with_suffix(".ttl")) == held, file
            assert triples(file.with_suffix(".jsonld")) == held, file
            own = {t for t in held if ".html>" not in t.split(" ")[0]}
            assert len(held) - len(own) == 3, file
            assert own <= published, file
            seen |= own
    assert seen == published


@pytest.mark.slow
def test_every_triple_of_the_release_is_beside_some_page() -> None:
    site = sites.whole()
    dump = {
        line.rsplit(" <", 1)[0] for line in (site / "downloads/polhist.nq").read_text(encoding="utf-8").splitlines()
    }
    seen = set()
    for file in site.rglob("*.nt"):
        if "downloads" not in file.parts:
            seen |= {line.removesuffix(" .") for line in file.read_text(encoding="utf-8").splitlines()}
    # what the ontology says of terms of others is in no document of ours
    ours = {triple for triple in dump if triple.startswith("<https://w3id.org/polhist/")}
    assert ours <= seen


def test_a_document_holds_the_statements_about_its_thing() -> None:
    held = (sites.starter() / "id/person/karl-marx.ttl").read_text(encoding="utf-8")
    assert "st:m-marx-iwa\n    a h:Membership ;" in held
