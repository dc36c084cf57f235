"""What is published reads the same for everybody: rdflib, Oxigraph and Jena find equal triples in every dump."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

rdflib.NORMALIZE_LITERALS = False
WHOLE = ("polhist.nq", "polhist.jsonld")
PARTS = ("polhist.ttl", "statements.ttl", "links.nt", "decisions.ttl")
DUMPS = (*PARTS, "same-as.nt", "ontology.ttl", "void.ttl", "dcat.ttl", *WHOLE)
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
JARS = Path("/usr/share/java")
SECOND_LOGGERS = re.compile(r"slf4j-(jcl|simple|migrator|log4j|jdk)|log4j|jcl-over|jul-to|maven")


def in_oxigraph(file: Path) -> set[str]:
    return {str(q) for q in ox.parse(path=str(file), format=FORMATS[file.suffix])}


def in_rdflib(file: Path) -> set[tuple[object, ...]]:
    data = rdflib.Dataset()
    data.parse(file)
    return {(s, p, o, g) for s, p, o, g in data.quads()}


@pytest.mark.parametrize("name", DUMPS)
def test_rdflib_and_oxigraph_find_the_same_number_of_quads(root: Path, name: str) -> None:
    file = root / "output" / name
    assert len(in_rdflib(file)) == len(in_oxigraph(file)) > 0


def test_the_dump_of_everything_holds_each_line_once(root: Path) -> None:
    lines = (root / "output/polhist.nq").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) == len(in_oxigraph(root / "output/polhist.nq"))


def test_no_triple_stands_in_two_graphs(root: Path) -> None:
    quads = list(ox.parse(path=str(root / "output/polhist.nq"), format=ox.RdfFormat.N_QUADS))
    assert len({q.triple for q in quads}) == len(quads)


def test_graphs_are_the_source_documents_links_decisions_and_the_ontology(root: Path) -> None:
    quads = ox.parse(path=str(root / "output/polhist.nq"), format=ox.RdfFormat.N_QUADS)
    names = {str(q.graph_name).strip("<>").rsplit("/", 1)[-1] for q in quads}
    assert names == {"000", "001", "002", "003", "004", "links", "decisions", "ontology"}


def test_the_parts_together_are_the_mapped_triples(root: Path) -> None:
    parts = [in_oxigraph(root / "output" / name) for name in PARTS]
    assert set.union(*parts) == in_oxigraph(root / "output/polhist.jsonld")


def test_nothing_published_has_a_blank_node(root: Path) -> None:
    for name in DUMPS:
        for quad in ox.parse(path=str(root / "output" / name), format=FORMATS[Path(name).suffix]):
            assert not {type(quad.subject), type(quad.object)} & {ox.BlankNode}, name


@pytest.fixture(scope="session")
def jena(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that counts with Jena.  Debian's jar lacks message files under the names its classes ask for."""
    if shutil.which("java") is None or not (JARS / "jena-core.jar").is_file():
        pytest.skip("Jena is not installed (Debian package libapache-jena-java)")
    folder = tmp_path_factory.mktemp("jena")
    inside = "org/apache/jena/ext/"
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(inside + "xerces/") and not name.endswith("/"):
                target = folder / name.removeprefix(inside)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    jars = [str(folder), *(str(j) for j in sorted(JARS.glob("*.jar")) if not SECOND_LOGGERS.search(j.name))]
    return ["java", "-cp", os.pathsep.join(jars), "riotcmd.riot", "--count"]


@pytest.mark.slow
@pytest.mark.parametrize("name", DUMPS)
def test_jena_finds_the_same_number_of_quads(root: Path, jena: list[str], name: str) -> None:
    file = root / "output" / name
    # Debian has no JSON-P implementation, which Jena's reader of JSON-LD 1.1 needs; the document is 1.0 as well
    syntax = ["--syntax=jsonld10"] if file.suffix == ".jsonld" else []
    done = subprocess.run([*jena, *syntax, str(file)], capture_output=True, text=True, check=False)
    found = re.search(r"(?:Triples|Quads) = ([\d,]+)", done.stdout + done.stderr)
    assert found is not None, done.stderr
    assert int(found[1].replace(",", "")) == len(in_oxigraph(file))
