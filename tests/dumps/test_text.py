"""What the dumps say is what the workbench holds, for two independent readers and any terms."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.dumps import lines, selection, turtle
from lod.dumps.names import shorten
from lod.terms import iri, literal
from lod.vocab import RDF_TYPE, XSD
from lod.workbench import MAPPED
from tests.quads import PREFIXES, QUADS, SOME, Quad, as_read, triples, with_oxigraph, with_rdflib, workbench_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore:Parsing weird boolean")


def written(quads: list[Quad]) -> dict[str, bytes]:
    """Every form of the quads, by the ending of its file."""
    with TemporaryDirectory() as folder, workbench_of(quads) as bench:
        lines.write_nquads(bench, Path(folder, "all.nq"))
        lines.write_ntriples(bench, Path(folder, "all.nt"), MAPPED)
        prefixes = shorten(bench, PREFIXES)
        turtle.write_turtle(bench, Path(folder, "all.ttl"), MAPPED, prefixes)
        return {file.suffix: file.read_bytes() for file in Path(folder).iterdir()}


@SOME
@given(QUADS)
def test_nquads_read_back_to_the_same_quads_each_once(quads: list[Quad]) -> None:
    data = written(quads)[".nq"]
    found = with_oxigraph(data, ox.RdfFormat.N_QUADS)
    assert set(found) == as_read(quads) == with_rdflib(data, "nquads")
    assert len(found) == len(set(found))


@SOME
@given(QUADS)
def test_ntriples_and_turtle_read_back_to_the_same_triples_each_once(quads: list[Quad]) -> None:
    data = written(quads)
    for end, format, other in ((".nt", ox.RdfFormat.N_TRIPLES, "nt"), (".ttl", ox.RdfFormat.TURTLE, "turtle")):
        found = with_oxigraph(data[end], format)
        assert triples(found) == triples(quads) == triples(with_rdflib(data[end], other))
        assert len(found) == len(set(found))


@SOME
@given(QUADS, st.randoms(use_true_random=False))
def test_the_order_of_insertion_changes_no_byte(quads: list[Quad], random: Random) -> None:
    assert written(quads) == written(random.sample(quads, len(quads)) + quads[:2])


@SOME
@given(QUADS.filter(bool))
def test_every_file_is_utf8_and_ends_with_one_line_feed(quads: list[Quad]) -> None:
    for data in written(quads).values():
        assert data.decode("utf-8").endswith(" .\n")


@SOME
@given(QUADS)
def test_lines_of_nquads_are_in_byte_order_of_their_subjects_and_predicates(quads: list[Quad]) -> None:
    found = with_oxigraph(written(quads)[".nq"], ox.RdfFormat.N_QUADS)
    keys = [tuple(str(t).encode() for t in q[:2]) for q in found]
    assert keys == sorted(keys)


@SOME
@given(QUADS)
def test_turtle_declares_the_prefixes_it_uses_and_no_others(quads: list[Quad]) -> None:
    text = written(quads)[".ttl"].decode()
    head, _, body = text.partition("\n\n")
    declared = set(re.findall(r"^@prefix ([^:]*): <", head, re.MULTILINE))
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', ".", body or head)
    assert declared == set(re.findall(r"(?<![^\s^])([\w-]*):", bare))


def test_turtle_is_written_as_the_style_guide_shows_it(tmp_path: Path) -> None:
    party = iri("http://example.org/party/p7")
    quads: list[Quad] = [
        (party, iri("http://example.org/words#seats"), literal("12", XSD + "integer"), ""),
        (party, iri("http://example.org/words#name"), literal("Greens", lang="en"), ""),
        (party, iri("http://example.org/words#name"), literal("Verdes", lang="es"), "http://example.org/graph/1"),
        (party, iri("http://example.org/words#founded"), literal("1906", XSD + "gYear"), ""),
        (party, iri(RDF_TYPE), iri("http://example.org/words#Party"), ""),
    ]
    with workbench_of(quads) as bench:
        prefixes = shorten(bench, PREFIXES)
        turtle.write_turtle(bench, tmp_path / "a.ttl", MAPPED, prefixes)
    assert (tmp_path / "a.ttl").read_text(encoding="utf-8") == (
        "@prefix word: <http://example.org/words#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "<http://example.org/party/p7>\n"
        "    a word:Party ;\n"
        '    word:founded "1906"^^xsd:gYear ;\n'
        '    word:name "Greens"@en ,\n'
        '        "Verdes"@es ;\n'
        "    word:seats 12 .\n"
    )


def test_a_dump_holds_what_the_rules_of_its_files_state(tmp_path: Path) -> None:
    quads: list[Quad] = [(iri("http://e.org/s"), iri("http://e.org/p"), literal("o"), "")]
    with workbench_of(quads) as bench:
        for stem in ("all", "other"):
            lines.write_ntriples(bench, tmp_path / f"{stem}.nt", selection.of_files([stem]))
        lines.write_ntriples(bench, tmp_path / "ontology.nt", selection.ONTOLOGY)
    sizes = {p.name: p.stat().st_size > 0 for p in tmp_path.iterdir()}
    assert sizes == {"all.nt": True, "other.nt": False, "ontology.nt": False}
