"""Describe a dataset in VoID.  Statistics + Config -> triples; pure.

Spec: VoID (www.w3.org/TR/void).  Every partition and subset has an IRI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from lod.blocks import Triple, curie
from lod.catalog.authorities import format_of
from lod.catalog.model import VOID, Counts, Linkset, Names, PropertyPartition, Statistics
from lod.catalog.words import describe, moment, number, ref, refs, say, text, texts, word
from lod.checks import Dataset
from lod.config import Config
from lod.terms import iri_safe


def void(dataset: Dataset, names: Names, found: Statistics) -> Iterator[Triple]:
    """All triples of void.ttl, the dataset first."""
    config, prefixes = dataset.config, dataset.prefixes
    yield from _document(config, names)
    yield from _dataset(config, names, found, prefixes)
    yield from _subsets(config, names, found)
    yield from _linksets(config, names, found.links, prefixes)
    yield from _linksets_apart(config, names, found, prefixes)
    for c in found.classes:
        yield from describe(
            _named(names, "class", c.iri, prefixes),
            {
                "rdf:type": [word("void:Dataset")],
                "void:class": [ref(c.iri)],
                "void:entities": [number(c.entities)],
                "void:triples": [number(c.triples)],
                "void:exampleResource": [ref(c.example)],
            },
        )
    for p in found.properties:
        said = {"rdf:type": [word("void:Dataset")], "void:property": [ref(p.iri)], **_sizes(p)}
        yield from describe(_named(names, "property", p.iri, prefixes), said)


def _named(names: Names, kind: str, iri: str, prefixes: Mapping[str, str]) -> str:
    """The IRI of a partition, after the prefixed name of what it is about, or after its whole IRI."""
    return names.part(kind, curie(iri, prefixes) or iri_safe(iri))


def _sizes(p: PropertyPartition) -> dict[str, list[str]]:
    return {
        "void:triples": [number(p.triples)],
        "void:distinctSubjects": [number(p.subjects)],
        "void:distinctObjects": [number(p.objects)],
    }


def _counted(c: Counts) -> dict[str, list[str]]:
    return {
        "void:triples": [number(c.triples)],
        "void:entities": [number(c.entities)],
        "void:distinctSubjects": [number(c.subjects)],
        "void:distinctObjects": [number(c.objects)],
        "void:classes": [number(c.classes)],
        "void:properties": [number(c.properties)],
    }


def _document(config: Config, names: Names) -> Iterator[Triple]:
    facts = {"file": config.document or config.quads, "all": config.quads, "base": config.base}
    yield from describe(
        names.download(VOID),
        {
            "rdf:type": [word("void:DatasetDescription")],
            "dcterms:title": texts(say("statistics", config.languages, title=config.title)),
            "dcterms:description": texts(say("statistics.about", config.languages, **facts)),
            "dcterms:creator": [ref(config.publisher["iri"])],
            "dcterms:issued": [moment(config.issued)],
            "dcterms:license": [ref(config.licence)],
            "foaf:primaryTopic": [ref(names.dataset)],
        },
    )


def _about(config: Config) -> dict[str, list[str]]:
    publisher, day = [ref(config.publisher["iri"])], [moment(config.issued)]
    return {
        "dcterms:title": texts(config.title),
        "dcterms:description": texts(config.description or config.title),
        "dcterms:license": [ref(config.licence)],
        "dcterms:publisher": publisher,
        "dcterms:creator": publisher,
        "dcterms:created": day,
        "dcterms:issued": day,
        "dcterms:modified": day,
        "dcterms:subject": refs(config.themes),
        "owl:versionInfo": [text(config.version)],
        "foaf:homepage": [ref(config.base)],
        "void:uriSpace": [text(config.base)],
    }


def _dataset(config: Config, names: Names, found: Statistics, prefixes: Mapping[str, str]) -> Iterator[Triple]:
    dumps = [config.quads, *([config.document] if config.jsonld else [])]
    dumps += [config.packed(f) for f in config.dumps if f not in found.apart]
    formats = {form.w3c for f in dumps if (form := format_of(f)) and form.feature}
    used = [p.iri for p in found.properties] + [c.iri for c in found.classes]
    hosts = sorted({link.target for link in found.links})
    parts = {**{g: g for g in found.graphs}, **{f: names.part("file", iri_safe(f)) for f in found.files}}
    subsets = [iri for name, iri in parts.items() if name not in found.apart]
    subsets += [names.part("links", iri_safe(h)) for h in hosts]
    beside = [iri for name, iri in parts.items() if name in found.apart]
    beside += [_linkset(names, link, prefixes) for link in found.links_apart]
    yield from describe(
        names.dataset,
        {
            "rdf:type": [word("void:Dataset")],
            **_about(config),
            "dcterms:requires": refs(found.ontology),
            "void:vocabulary": refs(sorted({_space(iri) for iri in used})),
            "void:feature": refs(sorted(formats)),
            "void:dataDump": refs(names.download(f) for f in dumps),
            "void:exampleResource": refs(c.example for c in found.classes),
            **_counted(found.whole),
            "void:classPartition": refs(_named(names, "class", c.iri, prefixes) for c in found.classes),
            "void:propertyPartition": refs(_named(names, "property", p.iri, prefixes) for p in found.properties),
            "void:subset": refs(subsets),
            "dcterms:relation": refs(beside),  # no subset: it holds triples that are not counted here
        },
    )
    agent = {"rdf:type": [word("foaf:Agent")], "foaf:name": [text(config.publisher["name"])]}
    yield from describe(config.publisher["iri"], agent)


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri


def _subsets(config: Config, names: Names, found: Statistics) -> Iterator[Triple]:
    """The ontology, the named graphs, and the files that hold a part of the dataset."""
    for graph, counts in {**found.ontology, **found.graphs}.items():
        tail = graph.removeprefix(config.base).removeprefix("graph/")
        dump = [names.download("ontology.ttl")] if graph in found.ontology else []
        yield from _subset(graph, say("graph", config.languages, name=tail), counts, dump)
    for file, counts in found.files.items():
        titles = say("file.part", config.languages, parts=", ".join(config.dumps[file]))
        yield from _subset(names.part("file", iri_safe(file)), titles, counts, [names.download(config.packed(file))])


def _subset(iri: str, titles: Mapping[str, str], counts: Counts, dumps: Iterable[str]) -> Iterator[Triple]:
    said = {"rdf:type": [word("void:Dataset")], "dcterms:title": texts(titles), "void:dataDump": refs(dumps)}
    yield from describe(iri, {**said, **_counted(counts)})


def _linkset(names: Names, link: Linkset, prefixes: Mapping[str, str]) -> str:
    """The IRI of the links to one site by one predicate."""
    return _named(names, f"links/{iri_safe(link.target)}", link.predicate, prefixes)


def _ends(names: Names, host: str) -> dict[str, list[str]]:
    return {
        "rdf:type": [word("void:Linkset")],
        "void:subjectsTarget": [ref(names.dataset)],
        "void:objectsTarget": [ref(names.part("target", iri_safe(host)))],
    }


def _linksets(config: Config, names: Names, links: Sequence[Linkset], prefixes: Mapping[str, str]) -> Iterator[Triple]:
    """Per site one linkset of all its links, and in it one per predicate."""
    for host, group in groupby(links, key=lambda link: link.target):
        sets, ends = list(group), _ends(names, host)
        parts = {link: _linkset(names, link, prefixes) for link in sets}
        yield from describe(
            names.part("links", iri_safe(host)),
            {
                **ends,
                "dcterms:title": texts(say("links", config.languages, name=host)),
                "void:triples": [number(sum(link.counts.triples for link in sets))],
                "void:subset": refs(parts.values()),
            },
        )
        for link, iri in parts.items():
            yield from describe(iri, {**ends, "void:linkPredicate": [ref(link.predicate)], **_sizes(link.counts)})
        yield from _target(names, host, sets)


def _target(names: Names, host: str, links: Sequence[Linkset]) -> Iterator[Triple]:
    spaces = sorted({space for link in links for space in link.spaces})
    said = {"rdf:type": [word("void:Dataset")], "dcterms:title": [text(host)]}
    yield from describe(
        names.part("target", iri_safe(host)), {**said, "void:uriSpace": [text(space) for space in spaces]}
    )


def _linksets_apart(config: Config, names: Names, found: Statistics, prefixes: Mapping[str, str]) -> Iterator[Triple]:
    """The links that only files of their own hold; each linkset with these files."""
    files = [names.download(config.packed(f)) for f in found.files if f in found.apart]
    for link in found.links_apart:
        said = {
            **_ends(names, link.target),
            "dcterms:title": texts(say("links.apart", config.languages, name=link.target)),
            "void:linkPredicate": [ref(link.predicate)],
            **_sizes(link.counts),
            "void:dataDump": refs(files),
        }
        yield from describe(_linkset(names, link, prefixes), said)
        if link.target not in {other.target for other in found.links}:
            yield from _target(names, link.target, [link])
