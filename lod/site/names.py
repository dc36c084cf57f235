"""What properties and classes of well-known vocabularies are called.  IRI, language -> words; no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lod.site.texts import SPOKEN, spoken

# what properties and classes of other vocabularies are called; any other is called by its local name
TERMS: Mapping[str, tuple[str, str]] = {
    "http://www.w3.org/ns/org#memberOf": ("member of", "miembro de"),
    "http://www.w3.org/ns/org#member": ("member", "miembro"),
    "http://www.w3.org/ns/org#organization": ("organisation", "organización"),
    "http://www.w3.org/ns/oa#hasSource": ("source", "fuente"),
    "http://www.w3.org/ns/oa#hasSelector": ("selector", "selector"),
    "http://www.w3.org/ns/oa#start": ("first character", "primer carácter"),
    "http://www.w3.org/ns/oa#end": ("end of characters", "fin de los caracteres"),
    "http://www.w3.org/ns/prov#wasAttributedTo": ("attributed to", "atribuido a"),
    "http://www.w3.org/ns/prov#wasDerivedFrom": ("derived from", "derivado de"),
    "http://www.w3.org/ns/dcat#byteSize": ("size in bytes", "tamaño en bytes"),
    "http://purl.org/dc/terms/isPartOf": ("part of", "parte de"),
    "http://purl.org/dc/terms/creator": ("creator", "autor"),
    "http://purl.org/dc/terms/publisher": ("publisher", "editor"),
    "http://purl.org/dc/terms/license": ("licence", "licencia"),
    "http://purl.org/dc/terms/created": ("created", "creado"),
    "http://purl.org/dc/terms/modified": ("modified", "modificado"),
    "http://purl.org/dc/terms/identifier": ("identifier", "identificador"),
    "http://purl.org/dc/terms/spatial": ("place", "lugar"),
    "http://purl.org/dc/terms/isFormatOf": ("format of", "formato de"),
    "http://purl.org/dc/terms/references": ("refers to", "remite a"),
    "http://purl.org/dc/terms/bibliographicCitation": ("citation", "cita"),
    "http://purl.org/dc/elements/1.1/publisher": ("publisher", "editor"),
    "http://purl.org/dc/elements/1.1/language": ("language", "idioma"),
    "http://www.semanticdesktop.org/ontologies/2007/03/22/nfo#lineCount": ("lines", "líneas"),
    "http://www.semanticdesktop.org/ontologies/2007/03/22/nfo#characterCount": ("characters", "caracteres"),
    "http://www.w3.org/2008/05/skos-xl#literalForm": ("form", "forma"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value": ("value", "valor"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject": ("subject", "sujeto"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate": ("property", "propiedad"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#object": ("value", "valor"),
    "http://www.w3.org/2004/02/skos/core#Concept": ("Concept", "Concepto"),
    "http://www.w3.org/2004/02/skos/core#ConceptScheme": ("Code list", "Lista de códigos"),
    "http://www.w3.org/2004/02/skos/core#inScheme": ("code list", "lista de códigos"),
    "http://www.w3.org/2004/02/skos/core#topConceptOf": ("code of", "código de"),
    "http://www.w3.org/2004/02/skos/core#hasTopConcept": ("codes", "códigos"),
    "http://www.w3.org/2004/02/skos/core#exactMatch": ("exact match", "correspondencia exacta"),
    "http://www.w3.org/2004/02/skos/core#closeMatch": ("close match", "correspondencia cercana"),
    "http://www.w3.org/2004/02/skos/core#broadMatch": ("broader match", "correspondencia más amplia"),
    "http://www.w3.org/2004/02/skos/core#narrowMatch": ("narrower match", "correspondencia más estrecha"),
    "http://www.w3.org/2004/02/skos/core#relatedMatch": ("related match", "correspondencia relacionada"),
    "http://www.w3.org/2002/07/owl#Class": ("Classes", "Clases"),
    "http://www.w3.org/2002/07/owl#ObjectProperty": ("Properties that link", "Propiedades que enlazan"),
    "http://www.w3.org/2002/07/owl#DatatypeProperty": ("Properties with a value", "Propiedades con un valor"),
    "http://www.w3.org/2002/07/owl#Ontology": ("Ontology", "Ontología"),
    "http://www.w3.org/2000/01/rdf-schema#subClassOf": ("kind of", "clase de"),
    "http://www.w3.org/2000/01/rdf-schema#subPropertyOf": ("narrower than", "más específica que"),
    "http://www.w3.org/2000/01/rdf-schema#domain": ("of", "de"),
    "http://www.w3.org/2000/01/rdf-schema#range": ("value", "valor"),
    "https://schema.org/domainIncludes": ("of", "de"),
    "https://schema.org/rangeIncludes": ("value", "valor"),
    "https://schema.org/translator": ("translator", "traductor"),
    "http://www.w3.org/2000/01/rdf-schema#seeAlso": ("see also", "véase también"),
    "http://www.w3.org/2000/01/rdf-schema#comment": ("comment", "comentario"),
    "http://www.w3.org/2002/07/owl#annotatedSource": ("ours", "lo nuestro"),
    "http://www.w3.org/2002/07/owl#annotatedProperty": ("relation", "relación"),
    "http://www.w3.org/2002/07/owl#annotatedTarget": ("theirs", "lo suyo"),
    "https://w3id.org/sssom/Mapping": ("Decision about a link", "Decisión sobre un enlace"),
    "https://w3id.org/sssom/MappingSet": ("Set of decisions", "Conjunto de decisiones"),
    "https://w3id.org/sssom/NoTermFound": ("nothing found", "nada encontrado"),
    "http://rdfs.org/ns/void#Dataset": ("Part of the dataset, counted", "Parte del conjunto, contada"),
    "http://rdfs.org/ns/void#Linkset": ("Links to another dataset", "Enlaces a otro conjunto"),
    "http://www.w3.org/ns/dcat#Dataset": ("Dataset", "Conjunto de datos"),
    "http://www.w3.org/ns/dcat#Catalog": ("Catalogue", "Catálogo"),
    "http://www.w3.org/ns/dcat#CatalogRecord": ("Record of the catalogue", "Registro del catálogo"),
    "http://www.w3.org/ns/dcat#Distribution": ("File to download", "Archivo para descargar"),
    "http://www.w3.org/ns/dcat#DataService": ("Service", "Servicio"),
    "http://www.w3.org/ns/dcat#Relationship": ("Relation to another dataset", "Relación con otro conjunto"),
    "http://xmlns.com/foaf/0.1/Agent": ("Who publishes", "Quien publica"),
    "http://xmlns.com/foaf/0.1/Organization": ("Organisation that publishes", "Organización que publica"),
    "http://spdx.org/rdf/terms#Checksum": ("Checksum", "Suma de verificación"),
    "http://purl.org/dc/terms/PeriodOfTime": ("Period", "Periodo"),
    "http://purl.org/dc/terms/ProvenanceStatement": ("How it was made", "Cómo se hizo"),
    "http://www.w3.org/2006/vcard/ns#Kind": ("Contact", "Contacto"),
    "http://www.w3.org/ns/dqv#QualityMeasurement": ("Measured quality", "Calidad medida"),
    "http://www.w3.org/ns/shacl#NodeShape": ("Shapes of things", "Formas de cosas"),
    "http://www.w3.org/ns/shacl#PropertyShape": ("Shapes of properties", "Formas de propiedades"),
    "http://www.w3.org/ns/shacl#targetClass": ("checks every", "comprueba cada"),
    "http://www.w3.org/ns/shacl#path": ("property", "propiedad"),
    "http://www.w3.org/ns/shacl#severity": ("severity", "gravedad"),
    "http://www.w3.org/ns/shacl#message": ("message", "mensaje"),
}


def called(term: str, language: str) -> str:
    """What a property or class of another vocabulary is called; empty if there is no word for it.

    >>> called("http://www.w3.org/ns/org#memberOf", "es"), called("http://e.org/#endOfTerm", "es")
    ('miembro de', 'end of term')
    """
    if term in TERMS:
        return TERMS[term][SPOKEN.index(spoken(language))]
    local = re.split(r"[/#]", term)[-1]
    if re.fullmatch(r"[a-z]+(?:_[a-z]+)+", local):
        return local.replace("_", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower() if re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", local) else ""
