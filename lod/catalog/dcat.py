"""Describe what is published in DCAT 3.  Config + files -> triples; pure.

The dataset has one IRI for good, which stands for its latest version, and one IRI per version; both have the files of
the version.  Spec: DCAT 3 (www.w3.org/TR/vocab-dcat-3), DCAT-AP 3.0.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lod.blocks import Triple
from lod.catalog.authorities import IRREGULAR, PUBLIC, STABLE, THEMES, format_of, language, licence, packing_of
from lod.catalog.model import VOID, Names, Published
from lod.catalog.words import PREFIXES, describe, moment, ref, refs, say, text, texts, word
from lod.checks import Dataset
from lod.config import Config
from lod.packing import unpacked
from lod.questions.model import FILE as QUESTIONS
from lod.vocab import OWL, RDF_TYPE

APPLICATION_PROFILE = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/"
SSSOM = "https://w3id.org/sssom/"
REPORT = "report.ttl"


def dcat(dataset: Dataset, names: Names, files: Sequence[Published]) -> Iterator[Triple]:
    """All triples of dcat.ttl, the catalogue first."""
    config = dataset.config
    standards = _standards(dataset, names, files)
    yield from _catalogue(config, names)
    for iri in (names.dataset, names.release):
        yield from _dataset(config, names, iri, files, standards)
    for file in files:
        yield from _distribution(config, names, file, standards)
    yield from _agents(config, names)
    yield from _statements(config, names)
    for standard in standards:
        yield from describe(standard, {"rdf:type": [word("dcterms:Standard")]})
    if any(f.name == REPORT for f in files):
        yield from describe(names.download(REPORT), {"rdf:type": [word("dqv:QualityMetadata")]})


def _standards(dataset: Dataset, names: Names, files: Sequence[Published]) -> list[str]:
    """What the data conform to: the ontologies, and the shapes if a report proves it."""
    triples = (t for document in dataset.ontology for t in document.triples)
    found = [t.s.lexical for t in triples if t.p.lexical == RDF_TYPE and t.o.lexical == OWL + "Ontology"]
    if any(f.name == REPORT for f in files):
        found += [names.download(_tail(shapes)) for shapes in dataset.config.shapes]
    return found


def _tail(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _catalogue(config: Config, names: Names) -> Iterator[Triple]:
    record = f"{names.catalogue}/record"
    days = {"dcterms:issued": [moment(config.issued)], "dcterms:modified": [moment(config.issued)]}
    yield from describe(
        names.catalogue,
        {
            "rdf:type": [word("dcat:Catalog")],
            "dcterms:title": texts(say("catalogue", config.languages, title=config.title)),
            "dcterms:description": texts(say("catalogue.about", config.languages)),
            "dcterms:publisher": [ref(config.publisher["iri"])],
            "dcterms:language": refs(language(tag) for tag in config.languages),
            "dcterms:license": [ref(licence(config.licence))],
            **days,
            "dcterms:spatial": refs(config.spatial),
            "dcat:themeTaxonomy": [ref(THEMES)] if any(t.startswith(THEMES) for t in config.themes) else [],
            "foaf:homepage": [ref(config.base)],
            "dcat:dataset": [ref(names.dataset)],
            "dcat:record": [ref(record)],
        },
    )
    said = {"rdf:type": [word("dcat:CatalogRecord")], "foaf:primaryTopic": [ref(names.dataset)], **days}
    yield from describe(record, {**said, "dcterms:conformsTo": [ref(APPLICATION_PROFILE)]})


def _dataset(
    config: Config, names: Names, iri: str, files: Sequence[Published], standards: Sequence[str]
) -> Iterator[Triple]:
    """The dataset, or one version of it."""
    version = {"dcat:isVersionOf": [ref(names.dataset)]}
    if iri == names.dataset:
        version = {p: [ref(names.release)] for p in ("dcat:hasVersion", "dcat:hasCurrentVersion")}
    yield from describe(
        iri,
        {
            "rdf:type": [word("dcat:Dataset")],
            "dcterms:identifier": [text(iri, "xsd:anyURI")],
            "dcat:version": [text(config.version)],
            **version,
            **_about(config, names, iri),
            "dcterms:conformsTo": refs(standards),
            "dqv:hasQualityMetadata": [ref(names.download(REPORT)) for f in files if f.name == REPORT],
            "dcat:distribution": refs(names.distribution(f.name) for f in files),
        },
    )


def _about(config: Config, names: Names, iri: str) -> dict[str, list[str]]:
    """What the dataset and its versions have in common."""
    publisher = [ref(config.publisher["iri"])]
    facts = {"publisher": config.publisher["name"], "version": config.version, "iri": iri}
    cited = say("citation", config.languages, title=config.title, **facts)
    return {
        "dcterms:title": texts(config.title),
        "dcterms:description": texts(config.description or config.title),
        "dcterms:publisher": publisher,
        "dcterms:creator": publisher,
        "prov:wasAttributedTo": publisher,
        "dcterms:issued": [moment(config.issued)],
        "dcterms:modified": [moment(config.issued)],
        "dcterms:language": refs(language(tag) for tag in config.languages),
        "dcterms:license": [ref(config.licence)],
        "dcterms:accessRights": [ref(PUBLIC)],
        "dcterms:accrualPeriodicity": [ref(IRREGULAR)],
        "dcterms:spatial": refs(config.spatial),
        "dcterms:temporal": [ref(names.part("period", "covered"))] if config.temporal else [],
        "dcterms:provenance": [ref(names.part("provenance", "made"))],
        "dcterms:bibliographicCitation": texts(cited),
        "dcat:theme": refs(config.themes),
        "dcat:keyword": [t for tag, words in (config.keywords or {}).items() for k in words for t in texts({tag: k})],
        "dcat:contactPoint": [ref(names.part("contact", "point"))] if config.contact else [],
        "dcat:landingPage": [ref(config.base)],
    }


def _role(config: Config, file: str) -> tuple[str, list[str]]:
    """The sentence about a file, and what it conforms to beside the standards of the data."""
    shapes, links = {_tail(s) for s in config.shapes}, _tail(config.links)
    roles = {
        config.quads: ("file.all", []),
        config.document: ("file.document", []),
        "context.jsonld": ("file.context", []),
        "ontology.ttl": ("file.ontology", [PREFIXES["owl"].rstrip("#")]),
        VOID: ("file.void", [PREFIXES["void"]]),
        "report.txt": ("file.report", []),
        REPORT: ("file.report", [SHACL]),
        QUESTIONS: ("file.questions", [SHACL]),
        **{config.packed(f): (_part(config, f), []) for f in config.dumps},
        **{config.packed(f): ("file.table", []) for f in config.tables or {}},
        **{name: ("file.shapes", [SHACL]) for name in shapes},
        **({links: ("file.links", [SSSOM] if links.endswith(".sssom.tsv") else [])} if links else {}),
    }
    return roles.get(file, ("file.other", []))


def _part(config: Config, file: str) -> str:
    return "file.part" if {*config.dumps[file]}.isdisjoint(config.apart) else "file.apart"


DATA = {"file.all", "file.document", "file.part", "file.apart"}
SHACL = "http://www.w3.org/ns/shacl"


def _distribution(config: Config, names: Names, file: Published, standards: Sequence[str]) -> Iterator[Triple]:
    iri, checksum = names.distribution(file.name), f"{names.distribution(file.name)}/sha256"
    role, special = _role(config, file.name)
    views = {name: [view] for name, view in (config.tables or {}).items()}
    parts = ", ".join({**config.dumps, **views}.get(unpacked(file.name), ()))
    form, packing = format_of(file.name), packing_of(file.name)
    titles = say(role, config.languages, name=file.name, parts=parts)
    yield from describe(
        iri,
        {
            "rdf:type": [word("dcat:Distribution")],
            "dcterms:title": texts({k: f"{v} ({form.name})" if form else v for k, v in titles.items()}),
            "dcterms:description": texts(say(f"{role}.about", config.languages, parts=parts)),
            "dcat:accessURL": [ref(names.download(file.name))],
            "dcat:downloadURL": [ref(names.download(file.name))],
            "dcat:mediaType": [ref(form.media_type)] if form else [],
            "dcat:compressFormat": [ref(packing.media_type)] if packing else [],
            "dcterms:format": [ref(form.eu)] if form else [],
            "dcat:byteSize": [text(str(file.size), "xsd:nonNegativeInteger")],
            "spdx:checksum": [ref(checksum)],
            "dcterms:license": [ref(licence(config.licence))],
            "dcterms:rights": [ref(config.licence)],
            "dcterms:issued": [moment(config.issued)],
            "dcterms:modified": [moment(config.issued)],
            "dcterms:language": refs(language(tag) for tag in config.languages),
            "dcterms:conformsTo": refs(standards if role in DATA else special),
            "dcatap:availability": [ref(STABLE)],
        },
    )
    yield from describe(
        checksum,
        {
            "rdf:type": [word("spdx:Checksum")],
            "spdx:algorithm": [word("spdx:checksumAlgorithm_sha256")],
            "spdx:checksumValue": [text(file.digest, "xsd:hexBinary")],
        },
    )


def _agents(config: Config, names: Names) -> Iterator[Triple]:
    name = [text(config.publisher["name"])]
    yield from describe(config.publisher["iri"], {"rdf:type": [word("foaf:Agent")], "foaf:name": name})
    if config.contact:
        way = "vcard:hasEmail" if config.contact.startswith("mailto:") else "vcard:hasURL"
        said = {"rdf:type": [word("vcard:Kind")], "vcard:fn": name, way: [ref(config.contact)]}
        yield from describe(names.part("contact", "point"), said)


def _statements(config: Config, names: Names) -> Iterator[Triple]:
    """Licence, provenance and period."""
    known = licence(config.licence)
    same = {"skos:exactMatch": [ref(config.licence)]} if known != config.licence else {}
    yield from describe(known, {"rdf:type": [word("dcterms:LicenseDocument")], **same})
    both = [word("dcterms:LicenseDocument"), word("dcterms:RightsStatement")]
    yield from describe(config.licence, {"rdf:type": both})
    made = {"rdf:type": [word("dcterms:ProvenanceStatement")], "rdfs:label": texts(say("provenance", config.languages))}
    yield from describe(names.part("provenance", "made"), made)
    if config.temporal:
        ends = {"dcat:startDate": [moment(config.temporal[0])], "dcat:endDate": [moment(config.temporal[-1])]}
        yield from describe(names.part("period", "covered"), {"rdf:type": [word("dcterms:PeriodOfTime")], **ends})
    for place in config.spatial:
        yield from describe(place, {"rdf:type": [word("dcterms:Location")]})
