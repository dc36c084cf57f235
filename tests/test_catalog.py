"""The catalogue tells the truth: its counts are those of the published files, and it keeps DCAT-AP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, RDF, RDFS, VOID
from rdflib.term import Node

from lod import build, checks, scaffold, workbench
from lod.catalog import authorities, catalog, words
from lod.config import Config
from lod.config_file import load
from lod.dumps import published

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")  # rdflib has the words of DCAT 2 only
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
DCAT_AP = Path("conformance/dcat-ap/shapes-3.0.1.ttl")
Triples = set[tuple[Node, Node, Node]]
REPORT = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n<https://example.org/report>\n    a sh:ValidationReport .\n"


@dataclass(frozen=True)
class Release:
    """Published files, and what rdflib reads in them."""

    config: Config
    folder: Path
    void: rdflib.Graph
    dcat: rdflib.Graph

    def iri(self, tail: str) -> rdflib.URIRef:
        return rdflib.URIRef(self.config.base + tail)

    def file(self, name: str) -> Triples:
        return triples_of(self.folder / name)


@cache
def triples_of(file: Path) -> Triples:
    return set(rdflib.Graph().parse(file))


def publish(config: Config, folder: Path) -> None:
    dataset = checks.read(config)
    with workbench.create(None) as bench:
        build.fill(dataset, bench)
        (folder / "report.ttl").write_text(REPORT, encoding="utf-8")
        published.write(dataset.config, dataset.prefixes, bench, folder)
        catalog.write(dataset, bench, folder)


@pytest.fixture(scope="module", params=["this repository", "a dataset of one's own"])
def release(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    home, folder = root, tmp_path_factory.mktemp("output")
    if request.param != "this repository":
        home = tmp_path_factory.mktemp("new")
        scaffold.new(home)
    config = load(home)
    publish(config, folder)
    return Release(config, folder, rdflib.Graph().parse(folder / "void.ttl"), rdflib.Graph().parse(folder / "dcat.ttl"))


@pytest.fixture(scope="module")
def graphs(release: Release) -> dict[str, Triples]:
    """The triples of <name>.nq by graph IRI, "" for the default graph."""
    data, found = rdflib.Dataset(), {}
    data.parse(release.folder / f"{release.config.name}.nq")
    for graph in data.graphs():
        name = "" if graph.identifier == data.default_graph.identifier else str(graph.identifier)
        found[name] = set(graph)
    return found


def recount(found: Triples, base: str) -> dict[Node, int]:
    """The statistics of VoID over a set of triples, the plain way."""
    subjects = {s for s, _, _ in found}
    return {
        VOID.triples: len(found),
        VOID.distinctSubjects: len(subjects),
        VOID.distinctObjects: len({o for _, _, o in found}),
        VOID.properties: len({p for _, p, _ in found}),
        VOID.classes: len({o for _, p, o in found if p == RDF.type}),
        VOID.entities: len([s for s in subjects if str(s).startswith(base)]),
    }


def said(void: rdflib.Graph, subject: Node, words: dict[Node, int]) -> dict[Node, int]:
    return {word: int(str(void.value(subject, word, any=False))) for word in words}


def test_the_counts_of_the_dataset_are_those_of_the_document_and_of_the_mapped_graphs(
    release: Release, graphs: dict[str, Triples]
) -> None:
    mapped = set().union(*(found for g, found in graphs.items() if g != str(release.iri("graph/ontology"))))
    counted = recount(mapped, release.config.base)
    assert said(release.void, release.iri("dataset"), counted) == counted
    assert recount(release.file(f"{release.config.name}.jsonld"), release.config.base) == counted


def test_each_named_graph_is_a_dataset_with_its_own_counts(release: Release, graphs: dict[str, Triples]) -> None:
    for graph, found in ((g, found) for g, found in graphs.items() if g):
        counted = recount(found, release.config.base)
        assert said(release.void, rdflib.URIRef(graph), counted) == counted, graph
    dataset, ontology = release.iri("dataset"), release.iri("graph/ontology")
    subsets = {str(one) for one in release.void.objects(dataset, VOID.subset)}
    assert set(release.void.objects(dataset, DCTERMS.requires)) == {ontology}
    assert subsets & graphs.keys() == graphs.keys() - {"", str(ontology)}


def test_each_partial_dump_is_a_subset_with_its_own_counts(release: Release) -> None:
    for name in release.config.dumps:
        counted = recount(release.file(name), release.config.base)
        subset = release.iri(f"dataset/file/{name}")
        how = VOID.subset if set(release.config.dumps[name]).isdisjoint(release.config.apart) else DCTERMS.relation
        assert set(release.void.predicates(release.iri("dataset"), subset)) == {how}
        assert said(release.void, subset, counted) == counted, name


def test_class_partitions_cover_every_class_with_its_counts(release: Release) -> None:
    found = release.file(f"{release.config.name}.jsonld")
    instances: dict[Node, set[Node]] = {}
    for s, p, o in found:
        if p == RDF.type:
            instances.setdefault(o, set()).add(s)
    expected = {c: (len(some), sum(t[0] in some for t in found)) for c, some in instances.items()}
    void = release.void
    stated: dict[Node, tuple[int, ...]] = {}
    for part in void.objects(release.iri("dataset"), VOID.classPartition):
        counts = said(void, part, {VOID.entities: 0, VOID.triples: 0})
        one = void.value(part, VOID["class"], any=False)
        assert one is not None
        assert void.value(part, VOID.exampleResource) in instances[one]
        stated[one] = tuple(counts.values())
    assert stated == expected


def test_property_partitions_cover_every_property_with_its_counts(release: Release) -> None:
    expected: dict[Node, Triples] = {}
    for triple in release.file(f"{release.config.name}.jsonld"):
        expected.setdefault(triple[1], set()).add(triple)
    void = release.void
    sizes: dict[Node, int] = dict.fromkeys((VOID.triples, VOID.distinctSubjects, VOID.distinctObjects), 0)
    stated = {
        void.value(part, VOID.property, any=False): said(void, part, sizes)
        for part in void.objects(release.iri("dataset"), VOID.propertyPartition)
    }
    counted = {p: recount(some, release.config.base) for p, some in expected.items()}
    assert stated == {p: {word: c[word] for word in sizes} for p, c in counted.items()}


def test_the_linkset_counts_the_links_to_wikidata_in_all_and_by_predicate(release: Release) -> None:
    links, void = release.iri("dataset/links/www.wikidata.org"), release.void
    target = void.value(links, VOID.objectsTarget, any=False)
    space = str(void.value(target, VOID.uriSpace, any=False))
    found = {t for t in release.file("links.nt") if str(t[2]).startswith(space)}
    assert space == "http://www.wikidata.org/entity/"
    assert said(void, links, {VOID.triples: 0}) == {VOID.triples: len(found)}
    for part in void.objects(links, VOID.subset):
        predicate = void.value(part, VOID.linkPredicate, any=False)
        here = recount({t for t in found if t[1] == predicate}, release.config.base)
        sizes: dict[Node, int] = {
            word: here[word] for word in (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
        }
        assert said(void, part, sizes) == sizes
    assert {void.value(p, VOID.linkPredicate) for p in void.objects(links, VOID.subset)} == {p for _, p, _ in found}


def test_what_is_kept_apart_is_a_linkset_with_its_file_and_no_part_of_the_dataset(release: Release) -> None:
    if not release.config.apart:
        pytest.skip("this dataset keeps nothing apart")
    void, dataset, found = release.void, release.iri("dataset"), release.file("same-as.nt")
    links = release.iri("dataset/links/www.wikidata.org/owl:sameAs")
    dump = release.iri(f"dump/{release.config.version}/same-as.nt")
    assert (links, RDF.type, VOID.Linkset) in void
    assert set(void.objects(links, VOID.linkPredicate)) == {rdflib.OWL.sameAs} == {p for _, p, _ in found}
    assert set(void.objects(links, VOID.dataDump)) == {dump}
    assert said(void, links, {VOID.triples: 0, VOID.distinctSubjects: 0, VOID.distinctObjects: 0}) == {
        VOID.triples: len(found),
        VOID.distinctSubjects: len({s for s, _, _ in found}),
        VOID.distinctObjects: len({o for _, _, o in found}),
    }
    assert set(void.predicates(dataset, links)) == {DCTERMS.relation}
    assert set(void.predicates(dataset, release.iri("graph/same-as"))) == {DCTERMS.relation}
    assert (dataset, VOID.dataDump, dump) not in void
    assert void.value(links, VOID.objectsTarget) == release.iri("dataset/target/www.wikidata.org")


def test_every_example_is_described_and_every_vocabulary_is_used(release: Release) -> None:
    found = release.file(f"{release.config.name}.jsonld")
    subjects, terms = {s for s, _, _ in found}, {str(x) for _, p, o in found for x in (p, o)}
    dataset = release.iri("dataset")
    assert set(release.void.objects(dataset, VOID.exampleResource)) <= subjects
    for space in release.void.objects(dataset, VOID.vocabulary):
        assert any(term.startswith(str(space)) for term in terms), space


def test_every_file_but_the_catalogue_has_a_distribution_with_its_size_and_digest(release: Release) -> None:
    dcat, found = release.dcat, {}
    for one in dcat.objects(release.iri("dataset"), DCAT.distribution):
        name = str(dcat.value(one, DCAT.downloadURL)).rsplit("/", 1)[-1]
        checksum = dcat.value(one, SPDX.checksum, any=False)
        found[name] = (int(str(dcat.value(one, DCAT.byteSize))), str(dcat.value(checksum, SPDX.checksumValue)).lower())
    files = [f for f in release.folder.iterdir() if f.is_file() and f.name != "dcat.ttl"]
    assert found == {f.name: (f.stat().st_size, sha256(f.read_bytes()).hexdigest()) for f in files}


def test_the_version_and_the_lasting_iri_point_at_each_other(release: Release) -> None:
    lasting, version = release.iri("dataset"), release.iri(f"dataset/{release.config.version}")
    for triple in (
        (lasting, DCAT.hasVersion, version),
        (lasting, DCAT.hasCurrentVersion, version),
        (version, DCAT.isVersionOf, lasting),
        (version, DCAT.version, rdflib.Literal(release.config.version)),
    ):
        assert triple in release.dcat
    files = [set(release.dcat.objects(iri, DCAT.distribution)) for iri in (lasting, version)]
    assert files[0] == files[1] != set()


def test_neither_document_has_a_blank_node_or_a_prefix_too_many(release: Release) -> None:
    for name, graph in (("void.ttl", release.void), ("dcat.ttl", release.dcat)):
        assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
        text = (release.folder / name).read_text(encoding="utf-8")
        assert text.endswith(" .\n")
        bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
        for prefix in re.findall(r"^@prefix ([^:]+):", text, re.MULTILINE):
            assert re.search(rf"(\s|\^\^){re.escape(prefix)}:(?! <)", bare), f"{name}: {prefix}"


@pytest.fixture(scope="module")
def profile(root: Path) -> rdflib.Graph:
    file = root.parent / "shared" / DCAT_AP
    if not file.is_file():
        pytest.skip(f"the shapes of DCAT-AP are not at hand: ../shared/{DCAT_AP}")
    return rdflib.Graph().parse(file)


def test_the_catalogue_keeps_dcat_ap(release: Release, profile: rdflib.Graph) -> None:
    conforms, _, report = pyshacl.validate(release.dcat, shacl_graph=profile)
    assert conforms, report


@pytest.mark.parametrize("word", [DCTERMS.title, DCTERMS.description, DCAT.accessURL, FOAF.name, SPDX.checksumValue])
def test_dcat_ap_would_miss_a_mandatory_property(release: Release, profile: rdflib.Graph, word: rdflib.URIRef) -> None:
    poorer = rdflib.Graph()
    for triple in release.dcat:
        if triple[1] != word:
            poorer.add(triple)
    conforms, _, _ = pyshacl.validate(poorer, shacl_graph=profile)
    assert not conforms


DATASET_SCORES = "keyword theme contactPoint | spatial temporal accessRights publisher issued modified"
DISTRIBUTION_SCORES = "accessURL downloadURL mediaType byteSize | format license rights issued modified"


@pytest.mark.parametrize("release", ["this repository"], indirect=True)
def test_our_catalogue_has_what_the_quality_assessment_of_data_portals_looks_for(release: Release) -> None:
    dcat, dataset = release.dcat, release.iri("dataset")
    scores_of: dict[Node, str] = dict.fromkeys(dcat.objects(dataset, DCAT.distribution), DISTRIBUTION_SCORES)
    for node, scores in {dataset: DATASET_SCORES, **scores_of}.items():
        for space, names in zip((DCAT, DCTERMS), scores.split("|"), strict=True):
            for name in names.split():
                assert dcat.value(node, rdflib.URIRef(f"{space}{name}")) is not None, f"{node} has no {name}"
    registered = (authorities.EU, "https://www.iana.org/assignments/media-types/")
    for word in (DCTERMS.format, DCAT.mediaType, DCTERMS.accessRights, DCAT.theme, DCTERMS.language):
        assert all(str(o).startswith(registered) for o in dcat.objects(None, word)), word
    licences = {str(o) for d in dcat.objects(dataset, DCAT.distribution) for o in dcat.objects(d, DCTERMS.license)}
    assert licences == {f"{authorities.EU}licence/CC0"}


def test_a_catalogue_speaks_the_languages_of_its_dataset(release: Release) -> None:
    for titles in (release.dcat.objects(None, DCTERMS.title), release.void.objects(None, DCTERMS.title)):
        tags = {t.language for t in titles if isinstance(t, rdflib.Literal)} - {None}
        assert tags == set(release.config.languages)


def test_a_dataset_in_another_language_gets_english_sentences_around_its_own_title() -> None:
    assert words.say("catalogue", ["qu"], title={"qu": "Wiñay kawsay"}) == {"en": "Catalogue: Wiñay kawsay"}


def test_a_poor_configuration_still_gives_a_valid_catalogue(tmp_path: Path, profile: rdflib.Graph) -> None:
    home, folder = tmp_path / "new", tmp_path / "output"
    folder.mkdir()
    scaffold.new(home)
    dataset = checks.read(load(home))
    mine = "https://example.org/mine"
    poor = replace(dataset.config, description=None, keywords=None, contact="", links="", licence=mine)
    with workbench.create(None) as bench:
        build.fill(dataset, bench)
        catalog.write(replace(dataset, config=poor), bench, folder)
    dcat = rdflib.Graph().parse(folder / "dcat.ttl")
    conforms, _, report = pyshacl.validate(dcat, shacl_graph=profile)
    assert conforms, report
    assert (None, DCTERMS.license, rdflib.URIRef(mine)) in dcat
    assert not list(dcat.objects(None, DCAT.contactPoint))


def shuffle(text: str) -> str:
    head, *rows = text.splitlines(keepends=True)
    return "".join([head, *reversed(rows)])


@pytest.mark.parametrize("change", [lambda text: text, shuffle], ids=["again", "rows reversed"])
def test_the_same_facts_give_the_same_bytes(tmp_path: Path, change: Callable[[str], str]) -> None:
    home = tmp_path / "new"
    scaffold.new(home)
    found = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        publish(load(home), tmp_path / name)
        found.append({f.name: f.read_bytes() for f in (tmp_path / name).glob("*.*")})
        for table in (home / "mappings/facts").glob("*.csv"):
            table.write_text(change(table.read_text(encoding="utf-8")), encoding="utf-8")
    assert found[0] == found[1]


def test_labels_of_our_own_nodes_are_texts(release: Release) -> None:
    made = release.iri("dataset/provenance/made")
    assert all(isinstance(label, rdflib.Literal) for label in release.dcat.objects(made, RDFS.label))
    assert list(release.dcat.objects(made, RDFS.label))
