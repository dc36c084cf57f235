"""The words a catalogue is written in.  prefixed names, texts, sentences -> N-Triples terms and triples; pure.

Sentences are ours in English and Spanish; a dataset has those of its languages, or the English ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lod.blocks import Triple
from lod.terms import iri, literal
from lod.vocab import OWL, RDF, RDFS, SKOS, XSD

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}
SENTENCES = {
    "catalogue": ("Catalogue: {title}", "Catálogo: {title}"),
    "catalogue.about": (
        "What is published of this dataset: its versions, files and formats.",
        "Lo que se publica de este conjunto de datos: sus versiones, archivos y formatos.",
    ),
    "citation": ("{publisher}: {title}. Version {version}. {iri}", "{publisher}: {title}. Versión {version}. {iri}"),
    "provenance": (
        "Made from curated tables by the mappings that are kept with them; every triple can be traced to the rows "
        "that state it.",
        "Hecho a partir de tablas revisadas mediante las correspondencias que se guardan con ellas; cada tripleta "
        "puede seguirse hasta las filas que la afirman.",
    ),
    "statistics": ("What it holds, counted: {title}", "Lo que contiene, contado: {title}"),
    "statistics.about": (
        "The counts of the dataset cover the triples that its tables give, each once, whatever named graphs it is in: "
        "the triples of {file}. The terms of the ontology, which {all} also holds, are counted apart. An entity is a "
        "subject whose IRI starts with {base}; the triples of a class partition are those about the instances of the "
        "class.",
        "Los recuentos del conjunto abarcan las tripletas que dan sus tablas, cada una contada una vez, sean cuales "
        "sean los grafos nombrados en que esté: las tripletas de {file}. Los términos de la ontología, que {all} "
        "también contiene, se cuentan aparte. Una entidad es un sujeto cuyo IRI empieza por {base}; las tripletas de "
        "una partición por clase son las que tratan de las instancias de la clase.",
    ),
    "graph": ("Named graph {name}", "Grafo nombrado {name}"),
    "links": ("Links to {name}", "Enlaces a {name}"),
    "links.apart": ("Links to {name} that are kept apart", "Enlaces a {name} que se guardan aparte"),
    "file.all": ("Everything, in named graphs", "Todo, en grafos nombrados"),
    "file.all.about": (
        "Every triple of the dataset and of its ontology, each in the named graphs that it belongs to.",
        "Cada tripleta del conjunto y de su ontología, en los grafos nombrados a los que pertenece.",
    ),
    "file.document": ("The whole dataset in one document", "El conjunto completo en un documento"),
    "file.document.about": (
        "Every triple of the dataset, without named graphs; the context is inside.",
        "Cada tripleta del conjunto, sin grafos nombrados; el contexto está incluido.",
    ),
    "file.context": ("Context of the document", "Contexto del documento"),
    "file.context.about": (
        "What the short names of the document mean, for data of one's own.",
        "Lo que significan los nombres cortos del documento, para datos propios.",
    ),
    "file.part": ("Part of the dataset: {parts}", "Parte del conjunto: {parts}"),
    "file.part.about": (
        "The triples that these mappings make of the tables: {parts}.",
        "Las tripletas que dan estas correspondencias a partir de las tablas: {parts}.",
    ),
    "file.apart": ("Kept apart: {parts}", "Guardado aparte: {parts}"),
    "file.apart.about": (
        "Triples that follow from the dataset but are in no other of its files, because not everybody wants them: "
        "{parts}. Whoever does loads this file beside the others.",
        "Tripletas que se siguen del conjunto pero no están en ningún otro de sus archivos, porque no todos las "
        "quieren: {parts}. Quien las quiera carga este archivo junto a los demás.",
    ),
    "file.table": ("Table: {parts}", "Tabla: {parts}"),
    "file.table.about": (
        "What the view {parts} makes of the tables, one row a line below the names of the columns.",
        "Lo que da la vista {parts} a partir de las tablas, una fila por línea bajo los nombres de las columnas.",
    ),
    "file.ontology": ("Ontology and code lists", "Ontología y listas de códigos"),
    "file.ontology.about": (
        "The classes, properties and concepts that the dataset is written in.",
        "Las clases, propiedades y conceptos en que está escrito el conjunto.",
    ),
    "file.shapes": ("Shapes", "Formas SHACL"),
    "file.shapes.about": (
        "The rules that the dataset keeps, in SHACL.",
        "Las reglas que cumple el conjunto, en SHACL.",
    ),
    "file.links": ("Decided links", "Enlaces decididos"),
    "file.links.about": (
        "Every decision on a link to another dataset, the refused ones too, with its grounds.",
        "Cada decisión sobre un enlace a otro conjunto de datos, también las negativas, con su fundamento.",
    ),
    "file.void": ("Statistics", "Estadísticas"),
    "file.void.about": (
        "The dataset described in VoID: counts, partitions, named graphs, links.",
        "El conjunto descrito en VoID: recuentos, particiones, grafos nombrados, enlaces.",
    ),
    "file.report": ("Validation report", "Informe de validación"),
    "file.report.about": (
        "What checking the dataset against its shapes found, and what was checked.",
        "Lo que encontró la comprobación del conjunto con sus formas y lo que se comprobó.",
    ),
    "file.questions": ("Questions", "Preguntas"),
    "file.questions.about": (
        "Questions that the data answer, in words and in SPARQL.",
        "Preguntas que los datos responden, en palabras y en SPARQL.",
    ),
    "file.other": ("{name}", "{name}"),
    "file.other.about": ("A file published with the dataset.", "Un archivo publicado con el conjunto."),
}
OURS = ("en", "es")  # the order of each pair of sentences


def spoken(languages: Sequence[str]) -> tuple[str, ...]:
    """Those of the languages in which there are sentences; English if there is none."""
    return tuple(tag for tag in OURS if tag in languages) or OURS[:1]


def say(key: str, languages: Sequence[str], **facts: str | Mapping[str, str]) -> dict[str, str]:
    """A sentence by language; a fact may itself have a text per language.

    >>> say("links", ["en", "es"], name="e.org")
    {'en': 'Links to e.org', 'es': 'Enlaces a e.org'}
    """
    said = {}
    for tag, sentence in zip(OURS, SENTENCES[key], strict=True):
        if tag in spoken(languages):
            here = {k: v if isinstance(v, str) else v.get(tag) or next(iter(v.values())) for k, v in facts.items()}
            said[tag] = sentence.format(**here)
    return said


def word(name: str) -> str:
    """A prefixed name as a term."""
    prefix, _, local = name.partition(":")
    return ref(PREFIXES[prefix] + local)


def ref(value: str) -> str:
    """An IRI as a term."""
    return str(iri(value))


def refs(values: Iterable[str]) -> list[str]:
    """IRIs as terms."""
    return [ref(v) for v in values]


def text(value: str, datatype: str = "xsd:string") -> str:
    """A text as a term, of a datatype by its prefixed name."""
    prefix, _, local = datatype.partition(":")
    return str(literal(value, PREFIXES[prefix] + local))


def number(value: int) -> str:
    """A whole number as a term."""
    return text(str(value), "xsd:integer")


def moment(value: str) -> str:
    """A year, month or day of the calendar.

    >>> moment("1927")
    '"1927"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    """
    return text(value, ("xsd:gYear", "xsd:gYearMonth", "xsd:date")[min(value.lstrip("-").count("-"), 2)])


def texts(by_language: Mapping[str, str]) -> list[str]:
    """Texts in several languages as terms."""
    return [str(literal(value, lang=tag)) for tag, value in by_language.items()]


def describe(subject: str, said: Mapping[str, Iterable[str]]) -> Iterator[Triple]:
    """Triples about one IRI.

    said     prefixed predicate -> terms; none is fine"""
    for predicate, objects in said.items():
        for value in objects:
            yield ref(subject), word(predicate), value
