"""The JSON-LD document says what the workbench holds, with the context inside or beside it."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.dumps import jsonld
from lod.dumps.names import shorten
from lod.terms import iri, literal
from lod.vocab import RDF_TYPE, XSD
from lod.workbench import MAPPED
from tests.quads import PREFIXES, QUADS, SOME, Quad, triples, with_oxigraph, with_rdflib, workbench_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore:Parsing weird boolean")


def written(quads: list[Quad]) -> tuple[bytes, bytes]:
    with TemporaryDirectory() as folder, workbench_of(quads) as bench:
        file, context = Path(folder, "all.jsonld"), Path(folder, "context.jsonld")
        prefixes = shorten(bench, PREFIXES)
        jsonld.write(bench, file, context, MAPPED, prefixes)
        return file.read_bytes(), context.read_bytes()


@SOME
@given(QUADS)
def test_the_document_reads_back_to_the_same_triples_each_once(quads: list[Quad]) -> None:
    data, _ = written(quads)
    found = with_oxigraph(data, ox.RdfFormat.JSON_LD)
    assert triples(found) == triples(quads)
    assert len(found) == len(set(found))


@SOME
@given(QUADS)
def test_rdflib_reads_the_same_triples(quads: list[Quad]) -> None:
    data, _ = written(quads)
    assert triples(with_rdflib(data, "json-ld")) == triples(quads)


@SOME
@given(QUADS, st.randoms(use_true_random=False))
def test_the_order_of_insertion_changes_no_byte(quads: list[Quad], random: Random) -> None:
    assert written(quads) == written(random.sample(quads, len(quads)) + quads[:2])


@SOME
@given(QUADS)
def test_both_files_are_json_that_ends_with_a_line_feed_and_share_the_context(quads: list[Quad]) -> None:
    data, context = written(quads)
    assert data.endswith(b"}\n")
    assert context.endswith(b"}\n")
    assert json.loads(data)["@context"] == json.loads(context)["@context"]


@SOME
@given(QUADS)
def test_the_context_holds_only_what_the_document_uses(quads: list[Quad]) -> None:
    document = json.loads(written(quads)[0])
    names = {name for node in document["@graph"] for name in _names(node)}
    for term, meaning in document["@context"].items():
        full = ":" in term
        assert term in names if full else any(name.startswith(f"{term}:") for name in names), (term, meaning)


def _names(value: object) -> list[str]:
    """Keys and IRI values, at any depth."""
    if isinstance(value, dict):
        return [n for k, v in value.items() for n in (k, *([] if k in ("@value", "@language") else _names(v)))]
    if isinstance(value, list):
        return [n for v in value for n in _names(v)]
    return [str(value)]


def test_values_stay_short_where_the_context_can_say_their_type(tmp_path: Path) -> None:
    party = iri("http://example.org/deep/p7")
    quads: list[Quad] = [
        (party, iri("http://example.org/words#founded"), literal("1906", XSD + "gYear"), ""),
        (party, iri("http://example.org/words#name"), literal("Verdes", lang="es"), ""),
        (party, iri("http://example.org/words#name"), literal("Greens", lang="en"), ""),
        (party, iri("http://example.org/words#partOf"), iri("http://example.org/deep/p8"), ""),
        (party, iri(RDF_TYPE), iri("http://example.org/words#Party"), ""),
    ]
    with workbench_of(quads) as bench:
        prefixes = shorten(bench, PREFIXES)
        jsonld.write(bench, tmp_path / "a.jsonld", tmp_path / "c.jsonld", MAPPED, prefixes)
    document = json.loads((tmp_path / "a.jsonld").read_text(encoding="utf-8"))
    assert document["@graph"] == [
        {
            "@id": "again:p7",
            "@type": "word:Party",
            "word:founded": "1906",
            "word:name": [{"@language": "en", "@value": "Greens"}, {"@language": "es", "@value": "Verdes"}],
            "word:partOf": "again:p8",
        }
    ]
    assert document["@context"]["word:founded"] == {"@id": "http://example.org/words#founded", "@type": XSD + "gYear"}
