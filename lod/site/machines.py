"""What pages say to machines and to those who cite: schema.org JSON-LD, citation, BibTeX.  Config, Edition -> text."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from lod.config import Config
from lod.site import graph
from lod.site.edition import Edition
from lod.site.roles import SCHEMA
from lod.vocab import OWL, RDFS

ABOVE = (RDFS + "subClassOf", OWL + "equivalentClass")
# classes of other vocabularies that schema.org has a word for
WORDS = {
    "http://xmlns.com/foaf/0.1/Person": "Person",
    "http://xmlns.com/foaf/0.1/Organization": "Organization",
    "http://www.w3.org/ns/org#Organization": "Organization",
}
MEDIA = {".ttl": "text/turtle", ".jsonld": "application/ld+json", ".nt": "application/n-triples"}
FILES = {
    **MEDIA,
    ".nq": "application/n-quads",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
    ".txt": "text/plain",
}
TEX = re.compile(r"[\\{}$&#^_~%]")


def of_thing(config: Config, edition: Edition, iri: str) -> str:
    """Tell a machine what a page is about."""
    published, roles = edition.published, edition.roles
    kinds = sorted({w for t in graph.types(published, iri) for w in _words(edition, t)}) or ["Thing"]
    also = [t.lexical for t in graph.literals(published, iri, roles["alias"])]
    said: dict[str, object] = {
        "@context": SCHEMA,
        "@id": iri,
        "@type": kinds[0] if len(kinds) == 1 else kinds,
        "name": edition.name(iri)[0],
        "url": iri,
        "alternateName": list(dict.fromkeys(also)),
        "sameAs": sorted(graph.iris(published, iri, roles["same"])),
        "description": graph.text(published, iri, roles.any("definition", "note"), edition.language),
        "subjectOf": {"@type": "Dataset", "@id": f"{config.base}dataset", "name": titled(config, edition.language)},
    }
    return inside_script({key: value for key, value in said.items() if value})


def _words(edition: Edition, kind: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """What schema.org calls a class, itself or those above it."""
    if kind in seen:
        return []
    if kind.startswith(SCHEMA):
        return [kind.removeprefix(SCHEMA)]
    if kind in WORDS:
        return [WORDS[kind]]
    above = graph.iris(edition.published, kind, ABOVE)
    return [word for one in above for word in _words(edition, one, seen | {kind})]


def of_dataset(config: Config, language: str, files: Sequence[tuple[str, int]]) -> str:
    """Tell a machine what the dataset is, for search engines of datasets.

    files    name and size in bytes of what can be downloaded
    source   developers.google.com/search/docs/appearance/structured-data/dataset"""
    said: dict[str, object] = {
        "@context": SCHEMA,
        "@type": "Dataset",
        "@id": f"{config.base}dataset",
        "name": titled(config, language),
        "description": _in(config.description or {}, language),
        "url": config.base,
        "identifier": config.base,
        "version": config.version,
        "datePublished": config.issued,
        "license": config.licence,
        "isAccessibleForFree": True,
        "inLanguage": list(config.languages),
        "keywords": list((config.keywords or {}).get(language, ())),
        "creator": {"@type": "Organization", "@id": config.publisher["iri"], "name": config.publisher["name"]},
        "publisher": {"@id": config.publisher["iri"]},
        "temporalCoverage": "/".join(config.temporal),
        "spatialCoverage": list(config.spatial),
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{config.base}downloads/{name}",
                "encodingFormat": media(name),
                "contentSize": str(size),
            }
            for name, size in files
        ],
    }
    return inside_script({key: value for key, value in said.items() if value})


def media(name: str) -> str:
    """The media type of a published file.

    >>> media("polhist.ttl"), media("polhist.nq.gz")
    ('text/turtle', 'application/n-quads')
    """
    plain = name.removesuffix(".gz").removesuffix(".zst")
    return FILES.get(plain[plain.rfind(".") :], "application/octet-stream")


def titled(config: Config, language: str) -> str:
    """The title of the dataset in a language, or in the first it has."""
    return _in(config.title, language)


def _in(texts: object, language: str) -> str:
    held = dict(texts) if isinstance(texts, dict) else {}
    return str(held.get(language) or next(iter(held.values()), ""))


def citation(config: Config, edition: Edition, iri: str, name: str) -> tuple[str, str]:
    """How to cite a page: as a sentence, and as BibTeX."""
    title, publisher = titled(config, edition.language), config.publisher["name"]
    version = edition.say("version", version=config.version, day=config.issued)
    whole = name == title
    text = f"{publisher}: {title}. {version}. {iri}" if whole else f"{name}. {publisher}: {title}. {version}. {iri}"
    key = re.sub(r"[^A-Za-z0-9]+", "-", iri.removeprefix(config.base)).strip("-") or config.name
    fields = {
        "author": f"{{{_tex(publisher)}}}",
        "title": _tex(name),
        "howpublished": "" if whole else _tex(title),
        "year": config.issued[:4],
        "version": _tex(config.version),
        "url": iri,
    }
    lines = "".join(f"  {field} = {{{value}}},\n" for field, value in fields.items() if value)
    return text, f"@misc{{{key},\n{lines}}}"


def _tex(text: str) -> str:
    plain = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return TEX.sub(lambda found: plain.get(found[0], "\\" + found[0]), text)


def inside_script(said: object) -> str:
    r"""JSON that no HTML parser can take for the end of a script element.

    >>> print(inside_script("</script>"))
    "\u003c/script>"
    """
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
